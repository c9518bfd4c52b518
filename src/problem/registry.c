/* Every problem there is, in the order lists show them. */
#include <stddef.h>

#include "problem/problem.h"

extern const struct problem_kind problem_power, problem_quadratic, problem_cosh, problem_product,
    problem_rnn_cliff, problem_bent_valley, problem_beale, problem_rosenbrock, problem_reciprocal,
    problem_log, problem_points, problem_formula, problem_dirac_gan, problem_network;

const struct problem_kind *const problem_kinds[] = {
    &problem_power,     &problem_quadratic,  &problem_cosh,
    &problem_product,   &problem_rnn_cliff,  &problem_bent_valley,
    &problem_beale,     &problem_rosenbrock, &problem_reciprocal,
    &problem_log,       &problem_points,     &problem_formula,
    &problem_dirac_gan, &problem_network,    NULL,
};
