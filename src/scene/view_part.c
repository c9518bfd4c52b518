/* probe and view: what is measured and how it is looked at. */
#include "scene/reading.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const char *const axes[] = {"log", "linear", NULL};
static const char *const curvatures[] = {[CURVATURE_SHARPNESS] = "sharpness",
                                         [CURVATURE_PATH] = "path",
                                         [CURVATURE_RANDOM] = "random",
                                         [CURVATURE_WRITTEN] = "as-told",
                                         [CURVATURES] = NULL};

const struct param scene_probe_params[PROBE_PARAMS] = {
    [PROBE_EVERY] = {.name = "every",
                     .help = "measure curvature at every N-th step; 0: never",
                     .kind = PARAM_COUNT,
                     .def = 1,
                     .max = 1e9},
    [PROBE_POINTS] = {.name = "points",
                      .help = "points of the step at which the path ratio looks; 1: its end",
                      .kind = PARAM_COUNT,
                      .def = 1,
                      .min = 1,
                      .max = 64},
    [PROBE_TOLERANCE] = {.name = "tolerance",
                         .help = "a gradient norm at or below this is converged",
                         .kind = PARAM_REAL,
                         .def = 1e-6,
                         .max = 1e6},
    [PROBE_RANDOM] = {.name = "random",
                      .help = "measure curvature in a random direction too",
                      .kind = PARAM_FLAG,
                      .max = 1},
    [PROBE_TEST] = {.name = "test",
                    .help = "loss and accuracy on training and test data at every N-th step; 0: "
                            "never",
                    .kind = PARAM_COUNT,
                    .def = 10,
                    .max = 1e9},
};

const struct param scene_view_params[VIEW_PARAMS] = {
    [VIEW_SPEED] = {.name = "speed",
                    .help = "steps a second at first; 0: as many as the machine does",
                    .kind = PARAM_REAL,
                    .def = 30,
                    .max = 1e9},
    [VIEW_LOSS] = {.name = "loss",
                   .help = "axis of the loss",
                   .kind = PARAM_CHOICE,
                   .choices = axes},
    [VIEW_SCATTER] = {.name = "scatter",
                      .help = "axes of curvature against gradient norm",
                      .kind = PARAM_CHOICE,
                      .choices = axes},
    [VIEW_CURVATURE] = {.name = "curvature",
                        .help = "which one: the Hessian's top eigenvalue, along the step, in a "
                                "random direction, or that as told",
                        .kind = PARAM_CHOICE,
                        .choices = curvatures},
    [VIEW_WINDOW] = {.name = "window",
                     .help = "the part of the landscape shown: x_lo, x_hi, y_lo, y_hi",
                     .kind = PARAM_LIST,
                     .min = -1e12,
                     .max = 1e12},
    [VIEW_MAP_LR] = {.name = "map-lr",
                     .help = "learning rates of the map and of `sweep`: LO:HI:N, or rising numbers",
                     .kind = PARAM_TEXT},
    [VIEW_MAP_GAMMA] = {.name = "map-gamma",
                        .help = "thresholds of the map and of `sweep`, likewise",
                        .kind = PARAM_TEXT},
    [VIEW_MAP_STEPS] = {.name = "map-steps",
                        .help = "steps a run of the map makes at most",
                        .kind = PARAM_COUNT,
                        .min = 1,
                        .max = 1e12},
    [VIEW_MAP_TARGET] = {.name = "map-target",
                         .help = "a loss below it ends a run of the map; without it, convergence",
                         .kind = PARAM_REAL,
                         .min = -1e300,
                         .max = 1e300},
    [VIEW_MAP_STARTS] = {.name = "map-starts",
                         .help = "starts from 0.8 to 1.25 times the start; the worst counts",
                         .kind = PARAM_COUNT,
                         .def = 1,
                         .min = 1,
                         .max = SWEEP_STARTS_MAX},
    [VIEW_PATH] = {.name = "path",
                   .help = "plane of the panel path: pca, two parameters or two runs",
                   .kind = PARAM_TEXT},
    [VIEW_BIG] = {.name = "big",
                  .help = "for a projector: fewer panels, thick lines, large markers",
                  .kind = PARAM_FLAG,
                  .max = 1},
};

