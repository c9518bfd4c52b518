/* Gradients that are not finite: what each rule makes of them is what becomes of the run. */
#include "insight_say.h"
#include "race_setup.h"
#include "setup.h"

/* 12θ¹¹ at 1e28 is infinite: the gradient itself is. */
static void an_infinite_gradient(void)
{
    static const struct {
        const char *run;
        enum run_status status;
        double x;
    } want[] = {
        {"hard", RUN_DIVERGED, 1e28}, {"torch", RUN_DIVERGED, 1e28}, {"optax", RUN_DIVERGED, 1e28},
        {"tf", RUN_DIVERGED, 1e28},   {"f32", RUN_DIVERGED, 1e28},   {"soft", RUN_DIVERGED, 1e28},
        {"value", RUN_STALLED, 1e28}, {"amp", RUN_STALLED, 1e28},
    };
    struct race *race = race_of("problem: { kind: power, power: 12, start: 1e28 }\n"
                                "runs:\n"
                                "  hard: { lr: 0.1, clip: hard, gamma: 1 }\n"
                                "  torch: { lr: 0.1, clip: torch, gamma: 1 }\n"
                                "  optax: { lr: 0.1, clip: optax, gamma: 1 }\n"
                                "  tf: { lr: 0.1, clip: tensorflow, gamma: 1 }\n"
                                "  f32: { lr: 0.1, clip: float32-norm, gamma: 1 }\n"
                                "  soft: { lr: 0.1, clip: soft, gamma: 1 }\n"
                                "  value: { lr: 0.1, clip: by-value, gamma: 1 }\n"
                                "  amp: { lr: 0.1, clip: mixed-precision, gamma: 1 }\n");
    char said[300];
    for (int i = 0; i < race->n; i++) {
        struct run *r = &race->run[i];
        bool gone = want[i].status == RUN_DIVERGED;
        CHECK_TEXT(r->name, want[i].run);
        CU_ASSERT(isinf(r->now.grad_norm) && isinf(r->now.loss));
        CU_ASSERT(r->now.status == (gone ? RUN_DIVERGED : RUN_RUNNING) && r->now.step == 0);
        insight_say(race, r, said, sizeof said);
        CU_ASSERT(strstr(said, "after a step") == NULL && strstr(said, "nan") == NULL);
        CU_ASSERT(strstr(said, gone ? "diverged at step 0" : "inf") != NULL);
        setup_steps(r, 3);
        CU_ASSERT(r->now.status == want[i].status && r->x[0] == want[i].x);
        CU_ASSERT_EQUAL(r->now.step, gone ? 0 : 3);
    }
    CU_ASSERT(race->run[1].now.clip_factor == 0 && isnan(race->run[3].now.clip_factor));
    CU_ASSERT_EQUAL(race->run[7].notes.skipped_steps, 3);
    race_drop(race);
}

static double steep_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                         double *g)
{
    (void)p, (void)work, (void)draw;
    if (g)
        g[0] = g[1] = 1.5e308;
    return 1e-9 * (x[0] + x[1]);
}

/* Both entries are finite, their norm is not: torch and Optax make a step of 0 of it, TensorFlow
 * and the plain rule NaN; who skips stays; who looks at components goes on. */
static void an_infinite_norm(void)
{
    static const struct problem_kind steep = {.name = "steep", .dim = 2, .eval = steep_eval};
    static const struct {
        const char *clip;
        enum run_status status;
        double x;
    } want[] = {
        {"hard", RUN_DIVERGED, 1},           {"torch", RUN_STALLED, 1},
        {"optax", RUN_STALLED, 1},           {"tensorflow", RUN_DIVERGED, 1},
        {"guarded", RUN_DIVERGED, 1},        {"float32-norm", RUN_STALLED, 1},
        {"by-value", RUN_RUNNING, 0.8},      {"skip-over", RUN_STALLED, 1},
        {"mixed-precision", RUN_STALLED, 1}, {"none", RUN_DIVERGED, 1},
    };
    struct problem p = {.kind = &steep, .dim = 2, .start = {1, 1}, .infimum = NAN};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        struct run r;
        setup_run(&r, &p, "gd", want[i].clip, 0.1, 1, 0);
        CU_ASSERT(isfinite(r.g[0]) && isinf(r.now.grad_norm));
        setup_steps(&r, 2);
        if (r.now.status != want[i].status)
            printf("\n%s: %s\n", want[i].clip, run_status_names[r.now.status]);
        CU_ASSERT_EQUAL(r.now.status, want[i].status);
        CHECK_NEAR(r.x[0], want[i].x, 1e-12);
        CU_ASSERT(r.notes.skipped_steps == (r.clip->skips ? 2 : 0));
        run_release(&r);
    }
}

/* A loss that alone is infinite ends no run: what counts is the step. */
static void an_infinite_loss(void)
{
    struct race *race = race_of("problem: { kind: power, power: 64, start: 66000 }\n"
                                "runs:\n"
                                "  none: { lr: 0.1 }\n"
                                "  hard: { lr: 10, clip: hard, gamma: 600 }\n"
                                "probe: { every: 0 }\n");
    struct run *none = &race->run[0], *hard = &race->run[1];
    CU_ASSERT(isinf(none->now.loss) && isfinite(none->now.grad_norm));
    CU_ASSERT(none->now.status == RUN_DIVERGED && hard->now.status == RUN_RUNNING);
    setup_steps(hard, 3);
    CU_ASSERT(hard->now.status == RUN_RUNNING && isfinite(hard->now.loss));
    CHECK_NEAR(hard->x[0], 48000, 1e-12);
    race_drop(race);
}

