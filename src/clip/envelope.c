#include "clip/envelope.h"

#include "base/elementary.h"
#include "base/stats.h"

static const char *const shapes[] = {"hard", "soft", NULL};

const struct param envelope_params[ENVELOPE_PARAMS] = {
    [ENVELOPE_GAMMA] = CLIP_GAMMA("the threshold until L0 and L1 are known"),
    [ENVELOPE_SHAPE] = {.name = "shape",
                        .symbol = "s",
                        .help = "hard: min(1, γ/‖g‖); soft: γ/(‖g‖ + γ)",
                        .kind = PARAM_CHOICE,
                        .max = 1,
                        .choices = shapes},
    [ENVELOPE_RATE] = {.name = "adapt-lr",
                       .symbol = "η̂",
                       .help = "whether 1/L0 takes the place of the learning rate",
                       .kind = PARAM_FLAG,
                       .max = 1},
};

size_t envelope_state_size(const double *par, int dim)
{
    (void)par;
    (void)dim;
    return sizeof(struct envelope) / sizeof(double);
}

/* The line over the corners that is lowest at the mean norm. */
static void draw_line(struct envelope *e)
{
    struct point p[ENVELOPE_BINS], hull[ENVELOPE_BINS];
    double L0, L1;
    int n = 0;
    for (int i = 0; i < ENVELOPE_BINS; i++)
        if (e->h[i] > 0)
            p[n++] = (struct point){e->g[i], e->h[i]};
    int kept = stats_upper_hull(p, n, hull);
    stats_tight_line(hull, kept, e->sum_g / e->points, &L0, &L1);
    bool known = L0 > 0 && L1 > 0;
    e->L0 = known ? L0 : 0;
    e->L1 = known ? L1 : 0;
}

void envelope_add(struct envelope *e, const struct clip_call *c)
{
    double h = c->curvature, g = c->norm;
    if (!(h > 0 && h < INFINITY && g > 0 && g < INFINITY) || h == e->last)
        return;
    int bin = (int)fmin(fmax(floor(4 * (fn_log2(g) + 28)), 0), ENVELOPE_BINS - 1);
    e->g[bin] = e->h[bin] > 0 ? fmin(e->g[bin], g) : g;
    e->h[bin] = fmax(e->h[bin], h);
    e->last = h;
    e->sum_g += g;
    e->points++;
    draw_line(e);
}

double envelope_apply(const double *par, const struct envelope *e, const struct clip_call *c,
                      double gamma)
{
    bool known = e->L0 > 0;
    double at = threshold_tell(c, known ? gamma : par[ENVELOPE_GAMMA]);
    double factor = par[ENVELOPE_SHAPE] > 0 ? factor_soft(at, c->norm) : factor_hard(at, c->norm);
    if (known && par[ENVELOPE_RATE] > 0)
        factor /= e->L0 * c->lr;
    return clip_scale(c, factor);
}