static void key_names(const struct param *params, int n, const char **names)
{
    for (int i = 0; i < n; i++)
        names[i] = params[i].name;
    names[n] = NULL;
}

void probe_read_key(struct reading *rd, struct scene *s, const struct node *n)
{
    const struct param *p = param_find(scene_probe_params, PROBE_PARAMS, n->key);
    struct value v;
    if (!p) {
        const char *names[PROBE_PARAMS + 1];
        key_names(scene_probe_params, PROBE_PARAMS, names);
        fault_key(rd, "probe", n, names);
        return;
    }
    if (!value_read(rd, "probe", p, n, &v))
        return;
    switch (p - scene_probe_params) {
    case PROBE_EVERY:
        s->probe.every = (uint64_t)v.num;
        s->probe_every_given = true;
        break;
    case PROBE_POINTS:
        s->probe.points = (int)v.num;
        break;
    case PROBE_TOLERANCE:
        s->probe.tolerance = v.num;
        break;
    case PROBE_RANDOM:
        s->probe.random = v.num != 0;
        break;
    case PROBE_TEST:
        s->probe.test = (uint64_t)v.num;
        s->probe_test_given = true;
        s->probe_test_line = n->line;
        break;
    }
}

void probe_read(struct reading *rd, struct scene *s, const struct node *n)
{
    if (!map_check(rd, "probe", n, "{ every: 1 }"))
        return;
    for (const struct node *k = n->first; k; k = k->next)
        probe_read_key(rd, s, k);
}

/* Two numbers will do for one-dimensional problems, whose picture makes its own height. */
static void window_read(struct reading *rd, struct scene *s, const struct node *n,
                        const struct value *v)
{
    const struct problem_kind *kind = s->problem;
    bool line = kind && kind->dim == 1, wide = v->n == 2 && line;
    bool whole = v->n == 4 && v->list[2] < v->list[3];
    if ((!whole && !wide) || !(v->list[0] < v->list[1])) {
        fault_at(rd, "view", n, "found no window; expected x_lo, x_hi%s with lo below hi",
                 line ? "" : ", y_lo, y_hi");
        return;
    }
    for (int i = 0; i < 4; i++)
        s->view.home[i] = i < v->n ? v->list[i] : kind->home[i];
}

static bool panel_add(struct reading *rd, struct view_spec *view, const struct node *n)
{
    char words[80];
    const char *name = n->text;
    if (rd->panels)
        name = name_read(rd, "view", n, rd->panels);
    else if (n->kind != NODE_TEXT || strlen(n->text) >= sizeof view->panels[0])
        fault_at(rd, "view", n, "found %s; expected the name of a panel",
                 node_words(n, words, sizeof words)),
            name = NULL;
    if (!name)
        return false;
    for (int i = 0; i < view->n_panels; i++)
        if (strcmp(view->panels[i], name) == 0) {
            fault_at(rd, "view", n, "found %s a second time; expected each panel once", name);
            return false;
        }
    snprintf(view->panels[view->n_panels++], sizeof view->panels[0], "%s", name);
    return true;
}

/* "a,b" of an assignment, one name after the other. */
static bool panels_split(struct reading *rd, struct view_spec *view, const struct node *n)
{
    bool ok = true;
    for (const char *s = n->text; ok && s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL) {
        char name[80];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(s, ","), s);
        ok = view->n_panels < SCENE_PANELS_MAX &&
             panel_add(rd, view, &(struct node){.key = n->key, .text = name});
    }
    return ok;
}

