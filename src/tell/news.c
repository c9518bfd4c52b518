#include "tell/news.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/param.h"
#include "base/text.h"
#include "tell/insight_parts.h"

/* Whether clipping cuts: the factor is under 1, or for rules that always take something away, under
 * a half. What half precision loses of a gradient is not cut. */
static bool cuts(const struct run *r, const struct row *row)
{
    return !row->skipped && (!r->clip->loss_scale || row->grad_norm > row->gamma) &&
           (r->clip->always ? is_beyond(0.5, row->clip_factor) : row->clip_factor < 1);
}

HOLDS(clip_on, cuts(r, &r->now) && !cuts(r, &r->last))

static const char *clip_on_text(const struct run *r)
{
    if (r->clip->always)
        return "{run}: its clip factor went under one half, to {clip|0.5}. The gradient is {grad}.";
    return is_beyond(1, r->now.clip_factor)
               ? "{run}: clipping begins. The gradient is {grad}, the clip factor {clip|1}."
               : "{run}: clipping begins, with a clip factor just under 1. The gradient is {grad}.";
}

HOLDS(clip_off,
      cuts(r, &r->last) && !r->now.skipped && r->now.clip_factor <= INFINITY && !cuts(r, &r->now))

static const char *clip_off_text(const struct run *r)
{
    if (r->clip->always) /* it shortens every gradient, to the end */
        return is_beyond(r->now.clip_factor, 0.5)
                   ? "{run}: its clip factor went over one half, to {clip|0.5}. The gradient is "
                     "{grad}."
                   : "{run}: its clip factor is one half again. The gradient is {grad}.";
    if (isnan(run_gamma(r)) || r->now.grad_norm > run_gamma(r) ||
        !(r->last.grad_norm >= run_gamma(r))) /* it is another norm that is compared */
        return is_apart(r->last.grad_norm, r->now.grad_norm)
                   ? "{run}: clipping stops. The gradient went from {last-grad|grad} to "
                     "{grad|last-grad}."
                   : "{run}: clipping stops. The gradient stays at {grad}.";
    return is_beyond(r->last.grad_norm, run_gamma(r))
               ? "{run}: clipping stops. The gradient went from {last-grad|gamma} to {grad|gamma}; "
                 "γ is {gamma}."
           : is_apart(r->now.grad_norm, run_gamma(r))
               ? "{run}: clipping stops. The gradient went from γ = {gamma|grad} to {grad|gamma}."
               : "{run}: clipping stops. The gradient, {grad|gamma}, is now at most γ = "
                 "{gamma|grad}.";
}

HOLDS(skip, r->now.skipped && !r->last.skipped)

/* η·factor·λ, NAN where λ was not measured. Under 2 a step may overshoot all the same, where the
 * curvature grows along it: so nothing is promised. */
static bool edge(const struct run *r)
{
    double before = row_eta_lambda(&r->last), now = row_eta_lambda(&r->now);
    return !isnan(before) && !isnan(now) && is_beyond(before, 2) != is_beyond(now, 2);
}

static const char *edge_text(const struct run *r)
{
    double now = row_eta_lambda(&r->now);
    if (run_limit(r) != 2) /* with velocity 2 is crossed, but is no limit */
        return "{run}: {either-product} went from {last-reach|2} to {now-reach|2}.";
    return is_beyond(now, 2) ? "{run}: {either-product} went from {last-reach|2} to {now-reach|2}, "
                               "over the limit 2."
           : is_beyond(2, now)
               ? "{run}: {either-product} went from {last-reach|2} to {now-reach|2}, under the "
                 "limit 2."
               : "{run}: {either-product} went from {last-reach|2} to 2, exactly the limit 2.";
}

HOLDS(loss_up, !(r->now.loss <= r->last.loss + 1e-8 * fabs(r->last.loss)))

CHOOSE(loss_up_text, isnan(r->now.loss)
                         ? "{run}: {value} is no longer a number."
                         : "{run}: {value} rose from {last-loss|loss} to {loss|last-loss}.")

static bool is_inside(const double *x, int dim, const double box[4])
{
    bool inside = true;
    for (int i = 0; i < dim; i++)
        inside = inside && x[i] >= box[2 * i] && x[i] <= box[2 * i + 1];
    return inside;
}

