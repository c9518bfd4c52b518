/* The view: what the landscape shows, and the axes of the panels. */
#include <math.h>
#include <string.h>

#include "session/session_parts.h"

/* How small and how large a landscape may get: numbers must still differ, and square. */
#define SPAN_MIN 1e-12
#define SPAN_MAX 1e12

static void look_changed(struct session *s, const double *box)
{
    memcpy(s->view.box, box, sizeof s->view.box);
    s->view.box_version++;
}

/* Grows the box by a tenth beyond x where it is outside. */
static void box_include(double *box, const double *x, int n)
{
    for (int i = 0; i < n && i < 2; i++) {
        double *lo = &box[2 * i], *hi = &box[2 * i + 1];
        if (isfinite(x[i]) && x[i] < *lo)
            *lo = x[i] - 0.1 * (*hi - x[i]);
        else if (isfinite(x[i]) && x[i] > *hi)
            *hi = x[i] + 0.1 * (x[i] - *lo);
    }
}

void look_include(struct session *s, const double *x)
{
    double box[4];
    memcpy(box, s->view.box, sizeof box);
    box_include(box, x, s->race.problem.dim);
    if (memcmp(box, s->view.box, sizeof box) != 0)
        look_changed(s, box);
}

void look_home(struct session *s)
{
    const struct scene *scene = &s->scene;
    const double *home = isnan(scene->view.home[0]) ? s->race.problem.kind->home : scene->view.home;
    double box[4];
    memcpy(box, home, sizeof box);
    for (int i = 0; i < s->race.n; i++)
        box_include(box, s->race.run[i].start, s->race.problem.dim);
    look_changed(s, box);
}

void look_begin(struct session *s)
{
    struct view *v = &s->view;
    const struct view_spec *spec = &s->scene.view;
    v->mode = MODE_MAIN;
    v->n_panels = spec->n_panels;
    memcpy(v->panels, spec->panels, sizeof v->panels);
    v->hidden = 0;
    v->focus = 0;
    v->zoomed = false;
    v->off_screen = 0;
    v->selected = RUN_SELECTED;
    v->log_loss = !spec->linear_loss;
    v->log_scatter = !spec->linear_scatter;
    v->log_landscape = false;
    v->curvature = spec->curvature;
    v->fit = FIT_SHOW_BOTH;
    v->path = spec->path;
    for (int k = 0; k < 2; k++) { /* those that d goes to where the scene says nothing */
        v->path_axis[k] = spec->path == PLANE_AXES ? spec->path_axis[k] : k;
        v->path_of[k] = spec->path == PLANE_RUNS ? scene_run(&s->scene, spec->path_of[k]) : k;
    }
    v->help_top = v->list_at = 0;
    v->prompt[0] = 0;
    v->look = true;
    v->big = v->big || spec->big;
    look_home(s);
}

void look_anew(struct session *s, bool box)
{
    struct view *v = &s->view;
    double kept[4];
    int selected = v->selected;
    enum theme_id theme = v->theme;
    memcpy(kept, v->box, sizeof kept);
    look_begin(s);
    v->selected = selected < s->race.n ? selected : RUN_SELECTED;
    v->theme = theme;
    if (box)
        look_changed(s, kept);
}

void look_zoom(struct session *s, double factor)
{
    double box[4];
    for (int i = 0; i < 4; i += 2) {
        double mid = (s->view.box[i] + s->view.box[i + 1]) / 2;
        double half = (s->view.box[i + 1] - s->view.box[i]) / 2 * factor;
        if (half != 0 && (!(half > SPAN_MIN * fmax(1, fabs(mid))) || !(half < SPAN_MAX))) {
            session_say(s, "the landscape goes no %s", factor < 1 ? "nearer" : "farther");
            return;
        }
        box[i] = mid - half;
        box[i + 1] = mid + half;
    }
    look_changed(s, box);
}

void look_pan(struct session *s, int across, int up)
{
    const double *now = s->view.box;
    double dx = across * (now[1] - now[0]) / 10, dy = up * (now[3] - now[2]) / 10;
    double box[4] = {now[0] + dx, now[1] + dx, now[2] + dy, now[3] + dy};
    if (fabs(box[0]) < SPAN_MAX && fabs(box[1]) < SPAN_MAX && fabs(box[2]) < SPAN_MAX &&
        fabs(box[3]) < SPAN_MAX)
        look_changed(s, box);
}

