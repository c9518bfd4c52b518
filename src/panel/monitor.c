#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "panel/chart/columns.h"

enum { SAY_ROWS = 3, WORDS_MAX = 400, NAME = 3 };

COLUMN_OF(before, r->now.grad_norm)
COLUMN_OF(after, r->now.grad_norm * r->now.clip_factor)
COLUMN_OF(ratio, r->now.clip_factor)
COLUMN_OF(skipped, r->clip->skips ? (double)r->notes.skipped_steps : NAN)

static void clipped(const struct run *r, char *buf, size_t size)
{
    share_text(buf, size, r->notes.clipped_steps, r->now.step, 1);
}

#define QUANTILE(name, share)                                                                      \
    static void name(const struct run *r, char *buf, size_t size)                                  \
    {                                                                                              \
        monitor_text(r->monitor, share, buf, size);                                                \
    }
QUANTILE(g50, 0.5)
QUANTILE(g90, 0.9)
QUANTILE(g99, 0.99)

static const struct column columns[] = {
    {"γ", 8, 8, .of = run_threshold, .digits = 3},
    {"‖∇f‖", 8, 1, .of = before, .digits = 3},
    {"clipped to", 10, 3, .of = after, .digits = 3},
    {"ratio", 7, 4, .of = ratio, .digits = 3},
    {"of late", 7, 0, .of = monitor_ratio_recent, .digits = 3},
    {"mean", 7, 5, .of = monitor_ratio, .digits = 3},
    {"% clipped", 9, 2, .text = clipped},
    {"skipped", 7, 2, .of = skipped, .digits = 7},
    {"g50", 8, 6, .text = g50},
    {"g90", 8, 7, .text = g90},
    {"g99", 8, 2, .text = g99},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static bool any_skips(const struct race *race)
{
    for (int i = 0; i < race->n; i++)
        if (race->run[i].clip->skips)
            return true;
    return false;
}

static void draw_run(const struct panel_call *c, const struct columns *t, int col, int row, int run)
{
    int left = c->area.col;
    grid_put(c->grid, left + 1, row, pen_run_marker(c->s, run, c->grid->unicode),
             pen(pen_run_role(c->s, run), ATTR_BOLD));
    pen_text(c->grid, left + NAME, row, left + c->area.cols, pen_run(c->s, run),
             c->s->race.run[run].name);
    columns_cells(t, c, col, row, run, NULL);
}

/* Of the selected run, or the first that clips. */
static int spoken_of(const struct session *s)
{
    if (s->view.selected >= 0)
        return s->view.selected;
    for (int i = 0; i < s->race.n; i++)
        if (s->race.run[i].notes.clipped_steps > 0)
            return i;
    return 0;
}

static void draw_verdict(const struct panel_call *c, int row)
{
    const struct run *r = &c->s->race.run[spoken_of(c->s)];
    int rows = c->area.row + c->area.rows - row;
    char said[WORDS_MAX], text[WORDS_MAX + RUN_NAME_MAX + 4];
    if (rows < 1)
        return;
    monitor_say(r, said, sizeof said);
    snprintf(text, sizeof text, "%s: %s", r->name, said);
    struct rect at = {c->area.col + 1, row, c->area.cols - 1, rows};
    pen_wrap(c->grid, at, pen(monitor_judge(r) == MONITOR_OVER ? ROLE_WARN : ROLE_NONE, 0), text);
}

static void draw(struct panel_call *c)
{
    const struct race *race = &c->s->race;
    struct columns t = {0};
    if (c->area.rows < 1 || c->area.cols < 4 || race->n == 0)
        return;
    int names = NAME + columns_names(c, 3) + COLUMN_GAP, left = c->area.col, row = c->area.row;
    for (int k = 0; k < COLUMNS; k++)
        if (columns[k].of != skipped || any_skips(race))
            columns_add(&t, c->grid, &columns[k], NULL, 0);
    columns_fit(&t, c->area.cols - (names - COLUMN_GAP));
    pen_text(c->grid, left + NAME, row, left + c->area.cols, pen(ROLE_FAINT, 0), "run");
    columns_heads(&t, c, left + names, row++);
    for (int i = 0; i < race->n && row < c->area.row + c->area.rows; i++)
        draw_run(c, &t, left + names, row++, i);
    draw_verdict(c, row);
}

static bool click(const struct panel_call *c, UNUSED int col, int row, struct action *out)
{
    int run = row - c->area.row - 1;
    return run >= 0 && run < c->s->race.n && run < c->area.rows - 1 && columns_select(out, run);
}

static int want_rows(const struct session *s)
{
    return s->race.n + 3 + SAY_ROWS;
}

const struct panel_kind panel_monitor = {
    .name = "monitor",
    .title = "clipping watched",
    .help = "Gradient norms before and after clipping, the clip ratio now, recently (about 100 "
            "steps) and on average, the share of clipped steps, and percentiles. Under it one "
            "verdict by a rule of thumb, and what the loss does.",
    .runs = RUNS_NAMED,
    .size = {.min_cols = 30, .min_rows = 4, .want_rows = 8, .rank = 3},
    .want_rows = want_rows,
    .draw = draw,
    .click = click,
};
