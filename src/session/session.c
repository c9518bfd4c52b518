#include "session/session.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/session_parts.h"
#include "tell/insight.h"

void session_say(struct session *s, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(s->view.message, sizeof s->view.message, fmt, ap);
    va_end(ap);
    /* Cut text must not end inside a letter. */
    size_t n = strlen(s->view.message);
    while (n > 0 && !utf8_valid(s->view.message, n))
        s->view.message[--n] = 0;
}

void session_say_fault(struct session *s, const struct report *r)
{
    const char *line = r->kept ? r->line[0] : "it cannot be opened", *open = s->scene.path;
    size_t n = strlen(open);
    bool place = strncmp(line, "--set ", 6) == 0 || (n > 0 && strncmp(line, open, n) == 0);
    const char *after = place ? strstr(line, ": ") : NULL;
    session_say(s, "%s", after ? after + 2 : line); /* one knows what one typed, and where one is */
}

/* What was turned before the session was saved lies ahead, and is done as steps come to it. */
static void deeds_begin(struct session *s)
{
    s->n_deeds = 0;
    for (int i = 0; i < s->scene.n_turned; i++) {
        const struct turned *t = &s->scene.turned[i];
        s->deeds[s->n_deeds++] =
            (struct deed){.step = t->step, .run = t->run, .knob = t->knob, .value = t->value};
    }
    deeds_first(s);
}

static void session_begin(struct session *s, const struct scene *scene)
{
    s->scene = *scene;
    s->lessons = scene->lesson > 0 ? scene_lessons() : 0;
    s->changes++;
    s->view.box_version++; /* who keeps a picture of the landscape must make it anew */
    deeds_begin(s);
    s->deeds_lost = 0;
    s->view.message[0] = 0;
    s->caption[0] = 0;
    s->caption_rule = NULL;
}

bool session_open(struct session *s, const struct scene *scene, const char *const *panels,
                  struct report *r)
{
    *s = (struct session){
        .panel_names = panels, .clock = {.now = CLOCK_PLAY}, .speed = scene->view.speed};
    if (!scene_open(scene, &s->race, r))
        return false;
    s->deeds = mem_room(DEEDS_MAX, sizeof *s->deeds);
    trial_open(s);
    history_open(s);
    s->view.mouse = true;
    session_begin(s, scene);
    travel_open(s);
    look_begin(s);
    script_begin(s);
    script_look(s);
    s->background = true; /* the map may have to wait for more than this */
    if (scene->goes_on && scene->live)
        clock_reach(s, REACH_NEW, scene->from);
    else if (scene->goes_on)
        session_advance(s, scene->from);
    if (scene->goes_on)
        clock_play(s, false);
    session_settle(s);
    s->background = false;
    return true;
}

void session_release(struct session *s)
{
    travel_close(s);
    map_end(s);
    race_release(&s->race);
    script_release(s);
    trial_close(s);
    history_close(s);
    free(s->deeds);
    free(s->scenes);
    *s = (struct session){0};
}

static void values_fold(struct value *values, const double *par, int n)
{
    for (int i = 0; i < n; i++)
        if (values[i].given || values[i].num != par[i]) {
            values[i].num = par[i];
            values[i].given = true;
        }
}

void session_fold(const struct session *s, struct scene *scene)
{
    const struct race *race = &s->race;
    scene->n_turned = 0;
    start_moved(s, &scene->start);
    for (int i = 0; i < race->n && i < scene->n_runs; i++) {
        struct run_spec *spec = &scene->runs[i];
        const struct run *r = &race->run[i];
        struct knobs knobs = r->knobs;
        struct knob_group group[KNOB_GROUPS];
        spec->lr = knobs.lr;
        knob_groups(r->optimizer, r->clip, group);
        for (int k = 0; k < KNOB_GROUPS; k++)
            values_fold(knob_values(spec, &group[k]), knob_par(&knobs, &group[k]), group[k].n);
    }
}

/* The race that stands is given up only once the new one is known to open: runs point into their
 * race, so it cannot be made elsewhere and moved in. */
bool session_swap(struct session *s, const struct scene *scene, struct report *r)
{
    struct race *trial = mem_alloc(1, sizeof *trial);
    bool ok = scene_open(scene, trial, r);
    if (ok) {
        race_release(trial);
        travel_close(s);
        map_end(s);
        race_release(&s->race);
        ok = scene_open(scene, &s->race, r);
        assert(ok);
        session_begin(s, scene);
        travel_open(s);
    }
    free(trial);
    return ok;
}

/* The runs that the newest turn of a knob was made on, a bit each, while that is news. What became
 * of them is what the reader wants to know. */
static unsigned runs_turned(const struct session *s)
{
    const struct deed *last = s->n_done > 0 ? &s->deeds[s->n_done - 1] : NULL;
    unsigned runs = 0;
    if (!last || last->run == RUN_ALL || s->race.step > last->step + INSIGHT_FRESH + last->step / 2)
        return 0;
    for (int i = s->n_done - 1; i >= 0 && s->deeds[i].step == last->step; i--)
        if (s->deeds[i].run != RUN_ALL && strcmp(s->deeds[i].knob, last->knob) == 0)
            runs |= 1u << s->deeds[i].run;
    return runs;
}

static const struct insight_rule *caption_pick(struct session *s)
{
    unsigned turned = runs_turned(s);
    const struct insight_rule *rule = NULL;
    if (s->view.selected >= 0)
        return insight_pick(&s->race, 1u << s->view.selected, s->caption, sizeof s->caption);
    if (turned)
        rule = insight_pick(&s->race, turned, s->caption, sizeof s->caption);
    return rule ? rule : insight_pick(&s->race, ~0u, s->caption, sizeof s->caption);
}

void session_settle(struct session *s)
{
    race_settle(&s->race);
    map_settle(s);
    path_show_settle(s);
    if (script_caption(s)) {
        s->caption_rule = NULL;
        return;
    }
    if (trial_caption(s)) {
        s->caption_rule = "trial";
        return;
    }
    const struct insight_rule *rule = caption_pick(s);
    s->caption_rule = rule ? rule->name : NULL;
}
