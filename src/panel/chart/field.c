#include "panel/chart/field.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "base/stats.h"
#include "panel/chart/pen.h"

/* Of the sampled heights these quantiles take the lowest and the highest colour: a single spike or
 * hole must not take the colours from all else. */
#define MAP_LOW  0.02
#define MAP_HIGH 0.995

/* The infimum counts as attained at the point found when f is over it by less than this share of
 * the range in view. */
#define LOW_NEAR 1e-10
enum { LOW_TRIES = 4000 };

struct window {
    const struct problem *problem;
    void *work;
    const double *box;
};

static double loss_at(const struct window *w, double x, double y)
{
    return problem_eval(w->problem, w->work, (double[2]){x, y}, 0, NULL);
}

/* Compass search (Hooke and Jeeves 1961) down from the lowest sample: is it a minimiser? */
static void find_low(struct field *f, const struct window *w, double x, double y, double range)
{
    if (!isfinite(f->base) || !isfinite(w->problem->infimum))
        return;
    bool plane = f->rows > 1;
    double hx = (w->box[1] - w->box[0]) / f->cols,
           hy = plane ? (w->box[3] - w->box[2]) / f->rows : 0;
    double best = loss_at(w, x, y);
    for (int i = 0; i < LOW_TRIES && best - f->base > LOW_NEAR * range; i++) {
        const double to[4][2] = {{x + hx, y}, {x - hx, y}, {x, y + hy}, {x, y - hy}};
        bool moved = false;
        for (int k = 0; k < (plane ? 4 : 2); k++) {
            double v = loss_at(w, to[k][0], to[k][1]);
            if (v < best) {
                best = v, x = to[k][0], y = to[k][1];
                moved = true;
                break;
            }
        }
        if (!moved)
            hx /= 2, hy /= 2;
    }
    f->has_low = best - f->base <= LOW_NEAR * range && x >= w->box[0] && x <= w->box[1] &&
                 (!plane || (y >= w->box[2] && y <= w->box[3]));
    f->low[0] = x, f->low[1] = y;
}

static void sample_curve(struct field *f, const struct window *w)
{
    int least = -1;
    f->lo = f->hi = NAN;
    for (int i = 0; i < f->cols; i++) {
        double x = w->box[0] + (w->box[1] - w->box[0]) * (i + 0.5) / f->cols;
        double v = f->value[i] = loss_at(w, x, 0);
        if (!isfinite(v))
            continue;
        if (!(f->lo <= v))
            f->lo = v, least = i;
        if (!(f->hi >= v))
            f->hi = v;
    }
    if (least >= 0)
        find_low(f, w, w->box[0] + (w->box[1] - w->box[0]) * (least + 0.5) / f->cols, 0,
                 f->hi - f->lo);
}

/* log10 heights of the n values over the base, finite ones packed into `sorted`. */
static int heights(const struct field *f, const double *v, int n, double *sorted)
{
    int m = 0;
    for (int i = 0; i < n; i++) {
        double t = fn_log10(v[i] - f->base);
        if (isfinite(t))
            sorted[m++] = t;
    }
    return m;
}

static void sample_map(struct field *f, const struct window *w)
{
    int n = f->cols * f->rows, least = -1;
    double *v = mem_alloc((size_t)n * 2, sizeof *v), *sorted = v + n, top = NAN;
    double dx = (w->box[1] - w->box[0]) / f->cols, dy = (w->box[3] - w->box[2]) / f->rows;
    for (int i = 0; i < n; i++) {
        v[i] =
            loss_at(w, w->box[0] + dx * (i % f->cols + 0.5), w->box[3] - dy * (i / f->cols + 0.5));
        if (isfinite(v[i]) && (least < 0 || v[i] < v[least]))
            least = i;
        if (isfinite(v[i]) && !(top >= v[i]))
            top = v[i];
    }
    if (!isfinite(w->problem->infimum))
        f->base = least >= 0 ? v[least] : 0;
    if (least >= 0)
        find_low(f, w, w->box[0] + dx * (least % f->cols + 0.5),
                 w->box[3] - dy * (least / f->cols + 0.5), top - v[least]);
    int m = heights(f, v, n, sorted);
    f->lo = m ? stats_quantile(sorted, m, MAP_LOW) : 0;
    f->hi = m ? stats_quantile(sorted, m, MAP_HIGH) : 1;
    if (!(f->hi > f->lo))
        f->hi = f->lo + 1;
    for (int i = 0; i < n; i++) {
        double t = (fn_log10(v[i] - f->base) - f->lo) / (f->hi - f->lo) * FIELD_LEVELS;
        int level = FIELD_LEVELS - 1; /* where f is not finite */
        if (t < FIELD_LEVELS)
            level = t > 0 ? (int)t : 0;
        f->level[i] = (unsigned char)level;
    }
    free(v);
}

static bool same(const struct field *f, const struct session *s, int cols, int rows)
{
    const struct problem *p = &s->race.problem;
    return f && f->cols == cols && f->rows == rows && f->kind == p->kind &&
           f->version == s->view.box_version && strcmp(f->formula, p->formula) == 0 &&
           memcmp(f->box, s->view.box, sizeof f->box) == 0;
}

struct field *field_get(void **memo, const struct session *s, int cols, int rows)
{
    if (same(*memo, s, cols, rows))
        return *memo;
    const struct problem *p = &s->race.problem;
    size_t n = (size_t)cols * (size_t)rows;
    free(*memo);
    struct field *f = mem_alloc(1, sizeof *f + n * sizeof(double));
    *memo = f;
    f->kind = p->kind;
    memcpy(f->formula, p->formula, sizeof f->formula);
    memcpy(f->box, s->view.box, sizeof f->box);
    f->version = s->view.box_version;
    f->cols = cols, f->rows = rows;
    f->base = pen_loss_base(p);
    f->value = (double *)(f + 1);
    f->level = (unsigned char *)(f + 1);
    struct window w = {p, s->race.look, f->box};
    if (rows == 1)
        sample_curve(f, &w);
    else
        sample_map(f, &w);
    return f;
}
