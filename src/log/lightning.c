#include <string.h>

#include "log/scan.h"

/* A header with both epoch and step: other tables have one of them. */
static bool knows(const char *head, size_t n)
{
    const char *end = memchr(head, '\n', n);
    size_t line = end ? (size_t)(end - head) : n;
    return log_line_has(head, line, "epoch") && log_line_has(head, line, "step") &&
           memchr(head, ',', line) && log_is_header(head, line);
}

const struct log_format log_lightning = {
    .name = "lightning",
    .title = "PyTorch Lightning metrics.csv",
    .step = "step, from 0",
    .paste = "Trainer(gradient_clip_val=%s)",
    .values = "any train loss, grad_2.0_norm_total and a norm for each layer, lr-*",
    .note = "training and validation stand on rows of their own",
    .guess = true,
    .whose = LOG_BEFORE,
    .knows = knows,
    .read = log_read_table,
};
