/* The lines at the edges of the screen. */
#include "screen_setup.h"

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
    screen_open(quartic);
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
    screen_drop();
}

static const char *line_with(const char *word)
{
    for (int row = 0; row < screen.grid.rows; row++)
        if (strstr(row_text(&screen.grid, row, 0, screen.grid.cols), word))
            return row_text(&screen.grid, row, 0, screen.grid.cols);
    return "";
}

/* A run that stands still is not said to run. */
static void a_paused_run_is_not_running(void)
{
    screen_open(quartic);
    session_advance(session, 3);
    compose(120, 36);
    CU_ASSERT(strstr(line_with("│ ● fixed  "), "converged") &&
              strstr(line_with("│ ◆ hard  "), "running"));
    session_key(session, K_SPACE);
    compose(120, 36);
    CU_ASSERT(strstr(line_with("│ ● fixed  "), "converged") &&
              strstr(line_with("│ ◆ hard  "), "paused"));
    session_key(session, 'n');
    compose(120, 36);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_with("│ ◆ hard  "), "paused"));
    session_key(session, K_SPACE);
    compose(120, 36);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_with("│ ◆ hard  "), "running"));
    screen_drop();
}

/* What is the factor of a run without clipping is said in one way, and the step is the product. */
static void the_factor_without_clipping_is_1(void)
{
    screen_open("problem: { kind: power, start: 6 }\nruns: { plain: { lr: 0.015 } }\n"
                "view: { panels: [next-step, table] }\n");
    compose(120, 36);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_with("864 "), "0.015              1         864"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_with("η·factor·λ"), "clip factor"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_with("running"), "            1  "));
    screen_drop();
}

/* Where every run has diverged there is nothing to pause. */
static void nothing_is_left_to_pause(void)
{
    screen_open("problem: { kind: power, power: 4, start: 5 }\nruns: { a: { lr: 1 } }\n");
    session_advance(session, 100);
    compose(120, 36);
    CU_ASSERT(race_over(&session->race) && row_shows(35, "space run"));
    screen_drop();
}

/* What the machine does not reach stands beside what was asked for, while it tries. */
static void the_speed_that_is_reached(void)
{
    screen_open(quartic);
    compose(120, 36);
    CU_ASSERT(row_shows(0, "▶ 10/s"));
    session->view.reached = 3.1;
    compose(120, 36);
    CU_ASSERT(row_shows(0, "▶ 3.1 of 10/s"));
    session_key(session, K_SPACE);
    compose(120, 36);
    CU_ASSERT(row_shows(0, "▮▮ 10/s"));
    screen_drop();
}

/* Where a way leads, and if it leads farther at first, that too. */
static void the_step_that_is_gone_to(void)
{
    screen_open(quartic);
    session_advance(session, 10);
    session->clock = (struct clock){CLOCK_REACH, CLOCK_REST, REACH_TRIAL, 50, 50};
    compose(120, 36);
    CU_ASSERT(row_shows(0, "step 10  ▶ to 50"));
    CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, 0, 0, 120), "back"));
    session->clock.far = 80;
    compose(120, 36);
    CU_ASSERT(row_shows(0, "▶ to 80, then back to 50"));
    screen_drop();
}

/* As a person says it: no exponent, and no more digits than are so from second to second. */
static void the_speed_is_a_plain_number(void)
{
    static const struct {
        double reached;
        const char *shown;
    } table[] = {
        {0.037, "0.04"}, {0.37, "0.4"}, {0.98, "1"},    {3, "3"},       {9.94, "9.9"},
        {9.97, "10"},    {10.4, "10"},  {11.6, "12"},   {99.7, "100"},  {110, "110"},
        {297, "300"},    {995, "1000"}, {1500, "1500"}, {1487, "1500"}, {123456, "120000"},
    };
    screen_open(quartic);
    session->speed = 1000;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        char want[40];
        session->view.reached = table[i].reached;
        snprintf(want, sizeof want, "▶ %s of 1000/s", table[i].shown);
        compose(120, 36);
        CU_ASSERT(row_shows(0, want));
    }
    screen_drop();
}

/* An answer that is longer than its line takes both. */
static void long_answers_are_whole(void)
{
    screen_open(quartic);
    session_key(session, 'c');
    compose(60, 16);
    CU_ASSERT(row_shows(13, "│ c needs panel smoothness: type = view.panels=smoothness  │"));
    compose(50, 30);
    CU_ASSERT(row_shows(26, "c needs panel smoothness:  "));
    CU_ASSERT(row_shows(27, "type = view.panels=smoothness"));
    screen_drop();
}

/* A panel's number is a key, and looks like one, whether the panel has the focus or not. */
static void numbers_look_like_keys(void)
{
    screen_open(quartic);
    compose(120, 36);
    for (int i = 0; i < 3; i++) {
        struct rect at = screen.layout.at[i];
        const struct cell *number = grid_cell(&screen.grid, at.col + 3, at.row);
        CU_ASSERT(number->glyph == (uint32_t)('1' + i) && number->fg == ROLE_KEY);
        CU_ASSERT_EQUAL(grid_cell(&screen.grid, at.col + 6, at.row)->fg,
                        i == 0 ? ROLE_KEY : ROLE_NONE);
    }
    screen_drop();
}

