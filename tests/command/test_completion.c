/* Completions: what a shell offers, asked of the shell itself where it is installed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "command/command.h"
#include "shell.h"

static struct shell s;

/* What bash offers for the last of the words, one a line, in the order of letters. */
static void ask_bash(const char *words)
{
    shell_run(&s,
              "bash -c 'source $D/c.bash; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
              "_clipdescent; printf \"%%s\\n\" \"${COMPREPLY[@]}\"' | LC_ALL=C sort",
              words);
    CHECK_TEXT(s.err, "");
}

static void begin(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent --completion bash > $D/c.bash && "
                                  "bash -n $D/c.bash"),
                    0);
    CHECK_TEXT(s.err, "");
}

/* The options of a command, as the tables have them, in the order of letters. */
static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void options_of(const struct command_kind *c, struct text *out)
{
    const char *names[64];
    size_t n = 0;
    for (const struct option_spec *o = option_table; o->name; o++)
        if (o->help && command_takes(c, o))
            names[n++] = o->name;
    CU_ASSERT_FATAL(n >= 2 && n <= 64);
    qsort(names, n, sizeof *names, by_text);
    text_clear(out);
    for (size_t i = 0; i < n; i++)
        text_printf(out, "--%s\n", names[i]);
}

static void bash_offers_the_options_of_a_command(void)
{
    struct text want = {0};
    char words[64];
    begin();
    for (const struct command_kind *const *c = command_kinds; *c; c++) {
        options_of(*c, &want);
        snprintf(words, sizeof words, "clipdescent %s --", (*c)->name);
        ask_bash(words);
        CHECK_TEXT(s.out, want.at);
    }
    options_of(command_find("live"), &want);
    ask_bash("clipdescent --"); /* no command is named: the live program */
    CHECK_TEXT(s.out, want.at);
    text_release(&want);
    shell_end(&s);
}

static void bash_offers_words_scenes_and_files(void)
{
    static const struct {
        const char *words, *offers;
    } cases[] = {
        {"clipdescent sn", "snapshot\n"},
        {"clipdescent snapshot --format \"\"", "ansi\nsvg\ntext\n"},
        {"clipdescent snapshot --format = s", "svg\n"},
        {"clipdescent snapshot --format =", "ansi\nsvg\ntext\n"},
        {"clipdescent record --cast-version \"\"", "2\n3\n"},
        {"clipdescent --color n", "never\n"},
        {"clipdescent run quartic --csv src/lab/race", "src/lab/race.c\nsrc/lab/race.h\n"},
        {"clipdescent snapshot -o src/lab/race.", "src/lab/race.c\nsrc/lab/race.h\n"},
        {"clipdescent run quartic --steps 1", "\n"},
        {"clipdescent list --json --a", "--ascii\n"}, /* there it has no argument */
        {"clipdescent run scenes/bent", "scenes/bent-valley.yaml\n"},
        {"clipdescent run src/lab/ru", "\n"}, /* no scene */
        {"clipdescent check src/lab/race.", "src/lab/race.c\nsrc/lab/race.h\n"},
        {"./clipdescent run beal", "beale\n"},
        {"./clipdescent beal", "beale\n"},
        {"./clipdescent --fps run beal", "beale\n"}, /* run is what --fps was given */
        {"./clipdescent --fps = run --no-m", "--no-mouse\n"},
    };
    begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ask_bash(cases[i].words);
        if (strcmp(s.out, cases[i].offers) != 0)
            printf("\n%s:\n", cases[i].words);
        CHECK_TEXT(s.out, cases[i].offers);
    }
    /* A scene's name is a name, whatever stands in it. */
    shell_run(&s, "cp scenes/quartic.yaml \"$D/x\\$(touch gone).yaml\"; ls $D");
    setenv("CLIPDESCENT_SCENES", s.folder, 1);
    ask_bash("./clipdescent run x");
    CHECK_TEXT(s.out, "x$(touch\n");
    unsetenv("CLIPDESCENT_SCENES");
    CU_ASSERT_NOT_EQUAL(shell_run(&s, "ls gone $D/gone"), 0);
    shell_end(&s);
}

/* Each option of each command stands in the completions of the others; they are read by their
 * shells where these are installed. */
static void zsh_and_fish(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent --completion fish"), 0);
    for (const struct command_kind *const *c = command_kinds; *c; c++)
        for (const struct option_spec *o = option_table; o->name; o++) {
            char line[128];
            snprintf(line, sizeof line, "-n '__clipdescent_is %s' -l %s ", (*c)->name, o->name);
            CU_ASSERT_EQUAL(o->help && command_takes(*c, o), strstr(s.out, line) != NULL);
        }
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent --completion zsh"), 0);
    for (const struct option_spec *o = option_table; o->name; o++) {
        char line[64];
        snprintf(line, sizeof line, "'*--%s%s[", o->name, o->arg ? "=" : "");
        CU_ASSERT_EQUAL(o->help != NULL, strstr(s.out, line) != NULL);
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "'*--json["));  /* list's names no file */
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "'*--json=[")); /* run's does */
    shell_run(&s, "for shell in zsh fish; do if command -v $shell; then "
                  "./clipdescent --completion $shell > $D/c && $shell -n $D/c || exit 1; fi; done");
    CU_ASSERT_EQUAL(s.status, 0);
    CHECK_TEXT(s.err, "");
    if (shell_run(&s, "HOME=$D fish -c true") == 0) {
        shell_run(&s, "./clipdescent --completion fish > $D/c; HOME=$D fish -c 'source $D/c; "
                      "complete -C \"clipdescent sn\"; complete -C \"./clipdescent run beal\"; "
                      "complete -C \"clipdescent snapshot --format s\"' | cut -f 1");
        CHECK_TEXT(s.out, "snapshot\nbeale\nsvg\n");
    }
    shell_end(&s);
}

static void an_unknown_shell(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent --completion ksh"), 2);
    CHECK_TEXT(s.err, "clipdescent: --completion: found \"ksh\"; expected bash, zsh or fish\n");
    CHECK_TEXT(s.out, "");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent --completion"), 2);
    shell_end(&s);
}

static const struct check checks[] = {
    {"bash offers the options of a command", bash_offers_the_options_of_a_command},
    {"bash offers words, scenes and files", bash_offers_words_scenes_and_files},
    {"zsh and fish", zsh_and_fish},
    {"an unknown shell", an_unknown_shell},
    {NULL, NULL},
};

int main(void)
{
    return check_main("completion", checks);
}
