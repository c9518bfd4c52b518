/* The lines at the edges of the screen, and what a key says that has nothing to act on. */
#include "grid_text.h"
#include "panel/panel.h"
#include "panel/pen.h"
#include "panel/telling.h"
#include "session_setup.h"

static struct session *session;
static struct screen screen;

static const char quartic[] = "title: Three ways down a quartic\n"
                              "problem: { kind: power, power: 4, start: 5 }\n"
                              "runs: { fixed: { lr: 0.01 }, hard: { lr: 0.1, clip: hard } }\n"
                              "view: { panels: [landscape, loss, table], speed: 10 }\n";

static void open(const char *yaml)
{
    session = session_setup(panel_names, yaml);
    screen_init(&screen, true, 256);
}

static void compose(int cols, int rows)
{
    session_settle(session);
    screen_compose(&screen, session, cols, rows);
}

static void close(void)
{
    screen_release(&screen);
    session_drop(session);
}

static bool row_shows(int row, const char *text)
{
    const char *shown = row_text(&screen.grid, row, 0, screen.grid.cols);
    if (!strstr(shown, text))
        printf("\nrow %d is %s\n", row, shown);
    return strstr(shown, text) != NULL;
}

static int column_of(const char *word)
{
    const char *row = row_text(&screen.grid, 35, 0, 120), *at = strstr(row, word);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    int n = 0;
    for (; row < at; n++)
        utf8_next(&row);
    return n;
}

/* The bar says what the key does now, and nothing beside it moves when that changes. */
static void space_runs_or_pauses(void)
{
    open(quartic);
    compose(120, 36);
    CU_ASSERT(row_shows(35, "space pause  n step"));
    int step = column_of("n step"), quit = column_of("q quit");
    session_key(session, K_SPACE);
    compose(120, 36);
    CU_ASSERT(row_shows(35, "space run    n step"));
    CU_ASSERT(column_of("n step") == step && column_of("q quit") == quit);
    session_key(session, K_SPACE);
    compose(120, 36);
    CU_ASSERT(row_shows(35, "space pause"));
    close();
}

/* Where every run has diverged there is nothing to pause. */
static void nothing_is_left_to_pause(void)
{
    open("problem: { kind: power, power: 4, start: 5 }\nruns: { a: { lr: 1 } }\n");
    session_advance(session, 100);
    compose(120, 36);
    CU_ASSERT(race_over(&session->race) && row_shows(35, "space run"));
    close();
}

/* What the machine does not reach stands beside what was asked for, while it tries. */
static void the_speed_that_is_reached(void)
{
    open(quartic);
    compose(120, 36);
    CU_ASSERT(row_shows(0, "▶ 10/s"));
    session->view.reached = 3.1;
    compose(120, 36);
    CU_ASSERT(row_shows(0, "▶ 3.1 of 10/s"));
    session_key(session, K_SPACE);
    compose(120, 36);
    CU_ASSERT(row_shows(0, "▮▮ 10/s"));
    close();
}

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
    open(quartic);
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
    close();
}

/* Where there is no room for the table, the line over the caption says whose the markers are. */
static void markers_have_names(void)
{
    open(quartic);
    compose(120, 36);
    CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, 32, 0, 120), "fixed"));
    compose(60, 16);
    CU_ASSERT(row_shows(13, "─ ● fixed ◆ hard ─"));
    session->view.zoomed = true;
    compose(120, 36);
    CU_ASSERT(row_shows(32, "─ ● fixed ◆ hard ─"));
    session->view.focus = 2;
    compose(120, 36);
    CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, 32, 0, 120), "fixed"));
    screen.grid.unicode = false;
    session->view.focus = 1;
    compose(40, 10);
    CU_ASSERT(row_shows(7, " o fixed x hard "));
    close();
}

static void key_says(int key, const char *answer)
{
    session_key(session, key);
    CHECK_TEXT(session->view.message, answer);
}

