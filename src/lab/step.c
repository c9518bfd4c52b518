/* How a run comes to its next step: a slice at a time, beside what is seen of it. */
#include <limits.h>
#include <math.h>

#include "base/vec.h"
#include "lab/power.h"
#include "lab/probe.h"
#include "lab/run_parts.h"

/* As run_norm. */
static inline double distance_of(const double *v, const double *w, int n)
{
    return n == 1 ? fabs(v[0] - w[0]) : vec_distance(v, w, n);
}

/* Field by field: this is done millions of times a second, and clearing the whole first takes
 * longer than all the rest of it. */
void row_open(struct row *row, uint64_t step, enum run_status status)
{
    row->step = step;
    row->status = status;
    row->loss = row->grad_norm = 0;
    row->lr = row->gamma = NAN;
    row->clip_factor = row->step_norm = row->path_ratio = row->sharpness = NAN;
    row->random = row->written = row->right = NAN;
}

/* The places of the oldest point and gradient become those of the new ones. */
static void step_open(struct run *r, uint64_t step, bool first)
{
    struct coming *c = &r->coming;
    c->x = r->x_back2, c->g = r->g_back;
    c->probe_evals = first ? 0 : c->propose_evals;
    c->first = first;
    c->sharpness = c->random = c->written = c->path_ratio = c->right = NAN;
    c->scored = false;
    c->step = step;
    c->stage = STEP_EVAL;
}

void step_first(struct run *r)
{
    run_drop(r);
    step_open(r, 0, true);
    r->coming.moved = true;
    vec_copy(r->coming.x, r->start, r->dim);
}

static void step_begin(struct run *r)
{
    struct coming *c = &r->coming;
    step_propose(r);
    step_open(r, r->now.step + 1, false);
    c->moved = false;
    for (int i = 0; i < r->dim; i++) {
        c->x[i] = r->x[i] + r->d[i];
        c->moved |= c->x[i] != r->x[i];
    }
}

/* Whether θ(t) is θ(t−2). Before there is one, x_back is NaN and nothing equals it. */
static bool came_back(const struct run *r)
{
    double far = CYCLE_TOLERANCE * r->now.step_norm;
    for (int i = 0; i < r->dim; i++)
        if (!(fabs(r->coming.x[i] - r->x_back[i]) <= far))
            return false;
    return true;
}

/* Whether the step, which comes back, goes no farther than rounding does: by the last digits of
 * every parameter. A parameter about 0 goes to and fro by twice itself, however small it is. */
static bool by_rounding(const struct run *r)
{
    for (int i = 0; i < r->dim; i++)
        if (!(fabs(r->coming.x[i] - r->x[i]) <= CYCLE_ROUNDING * fabs(r->x[i])))
            return false;
    return true;
}

/* Sum of squares: of numbers whose squares vanish it is no worse, NaN and overflow are not <=. */
static bool in_reach(const double *x, int n)
{
    double sum = n == 1 ? x[0] * x[0] : vec_dot(x, x, n);
    return sum <= DIVERGED_AT * DIVERGED_AT;
}

static enum run_status judge(struct run *r)
{
    struct coming *c = &r->coming;
    c->cycle_count = r->cycle_count;
    if (!isfinite(c->loss) || !(c->grad_norm < INFINITY) || !in_reach(c->x, r->dim))
        return RUN_DIVERGED;
    if (!c->moved || !came_back(r))
        c->cycle_count = 0;
    else if (c->cycle_count < INT_MAX)
        c->cycle_count++;
    bool flat = c->grad_norm <= r->probe.tolerance;
    bool was_flat = r->now.grad_norm <= r->probe.tolerance, rests = !c->moved;
    if (c->cycle_count >= CYCLE_STEPS && !(flat && was_flat)) {
        rests = by_rounding(r);
        if (!rests)
            return RUN_CYCLING;
        flat |= was_flat; /* one status for both of its points */
    }
    if (flat)
        return c->loss <= r->near_loss ? RUN_CONVERGED : RUN_STALLED;
    return rests ? RUN_STALLED : RUN_RUNNING;
}

