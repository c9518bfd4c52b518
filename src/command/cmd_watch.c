/* A real training's log: live while it grows, or as a table, rows, a picture. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "command/command.h"
#include "command/watch_rows.h"
#include "command/work.h"

/* Reading a pipe may take as long as a training: signals end it. */
static bool is_to_end(void *ctx, size_t bytes)
{
    struct work *work = ctx;
    (void)bytes;
    work->until = work->done; /* look every time */
    return !work_did(work, 0, "");
}

static bool ask_of(const struct options *o, struct watch_ask *ask)
{
    *ask = (struct watch_ask){.n = o->n_args, .paths = o->args, .gamma = NAN};
    ask->key[LOG_STEP] = o->step_key;
    ask->key[LOG_LOSS] = o->loss_key;
    ask->key[LOG_NORM] = o->norm_key;
    ask->key[LOG_LR] = o->lr_key;
    ask->rows = o->csv || o->json;
    if (o->format && !(ask->format = log_format_find(o->format))) {
        complain(
            "watch: found --format %s; expected a format of logs, which clipdescent list names",
            o->format);
        return false;
    }
    if (o->gamma.n > 1 || (o->gamma.n == 1 && !(o->gamma.at[0] > 0))) {
        complain("watch: found several thresholds for --gamma; expected one number over 0");
        return false;
    }
    if (o->gamma.n == 1)
        ask->gamma = o->gamma.at[0];
    if (o->n_args > WATCH_RUNS_MAX) {
        complain("watch: found %d logs; expected at most %d", o->n_args, WATCH_RUNS_MAX);
        return false;
    }
    return true;
}

static bool write_to(struct watch *w, const char *path, bool (*write)(struct watch *w, FILE *out))
{
    struct file_writer file;
    char why[256];
    if (!file_begin(&file, path, why, sizeof why)) {
        complain("%s: %s", path, why);
        return false;
    }
    if (!write(w, file.out)) {
        file_abandon(&file);
        return false;
    }
    if (file_commit(&file, why, sizeof why))
        return true;
    complain("%s: %s", strcmp(path, "-") == 0 ? "standard output" : path, why);
    return false;
}

static int write_out(const struct options *o, struct watch *w)
{
    bool taken = (o->csv && strcmp(o->csv, "-") == 0) || (o->json && strcmp(o->json, "-") == 0);
    if (o->csv && !write_to(w, o->csv, watch_write_csv))
        return EXIT_FAILED;
    if (o->json && !write_to(w, o->json, watch_write_json))
        return EXIT_FAILED;
    if (!taken)
        watch_print(w, options_unicode(o));
    return EXIT_OK;
}

/* All of it, then what was asked for. */
static int read_whole(const struct options *o, struct watch *w)
{
    struct work work;
    struct report r;
    work_begin(&work, 1);
    watch_read_all(w, is_to_end, &work);
    int sig = work_end(&work);
    if (sig)
        raise(sig);
    report_init(&r);
    bool ok = watch_check(w, &r);
    report_print(&r, stderr);
    report_release(&r);
    return ok ? write_out(o, w) : EXIT_USAGE;
}

static int watch_main(const struct options *o)
{
    static struct watch w;
    struct watch_ask ask;
    struct report r;
    if (!ask_of(o, &ask))
        return EXIT_USAGE;
    if (o->csv && o->json && file_same(o->csv, o->json)) {
        complain("--csv and --json: found \"%s\" for both; expected two files", o->csv);
        return EXIT_USAGE;
    }
    report_init(&r);
    bool ok = watch_open(&w, &ask, &r);
    report_print(&r, stderr);
    report_release(&r);
    int status = ok ? read_whole(o, &w) : EXIT_USAGE;
    watch_release(&w);
    return status;
}

const struct command_kind command_watch = {
    .name = "watch",
    .args = "LOG...",
    .title = "watch a real training by its log, while it grows",
    .help =
        "Finds out the format of each LOG (- is standard input; clipdescent list names the "
        "formats), and reads step, loss, gradient norm, learning rate, threshold, share clipped, "
        "loss scale and norms of layers, where they are logged. In a terminal it follows the "
        "logs while they grow. Without one it reads to their end and prints what was read, what "
        "rules for the threshold would have clipped, and what is wrong with the training, each "
        "with its steps and how sure that is. --csv writes a row for every step in full "
        "precision, empty where nothing was logged; a step that was logged again keeps its last "
        "record and is noted as rewind. Where the log has no threshold --gamma says it; "
        "clip_factor is then min(1, gamma/grad_norm).",
    .options = "format step-key loss-key norm-key lr-key gamma csv json ascii",
    .main = watch_main,
};
