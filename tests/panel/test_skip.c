/* Steps that a clip rule skips: they are no steps of an optimizer, no clipped ones, and are seen.
 */
#include "base/memory.h"
#include "lab/checkpoint.h"
#include "race_setup.h"
#include "same_run.h"
#include "setup.h"
#include "shell.h"

#include "screen_setup.h"

static const char scaled[] = "problem: { kind: power, power: 4, start: 1e4 }\n"
                             "runs:\n"
                             "  amp: { lr: 1e-9, clip: mixed-precision, gamma: 1e12 }\n"
                             "probe: { every: 0 }\n"
                             "steps: 60\n";

/* 4e12·S is no half from S = 2^16 to 2^-25: 42 skips. Then 10000, 9000, 8000, 7000 have gradients
 * over γ, and 6000 has none. */
static void skipped_is_not_clipped(void)
{
    struct race *race = race_of(scaled);
    struct run *r = &race->run[0];
    for (int t = 0; t < 60; t++) {
        run_settle(r);
        CU_ASSERT(r->now.skipped == (t < 42) && (t >= 42 || r->now.step_norm == 0));
        CU_ASSERT(r->now.status == RUN_RUNNING); /* it does not move, yet it has not stalled */
        run_step(r);
    }
    CU_ASSERT_EQUAL(r->notes.skipped_steps, 42);
    CU_ASSERT_EQUAL(r->notes.clipped_steps, 4);
    CHECK_NEAR(run_loss_scale(r), 0x1p-26, 0);
    /* the mean over 18 updates of 1/4, 1/2.916, 1/2.048, 1/1.372 and 14 times 1 */
    double ratio = (0.25 + 1 / 2.916 + 1 / 2.048 + 1 / 1.372 + 14) / 18;
    CHECK_NEAR(monitor_ratio(r), ratio, 1e-3);
    CU_ASSERT(monitor_ratio_recent(r) > 0.8);
    CU_ASSERT_EQUAL(r->trace.bucket[41].skips, 1);
    CU_ASSERT_EQUAL(r->trace.bucket[42].skips, 0);
    CU_ASSERT(isnan(r->trace.bucket[41].clip) && r->trace.bucket[42].clip < 1);
    race_drop(race);
}

/* What the optimizer remembers, and how far its means have come, is as if the skipped steps had
 * never been: after 12 skips a run is where one is that began with the scale they led to. */
static void optimizers_do_not_see_it(void)
{
    int moved = 0;
    for (int i = 0; optimizer_kinds[i]; i++) {
        struct problem p;
        struct run a, b;
        setup_quartic(&p, 10);
        setup_run(&a, &p, optimizer_kinds[i]->name, "mixed-precision", 1e-4, 1e12, 1);
        setup_run(&b, &p, optimizer_kinds[i]->name, "mixed-precision", 1e-4, 1e12, 1);
        CU_ASSERT_FATAL(run_set(&b, "scale", 16)); /* 4000·16 is a half, 4000·32 is none */
        run_restart(&b);
        setup_steps(&a, 12);
        CU_ASSERT(a.notes.skipped_steps == 12 && a.x[0] == 10);
        setup_steps(&a, 20);
        setup_steps(&b, 8);
        CU_ASSERT(b.notes.skipped_steps == 0 && same_bits(a.x, b.x, 1));
        CU_ASSERT(same_bits(a.opt_state, b.opt_state, a.n_opt_state));
        moved += b.x[0] != 10;
        run_release(&a);
        run_release(&b);
        problem_close(&p);
    }
    CU_ASSERT(moved > 8);
}

/* The scale ends at the floor, where it once began anew at what it was at first. */
static void the_scale_has_a_floor(void)
{
    static const double floors[] = {1, 0x1p-20, 0x1p-126};
    for (int i = 0; i < 3; i++) {
        struct problem p;
        struct run r;
        double far = 1e29; /* 4e87 fits into a half times no scale there is */
        setup_quartic(&p, far);
        setup_run(&r, &p, "gd", "mixed-precision", 1e-9, 1, 0);
        if (i < 2)
            CU_ASSERT_FATAL(run_set(&r, "min-scale", floors[i]));
        double before = run_loss_scale(&r);
        for (int t = 0; t < 1200; t++) {
            run_step(&r);
            CU_ASSERT_FATAL(run_loss_scale(&r) <= before && run_loss_scale(&r) >= floors[i]);
            before = run_loss_scale(&r);
        }
        CHECK_NEAR(before, floors[i], 0);
        CU_ASSERT(r.notes.skipped_steps == 1200 && r.notes.clipped_steps == 0 && r.x[0] == far);
        CU_ASSERT(isnan(monitor_ratio(&r)));
        run_release(&r);
        problem_close(&p);
    }
}

/* A scale that begins under the floor is not raised to it. */
static void a_floor_raises_nothing(void)
{
    struct problem p;
    struct run r;
    setup_quartic(&p, 1e4);
    setup_run(&r, &p, "gd", "mixed-precision", 1e-9, 1, 0);
    CU_ASSERT_FATAL(run_set(&r, "scale", 0.25) && run_set(&r, "min-scale", 1));
    run_restart(&r);
    setup_steps(&r, 5);
    CU_ASSERT(r.notes.skipped_steps == 5 && run_loss_scale(&r) == 0.25);
    run_release(&r);
    problem_close(&p);
}

