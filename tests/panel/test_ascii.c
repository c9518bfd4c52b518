/* What a terminal without UTF-8 shows: signs and names that UTF-8 tells apart stay apart. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "draw/glyph.h"
#include "panel/chart/pen.h"
#include "screen_setup.h"

/* A loss of u and v, which no marker is, from where one run is thrown out. */
static const char valley[] =
    "problem: { kind: product, start: [8, 0.01] }\n"
    "runs: { thrown: { lr: 0.1 }, hard: { lr: 0.1, clip: hard },\n"
    "        soft: { lr: 0.1, clip: soft } }\n"
    "view: { panels: [landscape, loss, smoothness, table], window: [-2, 10, -2, 6] }\n";

static const char *in_ascii(const char *text)
{
    static char buf[PEN_TEXT_MAX];
    const struct grid g = {.unicode = false};
    return pen_words(&g, text, buf, sizeof buf);
}

/* How often a glyph stands in a rectangle. */
static int times_in(struct rect r, uint32_t glyph)
{
    int n = 0;
    for (int row = r.row; row < r.row + r.rows; row++)
        for (int col = r.col; col < r.col + r.cols; col++)
            n += grid_cell(&screen.grid, col, row)->glyph == glyph;
    return n;
}

/* The start is no run, and neither is a cross: each of them is one sign in its panel. */
static void start_and_cross_are_no_markers(void)
{
    for (int unicode = 0; unicode < 2; unicode++) {
        screen_open(valley);
        session->view.look = false;
        screen.grid.unicode = unicode;
        session_advance(session, 1000);
        compose(120, 36);
        CU_ASSERT(!pen_alive(&session->race.run[0]));
        struct rect map = layout_inside(&screen.layout, 0), loss = layout_inside(&screen.layout, 1);
        uint32_t cross = unicode ? 0x2717 : '!';
        for (int run = 0; run < 3; run++)
            CU_ASSERT(cross != run_marker(run, unicode) && 'S' != run_marker(run, unicode));
        CU_ASSERT_EQUAL(times_in(map, 'S'), 1);
        CU_ASSERT_EQUAL(times_in(map, pen_run_marker(session, 1, unicode)), 1);
        CU_ASSERT_EQUAL(times_in(loss, cross), 1);
        CU_ASSERT_EQUAL(times_in(loss, pen_run_marker(session, 1, unicode)), 1);
        screen_drop();
    }
}

static bool shows(const char *text)
{
    for (int row = 0; row < screen.grid.rows; row++)
        if (strstr(row_text(&screen.grid, row, 0, screen.grid.cols), text))
            return true;
    return false;
}

/* Where a dash is told from a line by its cell alone, in ASCII it takes three. */
static void dashes_are_told_from_lines(void)
{
    screen_open(valley);
    screen.grid.unicode = false;
    session_advance(session, 30);
    compose(120, 36);
    CU_ASSERT(shows("- - bound L0"));
    CU_ASSERT(shows("--- fit L0"));
    screen_drop();
}

static void a_run_went_off_by_a_sign(void)
{
    screen_open("problem: { kind: quadratic, a: 1, b: 1, start: [0, 1] }\n"
                "runs: { thrown: { lr: 2.5 } }\n"
                "view: { panels: [landscape, table], window: [-2, 2, -2, 2] }\n");
    screen.grid.unicode = false;
    session_advance(session, 12);
    compose(100, 30);
    CU_ASSERT(shows("thrown went off the top"));
    CU_ASSERT(shows("top ^") && !shows("top up"));
    screen_drop();
}

static void names_are_kept_apart(void)
{
    CU_ASSERT_STRING_EQUAL(in_ascii("ηγ"), "eta*gamma");
    CU_ASSERT_STRING_EQUAL(in_ascii("η(1 − ηL/2)"), "eta(1 - eta*L/2)");
    CU_ASSERT_STRING_EQUAL(in_ascii("wσ(x)"), "w*sigma(x)");
    CU_ASSERT_STRING_EQUAL(in_ascii("|Δθ| = 0"), "|Delta theta| = 0");
    CU_ASSERT_STRING_EQUAL(in_ascii("growth like √t"), "growth like sqrt t");
    CU_ASSERT_STRING_EQUAL(in_ascii("√(x²+y²)"), "sqrt(x^2+y^2)");
    CU_ASSERT_STRING_EQUAL(in_ascii("2/√2"), "2/sqrt 2");
    CU_ASSERT_STRING_EQUAL(in_ascii("θ₁, 2η, f(θψ)"), "theta1, 2eta, f(theta*psi)");
}

/* A letter alone would be another letter: "y" of ψ is the y of a plane. */
static void greek_letters_have_names(void)
{
    for (uint32_t c = 0x3b1; c <= 0x3c9; c++) {
        char letter[8] = "", name[32];
        letter[utf8_put(letter, c)] = '\0';
        snprintf(name, sizeof name, "%s", in_ascii(letter));
        CU_ASSERT(strlen(name) >= 2 && islower((unsigned char)name[0]));
        for (uint32_t d = 0x3b1; d < c && c != 0x3c3; d++) {
            letter[utf8_put(letter, d)] = '\0';
            CU_ASSERT_STRING_NOT_EQUAL(in_ascii(letter), name);
        }
    }
}

/* Where there are colours they are the ground of a map, as with UTF-8; where there are none it is
 * made of characters, of which no class of points has one. */
static void grounds_have_colours_or_characters(void)
{
    for (int colours = 0; colours <= 256; colours += 256) {
        bool ground[128] = {false}, point[128] = {false};
        int filled = 0, written = 0, points = 0;
        screen_open("problem: { kind: network, data: moons, layers: [2, 8, 2], samples: 100 }\n"
                    "runs: { a: { lr: 0.5 } }\n"
                    "view: { panels: [boundary] }\n");
        screen.grid.unicode = false;
        screen.grid.colours = colours;
        session_advance(session, 20);
        for (int i = 0; i < 200; i++) /* it comes piece by piece */
            compose(80, 24);
        for (int i = 0; i < screen.grid.cols * screen.grid.rows; i++) {
            const struct cell *c = &screen.grid.cells[i];
            if (role_is_ground(c->bg) && c->glyph == ' ')
                filled++;
            if (role_is_ground(c->fg) && c->glyph > ' ')
                ground[c->glyph & 127] = true, written++;
            if (c->fg >= ROLE_POINT && c->fg < ROLES)
                point[c->glyph & 127] = true, points++;
        }
        CU_ASSERT(colours ? filled > 500 && written == 0 : filled == 0 && written > 200);
        CU_ASSERT(points > 30);
        for (int i = 0; i < 128; i++)
            CU_ASSERT_FALSE(ground[i] && point[i]);
        screen_drop();
    }
    screen_open(valley);
    screen.grid.unicode = false;
    session_advance(session, 10);
    for (int i = 0; i < 200; i++)
        compose(120, 36);
    int filled = 0;
    for (int i = 0; i < screen.grid.cols * screen.grid.rows; i++)
        filled += role_is_ground(screen.grid.cells[i].bg);
    CU_ASSERT(filled > 300);
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"start and cross are no markers", start_and_cross_are_no_markers},
        {"grounds have colours or characters", grounds_have_colours_or_characters},
        {"dashes are told from lines", dashes_are_told_from_lines},
        {"a run went off by a sign", a_run_went_off_by_a_sign},
        {"names are kept apart", names_are_kept_apart},
        {"Greek letters have names", greek_letters_have_names},
        {.name = NULL},
    };
    return check_main("ascii", checks);
}
