/* Every way of ending leaves the terminal as it was, and says truly how it
 * ended. */
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/backend.h"
#include "base/memory.h"
#include "check.h"
#include "play.h"

/* This program again, as one that opens the terminal and then fails in the way
 * named. */
static int recurse(int depth)
{
    volatile char room[4096] = {0};
    return depth == 0 ? room[0] : recurse(depth - 1) + room[1];
}

static int misbehave(const char *how)
{
    const char *why;
    char warning[80];
    struct grid g;
    struct terminal_options o = {.colours = -1, .sync = true, .mouse = true};
    struct terminal *t = terminal_open(&o, &why, warning, sizeof warning);
    if (!t)
        return 99;
    grid_init(&g);
    grid_resize(&g, 80, 24);
    grid_text(&g, 0, 0, 80, (struct style){0}, "the screen is up");
    terminal_show(t, &g, 0, true);
    fputs("a message in between\n", stderr);
    terminal_wait(t, -1); /* until the test has seen it */
    if (strcmp(how, "exit") == 0)
        exit(7);
    if (strcmp(how, "memory") == 0)
        mem_alloc((size_t)-1 / 64, 32);
    if (strcmp(how, "abort") == 0)
        abort();
    while (strcmp(how, "stuck") == 0)
        pause();
    if (strcmp(how, "stack") == 0)
        return recurse(1 << 30) & 1;
    return 98;
}

static void failures_of_its_own_restore_too(void)
{
    static const struct {
        const char *how;
        int status;
    } ways[] = {{"exit", 7}, {"memory", 1}, {"abort", 128 + SIGABRT}, {"stack", 128 + SIGSEGV}};
    static const char *const env[] = {"TERM=xterm-256color", "LANG=C.UTF-8", NULL};
    size_t n = sizeof ways / sizeof ways[0];
#ifdef __SANITIZE_ADDRESS__
    n--; /* the sanitizer's own report of a stack that is full comes first */
#endif
    for (size_t i = 0; i < n; i++) {
        const char *argv[] = {"/proc/self/exe", ways[i].how, NULL};
        struct pty_call call = {.argv = argv, .env = env, .cols = 80, .rows = 24};
        struct pty p;
        CU_ASSERT_TRUE_FATAL(pty_start(&p, &call));
        CU_ASSERT_TRUE(pty_until(&p, "the screen is up", PATIENCE));
        CU_ASSERT_FALSE(pty_shows(&p, "a message in between"));
        pty_type(&p, "x");
        CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
        CU_ASSERT_EQUAL(p.status, ways[i].status);
        CU_ASSERT_TRUE(pty_restored(&p));
        CU_ASSERT_TRUE(pty_shows(&p, "a message in between"));
        pty_stop(&p);
    }
}

static bool begin(struct pty *p)
{
    return play_start(p, (struct play){0}) && pty_until(p, "quit", PATIENCE);
}

static void quitting_is_status_0(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(begin(&p));
    CU_ASSERT_FALSE(pty_restored(&p)); /* the check itself can fail */
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* Whether there is a file in the folder whose name ends so. */
static bool folder_has(const char *folder, const char *end)
{
    char pattern[100];
    glob_t found;
    snprintf(pattern, sizeof pattern, "%s/*%s", folder, end);
    bool any = glob(pattern, 0, NULL, &found) == 0;
    globfree(&found);
    return any;
}

static void folder_remove(const char *folder)
{
    char command[100];
    snprintf(command, sizeof command, "rm -r %s", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

/* Those that would end a program that does not know them. */
static bool ends_by_default(int sig)
{
    static const int others[] = {SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU,
                                 SIGCHLD, SIGCONT, SIGURG,  SIGWINCH};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (others[i] == sig)
            return false;
    return sig < 32 || sig >= SIGRTMIN;
}

/* In the middle of a recording, which is whole afterwards where the program ended in order. */
static void every_signal_leaves_no_trace(void)
{
    for (int sig = 1; sig < NSIG; sig++) {
        char folder[] = "/tmp/clipdescent-signal-XXXXXX";
        struct pty p;
        if (!ends_by_default(sig) || (sig > SIGRTMIN && sig < SIGRTMAX))
            continue;
        CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
        CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.folder = folder}));
        pty_type(&p, "R");
        CU_ASSERT_TRUE(pty_until(&p, "R stops", PATIENCE));
        CU_ASSERT_TRUE(folder_has(folder, ".part"));
        pty_signal(&p, sig);
        bool ignored = sig == SIGPIPE || sig == SIGXFSZ; /* writes that fail, and are looked at */
        if (ignored)
            CU_ASSERT_TRUE(play_quit(&p));
        CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
        bool fine = p.status == (ignored ? 0 : 128 + sig) && pty_restored(&p) &&
                    !folder_has(folder, ".part");
        if (!fine)
            printf("\nsignal %d: status %d\n", sig, p.status);
        CU_ASSERT_TRUE(fine);
        if (sig == SIGINT || sig == SIGTERM || sig == SIGUSR1)
            CU_ASSERT_TRUE(folder_has(folder, ".cast"));
        pty_stop(&p);
        folder_remove(folder);
    }
}

