/* What a panel works out of a run's step, so as not to do it twice. */
#ifndef PANEL_CHART_SEEN_H
#define PANEL_CHART_SEEN_H

#include "session/session.h"

struct seen {
    bool known;
    uint64_t race, step, version;
};

/* Whether run i stands as it did at the call before; if not, the caller works it out now. */
static inline bool seen_still(struct seen *seen, const struct session *s, int i)
{
    const struct run *r = &s->race.run[i];
    struct seen was = *seen;
    *seen = (struct seen){true, s->race_count, r->now.step, r->trace.version};
    return was.known && was.race == seen->race && was.step == seen->step &&
           was.version == seen->version;
}

#endif
