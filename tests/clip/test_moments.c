/* Optimizers that remember, against their definitions summed out: no recursion, no shared code. */
#include <string.h>

#include "check.h"
#include "clip/clip.h"
#include "optimizer/optimizer.h"

enum { STEPS = 40, STATE_MAX = 64 };

/* Steps of one component on the gradients g; x moves along. */
static void play(const char *name, const double *par, double lr, const double *g, double x0,
                 double *d)
{
    const struct optimizer_kind *k = optimizer_find(name);
    double state[STATE_MAX] = {0}, x = x0;
    CU_ASSERT_FATAL(k != NULL && doubles_any(k->state) && doubles_for(k->state, 1) <= STATE_MAX);
    for (int t = 0; t < STEPS; t++) {
        struct optimizer_call c = {.dim = 1,
                                   .x = &x,
                                   .g = &g[t],
                                   .norm = fabs(g[t]),
                                   .lr = lr,
                                   .step = (uint64_t)t,
                                   .d = &d[t]};
        k->step(par, state, &c);
        x += d[t];
    }
}

static void gradients(double *g)
{
    for (int t = 0; t < STEPS; t++)
        g[t] = (t % 3 - 0.7) * pow(1.3, t % 11) + (t == 7 ? 100 : 0);
}

/* Σ w^(t−s) g_s, by powers. */
static double sum_of(const double *g, int t, double w, int power)
{
    double sum = 0;
    for (int s = 0; s <= t; s++)
        sum += pow(w, t - s) * pow(g[s], power);
    return sum;
}

static void heavy_ball_and_nesterov(void)
{
    double par[2] = {0.8, 0}, g[STEPS], d[STEPS];
    gradients(g);
    play("momentum", par, 0.1, g, 0, d);
    for (int t = 0; t < STEPS; t++)
        CHECK_NEAR(d[t], -0.1 * sum_of(g, t, 0.8, 1), 1e-13);
    play("nesterov", par, 0.1, g, 0, d);
    for (int t = 0; t < STEPS; t++)
        CHECK_NEAR(d[t], -0.1 * (g[t] + 0.8 * sum_of(g, t, 0.8, 1)), 1e-13);
    /* of a constant gradient: 1/(1 − μ) times the step, in the long run */
    for (int t = 0; t < STEPS; t++)
        g[t] = 2;
    par[0] = 0.5;
    play("momentum", par, 0.1, g, 0, d);
    CHECK_NEAR(d[0], -0.2, 1e-15);
    CHECK_NEAR(d[STEPS - 1], -0.4, 1e-11);
}

/* Nesterov's own form: y = x + μ w, w ← μ w − η ∇f(y), x ← x + w. What the rule moves is y. */
static void nesterov_is_the_one_that_looks_ahead(void)
{
    const struct optimizer_kind *k = optimizer_find("nesterov");
    double par[1] = {0.9}, state[1] = {0}, y = 3, x = 3, w = 0, lr = 0.05;
    for (int t = 0; t < STEPS; t++) {
        double ahead = x + par[0] * w, g = 2 * y, d;
        CHECK_NEAR(y, ahead, 1e-13);
        struct optimizer_call c = {.dim = 1, .x = &y, .g = &g, .lr = lr, .d = &d};
        k->step(par, state, &c);
        y += d;
        w = par[0] * w - lr * 2 * ahead;
        x += w;
    }
}

static void rmsprop(void)
{
    double par[2] = {0.9, 1e-3}, g[STEPS], d[STEPS];
    gradients(g);
    play("rmsprop", par, 0.1, g, 0, d);
    for (int t = 0; t < STEPS; t++)
        CHECK_NEAR(d[t], -0.1 * g[t] / (sqrt(0.1 * sum_of(g, t, 0.9, 2)) + 1e-3), 1e-13);
    CHECK_NEAR(d[0], 0.1 * sqrt(10), 1e-2); /* not corrected: √10 times η at the first step */
}

/* Corrected by dividing: m/(1 − β^t) is then a weighted mean, with weights that add up to one. */
static void adam_and_adamw(void)
{
    double par[4] = {0.8, 0.95, 1e-2, 0}, g[STEPS], d[STEPS];
    gradients(g);
    play("adam", par, 0.1, g, 0, d);
    for (int t = 0; t < STEPS; t++) {
        double weight1 = 0, weight2 = 0;
        for (int s = 0; s <= t; s++)
            weight1 += pow(0.8, t - s), weight2 += pow(0.95, t - s);
        double m = sum_of(g, t, 0.8, 1) / weight1, v = sum_of(g, t, 0.95, 2) / weight2;
        CHECK_NEAR(d[t], -0.1 * m / (sqrt(v) + 1e-2), 1e-12);
    }
    CHECK_NEAR(d[0], -0.1 * g[0] / (fabs(g[0]) + 1e-2), 1e-14);
    /* with a zero gradient: adamw's decay alone, x shrinks by 1 − ηλ a step */
    double none[STEPS] = {0}, x = 5;
    par[3] = 0.5;
    play("adamw", par, 0.1, none, 5, d);
    for (int t = 0; t < STEPS; t++, x *= 0.95)
        CHECK_NEAR(d[t], -0.05 * x, 1e-14);
    /* adam's goes through the means: the first step is η whatever λ is */
    par[2] = 1e-8;
    play("adam", par, 0.1, none, 5, d);
    CHECK_NEAR(d[0], -0.1, 1e-8);
    /* and adamw is adam plus the decay */
    double plain[STEPS], both[STEPS];
    par[3] = 0;
    play("adam", par, 0.1, g, 5, plain);
    par[3] = 0.3;
    play("adamw", par, 0.1, g, 5, both);
    x = 5;
    for (int t = 0; t < STEPS; x += both[t++])
        CHECK_NEAR(both[t], plain[t] - 0.03 * x, 1e-13);
}

