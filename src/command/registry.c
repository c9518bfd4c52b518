#include <string.h>

#include "command/command.h"

extern const struct command_kind command_live, command_run, command_snapshot, command_record,
    command_open, command_lesson, command_sweep, command_watch, command_list, command_check;

const struct command_kind *const command_kinds[] = {
    &command_live,   &command_run,   &command_snapshot,
    &command_record, &command_open,  &command_lesson,
    &command_sweep,  &command_watch, &command_list,
    &command_check,  NULL,
};

const struct command_kind *command_find(const char *name)
{
    for (const struct command_kind *const *c = command_kinds; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}
