/* When a session steps: run and pause, one step, from the start again, how fast. */
#include "base/text.h"
#include "session/session_parts.h"

void clock_speed(struct session *s, double speed)
{
    s->speed = speed > 0 ? speed : 0;
    if (s->speed > 0)
        session_say(s, "speed: %s steps a second", NUMBER(s->speed, 6));
    else
        session_say(s, "full speed");
}

void clock_faster(struct session *s, int direction)
{
    clock_speed(s, session_speed_next(s->speed, direction));
}

void clock_play(struct session *s, bool on)
{
    s->playing = on && !race_over(&s->race);
}

void clock_pause(struct session *s)
{
    if (s->trip.on) {
        trip_end(s);
        session_say(s, "stopped on the way, at step %llu", (unsigned long long)s->race.step);
        return;
    }
    s->playing = !s->playing;
    if (!race_over(&s->race))
        return;
    s->playing = false;
    session_say(s, "every run has diverged: r restarts");
}

void clock_step(struct session *s)
{
    s->playing = false;
    trip_begin(s, trip_target(s) + 1, s->trip.on && s->trip.known && s->trip.to < s->end);
}

void clock_restart(struct session *s)
{
    script_leave(s);
    race_restart(&s->race);
    deeds_to_start(s);
    s->playing = true;
    session_say(s, "restarted, knobs as they are");
}
