/* Terminals of every kind, and no terminal at all. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "check.h"
#include "play.h"
#include "shell.h"

static bool has_high_bytes(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] >= 0x80)
            return true;
    return false;
}

static void every_kind_of_terminal_shows_it(void)
{
    static const struct {
        const char *term;
        bool colours, alternate;
    } kinds[] = {{"xterm-256color", true, true},  {"xterm", true, true},
                 {"screen-256color", true, true}, {"tmux-256color", true, true},
                 {"linux", true, false},          {"vt100", false, false},
                 {"vt220", false, false},         {"rxvt-unicode-256color", true, true},
                 {"xterm-kitty", true, true},     {"no-such-terminal", true, true}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct pty p;
        CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.term = kinds[i].term}));
        bool fine = pty_shows(&p, "quit") && pty_coloured(&p) == kinds[i].colours &&
                    p.alternate == kinds[i].alternate && play_quit(&p);
        if (!fine)
            printf("\nTERM=%s: coloured %d, alternate %d, status %d\n", kinds[i].term,
                   pty_coloured(&p), p.alternate, p.status);
        CU_ASSERT_TRUE(fine);
        pty_stop(&p);
    }
}

/* Every terminal of these, at every size, shows to the cell what `snapshot` prints. Without colours
 * on both sides, as those decide what is drawn; without EVERY_SCENE most are tried at one size. */
static void it_shows_what_snapshot_prints(void)
{
    static const char *const terms[] = {"xterm-256color",
                                        "xterm",
                                        "xterm-kitty",
                                        "xterm-direct",
                                        "screen-256color",
                                        "tmux-256color",
                                        "linux",
                                        "vt100",
                                        "vt220",
                                        "rxvt-unicode-256color",
                                        "alacritty",
                                        "foot",
                                        "konsole-256color",
                                        "gnome-256color",
                                        "putty-256color",
                                        "st-256color",
                                        "ansi",
                                        "eterm-color",
                                        "mlterm",
                                        "iterm2"};
    static const int sizes[][2] = {{60, 16}, {80, 24}, {121, 37}};
    static struct shell shell;
    CU_ASSERT_TRUE_FATAL(shell_begin(&shell));
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++) {
        for (int k = 0; k < 3; k++) {
            struct pty p;
            int cols = sizes[k][0], rows = sizes[k][1];
            if (i >= 3 && k != (int)i % 3 && !getenv("EVERY_SCENE"))
                continue;
            CU_ASSERT_TRUE_FATAL(
                play_paused(&p, (struct play){.args = {"quartic", "--color", "never"},
                                              .term = terms[i],
                                              .cols = cols,
                                              .rows = rows}));
            bool ascii = strncmp(terms[i], "linux", 5) == 0;
            shell_run(&shell,
                      "./clipdescent snapshot quartic --steps 0 --keys 'n n' --size %dx%d%s", cols,
                      rows, ascii ? " --ascii" : "");
            char *screen = pty_text(&p);
            int same = 0;
            for (int row = 0; row < rows; row++) {
                char left[4 * 200] = "", right[4 * 200] = "";
                snprintf(left, sizeof left, "%s", line_of(screen, row));
                snprintf(right, sizeof right, "%s", line_of(shell.out, row));
                for (size_t n = strlen(left); n > 0 && left[n - 1] == ' ';)
                    left[--n] = '\0';
                same += strcmp(left, right) == 0;
                if (strcmp(left, right) != 0)
                    printf("\n%s at %dx%d, row %d:\n%s|\n%s|\n", terms[i], cols, rows, row, left,
                           right);
            }
            CU_ASSERT_EQUAL(same, rows);
            free(screen);
            CU_ASSERT_TRUE(play_quit(&p));
            pty_stop(&p);
        }
    }
    shell_end(&shell);
}

/* What is read ends anywhere under load; what the terminal is given ends with a character. */
static void a_character_may_come_in_two_reads(void)
{
    static const char *const argv[] = {"/bin/sh", "-c",
                                       "printf '   \342'; sleep .1; printf '\243\200'; sleep .1; "
                                       "printf ' end\303'; sleep .1; printf '\251'",
                                       NULL};
    static const char *const env[] = {NULL};
    struct pty p;
    CU_ASSERT_TRUE_FATAL(
        pty_start(&p, &(struct pty_call){.argv = argv, .env = env, .cols = 20, .rows = 3}));
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_TRUE(pty_shows(&p, "   \342\243\200"));
    CU_ASSERT_TRUE(pty_shows(&p, "end\303\251"));
    CU_ASSERT_FALSE(pty_shows(&p, "\357\277\275")); /* the mark of a torn one */
    pty_stop(&p);
}

