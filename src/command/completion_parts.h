/* What the completions of all shells are made of. */
#ifndef COMMAND_COMPLETION_PARTS_H
#define COMMAND_COMPLETION_PARTS_H

#include "base/text.h"
#include "command/command.h"

/* What an argument is completed with. */
enum argument { NO_ARGUMENT, ANY, FILES, WORDS };

/* words: of WORDS, what they are, with spaces between. */
enum argument argument_of(const struct option_spec *spec, const struct command_kind *c,
                          struct text *words);
/* Whether any command has an argument of that kind for the option. */
bool argument_is(const struct option_spec *spec, enum argument kind, struct text *words);
/* Whether a command is given a scene. */
bool wants_scene(const struct command_kind *c);

/* The patterns of all options that have an argument: what follows is no command. */
void print_skipped(void);
void print_commands(const char *between);
/* Text between single quotes, in which a quote is written as `quote` and each of the characters in
 * `escaped` with a backslash. */
void print_quoted(const char *s, const char *escaped, const char *quote);
/* The filter that takes the names of scenes from `clipdescent list`, for a shell. */
#define SCENE_NAMES "sed -n '/^scenes$/,/^$/s/^  *\\([^ ]*\\).*/\\1/p'"

void completion_bash(void);
void completion_zsh(void);
void completion_fish(void);

#endif
