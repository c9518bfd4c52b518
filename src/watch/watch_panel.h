/* Panels of watched logs: pure functions of logs, view and rectangle to cells; and the screen that
 * is made of them. */
#ifndef WATCH_WATCH_PANEL_H
#define WATCH_WATCH_PANEL_H

#include "draw/axis.h"
#include "watch/watch_view.h"

struct watch_call {
    const struct watch *w;
    const struct watch_view *v;
    struct grid *grid;
    struct rect area;
    struct plot *plot; /* over steps: where it stands, for clicks */
};

/* Runs of logs have the looks in their order. */
static inline enum role watch_role(int run)
{
    return (enum role)(ROLE_RUN + run % 8);
}

enum { WATCH_PANELS_MAX = 8 };

struct watch_panel {
    const char *name, *title, *help;
    struct layout_item size;
    bool (*there)(const struct watch *w); /* NULL: always */
    int (*want_rows)(const struct watch *w,
                     const struct watch_view *v); /* strips, with the frame */
    void (*title_text)(const struct watch *w, const struct watch_view *v, char *buf, size_t size);
    void (*draw)(const struct watch_call *c);
};

/* How many of them there are for these logs, and the i-th. */
int watch_panels_count(const struct watch *w);
const struct watch_panel *watch_panels_at(const struct watch *w, int i);

struct watch_screen {
    struct grid grid;
    struct layout layout;
    struct plot plot[WATCH_PANELS_MAX]; /* canvas.width 0: no axis of steps */
};
void watch_screen_init(struct watch_screen *s, bool unicode, int colours);
void watch_screen_release(struct watch_screen *s);
/* The view must be settled. Allocates nothing once a frame of this size was made. */
void watch_screen_compose(struct watch_screen *s, const struct watch *w, const struct watch_view *v,
                          int cols, int rows);
/* A click on the frame composed last: another panel, or another step. false: on nothing. */
bool watch_screen_click(const struct watch_screen *s, const struct watch *w, struct watch_view *v,
                        int col, int row);

/* curves.c, tables.c: what the panels draw. */
void watch_draw_loss(const struct watch_call *c);
void watch_draw_norm(const struct watch_call *c);
void watch_draw_factor(const struct watch_call *c);
void watch_draw_change(const struct watch_call *c);
void watch_draw_layers(const struct watch_call *c);
void watch_draw_logs(const struct watch_call *c);
void watch_draw_rules(const struct watch_call *c);
void watch_draw_checks(const struct watch_call *c);
int watch_rows_logs(const struct watch *w, const struct watch_view *v);
int watch_rows_rules(const struct watch *w, const struct watch_view *v);
int watch_rows_checks(const struct watch *w, const struct watch_view *v);

#endif
