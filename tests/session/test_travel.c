/* Going back and forward through a run, and forks: always the same as a straight run, to the bit.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "check.h"
#include "same_run.h"
#include "session/session.h"
#include "session_replay.h"

static const char *const panels[] = {"landscape", "loss", NULL};

static const char quartic[] = "problem: { kind: power, power: 4, start: 5 }\n"
                              "runs:\n"
                              "  fixed: { lr: 0.011 }\n"
                              "  hard:  { lr: 0.1, clip: hard, gamma: 1 }\n"
                              "  soft:  { lr: 0.1, clip: soft, gamma: 1 }\n"
                              "  out:   { lr: 0.1 }\n";

/* Two parameters, rules with a state of their own, probes at every third step. */
static const char with_states[] =
    "problem: { kind: rosenbrock, start: [-1.2, 1] }\n"
    "runs:\n"
    "  adam:  { lr: 0.01, optimizer: adam, clip: hard, gamma: 1 }\n"
    "  heavy: { lr: 0.0005, optimizer: momentum, clip: soft, gamma: 2 }\n"
    "  share: { lr: 0.01, clip: zclip }\n"
    "probe: { every: 3, points: 2 }\n";

/* Mini-batches, Adam's and a clip rule's own state, the monitor, probes at every fifth step. */
static const char network[] =
    "problem: { kind: network, layers: 2 8 8 2, data: moons, samples: 90, batch: 16 }\n"
    "runs:\n"
    "  adam:  { lr: 0.02, optimizer: adam, clip: soft, gamma: 0.5 }\n"
    "  heavy: { lr: 0.3, optimizer: momentum, clip: autoclip }\n"
    "  hard:  { lr: 0.5, clip: hard, gamma: 0.3, gamma-schedule: linear, gamma-end: 0.1, "
    "gamma-steps: 300 }\n"
    "probe: { every: 5, points: 2 }\n";

static void act(struct session *s, enum action_id id)
{
    struct action a = action_of(id);
    session_act(s, &a);
}

static void go_to(struct session *s, uint64_t step)
{
    struct action a = action_of(ACT_GO_TO);
    a.num = (double)step;
    session_act(s, &a);
    CU_ASSERT_EQUAL(s->race.step, step);
}

/* The session's race is what a new session comes to that does the same deeds and never went back.
 */
static bool is_straight(struct session *s, const char *yaml)
{
    struct session *t = session_setup(panels, yaml);
    bool same = true;
    memcpy(t->deeds, s->deeds, (size_t)s->n_deeds * sizeof *s->deeds);
    t->n_deeds = s->n_deeds;
    session_replay(t, s->race.step);
    session_settle(s);
    CU_ASSERT_EQUAL(t->race.step, s->race.step);
    for (int i = 0; i < s->race.n; i++)
        same = same && same_run(&s->race.run[i], &t->race.run[i]);
    session_drop(t);
    return same;
}

static void back_and_forward(void)
{
    const char *const scenes[] = {quartic, with_states};
    for (int k = 0; k < 2; k++) {
        struct session *s = session_setup(panels, scenes[k]);
        static const uint64_t steps[] = {0, 1, 63, 256, 257, 511, 512, 2047, 2048, 2049, 3000};
        session_advance(s, 10000); /* the trace is thinned three times */
        CU_ASSERT_EQUAL(s->race.run[1].trace.stride, 8);
        for (int i = 0; i < 11; i++) {
            go_to(s, steps[i]);
            CU_ASSERT_TRUE(is_straight(s, scenes[k]));
            CU_ASSERT_TRUE(s->future.on && s->end == 10000 && s->future.to == 10000);
        }
        act(s, ACT_STEP_BACK);
        CU_ASSERT_EQUAL(s->race.step, 2999);
        act(s, ACT_SCRUB_ON);
        CU_ASSERT_EQUAL(s->race.step, 3099);
        act(s, ACT_SCRUB_BACK);
        CU_ASSERT_EQUAL(s->race.step, 2999);
        CHECK_TEXT(s->view.message, "step 2999 of 10000");
        act(s, ACT_LAST);
        CU_ASSERT_TRUE(is_straight(s, scenes[k]) && s->race.step == 10000 && !s->future.on);
        act(s, ACT_SCRUB_ON); /* no farther than it has come */
        CU_ASSERT_EQUAL(s->race.step, 10000);
        act(s, ACT_FIRST);
        act(s, ACT_STEP_BACK);
        CU_ASSERT_EQUAL(s->race.step, 0);
        session_advance(s, 10001);
        CU_ASSERT_TRUE(is_straight(s, scenes[k]) && s->end == 10001);
        session_drop(s);
    }
}

/* 10,000 actions at random: steps, back, scrubs, jumps, knobs, starts, restarts; many of them in
 * the middle of a step. */
