/* A run: one optimizer and one clip rule on one problem, stepped by its caller.
 *
 * Row t is the state at step t before the update t → t+1; clip_factor, step_norm and path_ratio
 * belong to that update. All gradient evaluations of a run go through one function and are counted;
 * probes are counted apart. */
#ifndef LAB_RUN_H
#define LAB_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "clip/clip.h"
#include "lab/bad_batch.h"
#include "lab/clip_watch.h"
#include "lab/exam.h"
#include "lab/layer_cloud.h"
#include "lab/lr_schedule.h"
#include "lab/trace.h"
#include "optimizer/optimizer.h"
#include "problem/problem.h"

enum { RUN_NAME_MAX = 24, RUNS_MAX = 8 };

enum run_status {
    RUN_RUNNING,
    RUN_CONVERGED,
    RUN_STALLED,
    RUN_CYCLING,
    RUN_DIVERGED,
    RUN_STATUSES
};
extern const char *const run_status_names[RUN_STATUSES + 1]; /* "running", ... NULL-ended */
/* With the step at which it was first seen, into buf: "converged at step 57", "cycling since step
 * 8"; running alone. */
const char *run_status_text(enum run_status status, uint64_t step, char *buf, size_t size);

/* diverged: parameters not finite, or ‖θ‖ over DIVERGED_AT, or that is where the rules' update
 * leads from a point whose loss or gradient is not finite; the only one that ends a run. Its row is
 * the one where it was seen, in the last case that before the update. A rule may also skip such a
 *   step, or make one of length 0 of it: then the run goes on, and has stalled if it rests there.
 * converged: ‖∇f‖ <= tolerance, and the update that comes, with what it has of velocity, keeps it
 *   there: ‖∇f‖ comes to RUN_COASTS tolerances at most, by the curvature along the last step (and
 *   the loss near the infimum where that is known and finite:
 *   within the square root of the tolerance, times |infimum| where that is over 1. An infimum that
 *   is never reached, as that of 1/x, is treated alike: the run is as near as was asked).
 * stalled: the update left every parameter as it was (and was not skipped at a finite gradient), or
 *   it goes to and fro as a cycle does, but by CYCLE_ROUNDING of every parameter at most, which is
 *   the rounding of one point; or ‖∇f‖ <= tolerance far above the infimum: a plateau, a saddle, or,
 *   where the loss has no lower bound (−log x), its flat far end.
 * cycling: θ(t) = θ(t−2) to CYCLE_TOLERANCE of the step or to rounding, in every parameter, for
 * CYCLE_STEPS steps, and not converged: at one of its two points at least ‖∇f‖ is over the
 * tolerance. The last three are said of a run that goes on, and are taken back when no longer so.
 */
#define DIVERGED_AT     1e30
#define CYCLE_TOLERANCE 1e-10
#define CYCLE_ROUNDING  0x1p-50 /* four times DBL_EPSILON */
#define RUN_COASTS      4       /* gradient descent at its limit η·λ = 2 comes to 2 */
enum { CYCLE_STEPS = 6 };

struct run_spec { /* what a scene says of a run; values parallel to the plug-ins' params */
    char name[RUN_NAME_MAX];
    int line; /* of the scene file, 0: none */
    const struct optimizer_kind *optimizer;
    const struct clip_kind *clip;
    double lr;
    struct value opt_values[PARAMS_MAX], clip_values[PARAMS_MAX];
    struct value rate_values[RATE_PARAMS]; /* the schedule of lr; not given: constant */
    struct value bad_values[BAD_PARAMS];   /* a bad batch; not given: none */
    struct value start; /* given: this run's own start instead of the problem's */
};

struct probe_spec {
    uint64_t every;   /* measure at every N-th step; 0 never */
    int points;       /* of the step at which the path ratio looks: s = 1/points .. 1; the largest
                         counts. 1 (or 0): its end alone, whose gradient is needed anyway (and costs
                         an evaluation more where mini-batches change) */
    double tolerance; /* ‖∇f‖ at or below is converged; default 1e-6 */
    uint64_t test;    /* an exam (exam.h) at every N-th step; 0 never; where there are data */
    bool random;      /* measure curvature in a random direction too (probe_random) */
    bool layers;      /* measure curvature layer by layer too (layer_cloud.h) */
    uint64_t seed;    /* of that direction */
    double piece;     /* parameters times samples of an exam at one step; 0: EXAM_PIECE */
};

/* path_ratio is the largest of ‖∇f(θ + s d) − ∇f(θ)‖ / ‖s d‖ over the probe's points of the update
 * d (Zhang et al. 2020, section 5); sharpness the top eigenvalue of the Hessian at θ. */
struct row {
    uint64_t step;
    enum run_status status;
    bool skipped; /* the clip rule lets no step be made of this gradient (clip_call.skipped) */
    double loss, grad_norm, clip_factor, step_norm, lr, gamma, path_ratio,
        sharpness;          /* NAN: not measured; lr and gamma: the rules have none. gamma is
                                 the threshold of this update, which some rules work out themselves */
    double random, written; /* probe_random's two; NAN: not measured */
    double right;           /* share of right answers in the mini-batch; NAN: not counted */
};

