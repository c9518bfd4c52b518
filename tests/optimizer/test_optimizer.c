/* Every optimizer of the registry on its own: one step, checked against its definition. */
#include <string.h>

#include "base/vec.h"
#include "check.h"
#include "optimizer/optimizer.h"

enum { STATE_MAX = 256 };

static double hessian[3][3];
static void hess_vec(void *ctx, const double *v, double *out)
{
    int n = *(int *)ctx;
    for (int i = 0; i < n; i++) {
        out[i] = 0;
        for (int j = 0; j < n; j++)
            out[i] += hessian[i][j] * v[j];
    }
}

static void par_default(const struct optimizer_kind *k, double *par)
{
    for (int i = 0; i < k->n_params; i++)
        par[i] = k->params[i].def;
}

static void step(const struct optimizer_kind *k, const double *par, int dim, const double *g,
                 double norm, double loss, double infimum, double *d)
{
    double state[STATE_MAX] = {0}, x[3] = {0};
    CU_ASSERT_FATAL(doubles_for(k->state, dim) <= STATE_MAX);
    struct optimizer_call c = {.dim = dim,
                               .x = x,
                               .g = g,
                               .norm = norm,
                               .loss = loss,
                               .infimum = infimum,
                               .lr = 0.1,
                               .d = d,
                               .hess_vec = hess_vec,
                               .ctx = &dim};
    k->step(par, state, &c);
}

/* What multiplies -g in one dimension. */
static double rate_at(const char *name, const double *par, double g, double loss)
{
    double d = NAN;
    step(optimizer_find(name), par, 1, &g, fabs(g), loss, 0, &d);
    return -d / g;
}

/* A target that is given counts, whatever is known of the least loss. */
static void polyak_aims_at_its_target(void)
{
    const struct optimizer_kind *k = optimizer_find("polyak");
    double g = 2, d, par[PARAMS_MAX];
    par_default(k, par);
    step(k, par, 1, &g, 2, 9, 1, &d);
    CHECK_NEAR(d, -(9 - 1) / 2.0, 1e-15);
    step(k, par, 1, &g, 2, 9, NAN, &d);
    CHECK_NEAR(d, -9 / 2.0, 1e-15);
    par[0] = 5;
    step(k, par, 1, &g, 2, 9, 1, &d);
    CHECK_NEAR(d, -(9 - 5) / 2.0, 1e-15);
}

/* Which ‖g‖ a formula means shows in what it does: where the raw norm alone counts, the title says
 * so, and of no other. */
static void titles_say_which_norm(void)
{
    int raw = 0;
    for (int i = 0; optimizer_kinds[i]; i++) {
        const struct optimizer_kind *k = optimizer_kinds[i];
        double g = 0.5, once, again, par[PARAMS_MAX];
        par_default(k, par);
        hessian[0][0] = 1;
        step(k, par, 1, &g, 1, 9, 0, &once);
        step(k, par, 1, &g, 4, 9, 0, &again);
        CU_ASSERT((once != again) == (strstr(k->title, "before clipping") != NULL));
        raw += once != again;
    }
    CU_ASSERT(raw >= 7);
}

static void facts(void)
{
    CU_ASSERT_FATAL(optimizer_kinds[0] != NULL);
    for (int i = 0; optimizer_kinds[i]; i++) {
        const struct optimizer_kind *k = optimizer_kinds[i];
        CU_ASSERT(optimizer_find(k->name) == k);
        CU_ASSERT(k->title && k->title[0] && k->formula && k->formula[0] && k->source);
        CU_ASSERT(strpbrk(k->name, " _") == NULL); /* it is typed in scenes */
        for (int j = 0; j < k->n_params; j++) {
            const struct param *p = &k->params[j];
            CU_ASSERT(p->help && p->symbol && p->def <= p->max);
            CU_ASSERT(p->open_min ? p->def > p->min : p->def >= p->min);
            CU_ASSERT(strcmp(p->name, "lr") != 0 && strcmp(p->name, "gamma") != 0);
        }
    }
    CU_ASSERT(optimizer_find("gd") != NULL && optimizer_find("gd")->uses_lr);
    CU_ASSERT(optimizer_find("no such rule") == NULL);
}

