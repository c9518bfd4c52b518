#include "lab/layer_cloud.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/moments.h"
#include "base/vec.h"

static int moments_most(void)
{
    return moments_in(MOMENT_DOUBLINGS, LAYER_MOMENTS);
}

struct layer_cloud *layer_cloud_new(int layers)
{
    struct layer_cloud *c = mem_alloc(1, sizeof *c);
    *c = (struct layer_cloud){.layers = layers, .room = moments_most()};
    c->step = mem_alloc((size_t)c->room, sizeof *c->step);
    c->point = mem_alloc((size_t)(c->room + 1) * (size_t)layers, sizeof *c->point);
    c->radii = mem_alloc((size_t)layers, sizeof *c->radii);
    return c;
}

void layer_cloud_free(struct layer_cloud *c)
{
    if (!c)
        return;
    free(c->step);
    free(c->point);
    free(c->radii);
    free(c);
}

bool layer_cloud_due(uint64_t step)
{
    return moment_at(step, LAYER_MOMENTS);
}

static struct layer_point *moment(const struct layer_cloud *c, int i)
{
    return c->point + (size_t)i * (size_t)c->layers;
}

bool layer_cloud_direction(struct layer_cloud *c, const struct clip_block *blocks, int dim,
                           const double *g, double *v)
{
    const struct clip_block *at = &blocks[c->next];
    double norm = vec_norm(g + at->first, at->count);
    moment(c, c->n)[c->next] = (struct layer_point){norm, NAN, NAN, NAN};
    if (!(norm > 0 && norm < INFINITY)) {
        c->next++;
        return false;
    }
    for (int i = 0; i < dim; i++)
        v[i] = i >= at->first && i < at->first + at->count ? g[i] / norm : 0;
    return true;
}

void layer_cloud_product(struct layer_cloud *c, const struct clip_block *blocks, const double *hv)
{
    const struct clip_block *at = &blocks[c->next];
    double h = vec_norm(hv + at->first, at->count);
    moment(c, c->n)[c->next++].h = h < INFINITY ? h : NAN;
}

void layer_cloud_keep(struct layer_cloud *c, uint64_t step)
{
    c->version++;
    c->next = 0;
    if (c->n < c->room)
        c->step[c->n++] = step;
}

void layer_cloud_cut(struct layer_cloud *c, uint64_t step)
{
    c->version++;
    c->next = 0;
    while (c->n > 0 && c->step[c->n - 1] >= step)
        c->n--;
}

struct layer_point *layer_cloud_at(const struct layer_cloud *c, uint64_t step)
{
    return c && c->n > 0 && c->step[c->n - 1] == step ? moment(c, c->n - 1) : NULL;
}

void layer_cloud_clipped(struct layer_cloud *c, const struct clip_block *blocks,
                         const double *clipped, uint64_t step)
{
    struct layer_point *p = layer_cloud_at(c, step);
    for (int b = 0; b < c->layers; b++) {
        p[b].left = vec_norm(clipped + blocks[b].first, blocks[b].count);
        p[b].radius = c->radii[b];
    }
}

struct layer_fits *layer_fits_new(int layers, int runs)
{
    struct layer_fits *f = mem_alloc(1, sizeof *f);
    size_t most = (size_t)moments_most() * (size_t)runs;
    *f = (struct layer_fits){.layers = layers, .clouds = -1};
    f->fit = mem_alloc((size_t)layers, sizeof *f->fit);
    f->hull = mem_alloc(most + 1, sizeof *f->hull);
    f->g = mem_alloc(2 * most, sizeof *f->g);
    f->h = f->g + most;
    return f;
}

void layer_fits_free(struct layer_fits *f)
{
    if (!f)
        return;
    free(f->fit);
    free(f->hull);
    free(f->g);
    free(f);
}

/* Where h does not grow with g no threshold is needed. */
static double own_threshold(double L0, double L1)
{
    return L1 > 0 ? L0 / L1 : L1 == 0 ? INFINITY : NAN;
}

static struct layer_fit fit_layer(struct layer_fits *f, const struct layer_cloud *const *clouds,
                                  int n, int layer)
{
    struct layer_fit to = {.g_lo = NAN, .g_hi = NAN, .h_lo = NAN, .h_hi = NAN};
    double sum = 0;
    int n_hull = 0;
    for (int i = 0; i < n; i++)
        for (int k = 0; k < clouds[i]->n; k++) {
            const struct layer_point *p = &moment(clouds[i], k)[layer];
            if (isnan(p->h))
                continue;
            f->g[to.n] = p->g, f->h[to.n++] = p->h;
            n_hull = stats_hull_insert(f->hull, n_hull, (struct point){p->g, p->h});
            sum += p->g;
            if (p->h > 0) { /* fmin and fmax pass over the NaN they begin with */
                to.g_lo = fmin(to.g_lo, p->g), to.g_hi = fmax(to.g_hi, p->g);
                to.h_lo = fmin(to.h_lo, p->h), to.h_hi = fmax(to.h_hi, p->h);
            }
        }
    to.ols = stats_least_squares(f->g, f->h, to.n);
    stats_tight_line(f->hull, n_hull, to.n ? sum / to.n : NAN, &to.L0, &to.L1);
    to.gamma = own_threshold(to.L0, to.L1);
    return to;
}

void layer_fits_make(struct layer_fits *f, const struct layer_cloud *const *clouds, int n)
{
    uint64_t version = 0;
    for (int i = 0; i < n; i++)
        version += clouds[i]->version;
    if (f->clouds == n && f->version == version)
        return;
    f->clouds = n;
    f->version = version;
    for (int b = 0; b < f->layers; b++)
        f->fit[b] = fit_layer(f, clouds, n, b);
}

/* Whether layer is below its own threshold at this moment while another is over its own. */
static bool could_pass(const struct layer_cloud *c, const struct layer_fits *f, int at, int layer)
{
    const struct layer_point *p = moment(c, at);
    bool over = false;
    for (int b = 0; b < c->layers; b++)
        over |= b != layer && p[b].g > f->fit[b].gamma;
    return over && p[layer].g <= f->fit[layer].gamma;
}

static struct layer_starved starved(const struct layer_cloud *c, const struct layer_fits *f,
                                    int layer)
{
    struct layer_starved s = {.layer = layer};
    for (int k = 0; k < c->n; k++) {
        const struct layer_point *p = &moment(c, k)[layer];
        double share = p->left / p->g;
        s.of += share < 1;
        if (share < LAYER_SHORT && could_pass(c, f, k, layer)) {
            s.n++;
            s.left += share;
        }
    }
    s.left /= s.n;
    return s;
}

struct layer_starved layer_starves(const struct layer_cloud *c, const struct layer_fits *f)
{
    struct layer_starved worst = {.layer = -1};
    for (int b = 0; b < c->layers; b++) {
        struct layer_starved s = starved(c, f, b);
        if (2 * s.n > s.of && (worst.layer < 0 || f->fit[b].gamma > f->fit[worst.layer].gamma))
            worst = s;
    }
    return worst;
}
