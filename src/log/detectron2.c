#include "log/scan.h"

const struct log_format log_detectron2 = {
    .name = "detectron2",
    .title = "detectron2 metrics.json, a line each",
    .step = "iteration",
    .paste = "SOLVER.CLIP_GRADIENTS.CLIP_VALUE %s",
    .values = "total_loss, lr, grad_norm",
    LOG_KEYS({"iteration", LOG_STEP, 0}, {"total_loss", LOG_LOSS, 0}, {"lr", LOG_LR, 0},
             {"grad_norm", LOG_NORM, 0}),
    .whose = LOG_BEFORE,
    .has = {"\"iteration\"", "\"total_loss\""},
    .read = log_read_object,
};
