#include "log/scan.h"

const struct log_format log_llama_factory = {
    .name = "llama-factory",
    .title = "LLaMA-Factory trainer_log.jsonl",
    .step = "current_steps",
    .paste = "max_grad_norm: %s",
    .values = "loss, lr; no norm",
    LOG_KEYS({"current_steps", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}, {"lr", LOG_LR, 0},
             {"learning_rate", LOG_LR, 0}, {"grad_norm", LOG_NORM, 0}),
    .whose = LOG_BEFORE,
    .has = {"\"current_steps\""},
    .read = log_read_object,
};