static bool left(const struct run *r, const double box[4])
{
    return r->dim <= 2 && is_inside(r->x_back, r->dim, box) && !is_inside(r->x, r->dim, box);
}

CHOOSE(left_text, r->dim == 1
                      ? "{run} left the view: {letter} went from {last-theta} to {theta}."
                      : "{run} left the view: from ({last-theta}, {last-theta2}) to ({theta}, "
                        "{theta2}).")

static bool came_to(const struct run *r, enum run_status status)
{
    return r->now.status == status && r->last.status != status;
}

HOLDS(cycles, came_to(r, RUN_CYCLING))

static const char *cycle_text(const struct run *r)
{
    bool level = fabs(r->last.loss - r->now.loss) <= 1e-6 * fabs(r->now.loss); /* to rounding */
    return level
               ? "{run} is cycling, period 2: f is {loss} at both points."
               : "{run} is cycling, period 2: f is {last-loss|loss} and {loss|last-loss} in turn.";
}

HOLDS(converges, came_to(r, RUN_CONVERGED))
HOLDS(diverges, came_to(r, RUN_DIVERGED))

static const char *diverged_text(const struct run *r)
{
    if (r->now.loss <= r->last.loss) /* the loss is well, the gradient is not */
        return isnan(r->now.grad_norm) ? "{run} diverged: ‖∇f‖ is no longer a number."
                                       : "{run} diverged: ‖∇f‖ went from {last-grad} to {grad}.";
    return isnan(r->now.loss) ? "{run} diverged: {value} is no longer a number."
                              : "{run} diverged: {value} went from {last-loss} to {loss}.";
}

/* The end of a run before what led to it. */
const struct news_kind news_kinds[] = {
    {.help = "a run diverges", .rule = {"diverged", .holds = diverges, .choose = diverged_text}},
    {.help = "a run converges",
     .rule = {"converged", .holds = converges,
              .text = "{run} converged: the gradient norm {grad} is at most {tolerance}."}},
    {.help = "a run cycles between two points",
     .rule = {"two-cycle", .holds = cycles, .choose = cycle_text}},
    {.help = "a run leaves the view of the landscape",
     .rule = {"left-view", .choose = left_text},
     .in = left},
    {.help = "η·factor·λ crosses 2", .rule = {"edge", .holds = edge, .choose = edge_text}},
    {.help = "clipping begins (soft: the clip factor goes under 1/2)",
     .rule = {"clip-on", .holds = clip_on, .choose = clip_on_text}},
    {.help = "clipping stops (soft: the clip factor goes over 1/2)",
     .rule = {"clip-off", .holds = clip_off, .choose = clip_off_text}},
    {.help = "a step is skipped",
     .rule = {"skip", .holds = skip,
              .text = "{run}: the next step is skipped. The gradient is {grad}."}},
    {.help = "the loss rises", .rule = {"loss-up", .holds = loss_up, .choose = loss_up_text}},
};
const int n_news_kinds = sizeof news_kinds / sizeof *news_kinds;

bool news_meets(const struct news_kind *k, const struct run *r, const double box[4])
{
    return insight_holds(&k->rule, NULL, r) && (!k->in || k->in(r, box));
}

static struct mark mark_newest(const struct run *r)
{
    const struct trace *t = &r->trace;
    return t->n_marks ? t->mark[t->n_marks - 1] : (struct mark){0};
}

void news_begin(struct news_seen *w, const struct race *race)
{
    news_begin_anew(w, race, 0);
    w->step = race->step;
    for (int i = 0; i < race->n; i++) {
        w->status[i] = race->run[i].now.status;
        w->since[i] = race->run[i].notes.status_step;
        w->clipped[i] = race->run[i].notes.clipped_steps > 0;
    }
}

/* What stays is what was told, and nothing of runs that scenes before this one had. */
void news_begin_anew(struct news_seen *w, const struct race *race, uint64_t begun)
{
    struct news_seen none = {.begun = begun};
    memcpy(none.told, w->told, sizeof none.told);
    for (int i = 0; i < race->n; i++)
        none.mark[i] = mark_newest(&race->run[i]);
    *w = none;
}

