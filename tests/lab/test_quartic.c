/* θ⁴ against numbers computed beforehand in 64-bit floating point, to every digit: the text's three
 * methods, the fixed rates, and the step rules of the (L0, L1) literature. */
#include <stdlib.h>

#include "setup.h"

static const uint64_t steps_41[] = {0,  1,  2,   5,   10,  20,   44,   45,
                                    46, 50, 100, 200, 500, 1000, 5000, 10000};

struct three {
    const char *clip;
    double lr;
    const char *theta[16], *loss[16];
};

static const struct three table_41[] = {
    {"none",
     0.01,
     {"5", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0"},
     {"625", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0"}},
    {"hard",
     0.1,
     {"5", "4.9", "4.8", "4.5", "4", "3", "0.6", "0.5136", "0.459408017818", "0.347204241783",
      "0.142296300118", "0.08771588083", "0.0519454361752", "0.036013193779", "0.0158669735497",
      "0.0111996468636"},
     {"625", "576.48", "530.842", "410.063", "256", "81", "0.1296", "0.0695825", "0.0445445",
      "0.0145325", "0.000409991", "5.91988e-05", "7.28098e-06", "1.68208e-06", "6.33835e-08",
      "1.57332e-08"}},
    {"soft",
     0.1,
     {"5", "4.9001996008", "4.80041162085", "4.50113326597", "4.00270870933", "3.00846027734",
      "0.779995308127", "0.714499795701", "0.655166120874", "0.479589476038", "0.152517640606",
      "0.0901230395544", "0.0524525711662", "0.0361838514677", "0.0158818023015", "0.011204883895"},
     {"625", "576.574", "531.024", "410.476", "256.694", "81.9176", "0.370142", "0.26062",
      "0.184249", "0.0529028", "0.000541103", "6.59695e-05", "7.5695e-06", "1.71419e-06",
      "6.36208e-08", "1.57627e-08"}},
};

static void three_methods(void)
{
    struct problem p;
    struct run r;
    setup_quartic(&p, 5);
    for (int m = 0; m < 3; m++) {
        setup_run(&r, &p, "gd", table_41[m].clip, table_41[m].lr, 1, 1);
        for (int i = 0; i < 16; i++) {
            setup_steps(&r, steps_41[i]);
            CU_ASSERT(r.now.step == steps_41[i]);
            CHECK_TEXT(setup_digits(r.x[0], 12), table_41[m].theta[i]);
            CHECK_TEXT(setup_digits(r.now.loss, 6), table_41[m].loss[i]);
        }
        CU_ASSERT(r.notes.evals == 10001);
        run_release(&r);
    }
    problem_close(&p);
}

/* Of a run from 5: the first step with |θ| < 0.1, with ‖∇f‖ < 1 and with f < 1e-8. */
static void firsts(const struct problem *p, const char *clip, long theta, long grad, long loss)
{
    struct run r;
    setup_run(&r, p, "gd", clip, 0.1, 1, 0);
    CU_ASSERT(setup_steps_to_grad(&r, 1, 1000) == grad);
    if (strcmp(clip, "hard") == 0)
        CU_ASSERT(r.notes.clipped_steps == 44 &&
                  r.last.clip_factor < 1);                   /* 5 to 0.6 by 0.1, no more */
    CU_ASSERT(setup_steps_to_loss(&r, 1e-4, 1000) == theta); /* f < 1e-4 is |θ| < 0.1 */
    CU_ASSERT(fabs(r.x[0]) < 0.1);
    CU_ASSERT(setup_steps_to_loss(&r, 1e-8, 20000) == loss);
    CU_ASSERT(r.notes.clipped_steps == (strcmp(clip, "hard") == 0 ? 44 : (uint64_t)loss));
    run_release(&r);
}

static void first_steps(void)
{
    struct problem p;
    setup_quartic(&p, 5);
    firsts(&p, "hard", 163, 44, 12535);
    firsts(&p, "soft", 172, 47, 12544);
    problem_close(&p);
}

struct fixed {
    double lr;
    long target, diverged; /* first step with f < 1e-8, step of divergence; -1: never */
    const char *theta[6];  /* from step 0 */
    const char *at_100, *at_1000;
};

static const struct fixed table_42[] = {
    {0.001, 1249986, -1, {"5", "4.5", "4.1355"}, "1.07899", "0.351964"},
    {0.005, 249989, -1, {"5", "2.5", "2.1875", "1.97815"}, "0.486694", "0.157545"},
    {0.0099, 121211, -1, {"5", "0.05", "0.049995"}, "0.049517", NULL},
    {0.01, 1, -1, {"5", "0"}, NULL, NULL},
    {0.0101, 118811, -1, {"5", "-0.05"}, NULL, NULL},
    {0.0199, 61819, -1, {"5", "-4.95", "4.70448", "-3.58346", "0.079413"}, NULL, NULL},
    {0.02, -1, -1, {"5", "-5", "5", "-5", "5", "-5"}, "5", "5"},
    {0.0201, -1, 8, {"5", "-5.05", "5.30453", "-6.69587", "17.4408", "-409.094"}, NULL, NULL},
    {0.05, -1, 5, {"5", "-20", "1580", "-7.88861e+08"}, NULL, NULL},
    {0.1, -1, 4, {"5", "-45", "36405", "-1.92994e+13"}, NULL, NULL},
};

static void fixed_rates(void)
{
    struct problem p;
    struct run r;
    setup_quartic(&p, 5);
    for (size_t i = 0; i < sizeof table_42 / sizeof table_42[0]; i++) {
        const struct fixed *t = &table_42[i];
        setup_run(&r, &p, "gd", "none", t->lr, 0, 0);
        for (uint64_t k = 0; k < 6 && t->theta[k]; k++) {
            setup_steps(&r, k);
            CHECK_TEXT(setup_digits(r.x[0], 6), t->theta[k]);
        }
        if (t->at_100) {
            setup_steps(&r, 100);
            CHECK_TEXT(setup_digits(r.x[0], 5 + (fabs(r.x[0]) > 0.1)), t->at_100);
        }
        if (t->at_1000) {
            setup_steps(&r, 1000);
            CHECK_TEXT(setup_digits(r.x[0], 6), t->at_1000);
        }
        if (t->target < 0)
            setup_steps(&r, 2000);
        else
            run_restart(&r);
        CU_ASSERT((r.now.status == RUN_DIVERGED) == (t->diverged >= 0));
        if (t->diverged >= 0)
            CU_ASSERT((long)r.now.step == t->diverged && (long)r.notes.status_step == t->diverged);
        if (t->target >= 0)
            CU_ASSERT(setup_steps_to_loss(&r, 1e-8, 2000000) == t->target);
        if (t->lr == 0.0101) { /* −0.05·(1 − 0.000101): its sixth digit is a matter of rounding */
            run_restart(&r);
            setup_steps(&r, 2);
            CHECK_NEAR(r.x[0], -0.04999495, 1e-13);
        }
        if (t->lr == 0.02)
            CU_ASSERT(r.now.status == RUN_CYCLING && r.x[0] == 5); /* to the bit, at an even step */
        run_release(&r);
    }
    problem_close(&p);
}

static const uint64_t steps_43[] = {0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

struct rule {
    const char *optimizer, *clip;
    double lr, gamma;
    const char *theta[11];
    long target;
};

/* L0 = 4, L1 = 2 (the defaults), from 5. Two of the rules are gd with a clip: Zhang et al.'s
 * theorem 3, η = 1/(10 L0), γ = min(10 L0, L0/L1); and Gorbunov et al.'s ν/2/(L0 + L1 g) with
 * ν = e^-ν, which is the soft clip at γ = L0/L1, η = ν/(2 L0). */
static const struct rule table_43[] = {
    {"theory",
     "none",
     0,
     0,
     {"5", "4.50199203", "4.00471694", "2.52326577", "0.523236354", "0.198944982", "0.107351421",
      "0.0729713776", "0.0507147137", "0.0317799461", "0.0224103491"},
     5004},
    {"simplified",
     "none",
     0,
     0,
     {"5", "4.66755319", "4.33530896", "3.34061949", "1.70771776", "0.260540232", "0.114449625",
      "0.0750844868", "0.0514089437", "0.031948928", "0.022469432"},
     5009},
    {"log-step",
     "none",
     0,
     0,
     {"5", "4.65442342", "4.30908492", "3.27552931", "1.58560048", "0.251760165", "0.113699281",
      "0.0748731297", "0.0513411993", "0.0319326827", "0.0224637827"},
     5008},
    {"min-step",
     "none",
     0,
     0,
     {"5", "4.83333333", "4.66666667", "4.16666667", "3.33333333", "1.66666667", "0.187877033",
      "0.112432095", "0.074592495", "0.0456214968", "0.0319275462"},
     10018},
    {"gd",
     "hard",
     0.025,
     2,
     {"5", "4.95", "4.9", "4.75", "4.5", "4", "2.5", "0.450110193", "0.199274421", "0.108232551",
      "0.0734258051"},
     50070},
    {"gd",
     "soft",
     0.567143290409784 / 8,
     2,
     {"5", "4.85877906", "4.7176086", "4.29446673", "3.59106048", "2.20293328", "0.309144213",
      "0.160589653", "0.102253467", "0.0613075334", "0.0426455153"},
     17661},
    {"exact-1d",
     "none",
     0,
     0,
     {"5", "2.23727353", "0.660972492", "0.313967233", "0.217690645", "0.154242058", "0.098396534",
      "0.0699699133", "0.0496752475", "0.031519291", "0.0223183427"},
     4996},
    {"polyak",
     "none",
     0,
     0,
     {"5", "3.75", "2.8125", "1.18652344", "0.281567574", "0.0158560597", "2.83160828e-06",
      "1.60360109e-12", "5.14307293e-25", "5.29621331e-51", "5.29621331e-51"},
     22},
    {"newton",
     "none",
     0,
     0,
     {"5", "3.33333333", "2.22222222", "0.658436214", "0.0867076496", "0.0015036433",
      "7.84164273e-09", "1.22982721e-17", "3.02494995e-35", "4.29047008e-51", "4.29047008e-51"},
     16},
    {"tyurin",
     "none",
     0,
     0,
     {"5", "3.70039475", "2.73858426", "1.1100953", "0.246462315", "0.0121487345", "1.45503217e-06",
      "4.23423726e-13", "3.58575303e-26", "5.21687252e-51", "5.21687252e-51"},
     21},
    {"normalized",
     "none",
     0.05,
     0,
     {"5", "4.95", "4.9", "4.75", "4.5", "4", "2.5", "9.39526235e-15", "9.39526235e-15",
      "9.39526235e-15", "9.39526235e-15"},
     100},
};

static void step_rules(void)
{
    struct problem p;
    struct run r;
    setup_quartic(&p, 5);
    for (size_t i = 0; i < sizeof table_43 / sizeof table_43[0]; i++) {
        const struct rule *t = &table_43[i];
        setup_run(&r, &p, t->optimizer, t->clip, t->lr, t->gamma, 0);
        for (int k = 0; k < 11; k++) {
            setup_steps(&r, steps_43[k]);
            CHECK_TEXT(setup_digits(r.x[0], 9), t->theta[k]);
        }
        run_restart(&r);
        CU_ASSERT(setup_steps_to_loss(&r, 1e-8, 60000) == t->target);
        run_release(&r);
    }
    problem_close(&p);
}

/* The step 1/(L0 + L1‖∇f‖) is the soft clip with γ = L0/L1 and lr = 1/L0. To rounding: the two are
 * not the same operations, and differ in the last bits. */
static void theory_is_soft_clip(void)
{
    struct problem p;
    struct run theory, soft;
    double worst = 0;
    setup_quartic(&p, 5);
    setup_run(&theory, &p, "theory", "none", 0, 0, 0);
    setup_run(&soft, &p, "gd", "soft", 1.0 / 4, 4.0 / 2, 0);
    for (int i = 0; i < 5000; i++) {
        run_step(&theory);
        run_step(&soft);
        worst = fmax(worst, fabs(theory.x[0] / soft.x[0] - 1));
    }
    CU_ASSERT(worst < 1e-13 && soft.x[0] < 0.0101 && soft.x[0] > 0.0099);
    run_release(&theory);
    run_release(&soft);
    problem_close(&p);
}

struct threshold {
    double L0, L1;
    int right, wrong;  /* of 97 starts, how many reach |θ| < 0.01 with γ = L0/L1 and γ = 1/L1 */
    long right_median; /* steps, of those that reach it */
    const char *wrong_worst; /* |θ| at the end of those that do not */
};

/* The text says γ = 1/L1; the algebra says γ = L0/L1. They agree at L0 = 1 alone. */
static const struct threshold table_44[] = {
    {100, 0.4, 0, 0, 0, NULL},       {1, 4, 97, 97, 1263, NULL},
    {0.25, 8, 97, 97, 344, NULL},    {0.04, 20, 97, 22, 137, "0.589"},
    {0.01, 40, 97, 5, 190, "1.246"}, {0.0016, 100, 97, 0, 451, "3.125"},
};

static int ascending(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

static int count_reached(double L0, double gamma, long *median, double *worst)
{
    struct problem p;
    struct run r;
    long steps[97];
    int reached = 0;
    *worst = 0;
    setup_quartic(&p, 5);
    setup_run(&r, &p, "gd", "soft", 1 / L0, gamma, 0);
    for (int i = 0; i < 97; i++) {
        double start = 3 + 3 * i / 96.0;
        run_start_at(&r, &start);
        long n = setup_steps_to_loss(&r, 1e-8, 20000);
        if (n >= 0)
            steps[reached++] = n;
        else
            *worst = fmax(*worst, fabs(r.x[0]));
    }
    qsort(steps, (size_t)reached, sizeof steps[0], ascending);
    *median = reached ? steps[reached / 2] : 0;
    run_release(&r);
    problem_close(&p);
    return reached;
}

static void right_and_wrong_threshold(void)
{
    for (size_t i = 0; i < sizeof table_44 / sizeof table_44[0]; i++) {
        const struct threshold *t = &table_44[i];
        long median;
        double worst;
        CU_ASSERT(count_reached(t->L0, t->L0 / t->L1, &median, &worst) == t->right);
        CU_ASSERT(median == t->right_median);
        CU_ASSERT(count_reached(t->L0, 1 / t->L1, &median, &worst) == t->wrong);
        if (t->wrong_worst)
            CHECK_TEXT(setup_digits(worst, t->L0 == 0.04 ? 3 : 4), t->wrong_worst);
    }
}

static const struct check checks[] = {
    {"the text's three methods", three_methods},
    {"first steps", first_steps},
    {"fixed rates", fixed_rates},
    {"step rules", step_rules},
    {"the theory's step is the soft clip", theory_is_soft_clip},
    {"right and wrong threshold", right_and_wrong_threshold},
    {NULL, NULL},
};

int main(void)
{
    return check_main("quartic", checks);
}
