#include "base/schedule.h"

#include <math.h>
#include <stddef.h>

#include "base/elementary.h"

const char *const schedule_names[SCHEDULES + 1] = {"constant", "linear", "cosine", NULL};

double schedule_at(enum schedule s, double from, double to, double t, double steps)
{
    if (s == SCHEDULE_CONSTANT)
        return from;
    if (!(t < steps))
        return to;
    double gone = s == SCHEDULE_LINEAR ? t / steps : (1 - fn_cos(M_PI * t / steps)) / 2;
    return from + (to - from) * gone;
}
