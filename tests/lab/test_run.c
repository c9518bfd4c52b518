/* A run: its rows, its probes, its knobs, looking without touching. */
#include <string.h>

#include "base/memory.h"
#include "setup.h"

static void rows(void)
{
    struct problem p;
    struct run r;
    setup_quartic(&p, 5);
    setup_run(&r, &p, "gd", "hard", 0.1, 1, 1);
    CU_ASSERT(r.now.step == 0 && r.notes.evals == 1 && r.now.status == RUN_RUNNING);
    CU_ASSERT(r.last.step + 1 == r.now.step);
    CHECK_NEAR(r.now.clip_factor, 1 / 500.0, 1e-15); /* settled: what the next update will be */
    CHECK_NEAR(r.now.step_norm, 0.1, 1e-15);
    CU_ASSERT(isnan(r.now.path_ratio)); /* not before it is made */
    CU_ASSERT(run_step(&r));
    CU_ASSERT(r.last.step == 0 && r.now.step == 1 && r.notes.evals == 2);
    CU_ASSERT(r.last.loss == 625 && r.last.grad_norm == 500 && r.last.sharpness == 300);
    CHECK_NEAR(r.last.clip_factor, 1 / 500.0, 1e-15);
    CHECK_NEAR(r.last.step_norm, 0.1, 1e-15);
    CHECK_NEAR(r.last.path_ratio, (500 - 4 * 4.9 * 4.9 * 4.9) / 0.1, 1e-12);
    CU_ASSERT(r.last.lr == 0.1 && r.last.gamma == 1);
    CHECK_NEAR(r.now.loss, 576.4801, 1e-12);
    CHECK_NEAR(r.now.sharpness, 12 * 4.9 * 4.9, 1e-12);
    CU_ASSERT(isnan(r.now.clip_factor) && isnan(r.now.step_norm) && isnan(r.now.path_ratio));
    CU_ASSERT(r.notes.curvature == r.now.sharpness && r.notes.best_loss == r.now.loss);
    CU_ASSERT(r.trace.n == 2 && r.trace.bucket[0].ratio == r.last.path_ratio);
    CU_ASSERT(r.trace.bucket[0].clip == r.last.clip_factor && isnan(r.trace.bucket[1].clip));
    CU_ASSERT(r.trace.bucket[1].loss == r.now.loss && r.trace.bucket[1].x[0] == r.x[0]);
    CU_ASSERT(r.notes.clipped_steps == 1);
    run_release(&r);
    problem_close(&p);
}

/* Downhill on θ⁴ the curvature is largest where the step begins, so the first point counts. */
static void path_ratio_over_points(void)
{
    struct problem p;
    struct run r;
    struct run_spec spec;
    struct probe_spec probe = {.every = 1, .points = 4, .tolerance = 1e-6};
    setup_quartic(&p, 5);
    setup_spec(&spec, "gd", "hard", 1, 1);
    run_init(&r, &p, &spec, &probe);
    uint64_t probes = r.notes.probe_evals;
    run_step(&r);
    CHECK_NEAR(r.last.path_ratio, (500 - 4 * pow(4.75, 3)) / 0.25, 1e-12);
    CU_ASSERT(r.notes.evals == 2 && r.notes.probe_evals == probes + 4); /* three points and f'' */
    run_release(&r);
    problem_close(&p);
}

static void probing_every_third(void)
{
    struct problem p;
    struct run r;
    setup_quartic(&p, 5);
    setup_run(&r, &p, "gd", "soft", 0.1, 1, 3);
    for (uint64_t i = 0; i < 20; i++) {
        CU_ASSERT(isnan(r.now.sharpness) == (i % 3 != 0));
        CU_ASSERT(!isnan(r.notes.curvature));
        run_step(&r);
        CU_ASSERT(isnan(r.last.path_ratio) == (i % 3 != 0));
    }
    CU_ASSERT(r.notes.probe_evals == 7);
    run_release(&r);
    setup_run(&r, &p, "gd", "soft", 0.1, 1, 0);
    setup_steps(&r, 20);
    CU_ASSERT(r.notes.probe_evals == 0 && isnan(r.last.path_ratio) && isnan(r.now.sharpness));
    run_release(&r);
    problem_close(&p);
}