/* The one door to the loss: every gradient evaluation of a step passes here. */
static void evaluate(struct run *r)
{
    struct coming *c = &r->coming;
    c->loss = problem_eval(r->problem, r->work, c->x, c->step, c->g);
    c->grad_norm = run_norm(c->g, r->dim);
    if (r->problem->batched && r->problem->kind->right)
        c->right = r->problem->kind->right(r->problem, r->work);
    c->status = judge(r);
}

static bool probe_due(const struct run *r, uint64_t step)
{
    return r->probe.every == 1 || (r->probe.every > 1 && step % r->probe.every == 0);
}

static void hess_vec_at_new(void *ctx, const double *v, double *out)
{
    struct run *r = ctx;
    r->coming.probe_evals++;
    r->problem->kind->hess_vec(r->problem, r->work, r->coming.x, r->coming.step, v, out);
}

/* A product of the power iteration. Returns whether the sharpness is known. */
static bool measure_sharpness(struct run *r)
{
    struct coming *c = &r->coming;
    if (!r->power) {
        c->sharpness = probe_sharpness(r->problem, r->work, c->x, c->step,
                                       r->dim == 2 ? c->eigvec : NULL, &c->probe_evals);
        return true;
    }
    bool done = power_step(r->power, hess_vec_at_new, r);
    c->sharpness = r->power->value;
    return done;
}

/* ‖∇f(x + s d) − ∇f(x)‖ / ‖s d‖ of the update, on the mini-batch it was made with. */
static double ratio_at(struct run *r, double s)
{
    struct coming *c = &r->coming;
    /* What was moved, not what was asked for: at |d| near the rounding of x they differ. */
    for (int i = 0; i < r->dim; i++)
        r->between[i] = r->x[i] + s * (c->x[i] - r->x[i]);
    c->probe_evals++;
    problem_eval(r->problem, r->work, r->between, r->now.step, r->g_between);
    return distance_of(r->g_between, r->g, r->dim) / distance_of(r->between, r->x, r->dim);
}

static int path_points(const struct run *r)
{
    return r->probe.points > 1 ? r->probe.points : 1;
}

/* At the end of the step the gradient is known, unless it is that of the next mini-batch. */
static bool path_begin(struct run *r)
{
    struct coming *c = &r->coming;
    c->point = 1;
    if (!r->problem->batched)
        c->path_ratio = distance_of(c->g, r->g, r->dim) / distance_of(c->x, r->x, r->dim);
    return c->point < path_points(r) + r->problem->batched;
}

/* A point of the path. Returns whether that was the last. */
static bool measure_path(struct run *r)
{
    struct coming *c = &r->coming;
    double ratio = ratio_at(r, (double)c->point++ / path_points(r));
    if (!(ratio <= c->path_ratio))
        c->path_ratio = ratio;
    return c->point == path_points(r) + r->problem->batched;
}

static bool curvature_due(const struct run *r)
{
    return r->coming.status != RUN_DIVERGED && probe_due(r, r->coming.step);
}

/* Another direction at every step, the same for every run. */
static void measure_random(struct run *r)
{
    struct coming *c = &r->coming;
    uint64_t seed = r->probe.seed + (c->step + 1) * 0x9e3779b97f4a7c15u;
    c->probe_evals++;
    probe_random(r->problem, r->work, c->x, c->g, c->step, seed, r->between, r->g_between,
                 &c->random, &c->written);
}

/* Power iteration starts at the gradient, which lies mostly among the top eigenvectors already, and
 * not where the last measurement ended: a run that was taken back in time measures the same. */
static bool sharpness_begin(struct run *r)
{
    struct coming *c = &r->coming;
    if (!curvature_due(r))
        return false;
    if (r->power) {
        power_from(r->power, c->g, c->step);
        power_begin(r->power);
    }
    return true;
}

/* Of a copy, the parameters it keeps apart: those it writes only where it begins, and nobody reads
 * those of an exam that is over. */
static void examine(struct run *r)
{
    struct coming *c = &r->coming;
    c->exam = *r->exam;
    c->scored =
        exam_step(&c->exam, r->problem, r->work, c->x, c->step, r->between, &c->probe_evals);
}

