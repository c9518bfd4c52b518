/* Every kind of news of a step from both sides, and sessions that stop where they should and
 * nowhere else. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "check.h"
#include "session_setup.h"
#include "setup.h"
#include "tell/news.h"

/* A step from one row to the next, by hand: clip, lr, λ, loss, status and θ of both. */
struct moment {
    double clip, lr, sharp, loss;
    enum run_status status;
    double x;
};

struct example {
    const char *name, *clip;
    struct moment from, to;
    bool hit;
};

#define GO RUN_RUNNING
static const struct example examples[] = {
    {"clip-on", "hard", {1, 1, 1, 1, GO, 0}, {0.999, 1, 1, 1, GO, 0}, true},
    {"clip-on", "hard", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 1, GO, 0}, false},
    {"clip-on", "hard", {0.5, 1, 1, 1, GO, 0}, {0.4, 1, 1, 1, GO, 0}, false},
    {"clip-on", "hard", {0.5, 1, 1, 1, GO, 0}, {1, 1, 1, 1, GO, 0}, false},
    {"clip-on", "soft", {0.5, 1, 1, 1, GO, 0}, {0.499, 1, 1, 1, GO, 0}, true},
    {"clip-on", "soft", {0.9, 1, 1, 1, GO, 0}, {0.5, 1, 1, 1, GO, 0}, false},
    {"clip-off", "hard", {0.999, 1, 1, 1, GO, 0}, {1, 1, 1, 1, GO, 0}, true},
    {"clip-off", "hard", {0.9, 1, 1, 1, GO, 0}, {0.999, 1, 1, 1, GO, 0}, false},
    {"clip-off", "hard", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 1, GO, 0}, false},
    {"clip-off", "hard", {0.9, 1, 1, 1, GO, 0}, {NAN, 1, 1, 1, GO, 0}, false},
    {"clip-off", "soft", {0.499, 1, 1, 1, GO, 0}, {0.5, 1, 1, 1, GO, 0}, true},
    {"clip-on", "hard", {1, 1, 1, 1, GO, 0}, {0, 1, 1, 1, GO, 0}, false},
    {"clip-off", "hard", {0, 1, 1, 1, GO, 0}, {1, 1, 1, 1, GO, 0}, false},
    {"skip", "hard", {1, 1, 1, 1, GO, 0}, {0, 1, 1, 1, GO, 0}, true},
    {"skip", "hard", {0, 1, 1, 1, GO, 0}, {0, 1, 1, 1, GO, 0}, false},
    {"skip", "hard", {0, 1, 1, 1, GO, 0}, {1, 1, 1, 1, GO, 0}, false},
    {"edge", "none", {1, 0.5, 4, 1, GO, 0}, {1, 0.5, 4.01, 1, GO, 0}, true},
    {"edge", "none", {1, 0.5, 4.01, 1, GO, 0}, {1, 0.5, 4, 1, GO, 0}, true},
    {"edge", "none", {1, 0.5, 3, 1, GO, 0}, {1, 0.5, 4, 1, GO, 0}, false},
    {"edge", "none", {1, 0.5, 5, 1, GO, 0}, {1, 0.5, 6, 1, GO, 0}, false},
    {"edge", "hard", {1, 0.5, 3, 1, GO, 0}, {0.5, 0.5, 6, 1, GO, 0}, false},
    {"edge", "none", {1, 0.5, NAN, 1, GO, 0}, {1, 0.5, 6, 1, GO, 0}, false},
    {"edge", "none", {1, 0.5, 6, 1, GO, 0}, {1, 0.5, NAN, 1, GO, 0}, false},
    {"loss-up", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 1.0000001, GO, 0}, true},
    {"loss-up", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 1, GO, 0}, false},
    {"loss-up", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 0.5, GO, 0}, false},
    {"loss-up", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, NAN, RUN_DIVERGED, 0}, true},
    {"left-view", "none", {1, 1, 1, 1, GO, 1}, {1, 1, 1, 1, GO, 1.01}, true},
    {"left-view", "none", {1, 1, 1, 1, GO, 1}, {1, 1, 1, 1, GO, NAN}, true},
    {"left-view", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 1, GO, 1}, false},
    {"left-view", "none", {1, 1, 1, 1, GO, 2}, {1, 1, 1, 1, GO, 3}, false},
    {"left-view", "none", {1, 1, 1, 1, GO, 2}, {1, 1, 1, 1, GO, 0}, false},
    {"two-cycle", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 1, RUN_CYCLING, 0}, true},
    {"two-cycle", "none", {1, 1, 1, 1, RUN_CYCLING, 0}, {1, 1, 1, 1, RUN_CYCLING, 0}, false},
    {"two-cycle", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 1, RUN_STALLED, 0}, false},
    {"converged", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 1, RUN_CONVERGED, 0}, true},
    {"converged", "none", {1, 1, 1, 1, RUN_CONVERGED, 0}, {1, 1, 1, 1, GO, 0}, false},
    {"diverged", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, INFINITY, RUN_DIVERGED, 0}, true},
    {"diverged", "none", {1, 1, 1, 1, GO, 0}, {1, 1, 1, 1e200, GO, 0}, false},
};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static struct row row_of(uint64_t step, const struct moment *m)
{
    struct row row = {.step = step, .status = m->status, .loss = m->loss, .clip_factor = m->clip};
    row.skipped = m->clip == 0; /* here */
    row.lr = m->lr;
    row.sharpness = m->sharp;
    row.grad_norm = 1 / m->clip;
    row.gamma = 1;
    return row;
}