static bool is_clipped(struct news_seen *w, const struct race *race, struct news *e)
{
    size_t n = 0;
    for (int i = 0; i < race->n; i++) {
        if (w->clipped[i] || race->run[i].notes.clipped_steps == 0)
            continue;
        snprintf(e->words + n, sizeof e->words - n, "%s %s",
                 n > 0 ? "," : "clipping begins:", race->run[i].name);
        n += strlen(e->words + n);
        w->clipped[i] = true;
    }
    return n > 0;
}

/* Of the same status at another step: the run was made anew meanwhile. */
static bool has_come(struct news_seen *w, int i, const struct run *r, struct news *e)
{
    enum run_status is = r->now.status;
    uint64_t since = r->notes.status_step;
    bool other = is != w->status[i] || since != w->since[i];
    w->status[i] = is, w->since[i] = since;
    snprintf(e->words, sizeof e->words, "%s %s at step %llu", r->name, run_status_names[is],
             (unsigned long long)since);
    return other && is != RUN_RUNNING;
}

/* The first of the run's marks that came after `was`, if any; n_marks: not found. */
static int mark_after(const struct run *r, const struct mark *was)
{
    const struct trace *t = &r->trace;
    for (int i = 0; i < t->n_marks && was->knob; i++) {
        const struct mark *m = &t->mark[i];
        bool again = m->step == was->step && strcmp(m->knob, was->knob) == 0;
        if (again && m->to == was->to)
            return i + 1;
        if (again || m->step > was->step)
            return i; /* it was turned on at its step, or is forgotten */
    }
    /* One that is not there any more was turned back at its step: those left are older. */
    return was->knob ? t->n_marks : 0;
}

static bool was_turned(struct mark *was, const struct run *r, struct news *e)
{
    char a[24], b[24];
    int k = mark_after(r, was);
    bool newer = k < r->trace.n_marks;
    *was = newer ? r->trace.mark[k] : mark_newest(r);
    snprintf(e->words, sizeof e->words, "%s: %s %s → %s", r->name, newer ? was->knob : "",
             run_knob_text(r, was->knob, was->from, 4, a, sizeof a),
             run_knob_text(r, was->knob, was->to, 4, b, sizeof b));
    return newer;
}

/* The kind of the step that the run has just made: one of those in `kinds`, or 0. */
static unsigned step_met(struct run *r, unsigned kinds, const double box[4], struct news *e)
{
    for (int i = 0; i < n_news_kinds; i++) {
        if (!(kinds >> i & 1))
            continue;
        run_settle(r); /* what the coming step will be is half of most conditions */
        if (!news_meets(&news_kinds[i], r, box))
            continue;
        insight_tell(&news_kinds[i].rule, NULL, r, e->words, sizeof e->words);
        return 1U << i;
    }
    return 0;
}

/* What is new of run i. */
static unsigned new_of(struct news_seen *w, struct race *race, int i, unsigned kinds,
                       const double box[4], struct news *e)
{
    struct run *r = &race->run[i];
    if ((kinds & NEWS_STATUS) && has_come(w, i, r, e))
        return NEWS_STATUS;
    if ((kinds & NEWS_TURNED) && was_turned(&w->mark[i], r, e))
        return NEWS_TURNED;
    if (r->now.step == 0 || r->now.step != race->step) /* it began, or diverged before */
        return 0;
    unsigned met = step_met(r, kinds & NEWS_OF_STEPS & ~w->told[i], box, e);
    w->told[i] |= met;
    return met;
}

bool news_next(struct news_seen *w, struct race *race, unsigned kinds, const double box[4],
               struct news *e)
{
    if (race->step < w->step) { /* gone back to, in the race that it was */
        uint64_t begun = w->begun;
        news_begin(w, race);
        w->begun = begun;
    }
    w->step = race->step;
    e->kind = (kinds & NEWS_CLIPPED) && is_clipped(w, race, e) ? NEWS_CLIPPED : 0;
    for (int i = 0; i < race->n && !e->kind; i++)
        e->kind = new_of(w, race, i, kinds, box, e);
    return e->kind != 0;
}
