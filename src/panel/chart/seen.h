/* What a panel works out of a run's step, so as not to do it twice. */
#ifndef PANEL_CHART_SEEN_H
#define PANEL_CHART_SEEN_H

#include "session/session.h"

struct seen {
    bool known;
    uint64_t race, step, version;
};

/* How run i stands. */
static inline struct seen seen_now(const struct session *s, int i)
{
    const struct run *r = &s->race.run[i];
    return (struct seen){true, s->race_count, r->now.step, r->trace.version};
}

/* Whether run i stands as it did when that was kept. */
static inline bool seen_still(const struct seen *seen, const struct session *s, int i)
{
    struct seen now = seen_now(s, i);
    return seen->known && seen->race == now.race && seen->step == now.step &&
           seen->version == now.version;
}

#endif
