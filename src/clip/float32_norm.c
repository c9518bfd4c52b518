#include "clip/threshold.h"

static const struct param params[] = {CLIP_GAMMA("max_norm: longer gradients are shortened to it")};

/* ‖g‖ by the sum of squares in single precision: over √FLT_MAX = 1.8e19 it is infinite. */
static double norm_single(const double *g, int n)
{
    float sum = 0;
    for (int i = 0; i < n; i++)
        sum += (float)g[i] * (float)g[i];
    return sqrtf(sum);
}

/* γ/∞ is 0: the step is zero, and nothing says so. */
static double apply(const double *par, UNUSED double *state, const struct clip_call *c)
{
    double factor = par[0] / (norm_single(c->g, c->dim) + 1e-6);
    if (factor > 1)
        factor = 1; /* NaN stays */
    for (int i = 0; i < c->dim; i++)
        c->out[i] = factor * c->g[i];
    return factor;
}

const struct clip_kind clip_float32_norm = {
    .name = "float32-norm",
    .title = "a mistake: the norm in single precision, which overflows at 1.8e19",
    .formula = "g·min(1, γ/(√Σg² + 1e-6)), Σg² in single precision",
    .source = "PyTorch on float32 tensors: pytorch/pytorch issue 46849",
    PARAM_TABLE(params),
    .mistake = CLIP_IN_SINGLE,
    .apply = apply,
};
