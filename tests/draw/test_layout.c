/* Rectangles for panels at every size of screen. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "draw/layout.h"

/* A screen as it will be: n - 1 plots and a table. */
static int items_of(struct layout_item *items, int n)
{
    for (int i = 0; i < n; i++)
        items[i] = (struct layout_item){.min_cols = 24, .min_rows = 7, .rank = i};
    if (n > 1)
        items[n - 1] =
            (struct layout_item){.min_cols = 40, .min_rows = 4, .want_rows = 6, .rank = 2};
    return n;
}

static bool inside(struct rect in, struct rect out)
{
    return in.cols > 0 && in.rows > 0 && in.col >= out.col && in.row >= out.row &&
           in.col + in.cols <= out.col + out.cols && in.row + in.rows <= out.row + out.rows;
}

/* Two rectangles with borders may share one row or column of them, no more. */
static bool apart(struct rect a, struct rect b)
{
    return a.col + a.cols - 1 <= b.col || b.col + b.cols - 1 <= a.col ||
           a.row + a.rows - 1 <= b.row || b.row + b.rows - 1 <= a.row;
}

/* Everything within the screen, nothing over another, no gap between: the areas add up. */
static bool is_sound(const struct layout *l, int cols, int rows, int n)
{
    struct rect screen = {0, 0, cols, rows};
    struct rect region = {0, 1, cols, l->caption.row - 1};
    long covered = 0;
    int placed = 0;

    if (!inside(l->head, screen) || !inside(l->caption, screen) || !inside(l->keys, screen) ||
        l->head.row != 0 || l->keys.row != rows - 1 || l->caption.rows > 3 ||
        l->caption.row + l->caption.rows != l->keys.row || region.rows < 3)
        return false;
    for (int i = 0; i < n; i++) {
        struct rect r = l->at[i], in = layout_inside(l, i);

        if (r.cols == 0)
            continue;
        placed++;
        covered += (long)(r.cols - 1) * (r.rows - 1);
        if (!inside(r, region) || !inside(in, r) || in.cols != r.cols - 2)
            return false;
        for (int k = 0; k < i; k++)
            if (l->at[k].cols > 0 && !apart(r, l->at[k]))
                return false;
    }
    return placed > 0 && covered == (long)(region.cols - 1) * (region.rows - 1);
}

static void every_size_is_sound(void)
{
    struct layout_item items[12];
    int unsound = 0;

    for (int n = 1; n <= 12; n++) {
        items_of(items, n);
        for (int cols = 1; cols <= 400; cols++)
            for (int rows = 1; rows <= 120; rows++) {
                struct layout l;
                bool fits = cols >= LAYOUT_MIN_COLS && rows >= LAYOUT_MIN_ROWS;

                layout_place(&l, cols, rows, 0, items, n, -1);
                if (l.fits != fits || (fits && !is_sound(&l, cols, rows, n))) {
                    if (unsound++ == 0)
                        printf("first unsound: %d items at %dx%d\n", n, cols, rows);
                }
                if (!fits && (l.at[0].cols || l.head.cols || l.keys.cols))
                    unsound++;
            }
    }
    CU_ASSERT_EQUAL(unsound, 0);
}

static void any_items_are_sound(void)
{
    struct rng r;

    rng_seed(&r, 4);
    for (int round = 0; round < 100000; round++) {
        struct layout_item items[LAYOUT_MAX];
        int n = 1 + (int)rng_below(&r, LAYOUT_MAX), cols = 40 + (int)rng_below(&r, 300);
        int rows = 10 + (int)rng_below(&r, 90), zoom = (int)rng_below(&r, 40) - 20;
        struct layout l;

        for (int i = 0; i < n; i++)
            items[i] = (struct layout_item){
                .min_cols = (int)rng_below(&r, 90),
                .min_rows = (int)rng_below(&r, 30),
                .want_rows = rng_below(&r, 3) ? 0 : (int)rng_below(&r, 30),
                .rank = (int)rng_below(&r, 5),
                .tall_rows = rng_below(&r, 4) ? 0 : (int)rng_below(&r, 40),
            };
        layout_place(&l, cols, rows, 0, items, n, zoom);
        CU_ASSERT_TRUE(is_sound(&l, cols, rows, n));
        if (zoom >= 0 && zoom < n)
            for (int i = 0; i < n; i++)
                CU_ASSERT_EQUAL(l.at[i].cols > 0, i == zoom);
    }
}

