/* A clip rule that only this file knows, registered by one line: twin does what hard does under
 * another name. Captions, stops, advice, monitor and the map must say of it what they say of hard:
 * nobody tells rules apart by their names. */
#include <string.h>

#define RULES_ADDED(X) X(twin)
#include "clip/registry.c" // NOLINT(bugprone-suspicious-include): in place of the program's own

#include "clip/threshold.h"
#include "screen_setup.h"
#include "tell/news.h"

static const struct param params[] = {
    CLIP_SCHEDULED_GAMMA("gradients longer than this are shortened to it"),
    CLIP_NORM_ORDER,
};

static double apply(const double *par, double *state, const struct clip_call *c)
{
    (void)state;
    return clip_scale(c, factor_hard(threshold_scheduled(par, c), c->norm));
}

static double reach(double p, double lr, double gamma)
{
    return lr * p * fn_pow(gamma / p, (p - 2) / (p - 1));
}

const struct clip_kind clip_twin = {
    .name = "twin",
    .title = "no longer than γ: projected onto the ball of that radius",
    .family = CLIP_HARD,
    .formula = "g·min(1, γ/‖g‖)",
    .source = "the hard clip's",
    .params = params,
    .n_params = ORDERED_PARAMS,
    .factor = "min(1, γ/‖∇f‖)",
    .reach = reach,
    .apply = apply,
};

enum { COLS = 150, ROWS = 60, STEPS = 60, FRAME = COLS * ROWS * 4 + ROWS + 1 };

/* The frame as text, with the new rule's name as the old one. */
static void frame_text(struct session *s, struct screen *on, char *text)
{
    session_settle(s);
    screen_compose(on, s, COLS, ROWS);
    *text = '\0';
    for (int row = 0; row < ROWS; row++)
        strcat(strcat(text, row_text(&on->grid, row, 0, COLS)), "\n");
    for (char *at = text; (at = strstr(at, "twin"));)
        for (int i = 0; i < 4; i++)
            at[i] = "hard"[i];
}

static struct session *with(const char *clip, const char *scene, struct screen *on)
{
    char yaml[600];
    snprintf(yaml, sizeof yaml, scene, clip);
    struct session *s = session_setup(panel_names, yaml);
    for (int i = 0; i < n_news_kinds; i++) {
        struct action stop = action_of(ACT_BREAK);
        snprintf(stop.text, sizeof stop.text, "%s", news_kinds[i].rule.name);
        session_act(s, &stop);
    }
    screen_init(on, true, 256);
    return s;
}

/* Step by step, with γ turned and advice tried on the way. *stops, *captions: how many of what is
 * compared there was. */
static void compare(const char *scene, int *stops, int *captions)
{
    static const char keys[] = "kk kjKJ BT aT aT  jj";
    static char text[2][FRAME];
    const char *names[2] = {"hard", "twin"};
    struct screen on[2];
    struct session *s[2];
    for (int k = 0; k < 2; k++)
        s[k] = with(names[k], scene, &on[k]);
    for (int step = 0; step < STEPS; step++) {
        for (int k = 0; k < 2; k++) {
            session_advance(s[k], 1);
            if (step % 3 == 2)
                session_key(s[k], keys[step / 3]);
            frame_text(s[k], &on[k], text[k]);
        }
        if (strcmp(text[0], text[1]) != 0) {
            printf("\nstep %d:\n%s\n%s\n", step, text[0], text[1]);
            CU_FAIL("the new rule is not told as hard is");
            break;
        }
        *stops += strncmp(s[1]->view.message, "stopped", 7) == 0;
        *captions += s[1]->caption_rule != NULL;
    }
    for (int k = 0; k < 2; k++) {
        screen_release(&on[k]);
        session_drop(s[k]);
    }
}

static void all_know_it(void)
{
    static const char *const scenes[] = {
        "problem: { kind: power, power: 4, start: 5 }\n"
        "runs: { flat: { lr: 0.001 }, a: { lr: 0.1, clip: %s, gamma: 1 } }\n"
        "view: { panels: [map, monitor, advisor, table, smoothness], map-steps: 50,\n"
        "        map-lr: '0.01:1:5', map-gamma: '0.1:100:5' }\n",
        "problem: { kind: power, power: 4, start: 5 }\n"
        "runs: { a: { lr: 0.1, clip: %s, gamma: 45 } }\n"
        "view: { panels: [landscape, inspector, monitor, advisor, gradnorm] }\n",
        "problem: { kind: rosenbrock, start: [-2, 2] }\n"
        "runs: { a: { lr: 0.002, clip: %s, gamma: 10 }, b: { lr: 0.002, clip: soft } }\n"
        "view: { panels: [landscape, next-step, monitor, advisor, table] }\n",
    };
    int stops = 0, captions = 0;
    CU_ASSERT_PTR_EQUAL_FATAL(clip_find("twin"), &clip_twin);
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
        compare(scenes[i], &stops, &captions);
    CU_ASSERT(stops >= 3 && captions > STEPS);
}

/* "map", "monitor" and "advisor" speak of it at all, and the advisor of the edge. */
static void its_edge_is_advised(void)
{
    screen_open("problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { a: { lr: 0.1, clip: twin, gamma: 45 } }\n"
                "view: { panels: [advisor, monitor] }\n");
    session_advance(session, 20);
    compose(COLS, ROWS);
    CU_ASSERT_TRUE(grid_shows(&screen.grid, "a: γ = 45 is too high for lr 0.1"));
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"captions, stops, advice, monitor and map know it", all_know_it},
        {"its edge is advised", its_edge_is_advised},
        {NULL, NULL},
    };
    return check_main("new rule", checks);
}
