/* Completion for zsh. */
#include <stdio.h>
#include <string.h>

#include "command/completion_parts.h"

static void zsh_quoted(const char *s)
{
    print_quoted(s, "", "'\\''");
}

/* '--set[help]:RUN.KEY=VALUE:action', in which brackets and colons are ours. */
static void zsh_option(const struct option_spec *spec, const char *name, enum argument kind,
                       const struct text *words)
{
    struct text line = {0};
    text_printf(&line, "*%s[", name); /* the star: as often as wanted */
    for (const char *at = spec->help; *at; at++)
        text_printf(&line, "%s%c", strchr("[]:\\", *at) ? "\\" : "", *at);
    text_add(&line, "]");
    if (kind != NO_ARGUMENT) {
        text_add(&line, ":");
        for (const char *at = spec->arg; *at; at++)
            text_printf(&line, "%s%c", strchr(":\\", *at) ? "\\" : "", *at);
        if (kind == FILES)
            text_add(&line, ":_files");
        else if (kind == WORDS)
            text_printf(&line, ":(%s)", words->at);
        else
            text_add(&line, ": ");
    }
    fputs("            ", stdout);
    zsh_quoted(line.at);
    puts(" \\");
    text_release(&line);
}

static void zsh_command(const struct command_kind *c)
{
    struct text words = {0};
    char name[64];
    printf("    %s)\n        _arguments \\\n", c->name);
    for (const struct option_spec *s = option_table; s->name; s++) {
        if (!s->help || !command_takes(c, s))
            continue;
        enum argument kind = argument_of(s, c, &words);
        snprintf(name, sizeof name, "--%s%s", s->name, kind == NO_ARGUMENT ? "" : "=");
        zsh_option(s, name, kind, &words);
        snprintf(name, sizeof name, "-%c%s", s->letter, kind == NO_ARGUMENT ? "" : "+");
        if (s->letter)
            zsh_option(s, name, kind, &words);
    }
    printf("            '*:argument:%s' ;;\n", wants_scene(c)            ? "_clipdescent_scenes"
                                               : strstr(c->args, "FILE") ? "_files"
                                                                         : " ");
    text_release(&words);
}

void completion_zsh(void)
{
    puts("#compdef clipdescent\n"
         "# Completion of clipdescent for zsh, written by `clipdescent --completion zsh`.\n"
         "_clipdescent_scenes()\n"
         "{\n"
         "    local -a names\n"
         "    names=(${(f)\"$(${(Q)~program} list 2>/dev/null |\n"
         "        " SCENE_NAMES ")\"})\n"
         "    (( first )) && _describe -t commands command commands\n"
         "    compadd -a names\n"
         "    _files -g '*.(yaml|cast)'\n"
         "}\n"
         "\n"
         "_clipdescent()\n"
         "{\n"
         "    local program=$words[1] command=live first=1 i\n"
         "    local -a commands\n"
         "    commands=(");
    for (const struct command_kind *const *c = command_kinds; *c; c++) {
        struct text line = {0};
        text_printf(&line, "%s:%s", (*c)->name, (*c)->title);
        fputs("        ", stdout);
        zsh_quoted(line.at);
        putchar('\n');
        text_release(&line);
    }
    puts("    )\n"
         "    for ((i = 2; i < CURRENT; i++)); do\n"
         "        case $words[i] in");
    fputs("        ", stdout);
    print_commands("|");
    puts(") command=$words[i]; first=0; break ;;");
    print_skipped();
    puts(") ((i++)) ;;\n"
         "        esac\n"
         "    done\n"
         "    (( first )) || { words=($program $words[i+1,-1]); ((CURRENT -= i - 1)); }\n"
         "    case $command in");
    for (const struct command_kind *const *c = command_kinds; *c; c++)
        zsh_command(*c);
    puts("    esac\n"
         "}\n"
         "_clipdescent \"$@\"");
}
