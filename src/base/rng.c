#include "base/rng.h"

#include <math.h>

#include "base/elementary.h"

/* Steele, Lea, Flood 2014, as the authors of xoshiro advise for its seed. */
static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void rng_seed(struct rng *r, uint64_t seed)
{
    for (int i = 0; i < 4; i++)
        r->s[i] = splitmix64(&seed);
}

static uint64_t rotate_left(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

/* xoshiro256**: Blackman, Vigna, "Scrambled linear pseudorandom number generators", 2018. */
uint64_t rng_next(struct rng *r)
{
    uint64_t *s = r->s;
    uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

double rng_uniform(struct rng *r)
{
    return (double)(rng_next(r) >> 11) * 0x1p-53;
}

double rng_normal(struct rng *r)
{
    double radius = sqrt(-2 * fn_log(1 - rng_uniform(r))); /* 1 - u is never 0 */
    return radius * fn_cos(2 * M_PI * rng_uniform(r));
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
    if (n == 0)
        return 0;
    /* The lowest 2^64 mod n numbers would make small results likelier: draw again. They are below
     * n: asked first, as a division takes long. */
    uint64_t x;
    do
        x = rng_next(r);
    while (x < n && x < -n % n);
    return x % n;
}
