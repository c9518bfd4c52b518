/* The options, each with what its argument has to be. One table: the parser, --help and the manual
 * read it. */
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "draw/grid.h"
#include "draw/layout.h"
#include "log/format.h"

enum { SHARDS_MAX = 100000 };
#define STEPS_MAX UINT64_C(1000000000000000) /* 10^15: exact in a double, years of stepping */

/* A whole number in digits, or short as 1e6. */
static bool whole(const char *arg, uint64_t max, uint64_t *out)
{
    char *end;
    if (*arg == '\0')
        return false;
    if (strspn(arg, "0123456789") == strlen(arg)) {
        errno = 0;
        unsigned long long v = strtoull(arg, &end, 10);
        if (errno || v > max)
            return false;
        *out = v;
        return true;
    }
    if (strspn(arg, "0123456789.e+") != strlen(arg))
        return false;
    double v = strtod(arg, &end);
    if (*end || !(v >= 0 && v <= 9007199254740992.0) || v != floor(v) || (uint64_t)v > max)
        return false;
    *out = (uint64_t)v;
    return true;
}

/* The verbs of each type of option, by its place in struct options: switches, text that is not
 * empty, whole numbers, values of an axis. */
static void *place_of(const struct option_spec *spec, struct options *o)
{
    return (char *)o + spec->at;
}

static bool read_switch(const struct option_spec *spec, struct options *o, UNUSED const char *arg)
{
    return *(bool *)place_of(spec, o) = true;
}

static bool read_text(const struct option_spec *spec, struct options *o, const char *arg)
{
    *(const char **)place_of(spec, o) = arg;
    return *arg != '\0';
}

static bool read_whole(const struct option_spec *spec, struct options *o, const char *arg)
{
    uint64_t *to = place_of(spec, o);
    return whole(arg, spec->max, to) && *to >= spec->min;
}

static bool read_axis(const struct option_spec *spec, struct options *o, const char *arg)
{
    char why[300];
    struct sweep_axis read;
    bool ok = sweep_axis_parse(&read, arg, why, sizeof why) && read.at[read.n - 1] <= spec->most;
    if (ok)
        *(struct sweep_axis *)place_of(spec, o) = read;
    return ok;
}

/* And of those that are one of a kind. */
static bool read_target(UNUSED const struct option_spec *spec, struct options *o, const char *arg)
{
    return number_read(arg, &o->target) && isfinite(o->target);
}

static bool read_set(UNUSED const struct option_spec *spec, struct options *o, const char *arg)
{
    if (o->n_sets == SETS_MAX || !strchr(arg, '='))
        return false;
    o->sets[o->n_sets++] = arg;
    return true;
}

static_assert(LAYOUT_MIN_COLS == 40 && LAYOUT_MIN_ROWS == 10 && GRID_COLS_MAX == 1000 &&
                  GRID_ROWS_MAX == 500,
              "what --size says that it expects");
static bool read_size(UNUSED const struct option_spec *spec, struct options *o, const char *arg)
{
    char cols[8];
    uint64_t c, r;
    size_t n = strcspn(arg, "x");
    if (n == 0 || n >= sizeof cols || arg[n] != 'x')
        return false;
    memcpy(cols, arg, n);
    cols[n] = '\0';
    if (!whole(cols, GRID_COLS_MAX, &c) || !whole(arg + n + 1, GRID_ROWS_MAX, &r) ||
        c < LAYOUT_MIN_COLS || r < LAYOUT_MIN_ROWS)
        return false;
    o->cols = (int)c, o->rows = (int)r;
    return true;
}

static bool read_cast_version(UNUSED const struct option_spec *spec, struct options *o,
                              const char *arg)
{
    o->cast_version = strcmp(arg, "3") == 0 ? 3 : 2;
    return strcmp(arg, "2") == 0 || strcmp(arg, "3") == 0;
}

static bool read_colour(UNUSED const struct option_spec *spec, struct options *o, const char *arg)
{
    static const struct {
        const char *word;
        int colours;
    } words[] = {{"auto", -1}, {"never", 0}, {"16", 16}, {"256", 256}, {"truecolor", COLOURS_TRUE}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(arg, words[i].word) == 0) {
            o->colours = words[i].colours;
            return true;
        }
    }
    return false;
}

static bool read_keys(UNUSED const struct option_spec *spec, struct options *o, const char *arg)
{
    o->keys = arg;
    return true;
}

