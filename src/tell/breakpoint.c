#include "tell/breakpoint.h"

#include <math.h>
#include <stdio.h>

#include "tell/insight_parts.h"

/* Whether clipping cuts: the factor is under 1, or for rules that always take something away, under
 * a half. */
static bool breakpoint_cuts(const struct run *r, double clip_factor)
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
    if (r->clip->always)
        snprintf(buf, size, "%s: its clip factor went under one half, to %s. The gradient is %s.",
                 r->name, num(&n, r->now.clip_factor), num(&n, r->now.grad_norm));
    else
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
    const char *grad[2];
    num_apart(&n, r->last.grad_norm, r->now.grad_norm, grad);
    if (r->clip->always) /* it shortens every gradient, to the end */
        snprintf(buf, size, "%s: its clip factor went over one half, to %s. The gradient is %s.",
                 r->name, num(&n, r->now.clip_factor), grad[1]);
    else if (isnan(run_gamma(r)))
        snprintf(buf, size, "%s: clipping stops. The gradient went from %s to %s.", r->name,
                 grad[0], grad[1]);
    else
        snprintf(buf, size, "%s: clipping stops. The gradient went from %s to %s; γ is %s.",
                 r->name, grad[0], grad[1], knob(&n, run_gamma(r)));
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

/* η·factor·λ of a step; NAN where λ was not measured. Under 2 a step may overshoot all the same,
 * where the curvature grows along it: so nothing is promised. */
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
    const char *from[2], *to[2];
    bool clips = r->last.clip_factor < 1 || r->now.clip_factor < 1;
    num_apart(&n, before, 2, from);
    num_apart(&n, now, 2, to);
    snprintf(buf, size, "%s: %s went from %s to %s, %s the limit 2.", r->name,
             clips ? "η·factor·λ" : "η·λ", from[0], to[0],
             now > 2   ? "over"
             : now < 2 ? "under"
                       : "exactly");
}

/* What stands in the place of a loss: a game has none. */
static const char *value_of(const struct run *r)
{
    return r->problem->kind->value_name ? r->problem->kind->value_name : "f";
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
    const char *f[2];
    num_apart(&n, r->last.loss, r->now.loss, f);
    if (isnan(r->now.loss))
        snprintf(buf, size, "%s: %s is no longer a number.", r->name, value_of(r));
    else
        snprintf(buf, size, "%s: %s rose from %s to %s.", r->name, value_of(r), f[0], f[1]);
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
        snprintf(buf, size, "%s left the view: %s went from %s to %s.", r->name,
                 r->problem->letter[0], num(&n, r->x_back[0]), num(&n, r->x[0]));
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
    const char *f[2];
    double apart = fabs(r->last.loss - r->now.loss);
    num_apart(&n, r->last.loss, r->now.loss, f);
    if (apart <= 1e-6 * fabs(r->now.loss)) /* two points of one height, to rounding */
        snprintf(buf, size, "%s is cycling, period 2: f is %s at both points.", r->name,
                 num(&n, r->now.loss));
    else
        snprintf(buf, size, "%s is cycling, period 2: f is %s and %s in turn.", r->name, f[0],
                 f[1]);
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
    if (r->now.loss <= r->last.loss) /* the loss is well, the gradient is not */
        snprintf(buf, size, "%s diverged: ‖∇f‖ went from %s to %s.", r->name,
                 num(&n, r->last.grad_norm), num(&n, r->now.grad_norm));
    else
        snprintf(buf, size, "%s diverged: %s went from %s to %s.", r->name, value_of(r),
                 num(&n, r->last.loss), num(&n, r->now.loss));
}

/* The end of a run before what led to it. */
const struct breakpoint breakpoints[] = {
    {"diverged", "a run diverges", diverged_hit, diverged_say},
    {"converged", "a run converges", converged_hit, converged_say},
    {"two-cycle", "a run cycles between two points", cycle_hit, cycle_say},
    {"left-view", "a run leaves the view of the landscape", left_hit, left_say},
    {"edge", "η·factor·λ crosses 2", edge_hit, edge_say},
    {"clip-on", "clipping begins (soft: the clip factor goes under 1/2)", clip_on_hit, clip_on_say},
    {"clip-off", "clipping stops (soft: the clip factor goes over 1/2)", clip_off_hit,
     clip_off_say},
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
