/* Random numbers, the same on every machine for the same seed: xoshiro256** (Blackman, Vigna 2018)
 * seeded through splitmix64. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
    uint64_t s[4];
};

void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_next(struct rng *r);
double rng_uniform(struct rng *r);             /* [0, 1), 53 bits */
double rng_normal(struct rng *r);              /* mean 0, deviation 1; Box-Muller, no spare kept */
uint64_t rng_below(struct rng *r, uint64_t n); /* 0..n-1 without bias */

#endif
