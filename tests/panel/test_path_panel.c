/* The panel path: what it says of itself, what it costs, and what clicks on it mean. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "grid_text.h"
#include "path_setup.h"

static const char bent[] = "problem: { kind: rosenbrock, start: [-1.2, 1] }\n"
                           "runs:\n"
                           "  fixed: { lr: 0.001 }\n"
                           "  wild: { lr: 0.1 }\n"
                           "view: { panels: [path] }\n";

static const char batches[] =
    "problem: { kind: network, layers: 2 6 2, data: moons, samples: 400, batch: 16 }\n"
    "runs: { a: { lr: 0.1 }, b: { lr: 0.3 } }\n"
    "probe: { every: 0 }\n"
    "view: { panels: [path], path: [a, b] }\n";

static bool says(const struct screen *screen, const char *what)
{
    return grid_shows(&screen->grid, what);
}

/* Of two parameters the plane is everything, and its loss the true one. */
static void two_parameters_hide_nothing(void)
{
    struct session *s = session_setup(panel_names, bent);
    struct screen screen;
    screen_init(&screen, true, 256);
    for (int i = 0; i < 40; i++) {
        session_advance(s, 5);
        session_settle(s);
        const struct path_gap *gap = &s->path->gap[0];
        CU_ASSERT_EQUAL(gap->step, s->race.step);
        CU_ASSERT(s->race.run[0].now.loss > 0);
        CHECK_NEAR(gap->slice / s->race.run[0].now.loss, 1, 1e-9);
        CHECK_NEAR(s->path->share.along[0] + s->path->share.along[1], 1, 1e-12);
    }
    CU_ASSERT_EQUAL(s->race.run[1].now.status, RUN_DIVERGED);
    compose(s, &screen);
    CU_ASSERT_TRUE(says(&screen, "path: 100 % shown ("));
    CU_ASSERT_TRUE(says(&screen, "×1"));
    CU_ASSERT_TRUE(says(&screen, "diverged"));
    screen_release(&screen);
    session_drop(s);
}

/* Where a run went before it was lost is not what the picture is of: from there on it is that of
 * the others. Alone, or selected, it is shown all the same. */
static void a_lost_run_gives_the_picture_back(void)
{
    struct session *s =
        session_setup(panel_names, "problem: { kind: rosenbrock, start: [-1.2, 1] }\n"
                                   "runs: { fixed: { lr: 0.001 }, huge: { lr: 0.01 } }\n"
                                   "view: { panels: [path] }\n");
    const double *box = s->path->seen.box;
    session_advance(s, 2);
    session_settle(s);
    CU_ASSERT(box[1] - box[0] > 4 && s->race.run[1].now.status == RUN_RUNNING);
    session_advance(s, 30);
    session_settle(s);
    CU_ASSERT_EQUAL(s->race.run[1].now.status, RUN_DIVERGED);
    CU_ASSERT(s->path->seen.mains > 0 && box[1] - box[0] < 1);
    CU_ASSERT_EQUAL(s->path->share.points, s->path->of[0].points);
    act(s, ACT_SELECT, 2);
    session_settle(s);
    CU_ASSERT(box[1] - box[0] > 4 && s->path->share.points > 2);
    session_drop(s);
}

