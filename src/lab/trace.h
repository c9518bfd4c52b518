/* What a run remembers of itself: a fixed number of buckets, each a stretch of steps. When they are
 * full, neighbours are merged and the stretch doubles; minima and maxima are kept. The memory of a
 * run of 10⁹ steps is that of one of TRACE_BUCKETS.
 *
 * Bucket i holds steps i·stride .. (i+1)·stride - 1, the newest one those seen so far: the run's
 * current step included, whose update is not known yet (clip and ratio NAN if it is the first of
 * its bucket). */
#ifndef LAB_TRACE_H
#define LAB_TRACE_H

#include <math.h>
#include <stdint.h>

enum { TRACE_BUCKETS = 2048, TRACE_DIMS = 2 };

/* What a run says of samples of the training part (0) and of the test part (1) at a step. */
struct score {
    uint64_t step;
    double loss[2];  /* mean over the samples; NAN: not measured, or no such part */
    double right[2]; /* share of right answers, [0, 1]; NAN where targets are no classes */
};

struct bucket {
    uint64_t step;                 /* its first step */
    double loss, loss_lo, loss_hi; /* of the first step; least and greatest over the stretch */
    double grad, grad_lo, grad_hi; /* gradient norm, likewise */
    double x[TRACE_DIMS];          /* the first parameters at the first step */
    double x_lo[TRACE_DIMS], x_hi[TRACE_DIMS];
    double clip;              /* clip factor of the first step; NAN too where it was skipped */
    uint64_t skips;           /* steps of the stretch that were skipped */
    double sharp_grad, sharp; /* first measured top eigenvalue and ‖g‖ there; NAN if none */
    double ratio_grad, ratio; /* first measured path ratio and ‖g‖ there; NAN if none */
    double log_grad, log_sharp, log_ratio_grad, log_ratio; /* their log10, so that fits need none */
    double random_grad, random, written; /* likewise of the curvature in a random direction */
    double right;                        /* of the mini-batch of the first step; NAN: not counted */
    struct score score; /* the first that came in its stretch, of a step at or before it; loss[0] is
                           NAN if none did */
};

enum mark_kind { MARK_LR, MARK_GAMMA, MARK_PARAM };
struct mark { /* a knob was turned */
    uint64_t step;
    enum mark_kind kind;
    double from, to;
    const char *knob; /* its name, a constant string */
};
enum { MARKS_MAX = 64 };

struct trace {
    int n;            /* buckets in use, oldest first */
    uint64_t stride;  /* steps a bucket: 1, 2, 4, ... */
    uint64_t version; /* counts changes, so that readers can keep what they derived */
    uint64_t
        epoch; /* counts clears, cuts and thinnings; between two only the last bucket changes */
    struct bucket *bucket;
    struct bucket *fine; /* what thinning forgot, level by level; NULL: it is not kept */
    int n_marks;         /* newest MARKS_MAX kept */
    struct mark mark[MARKS_MAX];
};

void trace_init(struct trace *t);
void trace_release(struct trace *t);
void trace_clear(struct trace *t);

/* Forgets all from step on (for going back in time). A bucket that holds earlier steps too stays.
 */
void trace_cut(struct trace *t, uint64_t step);

/* From here on keeps what thinning forgets, for trace_back: half of TRACE_BUCKETS each time the
 * stretch doubles, in memory that is set aside now and touched only then. */
void trace_keep_fine(struct trace *t);

/* As a trace that has come to `step` and no further, to the bit: `last` is its newest bucket as it
 * was then, mark[0..n_marks) its marks. With trace_keep_fine; without, or past 10¹¹ steps, buckets
 * stay as wide as they have become. */
void trace_back(struct trace *t, const struct bucket *last, const struct mark *mark, int n_marks);

/* to becomes as t, but for the fine buckets. Allocates nothing. */
void trace_copy(struct trace *to, const struct trace *t);

/* Keeps m. Turns of one knob at one step are one mark, and none if they end where they began. */
void trace_mark(struct trace *t, struct mark m);

/* Of trace_add and trace_update, what few steps do: a new bucket; its first measured values. */
void trace_open(struct trace *t, uint64_t step, double loss, double grad, const double *x, int dim,
                double sharp);
void bucket_sharp(struct bucket *b, double grad, double sharp);
void bucket_ratio(struct bucket *b, double grad, double ratio);

/* A NaN in v is passed over, and one that stands is replaced. */
static inline void trace_widen(double *lo, double *hi, double v)
{
    if (!(v >= *lo) && v == v)
        *lo = v;
    if (!(v <= *hi) && v == v)
        *hi = v;
}

/* The state at step, which is 0 or one more than the step added last; x has dim entries, of which
 * TRACE_DIMS are kept; sharp is NAN where it was not measured. NaNs are no minimum or maximum.
 * Inline, as trace_update: they are called millions of times a second. */
static inline void trace_add(struct trace *t, uint64_t step, double loss, double grad,
                             const double *x, int dim, double sharp)
{
    t->version++;
    if (t->n == 0 || step - t->bucket[t->n - 1].step >= t->stride) {
        trace_open(t, step, loss, grad, x, dim, sharp);
        return;
    }
    struct bucket *b = &t->bucket[t->n - 1];
    trace_widen(&b->loss_lo, &b->loss_hi, loss);
    trace_widen(&b->grad_lo, &b->grad_hi, grad);
    for (int k = 0; k < TRACE_DIMS && k < dim; k++)
        trace_widen(&b->x_lo[k], &b->x_hi[k], x[k]);
    if (isnan(b->sharp) && !isnan(sharp))
        bucket_sharp(b, grad, sharp);
}

/* The update made from step (the one added last; grad as then): what multiplied the gradient, and
 * the path ratio, NAN where it was not measured. */
static inline void trace_update(struct trace *t, uint64_t step, double grad, double clip,
                                double ratio)
{
    struct bucket *b = &t->bucket[t->n - 1];
    if (b->step == step)
        b->clip = clip;
    if (isnan(b->ratio) && !isnan(ratio))
        bucket_ratio(b, grad, ratio);
}

/* The step added last is skipped. */
void trace_skip(struct trace *t);

/* The curvature in a random direction at the step added last, both ways (probe_random). */
void trace_random(struct trace *t, double grad, double random, double written);
/* The kinds of curvature that are measured, and what a bucket holds of each: h against the gradient
 * norm g at the same step. NAN: not measured. */
enum curvature {
    CURVATURE_SHARPNESS, /* the top eigenvalue */
    CURVATURE_PATH,      /* along the step */
    CURVATURE_RANDOM,    /* in a random direction, by the length of the way */
    CURVATURE_WRITTEN,   /* the same as the text wrote it */
    CURVATURES
};
struct curvature_at {
    double g, h;
};
struct curvature_at bucket_curvature(const struct bucket *b, enum curvature which);
/* log10 of the same. */
struct curvature_at bucket_log_curvature(const struct bucket *b, enum curvature which);

/* The share of right answers in the mini-batch of the step added last. */
void trace_right(struct trace *t, double right);
/* A score has come at the step added last. */
void trace_score(struct trace *t, const struct score *score);
/* Of nothing: all NAN. */
struct score score_none(void);

#endif
