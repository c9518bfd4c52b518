/* The course as a person takes it: the list, a lesson live, its questions, the next one; and its
 * recordings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "play.h"
#include "shell.h"
#include "tape.h"

enum { LESSONS = 15 };

static struct shell s;

static void the_list(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent lesson"), 0);
    CU_ASSERT_EQUAL(lines_in(s.out), LESSONS);
    CHECK_TEXT(line_of(s.out, 0), "  1  lesson-1    Why clip? A start that is far too steep");
    CHECK_TEXT(line_of(s.out, 5), "  6  lesson-6    Choosing the threshold");
    static const char *const none[] = {"99", "1.5", "quartic", "-1"};
    for (int i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent lesson -- %s", none[i]), 2);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "expected a number from 1 to 15"));
    }
    /* Without a terminal: the frame and the table, as of any scene. */
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent lesson 3 | cat"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "at-limit"));
    shell_end(&s);
}

static void live(void)
{
    struct pty p;
    struct play how = {.args = {"lesson", "2"}, .cols = 80, .rows = 24};
    CU_ASSERT_TRUE_FATAL(play_start(&p, how));
    CU_ASSERT_TRUE(pty_until(&p, "A step follows the gradient", PATIENCE));
    CU_ASSERT_TRUE(pty_until(&p, "Enter go on", PATIENCE));
    pty_type(&p, "\r");
    CU_ASSERT_TRUE(pty_until(&p, "Hard: g", PATIENCE));
    pty_type(&p, "\r");
    CU_ASSERT_TRUE(pty_until(&p, "Soft: g", PATIENCE));
    pty_type(&p, "\x7f");
    CU_ASSERT_TRUE(pty_until(&p, "Hard: g", PATIENCE));
    pty_type(&p, "\r");
    CU_ASSERT_TRUE(pty_until(&p, "Soft: g", PATIENCE));
    pty_type(&p, "\r");
    CU_ASSERT_TRUE(pty_until(&p, "after 10 steps", PATIENCE));
    CU_ASSERT_TRUE(pty_until(&p, "Enter answer", PATIENCE));
    pty_type(&p, "\x1b[<0;10;8M\x1b[<0;10;8m"); /* a click leaves the question where it is */
    pty_quiet(&p, 100, PATIENCE);
    pty_type(&p, "4.0\r");
    CU_ASSERT_TRUE(pty_until(&p, "Right: 4; you said 4 (1 of 1 right).", PATIENCE));
    CU_ASSERT_TRUE(pty_until(&p, "step 10", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* Enter after the end is the next lesson; q leaves, also from a question. */
static void the_next_one(void)
{
    struct pty p;
    struct play how = {.args = {"lesson", "9"}, .cols = 100, .rows = 30};
    CU_ASSERT_TRUE_FATAL(play_start(&p, how));
    CU_ASSERT_TRUE(pty_until(&p, "violent in the first", PATIENCE));
    pty_type(&p, "\r");
    CU_ASSERT_TRUE(pty_until(&p, "97.2 %", PATIENCE));
    pty_type(&p, "\r");
    CU_ASSERT_TRUE(pty_until(&p, "How many percent", PATIENCE));
    pty_type(&p, "0\r}"); /* as fast as it goes */
    CU_ASSERT_TRUE(pty_until(&p, "Right: 0", 20 * PATIENCE));
    pty_type(&p, "\r");
    CU_ASSERT_TRUE(pty_until(&p, "Nothing is violent", PATIENCE));
    pty_type(&p, "}");
    CU_ASSERT_TRUE(pty_until(&p, "guessing gives 10", 20 * PATIENCE));
    pty_type(&p, "\r");
    CU_ASSERT_TRUE(pty_until(&p, "Another start helps", PATIENCE));
    CU_ASSERT_TRUE(pty_until(&p, "Enter next lesson", PATIENCE));
    pty_type(&p, "\r"); /* once: nothing is left to be said */
    CU_ASSERT_TRUE(pty_until(&p, "f = θ⁴ from θ = 5", PATIENCE));
    pty_type(&p, "\r");
    CU_ASSERT_TRUE(pty_until(&p, "speeds up training", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* What is between line `first`, after the title, and the caption, which tells of the lesson and not
 * of its session. */
static char *pictures_of(const char *text, int first)
{
    struct text middle = {0};
    int n = lines_in(text);
    for (int i = first; i < n - 5; i++)
        text_printf(&middle, "%s\n", line_of(text, i));
    return middle.at;
}

/* asciinema gives what was recorded byte for byte. */
static void played(const struct tape *t, const char *path)
{
    char *bytes = tape_output(t), *found = play_cat(path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT_EQUAL(strcmp(found, bytes), 0);
    free(found);
    free(bytes);
}

/* The session in a recording is drawn as its last frame is. */
static void last_frame(const struct tape *t, int first)
{
    VTerm *vt = tape_play(t);
    char *want = tape_text(vt);
    CU_ASSERT_EQUAL(shell_run(&s,
                              "cp $D/1 $D/1.cast; ./clipdescent snapshot $D/1.cast --size 80x24 "
                              "--format ansi --color 256 | sed 's/\\x1b\\[[0-9;]*m//g;s/ *$//'"),
                    0);
    char *a = pictures_of(want, first), *b = pictures_of(s.out, first);
    CHECK_TEXT(b, a);
    free(a);
    free(b);
    free(want);
    vterm_free(vt);
}

/* Each by the rules, small, with its chapters; some made twice are the same. */
static void recordings(void)
{
    CU_ASSERT_TRUE_FATAL(play_has_asciinema());
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (int n = 1; n <= LESSONS; n++) {
        struct tape t;
        char path[128];
        shell_run(&s, "./clipdescent record lesson-%d -o $D/1 --size 80x24", n);
        CU_ASSERT_EQUAL(s.status, 0);
        CHECK_TEXT(s.err, ""); /* it came to its end */
        if (n % 3 == 0 || getenv("EVERY_SCENE"))
            CU_ASSERT_EQUAL(shell_run(&s,
                                      "./clipdescent record lesson-%d -o $D/2 --size 80x24 && "
                                      "cmp $D/1 $D/2",
                                      n),
                            0);
        snprintf(path, sizeof path, "%s/1", s.folder);
        CU_ASSERT_TRUE(tape_load(&t, path));
        char *marks = tape_marks(&t);
        CU_ASSERT(lines_in(marks) >= 2);
        free(marks);
        double seconds = t.n ? t.event[t.n - 1].at : 0;
        shell_run(&s, "wc -c < $D/1");
        CU_ASSERT(seconds > 30 && seconds < 120);
        CU_ASSERT(atof(s.out) / seconds * 60 < 500e3);
        /* The tenth moves its start, and its landscape has come to hold both. */
        last_frame(&t, n == 10 ? 9 : 1);
        if (n % 5 == 1) /* a player minds the form, which is that of all, and is slow to start */
            played(&t, path);
        tape_release(&t);
    }
    shell_end(&s);
}

/* A picture of a scene with a script is of the step that was asked for. */
static void pictures(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent snapshot lesson-2 --steps 60 --size 80x24"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "step 60"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "From here on hard uses its full lr"));
    shell_end(&s);
}

static const struct check checks[] = {
    {"the list", the_list},     {"live", live},         {"the next one", the_next_one},
    {"recordings", recordings}, {"pictures", pictures}, {NULL, NULL},
};

int main(void)
{
    return check_main("course", checks);
}
