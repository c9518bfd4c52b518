/* What the keys do: in the bar at the foot, and beside what they act on. */
#include <string.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/screen.h"

/* Enter goes on only where a script has something to go on to. */
static bool in_bar(const struct action_spec *a, const struct session *s)
{
    if (a->id == ACT_CONTINUE && !session_goes_on(s))
        return false;
    if (a->twin == ACT_START_LEFT && s->race.problem.dim > PROBLEM_START_MAX)
        return false; /* nobody moves that by hand */
    return (a->modes & (int)s->view.mode) && a->bar;
}

enum { KEY_GAP = 2 };

/* What the key does now, in a word. */
static const char *word_of(const struct action_spec *a, const struct session *s)
{
    if (a->id == ACT_CONTINUE && session_leads_on(s))
        return s->scene.lesson > 0 ? "next lesson" : "next scene";
    return a->bar_on && session_next(s) != CLOCK_REST ? a->bar_on : a->bar;
}

/* As wide as its longest word, so that the keys beside it stay where they are. */
static int word_columns(const struct grid *g, const struct action_spec *a, const struct session *s)
{
    int off = pen_columns(g, a->bar), on = a->bar_on ? pen_columns(g, a->bar_on) : 0;
    int now = pen_columns(g, word_of(a, s)), most = off > on ? off : on;
    return now > most ? now : most;
}

int key_items(const struct grid *g, struct rect r, const struct session *s, struct key_item *out)
{
    int n = 0, rank[KEY_ITEMS_MAX], total = 0;
    for (int i = 0; i < n_action_table && n < KEY_ITEMS_MAX; i++) {
        const struct action_spec *a = &action_table[i];
        char keys[32];
        if (!in_bar(a, s))
            continue;
        action_bar_text(a, g->unicode, keys, sizeof keys);
        int wide = utf8_columns(keys), cols = wide + 1 + word_columns(g, a, s);
        int at = a->id == ACT_CONTINUE ? 0 : n; /* what goes on stands first */
        memmove(&out[at + 1], &out[at], (size_t)(n - at) * sizeof *out);
        memmove(&rank[at + 1], &rank[at], (size_t)(n - at) * sizeof *rank);
        out[at] = (struct key_item){a->id, a->twin, 0, cols, wide / 2};
        rank[at] = a->bar_rank;
        n++;
        total += cols + KEY_GAP;
    }
    while (n > 0 && total - KEY_GAP > r.cols) {
        int worst = 0;
        for (int i = 1; i < n; i++)
            worst = rank[i] >= rank[worst] ? i : worst;
        total -= out[worst].cols + KEY_GAP;
        n--;
        memmove(&out[worst], &out[worst + 1], (size_t)(n - worst) * sizeof *out);
        memmove(&rank[worst], &rank[worst + 1], (size_t)(n - worst) * sizeof *rank);
    }
    for (int i = 0, col = r.col; i < n; i++) {
        out[i].col = col;
        col += out[i].cols + KEY_GAP;
    }
    return n;
}

int edge_items(const struct grid *g, const char *panel, int col, int end, struct key_item *out)
{
    int n = 0, total = 0;
    for (int i = 0; i < n_action_table && n < KEY_ITEMS_MAX; i++) {
        const struct action_spec *a = &action_table[i];
        char keys[32];
        if (!a->edge || !word_among(a->panels, panel))
            continue;
        action_bar_text(a, g->unicode, keys, sizeof keys);
        int wide = utf8_columns(keys), cols = wide + 1 + pen_columns(g, a->edge);
        if (total + cols > end - col)
            break;
        out[n++] = (struct key_item){a->id, a->twin, total, cols, a->twin ? wide / 2 : 0};
        total += cols + KEY_GAP;
    }
    for (int i = 0; i < n; i++)
        out[i].col += end - total + KEY_GAP;
    return n;
}

void edge_draw(struct grid *g, int row, const struct key_item *items, int n)
{
    for (int i = 0; i < n; i++) {
        const struct action_spec *a = action_spec(items[i].id);
        char keys[32];
        int col = items[i].col, end = col + items[i].cols;
        action_bar_text(a, g->unicode, keys, sizeof keys);
        grid_put(g, col - 1, row, ' ', pen(ROLE_NONE, 0));
        col = grid_text(g, col, row, end, pen(ROLE_KEY, ATTR_BOLD), keys);
        grid_put(g, col, row, ' ', pen(ROLE_NONE, 0));
        pen_text(g, col + 1, row, end, pen(ROLE_FAINT, 0), a->edge);
        grid_put(g, end, row, ' ', pen(ROLE_NONE, 0));
        for (int k = items[i].col - 1; k <= end; k++) /* a neighbour's frame leaves them */
            if (grid_cell(g, k, row))
                grid_cell(g, k, row)->dots = CELL_TITLE;
    }
}

void keys_draw(struct grid *g, struct rect r, const struct session *s)
{
    struct key_item items[KEY_ITEMS_MAX];
    int n = key_items(g, r, s, items), end = r.col + r.cols;
    if (n > 0)
        grid_fill(g,
                  (struct rect){r.col, r.row, items[n - 1].col + items[n - 1].cols + 1 - r.col, 1},
                  ' ', pen(ROLE_NONE, 0));
    for (int i = 0; i < n; i++) {
        const struct action_spec *a = action_spec(items[i].id);
        char keys[32];
        action_bar_text(a, g->unicode, keys, sizeof keys);
        int col = grid_text(g, items[i].col, r.row, end, pen(ROLE_KEY, ATTR_BOLD), keys);
        pen_text(g, col + 1, r.row, end, pen(ROLE_FAINT, 0), word_of(a, s));
    }
}
