#include "log/scan.h"

const struct log_format log_nemo = {
    .name = "nemo",
    .title = "NeMo on standard output",
    .step = "global_step",
    .paste = "trainer.gradient_clip_val=%s",
    .values = "reduced_train_loss, grad_norm, lr",
    .note = "a progress bar rounds the step to two digits (2e+3)",
    LOG_KEYS({"global_step", LOG_STEP, 0}, {"reduced_train_loss", LOG_LOSS, 0},
             {"grad_norm", LOG_NORM, 0}, {"lr", LOG_LR, 0}),
    .whose = LOG_BEFORE,
    .has = {"global_step", "reduced_train_loss"},
    .read = log_read_pairs,
};
