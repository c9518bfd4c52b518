#include "log/number.h"
#include "log/scan.h"
#include <ctype.h>
#include <string.h>

/* "1epoch:train:1-400batch: loss=..." */
static void read(struct log_reader *r, const char *line, size_t n)
{
    const char *at = memmem(line, n, "epoch:train:", 12), *end = line + n, *digits = at;
    double epoch, first, last;
    while (digits > line && isdigit((unsigned char)digits[-1]))
        digits--;
    if (!log_number(digits, at, &epoch) || !(at = log_number(at + 12, end, &first)))
        return;
    if (at == end || *at != '-' || !(at = log_number(at + 1, end, &last)) ||
        !(at = memmem(at, (size_t)(end - at), "batch:", 6)))
        return;
    log_begin(r);
    log_field_is(r, LOG_STEP, log_epoch_step(r, epoch, last));
    log_scan_pairs(r, at + 6, (size_t)(end - at - 6));
    log_end(r);
}

const struct log_format log_espnet = {
    .name = "espnet",
    .title = "ESPnet on standard output",
    .step = "the last batch of the range, counted on from epoch to epoch",
    .paste = "grad_clip: %s",
    .values = "loss, grad_norm, clip in percent, optim0_lr0, loss_scale",
    .note = "every value is a mean over a range of batches",
    LOG_KEYS({"loss", LOG_LOSS, 0}, {"grad_norm", LOG_NORM, 0}, {"clip", LOG_CLIPPED, 100},
             {"optim0_lr0", LOG_LR, 0}, {"loss_scale", LOG_SCALE, 0}),
    .whose = LOG_BEFORE,
    .has = {"epoch:train:", "batch:"},
    .read = read,
};
