/* Matrix products against one chain of fma after the other, with each width of vectors that the
 * processor has: equal to the bit. */
#include "net/product.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "check.h"

enum { ROOM = 320 * 320, MARGIN = 3, WIDTHS_MOST = 8 };

struct matrices {
    float *a, *b, *c, *expected;
    struct rng rng;
};

static void matrices_new(struct matrices *m)
{
    m->a = mem_alloc((size_t)4 * ROOM, sizeof *m->a);
    m->b = m->a + ROOM, m->c = m->b + ROOM, m->expected = m->c + ROOM;
    rng_seed(&m->rng, 1);
}

/* Numbers of many sizes, so that sums are rounded in every place, zeros of both signs, and here and
 * there what is left of float: its least numbers, the greatest, none at all. */
static float number(struct rng *rng, bool odd)
{
    static const float odds[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e-45f, 1e-38f, -2e-40f};
    uint64_t which = rng_below(rng, 400);
    if (which < 8 && odd)
        return odds[which];
    if (which < 20)
        return which % 2 ? 0.0f : -0.0f;
    return (float)scalbn(2 * rng_uniform(rng) - 1, (int)rng_below(rng, 24) - 12);
}

static void fill(struct rng *rng, float *v, int n, bool odd)
{
    for (int i = 0; i < n; i++)
        v[i] = number(rng, odd);
}

struct form {
    int m, n, k;
    enum side ta, tb;
    bool add, odd;
};

/* The leading dimensions are larger than the matrices: what lies between is nobody's. */
static int a_row(const struct form *f)
{
    return (f->ta == TURNED ? f->m : f->k) + MARGIN;
}

static int b_row(const struct form *f)
{
    return (f->tb == TURNED ? f->k : f->n) + MARGIN;
}

static void plain_loop(const struct form *f, const float *a, const float *b, float *c)
{
    int lda = a_row(f), ldb = b_row(f), ldc = f->n + MARGIN;
    for (int i = 0; i < f->m; i++)
        for (int j = 0; j < f->n; j++) {
            float sum = f->add ? c[i * ldc + j] : 0;
            for (int k = 0; k < f->k; k++)
                sum = fmaf(f->ta == TURNED ? a[k * lda + i] : a[i * lda + k],
                           f->tb == TURNED ? b[j * ldb + k] : b[k * ldb + j], sum);
            c[i * ldc + j] = sum;
        }
}

/* To the bit; which NaN it is says nothing. */
static bool same(const float *x, const float *y, int n)
{
    for (int i = 0; i < n; i++)
        if (memcmp(&x[i], &y[i], sizeof x[i]) != 0 && !(isnan(x[i]) && isnan(y[i])))
            return false;
    return true;
}

static void check_form(struct matrices *m, const struct form *f)
{
    int size = f->m * (f->n + MARGIN);
    float *before = m->expected + ROOM / 2, *c = m->c;
    CU_ASSERT_FATAL(size <= ROOM / 2);
    fill(&m->rng, m->a, (f->ta == TURNED ? f->k : f->m) * a_row(f), f->odd);
    fill(&m->rng, m->b, (f->tb == TURNED ? f->n : f->k) * b_row(f), f->odd);
    fill(&m->rng, before, size, f->odd);
    memcpy(m->expected, before, (size_t)size * sizeof *c);
    plain_loop(f, m->a, m->b, m->expected);
    for (int w = 0; product_width_at(w); w++) {
        if (!product_use(product_width_at(w)))
            continue;
        memcpy(c, before, (size_t)size * sizeof *c);
        matrix_product(f->ta, f->tb, f->m, f->n, f->k, m->a, a_row(f), m->b, b_row(f), f->add, c,
                       f->n + MARGIN);
        bool equal = same(c, m->expected, size);
        CU_ASSERT(equal);
        if (!equal)
            printf("%s: %d×%d×%d, a %s, b %s%s%s\n", product_width_at(w), f->m, f->k, f->n,
                   f->ta == TURNED ? "turned" : "as is", f->tb == TURNED ? "turned" : "as is",
                   f->add ? ", added" : "", f->odd ? ", odd numbers" : "");
    }
}

static struct form form_of(int m, int n, int k, int kind)
{
    return (struct form){m,
                         n,
                         k,
                         kind & 1 ? TURNED : AS_IS,
                         kind & 2 ? TURNED : AS_IS,
                         (kind & 4) != 0,
                         (kind & 8) != 0};
}

