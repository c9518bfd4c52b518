/* Plots: the axes that frame them, and what is drawn in between. */
#include "axis_made.h"
#include "check.h"
#include "grid_text.h"

static const struct axis tens = {0, 100, false}, decades = {1e-2, 1e2, true};

static void a_plot_in_full(void)
{
    struct grid g;
    struct plot p;

    grid_init(&g);
    grid_resize(&g, 35, 9);
    p = plot_begin(&g, (struct rect){0, 0, 35, 9}, tens, decades, "step", "loss");
    plot_end(&p);
    CU_ASSERT_EQUAL(p.canvas.area.cols, 30);
    CU_ASSERT_EQUAL(p.canvas.area.rows, 7);
    CHECK_TEXT(row_text(&g, 0, 0, 35), " 10²┤                              ");
    CHECK_TEXT(row_text(&g, 1, 0, 35), "loss│                              "); /* over no data */
    CHECK_TEXT(row_text(&g, 3, 0, 35), " 10⁰┤                              ");
    CHECK_TEXT(row_text(&g, 6, 0, 35), "10⁻²┤                              ");
    CHECK_TEXT(row_text(&g, 7, 0, 35), "    └┬─────┬─────┬────┬─────┬──────");
    CHECK_TEXT(row_text(&g, 8, 0, 35), "     0     20    40   60    80 step");
    grid_release(&g);
}

/* A rule at 0 lies in the row that says 0, also where 0 is between two rows of dots. */
static void a_rule_beside_its_label(void)
{
    static const struct axis even = {-5, 5, false};
    for (int rows = 8; rows < 40; rows++) {
        struct grid g;
        grid_init(&g);
        grid_resize(&g, 35, rows);
        struct plot p = plot_begin(&g, (struct rect){0, 0, 35, rows}, tens, even, "step", NULL);
        plot_horizontal(&p, 0, ROLE_FAINT);
        int ruled = -1, labelled = -1;
        for (int row = 0; row < p.canvas.area.rows; row++) {
            if (grid_cell(&g, p.canvas.area.col + 5, row)->dots == CELL_CANVAS)
                ruled = row;
            if (strstr(row_text(&g, row, 0, 6), " 0┤"))
                labelled = row;
        }
        CU_ASSERT(ruled >= 0 && labelled == ruled);
        grid_release(&g);
    }
}

/* A low plot gives the row of its line to the data; a lower one its labels as well. */
static void a_low_plot(void)
{
    struct grid g;
    struct plot p;

    grid_init(&g);
    grid_resize(&g, 35, 5);
    p = plot_begin(&g, (struct rect){0, 0, 35, 5}, tens, decades, "step", NULL);
    plot_end(&p);
    CU_ASSERT_EQUAL(p.canvas.area.rows, 4);
    CHECK_TEXT(row_text(&g, 0, 0, 5), " 10²┤");
    CHECK_TEXT(row_text(&g, 3, 0, 5), "10⁻²┤"); /* 10⁰ alone would say nothing of the scale */
    CHECK_TEXT(row_text(&g, 4, 0, 35), "     0     20    40   60    80  100");
    p = plot_begin(&g, (struct rect){0, 0, 35, 3}, tens, decades, "step", NULL);
    CU_ASSERT_EQUAL(p.canvas.area.rows, 3);
    grid_release(&g);
}

/* A y name wider than the labels goes where it hides nothing and nothing hides it; on a map, where
 * nothing is free, on ground of its own. */
static void names_make_way(void)
{
    struct grid g;
    struct plot p;

    grid_init(&g);
    grid_resize(&g, 40, 9);
    p = plot_begin(&g, (struct rect){0, 0, 35, 9}, tens, decades, "step", "longest");
    plot_line(&p, 0, 1e2, 9, 1e2, ROLE_RUN, NULL);
    plot_marker(&p, 40, 1e2, 'o', (struct style){0});
    plot_end(&p);
    CHECK_TEXT(row_text(&g, 0, 0, 35), " 10²┤⠉⠉⠉ longest o                 ");
    plot_line(&p, 0, 1e2, 100, 1e2, ROLE_RUN, NULL);
    CHECK_TEXT(row_text(&g, 0, 0, 16), " 10²┤⠉⠉⠉⠉longest");
    p = plot_begin(&g, (struct rect){0, 0, 35, 9}, tens, decades, "step", "longest");
    plot_end(&p); /* all of the row is taken */
    CHECK_TEXT(row_text(&g, 1, 0, 35), "    │ longest                      ");
    grid_fill(&g, p.canvas.area, ' ', (struct style){.bg = ROLE_MAP + 14}); /* one level */
    plot_end(&p);
    CU_ASSERT_EQUAL(grid_cell(&g, 6, 0)->bg, ROLE_NONE);
    grid_fill(&g, p.canvas.area, 0x2580, (struct style){.fg = ROLE_MAP + 15, .bg = ROLE_MAP + 14});
    plot_end(&p);
    for (int col = 5; col < 14; col++)
        CU_ASSERT_EQUAL(grid_cell(&g, col, 0)->bg, ROLE_NONE);
    CU_ASSERT_EQUAL(grid_cell(&g, 14, 0)->bg, ROLE_MAP + 14);
    CHECK_TEXT(row_text(&g, 0, 6, 13), "longest");
    p = plot_begin(&g, (struct rect){0, 0, 40, 9}, tens, decades, "step", "losses");
    CHECK_TEXT(row_text(&g, 1, 0, 9), "losses│▀▀"); /* room is made where there is enough */
    grid_release(&g);
}

