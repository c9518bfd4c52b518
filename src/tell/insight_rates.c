/* The learning rate against the curvature: 2/λ, and what happens beyond it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "tell/insight_parts.h"

static bool is_measured(const struct run *r)
{
    return is_going(r) && is_gd(r) && isfinite(eta_lambda(r));
}

/* "η·λ", or with the clip factor where there is one. */
static const char *product_name(const struct run *r)
{
    return r->now.clip_factor < 1 ? "η·factor·λ" : "η·λ";
}

static bool over_falls_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && eta_lambda(r) > 2 && loss_next(r) < r->now.loss;
}

static void over_falls_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const char *limit[2], *loss[2];
    num_apart(&n, eta_lambda(r), 2, limit);
    num_apart(&n, r->now.loss, loss_next(r), loss);
    snprintf(buf, size,
             "%s: %s = %s is over 2, yet this step lowers f from %s to %s. The limit 2 assumes "
             "constant curvature.",
             r->name, product_name(r), limit[0], loss[0], loss[1]);
}

static bool will_rise(const struct run *r)
{
    return eta_lambda(r) > 2 && loss_next(r) > 1.01 * r->now.loss;
}

/* Where steps climb and fall in turn it is said of the one that was, rather than at every other. */
static bool has_risen(const struct run *r)
{
    return r->now.step > 0 && !problem_varies(r->problem) &&
           r->last.lr * r->last.clip_factor * r->last.sharpness > 2 &&
           r->now.loss > 1.01 * r->last.loss;
}

static bool over_rises_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && (will_rise(r) || has_risen(r));
}

static void over_rises_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const char *limit[2], *loss[2];
    bool will = will_rise(r);
    num_apart(&n, will ? eta_lambda(r) : r->last.lr * r->last.clip_factor * r->last.sharpness, 2,
              limit);
    num_apart(&n, will ? r->now.loss : r->last.loss, will ? loss_next(r) : r->now.loss, loss);
    if (!will)
        snprintf(buf, size, "%s: %s = %s was over 2. The step overshot and f rose from %s to %s.",
                 r->name, r->last.clip_factor < 1 ? "η·factor·λ" : "η·λ", limit[0], loss[0],
                 loss[1]);
    else
        snprintf(buf, size,
                 "%s: %s = %s is over 2. The next step overshoots and f rises from %s to %s.",
                 r->name, product_name(r), limit[0], loss[0], loss[1]);
}

/* Of gradient descent 2 is said above. With velocity the limit is another, and where η·λ is between
 * the two a reader who knows the 2 is told. */
static bool coasts(const struct run *r)
{
    return is_going(r) && r->optimizer->coasts && isfinite(run_limit(r)) && !run_scheduled(r) &&
           !r->problem->kind->game && isfinite(eta_lambda(r));
}

static bool coasting_over_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return coasts(r) && eta_lambda(r) > run_limit(r);
}

static void coasting_over_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const char *limit[2];
    num_apart(&n, eta_lambda(r), run_limit(r), limit);
    snprintf(buf, size, "%s: %s = %s is over %s, the limit of %s with this μ.", r->name,
             product_name(r), limit[0], limit[1], r->optimizer->name);
}

static bool coasting_under_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return coasts(r) && eta_lambda(r) > 2 && eta_lambda(r) <= run_limit(r);
}

static void coasting_under_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const char *limit[2];
    num_apart(&n, eta_lambda(r), run_limit(r), limit);
    snprintf(buf, size, "%s: %s = %s is over 2, but with this momentum the limit is %s.", r->name,
             product_name(r), limit[0], limit[1]);
}

/* The highest loss seen, and when. */
static const struct bucket *top_bucket(const struct run *r)
{
    const struct bucket *top = &r->trace.bucket[0];
    for (int i = 1; i < r->trace.n; i++)
        if (r->trace.bucket[i].loss_hi > top->loss_hi)
            top = &r->trace.bucket[i];
    return top;
}

/* Thrown up, and come down where it is flatter (Lewkowycz et al. 2020). */
static bool catapult_holds(const struct race *race, const struct run *r)
{
    (void)race;
    const struct bucket *first = &r->trace.bucket[0];
    bool has_come = is_going(r) || r->now.status == RUN_CONVERGED;
    return has_come && is_gd(r) && !problem_varies(r->problem) && eta_lambda(r) <= 2 &&
           r->trace.n > 2 && top_bucket(r)->loss_hi > 1.5 * first->loss &&
           r->now.loss < first->loss && r->now.sharpness < 0.75 * first->sharp;
}

/* Where it came down is told once it is there, though it was thrown long before. */
static uint64_t catapult_since(const struct run *r)
{
    return is_going(r) ? top_bucket(r)->step : r->notes.status_step;
}

static void catapult_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const struct bucket *first = &r->trace.bucket[0], *top = top_bucket(r);
    snprintf(buf, size,
             "%s overshot to f = %s at step %s and came down in a flatter place: curvature %s, at "
             "first %s.",
             r->name, num(&n, top->loss_hi), count(&n, top->step), num(&n, r->now.sharpness),
             num(&n, first->sharp));
}

/* Cohen et al. 2021: the sharpness at which full-batch descent comes to hover. */
static bool edge_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && r->now.step >= 20 && r->now.clip_factor == 1 && eta_lambda(r) > 1.9 &&
           eta_lambda(r) <= 2;
}

static void edge_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const char *limit[2];
    num_apart(&n, r->now.sharpness, 2 / run_rate(r), limit);
    snprintf(buf, size, "%s is at the edge of stability: curvature λ = %s is %s 2/lr = %s.",
             r->name, limit[0], eta_lambda(r) < 2 ? "just under" : "exactly", limit[1]);
}

