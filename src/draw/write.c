/* Text into cells. */
#include <stdarg.h>
#include <stdio.h>

#include "base/text.h"
#include "draw/grid.h"

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* The next visible code point before end (NULL: the NUL); 0 if missing. */
static uint32_t next_visible(const char **at, const char *end)
{
    uint32_t c = 0;

    while ((!end || *at < end) && (c = utf8_next(at)) != 0)
        if (!utf8_invisible(c))
            return is_space(c) ? ' ' : c;
    return 0;
}

static bool longer_than(const char *at, const char *end, int columns)
{
    while (columns >= 0 && next_visible(&at, end))
        columns--;
    return columns < 0;
}

static int write_span(struct grid *g, int col, int row, int col_end, struct style s, const char *at,
                      const char *end)
{
    uint32_t c;

    if (col_end > g->cols)
        col_end = g->cols;
    if (col >= col_end)
        return col;
    bool cut = longer_than(at, end, col_end - col);
    while (col < col_end - cut && (c = next_visible(&at, end)) != 0)
        grid_put(g, col++, row, c, s);
    if (cut)
        grid_put(g, col++, row, 0x2026, s);
    return col;
}

int grid_text(struct grid *g, int col, int row, int col_end, struct style s, const char *text)
{
    return write_span(g, col, row, col_end, s, text, NULL);
}

int grid_printf(struct grid *g, int col, int row, int col_end, struct style s, const char *fmt, ...)
{
    char buf[2048]; /* 500 columns of the longest characters: more than a screen is wide */
    va_list args;

    va_start(args, fmt);
    vsnprintf(buf, sizeof buf, fmt, args);
    va_end(args);
    return grid_text(g, col, row, col_end, s, buf);
}

/* The end of what fits into columns, broken at a space where there is one. */
static const char *line_end(const char *at, int columns)
{
    const char *space = NULL, *before = at;

    for (int n = 0;; n++) {
        uint32_t c;

        before = at;
        c = next_visible(&at, NULL);
        if (c == 0)
            return before;
        if (c == ' ')
            space = before;
        if (n == columns)
            return space ? space : before;
    }
}

int grid_lines(const char *text, int cols)
{
    int n = 0;

    while (cols > 0) {
        while (is_space((unsigned char)*text))
            text++;
        if (!*text)
            break;
        text = line_end(text, cols);
        n++;
    }
    return n;
}

int grid_wrap(struct grid *g, struct rect r, struct style s, const char *text)
{
    int used = 0;

    if (r.cols <= 0)
        return 0;
    while (used < r.rows) {
        const char *end;

        while (is_space((unsigned char)*text))
            text++;
        if (!*text)
            break;
        end = line_end(text, r.cols);
        write_span(g, r.col, r.row + used, r.col + r.cols, s, text, used + 1 < r.rows ? end : NULL);
        text = end;
        used++;
    }
    return used;
}