/* A key of a panel that is not shown says whose it is and how to get that, and changes nothing. */
static void keys_of_panels_that_are_not_shown(void)
{
    open(quartic);
    struct view before = session->view;
    key_says('a', "a: the panel advisor is not shown; type = view.panels=advisor,loss");
    key_says('T', "T: the panel advisor is not shown; type = view.panels=advisor,loss");
    key_says('M', "M: the panel map is not shown; type = view.panels=map,loss");
    key_says('B', "B: the panel map is not shown; type = view.panels=map,loss");
    key_says('c', "c: the panel smoothness is not shown; type = view.panels=smoothness,loss");
    key_says('f', "f: the panel smoothness is not shown; type = view.panels=smoothness,loss");
    key_says('d', "d: the panel path is not shown; type = view.panels=path,loss");
    CU_ASSERT(session->trial.chosen == 0 && before.map == session->view.map);
    CU_ASSERT(before.curvature == session->view.curvature && before.fit == session->view.fit);
    key_says('+', "");
    CU_ASSERT(session->view.box_version > before.box_version);
    close();
}

/* Every key with a panel of its own: known panels, and an answer where none of them is shown. */
static void every_panel_key_answers(void)
{
    int asked = 0;
    open("problem: { kind: power, start: 5 }\nruns: { a: { lr: 0.01 } }\n"
         "view: { panels: [table] }\n");
    for (int i = 0; i < n_action_table; i++) {
        const struct action_spec *spec = &action_table[i];
        if (!spec->panels)
            continue;
        char name[24];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(spec->panels, " "), spec->panels);
        CU_ASSERT_PTR_NOT_NULL(panel_find(name));
        session_key(session, spec->keys[0]);
        CU_ASSERT_PTR_NOT_NULL(strstr(session->view.message, name));
        asked++;
    }
    CU_ASSERT(asked > 10);
    close();
}

/* What the answer says to type brings the panel, with the knobs as they are. */
static void the_view_can_be_typed(void)
{
    open(quartic);
    session_key(session, '2');
    session_key(session, K_SHIFT_RIGHT);
    double lr = session->race.run[1].lr;
    session_advance(session, 7);
    session_key(session, '=');
    for (const char *at = "view.panels=advisor,loss"; *at; at++)
        session_key(session, *at);
    session_key(session, K_ENTER);
    CHECK_TEXT(session->view.message, "the view is as you say, from step 0");
    CU_ASSERT(session->race.step == 0 && session->race.run[1].lr == lr && lr != 0.1);
    compose(120, 36);
    CU_ASSERT_EQUAL(screen.n, 2);
    CHECK_TEXT(screen.kind[0]->name, "advisor");
    session_key(session, 'a');
    CU_ASSERT_PTR_NULL(strstr(session->view.message, "not shown"));
    close();
}

static void a_view_that_cannot_be_is_refused(void)
{
    open(quartic);
    session_advance(session, 7);
    session_key(session, '=');
    for (const char *at = "view.panels=advisro"; *at; at++)
        session_key(session, *at);
    session_key(session, K_ENTER);
    CU_ASSERT_PTR_NOT_NULL(strstr(session->view.message, "found advisro"));
    CU_ASSERT(session->race.step == 7 && session->view.n_panels == 3);
    close();
}

/* An answer that is longer than its line takes both. */
static void long_answers_are_whole(void)
{
    open(quartic);
    session_key(session, 'c');
    compose(62, 30);
    CU_ASSERT(row_shows(27, "c: the panel smoothness is not shown; type ="));
    CU_ASSERT(row_shows(28, "view.panels=smoothness,loss"));
    close();
}

static void say(const char *caption)
{
    snprintf(session->caption, sizeof session->caption, "%s", caption);
    screen_compose(&screen, session, 60, 16);
}

/* A sentence that is too long ends with a clause; where there is room it is whole. */
static void captions_end_with_a_clause(void)
{
    open(quartic);
    session_settle(session);
    say("one: the first part is short, and the second, which comes to 12345678, is not");
    CU_ASSERT(row_shows(14, "│ one: the first part is short, and the second …           │"));
    say("one: whole");
    CU_ASSERT(row_shows(14, "│ one: whole  "));
    say("a: where a clause would leave next to nothing of the words it is cut");
    CU_ASSERT(row_shows(14, "│ a: where a clause would leave next to nothing of the wo… │"));
    close();
}

