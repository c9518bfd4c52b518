/* What the program writes into files, what make installs, and what the scripts beside it say. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "shell.h"

/* In every case status 1, a message that names the file, and the old file as it was. */
static void files_that_cannot_be_written(void)
{
    static const char *const commands[] = {
        "./clipdescent run quartic --csv /dev/full",
        "./clipdescent run quartic --json /dev/full",
        "./clipdescent run quartic --csv - > /dev/full",
        "./clipdescent run quartic > /dev/full",
        "./clipdescent list > /dev/full",
        "./clipdescent --help > /dev/full",
        "./clipdescent snapshot quartic > /dev/full",
        "./clipdescent snapshot quartic --format svg -o /dev/full",
        "./clipdescent snapshot quartic --format ansi -o - > /dev/full",
        "./clipdescent run moons --steps 1 --save-params $D/full",
        "./clipdescent run moons --steps 1 --set problem.batch=50 --save-data $D/full",
        "./clipdescent record quartic -o /dev/full",
        "TMPDIR=$D/missing ./clipdescent record quartic -o $D/old",
        "./clipdescent run quartic --csv $D/missing/rows.csv",
        "./clipdescent snapshot quartic -o $D/missing/frame.svg",
        "./clipdescent run quartic --csv $D",
        "ulimit -f 1; trap '' XFSZ; ./clipdescent run quartic --steps 5000 --csv $D/old",
        "ulimit -f 1; trap '' XFSZ; ./clipdescent snapshot quartic --format svg -o $D/old",
    };
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "echo old > $D/old; for f in -fixed -x.npy; do "
                  "ln -s /dev/full $D/full$f; done");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        CU_ASSERT_EQUAL(shell_run(&s, "(%s)", commands[i]), 1);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "clipdescent: "));
        CU_ASSERT_EQUAL(lines_in(s.err), 1);
        CU_ASSERT_PTR_NULL(strstr(s.err, "Input/output error")); /* that would be no reason */
        bool kept = !strstr(commands[i], "list") && !strstr(commands[i], "--help");
        if (kept && strstr(commands[i], "/full"))
            CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "No space left on device"));
        if (strstr(commands[i], "ulimit"))
            CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "File too large"));
        if (s.status != 1)
            printf("\n%s: %d %s\n", commands[i], s.status, s.err);
    }
    shell_run(&s, "rm $D/full*; ls $D; cat $D/old");
    CHECK_TEXT(s.out, "old\nold\n");
    shell_end(&s);
}

static void files_that_can(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "echo old > $D/rows.csv; ./clipdescent run quartic --steps 2 --csv $D/rows.csv");
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "fixed")); /* the table: the rows are elsewhere */
    shell_run(&s, "./clipdescent run quartic --steps 2 --csv - | cmp - $D/rows.csv; ls $D");
    CHECK_TEXT(s.out, "rows.csv\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent snapshot quartic --steps 9 -o $D/a.svg &&"
                                  "head -c 100 $D/a.svg | grep -q '<svg'"),
                    0);
    shell_run(&s, "./clipdescent snapshot quartic --size 70x20 --steps 9 | wc -l");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "20"));
    CU_ASSERT_EQUAL(
        shell_run(&s, "./clipdescent snapshot quartic --ascii | LC_ALL=C grep '[^ -~]'"), 1);
    CU_ASSERT_EQUAL(
        shell_run(&s, "LC_ALL=C ./clipdescent snapshot quartic | LC_ALL=C grep '[^ -~]'"), 1);
    shell_run(&s, "./clipdescent snapshot quartic --format ansi --color 256 | grep -c '38;5;'");
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_EQUAL(
        shell_run(&s, "./clipdescent snapshot quartic --format ansi --color never | grep '38;5;'"),
        1);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent snapshot quartic --keys '?' | grep 'ten presses'"),
                    0);
    shell_end(&s);
}

