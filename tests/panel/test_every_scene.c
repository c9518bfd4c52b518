/* What holds of the screen in every scene that comes along: titles have the numbers of their keys,
 * heads of a table differ, captions end with a sentence or a clause. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "net/data.h"
#include "panel/chart/pen.h"
#include "scene/scene.h"
#include "screen_setup.h"

static const int sizes[][2] = {{60, 16}, {80, 24}, {120, 36}, {200, 60}};
enum { SIZES = sizeof sizes / sizeof *sizes, TITLE_AT = 3, HEADS_MOST = 40 };

static void say(const char *what)
{
    printf("\n%s at %dx%d, step %d: %s\n", session->scene.title, screen.grid.cols, screen.grid.rows,
           (int)session->race.step, what);
}

/* "3: path": keys 1 to 9 show and hide panels, and each says which is its own. */
static bool numbered(int panel)
{
    const struct rect *at = &screen.layout.at[panel];
    const char *row = row_text(&screen.grid, at->row, at->col + TITLE_AT, at->col + at->cols);
    bool good = row[0] == (char)('1' + screen.panel[panel]) && row[1] == ':' && row[2] == ' ' &&
                row[3] != ' ';
    if (!good)
        say(row);
    return good;
}

/* No head that would stand for two columns. */
static bool heads_differ(int panel)
{
    const struct rect *at = &screen.layout.at[panel];
    char *row = mem_text(row_text(&screen.grid, at->row + 1, at->col + 1, at->col + at->cols - 1));
    const char *seen[HEADS_MOST];
    int n = 0, twice = 0;
    for (char *at_head = row, *end; n < HEADS_MOST && *at_head; at_head = end) {
        end = strstr(at_head, "  ");
        end = end ? end : at_head + strlen(at_head);
        for (; *end == ' '; *end++ = '\0')
            ;
        for (int i = 0; i < n; i++)
            twice += *at_head && strcmp(at_head, seen[i]) == 0;
        seen[n++] = at_head;
    }
    if (twice > 0)
        say("two columns have one head");
    free(row);
    return twice == 0 && n > 3;
}

/* In ASCII a text that is cut ends in ~, one that ends on purpose in three dots. */
static bool caption_is_whole(void)
{
    const struct rect *at = &screen.layout.caption;
    int last = ' ';
    for (int row = at->row; row < at->row + at->rows; row++)
        for (int col = at->col; col < at->col + at->cols; col++) {
            int glyph = (int)grid_cell(&screen.grid, col, row)->glyph;
            last = glyph == ' ' ? last : glyph;
        }
    if (last == '~')
        say(session->caption);
    return last != '~';
}

static int titles, captions;

static void look_at_scene(bool first)
{
    for (int k = 0; k < 2 * SIZES; k++) {
        screen.grid.unicode = k % 2;
        compose(sizes[k / 2][0], sizes[k / 2][1]);
        CU_ASSERT(screen.grid.unicode || caption_is_whole());
        captions++;
        for (int i = 0; i < screen.n && first; i++) {
            if (screen.layout.at[i].cols == 0 || !screen.kind[i])
                continue;
            CU_ASSERT(numbered(i));
            titles++;
            if (strcmp(screen.kind[i]->name, "table") == 0 && k / 2 == SIZES - 1)
                CU_ASSERT(heads_differ(i));
        }
    }
}

/* At its start and, where steps are cheap, on its way. */
static void play(const char *yaml)
{
    static const int steps[] = {1, 4, 15, 40, 60, 180};
    bool network = strstr(yaml, "kind: network") || strstr(yaml, "kind: ring-gan");
    screen_open(yaml);
    look_at_scene(true);
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !network; i++) {
        session_advance(session, (uint64_t)steps[i]);
        look_at_scene(false);
    }
    screen_drop();
}

static void screens_of_every_scene(void)
{
    struct scene_entry *list;
    char why[300];
    struct data *images =
        data_open(&(struct data_spec){.name = "fashion"}, why, sizeof why); /* once for all */
    setenv("CLIPDESCENT_SCENES", "scenes", 1);
    int n = scene_list(&list);
    unsetenv("CLIPDESCENT_SCENES");
    for (int i = 0; i < n; i++) {
        char *yaml;
        size_t size;
        CU_ASSERT_TRUE_FATAL(file_read(list[i].path, 1 << 20, &yaml, &size, why, sizeof why));
        if (!strstr(yaml, "map-lr:")) /* a map takes long: test_marks has its titles */
            play(yaml);
        free(yaml);
    }
    CU_ASSERT(titles > 1000 && captions > 2000);
    free(list);
    if (images)
        data_close(images);
}

