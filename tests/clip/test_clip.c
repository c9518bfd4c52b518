/* Every clip rule of the registry on gradients of every size, and what hard and soft promise. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "clip/clip.h"

enum { DIM = 3, STATE_MAX = 4096 };

static double par_of(const struct clip_kind *k, double *par, double gamma)
{
    for (int i = 0; i < k->n_params; i++)
        par[i] = strcmp(k->params[i].name, "gamma") == 0 ? gamma : k->params[i].def;
    return gamma;
}

/* ‖g‖ without overflow, written out here so as not to lean on what is tested. */
static double norm_of(const double *g)
{
    double top = 0, sum = 0;
    for (int i = 0; i < DIM; i++) {
        if (isnan(g[i]))
            return NAN;
        top = fmax(top, fabs(g[i]));
    }
    if (top == 0 || isinf(top))
        return top;
    for (int i = 0; i < DIM; i++)
        sum += g[i] / top * (g[i] / top);
    return top * sqrt(sum);
}

static bool skipped; /* by the last apply */

static double apply(const struct clip_kind *k, double gamma, const double *g, double *out)
{
    double par[PARAMS_MAX], state[STATE_MAX] = {0}, x[DIM] = {1, 2, 3};
    struct clip_block all = {0, DIM, 0};
    struct clip_call c = {.dim = DIM,
                          .x = x,
                          .g = g,
                          .norm = norm_of(g),
                          .out = out,
                          .curvature = NAN,
                          .n_blocks = 1,
                          .blocks = &all,
                          .skipped = &skipped};
    skipped = false;
    par_of(k, par, gamma);
    CU_ASSERT_FATAL(doubles_for(k->state, DIM) <= STATE_MAX);
    return k->apply(par, state, &c);
}

static uint64_t seed = 12345;
static double uniform(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 11) / 9007199254740992.0;
}

static void facts(void)
{
    CU_ASSERT_FATAL(clip_kinds[0] != NULL);
    for (int i = 0; clip_kinds[i]; i++) {
        const struct clip_kind *k = clip_kinds[i];
        CU_ASSERT(clip_find(k->name) == k);
        CU_ASSERT(k->title && k->title[0] && k->formula && k->formula[0]);
        for (int j = 0; j < k->n_params; j++) {
            const struct param *p = &k->params[j];
            CU_ASSERT(p->help && p->symbol && p->def <= p->max);
            CU_ASSERT(p->open_min ? p->def > p->min : p->def >= p->min);
        }
    }
    CU_ASSERT(clip_find("none") && clip_find("hard") && clip_find("soft"));
    CU_ASSERT(clip_find("no such rule") == NULL);
}

static void every_rule_at_every_size(void)
{
    static const double sizes[] = {0, 5e-324, 1e-300, 1e-150, 1e-9, 1, 1e20, 1e200, 1e307};
    int skips = 0;
    for (int i = 0; clip_kinds[i]; i++)
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
            double g[DIM] = {sizes[s], -sizes[s] / 2, 0}, out[DIM], again[DIM];
            double factor = apply(clip_kinds[i], 1, g, out);
            CU_ASSERT(isfinite(factor) && factor >= 0);
            CU_ASSERT(!skipped || (clip_kinds[i]->skips && factor == 0 && out[0] == 0));
            skips += skipped;
            for (int j = 0; j < DIM; j++)
                CU_ASSERT(isfinite(out[j]) && (clip_kinds[i]->adds || out[j] * g[j] >= 0));
            if (sizes[s] == 0 && !clip_kinds[i]->adds)
                CU_ASSERT(factor == 1 && out[0] == 0 && out[1] == 0);
            /* in place it gives the same */
            memcpy(again, g, sizeof g);
            double par[PARAMS_MAX], state[STATE_MAX] = {0}, x[DIM] = {1, 2, 3};
            struct clip_block all = {0, DIM, 0};
            struct clip_call c = {.dim = DIM,
                                  .x = x,
                                  .g = again,
                                  .norm = norm_of(g),
                                  .out = again,
                                  .curvature = NAN,
                                  .n_blocks = 1,
                                  .blocks = &all};
            par_of(clip_kinds[i], par, 1);
            CU_ASSERT(clip_kinds[i]->apply(par, state, &c) == factor);
            CU_ASSERT(memcmp(again, out, sizeof out) == 0);
        }
    CU_ASSERT(skips > 0);
}

