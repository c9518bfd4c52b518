/* The panel of (L0, L1) by layer: its numbers are those of the fits and of the newest moment, and
 * the caption on a layer that is held back is held to them. */
#include <math.h>

#include "base/text.h"
#include "base/vec.h"
#include "insight_say.h"
#include "screen_setup.h"

static const char memorise[] =
    "title: t\n"
    "problem: { kind: recurrent, length: 10, data: memorise, batch: 20, seed: 1 }\n"
    "runs: { hard: { lr: 0.3, clip: hard, gamma: 0.1 },\n"
    "  per-layer: { lr: 0.3, clip: per-layer, gamma: 0.1 } }\n"
    "probe: { every: 0, test: 0 }\n"
    "view: { panels: [layer-smoothness] }\n"
    "steps: 100\n";

static bool shows(const char *text)
{
    for (int row = 0; row < screen.grid.rows; row++)
        if (strstr(row_text(&screen.grid, row, 0, screen.grid.cols), text))
            return true;
    printf("\nnowhere: %s\n", text);
    return false;
}

static const char *digits(double v)
{
    static char at[8][24];
    static int i;
    i = (i + 1) % 8;
    return number_text(at[i], sizeof at[i], v, 2);
}

static void numbers(void)
{
    static const char *const names[] = {"1 input", "2 recurrent", "3 output"};
    char text[120];
    screen_open(memorise);
    session_advance(session, 96); /* a moment: what is shown is of this step */
    compose(160, 40);
    for (int b = 0; b < 3; b++) {
        const struct layer_fit *f = &session->race.layers->fit[b];
        snprintf(text, sizeof text, "%s  L0 %s  L1 %s  L0/L1 %s", names[b], digits(f->L0),
                 digits(f->L1), digits(f->L0 / f->L1));
        CU_ASSERT(f->n == 2 * session->race.run[0].layers->n && f->L1 > 0);
        CU_ASSERT(shows(text));
        for (int i = 0; i < 2; i++) {
            const struct run *r = &session->race.run[i];
            const struct clip_block *at = &r->blocks[b];
            double g = vec_norm(r->g + at->first, at->count);
            double left = vec_norm(r->clipped + at->first, at->count);
            snprintf(text, sizeof text, "%s → %s%s", digits(g), digits(left), i ? " (γ 0.1)" : "");
            CU_ASSERT(left < g && shows(text));
        }
    }
    screen_drop();
}

/* Typed while the runs go on: they stay where they are, and the points are those of a scene that
 * has the panel from the start. */
static void typed_live(void)
{
    screen_open(memorise);
    session_advance(session, 70);
    compose(160, 40);
    const struct layer_cloud *whole = session->race.run[0].layers;
    struct session *other = session_setup(
        panel_names,
        "title: t\n"
        "problem: { kind: recurrent, length: 10, data: memorise, batch: 20, seed: 1 }\n"
        "runs: { hard: { lr: 0.3, clip: hard, gamma: 0.1 } }\n"
        "probe: { every: 0, test: 0 }\nview: { panels: [loss] }\n");
    session_advance(other, 70);
    CU_ASSERT(!other->race.layers);
    struct action a = action_of(ACT_SET);
    snprintf(a.text, sizeof a.text, "view.panels=layer-smoothness");
    session_act(other, &a);
    session_settle(other);
    CHECK_TEXT(other->view.message, "Panels changed.");
    const struct layer_cloud *typed = other->race.run[0].layers;
    CU_ASSERT_FATAL(typed != NULL && other->race.step == 70);
    CU_ASSERT_EQUAL_FATAL(typed->n, whole->n);
    CU_ASSERT(memcmp(typed->point, whole->point, (size_t)whole->n * 3 * sizeof *whole->point) == 0);
    session_drop(other);
    screen_drop();
}

/* One factor for all holds back the output layer; a threshold for each does not. */
static void the_caption(void)
{
    char text[300], said[300];
    screen_open(memorise);
    session_advance(session, 100);
    session_settle(session);
    const struct race *race = &session->race;
    const struct run *hard = &race->run[0];
    struct layer_starved s = layer_starves(hard->layers, race->layers);
    CU_ASSERT_EQUAL_FATAL(s.layer, 2);
    CU_ASSERT(s.n > 40 && s.left < 0.3);
    const struct insight_rule *rule = insight_say(race, hard, said, sizeof said);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rule);
    CHECK_TEXT(rule->name, "one-gamma");
    snprintf(text, sizeof text, "holds layer 3 back. In %d of %d clipped steps", s.n, s.of);
    CU_ASSERT(strstr(said, text) != NULL);
    for (int i = 0; insight_at(i); i++)
        if (strcmp(insight_at(i)->name, "one-gamma") == 0)
            CU_ASSERT(!insight_holds(insight_at(i), race, &race->run[1]));
    screen_drop();
}

/* Where there is nothing to show it says so, at every size. */
static void without_layers(void)
{
    static const char *const problems[] = {"kind: rosenbrock", "kind: dirac-gan"};
    for (int i = 0; i < 2; i++) {
        char yaml[300];
        snprintf(yaml, sizeof yaml,
                 "title: t\nproblem: { %s }\nruns: { a: { lr: 0.001 } }\n"
                 "view: { panels: [layer-smoothness] }\n",
                 problems[i]);
        screen_open(yaml);
        compose(80, 24);
        CU_ASSERT(shows("needs a loss of two layers or more, and no game"));
        screen_drop();
    }
}

static void every_size(void)
{
    screen_open(memorise);
    session_advance(session, 20);
    for (int cols = 1; cols < 200; cols += 7)
        for (int rows = 1; rows < 60; rows += 3)
            compose(cols, rows);
    compose(120, 36);
    size_t calls = mem_calls();
    session_advance(session, 30);
    compose(120, 36);
    CU_ASSERT_EQUAL(mem_calls(), calls);
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"numbers", numbers},       {"the caption", the_caption},
        {"typed live", typed_live}, {"without layers", without_layers},
        {"every size", every_size}, {NULL, NULL},
    };
    return check_main("layer smoothness", checks);
}
