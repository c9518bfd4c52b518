/* A mean over data points: the simplest loss whose gradient is made of those of samples. */
#include <math.h>
#include <stdio.h>

#include "base/vec.h"
#include "problem/problem.h"

enum { POINTS, WEIGHTS };

static const struct param params[] = {
    [POINTS] = {.name = "points",
                .symbol = "a",
                .help = "the data, up to four points: x1, y1, x2, y2, ...",
                .kind = PARAM_LIST,
                .def_text = "0,0,10,0",
                .min = -1e6,
                .max = 1e6},
    [WEIGHTS] = {.name = "weights",
                 .symbol = "w",
                 .help = "the share of each point, by their sum; one number: all the same",
                 .kind = PARAM_LIST,
                 .def_text = "1",
                 .min = 0,
                 .max = 1e6},
};

static int points_of(const struct problem *p)
{
    return p->values[POINTS].n / 2;
}

static double weight_of(const struct problem *p, int j)
{
    const struct value *w = &p->values[WEIGHTS];
    return w->n == 1 ? 1.0 / points_of(p) : w->list[j];
}

/* Mass of the points, one after the other on a line from 0 to their sum, that lies in [lo, hi], and
 * their mean there. */
static double mean_between(const struct problem *p, double lo, double hi, double *mean)
{
    double before = 0, mass = 0;
    mean[0] = mean[1] = 0;
    for (int j = 0; j < points_of(p); j++) {
        double after = before + weight_of(p, j);
        double here = fmax(0, fmin(hi, after) - fmax(lo, before));
        mass += here;
        for (int i = 0; i < 2; i++)
            mean[i] += here * p->values[POINTS].list[2 * j + i];
        before = after;
    }
    for (int i = 0; i < 2 && mass > 0; i++)
        mean[i] /= mass;
    return mass;
}

static void mean_of(const struct problem *p, double *mean)
{
    mean_between(p, 0, INFINITY, mean);
}

static bool points_open(struct problem *p, struct report *r, const char *file, int line)
{
    int n = p->values[POINTS].n, weights = p->values[WEIGHTS].n;
    double mass = 0, mean[2];
    if (n % 2 || n == 0)
        report_add(r, file, line,
                   "problem.points: found %d number%s; expected two for each point, as 0,0,10,0", n,
                   n == 1 ? "" : "s");
    else if (weights != 1 && weights != n / 2)
        report_add(r, file, line,
                   "problem.weights: found %d numbers; expected one, or one for each of the %d "
                   "points",
                   weights, n / 2);
    else if (mass = mean_between(p, 0, INFINITY, mean),
             !(mass > 0) || (weights == 1 && !(p->values[WEIGHTS].list[0] > 0)))
        report_add(r, file, line, "problem.weights: found none over 0; expected one at least");
    else {
        p->values[WEIGHTS].n = n / 2;
        for (int j = n / 2 - 1; j >= 0; j--)
            p->values[WEIGHTS].list[j] = weights == 1 ? 2.0 / n : weight_of(p, j) / mass;
        p->infimum = p->kind->eval(p, NULL, mean, 0, NULL);
        return true;
    }
    return false;
}

/* Σ w ½‖x − a‖² is ½‖x − ā‖² and what is left at the mean ā, which is never less than the least. */
static double points_eval(const struct problem *p, void *work, const double *x, uint64_t draw,
                          double *g)
{
    (void)work, (void)draw;
    double mean[2], spread = 0, off[2];
    mean_of(p, mean);
    for (int j = 0; j < points_of(p); j++) {
        double far = vec_distance(&p->values[POINTS].list[2 * j], mean, 2);
        spread += weight_of(p, j) * far * far;
    }
    for (int i = 0; i < 2; i++)
        off[i] = x[i] - mean[i];
    for (int i = 0; i < 2 && g; i++)
        g[i] = off[i];
    return 0.5 * (off[0] * off[0] + off[1] * off[1]) + 0.5 * spread;
}

/* Part i of k is the i-th k-th of the whole mass. */
static double points_part(const struct problem *p, void *work, const double *x, uint64_t draw,
                          int i, int k, double *g)
{
    (void)work, (void)draw;
    double mean[2];
    mean_between(p, (double)i / k, (double)(i + 1) / k, mean);
    for (int j = 0; j < 2; j++)
        g[j] = x[j] - mean[j];
    return 1.0 / k;
}

static void points_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                            const double *v, double *out)
{
    (void)p, (void)work, (void)x, (void)draw;
    vec_copy(out, v, 2);
}

static double points_frontier(const struct problem *p, double L1)
{
    (void)p, (void)L1;
    return 1;
}

const struct problem_kind problem_points = {
    .name = "points",
    .title = "mean squared distance to data points: least at their mean",
    .formula = "f(x) = Σ w ½‖x − a‖²",
    .source = "by differentiation; for clipped samples that settle elsewhere, Koloskova, Hendrikx, "
              "Stich 2023 (arXiv 2305.01588)",
    PARAM_TABLE(params),
    .dim = 2,
    .start = {5, 3},
    .home = {-2, 12, -5, 5},
    .open = points_open,
    .eval = points_eval,
    .part = points_part,
    .hess_vec = points_hess_vec,
    .frontier = points_frontier,
};
