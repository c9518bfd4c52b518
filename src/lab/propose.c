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

/* The coming update is clipped, r->next_state begun; *c is what the optimizer is to be called with.
 */
static void prepare(struct run *r, struct optimizer_call *c)
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
        .n_tensors = r->n_tensors,
        .tensors = r->tensors,
        .loss = now->loss,
        .seed = r->probe.seed,
        .kind = r->clip,
        .part = r->part ? run_part : NULL,
        .ctx = r,
        .spare = r->part,
        .threshold = &now->gamma,
        .skipped = &now->skipped,
    };
    vec_copy(r->next_state, r->opt_state, (int)(r->n_opt_state + r->n_clip_state));
    r->coming.propose_evals = 0;
    now->gamma = run_gamma(r);
    now->skipped = false;
    now->clip_factor = r->clip->apply(r->clip_par, r->next_state + r->n_opt_state, &clip);
    now->lr = r->optimizer->uses_lr ? lr : NAN;
    *c = (struct optimizer_call){
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
        .n_tensors = r->n_tensors,
        .tensors = r->shapes,
        .scratch = r->scratch,
    };
}

/* A step that is skipped is none: θ and what the optimizer remembers stay. */
static void update(struct run *r, const struct optimizer_call *c)
{
    for (int i = 0; i < r->dim && r->now.skipped; i++)
        r->d[i] = 0;
    if (!r->now.skipped)
        r->optimizer->step(r->opt_par, r->next_state, c);
    r->now.step_norm = run_norm(r->d, r->dim);
    r->coming.proposed = true;
}

void step_propose(struct run *r)
{
    struct optimizer_call c;
    if (r->coming.proposed)
        return;
    prepare(r, &c);
    update(r, &c);
}

/* A long update that nobody has asked for is made a stretch at a time: it is in the cache when it
 * is added and squared, and r->d holds no more than a stretch of it. Returns whether the point
 * moved.
 */
static bool stretches(struct run *r, const struct optimizer_call *whole, double *to)
{
    struct optimizer_call c = *whole;
    bool moved = false;
    double sum[8] = {0};
    for (int i = 0; i < r->dim; i += c.dim) {
        c.dim = r->dim - i < VEC_STRETCH ? r->dim - i : VEC_STRETCH;
        c.x = whole->x + i, c.g = whole->g + i;
        r->optimizer->step(r->opt_par, r->next_state, &c);
        moved |= vec_add(to + i, c.x, c.d, c.dim);
        vec_square(sum, c.d, c.dim);
    }
    r->now.step_norm = vec_norm_of(vec_square_end(sum));
    r->coming.proposed = !isnan(r->now.step_norm);
    return moved;
}

bool step_point(struct run *r, double *to)
{
    struct optimizer_call c;
    if (!r->coming.proposed) {
        prepare(r, &c);
        if (r->optimizer->along && r->dim >= VEC_LONG && !r->now.skipped) {
            bool moved = stretches(r, &c, to);
            if (r->coming.proposed)
                return moved;
        }
        update(r, &c);
    }
    if (r->dim > 1)
        return vec_add(to, r->x, r->d, r->dim);
    to[0] = r->x[0] + r->d[0];
    return to[0] != r->x[0];
}
