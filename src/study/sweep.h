/* A sweep: one run spec at many settings of learning rate and threshold, each setting stepped by
 * whichever thread is free. What a cell becomes depends on its setting alone, so the result is the
 * same to the bit for any number of threads. */
#ifndef STUDY_SWEEP_H
#define STUDY_SWEEP_H

#include <pthread.h>
#include <stdatomic.h>

#include "lab/run.h"

enum { SWEEP_AXIS_MAX = 256, SWEEP_THREADS_MAX = 64, SWEEP_TAIL = 16, SWEEP_STARTS_MAX = 10000 };

/* Values of a knob, rising; n = 1 and NAN where the run has no such knob or it stays as it is. */
struct sweep_axis {
    int n;
    double at[SWEEP_AXIS_MAX];
};

/* n values from lo to hi, both included, by equal factors; n = 1: lo alone. 0 < lo < hi. */
void sweep_axis_span(struct sweep_axis *a, double lo, double hi, int n);
void sweep_axis_none(struct sweep_axis *a);
/* Reads "LO:HI:N" (by equal factors) or rising values "0.01,0.03,0.1". false: why says in words
 * what was found and what is expected ("found X; expected Y"), and a is as it was. */
bool sweep_axis_parse(struct sweep_axis *a, const char *text, char *why, size_t size);
/* Position of v among the values, in cells: 0 at the first, 1 at the second, by the logarithm
 * between two and beyond the ends; NAN where there are fewer than two values or v <= 0. */
double sweep_axis_at(const struct sweep_axis *a, double v);
double sweep_axis_value(const struct sweep_axis *a, double at);

/* The most a threshold can be in a sweep: that of every clip rule's. */
#define SWEEP_GAMMA_MAX 1e12

struct sweep_plan {
    const struct problem *problem; /* outlives the sweep; evaluated by several threads at once */
    struct run_spec run;
    struct probe_spec probe; /* its tolerance; curvature only where the clip rule uses it */
    double target;           /* a loss below it ends a run; NAN: converged (see lab/run.h) does */
    uint64_t steps;          /* a run makes at most */
    int n_starts;         /* every setting is run from each; the worst counts. 0: the run's own */
    const double *starts; /* n_starts × dim, outlives the sweep */
};

/* n starts, dim entries each: start times factors from 0.8 to 1.25, both included and equally far
 * apart by ratio; n = 1: start itself. Farthest first: there a setting that cannot do is found out
 * soonest. malloc'd. */
#define SWEEP_NEAR 0.8
#define SWEEP_FAR  1.25
double *sweep_starts(const double *start, int dim, int n);

struct sweep_point {
    double lr, gamma; /* NAN: the run's own */
};

/* Of several starts the first that missed the goal, else the one that took longest. */
struct sweep_cell {
    enum run_status status; /* RUN_CONVERGED: the goal was reached, the target if there is one */
    uint64_t steps;         /* to the goal; to the divergence; else all that were allowed */
    double loss; /* last; of mini-batches the mean of the last SWEEP_TAIL, and so for the target */
    double cost; /* steps, less the part of the last one that the goal did not need */
    uint64_t runs, made; /* what it took: runs and steps, over the starts */
};

struct sweep {
    struct sweep_plan plan;
    int n; /* points, cells */
    struct sweep_point *points;
    struct sweep_cell *cells; /* cell i may be read once sweep_ready(i) */
    int room;
    int *order; /* in which they are taken */
    atomic_uchar *ready;
    atomic_int next, done;
    atomic_bool stop;
    atomic_uint_fast64_t made; /* steps so far, over all cells */
    bool idle;                 /* threads yield to all else: the screen stays live */
    int n_threads, started;
    pthread_t thread[SWEEP_THREADS_MAX];
    struct sweep_worker *workers;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* Makes the runs for so many threads (0: as many as there are processors) and room for `room`
 * points; after that nothing is allocated. The axes' values must be within the knobs' ranges. */
void sweep_init(struct sweep *s, const struct sweep_plan *plan, int room, int threads);
/* Stops the threads where they are, waits for them, and frees all. */
void sweep_release(struct sweep *s);

/* The settings of a grid into points, γ by γ and lr by lr in each; those of first .. first+n-1
 * alone. The order of work is from coarse to fine: every 2^k-th row and column before those
 * between.
 */
void sweep_grid(struct sweep *s, const struct sweep_axis *lr, const struct sweep_axis *gamma,
                int first, int n);
/* The points as given, in that order; at most `room`. */
void sweep_list(struct sweep *s, const struct sweep_point *points, int n);

/* Starts the threads on the points, of which none is ready then; steps is the most a run makes. No
 * threads must be at work. */
void sweep_start(struct sweep *s, uint64_t steps);
/* Waits until all is done, or for so many seconds (NAN: without end). true: all is done. */
bool sweep_wait(struct sweep *s, double seconds);
/* Ends the work early and waits for the threads: cells not ready stay so. */
void sweep_stop(struct sweep *s);

/* How much of the work is done, 0 to 1: settings, and the steps of those that are being made. */
double sweep_share(const struct sweep *s);

static inline bool sweep_ready(const struct sweep *s, int i)
{
    return atomic_load_explicit(&s->ready[i], memory_order_acquire);
}

static inline int sweep_done(const struct sweep *s)
{
    return atomic_load_explicit(&s->done, memory_order_acquire);
}

/* Whether the plan's run has the knob. */
bool sweep_has(const struct run_spec *run, const char *knob);

#endif
