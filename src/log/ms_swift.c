#include "log/scan.h"

static const struct log_key keys[] = {
    {"global_step/max_steps", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}, {"grad_norm", LOG_NORM, 0},
    {"learning_rate", LOG_LR, 0},           {NULL, LOG_STEP, 0},
};

static bool own(const char *line, size_t n)
{
    return log_line_has(line, n, "\"global_step/max_steps\"");
}

const struct log_format log_ms_swift = {
    .name = "ms-swift",
    .title = "ms-swift logging.jsonl",
    .step = "the front of global_step/max_steps",
    .paste = "--max_grad_norm %s",
    .values = "loss, grad_norm, learning_rate",
    .keys = keys,
    .whose = LOG_BEFORE,
    .own = own,
    .read = log_read_object,
};
