/* How runs are told apart, and what panels say of themselves where there is room. */
#include <stdlib.h>

#include "panel/chart/pen.h"
#include "panel/chart/telling.h"
#include "screen_setup.h"

static int cells_with(uint32_t glyph)
{
    int n = 0;
    for (int i = 0; i < screen.grid.cols * screen.grid.rows; i++)
        n += screen.grid.cells[i].glyph == glyph;
    return n;
}

/* Lines that no colour tells apart have their runs' markers along them. */
static void lines_without_colour(void)
{
    screen_open(quartic);
    session_advance(session, 30);
    compose(120, 36);
    int fixed = cells_with(run_marker(0, true)), hard = cells_with(run_marker(1, true));
    CU_ASSERT(fixed == 3 && hard == 3); /* landscape, loss and table */
    screen.grid.colours = 0;
    compose(120, 36);
    CU_ASSERT(cells_with(run_marker(0, true)) >= fixed + 2);
    CU_ASSERT(cells_with(run_marker(1, true)) >= hard + 2);
    screen.grid.colours = 256;
    session->view.theme = THEME_MONO;
    compose(120, 36);
    CU_ASSERT(cells_with(run_marker(0, true)) >= fixed + 2);
    screen_drop();
}

/* A run has one marker in all panels, by what it is and not by its place among the runs. */
static void orbits_have_the_markers_of_the_table(void)
{
    screen_open("problem: { kind: dirac-gan, game: wgan, start: [1, 1] }\n"
                "runs: { a: { lr: 0.1 }, b: { lr: 0.1, optimizer: alternating },\n"
                "        c: { lr: 0.1, optimizer: extragradient, clip: per-layer } }\n"
                "view: { panels: [orbits, table], window: [-3, 3, -3, 3] }\n");
    session_advance(session, 3);
    compose(120, 36);
    CU_ASSERT(pen_run_marker(session, 1, true) != run_marker(1, true));
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(cells_with(pen_run_marker(session, i, true)), 2);
    screen_drop();
}

static int first_row_with(const char *text)
{
    for (int row = 0; row < screen.grid.rows; row++)
        if (strstr(row_text(&screen.grid, row, 0, screen.grid.cols), text))
            return row;
    return -1;
}

/* Rings side by side or one under the other, as they are largest. */
static void rings_are_round(void)
{
    screen_open("problem: { kind: ring-gan }\n"
                "runs: { first: { optimizer: alternating }, second: { optimizer: alternating },\n"
                "        third: { optimizer: alternating } }\nview: { panels: [made] }\n");
    compose(120, 36);
    CU_ASSERT(first_row_with("third") > 0 && first_row_with("third") == first_row_with("first"));
    compose(60, 60);
    CU_ASSERT(first_row_with("second") > first_row_with("first") + 12);
    CU_ASSERT(first_row_with("third") > first_row_with("second") + 12);
    compose(100, 60);
    CU_ASSERT(first_row_with("second") == first_row_with("first"));
    CU_ASSERT(first_row_with("third") > first_row_with("second") + 20);
    screen_drop();
}

/* A column that would have nothing but dashes is left out. */
static void no_column_without_curvature(void)
{
    for (int every = 0; every < 2; every++) {
        char yaml[200];
        snprintf(yaml, sizeof yaml,
                 "problem: { kind: power, start: 5 }\nruns: { a: { lr: 0.01 } }\n"
                 "view: { panels: [table] }\nprobe: { every: %d }\n",
                 every);
        screen_open(yaml);
        compose(120, 36);
        CU_ASSERT_EQUAL(grid_shows(&screen.grid, "η·factor·λ < 2"), every);
        CU_ASSERT(grid_shows(&screen.grid, "clip factor"));
        screen_drop();
    }
}

/* Where there is no room for the table, the line over the caption says whose the markers are. */
static void markers_have_names(void)
{
    screen_open(quartic);
    compose(120, 36);
    CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, 31, 0, 120), "fixed"));
    compose(60, 16);
    CU_ASSERT(row_shows(12, "─ ● fixed ◆ hard ─"));
    session->view.zoomed = true;
    compose(120, 36);
    CU_ASSERT(row_shows(31, "─ ● fixed ◆ hard ─"));
    session->view.focus = 2;
    compose(120, 36);
    CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, 31, 0, 120), "fixed"));
    screen.grid.unicode = false;
    session->view.focus = 1;
    compose(40, 10);
    CU_ASSERT(row_shows(7, " o fixed x hard "));
    screen_drop();
}

/* A title says all that there is room for, and no half a number. */
static void titles_fit_their_panels(void)
{
    screen_open("problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { right: { lr: 0.1, clip: hard }, wrong: { lr: 0.1, clip: soft } }\n"
                "view: { panels: [loss, gradnorm, table] }\n");
    session_advance(session, 20);
    compose(120, 36);
    CU_ASSERT(row_shows(1, "─ 2: gradient norm, clipped: right 100%, wrong 100% ─"));
    compose(80, 24);
    CU_ASSERT(row_shows(1, "─ 2: ‖∇f‖ ─"));
    screen.grid.unicode = false;
    compose(76, 24);
    CU_ASSERT(row_shows(1, "- 2: |grad f| -"));
    screen_drop();
}

