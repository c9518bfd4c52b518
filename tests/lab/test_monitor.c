/* What is watched of clipping, against sorting and summing; the rule of thumb beside the run. */
#include <stdlib.h>
#include <string.h>

#include "base/stats.h"
#include "lab/checkpoint.h"
#include "setup.h"

enum { MANY = 100000 };

static struct monitor m;
static double seen[MANY];

static uint64_t seed = 7;
static double uniform(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return ((double)(seed >> 11) + 0.5) / 9007199254740992.0;
}

static double log_uniform(int i)
{
    (void)i;
    return pow(10, 36 * uniform() - 16);
}
static double falling(int i)
{
    return 1e4 / pow(1 + i, 1.5);
}
static double narrow(int i)
{
    (void)i;
    return 3 + 0.3 * uniform();
}

static void quantiles_against_sorting(void)
{
    static double (*const streams[])(int) = {log_uniform, falling, narrow};
    static const double shares[] = {0, 0.01, 0.5, 0.9, 0.99, 1};
    for (size_t s = 0; s < sizeof streams / sizeof streams[0]; s++) {
        monitor_clear(&m);
        for (int i = 0; i < MANY; i++)
            monitor_add(&m, seen[i] = streams[s](i));
        for (size_t k = 0; k < sizeof shares / sizeof shares[0]; k++) {
            double exact = stats_quantile(seen, MANY, shares[k]);
            double ratio = monitor_quantile(&m, shares[k]) / exact;
            CU_ASSERT(fabs(ratio - 1) <= 1.0 / 32);
        }
    }
    monitor_clear(&m);
    CU_ASSERT(isnan(monitor_quantile(&m, 0.5)));
}

/* Every bin begins where the one before ends, over 128 octaves; beyond, two bins of their own. */
static void bins(void)
{
    int last = 0;
    for (double v = ldexp(1, -57); v < ldexp(1, 71); v *= 1 + 1.0 / 64) {
        int at = monitor_bin(v);
        CU_ASSERT(at >= last && at <= last + 2);
        last = at;
    }
    CU_ASSERT(last == MONITOR_BINS - 2 && monitor_bin(ldexp(1, -57)) == 1);
    CU_ASSERT(monitor_bin(1) == 57 * 32 + 1 && monitor_bin(2) == 58 * 32 + 1);
    CU_ASSERT(monitor_bin(0) == 0 && monitor_bin(5e-324) == 0 && monitor_bin(6.9e-18) == 0);
    CU_ASSERT(monitor_bin(ldexp(1, 71)) == MONITOR_BINS - 1);
    CU_ASSERT(monitor_bin(1e300) == MONITOR_BINS - 1 && monitor_bin(2.35e21) == MONITOR_BINS - 2);
}

static void reads(double share, const char *text, int beyond)
{
    char buf[24];
    CHECK_TEXT(monitor_text(&m, share, buf, sizeof buf), text);
    CU_ASSERT(monitor_beyond(&m, share) == beyond);
}

/* What is beyond an end is said to be so, and numbers within are as exact as any. */
static void ends(void)
{
    monitor_clear(&m);
    reads(0.5, "–", 0);
    monitor_add(&m, 0);
    monitor_add(&m, 3);
    monitor_add(&m, 1e300);
    reads(0, "<7e-18", -1);
    reads(1, ">2e21", 1);
    CU_ASSERT(monitor_quantile(&m, 0) == ldexp(1, -57) && monitor_quantile(&m, 1) == ldexp(1, 71));
    CU_ASSERT(ldexp(1, -57) < 7e-18 && ldexp(1, 71) > 2e21); /* so both texts are true */
    CU_ASSERT(monitor_beyond(&m, 0.5) == 0 && fabs(monitor_quantile(&m, 0.5) / 3 - 1) <= 1.0 / 32);
    static const double within[] = {7e-18, 1e-16, 4.75e19, 2.35e21};
    for (int i = 0; i < 4; i++) {
        monitor_clear(&m);
        monitor_add(&m, within[i]);
        CU_ASSERT(monitor_beyond(&m, 0.99) == 0);
        CU_ASSERT(fabs(monitor_quantile(&m, 0.99) / within[i] - 1) <= 1.0 / 32);
    }
}

/* A count that is full makes all counts half: shares stay. */
static void full_counts(void)
{
    monitor_clear(&m);
    m.bin[monitor_bin(8)] = UINT32_MAX - 1;
    m.bin[monitor_bin(2)] = UINT32_MAX / 3;
    double before = monitor_quantile(&m, 0.5);
    monitor_add(&m, 8);
    CU_ASSERT(m.bin[monitor_bin(8)] == UINT32_MAX / 2);
    CHECK_NEAR(monitor_quantile(&m, 0.5), before, 1e-8);
    CHECK_NEAR(monitor_quantile(&m, 0.2), 2, 1.0 / 32);
}

