/* What a run measures of itself at the coming step, a slice at a time: curvature, the path ratio of
 * the update that led there, exams. */

#include "base/text.h"
#include "lab/probe.h"
#include "lab/run_parts.h"
#include "lab/top_eigenvalue.h"

/* Power iteration starts at the gradient, which lies mostly among the top eigenvectors already, and
 * not where the last measurement ended: a run that was taken back in time measures the same. */
static void start_power(struct run *r)
{
    power_from(r->power, r->coming.g, r->coming.row.step);
    power_begin(r->power);
    r->coming.measuring = true;
}

/* A slice of the power iteration: its start, a part of a product, or what is made of one; of many
 * parameters each takes about as long. Returns whether the sharpness is known. */
static bool slice_power(struct run *r)
{
    struct coming *c = &r->coming;
    double none;
    if (!c->measuring) {
        start_power(r);
        return false;
    }
    if (!c->multiplied) {
        c->multiplied = step_work(r, c->x, c->row.step, r->power->v, r->power->u, &none);
        return false;
    }
    c->probe_evals++;
    c->multiplied = false;
    c->measuring = !power_take(r->power);
    /* Measured to 1 %: what is beyond three digits is not told, nor worked with. */
    c->row.sharpness = number_rounded(r->power->value, 3);
    return !c->measuring;
}

/* ‖∇f(x + s d) − ∇f(x)‖ / ‖s d‖ of the update, on the mini-batch it was made with. False: the
 * gradient is not known yet. */
static bool ratio_at(struct run *r, double s, double *ratio)
{
    struct coming *c = &r->coming;
    double none;
    /* What was moved, not what was asked for: at |d| near the rounding of x they differ. */
    for (int i = 0; i < r->dim && !c->under_way; i++)
        r->between[i] = r->x[i] + s * (c->x[i] - r->x[i]);
    if (!step_work(r, r->between, r->now.step, NULL, r->g_between, &none))
        return false;
    c->probe_evals++;
    *ratio = run_distance(r->g_between, r->g, r->dim) / run_distance(r->between, r->x, r->dim);
    return true;
}

/* At a point of the path. Returns whether the last is done. */
static bool measure_path(struct run *r)
{
    struct coming *c = &r->coming;
    double ratio;
    if (!ratio_at(r, (double)c->point / run_path_points(r), &ratio))
        return false;
    c->point++;
    if (!(ratio <= c->path_ratio))
        c->path_ratio = ratio;
    return c->point == run_path_points(r) + problem_varies(r->problem);
}

/* Another direction at every step, the same for every run. */
static bool measure_random(struct run *r)
{
    struct coming *c = &r->coming;
    double none;
    if (!c->under_way)
        probe_random_point(c->x, r->dim, r->probe.seed + (c->row.step + 1) * 0x9e3779b97f4a7c15u,
                           r->between);
    if (!step_work(r, r->between, c->row.step, NULL, r->g_between, &none))
        return false;
    c->probe_evals++;
    probe_random(c->x, c->g, r->between, r->g_between, r->dim, &c->row.random, &c->row.written);
    return true;
}

/* A part of the product of the next layer. Whether the last is done. */
static bool measure_layers(struct run *r)
{
    struct coming *c = &r->coming;
    double none;
    bool begun = c->under_way;
    if (begun || layer_cloud_direction(r->layers, r->blocks, r->dim, c->g, r->between)) {
        if (!step_work(r, c->x, c->row.step, r->between, r->g_between, &none))
            return false;
        c->probe_evals++;
        layer_cloud_product(r->layers, r->blocks, r->g_between);
    }
    return r->layers->next == r->n_blocks;
}

/* Of a copy, the parameters it keeps apart: those it writes only where it begins, and nobody reads
 * those of an exam that is over. */
static void examine(struct run *r)
{
    struct coming *c = &r->coming;
    c->exam = *r->exam;
    c->scored =
        exam_step(&c->exam, r->problem, r->work, c->x, c->row.step, r->between, &c->probe_evals);
}

bool measure_slice(struct run *r)
{
    switch (r->coming.stage) {
    case STEP_CURVATURE:
        return slice_power(r);
    case STEP_RANDOM:
        return measure_random(r);
    case STEP_LAYERS:
        return measure_layers(r);
    case STEP_PATH:
        return measure_path(r);
    case STEP_EXAM:
        examine(r);
        return true;
    default:
        return true;
    }
}
