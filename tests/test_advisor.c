/* The advisor: every rule against its numbers worked out anew, what it lacks, what it predicts; and
 * trials, which are the run one would have made, to the bit, and can be taken back. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stats.h"
#include "base/text.h"
#include "check.h"
#include "panel/panel.h"
#include "scene/advice.h"
#include "session_setup.h"

enum { STEPS = 150 };

static const char scene_text[] =
    "problem: { kind: power, start: 5 }\n"
    "runs:\n"
    "  fixed: { lr: 0.01 }\n"
    "  hard: { lr: 0.1, clip: hard, gamma: 1 }\n"
    "  soft: { lr: 0.1, clip: soft, gamma: 2 }\n"
    "view: { panels: [loss, advisor], map-lr: 0.01:100:9, map-gamma: 0.001:1000:13,\n"
    "        map-steps: 400, map-target: 1e-3, map-starts: 3 }\n";

static struct session *open_at(const char *yaml, uint64_t step)
{
    struct session *s = session_setup(panel_names, yaml);
    session_advance(s, step);
    session_settle(s);
    return s;
}

static void act(struct session *s, enum action_id id, const char *text)
{
    struct action a = action_of(id);
    snprintf(a.text, sizeof a.text, "%s", text);
    session_act(s, &a);
    session_settle(s);
}

static struct advice advice_called(const struct session *s, const char *name)
{
    struct advice a;
    int rule = advice_find(name);
    CU_ASSERT_FATAL(rule >= 0);
    advice_give(s, rule, &a);
    return a;
}

/* θ of all three runs at steps 0 .. STEPS, by hand. */
static void thetas(double x[3][STEPS + 1])
{
    for (int i = 0; i < 3; i++) {
        x[i][0] = 5;
        for (int t = 0; t < STEPS; t++) {
            double g = 4 * pow(x[i][t], 3), n = fabs(g);
            double lr = i == 0 ? 0.01 : 0.1;
            double c = i == 0 ? 1 : i == 1 ? fmin(1, 1 / n) : 2 / (n + 2);
            x[i][t + 1] = x[i][t] - lr * c * g;
        }
    }
}

static void rules_against_their_numbers(void)
{
    static double x[3][STEPS + 1], g[3 * (STEPS + 1)], h[3 * (STEPS + 1)], norms[STEPS];
    struct session *s = open_at(scene_text, STEPS);
    int n = 0;
    double touch = INFINITY;
    thetas(x);
    for (int i = 0; i < 3; i++)
        for (int t = 0; t <= STEPS; t++)
            if (x[i][t] != 0) {
                g[n] = 4 * pow(fabs(x[i][t]), 3);
                h[n++] = 12 * x[i][t] * x[i][t];
            }
    for (int t = 0; t < STEPS; t++)
        norms[t] = 4 * pow(fabs(x[1][t]), 3);
    CU_ASSERT_EQUAL(advice_run(s), 1); /* the first that has both knobs */

    struct advice a = advice_called(s, "half-g99");
    CU_ASSERT(a.ready && isnan(a.lr));
    CHECK_NEAR(a.gamma / (stats_quantile(norms, STEPS, 0.99) / 2), 1, 1.0 / 16);
    struct advice bound = advice_called(s, "l0-over-l1");
    CU_ASSERT_FATAL(bound.ready);
    double L0 = 1 / bound.lr, L1 = L0 / bound.gamma;
    for (int i = 0; i < n; i++) /* over all points, and no higher than it has to be */
        touch = fmin(touch, (L0 + L1 * g[i]) / h[i]);
    CHECK_NEAR(touch, 1, 1e-6);
    CU_ASSERT(L0 * L1 * L1 > 15 && L0 * L1 * L1 < 16.5); /* the frontier of θ⁴ */
    struct line_fit ols = stats_least_squares(g, h, n);
    a = advice_called(s, "least-squares");
    CHECK_NEAR(a.gamma, ols.a / ols.b, 1e-6 * a.gamma);
    CHECK_NEAR(a.lr, 1 / ols.a, 1e-6 * a.lr);
    a = advice_called(s, "inverse-l1");
    CHECK_NEAR(a.gamma, 1 / L1, 1e-9);
    CHECK_NEAR(a.lr, bound.lr, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(a.note, "right only where L0 = 1"));
    CU_ASSERT_PTR_NOT_NULL(strstr(a.note, L0 > 1 ? "too small" : "too large"));
    CHECK_NEAR(advice_called(s, "custom").gamma, 1, 0);
    CHECK_NEAR(advice_called(s, "edge").gamma, 0.99 * sqrt(2 / 1e-3), 1e-9); /* η³γ² = 2 */
    act(s, ACT_SELECT_BACK, "");                                             /* soft */
    CU_ASSERT_EQUAL(advice_run(s), 2);
    CHECK_NEAR(advice_called(s, "edge").gamma, 0.99 * sqrt(13.5 / 1e-3), 1e-9);
    session_drop(s);
}