/* Every number of rows, columns and entries from 0 to 70, each with others that change from one to
 * the next; all forms. */
static void every_shape_up_to_70(void)
{
    struct matrices m;
    const char *usual = product_width();
    matrices_new(&m);
    for (int rows = 0, turn = 0; rows <= 70; rows++)
        for (int cols = 0; cols <= 70; cols++, turn++) {
            struct form f = form_of(rows, cols, turn * 29 % 71, turn * 7 % 16);
            check_form(&m, &f);
        }
    CU_ASSERT(product_use(usual));
    free(m.a);
}

/* Past what is packed at once: of the entries, the columns, the rows. */
static void large_shapes(void)
{
    static const int sizes[][3] = {{97, 65, 257}, {300, 130, 31}, {33, 300, 300}, {101, 259, 129},
                                   {1, 300, 300}, {300, 1, 300},  {300, 17, 258}, {12, 32, 319}};
    struct matrices m;
    const char *usual = product_width();
    matrices_new(&m);
    for (int i = 0; i < 8; i++)
        for (int kind = 0; kind < 16; kind += 1 + i % 2) {
            struct form f = form_of(sizes[i][0], sizes[i][1], sizes[i][2], kind);
            check_form(&m, &f);
        }
    CU_ASSERT(product_use(usual));
    free(m.a);
}

/* Sums that two roundings get wrong: the product and the sum apart, or the sum first to double. And
 * the ends of what a float can be. */
static void one_rounding_each(void)
{
    static const float cases[][3] = {
        {1 + 0x1p-12f, 1 + 0x1p-12f, -1},          /* the product has more digits than a float */
        {1 + 0x1p-23f, 1 + 0x1p-23f, 0x1p30f},     /* far below the last place of the sum */
        {0x1p-12f, 0x1p-12f, 1},                   /* halfway between two floats, */
        {0x1.000002p-12f, 0x1p-12f, 1},            /* above, */
        {0x1.fffffep-13f, 0x1p-12f, 1},            /* below */
        {0x1.000002p-40f, 0x1p16f, 0x1.000002p0f}, /* and where double rounds it to halfway, */
        {-0x1.000002p-40f, 0x1p16f, 0x1.000002p0f},
        {0x1.8p0f, 0x1p-149f, 0}, /* at the least of all floats */
        {0x1.000002p-75f, 0x1p-75f, 0x1p-149f},
        {-0x1.000002p-75f, 0x1p-75f, 0x1p-149f},
        {0x1p-149f, 0x1p-149f, 1}, /* and one whose product is none */
        {-0x1p-149f, 0x1p-149f, 1},
        {0x1p-149f, -0x1p-149f, 0x1p-149f},
        {0x1.fffffep127f, 2, -0x1.fffffep127f}, /* whose product is past the greatest */
        {0x1.fffffep127f, 0x1p-24f, 0x1.fffffep127f},
        {INFINITY, 0, 1},
        {INFINITY, 1, -INFINITY},
        {-0.0f, 1, -0.0f},
        {1, 1, -1},
    };
    const char *usual = product_width();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int w = 0; product_width_at(w); w++) {
            float c = cases[i][2], expected = fmaf(cases[i][0], cases[i][1], cases[i][2]);
            if (!product_use(product_width_at(w)))
                continue;
            matrix_product(AS_IS, AS_IS, 1, 1, 1, &cases[i][0], 1, &cases[i][1], 1, true, &c, 1);
            CU_ASSERT(same(&c, &expected, 1));
        }
    CU_ASSERT(product_use(usual));
}

/* Only widths of this processor are taken; one at least there is. */
static void widths(void)
{
    const char *usual = product_width();
    CU_ASSERT(product_use(product_width_at(0)) && product_width() == product_width_at(0));
    CU_ASSERT(!product_use("none such") && product_width() == product_width_at(0));
    CU_ASSERT(product_use(usual) && product_width() == usual);
}

int main(void)
{
    static const struct check checks[] = {
        {"every shape up to 70", every_shape_up_to_70},
        {"large shapes", large_shapes},
        {"one rounding each", one_rounding_each},
        {"widths", widths},
        {NULL, NULL},
    };
    return check_main("product", checks);
}
