/* Dots finer than cells: exact bits, clipping, dashes, what lies under them. */
#include "check.h"

#include <float.h>
#include <stdlib.h>

#include "base/rng.h"
#include "draw/canvas.h"
#include "grid_text.h"

static struct canvas whole(struct grid *g)
{
    return canvas_of(g, (struct rect){0, 0, g->cols, g->rows});
}

/* Unicode 15, chapter 21.1: bit n-1 of the code point is dot n; 1 2 3 7 left, 4 5 6 8 right. */
static void each_dot_has_its_bit(void)
{
    static const uint32_t want[4][2] = {
        {0x2801, 0x2808}, {0x2802, 0x2810}, {0x2804, 0x2820}, {0x2840, 0x2880}};
    struct grid g = grid_of(3, 2, true);
    struct canvas c = canvas_of(&g, (struct rect){1, 1, 2, 1});

    CU_ASSERT_EQUAL(c.width, 4);
    CU_ASSERT_EQUAL(c.height, 4);
    for (int y = 0; y < 4; y++)
        for (int x = 0; x < 4; x++) {
            grid_clear(&g);
            canvas_dot(&c, x, y, ROLE_RUN);
            CU_ASSERT_EQUAL(grid_cell(&g, 1 + x / 2, 1)->glyph, want[y][x % 2]);
            CU_ASSERT_EQUAL(grid_cell(&g, 2 - x / 2, 1)->glyph, ' ');
            CU_ASSERT_EQUAL(grid_cell(&g, 1 + x / 2, 1)->dots, CELL_CANVAS);
        }
    canvas_dot(&c, 3, 0, ROLE_RUN + 2);
    CU_ASSERT_EQUAL(grid_cell(&g, 2, 1)->glyph, 0x2888); /* the dot before and this one */
    CU_ASSERT_EQUAL(grid_cell(&g, 2, 1)->fg, ROLE_RUN + 2);
    grid_release(&g);
}

static void ascii_dots(void)
{
    struct grid g = grid_of(3, 1, false);
    struct canvas c = whole(&g);

    CU_ASSERT_EQUAL(c.width, 3);
    CU_ASSERT_EQUAL(c.height, 2);
    canvas_dot(&c, 0, 0, ROLE_RUN);
    canvas_dot(&c, 0, 0, ROLE_RUN);
    canvas_dot(&c, 1, 1, ROLE_RUN);
    canvas_dot(&c, 2, 0, ROLE_RUN);
    canvas_dot(&c, 2, 1, ROLE_RUN);
    canvas_dot(&c, 2, 0, ROLE_RUN);
    CHECK_TEXT(row_text(&g, 0, 0, 3), "'.:");
    grid_release(&g);
}

static void outside_nothing(void)
{
    struct grid g = grid_of(2, 2, true), empty = grid_of(2, 2, true);
    struct canvas c = whole(&g), beyond = canvas_of(&g, (struct rect){1, 1, 5, 5});
    struct canvas none = canvas_of(&g, (struct rect){0, 0, -3, 4});

    canvas_dot(&c, -1, 0, ROLE_RUN);
    canvas_dot(&c, 0, -1, ROLE_RUN);
    canvas_dot(&c, 4, 0, ROLE_RUN);
    canvas_dot(&c, 0, 8, ROLE_RUN);
    canvas_dot(&beyond, 9, 9, ROLE_RUN);
    canvas_dot(&none, 0, 0, ROLE_RUN);
    canvas_line(&none, -9, -9, 9, 9, ROLE_RUN, NULL);
    canvas_marker(&none, 0, 0, 'x', (struct style){0});
    canvas_marker(&c, NAN, 0, 'x', (struct style){0});
    canvas_marker(&c, 4, 0, 'x', (struct style){0});
    CU_ASSERT_TRUE(grid_equal(&g, &empty));
    canvas_marker(&c, 3.4, 7.4, 'x', (struct style){0});
    CHECK_TEXT(row_text(&g, 1, 0, 2), " x");
    grid_release(&g);
    grid_release(&empty);
}

