/* Where scripts wait for a person: for Enter, for a while that need not be waited for, for an
 * answer. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "script_setup.h"

static void it_waits(void)
{
    struct session *s =
        session_setup(panels, HEAD "  - { at: step 3, say: one, wait: enter }\n"
                                   "  - { at: step 6, say: two, set: hard.lr=1, wait: enter }\n"
                                   "  - { after: 1s, say: \"\" }\n");
    CU_ASSERT_EQUAL(session_advance(s, 10), 3);
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_WAITING);
    CU_ASSERT(s->clock.now == CLOCK_REST);
    session_play(s, 100);
    CU_ASSERT_EQUAL(s->race.step, 3);
    session_key(s, K_ENTER);
    CU_ASSERT(s->clock.now == CLOCK_PLAY);
    CU_ASSERT_EQUAL(session_advance(s, 10), 3);
    CHECK_TEXT(caption(s), "two");
    session_key(s, K_BACKSPACE); /* back to where it said one */
    CU_ASSERT_EQUAL(s->race.step, 3);
    CHECK_TEXT(caption(s), "one");
    CHECK_NEAR(s->race.run[1].knobs.lr, 0.1, 0);
    session_key(s, K_ENTER);
    session_advance(s, 10);
    session_key(s, K_ENTER);
    session_advance(s, 4);
    session_key(s, K_BACKSPACE); /* between two stops: to the last */
    CU_ASSERT_EQUAL(s->race.step, 6);
    CHECK_TEXT(caption(s), "two");
    session_key(s, K_ENTER);
    session_advance(s, 10);
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_DONE);
    CU_ASSERT(strcmp(caption(s), "two") != 0 && s->caption_rule); /* the program's own words */
    session_drop(s);
}

/* Enter and Backspace where there is nothing to go on from: what they are for, and what to do. */
static void keys_that_go_on_to_nothing(void)
{
    struct session *s =
        session_setup(panels, "problem: { kind: power }\nruns: { hard: { clip: hard } }\n");
    CHECK_TEXT(act(s, ACT_CONTINUE, ""),
               "Enter continues a lesson. This scene is not a lesson; press s to open one");
    CHECK_TEXT(act(s, ACT_BACK, ""),
               "Backspace goes back in a lesson. This scene is not a lesson; press s to open one");
    session_drop(s);
    s = session_setup(panels, HEAD "  - { at: step 3, say: one, wait: enter }\n");
    CHECK_TEXT(act(s, ACT_CONTINUE, ""),
               "Enter goes on where a script waits. This one runs by itself");
    act(s, ACT_HOLD, "");
    CHECK_TEXT(act(s, ACT_CONTINUE, ""), "the script waits for a step: space runs");
    session_advance(s, 3);
    CHECK_TEXT(act(s, ACT_CONTINUE, ""), "");
    CHECK_TEXT(act(s, ACT_CONTINUE, ""),
               "the script has ended: Backspace goes back in it, s opens another scene");
    session_drop(s);
    s = session_setup(panels, HEAD "  - { do: hold, say: one }\n  - { after: 5s, say: two }\n"
                                   "  - { after: 5s, say: three }\n");
    CHECK_TEXT(caption(s), "one");
    CU_ASSERT_TRUE(session_goes_on(s)); /* a while is not to be waited for */
    act(s, ACT_CONTINUE, "");
    CHECK_TEXT(caption(s), "two");
    CU_ASSERT_EQUAL(session_due(s), 5);
    session_idle(s, 5);
    CHECK_TEXT(caption(s), "three");
    CU_ASSERT_FALSE(session_goes_on(s));
    session_drop(s);
    s = session_setup(panels, HEAD "  - { at: step 3, say: one, wait: enter }\n"
                                   "  - do: scene scenes/quartic.yaml\n");
    session_advance(s, 3);
    s->scene.demo = true; /* a key of the reader's ends it, and Enter leads on all the same */
    script_leave(s);
    CU_ASSERT(session_script(s) == SCRIPT_DONE && session_goes_on(s));
    act(s, ACT_CONTINUE, "");
    CHECK_TEXT(s->scene.name, "quartic");
    session_drop(s);
}

/* A picture of a scene passes all that is waited for, and never leaves the scene. */
static void a_picture_passes(void)
{
    struct session *s = session_setup(
        panels, HEAD "  - { do: hold, say: one }\n  - { after: 5s, say: two, wait: enter }\n"
                     "  - { at: step 2, do: hold, say: three, wait: enter }\n"
                     "  - do: scene scenes/why.yaml\n");
    CU_ASSERT_TRUE(session_pass(s));
    CHECK_TEXT(caption(s), "two");
    CU_ASSERT_FALSE(session_leads_on(s));
    CU_ASSERT_TRUE(session_pass(s));
    CU_ASSERT_FALSE(session_pass(s)); /* steps come next */
    session_advance(s, 2);
    CHECK_TEXT(caption(s), "three");
    CU_ASSERT_FALSE(session_pass(s));
    CU_ASSERT_TRUE(session_goes_on(s) && session_leads_on(s)); /* to the next scene, says the bar */
    CHECK_TEXT(s->scene.name, "test");
    session_drop(s);
}

