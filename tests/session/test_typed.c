/* A loss typed into the prompt, in any scene: the race is then the one of a scene that has it
 * written down; it is taken back, saved, gone back in and recorded like any other. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "panel/panel.h"
#include "same_run.h"
#include "session/marker_points.h"
#include "session_setup.h"

#define RUNS                                                                                       \
    "runs:\n"                                                                                      \
    "  fixed: { lr: 0.01 }\n"                                                                      \
    "  hard: { lr: 0.1, clip: hard, gamma: 1 }\n"
#define QUARTIC "problem: { kind: power, power: 4, start: 5 }\n" RUNS
#define WRITTEN "problem: { kind: formula, f: 'x^2 + cos(3x)', start: 5 }\n" RUNS
#define PLANE   "problem: { kind: formula, f: 'x^4/4 + y^2' }\n" RUNS

static void act(struct session *s, enum action_id id)
{
    struct action a = action_of(id);
    session_act(s, &a);
}

static void type(struct session *s, const char *text)
{
    session_key(s, '=');
    for (; *text; text++)
        session_key(s, *text);
    session_key(s, K_ENTER);
}

static bool same(const struct session *a, const struct session *b)
{
    bool same = a->race.step == b->race.step && a->race.n == b->race.n && a->race.n > 0;
    for (int i = 0; same && i < a->race.n; i++)
        same = same_run(&a->race.run[i], &b->race.run[i]);
    return same;
}

/* After as many steps of each. */
static bool goes_as(struct session *s, const char *yaml, uint64_t steps)
{
    struct session *plain = session_setup(panel_names, yaml);
    session_advance(plain, steps);
    session_settle(plain);
    session_settle(s);
    bool is = same(s, plain);
    session_drop(plain);
    return is;
}

