/* What networks write that were trained on text, as they learn it. */
#include "base/memory.h"
#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/chart/seen.h"
#include "panel/panel.h"
#include "problem/network_say.h"

enum { LETTERS = 400, NAME_COLS = 12, SEED = 1 };

struct memo {
    struct seen seen[RUNS_MAX];
    uint32_t text[RUNS_MAX][LETTERS];
};

static const uint32_t *text_of(struct memo *m, const struct session *s, int i)
{
    if (!seen_still(&m->seen[i], s, i))
        say_text(&s->race.problem, s->race.run[i].x, SEED, LETTERS, m->text[i]);
    m->seen[i] = seen_now(s, i);
    return m->text[i];
}

static bool shows(const struct session *s, int i)
{
    return s->view.selected < 0 || s->view.selected == i;
}

/* So many rows from `row` on; a new line ends a row. Other signs that would steer a terminal are
 * blanks. */
static void draw_text(struct panel_call *c, int row, int rows, const uint32_t *text)
{
    int left = c->area.col + NAME_COLS, end = c->area.col + c->area.cols, col = left;
    for (int i = 0, last = row + rows; i < LETTERS && row < last; i++) {
        if (text[i] == '\n' || col >= end) {
            row++;
            col = left;
        }
        if (text[i] == '\n' || row >= last)
            continue;
        char one[8] = "";
        one[text[i] < ' ' || text[i] == 0x7f ? 0 : utf8_put(one, text[i])] = '\0';
        if (utf8_columns(one) == 1)
            pen_text(c->grid, col, row, end, pen(ROLE_NONE, 0), one);
        col++;
    }
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    int runs = 0, row = c->area.row, left = c->area.rows;
    if (!say_known(&s->race.problem)) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0),
                 "needs a recurrent network on text, at most 256 hidden");
        return;
    }
    if (!*c->memo)
        *c->memo = mem_alloc(1, sizeof(struct memo));
    struct memo *m = *c->memo;
    for (int i = 0; i < s->race.n; i++)
        runs += shows(s, i);
    for (int i = 0; i < s->race.n && left > 0; i++) {
        const struct run *r = &s->race.run[i];
        if (!shows(s, i))
            continue;
        int rows = (left + runs - 1) / runs;
        pen_text(c->grid, c->area.col, row, c->area.col + NAME_COLS - 1, pen_run(s, i), r->name);
        if (pen_alive(r))
            draw_text(c, row, rows, text_of(m, s, i));
        else
            pen_text(c->grid, c->area.col + NAME_COLS, row, c->area.col + c->area.cols,
                     pen(ROLE_FAINT, 0), "diverged");
        row += rows;
        left -= rows;
        runs--;
    }
}

const struct panel_kind panel_sample = {
    .name = "sample",
    .title = "what each run writes",
    .help = "What each network writes that was trained on text: it reads what it wrote and draws "
            "the next character by its own probabilities. The draws are the same at every step, so "
            "this changes only as the network learns.",
    .runs = RUNS_NAMED,
    .size = {.min_cols = 28, .min_rows = 5, .want_rows = 0, .rank = 1},
    .draw = draw,
};
