#include "clip/scale.h"

enum { GAMMA };

static const struct param params[] = {
    {.name = "gamma",
     .symbol = "γ",
     .help = "gradients longer than this are shortened to it",
     .kind = PARAM_REAL,
     .log_scale = true,
     .open_min = true,
     .def = 1,
     .min = 0,
     .max = 1e12},
};

static double apply(const double *par, double *state, const struct clip_call *c)
{
    (void)state;
    return clip_scale(c, c->norm > par[GAMMA] ? par[GAMMA] / c->norm : 1);
}

const struct clip_kind clip_hard = {
    .name = "hard",
    .title = "no longer than γ: projected onto the ball of that radius",
    .formula = "g·min(1, γ/‖g‖)",
    .source = "Pascanu, Mikolov, Bengio 2013 (arXiv 1211.5063), algorithm 1",
    .params = params,
    .n_params = sizeof params / sizeof params[0],
    .apply = apply,
};
