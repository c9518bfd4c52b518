/* The parts of a screen that are no panels. */
#ifndef PANEL_SCREEN_H
#define PANEL_SCREEN_H

#include "panel/panel.h"

void head_draw(struct grid *g, struct rect r, const struct session *s);
/* The runs' markers and names in the line over the caption r: where no table says whose they are.
 */
void legend_draw(struct grid *g, struct rect r, const struct session *s);
void caption_draw(struct grid *g, struct rect r, const struct session *s);

struct key_item {            /* a key in the bar: where it is, what it does */
    enum action_id id, twin; /* twin: what its first `twin_cols` columns do instead, or ACT_NONE */
    int col, cols, twin_cols;
};
enum { KEY_ITEMS_MAX = 48 };

/* The keys of the session's mode that fit into r, most needed ones first to stay. */
int key_items(const struct grid *g, struct rect r, const struct session *s, struct key_item *out);
void keys_draw(struct grid *g, struct rect r, const struct session *s);
/* Likewise the keys that act on one panel alone, as far as they fit into the columns before end. */
int edge_items(const struct grid *g, const char *panel, int col, int end, struct key_item *out);
void edge_draw(struct grid *g, int row, const struct key_item *items, int n);

/* The help page or a list over the middle of the screen, where the mode is one. Returns the first
 * line at which the help page shows its end, 0 where it is not up; *page as in struct screen. */
int overlay_draw(struct grid *g, const struct session *s, int *page);
bool overlay_click(const struct grid *g, const struct session *s, int col, int row,
                   struct action *out);

#endif
