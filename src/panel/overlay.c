/* What is laid over the panels: the help page, the glossary and the scene picker. Both are made of
 * the tables that the program runs by. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/screen.h"
#include "tell/glossary.h"

enum {
    HELP_COLS = 92,
    KEYS_COLS = 22,
    TERM_COLS = 28,
    NARROW_BELOW = 70,
    LIST_COLS = 96,
    LIST_NAME = 20,
    LIST_INDENT = 2,
    PREVIEW_ROWS = 3, /* a line between, and two of text */
    PREVIEW_FROM = 12,
    BREAKS_COLS = 52
};

struct page { /* lines written one after the other; those outside the window are counted only */
    struct grid *grid;
    struct rect at;
    int top, line;
};

static struct rect middle(const struct grid *g, int cols, int rows)
{
    cols = cols < g->cols - 2 ? cols : g->cols - 2;
    rows = rows < g->rows - 3 ? rows : g->rows - 3;
    return (struct rect){(g->cols - cols) / 2, 1 + (g->rows - 3 - rows) / 2, cols, rows};
}

static struct rect open_box(struct grid *g, struct rect r, const char *title)
{
    grid_fill(g, r, ' ', pen(ROLE_NONE, 0));
    grid_box(g, r, pen(ROLE_FRAME, 0), title, pen(ROLE_TITLE, ATTR_BOLD));
    return (struct rect){r.col + 2, r.row + 1, r.cols - 4, r.rows - 2};
}

/* The row on the screen of the page's next line, or -1. */
static int next_row(struct page *p)
{
    int row = p->line++ - p->top;
    return p->grid && row >= 0 && row < p->at.rows ? p->at.row + row : -1;
}

static void write_line(struct page *p, int indent, struct style s, const char *text)
{
    int row = next_row(p);
    if (row >= 0)
        grid_text(p->grid, p->at.col + indent, row, p->at.col + p->at.cols, s, text);
}

/* Text broken at spaces, in lines `cols` wide. */
static void write_wrapped(struct page *p, int indent, int cols, struct style s, const char *text)
{
    char line[PEN_TEXT_MAX];
    while (*text) {
        const char *at = text, *fit = text;
        for (int n = 0; *at && n <= cols; n++) {
            if (*at == ' ')
                fit = at;
            utf8_next(&at);
            if (!*at && n < cols)
                fit = at;
        }
        if (fit == text)
            fit = at;
        snprintf(line, sizeof line, "%.*s", (int)(fit - text), text);
        write_line(p, indent, s, line);
        for (text = fit; *text == ' '; text++)
            ;
    }
}

/* What it is, and beside it what it means, `wide` columns on. */
static void write_beside(struct page *p, int wide, const char *what, const char *text)
{
    int first = p->line;
    wide = p->at.cols < NARROW_BELOW ? wide * 3 / 4 : wide;
    write_wrapped(p, wide, p->at.cols - wide, pen(ROLE_NONE, 0), text);
    int after = p->line;
    p->line = first; /* it stands beside the first of its lines */
    int row = next_row(p);
    if (row >= 0)
        grid_text(p->grid, p->at.col + 2, row, p->at.col + wide - 1, pen(ROLE_KEY, ATTR_BOLD),
                  what);
    p->line = after;
}

static void write_action(struct page *p, const struct grid *g, const struct action_spec *a)
{
    char keys[64], buf[PEN_TEXT_MAX];
    action_keys_text(a->id, g->unicode, keys, sizeof keys);
    write_beside(p, KEYS_COLS, keys, pen_words(g, a->help, buf, sizeof buf));
}

static bool group_began(int i)
{
    for (int k = 0; k < i; k++) {
        const char *group = action_table[k].group;
        if (group && strcmp(group, action_table[i].group) == 0)
            return true;
    }
    return false;
}

static void write_keys(struct page *p, const struct grid *g)
{
    for (int i = 0; i < n_action_table; i++) {
        const char *group = action_table[i].group;
        if (!group || group_began(i))
            continue;
        write_line(p, 0, pen(ROLE_TITLE, ATTR_BOLD), group);
        for (int k = i; k < n_action_table; k++) {
            const struct action_spec *a = &action_table[k];
            if (a->group && strcmp(a->group, group) == 0 &&
                (a->keys[0] || a->id == ACT_PANEL_TOGGLE))
                write_action(p, g, a);
        }
        p->line++;
    }
}