/* With standard output closed, nothing of what is printed ends up in the file that is written. */
static void closed_streams(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "./clipdescent run quartic --csv $D/whole.csv");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run quartic --csv $D/a.csv --json - >&-"), 1);
    CU_ASSERT_EQUAL(shell_run(&s, "cmp $D/whole.csv $D/a.csv"), 0);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run quartic --csv $D/b.csv <&- 2>&-"), 0);
    CU_ASSERT_EQUAL(shell_run(&s, "cmp $D/whole.csv $D/b.csv"), 0);
    shell_end(&s);
}

/* A signal in the middle ends the program as that signal, and takes away what was begun. */
static void ended_by_a_signal(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "echo old > $D/old; timeout --preserve-status -s TERM 0.3 "
                  "./clipdescent run quartic --steps 1e12 --every 1e6 --csv $D/old");
    CU_ASSERT_EQUAL(s.status, 143);
    shell_run(&s, "ls $D; cat $D/old");
    CHECK_TEXT(s.out, "old\nold\n");
    CU_ASSERT_EQUAL(shell_run(&s, "timeout --preserve-status -s TERM 0.3 "
                                  "./clipdescent snapshot quartic --steps 1e12"),
                    143);
    shell_end(&s);
}

/* Where a comma stands for the point (LC_NUMERIC), data are written and read as everywhere. */
static void commas(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "printf 'LC_NUMERIC\\ndecimal_point \",\"\\nthousands_sep \".\"\\ngrouping 3;3\\n"
                  "END LC_NUMERIC\\n' > $D/source;"
                  "localedef -c -i $D/source -f ANSI_X3.4-1968 $D/commas;"
                  "LOCPATH=$D LC_ALL= LC_NUMERIC=commas locale decimal_point");
    CHECK_TEXT(s.out, ",\n");
    shell_run(&s, "./clipdescent run quartic --steps 3 --csv $D/c.csv --set fixed.lr=0.02;"
                  "LOCPATH=$D LC_ALL= LC_NUMERIC=commas ./clipdescent run quartic --steps 3 "
                  "--csv $D/commas.csv --set fixed.lr=0.02; cmp $D/c.csv $D/commas.csv");
    CU_ASSERT_EQUAL(s.status, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "0.02"));
    CU_ASSERT_PTR_NULL(strstr(s.out, "0,02"));
    shell_end(&s);
}

static void checked_scenes(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    /* That all of them are sound is tests/test_scenes.c's business. */
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent check scenes/quartic*.yaml scenes/lesson-*.yaml"),
                    0);
    CU_ASSERT_TRUE(lines_in(s.out) >= 10);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "scenes/quartic.yaml: ok\n"));
    shell_run(&s, "printf 'problem: {kind: pwer}\\nruns: {a: {lr: -1}}\\n' > $D/bad.yaml;"
                  "./clipdescent check $D/bad.yaml scenes/quartic.yaml $D/none.yaml");
    CU_ASSERT_EQUAL(s.status, 2);
    CHECK_TEXT(s.out, "scenes/quartic.yaml: ok\n");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "bad.yaml:1: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "bad.yaml:2: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "none.yaml: "));
    shell_end(&s);
}

/* Installed somewhere, it runs from anywhere and finds its scenes; uninstall leaves nothing. */
static void installed(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "make -s install DESTDIR=$D/stage"), 0);
    if (s.status != 0)
        printf("\n%s%s", s.out, s.err);
    CU_ASSERT_EQUAL(shell_run(&s, "cd / && $D/stage/usr/local/bin/clipdescent run quartic"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "hard"));
    CU_ASSERT_EQUAL(shell_run(&s, "cd $D/stage/usr/local && for f in $OLDPWD/scenes/*.yaml; do "
                                  "test -e share/clipdescent/scenes/${f##*/} || exit 1; done;"
                                  "test -e share/man/man1/clipdescent.1"),
                    0);
    CU_ASSERT_EQUAL(shell_run(&s, "cd $D/stage/usr/local/share && "
                                  "cat zsh/site-functions/_clipdescent "
                                  "fish/vendor_completions.d/clipdescent.fish && bash -c '"
                                  ". bash-completion/completions/clipdescent; complete -p "
                                  "clipdescent'"),
                    0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "\ncomplete -F _clipdescent clipdescent\n"));
    CU_ASSERT_EQUAL(shell_run(&s, "make -s uninstall DESTDIR=$D/stage"), 0);
    shell_run(&s, "find $D/stage ! -type d"); /* apart: a make inside a make says where it is */
    CHECK_TEXT(s.out, "");
    shell_end(&s);
}

