/* What exams brought, over steps: curves from score to score, which the loss and accuracy panels
 * share. */
#ifndef PANEL_CHART_SCORES_H
#define PANEL_CHART_SCORES_H

#include "panel/chart/steps.h"
#include "problem/problem.h"

struct scored { /* what is read of a score */
    enum data_part part;
    bool right;  /* right answers in percent, else the loss */
    double base; /* taken off */
};

/* Whether any run has a score to show. */
bool scored_any(const struct session *s);

/* Grows the axis by the scores of all runs, of the ghost and of what is ahead, as far as they lie
 * in least..most. */
void scored_bounds(const struct scored *what, const struct session *s, double least, double most,
                   struct axis *a);

/* Draws the curve of a trace at the steps that scores are of, from `from` on. Returns the last
 * value; NAN if missing. */
double scored_draw(const struct scored *what, struct plot *p, const struct trace *t, uint64_t from,
                   enum role role, struct dash dash);

/* Ghost and what is ahead, as steps_draw does. */
void scored_draw_past(const struct scored *what, struct plot *p, const struct session *s);

#endif
