/* Whoever looks at a race has a work of their own (race.look): between the slices of a step that of
 * a run holds half of the step. */
#include <math.h>

#include "check.h"
#include "panel/panel.h"
#include "session_setup.h"

enum { STEPS = 256 }; /* there is a checkpoint */

/* A boundary; a curve; a contour and two runs' Hessians; a landscape of one parameter, with the
 * landings of the inspector. */
static const char *const scenes[] = {
    "problem: { kind: network, layers: 2 4 2, data: moons, samples: 40 }\n"
    "runs: { fixed: { lr: 0.5 }, hard: { lr: 0.5, clip: hard, gamma: 0.1 } }\n"
    "view: { panels: [boundary, accuracy, path, table, inspector] }\n",
    "problem: { kind: network, layers: 1 4 1, activation: tanh, loss: mse, data: regression }\n"
    "runs: { fixed: { lr: 0.1 } }\n"
    "view: { panels: [boundary, layers, advisor, monitor, sharpness] }\n",
    "problem: { kind: network, layers: 1 1 1, bias: false, activation: none, loss: half-mse,\n"
    "           data: identity, noise: 0, split: 0, start: [3, 0.5] }\n"
    "runs: { fixed: { lr: 1e-4 }, hard: { lr: 1e-3, clip: hard, gamma: 1 } }\n"
    "view: { panels: [landscape, trajectory, loss, inspector] }\n",
    "problem: { kind: network, layers: 1 1, bias: false, activation: none, loss: half-mse,\n"
    "           data: identity, noise: 0, split: 0, start: 3 }\n"
    "runs: { hard: { lr: 0.01, clip: hard, gamma: 1 } }\n"
    "view: { panels: [landscape, smoothness, gradnorm, inspector] }\n",
};

static void look_at_all(struct session *s, struct screen *screen)
{
    for (int i = -1; i < s->view.n_panels; i++) {
        s->view.zoomed = i >= 0;
        s->view.focus = i >= 0 ? i : 0;
        session_settle(s);
        screen_compose(screen, s, 120, 36);
    }
    s->view.zoomed = false;
}

/* Takes the runs' works away and looks: anyone who reaches for one ends this program. */
static void nobody_who_looks_needs_the_work_of_a_run(void)
{
    for (size_t k = 0; k < sizeof scenes / sizeof scenes[0]; k++) {
        struct session *s = session_setup(panel_names, scenes[k]);
        struct screen screen;
        void *work[RUNS_MAX] = {NULL};
        screen_init(&screen, true, 256);
        session_advance(s, STEPS + 1);
        struct action back = action_of(ACT_GO_TO);
        back.num = STEPS;
        CU_ASSERT_TRUE(s->race.run[0].work != NULL && s->race.look != NULL);
        for (int i = 0; i < s->race.n; i++) {
            work[i] = s->race.run[i].work;
            s->race.run[i].work = NULL;
            CU_ASSERT_PTR_NOT_EQUAL(work[i], s->race.look);
        }
        look_at_all(s, &screen);
        session_act(s, &back);
        look_at_all(s, &screen);
        CU_ASSERT(s->race.step == STEPS && screen.grid.cols == 120);
        for (int i = 0; i < s->race.n; i++)
            s->race.run[i].work = work[i];
        screen_release(&screen);
        session_drop(s);
    }
}

/* Nor does looking change what the step that is under way comes to. */
static void looking_between_slices_changes_no_step(void)
{
    for (size_t k = 0; k < sizeof scenes / sizeof scenes[0]; k++) {
        struct session *seen = session_setup(panel_names, scenes[k]);
        struct session *unseen = session_setup(panel_names, scenes[k]);
        struct screen screen;
        int looks = 0;
        screen_init(&screen, true, 256);
        session_advance(unseen, 12);
        while (seen->race.step < 12)
            if (!session_slice(seen) && looks++ % 5 == 0)
                look_at_all(seen, &screen);
        CU_ASSERT(looks >= 12 && unseen->race.step == 12);
        for (int i = 0; i < seen->race.n; i++) {
            const struct run *a = &seen->race.run[i], *b = &unseen->race.run[i];
            CU_ASSERT_EQUAL(memcmp(a->x, b->x, (size_t)a->dim * sizeof *a->x), 0);
            CU_ASSERT(a->now.loss == b->now.loss && isfinite(a->now.loss));
            CU_ASSERT(a->notes.evals == b->notes.evals &&
                      a->notes.probe_evals == b->notes.probe_evals);
        }
        screen_release(&screen);
        session_drop(seen);
        session_drop(unseen);
    }
}

int main(void)
{
    static const struct check checks[] = {
        {"nobody who looks needs the work of a run", nobody_who_looks_needs_the_work_of_a_run},
        {"looking between slices changes no step", looking_between_slices_changes_no_step},
        {NULL, NULL},
    };
    return check_main("readers", checks);
}
