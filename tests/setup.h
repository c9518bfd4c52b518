/* Problems and runs in a line each, for the tests of the lab. */
#ifndef TESTS_SETUP_H
#define TESTS_SETUP_H

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "lab/run.h"

/* Opens problem kind from start (n numbers; n = 0: its own), with its parameter key at value unless
 * key is NULL. */
static inline void setup_problem(struct problem *p, const char *kind, const char *key, double value,
                                 int n, const double *start)
{
    const struct problem_kind *k = problem_find(kind);
    struct value values[PARAMS_MAX] = {{0}}, at = {.given = n > 0, .n = n};
    struct report report;
    CU_ASSERT_FATAL(k != NULL);
    for (int i = 0; i < k->n_params; i++)
        param_default(&k->params[i], &values[i]);
    if (key) {
        const struct param *param = param_find(k->params, k->n_params, key);
        CU_ASSERT_FATAL(param != NULL);
        values[param - k->params].given = true;
        values[param - k->params].num = value;
    }
    for (int i = 0; i < n; i++)
        at.list[i] = start[i];
    report_init(&report);
    CU_ASSERT_FATAL(problem_open(p, k, values, &at, &report, "test", 0));
    report_release(&report);
}

static inline void setup_quartic(struct problem *p, double start)
{
    setup_problem(p, "power", "power", 4, 1, &start);
}

static inline void setup_spec(struct run_spec *spec, const char *optimizer, const char *clip,
                              double lr, double gamma)
{
    *spec = (struct run_spec){.lr = lr};
    snprintf(spec->name, sizeof spec->name, "%s-%s", optimizer, clip);
    spec->optimizer = optimizer_find(optimizer);
    spec->clip = clip_find(clip);
    CU_ASSERT_FATAL(spec->optimizer != NULL && spec->clip != NULL);
    const struct param *p = param_find(spec->clip->params, spec->clip->n_params, "gamma");
    if (p) {
        spec->clip_values[p - spec->clip->params].given = true;
        spec->clip_values[p - spec->clip->params].num = gamma;
    }
}

/* A run with curvature measured at every step unless every says otherwise. */
static inline void setup_run(struct run *r, const struct problem *p, const char *optimizer,
                             const char *clip, double lr, double gamma, uint64_t every)
{
    struct run_spec spec;
    struct probe_spec probe = {.every = every, .points = 1, .tolerance = 1e-6};
    setup_spec(&spec, optimizer, clip, lr, gamma);
    run_init(r, p, &spec, &probe);
}

static inline void setup_steps(struct run *r, uint64_t n)
{
    while (r->now.step < n && run_step(r))
        ;
}

/* The first step with the loss under target, or -1 if there is none up to most. */
static inline long setup_steps_to_loss(struct run *r, double target, long most)
{
    while (!(r->now.loss < target))
        if ((long)r->now.step >= most || !run_step(r))
            return -1;
    return (long)r->now.step;
}

/* Likewise for the gradient norm. */
static inline long setup_steps_to_grad(struct run *r, double target, long most)
{
    while (!(r->now.grad_norm < target))
        if ((long)r->now.step >= most || !run_step(r))
            return -1;
    return (long)r->now.step;
}

/* v in as many digits as a table gives. */
static inline const char *setup_digits(double v, int digits)
{
    static char text[4][40];
    static int at;
    at = (at + 1) % 4;
    snprintf(text[at], sizeof text[at], "%.*g", digits, v);
    return text[at];
}

#endif
