/* Recordings as a person makes them: `record`, R in the live program, and what plays them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "play.h"
#include "shell.h"
#include "tape.h"

static struct shell s;

static const char scripted[] =
    "title: A script\n"
    "problem: { kind: power, power: 4, start: 5 }\n"
    "runs: { fixed: { lr: 0.0201 }, hard: { lr: 0.1, clip: hard, gamma: 1 } }\n"
    "view: { speed: 20 }\n"
    "script:\n"
    "  - { mark: The first chapter, say: Fixed diverges. }\n"
    "  - { when: fixed diverged, wait: enter }\n"
    "  - { at: step 60, press: Right, mark: Faster }\n"
    "  - ask: { question: \"How far?\", answer-from: theta of hard }\n"
    "  - { after: 1s, reveal: \"θ = {theta of hard}\" }\n"
    "  - { after: 2s, say: The end. }\n";

static bool load(struct tape *t, const char *name)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", s.folder, name);
    bool ok = tape_load(t, path);
    if (!ok)
        printf("\n%s: %s\n", name, t->why);
    return ok;
}

static double length_of(const struct tape *t)
{
    return t->n ? t->event[t->n - 1].at : 0;
}

static void the_same_bytes(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "a.yaml", scripted);
    for (int version = 2; version <= 3; version++) {
        CU_ASSERT_EQUAL(shell_run(&s,
                                  "./clipdescent record $D/a.yaml -o $D/1 --cast-version %d && "
                                  "./clipdescent record $D/a.yaml -o $D/2 --cast-version %d && "
                                  "./clipdescent record $D/a.yaml -o - --cast-version %d > $D/3",
                                  version, version, version),
                        0);
        CU_ASSERT_EQUAL(shell_run(&s, "cmp $D/1 $D/2 && cmp $D/1 $D/3"), 0);
        struct tape t;
        CU_ASSERT_TRUE(load(&t, "1"));
        CU_ASSERT_EQUAL(t.version, version);
        CU_ASSERT(length_of(&t) > 10 && length_of(&t) < 40);
        tape_release(&t);
    }
    shell_end(&s);
}

static void chapters_events_and_keys(void)
{
    struct tape t;
    char keys[64] = "";
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "a.yaml", scripted);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record $D/a.yaml -o $D/a.cast --size 80x24"), 0);
    CU_ASSERT_TRUE(load(&t, "a.cast"));
    CU_ASSERT(t.cols == 80 && t.rows == 24);
    char *marks = tape_marks(&t);
    CHECK_TEXT(marks, "The first chapter\n"
                      "Faster\n");
    char *notes = tape_notes(&t);
    CHECK_TEXT(notes, "clipping begins: hard\n"
                      "fixed diverged at step 8\n"
                      "fixed: lr 0.0201 → 0.025\n"
                      "hard: lr 0.1 → 0.125\n");
    free(notes);
    for (int i = 0; i < t.n; i++)
        if (t.event[i].code == 'i')
            strcat(keys, t.event[i].data);
    CHECK_TEXT(keys, "\r\033[C\r");
    free(marks);
    VTerm *vt = tape_play(&t);
    char *text = tape_text(vt);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "The end."));
    free(text);
    vterm_free(vt);
    CU_ASSERT_EQUAL(t.event[0].at, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(t.event[0].data, "A script")); /* the title card */
    CU_ASSERT_PTR_NOT_NULL(strstr(t.event[0].data, "●"));        /* with the markers of the runs */
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record lesson-8 -o $D/l.cast --seconds 1"), 0);
    struct tape lesson;
    CU_ASSERT_TRUE(load(&lesson, "l.cast"));
    CU_ASSERT_PTR_NOT_NULL(strstr(lesson.event[0].data, "What will too-fast do, unclipped?"));
    tape_release(&lesson);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record quartic -o $D/q.cast --seconds 1"), 0);
    CU_ASSERT_TRUE(load(&lesson, "q.cast"));
    CU_ASSERT_PTR_NOT_NULL(strstr(lesson.event[0].data, "Which run ends lowest?"));
    tape_release(&lesson);
    CU_ASSERT(length_of(&t) - t.event[t.n - 2].at >= 3); /* the last frame held */
    tape_release(&t);
    shell_end(&s);
}

