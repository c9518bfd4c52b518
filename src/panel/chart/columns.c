#include "panel/chart/columns.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/telling.h"

void columns_add(struct columns *t, const struct grid *g, const struct column *k, const char *head,
                 int cols)
{
    struct columns_one *one = &t->at[t->n++];
    *one = (struct columns_one){k, head ? head : k->head, cols > k->cols ? cols : k->cols};
    int wide = pen_columns(g, one->head);
    one->cols = wide > one->cols ? wide : one->cols;
}

void columns_fit(struct columns *t, int room)
{
    int total = 0;
    for (int i = 0; i < t->n; i++)
        total += t->at[i].cols + COLUMN_GAP;
    for (int rank = COLUMNS_MOST; rank > 0 && total > room; rank--) {
        int kept = 0;
        for (int i = 0; i < t->n; i++) {
            bool drop = t->at[i].is->rank == rank;
            total -= drop ? t->at[i].cols + COLUMN_GAP : 0;
            if (!drop)
                t->at[kept++] = t->at[i];
        }
        t->n = kept;
    }
}

void columns_number(char *buf, size_t size, double v, int digits, int cols)
{
    do
        pen_number(buf, size, v, digits);
    while (--digits > 0 && utf8_columns(buf) > cols);
}

void columns_text(const struct columns *t, const struct column *k, const struct run *r, char *buf,
                  size_t size)
{
    if (k->status && t->rests && r->now.status == RUN_RUNNING)
        snprintf(buf, size, "paused");
    else if (k->text)
        k->text(r, buf, size);
    else if (k->of)
        columns_number(buf, size, k->of(r), k->digits, k->cols);
    else
        telling_text(r, t->knob, k->digits, buf, size);
}

static int put(const struct panel_call *c, const struct columns_one *one, int col, int row,
               struct style s, char *text)
{
    int room = c->area.col + c->area.cols, end = col + one->cols;
    bool over = end > room;
    if (over || one->is->rest)
        end = room;
    if (one->is->rest && pen_columns(c->grid, text) > end - col && strchr(text, ' '))
        *strchr(text, ' ') = '\0'; /* "cycling" rather than half a step number */
    if (one->is->left)
        pen_text(c->grid, col, row, end, s, text);
    else if (!over) /* half a number is another one */
        pen_right(c->grid, col, row, end, s, text);
    return col + one->cols + COLUMN_GAP;
}

int columns_heads(const struct columns *t, const struct panel_call *c, int col, int row)
{
    char text[COLUMN_TEXT];
    for (int i = 0; i < t->n; i++) {
        snprintf(text, sizeof text, "%s", t->at[i].head);
        col = put(c, &t->at[i], col, row, pen(ROLE_FAINT, 0), text);
    }
    return col;
}

int columns_cells(const struct columns *t, const struct panel_call *c, int col, int row, int run,
                  struct style (*style)(const struct session *s, int run, const struct column *k))
{
    char text[COLUMN_TEXT];
    for (int i = 0; i < t->n; i++) {
        const struct column *k = t->at[i].is;
        columns_text(t, k, &c->s->race.run[run], text, sizeof text);
        col = put(c, &t->at[i], col, row, style ? style(c->s, run, k) : pen(ROLE_NONE, 0), text);
    }
    return col;
}

int columns_names(const struct panel_call *c, int least)
{
    for (int i = 0; i < c->s->race.n; i++) {
        int wide = pen_columns(c->grid, c->s->race.run[i].name);
        least = wide > least ? wide : least;
    }
    return least;
}

bool columns_select(struct action *out, int run)
{
    *out = action_of(ACT_SELECT);
    out->num = run + 1;
    return true;
}
