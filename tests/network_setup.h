/* A problem of kind network from names and texts, for tests of both builds. */
#ifndef TESTS_NETWORK_SETUP_H
#define TESTS_NETWORK_SETUP_H

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "problem/problem.h"

/* Opens kind with settings name, text, ..., NULL. On failure the first fault is in why. */
static inline bool network_setup(struct problem *p, const struct problem_kind *kind,
                                 const char *const *settings, char *why, size_t size)
{
    struct value values[PARAMS_MAX] = {{0}};
    struct report r;
    for (; *settings; settings += 2) {
        const struct param *q = param_find(kind->params, kind->n_params, settings[0]);
        if (!q || !param_parse(q, settings[1], &values[q - kind->params], why, size)) {
            printf("\n%s: %s\n", settings[0], q ? why : "unknown");
            return false;
        }
    }
    report_init(&r);
    bool ok = problem_open(p, kind, values, NULL, &r, "test.yaml", 3);
    snprintf(why, size, "%s", r.kept > 0 ? r.line[0] : "");
    report_release(&r);
    return ok;
}

#endif
