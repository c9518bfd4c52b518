/* The products of one width of vectors; included by a file that names the function
 * (PRODUCT_MAKER), the machine it is for (TARGET), VECTOR_BYTES, and how many rows a tile has:
 * TILE_ROWS where it is two vectors wide, NARROW_ROWS where it is one. Its sums stay in registers.
 *
 * a * b + c fuses since these files are compiled with -ffp-contract=fast; a test holds it to that.
 * After Goto, van de Geijn, Anatomy of high-performance matrix multiplication (ACM TOMS 34, 2008).
 */
#include <stdint.h>
#include <string.h>

#include "net/product_parts.h"
#include "net/turn.h"

enum {
    LANES = VECTOR_BYTES / sizeof(real),
    TILE_COLS = 2 * LANES,
    DEPTH = 256,                              /* of what is packed at once */
    BLOCK_COLS = 256 / TILE_COLS * TILE_COLS, /* of b, packed: in the second cache */
    BLOCK_ROWS = (96 + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS /* of a */
};

typedef real vector __attribute__((vector_size(VECTOR_BYTES)));
typedef real loose __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(real)), may_alias));

#define INLINE TARGET static inline __attribute__((always_inline))
/* M of every row there may be: written out, so that each compiler keeps the sums in registers. */
#define EACH_ROW(M)                                                                                \
    M(0) M(1) M(2) M(3) M(4) M(5) M(6) M(7) M(8) M(9) M(10) M(11) M(12) M(13) M(14) M(15)

#if defined FUSED
INLINE vector times_add(real x, vector b, vector c)
{
    return x * b + c;
}
#elif defined NET_DOUBLE
INLINE vector times_add(real x, vector b, vector c)
{
    for (int i = 0; i < LANES; i++)
        c[i] = fma(x, b[i], c[i]);
    return c;
}
#else
typedef double doubles __attribute__((vector_size(2 * VECTOR_BYTES)));
typedef int64_t bits __attribute__((vector_size(2 * VECTOR_BYTES)));

/* What a processor with fused multiply-adds gives. The product is exact in double; the sum is
 * rounded to odd there (where it is not exact, to the neighbour whose last bit is 1), and so rounds
 * to float as the exact sum does (Boldo, Melquiond, Emulation of a FMA and correctly rounded sums,
 * IEEE Transactions on Computers 57, 2008). */
INLINE vector times_add(real x, vector b, vector c)
{
    doubles p = (double)x * __builtin_convertvector(b, doubles),
            w = __builtin_convertvector(c, doubles);
    doubles sum = p + w, part = sum - p;
    doubles lost = (p - (sum - part)) + (w - part); /* exact; NaN where the sum is not finite */
    /* 1 or -1, away from 0 or towards it: where the exact sum lies. */
    bits less = (bits)(lost < 0), more = (bits)(lost > 0), negative = (bits)(sum < 0);
    bits s = (bits)sum, away = less - more;
    away = (away ^ negative) - negative;
    s += away & ((s & 1) - 1);
    return __builtin_convertvector((doubles)s, vector);
}
#endif

INLINE vector load(const real *from)
{
    return *(const loose *)from;
}

INLINE void store(real *to, vector v)
{
    *(loose *)to = v;
}

/* A tile of c: `rows` rows of `vectors` vectors, both constants where this is inlined. b's rows are
 * of whole vectors, and c's are where `cols` is not less; else the tile is made beside c. */
struct tile {
    int k, cols;
    const real *a;
    size_t a_row, a_col;
    const real *b;
    size_t b_row;
    real *c;
    size_t c_row;
    bool add;
};

#define BEGIN(i)                                                                                   \
    vector left##i = {0}, right##i = {0};                                                          \
    if (i < rows && t->add) {                                                                      \
        left##i = load(t->c + i * t->c_row);                                                       \
        if (vectors == 2)                                                                          \
            right##i = load(t->c + i * t->c_row + LANES);                                          \
    }
#define ADD(i)                                                                                     \
    if (i < rows) {                                                                                \
        real x = a[i * a_row];                                                                     \
        left##i = times_add(x, left, left##i);                                                     \
        if (vectors == 2)                                                                          \
            right##i = times_add(x, right, right##i);                                              \
    }
