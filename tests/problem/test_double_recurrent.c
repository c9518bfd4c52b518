/* Recurrent networks in double: gradients and products against differences through the whole
 * problem, the data, and the derivatives through time against differences of the states. */
#include <stdlib.h>
#include <string.h>

#include "base/eigen.h"
#include "base/memory.h"
#include "base/rng.h"
#include "base/vec.h"
#include "network_setup.h"
#include "problem/network_jacobian.h"
#include "problem/network_say.h"

_Static_assert(sizeof(real) == 8, "built with -DNET_DOUBLE");

static void open_kind(struct problem *p, const char *const *settings)
{
    char why[300] = "";
    bool ok = network_setup(p, &problem_recurrent, settings, why, sizeof why);
    if (!ok)
        printf("\n%s\n", why);
    CU_ASSERT_TRUE_FATAL(ok);
}

static void check_slopes(const struct problem *p, void *work, double *x, const double *g)
{
    int zeros = 0;
    double scale = vec_norm(g, p->dim), h = 1e-5;
    CU_ASSERT(scale > 1e-4 && isfinite(scale));
    for (int i = 0; i < p->dim; i++) {
        double at = x[i];
        x[i] = at + h;
        double above = problem_eval(p, work, x, 3, NULL);
        x[i] = at - h;
        double slope = (above - problem_eval(p, work, x, 3, NULL)) / (2 * h);
        x[i] = at;
        CHECK_NEAR(g[i] / scale, slope / scale, 1e-6);
        zeros += g[i] == 0;
    }
    CU_ASSERT(zeros < p->dim / 2);
}

static void check_product(const struct problem *p, void *work, const double *x)
{
    int n = p->dim;
    double *v = mem_alloc((size_t)n * 5, sizeof *v), *hv = v + n, *up = v + 2 * n, h = 1e-5;
    double *down = v + 3 * n, *y = v + 4 * n;
    struct rng rng;
    rng_seed(&rng, 3);
    for (int i = 0; i < n; i++)
        v[i] = rng_normal(&rng);
    vec_copy(y, x, n);
    vec_add_scaled(y, x, h, v, n);
    problem_eval(p, work, y, 3, up);
    vec_add_scaled(y, x, -h, v, n);
    problem_eval(p, work, y, 3, down);
    p->kind->hess_vec(p, work, x, 3, v, hv);
    double size = vec_norm(hv, n);
    CU_ASSERT(size > 1e-6);
    for (int i = 0; i < n; i++)
        CHECK_NEAR(hv[i] / size, (up[i] - down[i]) / (2 * h) / size, 1e-5);
    free(v);
}

static void test_differences(void)
{
    static const char *const cases[][5] = {
        {"rnn", "temporal-order", "10", "orthogonal", "0"},
        {"lstm", "temporal-order", "11", "uniform", "0"},
        {"rnn", "memorise", "2", "uniform", "12"},
        {"lstm", "memorise", "1", "orthogonal", "0"},
        {"rnn", "adding", "5", "orthogonal", "0"},
        {"lstm", "adding", "2", "orthogonal", "9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *settings[] = {"cell",      cases[i][0], "data",      cases[i][1], "length",
                                  cases[i][2], "init",      cases[i][3], "samples",   cases[i][4],
                                  "hidden",    "5",         "batch",     "4",         NULL};
        struct problem p = {0};
        open_kind(&p, settings);
        CU_ASSERT(p.batched);
        double *x = mem_alloc((size_t)p.dim * 2, sizeof *x), *g = x + p.dim;
        void *work = p.kind->work_new(&p);
        problem_start(&p, x);
        double loss = problem_eval(&p, work, x, 3, g);
        CU_ASSERT(loss > 0 && isfinite(loss));
        check_slopes(&p, work, x, g);
        check_product(&p, work, x);
        p.kind->work_free(work);
        free(x);
        problem_close(&p);
    }
}

enum { H = 6, STEPS = 12, INPUTS = 6, BATCH = 3 };

