/* Logs are nobody's friends: cut anywhere, with bytes that are others, with lines of 100 MB. What
 * is read stays within its bounds, and comes out the same however the bytes come in. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "check.h"
#include "log/number.h"
#include "log/reader.h"
#include "log/spool.h"
#include "log/track.h"
#include "made_logs.h"

struct seen {
    uint64_t n, restarts;
    double sum; /* of all that was read, each place in its own weight */
};

static void add(void *ctx, const struct log_record *r)
{
    struct seen *s = ctx;
    s->n++;
    CU_ASSERT_FATAL(r->n_layers <= LOG_LAYERS_MAX && r->run >= 0 && r->run < LOG_RUNS_MAX);
    CU_ASSERT_FATAL(log_has(r, LOG_STEP) && r->v[LOG_STEP] >= 0);
    for (int i = 0; i < LOG_FIELDS; i++)
        if (log_has(r, (enum log_field)i) && isfinite(r->v[i]))
            s->sum += (double)(s->n * (unsigned)(i + 1)) * r->v[i];
}

static void restart(void *ctx)
{
    struct seen *s = ctx;
    *s = (struct seen){.restarts = s->restarts + 1};
}

/* Reads n bytes in pieces of at most `piece`, settling in between where `often` says so. */
static struct seen read_bytes(const char *bytes, size_t n, size_t piece, bool often)
{
    struct seen s = {0};
    struct log_reader *r = mem_alloc(1, sizeof *r);
    struct log_sink sink = {&s, add, restart};
    log_reader_init(r, sink, NULL, NULL);
    while (n > 0) {
        size_t take = n < piece ? n : piece;
        log_reader_feed(r, bytes, take);
        if (often)
            log_reader_settle(r);
        bytes += take;
        n -= take;
    }
    log_reader_end(r);
    log_reader_release(r);
    free(r);
    return s;
}

/* One byte at a time, in halves and at once: the same records. */
static void test_pieces(void)
{
    for (int i = 0; i < MADE_LOGS; i++) {
        const char *text = made_logs[i].text;
        if (*made_logs[i].options)
            continue;
        struct seen whole = read_bytes(text, strlen(text), SIZE_MAX, false);
        struct seen single = read_bytes(text, strlen(text), 1, false);
        struct seen halves = read_bytes(text, strlen(text), strlen(text) / 2 + 1, true);
        CU_ASSERT(whole.n > 0);
        CU_ASSERT(whole.n == single.n && whole.sum == single.sum);
        CU_ASSERT(whole.n == halves.n && whole.sum == halves.sum);
    }
}

/* Cut behind every byte: no more records than the whole has, and none of half a number. */
static void test_cut_anywhere(void)
{
    for (int i = 0; i < MADE_LOGS; i++) {
        const char *text = made_logs[i].text;
        size_t n = strlen(text);
        struct seen whole = read_bytes(text, n, SIZE_MAX, false);
        for (size_t cut = 0; cut < n && !*made_logs[i].options; cut += 1 + n / 15) {
            struct seen part = read_bytes(text, cut, SIZE_MAX, false);
            CU_ASSERT(part.n <= whole.n + 1);
        }
    }
}

/* Bytes changed, dropped, doubled, and pieces of other logs: it ends, within its bounds. */
static void test_mutated(void)
{
    struct rng rng;
    uint64_t records = 0;
    rng_seed(&rng, 15);
    for (int round = 0; round < 250; round++) {
        char text[4096];
        const struct made_log *m = &made_logs[rng_below(&rng, MADE_LOGS)];
        size_t n = strlen(m->text);
        memcpy(text, m->text, n + 1);
        for (uint64_t k = 1 + rng_below(&rng, 8); k > 0 && n > 2; k--) {
            size_t at = rng_below(&rng, n);
            static const char odd[] = "{}[]\"':=,|\\\n\r\t\033\0e-.0123456789nN%/";
            switch (rng_below(&rng, 4)) {
            case 0:
                text[at] = odd[rng_below(&rng, sizeof odd)];
                break;
            case 1:
                text[at] = (char)rng_below(&rng, 256);
                break;
            case 2:
                memmove(text + at, text + at + 1, n - at - 1);
                n--;
                break;
            default: {
                const char *from = made_logs[rng_below(&rng, MADE_LOGS)].text;
                size_t length = strlen(from) / 3;
                if (n + length < sizeof text) {
                    memmove(text + at + length, text + at, n - at);
                    for (size_t i = 0; i < length; i++)
                        text[at + i] = from[i];
                    n += length;
                }
            }
            }
        }
        records += read_bytes(text, n, 1 + rng_below(&rng, 300), rng_below(&rng, 4) == 0).n;
    }
    CU_ASSERT(records > 100); /* most of them still say something */
}

