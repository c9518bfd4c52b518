/* Runs against each other, rules of the theory, and what is left to say. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/vec.h"
#include "tell/insight_parts.h"

/* Of many parameters: places 1e-12 apart have the same loss, as far as single precision goes. Asked
 * first, since a look at a million parameters of every two runs at every frame is not affordable.
 */
static bool is_far(const struct run *a, const struct run *b)
{
    return a->dim > 4096 && !(fabs(a->now.loss - b->now.loss) <= 1e-3 * fabs(b->now.loss));
}

/* Two runs that are one, to rounding, after some steps. */
static bool is_same_path(const struct run *a, const struct run *b)
{
    return a != b && a->dim == b->dim && a->now.step == b->now.step && a->now.step >= 3 &&
           is_going(b) && !is_far(a, b) &&
           vec_distance(a->x, b->x, a->dim) <= 1e-12 * fmax(1, vec_norm(b->x, b->dim)) &&
           vec_distance(a->start, a->x, a->dim) > 0;
}

/* The run of the rule θ − g/(L0 + L1‖g‖) that soft clipping r with lr = 1/L0, γ = L0/L1 repeats. */
static const struct run *theory_twin(const struct race *race, const struct run *r)
{
    double L0, L1;
    for (int i = 0; i < race->n && is_clip(r, CLIP_SOFT) && is_gd(r); i++) {
        const struct run *o = &race->run[i];
        if (o->optimizer->soft_rate && is_clip(o, CLIP_NONE) && run_get(o, "L0", &L0) &&
            run_get(o, "L1", &L1) && fabs(r->knobs.lr * L0 - 1) < 1e-9 &&
            fabs(run_gamma(r) * L1 / L0 - 1) < 1e-9 && is_same_path(r, o))
            return o;
    }
    return NULL;
}

static bool same_as_theory_holds(const struct race *race, const struct run *r)
{
    return is_going(r) && theory_twin(race, r);
}

static void same_as_theory_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    const struct run *o = theory_twin(race, r);
    snprintf(buf, size,
             "%s and %s do the same (|Δθ| = %s): soft clipping with lr = 1/L0 and γ = L0/L1 is the "
             "theory's step.",
             r->name, o->name, num(&n, vec_distance(r->x, o->x, r->dim)));
}

/* The unclipped run of the same lr that r still repeats, its threshold not reached. */
static const struct run *plain_twin(const struct race *race, const struct run *r)
{
    for (int i = 0; i < race->n && is_clip(r, CLIP_HARD) && is_gd(r) && r->notes.clipped_steps == 0;
         i++) {
        const struct run *o = &race->run[i];
        if (is_clip(o, CLIP_NONE) && is_gd(o) && o->knobs.lr == r->knobs.lr && is_same_path(r, o))
            return o;
    }
    return NULL;
}

static bool same_as_plain_holds(const struct race *race, const struct run *r)
{
    return is_going(r) && plain_twin(race, r);
}

static void same_as_plain_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s and %s do the same: in %s steps no gradient was over γ = %s.", r->name,
             plain_twin(race, r)->name, count(&n, r->now.step), knob(&n, run_gamma(r)));
}

/* Without memory Adam's step is lr·g/(|g| + eps) in each coordinate: the soft clip by component
 * with γ = eps. */
static bool adam_eps_holds(const struct race *race, const struct run *r)
{
    double eps;
    (void)race;
    if (!is_going(r) || !r->optimizer->soft_eps || !run_get(r, "eps", &eps) || !(eps > 0))
        return false;
    int far = 0;
    for (int i = 0; i < r->dim; i++) {
        if (!(fabs(r->g[i]) > 10 * eps))
            continue;
        if (!(fabs(fabs(r->d[i]) / r->now.lr - 1) < 0.15))
            return false;
        far++;
    }
    return far > 0;
}

static void adam_eps_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double eps = NAN;
    run_get(r, "eps", &eps);
    snprintf(buf, size,
             "%s: coordinates with a gradient far over eps = %s all move about lr = %s. A smaller "
             "eps clips harder.",
             r->name, knob(&n, eps), knob(&n, r->knobs.lr));
}

static uint64_t since_begin(const struct run *r)
{
    (void)r;
    return 0;
}

/* Another run by another rule that r repeats. */
static const struct run *path_twin(const struct race *race, const struct run *r)
{
    for (int i = 0; i < race->n; i++) {
        const struct run *o = &race->run[i];
        if ((o->optimizer != r->optimizer || o->clip != r->clip) && is_same_path(r, o))
            return o;
    }
    return NULL;
}

static bool same_path_holds(const struct race *race, const struct run *r)
{
    return is_going(r) && path_twin(race, r);
}

static void same_path_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    const struct run *o = path_twin(race, r);
    snprintf(buf, size, "%s and %s do the same by different rules: |Δθ| = %s after %s steps.",
             r->name, o->name, num(&n, vec_distance(r->x, o->x, r->dim)), count(&n, r->now.step));
}

/* One step that was longer than ten times all others together, to where the gradient is a
 * hundredth of what threw it. Told from the trace while it still has every step. */
static int throw_bucket(const struct run *r)
{
    const struct trace *t = &r->trace;
    double sum = 0, most = 0;
    int at = -1;
    if (r->dim != 2 || t->stride != 1 || !is_gd(r))
        return -1;
    for (int i = 0; i + 1 < t->n; i++) {
        double d = vec_distance(t->bucket[i].x, t->bucket[i + 1].x, 2);
        sum += d;
        if (d > most) {
            most = d;
            at = i;
        }
    }
    return most > 10 * (sum - most) && r->now.grad_norm < 0.01 * t->bucket[at].grad ? at : -1;
}