static void it_is_the_scene_that_has_it_written_down(void)
{
    static const struct {
        const char *from, *typed, *to;
    } cases[] = {
        {QUARTIC, "f=x^2 + cos(3x)", WRITTEN}, /* as many parameters: the start stays */
        {QUARTIC, "f: x^2 + cos(3x)", WRITTEN},
        {QUARTIC, " problem.f = x^2 + cos(3x) ", WRITTEN},
        {QUARTIC, "f=x^4/4 + y^2", PLANE}, /* another number: the start is the kind's own */
        {PLANE, "f=x^2", "problem: { kind: formula, f: 'x^2' }\n" RUNS},
        {WRITTEN, "f=x^4/4 + y^2", PLANE},
        {"problem: { kind: formula, f: 'a*x', a: 3, start: 1 }\n" RUNS, "f=a*x^2",
         "problem: { kind: formula, f: 'a*x^2', a: 3, start: 1 }\n" RUNS},
        {"problem: { kind: network, layers: 2 6 2, data: moons }\n" RUNS, "f=x^4/4 + y^2", PLANE},
        {"problem: { kind: power, start: 5 }\n"
         "runs: { fixed: { lr: 0.01 }, hard: { lr: 0.1, clip: hard, gamma: 1, start: 2 } }\n",
         "f=x^4/4 + y^2", PLANE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct session *s = session_setup(panel_names, cases[i].from);
        session_advance(s, 20);
        type(s, cases[i].typed);
        CU_ASSERT_EQUAL(s->view.mode, MODE_MAIN);
        CU_ASSERT_EQUAL(s->race.step, 0);
        session_advance(s, 30);
        bool is = goes_as(s, cases[i].to, 30);
        if (!is)
            printf("\n%s: %s\n", cases[i].typed, s->view.message);
        CU_ASSERT_TRUE(is);
        CU_ASSERT_FALSE(goes_as(s, cases[i].from, 30));
        session_drop(s);
    }
}

/* What was turned stays turned, a start that was moved stays where it is. */
static void it_keeps_what_was_turned(void)
{
    struct session *s = session_setup(panel_names, QUARTIC);
    type(s, "hard.gamma=2.5");
    type(s, "start=3");
    session_advance(s, 5);
    type(s, "f=x^2 + cos(3x)");
    session_advance(s, 30);
    CU_ASSERT_TRUE(goes_as(s,
                           "problem: { kind: formula, f: 'x^2 + cos(3x)', start: 3 }\n"
                           "runs: { fixed: { lr: 0.01 }, hard: { lr: 0.1, clip: hard, gamma: 2.5 "
                           "} }\n",
                           30));
    session_drop(s);
}

static void a_fault_changes_nothing(void)
{
    static const struct {
        const char *typed, *said;
    } faults[] = {
        {"f=x^2 + snh(y)",
         "problem.f: column 7: found snh (did you mean sinh?); expected one of x, "},
        {"f: x +", "problem.f: column 4: found the end; expected a number, a variable (x, y), a "
                   "function or ("},
        {"f=y=x", "problem.f: column 2: found =; expected an operator (+ - * / ^) or the end"},
        {"f=3", "problem.f: found no variable; expected x, or x and y"},
        {"f=", "found nothing; expected a text of 1 to "},
    };
    static const char *const from[] = {QUARTIC, PLANE};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        for (int k = 0; k < 2; k++) {
            struct session *s = session_setup(panel_names, from[k]);
            session_advance(s, 20);
            type(s, faults[i].typed);
            CU_ASSERT_EQUAL(s->view.mode, MODE_PROMPT);
            s->view.message[strlen(faults[i].said)] = '\0'; /* the names go on */
            CHECK_TEXT(s->view.message, faults[i].said);
            CU_ASSERT_TRUE(goes_as(s, from[k], 20));
            session_drop(s);
        }
}

static void it_is_taken_back_and_done_again(void)
{
    struct session *s = session_setup(panel_names, QUARTIC);
    session_advance(s, 20);
    type(s, "f=x^4/4 + y^2");
    session_advance(s, 30);
    act(s, ACT_UNDO);
    CU_ASSERT_TRUE(goes_as(s, QUARTIC, 20));
    act(s, ACT_REDO);
    session_advance(s, 30 - s->race.step);
    CU_ASSERT_TRUE(goes_as(s, PLANE, 30));
    session_drop(s);
}

static void time_goes_back_and_forth_in_it(void)
{
    struct session *s = session_setup(panel_names, QUARTIC);
    type(s, "f=x^4/4 + y^2");
    session_advance(s, 40);
    for (int k = 0; k < 3; k++) {
        struct action to = action_of(ACT_GO_TO);
        to.num = k == 2 ? 40 : 7 * k;
        session_act(s, &to);
        session_settle(s);
        struct session *plain = session_setup(panel_names, PLANE);
        session_advance(plain, (uint64_t)to.num);
        CU_ASSERT_EQUAL(s->race.step, (uint64_t)to.num);
        for (int i = 0; i < s->race.n; i++)
            CU_ASSERT_TRUE(s->race.run[i].now.loss == plain->race.run[i].now.loss);
        session_drop(plain);
    }
    CU_ASSERT_TRUE(goes_as(s, PLANE, 40));
    session_drop(s);
}

static void it_is_saved_and_recorded(void)
{
    struct session *s = session_setup(panel_names, QUARTIC);
    struct points *points = points_new();
    struct text out = {0}, json = {0};
    session_advance(s, 12);
    points_mark(points, s, 1);
    type(s, "f: x^4/4 + y^2");
    session_advance(s, 30);
    points_mark(points, s, 2);
    CU_ASSERT_TRUE_FATAL(session_write(s, &out));
    struct session *again = session_setup(panel_names, out.at);
    CU_ASSERT_TRUE(goes_as(again, PLANE, 30));
    points_json(points, &json, 100000);
    for (int k = 0; k < 2; k++) {
        struct text yaml = {0};
        CU_ASSERT_EQUAL_FATAL(points_find(json.at, k, &yaml), POINT_FOUND);
        struct session *there = session_setup(panel_names, yaml.at);
        CU_ASSERT_TRUE(goes_as(there, k ? PLANE : QUARTIC, k ? 30 : 12));
        session_drop(there);
        text_release(&yaml);
    }
    session_drop(again);
    session_drop(s);
    points_free(points);
    text_release(&out);
    text_release(&json);
}

static const struct check checks[] = {
    {"it is the scene that has it written down", it_is_the_scene_that_has_it_written_down},
    {"it keeps what was turned", it_keeps_what_was_turned},
    {"a fault changes nothing", a_fault_changes_nothing},
    {"it is taken back and done again", it_is_taken_back_and_done_again},
    {"time goes back and forth in it", time_goes_back_and_forth_in_it},
    {"it is saved and recorded", it_is_saved_and_recorded},
    {NULL, NULL},
};

int main(void)
{
    return check_main("typed", checks);
}
