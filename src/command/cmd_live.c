/* What runs when no command is named: the scene, live. Without a terminal to play on, its first
 * steps, the last frame and the table. */
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backend/backend.h"
#include "command/command.h"
#include "command/loop.h"

static int play_without(const struct options *o, const struct scene *scene, const char *why)
{
    struct options plain = *o;
    struct winsize size;
    complain("%s; to see it move, run: clipdescent %s%s (in a terminal)", why,
             o->cast ? "open " : "", options_scene_name(o));
    plain.format = "text";
    bool there = scene->goes_on && !plain.has_steps; /* where it opens */
    if (!plain.has_steps)
        plain.steps = scene->steps;
    plain.has_steps = !there;
    if (plain.cols == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        plain.cols = size.ws_col - 1; /* a dumb terminal may wrap in its last column */
        plain.rows = size.ws_row > 24 ? size.ws_row : 24;
        plain.cols = plain.cols < GRID_COLS_MAX ? plain.cols : GRID_COLS_MAX;
        plain.rows = plain.rows < GRID_ROWS_MAX ? plain.rows : GRID_ROWS_MAX;
    }
    int status = command_find("snapshot")->main(&plain);
    return status == EXIT_OK ? command_find("run")->main(&plain) : status;
}

/* Ends as the signal would have ended the program, for a program that waits. */
static int end_by(int sig)
{
    if (sig)
        raise(sig);
    return sig ? 128 + sig : EXIT_OK;
}

static int play_on(struct terminal *t, const struct options *o, struct session *s)
{
    double fps = o->fps > 0 ? (double)o->fps : 30;
    struct loop_options how = {.fps = fps < 60 ? fps : 60, .has_stop = o->has_steps};
    how.stop = o->steps;
    int end = loop_run(t, s, &how);
    terminal_close(t);
    return end;
}

static int live_main(const struct options *o)
{
    static struct session s;
    const char *why;
    char warning[160];
    struct options live = *o;
    live.live = true;
    if (!options_session(&live, &s))
        return EXIT_USAGE;
    s.view.mouse = s.view.mouse && !o->no_mouse;
    struct terminal_options how = {
        .colours = o->colours, .ascii = o->ascii, .sync = !o->no_sync, .mouse = s.view.mouse};
    struct terminal *t = terminal_open(&how, &why, warning, sizeof warning);
    int end = 0, status = EXIT_OK;
    if (t && *warning)
        complain("%s", warning);
    if (t)
        end = play_on(t, o, &s);
    else
        status = play_without(o, &s.scene, why);
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
    .options = "steps seed set size keys fps ascii color light big no-sync no-mouse",
    .main = live_main,
};
