/* The knobs of a run: its learning rate and the parameters of its two rules. */
#include "lab/run.h"

#include <math.h>
#include <string.h>

const struct param run_lr_param =
    PARAM_POSITIVE("lr", "η", "the learning rate: what the (clipped) gradient is multiplied with",
                   0.1, RUN_LR_MAX);

struct knob {
    const struct param *param; /* NULL: no such knob */
    const double *value;
};

static struct knob knob_find(const struct run *r, const char *name)
{
    if (strcmp(name, run_lr_param.name) == 0) {
        bool has = r->optimizer->uses_lr;
        return (struct knob){has ? &run_lr_param : NULL, &r->knobs.lr};
    }
    const struct param *p = param_find(rate_params, RATE_PARAMS, name);
    if (p)
        return (struct knob){r->optimizer->uses_lr ? p : NULL, &r->knobs.rate[p - rate_params]};
    p = param_find(bad_params, BAD_PARAMS, name);
    if (p)
        return (struct knob){p, &r->knobs.bad[p - bad_params]};
    p = param_find(r->optimizer->params, r->optimizer->n_params, name);
    if (p)
        return (struct knob){p, &r->knobs.opt[p - r->optimizer->params]};
    p = param_find(r->clip->params, r->clip->n_params, name);
    return (struct knob){p, p ? &r->knobs.clip[p - r->clip->params] : NULL};
}

static enum mark_kind mark_of(const struct param *p)
{
    if (p == &run_lr_param)
        return MARK_LR;
    return strcmp(p->name, "gamma") == 0 ? MARK_GAMMA : MARK_PARAM;
}

bool run_set(struct run *r, const char *name, double value)
{
    struct knob k = knob_find(r, name);
    if (!k.param || !param_holds(k.param, value))
        return false;
    double from = *k.value;
    *(double *)k.value = value; /* it points into r, which is ours to change */
    run_drop(r);
    if (r->now.step == 0)
        return true; /* how a run begins is no turn */
    trace_mark(&r->trace, (struct mark){r->now.step, mark_of(k.param), from, value, k.param->name});
    return true;
}

bool run_get(const struct run *r, const char *name, double *value)
{
    struct knob k = knob_find(r, name);
    if (k.param)
        *value = *k.value;
    return k.param != NULL;
}

const struct param *run_param(const struct run *r, const char *name)
{
    return knob_find(r, name).param;
}

double run_gamma(const struct run *r)
{
    return r->gamma_index >= 0 ? r->knobs.clip[r->gamma_index] : NAN;
}
