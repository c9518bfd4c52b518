#include "log/scan.h"

#include <limits.h>
#include <string.h>

/* " 12%|#   | 6/50 [00:03<00:31, 1.2it/s, loss=2.3]", as tqdm draws: 6. NULL: no such bar. */
static const char *bar_step(const char *line, size_t n)
{
    const char *end = line + n, *percent = memmem(line, n, "%|", 2);
    const char *bar = percent ? memchr(percent + 2, '|', (size_t)(end - percent - 2)) : NULL;
    return bar && memchr(bar, '[', (size_t)(end - bar)) ? bar + 1 : NULL;
}

/* Behind every key that a step is known by. */
enum { BAR_RANK = 9 };

static void step_is(struct log_reader *r, int rank, double step)
{
    log_number_is(r, (struct log_meaning){.field = LOG_STEP, .rank = rank, .per = 1}, step);
}

/* The number of the epoch: "Epoch [1/3]", "epoch=1". */
static bool epoch_of(const char *line, size_t n, double *epoch)
{
    const char *end = line + n, *at = memmem(line, n, "poch", 4);
    for (at = at ? at + 4 : end; at < end && strchr(" :=[(", *at); at++)
        ;
    return at < end && log_number_after(at, (size_t)(end - at), "", epoch);
}

/* A log without a key of the step has it in its bars; one without bars counts its rows. */
static void find_step(struct log_reader *r, const char *line, size_t n)
{
    const char *bar = bar_step(line, n);
    double step, epoch;
    bool says = log_has(&r->now, LOG_LOSS) || log_has(&r->now, LOG_NORM);
    if (!says || r->keys.best[LOG_STEP] < BAR_RANK || r->asked[LOG_STEP])
        return;
    if (bar && log_number_after(bar, n - (size_t)(bar - line), "", &step)) {
        r->keys.best[LOG_STEP] = BAR_RANK;
        bool epochs = epoch_of(line, (size_t)(bar - line), &epoch);
        step_is(r, BAR_RANK, epochs ? log_epoch_step(r, epoch, step) : step);
    } else if (r->keys.best[LOG_STEP] == INT_MAX) {
        step_is(r, BAR_RANK, (double)++r->rows);
    }
}

/* Steps that begin anew with an epoch count on from those before it. */
static void count_on(struct log_reader *r, const char *line, size_t n)
{
    double epoch, step = r->now.v[LOG_STEP];
    if (!epoch_of(line, n, &epoch))
        return;
    if (epoch > r->epoch && step <= r->top)
        r->base += r->top;
    else if (epoch < r->epoch)
        r->base = 0;
    r->epoch = epoch;
    r->top = step;
    r->now.v[LOG_STEP] = r->base + step;
}

static void read(struct log_reader *r, const char *line, size_t n)
{
    log_begin(r);
    log_scan_pairs(r, line, n);
    if (log_has(&r->now, LOG_STEP))
        count_on(r, line, n);
    else
        find_step(r, line, n);
    log_end(r);
}

const struct log_format log_text = {
    .name = "text",
    .title = "lines of text with key=value or key: value",
    .step = "a key like step, or --step-key, or the N of a bar N/M [...], or the number of the row",
    .values = "keys like loss, grad_norm, lr, or --loss-key, --norm-key, --lr-key",
    .guess = true,
    .any_step = true,
    .read = read,
};
