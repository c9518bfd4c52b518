/* Handing on: a session written as a scene file, opened again, is the same session to the bit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/rng.h"
#include "base/text.h"
#include "panel/panel.h"
#include "session_setup.h"

static bool same_session(const struct session *a, const struct session *b)
{
    bool same = a->race.step == b->race.step && a->race.n == b->race.n;
    for (int i = 0; same && i < a->race.n; i++) {
        const struct run *r = &a->race.run[i], *t = &b->race.run[i];
        same = memcmp(r->x, t->x, (size_t)r->dim * sizeof *r->x) == 0 &&
               r->notes.evals == t->notes.evals &&
               r->notes.clipped_steps == t->notes.clipped_steps && strcmp(r->name, t->name) == 0 &&
               memcmp(&r->knobs.lr, &t->knobs.lr, sizeof r->knobs.lr) == 0 &&
               r->now.status == t->now.status && r->trace.n == t->trace.n &&
               r->trace.n_marks == t->trace.n_marks &&
               memcmp(r->trace.bucket, t->trace.bucket,
                      (size_t)r->trace.n * sizeof *r->trace.bucket) == 0;
    }
    return same;
}

static const char *const scenes[] = {
    "title: 'A \"title\" with \\ and : in it'\n"
    "look: Über θ\n"
    "problem: { kind: power, power: 4, start: 5 }\n"
    "runs:\n"
    "  fixed: { lr: 0.011 }\n"
    "  hard:  { lr: 0.1, clip: hard, gamma: 1, start: -4.123456789012345 }\n"
    "view: { panels: [landscape, loss], speed: 30, loss: linear, window: [-7, 8] }\n",
    "problem: { kind: formula, f: '(1-x)^2 + a*(y-x^2)^2', a: 100, start: [-1.2, 1], "
    "gradient-noise: "
    "pareto, noise-size: 0.01 }\n"
    "runs:\n"
    "  adam:  { lr: 0.01, optimizer: adam, clip: torch, gamma: 1, lr-schedule: cosine, "
    "lr-steps: 900 }\n"
    "  heavy: { lr: 0.0005, optimizer: momentum, clip: soft, gamma: 2 }\n"
    "  two: { lr: 0.0005, optimizer: adopt, clip: [u-clip, hard], gamma: 2, then-gamma: 1, norm: "
    "inf }\n"
    "probe: { every: 3, points: 2, tolerance: 1e-5, random: true }\n"
    "view: { map-lr: 0.001:1:7, map-gamma: [0.5, 2], map-steps: 70, map-target: 0.01, map-starts: "
    "3 }\n"
    "seed: 7\n",
};

static void written_and_opened_again(void)
{
    static const enum action_id any[] = {
        ACT_LR_UP,      ACT_LR_DOWN, ACT_GAMMA_UP, ACT_GAMMA_DOWN, ACT_STEP_BACK,
        ACT_SCRUB_BACK, ACT_TRY,     ACT_ADVICE,   ACT_RESTART,    ACT_START_LEFT};
    for (int k = 0; k < 2; k++)
        for (int round = 0; round < 12; round++) {
            struct session *s = session_setup(panel_names, scenes[k]);
            struct rng rng;
            struct text out = {0};
            rng_seed(&rng, (uint64_t)round);
            for (int i = 0; i < round * 5; i++) {
                struct action a = action_of(any[rng_below(&rng, round % 2 ? 8 : 10)]);
                a.run = (int)rng_below(&rng, 3) - 1;
                session_act(s, &a);
                session_advance(s, rng_below(&rng, 80));
            }
            session_advance(s, 10 + (uint64_t)round);
            CU_ASSERT_TRUE_FATAL(session_write(s, &out));
            struct session *t = session_setup(panel_names, out.at);
            bool same = same_session(s, t);
            if (!same)
                printf("\nscene %d, round %d, step %d and %d:\n%s\n", k, round, (int)s->race.step,
                       (int)t->race.step, out.at);
            CU_ASSERT_TRUE(same && t->clock.now == CLOCK_REST);
            CHECK_TEXT(t->scene.title, s->scene.title);
            CHECK_TEXT(t->scene.look, s->scene.look);
            const struct sweep_axis *axis = &s->scene.view.map_lr;
            CU_ASSERT_EQUAL(t->scene.view.map_lr.n, axis->n);
            CU_ASSERT(axis->n == (k ? 7 : 0) && memcmp(t->scene.view.map_lr.at, axis->at,
                                                       (size_t)axis->n * sizeof *axis->at) == 0);
            CU_ASSERT(t->scene.view.map_steps == s->scene.view.map_steps &&
                      t->scene.view.map_starts == s->scene.view.map_starts &&
                      t->scene.view.map_gamma.n == s->scene.view.map_gamma.n);
            CU_ASSERT(memcmp(&t->scene.view.home, &s->scene.view.home, 16) == 0 || k == 1);
            /* Both go on the same way, and the copy can be handed on in turn. */
            session_advance(s, 333);
            session_advance(t, 333);
            CU_ASSERT_TRUE(same_session(s, t));
            text_clear(&out);
            CU_ASSERT_TRUE_FATAL(session_write(t, &out));
            struct session *u = session_setup(panel_names, out.at);
            CU_ASSERT_TRUE(same_session(s, u));
            session_drop(u);
            session_drop(t);
            session_drop(s);
            text_release(&out);
        }
}

