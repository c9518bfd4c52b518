/* Recordings opened again: live, without a terminal, from a marker; and those that are damaged,
 * foreign or not there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend/cast_read.h"
#include "base/file.h"
#include "base/rng.h"
#include "check.h"
#include "play.h"
#include "session/marker_points.h"
#include "shell.h"

static struct shell s;

static const char scripted[] =
    "title: \"A \\\"script\\\"\"\n"
    "problem: { kind: power, power: 4, start: 5 }\n"
    "runs: { fixed: { lr: 0.0201 }, hard: { lr: 0.1, clip: hard, gamma: 1 } }\n"
    "view: { speed: 20 }\n"
    "script:\n"
    "  - { mark: The first chapter, say: Fixed diverges. }\n"
    "  - { when: fixed diverged, wait: enter }\n"
    "  - { at: step 30, set: hard.gamma=3, mark: A turn }\n"
    "  - { at: step 60, press: Right, mark: Faster }\n"
    "  - { at: step 75, do: restart, mark: Again }\n"
    "  - { at: step 20, do: hold, say: The end. }\n";

static void begin(const char *record)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "a.yaml", scripted);
    CU_ASSERT_EQUAL_FATAL(shell_run(&s, "./clipdescent record $D/a.yaml -o $D/a.cast %s", record),
                          0);
}

/* The row of run hard at a step, in full precision, as a scene gives it whose knobs are these. */
static void hard_row(char *row, size_t size, const char *args, int step)
{
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run %s --csv - | grep '^hard,%d,'", args, step),
                    0);
    snprintf(row, size, "%s", line_of(s.out, 0));
}

static void at_its_end_and_at_markers(void)
{
    char is[1024], want[1024];
    for (int version = 2; version <= 3; version++) {
        begin(version == 2 ? "" : "--cast-version 3");
        /* Before anything was turned: the scene's own steps. */
        hard_row(is, sizeof is, "$D/a.cast --marker 'fixed diverged at step 8'", 8);
        hard_row(want, sizeof want, "$D/a.yaml", 8);
        CHECK_TEXT(is, want);
        /* γ = 3 from step 30 on; the row of step 60 is the last before the rate was turned. */
        hard_row(is, sizeof is, "$D/a.cast --marker Faster", 29);
        hard_row(want, sizeof want, "$D/a.yaml", 29);
        CHECK_TEXT(is, want);
        hard_row(is, sizeof is, "$D/a.cast --marker Faster", 30);
        CU_ASSERT_PTR_NOT_NULL(strstr(is, ",3,")); /* γ */
        hard_row(is, sizeof is, "$D/a.cast --marker Faster", 60);
        CU_ASSERT_PTR_NOT_NULL(strstr(is, ",0.125,3,"));
        /* Restarted with what was turned; it ends at step 20 of that. */
        hard_row(is, sizeof is, "$D/a.cast", 20);
        hard_row(want, sizeof want, "$D/a.yaml --set hard.lr=0.125 --set hard.gamma=3", 20);
        CHECK_TEXT(is, want);
        shell_run(&s, "./clipdescent run $D/a.cast --csv - | tail -1");
        CU_ASSERT(strncmp(s.out, "hard,20,", 8) == 0);
        shell_end(&s);
    }
}

static void without_a_terminal(void)
{
    begin("");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent open $D/a.cast"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "step 20"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "A \"script\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "\nhard   gd         hard  0.125  3     20"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "clipdescent open "));
    /* Whatever the file is called. */
    CU_ASSERT_EQUAL(shell_run(&s, "cp $D/a.cast $D/b && ./clipdescent open $D/b --marker 1"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "step 0"));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent snapshot $D/a.cast --marker 'A turn' --steps 5"),
                    0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "step 36"));
    shell_end(&s);
}

/* What a message about a marker says. */
static void unknown_markers(void)
{
    static const struct {
        const char *args, *says;
    } all[] = {
        {"open $D/a.cast --marker fastr",
         "--marker: found \"fastr\" (did you mean \"Faster\"?); expected one of "},
        {"open $D/a.cast --marker fastr", " by number or name: 1 \"The first chapter\", "
                                          "2 \"clipping begins: hard\""},
        {"open $D/a.cast --marker 99", "\"Faster\""},
        {"open $D/a.cast --marker 0", "\"Faster\""},
        {"snapshot $D/a.yaml --marker A", "a by number or name: 1 \"The first chapter\", 2 \"A "
                                          "turn\", 3 \"Faster\", 4 \"Again\""},
        {"snapshot quartic --marker A", "expected none, as quartic has no markers"},
        {"snapshot $D/never.yaml --marker B", "never.yaml:4: the script does not come to \"B\": it "
                                              "stands at step 0"},
        {"run quartic --marker 1", "expected it for a recording"},
        {"run $D/left.yaml --marker 1", "expected it for a recording"},
        {"snapshot quartic --marker ''", "--marker: found \"\"; expected the number of a marker"},
    };
    begin("");
    shell_write(&s, "never.yaml",
                "problem: { kind: power }\nruns: { a: { lr: 0.001 } }\n"
                "script: [{ do: hold }, { at: step 3, say: x },\n  { mark: B }]\n");
    shell_write(&s, "left.yaml", "problem: { kind: power }\nruns: { a: { lr: 0.001 } }\nfrom: 3\n");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent %s", all[i].args), 2);
        if (!strstr(s.err, all[i].says))
            printf("\n%s: %s\n", all[i].args, s.err);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.err, all[i].says));
        CHECK_TEXT(s.out, "");
    }
    shell_end(&s);
}