/* What stands beside a run is the loss there and below it, worked out here once more. */
static void it_says_how_far_off_the_slice_is(void)
{
    struct session *s = session_setup(panel_names, moons);
    struct screen screen;
    char text[40], number[24];
    screen_init(&screen, true, 256);
    session_advance(s, 250);
    compose(s, &screen);
    const struct path_view *v = s->path;
    for (int i = 0; i < 3; i++) {
        const struct run *r = &s->race.run[i];
        double x[64], d[64], f, a = 0, b = 0;
        CU_ASSERT_FATAL(r->dim <= 64);
        for (int k = 0; k < r->dim; k++)
            d[k] = r->x[k] - v->seen.centre[k], a += d[k] * v->seen.u[k], b += d[k] * v->seen.v[k];
        for (int k = 0; k < r->dim; k++)
            x[k] = v->seen.centre[k] + a * v->seen.u[k] + b * v->seen.v[k];
        f = problem_eval(&s->race.problem, r->work, x, 0, NULL);
        CHECK_NEAR(v->gap[i].slice, f, 1e-6);
        CU_ASSERT_EQUAL(v->gap[i].truth, r->now.loss);
        CU_ASSERT(fabs(f / r->now.loss - 1) > 1e-3); /* it is not in the plane */
        snprintf(text, sizeof text, " %s ", number_text(number, sizeof number, f, 4));
        CU_ASSERT_TRUE(says(&screen, text));
    }
    double all = v->share.along[0] + v->share.along[1];
    CU_ASSERT(all > 0.3 && all < 0.9999);
    snprintf(text, sizeof text, "path: %.1f %% shown (%.1f + %.1f)", 100 * all,
             100 * v->share.along[0], 100 * v->share.along[1]);
    CU_ASSERT_TRUE(says(&screen, text));
    snprintf(text, sizeof text, "plane of step %llu, 49×49 points",
             (unsigned long long)path_view_step(v));
    CU_ASSERT_TRUE(says(&screen, text));
    act(s, ACT_SELECT, 3);
    compose(s, &screen);
    CU_ASSERT_TRUE(says(&screen, "path of hard: "));
    CHECK_NEAR(v->share.along[0], v->of[2].along[0], 1e-12);
    CU_ASSERT(v->share.along[0] + v->share.along[1] > 0.5);
    s->view.path = PLANE_AXES;
    compose(s, &screen);
    CU_ASSERT_TRUE(says(&screen, "more than half of the path is not in this plane"));
    CU_ASSERT_TRUE(says(&screen, "parameter 0: "));
    screen_release(&screen);
    session_drop(s);
}

static void batches_say_what_the_loss_is_of(void)
{
    struct session *s = session_setup(panel_names, batches);
    struct screen screen;
    screen_init(&screen, true, 256);
    session_advance(s, 40);
    compose(s, &screen);
    CU_ASSERT_EQUAL(s->path->spec.by, PLANE_RUNS);
    CU_ASSERT_TRUE(says(&screen, "49×49 losses of 256 training samples"));
    CU_ASSERT_TRUE(says(&screen, "to b: "));
    CU_ASSERT(s->path->gap[0].truth != s->race.run[0].now.loss);
    CU_ASSERT_EQUAL(s->race.run[0].notes.evals, 41);
    /* Those of the picture are counted apart: the runs' are what they are without it. */
    char plain[400];
    snprintf(plain, sizeof plain, "%.*sview: { panels: [loss] }\n",
             (int)(strstr(batches, "view:") - batches), batches);
    struct session *t = session_setup(panel_names, plain);
    session_advance(t, 40);
    session_settle(t);
    CU_ASSERT_PTR_NULL(t->path);
    CU_ASSERT_EQUAL(s->race.run[0].notes.evals, t->race.run[0].notes.evals);
    CU_ASSERT_EQUAL(s->race.run[0].notes.probe_evals, t->race.run[0].notes.probe_evals);
    session_drop(t);
    CU_ASSERT(s->path->slice.evals >= SLICE_POINTS);
    screen_release(&screen);
    session_drop(s);
}

/* Live, the screen does not wait: a little at a time, and in the end the same picture. */
static void in_the_background_a_little_at_a_time(void)
{
    static const char big[] =
        "problem: { kind: network, layers: 64 32 10, data: digits, samples: 150 }\n"
        "runs: { a: { lr: 0.1 }, b: { lr: 0.5 } }\n"
        "probe: { every: 0 }\n"
        "view: { panels: [path] }\n";
    struct session *s = session_setup(panel_names, big), *t = session_setup(panel_names, big);
    struct screen a, b;
    int settles = 0;
    screen_init(&a, true, 256);
    screen_init(&b, true, 256);
    session_advance(s, 30);
    session_advance(t, 30);
    s->background = true;
    do {
        uint64_t evals = s->path->slice.evals;
        session_settle(s);
        CU_ASSERT((double)(s->path->slice.evals - evals) * s->path->slice.cost < 4e7);
    } while (session_busy(s) && ++settles < 10000);
    CU_ASSERT(settles > 10 && settles < 1000);
    compose(s, &a);
    compose(t, &b);
    CU_ASSERT_FALSE(session_busy(t)); /* else all is there at once */
    CU_ASSERT_TRUE(same_panel(&a, &b));
    screen_release(&a);
    screen_release(&b);
    session_drop(s);
    session_drop(t);
}

