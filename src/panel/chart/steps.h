/* What panels over steps share: an axis as long as the run, what is not (the ghost) or not yet (the
 * way ahead where one has gone back), and clicks that go to a step. */
#ifndef PANEL_CHART_STEPS_H
#define PANEL_CHART_STEPS_H

#include "panel/chart/series.h"
#include "panel/panel.h"

enum { STEPS_PLOTS = 2 };

/* What stands in a plot over steps, a row for each thing, drawn one after the other. */
enum steps_what {
    STEPS_MARKS,  /* where knobs were turned */
    STEPS_SKIPS,  /* where steps were skipped */
    STEPS_ZERO,   /* 0, as a faint rule across a plot with values on both sides */
    STEPS_ACROSS, /* `level` of each run, as a rule across */
    STEPS_PAST,   /* the ghost, a faint line, and what is ahead, sparse dots in the run's colour */
    STEPS_ROOM,   /* nothing: the axis has room for the runs' curves, for the ghost's and for those
                     ahead */
    STEPS_DOTTED, /* the runs' curves, as sparse dots */
    STEPS_FAINT,  /* as lines that say less than others */
    STEPS_LINE,   /* as lines, the selected run's in front */
    STEPS_SMOOTH, /* smoothed */
    STEPS_SMOOTH_DOTTED,
    STEPS_DOTS, /* each value as a faint dot */
    STEPS_ENDS  /* the runs' markers at the ends of the lines */
};

struct steps_row {
    enum steps_what what;
    const struct series *of;
    bool off;                          /* the row counts for nothing now */
    bool (*when)(const struct run *r); /* of which runs; NULL: of all */
    double (*level)(const struct run *r);
    enum role role; /* of a rule; ROLE_NONE: the run's own */
    bool fits;      /* the axis has room for the rule */
    bool ends;      /* each line has its marker at once: at its newest value */
};

struct steps_rows {
    int n;
    const struct steps_row *row;
};

/* Grows the axis of values by what the rows show. */
void steps_bounds(const struct steps_rows *rows, const struct session *s,
                  const struct plot_reach *reach, struct axis *y);
/* The rows on axes of steps and of y, whose name is given: plot k of the panel, which clicks find.
 * plot_end is left to the caller. */
struct plot steps_draw(struct panel_call *c, struct rect area, int k, const struct steps_rows *rows,
                       struct axis y, const char *name);
/* Whether any run has a score of an exam to show. */
bool steps_scored(const struct session *s);

/* Draws two strips, 0 and 1, side by side where they would be too low one over the other. */
void steps_strips(struct panel_call *c,
                  void (*draw)(struct panel_call *c, struct rect area, int strip));

/* On an axis of steps, or anywhere in a plot of the panel that has the focus: go to that step. */
bool steps_click(const struct panel_call *c, int col, int row, struct action *out);

#endif