/* The manual is well formed, and names what the tables hold. */
static void manual(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent --man > $D/m.1"), 0);
    shell_run(&s, "if command -v groff; then groff -ww -man -k -Tutf8 $D/m.1; fi >/dev/null");
    CHECK_TEXT(s.err, "");
    shell_run(&s, "cat $D/m.1");
    static const char *const words[] = {"\\-\\-steps", "fB\\-o, ",  "Shift\\-Up", "rosenbrock",
                                        "gamma",       "polyak",    "landscape",  "two points",
                                        "NO_COLOR",    "tolerance", "128+n",      "quartic",
                                        "path_ratio",  "power",     "snapshot",   "problem"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strstr(s.out, words[i])) {
            printf("\nthe manual does not say %s\n", words[i]);
            CU_FAIL("a word is missing");
        }
    shell_end(&s);
}

/* The order of the rooms holds; the script that says so sees each kind of fault. */
static void layers(void)
{
    static const char *const faults[] = {
        "src/draw/a.c '#include \"lab/run.h\"'",
        "src/backend/a.c '#include \"panel/panel.h\"'",
        "src/base/a.h '#include \"lab/run.h\"'",
        "src/clip/a.c '#include \"problem/problem.h\"'",
        "src/lab/a.c '#include <curses.h>'",
        "src/lab/a.c '#include \"run.h\"'",
        "src/lab/a.c '#include <panel/panel.h>'",
        "src/base/a.c '#include <zlib.h>'",
        "src/panel/a.c 'if (!strcmp(r->clip->name, \"hard\"))'",
        "src/kitchen/a.c '#include \"base/vec.h\"'",
        "src/panel/a.c '  #  include \"command/command.h\"'",
        "src/backend/a.c '#include \"scene/scene.h\"'",
    };
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "tests/layers ."), 0);
    CU_ASSERT_NOT_EQUAL(shell_run(&s, "tests/layers $D"), 0);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        shell_run(&s,
                  "set -- %s; rm -rf $D/src; mkdir -p $D/src/base ${D}/${1%%/*};"
                  "echo '#include \"base/vec.h\"' > $D/src/base/b.c; echo \"$2\" > $D/$1;"
                  "tests/layers $D",
                  faults[i]);
        CU_ASSERT_EQUAL(s.status, 1);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "/a."));
        CU_ASSERT_PTR_NULL(strstr(s.out, "/b.c:"));
    }
    static const char *const heads[] = {
        "int f(int a, int b, int c, int d,\n      int (*e)(int, int), int g, int h)\n{\n",
        "int f(int a, int b, int c, int d,\n      int e, int g, int h, int i)\n{\n",
    };
    for (int lines = 76; lines <= 398; lines += lines == 76 ? 1 : 321)
        for (int k = 0; k < 2; k++) {
            shell_write(&s, "a.c", heads[k]);
            shell_run(&s,
                      "rm -rf $D/src; mkdir -p $D/src/base; (cat $D/a.c; yes '    g();' |"
                      "head -n %d; echo '}') > $D/src/base/a.c; tests/layers $D",
                      lines);
            CU_ASSERT_EQUAL(s.status, k == 1 || lines > 76);
            CU_ASSERT_EQUAL(strstr(s.out, "7 parameters") != NULL, k == 1);
            CU_ASSERT_EQUAL(strstr(s.out, "a function of 81 lines; at most 80") != NULL,
                            lines == 77);
            CU_ASSERT_EQUAL(strstr(s.out, "over 400 lines") != NULL, lines == 398);
        }
    shell_end(&s);
}

