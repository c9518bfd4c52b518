/* Steps at which something is kept: every one at first, then as many in every doubling of the
 * steps. Which ones depends on the step alone, so that going back takes some away and changes none.
 */
#ifndef BASE_MOMENTS_H
#define BASE_MOMENTS_H

#include <stdbool.h>
#include <stdint.h>

/* So many doublings are room for more steps than anyone makes. */
enum { MOMENT_DOUBLINGS = 40 };

/* Steps between two moments at `step`, with `each` in each doubling. */
static inline uint64_t moment_every(uint64_t step, int each)
{
    uint64_t top = 1;
    while (top <= step / 2)
        top *= 2;
    return top > (uint64_t)each ? top / (uint64_t)each : 1;
}

static inline bool moment_at(uint64_t step, int each)
{
    return step % moment_every(step, each) == 0;
}

/* Moments in the steps before 2^doublings. */
static inline int moments_in(int doublings, int each)
{
    int n = 1;
    for (int k = 0; k < doublings; k++) {
        uint64_t steps = (uint64_t)1 << k;
        n += steps < (uint64_t)each ? (int)steps : each;
    }
    return n;
}

#endif
