#include "panel/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/chart/pen.h"

void screen_init(struct screen *s, bool unicode, int colours)
{
    *s = (struct screen){0};
    grid_init(&s->grid);
    s->grid.unicode = unicode;
    s->grid.colours = colours;
}

void screen_release(struct screen *s)
{
    for (int i = 0; i < LAYOUT_MAX; i++)
        free(s->memo[i]);
    grid_release(&s->grid);
    *s = (struct screen){0};
}

/* The kinds of the view's panels; a memo goes with the panel that made it. */
static void take_panels(struct screen *s, const struct view *v)
{
    s->n = 0;
    for (int i = 0; i < v->n_panels && s->n < LAYOUT_MAX; i++)
        if (!(v->hidden >> i & 1))
            s->panel[s->n++] = i;
    for (int i = 0; i < LAYOUT_MAX; i++) {
        const struct panel_kind *kind = i < s->n ? panel_find(v->panels[s->panel[i]]) : NULL;
        if (kind == s->kind[i])
            continue;
        free(s->memo[i]);
        s->memo[i] = NULL;
        s->kind[i] = kind;
    }
}

enum {
    WHOLE_ROWS = 7, /* a strip this high is not cut: plots make way for it */
    LOW_ROWS = 18,  /* below, plots do with a row less, so that captions have two: */
    PLOT_ROWS = 7,  /* those with no more than two axes to show */
    /* What a lesson says has three rows on screens so narrow, and no fewer. */
    NARROW_BELOW = 80,
    WORDS_FROM = 16,
    LESSON_WORDS = 3
};

/* A lesson begins with words, and waits: till its first step, panels of steps would be empty. A bit
 * each; none where no plot would be left. */
static unsigned held_back(const struct screen *s, const struct session *session)
{
    unsigned out = 0;
    int left = 0;
    enum script_state script = session_script(session);
    if (session->scene.lesson <= 0 || session->race.step > 0 ||
        (script != SCRIPT_WAITING && script != SCRIPT_ASKING))
        return 0;
    for (int i = 0; i < s->n; i++)
        if (s->kind[i] && s->kind[i]->of_steps)
            out |= 1u << i;
        else
            left += s->kind[i] && !s->kind[i]->want_rows;
    return left > 0 ? out : 0;
}

/* For projectors one strip stays: the one in focus, or else the first. A bit for each that goes. */
static unsigned other_strips(const struct screen *s, const struct view *v)
{
    unsigned strips = 0, stays = 0;
    for (int i = 0; i < s->n && v->big; i++) {
        if (!s->kind[i] || !s->kind[i]->want_rows)
            continue;
        strips |= 1u << i;
        if (stays == 0 || s->panel[i] == v->focus)
            stays = 1u << i;
    }
    return strips & ~stays;
}

static int larger(int a, int b)
{
    return a > b ? a : b;
}

static void place(struct screen *s, const struct session *session, int cols, int rows)
{
    struct layout_item items[LAYOUT_MAX];
    for (int i = 0; i < s->n; i++) {
        items[i] = s->kind[i]
                       ? s->kind[i]->size
                       : (struct layout_item){.min_cols = 1, .min_rows = 1, .rank = LAYOUT_MAX};
        if (s->kind[i] && s->kind[i]->tall_rows)
            items[i].tall_rows = s->kind[i]->tall_rows(session);
        if (s->kind[i] && s->kind[i]->want_rows) {
            items[i].want_rows = s->kind[i]->want_rows(session);
            if (items[i].want_rows <= WHOLE_ROWS) /* a few runs are read side by side, or not */
                items[i].min_rows = items[i].want_rows;
        }
    }
    const struct view *v = &session->view;
    for (int i = 0; i < s->n && rows < LOW_ROWS; i++)
        items[i].min_rows -= items[i].want_rows == 0 && items[i].min_rows == PLOT_ROWS;
    for (int i = 0; i < s->n && v->big; i++)
        if (items[i].want_rows == 0) { /* one row of two large pictures: the others make way */
            items[i].min_cols = larger(2 * items[i].min_cols, cols * 2 / 5);
            items[i].min_rows = larger(2 * items[i].min_rows, rows / 2);
        }
    int focus = -1;
    for (int i = 0; i < s->n && v->zoomed; i++)
        focus = s->panel[i] == v->focus ? i : focus;
    unsigned out = focus < 0 ? held_back(s, session) | other_strips(s, v) : 0;
    int n = 0;
    for (int i = 0; i < s->n; i++)
        if (!(out >> i & 1))
            items[n++] = items[i];
    bool wordy = session->scene.lesson > 0 && cols < NARROW_BELOW && rows >= WORDS_FROM;
    layout_place(&s->layout, cols, rows, wordy ? LESSON_WORDS : 0, items, n, focus);
    for (int i = s->n - 1; i >= 0; i--) /* back to where their panels are */
        s->layout.at[i] = out >> i & 1 ? (struct rect){0} : s->layout.at[--n];
}

