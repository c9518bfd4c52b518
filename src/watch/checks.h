/* What is wrong with a training, as its log shows it: each check with what it saw, at which steps,
 * how sure that is, and a scene that shows the same in small. */
#ifndef WATCH_CHECKS_H
#define WATCH_CHECKS_H

#include "watch/watch.h"

enum sure { SURE, LIKELY, MAYBE };
extern const char *const sure_names[]; /* "sure", "likely", "maybe" */

struct finding {
    const char *name;  /* "every-step-clipped" */
    const char *scene; /* to open */
    enum sure sure;
    double from, to; /* steps */
    char text[240];  /* what was seen, and what it means */
};

enum { FINDINGS_MAX = 16, SPIKES_MAX = 32 };

/* A norm far over those about it. */
struct spike {
    double step, norm, times; /* how many times the median of the rows before */
    int row;
};

/* The greatest spikes in the order of their steps; *all is how many there were. */
int watch_spikes(const struct log_track *t, struct spike *out, int most, int *all);

int watch_check_run(const struct watch_run *run, struct finding *out);

#endif
