#include "log/number.h"
#include "log/scan.h"
#include <math.h>
#include <string.h>

static bool is_optimizer(const char *line, size_t n)
{
    return log_line_has(line, n, "Clipping_scale") && log_line_has(line, n, "quartiles ");
}

static bool is_step(const char *line, size_t n)
{
    return log_line_has(line, n, "Epoch ") && log_line_has(line, n, ", batch ") &&
           log_line_has(line, n, "loss[") && !log_line_has(line, n, "validation");
}

/* Of least, quarter, median, quarter and greatest norm the median. */
static void read_norms(struct log_reader *r, const char *line, size_t n)
{
    const char *end = line + n, *at = memmem(line, n, "quartiles ", 10);
    double norm = NAN;
    at += 10;
    for (int i = 0; i < 3; i++) {
        while (at < end && *at == ' ')
            at++;
        at = log_number(at, end, &norm);
        if (!at)
            return;
    }
    log_begin(r);
    if (!isnan(r->line_step))
        log_field_is(r, LOG_STEP, r->line_step);
    log_field_is(r, LOG_NORM, norm);
    log_scan_pairs(r, at, (size_t)(end - at));
    log_end(r);
}

static void read(struct log_reader *r, const char *line, size_t n)
{
    double epoch, batch, loss;
    if (is_optimizer(line, n)) {
        read_norms(r, line, n);
        return;
    }
    const char *at = memmem(line, n, "Epoch ", 6);
    size_t rest = n - (size_t)(at - line);
    if (!log_number_after(at, rest, "Epoch ", &epoch) ||
        !log_number_after(at, rest, ", batch ", &batch))
        return;
    log_begin(r);
    r->line_step = log_epoch_step(r, epoch, batch);
    log_field_is(r, LOG_STEP, r->line_step);
    if (log_number_after(at, rest, "loss[loss=", &loss))
        log_field_is(r, LOG_LOSS, loss);
    log_scan_pairs(r, at, rest);
    log_end(r);
}

static bool own(const char *line, size_t n)
{
    return is_optimizer(line, n) || is_step(line, n);
}

const struct log_format log_icefall = {
    .name = "icefall",
    .title = "icefall with ScaledAdam",
    .step = "the line before (Epoch 1, batch 100), counted on from epoch to epoch",
    .values = "loss, lr, grad_scale; norm quartiles, threshold, percent-clipped",
    .note =
        "the norm is the median of the last steps, of gradients weighted by the parameters' RMS",
    LOG_KEYS({"grad_scale", LOG_SCALE, 0}, {"lr", LOG_LR, 0}, {"threshold", LOG_GAMMA, 0},
             {"percent-clipped", LOG_CLIPPED, 100}),
    .no_factor = true,
    .whose = LOG_BEFORE,
    .own = own,
    .read = read,
};
