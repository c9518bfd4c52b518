/* A recording's session: where it stood at each marker, written to JSON and found again, is the
 * same session to the bit; and what is damaged is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "base/rng.h"
#include "check.h"
#include "panel/panel.h"
#include "session/marker_points.h"
#include "session_setup.h"

static const char *const scenes[] = {
    "title: 'A \"title\" with \\ in it'\n"
    "problem: { kind: power, power: 4, start: 5 }\n"
    "runs: { fixed: { lr: 0.011 }, hard: { lr: 0.1, clip: hard, gamma: 1 } }\n",
    "problem: { kind: network, layers: 2 6 2, data: moons, samples: 60, batch: 16 }\n"
    "runs:\n"
    "  adam: { lr: 0.01, optimizer: adam, clip: soft, gamma: 1 }\n"
    "  hard: { lr: 0.3, clip: hard, gamma: 0.2 }\n"
    "probe: { every: 7 }\n",
};

/* What a session stood like. */
struct seen {
    uint64_t step;
    unsigned long sum;
};

static unsigned long mix(unsigned long sum, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum = (sum ^ ((const unsigned char *)bytes)[i]) * 1099511628211UL;
    return sum;
}

static struct seen look(const struct session *s)
{
    struct seen seen = {.step = s->race.step, .sum = 1469598103934665603UL};
    for (int i = 0; i < s->race.n; i++) {
        const struct run *r = &s->race.run[i];
        seen.sum = mix(seen.sum, r->x, (size_t)r->dim * sizeof *r->x);
        seen.sum = mix(seen.sum, r->opt_state, (r->n_opt_state + r->n_clip_state) * sizeof(double));
        seen.sum = mix(seen.sum, &r->knobs.lr, sizeof r->knobs.lr);
        seen.sum = mix(seen.sum, r->knobs.clip, sizeof r->knobs.clip);
        seen.sum = mix(seen.sum, &r->now.status, sizeof r->now.status);
        seen.sum = mix(seen.sum, &r->notes.clipped_steps, sizeof r->notes.clipped_steps);
    }
    return seen;
}

static bool opens_as(const char *json, int marker, struct seen want)
{
    struct text yaml = {0};
    enum point_found found = points_find(json, marker, &yaml);
    CU_ASSERT_EQUAL_FATAL(found, POINT_FOUND);
    struct session *s = session_setup(panel_names, yaml.at);
    struct seen is = look(s);
    bool same = is.step == want.step && is.sum == want.sum && s->clock.now == CLOCK_REST;
    if (!same)
        printf("\nmarker %d: step %d, was %d\n%s\n", marker, (int)is.step, (int)want.step, yaml.at);
    session_drop(s);
    text_release(&yaml);
    return same;
}

static void act_at_random(struct session *s, struct rng *rng)
{
    static const enum action_id any[] = {ACT_LR_UP, ACT_LR_DOWN,    ACT_GAMMA_UP,
                                         ACT_STEP,  ACT_SCRUB_BACK, ACT_STEP_BACK,
                                         ACT_LAST,  ACT_RESTART,    ACT_START_LEFT};
    struct action a = action_of(any[rng_below(rng, 9)]);
    if ((a.id == ACT_RESTART || a.id == ACT_START_LEFT) && rng_below(rng, 3) > 0)
        a.id = ACT_GO_TO;
    a.num = (double)rng_below(rng, s->end + 1);
    a.run = (int)rng_below(rng, 3) - 1;
    session_act(s, &a);
    if (rng_below(rng, 3) > 0)
        session_advance(s, rng_below(rng, 12));
}

