/* Scripts: they do what they say at its exact step, whatever pieces the time comes in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "check.h"
#include "script_setup.h"

static void at_a_step(void)
{
    struct session *s =
        session_setup(panels, HEAD "  - { at: step 44, set: hard.lr=0.2, say: now }\n"
                                   "  - { at: step 44, set: hard.gamma=3 }\n"
                                   "  - { at: step 12, set: soft.lr=0.3 }\n");
    CU_ASSERT_EQUAL(session_advance(s, 43), 43);
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.1, 0);
    CU_ASSERT_EQUAL(session_advance(s, 100), 100);
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.2, 0);
    CU_ASSERT_EQUAL(s->n_deeds, 3); /* the third is late: done at once */
    for (int i = 0; i < s->n_deeds; i++)
        CU_ASSERT_EQUAL(s->deeds[i].step, 44);
    CHECK_TEXT(caption(s), "now");
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_DONE);
    session_drop(s);
}

/* Ten steps are a second here. */
static void after_a_while(void)
{
    struct session *s = session_setup(panels, HEAD "  - { after: 1.5s, set: hard.lr=0.2 }\n"
                                                   "  - { after: 0.2s, do: hold }\n"
                                                   "  - { after: 2s, do: play }\n"
                                                   "  - { after: 1s, set: hard.lr=0.3 }\n");
    session_play(s, 1.69);
    CU_ASSERT_EQUAL(s->race.step, 16);
    CU_ASSERT_EQUAL(s->deeds[0].step, 15);
    session_play(s, 0.5);
    CU_ASSERT_EQUAL(s->race.step, 17);
    CU_ASSERT(s->clock.now == CLOCK_REST);
    CHECK_NEAR(session_due(s), 2 - 0.49, 1e-9);
    session_play(s, 4);
    CU_ASSERT_EQUAL(s->n_deeds, 2);
    CU_ASSERT_EQUAL(s->deeds[1].step, 27);
    session_drop(s);
}

static void when_it_is_so(void)
{
    struct session *s = session_setup(
        panels,
        HEAD "  - { when: fixed diverged, set: hard.lr=0.11 }\n"
             "  - { when: loss of soft < 1, set: hard.lr=0.12 }\n"
             "  - { when: clipped% of hard < 90, set: hard.gamma=60 }\n"
             "  - { when: hard running, say: \"since {since of hard}, {status of soft}\" }\n"
             "  - { when: lr of hard >= 0.5, say: turned }\n"
             "  - { when: all converged, say: never }\n");
    session_advance(s, 5000);
    uint64_t diverged = s->race.run[0].notes.status_step;
    CU_ASSERT(s->race.run[0].now.status == RUN_DIVERGED && diverged > 2);
    CU_ASSERT_EQUAL_FATAL(s->n_deeds, 3);
    CU_ASSERT_EQUAL(s->deeds[0].step, diverged);
    /* The first step at which the loss of soft is under 1, as a race alone makes it. */
    struct race *alone = mem_alloc(1, sizeof *alone);
    struct report r;
    report_init(&r);
    CU_ASSERT_TRUE_FATAL(scene_open(&s->scene, alone, &r));
    report_release(&r);
    while (!(alone->run[2].now.loss < 1))
        race_advance(alone, 1);
    CU_ASSERT_EQUAL(s->deeds[1].step, alone->step);
    CU_ASSERT(alone->step > 20);
    race_release(alone);
    free(alone);
    char said[80];
    snprintf(said, sizeof said, "since %llu, %s",
             (unsigned long long)s->race.run[1].notes.status_step,
             run_status_names[s->race.run[2].now.status]);
    CHECK_TEXT(caption(s), said);
    CHECK_TEXT(act(s, ACT_SET, "hard.lr=0.5"), ""); /* no answer: the script has taken the word */
    CHECK_TEXT(caption(s), "turned");
    session_drop(s);
}

