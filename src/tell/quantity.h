/* What a script may ask of a run, by name: in conditions ("loss of soft < 1e-3"), in captions
 * ("{loss of soft}"), as the answer to a question, and in a column of rows. One table. */
#ifndef TELL_QUANTITY_H
#define TELL_QUANTITY_H

#include "lab/race.h"

enum quantity_kind {
    OF_EACH,  /* run */
    SHARE_OF, /* each run, in percent: 0 stands for none and 100 for all, and nothing rounds to it
               */
    OF_ALL,   /* runs together, at the step to which all have come */
};

struct quantity {
    const char *name;                               /* "loss" */
    const char *help;                               /* one line for the documentation */
    double (*of)(struct race *race, struct run *r); /* NAN: not measured, or missing */
    enum quantity_kind kind;
};

extern const struct quantity quantities[];
extern const int n_quantities;

/* The index of the quantity called name, or -1. */
int quantity_find(const char *name);
/* The names, NULL-ended, into names (room for QUANTITIES_MAX). */
enum { QUANTITIES_MAX = 64 };
void quantity_names(const char **names);

#endif
