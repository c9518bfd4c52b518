/* Cells, text in cells, frames that join, stand-in glyphs. */
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/rng.h"
#include "draw/glyph.h"
#include "draw/grid.h"
#include "grid_text.h"

static const struct style plain = {0};

static void resizing_empties_and_keeps_memory(void)
{
    struct grid g = grid_of(80, 24, true);
    size_t calls;

    grid_put(&g, 3, 3, 'x', (struct style){.fg = ROLE_BAD, .bg = ROLE_MAP, .attr = ATTR_BOLD});
    calls = mem_calls();
    grid_resize(&g, 24, 80);
    grid_resize(&g, 10, 3);
    CU_ASSERT_EQUAL(mem_calls(), calls);
    for (int i = 0; i < 30; i++) {
        CU_ASSERT_EQUAL(g.cells[i].glyph, ' ');
        CU_ASSERT_EQUAL(g.cells[i].fg + g.cells[i].bg + g.cells[i].attr + g.cells[i].dots, 0);
    }
    grid_resize(&g, 100, 100);
    CU_ASSERT_EQUAL(mem_calls(), calls + 1);
    grid_resize(&g, -4, 7);
    CU_ASSERT_EQUAL(g.cols, 0);
    CU_ASSERT_PTR_NULL(grid_cell(&g, 0, 0));
    grid_release(&g);
    CU_ASSERT_PTR_NULL(g.cells);
}

static void copies_are_equal_until_a_cell_differs(void)
{
    struct grid a = grid_of(9, 4, true), b = grid_of(1, 1, false);

    grid_text(&a, 0, 1, 9, plain, "descent");
    CU_ASSERT_FALSE(grid_equal(&a, &b));
    grid_copy(&b, &a);
    CU_ASSERT_TRUE(grid_equal(&a, &b));
    CU_ASSERT_TRUE(b.unicode);
    grid_cell(&b, 8, 3)->attr = ATTR_DIM;
    CU_ASSERT_FALSE(grid_equal(&a, &b));
    grid_release(&a);
    grid_release(&b);
}

static void text_is_cut_with_an_ellipsis(void)
{
    struct grid g = grid_of(12, 2, true), a = grid_of(12, 1, false);

    CU_ASSERT_EQUAL(grid_text(&g, 1, 0, 8, plain, "θ over t"), 8);
    CHECK_TEXT(row_text(&g, 0, 0, 12), " θ over…    ");
    CU_ASSERT_EQUAL(grid_text(&g, 1, 1, 9, plain, "θ over t"), 9);
    CHECK_TEXT(row_text(&g, 1, 0, 12), " θ over t   ");
    CU_ASSERT_EQUAL(grid_text(&a, 8, 0, 99, plain, "γ=1 now"), 12);
    CHECK_TEXT(row_text(&a, 0, 0, 12), "        g=1~");
    CU_ASSERT_EQUAL(grid_text(&g, 5, 0, 5, plain, "no room"), 5);
    CU_ASSERT_EQUAL(grid_text(&g, 5, 0, 2, plain, "no room"), 5);
    CU_ASSERT_EQUAL(grid_printf(&g, 0, 1, 12, plain, "%d%%", 42), 3);
    CHECK_TEXT(row_text(&g, 1, 0, 3), "42%");
    grid_text(&g, -2, 0, 12, plain, "abcd");
    CHECK_TEXT(row_text(&g, 0, 0, 7), "cd over");
    grid_text(&g, 0, 7, 12, plain, "below the grid");
    grid_release(&g);
    grid_release(&a);
}

