#include "log/scan.h"

static bool is_step(const char *line, size_t n)
{
    return log_line_has(line, n, "step=") && log_line_has(line, n, "skipped=");
}

static bool is_overflow(const char *line, size_t n)
{
    return log_line_has(line, n, "Skipping step") &&
           (log_line_has(line, n, "verflow") || log_line_has(line, n, "OVERFLOW"));
}

/* An overflow stands on a line of its own, before that of its step. */
static void read(struct log_reader *r, const char *line, size_t n)
{
    if (is_overflow(line, n)) {
        r->line_notes |= LOG_OVERFLOW;
        return;
    }
    log_read_pairs(r, line, n);
}

static bool own(const char *line, size_t n)
{
    return is_step(line, n) || is_overflow(line, n);
}

const struct log_format log_deepspeed = {
    .name = "deepspeed",
    .title = "DeepSpeed on standard output",
    .step = "step=N",
    .paste = "\"gradient_clipping\": %s",
    .values = "lr (of the first group), skipped steps so far, loss scale; no loss, no norm",
    .note = "losses that the script prints itself carry no step and are left out",
    LOG_KEYS({"step", LOG_STEP, 0}, {"lr", LOG_LR, 0}, {"skipped", LOG_SKIPPED, 0}),
    .whose = LOG_BEFORE,
    .total_skips = true,
    .own = own,
    .from = "step=",
    .read = read,
};