/* An optimizer and a clip rule that remember, to see that looking does not make them. */
static void heavy_step(const double *par, double *state, const struct optimizer_call *c)
{
    (void)par;
    for (int i = 0; i < c->dim; i++) {
        state[i] = 0.9 * state[i] + c->g[i];
        c->d[i] = -c->lr * state[i];
    }
}
static const struct optimizer_kind heavy = {
    .name = "heavy", .uses_lr = true, .state = {.each = 1}, .step = heavy_step};

static double fading_apply(const double *par, double *state, const struct clip_call *c)
{
    (void)par;
    state[0] += 1;
    for (int i = 0; i < c->dim; i++)
        c->out[i] = c->g[i] / state[0];
    return 1 / state[0];
}
static const struct clip_kind fading = {
    .name = "fading", .state = {.each = 1}, .apply = fading_apply};

static void looking_changes_nothing(void)
{
    struct problem p;
    struct run seen, unseen;
    struct run_spec spec;
    struct probe_spec probe = {.every = 2, .points = 3, .tolerance = 1e-6};
    setup_problem(&p, "product", NULL, 0, 0, NULL);
    for (int newton = 0; newton < 2; newton++) {
        setup_spec(&spec, newton ? "newton" : "gd", "none", 0.01, 1);
        if (!newton)
            spec.optimizer = &heavy, spec.clip = &fading;
        run_init(&seen, &p, &spec, &probe);
        run_init(&unseen, &p, &spec, &probe);
        for (int i = 0; i < 50; i++) {
            run_settle(&seen);
            run_settle(&seen);
            double factor = seen.now.clip_factor, length = seen.now.step_norm;
            run_step(&seen);
            run_step(&unseen);
            CU_ASSERT(seen.last.clip_factor == factor && seen.last.step_norm == length);
            CU_ASSERT(seen.x[0] == unseen.x[0] && seen.x[1] == unseen.x[1]);
            CU_ASSERT(seen.notes.evals == unseen.notes.evals &&
                      seen.notes.probe_evals == unseen.notes.probe_evals);
            CU_ASSERT(seen.now.loss == unseen.now.loss);
        }
        CU_ASSERT(seen.x[0] != p.start[0] && seen.notes.evals == 51);
        run_release(&seen);
        run_release(&unseen);
    }
    problem_close(&p);
}

enum { LONG_DIM = 5003 };
static void long_init(const struct problem *p, double *x)
{
    for (int i = 0; i < p->dim; i++)
        x[i] = sin(i);
}
static double long_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                        double *g)
{
    (void)work;
    (void)draw;
    double f = 0;
    for (int i = 0; i < p->dim; i++) {
        g[i] = (1 + i % 7) * x[i];
        f += g[i] * x[i] / 2;
    }
    return f;
}
static const struct problem_kind long_kind = {
    .name = "long", .dim = LONG_DIM, .eval = long_eval, .init = long_init};

/* Many parameters are moved in stretches where nobody has looked at the update before. */
static void looking_changes_nothing_of_long_runs(void)
{
    static const char *const rules[][2] = {
        {"gd", "none"}, {"gd", "hard"}, {"polyak", "soft"}, {"momentum", "none"}};
    struct problem p = {.kind = &long_kind, .dim = LONG_DIM, .infimum = 0};
    struct probe_spec probe = {.tolerance = 1e-6};
    for (size_t k = 0; k < sizeof rules / sizeof rules[0]; k++) {
        struct run seen, unseen;
        struct run_spec spec;
        setup_spec(&spec, rules[k][0], rules[k][1], 0.1, 3);
        run_init(&seen, &p, &spec, &probe);
        run_init(&unseen, &p, &spec, &probe);
        for (int i = 0; i < 20; i++) {
            run_settle(&seen);
            run_step(&seen);
            run_step(&unseen);
            CU_ASSERT(memcmp(seen.x, unseen.x, sizeof(double[LONG_DIM])) == 0);
            CU_ASSERT(seen.last.step_norm == unseen.last.step_norm && seen.last.step_norm > 0);
        }
        run_settle(&seen);
        run_settle(&unseen);
        CU_ASSERT(memcmp(seen.d, unseen.d, sizeof(double[LONG_DIM])) == 0);
        CU_ASSERT(seen.now.loss == unseen.now.loss && seen.now.loss < 0.9 * LONG_DIM);
        unseen.knobs.lr = seen.knobs.lr = INFINITY; /* no sum of squares tells that length */
        run_settle(&seen);
        run_step(&seen);
        run_step(&unseen);
        CU_ASSERT(seen.now.status == unseen.now.status);
        CU_ASSERT(memcmp(&seen.last.step_norm, &unseen.last.step_norm, sizeof(double)) == 0);
        run_release(&seen);
        run_release(&unseen);
    }
}

