/* A run told as plain lines of text, for a screen reader or a log. */
#ifndef COMMAND_NARRATE_H
#define COMMAND_NARRATE_H

#include "command/command.h"

/* Plays the scene's script, or its steps, and tells it on standard output: captions, questions and
 * what the runs answer, knobs, and what breakpoints would stop at (tell/news.h), each with its
 * step, each once. A session that was left at a step is told from its first step to that one; with
 * --marker a script from that chapter on. The same lines every time. Returns the exit status. */
int narrate(const struct options *o);

#endif
