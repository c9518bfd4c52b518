#include "tell/insight_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "base/text.h"
#include "tell/phrase.h"

bool is_gd(const struct run *r)
{
    double decay = 0;
    run_get(r, "weight-decay", &decay);
    return r->optimizer->plain && decay == 0 && !run_scheduled(r);
}

bool is_clip(const struct run *r, enum clip_family family)
{
    double order = 0; /* what is said of hard and soft is about ‖g‖₂ */
    run_get(r, "norm", &order);
    return r->clip->family == family && (order == 0 || r->dim == 1);
}

bool is_going(const struct run *r)
{
    return r->now.status == RUN_RUNNING;
}

bool is_diverged(const struct run *r)
{
    return r->now.status == RUN_DIVERGED;
}

bool is_standing(const struct run *r)
{
    return r->now.status != RUN_DIVERGED;
}

bool is_turned(const struct run *r)
{
    return r->trace.n_marks > 0;
}

/* The second eigenvalue is not their mean less half their difference, which cancels. */
struct eigen eigen_of(const struct run *r)
{
    const struct problem *p = r->problem;
    double a[2], b[2];
    p->kind->hess_vec(p, r->look, r->x, r->now.step, (const double[]){1, 0}, a);
    p->kind->hess_vec(p, r->look, r->x, r->now.step, (const double[]){0, 1}, b);
    double high = (a[0] + b[1]) / 2 + fn_hypot((a[0] - b[1]) / 2, a[1]);
    double low = (a[0] * b[1] - a[1] * b[0]) / high;
    return isfinite(low) && isfinite(high) ? (struct eigen){low, high} : (struct eigen){NAN, NAN};
}

/* Down by next to nothing is flat to the eye; rounding may turn its sign. */
#define SADDLE_LEAST 5e-4

bool at_saddle(const struct run *r)
{
    if (r->dim != 2)
        return false;
    struct eigen e = eigen_of(r);
    return e.high > 0 && e.low < -SADDLE_LEAST * e.high;
}

double eta_lambda(const struct run *r)
{
    if (r->clip->turns && r->dim > 1)
        return NAN; /* there is no one factor */
    return run_rate(r) * r->now.clip_factor * r->now.sharpness;
}

double row_eta_lambda(const struct row *row)
{
    return row->lr * row->clip_factor * row->sharpness;
}

double loss_along(const struct run *r, double times)
{
    double x[PROBLEM_START_MAX];
    if (r->dim > PROBLEM_START_MAX || r->now.status == RUN_DIVERGED)
        return NAN;
    for (int i = 0; i < r->dim; i++)
        x[i] = r->x[i] + times * r->d[i];
    return problem_eval(r->problem, r->look, x, r->now.step, NULL);
}

double loss_next(const struct run *r)
{
    return loss_along(r, 1);
}

double knob_of(const struct run *r, const char *name)
{
    double v = NAN;
    run_get(r, name, &v);
    return v;
}

uint64_t since_status(const struct run *r)
{
    return r->notes.status_step;
}

uint64_t since_turned(const struct run *r)
{
    return r->trace.n_marks ? r->trace.mark[r->trace.n_marks - 1].step : 0;
}

uint64_t since_begin(UNUSED const struct run *r)
{
    return 0;
}

const struct run *runner_up(const struct race *race, const struct run *r,
                            double (*of)(const struct run *r))
{
    const struct run *next = NULL;
    for (int i = 0; i < race->n; i++) {
        const struct run *o = &race->run[i];
        if (o == r || o->now.status == RUN_DIVERGED)
            continue;
        if (!(of(o) > of(r)))
            return NULL;
        if (!next || of(o) < of(next))
            next = o;
    }
    return next;
}

/* v as a caption writes it, with so many digits of what is measured. */
static void number_write(char *buf, size_t size, double v, enum digits style, int digits)
{
    double unit = fabs(v) < 1e4 ? 10 : fabs(v) < 1e5 ? 100 : 1000;
    if (style == COUNTED)
        snprintf(buf, size, "%.0f", v);
    else if (style == DECIMALS)
        snprintf(buf, size, "%.2f", v);
    else if (style == PERCENT)
        percent_text(buf, size, v, 1);
    else if (style == AS_SET)
        number_text(buf, size, v, 6);
    else if (digits > 3 || fabs(v) < 999.5 || !(fabs(v) < 1e6)) /* what rounds to 1000 is not 1e3 */
        number_text(buf, size, v, digits);
    else /* 1320, as 1.32e3 is hard to say */
        snprintf(buf, size, "%.0f", round(v / unit) * unit);
}

static bool number_find(const char *name, struct number *found)
{
    int i = quantity_find(name);
    if (i >= 0)
        *found = (struct number){name, quantities[i].digits, quantities[i].of};
    for (int t = 0; i < 0 && insight_themes[t]; t++)
        for (const struct number *n = insight_themes[t]->numbers; i < 0 && n && n->name; n++)
            if (strcmp(n->name, name) == 0)
                *found = *n, i = 0;
    return i >= 0;
}