static void the_sketch_at_120_by_36(void)
{
    struct layout_item items[5];
    struct layout l;

    layout_place(&l, 120, 36, 0, items, items_of(items, 5), -1);
    CU_ASSERT_EQUAL(l.caption.rows, 3);
    CU_ASSERT(l.at[0].col == 0 && l.at[0].row == 1);
    CU_ASSERT_EQUAL(l.at[1].col, l.at[0].cols - 1);
    CU_ASSERT_EQUAL(l.at[2].row, l.at[0].row + l.at[0].rows - 1);
    CU_ASSERT(abs(l.at[0].cols - l.at[1].cols) <= 1);
    CU_ASSERT(abs(l.at[0].rows - l.at[2].rows) <= 1);
    CU_ASSERT(l.at[3].col == l.at[1].col && l.at[3].row == l.at[2].row);
    CU_ASSERT(l.at[4].cols == 120 && l.at[4].rows == 6);
    CU_ASSERT_EQUAL(l.at[4].row + 5, l.caption.row - 1);
}

/* At 80×24 the map has a column for itself: the plot of rank 3 makes way, and no other. Where there
 * is height for all, or too little even so, nothing does. */
static void a_tall_plot_has_a_column(void)
{
    struct layout_item items[5];
    struct layout l;

    int n = items_of(items, 5);
    items[0].tall_rows = 10;
    items[3].rank = 3, items[1].rank = 1, items[2].rank = 2;
    layout_place(&l, 80, 24, 0, items, n, -1);
    CU_ASSERT(l.at[0].rows >= 10 && l.at[0].col == 0);
    CU_ASSERT_EQUAL(l.at[3].cols, 0);
    CU_ASSERT(l.at[1].col == l.at[0].cols - 1 && l.at[2].col == l.at[1].col);
    CU_ASSERT_EQUAL(l.at[1].rows + l.at[2].rows - 1, l.at[0].rows);
    layout_place(&l, 120, 36, 0, items, n, -1);
    CU_ASSERT(l.at[3].cols > 0 && l.at[0].rows >= 10 && l.at[2].row > l.at[0].row);
    items[0].tall_rows = 30;
    layout_place(&l, 80, 24, 0, items, n, -1);
    CU_ASSERT(l.at[3].cols > 0 && l.at[0].rows < 10);
}

static int bands_of(const struct layout *l, int n)
{
    int bands = 0;

    for (int i = 0; i < n; i++)
        bands += l->at[i].cols > 0 && l->at[i].col == 0;
    return bands;
}

static void columns_by_width(void)
{
    struct layout_item items[7];
    struct layout l;

    items_of(items, 7); /* six plots and the table */
    layout_place(&l, 75, 120, 0, items, 7, -1);
    CU_ASSERT_EQUAL(bands_of(&l, 6), 6);
    layout_place(&l, 76, 120, 0, items, 7, -1);
    CU_ASSERT_EQUAL(bands_of(&l, 6), 3);
    layout_place(&l, 180, 120, 0, items, 7, -1);
    CU_ASSERT_EQUAL(bands_of(&l, 6), 3);
    layout_place(&l, 181, 120, 0, items, 7, -1);
    CU_ASSERT_EQUAL(bands_of(&l, 6), 2);
    items_of(items, 4); /* three plots: two, and one as wide as both */
    layout_place(&l, 120, 50, 0, items, 4, -1);
    CU_ASSERT_EQUAL(bands_of(&l, 3), 2);
    CU_ASSERT_EQUAL(l.at[2].cols, 120);
    items_of(items, 6);
    layout_place(&l, 200, 50, 0, items, 6, -1); /* five in three columns: three and two */
    CU_ASSERT_EQUAL(bands_of(&l, 5), 2);
    CU_ASSERT_EQUAL(l.at[3].col, 0);
    CU_ASSERT(abs(l.at[3].cols - l.at[4].cols) <= 1);
}