/* |θ|^p, p > 2, unclipped: |θ|^(2−p) grows by p(p−2)η a step, so f falls like t^(−p/(p−2)). */
static bool tail_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && problem_exponent(r->problem) > 2 && r->now.clip_factor > 0.9 &&
           r->now.step >= 50 && eta_lambda(r) < 0.3;
}

static void tail_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double p = problem_exponent(r->problem);
    /* From here on: the steps until p|θ|^(p−1) is the tolerance. */
    double goal = fn_pow(r->probe.tolerance / p, 1 / (p - 1));
    double steps =
        (fn_pow(goal, 2 - p) - fn_pow(fabs(r->x[0]), 2 - p)) / (p * (p - 2) * run_rate(r));
    char power[24] = "²";
    if (p != 4)
        snprintf(power, sizeof power, "^%s", num(&n, p / (p - 2)));
    snprintf(buf, size,
             "%s: the curve is flat here, so progress is slow: f falls like 1/t%s. About %s more "
             "steps to converge.",
             r->name, power, num(&n, steps));
}

/* Both eigenvalues of a symmetric 2×2 Hessian; false where it is not finite. */
bool eigen_pair(const struct run *r, double *low, double *high)
{
    const struct problem *p = r->problem;
    double a[2], b[2];
    p->kind->hess_vec(p, r->look, r->x, r->now.step, (const double[]){1, 0}, a);
    p->kind->hess_vec(p, r->look, r->x, r->now.step, (const double[]){0, 1}, b);
    double mid = (a[0] + b[1]) / 2, half = fn_hypot((a[0] - b[1]) / 2, a[1]);
    *high = mid + half;
    *low = (a[0] * b[1] - a[1] * b[0]) / *high; /* not mid − half, which cancels */
    return isfinite(*low) && isfinite(*high);
}

/* Whether a run that clips is ahead: what is said of the other is not to put readers off it. */
static bool clipping_wins(const struct race *race, const struct run *r)
{
    for (int i = 0; i < race->n; i++)
        if (race->run[i].notes.clipped_steps > 0 && race->run[i].now.loss < r->now.loss)
            return true;
    return false;
}

static bool ill_conditioned_holds(const struct race *race, const struct run *r)
{
    double low, high;
    return is_going(r) && is_gd(r) && r->dim == 2 && r->now.step >= 100 && clipped_share(r) < 0.1 &&
           eigen_pair(r, &low, &high) && low > 0 && high > 50 * low && !clipping_wins(race, r);
}

static void ill_conditioned_say(const struct race *race, const struct run *r, char *buf,
                                size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double low = NAN, high = NAN;
    eigen_pair(r, &low, &high);
    snprintf(
        buf, size,
        "%s: the curvature in one direction is %s times that in the other. It limits lr there; "
        "the other is slow.",
        r->name, num(&n, high / low));
}

/* Beside a curvature 2000 times as large a direction is flat to the eye; rounding may turn its
 * sign.
 */
enum { FLAT = 2000 };
static bool saddle_holds(const struct race *race, const struct run *r)
{
    (void)race;
    double low, high;
    return is_going(r) && r->dim == 2 && eigen_pair(r, &low, &high) && high > 0 &&
           low * FLAT < -high;
}

static void saddle_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double low = NAN, high = NAN;
    eigen_pair(r, &low, &high);
    snprintf(buf, size,
             "%s: f curves up in one direction here (λ = %s), which limits lr, and down in another "
             "(%s), as at a saddle.",
             r->name, num(&n, high), num(&n, low));
}

static bool timid_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && r->now.step >= 20 && r->now.clip_factor > 0.9 && eta_lambda(r) > 0 &&
           eta_lambda(r) < 0.02;
}

static void timid_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(
        buf, size,
        "%s: η·λ = %s is far under 2. At this curvature an lr %s times higher would not overshoot.",
        r->name, num(&n, eta_lambda(r)), num(&n, 1 / eta_lambda(r)));
}

static bool plain_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_measured(r) && eta_lambda(r) >= 0 && eta_lambda(r) <= 2 && loss_next(r) < r->now.loss;
}

static void plain_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const char *limit[2], *loss[2];
    num_apart(&n, eta_lambda(r), 2, limit);
    num_apart(&n, r->now.loss, loss_next(r), loss);
    snprintf(buf, size, "%s: %s = %s is %s 2: the next step lowers f from %s to %s.", r->name,
             product_name(r), limit[0], eta_lambda(r) < 2 ? "under" : "exactly", loss[0], loss[1]);
}

const struct insight_rule insight_rates[] = {
    {"over-rises", 650, over_rises_holds, over_rises_say, NULL},
    {"catapult", 850, catapult_holds, catapult_say, catapult_since},
    {"edge", 460, edge_holds, edge_say, NULL},
    {"coasting-over", 455, coasting_over_holds, coasting_over_say, NULL},
    {"coasting-under", 445, coasting_under_holds, coasting_under_say, NULL},
    {"over-falls", 450, over_falls_holds, over_falls_say, NULL},
    {"ill-conditioned", 470, ill_conditioned_holds, ill_conditioned_say, NULL},
    {"saddle", 320, saddle_holds, saddle_say, NULL},
    {"tail", 300, tail_holds, tail_say, NULL},
    {"timid", 260, timid_holds, timid_say, NULL},
    {"plain", 60, plain_holds, plain_say, NULL},
    {.name = NULL},
};
