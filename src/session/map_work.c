#include "session/map_work.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { AROUND = 25 };
static const double decades = 100;

static void axis_around(struct sweep_axis *a, double value, const struct param *p)
{
    if (!(value > 0 && value < INFINITY)) { /* γ = ∞: nothing to span, one column says it all */
        sweep_axis_none(a);
        return;
    }
    double hi = fmin(value * decades, p->max);
    sweep_axis_span(a, value / decades, hi, AROUND);
}

/* What of the axis the knob can be; its own value where that is nothing. */
static void axis_within(struct sweep_axis *a, double value, const struct param *p)
{
    while (a->n > 0 && a->at[a->n - 1] > p->max)
        a->n--;
    if (a->n == 0)
        a->n = 1, a->at[0] = value;
}

void map_axes(const struct scene *s, const struct run_spec *run, struct sweep_axis *lr,
              struct sweep_axis *gamma)
{
    const struct param *p = param_find(run->clip->params, run->clip->n_params, "gamma");
    *lr = s->view.map_lr, *gamma = s->view.map_gamma;
    if (!run->optimizer->uses_lr)
        sweep_axis_none(lr);
    else if (lr->n == 0)
        axis_around(lr, run->lr, &run_lr_param);
    if (!p)
        sweep_axis_none(gamma);
    else if (gamma->n == 0)
        axis_around(gamma, run->clip_values[p - run->clip->params].num, p);
    else
        axis_within(gamma, run->clip_values[p - run->clip->params].num, p);
}

struct sweep_plan map_plan(const struct scene *s, const struct race *race, int run,
                           const double *starts)
{
    return (struct sweep_plan){.problem = &race->problem,
                               .run = s->runs[run],
                               .probe = race->run[run].probe,
                               .target = s->view.map_target,
                               .steps = s->view.map_steps ? s->view.map_steps : s->steps,
                               .n_starts = s->view.map_starts,
                               .starts = starts};
}

/* The knobs as they are turned now; the two that are swept come from the scene, so that turning
 * them does not begin the map anew. */
static void take_knobs(struct run_spec *spec, const struct map_key *key)
{
    for (int i = 0; i < spec->optimizer->n_params; i++)
        spec->opt_values[i].num = key->opt_par[i], spec->opt_values[i].given = true;
    for (int i = 0; i < spec->clip->n_params; i++)
        if (strcmp(spec->clip->params[i].name, "gamma") != 0)
            spec->clip_values[i].num = key->clip_par[i], spec->clip_values[i].given = true;
}

struct map *map_new(const struct scene *s, const struct race *race, const struct map_key *key)
{
    const struct run *r = &race->run[key->run];
    struct map *m = mem_alloc(1, sizeof *m);
    m->key = *key;
    m->starts = sweep_starts(r->start, r->dim, s->view.map_starts);
    struct sweep_plan plan = map_plan(s, race, key->run, m->starts);
    map_axes(s, &plan.run, &m->lr, &m->gamma);
    take_knobs(&plan.run, key);
    int n = m->lr.n * m->gamma.n;
    m->ready = mem_alloc((size_t)n, 1);
    sweep_init(&m->sweep, &plan, n, 0);
    m->sweep.idle = true;
    sweep_grid(&m->sweep, &m->lr, &m->gamma, 0, n);
    m->best = -1;
    sweep_start(&m->sweep, plan.steps);
    return m;
}

/* Whether every start converges there, where that is known (|θ|^p): a setting beyond that edge may
 * be the fastest from the starts that were tried, and cycle from another. */
static bool is_safe(const struct map *m, int i)
{
    const struct run_spec *run = &m->sweep.plan.run;
    double p = problem_exponent(m->sweep.plan.problem);
    const struct sweep_point *at = &m->sweep.points[i];
    if (!run->optimizer->plain || !run->clip->reach || !(p > 2))
        return true;
    return run->clip->reach(p, at->lr, at->gamma) <= 2;
}

/* Of settings that reached the goal: a safe one before the others, then the fewer steps. */
static bool is_better(const struct map *m, int i)
{
    const struct sweep_cell *c = &m->sweep.cells[i], *best = &m->sweep.cells[m->best];
    bool safe = is_safe(m, i), best_safe = is_safe(m, m->best);
    if (safe != best_safe)
        return safe;
    return c->cost < best->cost || (!(c->cost > best->cost) && i < m->best);
}

void map_poll(struct map *m, bool wait)
{
    const struct sweep *s = &m->sweep;
    if (m->done == s->n)
        return;
    sweep_wait(&m->sweep, wait ? NAN : 0);
    m->share = fmax(m->share, sweep_share(s));
    m->done = 0;
    for (int i = 0; i < s->n; i++) {
        m->ready[i] = sweep_ready(s, i);
        m->done += m->ready[i];
        const struct sweep_cell *c = &s->cells[i];
        if (m->ready[i] && c->status == RUN_CONVERGED && (m->best < 0 || is_better(m, i)))
            m->best = i;
    }
}

void map_free(struct map *m)
{
    if (!m)
        return;
    sweep_release(&m->sweep);
    free(m->ready);
    free(m->starts);
    free(m);
}
