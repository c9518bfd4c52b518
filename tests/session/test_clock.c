/* Steps asked for while a loop shows what goes on: they come a piece at a time, can be taken back,
 * and end where those end that are made at once. */
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "command/reel.h"
#include "grid_text.h"
#include "lab/top_eigenvalue.h"
#include "panel/screen.h"
#include "same_run.h"
#include "session_setup.h"
#include "shell.h"

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
    s->clock.now = CLOCK_REST;
    return s;
}

/* Everything that is left, by slices or by steps. Returns how many calls that took. */
static int arrive(struct session *s, bool slices)
{
    int calls = 0;
    for (; session_left(s) > 0; calls++)
        if (slices)
            session_slice(s);
        else
            session_advance(s, 3);
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

static void says(const struct session *s, int row, const char *what)
{
    struct screen screen;
    screen_init(&screen, true, 256);
    screen_compose(&screen, s, 100, 30);
    const char *head = row_text(&screen.grid, row, 0, 100);
    if (!strstr(head, what))
        printf("%s\nhas not: %s\n", head, what);
    CU_ASSERT_PTR_NOT_NULL(strstr(head, what));
    screen_release(&screen);
}

static void a_step_comes_in_slices(void)
{
    struct session *live = live_open(), *plain = session_setup(panels, network);
    act(live, ACT_STEP);
    CU_ASSERT(live->race.step == 0 && session_left(live) == 1);
    CU_ASSERT(arrive(live, true) > 20 && live->race.step == 1 && live->clock.now == CLOCK_REST);
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
static void steps_are_reached_as_at_once(void)
{
    static const enum action_id ids[] = {ACT_STEP,    ACT_STEP_BACK, ACT_SCRUB_BACK, ACT_SCRUB_ON,
                                         ACT_LR_UP,   ACT_FIRST,     ACT_LAST,       ACT_STEP,
                                         ACT_LR_DOWN, ACT_GO_TO};
    struct session *live = live_open(), *plain = session_setup(panels, network);
    struct rng rng;
    int differ = 0, reached = 0;
    rng_seed(&rng, 3);
    session_advance(live, 300);
    session_advance(plain, 300);
    for (int i = 0; i < 300; i++) {
        struct action a = action_of(ids[rng_below(&rng, sizeof ids / sizeof ids[0])]);
        a.num = (double)rng_below(&rng, 400);
        session_act(live, &a);
        session_act(plain, &a);
        reached += session_left(live) > 0;
        arrive(live, i % 2);
        CU_ASSERT_STRING_EQUAL(live->view.message, plain->view.message);
        differ += !same(live, plain);
    }
    CU_ASSERT(differ == 0 && reached > 100);
    session_drop(live);
    session_drop(plain);
}

/* Keys that come on the way are about where it leads. */
static void on_the_way(void)
{
    struct session *s = live_open();
    session_advance(s, 500);
    for (int i = 0; i < 3; i++)
        act(s, ACT_STEP_BACK);
    CU_ASSERT_EQUAL(s->race.step + session_left(s), 497);
    CHECK_TEXT(s->view.message, "going to step 497 of 500");
    act(s, ACT_HELP);
    act(s, ACT_CANCEL);
    act(s, ACT_SCRUB_ON);
    CU_ASSERT_EQUAL(s->race.step + session_left(s), 500);
    act(s, ACT_SCRUB_BACK);
    CU_ASSERT(session_left(s) > 0);
    act(s, ACT_LR_UP); /* where it leads something else is done: what lay ahead is the ghost */
    CU_ASSERT(session_left(s) == 0 && s->race.step == 495 && s->end == 495 && s->ghost.on);
    CU_ASSERT(s->deeds[s->n_deeds - 1].step == 495);

    act(s, ACT_STEP);
    session_slice(s);
    act(s, ACT_STEP);
    act(s, ACT_LR_UP);
    CU_ASSERT(session_left(s) == 0 && s->race.step == 497 && s->deeds[s->n_deeds - 1].step == 497);
    act(s, ACT_STEP);
    act(s, ACT_RESTART);
    CU_ASSERT(session_left(s) == 0 && s->race.step == 0);
    session_drop(s);
}

/* The bar offers a pause, and that is all it is. */
static void space_ends_it(void)
{
    struct session *s = live_open();
    session_advance(s, 500);
    act(s, ACT_STEP_BACK);
    uint64_t stood = s->race.step;
    says(s, 29, "space pause");
    CU_ASSERT(session_left(s) > 0 && stood < 499);
    act(s, ACT_PAUSE);
    CU_ASSERT(session_left(s) == 0 && s->race.step == stood && s->clock.now == CLOCK_REST &&
              s->end == 500);
    says(s, 29, "space run");
    act(s, ACT_PAUSE);
    CU_ASSERT(s->clock.now == CLOCK_PLAY);
    session_drop(s);
}

/* What waits for a step looks where one arrives, not on the way. */
static void a_script_sees_where_it_ends(void)
{
    static const char scene[] = "problem: { kind: power, power: 4, start: 3 }\n"
                                "runs:\n"
                                "  hard: { lr: 0.0005, clip: hard, gamma: 1 }\n"
                                "script:\n"
                                "  - at: step 600\n"
                                "    say: there\n"
                                "  - when: step of hard < 300\n"
                                "    set: [hard.lr=0.001]\n";
    static const uint64_t to[] = {310, 255};
    for (int live = 0; live < 2; live++) {
        struct session *s = session_setup(panels, scene);
        s->background = live;
        s->clock.now = CLOCK_REST;
        session_advance(s, 650);
        for (int k = 0; k < 2; k++) {
            struct action a = action_of(ACT_GO_TO);
            a.num = (double)to[k];
            session_act(s, &a);
            arrive(s, false);
            CU_ASSERT_EQUAL(s->race.step, to[k]);
            CU_ASSERT_EQUAL(s->race.run[0].knobs.lr, k ? 0.001 : 0.0005);
            CU_ASSERT_EQUAL(s->end, k ? 255 : 650);
        }
        session_drop(s);
    }
}

/* Several steps asked for end at the one that has something to say. */
static void breakpoints_end_it(void)
{
    struct session *s =
        session_setup(panels, "problem: { kind: power, power: 4, start: 3 }\n"
                              "runs: { hard: { lr: 2.5, clip: hard, gamma: 1 } }\n");
    for (int slices = 0; slices < 2; slices++) {
        struct action a = action_of(ACT_BREAK);
        snprintf(a.text, sizeof a.text, "loss-up");
        s->background = true;
        s->clock.now = CLOCK_REST;
        s->armed = 0;
        session_act(s, &a);
        for (int i = 0; i < 9; i++)
            act(s, ACT_STEP);
        CU_ASSERT_EQUAL(session_left(s), 9);
        arrive(s, slices);
        CU_ASSERT(s->race.step > 0 && s->race.step < 9);
        CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, "stopped at step"));
        act(s, ACT_FIRST);
        arrive(s, false);
        act(s, ACT_RESTART);
    }
    session_drop(s);
}

