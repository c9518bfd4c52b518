#include "log/scan.h"

static void read(struct log_reader *r, const char *line, size_t n)
{
    double epoch, iter;
    log_begin(r);
    if (!log_scan_object(r, line, n)) {
        r->counts.cut++;
        return;
    }
    if (!log_has(&r->now, LOG_STEP) && log_number_after(line, n, "\"iter\":", &iter)) {
        bool in_epoch = log_number_after(line, n, "\"epoch\":", &epoch);
        log_field_is(r, LOG_STEP, in_epoch ? log_epoch_step(r, epoch, iter) : iter);
    }
    log_end(r);
}

const struct log_format log_mmengine = {
    .name = "mmengine",
    .title = "MMEngine and MMCV JSON lines",
    .step = "step, or iter",
    .paste = "optim_wrapper = dict(clip_grad=dict(max_norm=%s))",
    .values = "loss, grad_norm, lr",
    .note = "the first line is a configuration; iter alone counts anew in every epoch",
    LOG_KEYS({"step", LOG_STEP, 0}, {"loss", LOG_LOSS, 0}, {"lr", LOG_LR, 0},
             {"grad_norm", LOG_NORM, 0}),
    .whose = LOG_BEFORE,
    .has = {"\"iter\"", "\"loss\""},
    .lacks = "\"val\"",
    .read = read,
};
