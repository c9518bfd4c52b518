/* Advice that is tried: the run one would have made, to the bit, and it can be taken back. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advisor_setup.h"
#include "base/text.h"
#include "check.h"
#include "session_replay.h"

static bool same_runs(const struct session *a, const struct session *b)
{
    bool same = a->race.step == b->race.step;
    for (int i = 0; same && i < a->race.n; i++) {
        const struct run *r = &a->race.run[i], *t = &b->race.run[i];
        same = memcmp(r->x, t->x, (size_t)r->dim * sizeof *r->x) == 0 &&
               r->notes.evals == t->notes.evals &&
               r->notes.clipped_steps == t->notes.clipped_steps && r->knobs.lr == t->knobs.lr &&
               memcmp(r->knobs.clip, t->knobs.clip, sizeof r->knobs.clip) == 0 &&
               memcmp(r->monitor, t->monitor, sizeof *r->monitor) == 0 &&
               r->trace.n == t->trace.n && r->trace.n_marks == t->trace.n_marks &&
               memcmp(r->trace.bucket, t->trace.bucket,
                      (size_t)r->trace.n * sizeof *r->trace.bucket) == 0;
    }
    return same;
}

/* What was turned before on other runs is done again at its step; the ghost is the old way. */
static struct session *turned_and_stepped(bool playing)
{
    struct session *s = session_setup(panel_names, scene_text);
    struct action a = action_of(ACT_SET);
    session_advance(s, 40);
    snprintf(a.text, sizeof a.text, "soft.gamma=7");
    session_act(s, &a);
    snprintf(a.text, sizeof a.text, "hard.gamma=3");
    session_act(s, &a);
    session_advance(s, STEPS - 40);
    s->clock.now = playing ? CLOCK_PLAY : CLOCK_REST;
    session_settle(s);
    return s;
}

static void a_trial_is_the_run_one_would_have_made(void)
{
    struct session *s = turned_and_stepped(true), *old = turned_and_stepped(true);
    char text[80];
    struct advice given = advice_called(s, "least-squares");
    act(s, ACT_TRY, "least-squares");
    CU_ASSERT(s->trial.on && s->clock.now == CLOCK_PLAY && s->race.step == STEPS);
    CU_ASSERT(memcmp(s->ghost.trace[1].bucket, old->race.run[1].trace.bucket,
                     (STEPS + 1) * sizeof(struct bucket)) == 0);
    CU_ASSERT(s->ghost.on && s->ghost.from == 0 && s->ghost.to == STEPS);
    snprintf(text, sizeof text, "hard.lr=%.17g", given.lr);
    struct session *t = session_setup(panel_names, scene_text);
    act(t, ACT_SET, text);
    snprintf(text, sizeof text, "hard.gamma=%.17g", given.gamma);
    act(t, ACT_SET, text);
    session_advance(t, 40);
    act(t, ACT_SET, "soft.gamma=7");
    session_advance(t, STEPS - 40);
    session_settle(t);
    CU_ASSERT(same_runs(s, t));
    CU_ASSERT_FALSE(same_runs(s, old));

    struct advice still = advice_called(s, "least-squares"); /* by the evidence there was */
    CU_ASSERT(still.gamma == given.gamma && still.lr == given.lr);
    act(s, ACT_TRY, "edge"); /* from what was before all trials, and the ghost is that too */
    CU_ASSERT(s->race.run[1].knobs.lr == 0.1 &&
              run_gamma(&s->race.run[1]) == advice_called(s, "edge").gamma);
    CU_ASSERT(memcmp(s->ghost.trace[1].bucket, old->race.run[1].trace.bucket,
                     (STEPS + 1) * sizeof(struct bucket)) == 0);
    act(s, ACT_TRY, "edge"); /* again: back */
    CU_ASSERT(same_runs(s, old) && !s->trial.on && s->clock.now == CLOCK_PLAY);
    CU_ASSERT_EQUAL(s->n_deeds, old->n_deeds);
    session_advance(s, 100);
    session_advance(old, 100);
    CU_ASSERT(same_runs(s, old));
    session_drop(s);
    session_drop(t);
    session_drop(old);
}

/* Tried from where one has gone back: what was turned later lies ahead again, and so it does when
 * it is taken back; the ghost is still the whole old way. */
