/* The clinic of mistakes: each scene does what its `look` says, and the difference is what the
 * numbers beside it say. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/vec.h"
#include "clinic_setup.h"
#include "lab/checkpoint.h"
#include "setup.h"

static void is_at(const char *name, double x, double y, double tolerance)
{
    CHECK_NEAR(run_called(name)->x[0], x, tolerance);
    CHECK_NEAR(run_called(name)->x[1], y, tolerance);
}

/* Parts (2, 0) and (0, 2) of a gradient at γ = 1: (√½, √½) together, (1, 2)/√5 one after another.
 * It rests where the cut sum v/‖v‖ and the last part cancel: 2 from the last point, on the line. */
static void micro_batches(void)
{
    open_scene("clinic-micro-batch");
    race_settle(&race);
    innocent("clip-once");
    race_advance(&race, 1);
    is_at("clip-once", 0.1 * M_SQRT1_2, 0.1 * M_SQRT1_2, 1e-15);
    is_at("clip-each", 0.1 / sqrt(5), 0.2 / sqrt(5), 1e-15);
    race_settle(&race);
    says("clip-each", "parts-turn", "clipped after each micro-batch");
    CU_ASSERT(run_called("clip-each")->notes.evals == run_called("clip-once")->notes.evals);
    advance_to(scene.steps);
    is_at("clip-once", 2, 2, 1e-6);
    is_at("clip-each", M_SQRT2, 4 - M_SQRT2, 1e-6);
    CU_ASSERT(run_called("clip-once")->now.status == RUN_CONVERGED);
    CHECK_NEAR(run_called("clip-once")->now.loss, 4, 1e-10);
    CHECK_NEAR(run_called("clip-each")->now.loss, 4 + (2 - M_SQRT2) * (2 - M_SQRT2), 1e-6);
    says("clip-each", "parts-rest", "its 2 clipped micro-batches add up to zero");
    innocent("clip-once");
    race_release(&race);
}

static bool same_place(const char *a, const char *b)
{
    const struct run *r = run_called(a), *q = run_called(b);
    return memcmp(r->x, q->x, (size_t)r->dim * sizeof *r->x) == 0;
}

static void after_step(void)
{
    open_scene("clinic-after-step");
    race_settle(&race);
    innocent("clip-before");
    says("clip-after", "after-step", "uses the whole gradient, 500, in a step of length 50");
    for (int t = 0; t < 4; t++) {
        race_advance(&race, 1);
        CU_ASSERT(same_place("clip-after", "unclipped") &&
                  !same_place("clip-after", "clip-before"));
        CHECK_NEAR(run_called("clip-before")->last.step_norm, 0.1, 1e-15);
    }
    status_is("clip-after", RUN_DIVERGED, 4);
    status_is("unclipped", RUN_DIVERGED, 4);
    advance_to(scene.steps);
    CU_ASSERT(run_called("clip-before")->now.loss < 1e-3);
    innocent("clip-before");
    race_release(&race);
}

/* At ‖g‖ > γ both orders cut: to γ, and to γ/S. */
static void unscale(void)
{
    open_scene("clinic-unscale");
    race_settle(&race);
    innocent("unscale-first");
    says("clip-first", "still-scaled",
         "scaled by 65536. Its step is 1.53e-6 long; 0.1 would be right");
    says("no-scale", "half-under",
         "1 of 2 gradient components, times the scale 1, is under 2.98e-8");
    says("high-scale", "half-over", "The step is skipped; the scale 1e12 is halved");
    race_advance(&race, 1);
    CHECK_NEAR(run_called("unscale-first")->last.step_norm /
                   run_called("clip-first")->last.step_norm,
               65536, 1e-9);
    CHECK_NEAR(run_called("clip-first")->last.gamma * 65536, 1e-7, 1e-20);
    CU_ASSERT(run_called("high-scale")->last.clip_factor == 0);
    race_advance(&race, 1);
    is_at("high-scale", 0.2, 0.2, 0);
    race_advance(&race, 1);
    CHECK_NEAR(run_called("high-scale")->last.step_norm, 0.1, 1e-4);
    const struct run *high = run_called("high-scale");
    CHECK_NEAR(high->opt_state[high->n_opt_state], 2.5e11, 0);
    advance_to(scene.steps);
    CU_ASSERT(run_called("no-scale")->x[1] == 0.2 && run_called("no-scale")->x[0] < 0.03);
    CU_ASSERT(run_called("no-scale")->now.status == RUN_STALLED);
    is_at("clip-first", 0.2, 0.2, 2e-4);
    static const char *const fine[] = {"double", "unscale-first", "high-scale"};
    for (int i = 0; i < 3; i++)
        CU_ASSERT(run_called(fine[i])->now.status == RUN_CONVERGED);
    innocent("unscale-first");
    race_release(&race);
}

