#include "log/scan.h"

const struct log_format log_megatron = {
    .name = "megatron",
    .title = "Megatron-LM on standard output",
    .step = "iteration N/M",
    .paste = "--clip-grad %s",
    .values = "lm loss, grad norm, learning rate, loss scale, skipped iterations",
    .note = "iterations that were skipped have no loss and no norm",
    LOG_KEYS({"iteration", LOG_STEP, 0}, {"lm loss", LOG_LOSS, 0}, {"grad norm", LOG_NORM, 0},
             {"learning rate", LOG_LR, 0}, {"loss scale", LOG_SCALE, 0},
             {"number of skipped iterations", LOG_SKIPPED, 0}),
    .whose = LOG_BEFORE,
    .has = {" iteration ", "|"},
    .lacks = "validation",
    .from = "iteration ", /* before it stand ranks and times */
    .read = log_read_pairs,
};
