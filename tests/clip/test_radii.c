/* The thresholds of each layer: no rule that tells one lets a layer's gradient be longer, and to
 * ask changes nothing. */
#include <string.h>

#include "clip_bench.h"

enum { CALLS = 150 };

static double length(const double *v)
{
    return sqrt(v[0] * v[0] + v[1] * v[1]);
}

/* Gradients between 1e-3 and 1e3, and one spike. */
static void gradient_at(int call, double *g)
{
    static const double base[DIM] = {0.3, -1.2, 0.02, 0.5};
    for (int i = 0; i < DIM; i++)
        g[i] = base[i] * (1 + 0.5 * ((call * (i + 3)) % 7)) * (call == 140 ? 1e3 : 1);
}

/* Of one rule: at how many calls it told the radii, and how often a layer came up to its own. */
static int told(const char *name, int *reached)
{
    static double quiet[CALLS][DIM];
    double x[DIM] = {1, 2, -1, 0.5}, g[DIM], radii[2];
    int n = 0;
    for (int ask = 0; ask < 2; ask++) {
        begin(name);
        for (int k = 0; k < CALLS; k++) {
            bool skipped = false;
            gradient_at(k, g);
            radii[0] = radii[1] = NAN;
            b.call.radii = ask ? radii : NULL;
            b.call.skipped = &skipped;
            clip_at(g, x, DIM);
            if (!ask) {
                memcpy(quiet[k], b.out, sizeof quiet[k]);
                continue;
            }
            CU_ASSERT(memcmp(quiet[k], b.out, sizeof quiet[k]) == 0);
            CU_ASSERT_EQUAL(isnan(radii[0]), isnan(radii[1]));
            n += !isnan(radii[0]);
            for (int l = 0; l < 2 && !isnan(radii[0]); l++) {
                CU_ASSERT(length(b.out + 2 * l) <= radii[l] * (1 + 1e-12));
                *reached += length(b.out + 2 * l) > 0.4 * radii[l];
            }
        }
    }
    return n;
}

static void every_rule(void)
{
    int rules = 0;
    for (int i = 0; clip_kinds[i]; i++) {
        const struct clip_kind *kind = clip_kinds[i];
        int reached = 0, n = told(kind->name, &reached);
        CU_ASSERT(!kind->by_layer || n == CALLS);
        CU_ASSERT(kind->turns || n == 0); /* one factor for all: no layer has one of its own */
        CU_ASSERT(n == 0 || reached > 0);
        rules += n > 0;
    }
    CU_ASSERT(rules >= 7);
}

/* A gradient over γ whose layers and components are all below it passes where γ is for those, and
 * only there: what gamma_of says. */
static void what_gamma_is_of(void)
{
    const double g[DIM] = {3, 3, 3, 3}, x[DIM] = {1, 1, 1, 1};
    int whole = 0, part = 0;
    for (int i = 0; clip_kinds[i]; i++) {
        const struct clip_kind *kind = clip_kinds[i];
        bool knob = param_find(kind->params, kind->n_params, "gamma") && !kind->finds_gamma;
        bool skipped = false;
        if (!knob || kind->uses_parts || kind->always || kind->mistake == CLIP_TOO_LATE)
            continue;
        begin(kind->name);
        set("gamma", 5);
        b.call.skipped = &skipped;
        clip_at(g, x, DIM);
        bool passes = !skipped && memcmp(b.out, g, sizeof g) == 0;
        if (passes != (kind->gamma_of != NULL))
            printf("\nof %s\n", kind->name);
        CU_ASSERT_EQUAL(passes, kind->gamma_of != NULL);
        whole += !passes, part += passes;
    }
    CU_ASSERT(whole >= 7 && part >= 5);
}

/* Layers of two components each: what the formulas say. */
static void by_formula(void)
{
    static const struct {
        const char *name;
        double first, second;
    } rules[] = {
        {"per-layer", 2, 2},
        {"per-tensor", 2, 2},
        {"per-variable", 2, 2}, /* the layers are its tensors here */
        {"by-value", 2 * M_SQRT2, 2 * M_SQRT2},
        {"soft-component", 2 * M_SQRT2, 2 * M_SQRT2},
    };
    const double g[DIM] = {30, 40, 5, 12}, x[DIM] = {3, 4, 0, 0};
    double radii[2];
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        begin(rules[i].name);
        set("gamma", 2);
        radii[0] = radii[1] = NAN;
        b.call.radii = radii;
        clip_at(g, x, DIM);
        CHECK_NEAR(radii[0], rules[i].first, 1e-15);
        CHECK_NEAR(radii[1], rules[i].second, 1e-15);
    }
    begin("agc"); /* a unit for each layer, and of zero weights the floor */
    radii[0] = radii[1] = NAN;
    b.call.radii = radii;
    clip_at(g, x, DIM);
    CHECK_NEAR(radii[0], 0.01 * 5, 1e-15);
    CHECK_NEAR(radii[1], 0.01 * 1e-3, 1e-15);
    begin("adagc"); /* after one step of warm-up: λ times the least norm of each */
    set("warmup", 1);
    set("gamma", 1e3);
    clip_at(g, x, DIM);
    radii[0] = radii[1] = NAN;
    b.call.radii = radii;
    clip_at(g, x, DIM);
    CHECK_NEAR(radii[0], 1.05 * 50, 1e-15);
    CHECK_NEAR(radii[1], 1.05 * 13, 1e-15);
}

int main(void)
{
    static const struct check checks[] = {
        {"every rule", every_rule},
        {"what gamma is of", what_gamma_is_of},
        {"by formula", by_formula},
        {NULL, NULL},
    };
    return check_main("radii", checks);
}