static void text_keeps_the_background(void)
{
    struct grid g = grid_of(4, 1, true);

    grid_fill(&g, (struct rect){0, 0, 4, 1}, ' ', (struct style){.bg = ROLE_MAP + 3});
    grid_text(&g, 0, 0, 4, (struct style){.fg = ROLE_BAD}, "ab");
    grid_text(&g, 2, 0, 4, (struct style){.bg = ROLE_KEY}, "cd");
    CU_ASSERT_EQUAL(grid_cell(&g, 1, 0)->bg, ROLE_MAP + 3);
    CU_ASSERT_EQUAL(grid_cell(&g, 1, 0)->fg, ROLE_BAD);
    CU_ASSERT_EQUAL(grid_cell(&g, 2, 0)->bg, ROLE_KEY);
    grid_fill(&g, (struct rect){-5, -5, 7, 99}, '.', plain);
    CU_ASSERT_EQUAL(grid_cell(&g, 1, 0)->bg, ROLE_NONE);
    CHECK_TEXT(row_text(&g, 0, 0, 4), "..cd");
    grid_release(&g);
}

/* A scene's title is anybody's text: it must not move the cursor, reorder the line or push it. */
static void hostile_text_stays_in_its_cells(void)
{
    struct grid g = grid_of(16, 1, true);

    CU_ASSERT_EQUAL(grid_text(&g, 0, 0, 16, plain,
                              "a\033[2Jb\x7f"
                              "c\xc2\x9b"
                              "d"),
                    10);
    CHECK_TEXT(row_text(&g, 0, 0, 10), "a?[2Jb?c?d");
    grid_clear(&g);
    CU_ASSERT_EQUAL(grid_text(&g, 0, 0, 16, plain, "e\u0301\u202e\u200bx\u4e16\u2800y\tz"), 7);
    CHECK_TEXT(row_text(&g, 0, 0, 8), "ex? y z ");
    grid_put(&g, 0, 0, 0x2800, plain);
    CU_ASSERT_EQUAL(grid_cell(&g, 0, 0)->glyph, ' ');
    grid_put(&g, 0, 0, 0xD812, plain);
    CU_ASSERT_EQUAL(grid_cell(&g, 0, 0)->glyph, '?');
    grid_release(&g);
}

static void wrapping(void)
{
    struct grid g = grid_of(14, 4, true);

    CU_ASSERT_EQUAL(grid_wrap(&g, (struct rect){1, 0, 9, 4}, plain, "hard clips the step"), 3);
    CHECK_TEXT(row_text(&g, 0, 0, 14), " hard         ");
    CHECK_TEXT(row_text(&g, 1, 0, 14), " clips the    ");
    CHECK_TEXT(row_text(&g, 2, 0, 14), " step         ");
    grid_clear(&g);
    CU_ASSERT_EQUAL(grid_wrap(&g, (struct rect){0, 0, 5, 2}, plain, "θθθθθθθ γγγ"), 2);
    CHECK_TEXT(row_text(&g, 0, 0, 14), "θθθθθ         ");
    CHECK_TEXT(row_text(&g, 1, 0, 14), "θθ …          ");
    grid_clear(&g);
    CU_ASSERT_EQUAL(grid_wrap(&g, (struct rect){0, 0, 14, 4}, plain, "only where L0 = 1 a - b"), 2);
    CHECK_TEXT(row_text(&g, 0, 0, 14), "only where    ");
    CHECK_TEXT(row_text(&g, 1, 0, 14), "L0 = 1 a - b  "); /* a formula is whole */
    CU_ASSERT_EQUAL(grid_wrap(&g, (struct rect){0, 0, 0, 2}, plain, "x"), 0);
    CU_ASSERT_EQUAL(grid_wrap(&g, (struct rect){0, 0, 5, 0}, plain, "x"), 0);
    CU_ASSERT_EQUAL(grid_wrap(&g, (struct rect){0, 0, 5, 2}, plain, "  "), 0);
    grid_release(&g);
}