/* Two lines of caption wherever the panels can spare one. */
static void captions_have_two_lines_where_there_is_room(void)
{
    open("problem: { kind: power, start: 5 }\nruns: { a: { lr: 0.01 } }\n"
         "view: { panels: [loss] }\n");
    compose(60, 16);
    CU_ASSERT_EQUAL(screen.layout.caption.rows, 2);
    close();
    open(quartic);
    compose(60, 16);
    CU_ASSERT_EQUAL(screen.layout.caption.rows, 1);
    compose(60, 22);
    CU_ASSERT_EQUAL(screen.layout.caption.rows, 2);
    close();
}

/* A title says all that there is room for, and no half a number. */
static void titles_fit_their_panels(void)
{
    open("problem: { kind: power, power: 4, start: 5 }\n"
         "runs: { right: { lr: 0.1, clip: hard }, wrong: { lr: 0.1, clip: soft } }\n"
         "view: { panels: [loss, gradnorm, table] }\n");
    session_advance(session, 20);
    compose(120, 36);
    CU_ASSERT(row_shows(1, "─ gradient norm, clipped: right 100%, wrong 100% ─"));
    compose(80, 24);
    CU_ASSERT(row_shows(1, "─ ‖∇f‖, cut: right 100%, wrong 100% ─"));
    screen.grid.unicode = false;
    compose(76, 24);
    CU_ASSERT(row_shows(1, "- |grad f|, cut: right 100%, ... -"));
    close();
}

static const char *knob_of(const char *runs)
{
    char yaml[400];
    snprintf(yaml, sizeof yaml, "problem: { kind: quadratic, start: [1, 1] }\nruns: { %s }\n",
             runs);
    open(yaml);
    const char *knob = telling_knob(&session->race);
    close();
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
    open("problem: { kind: quadratic, start: [1, 1] }\n"
         "runs: { a: { optimizer: adam, eps: 1e-8 }, b: { optimizer: adam, eps: 65536 }, "
         "c: { lr: 1 } }\nview: { panels: [loss, table] }\n");
    compose(120, 36);
    CU_ASSERT(row_shows(28, " lr        γ      eps "));
    CU_ASSERT(row_shows(29, " 0.1        –     1e-8 ") && row_shows(30, " –    65536 "));
    CU_ASSERT(row_shows(31, " 1        –        – "));
    compose(80, 24);
    CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, 16, 0, 80), "eps"));
    CU_ASSERT(row_shows(16, " status "));
    close();
    open("problem: { kind: quadratic, start: [1, 1] }\nruns: { b: { clip: mixed-precision, "
         "order: clip-first } }\nview: { panels: [loss, table] }\n");
    compose(120, 36);
    CU_ASSERT(row_shows(30, "       order ") && row_shows(31, "  clip-first "));
    close();
}

int main(void)
{
    static const struct check checks[] = {
        {"space runs or pauses", space_runs_or_pauses},
        {"nothing is left to pause", nothing_is_left_to_pause},
        {"the speed that is reached", the_speed_that_is_reached},
        {"lines without colour", lines_without_colour},
        {"markers have names", markers_have_names},
        {"keys of panels that are not shown", keys_of_panels_that_are_not_shown},
        {"every panel key answers", every_panel_key_answers},
        {"the view can be typed", the_view_can_be_typed},
        {"a view that cannot be is refused", a_view_that_cannot_be_is_refused},
        {"long answers are whole", long_answers_are_whole},
        {"the knob that tells runs apart", the_knob_that_tells_runs_apart},
        {"the table has that knob", the_table_has_that_knob},
        {"titles fit their panels", titles_fit_their_panels},
        {"captions end with a clause", captions_end_with_a_clause},
        {"captions have two lines where there is room",
         captions_have_two_lines_where_there_is_room},
        {.name = NULL},
    };
    return check_main("screen", checks);
}