/* Share of the norms over γ, and what the map says, against counting and the cells. */
static void what_stands_beside_them(void)
{
    static double x[3][STEPS + 1];
    struct session *s = open_at(scene_text, STEPS);
    struct advice a = advice_called(s, "edge"), now;
    char text[40];
    int over = 0, best = -1;
    thetas(x);
    for (int t = 0; t < STEPS; t++)
        over += 4 * pow(fabs(x[1][t]), 3) > a.gamma;
    CHECK_NEAR(a.cuts, (double)over / STEPS, 1.5 / STEPS); /* a bin of norms is 1/32 wide */
    CU_ASSERT(over > 10 && over < STEPS / 2);
    advice_setting(s, &now);
    CHECK_NEAR(now.cuts, 44.0 / STEPS, 1e-12);
    const struct sweep *w = &s->map->sweep;
    for (int i = 0; i < w->n; i++)
        if (w->cells[i].status == RUN_CONVERGED &&
            (best < 0 || w->cells[i].cost < w->cells[best].cost))
            best = i;
    CU_ASSERT_FATAL(best >= 0);
    a = advice_called(s, "map-best");
    CU_ASSERT(a.ready && a.gamma == w->points[best].gamma && a.lr == w->points[best].lr);
    int kinds[RUN_STATUSES] = {0};
    for (int i = 0; i < w->n; i++) { /* also a little beside: the nearest */
        const struct sweep_point *p = &w->points[i];
        advice_mapped(s, p->lr * 1.2, p->gamma / 1.2, text, sizeof text);
        kinds[w->cells[i].status]++;
        if (w->cells[i].status == RUN_CONVERGED)
            CU_ASSERT_EQUAL(strtoull(text, NULL, 10), w->cells[i].steps);
        if (w->cells[i].status == RUN_CYCLING)
            CHECK_TEXT(text, "cycles");
        if (w->cells[i].status == RUN_RUNNING)
            CHECK_TEXT(text, "over 400");
    }
    CU_ASSERT(kinds[RUN_CONVERGED] > 5 && kinds[RUN_CYCLING] > 5 && kinds[RUN_RUNNING] > 5);
    CHECK_TEXT(advice_mapped(s, 1000, 1, text, sizeof text), "");
    CHECK_TEXT(advice_mapped(s, 1, 1e-5, text, sizeof text), "");
    session_drop(s);
}

static void lacks(const char *yaml, uint64_t step, const char *rule, const char *words)
{
    struct session *s = open_at(yaml, step);
    struct advice a = advice_called(s, rule);
    CU_ASSERT_FALSE(a.ready);
    if (!strstr(a.note, words))
        printf("\n%s: %s\n  expected in it: %s\n", rule, a.note, words);
    CU_ASSERT_PTR_NOT_NULL(strstr(a.note, words));
    uint64_t steps = s->race.step;
    act(s, ACT_TRY, rule); /* nothing is tried, and it is said why */
    CU_ASSERT(!s->trial.on && s->race.step == steps && s->n_deeds == 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, words));
    session_drop(s);
}