static void panels_read(struct reading *rd, struct scene *s, const struct node *n)
{
    struct view_spec view = {0};
    char words[80];
    bool ok = true;
    if (n->kind == NODE_MAP || node_empty(n) ||
        (n->kind == NODE_LIST && (n->n < 1 || n->n > SCENE_PANELS_MAX))) {
        fault_at(rd, "view", n, "found %s; expected 1 to %d names of panels",
                 n->kind == NODE_LIST ? n->n ? "too long a list" : "an empty list"
                                      : node_words(n, words, sizeof words),
                 SCENE_PANELS_MAX);
        return;
    }
    if (n->kind == NODE_TEXT)
        ok = rd->assignment ? panels_split(rd, &view, n) : panel_add(rd, &view, n);
    for (const struct node *k = n->first; k; k = k->next) {
        struct node named = *k;
        named.key = n->key;
        ok = panel_add(rd, &view, &named) && ok;
    }
    if (ok) {
        memcpy(s->view.panels, view.panels, sizeof view.panels);
        s->view.n_panels = view.n_panels;
    }
}

/* "0.001:10:25", "0.01,0.03,0.1" or the latter as a list. */
static void map_axis_read(struct reading *rd, const struct node *n, double most,
                          struct sweep_axis *out)
{
    struct text all = {0};
    struct sweep_axis a;
    char why[300], words[80];
    bool ok = n->kind != NODE_MAP && !node_empty(n);
    if (n->kind == NODE_TEXT && ok)
        text_add(&all, n->text);
    for (const struct node *k = n->first; ok && k; k = k->next) {
        ok = k->kind == NODE_TEXT;
        text_printf(&all, "%s%s", k == n->first ? "" : ",", ok ? k->text : "");
    }
    if (!ok)
        fault_at(rd, "view", n, "found %s; expected LO:HI:N, or rising numbers over 0",
                 node_words(n, words, sizeof words));
    else if (!sweep_axis_parse(&a, all.at ? all.at : "", why, sizeof why))
        fault_at(rd, "view", n, "%s", why);
    else if (a.at[a.n - 1] > most)
        fault_at(rd, "view", n, "found %g; expected at most %g", a.at[a.n - 1], most);
    else
        *out = a;
    text_release(&all);
}

void view_read_key(struct reading *rd, struct scene *s, const struct node *n)
{
    const struct param *p = param_find(scene_view_params, VIEW_PARAMS, n->key);
    struct value v;
    if (strcmp(n->key, "panels") == 0) {
        panels_read(rd, s, n);
        return;
    }
    if (!p) {
        const char *names[VIEW_PARAMS + 2] = {"panels"};
        key_names(scene_view_params, VIEW_PARAMS, names + 1);
        fault_key(rd, "view", n, names);
        return;
    }
    if (p == &scene_view_params[VIEW_MAP_LR]) {
        map_axis_read(rd, n, run_lr_param.max, &s->view.map_lr);
        return;
    }
    if (p == &scene_view_params[VIEW_MAP_GAMMA]) {
        map_axis_read(rd, n, SWEEP_GAMMA_MAX, &s->view.map_gamma);
        return;
    }
    if (p == &scene_view_params[VIEW_PATH]) {
        path_read(rd, s, n);
        return;
    }
    if (!value_read(rd, "view", p, n, &v))
        return;
    switch (p - scene_view_params) {
    case VIEW_SPEED:
        s->view.speed = v.num;
        break;
    case VIEW_LOSS:
        s->view.linear_loss = v.num > 0;
        break;
    case VIEW_SCATTER:
        s->view.linear_scatter = v.num > 0;
        break;
    case VIEW_CURVATURE:
        s->view.curvature = (enum curvature)v.num;
        break;
    case VIEW_WINDOW:
        window_read(rd, s, n, &v);
        break;
    case VIEW_MAP_STEPS:
        s->view.map_steps = (uint64_t)v.num;
        break;
    case VIEW_MAP_TARGET:
        s->view.map_target = v.num;
        break;
    case VIEW_BIG:
        s->view.big = v.num != 0;
        break;
    case VIEW_MAP_STARTS:
        s->view.map_starts = (int)v.num;
        break;
    }
}

void view_read(struct reading *rd, struct scene *s, const struct node *n)
{
    if (!map_check(rd, "view", n, "{ panels: [landscape, loss] }"))
        return;
    for (const struct node *k = n->first; k; k = k->next)
        view_read_key(rd, s, k);
}
