/* The live terminal. curses is asked only which bytes lead from one frame to the next: it writes
 * them to a memory file, from where they go out in one write. Modes, signals and keys are ours, as
 * curses restores the terminal for three signals of the nine that end programs. */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backend/backend.h"
#include "backend/capability.h"
#include "backend/flow.h"
#include "backend/paint.h"
#include "backend/recolour.h"
#include "backend/sink.h"
#include "backend/terminal.h"
#include "backend/thin.h"
#include "backend/wants.h"
#include "base/memory.h"

static const char sync_begin[] = "\033[?2026h", sync_end[] = "\033[?2026l";

struct terminal {
    struct tty tty;
    struct capability can;
    struct sink sink; /* what curses writes to */
    SCREEN *screen;
    struct paint paint;
    struct keys keys;
    struct flow flow;
    struct text drawn;    /* bytes of a frame as curses has them, */
    struct text frame;    /* and as they go out; */
    struct text coloured; /* scratch for their true colours */
    int cols, rows;
    bool sync, mouse, full;
    struct event due; /* EVENT_END once the terminal is gone */
};

static struct terminal *open_terminal; /* for exit() and out of memory */

/* How to leave depends on the size: without an alternate screen, the cursor goes under the frame.
 */
static void plan_rescue(struct terminal *t)
{
    char text[RESCUE_MAX];
    size_t n = capability_leave(&t->can, t->mouse, t->sync, t->rows, text, sizeof text);
    rescue_arm(&t->tty, text, n);
}

/* Also after a stop, when others have used the terminal. */
static bool enter(struct terminal *t)
{
    char text[RESCUE_MAX];
    size_t n = capability_enter(&t->can, t->mouse, text, sizeof text);
    plan_rescue(t);
    rescue_hold_errors();
    t->full = true;
    return tty_raw(&t->tty) && tty_write(&t->tty, text, n) >= 0;
}

/* A frame has to fit into what takes it. */
static void measure(struct terminal *t)
{
    enum { CELL_BYTES = 24 }; /* two colours and a glyph */
    tty_size(&t->tty, &t->cols, &t->rows);
    int cells = sink_room(&t->sink) / CELL_BYTES;
    t->cols = t->cols < cells ? t->cols : cells;
    t->rows = t->rows < cells / t->cols ? t->rows : cells / t->cols;
}

static void resize(struct terminal *t)
{
    measure(t);
    resize_term(t->rows, t->cols);
    t->cols = COLS; /* curses has its own bounds */
    t->rows = LINES;
    paint_forget(&t->paint, t->cols, t->rows);
    plan_rescue(t);
    t->full = true;
}

/* What curses has written since it was last asked; its own entering and leaving sequences are
 * dropped by calling this and using none of it. */
static size_t take_bytes(struct terminal *t)
{
    text_clear(&t->frame);
    text_add(&t->frame, t->sync ? sync_begin : ""); /* also makes room where there was none */
    text_clear(&t->drawn);
    sink_take(&t->sink, &t->drawn);
    bool any = t->drawn.length > 0;
    add_written_out(&t->frame, t->drawn.at, t->drawn.length);
    t->frame.length = thin(t->frame.at, t->frame.length);
    if (t->paint.colours >= COLOURS_TRUE) {
        text_clear(&t->coloured);
        recolour(&t->coloured, t->frame.at, t->frame.length, t->paint.theme);
        struct text swap = t->frame;
        t->frame = t->coloured;
        t->coloured = swap;
    }
    text_add(&t->frame, t->sync ? sync_end : "");
    if (any && flow_asks(&t->flow))
        text_add(&t->frame, FLOW_QUESTION);
    return any ? t->frame.length : 0;
}

/* LINES and COLUMNS speak for newterm's file, which has no size; the user's own stay as they were.
 */
static SCREEN *new_screen(const char *name, FILE *out, int cols, int rows)
{
    static const char *const names[] = {"LINES", "COLUMNS", "NCURSES_NO_PADDING"};
    char *kept[3];
    char number[2][16];
    snprintf(number[0], sizeof number[0], "%d", rows);
    snprintf(number[1], sizeof number[1], "%d", cols);
    for (int i = 0; i < 3; i++) {
        const char *old = getenv(names[i]);
        kept[i] = old ? mem_text(old) : NULL;
        setenv(names[i], i < 2 ? number[i] : "1", 1);
    }
    SCREEN *screen = newterm(name, out, stdin);
    for (int i = 0; i < 3; i++) {
        if (kept[i])
            setenv(names[i], kept[i], 1);
        else
            unsetenv(names[i]);
        free(kept[i]);
    }
    return screen;
}

