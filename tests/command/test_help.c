/* Help and lists: all of it is there, and fits. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "clip/clip.h"
#include "command/command.h"
#include "optimizer/optimizer.h"
#include "problem/problem.h"
#include "pty.h"
#include "shell.h"

static void help(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "./clipdescent --help");
    for (const struct command_kind *const *c = command_kinds; *c; c++)
        CU_ASSERT_TRUE(strstr(s.out, (*c)->title) || strstr(s.out, (*c)->args));
    for (const struct option_spec *o = option_table; o->name; o++) {
        char name[32];
        snprintf(name, sizeof name, "--%s ", o->name);
        CU_ASSERT_EQUAL(strstr(s.out, name) != NULL, o->help != NULL);
    }
    shell_run(&s, "for c in '' run snapshot list check live; do ./clipdescent $c --help; done");
    CU_ASSERT_TRUE_FATAL(lines_in(s.out) > 60);
    for (int i = 0; i < lines_in(s.out); i++)
        CU_ASSERT_TRUE(utf8_columns(line_of(s.out, i)) <= 80);
    CU_ASSERT_EQUAL(shell_run(&s, "LC_ALL=C ./clipdescent list --ascii | LC_ALL=C grep '[^ -~]'"),
                    1);
    shell_end(&s);
}

/* Every plug-in's title and formula, in the order of the list. */
static void words_of(struct text *t)
{
    for (const struct problem_kind *const *k = problem_kinds; *k; k++)
        text_printf(t, "%s %s\n", (*k)->title, (*k)->formula);
    for (const struct clip_kind *const *k = clip_kinds; *k; k++)
        text_printf(t, "%s %s\n", (*k)->title, (*k)->formula);
    for (const struct optimizer_kind *const *k = optimizer_kinds; *k; k++)
        text_printf(t, "%s %s\n", (*k)->title, (*k)->formula);
}

/* The letters of want stand in got, in order, whatever spaces, breaks and names are between. */
static bool follows(const char *got, const char *want)
{
    for (; *want; want++) {
        if (*want == ' ' || *want == '\n')
            continue;
        got = strchr(got, *want);
        if (!got)
            return false;
        got++;
    }
    return true;
}

/* A line each, as long as it is, for a script; what fits, and all of it, for a person. */
static void list_is_whole(void)
{
    static const char *const argv[] = {"./clipdescent", "list", NULL};
    static const char *const env[] = {"LC_ALL=C.UTF-8", "TERM=xterm-256color", NULL};
    struct text words = {0};
    struct shell s;
    struct pty p;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    words_of(&words);
    shell_run(&s, "./clipdescent list");
    CU_ASSERT_TRUE(follows(s.out, words.at));
    CU_ASSERT_PTR_NULL(strstr(s.out, "…"));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent list | grep '^  soft  .* never as long as γ: g·'"),
                    0);
    shell_end(&s);
    for (int cols = 80; cols > 40; cols -= 17) {
        CU_ASSERT_TRUE_FATAL(
            pty_start(&p, &(struct pty_call){.argv = argv, .env = env, .cols = cols, .rows = 24}));
        CU_ASSERT_TRUE(pty_until_end(&p, 10000));
        CU_ASSERT_TRUE(lines_in(p.log) > 60);
        for (int i = 0; i < lines_in(p.log); i++)
            CU_ASSERT_TRUE(utf8_columns(line_of(p.log, i)) <= cols + 1); /* and its \r */
        CU_ASSERT_TRUE(follows(p.log, words.at));
        pty_stop(&p);
    }
    text_release(&words);
}

/* Every option a command names is one there is. */
static void options_are_known(void)
{
    for (const struct command_kind *const *c = command_kinds; *c; c++) {
        size_t taken = 0;
        for (const struct option_spec *o = option_table; o->name; o++)
            if (command_takes(*c, o))
                taken += strlen(o->name) + 1;
        size_t always = sizeof "help version";
        CU_ASSERT_EQUAL(taken, strlen((*c)->options) + (*(*c)->options != 0) + always);
    }
}

static const struct check checks[] = {
    {"help fits a screen", help},
    {"the list is cut nowhere", list_is_whole},
    {"commands name options there are", options_are_known},
    {NULL, NULL},
};

int main(void)
{
    return check_main("help", checks);
}
