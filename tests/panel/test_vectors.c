/* The next step as arrows on the landscape: what they say is what the run does, and they hide
 * nothing. */
#include <math.h>
#include <stdio.h>

#include "live_setup.h"
#include "panel/chart/pen.h"
#include "panel/vectors.h"

/* Each run's arrow leads to where it is after its step, and the dashed one, shortened by the clip
 * factor, to the same place. */
static void they_lead_to_the_next_point(void)
{
    struct live *l = live_of_four("bent-valley", "[2, 1.5]");
    for (int step = 0; step < 40; step++) {
        double to[4][2], factor[4];
        struct vectors v[4];
        session_settle(&l->s);
        for (int i = 0; i < 4; i++) {
            const struct run *r = &l->s.race.run[i];
            l->s.view.selected = i;
            v[i] = vectors_of(&l->s);
            factor[i] = r->now.clip_factor;
            for (int k = 0; k < 2; k++)
                to[i][k] = r->x[k] + v[i].step[k];
        }
        session_advance(&l->s, 1);
        for (int i = 0; i < 4; i++) {
            CU_ASSERT_TRUE(v[i].shown && v[i].run == i);
            bool both = i < 3 && factor[i] < 1; /* of momentum nobody knows it */
            for (int k = 0; k < 2; k++) {
                CU_ASSERT_EQUAL(to[i][k], l->s.race.run[i].x[k]);
                CU_ASSERT_EQUAL(isfinite(v[i].unclipped[k]), both);
                if (both)
                    CHECK_NEAR(factor[i] * v[i].unclipped[k], v[i].step[k], 1e-12);
            }
        }
    }
    live_drop(l);
}

static void whose_and_when(void)
{
    struct live *l = live_of_four("power", "5");
    session_settle(&l->s);
    struct vectors v = vectors_of(&l->s);
    CU_ASSERT_TRUE(v.shown && v.run == 1); /* nobody is selected: the first that clips */
    CU_ASSERT_EQUAL(v.unclipped[0], -50);
    compose(l, 120, 36);
    CU_ASSERT_TRUE(grid_shows(&l->screen.grid, "hard: ─ next step 0.1, ╌ unclipped 50"));
    CU_ASSERT_TRUE(grid_shows(&l->screen.grid, "←"));
    session_key(&l->s, 'i'); /* the inspector draws its own */
    CU_ASSERT_FALSE(vectors_of(&l->s).shown);
    session_key(&l->s, 'i');
    session_key(&l->s, K_TAB);
    session_settle(&l->s);
    v = vectors_of(&l->s);
    CU_ASSERT_TRUE(v.shown && v.run == 0 && isnan(v.unclipped[0]));
    live_drop(l);

    l = live_of_four("power", "50"); /* where lr 0.01 is too high */
    l->s.view.selected = 0;
    session_advance(&l->s, 30);
    session_settle(&l->s);
    CU_ASSERT_EQUAL(l->s.race.run[0].now.status, RUN_DIVERGED);
    CU_ASSERT_FALSE(vectors_of(&l->s).shown);
    live_drop(l);
}

/* Every run in the picture keeps its marker there. */
static void markers_stay(void)
{
    static const char *const where[][2] = {{"power", "5"}, {"beale", "[2, 2]"}};
    for (int k = 0; k < 4; k++) {
        struct live *l = live_of_four(where[k / 2][0], where[k / 2][1]);
        for (int step = 0; step < 20; step++) {
            int seen = 0;
            session_advance(&l->s, 1);
            l->s.view.selected = step % 5 - 1;
            compose(l, k % 2 ? 160 : 80, k % 2 ? 50 : 24);
            const struct rect *at = &l->screen.layout.at[0];
            for (int i = 0; i < l->s.race.n; i++) {
                const struct run *r = &l->s.race.run[i];
                const double *box = l->s.view.box;
                bool in = pen_alive(r) && r->x[0] >= box[0] && r->x[0] <= box[1] &&
                          (r->dim == 1 || (r->x[1] >= box[2] && r->x[1] <= box[3]));
                for (int row = at->row; in && row < at->row + at->rows; row++)
                    for (int col = at->col; in && col < at->col + at->cols; col++)
                        if (grid_cell(&l->screen.grid, col, row)->glyph ==
                            pen_run_marker(&l->s, i, true))
                            in = false, seen++;
                CU_ASSERT_FALSE(in);
            }
            CU_ASSERT(seen > 0);
        }
        live_drop(l);
    }
}