static double batch_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                         double *g)
{
    (void)work;
    double f = 0;
    for (int i = 0; i < p->dim; i++) {
        g[i] = (1 + (double)draw) * x[i];
        f += 0.5 * g[i] * x[i];
    }
    return f;
}
static void batch_hess(const struct problem *p, void *work, const double *x, uint64_t draw,
                       const double *v, double *out)
{
    (void)work;
    (void)x;
    for (int i = 0; i < p->dim; i++)
        out[i] = (1 + (double)draw) * v[i];
}
static const struct problem_kind batch_kind = {
    .name = "batch", .dim = 2, .eval = batch_eval, .hess_vec = batch_hess};

/* Where every step draws another mini-batch, curvature is that of one batch, not the difference of
 * two: the path ratio at step t compares gradients of draw t alone. */
static void curvature_of_one_batch(void)
{
    struct problem p = {
        .kind = &batch_kind, .dim = 2, .start = {1, 2}, .infimum = NAN, .batched = true};
    for (int points = 1; points <= 3; points++) {
        struct run r;
        struct run_spec spec;
        struct probe_spec probe = {.every = 1, .points = points, .tolerance = 1e-6};
        setup_spec(&spec, "gd", "none", 1e-3, 0);
        run_init(&r, &p, &spec, &probe);
        for (int t = 0; t < 20; t++) {
            CHECK_NEAR(r.now.sharpness, 1 + t, 1e-12);
            uint64_t probes = r.notes.probe_evals;
            run_step(&r);
            CHECK_NEAR(r.last.path_ratio, 1 + t, 1e-9);
            CU_ASSERT(r.notes.probe_evals == probes + 2 + (uint64_t)points);
        }
        CU_ASSERT(r.notes.evals == 21);
        run_release(&r);
    }
}

static void restart_forgets(void)
{
    struct problem p = {.kind = &batch_kind, .dim = 2, .start = {1, 2}, .infimum = 0};
    struct run fresh, again;
    struct run_spec spec;
    struct probe_spec probe = {.every = 1, .points = 1, .tolerance = 1e-6};
    setup_spec(&spec, "gd", "none", 1e-3, 0);
    spec.optimizer = &heavy, spec.clip = &fading;
    run_init(&fresh, &p, &spec, &probe);
    run_init(&again, &p, &spec, &probe);
    setup_steps(&again, 17);
    run_restart(&again);
    CU_ASSERT(again.now.step == 0 && again.notes.evals == 1 && again.notes.clipped_steps == 0);
    for (int t = 0; t < 10; t++) {
        run_step(&fresh);
        run_step(&again);
        CU_ASSERT(fresh.x[0] == again.x[0] && fresh.x[1] == again.x[1] && fresh.x[1] != 2);
        CU_ASSERT(fresh.now.loss == again.now.loss &&
                  fresh.notes.best_loss == again.notes.best_loss);
    }
    CU_ASSERT(fresh.notes.clipped_steps == 9); /* the first factor is 1 */
    run_release(&fresh);
    run_release(&again);
}

