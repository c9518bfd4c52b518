#include "lab/run.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/vec.h"
#include "lab/exam.h"
#include "lab/power.h"
#include "lab/probe.h"

const char *const run_status_names[RUN_STATUSES + 1] = {
    [RUN_RUNNING] = "running", [RUN_CONVERGED] = "converged", [RUN_STALLED] = "stalled",
    [RUN_CYCLING] = "cycling", [RUN_DIVERGED] = "diverged",
};

const char *run_status_text(enum run_status status, uint64_t step, char *buf, size_t size)
{
    bool lasts = status == RUN_CYCLING || status == RUN_STALLED;
    const char *name = run_status_names[status];
    if (status == RUN_RUNNING)
        snprintf(buf, size, "%s", name);
    else
        snprintf(buf, size, "%s %s step %llu", name, lasts ? "since" : "at",
                 (unsigned long long)step);
    return buf;
}

/* One dimension needs no square root; it is where millions of steps a second are wanted. */
static inline double norm_of(const double *v, int n)
{
    return n == 1 ? fabs(v[0]) : vec_norm(v, n);
}

static inline double distance_of(const double *v, const double *w, int n)
{
    return n == 1 ? fabs(v[0] - w[0]) : vec_distance(v, w, n);
}

/* The one door to the loss: every gradient evaluation of a step passes here and is counted. */
static void run_eval(struct run *r)
{
    r->evals++;
    r->now.loss = problem_eval(r->problem, r->work, r->x, r->now.step, r->g);
    r->now.grad_norm = norm_of(r->g, r->dim);
    if (r->now.loss < r->best_loss)
        r->best_loss = r->now.loss;
    if (r->problem->batched && r->problem->kind->right)
        r->now.right = r->problem->kind->right(r->problem, r->work);
}

static bool probe_due(const struct run *r, uint64_t step)
{
    return r->probe.every == 1 || (r->probe.every > 1 && step % r->probe.every == 0);
}

void run_hess_vec(struct run *r, const double *v, double *out)
{
    r->probe_evals++;
    r->problem->kind->hess_vec(r->problem, r->work, r->x, r->now.step, v, out);
}

static void hess_vec_for(void *ctx, const double *v, double *out)
{
    run_hess_vec(ctx, v, out);
}

/* A part of the draw that run_eval has counted: all of them together are that evaluation, cut. */
static double run_part(void *ctx, int i, int k, double *out)
{
    struct run *r = ctx;
    return r->problem->kind->part(r->problem, r->work, r->x, r->now.step, i, k, out);
}

