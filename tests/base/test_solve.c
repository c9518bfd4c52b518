#include "base/rng.h"
#include "base/solve.h"
#include "check.h"

enum { N = 6, STRIDE = 8 };

/* A random system, whose solution is known; its first pivot is 0, so that rows must change places.
 */
static void known_solutions(void)
{
    struct rng r;
    rng_seed(&r, 9);
    for (int n = 1; n <= N; n++)
        for (int round = 0; round < 50; round++) {
            double a[N][STRIDE], want[N], x[N] = {0};
            for (int i = 0; i < n; i++) {
                want[i] = rng_normal(&r);
                for (int j = 0; j < n; j++)
                    a[i][j] =
                        n > 1 && i == 0 && j == 0 ? 0 : rng_normal(&r) + 3 * (i == (j + 1) % n);
            }
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    x[i] += a[i][j] * want[j];
            CU_ASSERT_TRUE(solve_linear(a[0], STRIDE, x, n));
            for (int i = 0; i < n; i++)
                CHECK_NEAR(x[i], want[i], 1e-9);
        }
}

static void singular(void)
{
    double a[2][2] = {{1, 2}, {2, 4}}, x[2] = {1, 1}, none[1] = {NAN}, y[1] = {1};
    CU_ASSERT_FALSE(solve_linear(a[0], 2, x, 2));
    CU_ASSERT_FALSE(solve_linear(none, 1, y, 1));
}

int main(void)
{
    static const struct check checks[] = {
        {"known solutions", known_solutions},
        {"singular", singular},
        {NULL, NULL},
    };
    return check_main("solve", checks);
}
