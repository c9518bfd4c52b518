/* The ends of the runs' lines in a plot: a marker each, and where there is room beside it the name,
 * so that nobody has to look for it in a table. */
#ifndef PANEL_CHART_ENDS_H
#define PANEL_CHART_ENDS_H

#include "draw/axis.h"
#include "session/session.h"

struct ends {
    struct cell *at[RUNS_MAX]; /* the marker of each run, NULL: none */
    bool jumps[RUNS_MAX];      /* up and down: its name would, too, and is left out */
};

/* How many columns of an area to leave free at the right of the plot in it, for the names. */
int ends_room(const struct session *s, struct rect area);
/* A run's marker at dot (x, y): a cross where it has diverged, an arrow at the edge where it is
 * beyond that. */
void ends_mark(struct ends *e, struct plot *p, const struct session *s, int run, double x,
               double y);
/* The names of the runs to the right of their markers, in area, which the plot is in: of those that
 * stand beside each other all or none, and none of lines that jump. They cover nothing. */
void ends_name(const struct ends *e, struct plot *p, const struct session *s, struct rect area);

#endif