static bool read_save_params(UNUSED const struct option_spec *spec, struct options *o,
                             const char *arg)
{
    o->save_params = arg;
    return *arg && (!*file_ending(arg) || file_ends(arg, "npy"));
}

static bool read_json(UNUSED const struct option_spec *spec, struct options *o, const char *arg)
{
    o->json_flag = true; /* `list --json` names no file */
    o->json = arg;
    return !arg || *arg;
}

static bool read_format(UNUSED const struct option_spec *spec, struct options *o, const char *arg)
{
    o->format = arg; /* of a picture or of a log: the command knows which */
    return backend_find(arg) || log_format_find(arg);
}

static bool read_completion(UNUSED const struct option_spec *spec, struct options *o,
                            const char *arg)
{
    o->completion = arg;
    return completion_known(arg);
}

static bool read_shard(UNUSED const struct option_spec *spec, struct options *o, const char *arg)
{
    char first[8];
    uint64_t i, n;
    size_t length = strcspn(arg, "/");
    if (length >= sizeof first || arg[length] != '/')
        return false;
    memcpy(first, arg, length);
    first[length] = '\0';
    if (!whole(first, SHARDS_MAX, &i) || !whole(arg + length + 1, SHARDS_MAX, &n) || i == 0 ||
        i > n)
        return false;
    o->shard = (int)i, o->shards = (int)n;
    return true;
}

#define AT(member)    .at = offsetof(struct options, member)
#define GIVEN(member) .given = offsetof(struct options, member)

