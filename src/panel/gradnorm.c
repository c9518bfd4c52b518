#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/chart/steps.h"
#include "panel/panel.h"

/* Norms over the greatest first one by more than this leave the picture: a run on its way out does
 * not take the axis along. */
#define ROOM 1e3

static bool clips(const struct run *r)
{
    return !r->clip->keeps;
}

static const struct steps_row row[] = {
    {.what = STEPS_MARKS},
    {STEPS_ACROSS, .level = run_threshold, .fits = true},
    {.what = STEPS_SKIPS},
    {STEPS_PAST, .of = &series_grad},
    {STEPS_DOTTED, .of = &series_clipped, .when = clips},
    {STEPS_LINE, .of = &series_grad},
    {.what = STEPS_ENDS},
};
static const struct steps_rows rows = {sizeof row / sizeof *row, row};

static void draw(struct panel_call *c)
{
    const struct race *race = &c->s->race;
    struct plot_reach reach = {.least = DBL_TRUE_MIN};
    for (int i = 0; i < race->n; i++)
        if (race->run[i].trace.n)
            reach.most = fmax(reach.most, race->run[i].trace.bucket[0].grad * ROOM);
    if (!(reach.most > 0 && isfinite(reach.most)))
        reach.most = INFINITY;
    struct axis y = axis_empty(true);
    steps_bounds(&rows, c->s, &reach, &y);
    axis_finish(&y);
    struct plot p = steps_draw(c, c->area, 0, &rows, y, "‖∇f‖");
    plot_end(&p);
}

/* The shares of steps that were clipped, of the selected run or of all that clip. */
static void say_shares(const struct session *s, const char *head, const char *first, char *buf,
                       size_t size)
{
    const char *sep = first;
    snprintf(buf, size, "%s", head);
    size_t n = strlen(buf);
    for (int i = 0; i < s->race.n; i++) {
        const struct run *r = &s->race.run[i];
        if (!clips(r) || r->now.step == 0 || (s->view.selected >= 0 && s->view.selected != i))
            continue;
        int made = snprintf(buf + n, size - n, "%s%s %s%%", sep, r->name,
                            SHARE_TEXT(r->notes.clipped_steps, r->now.step, 0));
        if (made < 0 || (size_t)made >= size - n) {
            buf[n] = '\0'; /* rather none than half a number */
            break;
        }
        n += (size_t)made;
        sep = ", ";
    }
}

/* A comma, a run's name and its share, which is no longer than "0.0012%". */
enum { SHARE_MOST = RUN_NAME_MAX + 12, HEAD_MOST = 32 };
_Static_assert(PANEL_TITLE_MAX / 2 > HEAD_MOST + RUNS_MAX * SHARE_MOST, "a title names every run");

/* In full, and in brief: half the room for each. */
static void title_text(const struct session *s, char *buf, size_t size)
{
    say_shares(s, "gradient norm", ", clipped: ", buf, size / 2);
    size_t n = strlen(buf);
    say_shares(s, "\n‖∇f‖", ", clipped: ", buf + n, size / 2 - sizeof "\n‖∇f‖");
    n = strlen(buf);
    snprintf(buf + n, size - n, "\n‖∇f‖"); /* all shares or none */
}

const struct panel_kind panel_gradnorm = {
    .name = "gradnorm",
    .title = "gradient norm",
    .help = "The gradient's norm over steps as a line, and as sparse dots what clipping left of "
            "it. The rule across is a run's threshold γ. The title says which share of its steps "
            "each run clipped; a mark on the axis of steps says where one was skipped.",
    .runs = RUNS_MARKED,
    .of_steps = true,
    .size = {.min_cols = 28, .min_rows = 7, .want_rows = 0, .rank = 2},
    .title_text = title_text,
    .draw = draw,
    .click = steps_click,
};
