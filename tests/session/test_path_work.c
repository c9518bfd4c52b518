/* In the background the panel path works a bounded amount at each frame, and comes to what it comes
 * to at once, to the bit: counted in multiplications, whatever the machine. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "path_setup.h"
#include "race_setup.h"
#include "session/path_work.h"
#include "study/principal.h"

/* Eight runs of some 9,000 parameters: a new main moment costs 8 × 8·mains / 2 products. */
static const char eight[] =
    "problem: { kind: network, layers: 64 64 64 10, data: digits, samples: 20, batch: 8 }\n"
    "runs:\n"
    "  a: { lr: 0.1 }\n  b: { lr: 0.2 }\n  c: { lr: 0.05 }\n  d: { lr: 0.02 }\n"
    "  e: { lr: 0.1, clip: hard, gamma: 0.5 }\n  f: { lr: 0.2, clip: hard, gamma: 0.5 }\n"
    "  g: { lr: 0.1, clip: soft, gamma: 0.5 }\n  h: { lr: 0.2, clip: soft, gamma: 0.5 }\n"
    "probe: { every: 0, test: 0 }\n"
    "view: { panels: [path], path: [4096, 4103] }\n"; /* two biases: pixels may be always 0 */

/* A frame's share (path_show.c) while it plays and at rest, and the dearest single unit of this
 * problem beyond it: a point of the slice, its way there, or the end of a plane's spreading. */
#define PLAYING 12e6
#define RESTING (3 * PLAYING)
#define UNIT    4e6

static struct session *pair[2]; /* all at once, and in the background */
static struct screen screens[2];
static int shown; /* of the times they were compared: there was a plane */

static void pair_open(void)
{
    shown = 0;
    for (int k = 0; k < 2; k++) {
        pair[k] = session_setup(panel_names, eight);
        pair[k]->background = k == 1;
        screen_init(&screens[k], true, 256);
    }
}

static void pair_drop(void)
{
    for (int k = 0; k < 2; k++) {
        screen_release(&screens[k]);
        session_drop(pair[k]);
    }
}

static void pair_act(enum action_id id, double num)
{
    act(pair[0], id, num);
    act(pair[1], id, num);
}

/* Settles until nothing is left, each within its share; how many it took. */
static int catch_up(struct session *s)
{
    double most = (s->clock.now == CLOCK_PLAY ? PLAYING : RESTING) + UNIT;
    int settles = 0, over = 0, nothing = 0;
    do {
        session_settle(s);
        over += !(s->path->worked <= most);
        nothing += !(s->path->worked > 0);
    } while (session_busy(s) && ++settles < 5000);
    CU_ASSERT_EQUAL(over, 0);
    CU_ASSERT(nothing <= 1 && settles < 5000);
    return settles;
}

static bool same_planes(const struct path_view *a, const struct path_view *b)
{
    size_t dim = (size_t)a->path->dim, runs = (size_t)a->path->runs;
    size_t places = (size_t)a->moments * runs * 2;
    if (a->seen.mains == 0)
        return b->seen.mains == 0;
    return a->seen.mains == b->seen.mains && a->moments == b->moments &&
           memcmp(a->seen.u, b->seen.u, dim * sizeof(double)) == 0 &&
           memcmp(a->seen.v, b->seen.v, dim * sizeof(double)) == 0 &&
           memcmp(a->seen.coord, b->seen.coord, places * sizeof(double)) == 0 &&
           memcmp(&a->share, &b->share, sizeof a->share) == 0 &&
           memcmp(a->of, b->of, runs * sizeof *a->of) == 0;
}

static bool same_slices(const struct slice *a, const struct slice *b)
{
    return a->done == b->done &&
           memcmp(a->value, b->value, (size_t)a->done * sizeof *a->value) == 0;
}

static void pair_is_same(void)
{
    compose(pair[0], &screens[0]);
    compose(pair[1], &screens[1]);
    const struct path_view *v = pair[0]->path;
    CU_ASSERT_FALSE(session_busy(pair[0]));
    shown += v->seen.mains > 0 && v->share.along[0] > 0.1 && v->slice.done > 100;
    CU_ASSERT_TRUE(same_planes(v, pair[1]->path) && same_slices(&v->slice, &pair[1]->path->slice));
    CU_ASSERT_TRUE(same_panel(&screens[0], &screens[1]));
}

static void frames_are_bounded_and_come_to_the_same(void)
{
    pair_open();
    pair_act(ACT_PATH, 0);
    pair_act(ACT_PATH, 0);         /* principal directions */
    for (int i = 0; i < 10; i++) { /* it falls behind, a frame at a time */
        session_advance(pair[0], 4);
        session_advance(pair[1], 4);
        pair[1]->clock.now = CLOCK_PLAY;
        session_settle(pair[1]);
        CU_ASSERT(pair[1]->path->worked <= PLAYING + UNIT);
    }
    CU_ASSERT(pair[1]->path->behind && pair[1]->path->looked < pair[1]->path->mains);
    CU_ASSERT(catch_up(pair[1]) > 20);
    pair_is_same();
    pair[1]->clock.now = CLOCK_REST;
    pair_act(ACT_SELECT, 3); /* another plane */
    session_settle(pair[1]);
    CU_ASSERT_TRUE(pair[1]->path->behind || session_busy(pair[1]));
    CU_ASSERT(catch_up(pair[1]) > 2);
    pair_is_same();
    pair_act(ACT_SELECT, 0);
    CU_ASSERT(catch_up(pair[1]) > 2);
    pair_is_same();
    CU_ASSERT_EQUAL(shown, 3);
    pair_drop();
}