/* 3 clip(x) + clip(x − a) = 0 on the way to a = (8, 6): x = γ/3 (0.8, 0.6). */
static void workers(void)
{
    open_scene("clinic-workers");
    race_settle(&race);
    innocent("global");
    race_advance(&race, 1);
    is_at("shards", 9 - 0.2, -3 + 0.2, 1e-12); /* of (7, −4.5) each component is cut to 1 */
    is_at("global", 9 - 0.2 * 7 / sqrt(69.25), -3 + 0.2 * 4.5 / sqrt(69.25), 1e-12);
    advance_to(30);
    says("workers", "parts-turn", "clipped part by part");
    advance_to(scene.steps);
    is_at("global", 2, 1.5, 1e-9);
    is_at("shards", 2, 1.5, 1e-9);
    is_at("workers", 0.8 / 3, 0.2, 1e-9);
    says("workers", "parts-rest", "its 4 clipped gradients add up to zero");
    innocent("global");
    race_release(&race);
}

static void samples(void)
{
    open_scene("clinic-samples");
    race_settle(&race);
    innocent("clip-mean");
    advance_to(scene.steps);
    is_at("each-tenth", 0.1 / 9, 0, 1e-9);
    is_at("each-one", 1.0 / 9, 0, 1e-9);
    is_at("each-five", 5.0 / 9, 0, 1e-9);
    is_at("each-twenty", 1, 0, 1e-9);
    CU_ASSERT(run_called("each-twenty")->notes.clipped_steps == 0); /* no sample is 20 away */
    is_at("clip-mean", 1, 0, 1e-9);
    /* "No rate helps." */
    race_restart(&race);
    for (int i = 0; i < race.n; i++)
        CU_ASSERT(run_set(&race.run[i], "lr", 0.05));
    advance_to(3000);
    is_at("each-one", 1.0 / 9, 0, 1e-9);
    is_at("each-five", 5.0 / 9, 0, 1e-9);
    innocent("clip-mean");
    race_release(&race);
}

static void float32(void)
{
    open_scene("clinic-float32");
    race_settle(&race);
    innocent("double-norm");
    CU_ASSERT(run_called("single-norm")->now.grad_norm > sqrt(3.4028234664e38));
    CU_ASSERT(run_called("single-near")->now.grad_norm < sqrt(3.4028234664e38));
    CHECK_NEAR(run_called("single-near")->now.grad_norm / 2.4e18, 1, 0.05);
    race_settle(&race);
    says("single-norm", "single-over", "the gradient, 4.75e19, is over 1.84e19");
    advance_to(scene.steps);
    status_is("single-norm", RUN_STALLED, 1);
    is_at("single-norm", 46, 1, 0);
    CU_ASSERT(run_called("double-norm")->now.status == RUN_CONVERGED);
    CU_ASSERT(run_called("single-near")->now.status == RUN_CONVERGED);
    innocent("double-norm");
    race_release(&race);
}

static void zero(void)
{
    open_scene("clinic-zero");
    race_settle(&race);
    innocent("gamma-one");
    says("torch", "zero", "reads γ = 0 as a threshold");
    says("guarded", "zero", "reads γ = 0 as off: nothing is clipped, the step is 50 long");
    advance_to(scene.steps);
    static const char *const stuck[] = {"torch", "optax"};
    for (int i = 0; i < 2; i++) {
        status_is(stuck[i], RUN_STALLED, 1);
        CU_ASSERT(run_called(stuck[i])->x[0] == 5);
    }
    status_is("guarded", RUN_DIVERGED, 4);
    CU_ASSERT(run_called("gamma-one")->now.loss < 1e-3);
    CU_ASSERT(run_set(run_called("torch"), "gamma", 0) &&
              !run_set(run_called("torch"), "gamma", -1));
    innocent("gamma-one");
    race_release(&race);
}

/* γ turned to 0 in the middle of a run: what rules remember, and decay, still move θ. */
static void zero_halfway(void)
{
    static const char *const optimizers[] = {"gd", "momentum", "nesterov", "adam", "adamw"};
    struct run_spec spec[5];
    struct problem p;
    struct probe_spec probe = {.tolerance = 1e-6};
    setup_quartic(&p, 5);
    for (int i = 0; i < 5; i++)
        setup_spec(&spec[i], optimizers[i], "torch", 0.01, 1);
    race_init(&race, &p, spec, 5, &probe);
    race_advance(&race, 10);
    for (int i = 0; i < 5; i++)
        CU_ASSERT(run_set(&race.run[i], "gamma", 0));
    race_settle(&race);
    char words[100], length[30];
    says("gd-torch", "zero", "every gradient is clipped to zero and θ does not move");
    for (int i = 1; i < 5; i++) {
        const struct run *r = &race.run[i];
        double before = r->x[0], length_of = r->now.step_norm;
        number_text(length, sizeof length, length_of, 3);
        snprintf(words, sizeof words, "Its step, %s long, is %s without a gradient", length,
                 optimizers[i]);
        says(r->name, "zero", words);
        CU_ASSERT(run_step(&race.run[i]) && length_of > 0);
        CHECK_NEAR(fabs(r->x[0] - before), length_of, 1e-15);
    }
    race_release(&race);
}

