#include "command/watch_out.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "backend/cast.h"
#include "base/file.h"

/* What is read between two looks at the keys; how often a frame is drawn while there is more to
 * read, and how often a file that does not grow is looked at: nothing but that is done then. */
enum {
    READ_AT_ONCE = 4 << 20,
    IDLE_MS = 250,
    BEHIND_MS = 20,
    EVENTS_AT_ONCE = 64,
    FRESH_SECONDS = 60
};
static const double frame_every = 0.1;

struct live {
    struct terminal *terminal;
    struct watch *w;
    struct watch_view *v;
    struct watch_screen screen;
    int cols, rows;
    bool dirty;
    double drawn;
    struct cast cast;
    struct file_writer file;
    char name[96];
    double began;
};

static void say(struct live *l, const char *name, const char *what)
{
    snprintf(l->v->message, sizeof l->v->message, "%.80s%.70s", name, what);
}

static void compose(struct live *l)
{
    watch_view_settle(l->v, l->w);
    watch_screen_compose(&l->screen, l->w, l->v, l->cols, l->rows);
}

static const char *title_of(const struct live *l)
{
    return l->v->run < l->w->n_runs ? l->w->run[l->v->run].track.name : l->w->log[0].name;
}

/* A name for a file of now: that of the log, without its ending, and what makes it another. */
static void name_file(const struct live *l, char *buf, size_t size, const char *ending)
{
    char date[32], stem[40];
    struct tm tm;
    time_t now = time(NULL);
    snprintf(stem, sizeof stem, "%.30s", title_of(l));
    for (char *c = stem; *c; c++)
        *c = *c == '/' || *c == ' ' || *c == '.' ? '-' : *c;
    strftime(date, sizeof date, "%Y-%m-%d-%H%M%S", localtime_r(&now, &tm));
    snprintf(buf, size, "%s-%s.%s", stem, date, ending);
}

static void save_svg(struct live *l)
{
    char name[96], why[120];
    struct text svg = {0};
    compose(l);
    name_file(l, name, sizeof name, "svg");
    backend_find("svg")->write(&l->screen.grid, l->v->theme, title_of(l), &svg);
    bool done = file_save(name, svg.at, svg.length, why, sizeof why);
    say(l, name, done ? ": saved" : ": not saved: ");
    text_release(&svg);
}

static void end_recording(struct live *l)
{
    char why[120];
    if (!l->v->recording)
        return;
    cast_end(&l->cast, terminal_clock() - l->began, 0);
    cast_release(&l->cast);
    l->v->recording = false;
    say(l, l->name, file_commit(&l->file, why, sizeof why) ? ": recorded" : ": not recorded");
}

static void turn_recording(struct live *l)
{
    char why[120], command[120];
    if (l->v->recording) {
        end_recording(l);
        return;
    }
    name_file(l, l->name, sizeof l->name, "cast");
    if (!file_begin(&l->file, l->name, why, sizeof why)) {
        say(l, l->name, ": not recorded");
        return;
    }
    snprintf(command, sizeof command, "clipdescent watch %.80s", l->w->log[0].name);
    struct cast_head head = {.version = 2,
                             .cols = l->screen.grid.cols,
                             .rows = l->screen.grid.rows,
                             .title = title_of(l),
                             .command = command,
                             .timestamp = time(NULL),
                             .colours = l->screen.grid.colours};
    cast_head(l->file.out, &head);
    cast_begin(&l->cast, l->file.out, &head);
    l->began = terminal_clock();
    l->v->recording = true;
    say(l, l->name, ": being recorded; R stops");
}

static void show(struct live *l)
{
    bool ready = terminal_ready(l->terminal);
    compose(l);
    if (ready) {
        terminal_show(l->terminal, &l->screen.grid, l->v->theme, l->v->asked & ASK_REDRAW);
        l->v->asked &= ~(unsigned)ASK_REDRAW;
    }
    if (l->v->recording)
        cast_frame(&l->cast, terminal_clock() - l->began, &l->screen.grid, l->v->theme);
    l->dirty = !ready || terminal_behind(l->terminal); /* the rest comes later */
    l->drawn = terminal_clock();
}

/* The signal that ends the loop, or 0. */
static int serve(struct live *l, const struct event *e)
{
    l->dirty = true;
    switch (e->kind) {
    case EVENT_KEY:
        if (l->v->recording)
            cast_key(&l->cast, terminal_clock() - l->began, e->key);
        watch_view_key(l->v, l->w, e->key);
        break;
    case EVENT_CLICK:
        watch_screen_click(&l->screen, l->w, l->v, e->col, e->row);
        break;
    case EVENT_WHEEL:
        watch_view_key(l->v, l->w, e->wheel < 0 ? K_LEFT : K_RIGHT);
        break;
    case EVENT_RESIZE:
        l->cols = e->col;
        l->rows = e->row;
        break;
    case EVENT_END:
        return e->key;
    case EVENT_PASTE:
    case EVENT_NONE:
        break;
    }
    unsigned asked = l->v->asked;
    l->v->asked &= ASK_REDRAW | ASK_QUIT;
    if (asked & ASK_FRAME)
        save_svg(l);
    if (asked & ASK_RECORD)
        turn_recording(l);
    return 0;
}

/* What is there goes in; true while there is more. */
static bool read_on(struct live *l)
{
    if (l->v->held)
        return false;
    bool was = watch_ended(l->w);
    size_t n = watch_read(l->w, READ_AT_ONCE);
    bool more = n >= READ_AT_ONCE / 2;
    l->dirty = l->dirty || n > 0 || l->v->reading != more || was != watch_ended(l->w);
    l->v->reading = more;
    return more;
}

/* A training that has just begun may have written its settings and no record yet. */
static bool is_fresh(const struct watch_log *log)
{
    struct stat st;
    return fstat(log->source.fd, &st) == 0 && difftime(time(NULL), st.st_mtime) < FRESH_SECONDS;
}

/* Files that are all there and hold no log are no use to wait for. */
static bool is_no_log(const struct live *l)
{
    for (int i = 0; i < l->w->n_logs; i++) {
        const struct watch_log *log = &l->w->log[i];
        bool whole = log->ended || (!log->source.pipe && log->reader.counts.bytes > 0);
        if (whole && log->reader.counts.records == 0 && (log->ended || !is_fresh(log)))
            return true;
    }
    return false;
}

int watch_loop(struct terminal *t, struct watch *w, struct watch_view *v, bool *fault)
{
    struct live l = {.terminal = t, .w = w, .v = v, .dirty = true};
    int end = 0;
    watch_screen_init(&l.screen, terminal_unicode(t), terminal_colours(t));
    terminal_size(t, &l.cols, &l.rows);
    while (end == 0 && !(v->asked & ASK_QUIT)) {
        bool more = read_on(&l);
        *fault = !more && is_no_log(&l);
        if (*fault)
            break;
        if (l.dirty && (!more || terminal_clock() - l.drawn >= frame_every))
            show(&l);
        int rest = l.dirty ? BEHIND_MS : -1; /* of a frame, for which the line had no room */
        int wait = more ? 0 : watch_ended(w) || v->held ? rest : IDLE_MS;
        for (int i = 0; i < EVENTS_AT_ONCE && end == 0 && !(v->asked & ASK_QUIT); i++) {
            struct event e = terminal_wait(t, i == 0 ? wait : 0);
            if (e.kind == EVENT_NONE)
                break;
            end = serve(&l, &e);
        }
    }
    end_recording(&l);
    watch_screen_release(&l.screen);
    return end;
}
