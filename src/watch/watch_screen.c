/* The screen that the panels of watched logs make: head, panels, caption, key bar, help. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "input/key.h"
#include "panel/chart/pen.h"
#include "watch/watch_panel.h"

void watch_screen_init(struct watch_screen *s, bool unicode, int colours)
{
    *s = (struct watch_screen){0};
    grid_init(&s->grid);
    s->grid.unicode = unicode;
    s->grid.colours = colours;
}

void watch_screen_release(struct watch_screen *s)
{
    grid_release(&s->grid);
    *s = (struct watch_screen){0};
}

static void place(struct watch_screen *s, const struct watch *w, const struct watch_view *v,
                  int cols, int rows)
{
    struct layout_item items[WATCH_PANELS_MAX];
    int n = watch_panels_count(w);
    for (int i = 0; i < n; i++) {
        const struct watch_panel *p = watch_panels_at(w, i);
        items[i] = p->size;
        if (p->want_rows)
            items[i].want_rows = p->want_rows(w, v);
        if (items[i].want_rows > 0 && items[i].want_rows < items[i].min_rows)
            items[i].min_rows = items[i].want_rows;
    }
    layout_place(&s->layout, cols, rows, 0, items, n, v->zoomed && v->focus < n ? v->focus : -1);
}

enum { FRAME_COLS = 6, PANEL_TITLE = 240 };

/* Of the lines of a title the first that fits; `plain` where none does. */
static void title_fit(const struct grid *g, char *title, int cols, const char *plain)
{
    for (char *line = title, *end; line; line = end ? end + 1 : NULL) {
        end = strchr(line, '\n');
        if (end)
            *end = '\0';
        if (pen_columns(g, line) > cols)
            continue;
        memmove(title, line, strlen(line) + 1);
        return;
    }
    strcpy(title, plain);
}

static void draw_panel(struct watch_screen *s, const struct watch *w, const struct watch_view *v,
                       int i)
{
    const struct watch_panel *p = watch_panels_at(w, i);
    char title[PANEL_TITLE], buf[PEN_TEXT_MAX];
    struct style style = i == v->focus ? pen(ROLE_KEY, ATTR_BOLD) : pen(ROLE_NONE, 0);
    struct watch_call c = {w, v, &s->grid, layout_inside(&s->layout, i), &s->plot[i]};
    s->plot[i] = (struct plot){0};
    if (c.area.cols <= 0 || c.area.rows <= 0)
        return;
    snprintf(title, sizeof title, "%s", p->title);
    if (p->title_text)
        p->title_text(w, v, title, sizeof title);
    title_fit(&s->grid, title, s->layout.at[i].cols - FRAME_COLS, p->title);
    grid_box(&s->grid, s->layout.at[i], pen(ROLE_FRAME, 0),
             pen_words(&s->grid, title, buf, sizeof buf), style);
    p->draw(&c);
}

static void head_draw(struct grid *g, struct rect r, const struct watch *w,
                      const struct watch_view *v)
{
    char left[200], right[120];
    double at = watch_view_step(v, w);
    const char *state = v->held          ? "held"
                        : v->reading     ? "reading"
                        : watch_ended(w) ? "ended"
                                         : "following";
    const char *name = v->run < w->n_runs ? w->run[v->run].track.name : w->log[0].name;
    snprintf(left, sizeof left, "clipdescent watch · %s%s", name,
             v->recording ? " · recording" : "");
    if (isnan(v->at))
        snprintf(right, sizeof right, "step %s  %s", PEN_NUMBER(at, 15), state);
    else /* whether it grows is not to be seen from back there */
        snprintf(right, sizeof right, "looking back at step %s", PEN_NUMBER(at, 15));
    int end = pen_right(g, r.col, r.row, r.col + r.cols - 1, pen(ROLE_TITLE, ATTR_BOLD), right) - 2;
    pen_text(g, r.col + 1, r.row, end, pen(ROLE_TITLE, ATTR_BOLD), left);
}

/* The first of the two that fits. */
static int say(struct grid *g, struct rect r, int row, struct style style, const char *text,
               const char *shorter)
{
    return pen_text(g, r.col, row, r.col + r.cols, style,
                    pen_columns(g, text) <= r.cols ? text : shorter);
}

/* A message, or that the rules are asked of norms that would have been others; and the line to
 * paste. */
static void caption_draw(struct grid *g, struct rect r, const struct watch *w,
                         const struct watch_view *v)
{
    char line[200], text[240];
    int row = r.row;
    if (v->run >= w->n_runs) {
        say(g, r, row, pen(ROLE_FAINT, 0), "Waiting for the first record.", "Waiting.");
        return;
    }
    watch_paste(&w->run[v->run], v->paste % watch_pastes(&w->run[v->run]), v->gamma, line,
                sizeof line);
    if (v->message[0])
        say(g, r, row++, pen(ROLE_KEY, 0), v->message, v->message);
    else if (r.rows > 1)
        say(g, r, row++, pen(ROLE_NONE, 0),
            "Shares are of the logged norms: with another γ the training would have gone another "
            "way.",
            "With another γ the training would have gone another way.");
    if (row >= r.row + r.rows)
        return;
    snprintf(text, sizeof text, "to paste (p): %s", line);
    say(g, r, row, pen(ROLE_GOOD, ATTR_BOLD), text, line);
}