/* All runs are named, or none: a list that is cut would say that there are no more. */
static void titles_name_every_run(void)
{
    static const char all[] =
        "─ 1: gradient norm, clipped: every-step-of-it-is-a 100%, every-step-of-it-is-b 100%, "
        "every-step-of-it-is-c 100%, every-step-of-it-is-d 100%, every-step-of-it-is-e 100%, "
        "every-step-of-it-is-f 100%, every-step-of-it-is-g 100%, every-step-of-it-is-h 100% ─";
    char yaml[800];
    int n = snprintf(yaml, sizeof yaml, "problem: { kind: power, power: 4, start: 5 }\nruns: {");
    for (int c = 'a'; c <= 'h'; c++)
        n += snprintf(yaml + n, sizeof yaml - (size_t)n,
                      "%s every-step-of-it-is-%c: { lr: 0.01, clip: hard }", c > 'a' ? "," : "", c);
    snprintf(yaml + n, sizeof yaml - (size_t)n, " }\nview: { panels: [gradnorm] }\n");
    screen_open(yaml);
    session_advance(session, 20);
    compose(300, 36);
    CU_ASSERT(row_shows(1, all));
    compose(200, 36);
    CU_ASSERT(row_shows(1, "─ 1: ‖∇f‖ ─"));
    screen_drop();
}

static const char *knob_of(const char *runs)
{
    char yaml[400];
    snprintf(yaml, sizeof yaml, "problem: { kind: quadratic, start: [1, 1] }\nruns: { %s }\n",
             runs);
    screen_open(yaml);
    const char *knob = telling_knob(&session->race);
    screen_drop();
    return knob;
}

/* Of the knobs beside lr and γ the one in which the runs differ most; those at their defaults, and
 * γ itself, say nothing. */
static void the_knob_that_tells_runs_apart(void)
{
    CU_ASSERT_PTR_NULL(knob_of("a: { lr: 0.1 }, b: { lr: 1 }"));
    CU_ASSERT_PTR_NULL(knob_of("a: { clip: hard, gamma: 1 }, b: { clip: soft, gamma: 2 }"));
    CU_ASSERT_PTR_NULL(knob_of("a: { optimizer: adam }, b: { optimizer: momentum }"));
    CHECK_TEXT(knob_of("a: { optimizer: adam, eps: 0.1 }"), "eps");
    CHECK_TEXT(knob_of("a: { optimizer: adam, eps: 0.1 }, b: { optimizer: adam, beta1: 0.5 }, "
                       "c: { optimizer: adam, beta1: 0 }"),
               "beta1");
    CHECK_TEXT(knob_of("a: { clip: mixed-precision, order: clip-first }, "
                       "b: { clip: mixed-precision, scale: 1 }, "
                       "c: { clip: mixed-precision, scale: 4 }"),
               "scale");
}

static void the_table_has_that_knob(void)
{
    screen_open("problem: { kind: quadratic, start: [1, 1] }\n"
                "runs: { a: { optimizer: adam, eps: 1e-8 }, b: { optimizer: adam, eps: 65536 }, "
                "c: { lr: 1 } }\nview: { panels: [loss, table] }\n");
    compose(120, 36);
    CU_ASSERT(row_shows(27, " lr        γ      eps "));
    CU_ASSERT(row_shows(28, " 0.1        –     1e-8 ") && row_shows(29, " –    65536 "));
    CU_ASSERT(row_shows(30, " 1        –        – "));
    compose(80, 24);
    CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, 16, 0, 80), "eps"));
    CU_ASSERT(row_shows(16, " status "));
    screen_drop();
    screen_open("problem: { kind: quadratic, start: [1, 1] }\nruns: { b: { clip: mixed-precision, "
                "order: clip-first } }\nview: { panels: [loss, table] }\n");
    compose(120, 36);
    CU_ASSERT(row_shows(29, "       order ") && row_shows(30, "  clip-first "));
    screen_drop();
}

/* The map answers for the setting nearest to it, and for the slowest start: the panel says so. */
static void the_map_says_what_it_is_of(void)
{
    screen_open(
        "problem: { kind: power, power: 4, start: 5 }\n"
        "runs: { hard: { lr: 0.1, clip: hard, gamma: 1 } }\n"
        "view: { panels: [loss, advisor], map-lr: 0.01:1:3, map-gamma: 0.1:10:3, map-steps: 50,\n"
        "        map-starts: 3 }\n");
    compose(80, 24);
    int row = 19;
    CU_ASSERT(row_shows(row,
                        "by map: of its setting nearest to this one, from the slowest of its 3 "
                        "starts"));
    screen_drop();
    screen_open(
        "problem: { kind: power, power: 4, start: 5 }\n"
        "runs: { hard: { lr: 0.1, clip: hard, gamma: 1 } }\n"
        "view: { panels: [loss, advisor], map-lr: 0.01:1:3, map-gamma: 0.1:10:3, map-steps: 50 "
        "}\n");
    compose(80, 24);
    /* The verdict on it says so, and has its room. */
    CU_ASSERT(row_shows(row - 2, "the fastest of the map, 5 steps from this start"));
    screen_drop();
}

