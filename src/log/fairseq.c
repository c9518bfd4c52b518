#include "log/scan.h"

static void read(struct log_reader *r, const char *line, size_t n)
{
    if (log_line_has(line, n, "{\""))
        log_read_object(r, line, n);
    else
        log_read_pairs(r, line, n);
}

const struct log_format log_fairseq = {
    .name = "fairseq",
    .title = "fairseq train_inner, as JSON or as key=value",
    .step = "num_updates",
    .paste = "--clip-norm %s",
    .values = "loss, gnorm, lr, clip in percent, loss_scale",
    .note = "the loss is in bits (base 2); clip is the share of steps clipped since the last row",
    LOG_KEYS({"num_updates", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}, {"gnorm", LOG_NORM, 0},
             {"lr", LOG_LR, 0}, {"clip", LOG_CLIPPED, 100}, {"loss_scale", LOG_SCALE, 0}),
    .whose = LOG_BEFORE,
    .has = {"num_updates", "gnorm"},
    .lacks = "valid",
    .read = read,
};
