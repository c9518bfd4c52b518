/* What keys of the live program save in the working folder. Each leaves a message in the session.
 */
#ifndef COMMAND_EXPORT_H
#define COMMAND_EXPORT_H

#include "draw/grid.h"
#include "session/session.h"

/* The frame as SVG. */
void export_frame(struct session *s, const struct grid *g);
/* What the traces hold of every run, as CSV: each step, or of a long run every second, fourth, ...
 */
void export_rows(struct session *s);

#endif