enum { HELP_LEFT = 24 };

static const char *key_word(const struct watch_key *k, const struct grid *g, char *buf, size_t size)
{
    static const struct {
        int key;
        const char *glyph;
    } arrows[] = {{K_UP, "↑"}, {K_DOWN, "↓"}, {K_LEFT, "←"}, {K_RIGHT, "→"}};
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        if (k->keys[0] == arrows[i].key && g->unicode)
            return arrows[i].glyph;
    return key_text(k->keys[0], buf, size);
}

static void keys_draw(struct grid *g, struct rect r)
{
    int col = r.col, end = r.col + r.cols;
    for (int i = 0; i < n_watch_keys; i++) {
        char buf[24];
        const struct watch_key *k = &watch_keys[i];
        if (!k->bar)
            continue;
        const char *word = key_word(k, g, buf, sizeof buf);
        int wide = pen_columns(g, word) + 1 + pen_columns(g, k->bar);
        if (col + wide + 1 > end)
            break;
        grid_fill(g, (struct rect){col, r.row, wide + 2, 1}, ' ', pen(ROLE_NONE, 0));
        col = grid_text(g, col, r.row, end, pen(ROLE_KEY, ATTR_BOLD), word) + 1;
        col = pen_text(g, col, r.row, end, pen(ROLE_FAINT, 0), k->bar) + 2;
    }
}

/* One key's line of the help. */
static void help_key(struct grid *g, const struct watch_key *k, int left, int row, int end)
{
    int col = left;
    for (int i = 0; i < 3 && k->keys[i]; i++) {
        char buf[24];
        col = pen_text(g, col, row, end, pen(ROLE_KEY, ATTR_BOLD),
                       key_text(k->keys[i], buf, sizeof buf)) +
              1;
    }
    pen_text(g, left + HELP_LEFT, row, end, pen(ROLE_NONE, 0), k->help);
}

/* Keys, then panels; help_top entries are above the first line. */
static void help_draw(struct grid *g, const struct watch *w, const struct watch_view *v)
{
    struct rect r = {2, 1, g->cols - 4, g->rows - 2};
    int row = r.row + 1, end = r.col + r.cols - 2, last = r.row + r.rows - 1, skip = v->help_top;
    grid_fill(g, r, ' ', pen(ROLE_NONE, 0));
    grid_box(g, r, pen(ROLE_FRAME, 0), "help: watching a log (arrows: more)",
             pen(ROLE_KEY, ATTR_BOLD));
    for (int i = 0; i < n_watch_keys && row < last; i++)
        if (skip-- <= 0)
            help_key(g, &watch_keys[i], r.col + 2, row++, end);
    for (int i = 0; i < watch_panels_count(w) && row < last; i++) {
        const struct watch_panel *p = watch_panels_at(w, i);
        struct rect at = {r.col + 2 + HELP_LEFT, row, end - r.col - 2 - HELP_LEFT, last - row};
        if (skip-- > 0)
            continue;
        pen_text(g, r.col + 2, row, at.col - 1, pen(ROLE_TITLE, ATTR_BOLD), p->name);
        row += pen_wrap(g, at, pen(ROLE_NONE, 0), p->help);
    }
}

void watch_screen_compose(struct watch_screen *s, const struct watch *w, const struct watch_view *v,
                          int cols, int rows)
{
    grid_resize(&s->grid, cols, rows);
    place(s, w, v, cols, rows);
    if (!s->layout.fits) {
        char text[96];
        snprintf(text, sizeof text, "%d×%d is too small: clipdescent needs %d×%d (q quits)", cols,
                 rows, LAYOUT_MIN_COLS, LAYOUT_MIN_ROWS);
        pen_wrap(&s->grid, (struct rect){0, 0, cols, rows}, pen(ROLE_NONE, 0), text);
        return;
    }
    layout_draw(&s->layout, &s->grid, pen(ROLE_FRAME, 0));
    for (int i = 0; i < watch_panels_count(w); i++)
        draw_panel(s, w, v, i);
    head_draw(&s->grid, s->layout.head, w, v);
    caption_draw(&s->grid, s->layout.caption, w, v);
    keys_draw(&s->grid, s->layout.keys);
    if (v->help)
        help_draw(&s->grid, w, v);
}

bool watch_screen_click(const struct watch_screen *s, const struct watch *w, struct watch_view *v,
                        int col, int row)
{
    for (int i = 0; s->layout.fits && i < watch_panels_count(w); i++) {
        const struct plot *p = &s->plot[i];
        if (!rect_has(&s->layout.at[i], col, row))
            continue;
        v->focus = i;
        struct rect r = p->canvas.area;
        if (p->canvas.width > 0 &&
            rect_has(&(struct rect){r.col, r.row, r.cols, r.rows + 2}, col, row)) {
            double x = (col - r.col + 0.5) * p->canvas.width / r.cols;
            v->at = fmax(axis_value(&p->x, x, p->canvas.width - 1), 0);
        }
        return true;
    }
    return false;
}