/* What can be turned. */
struct knobs {
    double lr, rate[RATE_PARAMS], bad[BAD_PARAMS], opt[PARAMS_MAX], clip[PARAMS_MAX];
};

/* Parameters that can be turned besides lr: of the schedule, of a bad batch, of the optimizer and
 * of the clip rule. Who goes through a run's settings goes through these, in this order. */
struct knob_group {
    const struct param *params;
    int n;
    size_t of_run, of_spec; /* offsets of their values: in struct knobs, in struct run_spec */
};
enum { KNOB_GROUPS = 4, KNOBS_MAX = RATE_PARAMS + BAD_PARAMS + 2 * PARAMS_MAX };
/* A rule that is NULL has none (n is 0), and an optimizer without lr has no schedule. */
void knob_groups(const struct optimizer_kind *o, const struct clip_kind *c,
                 struct knob_group out[KNOB_GROUPS]);
double *knob_par(struct knobs *k, const struct knob_group *g);
struct value *knob_values(struct run_spec *spec, const struct knob_group *g);
/* Their names, and lr's before where it is taken: KNOBS_MAX + 1 at most. Returns how many. */
int knob_names(const struct optimizer_kind *o, const struct clip_kind *c, const char **names);
/* The one of that name, lr among them; NULL if missing. *of: its group, params NULL of lr. */
const struct param *knob_param(const struct optimizer_kind *o, const struct clip_kind *c,
                               const char *name, struct knob_group *of);

/* What a run has counted and noted on its way, besides its rows. */
struct notes {
    uint64_t status_step; /* at which now.status was first seen */
    uint64_t evals, probe_evals;
    uint64_t clipped_steps, skipped_steps; /* clipped: clip_factor < 1, and not skipped */
    struct bad_trail bad;
    double best_loss;
    double curvature;        /* newest measured, */
    uint64_t curvature_step; /* and where */
    double eigvec[2];        /* of the top eigenvalue in two dimensions */
    double reach;            /* no less than ‖θ‖ */
    int cycle_count;
};

struct power;

/* The step that is being made, in slices. Until it is whole the run is in all that can be seen of
 * it as the step before has left it. */
enum step_stage {
    STEP_NONE,      /* not begun */
    STEP_EVAL,      /* the new point is known, not its loss */
    STEP_CURVATURE, /* the sharpness at the new point is being measured */
    STEP_RANDOM,    /* the curvature in a random direction is due there */
    STEP_LAYERS,    /* the curvature of the next layer is */
    STEP_PATH,      /* the path ratio of the update is */
    STEP_EXAM,      /* a piece of an exam at the new point is due */
    STEP_READY      /* all is known: run_commit */
};
struct coming {
    bool proposed; /* d, clipped, next_state and now's fields of the update are those of the coming
                      update */
    enum step_stage stage;
    bool first, moved;          /* it is step 0; any parameter changed */
    bool lost;                  /* its loss or gradient is not finite */
    bool under_way;             /* an evaluation or product was begun and has parts left */
    bool measuring, multiplied; /* power iteration: it was started; its product is made */
    double *x, *g;     /* the new point and its gradient, in places that hold nothing else */
    double norm;       /* of g, where its evaluation in parts has told it; else NAN */
    struct row row;    /* of the new point */
    double path_ratio; /* of the update: the largest so far */
    int point;         /* of the path: the next to be looked at */
    int cycle_count;   /* as in notes */
    double reach;      /* likewise */
    double eigvec[2];  /* likewise */
    struct exam exam;  /* the run's after this step; scored: it has brought a score */
    bool scored;
    uint64_t probe_evals;                  /* of this step, those of the update among them */
    uint64_t propose_evals, propose_grads; /* made to come to the update: products, gradients */
    uint64_t grads;                        /* gradients of the update that led to the new point */
};

/* checkpoint.c keeps what makes a run go on to the bit: knobs, now, last and notes as they are, and
 * of the vectors and what is made apart those that it names. */
struct run {
    char name[RUN_NAME_MAX];
    const struct problem *problem;
    void *work; /* of stepping alone: between the slices of a step it holds what that needs */
    void *look; /* for those who only look: the race's, NULL of a run outside of one */
    const struct optimizer_kind *optimizer;
    const struct clip_kind *clip;
    struct knobs knobs;
    int gamma_index; /* of "gamma" in clip->params, -1 if none */
    struct probe_spec probe;

