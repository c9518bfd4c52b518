/* What runs when no command is named: the scene, live. Without a terminal to play on, its first
 * steps, the last frame and the table. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backend/backend.h"
#include "command/command.h"
#include "command/loop.h"
#include "panel/panel.h"

static const struct command_kind *command_named(const char *name)
{
    const struct command_kind *const *c = command_kinds;
    while (*c && strcmp((*c)->name, name) != 0)
        c++;
    return *c;
}

static int play_without(const struct options *o, const char *name, const struct scene *scene,
                        const char *why)
{
    struct options plain = *o;
    struct winsize size;
    complain("%s; to see it move, run: clipdescent %s (in a terminal)", why, scene->name);
    plain.args[0] = name; /* also where none was named */
    plain.n_args = 1;
    plain.format = "text";
    if (!plain.has_steps)
        plain.steps = scene->steps;
    plain.has_steps = true;
    if (plain.cols == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        plain.cols = size.ws_col - 1; /* a dumb terminal may wrap in its last column */
        plain.rows = size.ws_row > 24 ? size.ws_row : 24;
    }
    int status = command_named("snapshot")->main(&plain);
    return status == EXIT_OK ? command_named("run")->main(&plain) : status;
}

/* Keys from the command line, as typed before the first frame. */
static bool type_keys(struct session *s, const char *keys)
{
    char name[32];
    while (keys && *keys) {
        size_t n = strcspn(keys, " ");
        if (n >= sizeof name)
            return false;
        memcpy(name, keys, n);
        name[n] = '\0';
        int key = n > 0 ? key_parse(name) : 0;
        if (key < 0)
            return false;
        if (key > 0)
            session_key(s, key);
        keys += n + strspn(keys + n, " ");
    }
    return true;
}

/* Ends as the signal would have ended the program, for whoever waits to see. */
static int end_by(int sig)
{
    if (sig)
        raise(sig);
    return sig ? 128 + sig : EXIT_OK;
}

static int play_on(struct terminal *t, const struct options *o, struct session *s)
{
    double fps = o->fps > 0 ? o->fps : 30;
    struct loop_options how = {.fps = fps < 60 ? fps : 60, .has_stop = o->has_steps};
    how.stop = o->steps;
    int end = loop_run(t, s, &how);
    terminal_close(t);
    return end;
}

static int live_main(const struct options *o)
{
    const char *name = o->n_args > 0 ? o->args[0] : "quartic", *why;
    char warning[160];
    struct scene scene;
    struct session s;
    struct report r;
    if (!options_scene(o, name, &scene))
        return EXIT_USAGE;
    report_init(&r);
    if (!session_open(&s, &scene, panel_names, &r)) {
        report_print(&r, stderr);
        report_release(&r);
        return EXIT_USAGE;
    }
    report_release(&r);
    s.view.mouse = s.view.mouse && !o->no_mouse;
    if (!type_keys(&s, o->keys)) {
        complain("--keys: \"%s\" names a key there is not", o->keys);
        session_release(&s);
        return EXIT_USAGE;
    }
    struct terminal_options how = {
        .colours = o->colours, .ascii = o->ascii, .sync = !o->no_sync, .mouse = s.view.mouse};
    struct terminal *t = terminal_open(&how, &why, warning, sizeof warning);
    int end = 0, status = EXIT_OK;
    if (t && *warning)
        complain("%s", warning);
    if (t)
        end = play_on(t, o, &s);
    else
        status = play_without(o, name, &scene, why);
    session_release(&s);
    return end ? end_by(end) : status;
}

const struct command_kind command_live = {
    .name = "live",
    .args = "[SCENE]",
    .title = "play a scene in the terminal; what runs when no command is named",
    .help = "Steps the scene's runs side by side and draws them; ? lists the keys. Without a "
            "terminal on standard output it plays the scene's first steps, prints the last frame "
            "and the table of results.",
    .options = "steps seed set keys fps ascii color no-sync no-mouse",
    .main = live_main,
};