enum { FRAME_COLS = 6 };

/* The first of the lines that fits; or the last, up to a comma; or the short title. */
static void title_fit(const struct grid *g, char *title, const char *shorter, int cols)
{
    char *line = title, *end;
    for (; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        if (pen_columns(g, line) <= cols)
            break;
    }
    memmove(title, line, strlen(line) + 1);
    while (pen_columns(g, title) > cols && (end = strrchr(title, ',')))
        *end = '\0';
    if (pen_columns(g, title) > cols)
        snprintf(title, PANEL_TITLE_MAX, "%s", shorter);
}

/* The keys at the edge of panel i, right of its title. */
static int panel_keys(const struct screen *s, int i, struct key_item *out)
{
    const struct rect *at = &s->layout.at[i];
    return edge_items(&s->grid, s->kind[i]->name, s->title_end[i], at->col + at->cols - 3, out);
}

static void draw_panel(struct screen *s, const struct session *session, int i)
{
    enum { NUMBERS = 9, NUMBER_COLS = 3 }; /* "5 runs" would be five of them */
    char title[PANEL_TITLE_MAX], numbered[PANEL_TITLE_MAX + 16], buf[PEN_TEXT_MAX];
    const struct panel_kind *k = s->kind[i];
    bool focused = s->panel[i] == session->view.focus;
    struct style style = focused ? pen(ROLE_KEY, ATTR_BOLD) : pen(ROLE_NONE, 0);
    struct panel_call c = {session, &s->grid, layout_inside(&s->layout, i), focused, &s->memo[i]};
    if (!k || c.area.cols <= 0 || c.area.rows <= 0)
        return;
    snprintf(title, sizeof title, "%s", k->titles ? k->titles : k->title);
    if (k->title_text)
        k->title_text(session, title, sizeof title);
    /* The number of its key comes first: without it nobody knows how to hide the panel. */
    bool keyed = s->panel[i] < NUMBERS;
    title_fit(&s->grid, title, k->title,
              s->layout.at[i].cols - FRAME_COLS - (keyed ? NUMBER_COLS : 0));
    snprintf(numbered, sizeof numbered, "%d: %.*s", s->panel[i] + 1, PANEL_TITLE_MAX, title);
    grid_box(&s->grid, s->layout.at[i], pen(focused ? ROLE_KEY : ROLE_FRAME, 0),
             pen_words(&s->grid, keyed ? numbered : title, buf, sizeof buf), style);
    if (keyed) { /* as those at the other end of the edge are */
        struct cell *number = grid_cell(&s->grid, s->layout.at[i].col + 3, s->layout.at[i].row);
        number->fg = ROLE_KEY;
        number->attr = ATTR_BOLD;
    }
    s->title_end[i] =
        s->layout.at[i].col + FRAME_COLS + pen_columns(&s->grid, keyed ? numbered : title);
    struct key_item items[KEY_ITEMS_MAX];
    edge_draw(&s->grid, s->layout.at[i].row, items, panel_keys(s, i, items));
    k->draw(&c);
}

