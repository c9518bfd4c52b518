/* The options, each with what its argument has to be. One table: the parser, --help and the manual
 * read it. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "draw/grid.h"
#include "log/format.h"

enum { SHARDS_MAX = 100000 };
#define STEPS_MAX UINT64_C(1000000000000000) /* 10^15: exact in a double, years of stepping */

/* A whole number in digits, or short as 1e6. */
static bool read_whole(const char *arg, uint64_t max, uint64_t *out)
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

static bool read_steps(struct options *o, const char *arg)
{
    o->has_steps = true;
    return read_whole(arg, STEPS_MAX, &o->steps);
}

static bool read_seed(struct options *o, const char *arg)
{
    o->has_seed = true;
    return read_whole(arg, UINT64_MAX, &o->seed);
}

static bool read_every(struct options *o, const char *arg)
{
    return read_whole(arg, STEPS_MAX, &o->every) && o->every > 0;
}

static bool read_set(struct options *o, const char *arg)
{
    if (o->n_sets == SETS_MAX || !strchr(arg, '='))
        return false;
    o->sets[o->n_sets++] = arg;
    return true;
}

static bool read_size(struct options *o, const char *arg)
{
    char cols[8];
    uint64_t c, r;
    size_t n = strcspn(arg, "x");
    if (n == 0 || n >= sizeof cols || arg[n] != 'x')
        return false;
    memcpy(cols, arg, n);
    cols[n] = '\0';
    if (!read_whole(cols, GRID_COLS_MAX, &c) || !read_whole(arg + n + 1, GRID_ROWS_MAX, &r) ||
        c == 0 || r == 0)
        return false;
    o->cols = (int)c, o->rows = (int)r;
    return true;
}

static bool read_fps(struct options *o, const char *arg)
{
    uint64_t fps;
    bool ok = read_whole(arg, 120, &fps) && fps > 0;
    if (ok)
        o->fps = (double)fps;
    return ok;
}

static bool read_seconds(struct options *o, const char *arg)
{
    uint64_t seconds;
    bool ok = read_whole(arg, 86400, &seconds) && seconds > 0;
    if (ok)
        o->seconds = (double)seconds;
    return ok;
}

static bool read_cast_version(struct options *o, const char *arg)
{
    o->cast_version = strcmp(arg, "3") == 0 ? 3 : 2;
    return strcmp(arg, "2") == 0 || strcmp(arg, "3") == 0;
}

static bool read_colour(struct options *o, const char *arg)
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

static bool read_keys(struct options *o, const char *arg)
{
    o->keys = arg;
    return true;
}

/* A file name, or - for standard output. */
static bool read_file(const char **file, const char *arg)
{
    *file = arg;
    return *arg != '\0';
}

static bool read_csv(struct options *o, const char *arg)
{
    return read_file(&o->csv, arg);
}

static bool read_columns(struct options *o, const char *arg)
{
    o->columns = arg;
    return *arg != '\0';
}

static bool read_save_params(struct options *o, const char *arg)
{
    o->save_params = arg;
    return *arg && (!*file_ending(arg) || file_ends(arg, "npy"));
}

static bool read_save_data(struct options *o, const char *arg)
{
    o->save_data = arg;
    return *arg != '\0';
}

static bool read_load_params(struct options *o, const char *arg)
{
    o->load_params = arg;
    return *arg != '\0';
}

static bool read_json(struct options *o, const char *arg)
{
    o->json_flag = true; /* `list --json` names no file */
    return !arg || read_file(&o->json, arg);
}

static bool read_output(struct options *o, const char *arg)
{
    return read_file(&o->output, arg);
}

static bool read_format(struct options *o, const char *arg)
{
    o->format = arg; /* of a picture or of a log: the command knows which */
    return backend_find(arg) || log_format_find(arg);
}

#define KEY(field)                                                                                 \
    static bool read_##field(struct options *o, const char *arg)                                   \
    {                                                                                              \
        o->field = arg;                                                                            \
        return *arg != '\0';                                                                       \
    }
KEY(step_key)
KEY(loss_key)
KEY(norm_key)
KEY(lr_key)

static bool read_marker(struct options *o, const char *arg)
{
    o->marker = arg;
    return *arg != '\0';
}

