/* The map in a session: of which run it is, when it begins anew, and the settings taken from it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "session/advice.h"
#include "session/session_parts.h"

/* The advisor asks for what costs nothing, and for what the scene speaks of: 625 runs of a network
 * are not to be begun unasked. */
static bool map_wanted(const struct scene *scene)
{
    const struct view_spec *v = &scene->view;
    bool small = scene->problem && scene->problem->dim > 0;
    bool asked = small || v->map_lr.n || v->map_gamma.n;
    return scene_panel(scene, "map") >= 0 || (asked && scene_panel(scene, "advisor") >= 0);
}

static bool shown(const struct session *s)
{
    return s->race.n > 0 && map_wanted(&s->scene);
}

static void key_of(const struct session *s, struct map_key *key)
{
    memset(key, 0, sizeof *key);
    key->run = advice_run(s);
    key->race = s->race_count;
    const struct run *r = &s->race.run[key->run];
    for (int i = 0; i < r->dim && i < PROBLEM_START_MAX; i++)
        key->start[i] = r->start[i];
    memcpy(key->opt_par, r->knobs.opt, sizeof key->opt_par);
    memcpy(key->clip_par, r->knobs.clip, sizeof key->clip_par);
    if (r->gamma_index >= 0)
        key->clip_par[r->gamma_index] = 0;
}

void map_forget(struct session *s)
{
    map_free(s->map);
    s->map = NULL;
}

void map_end(struct session *s)
{
    map_forget(s);
    s->race_count++;
}

void map_settle(struct session *s)
{
    struct map_key key;
    if (!shown(s))
        return; /* what there is stays, for when it is shown again */
    key_of(s, &key);
    if (!s->map || memcmp(&s->map->key, &key, sizeof key) != 0) {
        map_free(s->map);
        s->map = map_new(&s->scene, &s->race, &key);
    }
    map_poll(s->map, !s->background);
}

bool session_busy(const struct session *s)
{
    return (s->map && shown(s) && s->map->done < s->map->sweep.n) || path_show_busy(s);
}

static void take(struct session *s, double lr, double gamma)
{
    int run = s->map->key.run;
    const struct run *r = &s->race.run[run];
    bool has_lr = isfinite(lr) && knob_set(s, run, "lr", lr);
    bool has_gamma = isfinite(gamma) && knob_set(s, run, "gamma", gamma);
    if (has_lr && has_gamma)
        session_say(s, "%s: lr = %s, γ = %s at step %llu", r->name, NUMBER(lr, 4), NUMBER(gamma, 4),
                    (unsigned long long)s->race.step);
    else if (!has_lr && !has_gamma)
        session_say(s, "%s has no such setting", r->name);
}

void map_best(struct session *s)
{
    const struct map *m = s->map;
    if (!m || !shown(s)) {
        session_say(s, "there is no map here: the panel map makes one");
        return;
    }
    const char *name = s->race.run[m->key.run].name;
    if (m->best < 0) {
        session_say(s, "%s: no setting of the map reaches the goal%s", name,
                    m->done < m->sweep.n ? " so far" : "");
        return;
    }
    const struct sweep_point *p = &m->sweep.points[m->best];
    unsigned long long steps = m->sweep.cells[m->best].steps;
    take(s, p->lr, p->gamma);
    int starts = m->sweep.plan.n_starts;
    char from[48] = "the start";
    if (starts > 1)
        snprintf(from, sizeof from, "the slowest of %d starts", starts);
    session_say(s, "%s: lr %s%s%s reaches the goal in %llu steps from %s", name, NUMBER(p->lr, 4),
                isnan(p->gamma) ? "" : ", γ ", isnan(p->gamma) ? "" : NUMBER(p->gamma, 4), steps,
                from);
}

void map_at(struct session *s, const double *at)
{
    if (s->map)
        take(s, at[0], at[1]);
}

void map_turn(struct session *s)
{
    static const char *const words[MAPS_SHOWN] = {
        [MAP_SHOW_STEPS] = "steps to the goal",
        [MAP_SHOW_LOSS] = "final loss",
        [MAP_SHOW_STATUS] = "outcome",
    };
    s->view.map = (enum map_shown)((s->view.map + 1) % MAPS_SHOWN);
    session_say(s, "map: %s", words[s->view.map]);
}