static void write_help(struct page *p, const struct grid *g, const struct session *s)
{
    char buf[PEN_TEXT_MAX];
    struct style title = pen(ROLE_TITLE, ATTR_BOLD), plain = pen(ROLE_NONE, 0);
    int cols = p->at.cols - 2;
    if (s->scene.look[0]) {
        write_line(p, 0, title, "What to look for");
        write_wrapped(p, 2, cols, plain, pen_words(g, s->scene.look, buf, sizeof buf));
        p->line++;
    }
    write_keys(p, g);
    write_line(p, 0, title, "The mouse");
    write_wrapped(
        p, 2, cols, plain,
        "Click a panel to focus it, a run to select it, the landscape to start there, an axis of "
        "steps to go there, a key in the bar to press it. Shift-drag marks text as usual.");
    p->line++;
    for (const struct panel_kind *const *k = panel_kinds; *k; k++) {
        write_line(p, 0, title, pen_words(g, (*k)->title, buf, sizeof buf));
        write_wrapped(p, 2, cols, plain, pen_words(g, (*k)->help, buf, sizeof buf));
        p->line++;
    }
}

static void write_glossary(struct page *p, const struct grid *g, UNUSED const struct session *s)
{
    char buf[PEN_TEXT_MAX], symbol[80], head[160];
    for (int i = 0; i < n_glossary; i++) {
        const struct term *t = &glossary[i];
        bool both = t->symbol[0] && p->at.cols >= NARROW_BELOW;
        snprintf(symbol, sizeof symbol, "%s", pen_words(g, t->symbol, buf, sizeof buf));
        snprintf(head, sizeof head, "%s%s%s", t->word, both ? "  " : "", both ? symbol : "");
        write_beside(p, TERM_COLS, head, pen_words(g, t->meaning, buf, sizeof buf));
    }
}

/* A page that is longer than the screen is moved line by line. */
static int page_draw(struct grid *g, const struct session *s, const char *title, int *page_rows,
                     void (*write)(struct page *, const struct grid *, const struct session *))
{
    struct rect r = middle(g, HELP_COLS, g->rows);
    struct rect in = open_box(g, r, title);
    struct page count = {.at = in};
    write(&count, g, s);
    *page_rows = in.rows;
    int last = count.line - 1 - in.rows; /* so far down that the page's end is in view */
    int top = s->view.help_top < last ? s->view.help_top : last;
    struct page page = {.grid = g, .at = in, .top = top > 0 ? top : 0};
    write(&page, g, s);
    if (last > 0)
        pen_printf(g, r.col + r.cols - 14, r.row + r.rows - 1, r.col + r.cols - 2,
                   pen(ROLE_FAINT, 0), top < last ? " ↓ more " : " end ");
    return last > 0 ? last : 0;
}

static int preview_rows(struct rect r)
{
    return r.rows >= PREVIEW_FROM ? PREVIEW_ROWS : 0;
}

static bool heads(const struct session *s, int entry)
{
    return entry == 0 || strcmp(s->scenes[entry].group, s->scenes[entry - 1].group) != 0;
}

/* The line of an entry: each group has a line with its name above it. */
static int entry_line(const struct session *s, int entry)
{
    int line = entry;
    for (int i = 0; i <= entry && i < s->n_scenes; i++)
        line += heads(s, i);
    return line;
}

/* Where the list stands, and which line is at its top. */
static struct rect list_rect(const struct grid *g, const struct session *s, int *first)
{
    struct rect r = middle(g, LIST_COLS, entry_line(s, s->n_scenes - 1) + 3 + PREVIEW_ROWS);
    int rows = r.rows - 2 - preview_rows(r), at = entry_line(s, s->view.list_at);
    *first = at >= rows && rows > 0 ? at - rows + 1 : 0;
    return r;
}

/* What the scene under the bar shows, and how many scenes there are below the last line. */
static void preview_draw(struct grid *g, struct rect r, const struct session *s, int below)
{
    int rows = preview_rows(r), last = r.row + r.rows - 1;
    if (below > 0)
        pen_printf(g, r.col + r.cols - 14, last, r.col + r.cols - 2, pen(ROLE_FAINT, 0),
                   " ↓ %d more ", below);
    if (rows == 0 || s->view.list_at >= s->n_scenes)
        return;
    grid_line(g, r.col, last - rows, r.col + r.cols - 1, last - rows, pen(ROLE_FRAME, 0));
    pen_wrap(g, (struct rect){r.col + 2, last - rows + 1, r.cols - 4, rows - 1}, pen(ROLE_TITLE, 0),
             s->scenes[s->view.list_at].look);
}

