/* Eigenvalues of small dense matrices. */
#include "base/eigen.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"
#include "base/vec.h"
#include "check.h"

enum { MOST = 64 };
static const double pi = 3.14159265358979323846;

/* Rising; vectors of length 1 and at right angles; each goes to its own multiple of itself; and all
 * of that within rounding of the greatest. */
static void check_pairs(const double *a, int n, double *w)
{
    static double used[MOST * MOST], v[MOST * MOST];
    memcpy(used, a, (size_t)n * (size_t)n * sizeof *a);
    CU_ASSERT_TRUE_FATAL(eigen_symmetric(used, n, w, v));
    double most = fmax(fabs(w[0]), fabs(w[n - 1])), off = 0, turned = 0;
    for (int i = 0; i < n; i++) {
        CU_ASSERT(i == 0 || w[i - 1] <= w[i]);
        for (int j = 0; j < n; j++) {
            off = fmax(off, fabs(vec_dot(a + j * n, v + i * n, n) - w[i] * v[i * n + j]));
            turned = fmax(turned, fabs(vec_dot(v + j * n, v + i * n, n) - (i == j)));
        }
    }
    CU_ASSERT(off <= 1e-14 * n * most);
    CU_ASSERT(turned <= 1e-14 * n);
}

/* Second differences: 2 − 2 cos(kπ/(n + 1)). */
static void known_values(void)
{
    for (int n = 1; n <= MOST; n++) {
        static double a[MOST * MOST];
        double w[MOST];
        memset(a, 0, sizeof a);
        for (int i = 0; i < n; i++) {
            a[i * n + i] = 2;
            if (i > 0)
                a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
        }
        check_pairs(a, n, w);
        for (int k = 1; k <= n; k++)
            CHECK_NEAR(w[k - 1], 2 - 2 * cos(k * pi / (n + 1)), 1e-13);
    }
}

static void random_matrices(void)
{
    static double a[MOST * MOST];
    double w[MOST];
    struct rng rng;
    rng_seed(&rng, 1);
    for (int n = 1; n <= MOST; n += 1 + n / 5) {
        double trace = 0, sum = 0;
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                a[i * n + j] = a[j * n + i] = rng_normal(&rng) * (n % 2 ? 1 : 1e100);
        check_pairs(a, n, w);
        for (int i = 0; i < n; i++)
            trace += a[i * n + i], sum += w[i];
        CU_ASSERT(fabs(trace - sum) <= 1e-13 * n * fmax(fabs(w[0]), fabs(w[n - 1])));
    }
}

/* Values that are the same, are none, or lie far apart. */
static void special_matrices(void)
{
    double zero[9] = {0}, ones[16], w[4] = {1, 1, 1, 1}, v[16];
    double far[4] = {1e200, 1e-10, 1e-10, 1e-200}, same[9] = {2, 0, 0, 0, 2, 0, 0, 0, 2};
    for (int i = 0; i < 16; i++)
        ones[i] = 1;
    check_pairs(zero, 3, w);
    CU_ASSERT(w[0] == 0 && w[2] == 0);
    check_pairs(same, 3, w);
    CU_ASSERT(w[0] == 2 && w[2] == 2);
    check_pairs(ones, 4, w);
    CU_ASSERT(fabs(w[2]) < 1e-15 && fabs(w[3] - 4) < 1e-14);
    check_pairs(far, 2, w);
    CU_ASSERT(w[1] == 1e200);
    far[1] = NAN;
    CU_ASSERT(!eigen_symmetric(far, 2, w, v));
    zero[8] = INFINITY;
    CU_ASSERT(!eigen_symmetric(zero, 3, w, v));
}

int main(void)
{
    static const struct check checks[] = {
        {"known values", known_values},
        {"random matrices", random_matrices},
        {"special matrices", special_matrices},
        {NULL, NULL},
    };
    return check_main("eigen", checks);
}