static void only_where_its_panel_is(void)
{
    struct session *s = session_setup(panel_names, "problem: { kind: beale }\n"
                                                   "runs: { a: { lr: 0.001 } }\n");
    struct screen screen;
    CU_ASSERT_PTR_NULL(s->path);
    act(s, ACT_PATH, 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, "d needs panel path: type = view.panels=path"));
    session_drop(s);
    s = session_setup(panel_names, "problem: { kind: power }\nruns: { a: { lr: 0.001 } }\n"
                                   "view: { panels: [path] }\n");
    screen_init(&screen, true, 256);
    compose(s, &screen);
    CU_ASSERT_PTR_NULL(s->path);
    CU_ASSERT_TRUE(says(&screen, "one parameter: "));
    screen_release(&screen);
    session_drop(s);
}

static void directions_are_taken_in_turn(void)
{
    struct session *s = session_setup(panel_names, moons);
    session_advance(s, 20);
    static const char *const words[] = {
        "path along parameters 0 and 1",
        "path through the start of fixed and where fixed and fast are",
        "path along its two principal directions",
    };
    for (int i = 0; i < 3; i++) {
        session_key(s, 'd');
        CHECK_TEXT(s->view.message, words[i]);
        session_settle(s);
        CU_ASSERT_EQUAL(s->path->spec.by, (i + 1) % 3);
        CU_ASSERT(s->path->seen.mains > 0);
    }
    session_drop(s);
    s = session_setup(panel_names, "problem: { kind: beale }\nruns: { a: { lr: 0.001 } }\n"
                                   "view: { panels: [path], path: '1, 0' }\n");
    CU_ASSERT_EQUAL(s->view.path, PLANE_AXES);
    CU_ASSERT_EQUAL(s->view.path_axis[0], 1);
    session_key(s, 'd'); /* one run: there are not two to go through */
    CU_ASSERT_EQUAL(s->view.path, PLANE_PCA);
    session_drop(s);
}

/* A click on the path goes to that step, one on a run's line selects it. */
static void clicks(void)
{
    struct session *s = session_setup(panel_names, moons);
    struct screen screen;
    struct action a;
    bool line[4] = {false};
    int steps = 0;
    screen_init(&screen, true, 256);
    session_advance(s, 100);
    compose(s, &screen);
    for (int row = 0; row < ROWS - 4; row++)
        for (int col = 2; col < COLS - 20; col++) {
            if (!screen_click(&screen, s, col, row, &a))
                continue;
            if (a.id == ACT_SELECT)
                line[(int)a.num] = true;
            if (a.id != ACT_GO_TO)
                continue;
            CU_ASSERT(a.num >= 0 && a.num <= 100);
            steps += path_moments(s->path->path, (uint64_t)a.num) > 0 && a.num > 0;
        }
    CU_ASSERT(steps > 20);
    CU_ASSERT_TRUE(line[1] && line[2] && line[3] && !line[0]);
    screen_release(&screen);
    session_drop(s);
}

static void every_size(void)
{
    static const char *const all[] = {moons, bent, batches};
    static const int colours[] = {0, 16, 256};
    for (size_t k = 0; k < 3; k++) {
        struct session *s = session_setup(panel_names, all[k]);
        struct screen screen;
        screen_init(&screen, k > 0, colours[k]);
        for (int step = 0; step < 2; step++) {
            session_settle(s);
            for (int cols = 1; cols < 200; cols += 23)
                for (int rows = 1; rows < 60; rows += 7)
                    screen_compose(&screen, s, cols, rows);
            session_advance(s, 25);
        }
        compose(s, &screen);
        size_t calls = mem_calls();
        for (int i = 0; i < 30; i++) { /* nothing is allocated, planes taken anew or not */
            session_advance(s, 9);
            compose(s, &screen);
        }
        CU_ASSERT_EQUAL(mem_calls(), calls);
        screen_release(&screen);
        session_drop(s);
    }
}

static const struct check checks[] = {
    {"two parameters hide nothing", two_parameters_hide_nothing},
    {"a lost run gives the picture back", a_lost_run_gives_the_picture_back},
    {"it says how far off the slice is", it_says_how_far_off_the_slice_is},
    {"batches say what the loss is of", batches_say_what_the_loss_is_of},
    {"in the background a little at a time", in_the_background_a_little_at_a_time},
    {"only where its panel is", only_where_its_panel_is},
    {"directions are taken in turn", directions_are_taken_in_turn},
    {"clicks", clicks},
    {"every size", every_size},
    {NULL, NULL},
};

int main(void)
{
    return check_main("path-panel", checks);
}
