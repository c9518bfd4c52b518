/* What is said of a watched run. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "base/text.h"
#include "watch/watch.h"

enum { ENOUGH = 100 };

void watch_say_missing(const struct watch_run *run, char *buf, size_t size)
{
    static const struct {
        enum log_field field;
        const char *words;
    } wanted[] = {{LOG_LOSS, "loss"},        {LOG_NORM, "gradient norm"},
                  {LOG_LR, "learning rate"}, {LOG_GAMMA, "γ (--gamma gives it)"},
                  {LOG_SCALE, "loss scale"}, {LOG_SKIPPED, "skipped steps"}};
    size_t at = 0;
    buf[0] = '\0';
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (run->track.with[wanted[i].field] == 0 && at < size)
            at += (size_t)snprintf(buf + at, size - at, "%s%s", at ? ", " : "", wanted[i].words);
    if (run->track.n_layers == 0 && at < size)
        snprintf(buf + at, size - at, "%snorms of layers", at ? ", " : "");
}

double watch_good_gamma(const struct watch_run *run)
{
    const struct log_track *t = &run->track;
    double g99 = log_track_quantile(t, 0.99);
    return t->with[LOG_NORM] - t->bad_norm >= ENOUGH && g99 > 0 ? g99 / 2 : NAN;
}

static const char *const pastes[] = {"torch.nn.utils.clip_grad_norm_(model.parameters(), %s)",
                                     "optax.clip_by_global_norm(%s)", "max_grad_norm: %s"};
enum { PASTES = sizeof pastes / sizeof *pastes };

int watch_pastes(const struct watch_run *run)
{
    return PASTES + (run->log->reader.format->paste != NULL);
}

/* That of the log's own framework first. */
void watch_paste(const struct watch_run *run, int i, double gamma, char *buf, size_t size)
{
    const char *own = run->log->reader.format->paste;
    const char *line = own && i == 0 ? own : pastes[own ? i - 1 : i];
    const char *at = strstr(line, "%s");
    /* Two digits, and no exponent where people write none: 370, not 3.7e2. */
    double unit = fn_pow(10, floor(fn_log10(gamma)) - 1);
    snprintf(buf, size, "%.*s%s%s", (int)(at - line), line,
             NUMBER(gamma > 0 ? round(gamma / unit) * unit : gamma, 6), at + 2);
}
