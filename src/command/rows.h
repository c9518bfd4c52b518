/* The rows of a run, as CSV and as JSON. */
#ifndef COMMAND_ROWS_H
#define COMMAND_ROWS_H

#include <stdio.h>

#include "command/columns.h"
#include "command/turns.h"
#include "command/work.h"

struct outcome { /* a run at the end, for the table and for JSON */
    enum run_status status;
    uint64_t status_step, steps, evals, clipped_steps, skipped_steps;
    double loss, grad_norm;
};

struct outcome outcome_of(const struct run *r);

struct rows {
    FILE *csv, *json; /* NULL: not asked for */
    uint64_t every;
    int thetas;          /* columns of parameters: dim, or 0 where there are too many */
    struct columns more; /* appended to those of the contract */
    bool any;            /* a row was written as JSON */
    struct turns *turns;
};

/* The names of the columns that rows have in any case, NULL-ended, but for the parameters. */
extern const char *const rows_names[];

/* The CSV's header; of JSON all up to the rows. */
void rows_begin(struct rows *w, const struct scene *s, const struct race *race, uint64_t steps);
/* Makes `steps` steps of r, one of race's runs, and writes their rows; *out is what has become of
 * it. false: a signal asked for the end. */
bool rows_run(struct rows *w, struct race *race, struct run *r, uint64_t steps, struct work *work,
              struct outcome *out);
void rows_end(struct rows *w, const struct race *race, const struct outcome *out);

/* s as a JSON string with its quotes; v as a JSON number, null for NaN. */
void json_text(FILE *out, const char *s);
void json_number(FILE *out, double v);

#endif
