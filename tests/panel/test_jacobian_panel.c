/* The panel of derivatives through time: its numbers are those of the run, and both directions of
 * "explodes where σ is over 1" are seen to fail on it. */
#include <math.h>

#include "problem/network_jacobian.h"
#include "screen_setup.h"

static const char two[] =
    "title: t\n"
    "problem: { kind: recurrent, length: 30, batch: 20, seed: 3 }\n"
    "runs: { unclipped: { lr: 0.3 }, soft: { lr: 0.3, clip: soft, gamma: 1 } }\n"
    "probe: { every: 0, test: 0 }\n"
    "view: { panels: [jacobian, table] }\n"
    "steps: 1200\n";

static bool shows(const char *text)
{
    for (int row = 0; row < screen.grid.rows; row++)
        if (strstr(row_text(&screen.grid, row, 0, screen.grid.cols), text))
            return true;
    printf("\nnowhere: %s\n", text);
    return false;
}

static struct jacobian of_run(int i)
{
    struct jacobian j;
    const struct run *r = &session->race.run[i];
    jacobian_make(r->problem, r->look, r->x, r->now.step, &j);
    return j;
}

static void shows_numbers(int i)
{
    struct jacobian j = of_run(i);
    char text[60];
    snprintf(text, sizeof text, "σ %-5.3g bound 1e%.0f", j.sigma, 29 * log10(j.sigma));
    CU_ASSERT(shows(text));
    snprintf(text, sizeof text, "mean %.2g", j.mean[29]);
    CU_ASSERT(shows(text));
}

static void both_directions(void)
{
    screen_open(two);
    compose(120, 36);
    CU_ASSERT(shows("σ 1     bound 1 "));
    CU_ASSERT(of_run(0).mean[29] < 0.05); /* σ is 1, and the derivative vanishes */
    session_advance(session, 1200);
    session->clock.now = CLOCK_REST;
    compose(120, 36);
    struct jacobian none = of_run(0), soft = of_run(1);
    CU_ASSERT(none.sigma > soft.sigma && soft.sigma > 1.5);
    CU_ASSERT(pow(soft.sigma, 29) > 1e6 && soft.mean[29] < 100 && soft.mean[29] > 0.01);
    CU_ASSERT(pow(none.sigma, 29) > 1e12 && none.mean[29] < 1e-2);
    CU_ASSERT(soft.most[29] >= soft.mean[29] && soft.most[29] < pow(soft.sigma, 29));
    shows_numbers(1);
    screen_drop();
}

/* While the race goes on a frame measures one run; when it stops, all that is old. */
static bool shows_now(int i)
{
    char text[60];
    snprintf(text, sizeof text, "σ %-5.3g bound ", of_run(i).sigma);
    for (int row = 0; row < screen.grid.rows; row++)
        if (strstr(row_text(&screen.grid, row, 0, screen.grid.cols), text))
            return true;
    return false;
}

static void one_run_a_frame(void)
{
    screen_open(two);
    session->clock.now = CLOCK_PLAY;
    compose(120, 36);
    session_advance(session, 300);
    CU_ASSERT(!shows_now(0) && !shows_now(1));
    compose(120, 36);
    CU_ASSERT(shows_now(0) && !shows_now(1));
    compose(120, 36);
    CU_ASSERT(shows_now(0) && shows_now(1));
    session_advance(session, 300);
    session->clock.now = CLOCK_REST;
    compose(120, 36);
    CU_ASSERT(shows_now(0) && shows_now(1));
    screen_drop();
}

/* One run alone, and none of those that have diverged. */
static void which_runs(void)
{
    screen_open(two);
    session->view.selected = 1;
    compose(120, 36);
    bool other = false;
    for (int row = 1; row < screen.grid.rows; row++) {
        const char *text = row_text(&screen.grid, row, 0, screen.grid.cols);
        other |= strstr(text, "unclipped") && strstr(text, "bound");
    }
    CU_ASSERT_FALSE(other);
    CU_ASSERT(shows("soft σ 1"));
    screen_drop();
}

static void where_there_is_none(void)
{
    static const char *const scenes[] = {
        "title: t\nproblem: { kind: recurrent, cell: lstm }\nruns: { a: { lr: 1 } }\n"
        "view: { panels: [jacobian, table] }\n",
        "title: t\nproblem: { kind: recurrent, hidden: 200 }\nruns: { a: { lr: 1 } }\n"
        "view: { panels: [jacobian, table] }\n",
        "title: t\nproblem: { kind: power }\nruns: { a: { lr: 1 } }\n"
        "view: { panels: [jacobian, table] }\n"};
    for (int i = 0; i < 3; i++) {
        screen_open(scenes[i]);
        compose(120, 36);
        CU_ASSERT(shows("needs a network with cell rnn"));
        screen_drop();
    }
}

int main(void)
{
    static const struct check checks[] = {
        {"both directions", both_directions},
        {"one run a frame", one_run_a_frame},
        {"which runs", which_runs},
        {"where there is none", where_there_is_none},
        {NULL, NULL},
    };
    return check_main("jacobian panel", checks);
}