/* "100 %" is of all steps and "0 %" of none, also where nearly all or few were clipped. */
static void shares_are_of_all_or_none(void)
{
    struct session *s = session_setup(panels, "problem: { kind: power, power: 4, start: 1e3 }\n"
                                              "runs: { a: { lr: 1e-9, clip: hard, gamma: 1 } }\n"
                                              "script: [ { say: '{clipped% of a} % of all' } ]\n");
    CHECK_TEXT(caption(s), "– % of all");
    session_advance(s, 2999);
    CHECK_TEXT(caption(s), "100 % of all");
    act(s, ACT_SET, "a.gamma=1e12");
    session_advance(s, 1);
    CHECK_TEXT(caption(s), ">99.9 % of all");
    act(s, ACT_RESTART, "");
    session_advance(s, 1);
    CHECK_TEXT(caption(s), "0 % of all");
    act(s, ACT_SET, "a.gamma=1e-3");
    session_advance(s, 1);
    act(s, ACT_SET, "a.gamma=1e12");
    session_advance(s, 1);
    CHECK_TEXT(caption(s), "33.3 % of all");
    session_advance(s, 2997);
    CHECK_TEXT(caption(s), "<0.1 % of all");
    session_drop(s);
}

static void when_it_cycles(void)
{
    struct session *s = session_setup(panels, "problem: { kind: power, power: 4, start: 2.25 }\n"
                                              "runs: { a: { lr: 0.1, clip: hard, gamma: 45 } }\n"
                                              "script: [ { when: any cycling, do: hold } ]\n");
    CU_ASSERT_EQUAL(session_advance(s, 1000), s->race.run[0].notes.status_step);
    CU_ASSERT(s->race.run[0].now.status == RUN_CYCLING && s->race.step < 20);
    session_drop(s);
}

/* How many times one quantity is another, by this step's numbers. */
static void ratios(void)
{
    struct session *s =
        session_setup(panels, "problem: { kind: power, power: 2, start: 8 }\n"
                              "runs: { a: { lr: 0.25 }, b: { lr: 0.5 } }\n"
                              "script: [ { say: '{loss of a / loss of b}, {loss of b / lr of a}, "
                              "{gamma of a / loss of a}' } ]\n");
    CHECK_TEXT(caption(s), "1, 256, –"); /* 64 / 64 and 64 / 0.25; there is no threshold */
    act(s, ACT_SET, "b.lr=0.375");
    session_advance(s, 1);
    CHECK_TEXT(caption(s), "4, 16, –"); /* θ: 4 and 2 */
    act(s, ACT_SET, "b.lr=0.5");
    session_advance(s, 1);
    CHECK_TEXT(caption(s), "inf, 0, –"); /* b is on the minimum */
    session_drop(s);
}

static const char varied[] =
    HEAD "  - { after: 0.35s, press: Right }\n"
         "  - { at: step 9, do: [faster, faster, select hard], press: Up }\n"
         "  - { when: loss of hard < 100, set: [hard.gamma=45, soft.lr=0.2] }\n"
         "  - { after: 0.75s, do: hold }\n"
         "  - { after: 0.33s, do: play, say: \"{loss of hard}\" }\n"
         "  - wait: enter\n"
         "  - { after: 0.1s, set: problem.power=3, do: speed 7 }\n"
         "  - { after: 3s, do: [start-at 2.5, speed 0] }\n"
         "  - { at: step 300, do: [speed 50, restart] }\n"
         "  - { when: soft is converged, do: hold, say: end }\n";

/* All that the race and its deeds are, as a sum. */
static unsigned long long trace_sum(const struct session *s)
{
    unsigned long long sum = 14695981039346656037u;
    for (int i = 0; i < s->race.n; i++) {
        const struct run *r = &s->race.run[i];
        const unsigned char *at = (const unsigned char *)r->trace.bucket;
        size_t n = (size_t)r->trace.n * sizeof *r->trace.bucket;
        for (size_t k = 0; k < n; k++)
            sum = (sum ^ at[k]) * 1099511628211u;
    }
    for (int i = 0; i < s->n_deeds; i++)
        sum = (sum ^ s->deeds[i].step * 31 ^ (unsigned)s->deeds[i].run) * 1099511628211u;
    return (sum ^ s->race.step) * 1099511628211u;
}

