#include "lab/trace.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"

/* Of the first thinning all buckets are kept, of later ones the newer half: the older half is
 * those before, merged. */
enum { HALF = TRACE_BUCKETS / 2, FINE_LEVELS = 26 };

void trace_init(struct trace *t)
{
    *t = (struct trace){.stride = 1};
    t->bucket = mem_room(TRACE_BUCKETS, sizeof *t->bucket);
}

void trace_release(struct trace *t)
{
    free(t->bucket);
    free(t->fine);
    *t = (struct trace){0};
}

void trace_clear(struct trace *t)
{
    t->n = t->n_marks = 0;
    t->stride = 1;
    t->epoch++;
    t->version++;
}

struct score score_none(void)
{
    return (struct score){.loss = {NAN, NAN}, .right = {NAN, NAN}};
}

void bucket_sharp(struct bucket *b, double grad, double sharp)
{
    b->sharp_grad = grad;
    b->sharp = sharp;
    b->log_grad = fn_log10(grad);
    b->log_sharp = fn_log10(sharp);
}

void bucket_ratio(struct bucket *b, double grad, double ratio)
{
    b->ratio_grad = grad;
    b->ratio = ratio;
    b->log_ratio_grad = fn_log10(grad);
    b->log_ratio = fn_log10(ratio);
}

static void bucket_merge(struct bucket *a, const struct bucket *b)
{
    trace_widen(&a->loss_lo, &a->loss_hi, b->loss_lo);
    trace_widen(&a->loss_lo, &a->loss_hi, b->loss_hi);
    trace_widen(&a->grad_lo, &a->grad_hi, b->grad_lo);
    trace_widen(&a->grad_lo, &a->grad_hi, b->grad_hi);
    for (int k = 0; k < TRACE_DIMS; k++) {
        trace_widen(&a->x_lo[k], &a->x_hi[k], b->x_lo[k]);
        trace_widen(&a->x_lo[k], &a->x_hi[k], b->x_hi[k]);
    }
    a->skips += b->skips;
    if (isnan(a->sharp)) {
        a->sharp_grad = b->sharp_grad, a->sharp = b->sharp;
        a->log_grad = b->log_grad, a->log_sharp = b->log_sharp;
    }
    if (isnan(a->ratio)) {
        a->ratio_grad = b->ratio_grad, a->ratio = b->ratio;
        a->log_ratio_grad = b->log_ratio_grad, a->log_ratio = b->log_ratio;
    }
    if (isnan(a->random))
        a->random_grad = b->random_grad, a->random = b->random, a->written = b->written;
    if (isnan(a->score.loss[0]))
        a->score = b->score;
}

/* TRACE_BUCKETS is even and all buckets are complete when this is called, so pairs stay aligned to
 * multiples of the new stride. */
static void trace_halve(struct trace *t)
{
    for (int i = 0; i < t->n / 2; i++) {
        t->bucket[i] = t->bucket[2 * i];
        bucket_merge(&t->bucket[i], &t->bucket[2 * i + 1]);
    }
    t->n /= 2;
    t->stride *= 2;
}

static int level_of(uint64_t stride)
{
    int level = 0;
    while (stride >>= 1)
        level++;
    return level;
}

static struct bucket *fine_at(const struct trace *t, int level)
{
    return t->fine + HALF * level;
}

static void trace_thin(struct trace *t)
{
    int level = level_of(t->stride);
    if (t->fine && level == 0)
        memcpy(t->fine, t->bucket, TRACE_BUCKETS * sizeof *t->bucket);
    else if (t->fine && level < FINE_LEVELS)
        memcpy(fine_at(t, level) + HALF, t->bucket + HALF, HALF * sizeof *t->bucket);
    trace_halve(t);
    t->epoch++;
}

void trace_open(struct trace *t, uint64_t step, double loss, double grad, const double *x, int dim,
                double sharp)
{
    if (t->n == TRACE_BUCKETS)
        trace_thin(t);
    struct bucket *b = &t->bucket[t->n++];
    *b = (struct bucket){.step = step, .clip = NAN};
    b->loss = b->loss_lo = b->loss_hi = loss;
    b->grad = b->grad_lo = b->grad_hi = grad;
    for (int k = 0; k < TRACE_DIMS; k++)
        b->x[k] = b->x_lo[k] = b->x_hi[k] = k < dim ? x[k] : 0;
    bucket_sharp(b, sharp == sharp ? grad : NAN, sharp);
    bucket_ratio(b, NAN, NAN);
    b->random_grad = b->random = b->written = NAN;
    b->right = NAN;
    b->score = score_none();
}

void trace_skip(struct trace *t)
{
    t->bucket[t->n - 1].skips++;
}

