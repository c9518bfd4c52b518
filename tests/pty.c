#include "pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

static const char frame_on[] = "\033[?2026h", frame_off[] = "\033[?2026l";

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000L + t.tv_nsec / 1000000L;
}

static int on_property(VTermProp property, VTermValue *value, void *user)
{
    struct pty *p = user;
    if (property == VTERM_PROP_ALTSCREEN)
        p->alternate = value->boolean;
    else if (property == VTERM_PROP_CURSORVISIBLE)
        p->cursor = value->boolean;
    else if (property == VTERM_PROP_MOUSE)
        p->mouse = value->number;
    return 1;
}

/* What the terminal says of itself. */
static void on_answer(const char *bytes, size_t n, void *user)
{
    struct pty *p = user;
    if (p->master >= 0 && !p->deaf && write(p->master, bytes, n) < 0)
        return; /* the program reads nothing: neither does it know */
}

static _Noreturn void program_run(struct pty *p, const struct pty_call *call)
{
    setpgid(0, 0);
    tcsetpgrp(p->slave, getpid()); /* SIGTTOU is ignored until exec, as by the shell's own */
    signal(SIGTTOU, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    dup2(call->in ? call->in : p->slave, STDIN_FILENO);
    dup2(call->out ? call->out : p->slave, STDOUT_FILENO);
    dup2(call->err ? call->err : p->slave, STDERR_FILENO);
    for (int fd = 3; fd < 64; fd++)
        close(fd);
    if (call->folder && chdir(call->folder) != 0)
        _exit(126);
    const char *path = getenv("PATH"), *vectors = getenv("CLIPDESCENT_VECTORS");
    char *kept = strdup(path ? path : "/usr/bin:/bin"), *width = vectors ? strdup(vectors) : NULL;
    clearenv();
    setenv("PATH", kept, 1);
    if (width)
        setenv("CLIPDESCENT_VECTORS", width, 1);
    /* Where the tests run under a sanitizer, the signals' dispositions are to be the plain ones. */
    setenv("ASAN_OPTIONS",
           "detect_leaks=0:handle_segv=0:handle_abort=0:handle_sigbus=0:"
           "handle_sigfpe=0:handle_sigill=0:allocator_may_return_null=1",
           1);
    for (const char *const *e = call->env; *e; e++)
        putenv(strdup(*e));
    execv(call->argv[0], (char *const *)(size_t)(const void *)call->argv);
    _exit(127);
}

/* What a shell is to the program: leader of the session, parent of the group, so that the program
 * can be stopped; tells the test how it fares. */
static _Noreturn void shell_run(struct pty *p, const struct pty_call *call, int report)
{
    int status;
    close(p->master); /* the test alone holds that end, and can let go of it */
    setsid();
    ioctl(p->slave, TIOCSCTTY, 0);
    signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    pid_t program = fork();
    if (program == 0)
        program_run(p, call);
    setpgid(program, program);
    if (write(report, &program, sizeof program) < 0)
        _exit(1);
    while (program > 0 && waitpid(program, &status, WUNTRACED) == program) {
        if (write(report, &status, sizeof status) < 0 || !WIFSTOPPED(status))
            break;
    }
    _exit(0);
}

static bool open_pair(struct pty *p)
{
    p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (p->master < 0 || grantpt(p->master) != 0 || unlockpt(p->master) != 0)
        return false;
    p->slave = open(ptsname(p->master), O_RDWR | O_NOCTTY);
    return p->slave >= 0;
}

bool pty_start(struct pty *p, const struct pty_call *call)
{
    static const VTermScreenCallbacks callbacks = {.settermprop = on_property};
    struct winsize size = {.ws_row = (unsigned short)call->rows,
                           .ws_col = (unsigned short)call->cols};
    *p = (struct pty){.cursor = true};
    if (!open_pair(p))
        return false;
    ioctl(p->master, TIOCSWINSZ, &size);
    tcgetattr(p->slave, &p->before);
    p->vt = vterm_new(call->rows, call->cols);
    vterm_set_utf8(p->vt, 1);
    p->screen = vterm_obtain_screen(p->vt);
    vterm_screen_set_callbacks(p->screen, &callbacks, p);
    vterm_output_set_callback(p->vt, on_answer, p);
    vterm_screen_enable_altscreen(p->screen, 1);
    vterm_screen_reset(p->screen, 1);
    p->cursor = true;
    p->room = 1 << 16;
    p->log = calloc(p->room, 1);
    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0 || (p->shell = fork()) < 0)
        return false;
    if (p->shell == 0)
        shell_run(p, call, report[1]);
    close(report[1]);
    p->report = report[0];
    return read(p->report, &p->pid, sizeof p->pid) == sizeof p->pid && p->pid > 0;
}

