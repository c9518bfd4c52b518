/* A scene's script as an asciicast: played on a clock that goes from frame to frame, with no
 * terminal, as fast as the machine can. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "backend/cast.h"
#include "base/file.h"
#include "command/card.h"
#include "command/command.h"
#include "command/lookout.h"
#include "command/output.h"
#include "draw/grid.h"
#include "panel/panel.h"
#include "session/marker_points.h"

enum { COLS = 120, ROWS = 36, SESSION_BYTES_MAX = 64 << 10 };
static const double fps_default = 12, seconds_default = 120, card_seconds = 2, hold_seconds = 3;

struct recording {
    struct session *s;
    struct cast cast;
    struct screen screen;
    struct lookout lookout;
    struct points *points; /* where the session stood at each marker */
    double now, end;       /* seconds of the recording; it lasts to `end` at most */
    double fps;
    uint64_t steps; /* ends once so many are made; UINT64_MAX: with its script */
    int cols, rows;
    long frames;
};

/* A caption is read at 16 columns a second, after a moment to see that it is there. */
static double reading_seconds(const struct session *s)
{
    return fmin(1.5 + utf8_columns(s->caption) / 16.0, 12);
}

static void put_frame(struct recording *r)
{
    struct session *s = r->s;
    session_settle(s);
    lookout_look(&r->lookout, s, &r->cast, r->now, true);
    points_mark(r->points, s, r->cast.marks);
    screen_compose(&r->screen, s, r->cols, r->rows);
    cast_frame(&r->cast, r->now, &r->screen.grid, (int)s->view.theme);
    r->frames++;
}

/* A frame's time, or as much of it as the steps that are left take. */
static double piece_seconds(const struct recording *r)
{
    const struct session *s = r->s;
    double left = (double)(r->steps - s->race.step), frame = 1 / r->fps;
    return session_next(s) == CLOCK_PLAY && s->speed > 0 ? fmin(frame, left / s->speed) : frame;
}

static bool is_over(const struct recording *r, enum script_state state)
{
    const struct session *s = r->s;
    if ((s->asked & ASK_QUIT) || s->race.step >= r->steps || state == SCRIPT_DONE ||
        state == SCRIPT_STUCK)
        return true;
    return state == SCRIPT_NONE && race_over(&s->race);
}

/* Seconds till the next thing happens: a frame later, or when a person has read what stands there.
 */
static double wait_seconds(const struct recording *r, enum script_state state)
{
    bool read = state == SCRIPT_WAITING || state == SCRIPT_ASKING;
    return read ? reading_seconds(r->s) : 1 / r->fps;
}

static void play(struct recording *r)
{
    for (;;) {
        put_frame(r);
        enum script_state state = session_script(r->s);
        double wait = is_over(r, state) ? hold_seconds : wait_seconds(r, state);
        if (is_over(r, state) || r->now + wait > r->end) {
            r->now = fmin(r->now + wait, r->end);
            return;
        }
        r->now += wait;
        if (session_nod(r->s))
            cast_key(&r->cast, r->now, K_ENTER); /* a person would press it */
        else
            session_play(r->s, piece_seconds(r));
    }
}

static void put_card(struct recording *r)
{
    struct grid *g = &r->screen.grid;
    grid_resize(g, r->cols, r->rows);
    card_draw(g, r->s);
    cast_frame(&r->cast, 0, g, (int)r->s->view.theme);
    r->now = fmin(card_seconds, r->end);
}

/* Why it ended where the script does not. */
static void say_end(const struct recording *r)
{
    const struct session *s = r->s;
    const struct script *script = &s->scene.script;
    enum script_state state = session_script(s);
    if (state == SCRIPT_NONE || state == SCRIPT_DONE || s->race.step >= r->steps ||
        (s->asked & ASK_QUIT))
        return;
    int line = s->script.at < script->n ? script->op[s->script.at].line : 0;
    if (state == SCRIPT_STUCK)
        complain("%s:%d: nothing moves any more, and the script waits for what will not come: the "
                 "recording ends there",
                 s->scene.path, line);
    else
        complain("%s:%d: the recording ends after %g seconds (--seconds); the script has come so "
                 "far",
                 s->scene.path, line, r->end);
}

/* As it would be typed, for those who play the recording. */
static void command_text(const struct options *o, const struct session *s, struct text *t)
{
    text_printf(t, "clipdescent %s", s->scene.name);
    for (int i = 0; i < o->n_sets; i++)
        text_printf(t, " --set %s", o->sets[i]);
    if (o->has_seed)
        text_printf(t, " --seed %llu", (unsigned long long)o->seed);
}

