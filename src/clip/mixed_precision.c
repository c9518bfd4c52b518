#include <float.h>

#include "base/half.h"
#include "clip/part.h"

enum { MIXED_GAMMA, ORDER, SCALE, GROWTH, LEAST };

static const char *const orders[] = {"unscale-first", "clip-first", NULL};

static const struct param params[] = {
    [MIXED_GAMMA] = CLIP_GAMMA("the length to which gradients, or scaled gradients, are cut"),
    [ORDER] = PARAM_ONE_OF(
        "order", "o", "unscale-first is right; clip-first cuts gradients that are still scaled", 0,
        1, orders),
    [SCALE] = PARAM_POSITIVE(
        "scale", "S", "what the loss is multiplied with at first; 1: no scaling", 65536, 1e30),
    [GROWTH] = PARAM_MANY("growth", "T", "steps without overflow after which the scale doubles",
                          2000, 1, 1e9),
    [LEAST] = {.name = "min-scale",
               .symbol = "Smin",
               .help = "overflow halves the scale down to this and no further",
               .kind = PARAM_REAL,
               .log_scale = true,
               .open_min = true,
               .def = 0x1p-126, /* the least float32 with all its digits */
               .min = 0,
               .max = 1e30},
};

struct memory {
    double scale; /* 0: not begun */
    double good;  /* steps since it was changed */
};

static double loss_scale(const double *par, const double *state)
{
    const struct memory *m = (const struct memory *)state;
    return m->scale > 0 ? m->scale : par[SCALE];
}

/* S·g in half precision into out. Returns whether all of it is finite. */
static bool backward(const struct clip_call *c, double scale)
{
    bool finite = true;
    for (int i = 0; i < c->dim; i++) {
        c->out[i] = half_round(scale * c->g[i]);
        finite &= isfinite(c->out[i]) != 0;
    }
    return finite;
}

/* As the scaler does: a step whose gradients overflow is not made and halves the scale. The floor
 * is min_scale of DeepSpeed and Megatron-LM; torch's own scaler has none but that of a float32. A
 * scale that begins under the floor is not raised to it. */
static double skip(const double *par, struct memory *m, const struct clip_call *c, double scale)
{
    *m = (struct memory){.scale = fmax(scale / 2, fmin(scale, par[LEAST]))};
    return clip_skip(c);
}

/* The scaler keeps its scale as a float32, and where twice of it would not be one, as it is: under
 * a gradient of 0, which never overflows, it would come to infinity, and infinity times 0 skips
 * every step. */
static double doubled(double scale)
{
    return scale * 2 <= FLT_MAX ? scale * 2 : scale;
}

/* What rounding alone does, 2^-11 at most where halves have all their digits, is no clipping. */
static double factor_seen(double factor, double norm_kept, double norm)
{
    double kept = norm > 0 ? norm_kept / norm : 1;
    return factor * (fabs(kept - 1) <= 0x1p-10 ? 1 : kept);
}

/* A gradient that is itself not finite is skipped too, and again, as the scaler does it. */
static double apply(const double *par, double *state, const struct clip_call *c)
{
    struct memory *m = (struct memory *)state;
    double scale = loss_scale(par, state), gamma = par[MIXED_GAMMA], norm_raw = c->norm;
    threshold_tell(c, par[ORDER] > 0 ? gamma / scale : gamma);
    if (!backward(c, scale))
        return skip(par, m, c, scale);
    double scaled = vec_norm(c->out, c->dim), norm = scaled / scale;
    double factor = factor_hard(gamma, par[ORDER] > 0 ? scaled : norm);
    for (int i = 0; i < c->dim; i++)
        c->out[i] = c->out[i] / scale * factor;
    m->scale = scale;
    if (++m->good >= par[GROWTH])
        *m = (struct memory){.scale = doubled(scale)};
    return factor_seen(factor, norm, norm_raw);
}

const struct clip_kind clip_mixed_precision = {
    .name = "mixed-precision",
    .title = "gradients in half precision with a scaled loss, clipped before or after unscaling",
    .formula = "u·min(1, γ/‖u‖), u = half(S g)/S; clip-first: with ‖S u‖ for ‖u‖",
    .source = "Micikevicius et al. 2018 (arXiv 1710.03740); torch.amp.GradScaler: unscale_ before "
              "clip_grad_norm_; the other order: rwth-i6/returnn issue 1590",
    PARAM_TABLE(params),
    .turns = true,
    .skips = true,
    .loss_scale = loss_scale,
    .state = {.more = sizeof(struct memory) / sizeof(double)},
    .apply = apply,
};
