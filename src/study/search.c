#include "study/search.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"

enum { FIRST_BUDGET = 64, BUDGET_FACTOR = 4, IDLE_ROUNDS = 2 };
static const double next_to_nothing = 1e-4; /* of the cost */

/* log of the factor between neighbours; 0 if missing. */
static double axis_width(const struct sweep_axis *a)
{
    return a->n > 1 ? fn_log(a->at[a->n - 1] / a->at[0]) / (a->n - 1) : 0;
}

/* How many settings a refinement tries along each knob: with one knob alone there may be more. */
static int fine_of(double width, double other)
{
    return width <= 0 ? 1 : other > 0 ? SEARCH_FINE : SEARCH_FINE_LINE;
}

void search_init(struct search *s, const struct sweep_plan *plan, const struct sweep_axis *lr,
                 const struct sweep_axis *gamma, int threads)
{
    int whole = lr->n * gamma->n, fine = SEARCH_BEAM * SEARCH_FINE * SEARCH_FINE;
    *s = (struct search){.lr = *lr, .gamma = *gamma, .limit = plan->steps};
    s->width_lr = axis_width(lr);
    s->width_gamma = axis_width(gamma);
    sweep_init(&s->sweep, plan, whole > fine ? whole : fine, threads);
}

void search_release(struct search *s)
{
    sweep_release(&s->sweep);
}

static bool beside(double a, double b, double width)
{
    return isnan(a) || fabs(fn_log(a / b)) < 1.5 * width;
}

/* Takes a setting that reached the goal among the best: where it is beside one of them the better
 * of the two stays, so that the search goes on in several places. Of equals the first found stays.
 */
static void best_take(struct search *s, struct search_best b)
{
    int n = s->n_best, at = 0;
    for (int i = 0; i < n; i++)
        if (beside(b.at.lr, s->best[i].at.lr, s->width_lr) &&
            beside(b.at.gamma, s->best[i].at.gamma, s->width_gamma)) {
            if (!(b.cell.cost < s->best[i].cell.cost))
                return;
            memmove(&s->best[i], &s->best[i + 1], (size_t)(--n - i) * sizeof b);
            i--;
        }
    while (at < n && !(b.cell.cost < s->best[at].cell.cost))
        at++;
    if (at < SEARCH_BEAM) {
        int stay = n < SEARCH_BEAM - 1 ? n : SEARCH_BEAM - 1;
        memmove(&s->best[at + 1], &s->best[at], (size_t)(stay - at) * sizeof b);
        s->best[at] = b;
        n = stay + 1;
    }
    s->n_best = n;
}

static void harvest(struct search *s)
{
    const struct sweep *w = &s->sweep;
    double before = s->n_best > 0 ? s->best[0].cell.cost : INFINITY;
    for (int i = 0; i < w->n; i++) {
        const struct sweep_cell *c = &w->cells[i];
        s->runs += c->runs;
        s->steps += c->made;
        if (c->status == RUN_CONVERGED)
            best_take(s, (struct search_best){w->points[i], *c});
    }
    bool gained = s->n_best > 0 && s->best[0].cell.cost < before * (1 - next_to_nothing);
    s->idle = gained ? 0 : s->idle + 1;
}

static double nudged(double v, double width, int i, int n, const struct sweep_axis *a)
{
    if (isnan(v) || n == 1)
        return v;
    double to = v * fn_exp(width * (i - n / 2));
    return fmax(a->at[0], fmin(to, a->at[a->n - 1]));
}

/* A finer grid round each of the best, from one neighbour to the other. */
static void refine(struct search *s)
{
    static const double shrink = 2.0; /* neighbours of the last round are 2 widths apart */
    struct sweep_point *points = s->sweep.points;
    int nx = fine_of(s->width_lr, s->width_gamma), ny = fine_of(s->width_gamma, s->width_lr), n = 0;
    s->width_lr *= nx > 1 ? shrink / (nx - 1) : 0;
    s->width_gamma *= ny > 1 ? shrink / (ny - 1) : 0;
    for (int b = 0; b < s->n_best; b++)
        for (int j = 0; j < ny; j++)
            for (int i = 0; i < nx; i++)
                points[n++] = (struct sweep_point){
                    nudged(s->best[b].at.lr, s->width_lr, i, nx, &s->lr),
                    nudged(s->best[b].at.gamma, s->width_gamma, j, ny, &s->gamma)};
    sweep_list(&s->sweep, points, n);
    s->budget = s->best[0].cell.steps;
}

bool search_next(struct search *s)
{
    bool begun = s->begun;
    s->begun = true;
    if (begun)
        harvest(s);
    if (s->n_best == 0) {
        if (begun && s->budget >= s->limit)
            return false;
        uint64_t more = begun ? s->budget * BUDGET_FACTOR : FIRST_BUDGET;
        s->budget = more < s->limit ? more : s->limit;
        sweep_grid(&s->sweep, &s->lr, &s->gamma, 0, s->lr.n * s->gamma.n);
    } else {
        if (s->round == SEARCH_ROUNDS || s->idle == IDLE_ROUNDS || s->best[0].cell.steps == 0 ||
            (s->width_lr <= 0 && s->width_gamma <= 0))
            return false;
        s->round++;
        refine(s);
    }
    sweep_start(&s->sweep, s->budget);
    return true;
}