static void draw_too_small(struct grid *g)
{
    char text[96];
    snprintf(text, sizeof text, "%d×%d is too small: clipdescent needs %d×%d (q quits)", g->cols,
             g->rows, LAYOUT_MIN_COLS, LAYOUT_MIN_ROWS);
    pen_wrap(g, (struct rect){0, 0, g->cols, g->rows}, pen(ROLE_NONE, 0), text);
}

/* Whether there are markers of runs on the screen, and nowhere their names. */
static bool wants_legend(const struct screen *s)
{
    enum panel_runs most = RUNS_NOT;
    for (int i = 0; i < s->n; i++)
        if (s->kind[i] && s->layout.at[i].cols > 0 && s->kind[i]->runs > most)
            most = s->kind[i]->runs;
    return most == RUNS_MARKED;
}

void screen_compose(struct screen *s, const struct session *session, int cols, int rows)
{
    grid_resize(&s->grid, cols, rows);
    take_panels(s, &session->view);
    place(s, session, cols, rows);
    if (!s->layout.fits) {
        draw_too_small(&s->grid);
        return;
    }
    layout_draw(&s->layout, &s->grid, pen(ROLE_FRAME, 0));
    for (int last = 0; last < 2; last++) /* the frame of the focused panel lies over the others */
        for (int i = 0; i < s->n; i++)
            if ((s->panel[i] == session->view.focus) == last)
                draw_panel(s, session, i);
    if (wants_legend(s))
        legend_draw(&s->grid, s->layout.caption, session);
    head_draw(&s->grid, s->layout.head, session);
    caption_draw(&s->grid, s->layout.caption, session);
    keys_draw(&s->grid, s->layout.keys, session);
    s->help_last = overlay_draw(&s->grid, session, &s->page);
}

void screen_hold(const struct screen *s, struct view *v)
{
    if ((v->mode & MODE_PAGES) && s->layout.fits && v->help_top > s->help_last)
        v->help_top = s->help_last;
    v->page = s->page;
    v->off_screen = 0;
    for (int i = 0; i < s->n && s->layout.fits; i++)
        v->off_screen |= s->layout.at[i].cols == 0 ? 1u << s->panel[i] : 0;
}

static bool click_items(const struct key_item *items, int n, int col, struct action *out)
{
    for (int i = 0; i < n; i++) {
        if (col >= items[i].col && col < items[i].col + items[i].cols) {
            bool twin = items[i].twin && col < items[i].col + items[i].twin_cols;
            *out = action_of(twin ? items[i].twin : items[i].id);
            return true;
        }
    }
    return false;
}

bool screen_click(const struct screen *s, const struct session *session, int col, int row,
                  struct action *out)
{
    if (!s->layout.fits)
        return false;
    struct key_item items[KEY_ITEMS_MAX];
    if (rect_has(&s->layout.keys, col, row))
        return click_items(items, key_items(&s->grid, s->layout.keys, session, items), col, out);
    if (session->view.mode == MODE_PROMPT || session->view.mode == MODE_ASK)
        return false;
    if (session->view.mode != MODE_MAIN)
        return overlay_click(&s->grid, session, col, row, out);
    for (int i = 0; i < s->n; i++) {
        if (!s->kind[i] || !rect_has(&s->layout.at[i], col, row))
            continue;
        if (row == s->layout.at[i].row && click_items(items, panel_keys(s, i, items), col, out))
            return true;
        void *memo = s->memo[i];
        struct panel_call c = {session, NULL, layout_inside(&s->layout, i),
                               s->panel[i] == session->view.focus, &memo};
        if (s->kind[i]->click && s->kind[i]->click(&c, col, row, out))
            return true;
        *out = action_of(ACT_PANEL);
        out->num = s->panel[i];
        return s->panel[i] != session->view.focus;
    }
    return false;
}
