#include "log/scan.h"

const struct log_format log_torchtune = {
    .name = "torchtune",
    .title = "torchtune log files",
    .step = "Step N",
    .paste = "clip_grad_norm: %s",
    .values = "loss, lr, grad_norm",
    LOG_KEYS({"step", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}, {"lr", LOG_LR, 0},
             {"grad_norm", LOG_NORM, 0}),
    .whose = LOG_BEFORE,
    .begins = "Step ",
    .has = {" | loss:"},
    .read = log_read_pairs,
};
