/* Completion for fish. */
#include <stdio.h>
#include <string.h>

#include "command/completion_parts.h"

static void fish_quoted(const char *s)
{
    print_quoted(s, "\\", "\\'");
}

static void fish_option(const struct option_spec *spec, const struct command_kind *c)
{
    struct text words = {0};
    enum argument kind = argument_of(spec, c, &words);
    printf("complete -c clipdescent -n '__clipdescent_is %s' -l %s", c->name, spec->name);
    if (spec->letter)
        printf(" -s %c", spec->letter);
    if (kind == FILES)
        fputs(" -r -F", stdout);
    else if (kind != NO_ARGUMENT)
        fputs(" -x", stdout);
    if (kind == WORDS) {
        fputs(" -a ", stdout);
        fish_quoted(words.at);
    }
    fputs(" -d ", stdout);
    fish_quoted(spec->help);
    putchar('\n');
    text_release(&words);
}

void completion_fish(void)
{
    puts("# Completion of clipdescent for fish, written by `clipdescent --completion fish`.\n"
         "function __clipdescent_command\n"
         "    set -l words (commandline -opc)\n"
         "    for word in $words[2..-1]\n"
         "        switch $word");
    fputs("            case ", stdout);
    print_commands(" ");
    puts("\n"
         "                echo $word\n"
         "                return\n"
         "        end\n"
         "    end\n"
         "    return 1\n"
         "end\n"
         "\n"
         "function __clipdescent_is\n"
         "    set -l command (__clipdescent_command; or echo live)\n"
         "    contains -- $command $argv\n"
         "end\n"
         "\n"
         "function __clipdescent_scenes\n"
         "    set -l words (commandline -opc)\n"
         "    $words[1] list 2>/dev/null | " SCENE_NAMES "\n"
         "end\n");
    for (const struct command_kind *const *c = command_kinds; *c; c++) {
        printf("complete -c clipdescent -n 'not __clipdescent_command >/dev/null' -a %s -d ",
               (*c)->name);
        fish_quoted((*c)->title);
        putchar('\n');
        if (wants_scene(*c))
            printf("complete -c clipdescent -n '__clipdescent_is %s' -k -a "
                   "'(__clipdescent_scenes)'\n",
                   (*c)->name);
        for (const struct option_spec *s = option_table; s->name; s++)
            if (s->help && command_takes(*c, s))
                fish_option(s, *c);
    }
}
