/* The picture of the path is the same whatever way one came to a step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "path_setup.h"
#include "session_replay.h"

static void go_to(struct session *s, double step)
{
    struct action a = action_of(ACT_GO_TO);
    a.num = step;
    session_act(s, &a);
}

/* The panel of a session that goes straight to step, with run hard's γ turned at `turned`. */
static void is_straight(struct session *s, const char *yaml, uint64_t turned)
{
    struct session *t = session_setup(panel_names, yaml);
    struct screen a, b;
    screen_init(&a, true, 256);
    screen_init(&b, true, 256);
    if (turned < s->race.step) {
        session_advance(t, turned);
        CU_ASSERT_TRUE(run_set(&t->race.run[2], "gamma", 0.02));
    }
    session_advance(t, s->race.step - t->race.step);
    t->view.selected = s->view.selected;
    t->view.path = s->view.path;
    compose(s, &a);
    compose(t, &b);
    CU_ASSERT_EQUAL(t->path->moments, s->path->moments);
    CU_ASSERT_TRUE(same_panel(&a, &b));
    screen_release(&a);
    screen_release(&b);
    session_drop(t);
}

static void any_way_to_a_step_is_the_same_picture(void)
{
    static const double steps[] = {7, 140, 3, 299, 64, 0, 300, 63, 301};
    struct session *s = session_setup(panel_names, moons);
    struct screen screen;
    screen_init(&screen, true, 256);
    for (int i = 0; i < 60; i++) { /* looked at on the way, which must change nothing */
        session_advance(s, 5);
        if (i % 7 == 0)
            compose(s, &screen);
        if (i == 20)
            act(s, ACT_SELECT, 2);
        if (i == 40)
            act(s, ACT_SELECT, 0);
    }
    is_straight(s, moons, UINT64_MAX);
    while (s->race.step < 330) /* live, a step comes in slices */
        session_slice(s);
    is_straight(s, moons, UINT64_MAX);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        s->view.path = (enum plane_by)(i % PLANES_BY);
        go_to(s, steps[i]);
        is_straight(s, moons, UINT64_MAX);
    }
    session_advance(s, 300);
    s->view.path = PLANE_PCA;
    is_straight(s, moons, UINT64_MAX);
    screen_release(&screen);
    session_drop(s);
}

/* Another way from a step of the past on: nothing of the first is left. */
static void a_fork_is_as_if_it_had_always_been(void)
{
    struct session *s = session_setup(panel_names, moons);
    struct action gamma = action_of(ACT_SET);
    session_advance(s, 200);
    session_settle(s);
    go_to(s, 90);
    session_settle(s);
    snprintf(gamma.text, sizeof gamma.text, "hard.gamma=0.02");
    session_act(s, &gamma);
    session_advance(s, 110);
    is_straight(s, moons, 90);
    /* And where nobody looked in between, on a plane that stays the same. */
    session_drop(s);
    s = session_setup(panel_names, moons);
    session_advance(s, 200);
    session_settle(s);
    go_to(s, 199);
    session_act(s, &gamma);
    session_advance(s, 1);
    is_straight(s, moons, 199);
    act(s, ACT_RESTART, 0);
    session_advance(s, 20);
    CU_ASSERT_EQUAL(s->path->path->n, 21);
    session_settle(s);
    CU_ASSERT(s->path->seen.mains > 0);
    session_replay(s, 40);
    CU_ASSERT_EQUAL(s->path->moments, path_moments(s->path->path, 40));
    session_drop(s);
}

/* Written as a scene and opened, it is shown on the same plane. */
static void it_is_written_as_a_scene(void)
{
    static const char *const paths[] = {"pca", "[3, 17]", "[hard, fixed]"};
    for (int i = 0; i < 3; i++) {
        char yaml[600];
        struct text out = {0};
        snprintf(yaml, sizeof yaml, "%.*s, path: %s }\n", (int)strlen(moons) - 3, moons, paths[i]);
        struct session *s = session_setup(panel_names, yaml);
        session_advance(s, 12);
        CU_ASSERT_TRUE(session_write(s, &out));
        struct session *t = session_setup(panel_names, out.at);
        session_settle(s);
        session_settle(t);
        CU_ASSERT_EQUAL(s->view.path, (enum plane_by)i);
        CU_ASSERT(memcmp(&s->path->spec, &t->path->spec, sizeof s->path->spec) == 0);
        CU_ASSERT(memcmp(s->path->gap, t->path->gap, sizeof s->path->gap) == 0);
        CU_ASSERT(s->path->gap[1].slice > 0);
        text_release(&out);
        session_drop(s);
        session_drop(t);
    }
}

/* Looking changes nothing: the runs are the same to the bit. */
static void looking_changes_nothing(void)
{
    struct session *s = session_setup(panel_names, moons), *t = session_setup(panel_names, moons);
    struct screen screen;
    screen_init(&screen, true, 256);
    for (int i = 0; i < 20; i++) {
        session_advance(s, 3);
        compose(s, &screen);
    }
    session_advance(t, 60);
    const struct run *a = &s->race.run[1], *b = &t->race.run[1];
    CU_ASSERT(memcmp(a->x, b->x, (size_t)a->dim * sizeof *a->x) == 0);
    CU_ASSERT(a->now.loss == b->now.loss && a->notes.evals == b->notes.evals &&
              a->x[0] != a->start[0]);
    screen_release(&screen);
    session_drop(s);
    session_drop(t);
}

static const struct check checks[] = {
    {"any way to a step is the same picture", any_way_to_a_step_is_the_same_picture},
    {"a fork is as if it had always been", a_fork_is_as_if_it_had_always_been},
    {"it is written as a scene", it_is_written_as_a_scene},
    {"looking changes nothing", looking_changes_nothing},
    {NULL, NULL},
};

int main(void)
{
    return check_main("path-travel", checks);
}
