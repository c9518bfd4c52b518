#include "backend/flow.h"

#include <limits.h>
#include <math.h>

/* As TCP Vegas (Brakmo, Peterson 1995): more may be on its way while answers come hardly later than
 * the soonest did, and less where they wait for what was sent before. */
static const double early = 0.05, late = 0.15;
/* A line so quick (bytes a second) needs no questions: a frame is there at once. */
static const double quick = 50e3;
/* A terminal that has not answered by then never will, or the answer was lost. Until then a frame
 * goes out for each key. */
static const double lost_after = 10;
/* A write that takes so long is one into a full line. */
static const double blocked_for = 0.2;

void flow_begin(struct flow *f, bool can_ask)
{
    *f = (struct flow){.asking = can_ask};
}

bool flow_asks(const struct flow *f)
{
    return f->asking && f->n < FLOW_ASKED_MAX;
}

static double on_its_way(const struct flow *f)
{
    double bytes = 0;
    for (int i = 0; i < f->n; i++)
        bytes += (double)f->asked[i].bytes;
    return bytes;
}

bool flow_ready(struct flow *f, double now)
{
    if (!f->asking || f->n == 0)
        return true;
    if (now - f->asked[0].sent > lost_after) {
        f->asking = f->answered;
        f->n = 0;
        return true;
    }
    return f->answered ? on_its_way(f) < f->window : f->key;
}

/* Parts of a frame, so that the one with the answer to a key follows soon. */
int flow_room(const struct flow *f)
{
    enum { PART = 120 };
    return f->asking && f->answered ? PART : INT_MAX;
}

void flow_sent(struct flow *f, long bytes, double begun, double now)
{
    bool asked = flow_asks(f);
    f->key = false;
    if (f->answered && !f->asking && now - begun > blocked_for) {
        f->asking = true;
        f->window = 0;
        asked = false; /* this frame had no question */
    }
    if (asked) {
        f->asked[f->n].bytes = bytes;
        f->asked[f->n++].sent = begun;
    } else if (f->n > 0) {
        f->asked[f->n - 1].bytes += bytes;
    }
}

void flow_answer(struct flow *f, double now)
{
    if (f->n == 0)
        return; /* to a question that was given up */
    double bytes = (double)f->asked[0].bytes, took = now - f->asked[0].sent;
    double alone = now - fmax(f->asked[0].sent, f->last_answer);
    f->soonest = f->answered ? fmin(f->soonest, took) : took;
    if (f->answered && took < f->soonest + early)
        f->window += fmax(100, bytes / 8);
    else if (took > f->soonest + late)
        f->window *= 0.7;
    f->answered = f->asking = true;
    f->last_answer = now;
    f->n--;
    for (int i = 0; i < f->n; i++)
        f->asked[i] = f->asked[i + 1];
    if (bytes > quick * alone) {
        f->asking = false; /* what is still to come is no longer counted */
        f->n = 0;
    }
}
