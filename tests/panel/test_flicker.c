/* Captions stand long enough to be read, in every scene that is delivered. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/panel.h"
#include "scene_setup.h"

static struct session session;

/* Of the scene that was read. */
static void open_session(void)
{
    struct report r;
    report_init(&r);
    bool ok = session_open(&session, &scene, panel_names, &r);
    report_print(&r, stdout);
    report_release(&r);
    CU_ASSERT_TRUE_FATAL(ok);
}

/* Who speaks of what: the caption without its numbers. */
static void topic(char *buf, size_t size)
{
    snprintf(buf, size, "%.*s %s", (int)strcspn(session.caption, ": "), session.caption,
             session.caption_rule ? session.caption_rule : "");
}

/* A step of Fashion-MNIST takes longer than is afforded, and so does its start. */
static bool of_fashion(void)
{
    const struct param *data = param_find(scene.problem->params, scene.problem->n_params, "data");
    return data && strcmp(scene.problem_values[data - scene.problem->params].text, "fashion") == 0;
}

enum { FLICKER_STEPS = 300, FLICKER_LEAST = 20, BACK = 4 };

/* Steps of a scene that are looked at: of networks what time allows. */
static uint64_t flicker_steps(void)
{
    const struct problem *p = &session.race.problem;
    uint64_t steps = FLICKER_STEPS < session.scene.steps ? FLICKER_STEPS : session.scene.steps;
    if (!p->kind->eval_cost || !(p->kind->architecture || p->batched))
        return steps;
    double afford = (p->kind->architecture ? 3e9 : 3e8) / (p->kind->eval_cost(p) * session.race.n);
    if (afford < FLICKER_LEAST)
        return 0;
    return afford < (double)steps ? (uint64_t)afford : steps;
}

/* A caption that makes way and is back in less than four steps cannot be read, nor what came
 * between. */
static void captions_do_not_flicker(void)
{
    uint64_t of_batches = 0;
    struct scene_entry *list;
    setenv("CLIPDESCENT_SCENES", "scenes", 1);
    int n = scene_list(&list);
    CU_ASSERT(n >= 15);
    for (int i = 0; i < n; i++) {
        char said[BACK][80] = {{0}};
        if (strncmp(list[i].path, "scenes/", 7) != 0)
            continue;
        read_scene(list[i].name, NULL);
        if (scene.lesson > 0 || of_fashion()) /* lessons speak for themselves */
            continue;
        open_session();
        session.scene.script.n = 0;
        uint64_t steps = flicker_steps();
        of_batches += session.race.problem.batched ? steps : 0;
        for (uint64_t step = 0; step < steps && !race_over(&session.race); step++) {
            session_settle(&session);
            memmove(said[1], said[0], sizeof said - sizeof said[0]);
            topic(said[0], sizeof said[0]);
            for (int k = 2; k < BACK; k++) {
                bool back = strcmp(said[0], said[k]) == 0 && strcmp(said[0], said[k - 1]) != 0;
                if (back)
                    printf("\n%s: %s, after %s\n", list[i].name, said[0], said[k - 1]);
                CU_ASSERT_FALSE(back);
            }
            session_advance(&session, 1);
        }
        session_release(&session);
    }
    CU_ASSERT(of_batches > 1000);
    free(list);
}

static const struct check checks[] = {
    {"captions do not flicker", captions_do_not_flicker},
    {NULL, NULL},
};

int main(void)
{
    return check_main("flicker", checks);
}
