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

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

/* What goes on with a number: "1.5e-3", "10⁻³", "12,345". */
static bool in_number(uint32_t before, uint32_t c, uint32_t next)
{
    if (c == '.' || c == ',')
        return is_digit(next);
    if (c == '+' || c == '-')
        return before == 'e' && is_digit(next);
    return is_digit(c) || (c == 'e' && (is_digit(next) || next == '+' || next == '-')) ||
           (c >= 0x2070 && c <= 0x207b) || c == 0xb2 || c == 0xb3 || c == 0xb9;
}

static bool is_letter(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_sign(uint32_t c)
{
    return c == '-' || c == '+' || c == 0x2212;
}

/* The columns of text that does not fit into as many that may be written before the "…": half a
 * number is another number, and half a word may be another word (words: they are whole too, where
 * that does not take more than half of the room). */
static int whole_columns(const char *at, const char *end, int columns, bool words)
{
    uint32_t before = 0, c = next_visible(&at, end);
    int number = -1, word = 0;
    for (int n = 0; n <= columns; n++) {
        uint32_t next = next_visible(&at, end);
        if (number >= 0 && !in_number(before, c, next))
            number = -1;
        if (number < 0 && !is_letter(before) && (is_digit(c) || (is_sign(c) && is_digit(next))))
            number = n;
        if (n == columns)
            return number >= 0 && number < n                  ? number
                   : words && c != ' ' && 2 * word >= columns ? word
                                                              : n;
        word = c == ' ' ? n + 1 : word;
        before = c;
        c = next;
    }
    return 0;
}

static int write_span(struct grid *g, struct rect r, struct style s, const char *at,
                      const char *end, bool words)
{
    int col = r.col, col_end = r.col + r.cols < g->cols ? r.col + r.cols : g->cols;
    uint32_t c;
    if (col >= col_end)
        return col;
    bool cut = longer_than(at, end, col_end - col);
    if (cut)
        col_end = col + whole_columns(at, end, col_end - col - 1, words);
    while (col < col_end && (c = next_visible(&at, end)) != 0)
        grid_put(g, col++, r.row, c, s);
    if (cut)
        grid_put(g, col++, r.row, 0x2026, s);
    return col;
}

int grid_text(struct grid *g, int col, int row, int col_end, struct style s, const char *text)
{
    return write_span(g, (struct rect){col, row, col_end - col, 1}, s, text, NULL, false);
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

/* "=", "<", "−" and the like, alone between spaces: a formula is not broken beside it. */
static bool is_operator(uint32_t c)
{
    return c == '=' || c == '<' || c == '>' || c == '+' || c == '-' || c == '/' || c == 0x2212 ||
           c == 0xd7 || c == 0xf7 || c == 0x2264 || c == 0x2265 || c == 0x2248;
}

/* The end of what fits into columns, broken at a space where there is one. */
static const char *line_end(const char *at, int columns)
{
    const char *space = NULL, *before = at;
    uint32_t last = ' ', older = ' '; /* the two code points before */
    for (int n = 0;; n++) {
        uint32_t c, next, over;
        const char *ahead;
        before = at;
        c = next_visible(&at, NULL);
        if (c == 0)
            return before;
        ahead = at;
        next = next_visible(&ahead, NULL);
        over = next ? next_visible(&ahead, NULL) : 0;
        if (c == ' ' && !(is_operator(next) && over == ' ') && !(is_operator(last) && older == ' '))
            space = before;
        if (n == columns)
            return space ? space : before;
        older = last;
        last = c;
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
        write_span(g, (struct rect){r.col, r.row + used, r.cols, 1}, s, text,
                   used + 1 < r.rows ? end : NULL, true);
        text = end;
        used++;
    }
    return used;
}