/* Of the cells with this glyph to the right of col, the row of the first; -1: there is none. */
static int row_with(uint32_t glyph, int col)
{
    for (int row = 1; row < screen.grid.rows - 10; row++)
        for (int k = col; k < screen.grid.cols; k++)
            if (grid_cell(&screen.grid, k, row)->glyph == glyph)
                return row;
    return -1;
}

/* Four runs with one loss: no marker is more than a row from it, and the selected one is on it. */
static void markers_stand_at_their_loss(void)
{
    screen_open(
        "problem: { kind: power, power: 4, start: 5 }\n"
        "runs: { a: { lr: 0.001 }, b: { lr: 0.001 }, c: { lr: 0.001, clip: hard, gamma: 1e9 "
        "}, d: { lr: 0.001, clip: soft, gamma: 1e9 } }\n"
        "view: { panels: [loss, table] }\n");
    session_advance(session, 40);
    compose(120, 36);
    int at = row_with(pen_run_marker(session, 0, true), 10);
    CU_ASSERT(at > 0);
    for (int i = 1; i < 4; i++)
        CU_ASSERT(abs(row_with(pen_run_marker(session, i, true), 10) - at) <= 1);
    session->view.selected = 3;
    compose(120, 36);
    CU_ASSERT_EQUAL(row_with(pen_run_marker(session, 3, true), 10), at);
    screen_drop();
}

/* Keys that act on a panel alone stand at its edge, and can be clicked there. */
static void keys_at_the_edge(void)
{
    struct action a;
    screen_open(quartic);
    compose(120, 36);
    CU_ASSERT(row_shows(1, "─ -+ window ─┬─ 2: loss, log ─"));
    int plus = 0;
    while (grid_cell(&screen.grid, plus, 1)->glyph != '+')
        plus++;
    CU_ASSERT(screen_click(&screen, session, plus, 1, &a) && a.id == ACT_VIEW_IN);
    CU_ASSERT(screen_click(&screen, session, plus - 1, 1, &a) && a.id == ACT_VIEW_OUT);
    session->view.focus = 1;
    CU_ASSERT(screen_click(&screen, session, 5, 1, &a) && a.id == ACT_PANEL);
    compose(44, 12); /* no room */
    CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, 1, 0, 30), "window"));
    screen_drop();
}

/* In the list of scenes letters search: the name that begins so comes first. */
static void the_list_is_searched(void)
{
    setenv("CLIPDESCENT_SCENES", "scenes", 1);
    screen_open(quartic);
    for (const char *c = "smoo!"; *c; c++)
        session_key(session, *c);
    CHECK_TEXT(session->scenes[session->view.list_at].name, "moons");
    CHECK_TEXT(session->view.prompt, "moo"); /* no scene has "moo!" */
    compose(120, 36);
    CU_ASSERT(row_shows(1, "─ scenes: moo ─"));
    CU_ASSERT(grid_shows(&screen.grid, "│ networks  ")); /* the heading of its group */
    int first = 0, last = 0;                             /* scenes on the screen */
    for (int i = 0; i < session->n_scenes; i++) {
        char name[80];
        snprintf(name, sizeof name, "   %s ", session->scenes[i].name);
        if (grid_shows(&screen.grid, name))
            last = i, first = first ? first : i;
    }
    CU_ASSERT(last - first > 15);
    char more[40];
    snprintf(more, sizeof more, " ↓ %d more ", session->n_scenes - 1 - last);
    CU_ASSERT(row_shows(33, more));
    for (int row = 2; row < 30; row++) { /* a click on a name opens it, one on a heading nothing */
        struct action a;
        char at[120];
        if (!screen_click(&screen, session, 20, row, &a))
            continue;
        snprintf(at, sizeof at, "   %s ", a.text);
        CU_ASSERT(a.id == ACT_SCENE && row_shows(row, at));
    }
    CU_ASSERT(session->scenes[session->view.list_at].look[0]);
    char start[24];
    snprintf(start, sizeof start, "│ %.10s", session->scenes[session->view.list_at].look);
    CU_ASSERT(row_shows(31, start));
    session_key(session, K_ESCAPE);
    CU_ASSERT_EQUAL(session->view.mode, MODE_MAIN);
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"lines without colour", lines_without_colour},
        {"orbits have the markers of the table", orbits_have_the_markers_of_the_table},
        {"rings are round", rings_are_round},
        {"no column without curvature", no_column_without_curvature},
        {"markers have names", markers_have_names},
        {"titles fit their panels", titles_fit_their_panels},
        {"titles name every run", titles_name_every_run},
        {"the knob that tells runs apart", the_knob_that_tells_runs_apart},
        {"the table has that knob", the_table_has_that_knob},
        {"the map says what it is of", the_map_says_what_it_is_of},
        {"markers stand at their loss", markers_stand_at_their_loss},
        {"keys at the edge", keys_at_the_edge},
        {"the list is searched", the_list_is_searched},
        {.name = NULL},
    };
    return check_main("marks", checks);
}
