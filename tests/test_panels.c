/* Each panel: true to its numbers, inside its rectangle, whatever the numbers are. */
#include <stdlib.h>

#include "panel/field.h"
#include "panel/pen.h"
#include "stage.h"

static const uint32_t untouched = 0x2603;

/* Draws kind into `area` of a grid full of snowmen; true if none outside the area was touched. */
static bool stays_inside(const struct panel_kind *kind, const struct session *s, struct rect area,
                         bool unicode)
{
    struct grid g;
    void *memo = NULL;
    grid_init(&g);
    grid_resize(&g, 100, 40);
    g.unicode = unicode;
    for (int i = 0; i < g.cols * g.rows; i++)
        g.cells[i].glyph = untouched;
    grid_fill(&g, area, ' ', (struct style){0});
    struct panel_call c = {s, &g, area, true, &memo};
    kind->draw(&c);
    bool inside = true;
    for (int row = 0; row < g.rows; row++) {
        for (int col = 0; col < g.cols; col++) {
            bool in = col >= area.col && col < area.col + area.cols && row >= area.row &&
                      row < area.row + area.rows;
            if (!in && grid_cell(&g, col, row)->glyph != untouched)
                inside = false;
        }
    }
    free(memo);
    grid_release(&g);
    return inside;
}

static void test_inside(void)
{
    for (int p = 0; p < STAGE_PLANS; p++) {
        struct session s;
        stage_open(&s, &stage_plans[p]);
        s.view.selected = s.race.n - 1;
        for (int cols = 1; cols < 90; cols += 4) {
            for (int rows = 1; rows < 34; rows += 2) {
                for (const struct panel_kind *const *k = panel_kinds; *k; k++) {
                    struct rect area = {5, 3, cols, rows};
                    bool inside = stays_inside(*k, &s, area, (cols + rows) % 3);
                    if (!inside)
                        printf("%s leaves %dx%d\n", (*k)->name, cols, rows);
                    CU_ASSERT(inside);
                }
            }
        }
        stage_close(&s);
    }
}

static void spoil(struct session *s, double v)
{
    for (int i = 0; i < s->race.n; i++) {
        struct run *r = &s->race.run[i];
        r->x[0] = r->now.loss = r->now.grad_norm = r->now.sharpness = r->now.clip_factor = v;
        r->now.path_ratio = r->last.path_ratio = r->curvature = v;
        for (int k = 0; k < r->trace.n; k++) {
            struct bucket *b = &r->trace.bucket[k];
            b->loss = b->loss_lo = b->loss_hi = b->x[0] = b->x_lo[0] = b->x_hi[0] = v;
            b->grad = b->sharp = b->sharp_grad = b->ratio = b->ratio_grad = v;
            b->log_grad = b->log_sharp = b->log_ratio = b->log_ratio_grad = log10(v);
        }
    }
}

static void test_spoilt_numbers(void)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, 0, 1e308, -1e308, 5e-324};
    for (int p = 0; p < STAGE_PLANS; p++) {
        for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
            struct session s;
            stage_open(&s, &stage_plans[p]);
            spoil(&s, bad[b]);
            for (const struct panel_kind *const *k = panel_kinds; *k; k++) {
                CU_ASSERT(stays_inside(*k, &s, (struct rect){5, 3, 60, 20}, true));
                s.view.log_loss = s.view.log_scatter = false, s.view.log_landscape = true;
                CU_ASSERT(stays_inside(*k, &s, (struct rect){5, 3, 60, 20}, false));
            }
            stage_close(&s);
        }
    }
}

static void test_registry(void)
{
    int n = 0;
    for (; panel_kinds[n]; n++) {
        CU_ASSERT_STRING_EQUAL(panel_kinds[n]->name, panel_names[n]);
        CU_ASSERT_PTR_EQUAL(panel_find(panel_names[n]), panel_kinds[n]);
        CU_ASSERT(strlen(panel_kinds[n]->help) > 60);
    }
    CU_ASSERT(n >= 5);
    CU_ASSERT_PTR_NULL(panel_names[n]);
    CU_ASSERT_PTR_NULL(panel_find("no such panel"));
}

/* The screen with panel `name` alone. */
static void zoom(struct screen *screen, struct session *s, const char *name)
{
    for (int i = 0; i < s->view.n_panels; i++) {
        if (strcmp(s->view.panels[i], name) == 0)
            s->view.focus = i;
    }
    s->view.zoomed = true;
    screen_compose(screen, s, 140, 40);
}

