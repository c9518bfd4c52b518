/* (L0, L1) by layer. At some of a run's steps (base/moments.h), for each layer l with g_l, its own
 * part of the gradient:
 *
 *     h_l = ‖H_ll v‖, v = g_l/‖g_l‖, H_ll the layer's own block of the Hessian
 *
 * How fast the layer's gradient changes where that layer alone moves along it: the ratio
 * ‖∇_l f(x + d) − ∇_l f(x)‖/‖d‖ for short d, which (L0, L1)-smoothness layer by layer bounds by
 * L0_l + L1_l‖g_l‖ (Riabinin et al. 2025, Gluon, arXiv 2505.13416, assumption 1; coordinate by
 * coordinate Crawshaw et al. 2022, arXiv 2208.11195; of all parameters Zhang et al. 2020, arXiv
 * 1905.11881). One Hessian-vector product a layer; h_l is at most the largest |eigenvalue| of H_ll.
 */
#ifndef LAB_LAYER_CLOUD_H
#define LAB_LAYER_CLOUD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/stats.h"
#include "clip/clip.h"

enum { LAYER_MOMENTS = 16 }; /* in each doubling of the steps */

struct layer_point {
    double g, h;   /* ‖g_l‖ and h_l; NAN: not finite, or no gradient */
    double left;   /* ‖g_l‖ after clipping */
    double radius; /* the most that the rule lets it be: its own threshold; NAN: it has none */
};

struct layer_cloud { /* of one run */
    int layers, room, n;
    uint64_t *step;            /* [n] rising */
    struct layer_point *point; /* [n × layers]; there is room for one moment more */
    double *radii;             /* [layers] scratch: those of clip_call */
    int next;                  /* of the moment that is being measured: the next layer */
    uint64_t version;          /* counts changes */
};

struct layer_cloud *layer_cloud_new(int layers);
void layer_cloud_free(struct layer_cloud *c);

/* Whether step is a moment. */
bool layer_cloud_due(uint64_t step);

/* The vector v of layer c->next, from the gradient g, into v (dim entries each). false: no more,
 * the layer is done. */
bool layer_cloud_direction(struct layer_cloud *c, const struct clip_block *blocks, int dim,
                           const double *g, double *v);
/* Its product H·v is there, and the layer is done. */
void layer_cloud_product(struct layer_cloud *c, const struct clip_block *blocks, const double *hv);
/* Every layer is done: the moment counts from here on. */
void layer_cloud_keep(struct layer_cloud *c, uint64_t step);
/* What the rule has made of the gradient at a moment: `clipped`, by c->radii. */
void layer_cloud_clipped(struct layer_cloud *c, const struct clip_block *blocks,
                         const double *clipped, uint64_t step);
/* Forgets moments from step on, and what was begun. */
void layer_cloud_cut(struct layer_cloud *c, uint64_t step);

/* The points of the moment at step, a layer each; NULL at other steps, or if c is NULL. */
struct layer_point *layer_cloud_at(const struct layer_cloud *c, uint64_t step);

/* The points of one layer over several runs. */
struct layer_fit {
    int n;
    struct line_fit ols; /* h = L0 + L1 g, least squares */
    double L0, L1;       /* the tightest line on or above all points */
    double gamma;        /* its own threshold L0/L1: INFINITY where h does not grow; NAN: unknown */
    double g_lo, g_hi, h_lo, h_hi; /* of points with h > 0 */
};

struct layer_fits {
    int layers, clouds;    /* and the clouds that they are of, */
    uint64_t version;      /* with the sum of their versions */
    struct layer_fit *fit; /* [layers] */
    struct point *hull;    /* scratch */
    double *g, *h;
};
/* For clouds of `runs` runs. */
struct layer_fits *layer_fits_new(int layers, int runs);
void layer_fits_free(struct layer_fits *f);
/* Fits the points of n clouds, unless they are as they were. Allocates nothing. */
void layer_fits_make(struct layer_fits *f, const struct layer_cloud *const *clouds, int n);

/* A layer that clipping shortens to under LAYER_SHORT of its length where its gradient is below its
 * own threshold, and another layer's is over that one's: it is clipped for the other's sake. */
#define LAYER_SHORT 0.5
struct layer_starved {
    int layer;   /* -1: none */
    int n, of;   /* such moments, and all at which the layer was clipped */
    double left; /* ‖g_l‖ after clipping over that before, their mean */
};
/* The layer with the highest threshold of those for which that is so at most of these moments. */
struct layer_starved layer_starves(const struct layer_cloud *c, const struct layer_fits *f);

#endif
