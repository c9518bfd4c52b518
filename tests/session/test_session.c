/* A session through the door that keys, clicks and scripts use: actions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "check.h"
#include "session/session.h"
#include "session_replay.h"

static const char *const panels[] = {"landscape",  "loss",  "trajectory",
                                     "smoothness", "table", NULL};

static const char quartic[] =
    "title: Three ways\n"
    "problem: { kind: power, power: 4, start: 5 }\n"
    "runs:\n"
    "  fixed: { lr: 0.01 }\n"
    "  hard:  { lr: 0.1, clip: hard, gamma: 1 }\n"
    "  soft:  { lr: 0.1, clip: soft, gamma: 1 }\n"
    "view: { panels: [landscape, loss, trajectory, smoothness, table] }\n";

static const char *act(struct session *s, enum action_id id)
{
    struct action a = action_of(id);
    session_act(s, &a);
    return s->view.message;
}

static const char *select_run(struct session *s, int run)
{
    struct action a = action_of(ACT_SELECT);
    a.num = run;
    session_act(s, &a);
    return s->view.message;
}

/* Types text at the prompt, as a person does; what is wrong stays there, and is given up. */
static const char *type(struct session *s, const char *text)
{
    static char said[sizeof s->view.message];
    session_key(s, '=');
    CU_ASSERT_EQUAL(s->view.mode, MODE_PROMPT);
    for (; *text; text++)
        session_key(s, *text);
    session_key(s, K_ENTER);
    memcpy(said, s->view.message, sizeof said);
    if (s->view.mode == MODE_PROMPT)
        session_key(s, K_ESCAPE);
    CU_ASSERT_EQUAL(s->view.mode, MODE_MAIN);
    return said;
}

static void knobs_of_one_run(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 44);
    CHECK_TEXT(select_run(s, 2), "hard: keys turn its lr and γ alone");
    CHECK_TEXT(act(s, ACT_LR_UP), "hard: lr 0.1 → 0.125 at step 44");
    CHECK_TEXT(act(s, ACT_LR_DOWN_DECADE), "hard: lr 0.125 → 0.0125 at step 44");
    CHECK_TEXT(act(s, ACT_GAMMA_UP_DECADE), "hard: γ 1 → 10 at step 44");
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.0125, 0);
    CHECK_NEAR(s->race.run[0].knobs.lr, 0.01, 0);
    CHECK_NEAR(s->race.run[2].knobs.lr, 0.1, 0);
    select_run(s, 1);
    CHECK_TEXT(act(s, ACT_GAMMA_UP), "fixed has no γ: its clip is none");
    struct action of_soft = action_of(ACT_LR_UP);
    of_soft.run = 2;
    session_act(s, &of_soft);
    CHECK_TEXT(s->view.message, "soft: lr 0.1 → 0.125 at step 44");
    for (int i = 0; i < 20; i++)
        act(s, ACT_LR_UP_DECADE);
    CHECK_TEXT(s->view.message, "fixed: lr stays at 1e6, the most it can be");
    CU_ASSERT_EQUAL(s->race.run[1].trace.n_marks, 2);
    session_drop(s);
}

static void knobs_of_all_runs(void)
{
    struct session *s = session_setup(panels, quartic);
    CHECK_TEXT(act(s, ACT_LR_UP), "lr at step 0: fixed 0.0125, hard 0.125, soft 0.125");
    CHECK_TEXT(act(s, ACT_GAMMA_DOWN), "γ at step 0: hard 0.8, soft 0.8");
    CHECK_NEAR(s->race.run[0].knobs.lr, 0.0125, 0);
    CHECK_NEAR(run_gamma(&s->race.run[2]), 0.8, 0);
    session_drop(s);
}

/* A run is said to have the knobs that it has. */
static void the_knobs_of_a_run(void)
{
    struct session *s = session_setup(panels, "problem: { kind: quadratic, a: 4, b: 1 }\n"
                                              "runs:\n"
                                              "  bare: { optimizer: polyak }\n"
                                              "  cut: { optimizer: polyak, clip: hard }\n");
    CHECK_TEXT(select_run(s, 1), "bare has neither lr nor γ");
    CHECK_TEXT(select_run(s, 2), "cut: keys turn its γ alone");
    session_drop(s);
}

