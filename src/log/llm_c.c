#include "log/scan.h"

const struct log_format log_llm_c = {
    .name = "llm.c",
    .title = "llm.c main.log",
    .step = "s:N",
    .values = "trl (the loss), lr, norm",
    .note = "learning rates are rounded to 0.000000",
    LOG_KEYS({"s", LOG_STEP, 0}, {"trl", LOG_LOSS, 0}, {"lr", LOG_LR, 0}, {"norm", LOG_NORM, 0}),
    .whose = LOG_BEFORE,
    .begins = "s:",
    .has = {" trl:"},
    .read = log_read_pairs,
};
