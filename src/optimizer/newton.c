#include "base/solve.h"
#include "optimizer/shared.h"

enum { DIM_MAX = 8 };

/* Undamped, so that it goes to any point with a zero gradient, saddles and maxima too. Where the
 * Hessian is singular there is no Newton step, and none is made. */
static void step(UNUSED const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    double h[DIM_MAX][DIM_MAX] = {{0}}, unit[DIM_MAX] = {0}, column[DIM_MAX] = {0};
    move_along(c, c->norm < GRADIENT_FLOOR ? 0 : 1);
    if (c->norm < GRADIENT_FLOOR)
        return;
    for (int j = 0; j < c->dim; j++) {
        unit[j] = 1;
        c->hess_vec(c->ctx, unit, column);
        unit[j] = 0;
        for (int i = 0; i < c->dim; i++)
            h[i][j] = column[i];
    }
    if (!solve_linear(h[0], DIM_MAX, c->d, c->dim))
        move_along(c, 0);
}

const struct optimizer_kind optimizer_newton = {
    .name = "newton",
    .title = "to where the quadratic model has no gradient",
    .formula = "θ − (∇²f)⁻¹ g",
    .source = "Nocedal, Wright 2006, Numerical Optimization, section 3.3",
    .uses_hessian = true,
    .max_dim = DIM_MAX,
    .step = step,
};
