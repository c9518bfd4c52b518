/* The update that the rules of a run make of its state, before it is made. */
#include <math.h>

#include "base/vec.h"
#include "lab/run_parts.h"

/* Looking must not show in the counts of what was done: it counts once the update is made. */
static void hess_vec_of_update(void *ctx, const double *v, double *out)
{
    struct run *r = ctx;
    r->coming.propose_evals++;
    r->problem->kind->hess_vec(r->problem, r->work, r->x, r->now.step, v, out);
}

/* A part of the draw that was evaluated and counted: all of them together are that evaluation, cut.
 */
static double run_part(void *ctx, int i, int k, double *out)
{
    struct run *r = ctx;
    return r->problem->kind->part(r->problem, r->work, r->x, r->now.step, i, k, out);
}

/* The update that the rules make of the current state: r->d, and its fields of the row but the
 * norm. */
static void make_update(struct run *r)
{
    struct row *now = &r->now;
    double *clipped = r->clip->keeps ? r->g : r->clipped;
    double lr = rate_constant(r->rate_par) ? r->lr : rate_scheduled(r->rate_par, r->lr, now->step);
    struct clip_call clip = {
        .dim = r->dim,
        .x = r->x,
        .g = r->g,
        .norm = now->grad_norm,
        .out = clipped,
        .step = now->step,
        .lr = lr,
        .curvature = r->curvature,
        .n_blocks = r->n_blocks,
        .blocks = r->blocks,
        .part = r->part ? run_part : NULL,
        .ctx = r,
        .spare = r->part,
        .threshold = &now->gamma,
    };
    vec_copy(r->next_state, r->opt_state, (int)(r->n_opt_state + r->n_clip_state));
    r->coming.propose_evals = 0;
    now->gamma = run_gamma(r);
    now->clip_factor = r->clip->apply(r->clip_par, r->next_state + r->n_opt_state, &clip);
    struct optimizer_call call = {
        .dim = r->dim,
        .x = r->x,
        .g = clipped,
        .norm = now->grad_norm,
        .loss = now->loss,
        .infimum = r->problem->infimum,
        .lr = lr,
        .step = now->step,
        .d = r->d,
        .hess_vec = hess_vec_of_update,
        .ctx = r,
    };
    r->optimizer->step(r->opt_par, r->next_state, &call);
    now->lr = r->optimizer->uses_lr ? lr : NAN;
    r->coming.proposed = true;
}

void step_propose(struct run *r)
{
    if (r->coming.proposed)
        return;
    make_update(r);
    r->now.step_norm = run_norm(r->d, r->dim);
}

/* Of an update that nobody has asked for before, the norm comes with the point. */
bool step_point(struct run *r, double *to)
{
    if (r->coming.proposed)
        return vec_add(to, r->x, r->d, r->dim);
    if (r->dim == 1) {
        step_propose(r);
        to[0] = r->x[0] + r->d[0];
        return to[0] != r->x[0];
    }
    double sum;
    make_update(r);
    bool moved = vec_add_dot(to, r->x, r->d, r->dim, &sum);
    r->now.step_norm = vec_norm_of(sum, r->d, r->dim);
    return moved;
}
