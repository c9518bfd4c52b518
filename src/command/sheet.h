/* A table of text, its columns as wide as their widest entry; and a line of it. */
#ifndef COMMAND_SHEET_H
#define COMMAND_SHEET_H

#include <stdbool.h>
#include <stdio.h>

enum { SHEET_COLS = 14, SHEET_ROWS = 64, SHEET_TEXT = 160 };

struct sheet {
    int cols, rows;
    bool right[SHEET_COLS]; /* numbers: ranged right */
    bool unicode;           /* false: θ is written theta, and so on */
    char cell[SHEET_ROWS][SHEET_COLS][SHEET_TEXT];
};

/* An empty table with a row of heads (NULL-ended; NULL: each is put later); there is one at a time.
 */
struct sheet *sheet_begin(bool unicode, const char *const *heads);
/* The head of the next column; a > in front is no part of it: the column is ranged right. */
void sheet_head(struct sheet *s, const char *text);
/* Puts text into the next cell of the last row. */
void sheet_row(struct sheet *s);
void sheet_put(struct sheet *s, const char *text);
/* v with at most `digits` digits, a dash for NaN. */
void sheet_number(struct sheet *s, double v, int digits);
void sheet_print(const struct sheet *s);
/* Text in letters that the reader has, as a line. */
void say_line(bool unicode, const char *text);

#endif