static void what_is_lacking_is_said(void)
{
    lacks(scene_text, 0, "half-g99", "needs the norms of 100 steps: 0 so far");
    lacks(scene_text, 99, "half-g99", "99 so far");
    lacks("problem: { kind: power, start: 5 }\nruns: { a: { clip: hard, lr: 0.1 } }\n"
          "probe: { every: 0 }\n",
          50, "l0-over-l1", "needs curvature: probe.every is 0");
    lacks("problem: { kind: power, start: 5 }\nruns: { a: { clip: hard, lr: 0.1 } }\n", 0,
          "least-squares", "needs two points of curvature: 1 so far");
    lacks("problem: { kind: quadratic }\nruns: { a: { clip: hard, lr: 0.1 } }\n", 50, "inverse-l1",
          "curvature does not grow with the gradient");
    lacks("problem: { kind: cosh }\nruns: { a: { clip: hard, lr: 0.1 } }\n", 50, "edge",
          "known of |θ|^p alone");
    lacks("problem: { kind: power, start: 5 }\nruns: { a: { lr: 0.001 } }\n", 150, "half-g99",
          "a has no γ to be set: its clip is none");
    lacks("problem: { kind: power, start: 5 }\n"
          "runs: { a: { clip: half-g99, lr: 1e-4, gamma: 10 } }\n",
          150, "custom", "its clip is half-g99");
    lacks("problem: { kind: network, data: xor, layers: 2 4 2 }\n"
          "runs: { a: { clip: hard } }\nview: { panels: [advisor] }\n",
          3, "map-best", "needs the map");
    struct session *s = open_at("problem: { kind: power, start: 5 }\n"
                                "runs: { a: { clip: hard, lr: 1e-3, optimizer: momentum } }\n",
                                50);
    struct advice a = advice_called(s, "l0-over-l1");
    CU_ASSERT(a.ready && a.gamma > 0 && isnan(a.lr)); /* 1/L0 is not momentum's rate */
    session_drop(s);
}

/* Under reach 2 every start comes nearer at every step; over it there is one that does not. */
static void the_edge_is_where_it_is_said(void)
{
    static const double powers[] = {3, 4, 6.5};
    static const char *const clips[] = {"hard", "soft"};
    for (int k = 0; k < 6; k++) {
        char yaml[200];
        double p = powers[k / 2], lr = 0.03;
        snprintf(yaml, sizeof yaml,
                 "problem: { kind: power, power: %g, start: 5 }\nruns: { a: { clip: %s, lr: %g, "
                 "gamma: 1 } }\n",
                 p, clips[k % 2], lr);
        struct session *s = session_setup(panel_names, yaml);
        struct run *r = &s->race.run[0];
        double edge = advice_called(s, "edge").gamma / 0.99;
        CHECK_NEAR(advice_reach(r, lr, edge), 2, 1e-9);
        int farther[2] = {0};
        for (int over = 0; over < 2; over++) {
            run_set(r, "gamma", edge * (over ? 1.01 : 0.99));
            for (double x = 1e-3; x < 1e3; x *= 1.003) {
                run_start_at(r, &x);
                farther[over] += fabs(r->x[0] + r->d[0]) > x;
            }
        }
        CU_ASSERT_EQUAL(farther[0], 0);
        CU_ASSERT(farther[1] > 0);
        session_drop(s);
    }
}