/* A chapter of a script as a picture: the frame in which it begins. */
static void pictures_of_chapters(void)
{
    begin("");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent snapshot $D/a.yaml --marker 'A turn'"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "step 30"));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent snapshot $D/a.yaml --marker 3 -o $D/a.svg && grep "
                                  "-c 'step 60' $D/a.svg"),
                    0);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent snapshot lesson-10 --marker 3 --format ansi"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "Back to 5."));
    shell_end(&s);
}

/* A change to a good recording, as a shell command from $D/a.cast to $D/b.cast, and what is said
 * of it. */
static const struct damage {
    const char *how, *says;
} damages[] = {
    {": > $D/b.cast", "b.cast:1: found no whole JSON object; expected the header of an asciicast"},
    {"echo > $D/b.cast", "b.cast:1: found no whole JSON object"},
    {"head -c 300 $D/a.cast > $D/b.cast", "b.cast:1: found no whole JSON object"},
    {"head -c -30 $D/a.cast > $D/b.cast", ": found no whole event; expected [seconds, \"code\""},
    {"sed '3s/^/x/' $D/a.cast > $D/b.cast", "b.cast:3: found no whole event"},
    {"sed '3s/\"o\"/o/;5s/]$//' $D/a.cast > $D/b.cast", "b.cast:5: found no whole event"},
    {"sed '4s/^.[0-9]/[9/' $D/a.cast > $D/b.cast",
     "b.cast:5: found an event before the one before"},
    {"sed '2s/$/\\xff/' $D/a.cast > $D/b.cast", "b.cast:2: found bytes that are no text"},
    {"sed '2s/$/\\x0/' $D/a.cast > $D/b.cast", "b.cast:2: found bytes that are no text"},
    {"sed 1d $D/a.cast > $D/b.cast", "b.cast:1: found no whole JSON object"},
    {"sed '1s/:2/:1/' $D/a.cast > $D/b.cast", "b.cast:1: found an asciicast of another version"},
    {"sed '1s/\"version\":2,//' $D/a.cast > $D/b.cast", "b.cast:1: found no version"},
    {"sed '1s/\"width\":120,//' $D/a.cast > $D/b.cast", "b.cast:1: found no size; expected width"},
    {"sed '1s/\"clipdescent\"/\"other\"/' $D/a.cast > $D/b.cast",
     "b.cast:1: no session in it; expected a recording made by `clipdescent record` or by R"},
    {"sed '1s/\"end\"/\"and\"/' $D/a.cast > $D/b.cast", "there was more to keep"},
    {"sed '1s/\"end\": \\[1/\"end\": [7/' $D/a.cast > $D/b.cast",
     "b.cast:1: found a session that is not whole; expected scenes, points and end"},
    {"sed '1s/\"scenes\": \\[/&3, /' $D/a.cast > $D/b.cast", "b.cast:1: found a session"},
    {"sed '1s/kind: power/kind: powr/g' $D/a.cast > $D/b.cast",
     "b.cast:1: in its session, at 4: problem.kind: found powr (did you mean power?); expected"},
    {"sed '1s/clip: hard, lr/clip: hard, lx/g' $D/a.cast > $D/b.cast", "b.cast:1: in its session"},
    {"sed '1s/probe: { /&test: 5, /g' $D/a.cast > $D/b.cast",
     "b.cast:1: in its session, at 8: probe.test: found 5"},
    {"mkdir $D/b.cast", "b.cast: is a directory; expected an asciicast"},
    {"mkfifo $D/b.cast", "b.cast: is a pipe or a device"},
    {"true", "b.cast: No such file or directory"},
};

static void damaged_ones_are_refused(void)
{
    begin("");
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        shell_run(&s, "rm -rf $D/b.cast; %s", damages[i].how);
        CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent open $D/b.cast"), 2);
        if (!strstr(s.err, damages[i].says))
            printf("\n%s: %s\n", damages[i].how, s.err);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.err, damages[i].says));
        CHECK_TEXT(s.out, "");
    }
    /* What is no damage: comments of v3, an end without a newline. */
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record $D/a.yaml -o - --cast-version 3 | sed "
                                  "'2i# a comment' | head -c -1 > $D/b.cast; rm -f $D/c; "
                                  "./clipdescent open $D/b.cast"),
                    0);
    shell_end(&s);
}