/* An arrow that ends where another run stands leaves it its marker. */
static void no_head_over_a_marker(void)
{
    struct live *l = live_of("problem: { kind: quadratic, start: [4, 0] }\n"
                             "runs:\n"
                             "  a: { lr: 0.005 }\n"
                             "  b: { lr: 0.005, start: [2, 0] }\n"
                             "view: { panels: [landscape], window: [-1, 5, -1, 1] }\n",
                             true, 256);
    l->s.view.selected = 0;
    session_settle(&l->s);
    CHECK_NEAR(vectors_of(&l->s).step[0], -2, 1e-12);
    for (int cols = 60; cols < 200; cols += 20) {
        compose(l, cols, 30);
        int found = 0;
        const struct rect *at = &l->screen.layout.at[0];
        for (int row = at->row; row + 1 < at->row + at->rows; row++) /* not in the legend */
            for (int col = at->col; col < at->col + at->cols; col++)
                found +=
                    grid_cell(&l->screen.grid, col, row)->glyph == pen_run_marker(&l->s, 1, true);
        CU_ASSERT_EQUAL(found, 1);
    }
    live_drop(l);
}

/* The first cell of the words on the screen. */
static struct cell *cell_of(struct live *l, const char *words)
{
    for (int row = 0; row < l->screen.grid.rows; row++)
        for (int col = 0; col < l->screen.grid.cols; col++) {
            const char *shown = row_text(&l->screen.grid, row, col, l->screen.grid.cols);
            if (strncmp(shown, words, strlen(words)) == 0)
                return grid_cell(&l->screen.grid, col, row);
        }
    CU_FAIL_FATAL("the words are not on the screen");
    return NULL;
}

/* Words on a map keep its colour behind them, and the ink of titles, which stands out from all of
 * it; on a curve they have the run's. */
static void words_lie_on_the_map(void)
{
    static const char *const words[] = {"fixed went off the", "hard: "};
    struct live *l = live_of_four("beale", "[4.5, 4.5]");
    l->s.view.selected = 1;
    session_advance(&l->s, 2);
    for (int form = 0; form < 2; form++) {
        l->screen.grid.unicode = form == 0;
        compose(l, 120, 36);
        for (int i = 0; i < 2; i++) {
            const struct cell *c = cell_of(l, words[i]);
            for (int k = 0; k < 5; k++)
                CU_ASSERT(c[k].fg == ROLE_TITLE && (form > 0 || role_is_ground(c[k].bg)));
        }
    }
    live_drop(l);
    l = live_of_four("power", "50");
    session_advance(&l->s, 2);
    compose(l, 120, 36);
    CU_ASSERT_EQUAL(cell_of(l, words[0])->fg, pen_run_role(&l->s, 0));
    CU_ASSERT_EQUAL(cell_of(l, words[1])->fg, pen_run_role(&l->s, 1));
    live_drop(l);
}

/* However narrow the picture, the legend says whose step it is. */
static void the_legend_has_a_name(void)
{
    struct live *l = live_of_four("power", "3");
    int seen = 0, brief = 0;
    for (int cols = 44; cols < 140; cols += 2) {
        compose(l, cols, 24);
        struct rect at = layout_inside(&l->screen.layout, 0);
        for (int row = at.row; row < at.row + at.rows; row++) {
            const char *shown = row_text(&l->screen.grid, row, at.col, at.col + at.cols);
            if (!strstr(shown, "─ ") || !strstr(shown, "╌ "))
                continue;
            CU_ASSERT_PTR_NOT_NULL(strstr(shown, "hard: ─ "));
            seen++;
            brief += !strstr(shown, "unclipped");
        }
    }
    CU_ASSERT(seen > 20 && brief > 0 && brief < seen);
    live_drop(l);
}

int main(void)
{
    static const struct check checks[] = {
        {"they lead to the next point", they_lead_to_the_next_point},
        {"whose and when", whose_and_when},
        {"markers stay", markers_stay},
        {"no head over a marker", no_head_over_a_marker},
        {"words lie on the map", words_lie_on_the_map},
        {"the legend has a name", the_legend_has_a_name},
        {NULL, NULL},
    };
    return check_main("vectors", checks);
}
