#include "log/scan.h"

const struct log_format log_torchtitan = {
    .name = "torchtitan",
    .title = "torchtitan on standard output",
    .step = "step:",
    .paste = "--training.max_norm %s",
    .values = "loss, grad_norm",
    .note = "every rank prints: the first one is read",
    LOG_KEYS({"step", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}, {"grad_norm", LOG_NORM, 0},
             {"lr", LOG_LR, 0}),
    .whose = LOG_BEFORE,
    .has = {"step:", "loss:", "memory:"},
    .from = "step:",
    .read = log_read_pairs,
};