/* h_T of a sequence, where `add` is put on top of h_k. Parameters: U, b, W, then the output. */
static void run_states(const double *x, const double *in, int k, const double *add, double *h)
{
    const double *U = x, *b = U + H * INPUTS, *W = b + H;
    double next[H];
    memset(h, 0, H * sizeof *h);
    for (int t = 1; t <= STEPS; t++, in += INPUTS) {
        for (int i = 0; i < H; i++) {
            double z = b[i];
            for (int j = 0; j < INPUTS; j++)
                z += U[i * INPUTS + j] * in[j];
            for (int j = 0; j < H; j++)
                z += W[i * H + j] * h[j];
            next[i] = tanh(z);
        }
        for (int i = 0; i < H; i++)
            h[i] = next[i] + (t == k ? add[i] : 0);
    }
}

/* ‖∂h_T/∂h_k‖ by central differences and eigenvalues. */
static double norm_by_differences(const double *x, const double *in, int k)
{
    double j[H][H], square[H * H], w[H], v[H * H], step = 1e-5;
    for (int c = 0; c < H; c++) {
        double add[H] = {0}, up[H], down[H];
        add[c] = step;
        run_states(x, in, k, add, up);
        add[c] = -step;
        run_states(x, in, k, add, down);
        for (int r = 0; r < H; r++)
            j[r][c] = (up[r] - down[r]) / (2 * step);
    }
    for (int a = 0; a < H; a++)
        for (int b = 0; b < H; b++) {
            square[a * H + b] = 0;
            for (int r = 0; r < H; r++)
                square[a * H + b] += j[r][a] * j[r][b];
        }
    CU_ASSERT(eigen_symmetric(square, H, w, v));
    return sqrt(w[H - 1]);
}

static void test_jacobian(void)
{
    static const char *const scales[] = {"1", "2"}; /* derivatives shrink, and grow */
    for (int s = 0; s < 2; s++) {
        const char *settings[] = {"hidden", "6",          "length",  "12", "batch",
                                  "3",      "init-scale", scales[s], NULL};
        struct problem p = {0};
        open_kind(&p, settings);
        CU_ASSERT_TRUE_FATAL(jacobian_known(&p));
        double *x = mem_alloc((size_t)p.dim, sizeof *x);
        double in[BATCH * STEPS * INPUTS], y[BATCH];
        void *work = p.kind->work_new(&p);
        struct jacobian made;
        problem_start(&p, x);
        CU_ASSERT_EQUAL_FATAL(network_batch(&p, work, 7, in, y), BATCH);
        jacobian_make(&p, work, x, 7, &made);
        CU_ASSERT_EQUAL(made.steps, STEPS);
        CHECK_NEAR(made.sigma, s + 1, 1e-9); /* W is orthogonal, times the scale */
        CHECK_NEAR(made.rho, s + 1, 1e-9);
        for (int back = 0; back < STEPS; back++) {
            double mean = 0, most = 0;
            for (int i = 0; i < BATCH; i++) {
                double norm = norm_by_differences(x, in + i * STEPS * INPUTS, STEPS - back);
                mean += norm / BATCH;
                most = fmax(most, norm);
            }
            CU_ASSERT(mean > 1e-6);
            CHECK_NEAR(made.mean[back] / mean, 1, 1e-6);
            CHECK_NEAR(made.most[back] / most, 1, 1e-6);
            CU_ASSERT(made.most[back] <= pow(made.sigma, back) * (1 + 1e-9));
        }
        p.kind->work_free(work);
        free(x);
        problem_close(&p);
    }
}

/* A matrix whose singular values and eigenvalues are far apart: its rows are shifted by one. */
static void test_radius(void)
{
    const char *settings[] = {"hidden", "3", "length", "12", "batch", "2", NULL};
    struct problem p;
    open_kind(&p, settings);
    double *x = mem_alloc((size_t)p.dim, sizeof *x);
    void *work = p.kind->work_new(&p);
    struct jacobian made;
    problem_start(&p, x);
    /* 3 2 0 / 0 0 5 / 0 -5 0: eigenvalues 3 and ±5i. */
    static const double w[9] = {3, 2, 0, 0, 0, 5, 0, -5, 0};
    memcpy(x + p.blocks[1].first, w, sizeof w);
    jacobian_make(&p, work, x, 0, &made);
    CHECK_NEAR(made.rho, 5, 1e-9);
    CHECK_NEAR(made.sigma, sqrt(19 + sqrt(136)), 1e-9);
    x[p.blocks[1].first] = NAN;
    jacobian_make(&p, work, x, 0, &made);
    CU_ASSERT(!isfinite(made.sigma) && !isfinite(made.rho) && !isfinite(made.mean[5]));
    p.kind->work_free(work);
    free(x);
    problem_close(&p);
}

