#include "command/marker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/cast_read.h"
#include "base/memory.h"
#include "base/text.h"
#include "command/command.h"
#include "panel/panel.h"
#include "session/marker_points.h"

enum { STEPS_MAX = 1000000, NAMED_MAX = 30 };

static void say_unknown(const char *word, const char *of, const char *const *labels, int n)
{
    struct text all = {0};
    const char **names = mem_alloc((size_t)n + 1, sizeof *names);
    for (int i = 0; i < n; i++)
        names[i] = labels[i];
    for (int i = 0; i < n && i < NAMED_MAX; i++)
        text_printf(&all, "%s%d \"%.60s\"", i ? ", " : "", i + 1, labels[i]);
    if (n > NAMED_MAX)
        text_printf(&all, " and %d more", n - NAMED_MAX);
    const char *near = n ? name_nearest(word, names) : NULL;
    if (n == 0)
        complain("--marker: found \"%s\"; expected none, as %s has no markers", word, of);
    else
        complain("--marker: found \"%s\"%s%s%s; expected one of %s by number or name: %s", word,
                 near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "", of, all.at);
    free(names);
    text_release(&all);
}

/* Which of n labels is meant, from 0; -1: none is, and a message says which there are. of: whose
 * they are. */
static int marker_find(const char *word, const char *of, const char *const *labels, int n)
{
    double number;
    for (int i = 0; i < n; i++)
        if (strcmp(word, labels[i]) == 0)
            return i;
    for (int i = 0; number_read(word, &number) && i < n; i++)
        if (number == i + 1)
            return i;
    say_unknown(word, of, labels, n);
    return -1;
}

/* One thing more that brings the script on; false: nothing does. */
static bool bring_on(struct session *s)
{
    if (session_nod(s))
        return true;
    if (session_script(s) != SCRIPT_GOING)
        return false;
    if (session_next(s) != CLOCK_REST)
        session_advance(s, 1);
    else
        session_idle(s, session_due(s));
    return true;
}

/* Plays up to operation `op` of the script. */
static bool play_to(struct session *s, int op, const char *label)
{
    const struct script *script = &s->scene.script;
    int line = script->op[op].line;
    while (s->script.at <= op && s->race.step < STEPS_MAX && bring_on(s))
        continue;
    if (s->script.at > op)
        return true;
    complain("%s:%d: the script does not come to \"%s\": it stands at step %llu", s->scene.path,
             line, label, (unsigned long long)s->race.step);
    return false;
}

bool marker_go(struct session *s, const char *word)
{
    const struct script *script = &s->scene.script;
    const char *label[SCRIPT_OPS_MAX];
    int op[SCRIPT_OPS_MAX], n = 0;
    for (int i = 0; i < script->n; i++)
        if (script->op[i].kind == OP_MARK) {
            op[n] = i;
            label[n++] = script_text(script, &script->op[i]);
        }
    int found = marker_find(word, s->scene.name, label, n);
    return found >= 0 && play_to(s, op[found], label[found]);
}

void marker_faults(struct report *r, const char *path, const struct report *inner)
{
    struct report place;
    report_init(&place);
    report_add(&place, path, 0, "%s", ""); /* the path as messages have it, and ": " */
    size_t shown = strlen(place.line[0]) - 2;
    report_release(&place);
    for (int i = 0; i < inner->kept; i++) {
        const char *rest = inner->line[i] + shown;
        bool at_line = rest[0] == ':' && rest[1] != ' ';
        report_add(r, path, 1, at_line ? "in its session, at %s" : "in its session: %s",
                   rest + (at_line ? 1 : 2));
    }
}

/* The scene in yaml, with faults at the line of the recording where it stands. */
static bool parse(struct scene *scene, const char *path, const struct text *yaml, struct report *r)
{
    struct report inner;
    report_init(&inner);
    bool ok = scene_parse(scene, path, yaml->at, yaml->length, panel_names, &inner);
    marker_faults(r, path, &inner);
    report_release(&inner);
    return ok;
}

static bool read_point(struct scene *scene, const char *path, const struct cast_read *cast,
                       int marker, struct report *r)
{
    struct text yaml = {0};
    bool ok = false;
    switch (points_find(cast->session.at, marker, &yaml)) {
    case POINT_FOUND:
        ok = parse(scene, path, &yaml, r);
        break;
    case POINT_NOT_KEPT:
        report_add(r, path, 0,
                   "there was more to keep than a recording holds: it cannot go on from %s",
                   marker < 0 ? "its end" : "that marker");
        break;
    case POINT_DAMAGED:
        report_add(r, path, 1,
                   "found a session that is not whole; expected scenes, points and end");
        break;
    }
    text_release(&yaml);
    return ok;
}

bool marker_scene(struct scene *scene, const char *path, const char *word, struct report *r)
{
    struct cast_read cast;
    bool ok = cast_read(&cast, path, r);
    if (ok && cast.session.length == 0) {
        report_add(r, path, 1,
                   "no session in it; expected a recording made by `clipdescent record` or by R "
                   "(any other is for asciinema play)");
        ok = false;
    }
    const char **labels = mem_alloc((size_t)cast.n_markers + 1, sizeof *labels);
    for (int i = 0; i < cast.n_markers; i++)
        labels[i] = cast.marker[i].label;
    int marker = ok && word ? marker_find(word, path, labels, cast.n_markers) : -1;
    ok = ok && (!word || marker >= 0) && read_point(scene, path, &cast, marker, r);
    free(labels);
    cast_read_release(&cast);
    return ok;
}
