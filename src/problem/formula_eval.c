/* Each operation with its derivatives: forward mode, two variables at a time, and once more for
 * the Hessian (Griewank, Walther 2008, Evaluating Derivatives, chapter 3). */
#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
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

/* First and second derivative of an operation on u alone. */
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

/* f: the operation's value. */
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

/* What a node is worth: f, its slopes d by both variables, and its second derivatives h, in the
 * order xx, xy, yy. by: of a function of one operand. */
struct jet {
    double f, d[2], h[3];
    struct slopes by;
};

/* How much of the jets is worked out: f; f and d; h, where f and d are known. */
enum part { NOTHING, VALUE, SLOPES, BENDS };

struct formula_work {
    enum part known; /* of every node at x */
    double x[2];
    struct jet at[];
};

/* c·s, and nothing where s is nothing: an exponent that stays counts not, however steep. */
static double times(double c, double s)
{
    return s != 0 ? c * s : 0;
}

/* Second derivative number k is by variables I(k) and J(k). */
#define I(k) ((k) == 2)
#define J(k) ((k) > 0)

/* u^w for a w that is no number: e^(w log u), of positive u. */
static void raise_jet(struct jet *out, const struct jet *u, const struct jet *w, enum part part)
{
    double p = u->f, q = w->f;
    if (part != BENDS)
        out->f = fn_pow(p, q);
    if (part == VALUE)
        return;
    double power = fn_pow(p, q - 1), log_p = fn_log(p), by_u = q * power, by_w = out->f * log_p;
    for (int k = 0; k < 2 && part == SLOPES; k++)
        out->d[k] = by_u * u->d[k] + times(by_w, w->d[k]);
    if (part == SLOPES)
        return;
    double by_uu = q * (q - 1) * fn_pow(p, q - 2), by_ww = by_w * log_p;
    double by_uw = power * (1 + q * log_p);
    for (int k = 0; k < 3; k++) {
        double uu = u->d[I(k)] * u->d[J(k)], ww = w->d[I(k)] * w->d[J(k)];
        double uw = u->d[I(k)] * w->d[J(k)] + u->d[J(k)] * w->d[I(k)];
        out->h[k] = by_u * u->h[k] + times(by_w, w->h[k]) + by_uu * uu + times(by_uw, uw) +
                    times(by_ww, ww);
    }
}

/* F, D and H are f, d[k] and h[k] of a node, in one or two variables. */
#define SET(F, D, H)                                                                               \
    do {                                                                                           \
        if (part != BENDS)                                                                         \
            out->f = (F);                                                                          \
        for (int k = 0; k < dim && part == SLOPES; k++)                                            \
            out->d[k] = (D);                                                                       \
        for (int k = 0; k < 2 * dim - 1 && part == BENDS; k++)                                     \
            out->h[k] = (H);                                                                       \
    } while (0)

/* All operations in order. Compiled for each part apart: most
 * operations are a few additions, and asking for the part at each of them would take as long. */
static inline __attribute__((always_inline)) void
walk(const struct formula *f, struct formula_work *work, enum part part, int dim)
{
    for (int i = f->leaves; i < f->n; i++) {
        const struct formula_node *o = &f->node[i];
        const struct jet *u = &work->at[o->a], *w = &work->at[o->b];
        struct jet *out = &work->at[i];
        switch (o->op) {
        case FORMULA_ADD:
            SET(u->f + w->f, u->d[k] + w->d[k], u->h[k] + w->h[k]);
            break;
        case FORMULA_SUB:
            SET(u->f - w->f, u->d[k] - w->d[k], u->h[k] - w->h[k]);
            break;
        case FORMULA_MUL:
            SET(u->f * w->f, u->d[k] * w->f + u->f * w->d[k],
                u->h[k] * w->f + u->d[I(k)] * w->d[J(k)] + u->d[J(k)] * w->d[I(k)] +
                    u->f * w->h[k]);
            break;
        case FORMULA_SQUARE:
            SET(u->f * u->f, 2 * u->f * u->d[k], 2 * u->f * u->h[k] + 2 * u->d[I(k)] * u->d[J(k)]);
            break;
        case FORMULA_DIV: /* u = f w, differentiated twice */
            SET(u->f / w->f, (u->d[k] - out->f * w->d[k]) / w->f,
                (u->h[k] - out->d[I(k)] * w->d[J(k)] - out->d[J(k)] * w->d[I(k)] -
                 out->f * w->h[k]) /
                    w->f);
            break;
        case FORMULA_RAISE:
            raise_jet(out, u, w, part);
            break;
        case FORMULA_MIN:
        case FORMULA_MAX: {
            double least = part == BENDS ? out->f : formula_apply(o->op, u->f, w->f, 0);
            const struct jet *taken = least == u->f ? u : w;
            SET(least, taken->d[k], taken->h[k]);
            break;
        }
        default: /* a function of u alone */
            if (part != BENDS)
                out->f = formula_apply(o->op, u->f, 0, o->value);
            if (part == SLOPES)
                out->by = slopes_of(o, u->f, out->f);
            SET(out->f, out->by.one * u->d[k],
                out->by.one * u->h[k] + out->by.two * u->d[I(k)] * u->d[J(k)]);
            break;
        }
    }
}

struct formula_work *formula_work_new(const struct formula *f)
{
    struct formula_work *work = mem_alloc(1, sizeof *work + (size_t)f->n * sizeof work->at[0]);
    for (int i = 0; i < f->leaves; i++) {
        work->at[i].f = f->node[i].value;
        if (f->node[i].op == FORMULA_X)
            work->at[i].d[f->node[i].a] = 1;
    }
    return work;
}

static void put(const struct formula *f, struct formula_work *work, const double *x)
{
    for (int i = 0; i < f->leaves; i++)
        if (f->node[i].op == FORMULA_X)
            work->at[i].f = x[f->node[i].a];
}

/* One step asks for the gradient at x, and for products there: each part is worked out once. */
static void know(const struct formula *f, struct formula_work *work, const double *x,
                 enum part part)
{
    size_t size = (size_t)f->dim * sizeof *x;
    if (work->known < SLOPES || memcmp(work->x, x, size) != 0) {
        put(f, work, x);
        f->dim == 1 ? walk(f, work, SLOPES, 1) : walk(f, work, SLOPES, 2);
        memcpy(work->x, x, size);
        work->known = SLOPES;
    }
    if (part == BENDS && work->known == SLOPES) {
        f->dim == 1 ? walk(f, work, BENDS, 1) : walk(f, work, BENDS, 2);
        work->known = BENDS;
    }
}

double formula_eval(const struct formula *f, struct formula_work *work, const double *x, double *g)
{
    const struct jet *last = &work->at[f->top];
    if (g) {
        know(f, work, x, SLOPES);
        memcpy(g, last->d, (size_t)f->dim * sizeof *g);
    } else {
        put(f, work, x);
        walk(f, work, VALUE, 0);
        work->known = NOTHING;
    }
    return last->f;
}

void formula_hess_vec(const struct formula *f, struct formula_work *work, const double *x,
                      const double *v, double *out)
{
    know(f, work, x, BENDS);
    const double *h = work->at[f->top].h;
    if (f->dim == 1) {
        out[0] = h[0] * v[0];
        return;
    }
    out[0] = h[0] * v[0] + h[1] * v[1];
    out[1] = h[1] * v[0] + h[2] * v[1];
}
