#include "log/track.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/stats.h"

void log_track_init(struct log_track *t, const char *name)
{
    *t = (struct log_track){.every = 1};
    snprintf(t->name, sizeof t->name, "%s", name);
    t->row = mem_alloc(LOG_ROWS, sizeof *t->row);
    t->norms = mem_alloc(1, sizeof *t->norms);
    log_track_clear(t);
}

void log_track_release(struct log_track *t)
{
    free(t->row);
    free(t->norms);
    free(t->layer);
    *t = (struct log_track){0};
}

static const struct log_span none = {NAN, NAN, NAN};

void log_track_clear(struct log_track *t)
{
    t->n = t->n_backs = t->n_layers = 0;
    t->backs = 0;
    t->every = 1;
    t->records = t->bad_loss = t->bad_norm = 0;
    t->first_step = t->last_step = NAN;
    t->skips_before = 0;
    t->norm = none;
    memset(t->with, 0, sizeof t->with);
    *t->norms = (struct quantiles){0};
    t->last = (struct log_record){.rank = -1};
    t->version++;
}

static void span_add(struct log_span *s, double v)
{
    if (!isfinite(v))
        return;
    s->first = isnan(s->first) ? v : s->first;
    s->lo = s->lo <= v ? s->lo : v;
    s->hi = s->hi >= v ? s->hi : v;
}

static void span_merge(struct log_span *a, const struct log_span *b)
{
    span_add(a, b->first);
    span_add(a, b->lo);
    span_add(a, b->hi);
}

static void take_first(double *a, double b)
{
    *a = isnan(*a) ? b : *a;
}

static void row_merge(struct log_row *a, const struct log_row *b)
{
    a->last = b->last;
    span_merge(&a->loss, &b->loss);
    span_merge(&a->norm, &b->norm);
    take_first(&a->lr, b->lr);
    take_first(&a->gamma, b->gamma);
    take_first(&a->factor, b->factor);
    take_first(&a->scale, b->scale);
    take_first(&a->change, b->change);
    a->clipped += b->clipped;
    a->clipped_of += b->clipped_of;
    a->skipped += b->skipped;
    a->records += b->records;
    a->bad_loss += b->bad_loss;
    a->bad_norm += b->bad_norm;
    a->notes |= b->notes;
}

/* Rows are full, and in pairs. */
static void thin(struct log_track *t)
{
    for (int i = 0; i < LOG_ROWS / 2; i++) {
        t->row[i] = t->row[2 * i];
        row_merge(&t->row[i], &t->row[2 * i + 1]);
        if (t->layer)
            memcpy(t->layer + (size_t)i * LOG_LAYERS_MAX, t->layer + (size_t)i * 2 * LOG_LAYERS_MAX,
                   LOG_LAYERS_MAX * sizeof *t->layer);
    }
    t->n = LOG_ROWS / 2;
    t->every *= 2;
}

static double value(const struct log_record *r, enum log_field f)
{
    return log_has(r, f) ? r->v[f] : NAN;
}

static struct log_row *open_row(struct log_track *t, const struct log_record *r)
{
    if (t->n > 0 && t->row[t->n - 1].records < t->every)
        return &t->row[t->n - 1];
    if (t->n == LOG_ROWS)
        thin(t);
    struct log_row *row = &t->row[t->n++];
    *row = (struct log_row){.step = r->v[LOG_STEP],
                            .loss = none,
                            .norm = none,
                            .lr = NAN,
                            .gamma = NAN,
                            .factor = NAN,
                            .scale = NAN,
                            .change = NAN};
    if (t->layer)
        for (int i = 0; i < LOG_LAYERS_MAX; i++)
            t->layer[(size_t)(t->n - 1) * LOG_LAYERS_MAX + (size_t)i] = NAN;
    return row;
}

/* What was after a step that is there again goes. */
static void go_back(struct log_track *t, double step)
{
    if (step < t->last_step && t->n_backs < LOG_BACKS)
        t->back[t->n_backs++] = (struct log_back){t->last_step, step};
    t->backs += step < t->last_step;
    while (t->n > 0 && t->row[t->n - 1].step >= step)
        t->n--;
    if (t->n > 0 && t->row[t->n - 1].last >= step)
        t->row[t->n - 1].last = step;
    if (t->n > 0)
        t->row[t->n - 1].records = (uint32_t)t->every; /* a row of its own comes next */
}

