/* The panels of networks: boundary, gradient norm, layers, sharpness. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "live_setup.h"
#include "panel/chart/pen.h"
#include "problem/network.h"

static const char moons[] =
    "problem: { kind: network, layers: 2 8 2, activation: tanh, data: moons, samples: 60 }\n"
    "runs:\n"
    "  fixed: { lr: 1 }\n"
    "  hard:  { lr: 1, clip: hard, gamma: 0.2 }\n"
    "  wild:  { lr: 5 }\n"
    "probe: { every: 0 }\n"
    "view: { panels: [boundary, gradnorm, layers, sharpness] }\n";

static const char linear[] =
    "problem: { kind: network, layers: 3 3 3, activation: none, bias: false, loss: half-mse,\n"
    "           data: linear, samples: 20, noise: 0, split: 0 }\n"
    "runs:\n"
    "  edge: { lr: 2 }\n"
    "  hard: { lr: 0.5, clip: hard, gamma: 0.01 }\n"
    "probe: { every: 1 }\n"
    "view: { panels: [sharpness, gradnorm, layers, boundary] }\n";

static const char quartic[] = "problem: { kind: power }\n"
                              "runs: { soft: { lr: 0.1, clip: soft, gamma: 1 } }\n"
                              "view: { panels: [boundary, gradnorm, layers, sharpness] }\n";

static const char sine[] =
    "problem: { kind: network, layers: 1 8 1, activation: tanh, loss: mse, data: regression }\n"
    "runs: { fixed: { lr: 0.1 } }\n"
    "probe: { every: 0 }\n"
    "view: { panels: [boundary] }\n";

static const char batches[] =
    "problem: { kind: network, layers: 2 8 2, activation: tanh, data: moons, batch: 4 }\n"
    "runs: { fixed: { lr: 0.05 } }\n"
    "probe: { every: 0 }\n"
    "view: { panels: [loss], loss: linear }\n";

/* Panel i alone over the whole screen. */
static void zoom(struct live *l, int i)
{
    l->s.view.focus = i;
    l->s.view.zoomed = true;
}

static bool says(const struct live *l, const char *what)
{
    return grid_shows(&l->screen.grid, what);
}

/* What a cell of the picture of two classes says: the level of its background. */
static int level_at(struct live *l, double u, double v)
{
    struct rect at = layout_inside(&l->screen.layout, l->s.view.focus);
    const struct cell *cell = grid_cell(&l->screen.grid, at.col + (int)(u * (at.cols - 1)),
                                        at.row + (int)(v * (at.rows - 1)));
    return cell->bg >= ROLE_SIDE && cell->bg < ROLE_REGION ? cell->bg - ROLE_SIDE : -1;
}

/* A network whose output is class 1 where its first input is over 0, whatever the second. */
static void teach_half_plane(struct run *r)
{
    const struct problem *p = r->problem;
    for (int i = 0; i < p->dim; i++)
        r->x[i] = 0;
    r->x[0] = 50;                      /* first unit: tanh(50 x0) */
    r->x[p->blocks[1].first] = -20;    /* says no to class 0 */
    r->x[p->blocks[1].first + 8] = 20; /* and yes to class 1 */
}

static void the_boundary_is_where_the_network_says(void)
{
    struct live *l = live_of(moons, true, 256);
    teach_half_plane(&l->s.race.run[0]);
    zoom(l, 0);
    compose(l, 100, 30);
    int left = 0, right = 0;
    for (int k = 1; k < 20; k++) {
        int a = level_at(l, 0.02, k / 20.0), b = level_at(l, 0.98, k / 20.0);
        left += a == 0;
        right += b == MAP_LEVELS - 1;
        CU_ASSERT(a <= 0 && (b == MAP_LEVELS - 1 || b == -1));
    }
    CU_ASSERT(left > 10 && right > 10); /* the rest is under training points */
    CU_ASSERT_TRUE(says(l, "boundary of fixed"));
    live_drop(l);
}

static void it_is_that_of_the_selected_run(void)
{
    struct live *l = live_of(moons, true, 256);
    zoom(l, 0);
    compose(l, 100, 30);
    struct grid before;
    grid_init(&before);
    grid_copy(&before, &l->screen.grid);
    session_advance(&l->s, 30);
    compose(l, 100, 30);
    CU_ASSERT_FALSE(grid_equal(&before, &l->screen.grid));
    l->s.view.selected = 1;
    compose(l, 100, 30);
    CU_ASSERT_TRUE(says(l, "boundary of hard"));
    l->s.view.selected = 2;
    l->s.race.run[2].now.status = RUN_DIVERGED;
    compose(l, 100, 30);
    CU_ASSERT_TRUE(says(l, "boundary of wild: diverged"));
    grid_release(&before);
    live_drop(l);
}

