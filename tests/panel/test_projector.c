/* For a projector: few large pictures, muted maps, large markers. */
#include <stdio.h>

#include "panel/chart/pen.h"
#include "screen_setup.h"

static const char valley[] = "problem: { kind: beale, start: [2, 2] }\n"
                             "runs:\n"
                             "  fixed: { lr: 0.0001 }\n"
                             "  hard: { lr: 0.1, clip: hard }\n"
                             "  soft: { lr: 0.1, clip: soft }\n"
                             "view: { panels: [landscape, loss, trajectory, smoothness, table] }\n";

/* How many plots there are; the least of their rows. */
static int plots(int *rows)
{
    int n = 0;
    *rows = 1000;
    for (int i = 0; i < screen.n; i++)
        if (screen.layout.at[i].cols > 0 && !screen.kind[i]->want_rows) {
            n++;
            *rows = screen.layout.at[i].rows < *rows ? screen.layout.at[i].rows : *rows;
        }
    return n;
}

/* The strips on the screen, by name. */
static const char *strips(void)
{
    static char names[80];
    names[0] = '\0';
    for (int i = 0; i < screen.n; i++)
        if (screen.layout.at[i].cols > 0 && screen.kind[i]->want_rows)
            strcat(strcat(names, names[0] ? " " : ""), screen.kind[i]->name);
    return names;
}

static void one_strip_stays(void)
{
    screen_open("problem: { kind: power, start: 6 }\n"
                "runs: { a: {}, b: { clip: hard }, c: { clip: soft } }\n"
                "view: { panels: [landscape, loss, next-step, table] }\n");
    compose(120, 36);
    CHECK_TEXT(strips(), "next-step table");
    session_key(session, 'V');
    compose(120, 36);
    CHECK_TEXT(strips(), "next-step");
    session_key(session, 'P'); /* back from the first is the last */
    compose(120, 36);
    CHECK_TEXT(strips(), "table");
    session_key(session, 'z');
    compose(120, 36);
    CHECK_TEXT(strips(), "table");
    screen_drop();
}

/* How far from the first to the last cell of a block the markers stand in the landscape. */
static void blocks_stand_close(void)
{
    screen_open("problem: { kind: power, start: 3 }\n"
                "runs: { a: {}, b: { clip: hard }, c: { clip: soft } }\n"
                "view: { panels: [landscape, loss] }\n");
    session_key(session, 'V');
    compose(120, 36);
    for (int panel = 0; panel < 2; panel++) {
        struct rect at = layout_inside(&screen.layout, panel);
        int left = 1000, right = 0;
        for (int row = at.row; row < at.row + at.rows; row++)
            for (int col = at.col; col < at.col + at.cols; col++)
                if (grid_cell(&screen.grid, col, row)->attr & ATTR_REVERSE) {
                    left = col < left ? col : left;
                    right = col > right ? col : right;
                }
        CU_ASSERT(right - left + 1 >= 3 && right - left + 1 <= (panel == 0 ? 3 : 7));
    }
    screen_drop();
}

static void few_large_pictures(void)
{
    static const int sizes[][2] = {{80, 24}, {120, 36}, {160, 50}, {200, 60}};
    screen_open(valley);
    session_advance(session, 20);
    for (int i = 0; i < 4; i++) {
        int rows, small_rows;
        session->view.big = false;
        compose(sizes[i][0], sizes[i][1]);
        int n = plots(&small_rows);
        session_key(session, 'V');
        compose(sizes[i][0], sizes[i][1]);
        CU_ASSERT(plots(&rows) < n && plots(&rows) <= 2);
        CU_ASSERT(rows > small_rows && 2 * rows >= sizes[i][1]);
        session->view.big = false;
    }
    screen_drop();
}

/* The least and the greatest level of the map on the screen. */
static void levels(int *lo, int *hi)
{
    *lo = MAP_LEVELS, *hi = -1;
    for (int i = 0; i < screen.grid.cols * screen.grid.rows; i++) {
        int level = screen.grid.cells[i].bg - ROLE_MAP;
        if (level < 0 || level >= MAP_LEVELS)
            continue;
        *lo = level < *lo ? level : *lo;
        *hi = level > *hi ? level : *hi;
    }
}

static void maps_are_muted(void)
{
    int lo, hi;
    screen_open(valley);
    compose(120, 36);
    levels(&lo, &hi);
    CU_ASSERT(lo == 0 && hi == MAP_LEVELS - 1);
    session_key(session, 'V');
    compose(120, 36);
    levels(&lo, &hi);
    CU_ASSERT(lo == 0 && hi == MAP_LEVELS / 2 - 1); /* the dark half */
    session->view.theme = THEME_VIRIDIS_LIGHT;
    compose(120, 36);
    levels(&lo, &hi);
    CU_ASSERT(lo == MAP_LEVELS / 2 && hi == MAP_LEVELS - 1);
    screen_drop();
}

/* Each run's marker is a block of its colour, in every picture; none covers another. */
static void markers_are_large(void)
{
    screen_open(valley);
    session_key(session, 'V');
    for (int step = 0; step < 30; step++) {
        session_advance(session, 1);
        compose(120, 36);
        for (int i = 0; i < session->race.n; i++) {
            uint32_t marker = pen_run_marker(session, i, true);
            int found = 0;
            for (int row = 0; row < screen.grid.rows; row++)
                for (int col = 1; col + 1 < screen.grid.cols; col++) {
                    const struct cell *c = grid_cell(&screen.grid, col, row);
                    if (c->glyph != marker || !(c->attr & ATTR_REVERSE))
                        continue;
                    CU_ASSERT_EQUAL(c->fg, pen_run_role(session, i));
                    found += (c[-1].attr & ATTR_REVERSE) != 0 || (c[1].attr & ATTR_REVERSE) != 0;
                }
            CU_ASSERT_EQUAL(found, 2); /* landscape and loss */
        }
    }
    screen_drop();
}

/* Where runs are at one place, as at the start, each block is whole. */
static void blocks_are_whole(void)
{
    screen_open("problem: { kind: beale, start: [2, 2] }\n"
                "runs: { a: {}, b: {}, c: { clip: hard }, d: { clip: hard }, e: { clip: soft } }\n"
                "view: { panels: [landscape, loss] }\n");
    session_key(session, 'V');
    compose(120, 36);
    for (int i = 0; i < session->race.n; i++) {
        uint32_t marker = pen_run_marker(session, i, true);
        int whole = 0;
        for (int k = 1; k + 1 < screen.grid.rows * screen.grid.cols; k++) {
            const struct cell *c = &screen.grid.cells[k];
            bool block = c->glyph == marker && (c->attr & ATTR_REVERSE);
            whole += block && c[-1].glyph == ' ' && c[1].glyph == ' ' && c[-1].fg == c->fg &&
                     c[1].fg == c->fg && (c[-1].attr & c[1].attr & ATTR_REVERSE);
        }
        CU_ASSERT(whole >= 1); /* in the landscape */
    }
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"few large pictures", few_large_pictures},
        {"one strip stays", one_strip_stays},
        {"blocks stand close", blocks_stand_close},
        {"maps are muted", maps_are_muted},
        {"markers are large", markers_are_large},
        {"blocks are whole", blocks_are_whole},
        {NULL, NULL},
    };
    return check_main("projector", checks);
}
