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