static void entry_draw(struct grid *g, const struct rect *in, int row, const struct scene_entry *e,
                       bool here)
{
    int end = in->col + in->cols, name = in->col + LIST_INDENT, title = name + LIST_NAME;
    unsigned attr = here ? ATTR_REVERSE : 0;
    grid_fill(g, (struct rect){in->col - 1, row, in->cols + 2, 1}, ' ', pen(ROLE_NONE, attr));
    pen_text(g, name, row, title < end ? title : end, pen(ROLE_KEY, attr | ATTR_BOLD), e->name);
    if (in->cols > LIST_NAME + 8)
        pen_text(g, title + 1, row, end, pen(ROLE_NONE, attr), e->title);
}

/* Returns how many entries are on the screen. */
static int scenes_draw(struct grid *g, const struct session *s)
{
    int first, below = 0, shown = 0;
    char title[sizeof s->view.prompt + 32];
    struct rect r = list_rect(g, s, &first);
    snprintf(title, sizeof title, "scenes: %s",
             s->view.prompt[0] ? s->view.prompt : "type to find one");
    struct rect in = open_box(g, r, title);
    in.rows -= preview_rows(r);
    for (int i = 0, line = 0; i < s->n_scenes; i++, line++) {
        if (heads(s, i)) {
            if (line >= first && line < first + in.rows)
                pen_text(g, in.col, in.row + line - first, in.col + in.cols,
                         pen(ROLE_TITLE, ATTR_BOLD), s->scenes[i].group);
            line++;
        }
        bool in_sight = line >= first && line < first + in.rows;
        if (in_sight)
            entry_draw(g, &in, in.row + line - first, &s->scenes[i], i == s->view.list_at);
        shown += in_sight;
        below += line >= first + in.rows;
    }
    preview_draw(g, r, s, below);
    return shown;
}

/* Conditions to stop at, those armed with a mark. */
static struct rect breaks_rect(const struct grid *g)
{
    return middle(g, BREAKS_COLS, n_news_kinds + 2);
}

static int breaks_draw(struct grid *g, const struct session *s)
{
    struct rect in = open_box(g, breaks_rect(g), "stop when");
    for (int i = 0; i < in.rows && i < n_news_kinds; i++) {
        int row = in.row + i, end = in.col + in.cols;
        unsigned attr = i == s->view.list_at ? ATTR_REVERSE : 0;
        grid_fill(g, (struct rect){in.col - 1, row, in.cols + 2, 1}, ' ', pen(ROLE_NONE, attr));
        pen_text(g, in.col, row, end, pen(ROLE_KEY, attr | ATTR_BOLD),
                 s->armed >> i & 1 ? "[x]" : "[ ]");
        pen_text(g, in.col + 4, row, end, pen(ROLE_NONE, attr), news_kinds[i].help);
    }
    return in.rows;
}

static bool breaks_click(const struct grid *g, int col, int row, struct action *out)
{
    struct rect r = breaks_rect(g);
    int at = row - r.row - 1;
    if (col <= r.col || col >= r.col + r.cols - 1 || row < r.row || row >= r.row + r.rows)
        return true; /* beside the list: it goes */
    if (at < 0 || at >= n_news_kinds)
        return false;
    out->id = ACT_BREAK;
    snprintf(out->text, sizeof out->text, "%s", news_kinds[at].rule.name);
    return true;
}

int overlay_draw(struct grid *g, const struct session *s, int *page)
{
    *page = 0;
    if (s->view.mode == MODE_HELP)
        return page_draw(g, s, "help", page, write_help);
    if (s->view.mode == MODE_GLOSSARY)
        return page_draw(g, s, "glossary", page, write_glossary);
    if (s->view.mode == MODE_SCENES)
        *page = scenes_draw(g, s);
    else if (s->view.mode == MODE_BREAKS)
        *page = breaks_draw(g, s);
    return 0;
}

bool overlay_click(const struct grid *g, const struct session *s, int col, int row,
                   struct action *out)
{
    int first;
    *out = action_of(ACT_CANCEL);
    if (s->view.mode == MODE_BREAKS)
        return breaks_click(g, col, row, out);
    if (s->view.mode != MODE_SCENES)
        return true;
    struct rect r = list_rect(g, s, &first);
    int line = first + row - r.row - 1, at = 0;
    if (col <= r.col || col >= r.col + r.cols - 1 || row <= r.row || row >= r.row + r.rows - 1)
        return true;
    while (at < s->n_scenes && entry_line(s, at) < line)
        at++;
    if (at >= s->n_scenes || entry_line(s, at) != line || /* a heading */
        row >= r.row + r.rows - 1 - preview_rows(r))
        return false;
    out->id = ACT_SCENE;
    snprintf(out->text, sizeof out->text, "%s", s->scenes[at].name);
    return true;
}