static void any_actions_end_where_a_straight_run_ends(void)
{
    static const enum action_id any[] = {
        ACT_STEP,    ACT_STEP_BACK,  ACT_STEP_BACK,   ACT_SCRUB_BACK, ACT_SCRUB_ON,
        ACT_FIRST,   ACT_LAST,       ACT_GO_TO,       ACT_GO_TO,      ACT_LR_UP,
        ACT_LR_DOWN, ACT_GAMMA_UP,   ACT_GAMMA_DOWN,  ACT_TRY,        ACT_ADVICE,
        ACT_GHOST,   ACT_START_LEFT, ACT_START_RIGHT, ACT_RESTART,    ACT_SELECT_NEXT};
    enum { KINDS = sizeof any / sizeof *any };
    const char *const scenes[] = {quartic, with_states, network};
    for (int k = 0; k < 3; k++) {
        const int actions = k == 2 ? 800 : 10000, look = k == 2 ? 100 : 250;
        struct session *s = session_setup(panels, scenes[k]);
        struct rng rng;
        int forks = 0, checked = 0, wrong = 0;
        uint64_t most = 0;
        rng_seed(&rng, 4 + (uint64_t)k);
        for (int i = 0; i < actions; i++) {
            /* A restart, or a new start, at times: else nothing would get far. */
            uint64_t kinds = i % 500 == 0 ? KINDS : KINDS - 4;
            struct action a = action_of(any[i % 50 == 1 ? KINDS - 1 : (int)rng_below(&rng, kinds)]);
            bool ghost = s->ghost.on;
            if (rng_below(&rng, 3) == 0)
                for (uint64_t n = rng_below(&rng, 6); n > 0; n--)
                    session_slice(s);
            a.num = (double)rng_below(&rng, s->end + 1);
            session_act(s, &a);
            forks += !ghost && s->ghost.on;
            session_advance(s, rng_below(&rng, k == 2 ? 20 : 60));
            most = s->race.step > most ? s->race.step : most;
            if (i % look == 0 || i == actions - 1) {
                bool same = is_straight(s, scenes[k]);
                checked++;
                wrong += !same;
            }
        }
        CU_ASSERT_EQUAL(wrong, 0);
        CU_ASSERT(forks > (k == 2 ? 5 : 50) && checked == actions / look + 1);
        CU_ASSERT(most > (k == 2 ? 300 : 1000));
        CU_ASSERT_EQUAL(s->deeds_lost, 0);
        session_drop(s);
    }
}

/* Of a network: to any step and on, a fork there, and the ghost of what was. */
static void networks(void)
{
    static const uint64_t steps[] = {0, 1, 5, 44, 45, 46, 250, 399};
    struct session *s = session_setup(panels, network);
    session_advance(s, 400);
    double batch = s->race.run[0].now.loss;
    for (int i = 0; i < 8; i++) {
        go_to(s, steps[i]);
        CU_ASSERT_TRUE(is_straight(s, network));
    }
    act(s, ACT_LAST);
    CU_ASSERT_TRUE(is_straight(s, network) && s->race.run[0].now.loss == batch);
    struct trace was;
    trace_init(&was);
    trace_copy(&was, &s->race.run[1].trace);
    go_to(s, 130);
    act(s, ACT_LR_UP);
    CU_ASSERT(s->ghost.on && s->ghost.from == 130 && s->ghost.to == 400);
    CU_ASSERT_TRUE(same_trace(&was, &s->ghost.trace[1]));
    session_advance(s, 300);
    CU_ASSERT(s->race.run[0].now.loss != batch);
    CU_ASSERT_TRUE(is_straight(s, network));
    go_to(s, 129);
    CU_ASSERT_TRUE(is_straight(s, network));
    trace_release(&was);
    session_drop(s);
}

static void what_was_done_is_done_again(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 100);
    act(s, ACT_LR_UP); /* all: 0.1 to 0.125 */
    session_advance(s, 50);
    go_to(s, 99);
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.1, 0);
    CU_ASSERT_EQUAL(s->race.run[1].trace.n_marks, 0);
    session_advance(s, 1);
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.125, 0);
    CU_ASSERT_EQUAL(s->race.run[1].trace.n_marks, 1);
    CU_ASSERT(!s->ghost.on && s->n_deeds == 4 && s->end == 150);
    CU_ASSERT_TRUE(is_straight(s, quartic));
    session_drop(s);
}

