/* What makes a session step. It rests, or plays, or first comes to a step that was asked for by
 * number: one more, or one of the past. While a loop shows those they are made a piece at a time,
 * so that the one who asked can take it back; else at once. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "session/session_parts.h"

static const double speeds[] = {0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 1e3, 3e3, 1e4, 1e5};
enum { SPEEDS = sizeof speeds / sizeof *speeds };

double session_speed_next(double now, int direction)
{
    if (now <= 0) /* 0 is unbounded: above all others */
        return direction < 0 ? speeds[SPEEDS - 1] : 0;
    if (direction > 0) {
        for (int i = 0; i < SPEEDS; i++)
            if (speeds[i] > now)
                return speeds[i];
        return 0;
    }
    for (int i = SPEEDS - 1; i >= 0; i--)
        if (speeds[i] < now)
            return speeds[i];
    return speeds[0];
}

double clock_rate(const struct session *s)
{
    return s->speed > 0 ? s->speed : speeds[SPEEDS - 1];
}

enum clock_state session_next(const struct session *s)
{
    return race_over(&s->race) ? CLOCK_REST : s->clock.now;
}

uint64_t session_left(const struct session *s)
{
    return session_next(s) == CLOCK_REACH ? s->clock.far - s->race.step : 0;
}

bool session_is_news(const struct session *s)
{
    return s->clock.now != CLOCK_REACH || s->clock.reach == REACH_NEW;
}

uint64_t clock_target(const struct session *s)
{
    bool leads = s->clock.now == CLOCK_REACH && s->clock.reach != REACH_TRIAL;
    return leads ? s->clock.to : s->race.step;
}

bool clock_plays(const struct session *s)
{
    return (s->clock.now == CLOCK_REACH ? s->clock.then : s->clock.now) == CLOCK_PLAY;
}

void clock_play(struct session *s, bool on)
{
    enum clock_state state = on && !race_over(&s->race) ? CLOCK_PLAY : CLOCK_REST;
    if (s->clock.now == CLOCK_REACH)
        s->clock.then = state;
    else
        s->clock.now = state;
}

void clock_end(struct session *s)
{
    if (s->clock.now == CLOCK_REACH)
        s->clock.now = s->clock.then;
}

void clock_set_out(struct session *s, enum reach reach, uint64_t to, uint64_t far)
{
    if (far > s->race.step && !race_over(&s->race))
        s->clock = (struct clock){CLOCK_REACH, s->clock.now, reach, to, far};
}

void clock_reach(struct session *s, enum reach reach, uint64_t to)
{
    clock_end(s);
    if (s->background && !s->script.busy)
        clock_set_out(s, reach, to, to);
    else if (to > s->race.step && reach == REACH_NEW)
        session_advance(s, to - s->race.step);
    else if (to > s->race.step)
        travel_advance(s, to - s->race.step);
}

/* Whether the step that was asked for is reached. What waits for a step of its own has not looked
 * on the way. */
static bool is_reached(struct session *s)
{
    struct clock c = s->clock;
    if (c.now != CLOCK_REACH || (s->race.step < c.far && !race_over(&s->race)))
        return false;
    clock_end(s);
    if (c.to < s->race.step)
        travel_to(s, c.to);
    s->clock.now = c.then;
    s->clock.to = 0;
    if (c.reach == REACH_AGAIN && strncmp(s->view.message, GOING_TO, strlen(GOING_TO)) == 0)
        travel_say(s); /* unless another answer stands there by now */
    script_look(s);
    return true;
}

/* Steps were made: breakpoints and the script look at them, if they are news. false: they hold the
 * race here, if it moved by itself. */
static bool stepped(struct session *s, uint64_t made, bool moved, bool news)
{
    bool stopped = news && stops_look(s);
    if (news)
        script_stepped(s, made);
    return !is_reached(s) && !stopped && (!moved || s->clock.now != CLOCK_REST);
}

static void rest_if_over(struct session *s)
{
    if (race_over(&s->race))
        s->clock.now = CLOCK_REST; /* nothing will move: a loop may sleep */
}

/* The most of n steps after which somebody has to look. */
static uint64_t share_of(const struct session *s, uint64_t n)
{
    uint64_t left = session_left(s);
    n = left > 0 && left < n ? left : n;
    if (!session_is_news(s))
        return n;
    return s->armed ? 1 : script_share(s, n);
}

uint64_t session_advance(struct session *s, uint64_t n)
{
    uint64_t made = 0;
    bool on = true;
    while (on && made < n && !race_over(&s->race)) {
        bool moved = s->clock.now != CLOCK_REST, news = session_is_news(s);
        uint64_t share = travel_advance(s, share_of(s, n - made));
        made += share;
        on = stepped(s, share, moved, news);
    }
    rest_if_over(s);
    return made;
}

bool session_slice(struct session *s)
{
    bool moved = s->clock.now != CLOCK_REST, news = session_is_news(s), made = travel_slice(s);
    if (made)
        stepped(s, 1, moved, news);
    rest_if_over(s);
    return made;
}

/* The time of one step on the scene's clock. */
static double step_seconds(const struct session *s)
{
    return 1 / (session_left(s) > 0 ? speeds[SPEEDS - 1] : clock_rate(s));
}

void session_play(struct session *s, double seconds)
{
    while (seconds > 1e-12) {
        if (session_next(s) == CLOCK_REST) {
            double take = fmin(seconds, fmax(session_due(s), 1e-9));
            s->script.owed = 0;
            session_idle(s, take);
            seconds -= take;
            continue;
        }
        double each = step_seconds(s), time = s->script.owed + seconds;
        uint64_t due = (uint64_t)floor(time / each + 1e-9);
        uint64_t made = session_advance(s, due);
        bool goes_on = s->clock.now != CLOCK_REST;
        s->script.owed = 0;
        if (made == due && goes_on && each == step_seconds(s)) {
            s->script.owed = fmax(time - (double)made * each, 0);
            return;
        }
        seconds = time - (double)made * each;
        if (made == 0 && goes_on)
            return; /* stands, although it plays: there is nothing to wait for */
    }
}

/* What only looks, or is about the clock itself, is done on the way. */
static bool goes_on(const struct action *a)
{
    const struct action_spec *spec = action_spec(a->id);
    return spec && (spec->on_the_way || strcmp(spec->group, "Looking") == 0);
}

void clock_before(struct session *s, const struct action *a)
{
    bool all_of_it = s->clock.reach != REACH_TRIAL && !goes_on(a);
    while (all_of_it && session_left(s) > 0)
        session_advance(s, session_left(s));
}

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

void clock_pause(struct session *s)
{
    if (s->clock.now == CLOCK_REACH) {
        s->clock.now = CLOCK_REST;
        session_say(s, "stopped at step %llu", (unsigned long long)s->race.step);
        return;
    }
    clock_play(s, !clock_plays(s));
    if (race_over(&s->race))
        session_say(s, "every run has diverged: r restarts");
}

void clock_step(struct session *s)
{
    bool again = !session_is_news(s) && clock_target(s) < s->end;
    uint64_t to = clock_target(s) + 1;
    s->clock.now = CLOCK_REST;
    clock_reach(s, again ? REACH_AGAIN : REACH_NEW, to);
}

void clock_restart(struct session *s)
{
    script_leave(s);
    race_restart(&s->race);
    deeds_to_start(s);
    s->clock.now = CLOCK_PLAY;
    session_say(s, "restarted: lr and γ stay as they are");
}