/* What is said of a step while a script lets a while pass, of a run that has diverged since. */
static void words_of_a_number_that_is_gone(void)
{
    struct session *s =
        session_setup(panels, HEAD "  - { set: fixed.lr=1, do: hold, say: \"{stride of fixed}\" }\n"
                                   "  - { after: 50s, say: later }\n");
    CHECK_TEXT(caption(s), "500");
    session_advance(s, 10);
    CU_ASSERT(s->race.run[0].now.status == RUN_DIVERGED && script_pauses(s));
    CU_ASSERT_PTR_NULL(strstr(caption(s), "–"));
    CU_ASSERT(s->caption[0] && s->caption_rule); /* the program's own words */
    session_drop(s);
}

static const char questions[] =
    HEAD "  - ask: { question: \"What will fixed do?\", answer-from: fixed status }\n"
         "  - { when: fixed diverged, reveal: \"At step {since of fixed}.\" }\n"
         "  - ask: { question: \"Steps?\", answer-from: since of fixed, within: 0.2 }\n"
         "  - { after: 1s, reveal: \"\" }\n";

static void it_asks(void)
{
    char said[120];
    struct session *s = session_setup(panels, questions);
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_ASKING);
    CHECK_TEXT(caption(s), "What will fixed do?  1 converge  2 cycle  3 diverge");
    session_key(s, '4');
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_ASKING);
    CHECK_TEXT(s->view.message, "found 4; expected a key from 1 to 3, or Enter alone");
    CHECK_TEXT(act(s, ACT_ANSWER, "0"), "found 0; expected 1 to 3");
    session_key(s, '3');
    CU_ASSERT_EQUAL(s->view.mode, MODE_MAIN);
    CU_ASSERT(s->clock.now == CLOCK_PLAY);
    session_advance(s, 100);
    unsigned long long since = s->race.run[0].notes.status_step;
    session_settle(s);
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_ASKING);
    CHECK_TEXT(s->caption, "Steps?  › ");
    CU_ASSERT_EQUAL(s->script.right, 1);
    session_key(s, '1');
    session_key(s, 'x'); /* no number has one */
    CHECK_TEXT(s->view.message, "found x; expected a number and Enter, or Enter alone");
    session_key(s, K_TAB);
    CHECK_TEXT(s->view.message, "found Tab; expected a number and Enter, or Enter alone");
    session_key(s, K_BACKSPACE);
    CHECK_TEXT(s->view.message, "");
    session_key(s, '2');
    CHECK_TEXT(caption(s), "Steps?  › 2");
    session_key(s, '/');
    session_key(s, K_ENTER);
    CHECK_TEXT(s->view.message, "found 2/; expected a number, as 0.5 or 1/2");
    CHECK_TEXT(caption(s), "Steps?  › 2/"); /* to be mended */
    session_key(s, '0');
    session_key(s, K_ENTER);
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_ASKING);
    session_key(s, K_BACKSPACE);
    session_key(s, '8');
    CU_ASSERT(since > 3);
    session_key(s, K_ENTER);
    session_advance(s, 10);
    snprintf(said, sizeof said, "No: %llu; you said 0.25 (1 of 2 right).", since);
    CHECK_TEXT(caption(s), said);
    session_drop(s);
}

static void what_the_run_answers(void)
{
    static const struct {
        const char *keys, *verdict;
    } all[] = {{"1", "No: diverged; you said converge (0 of 1 right). At step "},
               {"3", "Right: diverged (1 of 1 right). At step "},
               {"\r", "The answer: diverged. At step "}};
    for (int i = 0; i < 3; i++) {
        struct session *s = session_setup(
            panels, HEAD "  - ask: { question: \"fixed?\", answer-from: fixed status }\n"
                         "  - { when: fixed diverged, reveal: \"At step {since of fixed}.\" }\n");
        session_key(s, all[i].keys[0]);
        session_advance(s, 100);
        CU_ASSERT_EQUAL(strncmp(caption(s), all[i].verdict, strlen(all[i].verdict)), 0);
        session_drop(s);
    }
}

static const struct check checks[] = {
    {"it waits, and goes back", it_waits},
    {"keys that go on to nothing", keys_that_go_on_to_nothing},
    {"a picture passes", a_picture_passes},
    {"words of a number that is gone", words_of_a_number_that_is_gone},
    {"it asks", it_asks},
    {"what the run answers", what_the_run_answers},
    {NULL, NULL},
};

int main(void)
{
    return check_main("script waits", checks);
}
