/* What a sweep goes through: the values of a knob, and starts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "base/text.h"
#include "study/sweep.h"

void sweep_axis_span(struct sweep_axis *a, double lo, double hi, int n)
{
    a->n = n;
    for (int i = 0; i < n; i++)
        a->at[i] = lo * fn_pow(hi / lo, n > 1 ? (double)i / (n - 1) : 0);
    if (n > 1)
        a->at[n - 1] = hi; /* not a rounding beside it */
}

void sweep_axis_none(struct sweep_axis *a)
{
    a->n = 1;
    a->at[0] = NAN;
}

static bool number_part(const char *s, size_t n, double *v)
{
    char text[64];
    if (n == 0 || n >= sizeof text)
        return false;
    memcpy(text, s, n);
    text[n] = '\0';
    return number_read(text, v) && isfinite(*v) && *v > 0;
}

static const char expected[] = "LO:HI:N with 0 < LO < HI and N from 2 to 256, or up to 256 rising "
                               "numbers over 0 as 0.01,0.03,0.1";

static bool parse_span(struct sweep_axis *a, const char *text)
{
    double lo, hi, n;
    size_t first = strcspn(text, ":");
    const char *second = text + first + 1, *third = strchr(second, ':');
    if (!third || !number_part(text, first, &lo) ||
        !number_part(second, (size_t)(third - second), &hi) ||
        !number_part(third + 1, strlen(third + 1), &n))
        return false;
    if (!(lo < hi) || n != floor(n) || n < 2 || n > SWEEP_AXIS_MAX || !isfinite(hi / lo))
        return false;
    sweep_axis_span(a, lo, hi, (int)n);
    return true;
}

static bool parse_values(struct sweep_axis *a, const char *text)
{
    struct sweep_axis read = {0};
    for (const char *s = text; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL) {
        double v;
        if (read.n == SWEEP_AXIS_MAX || !number_part(s, strcspn(s, ","), &v) ||
            (read.n > 0 && !(v > read.at[read.n - 1])))
            return false;
        read.at[read.n++] = v;
    }
    *a = read;
    return true;
}

bool sweep_axis_parse(struct sweep_axis *a, const char *text, char *why, size_t size)
{
    if (strchr(text, ':') ? parse_span(a, text) : parse_values(a, text))
        return true;
    snprintf(why, size, "found \"%.60s\"; expected %s", text, expected);
    return false;
}

double sweep_axis_at(const struct sweep_axis *a, double v)
{
    if (a->n < 2 || !(v > 0))
        return NAN;
    int i = 0; /* the pair i, i + 1 that holds v, or is nearest to it */
    while (i < a->n - 2 && v > a->at[i + 1])
        i++;
    return i + fn_log(v / a->at[i]) / fn_log(a->at[i + 1] / a->at[i]);
}

double sweep_axis_value(const struct sweep_axis *a, double at)
{
    if (a->n < 2)
        return a->at[0];
    int i = (int)fmax(0, fmin(floor(at), a->n - 2));
    return a->at[i] * fn_pow(a->at[i + 1] / a->at[i], at - i);
}

static int far_first(const void *a, const void *b)
{
    double x = fabs(fn_log(*(const double *)a)), y = fabs(fn_log(*(const double *)b));
    if (x != y)
        return x < y ? 1 : -1;
    return *(const double *)a < *(const double *)b ? 1 : -1;
}

double *sweep_starts(const double *start, int dim, int n)
{
    double *factors = mem_alloc((size_t)n, sizeof *factors);
    double *out = mem_alloc((size_t)n * (size_t)dim, sizeof *out);
    for (int i = 0; i < n; i++)
        factors[i] = n > 1 ? SWEEP_NEAR * fn_pow(SWEEP_FAR / SWEEP_NEAR, (double)i / (n - 1)) : 1;
    if (n > 1)
        factors[n - 1] = SWEEP_FAR; /* not a rounding beside it */
    qsort(factors, (size_t)n, sizeof *factors, far_first);
    for (int i = 0; i < n; i++)
        for (int k = 0; k < dim; k++)
            out[i * dim + k] = factors[i] * start[k];
    free(factors);
    return out;
}
