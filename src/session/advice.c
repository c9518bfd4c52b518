#include "session/advice.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "tell/insight.h"

int advice_run(const struct session *s)
{
    if (s->view.selected >= 0 && s->view.selected < s->race.n)
        return s->view.selected;
    for (int i = 0; i < s->scene.n_runs; i++)
        if (sweep_has(&s->scene.runs[i], "lr") && sweep_has(&s->scene.runs[i], "gamma"))
            return i;
    return 0;
}

/* The exponent of |θ|^p over 2, of gd at a constant threshold whose reach is known; else NAN. */
static double power_of_run(const struct run *r)
{
    double p = problem_exponent(r->problem);
    bool known = is_gd(r) && r->clip->reach;
    return known && p > 2 ? p : NAN;
}

double advice_reach(const struct run *r, double lr, double gamma)
{
    double p = power_of_run(r);
    return isnan(p) ? NAN : r->clip->reach(p, lr, gamma);
}

static double edge_of(const struct run *r)
{
    return clip_edge(r->clip, power_of_run(r), r->knobs.lr);
}

static double cuts_of(const struct run *r, double gamma)
{
    const struct monitor *m = r->monitor;
    double n = 0, over = 0;
    int at = monitor_bin(gamma);
    for (int i = 0; i < MONITOR_BINS; i++) {
        n += m->bin[i];
        over += i > at ? m->bin[i] : 0;
    }
    return n > 0 && !isnan(gamma) ? over / n : NAN;
}

/* 1/L0 is the rate of plain gradient descent: what another rule does with a rate is its own. */
static void give_rate(const struct run *r, struct advice *a, double lr)
{
    if (r->optimizer->plain)
        a->lr = lr;
}

/* Whether curvature was measured often enough for a line; else says what is missing. */
static bool has_curvature(const struct session *s, const struct run *r, struct advice *a)
{
    const struct fit *f = s->race.fit[CURVATURE_SHARPNESS];
    if (r->probe.every == 0)
        snprintf(a->note, sizeof a->note, "needs curvature: probe.every is 0");
    else if (f->n < 2)
        snprintf(a->note, sizeof a->note, "needs two points of curvature: %d so far", f->n);
    else
        return true;
    return false;
}

static void say_no_line(struct advice *a, double L0, double L1)
{
    if (!(L1 > 0))
        snprintf(a->note, sizeof a->note,
                 "no γ: L1 = %s, curvature does not grow with the gradient", NUMBER(L1, 3));
    else
        snprintf(a->note, sizeof a->note, "no γ: the line meets ‖∇f‖ = 0 at L0 = %s",
                 NUMBER(L0, 3));
}

static void give_bound(const struct session *s, const struct run *r, struct advice *a)
{
    const struct fit *f = s->race.fit[CURVATURE_SHARPNESS];
    if (!has_curvature(s, r, a))
        return;
    if (!(f->bound_L0 > 0 && f->bound_L1 > 0)) {
        say_no_line(a, f->bound_L0, f->bound_L1);
        return;
    }
    a->ready = true;
    a->gamma = f->bound_L0 / f->bound_L1;
    give_rate(r, a, 1 / f->bound_L0);
    snprintf(a->note, sizeof a->note,
             "L0 = %s, L1 = %s bound all %d points; no step over 1/L1 = %s", NUMBER(f->bound_L0, 3),
             NUMBER(f->bound_L1, 3), f->n, NUMBER(1 / f->bound_L1, 3));
}

static void give_squares(const struct session *s, const struct run *r, struct advice *a)
{
    const struct fit *f = s->race.fit[CURVATURE_SHARPNESS];
    if (!has_curvature(s, r, a))
        return;
    if (!(f->ols.a > 0 && f->ols.b > 0)) {
        say_no_line(a, f->ols.a, f->ols.b);
        return;
    }
    a->ready = true;
    a->gamma = f->ols.a / f->ols.b;
    give_rate(r, a, 1 / f->ols.a);
    snprintf(a->note, sizeof a->note,
             "L0 = %s, L1 = %s, but %s %% of the points lie above: no bound", NUMBER(f->ols.a, 3),
             NUMBER(f->ols.b, 3), PERCENT_TEXT(100 * f->above, 0));
}

static void give_text(const struct session *s, const struct run *r, struct advice *a)
{
    const struct fit *f = s->race.fit[CURVATURE_SHARPNESS];
    give_bound(s, r, a);
    if (!a->ready)
        return;
    a->gamma = 1 / f->bound_L1;
    double off = f->bound_L0 > 1 ? f->bound_L0 : 1 / f->bound_L0;
    snprintf(a->note, sizeof a->note,
             "wrong by its units, right only where L0 = 1: here L0 = %s, γ %s times too %s",
             NUMBER(f->bound_L0, 3), NUMBER(off, 3), f->bound_L0 > 1 ? "small" : "large");
}

static void give_percentile(UNUSED const struct session *s, const struct run *r, struct advice *a)
{
    if (r->now.step < ADVICE_WARMUP) {
        snprintf(a->note, sizeof a->note, "needs the norms of %d steps: %llu so far", ADVICE_WARMUP,
                 (unsigned long long)r->now.step);
        return;
    }
    if (monitor_beyond(r->monitor, 0.99)) {
        char norm[24];
        snprintf(a->note, sizeof a->note, "g99 is %s, beyond the norms that are told apart",
                 monitor_text(r->monitor, 0.99, norm, sizeof norm));
        return;
    }
    double g99 = monitor_quantile(r->monitor, 0.99);
    a->ready = true;
    a->gamma = g99 / 2;
    snprintf(a->note, sizeof a->note,
             "g99 = %s; knows the norms alone, nothing of the loss or the rate", NUMBER(g99, 3));
}

