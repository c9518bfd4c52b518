/* The parts of a run, for its files alone. */
#ifndef LAB_RUN_PARTS_H
#define LAB_RUN_PARTS_H

#include <math.h>

#include "base/vec.h"
#include "lab/run.h"

/* One dimension needs no square root; it is where millions of steps a second are wanted. */
static inline double run_norm(const double *v, int n)
{
    return n == 1 ? fabs(v[0]) : vec_norm(v, n);
}

static inline double run_distance(const double *v, const double *w, int n)
{
    return n == 1 ? fabs(v[0] - w[0]) : vec_distance(v, w, n);
}

static inline int run_path_points(const struct run *r)
{
    return r->probe.points > 1 ? r->probe.points : 1;
}

/* propose.c */
void step_calls(struct run *r);   /* fills r->clip_call and r->call; all else of r is there */
void step_propose(struct run *r); /* the coming update, unless it is known */
/* The same, and the point it leads to into `to`. Returns whether that is another one. */
bool step_point(struct run *r, double *to);

/* stretches.c: a long update that nobody has asked for is made a stretch at a time. */
static inline bool step_by_stretches(const struct run *r)
{
    return r->dim >= VEC_LONG && r->optimizer->along;
}
/* A stretch of the update is in the cache when it is added and squared, and so is one of the
 * gradient when it is multiplied with the clip factor: r->d and r->clipped hold no more than that.
 * As step_point. */
bool step_stretches(struct run *r, double *to);

/* step.c */
void step_first(struct run *r); /* begins step 0, at r->start, for run_slice to go on with */
void row_open(struct row *row, uint64_t step, enum run_status status);
bool step_part(struct run *r, const double *x, uint64_t draw, const double *v, double *out,
               double *loss);

/* Loss (into *loss) and gradient at x, or, where v is not NULL, the Hessian's product with it, into
 * out: a part at a call where the problem has parts (problem.h). True once all is there; until then
 * with the same arguments. Inline for those who have none. */
static inline bool step_work(struct run *r, const double *x, uint64_t draw, const double *v,
                             double *out, double *loss)
{
    const struct problem *p = r->problem;
    if (p->kind->begin)
        return step_part(r, x, draw, v, out, loss);
    if (v)
        p->kind->hess_vec(p, r->work, x, draw, v, out);
    else
        *loss = problem_eval(p, r->work, x, draw, out);
    return true;
}

/* measure.c: a slice of the coming step's present stage after STEP_EVAL. Returns whether it is
 * over. */
bool measure_slice(struct run *r);

#endif