/* Without a second screen, the frame stays where it is and the shell goes on
 * below it. */
static void the_prompt_comes_below_the_frame(void)
{
    struct pty p;
    VTermPos at;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.term = "vt100"}));
    CU_ASSERT_TRUE(play_quit(&p));
    vterm_state_get_cursorpos(vterm_obtain_state(p.vt), &at);
    CU_ASSERT_EQUAL(at.row, 35);
    CU_ASSERT_EQUAL(at.col, 0);
    CU_ASSERT_TRUE(pty_shows(&p, "quit"));
    pty_stop(&p);
}

static bool starts_coloured(struct play how)
{
    struct pty p;
    bool coloured = !play_paused(&p, how) || pty_coloured(&p);
    CU_ASSERT_TRUE(pty_shows(&p, "quit"));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    return coloured;
}

static void who_decides_on_colours(void)
{
    CU_ASSERT_TRUE(starts_coloured((struct play){.args = {"quartic"}}));
    CU_ASSERT_FALSE(starts_coloured((struct play){.args = {"quartic"}, .also = "NO_COLOR=1"}));
    CU_ASSERT_TRUE(starts_coloured((struct play){.args = {"quartic"}, .also = "NO_COLOR="}));
    CU_ASSERT_FALSE(starts_coloured((struct play){.args = {"quartic", "--color", "never"}}));
    CU_ASSERT_TRUE(
        starts_coloured((struct play){.args = {"quartic", "--color", "16"}, .also = "NO_COLOR=1"}));
    CU_ASSERT_TRUE(
        starts_coloured((struct play){.args = {"quartic", "--color", "256"}, .term = "xterm"}));
}

static void sixteen_colours_are_the_first_sixteen(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic", "--color", "16"}}));
    CU_ASSERT_PTR_NULL(strstr(p.log, "38;5;"));
    CU_ASSERT_PTR_NULL(strstr(p.log, "48;5;"));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}}));
    CU_ASSERT_PTR_NOT_NULL(strstr(p.log, "38;5;"));
    CU_ASSERT_PTR_NULL(strstr(p.log, "\033]4;")); /* the palette is the user's */
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

static void where_glyphs_are_not_to_be_had_there_are_none(void)
{
    static const struct play plain[] = {{.lang = "C"},
                                        {.lang = "POSIX"},
                                        {.lang = "xx_XX.nonsense"},
                                        {.args = {"quartic", "--ascii"}},
                                        {.term = "linux"}};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        struct pty p;
        CU_ASSERT_TRUE_FATAL(play_paused(&p, plain[i]));
        CU_ASSERT_TRUE(pty_shows(&p, "quit"));
        CU_ASSERT_FALSE(has_high_bytes(p.log, p.length));
        CU_ASSERT_TRUE(play_quit(&p));
        pty_stop(&p);
    }
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){0}));
    CU_ASSERT_TRUE(has_high_bytes(p.log, p.length));
    CU_ASSERT_PTR_NULL(strstr(p.log, "\xe2\xa0\x80")); /* a blank braille */
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* "n times the same" (REP, CSI n b): terminfo says that they know it, and some draw nothing. */
static void no_character_is_sent_as_a_number(void)
{
    static const struct play plain[] = {{.lang = "C"}, {.term = "xterm"}, {.term = "linux"}};
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        struct pty p;
        CU_ASSERT_TRUE_FATAL(play_paused(&p, plain[i]));
        CU_ASSERT_TRUE(play_quit(&p));
        int controls = 0;
        for (const char *s = p.log; (s = strstr(s, "\033[")); controls++) {
            s += 2;
            s += strspn(s, "0123456789;?");
            CU_ASSERT_NOT_EQUAL(*s, 'b');
        }
        CU_ASSERT(controls > 50);
        pty_stop(&p);
    }
}

static void synchronized_output_can_be_switched_off(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic", "--no-sync"}}));
    CU_ASSERT_TRUE(play_quit(&p));
    CU_ASSERT_PTR_NULL(strstr(p.log, "2026"));
    pty_stop(&p);
}

static void a_dumb_terminal_gets_text(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_start(
        &p, (struct play){.args = {"quartic"}, .term = "dumb", .cols = 130, .rows = 80}));
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_PTR_NULL(strchr(p.log, '\033'));
    CU_ASSERT_TRUE(pty_shows(&p, "soft"));
    CU_ASSERT_PTR_NOT_NULL(strstr(p.log, "to see it move"));
    pty_stop(&p);
}

