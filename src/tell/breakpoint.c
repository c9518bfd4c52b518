#include "tell/breakpoint.h"

#include <math.h>

#include "tell/insight_parts.h"

/* Whether clipping cuts: the factor is under 1, or for rules that always take something away, under
 * a half. */
static bool cuts(const struct run *r, const struct row *row)
{
    return !row->skipped && row->clip_factor < (r->clip->always ? 0.5 : 1);
}

static bool clip_on(const struct run *r)
{
    return cuts(r, &r->now) && !cuts(r, &r->last);
}

static const char *clip_on_text(const struct run *r)
{
    return r->clip->always ? "{run}: its clip factor went under one half, to {clip}. The gradient "
                             "is {grad}."
                           : "{run}: clipping begins. The gradient is {grad}, the clip factor "
                             "{clip}.";
}

static bool clip_off(const struct run *r)
{
    return cuts(r, &r->last) && !r->now.skipped && r->now.clip_factor <= INFINITY &&
           !cuts(r, &r->now);
}

static const char *clip_off_text(const struct run *r)
{
    if (r->clip->always) /* it shortens every gradient, to the end */
        return "{run}: its clip factor went over one half, to {clip}. The gradient is "
               "{grad|last-grad}.";
    return isnan(run_gamma(r)) ? "{run}: clipping stops. The gradient went from {last-grad|grad} "
                                 "to {grad|last-grad}."
                               : "{run}: clipping stops. The gradient went from {last-grad|grad} "
                                 "to {grad|last-grad}; γ is {gamma}.";
}

static bool skip(const struct run *r)
{
    return r->now.skipped && !r->last.skipped;
}

/* η·factor·λ, NAN where λ was not measured. Under 2 a step may overshoot all the same, where the
 * curvature grows along it: so nothing is promised. */
static bool edge(const struct run *r)
{
    double before = row_eta_lambda(&r->last), now = row_eta_lambda(&r->now);
    return (before <= 2 && now > 2) || (before > 2 && now <= 2);
}

static const char *edge_text(const struct run *r)
{
    double now = row_eta_lambda(&r->now);
    return now > 2   ? "{run}: {either-product} went from {last-reach|2} to {now-reach|2}, over "
                       "the limit 2."
           : now < 2 ? "{run}: {either-product} went from {last-reach|2} to {now-reach|2}, under "
                       "the limit 2."
                     : "{run}: {either-product} went from {last-reach|2} to {now-reach|2}, exactly "
                       "the limit 2.";
}

static bool loss_up(const struct run *r)
{
    return !(r->now.loss <= r->last.loss);
}

static const char *loss_up_text(const struct run *r)
{
    return isnan(r->now.loss) ? "{run}: {value} is no longer a number."
                              : "{run}: {value} rose from {last-loss|loss} to {loss|last-loss}.";
}

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

static const char *left_text(const struct run *r)
{
    return r->dim == 1 ? "{run} left the view: {letter} went from {last-theta} to {theta}."
                       : "{run} left the view: from ({last-theta}, {last-theta2}) to ({theta}, "
                         "{theta2}).";
}

static bool came_to(const struct run *r, enum run_status status)
{
    return r->now.status == status && r->last.status != status;
}

static bool cycles(const struct run *r)
{
    return came_to(r, RUN_CYCLING);
}

static const char *cycle_text(const struct run *r)
{
    bool level = fabs(r->last.loss - r->now.loss) <= 1e-6 * fabs(r->now.loss); /* to rounding */
    return level
               ? "{run} is cycling, period 2: f is {loss} at both points."
               : "{run} is cycling, period 2: f is {last-loss|loss} and {loss|last-loss} in turn.";
}

static bool converges(const struct run *r)
{
    return came_to(r, RUN_CONVERGED);
}

static bool diverges(const struct run *r)
{
    return came_to(r, RUN_DIVERGED);
}

static const char *diverged_text(const struct run *r)
{
    return r->now.loss <= r->last.loss /* the loss is well, the gradient is not */
               ? "{run} diverged: ‖∇f‖ went from {last-grad} to {grad}."
               : "{run} diverged: {value} went from {last-loss} to {loss}.";
}

/* The end of a run before what led to it. */
const struct breakpoint breakpoints[] = {
    {"diverged", "a run diverges", .hit = diverges, .choose = diverged_text},
    {"converged", "a run converges", .hit = converges,
     .text = "{run} converged: the gradient norm {grad} is at most {tolerance}."},
    {"two-cycle", "a run cycles between two points", .hit = cycles, .choose = cycle_text},
    {"left-view", "a run leaves the view of the landscape", .hit_in = left, .choose = left_text},
    {"edge", "η·factor·λ crosses 2", .hit = edge, .choose = edge_text},
    {"clip-on", "clipping begins (soft: the clip factor goes under 1/2)", .hit = clip_on,
     .choose = clip_on_text},
    {"clip-off", "clipping stops (soft: the clip factor goes over 1/2)", .hit = clip_off,
     .choose = clip_off_text},
    {"skip", "a step is skipped", .hit = skip,
     .text = "{run}: the next step is skipped. The gradient is {grad}."},
    {"loss-up", "the loss rises", .hit = loss_up, .choose = loss_up_text},
    {.name = NULL},
};
const int n_breakpoints = sizeof breakpoints / sizeof *breakpoints - 1;

bool breakpoint_meets(const struct breakpoint *b, const struct run *r, const double box[4])
{
    return b->hit ? b->hit(r) : b->hit_in(r, box);
}

void breakpoint_say(const struct breakpoint *b, const struct run *r, char *buf, size_t size)
{
    insight_fill(b->choose ? b->choose(r) : b->text, NULL, r, buf, size);
}

const struct breakpoint *breakpoint_hit(const struct run *r, unsigned armed, const double box[4])
{
    for (int i = 0; i < n_breakpoints && r->now.step > 0; i++)
        if ((armed >> i & 1) && breakpoint_meets(&breakpoints[i], r, box))
            return &breakpoints[i];
    return NULL;
}
