/* How a run comes to its next step: a slice at a time, beside what is seen of it. */
#include <limits.h>
#include <math.h>

#include "base/vec.h"
#include "lab/probe.h"
#include "lab/run_parts.h"
#include "lab/top_eigenvalue.h"

/* Field by field: this is done millions of times a second, and clearing the whole first takes
 * longer than all the rest of it. */
void row_open(struct row *row, uint64_t step, enum run_status status)
{
    row->step = step;
    row->status = status;
    row->skipped = false;
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
    c->grads = first ? 0 : c->propose_grads;
    c->first = first;
    row_open(&c->row, step, RUN_RUNNING);
    c->path_ratio = NAN;
    c->scored = false;
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
    bool moved = step_point(r, r->x_back2);
    step_open(r, r->now.step + 1, false);
    r->coming.moved = moved;
}

/* Whether θ(t) is θ(t−2). Before there is one, x_back is NaN and nothing equals it. */
static bool came_back(const struct run *r)
{
    double far = CYCLE_TOLERANCE * r->now.step_norm;
    for (int i = 0; i < r->dim; i++) {
        double off = fabs(r->coming.x[i] - r->x_back[i]);
        if (!(off <= far || off <= CYCLE_ROUNDING * fabs(r->coming.x[i])))
            return false;
    }
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

/* A step takes ‖θ‖ no farther than its own length: mostly that is enough to know. The sum of
 * squares: of numbers whose squares vanish it is no worse, NaN and overflow are not <=. */
static bool in_reach(struct run *r)
{
    struct coming *c = &r->coming;
    c->reach = c->first ? INFINITY : r->notes.reach + r->now.step_norm;
    if (c->reach <= DIVERGED_AT / 2)
        return true;
    double sum = vec_dot(c->x, c->x, r->dim);
    c->reach = sqrt(sum);
    return sum <= DIVERGED_AT * DIVERGED_AT;
}

static enum run_status judge(struct run *r)
{
    struct coming *c = &r->coming;
    c->cycle_count = r->notes.cycle_count;
    c->lost = !isfinite(c->row.loss) || !(c->row.grad_norm < INFINITY);
    if (!in_reach(r))
        return RUN_DIVERGED;
    if (!c->moved || !came_back(r))
        c->cycle_count = 0;
    else if (c->cycle_count < INT_MAX)
        c->cycle_count++;
    bool flat = c->row.grad_norm <= r->probe.tolerance;
    bool was_flat = r->now.grad_norm <= r->probe.tolerance;
    /* What is skipped for its length may be made later on; what is not finite will not change. */
    bool rests = !c->moved && !(r->now.skipped && r->now.grad_norm < INFINITY);
    if (c->cycle_count >= CYCLE_STEPS && !(flat && was_flat)) {
        rests = by_rounding(r);
        if (!rests)
            return RUN_CYCLING;
        flat |= was_flat; /* one status for both of its points */
    }
    if (flat)
        return c->row.loss <= r->near_loss ? RUN_CONVERGED : RUN_STALLED;
    if (r->optimizer->waits && c->row.step == 1)
        return RUN_RUNNING;
    return rests ? RUN_STALLED : RUN_RUNNING;
}

bool step_part(struct run *r, const double *x, uint64_t draw, const double *v, double *out,
               double *loss)
{
    const struct problem *p = r->problem;
    if (!r->coming.under_way)
        p->kind->begin(p, r->work, x, draw, v, out);
    r->coming.under_way = !p->kind->more(p, r->work, loss, &r->coming.norm);
    if (!r->coming.under_way && !v && p->noise.kind != NOISE_NONE) {
        noise_add(&p->noise, draw, out, p->dim);
        r->coming.norm = NAN;
    }
    return !r->coming.under_way;
}

/* The one door to the loss: every gradient evaluation of a step passes here. */
static bool evaluate(struct run *r)
{
    struct coming *c = &r->coming;
    if (!step_work(r, c->x, c->row.step, NULL, c->g, &c->row.loss))
        return false;
    if (bad_at(r->knobs.bad, c->row.step)) {
        bad_damage(r, c->row.step, c->g);
        c->norm = NAN;
    }
    bool known = r->problem->kind->begin && !isnan(c->norm);
    c->row.grad_norm = known ? c->norm : run_norm(c->g, r->dim);
    if (r->problem->batched && r->problem->kind->right)
        c->row.right = r->problem->kind->right(r->problem, r->work);
    c->row.status = judge(r);
    return true;
}

static bool probe_due(const struct run *r, uint64_t step)
{
    return r->probe.every == 1 || (r->probe.every > 1 && step % r->probe.every == 0);
}

/* Nothing is measured where the run ends. */
static bool goes_on(const struct run *r)
{
    return !r->coming.lost && r->coming.row.status != RUN_DIVERGED;
}

static bool exam_due(const struct run *r)
{
    return r->exam && goes_on(r) && exam_wants(r->exam, r->coming.row.step);
}

static bool layers_due(const struct run *r)
{
    return r->layers && goes_on(r) && layer_cloud_due(r->coming.row.step);
}

/* Of few parameters, whose Hessian is written down: all of it at once. Here, as it is done millions
 * of times a second. */
static void measure_dense(struct run *r)
{
    struct coming *c = &r->coming;
    c->row.sharpness = probe_sharpness(r->problem, r->work, c->x, c->row.step,
                                       r->dim == 2 ? c->eigvec : NULL, &c->probe_evals);
}

/* At the end of the step the gradient is known, unless it is that of the next mini-batch. Returns
 * whether there are other points to look at. */
static bool path_begin(struct run *r)
{
    struct coming *c = &r->coming;
    bool varies = problem_varies(r->problem);
    c->point = 1;
    if (!varies)
        c->path_ratio = run_distance(c->g, r->g, r->dim) / run_distance(c->x, r->x, r->dim);
    return c->point < run_path_points(r) + varies;
}

/* The first stage after `stage` in which there is something to do. */
static enum step_stage stage_after(struct run *r, enum step_stage stage)
{
    if (stage < STEP_CURVATURE && probe_due(r, r->coming.row.step) && goes_on(r))
        return STEP_CURVATURE;
    if (stage < STEP_RANDOM && r->probe.random && probe_due(r, r->coming.row.step) && goes_on(r))
        return STEP_RANDOM;
    if (stage < STEP_LAYERS && layers_due(r))
        return STEP_LAYERS;
    if (stage < STEP_PATH && !r->coming.first && probe_due(r, r->now.step) && path_begin(r))
        return STEP_PATH;
    if (stage < STEP_EXAM && exam_due(r))
        return STEP_EXAM;
    return STEP_READY;
}

bool run_slice(struct run *r)
{
    enum step_stage *stage = &r->coming.stage;
    bool done;
    do {
        if (*stage == STEP_READY)
            return true;
        if (*stage == STEP_NONE)
            step_begin(r);
        done = true;
        if (*stage == STEP_EVAL)
            done = evaluate(r);
        else if (*stage == STEP_CURVATURE && !r->power)
            measure_dense(r);
        else
            done = measure_slice(r);
        if (done)
            *stage = stage_after(r, *stage);
    } while (done && !r->sliced);
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
    r->notes.clipped_steps += last->clip_factor < 1 && !last->skipped;
    r->notes.skipped_steps += last->skipped;
    monitor_add(r->monitor, last->grad_norm);
    if (last->skipped)
        trace_skip(&r->trace);
    else
        monitor_ratio_add(r->monitor, last->clip_factor);
    trace_update(&r->trace, last->step, last->grad_norm, last->skipped ? NAN : last->clip_factor,
                 last->path_ratio);
    if (r->notes.bad.at == 0 && !bad_at(r->knobs.bad, last->step))
        r->notes.bad.before = last->skipped ? 0 : last->step_norm;
    else
        bad_note(r);
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

/* Whether the coming update leads to a point that is one. */
static bool lands(const struct run *r)
{
    double sum = 0;
    for (int i = 0; i < r->dim; i++)
        sum += (r->x[i] + r->d[i]) * (r->x[i] + r->d[i]);
    return sum <= DIVERGED_AT * DIVERGED_AT;
}

/* Whether it takes ‖∇f‖ far over the tolerance again, as velocity does that passes a minimum. With
 * curvature κ, that along the last step, an update of length d changes ‖∇f‖ by κd; and a heavy ball
 * that moves by d a step climbs to where ‖∇f‖²/κ is d²/η: its energy stays. */
static bool coasts(const struct run *r)
{
    double turn =
        r->dim == 1 ? fabs(r->g[0] - r->g_back[0]) : vec_distance(r->g, r->g_back, r->dim);
    double bend = turn / r->last.step_norm, slow = r->optimizer->coasts ? r->now.lr * bend : 1;
    double climbs = bend * r->now.step_norm / (slow < 1 ? sqrt(slow) : 1);
    return climbs > RUN_COASTS * r->probe.tolerance && climbs < INFINITY;
}

/* What is said of a point by what the rules make of it: seldom asked, and kept for the step. */
static enum run_status foresee(struct run *r, enum run_status status)
{
    bool lost = r->coming.lost;
    if (status == RUN_DIVERGED || (!lost && status != RUN_CONVERGED))
        return status;
    step_propose(r);
    if (lost)
        return lands(r) ? status : RUN_DIVERGED;
    return r->notes.cycle_count < CYCLE_STEPS && coasts(r) ? RUN_RUNNING : status;
}

void run_commit(struct run *r)
{
    struct coming *c = &r->coming;
    r->last = r->now;
    if (!c->first)
        close_update(r);
    rotate(r);
    r->now = c->row;
    r->notes.evals += 1 + c->grads;
    r->notes.probe_evals += c->probe_evals;
    r->notes.cycle_count = c->cycle_count;
    r->notes.reach = c->reach;
    if (r->now.loss < r->notes.best_loss)
        r->notes.best_loss = r->now.loss;
    if (!isnan(r->now.sharpness)) {
        r->notes.curvature = r->now.sharpness;
        r->notes.curvature_step = c->row.step;
        r->notes.eigvec[0] = c->eigvec[0], r->notes.eigvec[1] = c->eigvec[1];
    }
    if (r->layers && r->layers->next == r->n_blocks)
        layer_cloud_keep(r->layers, c->row.step);
    run_drop(r);
    r->now.status = foresee(r, c->row.status);
    if (r->now.status != r->last.status)
        r->notes.status_step = r->now.step;
    trace_add(&r->trace, r->now.step, r->now.loss, r->now.grad_norm, r->x, r->dim,
              r->now.sharpness);
    if (r->probe.random)
        trace_random(&r->trace, r->now.grad_norm, r->now.random, r->now.written);
    if (!isnan(r->now.right))
        trace_right(&r->trace, r->now.right);
    if (r->exam)
        close_exam(r);
}

void run_drop(struct run *r)
{
    r->coming.stage = STEP_NONE;
    r->coming.proposed = r->coming.under_way = false;
    r->coming.measuring = r->coming.multiplied = false;
    if (r->layers)
        r->layers->next = 0;
}

struct row run_row(struct run *r)
{
    if (r->now.status == RUN_DIVERGED)
        return r->now;
    while (!run_slice(r))
        ;
    struct row row = r->now;
    if (isfinite(r->coming.path_ratio))
        row.path_ratio = r->coming.path_ratio;
    run_drop(r);
    run_settle(r);
    return row;
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
