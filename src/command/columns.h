/* Columns that `run --columns` appends to the rows: quantities of scripts, by their names. */
#ifndef COMMAND_COLUMNS_H
#define COMMAND_COLUMNS_H

#include <stdbool.h>

#include "tell/quantity.h"

struct columns {
    int n;
    int quantity[QUANTITIES_MAX]; /* indices into quantities, each once */
};

/* NAME,NAME,... into c; NULL: none. taken: the names that rows have in any case, NULL-ended. false:
 * a message was printed. */
bool columns_read(struct columns *c, const char *names, const char *const *taken);

/* The values of r at the step where it stands, before its update: value[0..n). r is settled for
 * that, which changes none of its steps. */
void columns_take(const struct columns *c, struct race *race, struct run *r, double *value);

#endif