/* Impatience costs no recording. */
static void two_interrupts_keep_the_recording(void)
{
    char folder[] = "/tmp/clipdescent-signal-XXXXXX";
    struct pty p;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.folder = folder}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    pty_type(&p, "R");
    CU_ASSERT_TRUE(pty_until(&p, "R stops", PATIENCE));
    pty_read(&p, 100);
    for (int i = 0; i < 3; i++) {
        pty_signal(&p, SIGINT);
        pty_read(&p, 3);
    }
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_EQUAL(p.status, 128 + SIGINT);
    CU_ASSERT_TRUE(pty_restored(&p));
    CU_ASSERT_TRUE(folder_has(folder, ".cast"));
    CU_ASSERT_FALSE(folder_has(folder, ".part"));
    pty_stop(&p);
    folder_remove(folder);
}

/* Where no file may grow, frames are not files. */
static void a_limit_on_files_is_none_on_frames(void)
{
    static const int limits[] = {0, 8};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        char command[600], program[512];
        struct pty p;
        CU_ASSERT_PTR_NOT_NULL_FATAL(realpath("clipdescent", program));
        snprintf(command, sizeof command, "ulimit -f %d; exec '%s' quartic", limits[i], program);
        const char *argv[] = {"/bin/sh", "-c", command, NULL};
        static const char *const env[] = {"TERM=xterm-256color", "LANG=C.UTF-8", NULL};
        struct pty_call call = {.argv = argv, .env = env, .cols = 300, .rows = 80};
        CU_ASSERT_TRUE_FATAL(pty_start(&p, &call));
        CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
        pty_type(&p, "\f");
        unsigned long sight = play_sight(&p);
        CU_ASSERT_TRUE(play_until_changed(&p, sight, PATIENCE));
        CU_ASSERT_TRUE(play_quit(&p));
        pty_stop(&p);
    }
}

/* Without a terminal: what `record` and others had begun to write. */
static void no_half_of_a_file_stays(void)
{
    for (int sig = 1; sig < NSIG; sig++) {
        char folder[] = "/tmp/clipdescent-signal-XXXXXX";
        struct pty p;
        if (!ends_by_default(sig) || sig == SIGXFSZ || (sig > SIGRTMIN && sig < SIGRTMAX))
            continue;
        CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
        CU_ASSERT_TRUE_FATAL(play_start(
            &p, (struct play){.args = {"record", "moons", "-o", "x.cast", "--steps", "100000000"},
                              .folder = folder}));
        for (int waited = 0; !folder_has(folder, ".part") && waited < PATIENCE; waited += 10)
            pty_read(&p, 10);
        CU_ASSERT_TRUE_FATAL(folder_has(folder, ".part"));
        pty_signal(&p, sig);
        CU_ASSERT_TRUE_FATAL(pty_until_end(&p, PATIENCE));
        bool fine = p.status == 128 + sig && !folder_has(folder, "");
        if (!fine)
            printf("\nsignal %d: status %d\n", sig, p.status);
        CU_ASSERT_TRUE(fine);
        pty_stop(&p);
        folder_remove(folder);
    }
}

static void signals_end_it_when_paused_too(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){0}));
    pty_signal(&p, SIGTERM);
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_EQUAL(p.status, 128 + SIGTERM);
    CU_ASSERT_TRUE(pty_restored(&p));
    pty_stop(&p);
}

static void control_c_leaves_from_anywhere(void)
{
    static const char *const places[] = {"", "?", "s", "=", "z"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct pty p;
        CU_ASSERT_TRUE_FATAL(begin(&p));
        pty_type(&p, places[i]);
        pty_read(&p, 50);
        pty_type(&p, "\003");
        CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
        CU_ASSERT_EQUAL(p.status, 128 + SIGINT);
        CU_ASSERT_TRUE(pty_restored(&p));
        pty_stop(&p);
    }
}

/* Stopped, the terminal is the shell's; continued, all is there again, in the
 * size of now. */