static void a_trial_in_the_past(void)
{
    struct session *s = turned_and_stepped(false), *old = turned_and_stepped(false);
    struct action back = action_of(ACT_GO_TO);
    back.num = 20;
    session_act(s, &back);
    for (int i = 0; i < 3; i++) { /* one, another, and back */
        act(s, ACT_TRY, i == 0 ? "custom" : "edge");
        CU_ASSERT(s->race.step == 20 && s->trial.on == (i < 2));
        CU_ASSERT(s->ghost.on && (i == 2 || s->ghost.to == STEPS));
        if (i < 2)
            CU_ASSERT(memcmp(s->ghost.trace[1].bucket, old->race.run[1].trace.bucket,
                             (STEPS + 1) * sizeof(struct bucket)) == 0);
    }
    session_advance(s, STEPS - 20);
    session_settle(s);
    CU_ASSERT(same_runs(s, old));
    session_drop(s);
    session_drop(old);
}

/* Saved, replayed, and gone back through: the same to the bit. */
static void a_trial_is_kept(void)
{
    struct session *s = turned_and_stepped(false);
    struct text out = {0};
    act(s, ACT_TRY, "map-best");
    CU_ASSERT(s->clock.now == CLOCK_REST);
    CU_ASSERT_TRUE_FATAL(session_write(s, &out));
    struct session *t = session_setup(panel_names, out.at);
    CU_ASSERT(same_runs(s, t));
    CU_ASSERT(t->scene.view.map_target == 1e-3 && t->scene.view.map_starts == 3);
    CU_ASSERT(memcmp(&s->scene.view.map_lr, &t->scene.view.map_lr,
                     sizeof(double) * 9 + sizeof(double)) == 0);
    session_replay(t, STEPS);
    CU_ASSERT(same_runs(s, t));
    act(s, ACT_FIRST, "");
    act(s, ACT_LAST, "");
    CU_ASSERT(same_runs(s, t) && s->trial.on);
    act(s, ACT_GAMMA_UP, ""); /* something else: nothing is to be taken back any more */
    CU_ASSERT_FALSE(s->trial.on);
    text_release(&out);
    session_drop(s);
    session_drop(t);
}

/* The steps that the caption names, counted. */
static void the_outcome_is_counted(void)
{
    struct session *s = open_at(scene_text, STEPS);
    char expected[200], a[24], b[24];
    struct advice given = advice_called(s, "l0-over-l1");
    int was = 0, is = 0;
    for (double x = 5; x * x * x * x >= 1e-3; was++)
        x -= 0.1 * fmin(4 * x * x * x, 1);
    for (double x = 5; fabs(x * x * x * x) >= 1e-3; is++)
        x -= given.lr * fmax(fmin(4 * x * x * x, given.gamma), -given.gamma);
    act(s, ACT_TRY, "l0-over-l1");
    number_text(a, sizeof a, given.gamma, 3), number_text(b, sizeof b, given.lr, 3);
    snprintf(expected, sizeof expected,
             "hard: f < 0.001 came at step %d instead of %d. Tried: γ = %s, lr = %s (L0/L1 of the "
             "bound); T takes it back",
             is, was, a, b);
    CHECK_TEXT(s->caption, expected);
    CHECK_TEXT(s->caption_rule, "trial");
    CU_ASSERT(is < was && was == 79);
    act(s, ACT_TRY, "half-g99");
    CU_ASSERT_PTR_NOT_NULL(strstr(s->caption, "f < 0.001 has not come by step 150; as it was, at "
                                              "step 79. Now cycling since step 7; it was f = "));
    session_drop(s);
    s = open_at("problem: { kind: quadratic }\nruns: { a: { clip: hard, lr: 0.001, gamma: 1 } }\n",
                STEPS);
    act(s, ACT_TRY, "custom"); /* no target: convergence, which neither has come to */
    CU_ASSERT_PTR_NOT_NULL(
        strstr(s->caption, "a: convergence has not come by step 150, nor as it"));
    session_drop(s);
}

/* What is too far for one frame is stepped at the machine's speed, and then all is as it was. */
static const char far_text[] =
    "problem: { kind: network, data: xor, layers: 2 64 64 2, samples: 20 }\n"
    "runs: { a: { clip: hard, lr: 0.3, gamma: 0.5 }, b: { lr: 0.1 } }\n"
    "probe: { every: 0 }\n"
    "view: { panels: [advisor], speed: 7 }\n";

static bool on_its_way(const struct session *s)
{
    return s->clock.now == CLOCK_REACH && s->clock.reach == REACH_TRIAL;
}

