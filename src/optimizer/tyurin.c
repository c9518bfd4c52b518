#include "optimizer/shared.h"

#include <math.h>

#include "base/elementary.h"

enum { K, A };

/* The defaults are those of θ⁴, where f'' = 3·4^(1/3)·‖g‖^(2/3) exactly. */
static const struct param params[] = {
    [K] = PARAM_POSITIVE("K", "K", "curvature at gradient norm 1", 4.762203155904598, 1e12),
    [A] = PARAM_LINEAR("a", "a", "the power of the gradient norm that curvature grows with",
                       2.0 / 3.0, 2),
};

/* ∫₀¹ dv/ℓ(s + s v) with ℓ(s) = K s^a is s^-a/K · (2^(1-a) - 1)/(1 - a), and ln 2/(K s) at a = 1.
 */
static double rate_of(double k, double a, double s)
{
    double b = 1 - a, whole = b != 0 ? fn_expm1(b * M_LN2) / b : M_LN2;
    return whole / (k * fn_pow(s, a));
}

static void step(const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    move_along(c, c->norm < GRADIENT_FLOOR ? 0 : rate_of(par[K], par[A], c->norm));
}

const struct optimizer_kind optimizer_tyurin = {
    .name = "tyurin",
    .title = "the step for curvature that grows as a power of the gradient norm; ‖g‖ is that "
             "before clipping",
    .formula = "θ − g ∫₀¹ dv/ℓ(‖g‖ + ‖g‖v),  ℓ(s) = K s^a",
    .source = "Tyurin 2024 (arXiv 2412.11773)",
    PARAM_TABLE(params),
    .along = true,
    .step = step,
};