void pty_stop(struct pty *p)
{
    if (!p->ended && p->pid > 0)
        kill(p->pid, SIGKILL);
    waitpid(p->shell, NULL, 0);
    close(p->report);
    if (p->master >= 0)
        close(p->master);
    close(p->slave);
    vterm_free(p->vt);
    free(p->log);
}

/* Bytes of the log that end with a whole character. libvterm 0.1 keeps the first bytes of a split
 * character where a text that begins with ASCII is decoded, and looks for them elsewhere. */
static size_t whole(const struct pty *p)
{
    for (size_t k = 1; k <= 3 && k <= p->length - p->shown; k++) {
        unsigned char c = (unsigned char)p->log[p->length - k];
        if (c >= 0xc0)
            return k < (c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2) ? p->length - k : p->length;
    }
    return p->length;
}

static void take(struct pty *p, const char *bytes, size_t n)
{
    if (p->length + n + 1 > p->room) {
        p->room = 2 * (p->length + n + 1);
        p->log = realloc(p->log, p->room);
    }
    memcpy(p->log + p->length, bytes, n);
    p->length += n;
    p->log[p->length] = '\0';
    size_t end = whole(p);
    vterm_input_write(p->vt, p->log + p->shown, end - p->shown);
    p->shown = end;
}

/* All that is there, waiting at most ms for the first of it. */
static size_t read_some(struct pty *p, int ms)
{
    char bytes[8192];
    size_t all = 0;
    if (p->master < 0 || p->blind) {
        poll(NULL, 0, ms);
        return 0;
    }
    struct pollfd fd = {.fd = p->master, .events = POLLIN};
    if (p->rate > 0) { /* a twentieth of a second, and what it brings */
        poll(NULL, 0, 50);
        ssize_t n = read(p->master, bytes, (size_t)p->rate / 20);
        if (n > 0)
            take(p, bytes, (size_t)n);
        return n > 0 ? (size_t)n : 0;
    }
    if (poll(&fd, 1, ms) > 0) {
        ssize_t n;
        while ((n = read(p->master, bytes, sizeof bytes)) > 0) {
            take(p, bytes, (size_t)n);
            all += (size_t)n;
        }
    }
    return all;
}

static bool reap(struct pty *p, bool *stopped)
{
    int status;
    struct pollfd fd = {.fd = p->report, .events = POLLIN};
    if (p->ended || poll(&fd, 1, 0) <= 0 ||
        read(p->report, &status, sizeof status) != sizeof status)
        return p->ended;
    if (WIFSTOPPED(status)) {
        if (stopped)
            *stopped = true;
        return false;
    }
    p->ended = true;
    p->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    return true;
}

void pty_type_bytes(struct pty *p, const void *bytes, size_t n)
{
    const char *s = bytes;
    long until = now_ms() + 2000;
    while (n > 0 && p->master >= 0 && now_ms() < until) {
        ssize_t done = write(p->master, s, n);
        if (done > 0) {
            s += done;
            n -= (size_t)done;
        }
        if (n > 0)
            read_some(p, 5); /* neither side may wait for the other */
    }
}

void pty_type(struct pty *p, const char *keys)
{
    pty_type_bytes(p, keys, strlen(keys));
}

void pty_resize(struct pty *p, int cols, int rows)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    read_some(p, 0);
    vterm_set_size(p->vt, rows, cols);
    ioctl(p->master, TIOCSWINSZ, &size);
}

void pty_signal(struct pty *p, int sig)
{
    kill(p->pid, sig);
}

void pty_hang_up(struct pty *p)
{
    close(p->master);
    p->master = -1;
}

size_t pty_read(struct pty *p, int ms)
{
    long until = now_ms() + ms, left;
    size_t all = 0;
    while ((left = until - now_ms()) > 0)
        all += read_some(p, (int)left);
    return all;
}

