/* Panels over steps where time was travelled: what lies ahead, the ghost, and clicks. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live_setup.h"

static struct live *two_runs(const char *kind)
{
    char text[400];
    snprintf(text, sizeof text,
             "problem: { kind: %s }\n"
             "runs:\n"
             "  fixed: { lr: 0.0005 }\n"
             "  hard:  { lr: 0.002, clip: hard, gamma: 1 }\n"
             "view: { panels: [landscape, loss, trajectory] }\n",
             kind);
    return live_of(text, true, 256);
}

static void go_to(struct live *l, int step)
{
    struct action a = action_of(ACT_GO_TO);
    a.num = step;
    session_act(&l->s, &a);
    CU_ASSERT_EQUAL(l->s.race.step, (uint64_t)step);
}

/* Dots of that role in panel i, from column `from` (a share of its width) on. */
static int dots(struct live *l, int i, enum role role, double from)
{
    struct rect at = layout_inside(&l->screen.layout, i);
    int n = 0;
    for (int row = at.row; row < at.row + at.rows; row++)
        for (int col = at.col + (int)(at.cols * from); col < at.col + at.cols; col++) {
            const struct cell *cell = grid_cell(&l->screen.grid, col, row);
            n += cell->dots == CELL_CANVAS && cell->fg == role;
        }
    return n;
}

static void what_lies_ahead_stays_to_be_seen(void)
{
    struct live *l = two_runs("rosenbrock");
    session_advance(&l->s, 190);
    compose(l, 120, 36);
    int before = dots(l, 1, ROLE_RUN, 0.5);
    CU_ASSERT(before > 5);
    go_to(l, 40);
    compose(l, 120, 36);
    int ahead = dots(l, 1, ROLE_RUN, 0.5);
    CU_ASSERT(ahead > 0 && dots(l, 2, ROLE_RUN + 1, 0.5) > 0);
    l->s.future.on = false;
    compose(l, 120, 36);
    CU_ASSERT_EQUAL(dots(l, 1, ROLE_RUN, 0.5), 0);
    live_drop(l);
}

static void ghosts_are_faint(void)
{
    static const char *const kinds[] = {"rosenbrock", "power"};
    for (int k = 0; k < 2; k++) {
        struct live *l = two_runs(kinds[k]);
        session_advance(&l->s, 2000);
        go_to(l, 10);
        struct action up = action_of(ACT_LR_DOWN_DECADE);
        session_act(&l->s, &up);
        session_advance(&l->s, 5);
        compose(l, 120, 36);
        int with[3], without[3];
        for (int i = 0; i < 3; i++)
            with[i] = dots(l, i, ROLE_FAINT, 0);
        struct action clear = action_of(ACT_GHOST);
        CU_ASSERT_TRUE(l->s.ghost.on);
        session_act(&l->s, &clear);
        compose(l, 120, 36);
        for (int i = 0; i < 3; i++) {
            without[i] = dots(l, i, ROLE_FAINT, 0);
            if (!(with[i] > without[i]))
                printf("\n%s: panel %d: %d, %d\n", kinds[k], i, with[i], without[i]);
            CU_ASSERT(with[i] > without[i]);
        }
        live_drop(l);
    }
}

static void clicks_go_to_a_step(void)
{
    struct live *l = two_runs("power");
    struct action a;
    session_advance(&l->s, 100); /* the axis ends at 200 */
    compose(l, 120, 36);
    struct rect at = layout_inside(&l->screen.layout, 1);
    int end = at.col + at.cols - 1, axis = at.row + at.rows - 2;
    CU_ASSERT_FATAL(screen_click(&l->screen, &l->s, end, axis, &a));
    CU_ASSERT_EQUAL(a.id, ACT_GO_TO);
    CU_ASSERT(a.num >= 197 && a.num <= 200);
    session_act(&l->s, &a);
    CU_ASSERT_EQUAL(l->s.race.step, 100); /* no farther than it has come */
    double last = 300;
    for (int col = end; col > at.col + 8; col--) {
        CU_ASSERT_FATAL(screen_click(&l->screen, &l->s, col, axis + 1, &a));
        CU_ASSERT(a.id == ACT_GO_TO && a.num < last && a.num >= 0);
        last = a.num;
    }
    CU_ASSERT(last < 22);
    /* In the plot: the focus first, then the step. */
    CU_ASSERT_TRUE(screen_click(&l->screen, &l->s, end, at.row + 3, &a));
    CU_ASSERT_EQUAL(a.id, ACT_PANEL);
    session_act(&l->s, &a);
    CU_ASSERT_TRUE(screen_click(&l->screen, &l->s, at.col + at.cols / 2, at.row + 3, &a));
    CU_ASSERT(a.id == ACT_GO_TO && a.num > 80 && a.num < 107);
    live_drop(l);
}

int main(void)
{
    static const struct check checks[] = {
        {"what lies ahead stays to be seen", what_lies_ahead_stays_to_be_seen},
        {"ghosts are faint", ghosts_are_faint},
        {"clicks go to a step", clicks_go_to_a_step},
        {NULL, NULL},
    };
    return check_main("steps", checks);
}
