#include "watch/replay.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/stats.h"

/* Doubles that a rule's state may have for one parameter. */
enum { STATE_MAX = 4096, WARMUP = 100, RECENT = 200 };

/* Rules whose answer depends on the norm alone, no mistakes among them: of a clipped direction, of
 * parts of a batch, of curvature a log says nothing. Returns how many; their order is the
 * registry's.
 */
static int replay_rules(const struct clip_kind **out, int most)
{
    int n = 0;
    for (int i = 0; clip_kinds[i] && n < most; i++) {
        const struct clip_kind *k = clip_kinds[i];
        bool by_norm = !k->turns && !k->uses_parts && !k->uses_curvature;
        if (by_norm && !k->keeps && k->mistake == CLIP_RIGHT)
            out[n++] = k;
    }
    return n;
}

static void set_params(const struct clip_kind *k, double gamma, double *par)
{
    struct value v;
    for (int i = 0; i < k->n_params; i++) {
        param_default(&k->params[i], &v);
        par[i] = strcmp(k->params[i].name, "gamma") == 0 ? gamma : v.num;
    }
}

/* The rule on a gradient of one entry, the norm. */
static void replay_one(const struct log_track *t, double gamma, struct replay *out)
{
    static double state[STATE_MAX];
    const struct clip_kind *k = out->clip;
    double par[PARAMS_MAX] = {0}, x = 0, clipped = 0, factors = 0, skipped = 0;
    assert(doubles_for(k->state, 1) <= STATE_MAX);
    memset(state, 0, sizeof state);
    set_params(k, gamma, par);
    out->by_gamma = param_find(k->params, k->n_params, "gamma") != NULL;
    out->threshold = NAN;
    out->norms = 0;
    for (int i = 0; i < t->n; i++) {
        double g = t->row[i].norm.first, to = 0, threshold = NAN;
        bool skips = false;
        if (!isfinite(g))
            continue;
        struct clip_call c = {.dim = 1,
                              .x = &x,
                              .g = &g,
                              .norm = g,
                              .out = &to,
                              .step = out->norms,
                              .curvature = NAN,
                              .threshold = &threshold,
                              .skipped = &skips};
        double factor = k->apply(par, state, &c);
        clipped += factor < 1 && !skips;
        skipped += skips;
        factors += factor;
        out->threshold = isfinite(threshold) ? threshold : out->threshold;
        out->norms++;
    }
    double n = (double)out->norms;
    out->clipped = clipped / n;
    out->factor = factors / n;
    out->skipped = skipped / n;
}

static bool is_same(const struct replay *a, const struct replay *b)
{
    return a->by_gamma == b->by_gamma && a->clipped == b->clipped && a->skipped == b->skipped &&
           fabs(a->factor - b->factor) < 1e-5 * b->factor;
}

int replay_all(const struct log_track *t, double gamma, struct replay *out, int most)
{
    const struct clip_kind *rules[REPLAY_MAX];
    int n = replay_rules(rules, most < REPLAY_MAX ? most : REPLAY_MAX);
    for (int i = 0; i < n; i++) {
        out[i] = (struct replay){.clip = rules[i], .same = i};
        replay_one(t, gamma, &out[i]);
        for (int j = 0; j < i && out[i].same == i; j++)
            if (is_same(&out[i], &out[j]))
                out[i].same = out[j].same;
    }
    return n;
}

double replay_share_over(const struct log_track *t, double gamma)
{
    double n = 0, over = 0;
    for (int i = 0; i < t->n; i++) {
        double norm = t->row[i].norm.first;
        n += isfinite(norm);
        over += norm > gamma;
    }
    return n > 0 ? over / n : NAN;
}

static double recent_median(const struct log_track *t)
{
    double recent[RECENT];
    int n = 0;
    for (int i = t->n - 1; i >= 0 && n < RECENT; i--)
        if (isfinite(t->row[i].norm.first))
            recent[n++] = t->row[i].norm.first;
    return n > 0 ? stats_quantile(recent, n, 0.5) : NAN;
}

/* The threshold that the rule of that name came to. */
static double threshold_of(const struct log_track *t, const char *name)
{
    struct replay one = {.clip = clip_find(name)};
    if (!one.clip)
        return NAN;
    replay_one(t, 1, &one);
    return one.threshold;
}

int replay_suggest(const struct log_track *t, struct suggestion *out)
{
    double g99 = log_track_quantile(t, 0.99);
    double norms = (double)(t->with[LOG_NORM] - t->bad_norm);
    const struct suggestion all[SUGGESTIONS] = {
        {.name = "g99/2", .means = "half the 99th percentile", .gamma = g99 / 2},
        {.name = "AutoClip", .means = "the 10th percentile", .gamma = threshold_of(t, "autoclip")},
        {.name = "ZClip", .means = "of its newest spike", .gamma = threshold_of(t, "zclip")},
        {.name = "median", .means = "of all norms", .gamma = log_track_quantile(t, 0.5)},
        {.name = "recent median", .means = "of the last 200 norms", .gamma = recent_median(t)},
        {.name = "g90", .means = "the 90th percentile", .gamma = log_track_quantile(t, 0.9)},
    };
    for (int i = 0; i < SUGGESTIONS; i++) {
        out[i] = all[i];
        if (norms < WARMUP) {
            snprintf(out[i].why, sizeof out[i].why, "needs %d norms: %.0f so far", WARMUP, norms);
            out[i].gamma = NAN;
        } else if (!(out[i].gamma > 0)) {
            snprintf(out[i].why, sizeof out[i].why, "no norm was a spike");
            out[i].gamma = NAN;
        }
        out[i].clipped = isnan(out[i].gamma) ? NAN : replay_share_over(t, out[i].gamma);
    }
    return SUGGESTIONS;
}