static void give_map(const struct session *s, UNUSED const struct run *r, struct advice *a)
{
    const struct map *m = s->map;
    if (!m || m->key.run != advice_run(s)) {
        snprintf(a->note, sizeof a->note, "needs the map: type = view.panels=map,advisor");
    } else if (m->done < m->sweep.n) {
        snprintf(a->note, sizeof a->note, "needs the map: %d of %d settings so far", m->done,
                 m->sweep.n);
    } else if (m->best < 0) {
        snprintf(a->note, sizeof a->note, "no setting of the map reaches the goal");
    } else {
        a->ready = true;
        a->gamma = m->sweep.points[m->best].gamma;
        a->lr = m->sweep.points[m->best].lr;
        int starts = m->sweep.plan.n_starts;
        snprintf(a->note, sizeof a->note, "fastest of %d settings from %d start%s; it may be luck",
                 m->sweep.n, starts < 1 ? 1 : starts, starts > 1 ? "s" : "");
    }
}

static void give_edge(UNUSED const struct session *s, const struct run *r, struct advice *a)
{
    if (isnan(power_of_run(r))) {
        snprintf(a->note, sizeof a->note,
                 "known of |θ|^p alone, p over 2, by gd with a constant hard or soft clip");
        return;
    }
    a->ready = true;
    a->gamma = 0.99 * edge_of(r);
    snprintf(a->note, sizeof a->note,
             "at γ = %s the longest step is twice |θ|; under it every start converges",
             NUMBER(edge_of(r), 3));
}

static void give_custom(UNUSED const struct session *s, UNUSED const struct run *r,
                        struct advice *a)
{
    a->ready = true;
    a->gamma = 1;
    snprintf(a->note, sizeof a->note, "what Transformers are trained with; knows nothing of this");
}

/* One rule a row. */
typedef void give_fn(const struct session *s, const struct run *r, struct advice *a);
static give_fn *const gives[ADVICE_RULES] = {
    [ADVICE_HALF_G99] = give_percentile, [ADVICE_INVERSE_L1] = give_text,
    [ADVICE_L0_OVER_L1] = give_bound,    [ADVICE_LEAST_SQUARES] = give_squares,
    [ADVICE_MAP_BEST] = give_map,        [ADVICE_EDGE] = give_edge,
    [ADVICE_CUSTOM] = give_custom,
};

bool advice_has_knob(const struct run *r)
{
    return r->gamma_index >= 0 && !r->clip->finds_gamma;
}

/* The share of steps at which the rule clipped or skipped. */
static double acted_share(const struct run *r)
{
    return (double)(r->notes.clipped_steps + r->notes.skipped_steps) / (double)r->now.step;
}

static bool is_tried(const struct session *s)
{
    return s->trial.on && s->trial.run == advice_run(s);
}

void advice_give(const struct session *s, int rule, struct advice *a)
{
    const struct run *r = &s->race.run[advice_run(s)];
    if (is_tried(s)) {
        *a = s->trial.given[rule];
        return;
    }
    *a = (struct advice){.gamma = NAN, .lr = NAN, .cuts = NAN};
    gives[rule](s, r, a);
    if (!a->ready || isnan(a->gamma))
        return;
    a->cuts = cuts_of(r, a->gamma);
    if (!advice_has_knob(r)) {
        a->ready = false;
        snprintf(a->note, sizeof a->note, "%s has no γ to be set: its clip is %s", r->name,
                 r->clip->name);
    } else if (r->clip->gamma_of && advice_rules[rule].of_norm) {
        a->ready = false;
        snprintf(a->note, sizeof a->note, "γ = %s is for the whole gradient; %s has it for %s",
                 NUMBER(a->gamma, 3), r->clip->name, r->clip->gamma_of);
    }
}

void advice_setting(const struct session *s, struct advice *a)
{
    const struct run *r = &s->race.run[advice_run(s)];
    if (is_tried(s)) {
        *a = s->trial.setting;
        return;
    }
    *a = (struct advice){.gamma = run_threshold(r), .lr = run_rate(r), .ready = true};
    /* Rules that shorten every gradient: by more than half only those over γ. */
    a->cuts = r->clip->always && !r->clip->gamma_of ? cuts_of(r, a->gamma) : acted_share(r);
}

/* The cell of an axis nearest to v; 0 where it has one that stands for all; -1: v is beside it. */
static int cell_of(const struct sweep_axis *a, double v)
{
    double at = sweep_axis_at(a, v);
    if (a->n == 1)
        return isnan(a->at[0]) || a->at[0] == v ? 0 : -1;
    if (!(at >= -0.5 && at <= a->n - 0.5))
        return -1;
    int i = (int)lround(at);
    return i < a->n ? i : a->n - 1;
}

const char *advice_mapped(const struct session *s, double lr, double gamma, char *buf, size_t size)
{
    const struct map *m = s->map;
    buf[0] = '\0';
    if (!m || m->key.run != advice_run(s))
        return buf;
    int i = cell_of(&m->lr, lr), j = cell_of(&m->gamma, gamma);
    int at = j * m->lr.n + i;
    if (i < 0 || j < 0 || !m->ready[at])
        return buf;
    const struct sweep_cell *c = &m->sweep.cells[at];
    unsigned long long steps = (unsigned long long)c->steps;
    switch (c->status) {
    case RUN_CONVERGED:
        snprintf(buf, size, "%llu step%s", steps, steps == 1 ? "" : "s");
        break;
    case RUN_RUNNING:
        snprintf(buf, size, "over %llu", steps);
        break;
    case RUN_CYCLING:
        snprintf(buf, size, "cycles");
        break;
    case RUN_STALLED:
        snprintf(buf, size, "stalls");
        break;
    default:
        snprintf(buf, size, "diverges");
        break;
    }
    return buf;
}