#define END(i)                                                                                     \
    if (i < rows) {                                                                                \
        store(t->c + i * t->c_row, left##i);                                                       \
        if (vectors == 2)                                                                          \
            store(t->c + i * t->c_row + LANES, right##i);                                          \
    }

INLINE void tile_make(const struct tile *t, int rows, int vectors, size_t a_row, size_t a_col)
{
    const real *a = t->a, *b = t->b;
    size_t b_row = t->b_row;
    EACH_ROW(BEGIN)
    for (int k = t->k; k > 0; k--, a += a_col, b += b_row) {
        vector left = load(b), right = vectors == 2 ? load(b + LANES) : left;
        EACH_ROW(ADD)
    }
    EACH_ROW(END)
}

/* A tile whose a is packed column by column. */
TARGET static void tile_packed(const struct tile *t)
{
    tile_make(t, TILE_ROWS, 2, 1, TILE_ROWS);
}

#define ROWS(n, vectors)                                                                           \
    case n:                                                                                        \
        if (n <= (vectors == 2 ? TILE_ROWS : NARROW_ROWS))                                         \
            tile_make(t, n, vectors, t->a_row, t->a_col);                                          \
        break;
#define ROWS_4(n, vectors)                                                                         \
    ROWS(n, vectors) ROWS(n + 1, vectors) ROWS(n + 2, vectors) ROWS(n + 3, vectors)

TARGET static void tile_wide(const struct tile *t, int rows)
{
    switch (rows) {
        ROWS_4(1, 2)
        ROWS_4(5, 2)
        ROWS_4(9, 2)
    default:
        break;
    }
}

TARGET static void tile_narrow(const struct tile *t, int rows)
{
    switch (rows) {
        ROWS_4(1, 1)
        ROWS_4(5, 1)
        ROWS_4(9, 1)
        ROWS_4(13, 1)
    default:
        break;
    }
}

/* Rows first .. first+depth-1 of b, `cols` columns from col on, as rows of whole vectors; behind
 * the last column there are zeros. */
TARGET static void pack_b(const struct product *p, int first, int depth, int col, int cols,
                          real *to)
{
    size_t width = cols > LANES ? TILE_COLS : LANES;
    const real *from = p->b + (size_t)first * p->b_row + (size_t)col * p->b_col;
    if (p->b_col == 1) {
        for (int i = 0; i < depth; i++, from += p->b_row, to += width)
            for (size_t j = 0; j < width; j++)
                to[j] = j < (size_t)cols ? from[j] : 0;
        return;
    }
    turn(from, p->b_col, (size_t)cols, (size_t)depth, to, width);
    for (size_t i = 0; i < (size_t)depth && (size_t)cols < width; i++)
        for (size_t j = (size_t)cols; j < width; j++)
            to[i * width + j] = 0;
}

/* Rows of a in whole tiles, each column by column. */
TARGET static void pack_a(const struct product *p, int row, int rows, int first, int depth,
                          real *to)
{
    for (int i = row; i + TILE_ROWS <= row + rows; i += TILE_ROWS) {
        const real *from = p->a + (size_t)i * p->a_row + (size_t)first * p->a_col;
        if (p->a_col == 1)
            turn(from, p->a_row, TILE_ROWS, (size_t)depth, to, TILE_ROWS);
        for (int k = 0; k < depth && p->a_col != 1; k++, from += p->a_col)
            for (int j = 0; j < TILE_ROWS; j++)
                to[k * TILE_ROWS + j] = from[j];
        to += (size_t)TILE_ROWS * (size_t)depth;
    }
}

/* A tile of `rows` rows, in columns of c or beside it. */
TARGET static void tile_any(const struct tile *t, bool wide, int rows, bool packed)
{
    if (packed)
        tile_packed(t);
    else if (wide)
        tile_wide(t, rows);
    else
        tile_narrow(t, rows);
}

TARGET static void copy_some(real *to, size_t to_row, const real *from, size_t from_row, int rows,
                             int cols)
{
    for (int i = 0; i < rows; i++, to += to_row, from += from_row)
        for (int j = 0; j < cols; j++)
            to[j] = from[j];
}

/* A tile that is wider than what is left of c. */
TARGET static void tile_beside(const struct tile *t, bool wide, int rows, bool packed)
{
    real beside[NARROW_ROWS * TILE_COLS] = {0};
    struct tile own = *t;
    own.c = beside;
    own.c_row = wide ? TILE_COLS : LANES;
    if (t->add)
        copy_some(beside, own.c_row, t->c, t->c_row, rows, t->cols);
    tile_any(&own, wide, rows, packed);
    copy_some(t->c, t->c_row, beside, own.c_row, rows, t->cols);
}

/* So many rows of c in the columns of a panel, which `t` describes. packed: their whole tiles of a,
 * or NULL. */
TARGET static void panel_make(struct tile t, int rows, const real *packed)
{
    bool wide = t.cols > LANES, whole = t.cols == (wide ? TILE_COLS : LANES);
    int most = wide ? TILE_ROWS : NARROW_ROWS;
    for (; rows > 0; rows -= most) {
        struct tile now = t;
        bool full = packed && wide && rows >= TILE_ROWS;
        int count = rows < most ? rows : most;
        if (full) {
            now.a = packed;
            packed += (size_t)TILE_ROWS * (size_t)t.k;
        }
        if (whole)
            tile_any(&now, wide, count, full);
        else
            tile_beside(&now, wide, count, full);
        t.a += (size_t)most * t.a_row;
        t.c += (size_t)most * t.c_row;
    }
}

/* The panel of columns from `col` on, in rows first .. first+depth-1 of b and rows from `row` on of
 * a, with b as it lies. */
TARGET static struct tile panel_of(const struct product *p, int row, int first, int depth, int col)
{
    struct tile t = {.k = depth, .a_row = p->a_row, .a_col = p->a_col, .c_row = p->c_row};
    t.cols = p->n - col < TILE_COLS ? p->n - col : TILE_COLS;
    t.a = p->a + (size_t)row * p->a_row + (size_t)first * p->a_col;
    t.c = p->c + (size_t)row * p->c_row + col;
    t.b = p->b + (size_t)first * p->b_row + (size_t)col;
    t.b_row = p->b_row;
    t.add = p->add || first > 0;
    return t;
}

static void b_is_packed(struct tile *t, const real *b)
{
    t->b = b;
    t->b_row = t->cols > LANES ? TILE_COLS : LANES;
}

static int at_most(int n, int most)
{
    return n < most ? n : most;
}

/* A panel after the other; a as it lies. */
TARGET static void make_small(const struct product *p)
{
    real packed[DEPTH * TILE_COLS];
    for (int first = 0; first < p->k; first += DEPTH)
        for (int col = 0; col < p->n; col += TILE_COLS) {
            struct tile t = panel_of(p, 0, first, at_most(p->k - first, DEPTH), col);
            if (p->b_col != 1 || t.cols % LANES != 0) {
                pack_b(p, first, t.k, col, t.cols, packed);
                b_is_packed(&t, packed);
            }
            panel_make(t, p->m, NULL);
        }
}

/* Both packed: a block of b for the second cache, of which a panel is in the first while blocks of
 * a go by. */
TARGET static void make_large(const struct product *p)
{
    real b[DEPTH * BLOCK_COLS], a[DEPTH * BLOCK_ROWS];
    for (int from = 0; from < p->n; from += BLOCK_COLS)
        for (int first = 0; first < p->k; first += DEPTH) {
            int depth = at_most(p->k - first, DEPTH), to = at_most(p->n, from + BLOCK_COLS);
            for (int col = from; col < to; col += TILE_COLS)
                pack_b(p, first, depth, col, at_most(to - col, TILE_COLS),
                       b + (size_t)(col - from) * (size_t)depth);
            for (int row = 0; row < p->m; row += BLOCK_ROWS) {
                int rows = at_most(p->m - row, BLOCK_ROWS);
                pack_a(p, row, rows, first, depth, a);
                for (int col = from; col < to; col += TILE_COLS) {
                    struct tile t = panel_of(p, row, first, depth, col);
                    b_is_packed(&t, b + (size_t)(col - from) * (size_t)depth);
                    panel_make(t, rows, a);
                }
            }
        }
}

/* Nothing to sum up: what is there stays, or is 0. */
static void make_empty(const struct product *p)
{
    for (int i = 0; i < p->m && !p->add; i++)
        memset(p->c + (size_t)i * p->c_row, 0, (size_t)p->n * sizeof *p->c);
}

TARGET void PRODUCT_MAKER(const struct product *p)
{
    if (p->k <= 0)
        make_empty(p);
    else if (p->n > 2 * TILE_COLS && p->m >= 4 * TILE_ROWS)
        make_large(p);
    else
        make_small(p);
}
