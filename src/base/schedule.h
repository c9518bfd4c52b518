/* Values that change with the step: constant, in a straight line, along half a cosine. */
#ifndef BASE_SCHEDULE_H
#define BASE_SCHEDULE_H

enum schedule { SCHEDULE_CONSTANT, SCHEDULE_LINEAR, SCHEDULE_COSINE, SCHEDULES };
extern const char *const schedule_names[SCHEDULES + 1]; /* NULL-ended, for PARAM_CHOICE */

/* From `from` at step 0 to `to` at step `steps`, and `to` ever after; constant: `from` always.
 * Cosine: to + (from − to)(1 + cos(π t/steps))/2 (Loshchilov, Hutter 2017, arXiv 1608.03983,
 * equation 5). steps <= 0: `to` from the first step on. */
double schedule_at(enum schedule s, double from, double to, double t, double steps);

#endif