static bool same_runs(const struct session *a, const struct session *b)
{
    bool same = a->race.step == b->race.step;
    for (int i = 0; same && i < a->race.n; i++) {
        const struct run *r = &a->race.run[i], *t = &b->race.run[i];
        same = memcmp(r->x, t->x, (size_t)r->dim * sizeof *r->x) == 0 && r->evals == t->evals &&
               r->clipped_steps == t->clipped_steps && r->lr == t->lr &&
               memcmp(r->clip_par, t->clip_par, sizeof r->clip_par) == 0 &&
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
    s->playing = playing;
    session_settle(s);
    return s;
}

static void a_trial_is_the_run_one_would_have_made(void)
{
    struct session *s = turned_and_stepped(true), *old = turned_and_stepped(true);
    char text[80];
    struct advice given = advice_called(s, "least-squares");
    act(s, ACT_TRY, "least-squares");
    CU_ASSERT(s->trial.on && s->playing && s->race.step == STEPS);
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
    CU_ASSERT(s->race.run[1].lr == 0.1 &&
              run_gamma(&s->race.run[1]) == advice_called(s, "edge").gamma);
    CU_ASSERT(memcmp(s->ghost.trace[1].bucket, old->race.run[1].trace.bucket,
                     (STEPS + 1) * sizeof(struct bucket)) == 0);
    act(s, ACT_TRY, "edge"); /* again: back */
    CU_ASSERT(same_runs(s, old) && !s->trial.on && s->playing);
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
    CU_ASSERT_FALSE(s->playing);
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
static void far_trials_are_brought_there(void)
{
    static const char network[] =
        "problem: { kind: network, data: xor, layers: 2 64 64 2, samples: 20 }\n"
        "runs: { a: { clip: hard, lr: 0.3, gamma: 0.5 }, b: { lr: 0.1 } }\n"
        "probe: { every: 0 }\n"
        "view: { panels: [advisor], speed: 7 }\n";
    enum { FAR = 600 };
    struct session *s = open_at(network, FAR), *old = open_at(network, FAR);
    s->playing = true;
    act(s, ACT_TRY, "custom");
    CU_ASSERT(s->trial.chasing && s->race.step == 0 && s->playing && s->speed == 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->caption, "is on its way to step 600"));
    session_advance(s, FAR / 2);
    CU_ASSERT(s->trial.chasing && s->race.step == FAR / 2);
    session_advance(s, FAR); /* not past it: speed and all is first put back */
    CU_ASSERT(!s->trial.chasing && s->speed == 7 && s->playing);
    CU_ASSERT(s->race.step >= FAR && s->trial.on);
    CU_ASSERT_EQUAL(run_gamma(&s->race.run[0]), 1);
    s->playing = false;
    session_settle(s);
    act(s, ACT_TRY, "custom");
    session_advance(s, 10);
    act(s, ACT_TRY, "custom"); /* while it is on its way back: from there, once more */
    act(s, ACT_TRY, "custom");
    CU_ASSERT(s->trial.chasing && !s->trial.on);
    uint64_t to = s->trial.to;
    session_advance(s, to);
    CU_ASSERT(s->race.step == to && !s->playing && s->speed == 7);
    session_advance(old, to - FAR);
    session_settle(s);
    CU_ASSERT(same_runs(s, old));
    act(s, ACT_TRY, "custom");
    act(s, ACT_FIRST, ""); /* one goes elsewhere: it is called off */
    CU_ASSERT(!s->trial.chasing && s->speed == 7);
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
    CU_ASSERT_EQUAL(seen, n_advice_rules);
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

static const struct check checks[] = {
    {"rules against their numbers", rules_against_their_numbers},
    {"what stands beside them", what_stands_beside_them},
    {"what is lacking is said", what_is_lacking_is_said},
    {"the edge is where it is said", the_edge_is_where_it_is_said},
    {"a trial is the run one would have made", a_trial_is_the_run_one_would_have_made},
    {"a trial in the past", a_trial_in_the_past},
    {"a trial is kept", a_trial_is_kept},
    {"the outcome is counted", the_outcome_is_counted},
    {"far trials are brought there", far_trials_are_brought_there},
    {"scripts and clicks try", scripts_and_clicks_try},
    {"the scene shows what it says", the_scene_shows_what_it_says},
    {NULL, NULL},
};

int main(void)
{
    return check_main("advisor", checks);
}