static void draw_one(const char *name, const char *length, double *in, double *y)
{
    const char *settings[] = {"data", name, "length", length, "batch", "1", NULL};
    struct problem p;
    open_kind(&p, settings);
    void *work = p.kind->work_new(&p);
    CU_ASSERT_EQUAL(network_batch(&p, work, 5, in, y), 1);
    p.kind->work_free(work);
    problem_close(&p);
}

static int symbol(const double *in, int t, int inputs)
{
    int found = -1, count = 0;
    for (int k = 0; k < inputs; k++)
        if (in[t * inputs + k] == 1)
            found = k, count++;
    CU_ASSERT_EQUAL(count, 1);
    return found;
}

static void test_tasks(void)
{
    double in[400], y[8];
    draw_one("temporal-order", "20", in, y);
    int marks[2], n = 0;
    for (int t = 0; t < 20; t++)
        if (symbol(in, t, 6) >= 4 && n < 2) {
            CU_ASSERT(n ? t == 8 || t == 9 : t == 2 || t == 3);
            marks[n++] = symbol(in, t, 6) - 4;
        }
    CU_ASSERT_EQUAL_FATAL(n, 2);
    CU_ASSERT(y[0] == 2 * marks[0] + marks[1]);

    draw_one("memorise", "10", in, y);
    for (int t = 0; t < 20; t++)
        CU_ASSERT(t < 5 ? symbol(in, t, 4) == y[t] : symbol(in, t, 4) == (t == 14 ? 3 : 2));

    double sum = 0;
    n = 0;
    draw_one("adding", "30", in, y);
    for (int t = 0; t < 30; t++)
        if (in[2 * t + 1] == 1) {
            CU_ASSERT(n++ ? t >= 15 : t < 15);
            sum += in[2 * t];
        }
    CU_ASSERT_EQUAL(n, 2);
    CHECK_NEAR(y[0], sum, 1e-15);
}

/* Every draw has other samples, the same each time; none of them is in the test part. */
static void test_fresh(void)
{
    const char *settings[] = {"data", "adding", "length", "6", "batch", "8", NULL};
    struct problem p;
    double in[3][8 * 12], y[3][8];
    open_kind(&p, settings);
    void *work = p.kind->work_new(&p);
    for (int k = 0; k < 3; k++)
        network_batch(&p, work, (uint64_t)(k % 2), in[k], y[k]);
    CU_ASSERT(memcmp(in[0], in[2], sizeof in[0]) == 0 && memcmp(y[0], y[2], sizeof y[0]) == 0);
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < 8; j++)
            CU_ASSERT(y[0][i] != y[1][j]);
    const struct data *d = network_data(&p);
    for (int i = 0; i < d->n[1]; i++) {
        real answer;
        data_rows(d, d->order + d->n[0] + i, 1, NULL, &answer);
        for (int j = 0; j < 8; j++)
            CU_ASSERT(answer != y[0][j] && answer != y[1][j]);
    }
    p.kind->work_free(work);
    problem_close(&p);
}

/* Stepped a character at a time it gives the same loss as the graph. */
static void test_say(void)
{
    static const char *const cells[] = {"rnn", "lstm"};
    for (int i = 0; i < 2; i++) {
        const char *settings[] = {"cell", cells[i],  "data",       "rhyme", "length",
                                  "15",   "hidden",  "7",          "batch", "1",
                                  "init", "uniform", "init-scale", "3",     NULL};
        struct problem p = {0};
        open_kind(&p, settings);
        CU_ASSERT(say_known(&p));
        double *x = mem_alloc((size_t)p.dim, sizeof *x), in[15 * 24], y[15];
        void *work = p.kind->work_new(&p);
        int which[16];
        problem_start(&p, x);
        double loss = problem_eval(&p, work, x, 4, NULL);
        CU_ASSERT_EQUAL(network_batch(&p, work, 4, in, y), 1);
        which[0] = symbol(in, 0, 24);
        for (int t = 0; t < 15; t++)
            which[t + 1] = (int)y[t];
        CHECK_NEAR(say_loss(&p, x, which, 15), loss, 1e-12);

        /* Where one character has all the weight, it is said and nothing else. */
        uint32_t said[20];
        for (int k = 0; k < p.dim; k++)
            x[k] = 0;
        x[p.dim - 24 + 5] = 100;
        say_text(&p, x, 1, 20, said);
        for (int k = 0; k < 20; k++)
            CU_ASSERT_EQUAL(said[k], data_letters(network_data(&p))[5]);
        x[0] = x[p.dim - 1] = NAN;
        say_text(&p, x, 1, 20, said);
        CU_ASSERT_EQUAL(said[0], ' ');
        p.kind->work_free(work);
        free(x);
        problem_close(&p);
    }
}

