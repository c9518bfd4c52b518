#include "clip/envelope.h"

#include <math.h>
#include <string.h>

#include "base/stats.h"

static const char *const shapes[] = {"hard", "soft", NULL};

const struct param envelope_params[ENVELOPE_PARAMS] = {
    [ENVELOPE_GAMMA] = CLIP_GAMMA("the threshold until L0 and L1 are known"),
    [ENVELOPE_SHAPE] =
        PARAM_ONE_OF("shape", "s", "hard: min(1, γ/‖g‖); soft: γ/(‖g‖ + γ)", 0, 1, shapes),
    [ENVELOPE_RATE] = {.name = "adapt-lr",
                       .symbol = "η̂",
                       .help = "whether 1/L0 takes the place of the learning rate",
                       .kind = PARAM_FLAG,
                       .max = 1},
};

/* Two neighbours by what bounds both: the lesser norm, the greater curvature. Those nearest to each
 * other, so that the line rises least. */
static int merge_nearest(struct point *hull, int n)
{
    int at = 0;
    for (int i = 1; i + 1 < n; i++)
        if (hull[i + 1].x * hull[at].x < hull[at + 1].x * hull[i].x)
            at = i;
    struct point corner = {hull[at].x, fmax(hull[at].y, hull[at + 1].y)};
    memmove(&hull[at], &hull[at + 2], (size_t)(n - at - 2) * sizeof *hull);
    return stats_hull_insert(hull, n - 2, corner);
}

void envelope_add(struct envelope *e, const struct clip_call *c)
{
    struct point p = {c->norm, c->curvature};
    if (!isfinite(p.y) || !(p.x > 0 && p.x < INFINITY) || p.y == e->last)
        return;
    int n = (int)e->n_hull;
    if (n == ENVELOPE_HULL)
        n = merge_nearest(e->hull, n);
    e->n_hull = stats_hull_insert(e->hull, n, p);
    e->last = p.y;
    e->sum_g += p.x;
    e->points++;
    double L0, L1;
    stats_tight_line(e->hull, (int)e->n_hull, e->sum_g / e->points, &L0, &L1);
    bool known = L0 > 0 && L1 > 0;
    e->L0 = known ? L0 : 0;
    e->L1 = known ? L1 : 0;
}

double envelope_apply(const double *par, const struct envelope *e, const struct clip_call *c,
                      double gamma)
{
    bool known = e->L0 > 0;
    double at = threshold_tell(c, known ? gamma : par[ENVELOPE_GAMMA]);
    double factor = par[ENVELOPE_SHAPE] > 0 ? factor_soft(at, c->norm) : factor_hard(at, c->norm);
    if (known && par[ENVELOPE_RATE] > 0 && c->lr)
        *c->lr = 1 / e->L0;
    return clip_scale(c, factor);
}
