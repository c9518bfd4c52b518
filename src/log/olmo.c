#include "log/scan.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

/* "    optim/total_grad_norm=1.234": the key is the first word of its line, behind what the logger
 * says of the time and the process. */
static bool is_value(const char *line, size_t n, const char *group)
{
    const char *at = memmem(line, n, group, strlen(group));
    return at && (at == line || isspace((unsigned char)at[-1])) &&
           memchr(at, '=', n - (size_t)(at - line));
}

static void read(struct log_reader *r, const char *line, size_t n)
{
    double step;
    if (log_line_has(line, n, "[step=")) {
        r->line_step = log_number_after(line, n, "[step=", &step) ? step : NAN;
        return;
    }
    log_begin(r);
    if (!isnan(r->line_step))
        log_field_is(r, LOG_STEP, r->line_step);
    log_scan_pairs(r, line, n);
    log_end(r);
}

static bool own(const char *line, size_t n)
{
    return log_line_has(line, n, "[step=") || is_value(line, n, "optim/") ||
           is_value(line, n, "train/");
}

const struct log_format log_olmo = {
    .name = "olmo",
    .title = "OLMo on the console",
    .step = "[step=N/M,...]; the values stand on the lines below",
    .paste = "max_grad_norm: %s",
    .values = "optim/total_grad_norm, train/CrossEntropyLoss, optim/learning_rate_group0",
    .note = "values are rounded to four digits",
    LOG_KEYS({"optim/total_grad_norm", LOG_NORM, 0}, {"train/CrossEntropyLoss", LOG_LOSS, 0},
             {"optim/learning_rate_group0", LOG_LR, 0}, {"optim/clipping_rate", LOG_CLIPPED, 0}),
    .whose = LOG_BEFORE,
    .own = own,
    .read = read,
};
