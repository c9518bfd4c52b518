#include "command/reel.h"

#include <errno.h>
#include <stdio_ext.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void say(struct session *s, const char *name, const char *what, const char *why)
{
    snprintf(s->view.message, sizeof s->view.message, "%.87s%.30s%.40s", name, what, why);
}

static void release(struct reel *r)
{
    cast_release(&r->cast);
    *r = (struct reel){0};
}

/* The file up to its last whole event takes its name. */
static void give_up(struct reel *r, struct session *s, int error)
{
    char why[120];
    __fpurge(r->file.out);
    clearerr(r->file.out);
    if (ftruncate(fileno(r->file.out), r->good) == 0 && file_commit(&r->file, why, sizeof why))
        say(s, r->name, " plays up to here: ", strerror(error));
    else
        say(s, r->name, ": not recorded: ", strerror(error));
    if (r->file.out)
        file_abandon(&r->file);
    release(r);
}

/* After every event, before which errno was 0: all of it is in the file, or the recording ends. */
static bool kept(struct reel *r, struct session *s)
{
    if (fflush(r->file.out) == 0 && !ferror(r->file.out)) {
        r->good = ftello(r->file.out);
        return true;
    }
    give_up(r, s, errno ? errno : EIO);
    return false;
}

static void begin(struct reel *r, struct session *s, double now, const struct grid *g)
{
    char date[40], why[120], command[96];
    time_t clock = time(NULL);
    struct tm tm;
    *r = (struct reel){.began = now};
    strftime(date, sizeof date, "%Y-%m-%d-%H%M%S", localtime_r(&clock, &tm));
    snprintf(r->name, sizeof r->name, "%.60s-%.20s.cast", s->scene.name, date);
    snprintf(command, sizeof command, "clipdescent %s", s->scene.name);
    if (!file_begin(&r->file, r->name, why, sizeof why)) {
        say(s, r->name, ": not recorded: ", why);
        return;
    }
    r->on = true;
    errno = 0;
    cast_begin(&r->cast, r->file.out,
               &(struct cast_head){.version = 2,
                                   .cols = g->cols,
                                   .rows = g->rows,
                                   .title = s->scene.title,
                                   .command = command,
                                   .timestamp = clock,
                                   .colours = g->colours});
    s->script.n_heard = 0;
    watch_begin(&r->watch, &s->race);
    if (kept(r, s))
        say(s, r->name, ": being recorded;", " R stops");
}

void reel_end(struct reel *r, struct session *s, double now)
{
    char why[120];
    if (!r->on)
        return;
    errno = 0;
    cast_end(&r->cast, now - r->began, 0);
    if (!kept(r, s))
        return;
    if (file_commit(&r->file, why, sizeof why))
        say(s, r->name, ": recorded", "");
    else
        say(s, r->name, ": not recorded: ", why);
    release(r);
}

void reel_turn(struct reel *r, struct session *s, double now, const struct grid *g)
{
    s->want_record = false;
    if (r->on)
        reel_end(r, s, now);
    else
        begin(r, s, now, g);
}

void reel_frame(struct reel *r, struct session *s, double now, const struct grid *g)
{
    if (!r->on)
        return;
    for (int i = 0; i < s->script.n_heard; i++)
        if (!s->script.heard[i].key) /* its keys nobody pressed */
            cast_mark(&r->cast, now - r->began, s->script.heard[i].label);
    s->script.n_heard = 0;
    watch_look(&r->watch, &s->race, &r->cast, now - r->began);
    errno = 0;
    cast_frame(&r->cast, now - r->began, g, (int)s->view.theme);
    kept(r, s);
}

void reel_key(struct reel *r, struct session *s, double now, int key)
{
    if (!r->on)
        return;
    errno = 0;
    cast_key(&r->cast, now - r->began, key);
    kept(r, s);
}