static void found_again(void)
{
    enum { MARKS = 20 };
    for (int k = 0; k < 2; k++)
        for (uint64_t seed = 0; seed < 4; seed++) {
            struct session *s = session_setup(panel_names, scenes[k]);
            struct points *p = points_new();
            struct seen at[MARKS], end;
            struct text json = {0};
            struct rng rng;
            int kept = 0;
            rng_seed(&rng, seed);
            for (int i = 0; i < MARKS; i++) {
                for (uint64_t n = rng_below(&rng, 4); n > 0; n--)
                    act_at_random(s, &rng);
                at[i] = look(s);
                points_mark(p, s, i + 1);
            }
            act_at_random(s, &rng);
            end = look(s);
            points_stand(p, s);
            /* What comes after it, and a marker of that, are not in the recording after all. */
            for (int i = 0; i < 3; i++)
                act_at_random(s, &rng);
            points_mark(p, s, MARKS + 1);
            points_cut(p, MARKS);
            points_end(p);
            points_json(p, &json, 64 << 10);
            for (int i = 0; i < MARKS; i++) {
                struct text yaml = {0};
                bool is = points_find(json.at, i, &yaml) == POINT_FOUND;
                kept += is;
                CU_ASSERT_TRUE(!is || opens_as(json.at, i, at[i]));
                text_release(&yaml);
            }
            CU_ASSERT(kept > MARKS / 3);
            CU_ASSERT_TRUE(opens_as(json.at, -1, end));
            text_release(&json);
            points_free(p);
            session_drop(s);
        }
}

/* Where nothing was restarted all markers share one scene. */
static void one_scene_for_many(void)
{
    struct session *s = session_setup(panel_names, scenes[0]);
    struct points *p = points_new();
    struct text json = {0};
    for (int i = 0; i < 20; i++) {
        struct action a = action_of(i % 2 ? ACT_LR_DOWN : ACT_LR_UP);
        session_advance(s, 10);
        session_act(s, &a);
        points_mark(p, s, i + 1);
    }
    points_stand(p, s);
    points_end(p);
    points_json(p, &json, 64 << 10);
    CU_ASSERT_PTR_NOT_NULL(strstr(json.at, "\"points\": [[0, 10], [0, 20],"));
    CU_ASSERT_PTR_NOT_NULL(strstr(json.at, "\"end\": [0, 200]}"));
    CU_ASSERT(json.length < 2500);
    text_release(&json);
    points_free(p);
    session_drop(s);
}

/* More than is kept: the end is, and of the markers the newest scenes. */
static void bounded(void)
{
    struct session *s = session_setup(panel_names, scenes[0]);
    struct points *p = points_new();
    struct text json = {0}, yaml = {0};
    struct action left = action_of(ACT_START_LEFT), right = action_of(ACT_START_RIGHT);
    for (int i = 0; i < POINTS_MAX + 50; i++) {
        session_act(s, i % 2 ? &left : &right); /* each a scene of its own */
        session_advance(s, 3);
        points_mark(p, s, i + 1);
    }
    session_advance(s, 3);
    struct seen end = look(s);
    points_stand(p, s);
    points_end(p);
    points_json(p, &json, 20 << 10);
    CU_ASSERT(json.length <= 20 << 10);
    CU_ASSERT_EQUAL(points_find(json.at, 0, &yaml), POINT_NOT_KEPT);
    CU_ASSERT_EQUAL(points_find(json.at, POINTS_MAX + 10, &yaml), POINT_NOT_KEPT);
    CU_ASSERT_TRUE(opens_as(json.at, -1, end));
    text_clear(&json);
    points_json(p, &json, 120); /* no room for any scene */
    CU_ASSERT(json.length <= 120);
    CU_ASSERT_EQUAL(points_find(json.at, -1, &yaml), POINT_NOT_KEPT);
    text_release(&json);
    text_release(&yaml);
    points_free(p);
    session_drop(s);
}