void trace_random(struct trace *t, double grad, double random, double written)
{
    struct bucket *b = &t->bucket[t->n - 1];
    if (isnan(b->random) && !isnan(random))
        b->random_grad = grad, b->random = random, b->written = written;
}

struct curvature_at bucket_curvature(const struct bucket *b, enum curvature which)
{
    switch (which) {
    case CURVATURE_SHARPNESS:
        return (struct curvature_at){b->sharp_grad, b->sharp};
    case CURVATURE_PATH:
        return (struct curvature_at){b->ratio_grad, b->ratio};
    case CURVATURE_RANDOM:
        return (struct curvature_at){b->random_grad, b->random};
    case CURVATURE_WRITTEN:
        return (struct curvature_at){b->random_grad, b->written};
    case CURVATURES:
        break;
    }
    return (struct curvature_at){NAN, NAN};
}

/* Those that are measured at every step of a fast run are kept ready. */
struct curvature_at bucket_log_curvature(const struct bucket *b, enum curvature which)
{
    if (which == CURVATURE_SHARPNESS)
        return (struct curvature_at){b->log_grad, b->log_sharp};
    if (which == CURVATURE_PATH)
        return (struct curvature_at){b->log_ratio_grad, b->log_ratio};
    struct curvature_at m = bucket_curvature(b, which);
    return (struct curvature_at){fn_log10(m.g), fn_log10(m.h)};
}

void trace_right(struct trace *t, double right)
{
    struct bucket *b = &t->bucket[t->n - 1];
    if (isnan(b->right))
        b->right = right;
}

void trace_score(struct trace *t, const struct score *score)
{
    struct bucket *b = &t->bucket[t->n - 1];
    if (isnan(b->score.loss[0]))
        b->score = *score;
}

void trace_cut(struct trace *t, uint64_t step)
{
    while (t->n > 0 && t->bucket[t->n - 1].step >= step)
        t->n--;
    while (t->n_marks > 0 && t->mark[t->n_marks - 1].step >= step)
        t->n_marks--;
    if (t->n == 0)
        t->stride = 1;
    t->epoch++;
    t->version++;
}

void trace_keep_fine(struct trace *t)
{
    if (!t->fine)
        t->fine = mem_room(HALF * (FINE_LEVELS + 1), sizeof *t->fine);
}

/* The full trace that was thinned away from `level`, as it was made: by thinning those before. */
static void trace_refine(struct trace *t, int level)
{
    memcpy(t->bucket, t->fine, TRACE_BUCKETS * sizeof *t->bucket);
    t->n = TRACE_BUCKETS;
    t->stride = 1;
    for (int k = 1; k <= level; k++) {
        trace_halve(t);
        memcpy(t->bucket + HALF, fine_at(t, k) + HALF, HALF * sizeof *t->bucket);
        t->n = TRACE_BUCKETS;
    }
}

void trace_back(struct trace *t, const struct bucket *last, const struct mark *mark, int n_marks)
{
    uint64_t stride = 1;
    while (last->step / stride >= TRACE_BUCKETS)
        stride *= 2;
    if (stride < t->stride && t->fine && level_of(t->stride) <= FINE_LEVELS)
        trace_refine(t, level_of(stride));
    trace_cut(t, last->step);
    t->bucket[t->n++] = *last;
    memcpy(t->mark, mark, (size_t)n_marks * sizeof *mark);
    t->n_marks = n_marks;
}

void trace_copy(struct trace *to, const struct trace *t)
{
    memcpy(to->bucket, t->bucket, (size_t)t->n * sizeof *t->bucket);
    memcpy(to->mark, t->mark, (size_t)t->n_marks * sizeof *t->mark);
    to->n = t->n;
    to->n_marks = t->n_marks;
    to->stride = t->stride;
    to->version++;
    to->epoch++;
}

static void mark_drop(struct trace *t, int i)
{
    memmove(&t->mark[i], &t->mark[i + 1], (size_t)(t->n_marks - i - 1) * sizeof t->mark[0]);
    t->n_marks--;
}

static bool mark_same(const struct mark *a, const struct mark *b)
{
    return a->step == b->step && a->kind == b->kind &&
           (a->knob == b->knob || (a->knob && b->knob && strcmp(a->knob, b->knob) == 0));
}

void trace_mark(struct trace *t, struct mark m)
{
    t->version++;
    for (int i = t->n_marks - 1; i >= 0 && t->mark[i].step == m.step; i--)
        if (mark_same(&t->mark[i], &m)) {
            m.from = t->mark[i].from;
            mark_drop(t, i);
            break;
        }
    if (m.from == m.to)
        return;
    if (t->n_marks == MARKS_MAX)
        mark_drop(t, 0);
    t->mark[t->n_marks++] = m;
}
