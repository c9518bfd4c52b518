#include "clip/part.h"

static const struct param params[] = {CLIP_GAMMA("the most that any component may be")};

static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    double most = par[0];
    for (int i = 0; i < c->dim; i++) {
        double g = c->g[i];
        part_tell(c, i, most);
        c->out[i] = fabs(g) > most ? copysign(most, g) : g; /* as there: ∞ is γ, NaN stays NaN */
    }
    return part_factor(c);
}

const struct clip_kind clip_by_value = {
    .name = "by-value",
    .title = "each component clipped to [−γ, γ]: the direction changes",
    .formula = "max(−γ, min(γ, g)), each component",
    .source = "Mikolov 2012, thesis, section 3.2.2; torch.nn.utils.clip_grad_value_",
    PARAM_TABLE(params),
    .gamma_of = "each component",
    .turns = true,
    .apply = apply,
};
