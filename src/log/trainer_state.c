#include "log/scan.h"

const struct log_format log_trainer_state = {
    .name = "trainer-state",
    .title = "Hugging Face trainer_state.json",
    .step = "log_history[].step",
    .paste = "max_grad_norm=%s",
    .values = "loss, grad_norm, learning_rate",
    .note = "the loss is a mean over logging_steps, the norm is one step's",
    LOG_KEYS({"step", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}, {"grad_norm", LOG_NORM, 0},
             {"learning_rate", LOG_LR, 0}),
    .whose = LOG_BEFORE,
    .whole = true,
    .array = "log_history",
    .read = log_read_object,
};
