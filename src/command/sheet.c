#include "command/sheet.h"

#include <assert.h>
#include <math.h>

#include "base/text.h"
#include "panel/chart/pen.h"

struct sheet *sheet_begin(bool unicode, const char *const *heads)
{
    static struct sheet s; /* too large for a stack */
    s = (struct sheet){.unicode = unicode};
    sheet_row(&s);
    while (heads && *heads)
        sheet_head(&s, *heads++);
    return &s;
}

void sheet_head(struct sheet *s, const char *text)
{
    bool right = *text == '>';
    s->right[s->cols] = right;
    sheet_put(s, text + right);
}

void sheet_row(struct sheet *s)
{
    assert(s->rows < SHEET_ROWS);
    s->rows++;
    s->cols = 0;
}

void sheet_put(struct sheet *s, const char *text)
{
    char words[PEN_TEXT_MAX];
    struct grid grid = {.unicode = s->unicode};
    assert(s->rows > 0 && s->cols < SHEET_COLS);
    snprintf(s->cell[s->rows - 1][s->cols++], SHEET_TEXT, "%s",
             pen_words(&grid, text, words, sizeof words));
}

void sheet_number(struct sheet *s, double v, int digits)
{
    sheet_put(s, isnan(v) ? "–" : NUMBER(v, digits));
}

void say_line(bool unicode, const char *text)
{
    char words[PEN_TEXT_MAX];
    struct grid grid = {.unicode = unicode};
    puts(pen_words(&grid, text, words, sizeof words));
}

void sheet_print(const struct sheet *s)
{
    int width[SHEET_COLS] = {0};
    for (int i = 0; i < s->rows; i++) {
        for (int j = 0; j < s->cols; j++) {
            int n = utf8_columns(s->cell[i][j]);
            width[j] = n > width[j] ? n : width[j];
        }
    }
    for (int i = 0; i < s->rows; i++) {
        for (int j = 0; j < s->cols; j++) {
            const char *text = s->cell[i][j];
            int space = width[j] - utf8_columns(text);
            bool last = j == s->cols - 1;
            printf("%*s%s%*s", s->right[j] ? space : 0, "", text, s->right[j] || last ? 0 : space,
                   "");
            fputs(last ? "\n" : "  ", stdout);
        }
    }
}