    int dim;
    double *x, *g;                     /* parameters and raw gradient at the current step */
    double *start;                     /* where restart goes */
    double *x_back, *x_back2, *g_back; /* at step-1, step-2 (for two-cycles and the path ratio) */
    double *d, *clipped;               /* the update, once settled and not yet begun; scratch */
    double *between, *g_between;       /* scratch of probes: a point and its gradient */
    double *part;       /* scratch of a clip rule that looks at parts of the draw; else NULL */
    double *opt_state;  /* of the optimizer, then of the clip rule */
    double *next_state; /* the same after the coming update */
    size_t n_opt_state, n_clip_state;
    double *memory; /* the one allocation all of the above are dealt from */
    bool sliced;    /* a step takes long enough to be made in slices */
    int n_blocks;
    struct clip_block *blocks; /* the problem's, one of all parameters where it names none */
    int n_tensors;             /* likewise; 0 where it names none */
    struct clip_block *tensors;
    struct optimizer_tensor *shapes, *players; /* of the tensors, of the blocks */
    const double *at; /* where parts of the draw are evaluated: x, or where the optimizer looks */
    double *scratch;  /* of the optimizer */
    struct clip_call
        clip_call; /* as every step calls the rules, in what stays the same; made once, */
    struct optimizer_call call; /* since to fill them in costs more than most rules take */
    double near_loss;           /* a loss at or below it is near the infimum */

    struct row now; /* row of the current step; its update fields are a preview after run_settle */
    struct row
        last; /* row of the step before, complete; last.step + 1 == now.step, or no step yet */
    struct notes notes;
    struct power *power;        /* over PROBE_DENSE_MAX parameters, where probed; else NULL */
    struct exam *exam;          /* NULL where none is asked for */
    struct layer_cloud *layers; /* likewise; of problems with two layers or more */
    struct monitor *monitor;    /* of the updates made */
    struct coming coming;
    struct trace trace;
};

/* What a run takes of memory, about, before it is made. */
double run_memory(const struct problem *p, const struct run_spec *spec);
/* Makes a run at step 0, evaluated and settled. The problem must outlive it. */
void run_init(struct run *r, const struct problem *p, const struct run_spec *spec,
              const struct probe_spec *probe);
void run_release(struct run *r);

/* Back to step 0 at r->start with empty trace and the knobs as they are now. */
void run_restart(struct run *r);
/* Sets the start (dim entries) and restarts. */
void run_start_at(struct run *r, const double *x);

/* One update, or the rest of one that was begun in slices; nothing once diverged. Returns whether
 * it stepped. Does not allocate. */
bool run_step(struct run *r);

/* The same a unit of work at a time, for runs that have not diverged: each slice makes one
 * evaluation or Hessian-vector product of the coming step, or one operation of it where the problem
 * has parts (problem.h; rules that look at parts of the draw look at all of them in the first), all
 * products of a Hessian small enough to be written down (lab/probe.h), or one piece of an exam; of
 * a problem as small as that without parts, all of the step. True once all is done; run_commit then
 * makes the step, which is that of run_step to the bit. In between nothing has changed for those
 * who look, who must not use r->work. Allocates nothing. */
bool run_slice(struct run *r);
void run_commit(struct run *r);
/* Forgets the slices made: what they began from is about to change. */
void run_drop(struct run *r);
/* The row of the current step as it will be once its update is made, which stays undone: to all who
 * look r is as it was. Costs a step. */
struct row run_row(struct run *r);

/* Computes what the next update will be (clip_factor, step_norm into now) without doing it. Called
 * once after stepping or turning a knob and before anyone looks; costs no evaluation (of rules that
 * look at parts of the draw, as much as one), and nothing where it is known already. */
void run_settle(struct run *r);

/* Turns a knob; takes effect at the next step and leaves a mark in the trace, unless that is
 * the first. name is "lr" (where
 * the optimizer uses it), "gamma" or any parameter of the run's optimizer or clip rule. false: no
 * such knob, or value is out of its range, and nothing changed. */
bool run_set(struct run *r, const char *name, double value);
bool run_get(const struct run *r, const char *name, double *value);
const struct param *run_param(const struct run *r, const char *name);
/* A value of that knob (NULL: of none), by its word where it has words; else in so many digits.
 * Into buf or not: what is returned holds. */
const char *run_knob_text(const struct run *r, const char *name, double value, int digits,
                          char *buf, size_t size);

/* The knob; NAN where the rule has none. */
static inline double run_gamma(const struct run *r)
{
    return r->gamma_index >= 0 ? r->knobs.clip[r->gamma_index] : NAN;
}

/* The learning rate of the coming update, by its schedule, and the threshold as the rule worked it
 * out last: for the coming update where r is settled. NAN if missing. */
double run_rate(const struct run *r);
/* What η·factor·λ has to be under on a quadratic, NAN where that is not known: 2, with momentum μ
 * 2(1 + μ). */
double run_limit(const struct run *r);
/* What the loss of the coming step is multiplied with, of rules that scale it; NAN of others. */
double run_loss_scale(const struct run *r);
double run_threshold(const struct run *r);
bool run_scheduled(const struct run *r); /* lr or γ changes with the step by itself */

/* The newest λ measured, and how many steps ago that was; NAN if missing, and of a run
 * that has diverged. */
double run_curvature(const struct run *r, uint64_t *ago);

/* The parameter table of `lr`, which every run has. */
#define RUN_LR_MAX 1e6
extern const struct param run_lr_param;

/* The newest score, of the step it says; score_none before the first. */
struct score run_score(const struct run *r);

#endif
