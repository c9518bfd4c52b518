/* The landscape's window at its ends: it never gets so small or so far away that numbers stop
 * differing, and says so. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "check.h"
#include "session/session.h"

static const char *const panels[] = {"landscape", NULL};
static const char bowl[] = "problem: { kind: quadratic, start: [5, 5] }\n"
                           "runs: { one: { lr: 0.001 } }\n";

static struct session *begin(void)
{
    struct session *s = mem_alloc(1, sizeof *s);
    struct scene *scene = mem_alloc(1, sizeof *scene);
    struct report r;
    report_init(&r);
    bool ok = scene_parse(scene, "test.yaml", bowl, strlen(bowl), panels, &r) &&
              session_open(s, scene, panels, &r);
    CU_ASSERT_TRUE_FATAL(ok);
    report_release(&r);
    free(scene);
    return s;
}

static void end(struct session *s)
{
    session_release(s);
    free(s);
}

static void act(struct session *s, enum action_id id, int times)
{
    struct action a = action_of(id);
    for (int i = 0; i < times; i++)
        session_act(s, &a);
}

static void window_is_sound(const struct session *s)
{
    const double *box = s->view.box;
    for (int i = 0; i < 4; i++)
        CU_ASSERT(fabs(box[i]) <= 2e12);
    CU_ASSERT(box[1] > box[0] && box[3] > box[2]);
    CU_ASSERT(box[0] + (box[1] - box[0]) / 400 > box[0]); /* dots of a wide screen differ */
}

static void zoom_ends(void)
{
    static const struct {
        enum action_id id;
        const char *said;
    } ways[] = {{ACT_VIEW_IN, "the landscape goes no nearer"},
                {ACT_VIEW_OUT, "the landscape goes no farther"}};
    for (int i = 0; i < 2; i++) {
        struct session *s = begin();
        act(s, ways[i].id, 1);
        CU_ASSERT(strcmp(s->view.message, ways[i].said) != 0);
        act(s, ways[i].id, 400);
        CHECK_TEXT(s->view.message, ways[i].said);
        window_is_sound(s);
        act(s, ways[1 - i].id, 1); /* and back */
        CU_ASSERT(strcmp(s->view.message, ways[i].said) != 0);
        end(s);
    }
}

static void panning_ends(void)
{
    static const enum action_id ways[] = {ACT_VIEW_LEFT, ACT_VIEW_RIGHT, ACT_VIEW_UP,
                                          ACT_VIEW_DOWN};
    for (int i = 0; i < 4; i++) {
        struct session *s = begin();
        act(s, ACT_VIEW_OUT, 400);
        act(s, ways[i], 400);
        window_is_sound(s);
        act(s, ACT_VIEW_IN, 400); /* far from the origin the nearest is not so near */
        window_is_sound(s);
        act(s, ACT_VIEW_HOME, 1);
        CU_ASSERT(s->view.box[0] == -6 && s->view.box[1] == 6);
        end(s);
    }
}

/* A key whose effect is small on the screen, or none, says what it did. */
static void keys_say_what_they_did(void)
{
    static const struct {
        enum action_id id;
        const char *said;
    } keys[] = {{ACT_PANEL_NEXT, "landscape: z shows it alone"},
                {ACT_ZOOM, "landscape alone: z shows all panels"},
                {ACT_PANEL_NEXT, "landscape alone: z shows all panels"},
                {ACT_ZOOM, "all panels"},
                {ACT_LOG, "landscape has one kind of axis: p goes to another panel"}};
    struct session *s = begin();
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        act(s, keys[i].id, 1);
        CHECK_TEXT(s->view.message, keys[i].said);
    }
    end(s);
}

static const struct check checks[] = {
    {"keys say what they did", keys_say_what_they_did},
    {"zoom ends", zoom_ends},
    {"panning ends", panning_ends},
    {NULL, NULL},
};

int main(void)
{
    return check_main("look", checks);
}