/* Its last frame is the program's own of that step, whatever the scene and the size. */
static void the_last_frame(void)
{
    static const char *const how[] = {"quartic --steps 120", "beale --steps 37 --size 80x24",
                                      "rnn-cliff --steps 60 --size 100x30",
                                      "two-cycles --steps 90 --size 140x40 --set view.speed=7",
                                      "quartic --steps 50 --ascii"};
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        struct tape t;
        CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record %s -o $D/a.cast", how[i]), 0);
        CU_ASSERT_TRUE_FATAL(load(&t, "a.cast"));
        VTerm *vt = tape_play(&t);
        char *text = tape_text(vt);
        /* In colours: without them the maps are letters. */
        shell_run(&s,
                  "./clipdescent snapshot %s --format ansi --color 256 | "
                  "sed 's/\\x1b\\[[0-9;]*m//g;s/ *$//'",
                  how[i]);
        CHECK_TEXT(text, s.out);
        free(text);
        vterm_free(vt);
        tape_release(&t);
    }
    shell_end(&s);
}

static void it_ends(void)
{
    struct tape t;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "never.yaml",
                "problem: { kind: power }\nruns: { a: { lr: 0.001 } }\n"
                "script:\n  - { when: a diverged, say: never }\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record $D/never.yaml -o $D/a --seconds 5"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "never.yaml:4: the recording ends after 5 seconds "
                                         "(--seconds)"));
    CU_ASSERT_TRUE(load(&t, "a"));
    CHECK_NEAR(length_of(&t), 5, 1e-6);
    tape_release(&t);
    /* Also where a person would read longer than that, and where only the title card has room. */
    shell_write(&s, "read.yaml",
                "problem: { kind: power }\nruns: { a: { lr: 0.001 } }\n"
                "script:\n  - { say: 'much that has to be read here before it goes on, and more', "
                "wait: enter }\n  - { say: done, wait: enter }\n");
    for (int seconds = 1; seconds <= 4; seconds++) {
        CU_ASSERT_EQUAL(
            shell_run(&s, "./clipdescent record $D/read.yaml -o $D/a --seconds %d", seconds), 0);
        CU_ASSERT_TRUE(load(&t, "a"));
        CHECK_NEAR(length_of(&t), seconds, 1e-6);
        tape_release(&t);
    }
    shell_write(&s, "stuck.yaml",
                "problem: { kind: power }\nruns: { a: { lr: 0.001 } }\n"
                "script:\n  - do: hold\n  - { at: step 3, say: never }\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record $D/stuck.yaml -o $D/a"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "stuck.yaml:5: nothing moves any more"));
    shell_end(&s);
}

static void where_it_cannot_be_written(void)
{
    static const struct {
        const char *args, *words;
        int status;
    } all[] = {
        {"quartic", "record: found no -o FILE; expected", 2},
        {"quartic -o $D/no/a.cast", "No such file or directory", 1},
        {"quartic -o $D", "s a directory", 1},
        {"quartic -o /dev/full", "No space left on device", 1},
        {"no-such -o $D/a", "no-such", 2},
    };
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record %s", all[i].args), all[i].status);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.err, all[i].words));
    }
    CU_ASSERT_EQUAL(shell_run(&s, "trap '' XFSZ; ulimit -f 8; ./clipdescent record quartic -o "
                                  "$D/a.cast"),
                    1);
    shell_run(&s, "ls $D");
    CHECK_TEXT(s.out, "");
    shell_end(&s);
}

/* At the default size and rate. */
static void a_minute_is_small(void)
{
    static const char *const scenes[] = {"quartic", "beale", "two-cycles", "rnn-cliff"};
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (int i = 0; i < 4; i++) {
        shell_run(&s, "./clipdescent record %s --steps 100000 --seconds 60 -o - 2>&- | wc -c",
                  scenes[i]);
        long bytes = atol(s.out);
        if (bytes >= 500000)
            printf("\n%s: %ld bytes\n", scenes[i], bytes);
        CU_ASSERT(bytes > 5000 && bytes < 500000);
    }
    shell_end(&s);
}

