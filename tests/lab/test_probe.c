/* The top eigenvalue of Hessians whose spectrum is known. */
#include "check.h"
#include "lab/probe.h"

enum { N = 40 };

static double hessian[N + 1][N + 1];
static int products_seen;

static void hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                     const double *v, double *out)
{
    (void)work;
    (void)x;
    (void)draw;
    products_seen++;
    for (int i = 0; i < p->dim; i++) {
        out[i] = 0;
        for (int j = 0; j < p->dim; j++)
            out[i] += hessian[i][j] * v[j];
    }
}

static const struct problem_kind fake = {.name = "fake", .hess_vec = hess_vec};

static double sharpness(int dim, double *vec)
{
    struct problem p = {.kind = &fake, .dim = dim};
    double x[N + 1] = {0};
    uint64_t products = 0;
    products_seen = 0;
    double top = probe_sharpness(&p, NULL, x, 0, vec, &products);
    CU_ASSERT((int)products == products_seen);
    return top;
}

static uint64_t seed = 3;
static double uniform(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 11) / 9007199254740992.0;
}

/* Q diag(lambda) Qᵀ with Q a product of random plane rotations; q is Q. */
static void make(int n, const double *lambda, double q[N][N])
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            q[i][j] = i == j;
    for (int k = 0; k < 4 * n && n > 1; k++) {
        int a = (int)(uniform() * n), b = (a + 1 + (int)(uniform() * (n - 1))) % n;
        double t = 6.3 * uniform(), c = cos(t), s = sin(t);
        for (int i = 0; i < n; i++) {
            double u = q[i][a], w = q[i][b];
            q[i][a] = c * u - s * w, q[i][b] = s * u + c * w;
        }
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++) {
            hessian[i][j] = 0;
            for (int k = 0; k < n; k++)
                hessian[i][j] += q[i][k] * lambda[k] * q[j][k];
        }
}

static void check_spectrum(int n, const double *lambda, int top)
{
    static double q[N][N];
    double vec[N], dot = 0;
    make(n, lambda, q);
    CHECK_NEAR(sharpness(n, vec), lambda[top], 1e-12);
    for (int i = 0; i < n; i++)
        dot += vec[i] * q[i][top];
    CHECK_NEAR(fabs(dot), 1, 1e-9);
    CU_ASSERT(sharpness(n, NULL) == sharpness(n, vec));
}

static void one(void)
{
    double vec = 0;
    hessian[0][0] = -7;
    CU_ASSERT(sharpness(1, &vec) == -7 && vec == 1);
}

static void known_spectra(void)
{
    for (int n = 2; n <= N; n = n < 5 ? n + 1 : n * 2) {
        double lambda[N];
        /* The trap of power iteration: the eigenvalue of largest size is the most negative. */
        for (int i = 0; i < n; i++)
            lambda[i] = -1000 + 10 * i;
        lambda[n / 2] = 31;
        check_spectrum(n, lambda, n / 2);
        for (int i = 0; i < n; i++)
            lambda[i] = -2 - i; /* all negative */
        check_spectrum(n, lambda, 0);
        for (int i = 0; i < n; i++)
            lambda[i] = uniform();
        lambda[n - 1] = 1.5;
        check_spectrum(n, lambda, n - 1);
    }
}

static void two_by_two(void)
{
    double vec[2];
    hessian[0][0] = 2, hessian[0][1] = hessian[1][0] = 0, hessian[1][1] = 2;
    CU_ASSERT(sharpness(2, vec) == 2);
    CHECK_NEAR(hypot(vec[0], vec[1]), 1, 1e-15);
    hessian[0][1] = hessian[1][0] = 1e-9; /* (1, 1)/√2, all but lost beside the 2 */
    CHECK_NEAR(sharpness(2, vec), 2 + 1e-9, 1e-15);
    CHECK_NEAR(fabs(vec[0] + vec[1]), sqrt(2), 1e-12);
    hessian[0][0] = 0, hessian[0][1] = hessian[1][0] = 3, hessian[1][1] = 0;
    CHECK_NEAR(sharpness(2, vec), 3, 1e-15);
    hessian[0][0] = 1e308, hessian[1][1] = 1.5e308, hessian[0][1] = hessian[1][0] = 0;
    CHECK_NEAR(sharpness(2, vec) / 1.5e308, 1, 1e-15); /* no overflow on the way */
    CHECK_NEAR(fabs(vec[1]), 1, 1e-15);
}

static void what_is_not_measured(void)
{
    static const struct problem_kind unknown = {.name = "no products"};
    struct problem small = {.kind = &unknown, .dim = 3};
    double at[3] = {0};
    uint64_t products = 0;
    CU_ASSERT(isnan(probe_sharpness(&small, NULL, at, 0, NULL, &products)));
    CU_ASSERT_EQUAL(products, 0);
    CU_ASSERT(isnan(sharpness(N + 1, NULL)) && products_seen == 0);
    for (int n = 1; n <= 3; n++) {
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                hessian[i][j] = 1;
        hessian[n - 1][0] = NAN;
        CU_ASSERT(isnan(sharpness(n, NULL)));
        hessian[n - 1][0] = INFINITY;
        CU_ASSERT(isnan(sharpness(n, NULL)));
    }
}

static const struct check checks[] = {
    {"one dimension", one},
    {"known spectra", known_spectra},
    {"two by two", two_by_two},
    {"what is not measured", what_is_not_measured},
    {NULL, NULL},
};

int main(void)
{
    return check_main("probe", checks);
}