/* A line of 100 MB, and a table of 10^7 columns, are passed over; what follows is read. */
static void test_long_lines(void)
{
    struct seen s = {0};
    struct log_reader *r = mem_alloc(1, sizeof *r);
    struct log_sink sink = {&s, add, restart};
    size_t piece = 1 << 20;
    char *bytes = mem_alloc(piece, 1);
    static const char record[] = "{\"step\": 1, \"loss\": 2}\n",
                      next[] = "{\"step\": 2, \"loss\": 1}\n";
    log_reader_init(r, sink, NULL, NULL);
    log_reader_feed(r, record, strlen(record));
    memset(bytes, 'x', piece);
    size_t calls = mem_calls();
    for (int i = 0; i < 100; i++)
        log_reader_feed(r, bytes, piece);
    log_reader_feed(r, "\n", 1);
    memset(bytes, ',', piece);
    for (int i = 0; i < 10; i++)
        log_reader_feed(r, bytes, piece);
    log_reader_feed(r, "\n", 1);
    log_reader_feed(r, next, strlen(next));
    CU_ASSERT(mem_calls() - calls < 20); /* but for finding out the format */
    log_reader_end(r);
    CU_ASSERT(s.n == 2 && r->counts.too_long == 2);
    log_reader_release(r);
    free(bytes);
    free(r);
}

/* A header of as many columns as a line can hold: those within bounds count. */
static void test_many_columns(void)
{
    size_t n = 0, room = 600000;
    char *text = mem_alloc(room, 1);
    n += (size_t)sprintf(text + n, "step,loss");
    for (int i = 0; i < 20000; i++)
        n += (size_t)sprintf(text + n, ",c%d", i);
    n += (size_t)sprintf(text + n, "\n1,2.5");
    memset(text + n, ',', 20000);
    n += 20000;
    text[n++] = '\n';
    struct seen s = read_bytes(text, n, SIZE_MAX, false);
    CU_ASSERT(s.n == 1 && s.sum == 1 * 1.0 + 2 * 2.5);
    free(text);
}

/* The nearest double, as strtod has it. */
static void test_numbers(void)
{
    static const char *const texts[] = {"0.1",
                                        "1e-5",
                                        "4.4E-07",
                                        "123456789012345678",
                                        "1.7976931348623157e308",
                                        "5e-324",
                                        "0.30000000000000004",
                                        "1.25e22",
                                        "-2.5",
                                        "9007199254740993",
                                        "1e23",
                                        ".5",
                                        "3."};
    static const char *const none[] = {"", "-", ".", "e5", "x", "1e999", "+"};
    double v;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *end = texts[i] + strlen(texts[i]);
        CU_ASSERT(log_number(texts[i], end, &v) == end && v == strtod(texts[i], NULL));
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CU_ASSERT(log_number(none[i], none[i] + strlen(none[i]), &v) == NULL);
    const char *word = "-Infinity,", *nan_text = "NaN";
    CU_ASSERT(log_number(word, word + 10, &v) == word + 9 && v == -INFINITY);
    CU_ASSERT(log_number(nan_text, nan_text + 3, &v) != NULL || isnan(v));
    struct rng rng;
    rng_seed(&rng, 1);
    for (int i = 0; i < 20000; i++) {
        char text[40];
        double x = (rng_uniform(&rng) - 0.5) * pow(10, (double)rng_below(&rng, 60) - 30);
        int n = snprintf(text, sizeof text, "%.*g", 1 + (int)rng_below(&rng, 17), x);
        CU_ASSERT(log_number(text, text + n, &v) == text + n && v == strtod(text, NULL));
    }
}

static struct log_record record_of(double step, double loss, double norm)
{
    struct log_record r = {.rank = -1, .has = 1u << LOG_STEP | 1u << LOG_LOSS | 1u << LOG_NORM};
    r.v[LOG_STEP] = step;
    r.v[LOG_LOSS] = loss;
    r.v[LOG_NORM] = norm;
    return r;
}

/* A million records take the rows of sixteen thousand; the extremes and the counts stay exact. */
static void test_tracks_thin_themselves(void)
{
    struct log_track t;
    log_track_init(&t, "t");
    size_t calls = mem_calls();
    for (int i = 0; i < 1000000; i++) {
        struct log_record r = record_of(i, 1 + i % 7, i == 777777 ? 1e6 : 1 + i % 100);
        log_track_add(&t, &r);
    }
    CU_ASSERT(mem_calls() == calls);
    CU_ASSERT(t.records == 1000000 && t.n <= LOG_ROWS && t.every == 64);
    CU_ASSERT(t.norm.hi == 1e6 && t.norm.lo == 1);
    double hi = 0;
    uint64_t records = 0;
    for (int i = 0; i < t.n; i++) {
        hi = fmax(hi, t.row[i].norm.hi);
        records += t.row[i].records;
        CU_ASSERT_FATAL(i == 0 || t.row[i].step > t.row[i - 1].last);
    }
    CU_ASSERT(hi == 1e6 && records == 1000000);
    CHECK_NEAR(log_track_quantile(&t, 0.5), 50.5, 0.05);
    CHECK_NEAR(log_track_quantile(&t, 0.99), 99, 0.02);
    log_track_release(&t);
}

