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

/* A log without a key of the step has it in its bars, counted anew in every epoch where they say
 * "Epoch 3:". */
static void read_bar(struct log_reader *r, const char *line, size_t n)
{
    const char *bar = bar_step(line, n);
    double step, epoch;
    if (!bar || log_has(&r->now, LOG_STEP) || r->keys.named[LOG_STEP] || r->asked[LOG_STEP] ||
        !log_number_after(bar, n - (size_t)(bar - line), "", &step))
        return;
    if (log_number_after(line, (size_t)(bar - line), "Epoch", &epoch))
        step = log_epoch_step(r, epoch, step);
    log_field_is(r, LOG_STEP, step);
}

static void read(struct log_reader *r, const char *line, size_t n)
{
    log_begin(r);
    log_scan_pairs(r, line, n);
    read_bar(r, line, n);
    log_end(r);
}

const struct log_format log_text = {
    .name = "text",
    .title = "lines of text with key=value or key: value",
    .step = "a key like step, or --step-key, or the N of a bar N/M [...]",
    .values = "keys like loss, grad_norm, lr, or --loss-key, --norm-key, --lr-key",
    .guess = true,
    .read = read,
};