/* theory.md's own figures, through the table: theta 5, 4.9, ... and the run that diverges. */
static void test_table(void)
{
    struct session s;
    struct screen screen;
    char row[STAGE_ROW];
    struct stage_plan plan = stage_plans[2];
    plan.steps = 0;
    stage_open(&s, &plan);
    screen_init(&screen, true, 256);
    zoom(&screen, &s, "table");
    CU_ASSERT(strstr(stage_row(&screen.grid, 3, row), "625") != NULL);
    CU_ASSERT(strstr(row, "500") != NULL);
    CU_ASSERT(strstr(row, "30 ") != NULL); /* 0.1 · 300 */
    stage_row(&screen.grid, 4, row);
    CU_ASSERT(strstr(row, "0.002") != NULL);
    CU_ASSERT(strstr(row, "0.06") != NULL); /* 0.1 · 0.002 · 300 */
    race_advance(&s.race, 1);
    race_settle(&s.race);
    zoom(&screen, &s, "table");
    CU_ASSERT(strstr(stage_row(&screen.grid, 4, row), "576.5") != NULL);
    CU_ASSERT(strstr(row, "4.9") != NULL);
    race_advance(&s.race, 9);
    race_settle(&s.race);
    zoom(&screen, &s, "table");
    CU_ASSERT(strstr(stage_row(&screen.grid, 3, row), "diverged at step 4") != NULL);
    CU_ASSERT(strstr(stage_row(&screen.grid, 4, row), "running") != NULL);
    CU_ASSERT(strstr(row, "100%") != NULL);
    screen_release(&screen);
    stage_close(&s);
}

/* No number is ever cut: what a narrow table shows, a wide one shows with the same beginning. */
static void test_table_never_cuts(void)
{
    struct session s;
    struct screen screen;
    char row[STAGE_ROW];
    stage_open(&s, &stage_plans[2]);
    screen_init(&screen, true, 256);
    for (int cols = 40; cols < 200; cols += 3) {
        s.view.focus = 4, s.view.zoomed = true;
        screen_compose(&screen, &s, cols, 30);
        for (int i = 2; i < 6; i++)
            CU_ASSERT_PTR_NULL(strstr(stage_row(&screen.grid, i, row), "…"));
    }
    screen_release(&screen);
    stage_close(&s);
}

static void test_badges(void)
{
    struct session s;
    struct screen screen;
    stage_open(&s, &stage_plans[2]);
    screen_init(&screen, true, 256);
    zoom(&screen, &s, "landscape");
    CU_ASSERT(stage_find(&screen.grid, 0, "fixed diverged at step 4 →") > 0);
    s.view.box[0] = 4.8, s.view.box[1] = 6, s.view.box_version++;
    zoom(&screen, &s, "landscape");
    CU_ASSERT(stage_find(&screen.grid, 0, "← soft left at step 3: θ = 3.8") > 0);
    screen_release(&screen);
    stage_close(&s);
}

static void test_loss_floor(void)
{
    struct session s;
    struct screen screen;
    stage_open(&s, &stage_plans[0]);
    screen_init(&screen, true, 256);
    zoom(&screen, &s, "loss");
    CU_ASSERT(stage_find(&screen.grid, 0, "fixed: exactly 0 since step 1") > 0);
    CU_ASSERT(stage_find(&screen.grid, 0, "▾") > 0); /* the knob turned at step 15 */
    s.view.log_loss = false;
    zoom(&screen, &s, "loss");
    CU_ASSERT(stage_find(&screen.grid, 0, "exactly 0") < 0);
    screen_release(&screen);
    stage_close(&s);
}

static void test_scatter(void)
{
    struct session s;
    struct screen screen;
    char text[64], l0[24], l1[24];
    stage_open(&s, &stage_plans[0]);
    screen_init(&screen, true, 256);
    zoom(&screen, &s, "smoothness");
    const struct fit *f = s.race.fit[CURVATURE_SHARPNESS];
    CHECK_NEAR(f->loglog.b, 2.0 / 3, 1e-9); /* theta^4: h = 4.76 g^(2/3) */
    CU_ASSERT(stage_find(&screen.grid, 0, "0.67") > 0);
    snprintf(text, sizeof text, "bound L0 %s  L1 %s", number_text(l0, sizeof l0, f->bound_L0, 3),
             number_text(l1, sizeof l1, f->bound_L1, 3));
    CU_ASSERT(stage_find(&screen.grid, 0, text) > 0);
    CU_ASSERT(stage_find(&screen.grid, 0, "L0·L1² = 16 in theory") > 0);
    s.view.fit = FIT_SHOW_OLS;
    zoom(&screen, &s, "smoothness");
    CU_ASSERT(stage_find(&screen.grid, 0, "bound L0") < 0);
    CU_ASSERT(stage_find(&screen.grid, 0, "fit L0") > 0);
    screen_release(&screen);
    stage_close(&s);
}

