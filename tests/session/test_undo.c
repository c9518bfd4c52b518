/* What was turned taken back and done again: the run is afterwards what it would be if it had never
 * been turned, to the bit. A wrong line stays in its prompt; other panels keep the run. */
#include "same_run.h"
#include "session_setup.h"

static const char *const panels[] = {"landscape", "loss", "table", "map", "path", "advisor", NULL};

static const char quartic[] = "problem: { kind: quadratic, a: 4, b: 1 }\n"
                              "runs:\n"
                              "  fixed: { lr: 0.1 }\n"
                              "  hard: { lr: 0.2, clip: hard, gamma: 1 }\n"
                              "view: { panels: [landscape, loss, table] }\n";

static void act(struct session *s, enum action_id id)
{
    struct action a = action_of(id);
    session_act(s, &a);
}

static void type(struct session *s, const char *text)
{
    session_key(s, '=');
    for (; *text; text++)
        session_key(s, *text);
    session_key(s, K_ENTER);
}

static bool same(struct session *a, struct session *b)
{
    session_settle(a);
    session_settle(b);
    bool same = a->race.step == b->race.step && a->race.n == b->race.n;
    for (int i = 0; same && i < a->race.n; i++)
        same = same_run(&a->race.run[i], &b->race.run[i]);
    return same;
}

/* As if `steps` had been made and nothing else. */
static void is_untouched(struct session *s, uint64_t steps)
{
    struct session *plain = session_setup(panels, quartic);
    session_advance(plain, steps);
    CU_ASSERT_TRUE(same(s, plain));
    session_drop(plain);
}

static void a_knob_is_taken_back_and_turned_again(void)
{
    struct session *s = session_setup(panels, quartic), *turned = session_setup(panels, quartic);
    for (int k = 0; k < 2; k++) {
        struct session *each = k ? turned : s;
        session_advance(each, 10);
        act(each, ACT_LR_UP);
        act(each, ACT_LR_UP); /* at the same step: one turn */
        session_advance(each, 15);
    }
    act(s, ACT_UNDO);
    CU_ASSERT(strncmp(s->view.message, "undone, Ctrl-R redoes it: ", 26) == 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, ": lr = ")); /* what went */
    is_untouched(s, 10);
    CU_ASSERT_TRUE(s->ghost.on); /* what it was with the knob turned */
    act(s, ACT_UNDO);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, "nothing to undo"));
    act(s, ACT_REDO);
    CU_ASSERT_TRUE(same(s, turned));
    act(s, ACT_UNDO);
    session_advance(s, 15);
    is_untouched(s, 25);
    act(s, ACT_GAMMA_UP); /* something else: there is nothing to be done again any more */
    act(s, ACT_REDO);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, "nothing to redo"));
    session_drop(s);
    session_drop(turned);
}

/* By the words they were typed with. */
static void choices_are_told_by_words(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 10);
    type(s, "hard.bad=nan\r");
    session_advance(s, 5);
    act(s, ACT_FIRST);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, "is scale here, nan from step 10 on"));
    act(s, ACT_LAST);
    act(s, ACT_UNDO);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, " = nan"));
    session_drop(s);
}

/* Where steps are made a piece at a time the answer is still there when they are made. */
static void the_answer_stays(void)
{
    struct session *s = session_setup(panels, quartic);
    s->background = true;
    session_advance(s, 20);
    act(s, ACT_GAMMA_UP);
    act(s, ACT_UNDO);
    while (session_left(s) > 0)
        session_advance(s, 1);
    CU_ASSERT(s->race.step == 20 && strncmp(s->view.message, "undone, ", 8) == 0);
    act(s, ACT_STEP_BACK);
    while (session_left(s) > 0)
        session_advance(s, 1);
    CHECK_TEXT(s->view.message, "step 19 of 20");
    session_drop(s);
}

/* What a script turns while one steps by hand is the scene's own. */
static void not_what_a_script_turns(void)
{
    struct session *s = session_setup(panels, "problem: { kind: quadratic, a: 4, b: 1 }\n"
                                              "runs: { fixed: { lr: 0.1 } }\n"
                                              "view: { panels: [landscape, table] }\n"
                                              "script:\n"
                                              "  - at: step 1\n    set: fixed.lr=0.2\n");
    session_key(s, 'n');
    CU_ASSERT(s->race.step == 1 && s->race.run[0].knobs.lr == 0.2);
    act(s, ACT_UNDO);
    CU_ASSERT(s->race.step == 1 && s->race.run[0].knobs.lr == 0.2);
    session_drop(s);
}

