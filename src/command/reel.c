#include "command/reel.h"

#include <string.h>
#include <time.h>

enum { SESSION_ROOM = 24 << 10 };

static void say(struct session *s, const char *name, const char *what, const char *why)
{
    snprintf(s->view.message, sizeof s->view.message, "%.87s%.30s%.40s", name, what, why);
}

static void release(struct reel *r)
{
    cast_release(&r->cast);
    points_free(r->points);
    *r = (struct reel){0};
}

/* The header once more over itself, with the session in its room; this takes no more of the disk.
 */
static void write_session(struct reel *r)
{
    struct text session = {0};
    points_cut(r->points, r->marks);
    points_end(r->points);
    points_json(r->points, &session, SESSION_ROOM - sizeof CAST_SESSION_KEY - 4);
    r->head.session = session.at;
    if (fseek(r->file.out, 0, SEEK_SET) == 0) {
        cast_head(r->file.out, &r->head);
        fflush(r->file.out);
    }
    text_release(&session);
}

/* The file up to its last whole event takes its name. */
static void give_up(struct reel *r, struct session *s, int error)
{
    char why[120];
    bool done = r->good > 0 && file_cut(&r->file, r->good);
    if (done) {
        write_session(r);
        done = file_commit(&r->file, why, sizeof why);
    }
    say(s, r->name, done ? " plays up to here: " : ": not recorded: ", strerror(error));
    if (r->file.out)
        file_abandon(&r->file);
    release(r);
}

/* After every event: all of it is in the file, or the recording ends. */
static bool kept(struct reel *r, struct session *s)
{
    int error = file_error(&r->file);
    if (error) {
        give_up(r, s, error);
        return false;
    }
    r->good = ftell(r->file.out);
    r->marks = r->cast.marks;
    return true;
}

void reel_begin(struct reel *r, struct session *s, double now, const struct grid *g)
{
    char date[40], why[120];
    time_t clock = time(NULL);
    struct tm tm;
    *r = (struct reel){.began = now};
    strftime(date, sizeof date, "%Y-%m-%d-%H%M%S", localtime_r(&clock, &tm));
    snprintf(r->name, sizeof r->name, "%.60s-%.20s.cast", s->scene.name, date);
    snprintf(r->command, sizeof r->command, "clipdescent %s", s->scene.name);
    snprintf(r->title, sizeof r->title, "%s", s->scene.title);
    if (!file_begin(&r->file, r->name, why, sizeof why)) {
        say(s, r->name, ": not recorded: ", why);
        return;
    }
    r->on = true;
    r->points = points_new();
    r->head = (struct cast_head){.version = 2,
                                 .cols = g->cols,
                                 .rows = g->rows,
                                 .title = r->title,
                                 .command = r->command,
                                 .timestamp = clock,
                                 .colours = g->colours,
                                 .room = SESSION_ROOM};
    cast_head(r->file.out, &r->head);
    cast_begin(&r->cast, r->file.out, &r->head);
    s->script.n_heard = 0;
    lookout_begin(&r->lookout, s);
    points_stand(r->points, s);
    if (kept(r, s))
        say(s, r->name, ": being recorded;", " R stops");
}

void reel_end(struct reel *r, struct session *s, double now)
{
    char why[120];
    if (!r->on)
        return;
    cast_end(&r->cast, now - r->began, 0);
    if (!kept(r, s))
        return;
    write_session(r);
    if (file_commit(&r->file, why, sizeof why))
        say(s, r->name, ": recorded", "");
    else
        say(s, r->name, ": not recorded: ", why);
    release(r);
}

void reel_frame(struct reel *r, struct session *s, double now, const struct grid *g)
{
    if (!r->on)
        return;
    lookout_look(&r->lookout, s, &r->cast, now - r->began, false); /* its keys nobody pressed */
    cast_frame(&r->cast, now - r->began, g, (int)s->view.theme);
    points_mark(r->points, s, r->cast.marks);
    if (kept(r, s))
        points_stand(r->points, s); /* the frame that is in the file shows this */
}

void reel_key(struct reel *r, struct session *s, double now, int key)
{
    if (!r->on)
        return;
    cast_key(&r->cast, now - r->began, key);
    kept(r, s);
}
