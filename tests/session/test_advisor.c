/* The advisor: every rule against its numbers worked out anew, what it lacks, what it predicts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advisor_setup.h"
#include "base/stats.h"
#include "check.h"

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
        if (w->cells[i].status == RUN_CONVERGED && /* and from every start, on θ⁴ */
            pow(w->points[i].lr, 3) * pow(w->points[i].gamma, 2) <= 2 &&
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
    lacks("problem: { kind: power, power: 4, start: 1e8 }\nruns: { a: { clip: hard } }\n", 150,
          "half-g99", "g99 is >2e21, beyond the norms");
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

static const struct check checks[] = {
    {"rules against their numbers", rules_against_their_numbers},
    {"what stands beside them", what_stands_beside_them},
    {"what is lacking is said", what_is_lacking_is_said},
    {"the edge is where it is said", the_edge_is_where_it_is_said},
    {NULL, NULL},
};

int main(void)
{
    return check_main("advisor", checks);
}