static bool exam_due(const struct run *r)
{
    return r->exam && r->coming.status != RUN_DIVERGED && exam_wants(r->exam, r->coming.step);
}

/* The first stage after `stage` in which there is something to do. */
static enum step_stage stage_after(struct run *r, enum step_stage stage)
{
    if (stage < STEP_CURVATURE && sharpness_begin(r))
        return STEP_CURVATURE;
    if (stage < STEP_RANDOM && r->probe.random && curvature_due(r))
        return STEP_RANDOM;
    if (stage < STEP_PATH && !r->coming.first && probe_due(r, r->now.step) && path_begin(r))
        return STEP_PATH;
    if (stage < STEP_EXAM && exam_due(r))
        return STEP_EXAM;
    return STEP_READY;
}

bool run_slice(struct run *r)
{
    enum step_stage *stage = &r->coming.stage;
    bool done = true;
    switch (*stage) {
    case STEP_NONE:
        step_begin(r);
        evaluate(r);
        break;
    case STEP_EVAL:
        evaluate(r);
        break;
    case STEP_CURVATURE:
        done = measure_sharpness(r);
        break;
    case STEP_RANDOM:
        measure_random(r);
        break;
    case STEP_PATH:
        done = measure_path(r);
        break;
    case STEP_EXAM:
        examine(r);
        break;
    case STEP_READY:
        return true;
    }
    if (done)
        *stage = stage_after(r, *stage);
    return *stage == STEP_READY;
}

static void rotate(struct run *r)
{
    double *x = r->coming.x, *g = r->coming.g;
    r->x_back2 = r->x_back, r->x_back = r->x, r->x = x;
    r->g_back = r->g, r->g = g;
}

/* What the update leaves behind in the row, the counts and the trace of the step before. */
static void close_update(struct run *r)
{
    struct row *last = &r->last;
    if (isfinite(r->coming.path_ratio))
        last->path_ratio = r->coming.path_ratio;
    r->clipped_steps += last->clip_factor < 1;
    monitor_add(r->monitor, last->grad_norm, last->clip_factor);
    trace_update(&r->trace, last->step, last->grad_norm, last->clip_factor, last->path_ratio);
    double *state = r->opt_state;
    r->opt_state = r->next_state;
    r->next_state = state;
}

static void close_exam(struct run *r)
{
    if (exam_due(r))
        *r->exam = r->coming.exam;
    if (r->coming.scored)
        trace_score(&r->trace, &r->exam->last);
}

void run_commit(struct run *r)
{
    struct coming *c = &r->coming;
    r->last = r->now;
    if (!c->first)
        close_update(r);
    rotate(r);
    row_open(&r->now, c->step, c->status);
    r->now.loss = c->loss, r->now.grad_norm = c->grad_norm;
    r->now.sharpness = c->sharpness, r->now.right = c->right;
    r->now.random = c->random, r->now.written = c->written;
    r->evals++;
    r->probe_evals += c->probe_evals;
    r->cycle_count = c->cycle_count;
    if (r->now.loss < r->best_loss)
        r->best_loss = r->now.loss;
    if (r->now.status != r->last.status)
        r->status_step = r->now.step;
    if (!isnan(r->now.sharpness)) {
        r->curvature = r->now.sharpness;
        r->curvature_step = c->step;
        r->eigvec[0] = c->eigvec[0], r->eigvec[1] = c->eigvec[1];
    }
    trace_add(&r->trace, r->now.step, r->now.loss, r->now.grad_norm, r->x, r->dim,
              r->now.sharpness);
    if (r->probe.random)
        trace_random(&r->trace, r->now.grad_norm, r->now.random, r->now.written);
    if (!isnan(r->now.right))
        trace_right(&r->trace, r->now.right);
    if (r->exam)
        close_exam(r);
    run_drop(r);
}

void run_drop(struct run *r)
{
    r->coming.stage = STEP_NONE;
    r->coming.proposed = false;
}

bool run_step(struct run *r)
{
    if (r->now.status == RUN_DIVERGED)
        return false;
    while (!run_slice(r))
        ;
    run_commit(r);
    return true;
}
