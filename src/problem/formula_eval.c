/* Each operation with its derivatives: forward mode, two variables at a time, and once more along a
 * direction for the Hessian (Griewank, Walther 2008, Evaluating Derivatives, chapter 3). */
#include <math.h>

#include "base/elementary.h"
#include "problem/formula_parts.h"
#include "problem/sigmoid.h"

/* t^n for whole n by squaring. */
static double whole(double t, double n)
{
    double out = 1;
    for (int k = (int)fabs(n); k; k >>= 1, t *= t)
        if (k & 1)
            out *= t;
    return n < 0 ? 1 / out : out;
}

double formula_apply(enum formula_op op, double a, double b, double value)
{
    switch (op) {
    case FORMULA_ADD:
        return a + b;
    case FORMULA_SUB:
        return a - b;
    case FORMULA_MUL:
        return a * b;
    case FORMULA_DIV:
        return a / b;
    case FORMULA_NEG:
        return -a;
    case FORMULA_SQUARE:
        return a * a;
    case FORMULA_WHOLE:
        return whole(a, value);
    case FORMULA_POWER:
        return fn_pow(a, value);
    case FORMULA_RAISE:
        return fn_pow(a, b);
    case FORMULA_MIN:
        return isnan(b) || b < a ? b : a;
    case FORMULA_MAX:
        return isnan(b) || b > a ? b : a;
    case FORMULA_SIN:
        return fn_sin(a);
    case FORMULA_COS:
        return fn_cos(a);
    case FORMULA_TAN:
        return fn_sin(a) / fn_cos(a);
    case FORMULA_EXP:
        return fn_exp(a);
    case FORMULA_LOG:
        return fn_log(a);
    case FORMULA_SQRT:
        return sqrt(a);
    case FORMULA_ABS:
        return fabs(a);
    case FORMULA_TANH:
        return fn_tanh(a);
    case FORMULA_COSH:
        return fn_cosh(a);
    case FORMULA_SINH:
        return fn_sinh(a);
    case FORMULA_SIGMOID:
        return sigmoid_at(a).s;
    default:
        return value;
    }
}

/* First and second derivative of an operation on u alone, whose value is f. */
struct slopes {
    double one, two;
};

static struct slopes of_power(double u, double n)
{
    bool is_whole = n == floor(n) && fabs(n) <= 64;
    double one = is_whole ? whole(u, n - 1) : fn_pow(u, n - 1);
    double two = is_whole ? whole(u, n - 2) : fn_pow(u, n - 2);
    return (struct slopes){n * one, n == 1 ? 0 : n * (n - 1) * two};
}

static struct slopes of_sigmoid(double u)
{
    struct sigmoid s = sigmoid_at(u);
    return (struct slopes){s.s1, s.s2};
}

static struct slopes slopes_of(const struct formula_node *o, double u, double f)
{
    switch (o->op) {
    case FORMULA_NEG:
        return (struct slopes){-1, 0};
    case FORMULA_SQUARE:
        return (struct slopes){2 * u, 2};
    case FORMULA_WHOLE:
    case FORMULA_POWER:
        return of_power(u, o->value);
    case FORMULA_SIN:
        return (struct slopes){fn_cos(u), -f};
    case FORMULA_COS:
        return (struct slopes){-fn_sin(u), -f};
    case FORMULA_TAN:
        return (struct slopes){1 + f * f, 2 * f * (1 + f * f)};
    case FORMULA_EXP:
        return (struct slopes){f, f};
    case FORMULA_LOG:
        return (struct slopes){1 / u, -1 / u / u};
    case FORMULA_SQRT:
        return (struct slopes){0.5 / f, -0.25 / u / f};
    case FORMULA_ABS:
        return (struct slopes){isnan(u) ? u : (double)((u > 0) - (u < 0)), 0};
    case FORMULA_TANH:
        return (struct slopes){1 / (fn_cosh(u) * fn_cosh(u)), -2 * f / (fn_cosh(u) * fn_cosh(u))};
    case FORMULA_COSH:
        return (struct slopes){fn_sinh(u), f};
    case FORMULA_SINH:
        return (struct slopes){fn_cosh(u), f};
    case FORMULA_SIGMOID:
        return of_sigmoid(u);
    default:
        return (struct slopes){0, 0};
    }
}

struct dual {
    double f, d[2];
};

/* u^w for a w that is no number: e^(w log u), of positive u. */
static struct dual raise_dual(const struct dual *u, const struct dual *w, double f)
{
    struct dual out = {.f = f};
    double by_u = w->f * fn_pow(u->f, w->f - 1), by_w = f * fn_log(u->f);
    for (int k = 0; k < 2; k++)
        out.d[k] = by_u * u->d[k] + (w->d[k] != 0 ? by_w * w->d[k] : 0);
    return out;
}

