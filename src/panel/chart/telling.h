/* Which knob of the runs, besides lr and γ, says most of what sets them apart. */
#ifndef PANEL_CHART_TELLING_H
#define PANEL_CHART_TELLING_H

#include "lab/race.h"

/* The name of the parameter of their rules that has the most values among the runs, of equals the
 * one that more runs have at another than its default, then the first; NULL where all that they
 * have in common or alone stands at its default. A constant string. */
const char *telling_knob(const struct race *race);

/* The run's value of that knob: "1e-8", "clip-first", "–" where its rules have none. */
void telling_text(const struct run *r, const char *knob, int digits, char *buf, size_t size);

#endif
