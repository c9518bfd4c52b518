/* The panel of bad batches: each kind made by the key, and what its rows say of each run. */
#include <math.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "screen_setup.h"

static const char slope[] = "title: t\n"
                            "problem: { kind: formula, f: x, start: 0 }\n"
                            "runs:\n"
                            "  adam: { optimizer: adam, lr: 0.01 }\n"
                            "  hard: { optimizer: adam, lr: 0.01, clip: hard, gamma: 1 }\n"
                            "  skips: { optimizer: adam, lr: 0.01, clip: skip-over, gamma: 10 }\n"
                            "probe: { every: 0 }\n"
                            "view: { panels: [bad-batch] }\n";

static int row_of(const char *name)
{
    for (int row = 1; row < screen.grid.rows; row++)
        if (strstr(row_text(&screen.grid, row, 1, 12), name))
            return row;
    return 0;
}

static bool says(const char *name, const char *words)
{
    int row = row_of(name);
    return row > 0 && row_shows(row, words);
}

static void press(enum action_id id)
{
    struct action a = action_of(id);
    session_act(session, &a);
}

/* The bad gradient of this kind is that of step 201. */
static void hit_by(const char *kind)
{
    screen_open(slope);
    compose(120, 20);
    CU_ASSERT(row_shows(2, "no bad batch so far"));
    CU_ASSERT(row_shows(3, session->race.run[0].name)); /* whose the markers in the loss are */
    CU_ASSERT_EQUAL(grid_cell(&screen.grid, 2, 3)->glyph, pen_run_marker(session, 0, true));
    session_advance(session, 200);
    for (int i = 0; i < session->race.n; i++) {
        struct run *r = &session->race.run[i];
        int k = 0;
        while (strcmp(bad_params[BAD_KIND].choices[k], kind) != 0)
            k++;
        CU_ASSERT_FATAL(run_set(r, "bad", k));
    }
    press(ACT_BAD);
}

/* κ = 1000 and k steps later: the means of a gradient of 1 with that one in them, divided by their
 * shares 1 − β^t. */
static double adams_step(double k)
{
    double t = 201 + k + 1, first = 1 - pow(0.9, t), second = 1 - pow(0.999, t);
    return (1 + 999 * 0.1 * pow(0.9, k) / first) /
           sqrt(1 + 999999 * 0.001 * pow(0.999, k) / second);
}

static void too_long(void)
{
    char now[30];
    hit_by("scale");
    static const int after[] = {1, 20, 100, 500};
    for (int i = 0, k = -2; i < 4; k = after[i++]) {
        session_advance(session, (uint64_t)(after[i] - k));
        const struct run *adam = &session->race.run[0];
        CU_ASSERT_FATAL(adam->notes.bad.at == 201 && (int)adam->notes.bad.since == after[i]);
        CHECK_NEAR(adam->notes.bad.now, adams_step(after[i]), 1e-6);
        CHECK_NEAR(adam->notes.bad.hit, adams_step(0), 1e-6);
        compose(120, 20);
        number_text(now, sizeof now, adam->notes.bad.now, 3);
        CU_ASSERT(says("adam", now));
    }
    CU_ASSERT(says("adam", "> 500") && says("hard", "1 step") && says("skips", "skipped"));
    screen_drop();
}

/* Who divides by it or clips it ends there, and says so; who skips it goes on. */
static void no_number(void)
{
    static const char *const kinds[] = {"nan", "infinite", "bit"}; /* of 1 the bit makes ∞ */
    for (int i = 0; i < 3; i++) {
        hit_by(kinds[i]);
        session_advance(session, 50);
        compose(120, 20);
        CU_ASSERT(says("adam", "diverged") && says("hard", "diverged"));
        CU_ASSERT(says("skips", "skipped") && says("skips", "1 step"));
        CU_ASSERT(!strstr(row_text(&screen.grid, 2, 0, 120), "no bad batch"));
        screen_drop();
    }
}

static void elsewhere(void)
{
    hit_by("outlier");
    session_advance(session, 50);
    compose(120, 20);
    CU_ASSERT(says("adam", "> 48") && says("skips", "skipped"));
    CU_ASSERT(session->race.run[1].notes.bad.back < 48); /* its mean has a gradient of −1 in it */
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"too long", too_long},
        {"no number", no_number},
        {"elsewhere", elsewhere},
        {NULL, NULL},
    };
    return check_main("trail panel", checks);
}
