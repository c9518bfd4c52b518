#include "log/scan.h"

const struct log_format log_trainer_stdout = {
    .name = "trainer-stdout",
    .title = "Hugging Face Trainer on standard output",
    .step = "none: the number of the row",
    .paste = "max_grad_norm=%s",
    .values = "loss, grad_norm, learning_rate",
    .note = "the loss is a mean over logging_steps, the norm is one step's",
    LOG_KEYS({"loss", LOG_LOSS, 0}, {"grad_norm", LOG_NORM, 0}, {"learning_rate", LOG_LR, 0},
             {"step", LOG_STEP, 0}),
    .whose = LOG_BEFORE,
    .counts_rows = true,
    .has = {"{'", "'loss':"},
    .read = log_read_object,
};