/* No rule may make a step of a zero gradient, or fail on a tiny or a huge one. */
static void every_rule_at_every_size(void)
{
    static const double sizes[] = {0, 5e-324, 1e-300, 1e-160, 1e-9, 1, 1e20, 1e200, 1e307};
    for (int i = 0; optimizer_kinds[i]; i++)
        for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
            double par[PARAMS_MAX], g = sizes[s], d = NAN;
            par_default(optimizer_kinds[i], par);
            hessian[0][0] = 1;
            step(optimizer_kinds[i], par, 1, &g, g, fmin(g, 1e300), 0, &d);
            CU_ASSERT(isfinite(d) && d <= 0);
            if (g == 0)
                CU_ASSERT(d == 0);
            if (g >= 1e-9 && !optimizer_kinds[i]->waits)
                CU_ASSERT(d < 0);
        }
}

/* Rules that say so give of some entries what they give of all. */
static void along_the_gradient(void)
{
    static const double g[3] = {0.3, -2, 1e-9};
    int kinds = 0;
    for (int i = 0; optimizer_kinds[i]; i++) {
        const struct optimizer_kind *k = optimizer_kinds[i];
        double par[PARAMS_MAX], d[3], part[3], norm = vec_norm(g, 3);
        if (!k->along)
            continue;
        kinds++;
        CU_ASSERT_FALSE(doubles_any(k->state));
        par_default(k, par);
        step(k, par, 3, g, norm, 5, 0, d);
        step(k, par, 1, g, norm, 5, 0, part);
        step(k, par, 2, g + 1, norm, 5, 0, part + 1);
        CU_ASSERT(memcmp(d, part, sizeof d) == 0 && d[0] < 0);
        for (int j = 1; j < 3; j++)
            CHECK_NEAR(d[j] / d[0], g[j] / g[0], 1e-15);
    }
    CU_ASSERT(kinds > 4 && optimizer_find("gd")->along && !optimizer_find("momentum")->along);
}

static void nan_comes_through(void)
{
    for (int i = 0; optimizer_kinds[i]; i++) {
        double par[PARAMS_MAX], g = NAN, d = 0;
        par_default(optimizer_kinds[i], par);
        hessian[0][0] = 1;
        step(optimizer_kinds[i], par, 1, &g, g, NAN, 0, &d);
        CU_ASSERT(isnan(d));
    }
}

static void smooth_rates(void)
{
    for (double g = 1e-12; g < 1e13; g *= 7) {
        double par[2] = {0.3, 5}, u = par[1] * g, m = par[0] + u;
        CHECK_NEAR(rate_at("theory", par, g, 1) * m, 1, 1e-14);
        CHECK_NEAR(rate_at("simplified", par, g, 1) * (par[0] + 1.5 * u), 1, 1e-14);
        CHECK_NEAR(rate_at("min-step", par, g, 1) / fmin(1 / 0.6, 1 / (3 * u)), 1, 1e-14);
        double log_rate = rate_at("log-step", par, g, 1), exact = rate_at("exact-1d", par, g, 1);
        CHECK_NEAR(log_rate / (log1p(u / m) / u), 1, 1e-14);
        CHECK_NEAR(exact / (log1p(u / par[0]) / u), 1, 1e-14);
        /* Vankov et al.: simplified <= log <= theory, and log >= ln 2 of theory */
        CU_ASSERT(rate_at("simplified", par, g, 1) <= log_rate * (1 + 1e-15));
        CU_ASSERT(log_rate <= rate_at("theory", par, g, 1) * (1 + 1e-15));
        CU_ASSERT(log_rate * m >= M_LN2 * (1 - 1e-15));
        CU_ASSERT(exact * m >= 1 - 1e-15);
        /* min-step never exceeds the theory step */
        CU_ASSERT(rate_at("min-step", par, g, 1) <= rate_at("theory", par, g, 1));
    }
}

/* On f'' = L0 + L1 f', f' = (L0/L1)(e^(L1 x) − 1), exact-1d is at the minimum in one step. */
static void exact_1d_is_exact(void)
{
    const double par[2] = {2, 3};
    for (double x = 0.01; x < 5; x *= 2) {
        double g = par[0] / par[1] * expm1(par[1] * x);
        CHECK_NEAR(x - rate_at("exact-1d", par, g, 1) * g, 0, 1e-13);
    }
}