static const struct words *words_find(const char *name)
{
    for (int t = 0; insight_themes[t]; t++)
        for (const struct words *w = insight_themes[t]->words; w && w->name; w++)
            if (strcmp(w->name, name) == 0)
                return w;
    return NULL;
}

enum { DIGITS_MOST = 9 }; /* more a reader does not compare */

struct speaker {
    const struct race *race;
    const struct run *r;
};

/* A number, or that of the name. */
static bool limit_find(const struct speaker *s, const char *name, double *limit)
{
    struct number n;
    if (number_read(name, limit))
        return true;
    if (!number_find(name, &n))
        return false;
    *limit = n.of(s->race, s->r);
    return true;
}

/* With how many digits, no fewer than that, v and limit are written as two numbers. */
static int digits_apart(double v, double limit, int digits)
{
    char a[32], b[32];
    for (; digits < DIGITS_MOST && v != limit; digits++) {
        number_write(a, sizeof a, v, MEASURED, digits);
        number_write(b, sizeof b, limit, MEASURED, digits);
        if (strcmp(a, b) != 0)
            break;
    }
    return digits;
}

static bool fill_one(void *context, char *name, char *out, size_t room)
{
    const struct speaker *s = context;
    const struct words *words = words_find(name);
    if (words)
        return braces_fill(words->of(s->race, s->r), fill_one, context, out, room);
    struct number n;
    int digits = 3;
    char *apart = strchr(name, '|');
    enum digits style = MEASURED;
    if (apart)
        *apart++ = 0;
    if (!number_find(name, &n)) {
        snprintf(out, room, "{%s}", name);
        return false;
    }
    double v = n.of(s->race, s->r);
    if (!apart)
        style = n.digits;
    for (char *next; apart; apart = next) {
        next = strchr(apart, '|');
        if (next)
            *next++ = 0;
        double limit;
        if (!limit_find(s, apart, &limit)) {
            snprintf(out, room, "{%s}", apart);
            return false;
        }
        digits = digits_apart(v, limit, digits);
    }
    number_write(out, room, v, style, digits);
    return true;
}

void insight_fill(const char *text, const struct race *race, const struct run *r, char *buf,
                  size_t size)
{
    struct speaker s = {race, r};
    braces_fill(text, fill_one, &s, buf, size);
}

/* Common to all themes. */

WORDS(run_name, r->name)
WORDS(optimizer_name, r->optimizer->name)
WORDS(clip_name, r->clip->name)
WORDS(product_name, r->now.clip_factor < 1 ? "η·factor·λ" : "η·λ")
WORDS(last_product_name, r->last.clip_factor < 1 ? "η·factor·λ" : "η·λ")
WORDS(either_product, r->last.clip_factor < 1 ? "η·factor·λ" : product_name(race, r))
WORDS(letter, r->problem->letter[0])
/* What stands in the place of a loss: a game has none. */
WORDS(value_name, r->problem->kind->value_name ? r->problem->kind->value_name : "f")

#define NUMBERS(X)                                                                                 \
    X(next_loss, "next-loss", MEASURED, loss_next(r))                                              \
    X(last_loss, "last-loss", MEASURED, r->last.loss)                                              \
    X(last_grad, "last-grad", MEASURED, r->last.grad_norm)                                         \
    X(last_stride, "last-stride", MEASURED, r->last.step_norm)                                     \
    X(last_reach, "last-reach", MEASURED, row_eta_lambda(&r->last))                                \
    X(now_reach, "now-reach", MEASURED, row_eta_lambda(&r->now))                                   \
    X(last_theta, "last-theta", MEASURED, r->x_back[0])                                            \
    X(last_theta_2, "last-theta2", MEASURED, r->x_back[1])                                         \
    X(clipped_steps, "clipped-steps", COUNTED, (double)r->notes.clipped_steps)                     \
    X(lr_gamma, "lr-gamma", MEASURED, run_gamma(r) * r->knobs.lr)                                  \
    X(knob_lr, "knob-lr", AS_SET, r->knobs.lr)                                                     \
    X(dim, "dim", COUNTED, r->dim)                                                                 \
    X(tolerance, "tolerance", MEASURED, r->probe.tolerance)                                        \
    X(epsilon, "eps", AS_SET, knob_of(r, "eps"))

NUMBER_TABLE(NUMBERS)

static const struct words words[] = {
    {"run", run_name},
    {"optimizer", optimizer_name},
    {"clip-rule", clip_name},
    {"product", product_name},
    {"last-product", last_product_name},
    {"either-product", either_product},
    {"letter", letter},
    {"value", value_name},
    {.name = NULL},
};

const struct theme insight_common = {.numbers = numbers, .words = words};