/* What is turned of a run that has diverged counts when it begins again. */
static void a_knob_of_a_run_that_is_lost(void)
{
    struct session *s = session_setup(panels, quartic);
    select_run(s, 1);
    for (int i = 0; i < 2; i++)
        act(s, ACT_LR_UP_DECADE);
    session_advance(s, 10);
    CU_ASSERT_EQUAL(s->race.run[0].now.status, RUN_DIVERGED);
    CHECK_TEXT(act(s, ACT_LR_DOWN_DECADE),
               "fixed: lr 1 → 0.1. It has diverged: r restarts it with this");
    session_drop(s);
}

static void runs_are_selected(void)
{
    struct session *s = session_setup(panels, quartic);
    CU_ASSERT_EQUAL(s->view.selected, -1);
    CHECK_TEXT(act(s, ACT_SELECT_NEXT), "fixed: keys turn its lr alone");
    act(s, ACT_SELECT_NEXT);
    CHECK_TEXT(act(s, ACT_SELECT_NEXT), "soft: keys turn its lr and γ alone");
    CHECK_TEXT(act(s, ACT_SELECT_NEXT), "all runs: keys turn lr and γ of all");
    CHECK_TEXT(act(s, ACT_SELECT_BACK), "soft: keys turn its lr and γ alone");
    select_run(s, 0);
    CU_ASSERT_EQUAL(s->view.selected, -1);
    CHECK_TEXT(select_run(s, 4), "there are 3 runs");
    CU_ASSERT_EQUAL(s->view.selected, -1);
    session_drop(s);
}

static void values_are_typed(void)
{
    struct session *s = session_setup(panels, quartic);
    select_run(s, 2);
    CHECK_TEXT(type(s, "0.05"), "hard: lr = 0.05 at step 0");
    CHECK_TEXT(type(s, " gamma = 2 "), "hard: γ = 2 at step 0");
    CHECK_TEXT(type(s, "soft.lr=0.2"), "soft: lr = 0.2 at step 0");
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.05, 0);
    CHECK_NEAR(run_gamma(&s->race.run[1]), 2, 0);
    CHECK_NEAR(s->race.run[2].knobs.lr, 0.2, 0);
    select_run(s, 0);
    CHECK_TEXT(type(s, "gamma=3"), "all: γ = 3 at step 0");
    CHECK_NEAR(run_gamma(&s->race.run[2]), 3, 0);
    session_key(s, '=');
    session_key(s, '7');
    session_key(s, 0x3b8);
    session_key(s, K_BACKSPACE);
    CHECK_TEXT(s->view.prompt, "7");
    session_key(s, K_ESCAPE);
    CU_ASSERT_EQUAL(s->view.mode, MODE_MAIN);
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.05, 0);
    session_drop(s);
}

static void what_is_wrong_changes_nothing(void)
{
    static const char *const wrong[] = {
        "0",           "-1",      "lr=abc",    "gama=1", "hart.lr=1", "hard.lr=",      "start=1,2",
        "problem.x=1", "start=x", "power=1e9", "hello",  "=",         "fixed.gamma=1", "lr=nan"};
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 3);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *message = type(s, wrong[i]);
        if (!message[0])
            printf("\nno answer to %s\n", wrong[i]);
        CU_ASSERT(message[0] != 0);
        CU_ASSERT_EQUAL(s->race.step, 3);
        CU_ASSERT_EQUAL(s->n_deeds, 0);
        CHECK_NEAR(s->race.run[0].knobs.lr, 0.01, 0);
        CHECK_NEAR(run_gamma(&s->race.run[1]), 1, 0);
        CHECK_NEAR(s->race.run[1].start[0], 5, 0);
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(type(s, "gama=1"), "gamma"));
    CU_ASSERT_PTR_NOT_NULL(strstr(type(s, "hart.lr=1"), "hard"));
    session_drop(s);
}

static void the_problem_is_opened_again(void)
{
    struct session *s = session_setup(panels, quartic);
    type(s, "hard.lr=0.05");
    type(s, "start=4");
    session_advance(s, 10);
    uint64_t version = s->view.box_version;
    CU_ASSERT_PTR_NOT_NULL(strstr(type(s, "power=6"), "from step 0"));
    CHECK_NEAR(s->race.problem.values[0].num, 6, 0);
    CU_ASSERT_EQUAL(s->race.step, 0);
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.05, 0);
    CHECK_NEAR(s->race.run[1].now.loss, 4096, 1e-12);
    CU_ASSERT(s->view.box_version != version);
    type(s, "problem.power=4");
    CHECK_NEAR(s->race.run[1].now.loss, 256, 1e-12);
    session_drop(s);
}