static void a_curve_where_there_is_one_input(void)
{
    struct live *l = live_of(sine, true, 256);
    compose(l, 80, 24);
    struct rect at = layout_inside(&l->screen.layout, 0);
    int curve = 0, points = 0;
    for (int row = at.row; row < at.row + at.rows; row++)
        for (int col = at.col; col < at.col + at.cols; col++) {
            const struct cell *cell = grid_cell(&l->screen.grid, col, row);
            curve += cell->dots == CELL_CANVAS && cell->fg == ROLE_RUN;
            points += cell->dots == CELL_CANVAS && cell->fg == ROLE_FAINT;
        }
    CU_ASSERT(curve > 30 && points > 30);
    live_drop(l);
}

static void what_has_no_picture_says_so(void)
{
    struct live *l = live_of(quartic, true, 256);
    zoom(l, 0);
    compose(l, 100, 30);
    CU_ASSERT_TRUE(says(l, "only of networks with two inputs"));
    zoom(l, 2);
    compose(l, 100, 30);
    CU_ASSERT_TRUE(says(l, "this loss has no layers"));
    live_drop(l);
}

static void the_title_counts_what_was_clipped(void)
{
    struct live *l = live_of(linear, true, 256);
    zoom(l, 1);
    session_advance(&l->s, 5);
    compose(l, 100, 30);
    CU_ASSERT_EQUAL(l->s.race.run[1].notes.clipped_steps, 5);
    CU_ASSERT_TRUE(says(l, "clipped: hard 100%"));
    CU_ASSERT_FALSE(says(l, "edge 0%")); /* it has no rule to clip by */
    live_drop(l);
}

/* The marker of a run in panel 2 stands as high as its layer's norm, against another's. */
static void layers_are_as_high_as_their_norms(void)
{
    struct live *l = live_of(linear, true, 256);
    struct run *r = &l->s.race.run[0];
    zoom(l, 2);
    session_advance(&l->s, 1);
    session_settle(&l->s);
    for (int i = 0; i < r->dim; i++) {
        r->g[i] = i < r->problem->blocks[1].first ? 1e-3 : 1;
        l->s.race.run[1].g[i] = 0.03;
    }
    screen_compose(&l->screen, &l->s, 100, 30);
    int row[2] = {0}, col[2] = {0}, n = 0;
    for (int x = 0; x < 100; x++)
        for (int y = 2; y < 24; y++) {
            const struct cell *cell = grid_cell(&l->screen.grid, x, y);
            if (cell->glyph == run_marker(0, true) && cell->dots == CELL_TEXT && n < 2)
                row[n] = y, col[n] = x, n++;
        }
    CU_ASSERT_EQUAL(n, 2);
    CU_ASSERT(col[1] > col[0] + 50);
    CU_ASSERT(row[0] > row[1] + 8); /* three decades */
    live_drop(l);
}

/* Runs of one norm: their markers stand beside each other at its height, not above it. */
static void layers_of_one_norm_are_of_one_height(void)
{
    static const int sizes[][2] = {{100, 30}, {44, 16}};
    struct live *l = live_of(moons, true, 256);
    zoom(l, 2);
    session_settle(&l->s); /* the three begin alike */
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        int cols = sizes[i][0], rows = sizes[i][1], n[3] = {0}, height[2] = {0};
        screen_compose(&l->screen, &l->s, cols, rows);
        for (int x = 0; x < cols; x++)
            for (int y = 2; y < rows - 5; y++) {
                const struct cell *cell = grid_cell(&l->screen.grid, x, y);
                for (int run = 0; run < 3 && cell->dots == CELL_TEXT; run++) {
                    if (cell->glyph != pen_run_marker(&l->s, run, true))
                        continue;
                    int layer = n[run]++;
                    if (run == 0 && layer < 2)
                        height[layer] = y;
                    CU_ASSERT(layer < 2 && y == height[layer]);
                }
            }
        CU_ASSERT(n[0] == 2 && n[1] == 2 && n[2] == 2);
    }
    live_drop(l);
}

static void sharpness_says_when_it_was_not_measured(void)
{
    struct live *l = live_of(moons, true, 256);
    zoom(l, 3);
    session_advance(&l->s, 5);
    compose(l, 100, 30);
    CU_ASSERT_TRUE(says(l, "not measured"));
    live_drop(l);
    l = live_of(linear, true, 256);
    zoom(l, 0);
    session_advance(&l->s, 5);
    compose(l, 100, 30);
    CU_ASSERT_FALSE(says(l, "not measured"));
    CU_ASSERT_TRUE(says(l, "η·factor·λ"));
    live_drop(l);
}