/* A script opens another scene while one steps by hand: nothing of the scene before is kept. */
static void not_into_another_scene(void)
{
    static const char *const its[] = {"landscape", "loss", "map", "trajectory", "table", NULL};
    struct session *s = session_setup(its, "problem: { kind: quadratic, a: 4, b: 1 }\n"
                                           "runs: { a: { lr: 0.1 }, b: { lr: 0.1 } }\n"
                                           "view: { panels: [landscape, table] }\n"
                                           "script:\n"
                                           "  - at: step 2\n    do: scene scenes/map.yaml\n");
    session_key(s, 'n');
    type(s, "b.lr=0.2");
    session_key(s, 'n');
    CHECK_TEXT(s->scene.name, "map");
    act(s, ACT_UNDO);
    CHECK_TEXT(s->view.message, "nothing to undo: no value was changed");
    CU_ASSERT_EQUAL(s->n_done, 0);
    session_drop(s);
}

static void several_are_taken_back_in_order(void)
{
    struct session *s = session_setup(panels, quartic);
    static const enum action_id turns[] = {ACT_LR_UP, ACT_GAMMA_DOWN, ACT_LR_DOWN_DECADE,
                                           ACT_GAMMA_UP_DECADE};
    struct session *at[4];
    for (int i = 0; i < 4; i++) {
        at[i] = session_setup(panels, quartic);
        for (int k = 0; k <= i; k++) {
            session_advance(at[i], 5);
            if (k < i)
                act(at[i], turns[k]);
        }
        session_advance(s, 5);
        act(s, turns[i]);
    }
    session_advance(s, 5);
    for (int i = 3; i >= 0; i--) {
        act(s, ACT_UNDO);
        CU_ASSERT_TRUE(same(s, at[i]));
    }
    for (int i = 1; i < 4; i++) {
        act(s, ACT_REDO);
        CU_ASSERT_TRUE(same(s, at[i]));
    }
    for (int i = 0; i < 4; i++)
        session_drop(at[i]);
    session_drop(s);
}

/* A trial is a change like a turn: taken back the run is the one before it, done again the tried
 * one; and what was turned before it can be taken back behind it. */
static void trials_too(void)
{
    struct session *s = session_setup(panels, quartic), *tried = session_setup(panels, quartic);
    for (int k = 0; k < 2; k++) {
        struct session *each = k ? tried : s;
        struct action a = action_of(ACT_TRY);
        snprintf(a.text, sizeof a.text, "half-g99");
        session_advance(each, 120);
        act(each, ACT_LR_UP);
        session_advance(each, 5);
        session_act(each, &a);
    }
    double gamma = run_gamma(&s->race.run[1]);
    CU_ASSERT(gamma != 1 && s->trial.on); /* it was 1 */
    act(s, ACT_UNDO);
    CU_ASSERT(run_gamma(&s->race.run[1]) == 1 && s->race.run[1].knobs.lr == 0.25);
    CU_ASSERT_EQUAL(s->race.step, 125);
    act(s, ACT_REDO);
    CU_ASSERT_TRUE(same(s, tried));
    CU_ASSERT(run_gamma(&s->race.run[1]) == gamma);
    act(s, ACT_UNDO);
    act(s, ACT_UNDO); /* the turn before it */
    is_untouched(s, 120);
    session_drop(s);
    session_drop(tried);
}

static void starts_restarts_and_problems_too(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 12);
    act(s, ACT_START_LEFT);
    CU_ASSERT_EQUAL(s->race.step, 0);
    session_advance(s, 4);
    act(s, ACT_UNDO);
    is_untouched(s, 12);
    act(s, ACT_REDO);
    CU_ASSERT_EQUAL(s->race.step, 4);
    act(s, ACT_UNDO);
    act(s, ACT_LR_UP);
    session_advance(s, 3);
    act(s, ACT_RESTART); /* moves what was turned to step 0 */
    CU_ASSERT_EQUAL(s->race.step, 0);
    act(s, ACT_UNDO);
    CU_ASSERT_EQUAL(s->race.step, 15);
    CHECK_TEXT(s->view.message, "undone, Ctrl-R redoes it: the restart; step 15");
    act(s, ACT_REDO);
    CHECK_TEXT(s->view.message, "redone, U undoes it: the restart; step 0");
    act(s, ACT_UNDO);
    act(s, ACT_UNDO);
    is_untouched(s, 12);
    type(s, "a=9");
    CU_ASSERT_TRUE(s->scene.problem_values[0].num == 9);
    session_advance(s, 2);
    act(s, ACT_UNDO);
    is_untouched(s, 12);
    act(s, ACT_REDO);
    CU_ASSERT_TRUE(s->scene.problem_values[0].num == 9);
    CU_ASSERT_EQUAL(s->race.step, 2);
    session_drop(s);
}