/* Half a number would be another number, and half a word another word. */
static void cut_before_a_number(void)
{
    static const struct {
        int columns;
        const char *text, *wrapped, *single;
    } cuts[] = {
        {18, "its full lr 0.1 is safe", "its full lr 0.1 …", "its full lr 0.1 i…"},
        {15, "its full lr 0.1 is safe", "its full lr …", "its full lr …"},
        {14, "its full lr 0.1 is safe", "its full lr …", "its full lr …"},
        {13, "from 8.7e21 to 1", "from 8.7e21 …", "from 8.7e21 …"},
        {11, "from 8.7e21 to 1", "from …", "from …"},
        {9, "θ is −3.25 now", "θ is …", "θ is …"},
        {8, "f is 10⁻³ here", "f is …", "f is …"},
        {8, "at 12,345 and", "at …", "at …"},
        {7, "layer2345 is", "layer2…", "layer2…"}, /* a name */
        {4, "12345", "…", "…"},
        {9, "a of 0.5: it is", "a of …", "a of 0.5…"},
        {10, "a of 0.5: it is", "a of 0.5:…", "a of 0.5:…"},
    };
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        struct grid g = grid_of(24, 2, true);
        char want[100];
        grid_wrap(&g, (struct rect){0, 0, cuts[i].columns, 1}, plain, cuts[i].text);
        grid_text(&g, 0, 1, cuts[i].columns, plain, cuts[i].text);
        snprintf(want, sizeof want, "%s%*s", cuts[i].wrapped, 24 - utf8_columns(cuts[i].wrapped),
                 "");
        CHECK_TEXT(row_text(&g, 0, 0, 24), want);
        snprintf(want, sizeof want, "%s%*s", cuts[i].single, 24 - utf8_columns(cuts[i].single), "");
        CHECK_TEXT(row_text(&g, 1, 0, 24), want);
        grid_release(&g);
    }
}

/* Whatever the text and the width, all of it is there in order but for the spaces at the breaks. */
static void wrapping_loses_nothing(void)
{
    struct rng r;

    rng_seed(&r, 5);
    for (int round = 0; round < 2000; round++) {
        struct grid g = grid_of(20, 40, true);
        char in[64] = "", out[900] = "", *to = in;
        int width = 1 + (int)rng_below(&r, 20), lines;

        for (int i = (int)rng_below(&r, 40); i > 0; i--)
            *to++ = "abcd  "[rng_below(&r, 6)];
        lines = grid_wrap(&g, (struct rect){0, 0, width, 40}, plain, in);
        for (int row = 0; row < lines; row++)
            strcat(out, row_text(&g, row, 0, width));
        for (char *from = to = in; (*to = *from) != '\0'; from++)
            to += *from != ' ';
        for (char *from = to = out; (*to = *from) != '\0'; from++)
            to += *from != ' ';
        CHECK_TEXT(out, in);
        grid_release(&g);
    }
}

static void boxes_join_in_any_order(void)
{
    static const char *const want[5] = {"╭─ a ─┬─ b ─╮", "│     │     │", "├─ c ─┴─────┤",
                                        "│           │", "╰───────────╯"};
    static const struct rect box[3] = {{0, 0, 7, 3}, {6, 0, 7, 3}, {0, 2, 13, 3}};
    static const char *const title[3] = {"a", "b", "c"};
    static const int order[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    for (int k = 0; k < 6; k++) {
        struct grid g = grid_of(13, 5, true);

        for (int i = 0; i < 3; i++)
            grid_box(&g, box[order[k][i]], plain, title[order[k][i]], plain);
        for (int row = 0; row < 5; row++)
            CHECK_TEXT(row_text(&g, row, 0, 13), want[row]);
        grid_release(&g);
    }
}

static void boxes_in_ascii_and_crossings(void)
{
    struct grid a = grid_of(7, 3, false), g = grid_of(5, 5, true);

    grid_box(&a, (struct rect){0, 0, 7, 3}, plain, "log-log", plain);
    CHECK_TEXT(row_text(&a, 0, 0, 7), "+- ~ -+");
    CHECK_TEXT(row_text(&a, 1, 0, 7), "|     |");
    grid_line(&g, 0, 2, 4, 2, plain);
    grid_line(&g, 2, 4, 2, 0, plain);
    CHECK_TEXT(row_text(&g, 2, 0, 5), "╶─┼─╴");
    CHECK_TEXT(row_text(&g, 0, 0, 5), "  ╷  ");
    grid_line(&g, -1000000000, 0, 1000000000, 0, plain);
    CHECK_TEXT(row_text(&g, 0, 0, 5), "──┬──");
    grid_box(&g, (struct rect){0, 0, 1, 5}, plain, "x", plain); /* too small: nothing */
    CHECK_TEXT(row_text(&g, 1, 0, 5), "  │  ");
    grid_release(&a);
    grid_release(&g);
}

static void stand_ins(void)
{
    static const char *const pairs[][2] = {{"θγη│─┌┼•●↑…‖∇‖⁴", "tgn|-++*o^~|d|4"},
                                           {"é Ø ß – ≤ ∞ █ ▒ ⣿ ⠁ ⢀", "e O s - < i # : : ' ."}};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct grid g = grid_of(40, 1, false);
        int end = grid_text(&g, 0, 0, 40, plain, pairs[i][0]);

        CHECK_TEXT(row_text(&g, 0, 0, end), pairs[i][1]);
        grid_release(&g);
    }
    for (uint32_t c = 0; c < 0x11000; c++) {
        uint32_t a = glyph_ascii(c);

        if (!(a >= 0x20 && a < 0x7F) || (c >= 0x20 && c < 0x7F && a != c)) {
            CU_FAIL("a stand-in is no printable ASCII");
            break;
        }
    }
    CU_ASSERT_EQUAL(glyph_ascii(0x4E16), '?');
    CU_ASSERT_EQUAL(glyph_line(LINE_UP | LINE_RIGHT, true), 0x2570);
}

