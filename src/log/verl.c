#include "log/scan.h"

const struct log_format log_verl = {
    .name = "verl",
    .title = "verl on the console",
    .step = "step:",
    .paste = "actor_rollout_ref.actor.grad_clip=%s",
    .values = "actor/grad_norm, actor/pg_loss, actor/lr",
    .note = "actor/pg_clipfrac clips a ratio of policies, no gradient",
    LOG_KEYS({"step", LOG_STEP, 0}, {"actor/grad_norm", LOG_NORM, 0},
             {"actor/pg_loss", LOG_LOSS, 0}, {"actor/loss", LOG_LOSS, 0}, {"actor/lr", LOG_LR, 0}),
    .whose = LOG_BEFORE,
    .has = {"step:", "actor/"},
    .from = "step:",
    .read = log_read_pairs,
};