static void knobs(void)
{
    struct problem p;
    struct run r;
    double v = 0;
    setup_quartic(&p, 5);
    setup_run(&r, &p, "gd", "hard", 0.1, 1, 1);
    CU_ASSERT(run_get(&r, "lr", &v) && v == 0.1);
    CU_ASSERT(run_get(&r, "gamma", &v) && v == 1 && run_gamma(&r) == 1);
    CU_ASSERT(!run_get(&r, "L0", &v) && !run_set(&r, "L0", 1) && run_param(&r, "L0") == NULL);
    static const double bad[] = {0, -1, NAN, INFINITY, 1e300};
    for (int i = 0; i < 5; i++)
        CU_ASSERT(!run_set(&r, "lr", bad[i]) && !run_set(&r, "gamma", bad[i]));
    CU_ASSERT(r.knobs.lr == 0.1 && run_gamma(&r) == 1 && r.trace.n_marks == 0);
    setup_steps(&r, 3);
    CU_ASSERT(run_set(&r, "gamma", 2) && run_set(&r, "lr", 0.2) && run_set(&r, "gamma", 4));
    CU_ASSERT(r.trace.n_marks == 2 && r.trace.mark[1].kind == MARK_GAMMA);
    CU_ASSERT(r.trace.mark[1].from == 1 && r.trace.mark[1].to == 4 && r.trace.mark[1].step == 3);
    run_settle(&r);
    CU_ASSERT(r.now.lr == 0.2 && r.now.gamma == 4);
    CHECK_NEAR(r.now.step_norm, 0.8, 1e-15);
    run_step(&r);
    CHECK_NEAR(r.x[0], 4.7 - 0.8, 1e-14);
    run_restart(&r); /* from the start, with the knobs as they are */
    CU_ASSERT(r.x[0] == 5 && r.knobs.lr == 0.2 && run_gamma(&r) == 4 && r.trace.n_marks == 0);
    run_release(&r);
    setup_run(&r, &p, "theory", "none", 0.1, 1, 1);
    CU_ASSERT(!run_set(&r, "lr", 0.2) && run_param(&r, "lr") == NULL && isnan(r.now.lr));
    CU_ASSERT(isnan(run_gamma(&r)) && isnan(r.now.gamma));
    CU_ASSERT(run_set(&r, "L1", 2) && r.trace.n_marks == 0); /* how it begins is no turn */
    run_step(&r);
    CU_ASSERT(run_set(&r, "L1", 3) && run_get(&r, "L1", &v) && v == 3);
    CU_ASSERT(r.trace.n_marks == 1 && r.trace.mark[0].kind == MARK_PARAM);
    CHECK_TEXT(r.trace.mark[0].knob, "L1");
    run_release(&r);
    problem_close(&p);
}

static void nothing_is_allocated_while_stepping(void)
{
    struct problem p;
    struct run r;
    setup_problem(&p, "beale", NULL, 0, 0, NULL);
    setup_run(&r, &p, "gd", "soft", 0.01, 1, 1);
    size_t calls = mem_calls();
    setup_steps(&r, 100000);
    run_set(&r, "lr", 0.02);
    run_settle(&r);
    run_restart(&r);
    setup_steps(&r, 5000);
    CU_ASSERT(calls > 0 && mem_calls() == calls);
    CU_ASSERT(r.trace.n <= TRACE_BUCKETS);
    CHECK_NEAR(hypot(r.notes.eigvec[0], r.notes.eigvec[1]), 1, 1e-12);
    run_release(&r);
    problem_close(&p);
}

static const struct check checks[] = {
    {"rows", rows},
    {"path ratio over points", path_ratio_over_points},
    {"probing every third", probing_every_third},
    {"looking changes nothing", looking_changes_nothing},
    {"looking changes nothing of long runs", looking_changes_nothing_of_long_runs},
    {"curvature of one batch", curvature_of_one_batch},
    {"restart forgets", restart_forgets},
    {"knobs", knobs},
    {"nothing is allocated while stepping", nothing_is_allocated_while_stepping},
    {NULL, NULL},
};

int main(void)
{
    return check_main("run", checks);
}