/* η = ∫₀¹ dv/ℓ(g + g v) by Simpson's rule. */
static void tyurin_is_its_integral(void)
{
    static const double powers[] = {0, 0.5, 2.0 / 3.0, 1, 1.5, 2};
    for (size_t i = 0; i < sizeof powers / sizeof powers[0]; i++)
        for (double g = 1e-6; g < 1e7; g *= 100) {
            double par[2] = {1.7, powers[i]}, sum = 0;
            for (int k = 0; k <= 200; k++) {
                double s = g * (1 + k / 200.0), w = k == 0 || k == 200 ? 1 : k % 2 ? 4 : 2;
                sum += w / (par[0] * pow(s, par[1]));
            }
            CHECK_NEAR(rate_at("tyurin", par, g, 1) / (sum / 600), 1, 1e-9);
        }
    /* on θ⁴ its defaults give 3(2^(1/3) − 1)/f'' */
    double par[PARAMS_MAX];
    par_default(optimizer_find("tyurin"), par);
    CHECK_NEAR(rate_at("tyurin", par, 500, 625) * 300, 0.779763, 1e-6);
}

static void polyak_aims_at_the_infimum(void)
{
    double par[1] = {-INFINITY}, g[2] = {3, -4}, d[2];
    const struct optimizer_kind *polyak = optimizer_find("polyak");
    step(polyak, par, 2, g, 5, 7, 2, d); /* (7 − 2)/25 */
    CHECK_NEAR(d[0], -0.6, 1e-15);
    CHECK_NEAR(d[1], 0.8, 1e-15);
    par[0] = -3;
    step(polyak, par, 2, g, 5, 7, NAN, d); /* not known: the target, −3 */
    CHECK_NEAR(d[0], -1.2, 1e-15);
    step(polyak, par, 2, g, 5, 7, -INFINITY, d);
    CHECK_NEAR(d[0], -1.2, 1e-15);
    step(polyak, par, 2, g, 5, -4, NAN, d); /* below the target: never uphill */
    CU_ASSERT(d[0] == 0 && d[1] == 0);
}

static void newton_solves(void)
{
    const struct optimizer_kind *newton = optimizer_find("newton");
    /* needs a row exchange: the first pivot is zero */
    static const double h[3][3] = {{0, 2, 1}, {2, -3, 0.5}, {1, 0.5, 4}};
    memcpy(hessian, h, sizeof h);
    double g[3] = {1, -2, 3}, d[3];
    step(newton, NULL, 3, g, sqrt(14), 1, 0, d);
    for (int i = 0; i < 3; i++) {
        double sum = g[i];
        for (int j = 0; j < 3; j++)
            sum += h[i][j] * d[j];
        CHECK_NEAR(sum, 0, 1e-14);
    }
    CU_ASSERT(d[0] != 0 && d[1] != 0 && d[2] != 0);
    memset(hessian, 0, sizeof hessian); /* singular: no step */
    hessian[0][0] = 1;
    step(newton, NULL, 2, g, 1, 1, 0, d);
    CU_ASSERT(d[0] == 0 && d[1] == 0);
}

static void normalized_has_one_length(void)
{
    double d[2], g[2] = {3e-200, -4e-200};
    step(optimizer_find("normalized"), NULL, 2, g, 5e-200, 1, 0, d);
    CHECK_NEAR(d[0], -0.06, 1e-15);
    CHECK_NEAR(d[1], 0.08, 1e-15);
    double clipped[2] = {0.6, -0.8}; /* from a gradient of length 50 */
    step(optimizer_find("normalized"), NULL, 2, clipped, 50, 1, 0, d);
    CHECK_NEAR(d[0], -0.06, 1e-15);
    CHECK_NEAR(d[1], 0.08, 1e-15);
}

static const struct check checks[] = {
    {"facts", facts},
    {"polyak aims at its target", polyak_aims_at_its_target},
    {"titles say which norm", titles_say_which_norm},
    {"every rule at every size", every_rule_at_every_size},
    {"along the gradient", along_the_gradient},
    {"NaN comes through", nan_comes_through},
    {"rates of the (L0, L1) rules", smooth_rates},
    {"exact-1d is exact", exact_1d_is_exact},
    {"tyurin is its integral", tyurin_is_its_integral},
    {"polyak aims at the infimum", polyak_aims_at_the_infimum},
    {"newton solves", newton_solves},
    {"normalized has one length", normalized_has_one_length},
    {NULL, NULL},
};

int main(void)
{
    return check_main("optimizer", checks);
}