/* There and back again: counts, scale and marks are those of the step. */
static void time_travel_keeps_them(void)
{
    struct race *race = race_of(scaled), *once = race_of(scaled);
    struct checkpoints *c = checkpoints_new(race, CHECKPOINT_BUDGET);
    race_advance(race, 256);
    checkpoints_keep(c, race);
    race_advance(race, 100);
    CU_ASSERT_FATAL(checkpoints_before(c, 350) > 0);
    checkpoints_restore(c, race, 256);
    race_advance(once, 256);
    run_settle(&race->run[0]);
    run_settle(&once->run[0]);
    CU_ASSERT(race->run[0].notes.skipped_steps == 42 && once->run[0].notes.skipped_steps == 42);
    CU_ASSERT(same_run(&race->run[0], &once->run[0]));
    checkpoints_free(c);
    race_drop(race);
    race_drop(once);
}

static int count_of(uint32_t glyph)
{
    int n = 0;
    for (int i = 0; i < screen.grid.cols * screen.grid.rows; i++)
        n += screen.grid.cells[i].glyph == glyph;
    return n;
}

/* The table counts them and shows the scale, the coming one is no factor, the inspector says why,
 * and the axis of steps has marks, in ASCII too. */
static void they_are_seen(void)
{
    enum { MARK = 0x25b4 };
    screen_open("problem: { kind: power, power: 4, start: 1e4 }\n"
                "runs:\n"
                "  amp: { lr: 1e-9, clip: mixed-precision, gamma: 1e12 }\n"
                "  hard: { lr: 1e-9, clip: hard, gamma: 1e12 }\n"
                "probe: { every: 0 }\n"
                "view: { panels: [gradnorm, table, monitor, inspector] }\n");
    compose(160, 48);
    CU_ASSERT(count_of(MARK) == 0);
    session_advance(session, 10);
    compose(160, 48);
    CU_ASSERT(grid_shows(&screen.grid, "skipped") && grid_shows(&screen.grid, "skip "));
    CU_ASSERT(grid_shows(&screen.grid, "     10          64")); /* 2^16 halved ten times */
    CU_ASSERT(grid_shows(&screen.grid, "amp 0%, hard 40%"));
    CU_ASSERT(grid_shows(&screen.grid, "step: skipped: θ stays where it is"));
    CU_ASSERT(grid_shows(&screen.grid, "loss scale: 64; 10 steps skipped"));
    int marks = count_of(MARK);
    CU_ASSERT(marks >= 5);
    screen.grid.unicode = false;
    session_advance(session, 50);
    compose(160, 48);
    int ticks = 0; /* of a run's colour, as no frame is */
    for (int i = 0; i < screen.grid.cols * screen.grid.rows; i++)
        ticks += screen.grid.cells[i].glyph == '|' && screen.grid.cells[i].fg >= ROLE_RUN;
    CU_ASSERT(ticks > 2 * marks);
    CU_ASSERT(grid_shows(&screen.grid, "amp 7%") &&
              grid_shows(&screen.grid, "       42     1.49e-8"));
    screen_drop();
    screen_open("problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { hard: { lr: 0.1, clip: hard } }\n"
                "view: { panels: [table, monitor] }\n");
    session_advance(session, 10);
    compose(160, 48);
    CU_ASSERT(!grid_shows(&screen.grid, "skipped") && !grid_shows(&screen.grid, "scale"));
    screen_drop();
}

/* In the table of `run`, in rows where asked for, and nowhere where no rule skips. */
static void run_tells_them(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "scaled.yaml", scaled);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run $D/scaled.yaml"), 0);
    CU_ASSERT(strstr(line_of(s.out, 0), "clipped %  skipped  loss scale  status") != NULL);
    CU_ASSERT(strstr(line_of(s.out, 1), "      6.7       42     1.49e-8  running") != NULL);
    shell_run(&s, "./clipdescent run quartic --steps 3");
    CU_ASSERT(strstr(s.out, "skipped") == NULL && strstr(s.out, "scale") == NULL);
    shell_run(&s, "./clipdescent run $D/scaled.yaml --csv - --columns skips,skipped,loss-scale | "
                  "cut -d, -f13-15 | sed -n '1p;2p;43p;44p;62p'");
    CHECK_TEXT(s.out, "skips,skipped,loss-scale\n1,0,65536\n1,41,2.9802322387695312e-08\n"
                      "0,42,1.4901161193847656e-08\n0,42,1.4901161193847656e-08\n");
    shell_run(&s, "./clipdescent run $D/scaled.yaml --json - | grep -c '\"clipped_steps\": 4, "
                  "\"skipped_steps\": 42'");
    CHECK_TEXT(s.out, "1\n");
    shell_end(&s);
}

static const struct check checks[] = {
    {"skipped is not clipped", skipped_is_not_clipped},
    {"optimizers do not see it", optimizers_do_not_see_it},
    {"the scale has a floor", the_scale_has_a_floor},
    {"a floor raises nothing", a_floor_raises_nothing},
    {"time travel keeps them", time_travel_keeps_them},
    {"they are seen", they_are_seen},
    {"run tells them", run_tells_them},
    {NULL, NULL},
};

int main(void)
{
    return check_main("skip", checks);
}