/* The table of stand-ins is searched by halving: each entry must be found, so it must be sorted. */
static void stand_ins_are_all_found(void)
{
    static const char known[] =
        "°±²³µ·¹ΓΔΘΛΣΦΩαβγδεζηθικλμνξπρστφχψω‐‑‒–—‖‘’“”†•…′⁰ⁱ⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉"
        "₊₋ℓℝ←↑→↓↔↕↵⇒⇧∂∆∇∈∏∑−∗∘√∝∞∣∥≈≠≤≥≪≫⊤⋅▁▂▃▄▅▆▇■□▪▲△▶▸►▼▽▾◀◂◄◆◇○●★☆✓✗⟨⟩";
    const char *at = known;
    int n = 0;

    for (uint32_t c = utf8_next(&at); c; c = utf8_next(&at), n++)
        if (glyph_ascii(c) == '?') {
            printf("no stand-in for U+%04X\n", c);
            CU_FAIL("a glyph in use has no stand-in");
        }
    CU_ASSERT(n > 120);
}

static void runs_are_told_apart_without_colour(void)
{
    for (int i = 0; i < 8; i++) {
        CU_ASSERT_EQUAL(run_marker(i, false), glyph_ascii(run_marker(i, true)));
        CU_ASSERT_NOT_EQUAL(run_dash(i).on, 0);
        for (int k = 0; k < i; k++) {
            CU_ASSERT_NOT_EQUAL(run_marker(i, true), run_marker(k, true));
            CU_ASSERT_NOT_EQUAL(run_marker(i, false), run_marker(k, false));
            CU_ASSERT_NOT_EQUAL(run_dash(i).on, run_dash(k).on);
        }
    }
    CU_ASSERT_EQUAL(run_dash(0).on, 0xFF);
}

static const struct check checks[] = {
    {"resizing empties and keeps memory", resizing_empties_and_keeps_memory},
    {"copies are equal until a cell differs", copies_are_equal_until_a_cell_differs},
    {"text is cut with an ellipsis", text_is_cut_with_an_ellipsis},
    {"text keeps the background", text_keeps_the_background},
    {"hostile text stays in its cells", hostile_text_stays_in_its_cells},
    {"wrapping", wrapping},
    {"cut before a number", cut_before_a_number},
    {"wrapping loses nothing", wrapping_loses_nothing},
    {"boxes join in any order", boxes_join_in_any_order},
    {"boxes in ascii and crossings", boxes_in_ascii_and_crossings},
    {"stand-ins", stand_ins},
    {"stand-ins are all found", stand_ins_are_all_found},
    {"runs are told apart without colour", runs_are_told_apart_without_colour},
    {NULL, NULL},
};

int main(void)
{
    return check_main("grid", checks);
}
