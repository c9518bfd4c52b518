/* What the rules that clip in parts take for a part: layers, variables, the units of a weight. */
#include "base/vec.h"
#include "race_setup.h"

/* Two layers, 2 to 8 to 2: weight 16, bias 8, weight 16, bias 2. Some of its units are dead. */
enum { WEIGHT = 16, UNITS = 8, IN = 2, DIM = 42 };
static const char network[] =
    "problem: { kind: network, layers: 2 8 2, data: moons, samples: 50, seed: 3, init-scale: 6 }\n"
    "runs:\n"
    "  agc: { lr: 1, clip: agc, ratio: 0.01 }\n"
    "  variable: { lr: 1, clip: per-variable, gamma: 0.05 }\n"
    "  layer: { lr: 1, clip: per-layer, gamma: 0.05 }\n"
    "probe: { every: 0 }\n"
    "steps: 1\n";

/* What clipping multiplied entry i with. */
static double factor_at(const struct run *r, int i)
{
    return r->clipped[i] / r->g[i];
}

static double block_norm(const double *v, int first, int n)
{
    return vec_norm(v + first, n);
}

/* A row of the first weight is a unit, and its factor is λ‖w‖/‖g‖ (Brock et al. 2021, worked out
 * apart with NumPy); the bias is one of its own. */
static void agc_by_unit(void)
{
    static const double want[UNITS] = {1, 0, .0188, .6255, .1991, .2736, .0645, 1};
    struct race *race = race_of(network);
    struct run *r = &race->run[0];
    run_settle(r);
    CU_ASSERT_EQUAL_FATAL(r->dim, DIM);
    for (int u = 0; u < UNITS; u++)
        for (int i = IN * u; i < IN * (u + 1); i++)
            if (want[u] > 0)
                CU_ASSERT(fabs(factor_at(r, i) - want[u]) < 5e-5);
    double limit = 0.01 * fmax(block_norm(r->x, WEIGHT, UNITS), 1e-3);
    CU_ASSERT(limit < block_norm(r->g, WEIGHT, UNITS)); /* else it asks nothing */
    CHECK_NEAR(block_norm(r->clipped, WEIGHT, UNITS) / limit, 1, 1e-12);
    race_drop(race);
}

static void variables_and_layers(void)
{
    static const int first[] = {0, 16, 24, 40, 42}, layer[] = {0, 24, 42};
    struct race *race = race_of(network);
    struct run *by_variable = &race->run[1], *by_layer = &race->run[2];
    run_settle(by_variable);
    run_settle(by_layer);
    CU_ASSERT(by_variable->n_tensors == 4 && by_variable->n_blocks == 2);
    for (int v = 0; v < 4; v++) {
        int n = first[v + 1] - first[v];
        CU_ASSERT(block_norm(by_variable->g, first[v], n) > 0.05);
        CHECK_NEAR(block_norm(by_variable->clipped, first[v], n), 0.05, 1e-6);
    }
    for (int l = 0; l < 2; l++)
        CHECK_NEAR(block_norm(by_layer->clipped, layer[l], layer[l + 1] - layer[l]), 0.05, 1e-15);
    race_drop(race);
}

/* With layer norm, without biases: whatever arrays there are, they follow on each other. */
static void variables_are_all(void)
{
    static const char *const settings[] = {"", ", layer-norm: yes", ", bias: no"};
    static const int counts[] = {6, 10, 3};
    for (int i = 0; i < 3; i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "problem: { kind: network, layers: 2 5 4 2, data: moons, samples: 20%s }\n"
                 "runs: { a: { clip: agc } }\nprobe: { every: 0 }\n",
                 settings[i]);
        struct race *race = race_of(text);
        const struct run *r = &race->run[0];
        int at = 0;
        CU_ASSERT_EQUAL(r->n_tensors, counts[i]);
        for (int v = 0; v < r->n_tensors; v++) {
            CU_ASSERT(r->tensors[v].first == at && r->tensors[v].count > 0);
            CU_ASSERT(r->tensors[v].count % (int)fmax(1, r->tensors[v].units) == 0);
            at += r->tensors[v].count;
        }
        CU_ASSERT_EQUAL(at, r->dim);
        CU_ASSERT(r->tensors[0].units == 5 && r->tensors[r->n_tensors - 1].count > 0);
        race_drop(race);
    }
}

/* ½(uv − 1)² is a network of two layers: from (6, 0.1) the gradient is (−0.04, −2.4). */
static void product_has_two_layers(void)
{
    struct race *race = race_of("problem: { kind: product, start: [6, 0.1] }\n"
                                "runs:\n"
                                "  layer: { lr: 1, clip: per-layer, gamma: 1 }\n"
                                "  variable: { lr: 1, clip: per-variable, gamma: 1 }\n"
                                "  agc: { lr: 1, clip: agc, ratio: 0.01 }\n");
    static const double v[] = {-1, -2.4 / 2.400001, -0.001};
    for (int i = 0; i < 3; i++) {
        struct run *r = &race->run[i];
        run_settle(r);
        CHECK_NEAR(r->clipped[0], -0.04, 1e-15);
        CHECK_NEAR(r->clipped[1], v[i], 1e-15);
    }
    race_drop(race);
}

static const struct check checks[] = {
    {"AGC by unit", agc_by_unit},
    {"variables and layers", variables_and_layers},
    {"variables are all", variables_are_all},
    {"product has two layers", product_has_two_layers},
    {NULL, NULL},
};

int main(void)
{
    return check_main("units", checks);
}
