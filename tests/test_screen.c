/* The screen as a whole: every size, every alphabet, nothing allocated, clicks that mean what they
 * hit. */
#include "base/memory.h"
#include "panel/screen.h"
#include "stage.h"

static const int sizes[][2] = {{1, 1},    {2, 3},    {7, 40},   {39, 10},  {40, 10},
                               {41, 11},  {60, 16},  {77, 21},  {80, 24},  {99, 13},
                               {120, 36}, {132, 50}, {181, 40}, {200, 60}, {400, 120}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static bool cell_valid(const struct cell *c, bool unicode)
{
    bool glyph = unicode ? c->glyph >= 0x20 && c->glyph != 0x2800 && c->glyph != 0x7f
                         : c->glyph >= 0x20 && c->glyph < 0x7f;
    return glyph && c->fg < ROLES && c->bg < ROLES;
}

static void check_cells(const struct grid *g, const char *what)
{
    for (int i = 0; i < g->cols * g->rows; i++) {
        if (!cell_valid(&g->cells[i], g->unicode)) {
            printf("%s %dx%d: cell %d,%d holds U+%04X\n", what, g->cols, g->rows, i % g->cols,
                   i / g->cols, (unsigned)g->cells[i].glyph);
            CU_FAIL("cell");
            return;
        }
    }
}

/* Composes the stage at every size, in every mode and with every switch of the view turned. */
static void compose_all(struct screen *screen, struct session *s)
{
    static const enum action_mode modes[] = {MODE_MAIN, MODE_HELP, MODE_SCENES, MODE_PROMPT};
    for (int i = 0; i < SIZES; i++) {
        for (int turn = 0; turn < 8; turn++) {
            s->view.mode = modes[turn % 4];
            s->view.zoomed = turn >= 4;
            s->view.focus = (turn + i) % s->view.n_panels;
            s->view.log_loss = s->view.log_scatter = turn & 1;
            s->view.log_landscape = !(turn & 1);
            s->view.curvature = turn & 2 ? CURVATURE_PATH : CURVATURE_SHARPNESS;
            s->view.fit = (enum fit_shown)((unsigned)turn % FITS_SHOWN);
            s->view.selected = turn % (s->race.n + 1) - 1;
            s->view.help_top = turn * 13;
            screen_compose(screen, s, sizes[i][0], sizes[i][1]);
            CU_ASSERT_EQUAL_FATAL(screen->grid.cols, sizes[i][0]);
            check_cells(&screen->grid, s->scene.name);
        }
    }
}

static void test_every_size(void)
{
    static const int colours[] = {256, 16, 0};
    for (int unicode = 0; unicode < 2; unicode++) {
        for (int c = 0; c < 3; c++) {
            for (int p = 0; p < STAGE_PLANS; p++) {
                struct session s;
                struct screen screen;
                stage_open(&s, &stage_plans[p]);
                screen_init(&screen, unicode, colours[c]);
                compose_all(&screen, &s);
                screen_release(&screen);
                stage_close(&s);
            }
        }
    }
}

static void test_small_sizes(void)
{
    struct session s;
    struct screen screen;
    stage_open(&s, &stage_plans[0]);
    screen_init(&screen, true, 256);
    for (int cols = 1; cols <= 84; cols += 3) {
        for (int rows = 1; rows <= 26; rows++) {
            screen_compose(&screen, &s, cols, rows);
            check_cells(&screen.grid, "small");
        }
    }
    screen_compose(&screen, &s, 39, 12);
    CU_ASSERT(stage_find(&screen.grid, 0, "40×10") >= 0);
    CU_ASSERT(stage_find(&screen.grid, 0, "39×12") >= 0);
    screen_release(&screen);
    stage_close(&s);
}

static void test_no_allocation(void)
{
    for (int p = 0; p < STAGE_PLANS; p++) {
        struct session s;
        struct screen screen;
        stage_open(&s, &stage_plans[p]);
        screen_init(&screen, true, 256);
        size_t before = mem_calls();
        screen_compose(&screen, &s, 120, 36);
        CU_ASSERT(mem_calls() > before);
        for (int i = 0; i < 50; i++) {
            race_step(&s.race);
            race_settle(&s.race);
            before = mem_calls();
            screen_compose(&screen, &s, 120, 36);
            CU_ASSERT_EQUAL(mem_calls(), before);
        }
        screen_release(&screen);
        stage_close(&s);
    }
}

/* Drawing reads, and changes nothing; what a screen remembers is never seen. */
static void test_pure(void)
{
    for (int p = 0; p < STAGE_PLANS; p++) {
        static struct session s, before;
        struct screen used, fresh;
        stage_open(&s, &stage_plans[p]);
        screen_init(&used, true, 256);
        for (int i = 0; i < 4; i++) {
            s.view.box[0] -= i * 0.5;
            s.view.box_version++;
            race_advance(&s.race, (uint64_t)i);
            race_settle(&s.race);
            memcpy(&before, &s, sizeof s);
            screen_compose(&used, &s, 120, 36);
            CU_ASSERT(memcmp(&before, &s, sizeof s) == 0);
            screen_init(&fresh, true, 256);
            screen_compose(&fresh, &s, 120, 36);
            CU_ASSERT(grid_equal(&used.grid, &fresh.grid));
            screen_release(&fresh);
        }
        screen_release(&used);
        stage_close(&s);
    }
}

static void test_head_and_caption(void)
{
    struct session s;
    struct screen screen;
    stage_open(&s, &stage_plans[0]);
    screen_init(&screen, true, 256);
    screen_compose(&screen, &s, 120, 36);
    CU_ASSERT_EQUAL(stage_find(&screen.grid, 0, "The stage called quartic"), 0);
    CU_ASSERT_EQUAL(stage_find(&screen.grid, 0, s.race.problem.formula), 0);
    CU_ASSERT_EQUAL(stage_find(&screen.grid, 0, "step 30  ▶ 30/s"), 0);
    CU_ASSERT_EQUAL(stage_find(&screen.grid, 0, "500 times γ"), 33);
    s.playing = false;
    s.speed = 0;
    snprintf(s.view.message, sizeof s.view.message, "γ is 2");
    screen_compose(&screen, &s, 120, 36);
    CU_ASSERT_EQUAL(stage_find(&screen.grid, 0, "▮▮ max"), 0);
    CU_ASSERT_EQUAL(stage_find(&screen.grid, 0, "γ is 2"), 33);
    CU_ASSERT_EQUAL(stage_find(&screen.grid, 0, "500 times γ"), 34);
    screen_release(&screen);
    stage_close(&s);
}

/* The help page can be scrolled to every key and every panel, and not beyond. */
static void test_help(void)
{
    struct session s;
    struct screen screen, last;
    bool seen[64] = {false};
    stage_open(&s, &stage_plans[0]);
    screen_init(&screen, true, 256);
    screen_init(&last, true, 256);
    s.view.mode = MODE_HELP;
    for (s.view.help_top = 0; s.view.help_top < 150; s.view.help_top += 5) {
        screen_compose(&screen, &s, 120, 36);
        for (int i = 0; i < n_action_table && i < 64; i++)
            seen[i] = seen[i] || stage_find(&screen.grid, 0, action_table[i].help) >= 0;
    }
    for (int i = 0; i < n_action_table && i < 64; i++) {
        if (action_table[i].keys[0] && !seen[i])
            printf("not in the help: %s\n", action_table[i].name);
        CU_ASSERT(seen[i] || !action_table[i].keys[0]);
    }
    s.view.help_top = 100000;
    screen_compose(&last, &s, 120, 36);
    CU_ASSERT(grid_equal(&screen.grid, &last.grid));
    CU_ASSERT(stage_find(&last.grid, 0, "Every number of this step") > 0);
    screen_release(&screen);
    screen_release(&last);
    stage_close(&s);
}

static void test_click_keys(void)
{
    struct session s;
    struct screen screen;
    struct action a;
    struct key_item items[KEY_ITEMS_MAX];
    stage_open(&s, &stage_plans[0]);
    screen_init(&screen, true, 256);
    screen_compose(&screen, &s, 120, 36);
    int n = key_items(&screen.grid, screen.layout.keys, &s, items);
    CU_ASSERT(n > 8);
    for (int i = 0; i < n; i++) {
        CU_ASSERT(screen_click(&screen, &s, items[i].col + items[i].cols - 1, 35, &a));
        CU_ASSERT_EQUAL(a.id, items[i].id);
        CU_ASSERT(items[i].col + items[i].cols <= 118);
        if (items[i].twin) {
            CU_ASSERT(screen_click(&screen, &s, items[i].col, 35, &a));
            CU_ASSERT_EQUAL(a.id, items[i].twin);
        }
    }
    screen_release(&screen);
    stage_close(&s);
}

static void test_click_panels(void)
{
    struct session s;
    struct screen screen;
    struct action a;
    stage_open(&s, &stage_plans[0]);
    screen_init(&screen, true, 256);
    screen_compose(&screen, &s, 120, 36);
    struct rect loss = layout_inside(&screen.layout, 1);
    CU_ASSERT(screen_click(&screen, &s, loss.col + 5, loss.row + 5, &a));
    CU_ASSERT_EQUAL(a.id, ACT_PANEL);
    CU_ASSERT_EQUAL(a.num, 1);
    s.view.focus = 1;
    CU_ASSERT_FALSE(screen_click(&screen, &s, loss.col + 5, loss.row + 5, &a));
    struct rect table = layout_inside(&screen.layout, 4);
    CU_ASSERT(screen_click(&screen, &s, table.col + 5, table.row + 2, &a));
    CU_ASSERT_EQUAL(a.id, ACT_SELECT);
    CU_ASSERT_EQUAL(a.num, 2);
    s.view.mode = MODE_HELP;
    CU_ASSERT(screen_click(&screen, &s, table.col + 5, table.row + 2, &a));
    CU_ASSERT_EQUAL(a.id, ACT_CANCEL);
    screen_release(&screen);
    stage_close(&s);
}

static void test_picker(void)
{
    struct scene_entry scenes[50];
    struct session s;
    struct screen screen;
    struct action a;
    stage_open(&s, &stage_plans[0]);
    screen_init(&screen, true, 256);
    for (int i = 0; i < 50; i++) {
        scenes[i] = (struct scene_entry){.order = i};
        snprintf(scenes[i].name, sizeof scenes[i].name, "scene-%d", i);
        snprintf(scenes[i].title, sizeof scenes[i].title, "The title of %d", i);
    }
    s.scenes = scenes;
    s.n_scenes = 50;
    s.view.mode = MODE_SCENES;
    for (s.view.list_at = 0; s.view.list_at < 50; s.view.list_at += 7) {
        char name[32];
        snprintf(name, sizeof name, "scene-%d ", s.view.list_at);
        screen_compose(&screen, &s, 120, 36);
        int row = stage_find(&screen.grid, 0, name);
        CU_ASSERT_FATAL(row > 0);
        CU_ASSERT(grid_cell(&screen.grid, 60, row)->attr & ATTR_REVERSE);
        CU_ASSERT(screen_click(&screen, &s, 60, row, &a));
        CU_ASSERT_EQUAL(a.id, ACT_SCENE);
        CU_ASSERT_STRING_EQUAL(a.text, scenes[s.view.list_at].name);
    }
    CU_ASSERT(screen_click(&screen, &s, 1, 10, &a));
    CU_ASSERT_EQUAL(a.id, ACT_CANCEL);
    screen_release(&screen);
    stage_close(&s);
}

static const struct check checks[] = {
    {"every size, mode and alphabet", test_every_size},
    {"small sizes, and what is too small says so", test_small_sizes},
    {"no allocation once a frame was made", test_no_allocation},
    {"drawing changes nothing, memos are not seen", test_pure},
    {"head, caption and answers", test_head_and_caption},
    {"the help page holds every key", test_help},
    {"clicks on the key bar", test_click_keys},
    {"clicks on panels", test_click_panels},
    {"the scene picker", test_picker},
    {NULL, NULL},
};

int main(void)
{
    return check_main("screen", checks);
}