static void say(const char *caption)
{
    snprintf(session->caption, sizeof session->caption, "%s", caption);
    screen_compose(&screen, session, 60, 16);
}

/* What is too long ends with a sentence or, where the first is too long, with a clause of it; where
 * there is room it is whole. */
static void captions_end_with_a_clause(void)
{
    screen_open(quartic);
    session_settle(session);
    say("one: the first part of it all is short and says what there is to say, and the second, "
        "which comes to 12345678, is not");
    CU_ASSERT(row_shows(13, "│ one: the first part of it all is short and says what     │"));
    CU_ASSERT(row_shows(14, "│ there is to say, and the second …                        │"));
    say("one: whole");
    CU_ASSERT(row_shows(13, "│ one: whole  "));
    say("a: where a clause would leave next to nothing of the words that there is room for on both "
        "of the lines it is cut");
    CU_ASSERT(row_shows(14, "│ words that there is room for on both of the lines it is… │"));
    say("one is short. two: the second says so much more, with its numbers, that it has no room on "
        "these two lines of words");
    CU_ASSERT(row_shows(13, "│ one is short.                                            │"));
    CU_ASSERT(row_shows(14, "│                                                          │"));
    screen_drop();
}

/* Two lines of caption wherever the panels can spare one. */
static void captions_have_two_lines_where_there_is_room(void)
{
    screen_open("problem: { kind: power, start: 5 }\nruns: { a: { lr: 0.01 } }\n"
                "view: { panels: [loss] }\n");
    compose(60, 16);
    CU_ASSERT_EQUAL(screen.layout.caption.rows, 2);
    screen_drop();
    screen_open(quartic);
    compose(60, 14);
    CU_ASSERT_EQUAL(screen.layout.caption.rows, 1);
    compose(60, 16);
    CU_ASSERT_EQUAL(screen.layout.caption.rows, 2);
    screen_drop();
}

/* The scene's point makes way where the end of the scene leaves a line for one of them. */
static void the_end_leaves_room_for_a_caption(void)
{
    screen_open("look: A point of one line.\nproblem: { kind: power, start: 5 }\n"
                "runs: { a: { lr: 0.01 } }\nview: { panels: [loss] }\n");
    session_advance(session, 3);
    session_settle(session);
    compose(60, 16);
    int row = screen.layout.caption.row;
    CU_ASSERT(row_shows(row, "A point of one line.") && row_shows(row + 1, "a hit the minimum"));
    snprintf(session->view.message, sizeof session->view.message, "Step 3, the last.");
    compose(60, 16);
    CU_ASSERT(row_shows(row, "Step 3, the last.") && row_shows(row + 1, "a hit the minimum"));
    compose(120, 36);
    row = screen.layout.caption.row;
    CU_ASSERT_EQUAL_FATAL(screen.layout.caption.rows, 3);
    CU_ASSERT(row_shows(row, "A point of one line.") && row_shows(row + 1, "Step 3, the last."));
    CU_ASSERT(row_shows(row + 2, "a hit the minimum"));
    screen_drop();
}

/* The frame round the focused panel has a hue of its own, on all four sides. */
static void the_focused_frame_is_seen(void)
{
    screen_open(quartic);
    for (int focus = 0; focus < 2; focus++) {
        session->view.focus = focus;
        compose(120, 36);
        const struct rect *at = &screen.layout.at[focus], *other = &screen.layout.at[1 - focus];
        int right = at->col + at->cols - 1, bottom = at->row + at->rows - 1;
        CU_ASSERT_EQUAL(grid_cell(&screen.grid, at->col, at->row + 2)->fg, ROLE_KEY);
        CU_ASSERT_EQUAL(grid_cell(&screen.grid, right, at->row + 2)->fg, ROLE_KEY);
        CU_ASSERT_EQUAL(grid_cell(&screen.grid, at->col + 20, bottom)->fg, ROLE_KEY);
        CU_ASSERT_EQUAL(grid_cell(&screen.grid, other->col + 20, bottom)->fg, ROLE_FRAME);
    }
    screen_drop();
    /* keys at the edge of the panel below are no part of the line */
    screen_open("problem: { kind: power, start: 5 }\nruns: { hard: { clip: hard } }\n"
                "view: { panels: [landscape, loss, trajectory, smoothness] }\n");
    session_advance(session, 5);
    session->view.focus = 1;
    compose(120, 36);
    CU_ASSERT(row_shows(screen.layout.at[3].row, " c curvature "));
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"space runs or pauses", space_runs_or_pauses},
        {"a paused run is not running", a_paused_run_is_not_running},
        {"the factor without clipping is 1", the_factor_without_clipping_is_1},
        {"nothing is left to pause", nothing_is_left_to_pause},
        {"the speed that is reached", the_speed_that_is_reached},
        {"the step that is gone to", the_step_that_is_gone_to},
        {"the speed is a plain number", the_speed_is_a_plain_number},
        {"long answers are whole", long_answers_are_whole},
        {"numbers look like keys", numbers_look_like_keys},
        {"captions end with a clause", captions_end_with_a_clause},
        {"the end leaves room for a caption", the_end_leaves_room_for_a_caption},
        {"captions have two lines where there is room",
         captions_have_two_lines_where_there_is_room},
        {"the focused frame is seen", the_focused_frame_is_seen},
        {.name = NULL},
    };
    return check_main("screen", checks);
}
