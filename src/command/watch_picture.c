#include "command/watch_out.h"

#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "backend/backend.h"
#include "base/file.h"
#include "command/output.h"
#include "command/work.h"
#include "draw/theme.h"

enum { COLS = 120, ROWS = 36 };

bool watch_ask_of(const struct options *o, struct watch_ask *ask)
{
    *ask = (struct watch_ask){.n = o->n_args, .paths = o->args, .gamma = NAN};
    ask->key[LOG_STEP] = o->step_key;
    ask->key[LOG_LOSS] = o->loss_key;
    ask->key[LOG_NORM] = o->norm_key;
    ask->key[LOG_LR] = o->lr_key;
    ask->rows = o->csv || o->json;
    if (o->gamma.n > 1 || (o->gamma.n == 1 && !(o->gamma.at[0] > 0))) {
        complain("--gamma: found %d thresholds; expected one number over 0", o->gamma.n);
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

bool watch_type(const struct options *o, struct watch *w, struct watch_view *v)
{
    const char *keys = o->keys;
    int key;
    while ((key = options_key(&keys, "Up, Shift-Up, a")) > 0) {
        watch_view_key(v, w, key);
        watch_view_settle(v, w);
    }
    return key == 0;
}

/* The picture's format; NULL: its name says none. */
static const struct backend_kind *format_of(const struct options *o)
{
    if (o->format && backend_find(o->format))
        return backend_find(o->format);
    if (!o->output || !*file_ending(o->output))
        return backend_find("text");
    return backend_for_file(o->output);
}

int watch_picture(const struct options *o, struct watch *w)
{
    const struct backend_kind *format = format_of(o);
    struct watch_view v;
    struct watch_screen screen;
    struct text out = {0};
    const char *path = o->output ? o->output : "-";
    if (!format) {
        complain("found -o %s; expected a name that ends in .txt, .ansi or .svg", path);
        return EXIT_USAGE;
    }
    watch_view_init(&v);
    watch_view_settle(&v, w);
    if (!watch_type(o, w, &v))
        return EXIT_USAGE;
    bool svg = strcmp(format->name, "svg") == 0, text = strcmp(format->name, "text") == 0;
    int colours = text ? 0 : o->colours >= 0 ? o->colours : 256;
    watch_screen_init(&screen, svg ? !o->ascii : options_unicode(o), colours);
    watch_screen_compose(&screen, w, &v, o->cols ? o->cols : COLS, o->rows ? o->rows : ROWS);
    format->write(&screen.grid, colours ? v.theme : THEME_MONO, w->log[0].name, &out);
    watch_screen_release(&screen);
    bool ok = output_save(path, &out);
    text_release(&out);
    return ok ? EXIT_OK : EXIT_FAILED;
}

bool watch_is_log(const struct options *o)
{
    struct stat st;
    const char *name = o->n_args > 0 ? o->args[0] : "";
    return stat(name, &st) == 0 && S_ISREG(st.st_mode) && !file_ends(name, "yaml yml cast") &&
           !o->cast;
}

int watch_snapshot(const struct options *o)
{
    static struct watch w;
    struct watch_ask ask;
    struct report r;
    struct work work;
    if (!watch_ask_of(o, &ask))
        return EXIT_USAGE;
    report_init(&r);
    bool ok = watch_open(&w, &ask, &r);
    work_begin(&work, 1);
    if (ok)
        watch_read_all(&w, work_ends_reading, &work);
    int sig = work_end(&work);
    if (sig)
        raise(sig);
    ok = ok && watch_check(&w, &r);
    report_print(&r, stderr);
    report_release(&r);
    int status = ok ? watch_picture(o, &w) : EXIT_USAGE;
    watch_release(&w);
    return status;
}