/* The plane of the step that is shown, whatever was under way. */
static void finish(struct session *s)
{
    double all = INFINITY;
    s->path->pace = 1e-9; /* hardly anything */
    session_settle(s);
    path_work(s->path, &all);
    CU_ASSERT_FALSE(s->path->behind);
}

/* Back, another way on, and the directions changed, each before it is done with what was before. */
static void what_comes_in_between_leaves_nothing_behind(void)
{
    pair_open();
    pair[0]->background = true;
    unsigned at = 1;
    for (int i = 0; i < 240; i++) {
        at = at * 1103515245 + 12345;
        switch (at >> 16 & 7) {
        case 0:
            pair_act(ACT_GO_TO, (at >> 20) % (unsigned)(pair[0]->race.step + 1));
            break;
        case 1:
            pair_act(ACT_PATH, 0);
            break;
        case 2:
            pair_act(ACT_SELECT, (at >> 20) % 4);
            break;
        case 3: /* a fork where it stands in the past */
            pair_act(ACT_LR_UP, 0);
            break;
        default:
            session_advance(pair[0], at >> 20 & 3);
            session_advance(pair[1], at >> 20 & 3);
        }
        CU_ASSERT_EQUAL(pair[0]->race.step, pair[1]->race.step);
        pair[1]->path->pace = at >> 28 & 1 ? 0.001 : 0.05;
        for (unsigned k = 0; k < (at >> 24 & 15); k++)
            session_settle(pair[1]);
        if (i % 4 != 3)
            continue;
        finish(pair[0]);
        finish(pair[1]);
        shown += pair[0]->path->seen.mains > 0;
        CU_ASSERT_TRUE(same_planes(pair[0]->path, pair[1]->path));
    }
    CU_ASSERT(shown > 40);
    pair_drop();
}

/* Products in pieces: never more than was given and a piece, and to the bit those made at once. */
static void products_in_pieces(void)
{
    struct race *race = race_of("problem: { kind: network, layers: 64 9 10, data: digits }\n"
                                "runs: { a: { lr: 0.1 }, b: { lr: 0.3 } }\nprobe: { every: 0 }\n");
    struct path *p = path_new(race, PATH_BUDGET), *q = path_new(race, PATH_BUDGET);
    double all = INFINITY, dim = p->dim;
    for (int i = 0; i < 12; i++) {
        race_advance(race, 1);
        path_keep(p, race);
        path_keep(q, race);
    }
    CU_ASSERT_TRUE(path_products(p, p->n_main, &all));
    int calls = 0, known = 0;
    for (double work = 2.5 * dim; !path_products(q, q->n_main, &work); work = 2.5 * dim) {
        CU_ASSERT(work <= 0 && work > -dim);
        calls++;
        known += q->known > 0;
    }
    int points = 2 * p->n_main, off = 0;
    CU_ASSERT_EQUAL(calls, points * (points + 1) / 2 / 3); /* three products a call */
    CU_ASSERT(known > 1);
    for (int i = 0; i < points; i++)
        for (int k = 0; k < points; k++)
            off += path_product(p, i, k) != path_product(q, i, k);
    CU_ASSERT(off == 0 && path_product(p, points - 1, points - 2) != 0);
    path_free(p);
    path_free(q);
    race_drop(race);
}

/* A product with the matrix at a time, and few of them, however many points there are. */
static void directions_in_pieces(void)
{
    struct race *race = race_of("problem: { kind: network, layers: 64 9 10, data: digits }\n"
                                "runs: { a: { lr: 0.1 }, b: { lr: 0.3 } }\nprobe: { every: 0 }\n");
    struct path *p = path_new(race, PATH_BUDGET);
    for (int i = 0; i < 300; i++) {
        race_advance(race, 1);
        path_keep(p, race);
    }
    struct plane_spec spec = {.by = PLANE_PCA, .run = -1};
    struct plane whole, cut;
    plane_init(&whole, p);
    plane_init(&cut, p);
    plane_begin(&whole, &spec, p->n_main);
    CU_ASSERT_TRUE(plane_work(&whole, p, &(double){INFINITY}) && whole.mains > 0);
    int used = p->principal->used, calls = 0;
    double each = plane_cost(&whole), most = 0;
    CU_ASSERT(whole.points > 50 && used >= 6 && used < PRINCIPAL_MOST);
    plane_begin(&cut, &spec, p->n_main);
    for (double work = 1; !plane_work(&cut, p, &work); work = 1, calls++)
        most = fmax(most, 1 - work);
    CU_ASSERT(calls >= used && most <= 5 * each);
    CU_ASSERT_EQUAL(memcmp(whole.along[0], cut.along[0], (size_t)whole.points * sizeof(double)), 0);
    CU_ASSERT_EQUAL(memcmp(whole.along[1], cut.along[1], (size_t)whole.points * sizeof(double)), 0);
    CU_ASSERT_EQUAL(memcmp(whole.box, cut.box, sizeof whole.box), 0);
    plane_release(&whole);
    plane_release(&cut);
    path_free(p);
    race_drop(race);
}

static const struct check checks[] = {
    {"frames are bounded and come to the same", frames_are_bounded_and_come_to_the_same},
    {"what comes in between leaves nothing behind", what_comes_in_between_leaves_nothing_behind},
    {"products in pieces", products_in_pieces},
    {"directions in pieces", directions_in_pieces},
    {NULL, NULL},
};

int main(void)
{
    return check_main("path-work", checks);
}