static int index_of(const char *name)
{
    for (int i = 0; i < n_news_kinds; i++)
        if (strcmp(news_kinds[i].rule.name, name) == 0)
            return i;
    CU_FAIL_FATAL("no such news");
    return 0;
}

static void both_sides(void)
{
    const double box[4] = {-1, 1, -1, 1};
    struct problem p;
    setup_quartic(&p, 5);
    enum { NEWS_MAX = 24 };
    bool hit[NEWS_MAX] = {0}, missed[NEWS_MAX] = {0};
    for (int k = 0; k < EXAMPLES; k++) {
        const struct example *e = &examples[k];
        struct run r;
        int i = index_of(e->name);
        char why[200] = "";
        setup_run(&r, &p, "gd", e->clip, 0.1, 1, 1);
        r.x[0] = e->to.x, r.x_back[0] = e->from.x;
        r.last = row_of(6, &e->from), r.now = row_of(7, &e->to);
        bool is = news_meets(&news_kinds[i], &r, box);
        if (is != e->hit)
            printf("\nexample %d: %s\n", k, e->name);
        CU_ASSERT(is == e->hit);
        if (is) {
            insight_tell(&news_kinds[i].rule, NULL, &r, why, sizeof why);
            CU_ASSERT(strncmp(why, "gd-", 3) == 0 && strlen(why) > 20 && strlen(why) < 140);
            hit[i] = true;
        } else {
            missed[i] = true;
        }
        run_release(&r);
    }
    for (int i = 0; i < n_news_kinds; i++)
        CU_ASSERT(hit[i] && missed[i]);
    problem_close(&p);
}

static const char *const panels[] = {"loss", NULL};
static const char quartic[] = "problem: { kind: power, power: 4, start: 5 }\n"
                              "runs:\n"
                              "  out:   { lr: 0.1 }\n"
                              "  hard:  { lr: 0.1, clip: hard, gamma: 1 }\n"
                              "  soft:  { lr: 0.1, clip: soft, gamma: 1 }\n";

static void arm(struct session *s, const char *name)
{
    struct action a = action_of(ACT_BREAK);
    snprintf(a.text, sizeof a.text, "%s", name);
    session_act(s, &a);
}

static void sessions_stop(void)
{
    struct session *s = session_setup(panels, quartic);
    arm(s, "diverged");
    CHECK_TEXT(s->view.message, "stops when a run diverges");
    s->clock.now = CLOCK_PLAY;
    CU_ASSERT_EQUAL(session_advance(s, 1000), 4);
    CU_ASSERT(s->clock.now == CLOCK_REST);
    CU_ASSERT_TRUE(strncmp(s->view.message, "stopped at step 4: out diverged", 31) == 0);
    arm(s, "diverged");
    CHECK_TEXT(s->view.message, "no longer stops when a run diverges");
    arm(s, "clip-off");
    s->clock.now = CLOCK_PLAY;
    CU_ASSERT_EQUAL(session_advance(s, 1000), 40);
    CHECK_TEXT(
        s->view.message,
        "stopped at step 44: hard: clipping stops. The gradient went from 1.37 to 0.864; γ is 1.");
    /* Soft clipping takes less than half where ‖∇f‖ < γ, and that comes later. */
    s->clock.now = CLOCK_PLAY;
    session_advance(s, 1000);
    CU_ASSERT_TRUE(s->race.step > 44 && s->race.step < 100);
    CU_ASSERT(s->race.run[2].now.grad_norm < 1 && s->race.run[2].last.grad_norm >= 1);
    uint64_t step = s->race.step;
    s->clock.now = CLOCK_PLAY;
    CU_ASSERT_EQUAL(session_advance(s, 1000), 1000); /* nothing more */
    struct action back = action_of(ACT_GO_TO);
    back.num = 20;
    session_act(s, &back); /* going back stops at nothing, and forward again at the same */
    CU_ASSERT_EQUAL(s->race.step, 20);
    back.num = 900;
    session_act(s, &back);
    CU_ASSERT_EQUAL(s->race.step, 900);
    back.num = 44;
    session_act(s, &back);
    session_advance(s, 1000);
    CU_ASSERT_EQUAL(s->race.step, step);
    session_drop(s);
}

