#include "clip/part.h"

enum { RATIO, FLOOR };

static const struct param params[] = {
    [RATIO] = PARAM_POSITIVE(
        "ratio", "λ", "the longest gradient of a unit, in lengths of its weights", 0.01, 1e6),
    [FLOOR] = PARAM_POSITIVE(
        "floor", "ε", "shorter weights count as this long, so that zeros can grow", 1e-3, 1e6),
};

static void unit_clip(const double *par, const struct clip_call *c, int first, int n)
{
    double norm = vec_norm(c->g + first, n);
    double most = par[RATIO] * fmax(vec_norm(c->x + first, n), par[FLOOR]);
    part_tell(c, first, most);
    part_scale(c, first, n, norm, norm > most ? most / fmax(norm, 1e-6) : 1);
}

/* As the authors' code does it: a weight's units are its rows, a bias is one by itself. */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    const struct clip_block *tensor;
    int tensors = tensors_of(c, &tensor);
    for (int t = 0; t < tensors; t++) {
        struct clip_block at = tensor[t];
        int units = at.units > 1 ? at.units : 1, n = at.count / units;
        for (int u = 0; u < units; u++)
            unit_clip(par, c, at.first + u * n, n);
    }
    return part_factor(c);
}

const struct clip_kind clip_agc = {
    .name = "agc",
    .title = "each unit's gradient no longer than a share of its weights",
    .formula = "g_u·min(1, λ max(‖w_u‖, ε)/max(‖g_u‖, 1e-6)) for each unit u",
    .source = "Brock, De, Smith, Simonyan 2021 (arXiv 2102.06171), section 4.1; unitwise_norm of "
              "their code",
    PARAM_TABLE(params),
    .turns = true,
    .apply = apply,
};