/* A step that overshot came before it, but it is the bad gradient that ends the run. */
static void a_bad_gradient(void)
{
    struct race *race = race_of("problem: { kind: power, power: 4, start: 5 }\n"
                                "runs:\n"
                                "  nan: { lr: 0.01, bad-step: 1, bad: nan }\n"
                                "  far: { lr: 0.1 }\n");
    char said[300];
    race_advance(race, 20);
    race_settle(race);
    CU_ASSERT(race->run[0].now.status == RUN_DIVERGED && race->run[0].notes.status_step == 1);
    CU_ASSERT(race->run[0].last.lr * race->run[0].last.sharpness > 2);
    insight_say(race, &race->run[0], said, sizeof said);
    CU_ASSERT(strstr(said, "‖∇f‖ = nan") != NULL && strstr(said, "overshot") == NULL);
    CU_ASSERT(race->run[1].now.status == RUN_DIVERGED);
    race_drop(race);
}

/* Every step rule on every clip rule comes back from it, with a status that the point bears out. */
static void every_pair(void)
{
    int gone = 0, goes = 0;
    for (int o = 0; optimizer_kinds[o]; o++)
        for (int c = 0; clip_kinds[c]; c++)
            for (int far = 0; far < 2; far++) {
                struct problem p;
                struct run r;
                const char *kind = far ? "power" : "reciprocal"; /* ∞, and outside: ∞ and NaN */
                double start = far ? 1e120 : 1;
                if (far)
                    start = 1e29;
                setup_problem(&p, kind, far ? "power" : NULL, 12, 1, &start);
                setup_run(&r, &p, optimizer_kinds[o]->name, clip_kinds[c]->name, 0.1, 1, 1);
                if (!far) {
                    double outside = -1;
                    run_start_at(&r, &outside);
                }
                setup_steps(&r, 4);
                CU_ASSERT(r.now.status == RUN_DIVERGED || (r.now.step == 4 && isfinite(r.x[0])));
                gone += r.now.status == RUN_DIVERGED;
                goes += r.now.status != RUN_DIVERGED;
                run_release(&r);
                problem_close(&p);
            }
    CU_ASSERT(gone > 100 && goes > 10);
}

/* With velocity through the minimum: ‖∇f‖ is under the tolerance there, and the run is not at rest.
 * From 1, with μ = 1 − 1e-4 and η = 1 at steps of the lattice, it passes 0 closely. */
static void passing_is_no_convergence(void)
{
    struct problem p;
    struct run r;
    double start[2] = {1, 0};
    int under = 0;
    setup_problem(&p, "quadratic", "a", 1, 2, start);
    setup_run(&r, &p, "momentum", "none", 1e-4, 0, 1);
    CU_ASSERT_FATAL(run_set(&r, "momentum", 0.999));
    run_restart(&r);
    r.probe.tolerance = 1e-2;
    run_restart(&r);
    while (r.now.step < 20000 && r.now.status != RUN_CONVERGED) {
        bool flat = r.now.grad_norm <= r.probe.tolerance;
        under += flat;
        run_step(&r);
    }
    CU_ASSERT(under > 3); /* it was under it, and passed */
    CU_ASSERT(r.now.status == RUN_CONVERGED);
    uint64_t at = r.now.step;
    for (int t = 0; t < 500; t++) {
        run_step(&r);
        CU_ASSERT(r.now.grad_norm <= (1 + RUN_COASTS) * r.probe.tolerance);
    }
    CU_ASSERT(at > 100);
    run_release(&r);
    problem_close(&p);
}

/* θ ← −(1 ∓ 2e-10)θ shrinks or grows, if slowly: no cycle; θ ← −θ is one. */
static void nearly_a_cycle(void)
{
    static const double off[] = {1e-10, -1e-10, 0};
    for (int i = 0; i < 3; i++) {
        struct problem p;
        struct run r;
        double start[2] = {1, 0};
        setup_problem(&p, "quadratic", "a", 1, 2, start);
        setup_run(&r, &p, "gd", "none", 2 * (1 - off[i]), 0, 1);
        setup_steps(&r, 100);
        CU_ASSERT_EQUAL(r.now.status, off[i] != 0 ? RUN_RUNNING : RUN_CYCLING);
        run_release(&r);
        problem_close(&p);
    }
}

static const struct check checks[] = {
    {"an infinite gradient", an_infinite_gradient},
    {"an infinite norm", an_infinite_norm},
    {"an infinite loss", an_infinite_loss},
    {"a bad gradient", a_bad_gradient},
    {"every pair", every_pair},
    {"passing is no convergence", passing_is_no_convergence},
    {"nearly a cycle", nearly_a_cycle},
    {NULL, NULL},
};

int main(void)
{
    return check_main("infinite", checks);
}
