/* Rules that are one another under other names, to rounding: what the text and its sources say
 * of hard and soft clipping, normalised gradients, Adam and the theory's step. */
#include "base/vec.h"
#include "setup.h"

enum { STEPS = 60 };

static const double start[2] = {3, -2};

struct half { /* a run, and the parameters that are set besides lr and γ */
    const char *optimizer, *clip;
    double lr, gamma;
    struct {
        const char *name;
        double value;
    } set[3];
};

static void begin(struct run *r, const struct problem *p, const struct half *h)
{
    setup_run(r, p, h->optimizer, h->clip, h->lr, h->gamma, 0);
    for (int i = 0; i < 3 && h->set[i].name; i++)
        CU_ASSERT_FATAL(run_set(r, h->set[i].name, h->set[i].value));
    run_restart(r);
}

/* The farthest that two runs come apart, relative to where they are; how far they went in *way. */
static double apart(const char *kind, const struct half *a, const struct half *b, double *way)
{
    struct problem p;
    struct run r, q;
    double most = 0;
    setup_problem(&p, kind, NULL, 0, 2, start);
    begin(&r, &p, a);
    begin(&q, &p, b);
    for (int t = 0; t < STEPS; t++) {
        run_step(&r);
        run_step(&q);
        double size = fmax(vec_norm(q.x, 2), 1);
        most = fmax(most, vec_distance(r.x, q.x, 2) / size);
    }
    *way = vec_distance(r.x, start, 2);
    run_release(&r);
    run_release(&q);
    problem_close(&p);
    return most;
}

static const struct {
    const char *what;
    struct half a, b;
    double tolerance;
} pairs[] = {
    /* 1/(L0 + L1 g) = (1/L0) γ/(g + γ), γ = L0/L1 */
    {"the theory's step is the soft clip with γ = L0/L1 at the rate 1/L0",
     {"theory", "none", 1, 0, {{"L0", 20}, {"L1", 4}}},
     {"gd", "soft", 1 / 20.0, 20 / 4.0, {{NULL, 0}}},
     1e-12},
    /* η/(g + β) = (η/β) β/(g + β) */
    {"the normalised gradient is the soft clip with γ = β at the rate η/β",
     {"gd", "normalized", 0.02, 0, {{"beta", 0.5}}},
     {"gd", "soft", 0.02 / 0.5, 0.5, {{NULL, 0}}},
     1e-12},
    /* β → 0 */
    {"with β = 0 it is the optimizer normalized",
     {"gd", "normalized", 0.02, 0, {{"beta", 1e-30}}},
     {"normalized", "none", 0.02, 0, {{NULL, 0}}},
     1e-12},
    /* η g/(|g| + ε) = (η/ε) g ε/(|g| + ε) */
    {"Adam without memory is the soft clip by component with γ = ε at the rate η/ε",
     {"adam", "none", 0.02, 0, {{"beta1", 0}, {"beta2", 0}, {"eps", 0.3}}},
     {"gd", "soft-component", 0.02 / 0.3, 0.3, {{NULL, 0}}},
     1e-12},
    {"RMSProp without memory is Adam without memory",
     {"rmsprop", "none", 0.02, 0, {{"decay", 0}, {"eps", 0.3}}},
     {"adam", "none", 0.02, 0, {{"beta1", 0}, {"beta2", 0}, {"eps", 0.3}}},
     1e-12},
    {"with a large ε it is plain descent at the rate η/ε",
     {"adam", "none", 1e8, 0, {{"beta1", 0}, {"beta2", 0}, {"eps", 1e10}}},
     {"gd", "none", 0.01, 0, {{NULL, 0}}},
     1e-6},
    {"momentum 0 is plain descent",
     {"momentum", "hard", 0.02, 0.7, {{"momentum", 0}}},
     {"gd", "hard", 0.02, 0.7, {{NULL, 0}}},
     0},
    {"a threshold that nothing reaches is none",
     {"gd", "hard", 0.004, 1e12, {{NULL, 0}}},
     {"gd", "none", 0.004, 0, {{NULL, 0}}},
     0},
    {"one that all reach is the normalised step ηγ",
     {"gd", "hard", 20, 0.001, {{NULL, 0}}},
     {"normalized", "none", 0.02, 0, {{NULL, 0}}},
     1e-12},
    {"a decay of 0 leaves Adam",
     {"adamw", "none", 0.02, 0, {{"weight-decay", 0}}},
     {"adam", "none", 0.02, 0, {{NULL, 0}}},
     0},
    {"an update that is not cut leaves Adam",
     {"adam-then-clip", "none", 0.02, 0, {{"longest", 1e9}}},
     {"adam", "none", 0.02, 0, {{NULL, 0}}},
     0},
    {"L1 near 0: the logarithmic step is plain descent at 1/L0",
     {"log-step", "none", 1, 0, {{"L0", 200}, {"L1", 1e-9}}},
     {"gd", "none", 1 / 200.0, 0, {{NULL, 0}}},
     1e-6},
    {"a = 0: the step for general smoothness is plain descent at 1/K",
     {"tyurin", "none", 1, 0, {{"K", 200}, {"a", 0}}},
     {"gd", "none", 1 / 200.0, 0, {{NULL, 0}}},
     1e-12},
};

/* On a bowl and in a bent valley; both runs go somewhere, and with another threshold elsewhere. */
static void they_are_one_run(void)
{
    static const char *const problems[] = {"quadratic", "bent-valley"};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        for (int k = 0; k < 2; k++) {
            double way, far = apart(problems[k], &pairs[i].a, &pairs[i].b, &way);
            if (!(far <= pairs[i].tolerance && way > 1e-3))
                printf("\n%s, on %s: apart by %g after a way of %g\n", pairs[i].what, problems[k],
                       far, way);
            CU_ASSERT(far <= pairs[i].tolerance && way > 1e-3);
        }
}

/* γ = 1/L1, as it is told, is another rule wherever L0 is not 1. */
static void told_and_true(void)
{
    const struct half theory = {"theory", "none", 1, 0, {{"L0", 20}, {"L1", 4}}};
    const struct half told = {"gd", "soft", 1 / 20.0, 1 / 4.0, {{NULL, 0}}};
    const struct half unit = {"theory", "none", 1, 0, {{"L0", 1}, {"L1", 40}}};
    const struct half same = {"gd", "soft", 1, 1 / 40.0, {{NULL, 0}}};
    double way;
    CU_ASSERT(apart("quadratic", &theory, &told, &way) > 0.1);
    CU_ASSERT(apart("quadratic", &unit, &same, &way) < 1e-12);
}

static const struct check checks[] = {
    {"they are one run", they_are_one_run},
    {"told and true", told_and_true},
    {NULL, NULL},
};

int main(void)
{
    return check_main("equalities", checks);
}