/* What Debian's asciinema makes of it, on a terminal of its own. */
static void asciinema_plays_it(void)
{
    static const char *const how[] = {"quartic --steps 30", "lesson-2 --size 80x24",
                                      "beale --steps 20 --size 60x16"};
    CU_ASSERT_TRUE_FATAL(play_has_asciinema());
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        char path[128];
        struct tape t;
        shell_run(&s, "./clipdescent record %s -o $D/a.cast", how[i]);
        CU_ASSERT_TRUE_FATAL(load(&t, "a.cast"));
        snprintf(path, sizeof path, "%s/a.cast", s.folder);
        char *want = tape_output(&t), *found = play_cat(path);
        CU_ASSERT_PTR_NOT_NULL_FATAL(found);
        CU_ASSERT(strlen(want) > 1000 && strcmp(found, want) == 0);
        free(want);
        free(found);
        tape_release(&t);
    }
    shell_end(&s);
}

/* The live program recorded from outside plays back whole: to the screen it ended with. */
static void recorded_from_outside(void)
{
    static const char program[] = ASCIINEMA;
    char command[700], path[128], here[400];
    struct pty p, back;
    CU_ASSERT_TRUE_FATAL(play_has_asciinema());
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(here, sizeof here));
    snprintf(command, sizeof command, "'%s/clipdescent' quartic --keys 'n n'", here);
    snprintf(path, sizeof path, "%s/out.cast", s.folder);
    const char *const env[] = {"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=/tmp", NULL};
    struct pty_call call = {
        .argv = (const char *const[]){program, "rec", "-q", "-c", command, path, NULL},
        .env = env,
        .cols = 90,
        .rows = 28};
    CU_ASSERT_TRUE_FATAL(pty_start(&p, &call));
    CU_ASSERT_TRUE(pty_until(&p, "quit", 20000));
    pty_type(&p, "n");
    CU_ASSERT_TRUE(pty_until(&p, "step 3", PATIENCE));
    pty_type(&p, "q");
    CU_ASSERT_TRUE(pty_until_end(&p, 20000));
    CU_ASSERT_EQUAL(p.status, 0);
    /* Nobody reads what the terminal answers to the questions in it: it is not to be echoed. */
    snprintf(command, sizeof command, "stty -echo && exec '%s' cat '%s'", program, path);
    call.argv = (const char *const[]){"/bin/sh", "-c", command, NULL};
    CU_ASSERT_TRUE_FATAL(pty_start(&back, &call));
    CU_ASSERT_TRUE(pty_until_end(&back, 20000));
    CU_ASSERT_PTR_NOT_NULL(strstr(back.log, "step"));
    /* Both screens are what was there before the program: it left as it came. */
    char *found = tape_text(back.vt), *want = tape_text(p.vt);
    CHECK_TEXT(found, want);
    CU_ASSERT(back.alternate == 0 && back.cursor != 0);
    free(found);
    free(want);
    pty_stop(&back);
    pty_stop(&p);
    shell_end(&s);
}

/* The one recording in the folder. */
static bool load_only(struct tape *t)
{
    char name[80];
    shell_run(&s, "ls $D");
    CU_ASSERT_EQUAL(lines_in(s.out), 1);
    snprintf(name, sizeof name, "%.70s", line_of(s.out, 0));
    CU_ASSERT_PTR_NOT_NULL(strstr(name, ".cast"));
    return load(t, name);
}

