/* Panels: pure functions from a session and a rectangle to cells. One file a panel, each ending in
 * one struct panel_kind, listed in registry.c. */
#ifndef PANEL_PANEL_H
#define PANEL_PANEL_H

#include "draw/grid.h"
#include "draw/layout.h"
#include "session/session.h"

struct panel_memo; /* what a panel keeps between frames so as not to compute it twice; never seen */

struct panel_call {
    const struct session *s;
    struct grid *grid; /* NULL in a click */
    struct rect area;  /* inside the frame */
    bool focused;
    void **memo; /* the panel's own, from mem_alloc; NULL at first; freed with mem free() */
};

/* Whether runs are seen by their markers, and by their names beside those: where no panel on the
 * screen has the names, the screen says whose the markers are. */
enum panel_runs { RUNS_NOT, RUNS_MARKED, RUNS_NAMED };

/* Bytes a title may take, in all its forms. */
enum { PANEL_TITLE_MAX = 768 };

struct panel_kind {
    const char *name;  /* "landscape" */
    const char *title; /* in the frame */
    const char *help; /* how to read it: two or three sentences, for the help page and the README */
    enum panel_runs runs;
    bool of_steps; /* curves or points of steps made: before the first there is nothing to see */
    struct layout_item size;
    int (*want_rows)(const struct session *s); /* strips: rows wanted, with the frame; or NULL */
    /* Rows that a plot should have at least, with its frame; 0: those of size will do; or NULL. */
    int (*tall_rows)(const struct session *s);
    /* Another title, or several with a line each: the first for which there is room, or what fits
     * of the last; the same always, or by the session. NULL: none. */
    const char *titles;
    void (*title_text)(const struct session *s, char *buf, size_t size);
    void (*draw)(struct panel_call *c);
    /* A click on cell (col, row) of the screen: fills in the action. NULL: none. */
    bool (*click)(const struct panel_call *c, int col, int row, struct action *out);
};

extern const struct panel_kind *const panel_kinds[]; /* NULL-ended */
const struct panel_kind *panel_find(const char *name);
extern const char *const panel_names[]; /* NULL-ended, parallel */

/* The whole screen: head, panels by layout, caption, key bar, help, picker, prompt. */
struct screen {
    struct grid grid;
    struct layout layout; /* of the frame last composed */
    int n;
    int panel[LAYOUT_MAX]; /* of the view: those that are shown */
    const struct panel_kind *kind[LAYOUT_MAX];
    void *memo[LAYOUT_MAX];
    int title_end[LAYOUT_MAX]; /* the first column right of a panel's title */
    int help_last; /* the last first line of the page that leaves nothing to show below it */
    int page;      /* how many lines of it, or entries of a list, are seen at once */
};
void screen_init(struct screen *s, bool unicode, int colours);
void screen_release(struct screen *s);
/* Composes a frame at cols×rows into s->grid. The session must be settled. Allocates nothing once
 * a frame of this size and scene was made. */
void screen_compose(struct screen *s, const struct session *session, int cols, int rows);
/* What the frame last composed says of the view: takes back what was scrolled beyond the end of
 * what it shows, and notes how much is a page of it and the panels that it had no room for. */
void screen_hold(const struct screen *s, struct view *v);
/* The action a click on the frame last composed means. */
bool screen_click(const struct screen *s, const struct session *session, int col, int row,
                  struct action *out);

#endif