/* Back to step 50 of 100: what was after it goes, and comes anew. */
static void test_tracks_go_back(void)
{
    struct log_track t;
    log_track_init(&t, "t");
    for (int i = 0; i < 100; i++) {
        struct log_record r = record_of(i, 2, 1);
        log_track_add(&t, &r);
    }
    for (int i = 50; i < 60; i++) {
        struct log_record r = record_of(i, 3, 1);
        log_track_add(&t, &r);
    }
    CU_ASSERT(t.n == 60 && t.backs == 1 && t.back[0].from == 99 && t.back[0].to == 50);
    CU_ASSERT(t.row[49].loss.first == 2 && t.row[50].loss.first == 3);
    CU_ASSERT(log_track_row(&t, 55.5) == 55 && log_track_row(&t, 1e9) == 59);
    CU_ASSERT(log_track_row(&t, -1) == -1);
    log_track_release(&t);
}

struct rows {
    int n, rewinds;
    double step[400], loss[400];
};

static void take_row(void *ctx, const struct log_spooled *r)
{
    struct rows *rows = ctx;
    rows->step[rows->n] = r->v[LOG_STEP];
    rows->loss[rows->n++] = r->v[LOG_LOSS];
    rows->rewinds += (r->notes & LOG_REWIND) != 0;
}

/* Three times over the same steps, each farther or nearer: every step once, from the last that had
 * it. */
/* All losses first, then all norms: they are of the same steps, and no training went back. */
static void test_tracks_take_late_values(void)
{
    enum { STEPS = 50 };
    struct log_track t;
    log_track_init(&t, "t");
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < STEPS; i++) {
            enum log_field f = k == 0 ? LOG_LOSS : LOG_NORM;
            struct log_record r = {.has = 1u << LOG_STEP | 1u << f, .rank = -1};
            r.v[LOG_STEP] = i;
            r.v[f] = 100 * k + i;
            log_track_add(&t, &r);
        }
    CU_ASSERT_FATAL(t.n == STEPS);
    CU_ASSERT(t.backs == 0 && t.last_step == STEPS - 1 && t.records == 2 * STEPS);
    for (int i = 0; i < STEPS; i++) {
        CU_ASSERT(t.row[i].step == i && t.row[i].last == i);
        CU_ASSERT(t.row[i].loss.first == i && t.row[i].norm.first == 100 + i);
    }
    log_track_release(&t);
}

/* A progress bar that goes on for ever without a newline is read as it comes, whatever its length.
 */
static void test_returns_end_lines(void)
{
    enum { BARS = 40000 };
    struct seen s = {0};
    struct log_reader *r = mem_alloc(1, sizeof *r);
    struct log_sink sink = {&s, add, restart};
    log_reader_init(r, sink, NULL, NULL);
    for (int i = 1; i <= BARS; i++) {
        char bar[96];
        int n = snprintf(bar, sizeof bar, "\r 50%%|#####| %d/%d [00:03<00:31, loss=2.5]", i, BARS);
        log_reader_feed(r, bar, (size_t)n);
    }
    log_reader_settle(r);
    CU_ASSERT(s.n == BARS - 1); /* the last one may go on */
    CU_ASSERT(r->counts.too_long == 0);
    log_reader_end(r);
    CU_ASSERT(s.n == BARS);
    log_reader_release(r);
    free(r);
}

static void test_spools(void)
{
    struct log_spool s;
    struct rows rows = {0};
    static const int ends[] = {200, 150, 170};
    CU_ASSERT_FATAL(log_spool_begin(&s));
    for (int k = 0; k < 3; k++)
        for (int i = k * 50; i < ends[k]; i++) {
            struct log_record r = record_of(i, k, 1);
            log_spool_add(&s, &r);
        }
    struct log_record twice = record_of(169, 9, 1);
    log_spool_add(&s, &twice);
    CU_ASSERT(log_spool_end(&s, take_row, &rows));
    CU_ASSERT(rows.n == 200);
    for (int i = 0; i < rows.n; i++) {
        int last = i == 169 ? 9 : i >= 100 && i < 170 ? 2 : i >= 50 && i < 150 ? 1 : 0;
        CU_ASSERT(rows.step[i] == i && rows.loss[i] == last);
    }
    CU_ASSERT(rows.rewinds == 120);
    log_spool_release(&s);
}

static const struct check checks[] = {
    {"in pieces", test_pieces},
    {"cut anywhere", test_cut_anywhere},
    {"mutated", test_mutated},
    {"long lines", test_long_lines},
    {"many columns", test_many_columns},
    {"numbers", test_numbers},
    {"tracks thin themselves", test_tracks_thin_themselves},
    {"tracks go back", test_tracks_go_back},
    {"tracks take late values", test_tracks_take_late_values},
    {"returns end lines", test_returns_end_lines},
    {"spools", test_spools},
    {NULL, NULL},
};

int main(void)
{
    return check_main("log reader", checks);
}
