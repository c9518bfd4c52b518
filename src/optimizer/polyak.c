#include "optimizer/shared.h"

#include <math.h>

enum { TARGET };

static const struct param params[] = {
    {.name = "target",
     .symbol = "f*",
     .help = "the loss to aim at; -inf: the least possible one, or 0 where that is not known",
     .kind = PARAM_REAL,
     .def = -INFINITY,
     .min = -INFINITY,
     .max = 1e12},
};

static void step(const double *par, UNUSED double *state, const struct optimizer_call *c)
{
    double target = isfinite(par[TARGET]) ? par[TARGET] : isfinite(c->infimum) ? c->infimum : 0;
    /* Divided twice: ‖g‖² would overflow where neither the gradient nor the step does. */
    double rate = (c->loss - target) / c->norm / c->norm;
    move_along(c, c->norm < GRADIENT_FLOOR || c->loss < target ? 0 : rate);
}

const struct optimizer_kind optimizer_polyak = {
    .name = "polyak",
    .title = "as far as a line down to the least loss would reach; ‖g‖ is that before clipping",
    .formula = "θ − (f − f*)/‖g‖² g",
    .source = "Polyak 1987, Introduction to Optimization, section 5.3",
    PARAM_TABLE(params),
    .along = true,
    .step = step,
};
