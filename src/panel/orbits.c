/* The field of a game of two players, the ways of the runs on it, and the circles that the closed
 * forms predict. */
#include <math.h>
#include <stdio.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "panel/chart/pen.h"
#include "panel/landscape.h"
#include "problem/game.h"
#include "tell/game_law.h"

enum { ARROW_COLS = 5, ARROW_ROWS = 2, ARCS = 180, DASHED = 0x33 };

/* For clicks. */
struct memo {
    struct rect at;
    double box[4];
};

static void draw_field(const struct panel_call *c, const struct plot *p, const double box[4])
{
    const struct race *race = &c->s->race;
    const struct rect *at = &p->canvas.area;
    for (int row = ARROW_ROWS / 2; row < at->rows; row += ARROW_ROWS)
        for (int col = ARROW_COLS / 2; col < at->cols; col += ARROW_COLS) {
            const struct cell *cell = grid_cell(c->grid, at->col + col, at->row + row);
            double g[2], x[2] = {box[0] + (box[1] - box[0]) * (col + 0.5) / at->cols,
                                 box[3] - (box[3] - box[2]) * (row + 0.5) / at->rows};
            if (!cell || cell->glyph != ' ' || cell->dots)
                continue;
            problem_eval(&race->problem, race->look, x, 0, g);
            double right = -g[0] / (box[1] - box[0]) * at->cols;
            double up = -g[1] / (box[3] - box[2]) * at->rows * 2;
            if (isfinite(right + up) && (right != 0 || up != 0))
                grid_put(c->grid, at->col + col, at->row + row,
                         pen_heading(right, up, c->grid->unicode), pen(ROLE_FAINT, 0));
        }
}

/* θ² + ψ² − sθψ = E: an ellipse along the diagonals. */
static void draw_circle(struct plot *p, const struct game_law *law, enum role role)
{
    double u = sqrt(law->level / (1 - law->shear / 2)), w = sqrt(law->level / (1 + law->shear / 2));
    double x = NAN, y = NAN;
    struct dash dash = {DASHED, 0};
    if (!isfinite(u) || !isfinite(w))
        return;
    for (int i = 0; i <= ARCS; i++) {
        double a = 2 * M_PI * i / ARCS, cu = u * fn_cos(a), sw = w * fn_sin(a);
        double to_x = (cu + sw) * M_SQRT1_2, to_y = (cu - sw) * M_SQRT1_2;
        plot_line(p, x, y, to_x, to_y, role, &dash);
        x = to_x, y = to_y;
    }
}

/* Steps of about a turn and a fifth: more would fill the picture. A turn is 2π over the angle of a
 * step, η times the clip factor times the size of the Jacobian's eigenvalue. */
static double steps_shown(const struct run *r, const struct game_law *law)
{
    uint64_t ago;
    double angle = run_rate(r) * r->now.clip_factor * run_curvature(r, &ago);
    double turn = isfinite(law->period) ? law->period : 2 * M_PI / angle;
    return turn > 1 && turn < 1e9 ? 1.2 * turn : 100;
}

static void draw_way(struct plot *p, const struct run *r, const struct game_law *law,
                     enum role role)
{
    const struct trace *t = &r->trace;
    double shown = steps_shown(r, law);
    for (int i = 0; i < t->n; i++) {
        if ((double)(r->now.step - t->bucket[i].step) > shown)
            continue;
        const double *from = t->bucket[i].x, *to = i + 1 < t->n ? t->bucket[i + 1].x : r->x;
        plot_line(p, from[0], from[1], to[0], to[1], role, NULL);
    }
}

static void draw_bounds(struct plot *p, const struct problem *problem, const double box[4])
{
    struct game game;
    if (!game_facts(problem, &game) || !(game.weight_clip > 0))
        return;
    for (int side = -1; side <= 1; side += 2)
        if (side * game.weight_clip >= box[2] && side * game.weight_clip <= box[3])
            plot_horizontal(p, side * game.weight_clip, ROLE_TITLE);
}

static void draw(struct panel_call *c)
{
    const struct session *s = c->s;
    const struct race *race = &s->race;
    const double *box = s->view.box;
    if (!race->problem.kind->game || race->problem.dim != 2) {
        pen_wrap(c->grid, c->area, pen(ROLE_FAINT, 0),
                 "no game of two players; problem dirac-gan is one");
        return;
    }
    struct plot p = pen_plot(c->grid, c->area, (struct axis){box[0], box[1], false},
                             (struct axis){box[2], box[3], false}, race->problem.letter[0],
                             race->problem.letter[1]);
    if (p.canvas.area.cols < 2 || p.canvas.area.rows < 2)
        return;
    if (!*c->memo)
        *c->memo = mem_alloc(1, sizeof(struct memo));
    struct memo *m = *c->memo;
    *m = (struct memo){.at = p.canvas.area, .box = {box[0], box[1], box[2], box[3]}};
    draw_bounds(&p, &race->problem, box);
    for (int i = 0; i < race->n; i++) {
        struct game_law law = game_law_of(&race->run[i]);
        draw_way(&p, &race->run[i], &law, pen_run_role(s, i));
        draw_circle(&p, &law, pen_run_role(s, i));
    }
    pen_marker(&p.canvas, plot_x(&p, 0), plot_y(&p, 0), '+', pen(ROLE_TITLE, ATTR_BOLD),
               PEN_AROUND);
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        if (pen_alive(r))
            pen_marker(&p.canvas, plot_x(&p, r->x[0]), plot_y(&p, r->x[1]),
                       pen_run_marker(s, i, c->grid->unicode), pen_run(s, i), PEN_AROUND);
    }
    badges_draw(c, &p, 0);
    draw_field(c, &p, box); /* where nothing else is */
    plot_end(&p);
}

static void title_text(const struct session *s, char *buf, size_t size)
{
    bool predicted = false;
    for (int i = 0; i < s->race.n; i++)
        predicted |= isfinite(game_law_of(&s->race.run[i]).level);
    snprintf(buf, size, "orbits, arrows: the field%s\norbits%s\norbits",
             predicted ? ", dashed: predicted circles" : "",
             predicted ? ", dashed: predicted" : ", arrows: the field");
}

static bool click(const struct panel_call *c, int col, int row, struct action *out)
{
    const struct memo *m = *c->memo;
    if (!m || !rect_has(&m->at, col, row))
        return false;
    *out = action_of(ACT_START_AT);
    out->at[0] = m->box[0] + (m->box[1] - m->box[0]) * (col - m->at.col + 0.5) / m->at.cols;
    out->at[1] = m->box[3] - (m->box[3] - m->box[2]) * (row - m->at.row + 0.5) / m->at.rows;
    return true;
}

const struct panel_kind panel_orbits = {
    .name = "orbits",
    .title = "orbits",
    .help =
        "A game of two players, generator θ to the right and critic ψ upward: arrows show where "
        "both would go, lines the last turn of each run, + the equilibrium. Dashed circles are "
        "predicted by closed forms from lr, γ and the penalty. Click to start from there.",
    .runs = RUNS_MARKED,
    .size = {.min_cols = 28, .min_rows = 9, .want_rows = 0, .rank = 0},
    .title_text = title_text,
    .draw = draw,
    .click = click,
};
