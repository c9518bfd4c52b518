/* What a run remembers of itself: a fixed number of buckets, each a stretch of steps. When they are
 * full, neighbours are merged and the stretch doubles; minima and maxima are kept. The memory of a
 * run of 10⁹ steps is that of one of TRACE_BUCKETS. */
#ifndef LAB_TRACE_H
#define LAB_TRACE_H

#include <stdint.h>

enum { TRACE_BUCKETS = 2048, TRACE_DIMS = 2 };

struct bucket {
    uint64_t step;                 /* its first step */
    double loss, loss_lo, loss_hi; /* of the first step; least and greatest over the stretch */
    double grad, grad_lo, grad_hi; /* gradient norm, likewise */
    double x[TRACE_DIMS];          /* the first parameters at the first step */
    double x_lo[TRACE_DIMS], x_hi[TRACE_DIMS];
    double clip;              /* clip factor of the first step */
    double sharp_grad, sharp; /* first measured top eigenvalue and ‖g‖ there; NAN if none */
    double ratio_grad, ratio; /* first measured path ratio and ‖g‖ there; NAN if none */
    double log_grad, log_sharp, log_ratio_grad, log_ratio; /* their log10, so that fits need none */
};

enum mark_kind { MARK_LR, MARK_GAMMA, MARK_PARAM, MARK_START };
struct mark { /* a knob was turned */
    uint64_t step;
    enum mark_kind kind;
    double from, to;
};
enum { MARKS_MAX = 64 };

struct trace {
    int n;            /* buckets in use, oldest first */
    uint64_t stride;  /* steps a bucket: 1, 2, 4, ... */
    uint64_t version; /* counts changes, so that readers can keep what they derived */
    struct bucket *bucket;
    int n_marks; /* newest MARKS_MAX kept */
    struct mark mark[MARKS_MAX];
};

void trace_init(struct trace *t);
void trace_release(struct trace *t);
void trace_clear(struct trace *t);

/* Forgets all from step on (for going back in time). A bucket that holds earlier steps too stays.
 */
void trace_cut(struct trace *t, uint64_t step);
void trace_mark(struct trace *t, struct mark m);

#endif
