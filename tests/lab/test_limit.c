/* The limit of η·λ that is said of a rule is where it stops converging on a quadratic. */
#include <math.h>

#include "race_setup.h"

/* The size of θ after 3000 steps from 1 where the curvature is 1, with lr a share of the limit. */
static double size_after(const char *rule, double mu, double share, double *limit)
{
    char text[300];
    snprintf(text, sizeof text,
             "problem: { kind: power, power: 2, start: 1 }\n"
             "runs: { a: { optimizer: %s%s } }\n",
             rule, mu < 0 ? "" : ", momentum: 0.5");
    struct race *race = race_of(text);
    struct run *r = &race->run[0];
    if (mu >= 0)
        CU_ASSERT_TRUE(run_set(r, "momentum", mu));
    *limit = run_limit(r);
    run_set(r, "lr", share * *limit / 2); /* f = θ², so λ = 2 */
    race_advance(race, 3000);
    double size = r->now.status == RUN_DIVERGED ? INFINITY : fabs(r->x[0]);
    race_drop(race);
    return size;
}

static void it_is_where_convergence_ends(void)
{
    static const struct {
        const char *rule;
        double mu, limit;
    } known[] = {{"gd", -1, 2},          {"momentum", 0, 2},     {"momentum", 0.5, 3},
                 {"momentum", 0.9, 3.8}, {"nesterov", 0.5, 1.5}, {"nesterov", 0.9, 3.8 / 2.8}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        double limit;
        CU_ASSERT(size_after(known[i].rule, known[i].mu, 0.98, &limit) < 1e-6);
        CHECK_NEAR(limit, known[i].limit, 1e-12);
        CU_ASSERT(size_after(known[i].rule, known[i].mu, 1.02, &limit) > 1e6);
    }
}

static void of_others_it_is_not_known(void)
{
    struct race *race = race_of("problem: { kind: quadratic }\n"
                                "runs:\n"
                                "  a: { optimizer: adam }\n"
                                "  b: { optimizer: momentum, weight-decay: 0.1 }\n");
    for (int i = 0; i < 2; i++)
        CU_ASSERT(isnan(run_limit(&race->run[i])));
    race_drop(race);
}

int main(void)
{
    static const struct check checks[] = {
        {"it is where convergence ends", it_is_where_convergence_ends},
        {"of others it is not known", of_others_it_is_not_known},
        {NULL, NULL},
    };
    return check_main("limit", checks);
}
