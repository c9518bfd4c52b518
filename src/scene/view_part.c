/* probe and view: what is measured and how it is looked at. */
#include "scene/field.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const axes[] = {"log", "linear", NULL};
static const char *const curvatures[] = {[CURVATURE_SHARPNESS] = "sharpness",
                                         [CURVATURE_PATH] = "path",
                                         [CURVATURE_RANDOM] = "random",
                                         [CURVATURE_WRITTEN] = "by-article",
                                         [CURVATURES] = NULL};

/* Two numbers will do for one-dimensional problems, whose picture makes its own height. */
static void window_read(struct reading *rd, const struct field *f, struct scene *s,
                        const struct node *n)
{
    const struct problem_kind *kind = s->problem;
    struct value v;
    if (!value_read(rd, "view", &f->param, n, &v))
        return;
    bool line = kind && kind->dim == 1, wide = v.n == 2 && line;
    bool whole = v.n == 4 && v.list[2] < v.list[3];
    if ((!whole && !wide) || !(v.list[0] < v.list[1])) {
        fault_at(rd, "view", n, "found no window; expected x_lo, x_hi%s with lo below hi",
                 line ? "" : ", y_lo, y_hi");
        return;
    }
    for (int i = 0; i < 4; i++)
        s->view.home[i] = i < v.n ? v.list[i] : kind->home[i];
}

