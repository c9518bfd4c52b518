#include "log/scan.h"
#include <string.h>

static const struct log_key keys[] = {
    {"step", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}, {"grad_norm", LOG_NORM, 0},
    {"lr", LOG_LR, 0},     {NULL, LOG_STEP, 0},
};

static void read(struct log_reader *r, const char *line, size_t n)
{
    const char *at = memmem(line, n, "step:", 5);
    log_read_pairs(r, at, n - (size_t)(at - line));
}

static bool own(const char *line, size_t n)
{
    return log_line_has(line, n, "step:") && log_line_has(line, n, "loss:") &&
           log_line_has(line, n, "memory:");
}

const struct log_format log_torchtitan = {
    .name = "torchtitan",
    .title = "torchtitan on standard output",
    .step = "step:",
    .paste = "--training.max_norm %s",
    .values = "loss, grad_norm",
    .note = "every rank prints: the first one is read",
    .keys = keys,
    .whose = LOG_BEFORE,
    .own = own,
    .read = read,
};