/* In slices of an operation each, begun anew in between, and without allocating: the same bits. */
static void test_slices(void)
{
    const struct problem_kind *kinds[] = {&problem_recurrent, &problem_recurrent,
                                          &problem_transformer};
    for (int i = 0; i < 3; i++) {
        const char *settings[] = {i == 1 ? "cell" : "batch",
                                  i == 1 ? "lstm" : "4",
                                  "data",
                                  "rhyme",
                                  "length",
                                  "12",
                                  "batch",
                                  "4",
                                  NULL};
        struct problem p = {0};
        char why[300] = "";
        bool ok = network_setup(&p, kinds[i], settings, why, sizeof why);
        CU_ASSERT_TRUE_FATAL(ok);
        double *x = mem_alloc((size_t)p.dim * 5, sizeof *x), *g = x + p.dim, *again = g + p.dim;
        double *hv = again + p.dim, *hv_again = hv + p.dim, loss = 0, norm;
        void *work = p.kind->work_new(&p), *other = p.kind->work_new(&p);
        problem_start(&p, x);
        size_t calls = mem_calls();
        double whole = problem_eval(&p, work, x, 2, g);
        p.kind->hess_vec(&p, work, x, 2, g, hv);
        int slices = 0;
        p.kind->begin(&p, other, x, 9, NULL, again);
        for (int k = 0; k < 5; k++)
            CU_ASSERT_FALSE(p.kind->more(&p, other, &loss, &norm));
        p.kind->begin(&p, other, x, 2, NULL, again);
        while (!p.kind->more(&p, other, &loss, &norm))
            slices++;
        CU_ASSERT(slices > 6 && loss == whole);
        p.kind->begin(&p, other, x, 2, g, hv_again);
        while (!p.kind->more(&p, other, &loss, &norm))
            ;
        CU_ASSERT(mem_calls() == calls);
        CU_ASSERT(memcmp(g, again, (size_t)p.dim * sizeof *g) == 0);
        CU_ASSERT(memcmp(hv, hv_again, (size_t)p.dim * sizeof *g) == 0);
        CU_ASSERT(vec_norm(hv, p.dim) > 0);
        p.kind->work_free(work);
        p.kind->work_free(other);
        free(x);
        problem_close(&p);
    }
}

static void test_faults(void)
{
    static const char *const cases[][5] = {
        {"data", "temporal-ordr", "length", "20", "did you mean temporal-order"},
        {"data", "temporal-order", "length", "9", "at least 10"},
        {"hidden", "1024", "length", "100000", "GB a run"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *settings[] = {cases[i][0], cases[i][1], cases[i][2], cases[i][3], NULL};
        struct problem p = {0};
        char why[300] = "";
        bool opened = network_setup(&p, &problem_recurrent, settings, why, sizeof why);
        CU_ASSERT_FALSE(opened);
        CU_ASSERT(strstr(why, "test.yaml:3: ") && strstr(why, cases[i][4]));
    }
}

int main(void)
{
    static const struct check checks[] = {
        {"against differences", test_differences},
        {"derivatives through time", test_jacobian},
        {"spectral radius", test_radius},
        {"tasks", test_tasks},
        {"fresh batches", test_fresh},
        {"said a character at a time", test_say},
        {"in slices", test_slices},
        {"faults", test_faults},
        {NULL, NULL},
    };
    return check_main("double_recurrent", checks);
}