/* A prototype written by hand shows in the objects alone; files in a circle are told. */
static void layers_of_objects(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "low.c", "void high(void); void low(void); void low(void) { high(); }\n");
    shell_write(&s, "high.c", "void low(void); void high(void); void high(void) { low(); }\n");
    shell_run(&s, "cd $D && mkdir -p src/base src/lab build/base build/lab &&"
                  "cp low.c src/base && cp high.c src/lab &&"
                  "cc -c -o build/base/low.o low.c && cc -c -o build/lab/high.o high.c");
    CU_ASSERT_EQUAL_FATAL(s.status, 0);
    CU_ASSERT_EQUAL(shell_run(&s, "tests/layers $D"), 0);
    CU_ASSERT_EQUAL(shell_run(&s, "tests/layers $D build"), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "base/ must not use high of src/lab/high.o"));

    shell_run(&s, "cd $D && mv src/lab/high.c src/base && mv build/lab/high.o build/base");
    CU_ASSERT_EQUAL(shell_run(&s, "tests/layers $D build"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "base/: 2 files in a circle"));

    /* And so does a function whose last bit depends on the C library. */
    shell_write(&s, "low.c",
                "double log10(double); double low(double); double low(double x)"
                "{ return log10(x); }\n");
    shell_run(&s, "cd $D && cp low.c src/base && cc -c -o build/base/low.o low.c");
    CU_ASSERT_EQUAL(shell_run(&s, "tests/layers $D build"), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "src/base/low.o: log10 of the C library"));
    shell_end(&s);
}

/* What runs the tests sums them up: a program that says nothing, or hangs, is one that failed.
 * Those that are new come first, and then those that took longest. */
static void the_sum(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "good", "#!/bin/sh\necho good: 3 passed, 0 failed\n");
    shell_write(&s, "bad", "#!/bin/sh\necho bad: 2 passed, 1 failed\nexit 1\n");
    shell_write(&s, "dies", "#!/bin/sh\necho dies: 4 passed, 0 failed\nkill -9 $$\n");
    shell_write(&s, "silent", "#!/bin/sh\necho not a word of a sum\n");
    shell_write(&s, "hangs", "#!/bin/sh\nexec sleep 60\n");
    CU_ASSERT_EQUAL(shell_run(&s, "chmod +x $D/*; tests/run-all $D/good"), 0);
    CHECK_TEXT(s.out, "good: 3 passed, 0 failed\n3 passed, 0 failed\n");
    shell_run(&s, "cd $D; echo 5 > good.seconds; echo 60 > bad.seconds; echo 7 > dies.seconds;"
                  "echo 1 > silent.seconds; JOBS=1 LIMIT=1 $OLDPWD/tests/run-all $D/good $D/silent "
                  "$D/bad $D/hangs $D/dies");
    CU_ASSERT_EQUAL(s.status, 1);
    CHECK_TEXT(line_of(s.out, lines_in(s.out) - 1), "9 passed, 4 failed");
    const char *at = s.out;
    static const char *const order[] = {"hangs: exit status 124: stopped after 1 s",
                                        "bad: exit status 1", "dies: exit status 137",
                                        "good: 3 passed", "silent: exit status 0"};
    for (size_t i = 0; i < sizeof order / sizeof order[0] && at; i++) {
        at = strstr(at, order[i]);
        CU_ASSERT_PTR_NOT_NULL(at);
    }
    CU_ASSERT_NOT_EQUAL(shell_run(&s, "tests/run-all"), 0);
    shell_end(&s);
}

static const struct check checks[] = {
    {"files that cannot be written", files_that_cannot_be_written},
    {"files that can", files_that_can},
    {"closed streams", closed_streams},
    {"ended by a signal", ended_by_a_signal},
    {"commas for points", commas},
    {"checked scenes", checked_scenes},
    {"installed and gone again", installed},
    {"the manual", manual},
    {"layers", layers},
    {"layers of objects", layers_of_objects},
    {"the sum of the tests", the_sum},
    {NULL, NULL},
};

int main(void)
{
    return check_main("files", checks);
}
