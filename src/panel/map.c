#include <math.h>
#include <stdio.h>

#include "base/memory.h"
#include "base/text.h"
#include "panel/chart/map_paint.h"
#include "panel/chart/pen.h"
#include "panel/panel.h"

struct memo {
    struct rect cells; /* of the frame last drawn, for clicks */
};

static struct map_view view_of(const struct session *s)
{
    const struct map *m = s->map;
    return (struct map_view){.sweep = &m->sweep,
                             .ready = m->ready,
                             .lr = &m->lr,
                             .gamma = &m->gamma,
                             .shown = s->view.map,
                             .best = m->best};
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    if (!s->map)
        return;
    if (!*c->memo)
        *c->memo = mem_alloc(1, sizeof(struct memo));
    struct memo *memo = *c->memo;
    const struct run *r = &s->race.run[s->map->key.run];
    struct sweep_point now = {r->knobs.lr, NAN};
    if (r->gamma_index >= 0)
        now.gamma = r->knobs.clip[r->gamma_index];
    struct map_view v = view_of(s);
    v.now = &now;
    map_paint(c->grid, c->area, &v, &memo->cells);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    static const char *const words[MAPS_SHOWN] = {[MAP_SHOW_STEPS] = "steps to",
                                                  [MAP_SHOW_LOSS] = "final loss",
                                                  [MAP_SHOW_STATUS] = "outcome"};
    const struct map *m = s->map;
    if (!m)
        return;
    char goal[40] = "", done[24] = "", target[24];
    if (s->view.map == MAP_SHOW_STEPS && !isnan(m->sweep.plan.target))
        snprintf(goal, sizeof goal, " loss < %s",
                 number_text(target, sizeof target, m->sweep.plan.target, 4));
    else if (s->view.map == MAP_SHOW_STEPS)
        snprintf(goal, sizeof goal, " convergence");
    if (m->done < m->sweep.n)
        snprintf(done, sizeof done, ", %d %%", (int)(100 * m->share));
    const char *name = s->race.run[m->key.run].name, *what = words[s->view.map];
    snprintf(buf, size, "map of %s: %s%s%s\n%s: %s%s%s", name, what, goal, done, name, what, goal,
             done);
}

static bool click(const struct panel_call *c, int col, int row, struct action *out)
{
    const struct memo *memo = *c->memo;
    struct sweep_point p;
    if (!memo || !c->s->map)
        return false;
    struct map_view v = view_of(c->s);
    if (!map_point_at(&v, &memo->cells, col, row, &p))
        return false;
    *out = action_of(ACT_MAP_AT);
    out->at[0] = p.lr, out->at[1] = p.gamma;
    return true;
}

const struct panel_kind panel_map = {
    .name = "map",
    .title = "map",
    .help = "The outcome of the selected run at every learning rate and threshold of a grid, all "
            "from the same starts. + is the setting now. * is the fastest setting (B takes it, a "
            "click takes any), on θ⁴ the fastest within the edge. M changes what the colours stand "
            "for; large cells say it in words. A slow setting (.) needs more steps than were "
            "tried. On θ⁴ the line is the exact edge of convergence "
            "from every start.",
    .size = {.min_cols = 30, .min_rows = 8, .want_rows = 0, .rank = 0},
    .title_text = title_text,
    .draw = draw,
    .click = click,
};
