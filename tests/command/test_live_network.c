/* The live program where steps take long: it answers all the same, and goes back in time by mouse.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "play.h"
#include "shell.h"

static struct shell s;

/* As fast as it goes, the program makes thousands of a quick scene's steps between two looks at the
 * clock. As many of a scene whose steps take ten thousand times as long would be minutes. */
static void a_slow_scene_after_a_fast_one_answers(void)
{
    char scenes[100];
    struct pty p;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "fast.yaml",
                "title: A fast one\norder: 0\nsteps: 1000000000\nproblem: { kind: power }\n"
                "runs: { only: { lr: 1e-9 } }\nprobe: { every: 0 }\nview: { speed: 0 }\n");
    shell_write(&s, "slow.yaml",
                "title: A slow one\norder: 0\n"
                "problem: { kind: network, layers: 64 256 256 10, data: digits }\n"
                "runs: { only: { lr: 0.1 } }\nprobe: { every: 0, test: 0 }\n"
                "view: { speed: 0, panels: [loss, table] }\n");
    snprintf(scenes, sizeof scenes, "CLIPDESCENT_SCENES=%s", s.folder);
    struct play how = {.args = {"fast"}, .also = scenes, .cols = 100, .rows = 24};
    CU_ASSERT_TRUE_FATAL(play_start(&p, how));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    for (int waited = 0; play_step(&p) < 100000 && waited < PATIENCE; waited += 10)
        pty_read(&p, 10);
    CU_ASSERT(play_step(&p) >= 100000);
    pty_type(&p, "s");
    CU_ASSERT_TRUE(pty_until(&p, "A slow one", PATIENCE));
    pty_type(&p, "\x1b[B\r");
    CU_ASSERT_TRUE(pty_until(&p, "64-256-256-10", PATIENCE));
    pty_type(&p, "?");
    CU_ASSERT_TRUE(pty_until(&p, "more", PATIENCE));
    pty_type(&p, "?");
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    shell_end(&s);
}

/* Before there is a picture a line says what is going on; afterwards it is gone. No key is offered
 * for a start that nobody moves by hand. */
static void opening_is_said(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"moons"}, .cols = 200, .rows = 50}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    CU_ASSERT_PTR_NOT_NULL(strstr(p.log, "opening moons ..."));
    CU_ASSERT(!pty_shows(&p, "AD start") && pty_shows(&p, "space"));
    CU_ASSERT_TRUE(play_quit(&p));
    CU_ASSERT_FALSE(pty_shows(&p, "opening"));
    pty_stop(&p);
    CU_ASSERT_TRUE_FATAL(
        play_start(&p, (struct play){.args = {"quartic"}, .cols = 200, .rows = 50}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    CU_ASSERT(pty_shows(&p, "AD start") && !strstr(p.log, "opening"));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* What the table says of the runs. */
static char *rows_of(const char *screen)
{
    struct text rows = {0};
    for (int i = 0; i < lines_in(screen); i++)
        if (strstr(line_of(screen, i), "running") || strstr(line_of(screen, i), "paused"))
            text_printf(&rows, "%s\n", line_of(screen, i));
    return rows.at ? rows.at : strdup("");
}

/* Reads until the table says `want`, and holds what it says to that. */
static void until_rows(struct pty *p, const char *want)
{
    char *rows = NULL;
    for (int waited = 0; waited < PATIENCE && (!rows || strcmp(rows, want) != 0); waited += 10) {
        pty_read(p, 10);
        free(rows);
        char *screen = pty_text(p);
        rows = rows_of(screen);
        free(screen);
    }
    CHECK_TEXT(rows, want);
    free(rows);
}

/* Clicks in row 13 and reads until the program rests at another step than `last`, which it
 * returns. */
static long click_to(struct pty *p, int column, long last)
{
    char click[40];
    snprintf(click, sizeof click, "\033[<0;%d;13M\033[<0;%d;13m", column, column);
    pty_type(p, click);
    for (int waited = 0; waited < PATIENCE; waited += 10) {
        if (play_step(p) != last && (pty_shows(p, "▮▮") || pty_shows(p, "■")))
            break;
        pty_read(p, 10);
    }
    return play_step(p);
}

/* A click on an axis of steps goes to that step: the numbers are those of the run that comes there
 * for the first time, and a click beyond goes on to where it had come. */
static void the_mouse_goes_back_in_time(void)
{
    static const int columns[] = {60, 24, 34, 9};
    static const char look[] = "./clipdescent snapshot moons --steps %ld --size 100x24 "
                               "--set view.panels=loss,table --keys Space"; /* it rests, too */
    struct pty p;
    long last = 40;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    struct play how = {.args = {"moons", "--steps", "40", "--set", "view.panels=loss,table"},
                       .cols = 100,
                       .rows = 24};
    CU_ASSERT_TRUE_FATAL(play_start(&p, how));
    CU_ASSERT_TRUE(pty_until(&p, "step 40 ", PATIENCE));
    for (size_t i = 0; i <= sizeof columns / sizeof *columns; i++) {
        bool back = i < sizeof columns / sizeof *columns;
        long step = click_to(&p, back ? columns[i] : 88, last);
        CU_ASSERT(step != last && step >= 0 && (back ? step < 40 : step == 40));
        last = step;
        shell_run(&s, look, step);
        char *want = rows_of(s.out);
        CU_ASSERT_EQUAL(lines_in(want), 4);
        until_rows(&p, want);
        free(want);
    }
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    shell_end(&s);
}

static const struct check checks[] = {
    {"a slow scene after a fast one answers", a_slow_scene_after_a_fast_one_answers},
    {"opening is said", opening_is_said},
    {"the mouse goes back in time", the_mouse_goes_back_in_time},
    {NULL, NULL},
};

int main(void)
{
    return check_main("live network", checks);
}
