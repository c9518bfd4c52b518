/* The update that the rules of a run make of its state, before it is made. */
#include <math.h>
#include <string.h>

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
    double weight = r->problem->kind->part(r->problem, r->work, r->at, r->now.step, i, k, out);
    if (weight > 0)
        bad_damage(r, r->now.step, out);
    return weight;
}

/* Gradient g at x, of this step's draw, as the clip rule must be asked of it. */
static struct clip_call *clip_at(struct run *r, const double *x, const double *g, double norm,
                                 double *out)
{
    struct clip_call *c = &r->clip_call;
    r->at = c->x = x;
    c->g = g, c->norm = norm, c->out = out;
    c->step = r->now.step;
    c->curvature = r->notes.curvature;
    c->loss = r->now.loss;
    return c;
}

/* For optimizers that look elsewhere before they step: the rule is asked once more, and goes on. A
 * gradient that it skips moves nothing. */
static void gradient_of_update(void *ctx, const double *x, double *out)
{
    struct run *r = ctx;
    bool skipped = false;
    problem_eval(r->problem, r->work, x, r->now.step, out);
    bad_damage(r, r->now.step, out);
    r->coming.propose_grads++;
    struct clip_call clip = *clip_at(r, x, out, run_norm(out, r->dim), out);
    clip.skipped = &skipped;
    clip.lr = clip.threshold = clip.radii = NULL;
    r->clip->apply(r->knobs.clip, r->next_state + r->n_opt_state, &clip);
}

void step_calls(struct run *r)
{
    r->clip_call = (struct clip_call){
        .dim = r->dim,
        .lr = r->optimizer->uses_lr ? &r->call.lr : NULL,
        .n_blocks = r->n_blocks,
        .blocks = r->blocks,
        .n_tensors = r->n_tensors,
        .tensors = r->tensors,
        .seed = r->probe.seed,
        .kind = r->clip,
        .part = r->part ? run_part : NULL,
        .ctx = r,
        .spare = r->part,
        .threshold = &r->now.gamma,
        .skipped = &r->now.skipped,
    };
    r->call = (struct optimizer_call){
        .dim = r->dim,
        .infimum = r->problem->infimum,
        .d = r->d,
        .hess_vec = hess_vec_of_update,
        .ctx = r,
        .n_tensors = r->n_tensors,
        .tensors = r->shapes,
        .n_blocks = r->n_blocks,
        .blocks = r->players,
        .gradient = gradient_of_update,
        .scratch = r->scratch,
    };
}

/* NULL where this step is no moment of the layers; else nobody has told any yet. */
static double *radii_ask(struct run *r)
{
    if (!layer_cloud_at(r->layers, r->now.step))
        return NULL;
    for (int b = 0; b < r->n_blocks; b++)
        r->layers->radii[b] = NAN;
    return r->layers->radii;
}

/* The coming update is clipped, r->next_state begun; r->call is as the optimizer must be called.
 */
static void prepare(struct run *r)
{
    struct row *now = &r->now;
    struct optimizer_call *c = &r->call;
    double *clipped = r->clip->keeps ? r->g : r->clipped;
    bool later = step_by_stretches(r) && r->clip->common && !r->layers;
    c->lr = rate_constant(r->knobs.rate) ? r->knobs.lr
                                         : rate_scheduled(r->knobs.rate, r->knobs.lr, now->step);
    c->x = r->x, c->g = later ? NULL : clipped;
    struct clip_call *clip = clip_at(r, r->x, r->g, now->grad_norm, later ? NULL : clipped);
    if (r->layers)
        clip->radii = radii_ask(r);
    if (r->n_opt_state + r->n_clip_state > 0)
        vec_copy(r->next_state, r->opt_state, (int)(r->n_opt_state + r->n_clip_state));
    r->coming.propose_evals = r->coming.propose_grads = 0;
    now->gamma = run_gamma(r);
    now->skipped = false;
    now->clip_factor = r->clip->apply(r->knobs.clip, r->next_state + r->n_opt_state, clip);
    now->lr = clip->lr ? c->lr : NAN;
    if (r->layers && clip->radii)
        layer_cloud_clipped(r->layers, r->blocks, clipped, now->step);
    c->norm = now->grad_norm, c->loss = now->loss;
    c->step = now->step;
}

/* A skipped step does not count: θ and what the optimizer remembers stay. */
static void update(struct run *r)
{
    if (!r->call.g) {
        vec_scale(r->clipped, r->now.clip_factor, r->g, r->dim);
        r->call.g = r->clipped;
    }
    if (r->now.skipped)
        memset(r->d, 0, (size_t)r->dim * sizeof *r->d);
    else
        r->optimizer->step(r->knobs.opt, r->next_state, &r->call);
    r->now.step_norm = run_norm(r->d, r->dim);
    r->coming.proposed = true;
}

void step_propose(struct run *r)
{
    if (r->coming.proposed)
        return;
    prepare(r);
    update(r);
}

/* The point that the update leads to, wherever parameters may be. */
static bool point_free(struct run *r, double *to)
{
    if (!r->coming.proposed) {
        prepare(r);
        if (step_by_stretches(r) && !r->now.skipped) {
            bool moved = step_stretches(r, to);
            if (r->coming.proposed)
                return moved;
        }
        update(r);
    }
    if (r->dim > 1)
        return vec_add(to, r->x, r->d, r->dim);
    to[0] = r->x[0] + r->d[0];
    return to[0] != r->x[0];
}

bool step_point(struct run *r, double *to)
{
    const struct problem *p = r->problem;
    bool moved = point_free(r, to);
    if (!p->kind->project)
        return moved;
    p->kind->project(p, to);
    moved = false;
    for (int i = 0; i < r->dim; i++)
        moved |= to[i] != r->x[i];
    return moved;
}
