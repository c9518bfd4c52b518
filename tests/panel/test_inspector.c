/* The inspector: what it says is what the run is about to do, and looking changes nothing. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live_setup.h"
#include "panel/chart/pen.h"
#include "panel/inspect.h"

static bool screen_has(struct live *l, const char *words)
{
    if (grid_shows(&l->screen.grid, words))
        return true;
    printf("\nnot on the screen: %s\n", words);
    return false;
}

static void this_steps_numbers(void)
{
    struct live *l = live_of_four("power", "5");
    session_key(&l->s, 'i');
    session_key(&l->s, K_TAB), session_key(&l->s, K_TAB);
    compose(l, 120, 36);
    CU_ASSERT_TRUE(screen_has(l, "hard at step 0"));
    CU_ASSERT_TRUE(screen_has(l, "∇f = 500, ‖∇f‖ = 500"));
    CU_ASSERT_TRUE(screen_has(l, "γ = 1: the gradient is outside the ball"));
    CU_ASSERT_TRUE(screen_has(l, "clip: min(1, γ/‖∇f‖) = min(1, 1/500) = 0.002"));
    CU_ASSERT_TRUE(screen_has(l, "step: η·clip·‖∇f‖ = 0.1·0.002·500 = 0.1"));
    CU_ASSERT_TRUE(screen_has(l, "η·clip = 0.0002 is under 2/λ = 0.006667"));
    CU_ASSERT_TRUE(screen_has(l, "a step of descent without clipping: 50; by rule:"));
    CU_ASSERT_TRUE(screen_has(l, "█ 0.05") && screen_has(l, " 0.0998") && screen_has(l, "█ 0.1"));
    session_key(&l->s, K_TAB);
    session_advance(&l->s, 60);
    compose(l, 120, 36);
    CU_ASSERT_TRUE(screen_has(l, "soft at step 60"));
    CU_ASSERT_TRUE(screen_has(l, "the gradient is inside the ball"));
    session_key(&l->s, K_BACK_TAB), session_key(&l->s, K_BACK_TAB);
    compose(l, 120, 36);
    CU_ASSERT_TRUE(screen_has(l, "γ = 1 of another run"));
    live_drop(l);
}

/* The role of the bar in the row that has these words. */
static int bar_role(struct live *l, const char *words)
{
    const struct grid *g = &l->screen.grid;
    for (int row = 0; row < g->rows; row++)
        for (int col = 0; strstr(row_text(g, row, 0, g->cols), words) && col < g->cols; col++)
            if (g->cells[row * g->cols + col].glyph == 0x2588)
                return g->cells[row * g->cols + col].fg;
    return -1;
}

/* Hard and soft have the colours here that they have as runs. */
static void bars_have_the_runs_colours(void)
{
    struct live *l = live_of_four("power", "5");
    session_key(&l->s, 'i');
    compose(l, 120, 50);
    CU_ASSERT_EQUAL(bar_role(l, "½ hard"), (int)pen_run_role(&l->s, 1));
    CU_ASSERT_EQUAL(bar_role(l, "soft   "), (int)pen_run_role(&l->s, 2));
    live_drop(l);
}

static void rules_compared(void)
{
    struct live *l = live_of_four("rosenbrock", "[-1.2, 1]");
    for (int i = 0; i < 40; i++) {
        struct inspect in;
        session_settle(&l->s);
        l->s.view.selected = i % 4;
        CU_ASSERT_FATAL(inspect_of(&l->s, &in));
        CU_ASSERT_EQUAL(in.run, i % 4);
        double norm = l->s.race.run[i % 4].now.grad_norm, hard = in.factor[INSPECT_HARD];
        CHECK_NEAR(hard, fmin(1, in.gamma / norm), 1e-15);
        CHECK_NEAR(in.factor[INSPECT_SOFT], in.gamma / (norm + in.gamma), 1e-15);
        CU_ASSERT(hard / 2 <= in.factor[INSPECT_SOFT] && in.factor[INSPECT_SOFT] <= hard);
        CU_ASSERT_EQUAL(in.factor[INSPECT_NONE], 1);
        session_advance(&l->s, 1);
    }
    l->s.view.selected = -1;
    struct inspect in;
    CU_ASSERT_TRUE(inspect_of(&l->s, &in) && in.run == 1); /* the first that clips */
    live_drop(l);
}

static void the_key_brings_and_takes_it(void)
{
    struct live *l = live_of_four("power", "5");
    compose(l, 120, 36);
    struct grid before;
    grid_init(&before);
    grid_copy(&before, &l->screen.grid);
    session_key(&l->s, 'i');
    CU_ASSERT_TRUE(inspect_shown(&l->s));
    compose(l, 120, 36);
    CU_ASSERT_FALSE(grid_equal(&before, &l->screen.grid));
    size_t calls = mem_calls();
    double x = l->s.race.run[1].x[0];
    uint64_t evals = l->s.race.run[1].notes.evals;
    compose(l, 120, 36);
    CU_ASSERT(mem_calls() == calls && l->s.race.run[1].x[0] == x);
    CU_ASSERT_EQUAL(l->s.race.run[1].notes.evals, evals); /* looking is not counted */
    l->s.view.focus = 2;
    session_key(&l->s, 'i');
    CU_ASSERT(!inspect_shown(&l->s) && l->s.view.focus == 1);
    l->s.view.focus = 0;
    compose(l, 120, 36);
    CU_ASSERT_TRUE(grid_equal(&before, &l->screen.grid));
    grid_release(&before);
    live_drop(l);
}

/* Sizes, dimensions, rules, a run that has diverged: any frame is fine. */
static void any_frame(void)
{
    static const char *const problems[][2] = {
        {"power", "5"}, {"rosenbrock", "[-1.2, 1]"}, {"reciprocal", "1"}};
    for (int k = 0; k < 3; k++) {
        struct live *l = live_of_four(problems[k][0], problems[k][1]);
        session_key(&l->s, 'i');
        for (int i = 0; i < 30; i++) {
            session_key(&l->s, '0' + i % 5);
            session_advance(&l->s, 7);
            session_settle(&l->s);
            screen_compose(&l->screen, &l->s, 40 + 9 * i, 10 + i);
        }
        live_drop(l);
    }
}

int main(void)
{
    static const struct check checks[] = {
        {"this step's numbers", this_steps_numbers},
        {"rules compared", rules_compared},
        {"bars have the runs' colours", bars_have_the_runs_colours},
        {"the key brings and takes it", the_key_brings_and_takes_it},
        {"any frame", any_frame},
        {NULL, NULL},
    };
    return check_main("inspector", checks);
}