static struct dual dual_of(const struct formula_node *o, const struct dual *u, const struct dual *w)
{
    struct dual out = {.f = formula_apply(o->op, u->f, w->f, o->value)};
    switch (o->op) {
    case FORMULA_NUMBER:
    case FORMULA_X:
        break;
    case FORMULA_ADD:
        out.d[0] = u->d[0] + w->d[0], out.d[1] = u->d[1] + w->d[1];
        break;
    case FORMULA_SUB:
        out.d[0] = u->d[0] - w->d[0], out.d[1] = u->d[1] - w->d[1];
        break;
    case FORMULA_MUL:
        out.d[0] = u->d[0] * w->f + u->f * w->d[0], out.d[1] = u->d[1] * w->f + u->f * w->d[1];
        break;
    case FORMULA_DIV:
        out.d[0] = (u->d[0] - out.f * w->d[0]) / w->f;
        out.d[1] = (u->d[1] - out.f * w->d[1]) / w->f;
        break;
    case FORMULA_RAISE:
        return raise_dual(u, w, out.f);
    case FORMULA_MIN:
    case FORMULA_MAX: {
        const struct dual *taken = out.f == u->f ? u : w;
        out.d[0] = taken->d[0], out.d[1] = taken->d[1];
        break;
    }
    default: {
        double one = slopes_of(o, u->f, out.f).one;
        out.d[0] = one * u->d[0], out.d[1] = one * u->d[1];
        break;
    }
    }
    return out;
}

double formula_eval(const struct formula *f, const double *x, double *g)
{
    struct dual at[FORMULA_NODES];
    for (int i = 0; i < f->n; i++) {
        const struct formula_node *o = &f->node[i];
        if (o->op == FORMULA_X)
            at[i] = (struct dual){x[o->a], {o->a == 0, o->a == 1}};
        else if (o->op == FORMULA_NUMBER)
            at[i] = (struct dual){.f = o->value};
        else if (g)
            at[i] = dual_of(o, &at[o->a], &at[o->b]);
        else
            at[i].f = formula_apply(o->op, at[o->a].f, at[o->b].f, o->value);
    }
    for (int k = 0; k < f->dim && g; k++)
        g[k] = at[f->n - 1].d[k];
    return at[f->n - 1].f;
}

/* Besides the dual its derivative along v: of f, and of both entries of d. */
struct second {
    struct dual at;
    double v, dv[2];
};

static void raise_second(struct second *out, const struct second *u, const struct second *w)
{
    double p = u->at.f, q = w->at.f, log_p = fn_log(p), f = out->at.f;
    double by_u = q * fn_pow(p, q - 1), by_uu = q * (q - 1) * fn_pow(p, q - 2);
    double by_w = f * log_p, by_ww = by_w * log_p, by_uw = fn_pow(p, q - 1) * (1 + q * log_p);
    out->v = by_u * u->v + by_w * w->v;
    for (int k = 0; k < 2; k++)
        out->dv[k] = by_u * u->dv[k] + by_w * w->dv[k] +
                     (by_uu * u->v + by_uw * w->v) * u->at.d[k] +
                     (by_uw * u->v + by_ww * w->v) * w->at.d[k];
}

static void second_of(const struct formula_node *o, const struct second *u, const struct second *w,
                      struct second *out)
{
    out->at = dual_of(o, &u->at, &w->at);
    switch (o->op) {
    case FORMULA_ADD:
    case FORMULA_SUB: {
        double s = o->op == FORMULA_ADD ? 1 : -1;
        out->v = u->v + s * w->v;
        for (int k = 0; k < 2; k++)
            out->dv[k] = u->dv[k] + s * w->dv[k];
        break;
    }
    case FORMULA_MUL:
        out->v = u->v * w->at.f + u->at.f * w->v;
        for (int k = 0; k < 2; k++)
            out->dv[k] =
                u->dv[k] * w->at.f + u->at.d[k] * w->v + u->v * w->at.d[k] + u->at.f * w->dv[k];
        break;
    case FORMULA_DIV: /* u = f w, differentiated twice */
        out->v = (u->v - out->at.f * w->v) / w->at.f;
        for (int k = 0; k < 2; k++)
            out->dv[k] =
                (u->dv[k] - out->v * w->at.d[k] - out->at.d[k] * w->v - out->at.f * w->dv[k]) /
                w->at.f;
        break;
    case FORMULA_RAISE:
        raise_second(out, u, w);
        break;
    case FORMULA_MIN:
    case FORMULA_MAX: {
        const struct second *taken = out->at.f == u->at.f ? u : w;
        out->v = taken->v;
        for (int k = 0; k < 2; k++)
            out->dv[k] = taken->dv[k];
        break;
    }
    default: {
        struct slopes s = slopes_of(o, u->at.f, out->at.f);
        out->v = s.one * u->v;
        for (int k = 0; k < 2; k++)
            out->dv[k] = s.one * u->dv[k] + s.two * u->v * u->at.d[k];
        break;
    }
    }
}

void formula_hess_vec(const struct formula *f, const double *x, const double *v, double *out)
{
    struct second at[FORMULA_NODES];
    for (int i = 0; i < f->n; i++) {
        const struct formula_node *o = &f->node[i];
        if (o->op == FORMULA_X)
            at[i] = (struct second){{x[o->a], {o->a == 0, o->a == 1}}, v[o->a], {0, 0}};
        else if (o->op == FORMULA_NUMBER)
            at[i] = (struct second){.at = {.f = o->value}};
        else
            second_of(o, &at[o->a], &at[o->b], &at[i]);
    }
    for (int k = 0; k < f->dim; k++)
        out[k] = at[f->n - 1].dv[k];
}
