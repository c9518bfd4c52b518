#include "problem/network_jacobian.h"

#include <string.h>

#include "net/spectrum.h"
#include "problem/network_work.h"

bool jacobian_known(const struct problem *p)
{
    int steps, units;
    if (!network_has_states(p))
        return false;
    network_states_size(p, &steps, &units);
    return steps <= JACOBIAN_STEPS_MAX && units <= JACOBIAN_UNITS_MAX;
}

/* W, the product so far, and what the next and its norm are made in. */
size_t jacobian_room(const struct problem *p)
{
    int steps, units;
    network_states_size(p, &steps, &units);
    return (size_t)units * (3 * (size_t)units + SPECTRUM_VECTORS + 1);
}

/* next = J diag(1 − h²) W, for h the state that the last of J's factors began with. */
static void one_back(double *j, const real *h, const double *w, double *next, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            j[(size_t)i * (size_t)n + (size_t)k] *= 1 - (double)h[k] * (double)h[k];
    spectrum_product(j, w, next, n);
}

void jacobian_make(const struct problem *p, void *work, const double *x, uint64_t draw,
                   struct jacobian *out)
{
    struct states s;
    int samples = network_states(p, work, x, draw, JACOBIAN_SAMPLES, &s), n = s.units;
    size_t square = (size_t)n * (size_t)n;
    const struct work *own = work;
    double *w = own->jacobian, *now = w + square, *next = now + square;
    for (size_t i = 0; i < square; i++)
        w[i] = (double)s.weight[i];
    *out = (struct jacobian){.steps = s.steps, .sigma = spectrum_singular(w, n, next)};
    out->rho = spectrum_radius(w, n, now, next);
    for (int i = 0; i < samples; i++) {
        memset(now, 0, square * sizeof *now);
        for (int k = 0; k < n; k++)
            now[(size_t)k * (size_t)n + (size_t)k] = 1;
        for (int back = 0; back < s.steps; back++) {
            double norm = back == 0 ? 1 : spectrum_singular(now, n, next);
            out->mean[back] += norm / samples;
            out->most[back] = !(norm <= out->most[back]) ? norm : out->most[back];
            if (back + 1 < s.steps) {
                const real *h =
                    s.h + ((size_t)i * (size_t)s.steps + (size_t)(s.steps - 1 - back)) * (size_t)n;
                one_back(now, h, w, next, n);
                memcpy(now, next, square * sizeof *now);
            }
        }
    }
}
