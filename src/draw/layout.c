#include "draw/layout.h"

#include <string.h>

enum {
    ONE_COLUMN_BELOW = 76,
    THREE_COLUMNS_BEYOND = 180,
    CAPTION_TWO_ROWS_FROM = 14,
    CAPTION_THREE_ROWS_FROM = 30,
    MAKES_WAY = 3 /* the rank from which a plot is dropped for a tall one */
};

/* What is being tried: a set of items and how they are to stand. */
struct attempt {
    const struct layout_item *items;
    int n;
    bool in[LAYOUT_MAX];
    int cols, rows; /* of the screen */
    int words;      /* rows that the caption is not to go below */
    int caption_rows, columns;
    bool strips_small;
    bool tall; /* plots have their tall_rows */
};

static bool is_strip(const struct layout_item *item)
{
    return item->want_rows > 0;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

static int most(int a, int b)
{
    return a > b ? a : b;
}

/* The most rows a screen this high has for the caption. */
static int caption_most(const struct attempt *a)
{
    int rows = a->rows >= CAPTION_THREE_ROWS_FROM ? 3 : a->rows >= CAPTION_TWO_ROWS_FROM ? 2 : 1;
    return most(rows, a->words);
}

static int strip_rows(const struct attempt *a, const struct layout_item *item)
{
    return most(a->strips_small ? least(item->min_rows, item->want_rows) : item->want_rows, 3);
}

/* Where piece i of n begins when extent border-to-border cells are shared out evenly. */
static int share(int extent, int n, int i)
{
    return extent * i / n;
}

static bool big_enough(const struct attempt *a, int i, struct rect r)
{
    const struct layout_item *item = &a->items[i];
    int rows = a->tall ? most(item->min_rows, item->tall_rows) : item->min_rows;
    return r.cols >= most(item->min_cols, 3) && r.rows >= most(rows, 3);
}

/* Plots in bands of as equal a number as can be, the fuller bands first. False if one is too small.
 */
static bool place_plots(const struct attempt *a, int top, int bottom, int plots, struct rect *at)
{
    int bands = (plots + a->columns - 1) / a->columns, item = 0;
    bool fit = true;
    for (int band = 0; band < bands; band++) {
        int count = plots / bands + (band < plots % bands);
        int row = top + share(bottom - top, bands, band);
        int row_end = top + share(bottom - top, bands, band + 1);
        for (int i = 0; i < count; i++, item++) {
            int col = share(a->cols - 1, count, i), col_end = share(a->cols - 1, count, i + 1);
            while (!a->in[item] || is_strip(&a->items[item]))
                item++;
            at[item] = (struct rect){col, row, col_end - col + 1, row_end - row + 1};
            fit = big_enough(a, item, at[item]) && fit;
        }
    }
    return fit;
}

/* The plot that wants most rows has the left column, the others stand in the right one. */
static bool place_tall(const struct attempt *a, int top, int bottom, int plots, struct rect *at)
{
    int tall = -1, middle = share(a->cols - 1, 2, 1), others = 0;
    for (int i = 0; i < a->n; i++)
        if (a->in[i] && !is_strip(&a->items[i]) && a->items[i].tall_rows > 0 &&
            (tall < 0 || a->items[i].tall_rows > a->items[tall].tall_rows))
            tall = i;
    if (!a->tall || tall < 0 || plots < 3 || a->columns != 2)
        return false;
    at[tall] = (struct rect){0, top, middle + 1, bottom - top + 1};
    bool fit = big_enough(a, tall, at[tall]);
    for (int i = 0; i < a->n; i++) {
        if (!a->in[i] || is_strip(&a->items[i]) || i == tall)
            continue;
        int row = top + share(bottom - top, plots - 1, others);
        int row_end = top + share(bottom - top, plots - 1, others + 1);
        at[i] = (struct rect){middle, row, a->cols - middle, row_end - row + 1};
        fit = big_enough(a, i, at[i]) && fit;
        others++;
    }
    return fit;
}

/* Places all that is in; false if something is smaller than it may be. */
static bool place(const struct attempt *a, struct rect *at)
{
    int bottom = a->rows - 2 - a->caption_rows, plots = 0, last_strip = -1;
    bool fit = true;
    memset(at, 0, LAYOUT_MAX * sizeof *at);
    for (int i = a->n - 1; i >= 0; i--) {
        if (!a->in[i])
            continue;
        if (is_strip(&a->items[i]))
            last_strip = most(last_strip, i);
        else
            plots++;
    }
    for (int i = last_strip; i >= 0; i--) {
        int high;
        if (!a->in[i] || !is_strip(&a->items[i]))
            continue;
        high = strip_rows(a, &a->items[i]);
        at[i] = (struct rect){0, bottom - high + 1, a->cols, high};
        fit = big_enough(a, i, at[i]) && at[i].row >= 1 && fit;
        bottom = at[i].row;
    }
    if (plots > 0)
        return bottom > 1 && fit &&
               (place_plots(a, 1, bottom, plots, at) || place_tall(a, 1, bottom, plots, at));
    for (int i = 0; i <= last_strip; i++) /* strips alone: all up, the last takes the rest */
        if (at[i].cols > 0) {
            at[i].row -= bottom - 1;
            at[i].rows += i == last_strip ? bottom - 1 : 0;
        }
    return fit;
}

/* The ways to stand, best first. */
static bool place_somehow(struct attempt *a, int columns, struct rect *at)
{
    for (a->columns = columns; a->columns >= 1; a->columns--)
        for (int less = a->rows >= CAPTION_TWO_ROWS_FROM ? 0 : 1; less <= 2; less++) {
            a->caption_rows = less == 0 ? caption_most(a) : most(1, a->words);
            a->strips_small = less == 2;
            if (place(a, at))
                return true;
        }
    return false;
}

static int highest_rank(const struct attempt *a)
{
    int found = -1;
    for (int i = 0; i < a->n; i++)
        if (a->in[i] && (found < 0 || a->items[i].rank >= a->items[found].rank))
            found = i;
    return found;
}

/* The whole region for one item. */
static void place_alone(struct attempt *a, int item, struct rect *at)
{
    memset(at, 0, LAYOUT_MAX * sizeof *at);
    a->caption_rows = caption_most(a);
    at[item] = (struct rect){0, 1, a->cols, a->rows - 2 - a->caption_rows};
}

/* With a column for what is tall, if no more than plots of the highest rank make way. */
static bool place_with_tall(struct attempt *a, int columns, struct rect *at)
{
    a->tall = true;
    for (int left = a->n; left > 0; left--) {
        int drop = highest_rank(a);
        if (place_somehow(a, columns, at))
            return true;
        if (is_strip(&a->items[drop]) || a->items[drop].rank < MAKES_WAY)
            return false;
        a->in[drop] = false;
    }
    return false;
}

static void place_items(struct attempt *a, int zoom, struct rect *at)
{
    int columns = a->cols < ONE_COLUMN_BELOW ? 1 : a->cols <= THREE_COLUMNS_BEYOND ? 2 : 3;
    int left = a->n;
    if (zoom >= 0 && zoom < a->n) {
        place_alone(a, zoom, at);
        return;
    }
    for (int i = 0; i < a->n; i++)
        a->in[i] = true;
    if (place_with_tall(a, columns, at))
        return;
    a->tall = false;
    for (int i = 0; i < a->n; i++)
        a->in[i] = true;
    while (left > 0 && !place_somehow(a, columns, at)) {
        int drop = highest_rank(a);
        if (left == 1) {
            place_alone(a, drop, at);
            return;
        }
        a->in[drop] = false;
        left--;
    }
    if (left == 0)
        a->caption_rows = most(1, a->words);
}

void layout_place(struct layout *l, int cols, int rows, int words, const struct layout_item *items,
                  int n, int zoom)
{
    struct attempt a = {
        .items = items, .n = least(n, LAYOUT_MAX), .cols = cols, .rows = rows, .words = words};
    *l = (struct layout){.fits = cols >= LAYOUT_MIN_COLS && rows >= LAYOUT_MIN_ROWS};
    if (!l->fits)
        return;
    place_items(&a, zoom, l->at);
    l->head = (struct rect){0, 0, cols, 1};
    l->frame = (struct rect){0, 1, cols, rows - 1};
    l->caption = (struct rect){2, rows - 1 - a.caption_rows, cols - 4, a.caption_rows};
    l->keys = (struct rect){2, rows - 1, cols - 4, 1};
}

struct rect layout_inside(const struct layout *l, int i)
{
    struct rect r = l->at[i];
    if (r.cols <= 2 || r.rows <= 2)
        return (struct rect){0};
    return (struct rect){r.col + 1, r.row + 1, r.cols - 2, r.rows - 2};
}

void layout_draw(const struct layout *l, struct grid *g, struct style s)
{
    int row = l->caption.row - 1;
    if (!l->fits)
        return;
    grid_box(g, l->frame, s, NULL, s);
    grid_line(g, 0, row, l->frame.cols - 1, row, s);
}