/* Live its steps are made a piece at a time, so that keys are answered; playing goes on after them.
 */
static void live_it_takes_its_time(void)
{
    struct session *s = session_setup(panels, quartic);
    s->background = true;
    session_advance(s, 300);
    act(s, ACT_START_LEFT);
    session_advance(s, 4);
    s->clock.now = CLOCK_PLAY;
    act(s, ACT_UNDO);
    CU_ASSERT_EQUAL(session_left(s), 300);
    while (session_left(s) > 0)
        session_advance(s, 7);
    CU_ASSERT(s->clock.now == CLOCK_PLAY);
    s->background = false;
    is_untouched(s, 300);
    session_drop(s);
}

static void many_changes_are_bounded(void)
{
    struct session *s = session_setup(panels, quartic);
    for (int i = 0; i < 300; i++) {
        session_advance(s, 1);
        act(s, i % 2 ? ACT_LR_DOWN : ACT_LR_UP);
    }
    int taken = 0;
    while (!strstr(s->view.message, "nothing to undo") && taken < 1000) {
        act(s, ACT_UNDO);
        taken++;
    }
    CU_ASSERT(taken > 50 && taken < 300);
    session_drop(s);
}

static void a_wrong_line_stays_in_its_prompt(void)
{
    struct session *s = session_setup(panels, quartic);
    static const char *const wrong[] = {"gama=3",      "gamma=abc", "lr=-1",
                                        "nobody.lr=1", "start=1",   "view.panels=lose"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        type(s, wrong[i]);
        CU_ASSERT_EQUAL(s->view.mode, MODE_PROMPT);
        CHECK_TEXT(s->view.prompt, wrong[i]);
        CU_ASSERT(s->view.message[0] != '\0');
        session_key(s, K_ESCAPE);
        CU_ASSERT_EQUAL(s->view.mode, MODE_MAIN);
    }
    is_untouched(s, 0);
    type(s, "gama=3"); /* mended */
    for (int i = 0; i < 4; i++)
        session_key(s, K_BACKSPACE);
    for (const char *rest = "mma=3\r"; *rest; rest++)
        session_key(s, *rest);
    CU_ASSERT_EQUAL(s->view.mode, MODE_MAIN);
    CU_ASSERT(run_gamma(&s->race.run[1]) == 3 && run_rate(&s->race.run[0]) == 0.1);
    session_drop(s);
}

static void other_panels_keep_the_run(void)
{
    static const char *const views[] = {"view.panels=loss,table", "view.panels=path,loss",
                                        "view.panels=map,loss", "view.panels=landscape,table"};
    struct session *s = session_setup(panels, quartic), *kept = session_setup(panels, quartic);
    for (int k = 0; k < 2; k++) {
        struct session *each = k ? kept : s;
        session_advance(each, 10);
        act(each, ACT_LR_UP);
        session_advance(each, 20);
    }
    s->view.selected = 1;
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        type(s, views[i]);
        CU_ASSERT_EQUAL(s->race.step, 30);
        CU_ASSERT_TRUE(same(s, kept));
        CU_ASSERT_EQUAL(s->view.selected, 1);
        CHECK_TEXT(s->view.message, "Panels changed.");
    }
    CHECK_TEXT(s->view.panels[1], "table");
    session_drop(s);
    session_drop(kept);
}

static const struct check checks[] = {
    {"a knob is taken back and turned again", a_knob_is_taken_back_and_turned_again},
    {"not what a script turns", not_what_a_script_turns},
    {"not into another scene", not_into_another_scene},
    {"the answer stays", the_answer_stays},
    {"several are taken back in order", several_are_taken_back_in_order},
    {"trials too", trials_too},
    {"starts, restarts and problems too", starts_restarts_and_problems_too},
    {"live it takes its time", live_it_takes_its_time},
    {"many changes are bounded", many_changes_are_bounded},
    {"a wrong line stays in its prompt", a_wrong_line_stays_in_its_prompt},
    {"choices are told by words", choices_are_told_by_words},
    {"other panels keep the run", other_panels_keep_the_run},
    {NULL, NULL},
};

int main(void)
{
    return check_main("undo", checks);
}
