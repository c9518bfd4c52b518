/* Completion for bash. */
#include <stdio.h>
#include <string.h>

#include "command/completion_parts.h"

static void bash_arguments(void)
{
    struct text words = {0};
    for (const struct option_spec *s = option_table; s->name; s++) {
        if (!s->help || !s->arg)
            continue;
        for (const struct command_kind *const *c = command_kinds; *c; c++)
            if (command_takes(*c, s) && argument_of(s, *c, &words) == NO_ARGUMENT)
                printf("    %s:--%s) ;;\n", (*c)->name, s->name);
        printf("    *:--%s", s->name);
        if (s->letter)
            printf("|*:-%c", s->letter);
        if (argument_is(s, FILES, &words))
            puts(") _clipdescent_take \"$(compgen -f -- \"$word\")\"; return ;;");
        else if (argument_is(s, WORDS, &words))
            printf(") _clipdescent_take \"$(compgen -W '%s' -- \"$word\")\"; return ;;\n",
                   words.at);
        else
            puts(") return ;;");
    }
    text_release(&words);
}

static void bash_options(void)
{
    for (const struct command_kind *const *c = command_kinds; *c; c++) {
        const char *between = "";
        printf("    %s) options='", (*c)->name);
        for (const struct option_spec *s = option_table; s->name; s++)
            if (s->help && command_takes(*c, s)) {
                printf("%s--%s", between, s->name);
                between = " ";
            }
        printf("'; args=%s ;;\n", wants_scene(*c)              ? "scene"
                                  : strstr((*c)->args, "FILE") ? "file"
                                                               : "''");
    }
}

void completion_bash(void)
{
    puts("# Completion of clipdescent for bash, written by `clipdescent --completion bash`.\n"
         "# Names are compared, not given to compgen -W, which would expand what stands in them.\n"
         "_clipdescent_scenes()\n"
         "{\n"
         "    local name\n"
         "    \"$1\" list 2>/dev/null | " SCENE_NAMES " |\n"
         "        while IFS= read -r name; do\n"
         "            case $name in \"$2\"*) printf '%s\\n' \"$name\" ;; esac\n"
         "        done\n"
         "}\n"
         "\n"
         "_clipdescent_take()\n"
         "{\n"
         "    [ -z \"$1\" ] || mapfile -t COMPREPLY <<<\"$1\"\n"
         "}\n"
         "\n"
         "_clipdescent()\n"
         "{\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
         "    local command= options= args= i\n"
         "    COMPREPLY=()\n"
         "    # What stands behind an option's = is cut off there.\n"
         "    if [ \"$word\" = = ]; then\n"
         "        word=\n"
         "    elif [ \"$before\" = = ]; then\n"
         "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
         "    fi\n"
         "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "        case ${COMP_WORDS[i]} in");
    fputs("        ", stdout);
    print_commands("|");
    puts(") command=${COMP_WORDS[i]}; break ;;");
    print_skipped();
    puts(") i=$((i + 1)); [ \"${COMP_WORDS[i]}\" != = ] || i=$((i + 1)) ;;\n"
         "        esac\n"
         "    done\n"
         "    case ${command:-live}:$before in");
    bash_arguments();
    puts("    esac\n"
         "    case ${command:-live} in");
    bash_options();
    puts("    esac\n"
         "    case $word in\n"
         "    -*) _clipdescent_take \"$(compgen -W \"$options\" -- \"$word\")\"; return ;;\n"
         "    esac\n"
         "    compopt -o filenames 2>/dev/null\n"
         "    case $args in\n"
         "    file) _clipdescent_take \"$(compgen -f -- \"$word\")\" ;;\n"
         "    scene)");
    fputs("        _clipdescent_take \"$([ -n \"$command\" ] || compgen -W '", stdout);
    print_commands(" ");
    puts("' -- \"$word\"\n"
         "            _clipdescent_scenes \"${COMP_WORDS[0]/#\\~/$HOME}\" \"$word\"\n"
         "            compgen -f -X '!*.yaml' -- \"$word\"; compgen -f -X '!*.cast' -- \"$word\"\n"
         "            compgen -d -- \"$word\")\" ;;\n"
         "    esac\n"
         "}\n"
         "complete -F _clipdescent clipdescent");
}