/* Runs with a descriptor of ours in place of one of the terminal's, and reads
 * what it holds. */
static char *run_into_file(struct pty *p, struct play how)
{
    int fd = memfd_create("out", 0);
    char *text = calloc(1, 1 << 18);
    how.out = fd;
    bool ran = play_start(p, how) && pty_until_end(p, PATIENCE);
    ssize_t n = ran ? pread(fd, text, (1 << 18) - 1, 0) : 0;
    text[n > 0 ? n : 0] = '\0';
    close(fd);
    return text;
}

static void without_a_terminal_it_prints_frame_and_table(void)
{
    struct pty p;
    char *text = run_into_file(&p, (struct play){.args = {"quartic"}});
    CU_ASSERT_EQUAL(p.status, 0);
    CU_ASSERT_PTR_NULL(strchr(text, '\033'));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "clipdescent"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "fixed"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "hard"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "soft"));
    CU_ASSERT_TRUE(pty_shows(&p, "to see it move")); /* standard error is the terminal */
    CU_ASSERT_FALSE(p.alternate);
    free(text);
    pty_stop(&p);
}

static void keys_come_from_the_terminal_when_input_is_piped(void)
{
    struct pty p;
    int fd = open("/dev/null", O_RDONLY);
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.in = fd}));
    CU_ASSERT_TRUE(pty_shows(&p, "quit"));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    close(fd);
}

static void a_reader_that_leaves_is_no_crash(void)
{
    struct pty p;
    int end[2];
    CU_ASSERT_EQUAL_FATAL(pipe(end), 0);
    close(end[0]);
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.out = end[1]}));
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT(p.status == 1 || p.status == 128 + 13); /* as cat and the like end */
    pty_stop(&p);
    close(end[1]);
}

/* Reads what is written to the other terminal until the program has ended; "quit" is answered. */
static void watch_other(struct pty *p, int master)
{
    static char bytes[1 << 16];
    for (int i = 0; i < 1000 && !pty_until_end(p, 5); i++) {
        ssize_t n;
        while ((n = read(master, bytes, sizeof bytes - 1)) > 0) {
            bytes[n] = '\0';
            if (strstr(bytes, "quit"))
                pty_type(p, "q");
        }
    }
}

/* A terminal that says it has four milliards of cells gets as many as a frame may have. */
static void a_size_beyond_reason_is_bounded(void)
{
    static const char *const terms[] = {"xterm-256color", "dumb"};
    for (int i = 0; i < 2; i++) {
        struct winsize size = {.ws_row = 65535, .ws_col = 65535};
        struct pty p;
        int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
        CU_ASSERT_FATAL(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
        int slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
        CU_ASSERT_FATAL(slave >= 0 && ioctl(master, TIOCSWINSZ, &size) == 0);
        CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.term = terms[i], .out = slave}));
        watch_other(&p, master);
        CU_ASSERT_TRUE(p.ended);
        CU_ASSERT_EQUAL(p.status, 0);
        pty_stop(&p);
        close(slave);
        close(master);
    }
}

static const struct check checks[] = {
    {"every kind of terminal shows it", every_kind_of_terminal_shows_it},
    {"a character may come in two reads", a_character_may_come_in_two_reads},
    {"it shows what snapshot prints", it_shows_what_snapshot_prints},
    {"the prompt comes below the frame", the_prompt_comes_below_the_frame},
    {"who decides on colours", who_decides_on_colours},
    {"sixteen colours are the first sixteen", sixteen_colours_are_the_first_sixteen},
    {"where glyphs are not to be had there are none",
     where_glyphs_are_not_to_be_had_there_are_none},
    {"no character is sent as a number", no_character_is_sent_as_a_number},
    {"synchronized output can be switched off", synchronized_output_can_be_switched_off},
    {"a dumb terminal gets text", a_dumb_terminal_gets_text},
    {"without a terminal it prints frame and table", without_a_terminal_it_prints_frame_and_table},
    {"keys come from the terminal when input is piped",
     keys_come_from_the_terminal_when_input_is_piped},
    {"a size beyond reason is bounded", a_size_beyond_reason_is_bounded},
    {"a reader that leaves is no crash", a_reader_that_leaves_is_no_crash},
    {NULL, NULL},
};

int main(void)
{
    return check_main("terminals", checks);
}
