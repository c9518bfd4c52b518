/* What a key says, and the wheel does not do, whose panel is not to be seen; and how it comes to
 * be.
 */
#include "screen_setup.h"

static void key_says(int key, const char *answer)
{
    session_key(session, key);
    CHECK_TEXT(session->view.message, answer);
}

/* A key of a panel that is not shown says whose it is and how to get that, and changes nothing. */
static void keys_of_panels_that_are_not_shown(void)
{
    screen_open(quartic);
    struct view before = session->view;
    key_says('a', "a needs panel advisor: type = view.panels=advisor. A: move the start left and "
                  "restart (or click on the landscape)");
    key_says('T', "T needs panel advisor: type = view.panels=advisor");
    key_says('M', "M needs panel map: type = view.panels=map");
    key_says('B', "B needs panel map: type = view.panels=map");
    key_says('c', "c needs panel smoothness: type = view.panels=smoothness");
    key_says('f', "f needs panel smoothness: type = view.panels=smoothness");
    key_says('d', "d needs panel path: type = view.panels=path. D: move the start right");
    CU_ASSERT(session->trial.chosen == 0 && before.map == session->view.map);
    CU_ASSERT(before.curvature == session->view.curvature && before.fit == session->view.fit);
    key_says('+', "");
    CU_ASSERT(session->view.box_version > before.box_version);
    screen_drop();
}