static bool start_curses(struct terminal *t, const char *name)
{
    t->screen = t->sink.out ? new_screen(name, t->sink.out, t->cols, t->rows) : NULL;
    if (!t->screen)
        return false;
    if (start_color() == OK)
        use_default_colors();
    else
        COLORS = 0;
    nonl();
    leaveok(stdscr, TRUE); /* the cursor is hidden: no bytes to put it anywhere */
    typeahead(-1);         /* a frame is whole even while keys are typed */
    t->cols = COLS;
    t->rows = LINES;
    return true;
}

static void stop_curses(struct terminal *t)
{
    if (t->screen) {
        endwin();
        delscreen(t->screen);
    }
    sink_close(&t->sink);
}

/* false: the terminal is gone. */
static bool read_keys(struct terminal *t)
{
    char bytes[512];
    size_t room = KEYS_BYTES - t->keys.n;
    ssize_t n = read(t->tty.in, bytes, room < sizeof bytes ? room : sizeof bytes);
    if (n > 0)
        keys_feed(&t->keys, bytes, (size_t)n, terminal_clock());
    return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

/* The answers among the keys count as soon as they are decoded. */
static bool next_key(struct terminal *t, double now, struct event *e)
{
    bool any = keys_next(&t->keys, now, e);
    for (; t->keys.answers > 0; t->keys.answers--)
        flow_answer(&t->flow, t->keys.at);
    if (any)
        flow_key(&t->flow);
    return any;
}

/* An answer that comes after the end would be the shell's: waits for those that are due, but not
 * for long. */
static void await_answers(struct terminal *t)
{
    double until = terminal_clock() + (t->flow.answered ? 1 : 0.2), now;
    struct event e;
    while (t->flow.n > 0 && (now = terminal_clock()) < until) {
        struct pollfd fd = {.fd = t->tty.in, .events = POLLIN};
        if (poll(&fd, 1, (int)((until - now) * 1e3) + 1) <= 0 || !read_keys(t))
            return;
        while (next_key(t, t->keys.at, &e))
            ;
    }
}

static void terminal_free(struct terminal *t)
{
    stop_curses(t);
    tty_close(&t->tty);
    paint_release(&t->paint);
    text_release(&t->drawn);
    text_release(&t->frame);
    text_release(&t->coloured);
    free(t);
}

static void close_at_exit(void)
{
    terminal_close(open_terminal);
}

static void learn_keys(struct terminal *t)
{
    for (int i = 0; i < t->can.n_keys; i++)
        keys_know(&t->keys, t->can.keys[i].bytes, t->can.keys[i].key);
    const char *delay = getenv("ESCDELAY");
    long ms = delay ? strtol(delay, NULL, 10) : 0;
    t->keys.escape_ms = ms > 0 && ms <= 10000 ? (int)ms : 25;
}

struct terminal *terminal_open(const struct terminal_options *o, const char **why, char *warning,
                               size_t warning_size)
{
    struct tty tty;
    struct capability can;
    const char *name;
    setlocale(LC_CTYPE, ""); /* numbers keep their points */
    if (warning_size > 0)
        *warning = '\0';
    if (!tty_open(&tty, why))
        return NULL;
    if (!capability_read(&can, tty.out, &name, why, warning, warning_size)) {
        tty_close(&tty);
        return NULL;
    }
    struct terminal *t = mem_alloc(1, sizeof *t);
    t->tty = tty;
    t->can = can;
    sink_open(&t->sink);
    measure(t);
    /* First the signals: curses leaves alone those that are taken. */
    if (!signals_install() || !start_curses(t, name)) {
        signals_remove();
        terminal_free(t);
        *why = "the terminal could not be set up";
        return NULL;
    }
    t->sync = o->sync && can.alternate;
    t->mouse = o->mouse;
    paint_init(&t->paint, wants_colours(o), wants_unicode(o, name));
    paint_forget(&t->paint, t->cols, t->rows);
    learn_keys(t);
    static bool registered;
    if (!registered)
        registered = atexit(close_at_exit) == 0;
    open_terminal = t;
    mem_on_failure(rescue_now);
    take_bytes(t);
    flow_begin(&t->flow, o->sync && t->can.answers);
    enter(t);
    return t;
}

void terminal_close(struct terminal *t)
{
    if (!t)
        return;
    open_terminal = NULL;
    if (t->due.kind != EVENT_END)
        await_answers(t);
    rescue_now();
    terminal_free(t);
    mem_on_failure(NULL);
    signals_remove();
}

int terminal_colours(const struct terminal *t)
{
    return t->paint.colours;
}

bool terminal_unicode(const struct terminal *t)
{
    return t->paint.unicode;
}

void terminal_size(const struct terminal *t, int *cols, int *rows)
{
    *cols = t->cols;
    *rows = t->rows;
}

bool terminal_ready(struct terminal *t)
{
    return flow_ready(&t->flow, terminal_clock());
}

bool terminal_behind(const struct terminal *t)
{
    return t->paint.partly;
}

long terminal_show(struct terminal *t, const struct grid *g, int theme, bool full)
{
    if (full || t->full)
        clearok(curscr, TRUE);
    int room = full || t->full ? INT_MAX : flow_room(&t->flow);
    if (!paint_cells(&t->paint, g, theme, room) && !full && !t->full)
        return 0;
    wnoutrefresh(stdscr);
    doupdate();
    t->full = false;
    size_t n = take_bytes(t);
    if (n == 0)
        return 0;
    double begun = terminal_clock();
    long wrote = tty_write(&t->tty, t->frame.at, n);
    flow_sent(&t->flow, wrote, begun, terminal_clock());
    t->full = wrote >= 0 && (size_t)wrote < n;
    if (wrote < 0)
        t->due = (struct event){.kind = EVENT_END, .key = SIGHUP};
    return wrote;
}

void terminal_mouse(struct terminal *t, bool on)
{
    if (on == t->mouse)
        return;
    char text[RESCUE_MAX];
    t->mouse = on;
    plan_rescue(t);
    size_t n = capability_mouse(&t->can, on, text, sizeof text);
    if (n > 0)
        tty_write(&t->tty, text, n);
}

/* What the signals seen ask for; EVENT_NONE: nothing. */
static struct event serve_signals(struct terminal *t)
{
    struct signals_seen seen = signals_take();
    if (seen.end)
        return (struct event){.kind = EVENT_END, .key = seen.end};
    if (seen.stop) {
        await_answers(t);
        rescue_now();
        signals_stop();
    } else if (seen.resumed) { /* from SIGSTOP, of which we were not told */
        rescue_now();
    } else if (!seen.resized) {
        return (struct event){.kind = EVENT_NONE};
    }
    resize(t);
    if ((seen.stop || seen.resumed) && !enter(t))
        return (struct event){.kind = EVENT_END, .key = SIGHUP};
    return (struct event){.kind = EVENT_RESIZE, .col = t->cols, .row = t->rows};
}

/* Only a look that finds nothing says that what was begun takes too long: the program may have been
 * busy while the rest of it came. */
struct event terminal_wait(struct terminal *t, int ms)
{
    double until = terminal_clock() + ms / 1e3;
    struct event e;
    for (;;) {
        e = serve_signals(t);
        if (e.kind == EVENT_NONE)
            e = t->due;
        if (e.kind != EVENT_NONE || next_key(t, t->keys.at, &e))
            return e;
        double now = terminal_clock();
        int left = ms < 0 ? -1 : (int)(fmax(until - now, 0) * 1e3 + 0.999);
        int patience = keys_patience(&t->keys, now);
        bool patient = patience >= 0 && (left < 0 || patience < left);
        struct pollfd fd[2] = {{.fd = t->tty.in, .events = POLLIN},
                               {.fd = signals_fd(), .events = POLLIN}};
        int n = poll(fd, 2, patient ? patience : left);
        if (n > 0 && fd[0].revents && !read_keys(t))
            t->due = (struct event){.kind = EVENT_END, .key = SIGHUP};
        if (n == 0 && (next_key(t, terminal_clock(), &e) || !patient))
            return e;
    }
}

double terminal_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
