/* Training logs: read in pieces, followed, drawn, and written as rows. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "draw/grid.h"
#include "fuzz/fuzz.h"
#include "log/reader.h"
#include "watch/watch_panel.h"

struct seen {
    uint64_t records;
    double step;
};

static void add(void *ctx, const struct log_record *r)
{
    struct seen *s = ctx;
    s->records++;
    s->step = r->v[LOG_STEP];
    HOLDS(log_has(r, LOG_STEP) && r->v[LOG_STEP] >= 0 && isfinite(r->v[LOG_STEP]));
    HOLDS(r->has >> LOG_FIELDS == 0 && r->notes >> LOG_NOTES == 0);
    HOLDS(r->run >= 0 && r->run < LOG_RUNS_MAX);
    HOLDS(r->n_layers >= 0 && r->n_layers <= LOG_LAYERS_MAX);
}

static void restart(void *ctx)
{
    *(struct seen *)ctx = (struct seen){0};
}

/* The pieces that a growing log comes in change nothing of what is read of it. */
static struct seen read_pieces(const struct log_format *f, const char *bytes, size_t n,
                               size_t piece)
{
    static struct log_reader r;
    struct seen s = {0};
    struct log_near near[4];
    struct log_sink sink = {&s, add, restart};
    log_reader_init(&r, sink, f, NULL);
    for (size_t at = 0; at < n; at += piece)
        log_reader_feed(&r, bytes + at, n - at < piece ? n - at : piece);
    log_reader_end(&r);
    HOLDS(s.records == r.counts.records && r.counts.bytes == n);
    int lines = log_reader_nearest(&r, near, 4);
    for (int i = 0; i < lines; i++)
        HOLDS(near[i].at >= r.head && near[i].at + near[i].n <= r.head + r.n_head);
    log_reader_release(&r);
    return s;
}

/* What is shown is text, whatever is in the log. */
static void draw(const struct watch *w, uint8_t how)
{
    struct watch_view v;
    struct watch_screen screen;
    bool unicode = how & 1;
    watch_view_init(&v);
    watch_screen_init(&screen, unicode, 256);
    for (const char *keys = "a?sphz"; *keys; keys++) {
        watch_view_settle(&v, w);
        watch_screen_compose(&screen, w, &v, 20 + how, 8 + how / 8);
        const struct grid *g = &screen.grid;
        for (int i = 0; i < g->cols * g->rows; i++)
            HOLDS(g->cells[i].glyph == 0 ||
                  (g->cells[i].glyph >= 0x20 &&
                   !(g->cells[i].glyph >= 0x7f && g->cells[i].glyph < 0xa0)));
        watch_view_key(&v, w, *keys);
    }
    watch_screen_release(&screen);
}

static void watch(const uint8_t *bytes, size_t n, uint8_t how)
{
    static struct watch w;
    const char *path = fuzz_file(bytes, n);
    struct watch_ask ask = {.n = 1, .paths = &path, .gamma = how & 2 ? 0.5 : NAN};
    struct report r;
    report_init(&r);
    if (watch_open(&w, &ask, &r)) {
        watch_read_all(&w, NULL, NULL);
        if (watch_check(&w, &r))
            draw(&w, how);
        watch_release(&w);
    }
    fuzz_report(&r);
}

/* The first byte says how: which format, what pieces, what screen. */
void fuzz_log(const uint8_t *bytes, size_t n)
{
    if (n < 2)
        return;
    int formats = 0;
    while (log_formats[formats])
        formats++;
    uint8_t how = bytes[0];
    const struct log_format *f = how % 32 < formats ? log_formats[how % 32] : NULL;
    char *copy = fuzz_copy(bytes + 1, n - 1);
    struct seen at_once = read_pieces(f, copy, n - 1, n);
    struct seen in_pieces = read_pieces(f, copy, n - 1, (size_t)1 + how / 32);
    HOLDS(at_once.records == in_pieces.records && at_once.step == in_pieces.step);
    free(copy);
    if (how % 8 == 7) /* frames take most of the time */
        watch(bytes + 1, n - 1, how);
}