/* What differs from mini-batch to mini-batch is faint under a curve that swings less. */
static void the_loss_of_mini_batches_is_smoothed(void)
{
    struct live *l = live_of(batches, true, 256);
    session_advance(&l->s, 400);
    compose(l, 120, 40);
    CU_ASSERT_TRUE(says(l, "of mini-batches (faint) and smoothed"));
    struct rect at = layout_inside(&l->screen.layout, 0);
    int lo[2] = {1000, 1000}, hi[2] = {0, 0}, n[2] = {0}; /* rows of faint and of run's dots */
    for (int row = at.row + 1; row < at.row + at.rows - 2; row++)
        for (int col = at.col + at.cols / 2; col < at.col + at.cols - 4; col++) {
            const struct cell *cell = grid_cell(&l->screen.grid, col, row);
            int k = cell->fg == ROLE_RUN;
            if (cell->dots != CELL_CANVAS || cell->glyph == ' ')
                continue;
            n[k]++;
            lo[k] = row < lo[k] ? row : lo[k];
            hi[k] = row > hi[k] ? row : hi[k];
        }
    CU_ASSERT(n[0] > 30 && n[1] > 30);
    CU_ASSERT(hi[1] - lo[1] < hi[0] - lo[0]);
    live_drop(l);
    l = live_of(moons, true, 256);
    l->s.view.n_panels = 1;
    snprintf(l->s.view.panels[0], sizeof l->s.view.panels[0], "loss");
    compose(l, 120, 40);
    CU_ASSERT_FALSE(says(l, "smoothed")); /* the full set has nothing to smooth */
    live_drop(l);
}

/* At every size something is drawn or left out, nothing is written outside of the panel's frame,
 * and the same session makes the same frame. */
static void every_size(void)
{
    static const char *const all[] = {moons, linear, quartic, sine};
    static const int colours[] = {0, 8, 256};
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++) {
        struct live *l = live_of(all[k], k % 2 == 0, colours[k % 3]);
        session_advance(&l->s, 7);
        for (int cols = 1; cols < 130; cols += 9)
            for (int rows = 1; rows < 50; rows += 5)
                compose(l, cols, rows);
        compose(l, 120, 36);
        struct grid first;
        grid_init(&first);
        grid_copy(&first, &l->screen.grid);
        compose(l, 61, 17);
        compose(l, 120, 36);
        CU_ASSERT_TRUE(grid_equal(&first, &l->screen.grid));
        grid_release(&first);
        live_drop(l);
    }
}

static void nothing_is_allocated_while_they_move(void)
{
    struct live *l = live_of(moons, true, 256);
    compose(l, 120, 36);
    size_t calls = mem_calls();
    for (int i = 0; i < 5; i++) {
        session_advance(&l->s, 3);
        l->s.view.selected = i % 3;
        compose(l, 120, 36);
    }
    CU_ASSERT_EQUAL(mem_calls(), calls);
    live_drop(l);
}

/* Looking changes nothing: the parameters and what follows are the same to the bit. */
static void looking_changes_nothing(void)
{
    struct live *a = live_of(moons, true, 256), *b = live_of(moons, true, 256);
    for (int i = 0; i < 20; i++) {
        session_advance(&a->s, 1);
        session_advance(&b->s, 1);
        compose(a, 120, 36);
    }
    const struct run *ra = &a->s.race.run[1], *rb = &b->s.race.run[1];
    CU_ASSERT(memcmp(ra->x, rb->x, (size_t)ra->dim * sizeof *ra->x) == 0);
    CU_ASSERT(ra->x[0] != 0 && ra->now.loss == rb->now.loss);
    live_drop(a);
    live_drop(b);
}

static const struct check checks[] = {
    {"the boundary is where the network says", the_boundary_is_where_the_network_says},
    {"it is that of the selected run", it_is_that_of_the_selected_run},
    {"a curve where there is one input", a_curve_where_there_is_one_input},
    {"what has no picture says so", what_has_no_picture_says_so},
    {"the title counts what was clipped", the_title_counts_what_was_clipped},
    {"layers are as high as their norms", layers_are_as_high_as_their_norms},
    {"layers of one norm are of one height", layers_of_one_norm_are_of_one_height},
    {"sharpness says when it was not measured", sharpness_says_when_it_was_not_measured},
    {"the loss of mini-batches is smoothed", the_loss_of_mini_batches_is_smoothed},
    {"every size", every_size},
    {"nothing is allocated while they move", nothing_is_allocated_while_they_move},
    {"looking changes nothing", looking_changes_nothing},
    {NULL, NULL},
};

int main(void)
{
    return check_main("network-panels", checks);
}
