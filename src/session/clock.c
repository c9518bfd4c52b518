/* When a session steps: run and pause, one step, from the start again, how fast. */
#include "base/text.h"
#include "session/session_parts.h"

static void say_speed(struct session *s)
{
    char text[24];
    if (s->speed > 0)
        session_say(s, "speed: %s steps a second", number_text(text, sizeof text, s->speed, 6));
    else
        session_say(s, "full speed");
}

static void act_pause(struct session *s)
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

static void act_step(struct session *s)
{
    s->playing = false;
    trip_begin(s, trip_target(s) + 1, s->trip.on && s->trip.known && s->trip.to < s->end);
}

static void act_restart(struct session *s)
{
    script_leave(s);
    race_restart(&s->race);
    deeds_to_start(s);
    s->playing = true;
    session_say(s, "restarted, knobs as they are");
}

bool clock_act(struct session *s, const struct action *a)
{
    switch (a->id) {
    case ACT_PAUSE:
        act_pause(s);
        return true;
    case ACT_STEP:
        act_step(s);
        return true;
    case ACT_RESTART:
        act_restart(s);
        return true;
    case ACT_FASTER:
    case ACT_SLOWER:
        s->speed = session_speed_next(s->speed, a->id == ACT_FASTER ? 1 : -1);
        say_speed(s);
        return true;
    case ACT_FASTEST:
        s->speed = 0;
        say_speed(s);
        return true;
    case ACT_PLAY:
        s->playing = !race_over(&s->race);
        return true;
    case ACT_HOLD:
        s->playing = false;
        return true;
    case ACT_SPEED:
        s->speed = a->num > 0 ? a->num : 0;
        say_speed(s);
        return true;
    default:
        return false;
    }
}