static double first_step(double g, double eps)
{
    const struct optimizer_kind *k = optimizer_find("adam");
    double par[4] = {0.9, 0.999, eps, 0}, state[STATE_MAX] = {0}, x = 0, d;
    struct optimizer_call c = {.dim = 1, .x = &x, .g = &g, .lr = 0.1, .d = &d};
    k->step(par, state, &c);
    return -d;
}

/* ε is a clipping threshold upside down: the smaller it is, the more every gradient takes the same
 * step. The step at g = 1 over the step at g = 1e-3, where no clipping at all gives 1000. */
static void eps_is_a_soft_threshold(void)
{
    static const struct {
        double eps, ratio;
    } table[] = {{1e-8, 1}, {1e-3, 2}, {0.1, 92}, {10, 909}};
    for (int i = 0; i < 4; i++) {
        double ratio = first_step(1, table[i].eps) / first_step(1e-3, table[i].eps);
        CU_ASSERT(fabs(ratio - table[i].ratio) < 0.6 &&
                  (i > 1 || fabs(ratio - table[i].ratio) < 0.01));
    }
    /* a constant gradient: η g/(|g| + ε), the soft clip by component with γ = ε at the rate η/ε */
    const struct clip_kind *soft = clip_find("soft-component");
    for (double g = 1e-6; g < 1e7; g *= 10)
        for (double eps = 1e-4; eps < 1e3; eps *= 10) {
            double out;
            struct clip_call c = {.dim = 1, .g = &g, .norm = g, .out = &out};
            soft->apply(&eps, NULL, &c);
            CHECK_NEAR(first_step(g, eps) / (0.1 / eps * out), 1, 1e-12);
        }
}

/* Per coordinate, not by the norm: (3, 0.04) goes to (1, 1), not to (0.9999, 0.0133). */
static void adam_is_per_coordinate(void)
{
    const struct optimizer_kind *k = optimizer_find("adam");
    double par[4] = {0.9, 0.999, 1e-8, 0}, state[STATE_MAX] = {0}, x[2] = {0}, g[2] = {3, 0.04};
    double d[2];
    struct optimizer_call c = {.dim = 2, .x = x, .g = g, .lr = 1, .d = d};
    k->step(par, state, &c);
    CHECK_NEAR(-d[0], 1, 1e-6);
    CHECK_NEAR(-d[1], 1, 1e-6);
}

/* A gradient whose square is no double must not stop the run for good. */
static void squares_that_overflow(void)
{
    static const char *const names[] = {"rmsprop", "adam", "adamw"};
    double par[3][4] = {{0.99, 1e-8}, {0.9, 0.999, 1e-8, 0}, {0.9, 0.999, 1e-8, 0}};
    for (int i = 0; i < 3; i++) {
        double g[STEPS], d[STEPS];
        for (int t = 0; t < STEPS; t++)
            g[t] = t < 2 ? 1e200 : 1e-3;
        play(names[i], par[i], 0.1, g, 0, d);
        CHECK_NEAR(d[0], i ? -0.1 : -1, 1e-12);
        CU_ASSERT(isfinite(d[STEPS - 1]) && d[STEPS - 1] < 0);
        g[0] = INFINITY; /* this one is to be seen */
        play(names[i], par[i], 0.1, g, 0, d);
        CU_ASSERT(!isfinite(d[0]));
    }
}

/* β turned on the way: the correction stays that of a weighted mean. */
static void beta_turned_on_the_way(void)
{
    const struct optimizer_kind *k = optimizer_find("adam");
    double par[4] = {0.9, 0.999, 1e-8, 0}, state[STATE_MAX] = {0}, x = 0, g = 2, d;
    for (int t = 0; t < STEPS; t++) {
        struct optimizer_call c = {
            .dim = 1, .x = &x, .g = &g, .lr = 0.1, .step = (uint64_t)t, .d = &d};
        par[0] = t % 2 ? 0.5 : 0.95;
        par[1] = t % 3 ? 0.9 : 0.99;
        k->step(par, state, &c);
        CHECK_NEAR(d, -0.1, 1e-8);
    }
}

/* A run has one knob a name: none of an optimizer may be called as one of a clip rule. */
static void no_name_twice(void)
{
    for (int o = 0; optimizer_kinds[o]; o++)
        for (int i = 0; i < optimizer_kinds[o]->n_params; i++)
            for (int c = 0; clip_kinds[c]; c++)
                CU_ASSERT(!param_find(clip_kinds[c]->params, clip_kinds[c]->n_params,
                                      optimizer_kinds[o]->params[i].name));
}

static const struct check checks[] = {
    {"heavy ball and Nesterov", heavy_ball_and_nesterov},
    {"Nesterov's is the one that looks ahead", nesterov_is_the_one_that_looks_ahead},
    {"RMSProp", rmsprop},
    {"Adam and AdamW", adam_and_adamw},
    {"ε is a soft threshold", eps_is_a_soft_threshold},
    {"Adam is per coordinate", adam_is_per_coordinate},
    {"squares that overflow", squares_that_overflow},
    {"β turned on the way", beta_turned_on_the_way},
    {"no name twice", no_name_twice},
    {NULL, NULL},
};

int main(void)
{
    return check_main("moments", checks);
}