static void dropped_by_rank(void)
{
    struct layout_item items[5];
    struct layout l;
    int n = items_of(items, 5), before = 5;

    items[0].rank = 9; /* the first listed goes first */
    for (int rows = 60; rows >= 10; rows--) {
        int placed = 0;

        layout_place(&l, 60, rows, 0, items, n, -1);
        for (int i = 0; i < n; i++)
            placed += l.at[i].cols > 0;
        CU_ASSERT(placed <= before);
        CU_ASSERT(placed >= 1);
        if (placed < 5)
            CU_ASSERT_EQUAL(l.at[0].cols, 0);
        before = placed;
    }
    CU_ASSERT_EQUAL(before, 1);
    CU_ASSERT(l.at[1].cols > 0); /* the lowest rank is what stays */
}

static void strips_give_way_before_plots_go(void)
{
    struct layout_item items[2] = {{.min_cols = 20, .min_rows = 7},
                                   {.min_cols = 20, .min_rows = 4, .want_rows = 12, .rank = 1}};
    struct layout l;

    layout_place(&l, 80, 30, 0, items, 2, -1);
    CU_ASSERT_EQUAL(l.at[1].rows, 12);
    layout_place(&l, 80, 16, 0, items, 2, -1);
    CU_ASSERT_EQUAL(l.at[1].rows, 4);
    CU_ASSERT(l.at[0].rows >= 7);
    layout_place(&l, 80, 11, 0, items, 2, -1);
    CU_ASSERT_EQUAL(l.at[1].cols, 0);
}

/* Whatever meets, every end of a line finds the neighbour's end: no gap, no loose half line. */
static void frames_join_everywhere(void)
{
    static const int back[9] = {0, LINE_DOWN, LINE_LEFT, 0, LINE_UP, 0, 0, 0, LINE_RIGHT};
    static const int across[9] = {0, 0, 1, 0, 0, 0, 0, 0, -1};
    static const int down[9] = {0, -1, 0, 0, 1, 0, 0, 0, 0};
    struct rng r;
    struct grid g;

    rng_seed(&r, 8);
    grid_init(&g);
    for (int round = 0; round < 400; round++) {
        struct layout_item items[8];
        int n = items_of(items, 1 + (int)rng_below(&r, 8)), loose = 0;
        struct layout l;

        g.unicode = round % 2;
        grid_resize(&g, 40 + (int)rng_below(&r, 200), 10 + (int)rng_below(&r, 60));
        layout_place(&l, g.cols, g.rows, 0, items, n, -1);
        layout_draw(&l, &g, (struct style){0});
        for (int i = 0; i < n; i++)
            grid_box(&g, l.at[i], (struct style){0}, NULL, (struct style){0});
        for (int i = 0; i < g.cols * g.rows; i++)
            for (int d = 1; d <= 8; d *= 2)
                if (g.cells[i].dots & CELL_LINE && g.cells[i].dots & d) {
                    struct cell *c = grid_cell(&g, i % g.cols + across[d], i / g.cols + down[d]);

                    loose += !c || !(c->dots & CELL_LINE) || !(c->dots & back[d]);
                }
        CU_ASSERT_EQUAL(loose, 0);
        CU_ASSERT_EQUAL(grid_cell(&g, 0, 1)->dots, CELL_LINE | LINE_RIGHT | LINE_DOWN);
    }
    grid_release(&g);
}

static const struct check checks[] = {
    {"every size is sound", every_size_is_sound},
    {"any items are sound", any_items_are_sound},
    {"the sketch at 120 by 36", the_sketch_at_120_by_36},
    {"a tall plot has a column", a_tall_plot_has_a_column},
    {"columns by width", columns_by_width},
    {"dropped by rank", dropped_by_rank},
    {"strips give way before plots go", strips_give_way_before_plots_go},
    {"frames join everywhere", frames_join_everywhere},
    {NULL, NULL},
};

int main(void)
{
    return check_main("layout", checks);
}