static void live(void)
{
    struct pty p;
    struct tape t;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    struct play how = {.args = {"quartic"}, .folder = s.folder, .cols = 100, .rows = 30};
    CU_ASSERT_TRUE_FATAL(play_paused(&p, how));
    pty_type(&p, "R");
    CU_ASSERT_TRUE(pty_until(&p, "R stops", PATIENCE));
    pty_type(&p, "n");
    CU_ASSERT_TRUE(pty_until(&p, "step 3", PATIENCE));
    pty_resize(&p, 90, 28);
    pty_quiet(&p, 100, PATIENCE);
    pty_type(&p, "+"); /* which leaves no answer for the next key to take away */
    pty_quiet(&p, 100, PATIENCE);
    char *want = tape_text(p.vt);
    pty_type(&p, "R");
    CU_ASSERT_TRUE(pty_until(&p, ": recorded", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    CU_ASSERT_TRUE_FATAL(load_only(&t));
    CU_ASSERT(t.cols == 100 && t.rows == 30);
    char keys[40] = "", size[40] = "";
    for (int i = 0; i < t.n; i++)
        if (t.event[i].code == 'i' || t.event[i].code == 'r')
            strcat(t.event[i].code == 'i' ? keys : size, t.event[i].data);
    CHECK_TEXT(keys, "n+R");
    CHECK_TEXT(size, "90x28");
    VTerm *vt = tape_play(&t);
    char *found = tape_text(vt);
    CHECK_TEXT(found, want);
    free(found);
    free(want);
    vterm_free(vt);
    tape_release(&t);
    pty_stop(&p);
    shell_end(&s);
}

/* A limit on the size of files stands for a disk that fills up. */
static void live_on_a_full_disk(void)
{
    struct pty p;
    struct tape t;
    char program[600], here[400];
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(here, sizeof here));
    snprintf(program, sizeof program,
             "trap '' XFSZ; ulimit -f 100; exec '%s/clipdescent' quartic --keys 'n n'", here);
    struct pty_call call = {.argv = (const char *const[]){"/bin/sh", "-c", program, NULL},
                            .env =
                                (const char *const[]){"TERM=xterm-256color", "LANG=C.UTF-8", NULL},
                            .folder = s.folder,
                            .cols = 120,
                            .rows = 36};
    CU_ASSERT_TRUE_FATAL(pty_start(&p, &call));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    pty_type(&p, "R");
    CU_ASSERT_TRUE(pty_until(&p, "R stops", PATIENCE));
    for (int i = 0; i < 80 && !pty_shows(&p, "plays up to here"); i++) {
        pty_type(&p, i % 2 ? "z" : "n"); /* whole screens, each of another step; one key at a time,
                                            as the next takes the message away */
        pty_quiet(&p, 150, 900);         /* the message comes a frame later */
    }
    CU_ASSERT_TRUE(pty_shows(&p, "plays up to here: File too large"));
    CU_ASSERT_TRUE(play_quit(&p));
    CU_ASSERT_TRUE(load_only(&t));
    CU_ASSERT(t.n > 2);
    shell_run(&s, "./clipdescent run $D/*.cast"); /* and goes on from there */
    CHECK_TEXT(s.err, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "converged at step 1"));
    /* There: at the step of the last frame that is in it. */
    VTerm *vt = tape_play(&t);
    char *shown = tape_text(vt), *step = strstr(shown, "step "), line[80];
    CU_ASSERT_PTR_NOT_NULL_FATAL(step);
    snprintf(line, sizeof line, "%.*s ", (int)(5 + strspn(step + 5, "0123456789")), step);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent open $D/*.cast"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, line));
    free(shown);
    vterm_free(vt);
    tape_release(&t);
    pty_stop(&p);
    shell_end(&s);
}

static const struct check checks[] = {
    {"the same bytes", the_same_bytes},
    {"chapters, events and keys", chapters_events_and_keys},
    {"the last frame", the_last_frame},
    {"it ends", it_ends},
    {"where it cannot be written", where_it_cannot_be_written},
    {"a minute is small", a_minute_is_small},
    {"asciinema plays it", asciinema_plays_it},
    {"recorded from outside", recorded_from_outside},
    {"live", live},
    {"live on a full disk", live_on_a_full_disk},
    {NULL, NULL},
};

int main(void)
{
    return check_main("record", checks);
}