/* Going back and stepping forward again: the same counts, ratios and schedules. */
static void through_a_checkpoint(void)
{
    static struct race race;
    struct problem p;
    struct run_spec spec;
    struct probe_spec probe = {.every = 1, .points = 1, .tolerance = 1e-6};
    setup_quartic(&p, 5);
    setup_spec(&spec, "momentum", "autoclip", 0.001, 1);
    race_init(&race, &p, &spec, 1, &probe);
    struct checkpoints *c = checkpoints_new(&race, CHECKPOINT_BUDGET);
    struct run *r = &race.run[0];
    for (int t = 0; t < 600; t++) {
        if (t == 150)
            CU_ASSERT(run_set(r, "lr-schedule", SCHEDULE_LINEAR) && run_set(r, "lr-steps", 800));
        race_advance(&race, 1);
        checkpoints_keep(c, &race);
    }
    m = *r->monitor;
    double x = r->x[0], lr = r->last.lr;
    uint64_t back = checkpoints_before(c, 550);
    CU_ASSERT_FATAL(back > 150 && back <= 550);
    run_set(r, "lr-schedule", SCHEDULE_CONSTANT);
    run_set(r, "lr-steps", 7);
    checkpoints_restore(c, &race, back);
    CU_ASSERT(memcmp(&m, r->monitor, sizeof m) != 0);
    race_advance(&race, 600 - back);
    CU_ASSERT(memcmp(&m, r->monitor, sizeof m) == 0);
    CU_ASSERT(r->x[0] == x && r->last.lr == lr && lr < 0.001);
    checkpoints_restore(c, &race, 0);
    CU_ASSERT(isnan(monitor_quantile(r->monitor, 0.5)) && run_rate(r) == 0.001);
    checkpoints_free(c);
    race_release(&race);
}

/* Of a run on the quartic: the figures are those of its rows. */
static void figures_of_a_run(void)
{
    struct problem p;
    struct run r;
    double ratios = 0, late = 0, weights = 0;
    setup_quartic(&p, 5);
    setup_run(&r, &p, "gd", "hard", 0.1, 1, 1);
    CU_ASSERT(isnan(monitor_ratio(&r)) && isnan(monitor_ratio_recent(&r)));
    CU_ASSERT(monitor_judge(&r) == MONITOR_EARLY);
    for (int t = 0; t < 300; t++) {
        run_step(&r);
        seen[t] = r.last.grad_norm;
        ratios += r.last.clip_factor;
        late = 0.99 * late + 0.01 * r.last.clip_factor;
        weights = 0.99 * weights + 0.01;
        CHECK_NEAR(monitor_ratio(&r), ratios / (t + 1), 1e-13);
        CHECK_NEAR(monitor_ratio_recent(&r), late / weights, 1e-12);
        CU_ASSERT((monitor_judge(&r) == MONITOR_EARLY) == (t < 99));
    }
    CHECK_NEAR(monitor_quantile(r.monitor, 0.9) / stats_quantile(seen, 300, 0.9), 1, 0.05);
    CU_ASSERT(r.notes.clipped_steps == 44);
    run_restart(&r);
    CU_ASSERT(isnan(monitor_ratio(&r)) && isnan(monitor_quantile(r.monitor, 0.5)));
    run_release(&r);
    problem_close(&p);
}

static void says(struct run *r, enum monitor_verdict verdict, const char *part)
{
    char said[400];
    monitor_say(r, said, sizeof said);
    CU_ASSERT(monitor_judge(r) == verdict);
    if (!strstr(said, part))
        printf("\nsaid: %s\nexpected in it: %s\n", said, part);
    CU_ASSERT(strstr(said, part) != NULL);
}

static void the_rule_beside_the_run(void)
{
    struct problem p;
    struct run r;
    double far[2] = {1e4, 0};
    setup_quartic(&p, 20);
    setup_run(&r, &p, "gd", "hard", 0.1, 1, 1);
    setup_steps(&r, 50);
    says(&r, MONITOR_EARLY, "Too early");
    setup_steps(&r, 150); /* 150 steps of 0.1: from 20 to 5, as well as it can */
    says(&r, MONITOR_OVER, "under 0.5. Yet f fell from");
    says(&r, MONITOR_OVER, "The theory's own step would have a clip factor of 0.002"); /* 1/501 */
    setup_steps(&r, 1200);
    says(&r, MONITOR_WITHIN, "Not too much clipping");
    run_release(&r);
    setup_run(&r, &p, "gd", "hard", 1e-9, 1e9, 1);
    setup_steps(&r, 200);
    says(&r, MONITOR_IDLE, "No step of 200 was clipped");
    run_release(&r);
    problem_close(&p);
    setup_problem(&p, "quadratic", NULL, 0, 2, far); /* over-clipped indeed: it stands still */
    setup_run(&r, &p, "gd", "hard", 0.1, 1e-3, 1);
    setup_steps(&r, 400);
    says(&r, MONITOR_OVER, "under 0.5. f has stayed at 5e9");
    run_release(&r);
    setup_run(&r, &p, "gd", "hard", 3, 1e6, 1); /* diverges, barely clipped */
    setup_steps(&r, 400);
    char said[300];
    monitor_say(&r, said, sizeof said);
    CU_ASSERT(r.now.status != RUN_RUNNING && strstr(said, run_status_names[r.now.status]));
    run_release(&r);
    problem_close(&p);
}

static const struct check checks[] = {
    {"quantiles against sorting", quantiles_against_sorting},
    {"bins", bins},
    {"ends", ends},
    {"full counts", full_counts},
    {"through a checkpoint", through_a_checkpoint},
    {"figures of a run", figures_of_a_run},
    {"the rule beside the run", the_rule_beside_the_run},
    {NULL, NULL},
};

int main(void)
{
    return check_main("monitor", checks);
}
