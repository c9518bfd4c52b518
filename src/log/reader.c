/* Numbers to records, for the files of the formats. */
#include <limits.h>
#include <math.h>
#include <string.h>

#include "log/reader_parts.h"

static const double step_most = 9007199254740992.0; /* 2^53: whole numbers up to it are exact */

void log_begin(struct log_reader *r)
{
    r->now.has = 0;
    r->now.notes = 0;
    r->now.run = 0;
    r->now.rank = r->rank;
    r->now.n_layers = 0;
}

static void layer_is(struct log_record *now, int layer, double v)
{
    while (now->n_layers <= layer)
        now->layer[now->n_layers++] = NAN;
    now->layer[layer] = v;
}

void log_number_is(struct log_reader *r, struct log_meaning m, double v)
{
    struct log_record *now = &r->now;
    if (m.field == LOG_IS_NOTHING)
        return;
    if (m.field == LOG_IS_LAYER) {
        layer_is(now, m.layer, v);
        return;
    }
    if (m.rank > r->keys.best[m.field])
        return;
    if (now->has >> m.field & 1 && r->rank_of[m.field] <= m.rank)
        return;
    if (m.field == LOG_STEP && !(v >= 0 && v <= step_most && v == floor(v)))
        return;
    r->rank_of[m.field] = m.rank;
    now->v[m.field] = v / m.per;
    now->has |= 1u << m.field;
}

void log_number_of(struct log_reader *r, const char *key, size_t n, double v)
{
    log_number_is(r, log_keys_find(&r->keys, key, n), v);
}

void log_field_is(struct log_reader *r, enum log_field f, double v)
{
    log_number_is(r, (struct log_meaning){.field = (int)f, .per = 1}, v);
}

void log_run_is(struct log_reader *r, const char *name, size_t n)
{
    n = n < LOG_NAME_MAX ? n : LOG_NAME_MAX - 1;
    for (int i = 0; i < r->n_runs; i++)
        if (strlen(r->run[i]) == n && memcmp(r->run[i], name, n) == 0) {
            r->now.run = i;
            return;
        }
    if (r->n_runs == LOG_RUNS_MAX) {
        r->now.has = 0; /* those beyond are not read */
        r->now.run = -1;
        return;
    }
    memcpy(r->run[r->n_runs], name, n);
    r->run[r->n_runs][n] = '\0';
    r->now.run = r->n_runs++;
}

enum { EPOCHS_KNOWN = 1024 };

double log_epoch_step(struct log_reader *r, double epoch, double batch)
{
    if (epoch > r->epoch) {
        r->base += r->top + (batch == 0 && r->top > 0); /* counted from 0, or from 1 */
        r->top = 0;
        r->epoch = epoch;
    } else if (epoch < r->epoch) { /* it went back, and every epoch has as many */
        double had = r->epoch > 1 ? r->base / (r->epoch - 1) : 0;
        r->base = had * fmax(epoch - 1, 0);
        r->top = 0;
        r->epoch = epoch;
    }
    r->top = fmax(r->top, batch);
    return r->base + batch;
}

void reader_flush(struct log_reader *r)
{
    if (!r->is_waiting)
        return;
    struct log_record *w = &r->waiting;
    double step = w->v[LOG_STEP];
    r->is_waiting = false;
    if (w->run == r->last_run) {
        r->counts.rewinds += step < r->last_step;
        r->counts.repeats += step == r->last_step;
    }
    r->last_step = step;
    r->last_run = w->run;
    r->counts.records++;
    r->sink.add(r->sink.ctx, w);
}

/* What is logged of one step on several lines, none of it twice, is one record. */
static bool merge(struct log_reader *r)
{
    struct log_record *w = &r->waiting, *now = &r->now;
    unsigned values = ~(1u << LOG_STEP);
    if (!r->is_waiting || w->run != now->run || w->v[LOG_STEP] != now->v[LOG_STEP] ||
        (w->has & now->has & values) || (w->n_layers && now->n_layers))
        return false;
    for (int i = 0; i < LOG_FIELDS; i++)
        if (now->has >> i & 1)
            w->v[i] = now->v[i];
    w->has |= now->has;
    w->notes |= now->notes;
    for (int i = 0; i < now->n_layers; i++)
        layer_is(w, i, now->layer[i]);
    return true;
}

/* Whether records are counted for want of steps: a key of steps that some lines have tells more. */
static bool is_counted(const struct log_reader *r)
{
    return r->format->counts_rows && !r->asked[LOG_STEP] && r->keys.best[LOG_STEP] == INT_MAX;
}

enum { ALONE = 3 };

/* Another process tells what one tells, a step earlier or later; where the one falls silent another
 * takes its place. */
static bool is_another_rank(struct log_reader *r)
{
    int rank = r->now.rank;
    if (rank < 0)
        return false;
    if (r->first_rank < 0 || rank == r->first_rank) {
        r->first_rank = rank;
        r->others = 0;
        return false;
    }
    if (r->others == 0)
        r->other_rank = rank;
    r->others += rank == r->other_rank;
    double known = r->is_waiting ? r->waiting.v[LOG_STEP] : r->last_step;
    if (r->others <= ALONE || r->now.v[LOG_STEP] <= known)
        return true;
    r->first_rank = rank;
    r->others = 0;
    return false;
}

void log_end(struct log_reader *r)
{
    struct log_record *now = &r->now;
    unsigned values = now->has & ~(1u << LOG_STEP);
    if ((values == 0 && now->n_layers == 0) || now->run < 0)
        return;
    if (!log_has(now, LOG_STEP) && is_counted(r)) {
        now->v[LOG_STEP] = (double)++r->rows;
        now->has |= 1u << LOG_STEP;
    }
    if (!log_has(now, LOG_STEP)) {
        r->counts.no_step++;
        return;
    }
    now->notes |= r->line_notes;
    r->line_notes = 0;
    if (is_another_rank(r)) {
        r->counts.other_ranks++;
        return;
    }
    if (merge(r))
        return;
    reader_flush(r);
    log_copy(&r->waiting, now);
    r->is_waiting = true;
}
