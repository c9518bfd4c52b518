/* What is typed into the prompt (or said by a script): a value for a knob of a run, for the start,
 * or for the problem, which is then opened again. Nothing changes unless all of it is right. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scene/reading.h"
#include "session/session_parts.h"

enum { NAMES_MAX = 80, WORD_MAX = 160 };

static int name_add(const char **names, int n, const char *name)
{
    if (n < NAMES_MAX - 1 && name_index(names, name) < 0)
        names[n++] = name;
    names[n] = NULL;
    return n;
}

/* "found gama; expected one of ...": the knobs there are, or the runs. */
static void say_unknown(struct session *s, const char *word, bool of_runs)
{
    const char *names[NAMES_MAX] = {NULL};
    char expected[120];
    int n = 0;
    for (int i = 0; i < s->race.n; i++) {
        const struct run *r = &s->race.run[i];
        if (of_runs) {
            n = name_add(names, n, r->name);
            continue;
        }
        const char *own[KNOBS_MAX + 1];
        for (int k = 0, knobs = knob_names(r->optimizer, r->clip, own); k < knobs; k++)
            n = name_add(names, n, own[k]);
    }
    const struct problem_kind *kind = s->scene.problem;
    for (int k = 0; k < kind->n_params && !of_runs; k++)
        n = name_add(names, n, kind->params[k].name);
    name_add(names, n, of_runs ? "problem" : scene_start_param.name);
    session_say(s, "found %s%s", word[0] ? word : "no name before =",
                name_expect(expected, sizeof expected, word, names));
}

/* Whether more of the race has to be kept, or measured, from its start on, to show that. */
static bool needs_another_race(const struct session *s, const struct scene *scene)
{
    int dim = s->race.problem.dim;
    return path_wanted(scene, dim) != path_wanted(&s->scene, dim) ||
           !scene_measures_as(scene, &s->scene);
}

/* The run and its step stay, by doing again what was done, where it has to be. */
static bool show(struct session *s, const struct scene *scene, const char *key)
{
    bool window = strcmp(key, "window") == 0, plays = clock_plays(s), done = true;
    if (needs_another_race(s, scene)) {
        struct deed *deeds = mem_alloc((size_t)s->n_done + 1, sizeof *deeds);
        memcpy(deeds, s->deeds, (size_t)s->n_done * sizeof *deeds);
        uint64_t begun = s->begun;
        done = travel_reopen(s, scene, deeds, s->n_done, clock_target(s));
        s->begun = begun; /* to those who tell of it the race is the same */
        clock_play(s, plays);
        free(deeds);
    } else {
        s->scene.view = scene->view;
        map_forget(s);
    }
    look_anew(s, !window);
    if (strcmp(key, "speed") == 0)
        s->speed = s->scene.view.speed;
    if (strcmp(key, "panels") == 0)
        session_say(s, "Panels changed.");
    else
        session_say(s, "view: %s set", key);
    return done;
}

/* The kind of problem that this key alone chooses, as f does; NULL: none. */
static const struct problem_kind *kind_typed(const char *key)
{
    for (int i = 0; problem_kinds[i]; i++)
        if (problem_kinds[i]->typed && strcmp(problem_kinds[i]->typed, key) == 0)
            return problem_kinds[i];
    return NULL;
}

/* Sets such a key. Start and window stay where the new loss has as many parameters. */
static bool set_typed(const struct session *s, struct scene *scene, const struct problem_kind *kind,
                      const char *line, struct report *r)
{
    const struct problem *old = &s->race.problem;
    struct value start = scene->start;
    struct problem p;
    char choose[80];
    snprintf(choose, sizeof choose, "problem.kind=%s", kind->name);
    if (old->kind != kind && !scene_set(scene, choose, s->panel_names, r))
        return false;
    if (!scene_set(scene, line, s->panel_names, r) ||
        !problem_open(&p, kind, scene->problem_values, NULL, r, scene->path, scene->problem_line))
        return false;
    if (p.dim != old->dim) {
        scene->start = (struct value){0};
        scene->view.home[0] = NAN;
        for (int i = 0; i < scene->n_runs; i++)
            scene->runs[i].start = (struct value){0};
    } else if (p.kind != old->kind) {
        if (!start.given)
            memcpy(start.list, old->start, sizeof old->start);
        start.given = true, start.n = p.dim;
        scene->start = start;
        memcpy(scene->view.home, s->view.box, sizeof scene->view.home);
    }
    problem_close(&p);
    return true;
}

/* part: "problem", "probe" or "view". Like those below: false where nothing was set, and a message
 * says why. */
