#include <string.h>

#include "log/scan.h"

static bool knows(const char *head, size_t n)
{
    static const char header[] = "run,step,status,loss,grad_norm,clip_factor,";
    return n >= sizeof header - 1 && memcmp(head, header, sizeof header - 1) == 0;
}

const struct log_format log_clipdescent = {
    .name = "clipdescent",
    .title = "what clipdescent run --csv writes",
    .step = "step",
    .values = "loss, grad_norm, lr, gamma, clip_factor of every run",
    LOG_KEYS({"step", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}, {"grad_norm", LOG_NORM, 0},
             {"lr", LOG_LR, 0}, {"clip_factor", LOG_FACTOR, 0}, {"gamma", LOG_GAMMA, 0}),
    .no_factor = true,
    .whose = LOG_BEFORE,
    .knows = knows,
    .read = log_read_table,
};
