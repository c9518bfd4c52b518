/* The knobs of a run: its learning rate and the parameters of its two rules. */
#include "lab/run.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"

const struct param run_lr_param =
    PARAM_POSITIVE("lr", "η", "the learning rate: what the (clipped) gradient is multiplied with",
                   0.1, RUN_LR_MAX);

void knob_groups(const struct optimizer_kind *o, const struct clip_kind *c,
                 struct knob_group out[KNOB_GROUPS])
{
    const struct knob_group groups[KNOB_GROUPS] = {
        {rate_params, !o || o->uses_lr ? RATE_PARAMS : 0, offsetof(struct knobs, rate),
         offsetof(struct run_spec, rate_values)},
        {bad_params, BAD_PARAMS, offsetof(struct knobs, bad),
         offsetof(struct run_spec, bad_values)},
        {o ? o->params : NULL, o ? o->n_params : 0, offsetof(struct knobs, opt),
         offsetof(struct run_spec, opt_values)},
        {c ? c->params : NULL, c ? c->n_params : 0, offsetof(struct knobs, clip),
         offsetof(struct run_spec, clip_values)},
    };
    memcpy(out, groups, sizeof groups);
}

double *knob_par(struct knobs *k, const struct knob_group *g)
{
    return (double *)(void *)((char *)k + g->of_run);
}

struct value *knob_values(struct run_spec *spec, const struct knob_group *g)
{
    return (struct value *)(void *)((char *)spec + g->of_spec);
}

int knob_names(const struct optimizer_kind *o, const struct clip_kind *c, const char **names)
{
    struct knob_group group[KNOB_GROUPS];
    int n = 0;
    knob_groups(o, c, group);
    if (!o || o->uses_lr)
        names[n++] = run_lr_param.name;
    for (int i = 0; i < KNOB_GROUPS; i++)
        for (int k = 0; k < group[i].n; k++)
            names[n++] = group[i].params[k].name;
    return n;
}

const struct param *knob_param(const struct optimizer_kind *o, const struct clip_kind *c,
                               const char *name, struct knob_group *of)
{
    struct knob_group group[KNOB_GROUPS];
    const struct param *p = NULL;
    *of = (struct knob_group){.params = NULL};
    if (strcmp(name, run_lr_param.name) == 0)
        return !o || o->uses_lr ? &run_lr_param : NULL;
    knob_groups(o, c, group);
    for (int i = 0; i < KNOB_GROUPS && !p; i++)
        if ((p = param_find(group[i].params, group[i].n, name)) != NULL)
            *of = group[i];
    return p;
}

/* Where its value stands; NULL: no such knob. */
static double *knob_find(struct run *r, const char *name, const struct param **param)
{
    struct knob_group of;
    *param = knob_param(r->optimizer, r->clip, name, &of);
    if (!*param)
        return NULL;
    return of.params ? &knob_par(&r->knobs, &of)[*param - of.params] : &r->knobs.lr;
}

static enum mark_kind mark_of(const struct param *p)
{
    if (p == &run_lr_param)
        return MARK_LR;
    return strcmp(p->name, "gamma") == 0 ? MARK_GAMMA : MARK_PARAM;
}

bool run_set(struct run *r, const char *name, double value)
{
    const struct param *param;
    double *knob = knob_find(r, name, &param), from;
    if (!knob || !param_holds(param, value))
        return false;
    from = *knob;
    *knob = value;
    run_drop(r);
    if (r->now.step == 0)
        return true; /* how a run begins is no turn */
    trace_mark(&r->trace, (struct mark){r->now.step, mark_of(param), from, value, param->name});
    return true;
}

bool run_get(const struct run *r, const char *name, double *value)
{
    const struct param *param;
    const double *knob = knob_find((struct run *)r, name, &param); /* which changes nothing */
    if (knob)
        *value = *knob;
    return knob != NULL;
}

const struct param *run_param(const struct run *r, const char *name)
{
    struct knob_group of;
    return knob_param(r->optimizer, r->clip, name, &of);
}

const char *run_knob_text(const struct run *r, const char *name, double value, int digits,
                          char *buf, size_t size)
{
    const struct param *p = name ? run_param(r, name) : NULL;
    if (p && p->kind == PARAM_CHOICE)
        return p->choices[(int)value];
    return number_text(buf, size, value, digits);
}