static void far_trials_are_brought_there(void)
{
    enum { FAR = 600 };
    struct session *s = open_at(far_text, FAR), *old = open_at(far_text, FAR);
    s->clock.now = CLOCK_PLAY;
    act(s, ACT_TRY, "custom");
    CU_ASSERT(on_its_way(s) && s->race.step == 0 && s->clock.then == CLOCK_PLAY);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->caption, "is on its way to step 600"));
    session_advance(s, FAR / 2);
    CU_ASSERT(on_its_way(s) && s->race.step == FAR / 2);
    session_advance(s, FAR); /* not past it */
    CU_ASSERT(s->clock.now == CLOCK_PLAY);
    CU_ASSERT(s->race.step == FAR && s->trial.on);
    CU_ASSERT_EQUAL(run_gamma(&s->race.run[0]), 1);
    s->clock.now = CLOCK_REST;
    session_settle(s);
    act(s, ACT_TRY, "custom");
    session_advance(s, 10);
    act(s, ACT_TRY, "custom"); /* while it is on its way back: from there, once more */
    act(s, ACT_TRY, "custom");
    CU_ASSERT(on_its_way(s) && !s->trial.on);
    uint64_t to = s->clock.to;
    session_advance(s, to);
    CU_ASSERT(s->race.step == to && s->clock.now == CLOCK_REST);
    session_advance(old, to - FAR);
    session_settle(s);
    CU_ASSERT(same_runs(s, old));
    act(s, ACT_TRY, "custom");
    act(s, ACT_FIRST, ""); /* one goes elsewhere: it is called off */
    CU_ASSERT(!on_its_way(s));
    session_drop(s);
    session_drop(old);
}

static void scripts_and_clicks_try(void)
{
    struct session *s =
        session_setup(panel_names, "problem: { kind: power, start: 5 }\n"
                                   "runs: { hard: { lr: 0.1, clip: hard, gamma: 1 } }\n"
                                   "view: { panels: [advisor] }\n"
                                   "script:\n"
                                   "  - at: step 60\n    do: try l0-over-l1\n"
                                   "  - at: step 70\n    do: [advice custom, try, try]\n");
    session_advance(s, 65);
    CU_ASSERT(s->trial.on && s->race.step == 65 && run_gamma(&s->race.run[0]) > 5);
    session_advance(s, 10);
    CU_ASSERT(!s->trial.on && s->race.step == 75 && run_gamma(&s->race.run[0]) == 1);
    session_settle(s);
    struct screen screen;
    struct action a;
    int seen = 0;
    screen_init(&screen, true, 256);
    screen_compose(&screen, s, 100, 30);
    for (int row = 0; row < 30; row++)
        if (screen_click(&screen, s, 20, row, &a) && a.id == ACT_TRY) {
            CHECK_TEXT(a.text, advice_rules[seen].name);
            seen++;
        }
    CU_ASSERT_EQUAL(seen, ADVICE_RULES);
    screen_release(&screen);
    session_drop(s);
    struct scene *scene = malloc(sizeof *scene);
    struct report r;
    static const char bad[] = "problem: { kind: power, start: 5 }\nruns: { a: {} }\n"
                              "script:\n  - do: try l0-ovr-l1\n";
    report_init(&r);
    CU_ASSERT_FALSE(scene_parse(scene, "bad.yaml", bad, strlen(bad), panel_names, &r));
    CU_ASSERT_PTR_NOT_NULL(strstr(r.line[0], "bad.yaml:4"));
    CU_ASSERT_PTR_NOT_NULL(strstr(r.line[0], "(did you mean l0-over-l1?)"));
    report_release(&r);
    free(scene);
}

/* What the scene's look says, in steps to the goal. */
static void the_scene_shows_what_it_says(void)
{
    static const struct {
        const char *rule, *words;
    } tried[] = {
        {"half-g99", "cycling since"},
        {"inverse-l1", "has not come by step 150; as it was, at step 79"},
        {"l0-over-l1", "came at step 78 instead of 79"},
        {"least-squares", "came at step 20 instead of 79"},
        {"map-best", "came at step 5 instead of 79"},
        {"edge", "came at step 35 instead of 79"},
    };
    struct scene *scene = malloc(sizeof *scene);
    struct session *s = malloc(sizeof *s);
    struct report r;
    report_init(&r);
    CU_ASSERT_FATAL(scene_read(scene, "scenes/advisor.yaml", panel_names, &r) &&
                    session_open(s, scene, panel_names, &r));
    session_advance(s, scene->steps);
    session_settle(s);
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        act(s, ACT_TRY, tried[i].rule);
        if (!strstr(s->caption, tried[i].words))
            printf("\n%s\n  expected in it: %s\n", s->caption, tried[i].words);
        CU_ASSERT_PTR_NOT_NULL(strstr(s->caption, tried[i].words));
    }
    report_release(&r);
    free(scene);
    session_drop(s);
}

/* The way there takes next to no time on the scene's clock, and what follows its own; space ends it
 * as it ends any other way to a step. */
