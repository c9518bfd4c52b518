#include "panel/inspect.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "panel/chart/pen.h"

static const char *const inspect_names[INSPECT_RULES] = {"none", "hard", "soft"};

enum { ARC = 96 }; /* pieces of the ball's edge */

bool inspect_shown(const struct session *s)
{
    for (int i = 0; i < s->view.n_panels; i++)
        if (strcmp(s->view.panels[i], "inspector") == 0)
            return true;
    return false;
}

/* What the rule makes of a gradient of this norm, asked of the rule itself. */
static double factor_of(enum inspect_rule rule, double gamma, double norm)
{
    const struct clip_kind *kind = clip_find(inspect_names[rule]);
    const struct param *g = param_find(kind->params, kind->n_params, "gamma");
    double par[PARAMS_MAX] = {0}, out;
    if (g)
        par[g - kind->params] = gamma;
    struct clip_call call = {.dim = 1, .x = &norm, .g = &norm, .norm = norm, .out = &out};
    call.curvature = NAN;
    return kind->apply(par, NULL, &call);
}

static int run_of(const struct session *s)
{
    if (s->view.selected >= 0)
        return s->view.selected;
    for (int i = 0; i < s->race.n; i++)
        if (!s->race.run[i].clip->keeps)
            return i;
    return 0;
}

bool inspect_of(const struct session *s, struct inspect *out)
{
    const struct race *race = &s->race;
    if (race->n == 0)
        return false;
    *out = (struct inspect){.run = run_of(s), .gamma = NAN};
    const struct run *r = &race->run[out->run];
    out->own = !isnan(run_gamma(r));
    out->gamma = run_gamma(r);
    for (int i = 0; i < race->n && isnan(out->gamma); i++)
        out->gamma = run_gamma(&race->run[i]);
    for (int k = 0; k < INSPECT_RULES; k++) {
        bool known = k == INSPECT_NONE || !isnan(out->gamma);
        out->factor[k] =
            known ? factor_of((enum inspect_rule)k, out->gamma, r->now.grad_norm) : NAN;
    }
    return true;
}

static void mark_ball(struct plot *p, const struct run *r, double radius)
{
    struct dash dash = {0x55, 0};
    if (r->dim == 1) {
        plot_vertical(p, r->x[0] - radius, ROLE_MARK);
        plot_vertical(p, r->x[0] + radius, ROLE_MARK);
        return;
    }
    for (int i = 0; i < ARC; i++) {
        double a = 2 * M_PI * i / ARC, b = 2 * M_PI * (i + 1) / ARC;
        plot_line(p, r->x[0] + radius * fn_cos(a), r->x[1] + radius * fn_sin(a),
                  r->x[0] + radius * fn_cos(b), r->x[1] + radius * fn_sin(b), ROLE_MARK, &dash);
    }
}

void inspect_mark(struct plot *p, const struct session *s, double base)
{
    struct inspect in;
    if (!inspect_shown(s) || !inspect_of(s, &in))
        return;
    const struct run *r = &s->race.run[in.run];
    double lr = r->now.lr;
    if (!r->optimizer->plain || !pen_alive(r) || !isfinite(lr))
        return;
    if (isfinite(in.gamma))
        mark_ball(p, r, lr * in.gamma);
    for (int k = 0; k < INSPECT_RULES; k++) {
        double x[2] = {0, 0};
        if (!isfinite(in.factor[k]))
            continue;
        for (int i = 0; i < r->dim; i++)
            x[i] = r->x[i] - lr * in.factor[k] * r->g[i];
        double y =
            r->dim == 1 ? problem_eval(r->problem, r->look, x, r->now.step, NULL) - base : x[1];
        plot_line(p, r->x[0], r->dim == 1 ? r->now.loss - base : r->x[1], x[0], y, ROLE_MARK, NULL);
        plot_marker(p, x[0], y, (uint32_t)inspect_names[k][0], pen(ROLE_MARK, ATTR_BOLD));
    }
}
