#include "log/scan.h"
#include <string.h>

static const struct log_key keys[] = {
    {"iteration", LOG_STEP, 0},   {"lm loss", LOG_LOSS, 0},
    {"grad norm", LOG_NORM, 0},   {"learning rate", LOG_LR, 0},
    {"loss scale", LOG_SCALE, 0}, {"number of skipped iterations", LOG_SKIPPED, 0},
    {NULL, LOG_STEP, 0},
};

/* From the word iteration on: before it stand ranks and times. */
static void read(struct log_reader *r, const char *line, size_t n)
{
    const char *at = memmem(line, n, "iteration ", 10);
    log_read_pairs(r, at, n - (size_t)(at - line));
}

static bool own(const char *line, size_t n)
{
    return log_line_has(line, n, " iteration ") && memchr(line, '|', n) &&
           !log_line_has(line, n, "validation");
}

const struct log_format log_megatron = {
    .name = "megatron",
    .title = "Megatron-LM on standard output",
    .step = "iteration N/M",
    .paste = "--clip-grad %s",
    .values = "lm loss, grad norm, learning rate, loss scale, skipped iterations",
    .note = "iterations that were skipped have no loss and no norm",
    .keys = keys,
    .whose = LOG_BEFORE,
    .own = own,
    .read = read,
};
