#include "log/scan.h"

const struct log_format log_text = {
    .name = "text",
    .title = "lines of text with key=value or key: value",
    .step = "a key like step, or --step-key",
    .values = "keys like loss, grad_norm, lr, or --loss-key, --norm-key, --lr-key",
    .guess = true,
    .read = log_read_pairs,
};