/* Any byte another one: read, or refused with a reason; and never anything else. */
static void any_byte_another(void)
{
    char path[128], why[100], *text;
    size_t size;
    int refused = 0;
    struct rng rng;
    begin("--steps 12 --size 60x16");
    snprintf(path, sizeof path, "%s/a.cast", s.folder);
    CU_ASSERT_TRUE_FATAL(file_read(path, 1 << 20, &text, &size, why, sizeof why));
    rng_seed(&rng, 11);
    for (int i = 0; i < 400; i++) {
        struct cast_read cast;
        struct text yaml = {0};
        struct report r;
        /* More often in the header, where more can be wrong. */
        size_t at = rng_below(&rng, i % 2 ? 2000 : size);
        char was = text[at];
        text[at] = (char)rng_below(&rng, 256);
        FILE *f = fopen(path, "w");
        CU_ASSERT_PTR_NOT_NULL_FATAL(f);
        fwrite(text, 1, size, f);
        fclose(f);
        report_init(&r);
        bool ok = cast_read(&cast, path, &r);
        CU_ASSERT_EQUAL(ok, r.count == 0);
        if (ok && cast.session.length)
            points_find(cast.session.at, -1, &yaml);
        refused += !ok;
        text_release(&yaml);
        cast_read_release(&cast);
        report_release(&r);
        text[at] = was;
    }
    CU_ASSERT(refused > 20 && refused < 400);
    free(text);
    shell_end(&s);
}

static void live(void)
{
    struct pty p;
    char path[128];
    begin("");
    snprintf(path, sizeof path, "%s/a.cast", s.folder);
    struct play how = {.args = {"open", path, "--marker", "Faster"}};
    CU_ASSERT_TRUE_FATAL(play_start(&p, how));
    CU_ASSERT_TRUE(pty_until(&p, "step 61", PATIENCE));
    pty_type(&p, "n");
    CU_ASSERT_TRUE(pty_until(&p, "step 62", PATIENCE));
    pty_type(&p, "bb"); /* what lies before is there */
    CU_ASSERT_TRUE(pty_until(&p, "step 60 of 62", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    shell_end(&s);
}

/* Recorded live by R, knobs turned, and gone on from: the same screen. */
static void recorded_live(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    struct play how = {.args = {"quartic"}, .folder = s.folder};
    CU_ASSERT_TRUE_FATAL(play_paused(&p, how));
    pty_type(&p, "R");
    CU_ASSERT_TRUE(pty_until(&p, "R stops", PATIENCE));
    pty_type(&p, "nn\t\t\tl");
    CU_ASSERT_TRUE(pty_until(&p, "0.125", PATIENCE));
    pty_type(&p, "nnn");
    CU_ASSERT_TRUE(pty_until(&p, "step 7", PATIENCE));
    pty_type(&p, "R");
    CU_ASSERT_TRUE(pty_until(&p, ": recorded", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    shell_run(&s, "./clipdescent run quartic --steps 4 --csv - | grep ^soft,4, | cut -d, -f12");
    char before[64];
    snprintf(before, sizeof before, "%s", line_of(s.out, 0));
    CU_ASSERT(before[0] != '\0');
    shell_run(&s, "./clipdescent run $D/*.cast --csv - | grep ^soft,4, | cut -d, -f12");
    CHECK_TEXT(line_of(s.out, 0), before);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent open $D/*.cast"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "step 7"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "\nsoft   gd         soft  0.125"));
    /* The marker is the frame in which the knob was turned. */
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent open $D/*.cast --marker 'soft: lr 0.1 → 0.125'"),
                    0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "step 4"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "\nsoft   gd         soft  0.125"));
    shell_end(&s);
}

/* Every lesson's recording goes on from every marker of it. */
static void lessons(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (int n = 1; n <= 5; n += 2) {
        CU_ASSERT_EQUAL(shell_run(&s,
                                  "./clipdescent record lesson-%d -o $D/a.cast && "
                                  "for i in 1 2 3; do ./clipdescent run $D/a.cast --marker $i "
                                  "|| exit 9; done",
                                  n),
                        0);
        CHECK_TEXT(s.err, "");
    }
    shell_end(&s);
}

int main(void)
{
    static const struct check checks[] = {
        {"at its end and at markers", at_its_end_and_at_markers},
        {"without a terminal", without_a_terminal},
        {"unknown markers", unknown_markers},
        {"pictures of chapters", pictures_of_chapters},
        {"damaged ones are refused", damaged_ones_are_refused},
        {"any byte another", any_byte_another},
        {"live", live},
        {"recorded live", recorded_live},
        {"lessons", lessons},
        {NULL, NULL},
    };
    return check_main("open", checks);
}