/* A click comes back as the value under it: left, middle and right of the picture. */
static void test_click_landscape(void)
{
    struct session s;
    struct screen screen;
    struct action a;
    for (int p = 0; p < 5; p += 4) { /* one parameter, two parameters */
        stage_open(&s, &stage_plans[p]);
        screen_init(&screen, true, 256);
        zoom(&screen, &s, "landscape");
        const struct rect at = ((const struct field *)screen.memo[0])->at;
        double width = (s.view.box[1] - s.view.box[0]) / at.cols;
        double height = (s.view.box[3] - s.view.box[2]) / at.rows;
        for (int k = 0; k < at.cols; k += 7) {
            CU_ASSERT_FATAL(screen_click(&screen, &s, at.col + k, at.row, &a));
            CU_ASSERT_EQUAL(a.id, ACT_START_AT);
            CHECK_NEAR(a.at[0], s.view.box[0] + width * (k + 0.5), 1e-12);
            if (s.race.problem.dim == 2)
                CHECK_NEAR(a.at[1], s.view.box[3] - height / 2, 1e-12);
        }
        CU_ASSERT_FALSE(screen_click(&screen, &s, at.col - 2, at.row, &a));
        screen_release(&screen);
        stage_close(&s);
    }
}

/* The map: its minimum is Beale's (3, 0.5), its levels follow the loss. */
static void test_field(void)
{
    struct session s;
    void *memo = NULL;
    stage_open(&s, &stage_plans[4]);
    const struct field *f = field_get(&memo, &s, 60, 40);
    CU_ASSERT_FATAL(f->has_low);
    CHECK_NEAR(f->low[0], 3, 1e-2);
    CHECK_NEAR(f->low[1], 0.5, 1e-2);
    int lowest = FIELD_LEVELS, highest = 0;
    for (int i = 0; i < 60 * 40; i++) {
        lowest = f->level[i] < lowest ? f->level[i] : lowest;
        highest = f->level[i] > highest ? f->level[i] : highest;
    }
    CU_ASSERT_EQUAL(lowest, 0);
    CU_ASSERT_EQUAL(highest, FIELD_LEVELS - 1);
    for (int i = 0; i < 60 * 40; i += 37) {
        double x[2] = {-4.5 + 9.0 * (i % 60 + 0.5) / 60, 4.5 - 9.0 * (i / 60 + 0.5) / 40};
        double v = problem_eval(&s.race.problem, NULL, x, 0, NULL);
        CU_ASSERT(f->level[i] == 0 || v >= field_level_value(f, f->level[i]) * (1 - 1e-9));
        CU_ASSERT(f->level[i] == FIELD_LEVELS - 1 ||
                  v <= field_level_value(f, f->level[i] + 1) * (1 + 1e-9));
    }
    CU_ASSERT_PTR_EQUAL(field_get(&memo, &s, 60, 40), f);
    free(memo);
    stage_close(&s);
}

static void test_words(void)
{
    struct grid g = {.unicode = false};
    char buf[64];
    CU_ASSERT_STRING_EQUAL(pen_words(&g, "‖∇f‖ ≤ γ at θ₀ = 5", buf, sizeof buf),
                           "|grad f| <= gamma at theta0 = 5");
    CU_ASSERT_STRING_EQUAL(pen_words(&g, "f(θ) = θ¹²", buf, sizeof buf), "f(theta) = theta^12");
    CU_ASSERT_STRING_EQUAL(pen_words(&g, "θθθθ", buf, 8), "thetath");
    CU_ASSERT_STRING_EQUAL(pen_words(&g, "θ²", buf, 6), "theta");
    g.unicode = true;
    CU_ASSERT_STRING_EQUAL(pen_words(&g, "‖∇f‖", buf, sizeof buf), "‖∇f‖");
}

static void test_step_end(void)
{
    double before = 0;
    for (uint64_t step = 0; step < 5000; step++) {
        double end = pen_step_end(step);
        CU_ASSERT(end > (double)step && end <= fmax(10, 1.6 * (double)step + 5));
        CU_ASSERT(end >= before);
        before = end;
    }
    CU_ASSERT(pen_step_end(1000000000) > 1e9);
    CU_ASSERT(isfinite(pen_step_end(UINT64_MAX)));
}

static const struct check checks[] = {
    {"the registry and the names agree", test_registry},
    {"panels draw inside their rectangle", test_inside},
    {"NaN, infinity and extremes", test_spoilt_numbers},
    {"the table", test_table},
    {"the table never cuts a number", test_table_never_cuts},
    {"badges of runs outside the landscape", test_badges},
    {"the floor of the loss", test_loss_floor},
    {"the (L0, L1) scatter", test_scatter},
    {"clicks on the landscape", test_click_landscape},
    {"the field behind the map", test_field},
    {"words for ASCII", test_words},
    {"the end of the step axis", test_step_end},
    {NULL, NULL},
};

int main(void)
{
    return check_main("panels", checks);
}