static bool thrown_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->now.status != RUN_DIVERGED && r->now.status != RUN_CONVERGED && throw_bucket(r) >= 0;
}

static uint64_t thrown_since(const struct run *r)
{
    int at = throw_bucket(r);
    return at >= 0 ? r->trace.bucket[at].step + 1 : 0;
}

static void thrown_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    const struct bucket *b = &r->trace.bucket[throw_bucket(r)];
    snprintf(
        buf, size,
        "%s jumped %s far at step %s, where the gradient was %s. Here the gradient is only %s.",
        r->name, num(&n, vec_distance(b[0].x, b[1].x, 2)), count(&n, b->step), num(&n, b->grad),
        num(&n, r->now.grad_norm));
}

static bool not_smooth_holds(const struct race *race, const struct run *r)
{
    const struct fit *f = race->fit[CURVATURE_SHARPNESS];
    return is_going(r) && f && f->n >= 30 && f->class_ == FIT_STEEPER && f->loglog.r2 > 0.9;
}

static void not_smooth_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: on the %s points so far curvature grows like gradient^%s, faster than L0 + "
             "L1‖∇f‖ allows.",
             r->name, count(&n, (uint64_t)race->fit[CURVATURE_SHARPNESS]->n),
             num(&n, race->fit[CURVATURE_SHARPNESS]->loglog.b));
}

static bool theory_rate_holds(const struct race *race, const struct run *r)
{
    double L0, L1;
    (void)race;
    return is_going(r) && r->optimizer->soft_rate && run_get(r, "L0", &L0) &&
           run_get(r, "L1", &L1) && L0 > 0 && L1 > 0;
}

static void theory_rate_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    double L0 = NAN, L1 = NAN;
    run_get(r, "L0", &L0);
    run_get(r, "L1", &L1);
    snprintf(
        buf, size,
        "%s: its step size 1/(L0 + L1‖∇f‖) is %s here. It grows to 1/L0 = %s near the minimum.",
        r->name, num(&n, 1 / (L0 + L1 * r->now.grad_norm)), num(&n, 1 / L0));
}

/* The next best of the others that still stand; NULL if r is not the best of several by a tenth:
 * less is no lead, and changes hands from step to step. */
static const struct run *runner_up(const struct race *race, const struct run *r)
{
    const struct run *next = NULL;
    for (int i = 0; i < race->n; i++) {
        const struct run *o = &race->run[i];
        if (o == r || o->now.status == RUN_DIVERGED)
            continue;
        if (!(o->now.loss > r->now.loss))
            return NULL;
        if (!next || o->now.loss < next->now.loss)
            next = o;
    }
    return next && next->now.loss - r->now.loss > 0.1 * fabs(next->now.loss) ? next : NULL;
}

static bool leads_holds(const struct race *race, const struct run *r)
{
    return is_going(r) && r->now.step >= 10 && runner_up(race, r);
}

static void leads_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    const struct run *next = runner_up(race, r);
    snprintf(buf, size, "%s leads with f = %s after %s evaluations. Next: %s with %s after %s.",
             r->name, num(&n, r->now.loss), count(&n, r->notes.evals), next->name,
             num(&n, next->now.loss), count(&n, next->notes.evals));
}

/* The lowest of the others that still stand, if r is the highest and has twice its loss or more. */
static const struct run *far_under(const struct race *race, const struct run *r)
{
    const struct run *low = NULL;
    for (int i = 0; i < race->n; i++) {
        const struct run *o = &race->run[i];
        if (o == r || o->now.status == RUN_DIVERGED)
            continue;
        if (o->now.loss > r->now.loss)
            return NULL;
        if (!low || o->now.loss < low->now.loss)
            low = o;
    }
    return low && low->now.loss > 0 && r->now.loss >= 2 * low->now.loss ? low : NULL;
}

static bool apart_holds(const struct race *race, const struct run *r)
{
    return is_going(r) && r->now.step >= 10 && far_under(race, r);
}

static void apart_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    struct numbers n = {.n = 0};
    const struct run *low = far_under(race, r);
    snprintf(buf, size, "%s has %s times the loss of %s: %s against %s.", r->name,
             num(&n, r->now.loss / low->now.loss), low->name, num(&n, r->now.loss),
             num(&n, low->now.loss));
}

static bool going_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return is_going(r);
}

static void going_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size, "%s: f = %s, the gradient is %s, the next step is %s long.", r->name,
             num(&n, r->now.loss), num(&n, r->now.grad_norm), num(&n, r->now.step_norm));
}

const struct insight_rule insight_races[] = {
    {"same-as-theory", 560, same_as_theory_holds, same_as_theory_say, NULL},
    {"same-as-plain", 540, same_as_plain_holds, same_as_plain_say, NULL},
    {"not-smooth", 330, not_smooth_holds, not_smooth_say, NULL},
    {"same-path", 130, same_path_holds, same_path_say, NULL},
    {.name = NULL},
};

const struct insight_rule insight_race_steps[] = {
    {"thrown", 870, thrown_holds, thrown_say, thrown_since},
    {"theory-rate", 200, theory_rate_holds, theory_rate_say, NULL},
    {"adam-eps", 150, adam_eps_holds, adam_eps_say, since_begin},
    {"leads", 120, leads_holds, leads_say, NULL},
    {"apart", 54, apart_holds, apart_say, NULL},
    {"going", 50, going_holds, going_say, NULL},
    {.name = NULL},
};
