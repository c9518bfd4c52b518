/* Races of one run, or of two, in a line each, and what the insights say of them. */
#ifndef TESTS_INSIGHT_RACE_H
#define TESTS_INSIGHT_RACE_H

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "tell/insight.h"

struct setup {
    const char *problem; /* a kind, or "" for the power */
    double power;
    double start[2];
    const char *clip, *optimizer; /* NULL: none, gd */
    double lr, gamma, L0, L1;
    uint64_t steps;
};

static inline void value_set(struct value *values, const struct param *params, int n,
                             const char *name, double v)
{
    const struct param *p = param_find(params, n, name);
    if (p)
        values[p - params] = (struct value){.given = true, .num = v};
}

static inline void spec_fill(struct run_spec *spec, const struct setup *s, const char *name)
{
    *spec = (struct run_spec){.optimizer = optimizer_find(s->optimizer ? s->optimizer : "gd"),
                              .clip = clip_find(s->clip ? s->clip : "none"),
                              .lr = s->lr};
    snprintf(spec->name, sizeof spec->name, "%s", name);
    value_set(spec->clip_values, spec->clip->params, spec->clip->n_params, "gamma", s->gamma);
    value_set(spec->opt_values, spec->optimizer->params, spec->optimizer->n_params, "L0", s->L0);
    value_set(spec->opt_values, spec->optimizer->params, spec->optimizer->n_params, "L1", s->L1);
}

/* A race of one run, or of two, on the first's problem, made s->steps steps. */
static inline void race_make(struct race *race, const struct setup *s, const struct setup *second)
{
    const struct problem_kind *kind = problem_find(s->problem[0] ? s->problem : "power");
    struct probe_spec probe = {.every = 1, .points = 1, .tolerance = 1e-6};
    struct value values[PARAMS_MAX], start = {.given = true};
    struct run_spec specs[2];
    struct problem p;
    struct report report;
    CU_ASSERT_PTR_NOT_NULL_FATAL(kind);
    report_init(&report);
    for (int i = 0; i < kind->n_params; i++)
        param_default(&kind->params[i], &values[i]);
    value_set(values, kind->params, kind->n_params, "power", s->power);
    start.n = kind->dim ? kind->dim : 1;
    memcpy(start.list, s->start, sizeof s->start);
    bool ok = problem_open(&p, kind, values, &start, &report, "test", 0);
    if (!ok)
        report_print(&report, stdout);
    CU_ASSERT_TRUE_FATAL(ok);
    report_release(&report);
    spec_fill(&specs[0], s, "one");
    if (second)
        spec_fill(&specs[1], second, "two");
    race_init(race, &p, specs, second ? 2 : 1, &probe);
    race_advance(race, s->steps);
    race_settle(race);
}

static inline bool rule_holds(const struct race *race, const char *name)
{
    const struct insight_rule *rule;
    for (int i = 0; (rule = insight_at(i)); i++)
        if (strcmp(rule->name, name) == 0)
            return insight_holds(rule, race, &race->run[0]);
    printf("\nno rule is called %s\n", name);
    CU_ASSERT(false);
    return false;
}

static inline const char *sentence(const struct race *race, const char *name, char *buf,
                                   size_t size)
{
    const struct insight_rule *rule;
    buf[0] = 0;
    for (int i = 0; (rule = insight_at(i)); i++)
        if (strcmp(rule->name, name) == 0 && insight_holds(rule, race, &race->run[0]))
            insight_tell(rule, race, &race->run[0], buf, size);
    return buf;
}

#endif