/* The header carries the session, which is whole only at the end: events wait in a file of their
 * own. */
static void write_whole(FILE *out, struct cast_head *head, struct recording *r, FILE *events)
{
    struct text session = {0};
    char buf[1 << 14];
    points_stand(r->points, r->s);
    points_end(r->points);
    points_json(r->points, &session, SESSION_BYTES_MAX);
    head->session = session.at;
    cast_head(out, head);
    rewind(events);
    for (size_t n; (n = fread(buf, 1, sizeof buf, events)) > 0;)
        fwrite(buf, 1, n, out);
    text_release(&session);
}

/* false: its events could not be kept, and why says so. */
static bool record(const struct options *o, struct session *s, FILE *out, struct recording *r,
                   char *why, size_t why_size)
{
    struct text command = {0};
    bool scripted = session_script(s) != SCRIPT_NONE;
    struct file_writer events;
    if (!file_scratch(&events, why, why_size))
        return false;
    *r = (struct recording){.s = s,
                            .points = points_new(),
                            .fps = o->fps > 0 ? (double)o->fps : fps_default,
                            .end = o->seconds > 0 ? (double)o->seconds : seconds_default,
                            .steps = o->has_steps ? o->steps
                                     : scripted   ? UINT64_MAX
                                                  : s->scene.steps,
                            .cols = o->cols ? o->cols : COLS,
                            .rows = o->rows ? o->rows : ROWS};
    int colours = o->colours >= 0 ? o->colours : COLOURS_TRUE;
    command_text(o, s, &command);
    struct cast_head head = {.version = o->cast_version,
                             .cols = r->cols,
                             .rows = r->rows,
                             .title = s->scene.title,
                             .command = command.at,
                             .colours = colours};
    screen_init(&r->screen, !o->ascii, colours);
    cast_begin(&r->cast, events.out, &head);
    put_card(r);
    lookout_begin(&r->lookout, s);
    play(r);
    cast_end(&r->cast, r->now, 0);
    int error = file_error(&events);
    if (!error)
        write_whole(out, &head, r, events.out);
    else
        snprintf(why, why_size, "%s", strerror(error));
    file_abandon(&events);
    text_release(&command);
    return !error;
}

static void recording_release(struct recording *r)
{
    cast_release(&r->cast);
    screen_release(&r->screen);
    points_free(r->points);
}

static int record_to(const struct options *o, struct session *s, const char *path)
{
    struct file_writer w;
    struct recording r = {.s = s};
    char why[256];
    if (!output_begin(&w, path))
        return EXIT_FAILED;
    bool whole = record(o, s, w.out, &r, why, sizeof why);
    if (!whole)
        complain("%s: %s", strcmp(path, "-") == 0 ? "standard output" : path, why);
    bool done = output_end(&w, path, whole);
    if (done)
        say_end(&r);
    if (done && strcmp(path, "-") != 0) {
        struct text shown = {0};
        text_add_shown(&shown, path);
        printf("%s: %.1f seconds, %ld frames\n", shown.at, r.now, r.frames);
        text_release(&shown);
    }
    recording_release(&r);
    return done ? EXIT_OK : EXIT_FAILED;
}

static int record_main(const struct options *o)
{
    static struct session s;
    if (!o->output) {
        complain("record: found no -o FILE; expected where the recording goes, as -o demo.cast");
        return EXIT_USAGE;
    }
    if (file_ends(o->output, "gif")) {
        complain("record: found -o %s; expected a name that ends in .cast, and then agg (1.8 or "
                 "later) makes the GIF: agg demo.cast demo.gif",
                 o->output);
        return EXIT_USAGE;
    }
    if (*file_ending(o->output) && !file_ends(o->output, "cast")) {
        complain("record: found -o %s; expected a name that ends in .cast", o->output);
        return EXIT_USAGE;
    }
    if (!options_session(o, &s))
        return EXIT_USAGE;
    int status = record_to(o, &s, o->output);
    session_release(&s);
    return status;
}

const struct command_kind command_record = {
    .name = "record",
    .args = "SCENE",
    .title = "an asciicast of a scene's script, or of its first steps",
    .help = "Plays the script of the scene on a clock of its own, with no terminal and faster than "
            "it will be shown. It writes what would be seen: chapters as markers, keys "
            "as input. Where the script waits for a key, it goes on after the time it takes to "
            "read. A scene without a script plays its steps. The same bytes every time.",
    .options = "output fps seconds size cast-version steps seed set keys ascii color light big",
    .main = record_main,
};
