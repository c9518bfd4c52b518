
#include "log/scan.h"

const struct log_format log_nanogpt = {
    .name = "nanogpt",
    .title = "nanoGPT on standard output",
    .step = "iter N",
    .values = "loss; a norm or rate if the script prints one",
    .note = "the lines of its estimates (step N: train loss) are passed over",
    .paste = "grad_clip = %s",
    /* "step 0: train loss 4.29, val loss 4.28" is an estimate over many batches: no step's own. */
    LOG_KEYS({"iter", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}),
    .guess = true,
    .begins = "iter ",
    .has = {": loss "},
    .read = log_read_pairs,
};