static bool read_completion(struct options *o, const char *arg)
{
    o->completion = arg;
    return completion_known(arg);
}

static bool read_axis(struct sweep_axis *a, const char *arg, double most)
{
    char why[300];
    struct sweep_axis read;
    bool ok = sweep_axis_parse(&read, arg, why, sizeof why) && read.at[read.n - 1] <= most;
    if (ok)
        *a = read;
    return ok;
}

static bool read_lr(struct options *o, const char *arg)
{
    return read_axis(&o->lr, arg, run_lr_param.max);
}

static bool read_gamma(struct options *o, const char *arg)
{
    return read_axis(&o->gamma, arg, SWEEP_GAMMA_MAX);
}

static bool read_target(struct options *o, const char *arg)
{
    return o->has_target = number_read(arg, &o->target) && isfinite(o->target);
}

static bool read_shard(struct options *o, const char *arg)
{
    char first[8];
    uint64_t i, n;
    size_t length = strcspn(arg, "/");
    if (length >= sizeof first || arg[length] != '/')
        return false;
    memcpy(first, arg, length);
    first[length] = '\0';
    if (!read_whole(first, SHARDS_MAX, &i) || !read_whole(arg + length + 1, SHARDS_MAX, &n) ||
        i == 0 || i > n)
        return false;
    o->shard = (int)i, o->shards = (int)n;
    return true;
}

static bool read_small(const char *arg, uint64_t most, int *out)
{
    uint64_t v;
    bool ok = read_whole(arg, most, &v) && v > 0;
    if (ok)
        *out = (int)v;
    return ok;
}

static bool read_threads(struct options *o, const char *arg)
{
    return read_small(arg, SWEEP_THREADS_MAX, &o->threads);
}

static bool read_starts(struct options *o, const char *arg)
{
    return read_small(arg, SWEEP_STARTS_MAX, &o->starts);
}

/* The switches. */
#define SWITCH(field)                                                                              \
    static bool read_##field(struct options *o, const char *arg)                                   \
    {                                                                                              \
        (void)arg;                                                                                 \
        return o->field = true;                                                                    \
    }
SWITCH(best)
SWITCH(narrate)
SWITCH(ascii)
SWITCH(light)
SWITCH(big)
SWITCH(no_sync)
SWITCH(no_mouse)
SWITCH(help)
SWITCH(version)
SWITCH(man)