static void after_adam(void)
{
    open_scene("clinic-after-adam");
    race_settle(&race);
    innocent("clip-before");
    says("high-lr", "cut-update",
         "clips Adam's update to c = 0.125, whatever the gradient (13). Each step is lr·c = 0.05");
    for (uint64_t t = 0; t < scene.steps; t++) {
        race_advance(&race, 1);
        CU_ASSERT(same_place("high-lr", "high-c"));
        CHECK_NEAR(run_called("high-lr")->last.step_norm, 0.05, 1e-14);
        if (t == 0)
            CHECK_NEAR(run_called("adam")->last.step_norm, 0.1 * M_SQRT2, 1e-9);
    }
    /* not because nothing matters: other products are other runs */
    race_restart(&race);
    CU_ASSERT(run_set(run_called("high-lr"), "longest", 0.25));
    race_advance(&race, 1);
    CHECK_NEAR(run_called("high-lr")->last.step_norm, 0.1, 1e-14);
    CU_ASSERT(!same_place("high-lr", "high-c"));
    innocent("clip-before");
    race_release(&race);
}

static double apart(const char *a, const char *b)
{
    return vec_distance(run_called(a)->x, run_called(b)->x, run_called(a)->dim);
}

static void before_adam(void)
{
    double most = 0;
    open_scene("clinic-before-adam");
    race_settle(&race);
    innocent("adam");
    says("unit-clip", "cancels",
         "cancels, because the step divides by the gradient's length. It is 0.1 long");
    CHECK_NEAR(run_called("unit-clip")->now.clip_factor, 0.008, 5e-4);
    race_advance(&race, 1);
    CHECK_NEAR(apart("adam", "adam-clip"), 0, 1e-7);
    for (uint64_t t = 1; t < scene.steps; t++) {
        race_advance(&race, 1);
        most = fmax(most, apart("adam", "adam-clip"));
        CHECK_NEAR(apart("unit-step", "unit-clip"), 0, 1e-12);
        CU_ASSERT(run_called("adam-clip")->last.step_norm < 0.2);
    }
    CU_ASSERT(most > 0.05);
    innocent("adam");
    race_release(&race);
}

/* What a rule remembers and the parts it asks for come back with the step: 600 steps, and 600 with
 * a way back to a checkpoint, are one run. */
static void back_in_time(const char *name)
{
    enum { TO = 600, BACK = 530 };
    static double x[RUNS_MAX][2], state[RUNS_MAX][8];
    struct row now[RUNS_MAX] = {{0}};
    open_scene(name);
    struct checkpoints *kept = checkpoints_new(&race, CHECKPOINT_BUDGET);
    while (race.step < TO) {
        uint64_t before = race.step, due = checkpoints_due(kept, before);
        race_advance(&race, (due < TO ? due : TO) - before);
        checkpoints_keep(kept, &race);
        if (race.step == before)
            break; /* all of them have diverged */
    }
    race_settle(&race);
    for (int i = 0; i < race.n; i++) {
        const struct run *r = &race.run[i];
        CU_ASSERT_FATAL(r->dim <= 2 && r->n_clip_state <= 8);
        vec_copy(x[i], r->x, r->dim);
        vec_copy(state[i], r->opt_state + r->n_opt_state, (int)r->n_clip_state);
        now[i] = r->now;
    }
    checkpoints_restore(kept, &race, BACK);
    CU_ASSERT(race.step == 512);
    race_advance(&race, TO - race.step);
    race_settle(&race);
    for (int i = 0; i < race.n; i++) {
        const struct run *r = &race.run[i];
        CU_ASSERT(memcmp(x[i], r->x, (size_t)r->dim * sizeof *r->x) == 0);
        CU_ASSERT(
            memcmp(state[i], r->opt_state + r->n_opt_state, r->n_clip_state * sizeof(double)) == 0);
        CU_ASSERT(now[i].step == r->now.step && now[i].status == r->now.status);
        CU_ASSERT(now[i].status == RUN_DIVERGED ||
                  (now[i].clip_factor == r->now.clip_factor && now[i].loss == r->now.loss));
    }
    checkpoints_free(kept);
    race_release(&race);
}

static void all_back_in_time(void)
{
    static const char *const scenes[] = {"after-step",  "micro-batch", "unscale", "workers",
                                         "samples",     "float32",     "zero",    "after-adam",
                                         "before-adam", "replicated",  "starved", "infinite"};
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++) {
        char name[40];
        snprintf(name, sizeof name, "clinic-%s", scenes[i]);
        back_in_time(name);
    }
}

static const struct check checks[] = {
    {"clinic-after-step", after_step},
    {"clinic-micro-batch", micro_batches},
    {"clinic-unscale", unscale},
    {"clinic-workers", workers},
    {"clinic-samples", samples},
    {"clinic-float32", float32},
    {"clinic-zero", zero},
    {"γ = 0 halfway", zero_halfway},
    {"clinic-after-adam", after_adam},
    {"clinic-before-adam", before_adam},
    {"all of them back in time", all_back_in_time},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clinic", checks);
}
