/* Which width of vectors makes the products and the operations of graphs. */
#include "net/product.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "net/product_parts.h"

static bool always(void)
{
    return true;
}

#ifdef __x86_64__
static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f");
}
#endif

static const struct width {
    const char *name;
    bool (*is_there)(void); /* whether this processor has it */
    void (*make)(const struct product *p);
} widths[] = {
    {"baseline", always, product_baseline},
#ifdef __x86_64__
    {"avx2", has_avx2, product_avx2},
    {"avx512", has_avx512, product_avx512},
#endif
};
enum { WIDTHS = sizeof widths / sizeof *widths };

/* NULL: not chosen yet. The first caller chooses, for all. */
static const struct width *_Atomic chosen;

static const struct width *width_of(const char *name)
{
    for (int i = 0; i < WIDTHS; i++)
        if (strcmp(name, widths[i].name) == 0 && widths[i].is_there())
            return &widths[i];
    return NULL;
}

static const struct width *choose(void)
{
    const char *wanted = getenv("CLIPDESCENT_VECTORS");
    const struct width *w = wanted ? width_of(wanted) : NULL;
    for (int i = WIDTHS - 1; !w; i--)
        if (widths[i].is_there())
            w = &widths[i];
    atomic_store(&chosen, w);
    return w;
}

static const struct width *width_now(void)
{
    const struct width *w = atomic_load_explicit(&chosen, memory_order_acquire);
    return w ? w : choose();
}

const char *product_width(void)
{
    return width_now()->name;
}

int product_level(void)
{
    return (int)(width_now() - widths);
}

const char *product_width_at(int i)
{
    return i < WIDTHS ? widths[i].name : NULL;
}

bool product_use(const char *name)
{
    const struct width *w = width_of(name);
    if (w)
        atomic_store(&chosen, w);
    return w != NULL;
}

/* From so many multiplications on a thread that has nothing to do is worth waking. */
#define APART 4e6
enum { ROWS_LEAST = 24 }; /* of a thread: two tiles */

struct shared {
    const struct product *p;
    void (*make)(const struct product *p);
    int rows; /* of each part but the last */
};

static void make_rows(void *shared, int i)
{
    const struct shared *s = shared;
    struct product p = *s->p;
    int first = i * s->rows;
    p.m = p.m - first < s->rows ? p.m - first : s->rows;
    p.a += (size_t)first * p.a_row;
    p.c += (size_t)first * p.c_row;
    s->make(&p);
}

/* Rows of c to each thread that has nothing to do. */
static void make_shared(const struct width *w, const struct product *p)
{
    struct shared s = {.p = p, .make = w->make};
    int parts = pool_idle() + 1, most = p->m / ROWS_LEAST;
    parts = parts < most ? parts : most;
    if (parts <= 1) {
        w->make(p);
        return;
    }
    s.rows = ((p->m + parts - 1) / parts + ROWS_LEAST - 1) / ROWS_LEAST * ROWS_LEAST;
    pool_each((p->m + s.rows - 1) / s.rows, make_rows, &s);
}

void matrix_product(enum side ta, enum side tb, int m, int n, int k, const real *a, int lda,
                    const real *b, int ldb, bool add, real *c, int ldc)
{
    struct product p = {.m = m, .n = n, .k = k, .a = a, .b = b, .c = c, .add = add};
    p.a_row = ta == TURNED ? 1 : (size_t)lda;
    p.a_col = ta == TURNED ? (size_t)lda : 1;
    p.b_row = tb == TURNED ? 1 : (size_t)ldb;
    p.b_col = tb == TURNED ? (size_t)ldb : 1;
    p.c_row = (size_t)ldc;
    if ((double)m * n * k >= APART)
        make_shared(width_now(), &p);
    else
        width_now()->make(&p);
}
