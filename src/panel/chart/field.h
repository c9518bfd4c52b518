/* The loss over the landscape's window, computed once a view and kept: under moving runs the
 * picture stands still. */
#ifndef PANEL_CHART_FIELD_H
#define PANEL_CHART_FIELD_H

#include "draw/grid.h"
#include "session/session.h"

enum { FIELD_LEVELS = MAP_LEVELS };

struct field {
    const struct problem_kind *kind; /* made of these */
    char formula[sizeof((struct problem *)0)->formula];
    double box[4];
    uint64_t version;
    int cols, rows; /* samples; rows 1: a curve */

    struct rect at; /* cells it is shown in, for clicks */
    double lo, hi; /* curve: least and greatest finite loss. Map: log10(f − base) of its levels */
    double base;   /* what is taken off f: the infimum, or the least value sampled */
    bool has_low;  /* the infimum is attained in the window, at: */
    double low[2];
    double *value;        /* curve: cols losses */
    unsigned char *level; /* map: cols × rows levels, top row first */
};

/* The field of the session's problem and window at cols×rows samples, from *memo, made new if it
 * is of something else. One allocation, to be freed with free. */
struct field *field_get(void **memo, const struct session *s, int cols, int rows);

#endif
