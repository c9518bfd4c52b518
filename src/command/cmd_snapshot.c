/* One frame of a scene, as text, with terminal colours, or as SVG. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "backend/backend.h"
#include "base/file.h"
#include "command/command.h"
#include "command/output.h"
#include "command/watch_out.h"
#include "command/work.h"
#include "panel/panel.h"

enum { COLS = 120, ROWS = 36 };

static const struct backend_kind *format_of(const struct options *o)
{
    if (o->format)
        return backend_find(o->format);
    if (!o->output || !*file_ending(o->output))
        return backend_find("text");
    return backend_for_file(o->output);
}

/* A picture in another format than its name says is found out when it is opened, elsewhere. */
static int complain_of_name(const char *path)
{
    struct text ends = {0};
    for (int i = 0; backend_kinds[i]; i++)
        for (const char *at = backend_kinds[i]->ends; at && *at; at += *at == ' ') {
            int n = (int)strcspn(at, " ");
            text_printf(&ends, "%s.%.*s", ends.length ? ", " : "", n, at);
            at += n;
        }
    complain("snapshot: found -o %s; expected a name that ends in %s, or --format", path, ends.at);
    text_release(&ends);
    return EXIT_USAGE;
}

/* Returns the signal that asked for the end before the picture was there, or 0. */
static int advance(struct session *s, uint64_t steps)
{
    struct work work;
    work_begin(&work, steps);
    for (uint64_t left = steps; left > 0 && !race_over(&s->race);) {
        while (session_pass(s)) /* nobody else does */
            continue;
        uint64_t n = session_advance(s, work_share(&work, left));
        left -= n;
        if (!work_did(&work, n, s->scene.name))
            break;
    }
    return work_end(&work);
}

static void draw(const struct options *o, struct session *s, struct text *out)
{
    const struct backend_kind *format = format_of(o);
    bool svg = strcmp(format->name, "svg") == 0, text = strcmp(format->name, "text") == 0;
    int colours = text ? 0 : o->colours >= 0 ? o->colours : COLOURS_TRUE;
    struct screen screen;
    /* SVG says in itself how it is encoded; the others are read as the locale says. */
    screen_init(&screen, svg ? !o->ascii : options_unicode(o), colours);
    session_settle(s);
    screen_compose(&screen, s, o->cols ? o->cols : COLS, o->rows ? o->rows : ROWS);
    format->write(&screen.grid, colours ? (int)s->view.theme : THEME_MONO, s->scene.title, out);
    screen_release(&screen);
}

static int snapshot_main(const struct options *o)
{
    static struct session s;
    struct text t = {0};
    if (watch_is_log(o))
        return watch_snapshot(o);
    if (o->format && !backend_find(o->format)) {
        complain("--format: found \"%s\"; expected text, ansi or svg", o->format);
        return EXIT_USAGE;
    }
    if (!format_of(o))
        return complain_of_name(o->output);
    if (!options_session(o, &s))
        return EXIT_USAGE;
    /* One that says where it opens is drawn there. */
    bool there = o->marker || s.scene.goes_on;
    int sig = advance(&s, o->has_steps ? o->steps : there ? 0 : s.scene.steps);
    if (sig)
        raise(sig); /* ends the program as if it had never been caught */
    draw(o, &s, &t);
    bool saved = output_save(o->output ? o->output : "-", &t);
    text_release(&t);
    session_release(&s);
    return saved ? EXIT_OK : EXIT_FAILED;
}

const struct command_kind command_snapshot = {
    .name = "snapshot",
    .args = "SCENE",
    .title = "one frame of a scene, or of a log, as text, ansi or svg",
    .help =
        "Types --keys, makes the steps the scene says, or --steps of them, and draws the "
        "screen as it is then; with --marker the screen at that chapter of the scene's script, or "
        "of a recording, and --steps from there on. A file that is neither a scene nor a recording "
        "is "
        "a training log, drawn as watch does. ansi is text with terminal colours, to show "
        "with cat.",
    .options = "steps marker size keys format output seed set gamma ascii color light big",
    .main = snapshot_main,
};
