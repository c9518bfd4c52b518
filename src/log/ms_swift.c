#include "log/scan.h"

const struct log_format log_ms_swift = {
    .name = "ms-swift",
    .title = "ms-swift logging.jsonl",
    .step = "the front of global_step/max_steps",
    .paste = "--max_grad_norm %s",
    .values = "loss, grad_norm, learning_rate",
    LOG_KEYS({"global_step/max_steps", LOG_STEP, 0}, {"loss", LOG_LOSS, 0},
             {"grad_norm", LOG_NORM, 0}, {"learning_rate", LOG_LR, 0}),
    .whose = LOG_BEFORE,
    .has = {"\"global_step/max_steps\""},
    .read = log_read_object,
};