/* A legend that ends with some of the names would say that there are no more. */
static void the_legend_says_how_many_more(void)
{
    screen_open("problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { one-of-six: {}, two-of-six: {}, three-of-six: {}, four-of-six: {},\n"
                "        five-of-six: {}, six-of-six: {} }\n"
                "view: { panels: [loss] }\n");
    compose(60, 16);
    CU_ASSERT(row_shows(screen.layout.caption.row - 1, "three-of-six 3 more"));
    compose(120, 36);
    CU_ASSERT(row_shows(screen.layout.caption.row - 1, "six-of-six"));
    CU_ASSERT_PTR_NULL(
        strstr(row_text(&screen.grid, screen.layout.caption.row - 1, 0, 120), "more"));
    screen_drop();
}

static int column_of(int row, const char *text)
{
    const char *line = row_text(&screen.grid, row, 0, screen.grid.cols), *at = strstr(line, text);
    int cols = 0;
    for (; at && line < at; line++)
        cols += ((unsigned char)*line & 0xc0) != 0x80;
    return at ? cols : -1;
}

/* What is said of each run stands in columns, however long its name is. */
static void derivatives_stand_in_columns(void)
{
    screen_open("problem: { kind: recurrent, length: 30, batch: 20, seed: 3 }\n"
                "runs: { by-a-long-name: { lr: 0.3 }, b: { lr: 0.3, clip: soft } }\n"
                "probe: { every: 0, test: 0 }\n"
                "view: { panels: [jacobian, loss] }\n");
    compose(200, 60);
    int bottom = screen.layout.at[0].row + screen.layout.at[0].rows - 2;
    for (int i = 0; i < 2; i++) {
        static const char *const names[] = {"σ ", "ρ "};
        CU_ASSERT(column_of(bottom, names[i]) > 0);
        CU_ASSERT_EQUAL(column_of(bottom, names[i]), column_of(bottom - 1, names[i]));
    }
    screen_drop();
}

/* Half of a clause may say the opposite. */
static void notes_end_with_a_clause(void)
{
    screen_open("problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { hard: { lr: 0.1, clip: hard } }\n"
                "view: { panels: [loss, smoothness, advisor] }\n");
    session_advance(session, 110);
    for (int cols = 60; cols <= 240; cols += 20) {
        compose(cols, 40);
        const struct rect *at = &screen.layout.at[2];
        int heads = at->row + 1;
        for (int row = heads; row < at->row + at->rows; row++)
            CU_ASSERT_PTR_NULL(
                strstr(row_text(&screen.grid, row, at->col, at->col + at->cols), "…"));
        if (cols >= 120)
            CU_ASSERT(column_of(heads, "notes") > 0);
    }
    screen_drop();
}

/* Bars one over the other are one block where no colour parts them. */
static void bars_are_apart_without_colour(void)
{
    for (int colours = 0; colours <= 256; colours += 256) {
        screen_open("problem: { kind: power, power: 4, start: 5 }\n"
                    "runs: { a: { lr: 0.01 }, b: { lr: 0.009 } }\n"
                    "view: { panels: [landscape, next-step] }\n");
        screen.grid.colours = colours;
        compose(120, 36);
        int full = 0, apart = 0;
        for (int i = 0; i < screen.grid.cols * screen.grid.rows; i++) {
            full += screen.grid.cells[i].glyph == 0x2588;
            apart += screen.grid.cells[i].glyph == 0x2586;
        }
        CU_ASSERT(colours ? full > 4 && apart == 0 : full == 0 && apart > 4);
        screen_drop();
    }
}

int main(void)
{
    static const struct check checks[] = {
        {"the legend says how many more", the_legend_says_how_many_more},
        {"derivatives stand in columns", derivatives_stand_in_columns},
        {"notes end with a clause", notes_end_with_a_clause},
        {"bars are apart without colour", bars_are_apart_without_colour},
        {"screens of every scene", screens_of_every_scene},
        {.name = NULL},
    };
    return check_main("every scene", checks);
}
