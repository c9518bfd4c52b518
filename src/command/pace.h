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

#endif
