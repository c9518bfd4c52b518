#include "study/form.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/elementary.h"
#include "base/solve.h"
#include "base/stats.h"

const char *const form_names[FORMS] = {
    [FORM_CONSTANT] = "L0",
    [FORM_LINEAR] = "L0 + L1·g",
    [FORM_POWER] = "L0 + L1·g^a",
    [FORM_QUADRATIC] = "L0 + L1·g + a·g²",
    [FORM_OWN_LOG] = "L0 + L1·log(1 + g/a)",
    [FORM_LOG] = "L0·(1 + log(1 + g))",
};

int form_numbers(enum form form)
{
    static const int numbers[FORMS] = {
        [FORM_CONSTANT] = 1,  [FORM_LINEAR] = 2,  [FORM_POWER] = 3,
        [FORM_QUADRATIC] = 3, [FORM_OWN_LOG] = 3, [FORM_LOG] = 1,
    };
    return numbers[form];
}

double form_at(enum form form, const struct form_fit *f, double g)
{
    switch (form) {
    case FORM_CONSTANT:
        return f->L0;
    case FORM_LINEAR:
        return f->L0 + f->L1 * g;
    case FORM_POWER:
        return f->L0 + f->L1 * fn_pow(g, f->a);
    case FORM_QUADRATIC:
        return f->L0 + f->L1 * g + f->a * g * g;
    case FORM_OWN_LOG:
        return f->L0 + f->L1 * fn_log1p(g / f->a);
    default:
        return f->L0 * (1 + fn_log1p(g));
    }
}

/* ---- least squares ---- */

enum { NUMBERS_MAX = 3, ROUNDS = 60, CHOICES = 3 };

/* What is fitted, with g in units of e^mid, in which the points lie around 1: log L0, log L1, and
 * the exponent itself, log a of g², or the log of the scale. */
struct fitting {
    enum form form;
    const double *log_g, *log_h;
    int n;
    double mid;
};

/* log of the form at g = e^u, and its slopes by the numbers that are fitted. */
static double log_form(enum form form, const double *v, double u, double *slope)
{
    double L0 = fn_exp(v[0]), L1 = form_numbers(form) > 1 ? fn_exp(v[1]) : 0, rise, part = 0, f;
    switch (form) {
    case FORM_POWER:
        rise = L1 * fn_exp(v[2] * u);
        part = rise * u;
        break;
    case FORM_QUADRATIC:
        rise = L1 * fn_exp(u);
        part = fn_exp(v[2] + 2 * u);
        break;
    case FORM_OWN_LOG: {
        double ratio = fn_exp(u - v[2]);
        rise = L1 * fn_log1p(ratio);
        part = -L1 * ratio / (1 + ratio);
        break;
    }
    default:
        rise = L1 * fn_exp(u);
    }
    f = L0 + rise + (form == FORM_QUADRATIC ? part : 0);
    slope[0] = L0 / f;
    slope[1] = rise / f;
    slope[2] = part / f;
    return fn_log(f);
}

/* The sum of squares at v; and, where asked for, the normal equations. */
static double squares(const struct fitting *p, const double *v, double (*matrix)[NUMBERS_MAX],
                      double *right)
{
    double sum = 0, slope[NUMBERS_MAX];
    int k = form_numbers(p->form);
    for (int i = 0; matrix && i < k; i++) {
        right[i] = 0;
        for (int j = 0; j < k; j++)
            matrix[i][j] = 0;
    }
    for (int at = 0; at < p->n; at++) {
        double miss = p->log_h[at] - log_form(p->form, v, p->log_g[at] - p->mid, slope);
        sum += miss * miss;
        for (int i = 0; matrix && i < k; i++) {
            right[i] += slope[i] * miss;
            for (int j = 0; j < k; j++)
                matrix[i][j] += slope[i] * slope[j];
        }
    }
    return sum;
}

/* Keeps the numbers in a range in which exp neither overflows nor makes a term vanish. */
static void hold(enum form form, double *v)
{
    for (int i = 0; i < NUMBERS_MAX; i++)
        v[i] = fmax(-700, fmin(700, v[i]));
    if (form == FORM_POWER)
        v[2] = fmax(0.01, fmin(6, v[2]));
    if (form == FORM_OWN_LOG)
        v[2] = fmax(-40, fmin(40, v[2]));
}

