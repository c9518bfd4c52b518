/* Steps asked for while a loop shows what goes on: they come a piece at a time, can be taken back,
 * and end where those end that are made at once. */
#include <string.h>

#include "base/rng.h"
#include "grid_text.h"
#include "lab/power.h"
#include "panel/screen.h"
#include "same_run.h"
#include "session_setup.h"

static const char *const panels[] = {"loss", NULL};

static const char network[] =
    "problem: { kind: network, layers: 2 8 8 2, data: moons, samples: 90, batch: 16 }\n"
    "runs:\n"
    "  adam: { lr: 0.02, optimizer: adam, clip: soft, gamma: 0.5 }\n"
    "  hard: { lr: 0.5, clip: hard, gamma: 0.3 }\n"
    "probe: { every: 3, points: 2, random: true, test: 2 }\n";

static void act(struct session *s, enum action_id id)
{
    struct action a = action_of(id);
    session_act(s, &a);
}

/* The same with a loop that shows it. */
static struct session *live_open(void)
{
    struct session *s = session_setup(panels, network);
    s->background = true;
    s->playing = false;
    return s;
}

/* Everything that is left, by slices or by steps. Returns how many calls that took. */
static int arrive(struct session *s, bool slices)
{
    int calls = 0;
    for (; session_left(s) > 0; calls++)
        if (slices)
            session_go_slice(s);
        else
            session_go(s, 3);
    return calls;
}

static bool same(struct session *a, struct session *b)
{
    session_settle(a);
    session_settle(b);
    bool same = a->race.step == b->race.step && a->end == b->end;
    for (int i = 0; same && i < a->race.n; i++)
        same = same_run(&a->race.run[i], &b->race.run[i]);
    return same;
}

static void a_step_comes_in_slices(void)
{
    struct session *live = live_open(), *plain = session_setup(panels, network);
    act(live, ACT_STEP);
    CU_ASSERT(live->race.step == 0 && session_left(live) == 1);
    CU_ASSERT(arrive(live, true) > 20 && live->race.step == 1 && !live->playing);
    act(plain, ACT_STEP);
    CU_ASSERT(plain->race.step == 1 && session_left(plain) == 0 && same(live, plain));
    for (int i = 0; i < 3; i++)
        act(live, ACT_STEP), act(plain, ACT_STEP);
    CU_ASSERT(live->race.step == 1 && session_left(live) == 3);
    arrive(live, false);
    CU_ASSERT(plain->race.step == 4 && same(live, plain));
    session_drop(live);
    session_drop(plain);
}

/* Any actions, each given time to end. */
static void trips_end_where_leaps_do(void)
{
    static const enum action_id ids[] = {ACT_STEP,    ACT_STEP_BACK, ACT_SCRUB_BACK, ACT_SCRUB_ON,
                                         ACT_LR_UP,   ACT_FIRST,     ACT_LAST,       ACT_STEP,
                                         ACT_LR_DOWN, ACT_GO_TO};
    struct session *live = live_open(), *plain = session_setup(panels, network);
    struct rng rng;
    int differ = 0, trips = 0;
    rng_seed(&rng, 3);
    session_advance(live, 300);
    session_advance(plain, 300);
    for (int i = 0; i < 300; i++) {
        struct action a = action_of(ids[rng_below(&rng, sizeof ids / sizeof ids[0])]);
        a.num = (double)rng_below(&rng, 400);
        session_act(live, &a);
        session_act(plain, &a);
        CU_ASSERT_STRING_EQUAL(live->view.message, plain->view.message);
        trips += session_left(live) > 0;
        arrive(live, i % 2);
        differ += !same(live, plain);
    }
    CU_ASSERT(differ == 0 && trips > 100);
    session_drop(live);
    session_drop(plain);
}

/* Keys that come on the way are about where it leads, or end it. */
static void on_the_way(void)
{
    struct session *s = live_open();
    session_advance(s, 500);
    for (int i = 0; i < 3; i++)
        act(s, ACT_STEP_BACK);
    CU_ASSERT_EQUAL(s->race.step + session_left(s), 497);
    CHECK_TEXT(s->view.message, "step 497 of 500");
    act(s, ACT_SCRUB_ON);
    CU_ASSERT_EQUAL(s->race.step + session_left(s), 500);
    act(s, ACT_SCRUB_BACK);
    arrive(s, true);
    CU_ASSERT(s->race.step == 495 && s->future.on);

    act(s, ACT_STEP_BACK);
    CU_ASSERT(session_left(s) > 0);
    uint64_t stood = s->race.step;
    act(s, ACT_PAUSE); /* ends it, and plays */
    CU_ASSERT(session_left(s) == 0 && s->race.step == stood && s->playing);
    act(s, ACT_PAUSE);

    act(s, ACT_LAST);
    CU_ASSERT(session_left(s) > 0);
    act(s, ACT_LR_UP); /* something else is done in the past: what lay ahead is none */
    CU_ASSERT(session_left(s) == 0 && s->end == stood && s->ghost.on);

    act(s, ACT_STEP);
    session_go_slice(s);
    act(s, ACT_LR_UP); /* in the middle of a step: it is made with this rate */
    CU_ASSERT_EQUAL(session_left(s), 1);
    arrive(s, true);
    CU_ASSERT(s->race.step == stood + 1);

    act(s, ACT_STEP);
    act(s, ACT_RESTART);
    CU_ASSERT(session_left(s) == 0 && s->race.step == 0);
    session_drop(s);
}

static void says(const struct session *s, const char *what)
{
    struct screen screen;
    screen_init(&screen, true, 256);
    screen_compose(&screen, s, 100, 30);
    const char *head = row_text(&screen.grid, 0, 0, 100);
    if (!strstr(head, what))
        printf("%s\nhas not: %s\n", head, what);
    CU_ASSERT_PTR_NOT_NULL(strstr(head, what));
    screen_release(&screen);
}

/* Slices until the second run is at this stage of some step. */
static void work_up_to(struct session *s, enum step_stage stage)
{
    const struct run *r = &s->race.run[1];
    for (int i = 0; i < 5000 && !(session_left(s) > 0 && r->coming.stage == stage); i++) {
        if (session_left(s) == 0)
            act(s, ACT_STEP);
        session_go_slice(s);
    }
    while (stage == STEP_CURVATURE && !(r->coming.measuring && r->power->products == 1))
        session_go_slice(s);
    CU_ASSERT_EQUAL_FATAL(r->coming.stage, stage);
}

/* The head of a step that takes long. */
static void what_a_step_is_at(void)
{
    static const struct {
        enum step_stage stage;
        const char *text;
    } all[] = {{STEP_EVAL, "▶ hard: gradient"},
               {STEP_CURVATURE, "▶ hard: λ, product 2"},
               {STEP_RANDOM, "▶ hard: random direction"},
               {STEP_PATH, "▶ hard: path ratio"},
               {STEP_EXAM, "▶ hard: test"}};
    struct session *s = live_open();
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        work_up_to(s, all[i].stage);
        says(s, "▶ 30/s"); /* not yet slow */
        s->view.slow = true;
        says(s, all[i].text);
        s->view.slow = false;
        arrive(s, true);
        says(s, "▮▮ 30/s");
    }
    session_drop(s);
}

static const struct check checks[] = {
    {"a step comes in slices", a_step_comes_in_slices},
    {"trips end where leaps do", trips_end_where_leaps_do},
    {"on the way", on_the_way},
    {"what a step is at", what_a_step_is_at},
    {NULL, NULL},
};

int main(void)
{
    return check_main("trip", checks);
}
