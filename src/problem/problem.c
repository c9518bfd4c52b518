#include "problem/problem.h"

#include <stdio.h>
#include <string.h>

#include "base/vec.h"

const struct problem_kind *problem_find(const char *name)
{
    for (const struct problem_kind *const *k = problem_kinds; *k; k++)
        if (strcmp((*k)->name, name) == 0)
            return *k;
    return NULL;
}

/* The letters between "f(" and ")", or those before each "′ = " of a game; where one letter stands
 * for all parameters it is numbered. */
static void take_letters(struct problem *p)
{
    const char *names = strncmp(p->formula, "f(", 2) == 0 ? p->formula + 2 : "", *at = names;
    const char *end = strchr(names, ')');
    int n = 0;
    for (const char *dash; (dash = strstr(names == at ? p->formula : at, "′ = ")) && n < 2; n++) {
        const char *from = dash;
        while (from > p->formula && from[-1] != ' ')
            from--;
        snprintf(p->letter[n], sizeof p->letter[n], "%.*s", (int)(dash - from), from);
        at = dash + 1;
    }
    if (n > 0)
        return;
    for (; end && at < end && n < 2; n++) {
        size_t length = strcspn(at, ",)");
        snprintf(p->letter[n], sizeof p->letter[n], "%.*s", (int)length, at);
        at += length + 1;
    }
    if (n > 1 || (n == 1 && p->dim == 1))
        return;
    char one[8];
    snprintf(one, sizeof one, "%.7s", n == 1 ? p->letter[0] : "θ");
    snprintf(p->letter[0], sizeof p->letter[0], p->dim == 1 ? "%s" : "%s₁", one);
    snprintf(p->letter[1], sizeof p->letter[1], "%s₂", one);
}

bool problem_open(struct problem *p, const struct problem_kind *kind, const struct value *values,
                  const struct value *start, struct report *r, const char *file, int line)
{
    *p = (struct problem){.kind = kind, .dim = kind->dim, .infimum = kind->infimum};
    for (int i = 0; i < kind->n_params; i++)
        if (values && values[i].given)
            p->values[i] = values[i];
        else
            param_default(&kind->params[i], &p->values[i]);
    snprintf(p->formula, sizeof p->formula, "%s", kind->formula);
    if (kind->open && !kind->open(p, r, file, line))
        return false;
    take_letters(p);
    for (int i = 0; i < PROBLEM_START_MAX; i++)
        p->start[i] = kind->start[i];
    if (kind->init && p->dim <= PROBLEM_START_MAX)
        kind->init(p, p->start);
    if (start && start->given) {
        if (start->n != p->dim) {
            report_add(r, file, line,
                       "found start with %d number%s; expected %d, one for each "
                       "parameter of %s",
                       start->n, start->n == 1 ? "" : "s", p->dim, kind->name);
            problem_close(p);
            return false;
        }
        for (int i = 0; i < start->n; i++)
            p->start[i] = start->list[i];
    }
    return true;
}

void problem_close(struct problem *p)
{
    if (p->kind && p->kind->close)
        p->kind->close(p);
    *p = (struct problem){0};
}

void problem_start(const struct problem *p, double *x)
{
    if (p->kind->init && p->dim > PROBLEM_START_MAX)
        p->kind->init(p, x);
    else
        vec_copy(x, p->start, p->dim);
}

double problem_unbounded(UNUSED const struct problem *p, UNUSED double L1)
{
    return INFINITY;
}
