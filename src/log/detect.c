/* Which format a log is of: each that knows lines of the head reads it, and the one that gets most
 * out of it is taken. A loss counts twice, a norm three times a bare step; the general ones, which
 * read nearly everything, count half. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/unused.h"
#include "log/reader_parts.h"

enum { FEW = 4 }; /* lines of any text without a step that are no log yet */

struct log_trial {
    double score;
    struct log_reader reader;
};

static void count(void *ctx, const struct log_record *r)
{
    struct log_trial *t = ctx;
    t->score += 1 + 2 * log_has(r, LOG_LOSS) + 3 * log_has(r, LOG_NORM) + log_has(r, LOG_GAMMA) +
                0.5 * log_has(r, LOG_LR);
}

static void forget(UNUSED void *ctx)
{
}

/* Whether any line of the head, or the head as a whole, is of the format. */
static bool knows_head(const struct log_format *f, const char *head, size_t n)
{
    if (f->knows)
        return f->knows(head, n);
    if (f->array) {
        char quoted[64] = "\"";
        strcat(strcat(quoted, f->array), "\"");
        return log_line_has(head, n, quoted);
    }
    if (!log_knows_lines(f))
        return n > 0;
    for (const char *s = head, *end = head + n; s < end;) {
        const char *stop = memchr(s, '\n', (size_t)(end - s));
        const char *to = stop ? stop : end;
        if (log_line_is(f, s, (size_t)(to - s)))
            return true;
        s = to + 1;
    }
    return false;
}

static void try(struct log_trial *t, const struct log_reader *r, const struct log_format *f)
{
    struct log_reader *with = &t->reader;
    t->score = 0;
    reader_clear(with);
    with->format = with->fixed = f;
    log_keys_init(&with->keys, f, r->asked);
    reader_bytes(with, r->head, r->n_head);
    reader_last(with);
    reader_flush(with);
    if (!r->fixed && with->n_columns == 0 && !log_knows_lines(f) && with->rows > 0 &&
        with->rows < FEW)
        t->score = 0; /* "loss: 3" stands in other texts too */
    t->score *= f->guess && !f->array && f->whose == LOG_UNKNOWN ? 0.5 : 1;
}

static bool binary_head(const struct log_reader *r)
{
    return memchr(r->head, '\0', r->n_head) != NULL;
}

/* The best of all, into t; NULL: none gets anything, and t is the one that met the most keys. */
static const struct log_format *best_of(struct log_trial *t, const struct log_reader *r)
{
    const struct log_format *best = NULL, *keys = NULL;
    double most = 0;
    int most_keys = 0;
    for (int i = 0; log_formats[i]; i++) {
        const struct log_format *f = log_formats[i];
        if ((r->fixed && f != r->fixed) || (!r->fixed && f->binary && !binary_head(r)))
            continue;
        if (!r->fixed && !knows_head(f, r->head, r->n_head))
            continue;
        try(t, r, f);
        if (t->score > most) {
            most = t->score;
            best = f;
        }
        if (t->reader.keys.n > most_keys) {
            most_keys = t->reader.keys.n;
            keys = f;
        }
    }
    if (best || keys)
        try(t, r, best ? best : keys);
    return best;
}

/* For messages: the keys and what was left out of a log that was not understood. */
static void keep_keys(struct log_reader *r, const struct log_trial *t)
{
    r->keys = t->reader.keys;
    for (int i = 0; i < LOG_FIELDS; i++)
        r->keys.named[i] = NULL;
    r->counts.no_step = t->reader.counts.no_step;
}

/* Numbers with a key, and words that training logs have. */
static int likeness(const char *s, size_t n)
{
    static const char *const words[] = {"loss", "step", "iter", "norm", "lr", "epoch"};
    int like = 0;
    for (size_t i = 1; i < n; i++)
        like += s[i] >= '0' && s[i] <= '9' && strchr("=: ", s[i - 1]) != NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        like += 2 * log_line_has(s, n, words[i]);
    return like;
}

int log_reader_nearest(const struct log_reader *r, struct log_near *near, int most)
{
    int count = 0, line = 0, like[8] = {0};
    most = most < 8 ? most : 8;
    for (const char *s = r->head, *end = s + r->n_head; s < end;) {
        const char *stop = memchr(s, '\n', (size_t)(end - s));
        size_t n = (size_t)((stop ? stop : end) - s);
        struct log_near this = {s, n < 1000 ? (int)n : 1000, ++line};
        int its = likeness(s, n), at = count;
        while (at > 0 && like[at - 1] < its)
            at--;
        for (int i = count < most ? count : most - 1; i > at; i--)
            near[i] = near[i - 1], like[i] = like[i - 1];
        if (at < most && its > 0) {
            near[at] = this;
            like[at] = its;
            count += count < most;
        }
        s += n + 1;
    }
    return count;
}

/* Of a head without a record the newer half stays. */
static void shrink(struct log_reader *r)
{
    size_t keep = LOG_HEAD / 2, gone = r->n_head - keep;
    memmove(r->head, r->head + gone, keep);
    r->n_head = keep;
    r->fed = r->fed > gone ? r->fed - gone : 0;
}

static struct log_trial *trial_of(struct log_reader *r)
{
    if (!r->trial) {
        r->trial = mem_alloc(1, sizeof *r->trial);
        struct log_sink sink = {r->trial, count, forget};
        log_reader_init(&r->trial->reader, sink, NULL, r->asked);
    }
    return r->trial;
}

void reader_forget_trial(struct log_reader *r)
{
    if (r->trial)
        log_reader_release(&r->trial->reader);
    free(r->trial);
    r->trial = NULL;
}

void reader_decide(struct log_reader *r, bool last)
{
    struct log_trial *t = trial_of(r);
    r->tried = r->n_head;
    const struct log_format *f = best_of(t, r);
    bool other = f && (f != r->format || r->fed == 0 ||
                       memcmp(t->reader.keys.best, r->keys.best, sizeof r->keys.best) != 0);
    if (other) {
        if (r->fed > 0)
            r->sink.restart(r->sink.ctx);
        reader_clear(r);
        r->format = f;
        log_keys_init(&r->keys, f, r->asked);
        memcpy(r->keys.best, t->reader.keys.best, sizeof r->keys.best);
        r->keys.whose = t->reader.keys.whose;
        r->fed = 0;
    }
    if (!f)
        keep_keys(r, t);
    if (f) {
        reader_bytes(r, r->head + r->fed, r->n_head - r->fed);
        r->fed = r->n_head;
        r->decided = last;
        if (last)
            reader_forget_trial(r);
    } else if (last) {
        shrink(r);
    }
}