static void far_trials_in_time(void)
{
    enum { FAR = 600 };
    struct session *s = open_at(far_text, FAR);
    s->clock.now = CLOCK_PLAY;
    act(s, ACT_TRY, "custom");
    CU_ASSERT(on_its_way(s) && session_left(s) == FAR && !session_is_news(s));
    session_play(s, 1);
    CU_ASSERT(s->race.step == FAR + 6 && s->speed == 7 && s->clock.now == CLOCK_PLAY);
    act(s, ACT_TRY, "custom");
    session_advance(s, 10);
    act(s, ACT_PAUSE, "");
    CHECK_TEXT(s->view.message, "stopped at step 10");
    CU_ASSERT(s->race.step == 10 && session_next(s) == CLOCK_REST);
    act(s, ACT_TRY, "custom"); /* stopped or not, it is about the step it set out for */
    CU_ASSERT(on_its_way(s) && s->clock.to == FAR + 6);
    session_drop(s);
}

/* One had gone back behind a turn of a knob: the way goes past that, and then back. */
static void far_trials_end_where_one_was(void)
{
    enum { TURNED = 500, AT = 300 };
    struct session *s = open_at(far_text, TURNED);
    act(s, ACT_SET, "b.lr=0.2");
    session_advance(s, 100);
    struct action back = action_of(ACT_GO_TO);
    back.num = AT;
    session_act(s, &back);
    CU_ASSERT_EQUAL_FATAL(s->race.step, AT);
    act(s, ACT_TRY, "custom");
    CU_ASSERT(on_its_way(s) && s->clock.to == AT);
    s->view.message[0] = '\0';
    act(s, ACT_SLOWER, "");
    CU_ASSERT(on_its_way(s)); /* however fast it plays */
    session_advance(s, 2000);
    CU_ASSERT(!on_its_way(s) && s->trial.on);
    CU_ASSERT(s->race.step == AT && s->end == TURNED && s->n_done == s->n_deeds - 1);
    session_drop(s);
}

/* A knob turned on the way is the last that was done: what lay ahead will not be. */
static void a_turn_on_the_way_is_the_last(void)
{
    struct session *s = open_at(far_text, 500), *t = open_at(far_text, 0);
    act(s, ACT_SET, "b.lr=0.2");
    session_advance(s, 100);
    act(s, ACT_TRY, "custom");
    session_advance(s, 100);
    CU_ASSERT_FATAL(on_its_way(s) && s->race.step == 100);
    act(s, ACT_SET, "b.lr=0.4");
    CU_ASSERT(!on_its_way(s) && s->n_done == s->n_deeds);
    for (int i = 1; i < s->n_deeds; i++)
        CU_ASSERT(s->deeds[i - 1].step <= s->deeds[i].step);
    session_advance(s, 500);
    act(t, ACT_SET, "a.gamma=1");
    session_advance(t, 100);
    act(t, ACT_SET, "b.lr=0.4");
    session_advance(t, 500);
    session_settle(s);
    session_settle(t);
    CU_ASSERT(same_runs(s, t));
    session_drop(s);
    session_drop(t);
}

/* A script that tries a rule and then waits: the trial comes to its step all the same, and rests
 * there. */
static void a_script_waits_for_a_far_trial(void)
{
    char text[600];
    snprintf(text, sizeof text, "%sscript:\n  - { at: step 500, do: try custom, wait: enter }\n",
             far_text);
    struct session *s = open_at(text, 500);
    CU_ASSERT(session_script(s) == SCRIPT_WAITING && on_its_way(s) && s->race.step == 0);
    session_advance(s, 2000);
    CU_ASSERT(s->race.step == 500 && s->trial.on && session_next(s) == CLOCK_REST);
    CU_ASSERT_EQUAL(run_gamma(&s->race.run[0]), 1);
    act(s, ACT_CONTINUE, "");
    CU_ASSERT(session_next(s) == CLOCK_PLAY);
    session_drop(s);
}

static const struct check checks[] = {
    {"a trial is the run one would have made", a_trial_is_the_run_one_would_have_made},
    {"a trial in the past", a_trial_in_the_past},
    {"a trial is kept", a_trial_is_kept},
    {"the outcome is counted", the_outcome_is_counted},
    {"far trials are brought there", far_trials_are_brought_there},
    {"far trials in time", far_trials_in_time},
    {"far trials end where one was", far_trials_end_where_one_was},
    {"a turn on the way is the last", a_turn_on_the_way_is_the_last},
    {"a script waits for a far trial", a_script_waits_for_a_far_trial},
    {"scripts and clicks try", scripts_and_clicks_try},
    {"the scene shows what it says", the_scene_shows_what_it_says},
    {NULL, NULL},
};

int main(void)
{
    return check_main("trial", checks);
}
