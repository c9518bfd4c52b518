#include "command/card.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/pen.h"

/* Text in the middle of a row, or from the left where it is too long. */
static void middle(struct grid *g, int row, struct style style, const char *text)
{
    int col = (g->cols - pen_columns(g, text)) / 2;
    if (row >= 0 && row < g->rows)
        pen_text(g, col > 0 ? col : 0, row, g->cols, style, text);
}

void card_run(const struct run *r, char *buf, size_t size)
{
    char lr[32] = "", gamma[32] = "", number[24];
    if (r->optimizer->uses_lr)
        snprintf(lr, sizeof lr, ", lr %s", number_text(number, sizeof number, r->knobs.lr, 4));
    if (r->gamma_index >= 0)
        snprintf(gamma, sizeof gamma, ", γ %s",
                 number_text(number, sizeof number, run_gamma(r), 4));
    if (r->clip->keeps)
        snprintf(buf, size, "%s: %s%s, no clipping", r->name, r->optimizer->name, lr);
    else
        snprintf(buf, size, "%s: %s%s, clip %s%s", r->name, r->optimizer->name, lr, r->clip->name,
                 gamma);
}

/* What the scene asks: the first question of its script that needs nothing of a run to be said, or
 * its title where that is one; of a race without a script what every race asks. */
static const char *question_of(const struct session *s)
{
    const struct script *script = &s->scene.script;
    if (strchr(s->scene.title, '?'))
        return NULL;
    for (int i = 0; i < script->n; i++) {
        const struct op *op = &script->op[i];
        const char *text = op->kind == OP_ASK && op->text >= 0 ? script_text(script, op) : NULL;
        if (text && !strchr(text, '{'))
            return text;
    }
    return script->n == 0 && s->race.n > 1 && !s->race.problem.kind->game ? "Which run ends lowest?"
                                                                          : NULL;
}

/* A line for each run behind its marker, as the plots have it; all begin in one column. */
static void runs_draw(struct grid *g, int row, const struct session *s)
{
    enum { MARKER_COLS = 2 };
    char line[160];
    int widest = 0;
    for (int i = 0; i < s->race.n; i++) {
        card_run(&s->race.run[i], line, sizeof line);
        int cols = MARKER_COLS + pen_columns(g, line);
        widest = cols > widest ? cols : widest;
    }
    int col = widest < g->cols ? (g->cols - widest) / 2 : 0;
    for (int i = 0; i < s->race.n && row + i < g->rows; i++) {
        card_run(&s->race.run[i], line, sizeof line);
        grid_put(g, col, row + i, pen_run_marker(s, i, g->unicode), pen_run(s, i));
        pen_text(g, col + MARKER_COLS, row + i, g->cols, pen(pen_run_role(s, i), 0), line);
    }
}

void card_draw(struct grid *g, const struct session *s)
{
    const struct race *race = &s->race;
    char line[160];
    const char *question = question_of(s);
    int row = (g->rows - race->n - 6 - (question ? 2 : 0)) / 2;
    grid_clear(g);
    grid_box(g, (struct rect){0, 0, g->cols, g->rows}, pen(ROLE_FRAME, 0), NULL, pen(ROLE_NONE, 0));
    if (s->scene.lesson > 0)
        snprintf(line, sizeof line, "clipdescent · lesson %d", s->scene.lesson);
    else
        snprintf(line, sizeof line, "clipdescent");
    middle(g, row, pen(ROLE_FAINT, 0), line);
    middle(g, row + 2, pen(ROLE_TITLE, ATTR_BOLD), s->scene.title);
    middle(g, row + 4, pen(ROLE_NONE, 0), race->problem.formula);
    runs_draw(g, row + 6, s);
    if (question)
        middle(g, row + 7 + race->n, pen(ROLE_TITLE, ATTR_BOLD), question);
}