/* A recording marks what happens, not what is gone through again. */
static void nothing_is_marked_twice(void)
{
    struct session *s = live_open();
    struct reel reel = {0};
    struct screen screen;
    struct shell shell; /* its folder is where the recording goes */
    char root[4096];
    CU_ASSERT_FATAL(getcwd(root, sizeof root) && shell_begin(&shell) && chdir(shell.folder) == 0);
    screen_init(&screen, true, 256);
    session_advance(s, 200);
    act(s, ACT_LR_UP);
    session_advance(s, 100);
    screen_compose(&screen, s, 80, 24);
    reel_begin(&reel, s, 1, &screen.grid);
    CU_ASSERT_TRUE_FATAL(reel.on);
    struct action a = action_of(ACT_GO_TO);
    a.num = 210;
    session_act(s, &a);
    for (int i = 2; session_left(s) > 0; i++) {
        reel_frame(&reel, s, i, &screen.grid);
        session_advance(s, 7);
    }
    int marks = reel.cast.marks;
    reel_frame(&reel, s, 100, &screen.grid);
    CU_ASSERT_EQUAL(reel.cast.marks, marks);
    act(s, ACT_LR_UP);
    reel_frame(&reel, s, 101, &screen.grid);
    CU_ASSERT(reel.cast.marks == marks + 2 && marks == 0); /* of each run */
    reel_end(&reel, s, 102);
    CU_ASSERT(chdir(root) == 0);
    shell_end(&shell);
    screen_release(&screen);
    session_drop(s);
}

/* Slices until the second run is at this stage of some step. */
static void work_up_to(struct session *s, enum step_stage stage)
{
    const struct run *r = &s->race.run[1];
    for (int i = 0; i < 5000 && !(session_left(s) > 0 && r->coming.stage == stage); i++) {
        if (session_left(s) == 0)
            act(s, ACT_STEP);
        session_slice(s);
    }
    while (stage == STEP_CURVATURE && !(r->coming.measuring && r->power->products == 1))
        session_slice(s);
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
        says(s, 0, "▶ to "); /* not yet slow */
        s->view.slow = true;
        says(s, 0, all[i].text);
        s->view.slow = false;
        arrive(s, true);
        says(s, 0, "▮▮ 30/s");
    }
    session_drop(s);
}

static const struct check checks[] = {
    {"a step comes in slices", a_step_comes_in_slices},
    {"steps are reached as at once", steps_are_reached_as_at_once},
    {"on the way", on_the_way},
    {"space ends it", space_ends_it},
    {"a script sees where it ends", a_script_sees_where_it_ends},
    {"breakpoints end it", breakpoints_end_it},
    {"nothing is marked twice", nothing_is_marked_twice},
    {"what a step is at", what_a_step_is_at},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clock", checks);
}
