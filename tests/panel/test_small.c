/* The smallest screen on which the scenes are meant to be read, 60x16: nothing that is said is cut,
 * and markers stand where their runs are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panel/chart/pen.h"
#include "scene/scene.h"
#include "screen_setup.h"

/* The column of glyph in the panel on top, or -1; *row the row. */
static int place_of(uint32_t glyph, int *row)
{
    for (*row = 2; *row < 6; ++*row)
        for (int col = 1; col < screen.grid.cols - 1; col++)
            if (grid_cell(&screen.grid, col, *row)->glyph == glyph)
                return col;
    return -1;
}

/* Runs at one place stand beside each other: over each other they would seem to differ in f. */
static void runs_at_one_place_have_one_height(void)
{
    screen_open("problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { fixed: { lr: 0.01 }, hard: { lr: 0.1, clip: hard }, "
                "soft: { lr: 0.1, clip: soft } }\n"
                "view: { panels: [landscape, loss] }\n");
    compose(60, 16);
    int row[3], col[3];
    for (int i = 0; i < 3; i++) {
        col[i] = place_of(pen_run_marker(session, i, true), &row[i]);
        CU_ASSERT(col[i] > 0 && row[i] == row[0] && abs(col[i] - col[0]) <= 1);
    }
    CU_ASSERT(col[0] != col[1] && col[1] != col[2] && col[0] != col[2]);
    screen_drop();
}

/* The words of a script with a number in the place of each of its quantities. */
static void with_numbers(const char *say, char *buf, size_t size)
{
    size_t n = 0;
    for (; *say && n + 8 < size; say++) {
        if (*say != '{') {
            buf[n++] = *say;
            continue;
        }
        n += (size_t)snprintf(buf + n, size - n, "12.345");
        say = strchr(say, '}');
        if (!say)
            break;
    }
    buf[n] = '\0';
}

static bool cut(const char *caption)
{
    snprintf(session->caption, sizeof session->caption, "%s", caption);
    screen_compose(&screen, session, 60, 16);
    struct rect at = screen.layout.caption;
    bool dots = false;
    for (int row = at.row; row < at.row + at.rows; row++)
        dots = dots || strstr(row_text(&screen.grid, row, at.col, at.col + at.cols), "…");
    if (dots)
        printf("\ncut: %s\n", caption);
    return dots;
}

/* What is too long leaves a whole sentence. */
static void every_script_is_readable(void)
{
    struct scene_entry *list;
    struct scene *scene = mem_alloc(1, sizeof *scene);
    setenv("CLIPDESCENT_SCENES", "scenes", 1);
    int n = scene_list(&list), said = 0;
    unsetenv("CLIPDESCENT_SCENES");
    screen_open(quartic);
    session_settle(session);
    CU_ASSERT(cut("one sentence that goes on and on, with no end of it in sight, until there is no "
                  "room for it on the two lines there are"));
    for (int i = 0; i < n; i++) {
        struct report r;
        report_init(&r);
        CU_ASSERT_TRUE_FATAL(scene_read(scene, list[i].path, panel_names, &r));
        report_release(&r);
        for (int k = 0; k < scene->script.n; k++) {
            char words[sizeof session->caption];
            const char *text = script_text(&scene->script, &scene->script.op[k]);
            if (scene->script.op[k].kind != OP_SAY || !text)
                continue;
            with_numbers(text, words, sizeof words);
            CU_ASSERT_FALSE(cut(words));
            said++;
        }
    }
    CU_ASSERT(said > 100);
    free(list);
    free(scene);
    screen_drop();
}

/* Where a table has no room for a run it says so. */
static void tables_say_how_many_more(void)
{
    screen_open(
        "problem: { kind: power, power: 4, start: 5 }\n"
        "runs: { a: {}, b: {}, c: { clip: hard }, d: { clip: hard }, e: {}, f: {}, g: {}, h: {} }\n"
        "view: { panels: [loss, table] }\n");
    compose(60, 16);
    struct rect at = screen.layout.at[1];
    int more = 8 - (at.rows - 3);
    char words[40];
    CU_ASSERT_FATAL(more > 0);
    snprintf(words, sizeof words, "─ %d more ─", more);
    CU_ASSERT(row_shows(at.row + at.rows - 1, words));
    compose(60, 30);
    at = screen.layout.at[1];
    CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, at.row + at.rows - 1, 0, 60), "more"));
    screen_drop();
}

/* What needs its rows keeps them: a second plot does not come at the cost of a map. */
static void a_map_is_not_squeezed(void)
{
    screen_open("problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { hard: { lr: 0.1, clip: hard } }\n"
                "view: { panels: [map, landscape], map-lr: [0.1, 0.3], map-gamma: [1, 5], "
                "map-steps: 3, map-starts: 1 }\n");
    compose(60, 16);
    CU_ASSERT(screen.layout.at[0].rows >= 10 && screen.layout.at[1].rows == 0);
    CU_ASSERT_EQUAL(screen.layout.caption.rows, 2);
    screen_drop();
}

/* On the smallest screen the help of every key can still be read to its end. */
static void help_is_whole_on_a_small_screen(void)
{
    screen_open(quartic);
    session_key(session, '?');
    bool found = false;
    for (int i = 0; i < 150; i++) {
        compose(60, 16);
        found = found || grid_shows(&screen.grid, "the landscape)");
        for (int row = 0; row < screen.layout.caption.row; row++)
            CU_ASSERT_PTR_NULL(strstr(row_text(&screen.grid, row, 0, 60), "…  "));
        session_key(session, K_DOWN);
    }
    CU_ASSERT(found);
    screen_drop();
}

static const struct check checks[] = {
    {"help is whole", help_is_whole_on_a_small_screen},
    {"a map is not squeezed", a_map_is_not_squeezed},
    {"tables say how many more", tables_say_how_many_more},
    {"runs at one place have one height", runs_at_one_place_have_one_height},
    {"every script is readable", every_script_is_readable},
    {NULL, NULL},
};

int main(void)
{
    return check_main("small screen", checks);
}
