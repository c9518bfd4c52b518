/* --help, from the tables. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"

enum { WIDTH = 80, LEFT = 26 };

/* text from column `at` on, broken at spaces before WIDTH, each line beginning at LEFT. */
static void print_wrapped(int at, int left, const char *text)
{
    while (*text) {
        const char *end = text, *cut = text;
        int room = WIDTH - 1 - at;
        for (int n = 0; n < room && *end; n++) {
            utf8_next(&end);
            if (*end == ' ' || *end == '\0')
                cut = end;
        }
        if (cut == text)
            cut = text + strcspn(text, " ");
        printf("%.*s\n", (int)(cut - text), text);
        text = cut + strspn(cut, " ");
        at = left;
        if (*text)
            printf("%*s", left, "");
    }
}

static void print_entry(const char *name, const char *text)
{
    int n = printf("  %s", name);
    if (n > LEFT - 2) {
        putchar('\n');
        n = 0;
    }
    printf("%*s", LEFT - n, "");
    print_wrapped(LEFT, LEFT, text);
}

static void print_options(const struct command_kind *command)
{
    puts("\noptions:");
    for (const struct option_spec *s = option_table; s->name; s++) {
        char name[64], letter[8] = "";
        bool no_arg = command && strcmp(command->name, "list") == 0;
        if (!s->help || (command && !command_takes(command, s)))
            continue;
        if (s->letter)
            snprintf(letter, sizeof letter, "-%c, ", s->letter);
        snprintf(name, sizeof name, "%s--%s%s%s", letter, s->name, s->arg && !no_arg ? " " : "",
                 s->arg && !no_arg ? s->arg : "");
        print_entry(name, no_arg && s->arg ? "as JSON" : s->help);
    }
}

static void usage_program(void)
{
    puts("clipdescent: why does clipping the gradient speed training up, and when does\n"
         "it not? Plays fixed-rate, hard-clipped and soft-clipped descent side by side.\n");
    for (const struct command_kind *const *c = command_kinds; *c; c++) {
        char line[80];
        bool live = strcmp((*c)->name, "live") == 0;
        snprintf(line, sizeof line, "%s%s%s", live ? "" : (*c)->name, live ? "" : " ", (*c)->args);
        int n = printf("  clipdescent %s", line);
        printf("%*s", n < 32 ? 32 - n : 1, "");
        print_wrapped(32, 32, (*c)->title);
    }
    print_options(NULL);
    puts("\n"
         "exit status: 0 done (a run that diverges is a result); 1 the work failed; 2 the\n"
         "request was wrong; 128 + n ended by signal n\n"
         "\n"
         "Try: clipdescent; clipdescent list; clipdescent run quartic; clipdescent run\n"
         "--help. In the live screen ? lists the keys. More: man clipdescent");
}

void usage_print(const struct command_kind *command)
{
    if (!command) {
        usage_program();
        return;
    }
    printf("clipdescent %s%s%s: ", command->name, *command->args ? " " : "", command->args);
    int at = 14 + (int)strlen(command->name) + (int)strlen(command->args) + (*command->args != 0);
    print_wrapped(at, 0, command->title);
    putchar('\n');
    print_wrapped(0, 0, command->help);
    print_options(command);
}
