/* Sessions without a scene file, for the tests of what is drawn: a race set up by hand, stepped and
 * settled, with a fixed caption. */
#ifndef TESTS_STAGE_H
#define TESTS_STAGE_H

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "panel/panel.h"

struct stage_run {
    const char *name, *clip;
    double lr, gamma;
};

static const struct stage_run stage_three[] = {
    {"fixed", "none", 0.01, 0}, {"hard", "hard", 0.1, 1}, {"soft", "soft", 0.1, 1}};
static const struct stage_run stage_wild[] = {
    {"fixed", "none", 0.1, 0}, {"hard", "hard", 0.1, 1}, {"soft", "soft", 0.1, 1}};
static const struct stage_run stage_map[] = {
    {"fixed", "none", 0.01, 0}, {"hard", "hard", 0.01, 1}, {"soft", "soft", 0.01, 1}};
static const struct stage_run stage_eight[] = {
    {"one", "none", 0.001, 0}, {"two", "none", 0.002, 0},       {"three", "none", 0.005, 0},
    {"four", "hard", 0.1, 1},  {"five", "hard", 0.1, 10},       {"six", "soft", 0.1, 1},
    {"seven", "soft", 0.1, 9}, {"eight diverges", "none", 1, 0}};

/* The scenes of the tests. */
struct stage_plan {
    const char *name, *problem;
    const struct stage_run *runs;
    int n;
    uint64_t steps;
};

static const struct stage_plan stage_plans[] = {
    {"quartic", "power", stage_three, 3, 30}, {"empty", "power", stage_three, 3, 0},
    {"diverged", "power", stage_wild, 3, 12}, {"alone", "power", stage_wild, 1, 12},
    {"beale", "beale", stage_map, 3, 400},    {"eight", "power", stage_eight, 8, 5000},
};
enum { STAGE_PLANS = sizeof stage_plans / sizeof *stage_plans };

static inline struct run_spec stage_spec(const struct stage_run *run)
{
    struct run_spec spec = {.lr = run->lr, .optimizer = optimizer_find("gd")};
    snprintf(spec.name, sizeof spec.name, "%s", run->name);
    spec.clip = clip_find(run->clip);
    CU_ASSERT_FATAL(spec.optimizer != NULL && spec.clip != NULL);
    for (int i = 0; i < spec.clip->n_params; i++) {
        bool gamma = strcmp(spec.clip->params[i].name, "gamma") == 0;
        param_default(&spec.clip->params[i], &spec.clip_values[i]);
        if (gamma)
            spec.clip_values[i].given = true, spec.clip_values[i].num = run->gamma;
    }
    return spec;
}

static inline void stage_view(struct session *s)
{
    s->view = (struct view){
        .mode = MODE_MAIN, .selected = -1, .log_loss = true, .log_scatter = true, .mouse = true};
    for (; panel_names[s->view.n_panels]; s->view.n_panels++)
        snprintf(s->view.panels[s->view.n_panels], sizeof s->view.panels[0], "%s",
                 panel_names[s->view.n_panels]);
    memcpy(s->view.box, s->race.problem.kind->home, sizeof s->view.box);
}

static inline void stage_open(struct session *s, const struct stage_plan *plan)
{
    const struct problem_kind *kind = problem_find(plan->problem);
    struct value values[PARAMS_MAX] = {{0}};
    struct run_spec specs[RUNS_MAX];
    struct probe_spec probe = {.every = 1, .points = 4, .tolerance = 1e-6};
    struct problem problem;
    struct report report;
    CU_ASSERT_FATAL(kind != NULL);
    for (int i = 0; i < kind->n_params; i++)
        param_default(&kind->params[i], &values[i]);
    *s = (struct session){.playing = true, .speed = 30, .panel_names = panel_names};
    report_init(&report);
    CU_ASSERT_FATAL(problem_open(&problem, kind, values, NULL, &report, "stage", 0));
    for (int i = 0; i < plan->n; i++)
        specs[i] = stage_spec(&plan->runs[i]);
    race_init(&s->race, &problem, specs, plan->n, &probe);
    race_advance(&s->race, plan->steps / 2);
    if (plan->n > 1 && plan->steps)
        run_set(&s->race.run[1], "lr", plan->runs[1].lr * 2);
    race_advance(&s->race, plan->steps - plan->steps / 2);
    race_settle(&s->race);
    stage_view(s);
    snprintf(s->scene.name, sizeof s->scene.name, "%s", plan->name);
    snprintf(s->scene.title, sizeof s->scene.title, "The stage called %s", plan->name);
    snprintf(s->scene.look, sizeof s->scene.look, "Where ‖∇f‖ is over γ, the step is η·γ.");
    snprintf(s->caption, sizeof s->caption,
             "hard: ‖∇f‖ = 500 is 500 times γ, so the step is 0.1 instead of 50");
    report_release(&report);
}

static inline void stage_close(struct session *s)
{
    race_release(&s->race);
}

/* Row `row` of the frame as UTF-8, into buf. */
static inline const char *stage_row(const struct grid *g, int row, char *buf)
{
    char *at = buf;
    for (int col = 0; col < g->cols; col++)
        at += utf8_put(at, g->cells[row * g->cols + col].glyph);
    *at = '\0';
    return buf;
}
enum { STAGE_ROW = 4 * 400 + 1 };

/* The first row at or after `from` that holds text, or -1. */
static inline int stage_find(const struct grid *g, int from, const char *text)
{
    char buf[STAGE_ROW];
    for (int row = from; row < g->rows; row++) {
        if (strstr(stage_row(g, row, buf), text))
            return row;
    }
    return -1;
}

#endif
