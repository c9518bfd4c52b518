/* How many steps a clock owes: the live loop's arithmetic, with the time handed in. */
#ifndef COMMAND_PACE_H
#define COMMAND_PACE_H

#include <stdint.h>

struct pace {
    double at;   /* seconds: when steps were last counted */
    double owed; /* steps, the fraction of one that has not come due */
};

/* Begins to count at now: after a pause nothing is owed. */
void pace_begin(struct pace *p, double now);
/* The steps that have come due at `speed` steps a second (over 0). A gap (the program was stopped,
 * the machine slept) brings no more than a quarter of a second's steps, or one. */
uint64_t pace_due(struct pace *p, double now, double speed);
/* So many of them were not made: there was no time. They stay owed, but for those that are over a
 * quarter of a second's, or one. */
void pace_return(struct pace *p, uint64_t steps, double speed);
/* When the next one will. */
double pace_next(const struct pace *p, double speed);

/* How many steps to make between two looks at the clock, after `made` steps took `seconds`: about
 * 2 ms of them. It grows only after a whole stride was made: a part says nothing of the rest. 0:
 * not even one step is that short. */
uint64_t pace_stride(uint64_t stride, uint64_t made, double seconds);

/* How many steps a second there really are, where those asked for are not reached. */
struct meter {
    double from;    /* seconds: when a step was made that the count begins after */
    double at;      /* when it was last told */
    uint64_t steps; /* since then */
    double asked;   /* steps a second */
    double reached; /* 0: about what was asked for, or not known yet */
};

/* Begins to count at now. */
void meter_begin(struct meter *m, double now, double asked);
/* So many steps were made, the last of them at now, the machine doing what it can for `asked` a
 * second (over 0; another than before begins anew). Reached is what came in the last second or so,
 * and no fewer than ten steps' time; a fifth less than asked for is less. To be told now and then
 * where it has none either: after three seconds of silence (the program was stopped, the machine
 * slept) it begins anew. */
void meter_count(struct meter *m, double now, uint64_t steps, double asked);

#endif
