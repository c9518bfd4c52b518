#include <string.h>

#include "command/command.h"

extern const struct command_kind command_live, command_run, command_snapshot, command_record,
    command_open, command_lesson, command_sweep, command_watch, command_list, command_check,
    command_deck;

const struct command_kind *const command_kinds[] = {
    &command_live, &command_run,    &command_snapshot, &command_record,
    &command_open, &command_lesson, &command_sweep,    &command_watch,
    &command_list, &command_check,  &command_deck,     NULL,
};

const struct command_kind *command_find(const char *name)
{
    for (const struct command_kind *const *c = command_kinds; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}
