/* Runs against each other, rules of the theory, and what is left to say. */
#include <math.h>

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

WORDS(theory_twin_name, theory_twin(race, r)->name)
WORDS(plain_twin_name, plain_twin(race, r)->name)
WORDS(path_twin_name, path_twin(race, r)->name)
AMONG(same_as_theory, theory_twin(race, r) != NULL)
AMONG(same_as_plain, plain_twin(race, r) != NULL)
AMONG(same_path, path_twin(race, r) != NULL)

/* Without memory Adam's step is lr·g/(|g| + eps) in each coordinate: the soft clip by component
 * with γ = eps. */
static bool adam_eps(const struct run *r)
{
    double eps = knob_of(r, "eps");
    if (!is_going(r) || !r->optimizer->soft_eps || !(eps > 0))
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

/* One step that was longer than ten times all others together, over the limit, to where the
 * gradient is a hundredth of what threw it. Told from the trace while it still has every step. */
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
    bool over = at >= 0 && r->knobs.lr * t->bucket[at].clip * t->bucket[at].sharp > 2;
    return over && most > 10 * (sum - most) && r->now.grad_norm < 0.01 * t->bucket[at].grad ? at
                                                                                            : -1;
}

static const struct bucket *thrown_at(const struct run *r)
{
    return &r->trace.bucket[throw_bucket(r)];
}

HOLDS(thrown, is_standing(r) && r->now.status != RUN_CONVERGED && throw_bucket(r) >= 0)

static uint64_t thrown_since(const struct run *r)
{
    return throw_bucket(r) >= 0 ? thrown_at(r)->step + 1 : 0;
}

static bool not_smooth(const struct race *race, UNUSED const struct run *r)
{
    const struct fit *f = race->fit[CURVATURE_SHARPNESS];
    return f && f->n >= 30 && f->class_ == FIT_STEEPER && f->loglog.r2 > 0.9;
}

static bool theory_rate(const struct run *r)
{
    return is_going(r) && r->optimizer->soft_rate && knob_of(r, "L0") > 0 && knob_of(r, "L1") > 0;
}

static double rule_rate(const struct run *r)
{
    return 1 / (knob_of(r, "L0") + knob_of(r, "L1") * r->now.grad_norm);
}

CHOOSE(theory_rate_text, is_beyond(1 / knob_of(r, "L0"), rule_rate(r))
                             ? "{run}: its step size 1/(L0 + L1‖∇f‖) is {rule-rate|rule-most} "
                               "here. It grows to 1/L0 = {rule-most|rule-rate} near the minimum."
                             : "{run}: its step size 1/(L0 + L1‖∇f‖) is 1/L0 = {rule-most} here, "
                               "the longest it takes.")

static double loss_of(const struct run *r)
{
    return r->now.loss;
}

/* By a tenth: less is no lead, and changes hands from step to step. */
static const struct run *next_best(const struct race *race, const struct run *r)
{
    const struct run *next = runner_up(race, r, loss_of);
    return next && next->now.loss - r->now.loss > 0.1 * fabs(next->now.loss) ? next : NULL;
}

AMONG(leads, is_going(r) && r->now.step >= 10 && next_best(race, r))
WORDS(next_name, next_best(race, r)->name)

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

CHOOSE(going_text, isnan(r->now.step_norm)
                       ? "{run}: f = {loss}, the gradient is {grad}. The next step is not a number."
                       : "{run}: f = {loss}, the gradient is {grad}, the next step is {stride} "
                         "long.")

AMONG(apart, is_going(r) && r->now.step >= 10 && far_under(race, r))
WORDS(lowest_name, far_under(race, r)->name)

#define NUMBERS(X)                                                                                 \
    X(lowest_loss, "lowest-loss", MEASURED, far_under(race, r)->now.loss)                          \
    X(apart_times, "apart-times", MEASURED, r->now.loss / lowest_loss(race, r))                    \
    X(theory_apart, "theory-apart", MEASURED, vec_distance(r->x, theory_twin(race, r)->x, r->dim)) \
    X(path_apart, "path-apart", MEASURED, vec_distance(r->x, path_twin(race, r)->x, r->dim))       \
    X(fit_points, "fit-points", COUNTED, race->fit[CURVATURE_SHARPNESS]->n)                        \
    X(rule_rate_of, "rule-rate", MEASURED, rule_rate(r))                                           \
    X(rule_most, "rule-most", MEASURED, 1 / knob_of(r, "L0"))                                      \
    X(thrown_far, "thrown-far", MEASURED, vec_distance(thrown_at(r)[0].x, thrown_at(r)[1].x, 2))   \
    X(thrown_step, "thrown-step", COUNTED, (double)thrown_at(r)->step)                             \
    X(thrown_grad, "thrown-grad", MEASURED, thrown_at(r)->grad)                                    \
    X(next_loss, "second-loss", MEASURED, next_best(race, r)->now.loss)                            \
    X(next_evals, "second-evals", COUNTED, (double)next_best(race, r)->notes.evals)

NUMBER_TABLE(NUMBERS)

static const struct words words[] = {
    {"theory-twin", theory_twin_name}, {"plain-twin", plain_twin_name},
    {"path-twin", path_twin_name},     {"second", next_name},
    {"lowest", lowest_name},           {.name = NULL},
};

static const struct insight_rule rules[] = {
    {"same-as-theory", 560, .holds = is_going, .among = same_as_theory,
     .text = "{run} and {theory-twin} do the same (θ differs by {theory-apart}): soft clipping "
             "with lr = "
             "1/L0 and γ = L0/L1 is the theory's step."},
    {"same-as-plain", 540, .holds = is_going, .among = same_as_plain,
     .text = "{run} and {plain-twin} do the same: in {step} steps no gradient was over γ = "
             "{gamma}."},
    {"not-smooth", 330, .holds = is_going, .among = not_smooth,
     .text = "{run}: on the {fit-points} points so far curvature grows like gradient^{slope}. If "
             "that goes on, no L0 + L1‖∇f‖ bounds it."},
    {"same-path", 130, .holds = is_going, .among = same_path,
     .text =
         "{run} and {path-twin} do the same by different rules: θ differs by {path-apart} after "
         "{step} steps."},
    {.name = NULL},
};

static const struct insight_rule step_rules[] = {
    {"thrown", 870, .holds = thrown, .since = thrown_since,
     .text = "{run} made one step of length {thrown-far} at step {thrown-step}, where the gradient "
             "was {thrown-grad}. Here the gradient is only {grad}."},
    {"theory-rate", 200, .holds = theory_rate, .choose = theory_rate_text},
    {"adam-eps", 150, .holds = adam_eps, .since = since_begin,
     .text = "{run}: each coordinate moves by about lr = {knob-lr} where its gradient is far over "
             "eps = {eps}. A smaller eps clips harder."},
    {"leads", 120, .among = leads,
     .text = "{run} leads with f = {loss} after {evals} evaluations. Next: {second} with "
             "{second-loss} after {second-evals}."},
    {"apart", 54, .among = apart,
     .text = "{run} has {apart-times} times the loss of {lowest}: {loss} against {lowest-loss}."},
    {"going", 50, .holds = is_going, .choose = going_text},
    {.name = NULL},
};

const struct theme insight_races = {ABOUT_ALL, rules, numbers, words};
const struct theme insight_race_steps = {ABOUT_STEPS, step_rules, NULL, NULL};