static bool window_write(struct text *out, const struct field *f, const struct scene *s)
{
    (void)f;
    if (!isnan(s->view.home[0]))
        write_list(out, s->view.home, s->problem->dim == 1 ? 2 : 4);
    return !isnan(s->view.home[0]);
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

static void panels_read(struct reading *rd, const struct field *f, struct scene *s,
                        const struct node *n)
{
    struct view_spec view = {0};
    char words[80];
    bool ok = true;
    (void)f;
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

static bool panels_write(struct text *out, const struct field *f, const struct scene *s)
{
    (void)f;
    for (int i = 0; i < s->view.n_panels; i++)
        text_printf(out, "%s%s", i ? ", " : "[", s->view.panels[i]);
    text_add(out, "]");
    return true;
}

/* "0.001:10:25", "0.01,0.03,0.1" or the latter as a list. */
static void axis_read(struct reading *rd, const struct field *f, struct scene *s,
                      const struct node *n)
{
    double most = f->at == FIELD_AT(view.map_lr) ? run_lr_param.max : SWEEP_GAMMA_MAX;
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
        memcpy((char *)s + f->at, &a, sizeof a);
    text_release(&all);
}

static bool axis_write(struct text *out, const struct field *f, const struct scene *s)
{
    struct sweep_axis a;
    memcpy(&a, (const char *)s + f->at, sizeof a);
    if (a.n > 0)
        write_list(out, a.at, a.n);
    return a.n > 0;
}

/* clang-format off */
const struct field probe_fields[] = {
    {{.name = "points", .kind = PARAM_COUNT, .def = 1, .min = 1, .max = 64,
      .help = "points of the step at which the path ratio looks; 1: its end"},
     .type = FIELD_INT, .at = FIELD_AT(probe.points)},
    {{.name = "tolerance", .kind = PARAM_REAL, .def = 1e-6, .max = 1e6,
      .help = "a gradient norm at or below this is converged"},
     .type = FIELD_REAL, .at = FIELD_AT(probe.tolerance)},
    {{.name = "every", .kind = PARAM_COUNT, .def = 1, .max = 1e9,
      .help = "measure curvature at every N-th step; 0: never"},
     .type = FIELD_COUNT, .at = FIELD_AT(probe.every), .given = FIELD_AT(probe_every_given)},
    {{.name = "random", .kind = PARAM_FLAG, .max = 1,
      .help = "measure curvature in a random direction too"},
     .type = FIELD_BOOL, .at = FIELD_AT(probe.random)},
    {{.name = "test", .kind = PARAM_COUNT, .max = 1e9,
      .help = "loss and accuracy on training and test data at every N-th step; 0: never"},
     .type = FIELD_COUNT, .at = FIELD_AT(probe.test), .given = FIELD_AT(probe_test_given),
     .line = FIELD_AT(probe_test_line)},
    {.param.name = NULL},
};
/* clang-format on */

/* clang-format off */
const struct field view_fields[] = {
    {{.name = "panels", .kind = PARAM_TEXT,
      .help = "what is shown, in this order"},
     .type = FIELD_OWN, .read = panels_read, .write = panels_write},
    {{.name = "speed", .kind = PARAM_REAL, .def = 30, .max = 1e9,
      .help = "steps a second at first; 0: as many as the machine does"},
     .type = FIELD_REAL, .at = FIELD_AT(view.speed)},
    {{.name = "loss", .kind = PARAM_CHOICE, .choices = axes,
      .help = "axis of the loss"},
     .type = FIELD_BOOL, .at = FIELD_AT(view.linear_loss)},
    {{.name = "scatter", .kind = PARAM_CHOICE, .choices = axes,
      .help = "axes of curvature against gradient norm"},
     .type = FIELD_BOOL, .at = FIELD_AT(view.linear_scatter)},
    {{.name = "curvature", .kind = PARAM_CHOICE, .choices = curvatures,
      .help = "which one: the Hessian's top eigenvalue, along the step, in a random "
              "direction, or by the article's formula"},
     .type = FIELD_INT, .at = FIELD_AT(view.curvature)},
    {{.name = "path", .kind = PARAM_TEXT,
      .help = "plane of the panel path: pca, two parameters or two runs"},
     .type = FIELD_OWN, .read = path_read, .write = path_write},
    {{.name = "window", .kind = PARAM_LIST, .min = -1e12, .max = 1e12,
      .help = "the part of the landscape shown: x_lo, x_hi, y_lo, y_hi"},
     .type = FIELD_OWN, .read = window_read, .write = window_write},
    {{.name = "map-lr", .kind = PARAM_TEXT,
      .help = "learning rates of the map and of `sweep`: LO:HI:N, or rising numbers"},
     .type = FIELD_OWN, .at = FIELD_AT(view.map_lr), .read = axis_read, .write = axis_write},
    {{.name = "map-gamma", .kind = PARAM_TEXT,
      .help = "thresholds of the map and of `sweep`, likewise"},
     .type = FIELD_OWN, .at = FIELD_AT(view.map_gamma), .read = axis_read, .write = axis_write},
    {{.name = "map-steps", .kind = PARAM_COUNT, .min = 1, .max = 1e12,
      .help = "steps a run of the map makes at most"},
     .type = FIELD_COUNT, .at = FIELD_AT(view.map_steps)},
    {{.name = "map-target", .kind = PARAM_REAL, .def = NAN, .min = -1e300, .max = 1e300,
      .help = "a loss below it ends a run of the map; without it, convergence"},
     .type = FIELD_REAL, .at = FIELD_AT(view.map_target)},
    {{.name = "map-starts", .kind = PARAM_COUNT, .def = 1, .min = 1, .max = SWEEP_STARTS_MAX,
      .help = "starts from 0.8 to 1.25 times the start; the worst counts"},
     .type = FIELD_INT, .at = FIELD_AT(view.map_starts)},
    {{.name = "big", .kind = PARAM_FLAG, .max = 1,
      .help = "for a projector: fewer panels, thick lines, large markers"},
     .type = FIELD_BOOL, .at = FIELD_AT(view.big)},
    {.param.name = NULL},
};
/* clang-format on */

void probe_read(struct reading *rd, struct scene *s, const struct node *n)
{
    if (!map_check(rd, "probe", n, "{ every: 1 }"))
        return;
    for (const struct node *k = n->first; k; k = k->next)
        field_read(rd, "probe", probe_fields, s, k);
}

void view_read(struct reading *rd, struct scene *s, const struct node *n)
{
    if (!map_check(rd, "view", n, "{ panels: [landscape, loss] }"))
        return;
    for (const struct node *k = n->first; k; k = k->next)
        field_read(rd, "view", view_fields, s, k);
}