/* A gradient that is not finite must not become a step that is, unless none is made; but by-value
 * cuts ∞ to γ, as torch does. */
static void nan_and_infinity_come_through(void)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; clip_kinds[i]; i++)
        for (int b = 0; b < 3; b++)
            for (int at = 0; at < DIM; at++) {
                double g[DIM] = {1, 2, 3}, out[DIM] = {0};
                g[at] = bad[b];
                apply(clip_kinds[i], 1, g, out);
                bool cut = isinf(bad[b]) && strcmp(clip_kinds[i]->name, "by-value") == 0;
                CU_ASSERT(skipped ? clip_kinds[i]->skips && out[at] == 0
                          : cut   ? fabs(out[at]) == 1
                                  : !isfinite(out[at]));
            }
}

/* A norm too large for a double: the clipped rules know no factor, and say NaN, not a step of 0. */
static void norm_beyond_doubles(void)
{
    double g[DIM] = {1.7e308, 1.7e308, 1.7e308}, out[DIM];
    CU_ASSERT(isnan(apply(clip_find("hard"), 1, g, out)) && isnan(out[0]));
    CU_ASSERT(isnan(apply(clip_find("soft"), 1, g, out)) && isnan(out[0]));
}

static void hard_and_soft_by_hand(void)
{
    double g[DIM] = {3, 0, -4}, out[DIM];
    CHECK_NEAR(apply(clip_find("hard"), 1, g, out), 0.2, 1e-15);
    CHECK_NEAR(out[0], 0.6, 1e-15);
    CHECK_NEAR(out[2], -0.8, 1e-15);
    CU_ASSERT(apply(clip_find("hard"), 5, g, out) == 1 && out[2] == -4);
    CU_ASSERT(apply(clip_find("hard"), 5.01, g, out) == 1);
    CHECK_NEAR(apply(clip_find("soft"), 5, g, out), 0.5, 1e-15);
    CHECK_NEAR(out[2], -2, 1e-15);
    CU_ASSERT(apply(clip_find("none"), 1, g, out) == 1 && out[0] == 3 && out[2] == -4);
}

/* ½·min(1, γ/n) <= γ/(n + γ) <= min(1, γ/n), over 16 decades of both. */
static void soft_lies_between_half_hard_and_hard(void)
{
    int violated = 0, half = 0;
    for (int i = 0; i < 200000; i++) {
        double gamma = pow(10, 16 * uniform() - 8), n = pow(10, 16 * uniform() - 8);
        double g[DIM] = {0, n, 0}, out[DIM];
        double hard = apply(clip_find("hard"), gamma, g, out);
        CU_ASSERT(fabs(out[1]) <= gamma * (1 + 4e-16));
        double soft = apply(clip_find("soft"), gamma, g, out);
        CU_ASSERT(fabs(out[1]) <= gamma);
        violated += !(0.5 * hard <= soft * (1 + 4e-16) && soft <= hard * (1 + 4e-16));
        half += soft < 0.6 * hard;
    }
    CU_ASSERT(violated == 0);
    CU_ASSERT(half > 1000); /* the lower bound was put to the test */
    double g[DIM] = {0.7, 0, 0}, out[DIM];
    CHECK_NEAR(apply(clip_find("soft"), 0.7, g, out), 0.5, 1e-15); /* and is attained at n = γ */
}

static const struct check checks[] = {
    {"facts", facts},
    {"every rule at every size", every_rule_at_every_size},
    {"NaN and infinity come through", nan_and_infinity_come_through},
    {"a norm beyond doubles", norm_beyond_doubles},
    {"hard and soft by hand", hard_and_soft_by_hand},
    {"soft lies between half hard and hard", soft_lies_between_half_hard_and_hard},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clip", checks);
}