/* Marks stand on the line, in their columns alone, and not on text. */
static void marks_along_a_line(void)
{
    struct grid g;
    struct plot p;

    grid_init(&g);
    grid_resize(&g, 35, 9);
    p = plot_begin(&g, (struct rect){0, 0, 35, 9}, tens, decades, NULL, NULL);
    grid_put(&g, 5 + 12, 3, 'T', (struct style){0});
    p.marks = (struct line_marks){.glyph = 'o', .every = 5, .first = 2, .end = 23};
    for (int i = 0; i < 50; i++)
        plot_line(&p, 2 * i, 1, 2 * i + 2, 1, ROLE_RUN, NULL);
    CHECK_TEXT(row_text(&g, 3, 5, 35), "⠤⠤o⠤⠤⠤⠤o⠤⠤⠤⠤T⠤⠤⠤⠤o⠤⠤⠤⠤o⠤⠤⠤⠤⠤⠤⠤");
    p.marks.end = 100;
    plot_line(&p, 100, 10, 0, 10, ROLE_RUN, NULL); /* to the left: never */
    CU_ASSERT_PTR_NULL(strchr(row_text(&g, 1, 5, 35), 'o'));
    plot_line(&p, 0, 1e-2, 100, 1e2, ROLE_RUN, NULL);
    CU_ASSERT_EQUAL(grid_cell(&g, 5 + 2, 6)->glyph, 'o');
    CU_ASSERT_EQUAL(grid_cell(&g, 5 + 27, 0)->glyph, 'o');
    grid_release(&g);
}

static void values_to_dots(void)
{
    struct grid g;
    struct plot p;

    grid_init(&g);
    grid_resize(&g, 35, 9);
    p = plot_begin(&g, (struct rect){0, 0, 35, 9}, tens, decades, NULL, NULL);
    CHECK_NEAR(plot_x(&p, 0), 0, 1e-12);
    CHECK_NEAR(plot_x(&p, 100), 59, 1e-12);
    CHECK_NEAR(plot_y(&p, 1e2), 0, 1e-12);
    CHECK_NEAR(plot_y(&p, 1e-2), 27, 1e-12);
    CHECK_NEAR(plot_y(&p, 0), 27, 1e-12); /* on the floor */
    CHECK_NEAR(plot_y(&p, 1e-9), 27, 1e-12);
    CU_ASSERT(plot_y(&p, 1e9) < 0);
    CU_ASSERT(isnan(plot_y(&p, NAN)));
    plot_line(&p, 0, 1, NAN, 1, ROLE_RUN, NULL);
    plot_line(&p, 0, 1, 50, INFINITY, ROLE_RUN, NULL);
    plot_dot(&p, NAN, 1, ROLE_RUN);
    plot_dot(&p, 1e300, 1, ROLE_RUN);
    plot_marker(&p, 50, NAN, 'x', (struct style){0});
    plot_vertical(&p, NAN, ROLE_MARK);
    plot_horizontal(&p, INFINITY, ROLE_MARK);
    for (int row = 0; row < 7; row++)
        CHECK_TEXT(row_text(&g, row, 5, 35), "                              ");
    plot_line(&p, 0, 0, 100, 0, ROLE_RUN, NULL);
    CHECK_TEXT(row_text(&g, 6, 5, 35), "⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀");
    plot_vertical(&p, 0, ROLE_MARK);
    CHECK_TEXT(row_text(&g, 5, 5, 7), "⠅ ");
    CU_ASSERT_EQUAL(grid_cell(&g, 5, 6)->fg, ROLE_RUN); /* a rule lies under a curve */
    grid_release(&g);
}