static void stop_and_continue(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){0}));
    CU_ASSERT_TRUE(pty_quiet(&p, 100, PATIENCE));
    unsigned long sight = play_sight(&p);
    for (int i = 0; i < 2; i++) {
        pty_type(&p, "\032"); /* control-Z */
        CU_ASSERT_TRUE(pty_until_stopped(&p, PATIENCE));
        CU_ASSERT_TRUE(pty_restored(&p));
        pty_signal(&p, SIGCONT);
        CU_ASSERT_TRUE(play_until_value(&p, &p.alternate, 1, PATIENCE));
        CU_ASSERT_TRUE(play_until_sight(&p, sight, PATIENCE));
        CU_ASSERT_FALSE(p.cursor);
    }
    pty_signal(&p, SIGSTOP);
    CU_ASSERT_TRUE(pty_until_stopped(&p, PATIENCE));
    pty_resize(&p, 100, 30);
    pty_signal(&p, SIGCONT);
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

static void a_terminal_that_goes_away_ends_it(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(begin(&p));
    pty_hang_up(&p);
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_EQUAL(p.status, 128 + SIGHUP);
    pty_stop(&p);
}

/* The frame is not read: the program waits in a write, and still can be ended.
 */
static void a_terminal_that_reads_nothing_ends_too(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.cols = 400, .rows = 120}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    p.blind = true;
    for (int i = 0; i < 12; i++) { /* more than the kernel keeps for who does not read */
        pty_type(&p, "\f");
        pty_read(&p, 40);
    }
    pty_signal(&p, SIGTERM);
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_EQUAL(p.status, 128 + SIGTERM);
    pty_stop(&p);
}

/* Whatever it is busy with: the second time it is not asked. */
static void a_stuck_loop_ends_when_asked_twice(void)
{
    static const char *const env[] = {"TERM=xterm-256color", "LANG=C.UTF-8", NULL};
    static const char *const argv[] = {"/proc/self/exe", "stuck", NULL};
    struct pty_call call = {.argv = argv, .env = env, .cols = 80, .rows = 24};
    struct pty p;
    CU_ASSERT_TRUE_FATAL(pty_start(&p, &call));
    CU_ASSERT_TRUE(pty_until(&p, "the screen is up", PATIENCE));
    pty_type(&p, "x");
    pty_read(&p, 100);
    pty_signal(&p, SIGTERM);
    pty_read(&p, 700); /* longer than a program that is not stuck is given */
    CU_ASSERT_FALSE(p.ended);
    pty_signal(&p, SIGTERM);
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_EQUAL(p.status, 128 + SIGTERM);
    CU_ASSERT_TRUE(pty_restored(&p));
    pty_stop(&p);
}

/* Asked again while it is on its way out, and so ended at once: not before the modes are back. */
static void asked_twice_it_restores_too(void)
{
    struct pty p;
    struct termios now = {0};
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.cols = 400, .rows = 120}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    p.blind = true;
    for (int i = 0; i < 12; i++) { /* its way out waits a while for a terminal that reads nothing */
        pty_type(&p, "\f");
        pty_read(&p, 40);
    }
    pty_signal(&p, SIGTERM);
    pty_read(&p, 100);
    pty_signal(&p, SIGTERM);
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_EQUAL(p.status, 128 + SIGTERM);
    CU_ASSERT_EQUAL(tcgetattr(p.slave, &now), 0);
    CU_ASSERT_EQUAL(now.c_lflag, p.before.c_lflag);
    CU_ASSERT_EQUAL(now.c_oflag, p.before.c_oflag);
    pty_stop(&p);
}

static void held_messages_come_after(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.term = "no-such-terminal"}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    CU_ASSERT_FALSE(pty_shows(&p, "no-such-terminal"));
    CU_ASSERT_TRUE(play_quit(&p));
    CU_ASSERT_TRUE(pty_shows(&p, "no-such-terminal"));
    pty_stop(&p);
}

static const struct check checks[] = {
    {"failures of its own restore too", failures_of_its_own_restore_too},
    {"quitting is status 0", quitting_is_status_0},
    {"every signal leaves no trace", every_signal_leaves_no_trace},
    {"two interrupts keep the recording", two_interrupts_keep_the_recording},
    {"a limit on files is none on frames", a_limit_on_files_is_none_on_frames},
    {"no half of a file stays", no_half_of_a_file_stays},
    {"signals end it when paused too", signals_end_it_when_paused_too},
    {"control-c leaves from anywhere", control_c_leaves_from_anywhere},
    {"stop and continue", stop_and_continue},
    {"a terminal that goes away ends it", a_terminal_that_goes_away_ends_it},
    {"a terminal that reads nothing ends too", a_terminal_that_reads_nothing_ends_too},
    {"a stuck loop ends when asked twice", a_stuck_loop_ends_when_asked_twice},
    {"asked twice it restores too", asked_twice_it_restores_too},
    {"held messages come after", held_messages_come_after},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    if (argc > 1)
        return misbehave(argv[1]);
    return check_main("ending", checks);
}
