/* The learning rate over the steps of a run, as its rows say and as its steps show. */
#include "insight_say.h"
#include "lab/race.h"
#include "race_setup.h"
#include "scene/scene.h"
#include "setup.h"

static void set_rate(struct run_spec *s, int which, double value)
{
    s->rate_values[which] = (struct value){.given = true, .num = value};
}

/* Written out a second time: W = 4, T = 24, from 0.2 to 0.05. */
static double expected(int kind, int t)
{
    if (t < 4)
        return 0.05 * (t + 1);
    double s = t < 24 ? (t - 4) / 20.0 : 1;
    return kind == 0 ? 0.2 : kind == 1 ? 0.2 - 0.15 * s : 0.125 + 0.075 * cos(M_PI * s);
}

static void rows_and_steps_follow_it(void)
{
    static const char *const clips[] = {"none", "hard"};
    double start[2] = {3, -2};
    for (int kind = 0; kind < 3; kind++)
        for (int k = 0; k < 2; k++) {
            struct problem p;
            struct run_spec spec;
            struct probe_spec probe = {.every = 1, .points = 1, .tolerance = 1e-9};
            struct run r;
            setup_problem(&p, "quadratic", NULL, 0, 2, start);
            setup_spec(&spec, "gd", clips[k], 0.2, 0.5);
            set_rate(&spec, RATE_SCHEDULE, kind);
            set_rate(&spec, RATE_WARMUP, 4);
            set_rate(&spec, RATE_STEPS, 24);
            set_rate(&spec, RATE_END, 0.05);
            run_init(&r, &p, &spec, &probe);
            CU_ASSERT(run_scheduled(&r));
            for (int t = 0; t < 40; t++) {
                CHECK_NEAR(run_rate(&r), expected(kind, t), 1e-14);
                run_step(&r);
                CHECK_NEAR(r.last.lr, expected(kind, t), 1e-14);
                CHECK_NEAR(r.last.step_norm / (r.last.lr * r.last.clip_factor * r.last.grad_norm),
                           1, 1e-12);
            }
            run_release(&r);
            problem_close(&p);
        }
}

static void warmup_alone(void)
{
    struct problem p;
    struct run_spec spec;
    struct probe_spec probe = {.every = 0, .points = 1, .tolerance = 1e-9};
    struct run r;
    setup_quartic(&p, 1);
    setup_spec(&spec, "adam", "none", 0.1, 0);
    set_rate(&spec, RATE_WARMUP, 5);
    run_init(&r, &p, &spec, &probe);
    for (int t = 0; t < 10; t++) {
        run_step(&r);
        CHECK_NEAR(r.last.lr, t < 5 ? 0.02 * (t + 1) : 0.1, 1e-15);
    }
    CHECK_NEAR(fabs(r.x[0] - 1), 0.1 * 3 + 0.5, 0.2); /* Adam takes about η a step */
    double v;
    CU_ASSERT(run_set(&r, "lr-end", 0.01) && run_get(&r, "lr-end", &v) && v == 0.01);
    CU_ASSERT(run_set(&r, "lr-steps", 10) && run_set(&r, "lr-schedule", SCHEDULE_LINEAR));
    CU_ASSERT(!run_set(&r, "lr-schedule", SCHEDULES));
    CHECK_NEAR(run_rate(&r), 0.01, 1e-15);
    run_step(&r);
    CHECK_NEAR(r.last.lr, 0.01, 1e-15);
    run_release(&r);
    problem_close(&p);
}

static void none_where_lr_is_not_used(void)
{
    struct problem p;
    struct run r;
    double v;
    setup_quartic(&p, 1);
    setup_run(&r, &p, "newton", "none", 0.1, 0, 1);
    CU_ASSERT(isnan(run_rate(&r)) && !run_get(&r, "lr-warmup", &v));
    CU_ASSERT(!run_scheduled(&r));
    run_release(&r);
    problem_close(&p);
}