static void the_key_writes_a_file(void)
{
    char folder[] = "/tmp/clipdescent-keep-XXXXXX", home[4096];
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(home, sizeof home));
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_EQUAL_FATAL(chdir(folder), 0);
    struct session *s = session_setup(panel_names, scenes[0]);
    session_advance(s, 17);
    session_key(s, 'w');
    CHECK_TEXT(s->view.message, "Saved test-17.yaml. Resume with: clipdescent test-17.yaml");
    struct scene *scene = mem_alloc(1, sizeof *scene);
    struct report r;
    report_init(&r);
    CU_ASSERT_TRUE(scene_read(scene, "test-17.yaml", panel_names, &r));
    CU_ASSERT_EQUAL(scene->from, 17);
    CU_ASSERT_EQUAL(unlink("test-17.yaml"), 0);
    CU_ASSERT_EQUAL(rmdir(folder), 0); /* nothing else was left; and now nothing can be written */
    session_key(s, 'w');
    CU_ASSERT_TRUE(strncmp(s->view.message, "not saved: test-17.yaml", 23) == 0);
    CU_ASSERT_EQUAL(chdir(home), 0);
    report_release(&r);
    free(scene);
    session_drop(s);
}

/* Data beside the scene are found from any other folder too. */
static void data_of_another_folder(void)
{
    static const char yaml[] = "problem: { kind: network, data: 'idx:none', layers: 4 2 }\n"
                               "runs: { a: { lr: 0.1 } }\n";
    char folder[] = "/tmp/clipdescent-keep-XXXXXX", path[64], data[64];
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.yaml", folder);
    snprintf(data, sizeof data, "%s/none", folder);
    CU_ASSERT_EQUAL(mkdir(data, 0700), 0);
    struct session *s = session_setup(panel_names, scenes[0]);
    struct report r;
    struct text out = {0};
    report_init(&r);
    CU_ASSERT_TRUE(scene_parse(&s->scene, path, yaml, strlen(yaml), panel_names, &r));
    CU_ASSERT_TRUE(session_write(s, &out));
    char want[80];
    snprintf(want, sizeof want, "data: \"idx:%s\"", data);
    CU_ASSERT_PTR_NOT_NULL(strstr(out.at, want));
    /* Nothing is called so: it is what the names in that folder begin with. */
    CU_ASSERT(rmdir(data) == 0);
    text_clear(&out);
    CU_ASSERT_TRUE(session_write(s, &out));
    CU_ASSERT_PTR_NOT_NULL(strstr(out.at, want));
    CU_ASSERT(rmdir(folder) == 0);
    text_release(&out);
    report_release(&r);
    session_drop(s);
}

