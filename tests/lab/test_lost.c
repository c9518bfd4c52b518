/* Where runs are lost: on losses made for it. */
#include <math.h>

#include "setup.h"

static double nan_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                       double *g)
{
    (void)work;
    (void)draw;
    double f = 0;
    for (int i = 0; i < p->dim; i++) {
        g[i] = x[i] < 0 ? NAN : 1;
        f += x[i];
    }
    return f; /* a loss that stays finite while the gradient does not */
}
static void nan_hess(const struct problem *p, void *work, const double *x, uint64_t draw,
                     const double *v, double *out)
{
    (void)work;
    (void)x;
    (void)draw;
    for (int i = 0; i < p->dim; i++)
        out[i] = v[i];
}
static const struct problem_kind nan_kind = {
    .name = "nan", .dim = 3, .eval = nan_eval, .hess_vec = nan_hess};

static void nan_in_the_gradient_alone(void)
{
    static const struct block layers[] = {{"a", 0, 1, 0}, {"b", 1, 2, 0}};
    struct problem p = {.kind = &nan_kind,
                        .dim = 3,
                        .start = {1, 1, 0.25},
                        .infimum = NAN,
                        .n_blocks = 2,
                        .blocks = layers};
    struct run r;
    setup_run(&r, &p, "gd", "none", 0.1, 0, 1);
    CU_ASSERT(r.n_blocks == 2 && r.blocks[1].first == 1 && r.blocks[1].count == 2);
    setup_steps(&r, 10);
    CU_ASSERT(r.now.status == RUN_DIVERGED && r.now.step == 3 && isfinite(r.now.loss));
    run_release(&r);
}

/* Always one way, or, where the loss is drawn, to and fro. */
static double slope_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                         double *g)
{
    (void)work;
    double sign = p->batched && draw % 2 ? -1 : 1;
    for (int i = 0; i < p->dim; i++)
        g[i] = sign;
    return sign * x[0];
}
static const struct problem_kind slope_kind = {
    .name = "slope", .dim = 4, .eval = slope_eval, .hess_vec = nan_hess};

/* How far a run has gone is bounded by the steps it made; where it went to and fro that says too
 * much, and it is looked at. */
static void lost_where_it_is_out_of_reach(void)
{
    struct problem p = {.kind = &slope_kind, .dim = 4, .start = {1, 1, 1, 1}, .infimum = NAN};
    struct run r;
    setup_run(&r, &p, "gd", "none", 1e28, 0, 0);
    setup_steps(&r, 200); /* 2e28 a step: the fiftieth is at 1e30, where rounding decides */
    CU_ASSERT(r.now.status == RUN_DIVERGED && (r.now.step == 50 || r.now.step == 51));
    run_release(&r);
    p.batched = true;
    setup_run(&r, &p, "gd", "none", 1e28, 0, 0);
    setup_steps(&r, 2001);
    CU_ASSERT(r.now.step == 2001 && r.now.status != RUN_DIVERGED);
    CHECK_NEAR(r.x[3], -1e28, 1e-12);
    CHECK_NEAR(r.last.step_norm, 2e28, 1e-12);
    r.knobs.lr = 6e29;
    run_step(&r);
    CU_ASSERT(r.now.status == RUN_DIVERGED);
    run_release(&r);
}

static const struct check checks[] = {
    {"a NaN in the gradient alone", nan_in_the_gradient_alone},
    {"lost where it is out of reach", lost_where_it_is_out_of_reach},
    {NULL, NULL},
};

int main(void)
{
    return check_main("lost", checks);
}
