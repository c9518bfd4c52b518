/* A problem that a bench opens by the names of its parameters. */
#ifndef TESTS_BENCH_OPEN_H
#define TESTS_BENCH_OPEN_H

#include "problem/problem.h"

static inline bool bench_set(const struct problem_kind *k, struct value *values, const char *name,
                             const char *text)
{
    const struct param *p = param_find(k->params, k->n_params, name);
    char why[300];
    if (p && param_parse(p, text, &values[p - k->params], why, sizeof why))
        return true;
    fprintf(stderr, "%s: %s\n", name, p ? why : "unknown");
    return false;
}

/* settings: name, text, name, text, ..., NULL */
static inline bool bench_open(struct problem *p, const char *kind, const char *const *settings)
{
    const struct problem_kind *k = problem_find(kind);
    struct value values[PARAMS_MAX] = {{0}};
    struct report report;
    for (; *settings; settings += 2)
        if (!bench_set(k, values, settings[0], settings[1]))
            return false;
    report_init(&report);
    bool ok = problem_open(p, k, values, NULL, &report, "bench", 0);
    report_print(&report, stderr);
    report_release(&report);
    return ok;
}

#endif
