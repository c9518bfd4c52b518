/* Names of files can hold anything: no command lets one steer the terminal. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "shell.h"

/* Sets a title, paints red, both as they are typed and as one byte that is no UTF-8, and a return.
 */
#define BAD "a\\033]0;title\\007b\\233\\302\\2331mc\\rd"

/* No control character but the ends of lines. tty: and what a terminal's own lines need. */
static void is_plain(const char *what, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        bool bad = (*at < 0x20 && *at != '\n') || *at == 0x7f || *at == 0x9b ||
                   (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0);
        if (bad)
            printf("\n%s: found the byte %02x in: %s\n", what, *at, text);
        CU_ASSERT_FALSE_FATAL(bad);
    }
}

static void names_are_shown_as_text(void)
{
    static const char *const commands[] = {
        "check \"$F\"",
        "check \"$F.none\"",
        "run \"$F\" --steps 2",
        "run \"$F\" --steps 2 --json -",
        "run \"$F\" --steps 2 --narrate",
        "run \"$F.none\"",
        "run \"$N\"",
        "run quartic --steps 2 --csv \"$D/no/$N\"",
        "run quartic --steps 2 --load-params \"$F\"",
        "run quartic --steps 2 --save-params \"$D/no/$N\"",
        "run moons --set \"problem.data=idx:$F\"",
        "snapshot \"$F\" --steps 2",
        "snapshot \"$F\" --steps 2 --ascii",
        "snapshot \"$F\" --steps 2 --format svg",
        "snapshot \"$F\" --keys w",
        "snapshot \"$F\" --keys \"$N\"",
        "snapshot quartic --steps 1 -o \"$D/no/$N\"",
        "record \"$F\" --steps 2 -o \"$D/$N.cast\"",
        "record \"$F\" --steps 2 -o -",
        "open \"$D/$N.cast\"",
        "open \"$D/$N.cast\" --marker \"$N\"",
        "sweep \"$F\" --lr 0.1 --steps 2 --csv -",
        "sweep \"$F\" --lr 0.1,0.2 --steps 2",
        "list",
        "list --json",
        "list --ascii",
        "lesson",
        "lesson \"$N\"",
        "\"$N\" x",
        "--\"$N\"",
    };
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "scene", "problem: { kind: power }\nruns: { a: { lr: 0.01 } }\nlesson: 99\n");
    shell_write(&s, "begin",
                "N=$(printf '" BAD "'); F=$D/$N.yaml; cd $D\n"
                "CLIPDESCENT_SCENES=$D; export CLIPDESCENT_SCENES\n");
    CU_ASSERT_EQUAL(shell_run(&s, ". $D/begin; cp scene \"$F\" && cat \"$F\""), 0);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        shell_run(&s, "P=$PWD; . $D/begin; $P/clipdescent %s", commands[i]);
        CU_ASSERT(s.status == 0 || s.status == 1 || s.status == 2);
        CU_ASSERT(strlen(s.out) + strlen(s.err) > 0);
        is_plain(commands[i], s.out);
        is_plain(commands[i], s.err);
    }
    /* It is the name that is shown, not nothing. */
    shell_run(&s, "P=$PWD; . $D/begin; $P/clipdescent check \"$F\"; $P/clipdescent list");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(s.out, "/a\\x1b]0;title\\x07b\\x9b\\xc2\\x9b1mc\\x0dd.yaml: ok\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "\n  a\\x1b]0;title\\x07b"));
    shell_end(&s);
}

static const struct check checks[] = {
    {"names are shown as text", names_are_shown_as_text},
    {NULL, NULL},
};

int main(void)
{
    return check_main("names", checks);
}
