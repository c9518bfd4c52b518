/* Training logs, which come from anywhere: read in one piece and in small ones, cut and begun anew,
 * by a format that is found out or said. */
#include <math.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "watch/checks.h"
#include "watch/replay.h"

/* What came out of a reader: a sum over all that the records say, and how many there were. */
struct seen {
    const struct log_reader *reader;
    struct log_track *track;
    uint64_t sum, records;
};

static void mix(struct seen *s, const void *at, size_t n)
{
    const unsigned char *bytes = at;
    for (size_t i = 0; i < n; i++)
        s->sum = (s->sum ^ bytes[i]) * 1099511628211u;
}

static void take(void *ctx, const struct log_record *r)
{
    struct seen *s = ctx;
    double step = r->v[LOG_STEP];
    HOLDS(log_has(r, LOG_STEP) && step >= 0 && step <= 0x1p53 && step == floor(step));
    HOLDS(r->has >> LOG_FIELDS == 0 && r->notes >> LOG_NOTES == 0);
    HOLDS(r->run >= 0 && r->run < LOG_RUNS_MAX && r->run < s->reader->n_runs + 1);
    HOLDS(r->n_layers >= 0 && r->n_layers <= LOG_LAYERS_MAX);
    for (int i = 0; i < LOG_FIELDS; i++)
        if (r->has >> i & 1) {
            double v = isnan(r->v[i]) ? NAN : r->v[i];
            mix(s, &i, sizeof i);
            mix(s, &v, sizeof v);
        }
    s->records++;
    if (s->track)
        log_track_add(s->track, r);
}

static void restart(void *ctx)
{
    struct seen *s = ctx;
    s->sum = s->records = 0;
    if (s->track)
        log_track_clear(s->track);
}

/* The bytes in pieces of `piece`, which r is left to be released with; settled: the format is
 * looked for after each, as of a watched file that grows. */
static struct seen read_in(struct log_reader *r, const struct log_format *format, const char *bytes,
                           size_t n, size_t piece, bool settled, struct log_track *track)
{
    struct seen s = {.reader = r, .track = track};
    struct log_sink sink = {&s, take, restart};
    log_reader_init(r, sink, format, NULL);
    for (size_t at = 0; at < n; at += piece) {
        log_reader_feed(r, bytes + at, piece < n - at ? piece : n - at);
        if (settled)
            log_reader_settle(r);
    }
    log_reader_end(r);
    HOLDS(r->counts.bytes == n && r->counts.records == s.records);
    HOLDS(r->keys.n >= 0 && r->n_runs <= LOG_RUNS_MAX);
    return s;
}

/* A file of which something was read is cut at any byte, and another begins in its place. */
static void begin_anew(const struct log_format *format, const char *bytes, size_t n, size_t cut)
{
    struct log_reader r;
    struct seen s = {.reader = &r};
    struct log_sink sink = {&s, take, restart};
    log_reader_init(&r, sink, format, NULL);
    for (int i = 0; i < 2; i++) {
        log_reader_feed(&r, bytes, i == 0 ? cut : n);
        log_reader_settle(&r);
        log_reader_again(&r);
    }
    log_reader_feed(&r, bytes + cut, n - cut);
    log_reader_end(&r);
    log_reader_release(&r);
}

static void is_plain(const char *s)
{
    for (; *s; s++)
        HOLDS((unsigned char)*s >= 0x20 && *s != 0x7f);
}

/* What is worked out of a track, and said of it. */
static void look_at(struct watch_log *log, const struct log_track *t)
{
    struct watch_run run = {.track = *t, .log = log};
    struct finding finding[FINDINGS_MAX];
    char buf[200];
    struct spike spike[SPIKES_MAX];
    struct replay rule[REPLAY_MAX];
    struct suggestion said[SUGGESTIONS];
    int all;
    for (int i = 1; i < t->n; i++)
        HOLDS(t->row[i].step > t->row[i - 1].step);
    int n = watch_spikes(t, spike, SPIKES_MAX, &all);
    HOLDS(n <= SPIKES_MAX && n <= all);
    for (int i = 0; i < n; i++)
        HOLDS(isfinite(spike[i].norm) && spike[i].row >= 0 && spike[i].row < t->n);
    n = replay_all(t, 1, rule, REPLAY_MAX);
    for (int i = 0; i < n; i++)
        HOLDS(rule[i].norms == 0 || (rule[i].clipped >= 0 && rule[i].clipped <= 1));
    n = replay_suggest(t, said);
    for (int i = 0; i < n; i++)
        HOLDS(isnan(said[i].gamma) ? said[i].why[0] != '\0' : said[i].gamma > 0);
    n = log->reader.format ? watch_check_run(&run, finding) : 0;
    HOLDS(n <= FINDINGS_MAX);
    for (int i = 0; i < n; i++) {
        is_plain(finding[i].text);
        HOLDS(finding[i].text[0] && strlen(finding[i].text) < sizeof finding[i].text - 1);
        HOLDS(!(finding[i].from > finding[i].to));
    }
    watch_say_missing(&run, buf, sizeof buf);
    is_plain(buf);
    double gamma = watch_good_gamma(&run);
    if (log->reader.format && isfinite(gamma))
        watch_paste(&run, 0, gamma, buf, sizeof buf);
}

void fuzz_log(const uint8_t *bytes, size_t n)
{
    static struct log_track track;
    int formats = 0;
    if (n < 2)
        return;
    while (log_formats[formats])
        formats++;
    int which = bytes[0] % (formats + 1);
    const struct log_format *format = which > 0 ? log_formats[which - 1] : NULL;
    size_t piece = (size_t)bytes[1] % 61 + 1;
    char *copy = fuzz_copy(bytes + 2, n - 2);
    n -= 2;
    if (!track.row)
        log_track_init(&track, "log");
    log_track_clear(&track);
    struct watch_log log = {.path = "log"};
    struct log_reader other;
    struct seen whole = read_in(&log.reader, format, copy, n, n + 1, false, &track);
    look_at(&log, &track);
    log_reader_release(&log.reader);
    struct seen pieces = read_in(&other, format, copy, n, piece, false, NULL);
    HOLDS(pieces.records == whole.records && pieces.sum == whole.sum);
    log_reader_release(&other);
    read_in(&other, format, copy, n, n / 4 + 1, true, NULL);
    log_reader_release(&other);
    begin_anew(format, copy, n, n > 0 ? (size_t)bytes[1] * n / 256 : 0);
    free(copy);
}
