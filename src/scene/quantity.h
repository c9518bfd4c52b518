/* What a script may ask of a run, by name: in conditions ("loss of soft < 1e-3"), in captions
 * ("{loss of soft}") and as the answer to a question. One table. */
#ifndef SCENE_QUANTITY_H
#define SCENE_QUANTITY_H

#include "lab/race.h"

struct quantity {
    const char *name;                               /* "loss" */
    const char *help;                               /* one line for the documentation */
    double (*of)(struct race *race, struct run *r); /* NAN: not measured, or there is none */
};

extern const struct quantity quantities[];
extern const int n_quantities;

/* The index of the quantity called name, or -1. */
int quantity_find(const char *name);
/* The names, NULL-ended, into names (room for QUANTITIES_MAX). */
enum { QUANTITIES_MAX = 32 };
void quantity_names(const char **names);

#endif