/* The update that the rules make of the current state: r->d, and its fields of the row. */
static void run_propose(struct run *r)
{
    struct row *now = &r->now;
    double lr = rate_constant(r->rate_par) ? r->lr : rate_scheduled(r->rate_par, r->lr, now->step);
    struct clip_call clip = {
        .dim = r->dim,
        .x = r->x,
        .g = r->g,
        .norm = now->grad_norm,
        .out = r->clipped,
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
    now->gamma = run_gamma(r);
    now->clip_factor = r->clip->apply(r->clip_par, r->clip_state, &clip);
    struct optimizer_call call = {
        .dim = r->dim,
        .x = r->x,
        .g = r->clipped,
        .norm = now->grad_norm,
        .loss = now->loss,
        .infimum = r->problem->infimum,
        .lr = lr,
        .step = now->step,
        .d = r->d,
        .hess_vec = hess_vec_for,
        .ctx = r,
    };
    r->optimizer->step(r->opt_par, r->opt_state, &call);
    now->step_norm = norm_of(r->d, r->dim);
    now->lr = r->optimizer->uses_lr ? lr : NAN;
}

/* x + d becomes x, in the place of the oldest point; the gradient's place goes round likewise.
 * Returns whether any parameter changed. */
static bool run_move(struct run *r)
{
    double *next = r->x_back2, *g = r->g_back;
    bool moved = false;
    for (int i = 0; i < r->dim; i++) {
        next[i] = r->x[i] + r->d[i];
        moved |= next[i] != r->x[i];
    }
    r->x_back2 = r->x_back, r->x_back = r->x, r->x = next;
    r->g_back = r->g, r->g = g;
    return moved;
}

/* Whether θ(t) is θ(t−2). Before there is one, x_back2 is NaN and nothing equals it. */
static bool run_came_back(const struct run *r)
{
    double far = CYCLE_TOLERANCE * r->last.step_norm;
    for (int i = 0; i < r->dim; i++)
        if (!(fabs(r->x[i] - r->x_back2[i]) <= far))
            return false;
    return true;
}

/* Sum of squares: of numbers whose squares vanish it is no worse, NaN and overflow are not <=. */
static bool run_in_reach(const struct run *r)
{
    double sum = 0;
    for (int i = 0; i < r->dim; i++)
        sum += r->x[i] * r->x[i];
    return sum <= DIVERGED_AT * DIVERGED_AT;
}

static enum run_status run_judge(struct run *r, bool moved)
{
    const struct row *now = &r->now;
    if (!isfinite(now->loss) || !(now->grad_norm < INFINITY) || !run_in_reach(r))
        return RUN_DIVERGED;
    if (!moved || !run_came_back(r))
        r->cycle_count = 0;
    else if (r->cycle_count < INT_MAX)
        r->cycle_count++;
    bool flat = now->grad_norm <= r->probe.tolerance;
    bool both_flat = flat && r->last.grad_norm <= r->probe.tolerance;
    if (r->cycle_count >= CYCLE_STEPS && !both_flat)
        return RUN_CYCLING;
    if (flat)
        return now->loss <= r->near_loss ? RUN_CONVERGED : RUN_STALLED;
    return moved ? RUN_RUNNING : RUN_STALLED;
}

/* ‖∇f(x + s d) − ∇f(x)‖ / ‖s d‖ of the update just made, on the mini-batch it was made with. The
 * clipped gradient and the displacement are no longer needed and serve as scratch. */
static double ratio_at(struct run *r, double s)
{
    int n = r->dim;
    /* What was moved, not what was asked for: at |d| near the rounding of x they differ. */
    for (int i = 0; i < n; i++)
        r->d[i] = r->x_back[i] + s * (r->x[i] - r->x_back[i]);
    r->probe_evals++;
    problem_eval(r->problem, r->work, r->d, r->last.step, r->clipped);
    return distance_of(r->clipped, r->g_back, n) / distance_of(r->d, r->x_back, n);
}

static double run_path_ratio(struct run *r)
{
    int n = r->dim, points = r->probe.points > 1 ? r->probe.points : 1;
    double top = NAN;
    /* At the end of the step the gradient is known, unless it is that of the next mini-batch. */
    if (!r->problem->batched)
        top = distance_of(r->g, r->g_back, n) / distance_of(r->x, r->x_back, n);
    for (int j = 1; j < points + r->problem->batched; j++) {
        double ratio = ratio_at(r, (double)j / points);
        if (!(ratio <= top))
            top = ratio;
    }
    return isfinite(top) ? top : NAN;
}

/* Power iteration starts at the gradient, which lies mostly among the top eigenvectors already, and
 * not where the last measurement ended: a run that was taken back in time measures the same. */
static double run_sharpness(struct run *r)
{
    if (!r->power)
        return probe_sharpness(r->problem, r->work, r->x, r->now.step,
                               r->dim == 2 ? r->eigvec : NULL, &r->probe_evals);
    power_from(r->power, r->g, r->now.step);
    return power_measure(r->power, r->problem, r->work, r->x, r->now.step, &r->probe_evals);
}

/* Evaluates the new point and says what has become of the run. */
static void run_look(struct run *r, bool moved)
{
    run_eval(r);
    enum run_status before = r->now.status;
    r->now.status = run_judge(r, moved);
    if (r->now.status != before)
        r->status_step = r->now.step;
    if (r->now.status != RUN_DIVERGED && probe_due(r, r->now.step)) {
        r->now.sharpness = run_sharpness(r);
        if (!isnan(r->now.sharpness))
            r->curvature = r->now.sharpness;
    }
}

/* What there is to be added to the trace besides the row itself. */
static void run_examine(struct run *r)
{
    if (!isnan(r->now.right))
        trace_right(&r->trace, r->now.right);
    if (r->exam && r->now.status != RUN_DIVERGED &&
        exam_step(r->exam, r->problem, r->work, r->x, r->now.step, r->d, &r->probe_evals))
        trace_score(&r->trace, &r->exam->last);
}

struct score run_score(const struct run *r)
{
    return r->exam ? r->exam->last : score_none();
}

struct score run_best_score(const struct run *r)
{
    return r->exam ? r->exam->best : score_none();
}

static void row_open(struct row *row, uint64_t step, enum run_status status)
{
    *row = (struct row){.step = step, .status = status, .lr = NAN, .gamma = NAN};
    row->clip_factor = row->step_norm = row->path_ratio = row->sharpness = row->right = NAN;
}

bool run_step(struct run *r)
{
    if (r->now.status == RUN_DIVERGED)
        return false;
    run_propose(r);
    bool moved = run_move(r);
    r->clipped_steps += r->now.clip_factor < 1;
    monitor_add(r->monitor, r->now.grad_norm, r->now.clip_factor);
    r->last = r->now;
    row_open(&r->now, r->last.step + 1, r->last.status);
    run_look(r, moved);
    if (probe_due(r, r->last.step))
        r->last.path_ratio = run_path_ratio(r);
    trace_update(&r->trace, r->last.step, r->last.grad_norm, r->last.clip_factor,
                 r->last.path_ratio);
    trace_add(&r->trace, r->now.step, r->now.loss, r->now.grad_norm, r->x, r->dim,
              r->now.sharpness);
    run_examine(r);
    return true;
}

void run_settle(struct run *r)
{
    if (r->now.status == RUN_DIVERGED)
        return;
    uint64_t probes = r->probe_evals;
    vec_copy(r->spare_state, r->opt_state, (int)(r->n_opt_state + r->n_clip_state));
    run_propose(r);
    vec_copy(r->opt_state, r->spare_state, (int)(r->n_opt_state + r->n_clip_state));
    r->probe_evals = probes; /* looking must not show in the counts of what was done */
}

/* A loss at or below it is near the infimum; see RUN_CONVERGED. */
static double loss_near(double infimum, double tolerance)
{
    if (isnan(infimum))
        return INFINITY;
    /* An infimum found numerically is known to some digits only, whatever the tolerance. */
    return infimum + fmax(sqrt(tolerance), 1e-9) * fmax(1, fabs(infimum));
}

void run_restart(struct run *r)
{
    vec_copy(r->x, r->start, r->dim);
    for (int i = 0; i < r->dim; i++)
        r->x_back[i] = r->x_back2[i] = r->g_back[i] = NAN;
    for (size_t i = 0; i < r->n_opt_state + r->n_clip_state; i++)
        r->opt_state[i] = 0;
    r->evals = r->probe_evals = r->clipped_steps = 0;
    r->best_loss = INFINITY;
    r->cycle_count = 0;
    r->status_step = 0;
    r->curvature = r->eigvec[0] = r->eigvec[1] = NAN;
    r->near_loss = loss_near(r->problem->infimum, r->probe.tolerance);
    row_open(&r->last, UINT64_MAX, RUN_RUNNING);
    r->last.loss = r->last.grad_norm = NAN;
    row_open(&r->now, 0, RUN_RUNNING);
    run_look(r, true);
    monitor_clear(r->monitor);
    trace_clear(&r->trace);
    trace_add(&r->trace, 0, r->now.loss, r->now.grad_norm, r->x, r->dim, r->now.sharpness);
    if (r->exam)
        exam_clear(r->exam);
    run_examine(r);
    run_settle(r);
}

void run_start_at(struct run *r, const double *x)
{
    vec_copy(r->start, x, r->dim);
    run_restart(r);
}

/* Vectors and rule states, one after the other in one block. */
static void run_deal(struct run *r)
{
    size_t dim = (size_t)r->dim, states = r->n_opt_state + r->n_clip_state;
    double **const vectors[] = {&r->x,       &r->g,      &r->start, &r->x_back,
                                &r->x_back2, &r->g_back, &r->d,     &r->clipped};
    size_t n = sizeof vectors / sizeof vectors[0];
    bool parts = r->clip->uses_parts && r->problem->kind->part;
    r->memory = mem_alloc((n + parts) * dim + 2 * states, sizeof(double));
    for (size_t i = 0; i < n; i++)
        *vectors[i] = r->memory + i * dim;
    r->part = parts ? r->memory + n * dim : NULL;
    r->opt_state = r->memory + (n + parts) * dim;
    r->clip_state = r->opt_state + r->n_opt_state;
    r->spare_state = r->opt_state + states;
}

static void run_blocks(struct run *r)
{
    const struct problem *p = r->problem;
    bool named = p->blocks && p->n_blocks > 0;
    r->n_blocks = named ? p->n_blocks : 1;
    r->blocks = mem_alloc((size_t)r->n_blocks, sizeof *r->blocks);
    r->blocks[0] = (struct clip_block){0, p->dim, 0};
    for (int i = 0; named && i < p->n_blocks; i++)
        r->blocks[i] =
            (struct clip_block){p->blocks[i].first, p->blocks[i].count, p->blocks[i].units};
}

static void read_values(double *par, const struct param *params, int n, const struct value *values)
{
    for (int i = 0; i < n; i++)
        par[i] = values[i].given ? values[i].num : params[i].def;
}

void run_init(struct run *r, const struct problem *p, const struct run_spec *spec,
              const struct probe_spec *probe)
{
    const struct optimizer_kind *o = spec->optimizer;
    const struct clip_kind *c = spec->clip;
    assert(o->max_dim == 0 || p->dim <= o->max_dim);
    *r = (struct run){.problem = p, .optimizer = o, .clip = c, .lr = spec->lr, .probe = *probe};
    memcpy(r->name, spec->name, sizeof r->name);
    read_values(r->rate_par, rate_params, RATE_PARAMS, spec->rate_values);
    read_values(r->opt_par, o->params, o->n_params, spec->opt_values);
    read_values(r->clip_par, c->params, c->n_params, spec->clip_values);
    const struct param *gamma = param_find(c->params, c->n_params, "gamma");
    r->gamma_index = gamma ? (int)(gamma - c->params) : -1;
    r->dim = p->dim;
    r->work = p->kind->work_new ? p->kind->work_new(p) : NULL;
    r->n_opt_state = o->state_size ? o->state_size(r->opt_par, r->dim) : 0;
    r->n_clip_state = c->state_size ? c->state_size(r->clip_par, r->dim) : 0;
    run_deal(r);
    run_blocks(r);
    trace_init(&r->trace);
    r->monitor = mem_alloc(1, sizeof *r->monitor);
    if (r->dim > PROBE_DENSE_MAX && probe->every > 0) {
        r->power = mem_alloc(1, sizeof *r->power);
        power_init(r->power, r->dim, 0);
    }
    if (probe->test > 0 && p->kind->measure)
        r->exam = exam_new(p, probe->test, probe->piece);
    if (spec->start.given) {
        assert(spec->start.n == p->dim);
        vec_copy(r->start, spec->start.list, r->dim);
    } else {
        problem_start(p, r->start);
    }
    run_restart(r);
}

void run_release(struct run *r)
{
    if (r->work && r->problem->kind->work_free)
        r->problem->kind->work_free(r->work);
    if (r->power)
        power_release(r->power);
    free(r->power);
    exam_free(r->exam);
    trace_release(&r->trace);
    free(r->monitor);
    free(r->blocks);
    free(r->memory);
    *r = (struct run){0};
}