static void focus_move(struct view *v, int direction)
{
    for (int k = 0; k < v->n_panels; k++) {
        v->focus = (v->focus + direction + v->n_panels) % v->n_panels;
        if (!(v->hidden >> v->focus & 1))
            return;
    }
}

static void say_focus(struct session *s)
{
    const struct view *v = &s->view;
    if (v->n_panels == 0)
        session_say(s, "this view has no panels: type = view.panels=loss,table");
    else
        session_say(s, v->zoomed ? "%s alone: z shows all panels" : "%s: z shows it alone",
                    v->panels[v->focus]);
}

void look_focus(struct session *s, int direction)
{
    focus_move(&s->view, direction);
    say_focus(s);
}

void look_focus_on(struct session *s, double panel)
{
    if (panel >= 0 && panel < s->view.n_panels) {
        s->view.focus = (int)panel;
        s->view.hidden &= ~(1u << (int)panel);
    }
}

/* One stays: a screen without panels would say nothing of how to get them back. */
void look_toggle(struct session *s, int panel)
{
    struct view *v = &s->view;
    unsigned all = (1u << v->n_panels) - 1;
    if (panel < 0) {
        v->hidden = 0;
        v->zoomed = false;
        session_say(s, "all panels are shown");
        return;
    }
    if (panel >= v->n_panels) {
        session_say(s, "there is no panel %d: this view has %d", panel + 1, v->n_panels);
        return;
    }
    if ((v->hidden ^ 1u << panel) == all) {
        session_say(s, "%s is the only panel shown: it stays", v->panels[panel]);
        return;
    }
    v->hidden ^= 1u << panel;
    bool gone = v->hidden >> panel & 1;
    session_say(s, gone ? "%s is hidden: %d shows it again" : "%s is shown: %d hides it",
                v->panels[panel], panel + 1);
    if (gone && v->focus == panel) {
        v->zoomed = false;
        focus_move(v, 1);
    }
    v->zoomed = v->zoomed && gone; /* a panel that appears must be visible */
}

void look_inspect(struct session *s)
{
    static const char name[] = "inspector";
    struct view *v = &s->view;
    for (int i = 0; i < v->n_panels; i++)
        if (strcmp(v->panels[i], name) == 0) {
            memmove(v->panels[i], v->panels[i + 1],
                    (size_t)(v->n_panels - i - 1) * sizeof v->panels[0]);
            v->n_panels--;
            v->hidden = (v->hidden & ((1u << i) - 1)) | (v->hidden >> 1 & ~((1u << i) - 1));
            v->zoomed = v->zoomed && v->focus != i;
            v->focus -= v->focus > i || (v->focus > 0 && v->focus == v->n_panels);
            return;
        }
    bool is_known = s->panel_names && name_index(s->panel_names, name) >= 0;
    if (is_known && v->n_panels < SCENE_PANELS_MAX)
        memcpy(v->panels[v->n_panels++], name, sizeof name);
    else
        session_say(s, "there is no room for the inspector");
}

void look_alone(struct session *s, double how)
{
    struct view *v = &s->view;
    v->zoomed = how == 0 ? !v->zoomed : (int)how == ZOOM_IN;
    if (v->zoomed)
        say_focus(s);
    else
        session_say(s, "all panels");
}

/* A script shows it whether it was shown or not. */
void look_why(struct session *s)
{
    s->view.look = s->script.busy || !s->view.look;
}

/* The axis of the focused panel. A map of two parameters has colours in decades alone. */
void look_log(struct session *s)
{
    struct view *v = &s->view;
    const char *name = v->n_panels ? v->panels[v->focus] : "";
    bool *log = strcmp(name, "loss") == 0 ? &v->log_loss
                : strcmp(name, "smoothness") == 0 || strcmp(name, "estimators") == 0 ||
                        strcmp(name, "layer-smoothness") == 0
                    ? &v->log_scatter
                : strcmp(name, "landscape") == 0 && s->race.problem.dim == 1 ? &v->log_landscape
                                                                             : NULL;
    if (!log) {
        session_say(s, "%s has one kind of axis: p goes to another panel", name);
        return;
    }
    *log = !*log;
    session_say(s, "%s: %s axis", name, *log ? "log" : "linear");
}