static void damaged(void)
{
    static const char *const bad[] = {
        "",
        "{}",
        "[]",
        "{\"scenes\": []}x",
        "{\"scenes\": [1], \"points\": [], \"end\": [0, 1]}",
        "{\"scenes\": [\"a\"], \"points\": [], \"end\": [1, 1]}",
        "{\"scenes\": [\"a\"], \"points\": [], \"end\": [0, -1]}",
        "{\"scenes\": [\"a\"], \"points\": [], \"end\": [0, 0.5]}",
        "{\"scenes\": [\"a\"], \"points\": [], \"end\": [0]}",
        "{\"scenes\": [\"a\"], \"points\": [], \"end\": [-1, 0]}",
        "{\"scenes\": [\"a\"], \"points\": [0], \"end\": [0, 0]}",
        "{\"scenes\": [\"a\"], \"points\": [[0, 1],], \"end\": [0, 0]}",
        "{\"scenes\": [\"\"], \"points\": [], \"end\": [0, 0]}",
        "{\"scenes\": \"a\", \"points\": [], \"end\": [0, 0]}",
        "{\"points\": [], \"end\": [0, 0]}",
        "{\"scenes\": [\"a\"], \"points\": [], \"end\": [0, 0]",
    };
    struct text yaml = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        text_clear(&yaml);
        if (points_find(bad[i], -1, &yaml) != POINT_DAMAGED)
            printf("\n%s\n", bad[i]);
        CU_ASSERT_EQUAL(points_find(bad[i], -1, &yaml), POINT_DAMAGED);
    }
    static const char good[] = "{\"scenes\": [\"a\\n\"], \"points\": [null], \"end\": [0, 7]}";
    text_clear(&yaml);
    CU_ASSERT_EQUAL(points_find(good, -1, &yaml), POINT_FOUND);
    CHECK_TEXT(yaml.at, "a\nfrom: 7\n");
    CU_ASSERT_EQUAL(points_find(good, 0, &yaml), POINT_NOT_KEPT);
    text_release(&yaml);
}

static bool reads(const char *s, bool (*read)(const char **s))
{
    bool ok = read(&s);
    return ok && !*s;
}

static bool reads_text(const char *s, const char *want)
{
    struct text t = {0};
    bool ok = json_read_text(&s, &t) && !*s && strcmp(t.at, want) == 0;
    text_release(&t);
    return ok;
}

static void json(void)
{
    static const char *const good[] = {"1",
                                       "-0.5e3 ",
                                       "12E-07",
                                       "0e+1",
                                       "0",
                                       "true",
                                       "null",
                                       "[]",
                                       "{}",
                                       "[1 , [ {\"a\": \"]\"} ]]",
                                       "\"\\u00e9\\n\""};
    static const char *const bad[] = {"0x10",  "-0X1p3", "1e",      "1e+",         "1.5.",     "",
                                      "01",    "1.",     ".5",      "tru",         "[1,]",     "[1",
                                      "{1:2}", "\"a",    "\"\\x\"", "\"\\u12g4\"", "{\"a\" 1}"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CU_ASSERT_TRUE(reads(good[i], json_skip));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT_FALSE(reads(bad[i], json_skip));
    char deep[200] = "";
    memset(deep, '[', 100);
    memset(deep + 100, ']', 99);
    CU_ASSERT_FALSE(reads(deep, json_skip));
    CU_ASSERT_TRUE(reads_text("\"\\u03b8 \\ud83d\\ude00 \\ud83d.\"", "θ 😀 \xef\xbf\xbd."));
    CU_ASSERT_FALSE(reads_text("\"a\nb\"", "a\nb"));
    struct text t = {0};
    json_add_text(&t, "a\"\\\n\x01θ", 7);
    CHECK_TEXT(t.at, "\"a\\\"\\\\\\n\\u0001θ\"");
    CU_ASSERT_TRUE(reads_text(t.at, "a\"\\\n\x01θ"));
    text_release(&t);
}

int main(void)
{
    static const struct check checks[] = {
        {"found again", found_again},
        {"one scene for many", one_scene_for_many},
        {"bounded", bounded},
        {"damaged", damaged},
        {"json", json},
        {NULL, NULL},
    };
    return check_main("points", checks);
}
