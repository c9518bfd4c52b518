/* What a script may ask of a run, by name: in conditions ("loss of soft < 1e-3"), in captions
 * ("{loss of soft}"), as the answer to a question, and in a column of rows. One table. */
#ifndef TELL_QUANTITY_H
#define TELL_QUANTITY_H

#include "lab/race.h"

enum quantity_kind {
    OF_EACH,  /* run */
    OF_NEXT,  /* update of a run, which is not made yet: a preview that changes nothing */
    SHARE_OF, /* each run, in percent: 0 stands for none and 100 for all, and nothing rounds to it
               */
    OF_ALL,   /* runs together, at the step to which all have come */
};

/* How captions write it: with three digits; as a person set it, with six; as a whole number; in
 * percent; with two decimals. */
enum digits { MEASURED, AS_SET, COUNTED, PERCENT, DECIMALS };

struct quantity {
    const char *name; /* "loss" */
    enum digits digits;
    enum quantity_kind kind;
    /* Of a race and a run that are settled. NAN: not measured, or missing. */
    double (*of)(const struct race *race, const struct run *r);
    const char *help; /* one line for the documentation */
};

/* Defines a function `of`, from an expression of race and r. */
#define QUANTITY(name, value)                                                                      \
    static double name(const struct race *race, const struct run *r)                               \
    {                                                                                              \
        (void)race, (void)r;                                                                       \
        return value;                                                                              \
    }

extern const struct quantity quantities[];
extern const int n_quantities;

/* The quantity at index i, where race or run may have to be settled for it. */
double quantity_of(int i, struct race *race, struct run *r);
/* The index of the quantity called name, or -1. */
int quantity_find(const char *name);
/* The names, NULL-ended, into names (room for QUANTITIES_MAX). */
enum { QUANTITIES_MAX = 64 };
void quantity_names(const char **names);

#endif
