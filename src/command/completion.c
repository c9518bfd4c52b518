/* What a shell needs to complete a command line, from the tables. */
#include <stdio.h>
#include <string.h>

#include "command/completion_parts.h"

static bool takes_word(const struct option_spec *spec, const char *word, size_t n)
{
    static struct options scratch;
    char text[64];
    if (n == 0 || n >= sizeof text || memchr(word, ' ', n))
        return false;
    memcpy(text, word, n);
    text[n] = '\0';
    memset(&scratch, 0, sizeof scratch);
    return spec->read(spec, &scratch, text);
}

/* Of an option that expects one of a few words ("text, ansi or svg") these, with spaces between,
 * in `out`; one it does not take shows that it expects something else. */
static bool words_of(const struct option_spec *spec, struct text *out)
{
    text_clear(out);
    for (const char *at = spec->expect; *at;) {
        const char *comma = strstr(at, ", "), * or = strstr(at, " or ");
        const char *end = comma && (! or || comma < or) ? comma : or ? or : at + strlen(at);
        if (!takes_word(spec, at, (size_t)(end - at)))
            return false;
        text_printf(out, "%s%.*s", out->length ? " " : "", (int)(end - at), at);
        at = end + (end == comma ? strlen(", ") : end == or ? strlen(" or ") : 0);
    }
    return out->length > 0;
}

enum argument argument_of(const struct option_spec *spec, const struct command_kind *c,
                          struct text *words)
{
    if (!option_wants_arg(spec, c))
        return NO_ARGUMENT;
    if (strncmp(spec->arg, "FILE", 4) == 0 || strcmp(spec->arg, "PREFIX") == 0)
        return FILES;
    return words_of(spec, words) ? WORDS : ANY;
}

bool argument_is(const struct option_spec *spec, enum argument kind, struct text *words)
{
    for (const struct command_kind *const *c = command_kinds; *c; c++)
        if (spec->help && command_takes(*c, spec) && argument_of(spec, *c, words) == kind)
            return true;
    return false;
}

/* "--output|-o", as case has it. */
static void print_pattern(const struct option_spec *spec)
{
    printf("--%s", spec->name);
    if (spec->letter)
        printf("|-%c", spec->letter);
}

void print_commands(const char *between)
{
    for (const struct command_kind *const *c = command_kinds; *c; c++)
        printf("%s%s", c == command_kinds ? "" : between, (*c)->name);
}

bool wants_scene(const struct command_kind *c)
{
    return strstr(c->args, "SCENE") != NULL;
}

void print_skipped(void)
{
    const char *between = "        ";
    struct text words = {0};
    for (const struct option_spec *s = option_table; s->name; s++)
        if (argument_is(s, ANY, &words) || argument_is(s, FILES, &words) ||
            argument_is(s, WORDS, &words)) {
            fputs(between, stdout);
            print_pattern(s);
            between = "|";
        }
    text_release(&words);
}

void print_quoted(const char *s, const char *escaped, const char *quote)
{
    putchar('\'');
    for (; *s; s++) {
        if (*s == '\'')
            fputs(quote, stdout);
        else if (strchr(escaped, *s))
            printf("\\%c", *s);
        else
            putchar(*s);
    }
    putchar('\'');
}

static const struct {
    const char *name;
    void (*print)(void);
} shells[] = {{"bash", completion_bash}, {"zsh", completion_zsh}, {"fish", completion_fish}};
enum { SHELLS = sizeof shells / sizeof *shells };

bool completion_known(const char *shell)
{
    for (int i = 0; i < SHELLS; i++)
        if (strcmp(shells[i].name, shell) == 0)
            return true;
    return false;
}

void completion_print(const char *shell)
{
    for (int i = 0; i < SHELLS; i++)
        if (strcmp(shells[i].name, shell) == 0)
            shells[i].print();
}