/* A scheduled threshold is in the row, and the sentences about constant η and γ are not said. */
static void scheduled_threshold(void)
{
    static struct race race;
    static struct scene scene;
    static const char text[] = "problem: { kind: power, power: 4, start: 5 }\n"
                               "runs:\n"
                               "  a: { lr: 0.1, clip: hard, gamma: 1, gamma-schedule: linear,\n"
                               "       gamma-end: 0.5, gamma-steps: 20 }\n"
                               "  b: { lr: 0.1, clip: hard, gamma: 1 }\n"
                               "  c: { lr: 0.1, clip: hard, gamma: 1, lr-schedule: cosine,\n"
                               "       lr-steps: 50 }\n";
    struct report report;
    char said[300];
    report_init(&report);
    CU_ASSERT_FATAL(scene_parse(&scene, "test", text, sizeof text - 1, NULL, &report) &&
                    scene_open(&scene, &race, &report));
    for (int t = 0; t < 30; t++) {
        race_advance(&race, 1);
        race_settle(&race);
        CHECK_NEAR(race.run[0].last.gamma, t < 20 ? 1 - t / 40.0 : 0.5, 1e-15);
        CHECK_NEAR(race.run[0].last.step_norm, 0.1 * race.run[0].last.gamma, 1e-12);
        CHECK_NEAR(run_threshold(&race.run[1]), 1, 0);
        CU_ASSERT(run_gamma(&race.run[0]) == 1);
    }
    CU_ASSERT(run_scheduled(&race.run[0]) && !run_scheduled(&race.run[1]));
    CU_ASSERT(insight_say(&race, &race.run[1], said, sizeof said) != NULL);
    for (int i = 0; i < 3; i += 2) {
        const struct insight_rule *rule = insight_say(&race, &race.run[i], said, sizeof said);
        CU_ASSERT(rule == NULL || strstr(said, "γ") == NULL);
    }
    race_release(&race);
    report_release(&report);
}

static void faults(void)
{
    static struct scene scene;
    static const char text[] = "problem: { kind: power }\n"
                               "runs:\n"
                               "  a: { optimizer: newton, lr-warmup: 3 }\n"
                               "  b: { lr-schedule: cosin }\n"
                               "  c: { lr-step: 3 }\n";
    struct report report;
    report_init(&report);
    CU_ASSERT(!scene_parse(&scene, "t", text, sizeof text - 1, NULL, &report));
    CU_ASSERT_FATAL(report.kept == 3);
    CU_ASSERT(strstr(report.line[0], "takes no lr-warmup") != NULL);
    CU_ASSERT(strstr(report.line[1], "did you mean cosine") != NULL);
    CU_ASSERT(strstr(report.line[2], "did you mean lr-steps") != NULL);
    report_release(&report);
}

/* The rule that puts 1/L0 in the place of the learning rate: what is shown is what the step was
 * made with, a factor of 1 is no clipping, and γ and lr are those that the fit of its points
 * advises. */
static void a_rate_of_the_rule(void)
{
    struct race *race =
        race_of("problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { own: { lr: 0.1, clip: l0-over-l1, adapt-lr: true, gamma: 1 } }\n");
    struct run *r = &race->run[0];
    int clipped = 0, own = 0;
    for (int t = 0; t < 60; t++) {
        double x = r->x[0];
        run_settle(r);
        double shown = run_rate(r), gamma = run_threshold(r);
        race_advance(race, 1);
        CU_ASSERT(shown == r->last.lr && gamma == r->last.gamma);
        double to = shown * fmin(gamma, 4 * fabs(x * x * x));
        CHECK_NEAR(fabs(x - r->x[0]) / to, 1, 1e-12);
        clipped += 4 * fabs(x * x * x) > gamma;
        own += shown != 0.1;
    }
    CU_ASSERT(own == 59 && clipped > 0 && clipped < 10);
    CU_ASSERT_EQUAL(r->notes.clipped_steps, (uint64_t)clipped);
    race_settle(race);
    const struct fit *f = race->fit[CURVATURE_SHARPNESS];
    CHECK_NEAR(run_threshold(r) / f->gamma, 1, 1e-9);
    CHECK_NEAR(run_rate(r) / f->lr, 1, 1e-9);
    race_drop(race);
}

/* An optimizer without a learning rate has no hidden one that the rule's stands against. */
static void no_rate_no_rate_of_the_rule(void)
{
    struct race *race = race_of("problem: { kind: power, power: 4, start: 5 }\n"
                                "runs:\n"
                                "  with: { optimizer: polyak, clip: l0-over-l1, adapt-lr: true }\n"
                                "  without: { optimizer: polyak, clip: l0-over-l1 }\n");
    const struct run *a = &race->run[0], *b = &race->run[1];
    race_advance(race, 30);
    race_settle(race);
    CU_ASSERT(a->now.gamma > 1 && isnan(run_rate(a)) && isnan(a->last.lr));
    CU_ASSERT(a->x[0] == b->x[0] && a->notes.clipped_steps == b->notes.clipped_steps);
    race_drop(race);
}

static const struct check checks[] = {
    {"rows and steps follow it", rows_and_steps_follow_it},
    {"warm-up alone", warmup_alone},
    {"none where lr is not used", none_where_lr_is_not_used},
    {"scheduled threshold", scheduled_threshold},
    {"faults", faults},
    {"a rate of the rule", a_rate_of_the_rule},
    {"no rate, no rate of the rule", no_rate_no_rate_of_the_rule},
    {NULL, NULL},
};

int main(void)
{
    return check_main("schedule", checks);
}