static void the_start_moves(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 20);
    double stride = (s->view.box[1] - s->view.box[0]) / 40;
    act(s, ACT_START_LEFT);
    CHECK_NEAR(s->race.run[2].x[0], 5 - stride, 1e-15);
    CU_ASSERT_EQUAL(s->race.step, 0);
    act(s, ACT_START_UP);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, "one parameter"));
    struct action far = action_of(ACT_START_AT);
    far.at[0] = 30;
    session_act(s, &far);
    CHECK_TEXT(s->view.message, "start: 30");
    CU_ASSERT(s->view.box[1] > 30); /* it is seen */
    far.at[0] = INFINITY;
    session_act(s, &far);
    CHECK_NEAR(s->race.run[0].start[0], 30, 0);
    session_drop(s);
}

/* Same scene, same deeds: the same run to the bit. */
static void deeds_replay_to_the_bit(void)
{
    struct session *s = session_setup(panels, quartic);
    struct rng rng;
    static const enum action_id any[] = {ACT_LR_UP,       ACT_LR_DOWN,    ACT_GAMMA_UP,
                                         ACT_GAMMA_DOWN,  ACT_RESTART,    ACT_START_LEFT,
                                         ACT_SELECT_NEXT, ACT_START_RIGHT};
    rng_seed(&rng, 11);
    for (int i = 0; i < 400; i++) {
        session_advance(s, rng_below(&rng, 12));
        act(s, any[rng_below(&rng, 8)]);
    }
    session_advance(s, 100);
    CU_ASSERT(s->n_deeds > 0 && s->n_deeds < 400);
    CU_ASSERT_EQUAL(s->deeds_lost, 0);
    struct run before[3];
    double x[3];
    uint64_t step = s->race.step;
    for (int i = 0; i < 3; i++) {
        before[i] = s->race.run[i];
        x[i] = before[i].x[0];
    }
    session_replay(s, step);
    CU_ASSERT_EQUAL(s->race.step, step);
    for (int i = 0; i < 3; i++) {
        const struct run *r = &s->race.run[i];
        CU_ASSERT(memcmp(&r->x[0], &x[i], sizeof x[i]) == 0);
        CU_ASSERT(memcmp(&r->now.loss, &before[i].now.loss, sizeof(double)) == 0);
        CU_ASSERT_EQUAL(r->notes.clipped_steps, before[i].notes.clipped_steps);
        CU_ASSERT_EQUAL(r->now.status, before[i].now.status);
        CHECK_NEAR(r->knobs.lr, before[i].knobs.lr, 0);
    }
    session_drop(s);
}

static void deeds_stay_bounded(void)
{
    struct session *s = session_setup(panels, quartic);
    for (int i = 0; i < 20000; i++)
        act(s, i % 2 ? ACT_LR_DOWN : ACT_LR_UP);
    CU_ASSERT_EQUAL(s->n_deeds, 3); /* one a run: nothing stepped between */
    for (int i = 0; i < 2 * DEEDS_MAX; i++) {
        session_advance(s, 1);
        act(s, i % 2 ? ACT_GAMMA_DOWN : ACT_GAMMA_UP);
    }
    CU_ASSERT_EQUAL(s->n_deeds, DEEDS_MAX);
    CU_ASSERT(s->deeds_lost > 0);
    act(s, ACT_RESTART);
    CU_ASSERT_EQUAL(s->n_deeds, 5); /* three lr, two γ */
    session_drop(s);
}

static void the_view_moves(void)
{
    struct session *s = session_setup(panels, quartic);
    double home[4], width = s->view.box[1] - s->view.box[0];
    memcpy(home, s->view.box, sizeof home);
    act(s, ACT_VIEW_IN);
    CHECK_NEAR(s->view.box[1] - s->view.box[0], 0.8 * width, 1e-12);
    CHECK_NEAR(s->view.box[1] + s->view.box[0], home[1] + home[0], 1e-12);
    act(s, ACT_VIEW_OUT);
    act(s, ACT_VIEW_RIGHT);
    CHECK_NEAR(s->view.box[0], home[0] + width / 10, 1e-12);
    for (int i = 0; i < 1000; i++)
        act(s, ACT_VIEW_IN);
    CU_ASSERT(s->view.box[1] > s->view.box[0]);
    for (int i = 0; i < 1000; i++)
        act(s, ACT_VIEW_OUT);
    CU_ASSERT(isfinite(s->view.box[1]));
    act(s, ACT_VIEW_HOME);
    CU_ASSERT(memcmp(home, s->view.box, sizeof home) == 0);
    act(s, ACT_PANEL_NEXT);
    CU_ASSERT(s->view.log_loss);
    CHECK_TEXT(act(s, ACT_LOG), "loss: linear axis");
    CU_ASSERT(!s->view.log_loss);
    act(s, ACT_PANEL_BACK);
    act(s, ACT_PANEL_BACK);
    CU_ASSERT_EQUAL(s->view.focus, 4);
    CU_ASSERT_PTR_NOT_NULL(strstr(act(s, ACT_LOG), "table has one kind of axis"));
    act(s, ACT_CURVATURE);
    CU_ASSERT_EQUAL(s->view.curvature, CURVATURE_PATH);
    for (int i = 0; i < FITS_SHOWN; i++)
        act(s, ACT_FIT);
    CU_ASSERT_EQUAL(s->view.fit, FIT_SHOW_BOTH);
    session_drop(s);
}