/* Goes downhill from v, which is left at the best. Returns the sum of squares there. */
static double descend(const struct fitting *p, double *v)
{
    int k = form_numbers(p->form);
    double matrix[NUMBERS_MAX][NUMBERS_MAX] = {{0}}, right[NUMBERS_MAX] = {0}, damping = 1e-3;
    double sum = squares(p, v, matrix, right);
    for (int round = 0; round < ROUNDS && sum > 0 && damping < 1e10; round++) {
        double a[NUMBERS_MAX][NUMBERS_MAX] = {{0}}, x[NUMBERS_MAX] = {0},
               next[NUMBERS_MAX] = {v[0], v[1], v[2]};
        for (int i = 0; i < k; i++) {
            x[i] = right[i];
            for (int j = 0; j < k; j++)
                a[i][j] = matrix[i][j];
            a[i][i] += damping * (matrix[i][i] + 1e-12);
        }
        if (!solve_linear(a[0], NUMBERS_MAX, x, k))
            break;
        for (int i = 0; i < k; i++)
            next[i] += fmax(-3, fmin(3, x[i]));
        hold(p->form, next);
        double there = squares(p, next, NULL, NULL);
        if (!(there < sum)) {
            damping *= 8;
            continue;
        }
        bool settled = sum - there < 1e-10 * sum;
        for (int i = 0; i < k; i++)
            v[i] = next[i];
        damping = fmax(1e-12, damping / 8);
        if (settled)
            return there;
        sum = squares(p, v, matrix, right);
    }
    return sum;
}

static double mean(const double *v, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += v[i];
    return sum / n;
}

/* One number only: its log is the mean of what the shape leaves. */
static struct form_fit scale_alone(enum form form, const double *log_g, const double *log_h, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += log_h[i] - (form == FORM_LOG ? fn_log(1 + fn_log1p(fn_exp(log_g[i]))) : 0);
    return (struct form_fit){.L0 = fn_exp(sum / n)};
}

static struct form_fit from_numbers(const struct fitting *p, const double *v)
{
    struct form_fit f = {.L0 = fn_exp(v[0])};
    double unit = fn_exp(p->mid);
    f.L1 = p->form == FORM_POWER     ? fn_exp(v[1] - v[2] * p->mid)
           : p->form == FORM_OWN_LOG ? fn_exp(v[1])
                                     : fn_exp(v[1]) / unit;
    f.a = p->form == FORM_POWER       ? v[2]
          : p->form == FORM_QUADRATIC ? fn_exp(v[2]) / unit / unit
          : p->form == FORM_OWN_LOG   ? fn_exp(v[2]) * unit
                                      : 0;
    return f;
}

static void to_numbers(const struct fitting *p, const struct form_fit *f, double *v)
{
    v[0] = fn_log(f->L0);
    v[1] = p->form == FORM_POWER     ? fn_log(f->L1) + f->a * p->mid
           : p->form == FORM_OWN_LOG ? fn_log(f->L1)
                                     : fn_log(f->L1) + p->mid;
    v[2] = p->form == FORM_POWER       ? f->a
           : p->form == FORM_QUADRATIC ? fn_log(f->a) + 2 * p->mid
           : p->form == FORM_OWN_LOG   ? fn_log(f->a) - p->mid
                                       : 0;
    hold(p->form, v);
}

struct form_fit form_least(enum form form, const double *log_g, const double *log_h, int n,
                           const struct form_fit *near)
{
    /* Beginnings: how much of the form L0 is at the middle, and the third number. */
    static const double share[CHOICES] = {0.9, 0.5, 0.01};
    static const double third[FORMS][CHOICES] = {
        [FORM_POWER] = {0.5, 1, 1.75}, [FORM_QUADRATIC] = {-6, -2, 1}, [FORM_OWN_LOG] = {-5, 0, 5}};
    if (n <= 0)
        return (struct form_fit){NAN, NAN, NAN};
    if (form_numbers(form) == 1)
        return scale_alone(form, log_g, log_h, n);
    struct fitting p = {form, log_g, log_h, n, mean(log_g, n)};
    double best[NUMBERS_MAX] = {0}, least = INFINITY, height = mean(log_h, n);
    int thirds = form_numbers(form) > 2 ? CHOICES : 1;
    for (int i = 0; i < (near ? 1 : CHOICES * thirds); i++) {
        double rest = fn_log(1 - share[i / thirds]), c = third[form][i % thirds];
        double unit = form == FORM_OWN_LOG ? fn_log(fn_log1p(fn_exp(-c))) : 0;
        double v[NUMBERS_MAX] = {height + fn_log(share[i / thirds]), height + rest - unit,
                                 form == FORM_QUADRATIC ? height + rest + c : c};
        if (near)
            to_numbers(&p, near, v);
        double sum = descend(&p, v);
        if (!(sum < least))
            continue;
        least = sum;
        for (int k = 0; k < NUMBERS_MAX; k++)
            best[k] = v[k];
    }
    return from_numbers(&p, best);
}