static void add_layers(struct log_track *t, int i_row, const struct log_record *r)
{
    if (!t->layer) {
        size_t n = (size_t)LOG_ROWS * LOG_LAYERS_MAX;
        t->layer = mem_alloc(n, sizeof *t->layer);
        for (size_t i = 0; i < n; i++)
            t->layer[i] = NAN;
    }
    float *at = t->layer + (size_t)i_row * LOG_LAYERS_MAX;
    for (int i = 0; i < r->n_layers; i++)
        at[i] = isnan(at[i]) ? (float)r->layer[i] : at[i];
    t->n_layers = r->n_layers > t->n_layers ? r->n_layers : t->n_layers;
}

static void add_norm(struct log_track *t, struct log_row *row, double norm)
{
    if (!isfinite(norm)) {
        row->bad_norm++;
        t->bad_norm++;
        return;
    }
    span_add(&row->norm, norm);
    span_add(&t->norm, norm);
    quantiles_add(t->norms, norm);
}

/* Of a log that counts from its start on what is new. */
static double new_skips(struct log_track *t, double skipped)
{
    if (!t->total_skips)
        return skipped;
    double fresh = skipped >= t->skips_before ? skipped - t->skips_before : skipped;
    t->skips_before = skipped;
    return fresh;
}

/* in_order: the record before it is that of the step before. */
static void add_loss(struct log_track *t, struct log_row *row, double loss, bool in_order)
{
    double before = value(&t->last, LOG_LOSS);
    if (!isfinite(loss)) {
        row->bad_loss++;
        t->bad_loss++;
    }
    span_add(&row->loss, loss);
    if (in_order && t->n > 0 && isfinite(before) && isfinite(loss)) {
        struct log_row *from = row->records > 0 || t->n < 2 ? row : row - 1;
        take_first(&from->change, loss - before);
    }
}

/* The row that is there for a record of a step that has one: a log may have all losses first
 * and then all norms. -1: it is no such record, and the rows are made ready for a new one. */
static int late_row(struct log_track *t, const struct log_record *r)
{
    double step = r->v[LOG_STEP];
    bool again = (t->last.has & r->has & ~(1u << LOG_STEP)) != 0;
    int late = step <= t->last_step && !again ? log_track_row(t, step) : -1;
    if (late < 0 && step <= t->last_step)
        go_back(t, step);
    return late;
}

void log_track_add(struct log_track *t, const struct log_record *r)
{
    double step = r->v[LOG_STEP];
    int late = late_row(t, r);
    struct log_row *row = late >= 0 ? &t->row[late] : open_row(t, r);
    row->last = fmax(row->last, step);
    if (log_has(r, LOG_LOSS))
        add_loss(t, row, r->v[LOG_LOSS], late < 0);
    if (log_has(r, LOG_NORM))
        add_norm(t, row, r->v[LOG_NORM]);
    take_first(&row->lr, value(r, LOG_LR));
    take_first(&row->gamma, value(r, LOG_GAMMA));
    take_first(&row->factor, value(r, LOG_FACTOR));
    take_first(&row->scale, value(r, LOG_SCALE));
    if (log_has(r, LOG_CLIPPED)) {
        row->clipped += r->v[LOG_CLIPPED];
        row->clipped_of++;
    }
    if (log_has(r, LOG_SKIPPED))
        row->skipped += new_skips(t, r->v[LOG_SKIPPED]);
    row->notes |= r->notes;
    row->records++;
    if (r->n_layers > 0)
        add_layers(t, (int)(row - t->row), r);
    for (int i = 0; i < LOG_FIELDS; i++)
        t->with[i] += log_has(r, (enum log_field)i);
    t->first_step = t->records == 0 ? step : fmin(t->first_step, step);
    t->records++;
    t->version++;
    if (late >= 0)
        return;
    t->last_step = step;
    log_copy(&t->last, r);
}

double log_track_quantile(const struct log_track *t, double p)
{
    static double norms[LOG_ROWS];
    int n = 0;
    if (t->every > 1)
        return quantiles_at(t->norms, p);
    for (int i = 0; i < t->n; i++)
        if (isfinite(t->row[i].norm.first))
            norms[n++] = t->row[i].norm.first;
    return n > 0 ? stats_quantile(norms, n, p) : NAN;
}

double log_track_clipped(const struct log_track *t)
{
    double clipped = 0, of = 0;
    for (int i = 0; i < t->n; i++) {
        clipped += t->row[i].clipped;
        of += t->row[i].clipped_of;
    }
    return of > 0 ? 100 * clipped / of : NAN;
}

int log_track_row(const struct log_track *t, double step)
{
    int lo = 0, hi = t->n;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (t->row[mid].step <= step)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo - 1;
}