static void a_knob_in_the_past_leaves_a_ghost(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 300);
    struct trace was;
    trace_init(&was);
    trace_copy(&was, &s->race.run[2].trace);
    go_to(s, 120);
    struct action same = action_of(ACT_SET);
    snprintf(same.text, sizeof same.text, "soft.lr=0.1");
    session_act(s, &same); /* as it was: no fork */
    CU_ASSERT(!s->ghost.on && s->end == 300);
    act(s, ACT_LR_DOWN_DECADE);
    CU_ASSERT(s->ghost.on && s->ghost.from == 120 && s->ghost.to == 300);
    CU_ASSERT(s->end == 120 && !s->future.on);
    CU_ASSERT_TRUE(same_trace(&was, &s->ghost.trace[2]));
    session_advance(s, 400);
    CU_ASSERT_TRUE(same_trace(&was, &s->ghost.trace[2]));
    CU_ASSERT_TRUE(is_straight(s, quartic));
    go_to(s, 60); /* before the fork: what lies ahead is the new branch */
    act(s, ACT_LAST);
    CU_ASSERT(s->race.step == 520 && s->ghost.on);
    CHECK_NEAR(s->race.run[2].knobs.lr, 0.01, 0);
    act(s, ACT_GHOST);
    CU_ASSERT_FALSE(s->ghost.on);
    trace_release(&was);
    session_drop(s);
}

static void a_restart_has_no_past(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 200);
    act(s, ACT_LR_UP);
    go_to(s, 50);
    act(s, ACT_RESTART);
    CU_ASSERT(s->end == 0 && !s->future.on && s->n_deeds == 0); /* it lay ahead, and is gone */
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.1, 0);
    session_advance(s, 70);
    act(s, ACT_LR_UP);
    act(s, ACT_RESTART);
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.125, 0);
    session_advance(s, 70);
    go_to(s, 3);
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.125, 0);
    CU_ASSERT_TRUE(is_straight(s, quartic));
    session_drop(s);
}

static void nothing_is_allocated_on_the_way(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 1);
    size_t calls = mem_calls();
    session_advance(s, 20000);
    for (int i = 0; i < 50; i++)
        act(s, i % 3 ? ACT_SCRUB_BACK : ACT_STEP_BACK);
    CU_ASSERT_EQUAL(mem_calls(), calls);
    act(s, ACT_LR_DOWN); /* how it was is kept, to be taken back */
    calls = mem_calls();
    session_advance(s, 5000);
    CU_ASSERT_EQUAL(mem_calls(), calls);
    session_drop(s);
}

/* Gone back to before it and forward again it is the same; a fork before it has none. */
static void a_bad_batch_is_made_again(void)
{
    struct session *s = session_setup(panels, with_states);
    double x[2];
    session_advance(s, 300);
    act(s, ACT_BAD);
    session_advance(s, 50);
    const struct run *adam = &s->race.run[0];
    struct bad_trail trail = adam->notes.bad;
    memcpy(x, adam->x, sizeof x);
    CU_ASSERT(trail.at == 301 && trail.since == 48);
    go_to(s, 290);
    CU_ASSERT(adam->notes.bad.at == 0);
    go_to(s, 350);
    CU_ASSERT(memcmp(x, adam->x, sizeof x) == 0);
    CU_ASSERT(adam->notes.bad.at == 301 && adam->notes.bad.since == 48 &&
              adam->notes.bad.now == trail.now);
    go_to(s, 290);
    act(s, ACT_LR_UP);
    session_advance(s, 60);
    CU_ASSERT(adam->notes.bad.at == 0);
    session_drop(s);
}

/* Going back before a turn puts the knob back, and says so; going on does it again. */
static void what_is_put_back_is_said(void)
{
    struct session *s = session_setup(panels, quartic);
    session_advance(s, 10);
    s->view.selected = 1;
    act(s, ACT_GAMMA_UP_DECADE);
    act(s, ACT_STEP);
    act(s, ACT_STEP_BACK);
    CHECK_TEXT(s->view.message, "step 10 of 11");
    act(s, ACT_STEP_BACK);
    CHECK_TEXT(s->view.message, "step 9 of 11. hard: γ is 1 here, 10 from step 10 on");
    CU_ASSERT_EQUAL(run_threshold(&s->race.run[1]), 1);
    act(s, ACT_LAST);
    CHECK_TEXT(s->view.message, "step 11 of 11");
    CU_ASSERT_EQUAL(run_threshold(&s->race.run[1]), 10);
    s->view.selected = RUN_SELECTED;
    act(s, ACT_LR_UP_DECADE); /* of all four */
    go_to(s, 3);
    CHECK_TEXT(s->view.message,
               "step 3 of 11. hard: γ is 1 here, 10 from step 10 on (and 4 more changes)");
    session_drop(s);
}

int main(void)
{
    static const struct check checks[] = {
        {"back and forward", back_and_forward},
        {"any actions end where a straight run ends", any_actions_end_where_a_straight_run_ends},
        {"networks", networks},
        {"what was done is done again", what_was_done_is_done_again},
        {"a knob in the past leaves a ghost", a_knob_in_the_past_leaves_a_ghost},
        {"what is put back is said", what_is_put_back_is_said},
        {"a restart has no past", a_restart_has_no_past},
        {"a bad batch is made again", a_bad_batch_is_made_again},
        {"nothing is allocated on the way", nothing_is_allocated_on_the_way},
        {NULL, NULL},
    };
    return check_main("travel", checks);
}