double form_error(enum form form, const struct form_fit *f, const double *log_g,
                  const double *log_h, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        double miss = log_h[i] - fn_log(form_at(form, f, fn_exp(log_g[i])));
        sum += miss * miss;
    }
    return sqrt(sum / n);
}

/* ---- the least envelope ---- */

/* Points with the shape held: h against x, the part of the form that L1 multiplies. */
struct shape {
    enum form form;
    double g[FORM_POINTS], h[FORM_POINTS];
    const double *log_g;
    int n;
    double weight; /* the sum of 1/h */
};

/* The line on or above all points whose mean of line/h is least. Returns that mean. */
static double envelope_at(const struct shape *s, double held, double *L0, double *L1)
{
    struct point p[FORM_POINTS], hull[FORM_POINTS];
    double across = 0;
    for (int i = 0; i < s->n; i++) {
        double x = s->form == FORM_POWER       ? fn_exp(held * s->log_g[i])
                   : s->form == FORM_QUADRATIC ? s->g[i] + held * s->g[i] * s->g[i]
                   : s->form == FORM_OWN_LOG   ? fn_log1p(s->g[i] / held)
                   : s->form == FORM_LINEAR    ? s->g[i]
                                               : 0;
        p[i] = (struct point){x, s->h[i]};
        across += x / s->h[i];
    }
    int n = stats_upper_hull(p, s->n, hull);
    stats_tight_line(hull, n, across / s->weight, L0, L1);
    return (*L0 * s->weight + *L1 * across) / s->n;
}

/* The value held at place t of 0 .. 1 of the search: exponents evenly, the others by factors. */
static double held_at(enum form form, double t, double unit)
{
    if (form == FORM_POWER)
        return 0.05 + 2.95 * t;
    double factor = fn_exp((2 * t - 1) * 9);
    return form == FORM_QUADRATIC ? factor / unit : factor * unit;
}

/* From coarse to fine around the least: three sieves, each an eighth as wide as the one before. */
static struct form_fit search(const struct shape *s, double unit)
{
    enum { SIEVES = 3, HOLES = 16 };
    double lo = 0, hi = 1, least = INFINITY, at = 0;
    struct form_fit best = {NAN, NAN, NAN};
    for (int sieve = 0; sieve < SIEVES; sieve++) {
        for (int i = 0; i <= HOLES; i++) {
            double t = lo + (hi - lo) * i / HOLES, held = held_at(s->form, t, unit), L0, L1;
            double mean_height = envelope_at(s, held, &L0, &L1);
            if (mean_height < least) {
                least = mean_height, at = t;
                best = (struct form_fit){L0, L1, s->form == FORM_QUADRATIC ? L1 * held : held};
            }
        }
        double half = (hi - lo) / HOLES;
        lo = fmax(0, at - half), hi = fmin(1, at + half);
    }
    return best;
}

struct form_fit form_envelope(enum form form, const double *log_g, const double *log_h, int n,
                              double *tight)
{
    struct shape s = {.form = form, .log_g = log_g, .n = n};
    struct form_fit f = {0};
    *tight = NAN;
    if (n <= 0)
        return (struct form_fit){NAN, NAN, NAN};
    for (int i = 0; i < n; i++) {
        s.g[i] = fn_exp(log_g[i]), s.h[i] = fn_exp(log_h[i]);
        s.weight += 1 / s.h[i];
    }
    if (form_numbers(form) == 1)
        for (int i = 0; i < n; i++) {
            struct form_fit one = {.L0 = 1};
            f.L0 = fmax(f.L0, s.h[i] / form_at(form, &one, s.g[i]));
        }
    else if (form == FORM_LINEAR)
        envelope_at(&s, 0, &f.L0, &f.L1);
    else
        f = search(&s, fn_exp(mean(log_g, n)));
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += fn_log(form_at(form, &f, s.g[i])) - log_h[i];
    *tight = fn_exp(sum / n);
    return f;
}