/* fps 0: as one who steps without a screen would, in the longest pieces there are. */
static unsigned long long play_at(double fps, bool look, uint64_t *step)
{
    struct session *s = session_setup(panels, varied);
    for (int i = 0; i < 40000 && session_script(s) != SCRIPT_DONE; i++) {
        session_play(s, fps > 0 ? 1 / fps : 1e4);
        if (look)
            session_settle(s);
        if (session_script(s) == SCRIPT_WAITING)
            act(s, ACT_CONTINUE, "");
    }
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_DONE);
    CHECK_TEXT(caption(s), "end");
    *step = s->race.step;
    unsigned long long sum = trace_sum(s);
    session_drop(s);
    return sum;
}

static void the_same_at_every_rate(void)
{
    uint64_t first, step;
    unsigned long long sum = play_at(0, false, &first);
    CU_ASSERT(first > 20);
    static const double rates[] = {10, 12, 30, 60, 59.94, 7.3};
    for (int i = 0; i < 6; i++) {
        CU_ASSERT_EQUAL(play_at(rates[i], i % 2, &step), sum);
        CU_ASSERT_EQUAL(step, first);
    }
}

static void what_it_leaves_to_hear(void)
{
    struct session *s = session_setup(
        panels, HEAD "  - { mark: First, press: z }\n  - { at: step 2, mark: Then }\n");
    CU_ASSERT_EQUAL(s->script.n_heard, 2);
    CU_ASSERT_TRUE(s->view.zoomed);
    CHECK_TEXT(s->script.heard[0].words, "First");
    CU_ASSERT_EQUAL(s->script.heard[1].key, 'z');
    session_advance(s, 2);
    CU_ASSERT_EQUAL(s->script.n_heard, 3);
    session_drop(s);
}

/* What a key of its own would answer does not stand before its words. */
static void it_speaks_for_its_keys(void)
{
    struct session *s = session_setup(panels, HEAD "  - { press: f }\n"
                                                   "  - { at: step 2, say: words, press: f }\n");
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, "fit: "));
    session_advance(s, 2);
    CHECK_TEXT(caption(s), "words");
    CHECK_TEXT(s->view.message, "");
    session_drop(s);
}

static void what_it_looks_at(void)
{
    struct session *s =
        session_setup(panels, HEAD "  - { zoom: loss, select: soft }\n"
                                   "  - { at: step 1, zoom: out, do: [panel table, hold] }\n"
                                   "  - { at: step 9, say: x }\n");
    CU_ASSERT_TRUE(s->view.zoomed);
    CU_ASSERT_EQUAL(s->view.focus, 1);
    CU_ASSERT_EQUAL(s->view.selected, 2);
    session_advance(s, 5);
    CU_ASSERT_FALSE(s->view.zoomed);
    CU_ASSERT_EQUAL(s->view.focus, 4);
    CU_ASSERT_EQUAL(s->race.step, 1);
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_STUCK);
    session_drop(s);
}

static const struct check checks[] = {
    {"at a step", at_a_step},
    {"after a while", after_a_while},
    {"when it is so", when_it_is_so},
    {"shares are of all or none", shares_are_of_all_or_none},
    {"ratios", ratios},
    {"when it cycles", when_it_cycles},
    {"the same at every frame rate", the_same_at_every_rate},
    {"what it leaves to hear", what_it_leaves_to_hear},
    {"it speaks for its keys", it_speaks_for_its_keys},
    {"what it looks at", what_it_looks_at},
    {NULL, NULL},
};

int main(void)
{
    return check_main("script", checks);
}