static void the_list_arms_them(void)
{
    struct session *s = session_setup(panels, quartic);
    session_key(s, 'u');
    CU_ASSERT_EQUAL(s->view.mode, MODE_BREAKS);
    for (int i = 0; i < 100; i++)
        session_key(s, K_DOWN);
    CU_ASSERT_EQUAL(s->view.list_at, n_news_kinds - 1);
    session_key(s, ' ');
    CU_ASSERT_EQUAL(s->armed, 1u << (n_news_kinds - 1));
    session_key(s, K_UP);
    session_key(s, K_ENTER);
    session_key(s, K_ENTER);
    CU_ASSERT_EQUAL(s->armed, 1u << (n_news_kinds - 1));
    session_key(s, K_ESCAPE);
    CU_ASSERT_EQUAL(s->view.mode, MODE_MAIN);
    arm(s, "hello");
    CHECK_TEXT(s->view.message, "no breakpoint is called hello");
    session_drop(s);
}

/* The words of all that is new, each with a bar behind it. */
static const char *all_new(struct session *s, struct news_seen *seen, unsigned kinds)
{
    static char all[1000];
    struct news e;
    all[0] = '\0';
    while (session_news(s, seen, kinds, &e)) {
        CU_ASSERT((e.kind & kinds) == e.kind && e.kind != 0);
        strcat(strcat(all, e.words), "|");
    }
    return all;
}

static void turn(struct session *s, const char *what)
{
    struct action a = action_of(ACT_SET);
    snprintf(a.text, sizeof a.text, "%s", what);
    session_act(s, &a);
}

/* Each once, since one looked last; of those who look, each for itself. */
static void a_stream_has_each_once(void)
{
    static const unsigned changes = NEWS_CLIPPED | NEWS_STATUS | NEWS_TURNED;
    struct session *s = session_setup(panels, quartic);
    struct news_seen a, b = {0};
    news_begin(&a, &s->race);
    CHECK_TEXT(all_new(s, &a, changes), "");
    session_advance(s, 4);
    CHECK_TEXT(all_new(s, &a, changes), "clipping begins: hard, soft|out diverged at step 4|");
    CHECK_TEXT(all_new(s, &a, changes), "");
    turn(s, "hard.gamma=2");
    turn(s, "hard.gamma=4");
    turn(s, "soft.lr=0.2");
    CHECK_TEXT(all_new(s, &a, NEWS_TURNED), "hard: gamma 1 → 4|soft: lr 0.1 → 0.2|");
    turn(s, "hard.gamma=8"); /* at the same step: one turn, which is another now */
    CHECK_TEXT(all_new(s, &a, NEWS_TURNED), "hard: gamma 1 → 8|");
    turn(s, "soft.lr=0.1"); /* and none at all */
    CHECK_TEXT(all_new(s, &a, changes), "");
    CHECK_TEXT(all_new(s, &b, NEWS_STATUS), "out diverged at step 4|");
    struct action back = action_of(ACT_GO_TO);
    back.num = 2;
    session_act(s, &back); /* what had happened by then is known */
    CHECK_TEXT(all_new(s, &a, changes), "");
    session_advance(s, 2);
    CHECK_TEXT(all_new(s, &a, changes), "out diverged at step 4|hard: gamma 1 → 8|");
    session_drop(s);
}

/* Also after one has gone back in it, a race that begins anew is another. */
static void a_restart_after_going_back(void)
{
    struct session *s = session_setup(panels, quartic);
    struct news_seen seen;
    news_begin(&seen, &s->race);
    session_advance(s, 6);
    CHECK_TEXT(all_new(s, &seen, NEWS_STATUS), "out diverged at step 4|");
    struct action to = action_of(ACT_GO_TO);
    to.num = 5;
    session_act(s, &to);
    CHECK_TEXT(all_new(s, &seen, NEWS_STATUS), "");
    to = action_of(ACT_RESTART);
    session_act(s, &to);
    session_advance(s, 5);
    CHECK_TEXT(all_new(s, &seen, NEWS_STATUS), "out diverged at step 4|");
    session_drop(s);
}

