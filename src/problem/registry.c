/* Every problem there is, in the order lists show them. */
#include <stddef.h>

#include "problem/problem.h"

#define PROBLEMS(X)                                                                                \
    X(power)                                                                                       \
    X(quadratic)                                                                                   \
    X(cosh)                                                                                        \
    X(product)                                                                                     \
    X(rnn_cliff)                                                                                   \
    X(bent_valley)                                                                                 \
    X(beale)                                                                                       \
    X(rosenbrock)                                                                                  \
    X(reciprocal)                                                                                  \
    X(log)                                                                                         \
    X(normalised)                                                                                  \
    X(points)                                                                                      \
    X(formula)                                                                                     \
    X(dirac_gan)                                                                                   \
    X(ring_gan)                                                                                    \
    X(network)                                                                                     \
    X(recurrent)                                                                                   \
    X(transformer)

#define DECLARE(name) extern const struct problem_kind problem_##name;
#define ENTRY(name)   &problem_##name,

PROBLEMS(DECLARE)

const struct problem_kind *const problem_kinds[] = {PROBLEMS(ENTRY) NULL};
