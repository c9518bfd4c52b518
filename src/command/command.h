/* The program's commands: one file each, ending in one struct command_kind, listed in registry.c.
 */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/unused.h"
#include "session/session.h"

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, SETS_MAX = 64, ARGS_MAX = 4096 };

struct options { /* all that the command line can say */
    int n_args;
    const char *args[ARGS_MAX]; /* what is no option */
    uint64_t steps;             /* 0 with has_steps false */
    bool has_steps, has_seed, json_flag, ascii, light, big, no_sync, no_mouse, help, version, man;
    uint64_t seed, every; /* every: 1 unless said */
    int n_sets;
    const char *sets[SETS_MAX];
    int cols, rows; /* 0: not said */
    const char *keys, *csv, *json, *columns, *save_params, *save_data, *load_params, *format,
        *output;
    uint64_t fps, seconds; /* 0: not said */
    int cast_version;
    int colours;                 /* -1 auto, 0 never, 16, 256, COLOURS_TRUE */
    struct sweep_axis lr, gamma; /* n = 0: not said */
    double target;
    bool has_target, best, narrate;
    const char *step_key, *loss_key, *norm_key, *lr_key; /* of a log; NULL: not said */
    const char *marker;                                  /* NULL: not said */
    bool live;              /* a loop will show what is opened: it makes the steps up to `from` */
    bool cast;              /* the scene is a recording's, whatever its name */
    int shard, shards;      /* 1.., 0: not said */
    const char *completion; /* a shell; NULL: not asked for */
    uint64_t threads, starts;
};

struct command_kind {
    const char *name, *args, *title; /* "run", "SCENE", one line */
    const char *help;                /* a few sentences */
    const char *options; /* names of the options it takes: "steps seed set csv json every" */
    int (*main)(const struct options *o);
};
extern const struct command_kind *const command_kinds[]; /* NULL-ended */
const struct command_kind *command_find(const char *name);

struct option_spec {
    const char *name;   /* "steps" */
    char letter;        /* 'o' or 0 */
    const char *arg;    /* "N", or NULL where it takes none */
    const char *expect; /* what arg has to be, in the words of a message */
    const char *help;   /* NULL: not listed */
    /* Takes the argument (NULL if missing) into o; false: it is not what expect says. */
    bool (*read)(const struct option_spec *spec, struct options *o, const char *arg);
    size_t at, given;  /* in struct options: its place, and that of a bool set with it; 0: none */
    uint64_t min, max; /* of a whole number */
    double most;       /* of an axis */
};
extern const struct option_spec option_table[]; /* name NULL ends it */

/* Whether the command lists the option; every command takes help and version. */
bool command_takes(const struct command_kind *c, const struct option_spec *spec);

/* Whether an argument follows it in that command: `list --json` names no file. */
bool option_wants_arg(const struct option_spec *spec, const struct command_kind *c);

/* Reads argv into o and the command (live when none is named). false: a message was printed. */
bool options_read(struct options *o, const struct command_kind **command, int argc, char **argv);
/* The scene a command was given, or the one that is played when none is. */
const char *options_scene_name(const struct options *o);
/* That scene by name or path, or of a recording that is called *.cast, with --set, --seed applied;
 * faults printed to standard error: false. */
bool options_scene(const struct options *o, struct scene *s);

/* Whether that is a recording, whose session is the scene. */
bool options_cast(const struct options *o);
/* Prints what opening that scene found, each fault where the user has it, and releases r. */
void options_faults(const struct options *o, struct report *r);
/* The same, opened, without a session; and with one, and --keys typed. */
bool options_race(const struct options *o, struct scene *scene, struct race *race);
bool options_session(const struct options *o, struct session *s);
/* The next of the keys that --keys names, which *keys is moved past; 0: no more; -1: a message was
 * printed, with names like those. */
int options_key(const char **keys, const char *like);

/* Whether text on standard output may hold more than ASCII. */
bool options_unicode(const struct options *o);

/* The same message form everywhere: "clipdescent: ..." on standard error. */
void complain(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* --help: of the program (NULL), or of one command. The manual, as roff. */
void usage_print(const struct command_kind *command);
void manual_print(void);
/* What a shell (bash, zsh or fish) reads to complete command lines of the program. */
bool completion_known(const char *shell);
void completion_print(const char *shell);

#endif
