/* The (L0, L1) fit: curvature h against gradient norm g over the points of one or several runs. */
#ifndef LAB_FIT_H
#define LAB_FIT_H

#include "base/stats.h"
#include "lab/run.h"

enum fit_class {
    FIT_NONE,
    FIT_QUADRATIC,
    FIT_POWER,
    FIT_EXPONENTIAL,
    FIT_STEEPER,
    FIT_FALLING,
    FIT_LOOSE, /* curvature varies and has no slope */
};

struct fit {
    int n;                         /* points, all finite with g > 0 */
    double g_lo, g_hi, h_lo, h_hi; /* h_lo: least positive */
    struct line_fit ols;           /* h = L0 + L1 g: a is L0, b is L1 */
    double bound_L0,
        bound_L1; /* tightest line on or above all points (definition A, on these points) */
    double above; /* share of points above the least-squares line, [0,1] */
    /* log10 h = a + slope·log10 g over points with h > 0 that are not past convergence (‖g‖ over
     * the run's tolerance); where h varies by more than 3, over those above three times the least.
     */
    struct line_fit loglog;
    /* Told by the slope, if it explains half of what varies: below -.05 falling, from .05 power,
     * from .95 exponential, over 1.05 steeper, not (L0,L1)-smooth. With no such slope: quadratic
     * where h hardly varies, else loose. */
    enum fit_class class_;
    double gamma, lr; /* advice of the bound: γ = L0/L1, lr = 1/L0; NAN if missing */
    bool steady;      /* the advice was the same, to a tenth, at half of the steps */
};

struct fit_work; /* sorted points and the hull, kept from frame to frame */
struct fit_work *fit_work_new(void);
void fit_work_free(struct fit_work *w);

/* Fits the points of runs[0..n). Nothing is recomputed while no trace changed. Allocates nothing
 * after the first call. */
const struct fit *fit_update(struct fit_work *w, const struct run *const *runs, int n,
                             enum curvature which);

/* One way to measure curvature beside the others: its points by themselves, without the bound. */
struct estimate {
    int n;
    struct line_fit line;   /* h = L0 + L1 g */
    struct line_fit loglog; /* log10 h over log10 g, of points with h > 0 */
    double ratio;           /* the median, over the steps at which both were measured, of h over the
                               top eigenvalue; NAN if missing */
};
/* Of the points of runs[0..n). room: scratch for 4·n·TRACE_BUCKETS numbers. */
struct estimate fit_estimate(const struct run *const *runs, int n, enum curvature which,
                             double *room);

/* Short names: "λ", "path", "random", "as told". */
extern const char *const curvature_names[CURVATURES];

/* In words: "slope 0.67: curvature grows like ‖∇f‖^0.67, as for θ⁴" into buf. */
void fit_class_text(const struct fit *f, char *buf, size_t size);

#endif
