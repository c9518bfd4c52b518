/* Bars of how far the next step goes: what a full one stands for, and those that go beyond. */
#include "screen_setup.h"

static const char steep[] = "problem: { kind: power, power: 4, start: 6.25 }\n"
                            "runs:\n"
                            "  too-fast: { lr: 0.1 }\n"
                            "  safe: { lr: 0.01 }\n"
                            "  clipped: { lr: 0.1, clip: hard, gamma: 10 }\n"
                            "view: { panels: [next-step] }\n";

enum { COLS = 120, ROWS = 20 };

static const char *line_of(const char *word)
{
    for (int row = 0; row < ROWS; row++)
        if (strstr(row_text(&screen.grid, row, 0, COLS), word))
            return row_text(&screen.grid, row, 0, COLS);
    return "";
}

/* How many cells of the run's bar are full or begun. */
static int bar_of(const char *name)
{
    int cells = 0;
    for (const char *at = line_of(name); *at;) {
        uint32_t glyph = utf8_next(&at);
        cells += glyph >= 0x2588 && glyph <= 0x258f;
    }
    return cells;
}

/* The scale that the head names is the one that the bars are drawn to. */
static void a_full_bar_is_as_long_as_said(void)
{
    static const struct {
        int steps;
        const char *says;
        double scale;
    } at[] = {{0, "a full bar is 100 ", 100},
              {4, "a full bar is 5 ", 5},
              {16, "a full bar is 0.02", 0.02}};
    screen_open(steep);
    for (int i = 0; i < 3; i++) {
        session_advance(session, (uint64_t)at[i].steps);
        compose(COLS, ROWS);
        CU_ASSERT_PTR_NOT_NULL(strstr(line_of("full bar"), at[i].says));
        double most = at[i].scale, step = session->race.run[1].now.step_norm;
        int cells = bar_of("safe"), full = 12; /* at 120 columns, beside all else */
        CU_ASSERT(cells >= step / most * full - 1 && cells <= step / most * full + 1);
    }
    screen_drop();
}

/* A step beyond the scale is drawn as one that is cut, whoever has no colours: nothing else is. */
static void a_longer_bar_is_cut(void)
{
    screen_open(steep);
    compose(COLS, ROWS);
    CU_ASSERT(!strstr(line_of("full bar"), "longer") && !strstr(line_of("too-fast"), "╱╱▶"));
    session_advance(session, 1);
    compose(COLS, ROWS);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("full bar"), "╱╱▶ longer"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("too-fast"), "█╱╱▶"));
    CU_ASSERT_PTR_NULL(strstr(line_of("safe"), "▶"));
    screen.grid.unicode = false;
    compose(COLS, ROWS);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("full bar"), "//> longer"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("too-fast"), "#//>"));
    screen_drop();
}

/* At exactly 2/L a step ends as high as it began: it neither falls nor rises. */
static void a_step_that_stays(void)
{
    screen_open("problem: { kind: quadratic, a: 10, b: 1, start: [2, 0] }\n"
                "runs: { at-limit: { lr: 0.2 }, below: { lr: 0.15 }, above: { lr: 0.21 }, slow: { "
                "lr: 1e-5 },\n"
                "  barely: { lr: 0.2001 } }\n"
                "view: { panels: [next-step] }\n");
    compose(COLS, ROWS);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("at-limit"), "f stays at 20"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("below"), "f falls from 20 to 5"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("above"), "overshoots: f rises to 24"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("slow"), "f falls by 0.004"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("barely"), "overshoots: f rises by 0.04"));
    screen_drop();
}

/* A game has no f. */
static void a_game_has_its_own_letter(void)
{
    screen_open("problem: { kind: dirac-gan, penalty: 0.5 }\n"
                "runs: { falls: { lr: 0.5 }, rises: { lr: 2 }, slow: { lr: 0.25 } }\n"
                "view: { panels: [next-step] }\n");
    compose(COLS, ROWS);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("falls"), "r falls from 1.4 to 1.3"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("rises"), "overshoots: r rises to 2.2"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of("slow"), "r falls by 0.0"));
    screen_drop();
    screen_open("problem: { kind: dirac-gan }\nruns: { a: { lr: 0.1, clip: hard, gamma: 1 } }\n"
                "view: { panels: [map], map-lr: 0.01:1:2, map-gamma: 0.1:10:2, map-steps: 20 }\n");
    compose(COLS, ROWS);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of(" r 1."), " r 1."));
    CU_ASSERT_PTR_NULL(strstr(line_of(" f 1."), " f 1."));
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"a full bar is as long as said", a_full_bar_is_as_long_as_said},
        {"a longer bar is cut", a_longer_bar_is_cut},
        {"a step that stays", a_step_that_stays},
        {"a game has its own letter", a_game_has_its_own_letter},
        {NULL, NULL},
    };
    return check_main("next step", checks);
}