/* The rows between the marks of the y axis, fewest and most; returns how many marks there are. */
static int gaps(struct grid *g, int col, int *least, int *most)
{
    int n = 0, last = 0;

    *least = g->rows, *most = 0;
    for (int row = 0; row < g->rows; row++) {
        if (grid_cell(g, col, row)->glyph != 0x2524)
            continue;
        if (n++ > 0) {
            *least = row - last < *least ? row - last : *least;
            *most = row - last > *most ? row - last : *most;
        }
        last = row;
    }
    return n;
}

/* Cells are large: 2 rows here and 3 there look as if the axis were bent. */
static void ticks_stand_evenly(void)
{
    static const struct axis axes[] = {{0, 3500, false},   {-250, 3400, false}, {0, 1, false},
                                       {-7.3, 4.1, false}, {1e-5, 1e4, true},   {1e-3, 1e6, true}};
    int even = 0, all = 0;
    struct grid g;

    grid_init(&g);
    for (int rows = 5; rows <= 40; rows++)
        for (int i = 0; i < 6; i++) {
            struct plot p;
            int least, most;

            grid_resize(&g, 40, rows);
            p = plot_begin(&g, (struct rect){0, 0, 40, rows}, tens, axes[i], NULL, NULL);
            int n = gaps(&g, p.canvas.area.col - 1, &least, &most);
            CU_ASSERT(n >= 2);
            CU_ASSERT(most <= least || most - least == 1);
            even += n < 3 || most == least || least >= 4;
            all++;
        }
    CU_ASSERT_EQUAL(even, all);
    grid_release(&g);
}

/* Any rectangle, any axes: nothing is drawn outside it, the canvas is inside it, labels on the left
 * end at the line. */
static void any_rectangle_will_do(void)
{
    struct rng r;

    rng_seed(&r, 9);
    for (int round = 0; round < 6000; round++) {
        struct grid g;
        struct rect area = {(int)rng_below(&r, 12) - 2, (int)rng_below(&r, 8) - 2,
                            (int)rng_below(&r, 50), (int)rng_below(&r, 20)};
        struct axis x =
            axis_over(round & 1, random_size(&r, round & 1), random_size(&r, round & 1));
        struct axis y =
            axis_over(round & 2, random_size(&r, round & 2), random_size(&r, round & 2));
        struct plot p;

        grid_init(&g);
        g.unicode = round & 4;
        grid_resize(&g, 50, 20);
        p = plot_begin(&g, area, x, y, round & 8 ? "step" : NULL, round & 16 ? "‖∇f‖" : NULL);
        CU_ASSERT(p.canvas.width >= 0 && p.canvas.height >= 0);
        CU_ASSERT(p.canvas.area.col >= area.col && p.canvas.area.row >= area.row);
        CU_ASSERT(p.canvas.area.cols <= area.cols && p.canvas.area.rows <= area.rows);
        if (area.cols > 0 && area.rows > 0)
            CU_ASSERT(p.canvas.width > 0 && p.canvas.height > 0);
        plot_line(&p, x.lo, y.lo, x.hi, y.hi, ROLE_RUN, NULL);
        plot_line(&p, x.hi, y.lo, -1e300, 1e300, ROLE_RUN, NULL);
        p.marks = (struct line_marks){.glyph = 'o', .every = 1 + round % 9, .end = round % 60};
        plot_line(&p, x.lo, y.hi, x.hi, y.lo, ROLE_RUN, NULL);
        plot_end(&p);
        plot_vertical(&p, x.hi, ROLE_MARK);
        plot_horizontal(&p, y.lo, ROLE_MARK);
        plot_marker(&p, x.hi, y.hi, 0x25CF, (struct style){0});
        plot_dot(&p, x.lo, y.hi, ROLE_RUN);
        for (int i = 0; i < 50 * 20; i++) {
            int col = i % 50, row = i / 50;
            bool inside = col >= area.col && row >= area.row && col < area.col + area.cols &&
                          row < area.row + area.rows;

            if (!inside)
                CU_ASSERT_EQUAL(g.cells[i].glyph, ' ');
        }
        grid_release(&g);
    }
}

static const struct check checks[] = {
    {"a plot in full", a_plot_in_full},
    {"a rule beside its label", a_rule_beside_its_label},
    {"a low plot", a_low_plot},
    {"names make way", names_make_way},
    {"marks along a line", marks_along_a_line},
    {"values to dots", values_to_dots},
    {"ticks stand evenly", ticks_stand_evenly},
    {"any rectangle will do", any_rectangle_will_do},
    {NULL, NULL},
};

int main(void)
{
    return check_main("plot", checks);
}
