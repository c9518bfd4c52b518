/* Steps of 1, 2 or 5 times a power of ten, with the power kept apart so that their multiples are
 * the nearest doubles to what the label says. */
#ifndef DRAW_TICKS_H
#define DRAW_TICKS_H

struct nice_step {
    int digit; /* 1, 2, 5 */
    int power;
};

/* The least such step >= v; v > 0 and finite. */
struct nice_step nice_step_above(double v);
double nice_step_times(struct nice_step s, double count); /* count·step */
double nice_step_count(struct nice_step s, double v);     /* v/step */

#endif
