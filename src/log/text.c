#include <ctype.h>
#include <limits.h>
#include <math.h>

#include "log/number.h"
#include "log/scan.h"

/* "12/300 [": what a progress bar says of the step. false: missing. */
static bool bar_says(const char *line, size_t n, double *step)
{
    for (size_t i = 1; i + 3 < n; i++) {
        if (line[i] != '/' || !isdigit((unsigned char)line[i - 1]))
            continue;
        size_t from = i, to = i + 1;
        while (from > 0 && isdigit((unsigned char)line[from - 1]))
            from--;
        while (to < n && isdigit((unsigned char)line[to]))
            to++;
        if (to > i + 1 && to + 1 < n && line[to] == ' ' && line[to + 1] == '[')
            return log_number(line + from, line + i, step) != NULL;
    }
    return false;
}

/* The whole number behind "epoch". */
static bool epoch_says(const char *line, size_t n, double *epoch)
{
    const char *end = line + n;
    for (const char *at = line; end - at > 6; at++) {
        if ((at[0] != 'e' && at[0] != 'E') || !log_line_has(at, 5, "poch"))
            continue;
        for (at += 5; at < end && (*at == ' ' || *at == ':' || *at == '=' || *at == '['); at++)
            ;
        return at < end && isdigit((unsigned char)*at) && log_number(at, end, epoch) &&
               *epoch == floor(*epoch);
    }
    return false;
}

/* Steps that begin anew in every epoch are counted on; those that rise all the way stay. */
static double count_on(struct log_reader *r, double epoch, double step)
{
    if (epoch > r->epoch && step > r->top) {
        r->epoch = epoch;
        r->top = step;
        return r->base + step;
    }
    return log_epoch_step(r, epoch, step);
}

static void read_text(struct log_reader *r, const char *line, size_t n)
{
    double step, epoch;
    log_begin(r);
    log_scan_pairs(r, line, n);
    if (r->now.has != 0 && r->keys.best[LOG_STEP] == INT_MAX && bar_says(line, n, &step))
        log_field_is(r, LOG_STEP, log_epoch_step(r, r->epoch + (step < r->top), step));
    else if (log_has(&r->now, LOG_STEP) && epoch_says(line, n, &epoch))
        r->now.v[LOG_STEP] = count_on(r, epoch, r->now.v[LOG_STEP]);
    if (log_has(&r->now, LOG_STEP) || log_has(&r->now, LOG_LOSS) || log_has(&r->now, LOG_NORM))
        log_end(r);
}

const struct log_format log_text = {
    .name = "text",
    .title = "lines of text with key=value or key: value",
    .step = "a key like step, --step-key, a progress bar, or the number of the row",
    .values = "keys like loss, grad_norm, lr, or --loss-key, --norm-key, --lr-key",
    .guess = true,
    .counts_rows = true,
    .read = read_text,
};