/* Where its whole name is longer than one that a scene may hold, it is said, and nothing is
 * written; a link from the root stays one. */
static void data_of_a_long_name(void)
{
    static const char yaml[] = "problem: { kind: network, data: 'idx:%s', layers: 4 2 }\n"
                               "runs: { a: { lr: 0.1 } }\n";
    char folder[] = "/tmp/clipdescent-keep-XXXXXX", path[64], data[200], name[101], link[64];
    char text[300];
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    memset(name, 'd', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    snprintf(path, sizeof path, "%s/a.yaml", folder);
    snprintf(link, sizeof link, "%s/link", folder);
    snprintf(data, sizeof data, "%s/%s", folder, name);
    CU_ASSERT(mkdir(data, 0700) == 0 && symlink(data, link) == 0);
    struct session *s = session_setup(panel_names, scenes[0]);
    for (int linked = 0; linked < 2; linked++) {
        static struct scene again;
        struct report r;
        struct text out = {0};
        report_init(&r);
        snprintf(text, sizeof text, yaml, linked ? link : name);
        CU_ASSERT_TRUE(scene_parse(&s->scene, path, text, strlen(text), panel_names, &r));
        CU_ASSERT_EQUAL(session_write(s, &out), linked);
        if (linked) {
            CU_ASSERT_TRUE(scene_parse(&again, "b.yaml", out.at, out.length, panel_names, &r));
        } else {
            session_key(s, 'w');
        }
        report_print(&r, stdout);
        text_release(&out);
        report_release(&r);
    }
    CHECK_TEXT(s->view.message, "not saved: the folder of its data has a name of over 123 bytes "
                                "from the root; a link that is shorter will do");
    CU_ASSERT(unlink(link) == 0 && rmdir(data) == 0 && rmdir(folder) == 0);
    session_drop(s);
}

/* n turns of a knob of one run, each at a step of its own. */
static void turn_often(struct session *s, int n)
{
    for (int i = 0; i < n; i++) {
        struct action a = action_of(i % 2 ? ACT_LR_UP : ACT_LR_DOWN);
        a.run = 1;
        session_advance(s, 1);
        session_act(s, &a);
    }
}

static void a_thousand_turns(void)
{
    struct session *s = session_setup(panel_names, scenes[0]);
    struct text out = {0};
    turn_often(s, 1000);
    session_advance(s, 7);
    CU_ASSERT_TRUE_FATAL(session_write(s, &out));
    struct session *t = session_setup(panel_names, out.at);
    CU_ASSERT_EQUAL(t->race.step, 1007);
    CU_ASSERT_EQUAL(t->n_done, 1000);
    CU_ASSERT_TRUE(same_session(s, t));
    session_drop(t);
    session_drop(s);
    text_release(&out);
}

static void too_much_is_said(void)
{
    struct session *s = session_setup(panel_names, scenes[0]);
    struct text out = {0};
    turn_often(s, TURNED_MAX);
    CU_ASSERT_TRUE(session_write(s, &out));
    struct session *t = session_setup(panel_names, out.at);
    CU_ASSERT_EQUAL(t->n_done, TURNED_MAX);
    CU_ASSERT_TRUE(same_session(s, t));
    session_drop(t);
    turn_often(s, 1);
    text_clear(&out);
    CU_ASSERT_FALSE(session_write(s, &out));
    session_key(s, 'w');
    CU_ASSERT_PTR_NOT_NULL(strstr(s->view.message, "not saved: a scene holds at most"));
    text_release(&out);
    session_drop(s);
}

int main(void)
{
    static const struct check checks[] = {
        {"written and opened again", written_and_opened_again},
        {"the key writes a file", the_key_writes_a_file},
        {"data of another folder", data_of_another_folder},
        {"data of a long name", data_of_a_long_name},
        {"a thousand turns", a_thousand_turns},
        {"too much is said", too_much_is_said},
        {NULL, NULL},
    };
    return check_main("keep", checks);
}