/* Of two modes' switches, whichever came last. */
static bool off_last(const struct pty *p, const char *on, const char *off)
{
    const char *last_on = NULL, *last_off = NULL;
    for (const char *s = p->log; (s = strstr(s, on)); s++)
        last_on = s;
    for (const char *s = p->log; (s = strstr(s, off)); s++)
        last_off = s;
    return !last_on || (last_off && last_off > last_on);
}

bool pty_quiet(struct pty *p, int quiet_ms, int ms)
{
    long until = now_ms() + ms;
    while (now_ms() < until)
        if (read_some(p, quiet_ms) == 0 && off_last(p, frame_on, frame_off))
            return true;
    return false;
}

bool pty_until(struct pty *p, const char *text, int ms)
{
    long until = now_ms() + ms;
    while (!pty_shows(p, text)) {
        if (now_ms() >= until)
            return false;
        if (reap(p, NULL)) {
            read_some(p, 0);
            return pty_shows(p, text);
        }
        read_some(p, 20);
    }
    return true;
}

bool pty_until_end(struct pty *p, int ms)
{
    for (long until = now_ms() + ms; !reap(p, NULL); read_some(p, 5))
        if (now_ms() >= until)
            return false;
    read_some(p, 0);
    return true;
}

bool pty_until_stopped(struct pty *p, int ms)
{
    long until = now_ms() + ms;
    bool stopped = false;
    while (!reap(p, &stopped) && !stopped && now_ms() < until)
        read_some(p, 5);
    read_some(p, 0);
    return stopped;
}

char *pty_text(const struct pty *p)
{
    int rows, cols;
    vterm_get_size(p->vt, &rows, &cols);
    char *text = malloc((size_t)rows * ((size_t)cols * 4 + 1) + 1);
    size_t n = 0;
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(p->screen, (VTermPos){.row = row, .col = col}, &cell);
            n += (size_t)utf8_put(text + n, cell.chars[0] ? cell.chars[0] : ' ');
        }
        text[n++] = '\n';
    }
    text[n] = '\0';
    return text;
}

bool pty_shows(const struct pty *p, const char *wanted)
{
    char *text = pty_text(p);
    bool found = strstr(text, wanted) != NULL;
    free(text);
    return found;
}

bool pty_coloured(const struct pty *p)
{
    int rows, cols;
    vterm_get_size(p->vt, &rows, &cols);
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(p->screen, (VTermPos){.row = row, .col = col}, &cell);
            if (!VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))
                return true;
        }
    }
    return false;
}

bool pty_restored(const struct pty *p)
{
    struct termios now;
    bool modes = tcgetattr(p->slave, &now) == 0 && now.c_iflag == p->before.c_iflag &&
                 now.c_oflag == p->before.c_oflag && now.c_cflag == p->before.c_cflag &&
                 now.c_lflag == p->before.c_lflag &&
                 memcmp(now.c_cc, p->before.c_cc, sizeof now.c_cc) == 0;
    bool keys = off_last(p, "\033[?1h", "\033[?1l");
    bool sync = off_last(p, frame_on, frame_off);
    bool paste = off_last(p, "\033[?2004h", "\033[?2004l");
    bool wheel = off_last(p, "\033[?1007l", "\033[?1007r");
    bool fine =
        modes && keys && sync && paste && wheel && !p->alternate && p->cursor && p->mouse == 0;
    if (!fine)
        printf("\nterminal left with: modes %s, keypad %s, sync %s, paste %s, wheel %s, alternate "
               "screen %s, cursor %s, mouse %d\n",
               modes ? "as before" : "CHANGED", keys ? "off" : "ON", sync ? "off" : "ON",
               paste ? "off" : "ON", wheel ? "as before" : "CHANGED", p->alternate ? "ON" : "off",
               p->cursor ? "visible" : "HIDDEN", p->mouse);
    return fine;
}

long pty_cpu(const struct pty *p)
{
    char path[64], line[1024] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)p->pid);
    FILE *f = fopen(path, "r");
    if (!f)
        return -1;
    char *got = fgets(line, sizeof line, f);
    fclose(f);
    char *after = got ? strrchr(line, ')') : NULL; /* the name may hold anything */
    unsigned long user = 0, system = 0;
    bool known = after && sscanf(after + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                                 &user, &system) == 2;
    return known ? (long)(user + system) : -1;
}