static bool lit(const struct grid *g, int x, int y)
{
    static const uint8_t bit[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    uint32_t glyph = g->cells[y / 4 * g->cols + x / 2].glyph;

    return glyph > 0x2800 && glyph <= 0x28FF && (glyph & bit[y % 4][x % 2]);
}

static int count_lit(const struct grid *g)
{
    int n = 0;

    for (int y = 0; y < g->rows * 4; y++)
        for (int x = 0; x < g->cols * 2; x++)
            n += lit(g, x, y);
    return n;
}

/* Within the canvas, whatever the ends: connected, as long as the longer side, half a dot off. */
static void lines_are_connected_and_straight(void)
{
    struct rng r;

    rng_seed(&r, 7);
    for (int round = 0; round < 500; round++) {
        struct grid g = grid_of(20, 10, true);
        struct canvas c = whole(&g);
        int x0 = (int)rng_below(&r, 40), y0 = (int)rng_below(&r, 40);
        int x1 = (int)rng_below(&r, 40), y1 = (int)rng_below(&r, 40);
        int dx = x1 - x0, dy = y1 - y0, longer = abs(dx) > abs(dy) ? abs(dx) : abs(dy);

        canvas_line(&c, x0, y0, x1, y1, ROLE_RUN, NULL);
        CU_ASSERT_TRUE(lit(&g, x0, y0));
        CU_ASSERT_TRUE(lit(&g, x1, y1));
        CU_ASSERT_EQUAL(count_lit(&g), longer + 1);
        for (int y = 0; y < 40; y++)
            for (int x = 0; x < 40; x++)
                if (lit(&g, x, y) && longer > 0)
                    CU_ASSERT(abs((x - x0) * dy - (y - y0) * dx) * 2 <= longer);
        grid_release(&g);
    }
}

static void line_dots(double x0, double y0, double x1, double y1, int want)
{
    struct grid g = grid_of(20, 10, true);
    struct canvas c = whole(&g);

    canvas_line(&c, x0, y0, x1, y1, ROLE_RUN, NULL);
    CU_ASSERT_EQUAL(count_lit(&g), want);
    grid_release(&g);
}

static void ends_far_away(void)
{
    line_dots(-1e300, 5, 1e300, 5, 40);
    line_dots(-DBL_MAX, 5, DBL_MAX, 5, 40);
    line_dots(3, DBL_MAX, 3, -DBL_MAX, 40);
    line_dots(20, 20, 1e300, 20, 20);
    line_dots(0, 0, 1e300, 1e300, 40);
    line_dots(-1e300, 50, 1e300, 50, 0);
    line_dots(-5, 20, 20, -5.5, 15 + 1);
    line_dots(-100, 60, 60, -100, 0); /* passes the corner by */
    line_dots(NAN, 5, 10, 5, 0);
    line_dots(0, 5, INFINITY, 5, 0);
    line_dots(0, -INFINITY, 0, 5, 0);
    line_dots(7, 7, 7, 7, 1);
}

/* Far ends leave the part in sight where it is: a clipped line is the line. */
static void clipping_moves_no_line(void)
{
    struct rng r;

    rng_seed(&r, 11);
    for (int round = 0; round < 500; round++) {
        struct grid g = grid_of(20, 10, true);
        struct canvas c = whole(&g);
        double x = 40 * rng_uniform(&r), y = 40 * rng_uniform(&r);
        double angle = 6.283185307 * rng_uniform(&r), far = pow(10, 2 + 6 * rng_uniform(&r));
        double ux = cos(angle), uy = sin(angle);

        canvas_line(&c, x - far * ux, y - far * uy, x + far * ux, y + far * uy, ROLE_RUN, NULL);
        CU_ASSERT(count_lit(&g) >= 1);
        for (int j = 0; j < 40; j++)
            for (int i = 0; i < 40; i++)
                if (lit(&g, i, j))
                    CU_ASSERT(fabs((i - x) * uy - (j - y) * ux) < 1.3);
        grid_release(&g);
    }
}

static void random_lines_stay_inside(void)
{
    struct rng r;

    rng_seed(&r, 3);
    for (int round = 0; round < 3000; round++) {
        struct grid g = grid_of(12, 6, round % 2);
        struct rect area = {(int)rng_below(&r, 14) - 1, (int)rng_below(&r, 8) - 1,
                            (int)rng_below(&r, 9), (int)rng_below(&r, 9)};
        struct canvas c = canvas_of(&g, area);
        double end[4];
        struct dash dash = {0x3C, 0};

        for (int i = 0; i < 4; i++)
            end[i] = rng_normal(&r) * pow(10, (double)rng_below(&r, 300));
        canvas_line(&c, end[0], end[1], end[2], end[3], ROLE_RUN, &dash);
        canvas_line(&c, end[0], 1, end[2], 2, ROLE_RUN, &dash);
        for (int row = 0; row < 6; row++)
            for (int col = 0; col < 12; col++)
                if (col < area.col || row < area.row || col >= area.col + area.cols ||
                    row >= area.row + area.rows)
                    CU_ASSERT_EQUAL(grid_cell(&g, col, row)->glyph, ' ');
        grid_release(&g);
    }
}

/* Cut into pieces, a dashed line has the same dots as in one. */
static void dashes_run_on_over_pieces(void)
{
    struct grid a = grid_of(20, 1, true), b = grid_of(20, 1, true);
    struct canvas ca = whole(&a), cb = whole(&b);
    struct dash da = {0x33, 0}, db = da;

    canvas_line(&ca, 0, 1, 39, 1, ROLE_RUN, &da);
    for (int x = 0; x < 39; x += 3)
        canvas_line(&cb, x, 1, x + 3, 1, ROLE_RUN, &db);
    CU_ASSERT_TRUE(grid_equal(&a, &b));
    CU_ASSERT_EQUAL(da.at, db.at);
    for (int x = 0; x < 40; x++)
        CU_ASSERT_EQUAL(lit(&a, x, 1), 0x33 >> (x % 8) & 1);
    grid_release(&a);
    grid_release(&b);
}

static void text_is_left_alone_unless_over(void)
{
    struct grid g = grid_of(3, 1, true);
    struct canvas c = whole(&g);

    grid_text(&g, 0, 0, 3, (struct style){.fg = ROLE_BAD}, "a");
    canvas_line(&c, 0, 0, 5, 0, ROLE_RUN, NULL);
    CHECK_TEXT(row_text(&g, 0, 0, 3), "a⠉⠉");
    CU_ASSERT_EQUAL(grid_cell(&g, 0, 0)->fg, ROLE_BAD);
    c.over = true;
    canvas_dot(&c, 0, 0, ROLE_RUN);
    CHECK_TEXT(row_text(&g, 0, 0, 3), "⠁⠉⠉");
    canvas_marker(&c, 2, 0, 0x25CF, (struct style){.fg = ROLE_RUN});
    c.over = false;
    canvas_dot(&c, 2, 3, ROLE_RUN + 1);
    CHECK_TEXT(row_text(&g, 0, 0, 3), "⠁●⠉");
    grid_release(&g);
}

static void paths_lie_on_colour_maps(void)
{
    struct grid g = grid_of(4, 1, true);
    struct canvas c = whole(&g);

    grid_put(&g, 0, 0, 0x2580, (struct style){.fg = ROLE_MAP + 6, .bg = ROLE_MAP + 2});
    grid_put(&g, 1, 0, ' ', (struct style){.bg = ROLE_MAP + 5});
    grid_put(&g, 2, 0, 0x2580, (struct style){.fg = ROLE_MAP + 6, .bg = ROLE_MAP + 2});
    grid_put(&g, 3, 0, '%', (struct style){.fg = ROLE_MAP + 6});
    canvas_dot(&c, 0, 0, ROLE_RUN);
    canvas_dot(&c, 2, 0, ROLE_RUN);
    canvas_marker(&c, 4, 0, 0x25CF, (struct style){.fg = ROLE_RUN + 1});
    canvas_dot(&c, 6, 0, ROLE_RUN);
    CHECK_TEXT(row_text(&g, 0, 0, 4), "⠁⠁●⠁");
    CU_ASSERT_EQUAL(grid_cell(&g, 0, 0)->bg, ROLE_MAP + 4);
    CU_ASSERT_EQUAL(grid_cell(&g, 0, 0)->fg, ROLE_RUN);
    CU_ASSERT_EQUAL(grid_cell(&g, 1, 0)->bg, ROLE_MAP + 5);
    CU_ASSERT_EQUAL(grid_cell(&g, 2, 0)->bg, ROLE_MAP + 4);
    CU_ASSERT_EQUAL(grid_cell(&g, 2, 0)->fg, ROLE_RUN + 1);
    grid_release(&g);
}

/* Two runs, or a fit and a bound, at one place: the colours of both are seen. A run that lies on a
 * fit hides it. */
static void colours_take_turns(void)
{
    static const struct {
        enum role first, second;
        int kept; /* cells of the first, of 20 */
    } pairs[] = {{ROLE_RUN, ROLE_RUN + 1, 10},
                 {ROLE_FIT, ROLE_BOUND, 10},
                 {ROLE_BOUND, ROLE_FIT, 10},
                 {ROLE_FIT, ROLE_RUN, 0}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct grid g = grid_of(20, 1, true);
        struct canvas c = whole(&g);
        int kept = 0;

        canvas_line(&c, 0, 0, 39, 0, pairs[i].first, NULL);
        c.shares = true;
        canvas_line(&c, 0, 0, 39, 0, pairs[i].second, NULL);
        for (int col = 0; col < 20; col++) {
            uint8_t fg = grid_cell(&g, col, 0)->fg;
            CU_ASSERT(fg == (uint8_t)pairs[i].first || fg == (uint8_t)pairs[i].second);
            kept += fg == (uint8_t)pairs[i].first;
        }
        CU_ASSERT_EQUAL(kept, pairs[i].kept);
        grid_release(&g);
    }
}

static const struct check checks[] = {
    {"each dot has its bit", each_dot_has_its_bit},
    {"ascii dots", ascii_dots},
    {"outside nothing", outside_nothing},
    {"lines are connected and straight", lines_are_connected_and_straight},
    {"ends far away", ends_far_away},
    {"clipping moves no line", clipping_moves_no_line},
    {"random lines stay inside", random_lines_stay_inside},
    {"dashes run on over pieces", dashes_run_on_over_pieces},
    {"text is left alone unless over", text_is_left_alone_unless_over},
    {"paths lie on colour maps", paths_lie_on_colour_maps},
    {"colours take turns", colours_take_turns},
    {NULL, NULL},
};

int main(void)
{
    return check_main("canvas", checks);
}