/* Of steps each kind of each run comes once, until that is forgotten. */
static void a_step_is_told_once(void)
{
    struct session *s = session_setup(panels, quartic);
    struct news_seen seen = {0};
    unsigned up = 1u << index_of("loss-up"), gone = 1u << index_of("diverged");
    CHECK_TEXT(all_new(s, &seen, up | gone), ""); /* there was no step */
    session_advance(s, 1);
    const char *words = all_new(s, &seen, up | gone);
    CU_ASSERT(strncmp(words, "out: f rose from 625 to", 23) == 0 && strchr(words, '|')[1] == '\0');
    session_advance(s, 1);
    CHECK_TEXT(all_new(s, &seen, up | gone), "");
    CU_ASSERT(s->race.run[0].now.loss > s->race.run[0].last.loss);
    seen.told[0] = 0;
    CU_ASSERT(strncmp(all_new(s, &seen, up | gone), "out: f rose", 11) == 0);
    session_advance(s, 2);
    CU_ASSERT(strncmp(all_new(s, &seen, up | gone), "out diverged", 12) == 0);
    session_advance(s, 1);
    seen.told[0] = 0; /* its last step was before */
    CHECK_TEXT(all_new(s, &seen, up | gone), "");
    session_drop(s);
}

/* What is made anew is news again, however far the race has come until one looks: after a restart
 * all of it, after a trial what came out otherwise. */
static void what_is_made_anew(void)
{
    struct session *s = session_setup(panels, quartic);
    struct news_seen seen = {0};
    session_advance(s, 4);
    CHECK_TEXT(all_new(s, &seen, NEWS_STATUS), "out diverged at step 4|");
    session_key(s, 'r');
    session_advance(s, 6);
    CHECK_TEXT(all_new(s, &seen, NEWS_STATUS), "out diverged at step 4|");
    CHECK_TEXT(all_new(s, &seen, NEWS_STATUS), "");
    session_drop(s);
    s = session_setup(panels,
                      "problem: { kind: quadratic, start: [3, 1] }\n"
                      "runs: { a: { clip: hard, lr: 0.015, gamma: 5 }, b: { lr: 0.015 } }\n");
    session_advance(s, 4000);
    struct news_seen fresh = {0};
    char before[200];
    snprintf(before, sizeof before, "%s", all_new(s, &fresh, NEWS_STATUS));
    CU_ASSERT(strncmp(before, "a converged at step ", 20) == 0 && strstr(before, "|b converged"));
    struct action try = action_of(ACT_TRY);
    snprintf(try.text, sizeof try.text, "custom");
    session_act(s, &try);
    CU_ASSERT(s->trial.on && s->race.step == 4000);
    const char *after = all_new(s, &fresh, NEWS_STATUS);
    CU_ASSERT(strncmp(after, "a converged at step ", 20) == 0 && !strstr(after, "|b"));
    CU_ASSERT(atoi(after + 20) > atoi(before + 20));
    session_drop(s);
}

/* What was seen of the runs of one scene is nothing of those of another. */
static void earlier_scenes_are_forgotten(void)
{
    struct session *s = session_setup(panels, quartic);
    struct news_seen seen = {0};
    session_advance(s, 4);
    turn(s, "soft.lr=0.2"); /* the last of the runs */
    all_new(s, &seen, NEWS_STATUS | NEWS_TURNED | NEWS_CLIPPED);
    int last = s->race.n - 1;
    CU_ASSERT(last > 0 && seen.mark[last].knob && seen.clipped[last]);
    session_drop(s);
    s = session_setup(panels, "problem: { kind: power }\nruns: { one: {} }\n");
    news_begin(&seen, &s->race);
    for (int i = 0; i < RUNS_MAX; i++)
        CU_ASSERT(!seen.mark[i].knob && !seen.clipped[i] && seen.status[i] == RUN_RUNNING);
    session_drop(s);
}

int main(void)
{
    static const struct check checks[] = {
        {"both sides", both_sides},
        {"sessions stop", sessions_stop},
        {"the list arms them", the_list_arms_them},
        {"a stream has each once", a_stream_has_each_once},
        {"a restart after going back", a_restart_after_going_back},
        {"a step is told once", a_step_is_told_once},
        {"what is made anew", what_is_made_anew},
        {"earlier scenes are forgotten", earlier_scenes_are_forgotten},
        {NULL, NULL},
    };
    return check_main("news", checks);
}
