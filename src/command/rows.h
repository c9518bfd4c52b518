/* The rows of a run, as CSV and as JSON; columns that are appended to them; and what is turned
 * while they are made. */
#ifndef COMMAND_ROWS_H
#define COMMAND_ROWS_H

#include <stdio.h>

#include "command/work.h"
#include "session/session.h"
#include "tell/quantity.h"

/* Quantities of scripts, by their names, for `run --columns`. */
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

/* What was turned in a session that a scene goes on from, for `run`, which steps its runs one after
 * the other: every knob at its step. */
struct turns {
    int n, next;
    struct deed *deed; /* by step; malloc'd */
};

/* Those of a scene that goes on, found by opening it; other scenes have no such turns. */
void turns_begin(struct turns *t, const struct scene *scene);
void turns_release(struct turns *t);
/* Before another run is stepped from the beginning. */
void turns_rewind(struct turns *t);

/* Run `index`, before the update of its step. */
void turns_make(struct turns *t, struct run *r, int index);
static inline void turns_due(struct turns *t, struct run *r, int index)
{
    if (t->next < t->n && t->deed[t->next].step <= r->now.step)
        turns_make(t, r, index);
}

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