static void clock_and_modes(void)
{
    struct session *s = session_setup(panels, quartic);
    CU_ASSERT(s->clock.now == CLOCK_PLAY);
    session_key(s, K_SPACE);
    CU_ASSERT(s->clock.now == CLOCK_REST);
    session_key(s, 'n');
    CU_ASSERT_EQUAL(s->race.step, 1);
    double v = 1;
    for (int i = 0; i < 20; i++)
        v = session_speed_next(v, 1);
    CHECK_NEAR(v, 0, 0);
    for (int i = 0; i < 20; i++)
        v = session_speed_next(v, -1);
    CHECK_NEAR(v, 0.1, 0); /* slow motion */
    CHECK_NEAR(session_speed_next(30, 1), 60, 0);
    CHECK_NEAR(session_speed_next(42, -1), 30, 0);
    session_key(s, '?');
    CU_ASSERT_EQUAL(s->view.mode, MODE_HELP);
    session_key(s, K_UP);
    CU_ASSERT_EQUAL(s->view.help_top, 0);
    session_key(s, K_DOWN);
    CU_ASSERT_EQUAL(s->view.help_top, 1);
    session_key(s, 'q');
    CU_ASSERT(s->view.mode == MODE_MAIN && !(s->asked & ASK_QUIT));
    session_key(s, 'q');
    CU_ASSERT(s->asked & ASK_QUIT);
    session_drop(s);
}

static void a_race_that_is_over_stops(void)
{
    struct session *s =
        session_setup(panels, "problem: { kind: power, start: 5 }\nruns: { only: { lr: 0.1 } }\n");
    session_advance(s, 100);
    CU_ASSERT_EQUAL(s->race.step, 4);
    CU_ASSERT(s->clock.now == CLOCK_REST);
    session_settle(s);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->caption, "only diverged at step 4"));
    CHECK_TEXT(s->caption_rule, "diverged-power");
    CHECK_TEXT(act(s, ACT_PAUSE), "every run has diverged: r restarts");
    act(s, ACT_RESTART);
    CU_ASSERT(s->clock.now == CLOCK_PLAY && s->race.step == 0);
    session_drop(s);
}

static void a_scene_that_fails_leaves_the_old_one(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 7);
    struct action open = action_of(ACT_SCENE);
    snprintf(open.text, sizeof open.text, "/nowhere/at-all.yaml");
    session_act(s, &open);
    CU_ASSERT(s->view.message[0] != 0);
    CU_ASSERT_EQUAL(s->race.step, 7);
    CHECK_TEXT(s->scene.title, "Three ways");
    session_drop(s);
}

int main(void)
{
    static const struct check checks[] = {
        {"knobs of one run", knobs_of_one_run},
        {"knobs of all runs", knobs_of_all_runs},
        {"runs are selected", runs_are_selected},
        {"the knobs of a run", the_knobs_of_a_run},
        {"a knob of a run that is lost", a_knob_of_a_run_that_is_lost},
        {"values are typed", values_are_typed},
        {"what is wrong changes nothing", what_is_wrong_changes_nothing},
        {"the problem is opened again", the_problem_is_opened_again},
        {"the start moves", the_start_moves},
        {"deeds replay to the bit", deeds_replay_to_the_bit},
        {"deeds stay bounded", deeds_stay_bounded},
        {"the view moves", the_view_moves},
        {"clock and modes", clock_and_modes},
        {"a race that is over stops", a_race_that_is_over_stops},
        {"a scene that fails leaves the old one", a_scene_that_fails_leaves_the_old_one},
        {NULL, NULL},
    };
    return check_main("session", checks);
}