/* One option a row. clang-format would give every word a line. */
/* clang-format off */
const struct option_spec option_table[] = {
    {"steps", 0, "N", "a whole number of steps, up to 1e15",
     "steps to make; without it what the scene says", read_steps},
    {"seed", 0, "N", "a whole number from 0 to 18446744073709551615",
     "seed of all that is random", read_seed},
    {"set", 0, "RUN.KEY=VALUE", "RUN.KEY=VALUE, as hard.lr=0.1, at most 64 of them",
     "another value than the scene's; also problem.KEY, probe.KEY, view.KEY; a list as 3,-1; "
     "repeatable", read_set},
    {"size", 0, "COLSxROWS", "a size as 120x36, up to 1000x500",
     "size of the frame; 120x36 unless said", read_size},
    {"keys", 0, "\"KEY ...\"", "names of keys with spaces between, as \"Right Tab z\"",
     "keys typed before the first step, by their names: Right, Shift-Up, Space, z", read_keys},
    {"csv", 0, "FILE", "the name of a file, or - for standard output",
     "a row for every run and step (sweep: and setting) to FILE, - for standard output", read_csv},
    {"json", 0, "FILE", "the name of a file, or - for standard output",
     "the same rows with the settings and the outcome, as JSON", read_json},
    {"columns", 0, "NAME,...", "names with commas between, as clip-ratio,g99",
     "columns behind those of --csv and --json: what a script can ask of a run, by name, as "
     "clip-ratio,clipped%,g50,g90,g99 (all of them stand in the manual)", read_columns},
    {"save-params", 0, "FILE.npy", "a name that ends in .npy",
     "the parameters at the end, a flat float64 array as NumPy reads it; of several runs, each to a "
     "file of its own, FILE-RUN.npy",
     read_save_params},
    {"save-data", 0, "PREFIX", "what the names of two files begin with",
     "the mini-batch of the last step to PREFIX-x.npy and PREFIX-y.npy", read_save_data},
    {"load-params", 0, "FILE.npy", "the name of a file",
     "every run starts from these parameters", read_load_params},
    {"every", 0, "N", "a whole number from 1 to 1e15",
     "of the rows those of every N-th step, and each run's last", read_every},
    {"lr", 0, "LO:HI:N", "LO:HI:N as 0.001:10:25, or rising numbers as 0.01,0.1, up to 1e6",
     "learning rates: N from LO to HI by equal factors, or a list 0.01,0.03,0.1", read_lr},
    {"gamma", 0, "LO:HI:N", "LO:HI:N as 0.001:10:25, or rising numbers as 0.01,0.1, up to 1e12",
     "thresholds, likewise; of a log the one threshold that clipped it", read_gamma},
    {"target", 0, "LOSS", "a number as 1e-8",
     "the goal is a loss below this; without it, convergence", read_target},
    {"starts", 0, "N", "a whole number from 1 to 10000",
     "starts from 0.8 to 1.25 times the scene's, of which the slowest counts", read_starts},
    {"narrate", 0, NULL, NULL,
     "tell the run, or the scene's script, as plain lines of text, each with its step",
     read_narrate},
    {"best", 0, NULL, NULL,
     "look for each run's best setting instead, and say what that took", read_best},
    {"shard", 0, "I/N", "I/N as 2/8: 1 to N, N up to 100000",
     "the I-th of N shares of the rows; with --csv, and the shares in order are the whole",
     read_shard},
    {"threads", 0, "N", "a whole number from 1 to 64",
     "threads at work; without it as many as there are processors", read_threads},
    {"format", 0, "FORMAT", "text, ansi or svg",
     "of a picture text, ansi or svg; without it by the name of the file, or text; of a log one of "
     "those that list names; without it what its lines look like", read_format},
    {"step-key", 0, "KEY", "the name of a key of the log",
     "the key of a log that holds the step", read_step_key},
    {"loss-key", 0, "KEY", "the name of a key of the log",
     "the key that holds the loss", read_loss_key},
    {"norm-key", 0, "KEY", "the name of a key of the log",
     "the key that holds the gradient norm", read_norm_key},
    {"lr-key", 0, "KEY", "the name of a key of the log",
     "the key that holds the learning rate", read_lr_key},
    {"output", 'o', "FILE", "the name of a file, or - for standard output",
     "where the frame goes; standard output unless said", read_output},
    {"marker", 0, "N|NAME", "the number of a marker, or its name",
     "a marker of the recording, or a chapter of the scene's script, by number or name",
     read_marker},
    {"fps", 0, "N", "a whole number from 1 to 120",
     "frames a second at most", read_fps},
    {"seconds", 0, "N", "a whole number from 1 to 86400",
     "seconds a recording lasts at most; 120 unless said", read_seconds},
    {"cast-version", 0, "N", "2 or 3",
     "of the asciicast: 2, which every player reads, or 3; 2 unless said", read_cast_version},
    {"ascii", 0, NULL, NULL,
     "no characters beyond ASCII", read_ascii},
    {"color", 0, "WHEN", "auto, never, 16, 256 or truecolor",
     "how many colours: auto, never, 16, 256 or truecolor (24 bits)", read_colour},
    {"light", 0, NULL, NULL,
     "colours for a light background; key t changes them", read_light},
    {"big", 0, NULL, NULL,
     "for a projector: few panels, thick lines, large markers; key V changes it", read_big},
    {"no-sync", 0, NULL, NULL,
     "no marks of synchronized output around a frame", read_no_sync},
    {"no-mouse", 0, NULL, NULL,
     "leave the mouse to the terminal", read_no_mouse},
    {"help", 'h', NULL, NULL,
     "this help; after a command, that command's", read_help},
    {"version", 0, NULL, NULL,
     "the program's version, and the vectors that networks are computed with", read_version},
    {"man", 0, NULL, NULL, NULL, read_man},
    {"completion", 0, "SHELL", "bash, zsh or fish", NULL, read_completion},
    {NULL, 0, NULL, NULL, NULL, NULL},
};
/* clang-format on */
