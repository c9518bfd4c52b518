#include "tell/breakpoint.h"

#include <math.h>
#include <stdio.h>

#include "tell/insight_parts.h"

bool breakpoint_cuts(const struct run *r, double clip_factor)
{
    return clip_factor < (r->clip->always ? 0.5 : 1);
}

static bool cuts(const struct run *r, const struct row *row)
{
    return !row->skipped && breakpoint_cuts(r, row->clip_factor);
}

static bool clip_on_hit(const struct run *r, const double box[4])
{
    (void)box;
    return cuts(r, &r->now) && !cuts(r, &r->last);
}

static void clip_on_say(const struct run *r, const double box[4], char *buf, size_t size)
{
    (void)box;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: clipping begins. The gradient is %s, the clip factor %s.", r->name,
             num(&n, r->now.grad_norm), num(&n, r->now.clip_factor));
}

static bool clip_off_hit(const struct run *r, const double box[4])
{
    (void)box;
    return cuts(r, &r->last) && !r->now.skipped && r->now.clip_factor <= INFINITY &&
           !cuts(r, &r->now);
}

static void clip_off_say(const struct run *r, const double box[4], char *buf, size_t size)
{
    (void)box;
    struct numbers n = {.n = 0};
    if (isnan(run_gamma(r)))
        snprintf(buf, size, "%s: clipping stops. The gradient fell from %s to %s.", r->name,
                 num(&n, r->last.grad_norm), num(&n, r->now.grad_norm));
    else
        snprintf(buf, size, "%s: clipping stops. The gradient fell from %s to %s; γ is %s.",
                 r->name, num(&n, r->last.grad_norm), num(&n, r->now.grad_norm),
                 num(&n, run_gamma(r)));
}

static bool skip_hit(const struct run *r, const double box[4])
{
    (void)box;
    return r->now.skipped && !r->last.skipped;
}

static void skip_say(const struct run *r, const double box[4], char *buf, size_t size)
{
    (void)box;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: the next step is skipped. The gradient is %s.", r->name,
             num(&n, r->now.grad_norm));
}

/* η·factor·λ of a step; NAN where λ was not measured. */
static double rate_of(const struct row *row)
{
    return row->lr * row->clip_factor * row->sharpness;
}

static bool edge_hit(const struct run *r, const double box[4])
{
    (void)box;
    double before = rate_of(&r->last), now = rate_of(&r->now);
    return (before <= 2 && now > 2) || (before > 2 && now <= 2);
}

static void edge_say(const struct run *r, const double box[4], char *buf, size_t size)
{
    (void)box;
    struct numbers n = {.n = 0};
    double before = rate_of(&r->last), now = rate_of(&r->now);
    snprintf(buf, size, "%s: η·factor·λ went %s 2, from %s to %s: %s.", r->name,
             now > 2 ? "over" : "under", num(&n, before), num(&n, now),
             now > 2 ? "steps may overshoot from here" : "steps no longer overshoot");
}

static bool loss_up_hit(const struct run *r, const double box[4])
{
    (void)box;
    return !(r->now.loss <= r->last.loss);
}

static void loss_up_say(const struct run *r, const double box[4], char *buf, size_t size)
{
    (void)box;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: f rose from %s to %s.", r->name, num(&n, r->last.loss),
             num(&n, r->now.loss));
}

static bool is_inside(const double *x, int dim, const double box[4])
{
    bool inside = true;
    for (int i = 0; i < dim; i++)
        inside = inside && x[i] >= box[2 * i] && x[i] <= box[2 * i + 1];
    return inside;
}

static bool left_hit(const struct run *r, const double box[4])
{
    return r->dim <= 2 && is_inside(r->x_back, r->dim, box) && !is_inside(r->x, r->dim, box);
}

static void left_say(const struct run *r, const double box[4], char *buf, size_t size)
{
    (void)box;
    struct numbers n = {.n = 0};
    if (r->dim == 1)
        snprintf(buf, size, "%s left the view: θ went from %s to %s.", r->name,
                 num(&n, r->x_back[0]), num(&n, r->x[0]));
    else
        snprintf(buf, size, "%s left the view: from (%s, %s) to (%s, %s).", r->name,
                 num(&n, r->x_back[0]), num(&n, r->x_back[1]), num(&n, r->x[0]), num(&n, r->x[1]));
}

static bool came_to(const struct run *r, enum run_status status)
{
    return r->now.status == status && r->last.status != status;
}

static bool cycle_hit(const struct run *r, const double box[4])
{
    (void)box;
    return came_to(r, RUN_CYCLING);
}

static void cycle_say(const struct run *r, const double box[4], char *buf, size_t size)
{
    (void)box;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s is cycling, period 2: f is %s and %s in turn.", r->name,
             num(&n, r->last.loss), num(&n, r->now.loss));
}

static bool converged_hit(const struct run *r, const double box[4])
{
    (void)box;
    return came_to(r, RUN_CONVERGED);
}

static void converged_say(const struct run *r, const double box[4], char *buf, size_t size)
{
    (void)box;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s converged: the gradient norm %s is at most %s.", r->name,
             num(&n, r->now.grad_norm), num(&n, r->probe.tolerance));
}

static bool diverged_hit(const struct run *r, const double box[4])
{
    (void)box;
    return came_to(r, RUN_DIVERGED);
}

static void diverged_say(const struct run *r, const double box[4], char *buf, size_t size)
{
    (void)box;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s diverged: f went from %s to %s.", r->name, num(&n, r->last.loss),
             num(&n, r->now.loss));
}

/* The end of a run before what led to it. */
const struct breakpoint breakpoints[] = {
    {"diverged", "a run diverges", diverged_hit, diverged_say},
    {"converged", "a run converges", converged_hit, converged_say},
    {"two-cycle", "a run cycles between two points", cycle_hit, cycle_say},
    {"left-view", "a run leaves the view of the landscape", left_hit, left_say},
    {"edge", "η·factor·λ crosses 2", edge_hit, edge_say},
    {"clip-on", "clipping begins", clip_on_hit, clip_on_say},
    {"clip-off", "clipping stops", clip_off_hit, clip_off_say},
    {"skip", "a step is skipped", skip_hit, skip_say},
    {"loss-up", "the loss rises", loss_up_hit, loss_up_say},
    {.name = NULL},
};
const int n_breakpoints = sizeof breakpoints / sizeof *breakpoints - 1;

const struct breakpoint *breakpoint_hit(const struct run *r, unsigned armed, const double box[4])
{
    for (int i = 0; i < n_breakpoints && r->now.step > 0; i++)
        if ((armed >> i & 1) && breakpoints[i].hit(r, box))
            return &breakpoints[i];
    return NULL;
}