/* Every key with a panel of its own: known panels, and an answer where none of them is shown. */
static void every_panel_key_answers(void)
{
    int asked = 0;
    screen_open("problem: { kind: power, start: 5 }\nruns: { a: { lr: 0.01 } }\n"
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
    screen_drop();
}

static const char unseen[] = "problem: { kind: power, start: 5 }\nruns: { a: { lr: 0.01 } }\n"
                             "view: { panels: [table] }\n";

/* The view is also what the start moves by, and the edge of a breakpoint: there it needs no panel,
 * and says what it is. */
static void the_view_is_of_use_unseen(void)
{
    struct action a = action_of(ACT_BREAK);
    screen_open(unseen);
    key_says('o', "view: -6 to 6, with no panel landscape; the start moves by it");
    key_says('-', "view: -7.5 to 7.5, with no panel landscape; the start moves by it");
    session_key(session, 'o');
    session_key(session, '+');
    double wide = session->view.box[1] - session->view.box[0];
    key_says('A', "start: 4.76");
    CHECK_NEAR(5 - session->race.run[0].x[0], wide / 40, 1e-12);
    for (int i = 0; i < 9; i++)
        session_key(session, '>');
    snprintf(a.text, sizeof a.text, "left-view");
    session_act(session, &a);
    double edge = session->view.box[0];
    CU_ASSERT(edge > 3 && edge < 4.76);
    session_advance(session, 500);
    CU_ASSERT(session->race.step < 500 && session->race.run[0].x[0] < edge);
    CU_ASSERT_PTR_NOT_NULL(strstr(session->view.message, "stopped at step"));
    screen_drop();
}

/* With more parameters than are moved by hand it is of none. */
static void the_view_of_a_network_needs_its_panel(void)
{
    screen_open("problem: { kind: network, layers: 2 3 2, data: moons, samples: 30 }\n"
                "runs: { a: { lr: 0.01 } }\nview: { panels: [table] }\n");
    uint64_t before = session->view.box_version;
    key_says('+', "+ needs panel landscape: type = view.panels=landscape");
    CU_ASSERT(session->view.box_version == before);
    screen_drop();
}

/* Nobody asked anything with a turn of the wheel. */
static void the_wheel_turns_what_is_to_be_seen(void)
{
    screen_open(unseen);
    struct view before = session->view;
    session_wheel(session, -1);
    session_wheel(session, 1);
    CHECK_TEXT(session->view.message, "");
    CU_ASSERT(session->view.box_version == before.box_version);
    session_key(session, '?');
    session_wheel(session, 1);
    CU_ASSERT_EQUAL(session->view.help_top, before.help_top + 1);
    session_wheel(session, -1);
    CU_ASSERT_EQUAL(session->view.help_top, before.help_top);
    screen_drop();
    screen_open(quartic);
    compose(120, 36);
    screen_hold(&screen, &session->view);
    before = session->view;
    session_wheel(session, -1);
    CU_ASSERT(session->view.box[1] < before.box[1] && session->view.box[0] > before.box[0]);
    session_wheel(session, 1);
    CHECK_NEAR(session->view.box[1], before.box[1], 1e-12);
    session->view.focus = 1, session->view.zoomed = true; /* the loss over the whole screen */
    compose(120, 36);
    screen_hold(&screen, &session->view);
    before = session->view;
    session_wheel(session, -1);
    CU_ASSERT(session->view.box_version == before.box_version);
    screen_drop();
}

/* One that has no room says how it is brought to sight; once it is, it needs no more. */
static void keys_of_panels_without_room(void)
{
    screen_open("problem: { kind: power, power: 4, start: 5 }\nruns: { a: { lr: 0.01 } }\n"
                "view: { panels: [loss, landscape, smoothness, trajectory] }\n");
    compose(120, 36);
    screen_hold(&screen, &session->view);
    key_says('f', "fit: least squares");
    compose(60, 16);
    screen_hold(&screen, &session->view);
    key_says('f', "smoothness is off the screen: p goes there, z shows it. fit: upper bound");
    session->view.focus = 0;
    session_key(session, 'p');
    session_key(session, 'p');
    session_key(session, 'z');
    compose(60, 16);
    screen_hold(&screen, &session->view);
    key_says('f', "fit: none");
    key_says('+', "landscape is off the screen: p goes there, z shows it");
    screen_drop();
}

/* A digit hides and shows the panel whose title has it; the run and its step stay as they are. */
static void digits_toggle_panels(void)
{
    screen_open(quartic);
    session_advance(session, 7);
    compose(120, 36);
    CU_ASSERT(screen.n == 3 && row_shows(1, "─ 1: landscape") && row_shows(1, "─ 2: loss"));
    session_key(session, '1');
    CHECK_TEXT(session->view.message, "landscape is hidden: 1 shows it again");
    compose(120, 36);
    CU_ASSERT(screen.n == 2 && row_shows(1, "─ 2: loss") && session->view.focus == 1);
    session_key(session, 'p'); /* goes to the table and round to the loss, not to what is hidden */
    session_key(session, 'p');
    CU_ASSERT_EQUAL(session->view.focus, 1);
    session_key(session, '2');
    session_key(session, '3');
    CHECK_TEXT(session->view.message, "table is the only panel shown: it stays");
    session_key(session, '7');
    CHECK_TEXT(session->view.message, "there is no panel 7: this view has 3");
    session_key(session, 'z');
    session_key(session, '2');
    compose(120, 36);
    CU_ASSERT(screen.n == 2 && !session->view.zoomed && grid_shows(&screen.grid, "2: loss"));
    session_key(session, '0');
    compose(120, 36);
    CU_ASSERT(screen.n == 3 && session->race.step == 7 && session->race.run[1].now.step == 7);
    CU_ASSERT_EQUAL(session->n_deeds, 0);
    screen_drop();
}

/* What the answer says to type brings the panel, and the run stays as it is. */
static void the_view_can_be_typed(void)
{
    screen_open(quartic);
    session_key(session, K_BACK_TAB);
    session_key(session, K_SHIFT_RIGHT);
    double lr = session->race.run[1].knobs.lr;
    session_advance(session, 7);
    session_key(session, '=');
    for (const char *at = "view.panels=advisor,loss"; *at; at++)
        session_key(session, *at);
    session_key(session, K_ENTER);
    CHECK_TEXT(session->view.message, "Panels changed.");
    CU_ASSERT(session->race.step == 7 && session->race.run[1].knobs.lr == lr && lr != 0.1);
    compose(120, 36);
    CU_ASSERT_EQUAL(screen.n, 2);
    CHECK_TEXT(screen.kind[0]->name, "advisor");
    session_key(session, 'a');
    CU_ASSERT_PTR_NULL(strstr(session->view.message, " needs panel "));
    screen_drop();
}

static void a_view_that_cannot_be_is_refused(void)
{
    screen_open(quartic);
    session_advance(session, 7);
    session_key(session, '=');
    for (const char *at = "view.panels=advisro"; *at; at++)
        session_key(session, *at);
    session_key(session, K_ENTER);
    CU_ASSERT_PTR_NOT_NULL(strstr(session->view.message, "found advisro"));
    CU_ASSERT(session->race.step == 7 && session->view.n_panels == 3);
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"keys of panels that are not shown", keys_of_panels_that_are_not_shown},
        {"every panel key answers", every_panel_key_answers},
        {"the view is of use unseen", the_view_is_of_use_unseen},
        {"the view of a network needs its panel", the_view_of_a_network_needs_its_panel},
        {"the wheel turns what is to be seen", the_wheel_turns_what_is_to_be_seen},
        {"keys of panels without room", keys_of_panels_without_room},
        {"digits toggle panels", digits_toggle_panels},
        {"the view can be typed", the_view_can_be_typed},
        {"a view that cannot be is refused", a_view_that_cannot_be_is_refused},
        {.name = NULL},
    };
    return check_main("shown", checks);
}