static bool set_scene(struct session *s, const char *part, const char *key, const char *value)
{
    struct scene *scene = mem_alloc(1, sizeof *scene);
    struct report report;
    char line[2 * WORD_MAX + 16];
    bool keeps_run = strcmp(part, "view") == 0 && !s->deeds_lost, done = false;
    int dim = s->race.problem.dim;
    const struct problem_kind *typed = strcmp(part, "problem") == 0 ? kind_typed(key) : NULL;
    report_init(&report);
    *scene = s->scene;
    if (!keeps_run)
        session_fold(s, scene);
    snprintf(line, sizeof line, "%s.%s=%s", part, key, value);
    bool read = typed ? set_typed(s, scene, typed, line, &report)
                      : scene_set(scene, line, s->panel_names, &report);
    if (read && keeps_run) {
        done = show(s, scene, key);
    } else if (read && session_swap(s, scene, &report)) {
        done = true;
        if (s->race.problem.dim != dim)
            look_home(s);
        if (s->race.n > 0)
            look_include(s, s->race.run[0].start);
        session_say(s, "%s, from step 0", s->race.problem.formula);
    } else {
        session_say_fault(s, &report);
    }
    report_release(&report);
    free(scene);
    return done;
}

static bool set_start(struct session *s, const char *value)
{
    struct value v;
    char why[120];
    if (!param_parse(&scene_start_param, value, &v, why, sizeof why))
        session_say(s, "start: %s", why);
    else if (v.n != s->race.problem.dim)
        session_say(s, "start: found %d numbers; expected %d", v.n, s->race.problem.dim);
    else
        return start_at(s, v.list, v.n);
    return false;
}

/* The knob called key of the run, or of any where run is negative. */
static const struct param *knob_find(const struct session *s, int run, const char *key)
{
    for (int i = 0; i < s->race.n; i++) {
        const struct param *p = run_param(&s->race.run[i], key);
        if (p && (run < 0 || run == i))
            return p;
    }
    return NULL;
}

static bool set_knob(struct session *s, int run, const char *key, const char *value)
{
    const struct param *p = knob_find(s, run, key);
    struct value v;
    char why[120];
    if (!p && run >= 0 && knob_find(s, RUN_ALL, key))
        session_say(s, "%s has no %s", s->race.run[run].name, key);
    else if (!p)
        say_unknown(s, key, false);
    else if (!param_parse(p, value, &v, why, sizeof why))
        session_say(s, "%s: %s", key, why);
    else
        return knob_set(s, run, p->name, v.num);
    return false;
}

/* WHO.KEY: of one run, of the problem, of the probe or of the view. */
static bool set_dotted(struct session *s, const char *who, const char *key, const char *value)
{
    bool of_problem = strcmp(who, "problem") == 0;
    for (int i = 0; i < s->race.n; i++)
        if (strcmp(s->race.run[i].name, who) == 0)
            return set_knob(s, i, key, value);
    if (of_problem && strcmp(key, scene_start_param.name) == 0)
        return set_start(s, value);
    if (of_problem || strcmp(who, "probe") == 0 || strcmp(who, "view") == 0)
        return set_scene(s, who, key, value);
    say_unknown(s, who, true);
    return false;
}

static bool set_plain(struct session *s, int run, const char *key, const char *value)
{
    const struct problem_kind *kind = s->scene.problem;
    if (strcmp(key, scene_start_param.name) == 0)
        return set_start(s, value);
    if (!knob_find(s, run, key) &&
        (kind_typed(key) || param_find(kind->params, kind->n_params, key)))
        return set_scene(s, "problem", key, value);
    return set_knob(s, run, key, value);
}

static char *trimmed(char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    size_t n = strlen(text);
    while (n > 0 && isspace((unsigned char)text[n - 1]))
        text[--n] = 0;
    return text;
}

bool assign_text(struct session *s, int run, const char *text)
{
    char copy[WORD_MAX], *end;
    snprintf(copy, sizeof copy, "%s", text);
    char *line = trimmed(copy), *equals = line + strcspn(line, "=:"); /* f: x^2, as scenes say */
    if (*equals) {
        *equals = 0;
        char *key = trimmed(line), *dot = strchr(key, '.'), *value = trimmed(equals + 1);
        if (dot) {
            *dot = 0;
            return set_dotted(s, key, dot + 1, value);
        }
        return set_plain(s, run, key, value);
    }
    strtod(line, &end);
    if (end != line && !*end)
        return set_knob(s, run, run_lr_param.name, line);
    session_say(s, "found “%s”; expected a value for lr, or name=value such as gamma=2", line);
    return false;
}
