/* The ends of the lines in plots over steps: each run's marker in the row of its value, and its
 * name beside it where that covers nothing. */
#include "panel/chart/ends.h"
#include "panel/chart/pen.h"
#include "screen_setup.h"

static const char apart[] =
    "problem: { kind: quadratic, a: 10, b: 1, start: [2, 2] }\n"
    "runs: { half: { lr: 0.1 }, below: { lr: 0.195 }, at-limit: { lr: 0.2 },\n"
    "        above: { lr: 0.25 } }\n"
    "view: { panels: [loss, table] }\n";

static bool shows(const char *text)
{
    struct rect at = layout_inside(&screen.layout, 0);
    for (int row = at.row; row < at.row + at.rows; row++)
        if (strstr(row_text(&screen.grid, row, at.col, at.col + at.cols), text))
            return true;
    return false;
}

static void names_stand_beside_markers(void)
{
    screen_open(apart);
    session_advance(session, 60);
    compose(120, 36);
    CU_ASSERT(shows("● half ") && shows("○ below ") && shows("□ at-limit "));
    CU_ASSERT(shows("↑ above ")); /* it is at 1e21: a marker would say 1e4 */
    screen.grid.unicode = false;
    compose(120, 36);
    CU_ASSERT(shows("o half ") && shows("O below ") && shows("| above "));
    compose(40, 16);
    CU_ASSERT(!shows("half"));
    screen_drop();
}

/* At each step to the end of the axis: a name that came and went would flicker. */
static void wide_plots_have_a_margin_for_names(void)
{
    screen_open(apart);
    for (int step = 2; step < 120; step++) {
        session_advance(session, 1);
        compose(120, 36);
        if (step > 8) /* before, lines lie on each other */
            CU_ASSERT(shows("half") && shows("at-limit") && shows("above"));
    }
    screen_drop();
}

/* Its name would jump with it. */
static void a_line_that_jumps_has_no_name(void)
{
    screen_open("problem: { kind: power, power: 2, start: 1 }\n"
                "runs: { swings: { lr: 0.99 }, falls: { lr: 0.01 } }\n"
                "view: { panels: [trajectory, table] }\n");
    session_advance(session, 11);
    compose(120, 36);
    CU_ASSERT(shows("falls") && !shows("swings"));
    screen_drop();
    screen_open("problem: { kind: power, power: 2, start: 1 }\n"
                "runs: { swings: { lr: 1 }, falls: { lr: 0.0001 } }\n"
                "view: { panels: [trajectory, table] }\n");
    session_advance(session, 3001); /* several steps a bucket: each begins at the same end */
    compose(120, 36);
    CU_ASSERT(shows("falls") && !shows("swings"));
    screen_drop();
    screen_open("problem: { kind: power, power: 2, start: 1 }\n" /* its loss falls at each step */
                "runs: { swings: { lr: 0.99 }, falls: { lr: 0.02 } }\n"
                "view: { panels: [loss, table] }\n");
    session_advance(session, 11);
    compose(120, 36);
    CU_ASSERT(shows("swings"));
    screen_drop();
}

/* Runs of one value are in one row, and are named together or not at all. */
static void one_value_is_one_row(void)
{
    screen_open("problem: { kind: power, power: 4, start: 1 }\n"
                "runs: { a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {}, h: {} }\n"
                "view: { panels: [trajectory, table] }\n");
    for (int cols = 60; cols <= 200; cols += 20) {
        session_advance(session, 7);
        compose(cols, 24);
        struct rect at = layout_inside(&screen.layout, 0);
        int row_of[RUNS_MAX] = {0};
        for (int row = at.row; row < at.row + at.rows; row++)
            for (int col = at.col; col < at.col + at.cols; col++)
                for (int i = 0; i < RUNS_MAX; i++)
                    if (grid_cell(&screen.grid, col, row)->glyph ==
                        pen_run_marker(session, i, true))
                        row_of[i] = row;
        for (int i = 0; i < RUNS_MAX; i++)
            CU_ASSERT(row_of[i] > 0 && row_of[i] == row_of[0]);
        CU_ASSERT(cols != 100 || shows("a b c d e f g h"));
    }
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"names stand beside markers", names_stand_beside_markers},
        {"wide plots have a margin for names", wide_plots_have_a_margin_for_names},
        {"a line that jumps has no name", a_line_that_jumps_has_no_name},
        {"one value is one row", one_value_is_one_row},
        {.name = NULL},
    };
    return check_main("ends", checks);
}
