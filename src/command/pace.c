#include "command/pace.h"

#include <math.h>

static const double longest_gap = 0.25;

void pace_begin(struct pace *p, double now)
{
    *p = (struct pace){.at = now};
}

uint64_t pace_due(struct pace *p, double now, double speed)
{
    double gap = fmin(fmax(now - p->at, 0), fmax(longest_gap, 1 / speed));
    double owed = p->owed + gap * speed;
    double whole = floor(owed + 1e-9); /* asked exactly when a step is due, it is */
    p->at = now;
    p->owed = fmax(owed - whole, 0);
    return (uint64_t)whole;
}

void pace_return(struct pace *p, uint64_t steps, double speed)
{
    p->owed = fmin(p->owed + (double)steps, fmax(longest_gap * speed, 1));
}

double pace_next(const struct pace *p, double speed)
{
    return p->at + (1 - p->owed) / speed;
}

uint64_t pace_stride(uint64_t stride, uint64_t made, double seconds)
{
    static const double aim = 0.002;
    const uint64_t most = 1 << 20;
    if (seconds > 2 * aim) {
        uint64_t fewer = (uint64_t)((double)made * aim / seconds);
        return fewer < stride ? fewer : stride / 2;
    }
    return seconds < aim / 2 && made >= stride && stride < most ? 2 * stride : stride;
}

/* So short a time is not measured in; so many steps are not counted too many or too few by one. */
static const double meter_time = 1, meter_steps = 10;
static const double falls_short = 0.8;
static const double meter_silence = 3;

void meter_begin(struct meter *m, double now, double asked)
{
    *m = (struct meter){.from = now, .at = now, .asked = asked};
}

void meter_count(struct meter *m, double now, uint64_t steps, double asked)
{
    if (asked != m->asked || now - m->at > meter_silence)
        meter_begin(m, now, asked);
    else
        m->steps += steps;
    m->at = now;
    double past = now - m->from;
    if (m->steps == 0 || steps == 0 || past < fmax(meter_time, meter_steps / asked))
        return;
    double reached = (double)m->steps / past;
    m->reached = reached < falls_short * asked ? reached : 0;
    m->from = now;
    m->steps = 0;
}
