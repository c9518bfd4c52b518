/* What going back and forward must be the same as, to the bit. */
#ifndef TESTS_SESSION_REPLAY_H
#define TESTS_SESSION_REPLAY_H

#include "session/session_parts.h"
#include "session_setup.h"

/* Makes the race anew from the scene and does the deeds again, each at its step, up to `step`. */
static inline void session_replay(struct session *s, uint64_t step)
{
    struct report none;
    uint64_t end = s->end;
    report_init(&none);
    travel_close(s);
    map_end(s);
    race_release(&s->race);
    CU_ASSERT_TRUE_FATAL(scene_open(&s->scene, &s->race, &none));
    report_release(&none);
    deeds_first(s);
    travel_open(s);
    travel_advance(s, step);
    s->end = end > s->end ? end : s->end;
    session_settle(s);
}

#endif
