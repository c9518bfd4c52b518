/* A real training's log: live while it grows, or as a table, rows, a picture, lines. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "command/command.h"
#include "command/output.h"
#include "command/watch_out.h"
#include "command/work.h"

static bool write_to(struct watch *w, const char *path, bool (*write)(struct watch *w, FILE *out))
{
    struct file_writer file;
    return output_begin(&file, path) && output_end(&file, path, write(w, file.out));
}

static int write_out(const struct options *o, struct watch *w)
{
    bool taken = (o->csv && strcmp(o->csv, "-") == 0) || (o->json && strcmp(o->json, "-") == 0);
    if (o->csv && !write_to(w, o->csv, watch_write_csv))
        return EXIT_FAILED;
    if (o->json && !write_to(w, o->json, watch_write_json))
        return EXIT_FAILED;
    if (o->output)
        return watch_picture(o, w);
    if (!taken)
        watch_print(w, options_unicode(o));
    return EXIT_OK;
}

static bool check(struct watch *w)
{
    struct report r;
    report_init(&r);
    bool ok = watch_check(w, &r);
    report_print(&r, stderr);
    report_release(&r);
    return ok;
}

/* All of it, then what was asked for. */
static int read_whole(const struct options *o, struct watch *w)
{
    struct work work;
    int sig;
    if (o->narrate) {
        sig = watch_narrate(w, options_unicode(o));
    } else {
        work_begin(&work, 1);
        watch_read_all(w, work_ends_reading, &work);
        sig = work_end(&work);
    }
    if (sig)
        raise(sig);
    if (!check(w))
        return EXIT_USAGE;
    return o->narrate ? EXIT_OK : write_out(o, w);
}

/* On the terminal t, which this closes. */
static int watch_live(struct terminal *t, const struct options *o, struct watch *w)
{
    static struct watch_view v;
    bool fault = false;
    watch_view_init(&v);
    watch_read(w, 1 << 20);
    watch_read(w, 1 << 20); /* and that there is no more, where there is not */
    watch_view_settle(&v, w);
    bool typed = watch_type(o, w, &v);
    int end = typed ? watch_loop(t, w, &v, &fault) : 0;
    terminal_close(t);
    if (end)
        raise(end);
    return !typed || (fault && !check(w)) ? EXIT_USAGE : EXIT_OK;
}

static int show(const struct options *o, struct watch *w)
{
    const char *why;
    char warning[160];
    struct terminal_options how = {
        .colours = o->colours, .ascii = o->ascii, .sync = !o->no_sync, .mouse = !o->no_mouse};
    bool plain = o->csv || o->json || o->output || o->narrate || !isatty(STDOUT_FILENO);
    struct terminal *t = plain ? NULL : terminal_open(&how, &why, warning, sizeof warning);
    if (t && *warning)
        complain("%s", warning);
    return t ? watch_live(t, o, w) : read_whole(o, w);
}

static bool options_fit(const struct options *o)
{
    if (o->csv && o->json && file_same(o->csv, o->json))
        complain("--csv and --json: found \"%s\" for both; expected two files", o->csv);
    else if (o->format && !log_format_find(o->format))
        complain("--format: found \"%s\"; expected a format of logs, which clipdescent list names",
                 o->format);
    else if (o->narrate && (o->csv || o->json || o->output))
        complain("--narrate: found with an option that writes a file; expected it alone");
    else
        return true;
    return false;
}

static int watch_main(const struct options *o)
{
    static struct watch w;
    struct watch_ask ask;
    struct report r;
    if (!options_fit(o) || !watch_ask_of(o, &ask))
        return EXIT_USAGE;
    ask.format = o->format ? log_format_find(o->format) : NULL;
    report_init(&r);
    bool ok = watch_open(&w, &ask, &r);
    report_print(&r, stderr);
    report_release(&r);
    int status = ok ? show(o, &w) : EXIT_USAGE;
    watch_release(&w);
    return status;
}

const struct command_kind command_watch = {
    .name = "watch",
    .args = "LOG...",
    .title = "watch a real training by its log, while it grows",
    .help =
        "Finds out the format of each LOG (- is standard input; clipdescent list names the "
        "formats). It reads what is logged: step, loss, gradient norm, learning rate, "
        "threshold, share clipped, loss scale, norms of layers. In a terminal it follows the "
        "logs while they grow; ? lists the keys, and the arrows turn the threshold. Without one "
        "it reads to their end. It prints what was read, and what rules for the threshold would "
        "have clipped. It says what is wrong with the training, at which steps, and how sure that "
        "is. "
        "--csv writes a row for every step in full precision, empty where nothing was logged; a "
        "step that was logged again keeps its last record and is noted as rewind. Where the log "
        "has no threshold --gamma says it; clip_factor is then min(1, gamma/grad_norm). -o draws "
        "one frame to a file, as text, ansi or svg by its name. --narrate tells it in lines.",
    .options = "format step-key loss-key norm-key lr-key gamma csv json output size keys narrate "
               "ascii color no-sync no-mouse",
    .main = watch_main,
};