/* One option a row. clang-format would give every word a line. */
/* clang-format off */
const struct option_spec option_table[] = {
    {"steps", 0, "N", "a whole number of steps, up to 1e15",
     "steps to make; without it what the scene says",
     .read = read_whole, AT(steps), GIVEN(has_steps), .max = STEPS_MAX},
    {"seed", 0, "N", "a whole number from 0 to 18446744073709551615",
     "seed of all that is random",
     .read = read_whole, AT(seed), GIVEN(has_seed), .max = UINT64_MAX},
    {"set", 0, "RUN.KEY=VALUE", "RUN.KEY=VALUE, as hard.lr=0.1, at most 64 of them",
     "another value than the scene's; also problem.KEY, probe.KEY, view.KEY; a list as 3,-1; "
     "repeatable", .read = read_set},
    {"size", 0, "COLSxROWS", "a size as 120x36, from 40x10 to 1000x500",
     "size of the frame; 120x36 unless said", .read = read_size},
    {"keys", 0, "\"KEY ...\"", "names of keys with spaces between, as \"Right Tab z\"",
     "keys typed before the first step, by their names: Right, Shift-Up, Space, z",
     .read = read_keys},
    {"csv", 0, "FILE", "the name of a file, or - for standard output",
     "a row for every run and step (sweep: and setting) to FILE, - for standard output",
     .read = read_text, AT(csv)},
    {"json", 0, "FILE", "the name of a file, or - for standard output",
     "the same rows with the settings and the outcome, as JSON", .read = read_json},
    {"columns", 0, "NAME,...", "names with commas between, as clip-ratio,g99",
     "columns behind those of --csv and --json: what a script can ask of a run, by name, as "
     "clip-ratio,clipped%,g50,g90,g99 (all of them stand in the manual)",
     .read = read_text, AT(columns)},
    {"save-params", 0, "FILE.npy", "a name that ends in .npy",
     "the parameters at the end, a flat float64 array as NumPy reads it; of several runs, each to a "
     "file of its own, FILE-RUN.npy",
     .read = read_save_params},
    {"save-data", 0, "PREFIX", "what the names of two files begin with",
     "the mini-batch of the last step to PREFIX-x.npy and PREFIX-y.npy",
     .read = read_text, AT(save_data)},
    {"load-params", 0, "FILE.npy", "the name of a file",
     "every run starts from these parameters", .read = read_text, AT(load_params)},
    {"every", 0, "N", "a whole number from 1 to 1e15",
     "of the rows those of every N-th step, and each run's last",
     .read = read_whole, AT(every), .min = 1, .max = STEPS_MAX},
    {"lr", 0, "LO:HI:N", "LO:HI:N as 0.001:10:25, or rising numbers as 0.01,0.1, up to 1e6",
     "learning rates: N from LO to HI by equal factors, or a list 0.01,0.03,0.1",
     .read = read_axis, AT(lr), .most = RUN_LR_MAX},
    {"gamma", 0, "LO:HI:N", "LO:HI:N as 0.001:10:25, or rising numbers as 0.01,0.1, up to 1e12",
     "thresholds: N from LO to HI by equal factors, or a list; of a log the one that clipped it",
     .read = read_axis, AT(gamma), .most = SWEEP_GAMMA_MAX},
    {"target", 0, "LOSS", "a number as 1e-8",
     "the goal is a loss below this; without it, convergence",
     .read = read_target, GIVEN(has_target)},
    {"starts", 0, "N", "a whole number from 1 to 10000",
     "starts from 0.8 to 1.25 times the scene's, of which the slowest counts",
     .read = read_whole, AT(starts), .min = 1, .max = SWEEP_STARTS_MAX},
    {"narrate", 0, NULL, NULL,
     "tell the run, or the scene's script, as plain lines of text, each with its step",
     .read = read_switch, AT(narrate)},
    {"best", 0, NULL, NULL,
     "look for each run's best setting instead, and say what that took",
     .read = read_switch, AT(best)},
    {"shard", 0, "I/N", "I/N as 2/8: 1 to N, N up to 100000",
     "the I-th of N shares of the rows; with --csv, and the shares in order are the whole",
     .read = read_shard},
    {"threads", 0, "N", "a whole number from 1 to 64",
     "threads at work; without it as many as there are processors",
     .read = read_whole, AT(threads), .min = 1, .max = SWEEP_THREADS_MAX},
    {"format", 0, "FORMAT", "text, ansi or svg",
     "of a picture text, ansi or svg; without it by the name of the file, or text; of a log one of "
     "those that list names; without it what its lines look like", .read = read_format},
    {"step-key", 0, "KEY", "the name of a key of the log",
     "the key of a log that holds the step", .read = read_text, AT(step_key)},
    {"loss-key", 0, "KEY", "the name of a key of the log",
     "the key that holds the loss", .read = read_text, AT(loss_key)},
    {"norm-key", 0, "KEY", "the name of a key of the log",
     "the key that holds the gradient norm", .read = read_text, AT(norm_key)},
    {"lr-key", 0, "KEY", "the name of a key of the log",
     "the key that holds the learning rate", .read = read_text, AT(lr_key)},
    {"output", 'o', "FILE", "the name of a file, or - for standard output",
     "the file to write (of deck the folder); without it snapshot writes to standard output", .read = read_text, AT(output)},
    {"marker", 0, "N|NAME", "the number of a marker, or its name",
     "a marker of the recording, or a chapter of the scene's script, by number or name",
     .read = read_text, AT(marker)},
    {"fps", 0, "N", "a whole number from 1 to 120",
     "frames a second at most", .read = read_whole, AT(fps), .min = 1, .max = 120},
    {"seconds", 0, "N", "a whole number from 1 to 86400",
     "seconds a recording lasts at most; 120 unless said",
     .read = read_whole, AT(seconds), .min = 1, .max = 86400},
    {"cast-version", 0, "N", "2 or 3",
     "of the asciicast: 2, which every player reads, or 3; 2 unless said",
     .read = read_cast_version},
    {"ascii", 0, NULL, NULL,
     "no characters beyond ASCII", .read = read_switch, AT(ascii)},
    {"color", 0, "WHEN", "auto, never, 16, 256 or truecolor",
     "how many colours: auto, never, 16, 256 or truecolor (24 bits)", .read = read_colour},
    {"light", 0, NULL, NULL,
     "colours for a light background; key t changes them", .read = read_switch, AT(light)},
    {"big", 0, NULL, NULL,
     "for a projector: few panels, thick lines, large markers; key V changes it", .read = read_switch, AT(big)},
    {"no-sync", 0, NULL, NULL,
     "no marks of synchronized output around a frame", .read = read_switch, AT(no_sync)},
    {"no-mouse", 0, NULL, NULL,
     "leave the mouse to the terminal", .read = read_switch, AT(no_mouse)},
    {"help", 'h', NULL, NULL,
     "this help; after a command, that command's", .read = read_switch, AT(help)},
    {"version", 0, NULL, NULL,
     "the program's version, and the vectors that networks are computed with",
     .read = read_switch, AT(version)},
    {"man", 0, NULL, NULL, NULL, .read = read_switch, AT(man)},
    {"completion", 0, "SHELL", "bash, zsh or fish", NULL, .read = read_completion},
    {.name = NULL},
};
/* clang-format on */
