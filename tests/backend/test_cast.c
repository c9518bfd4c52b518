/* The writer of asciicasts: every rule of both versions, and frames that come out as they went in.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/cast.h"
#include "base/rng.h"
#include "check.h"
#include "draw/theme.h"
#include "input/key.h"
#include "tape.h"

struct reel {
    FILE *out;
    char *text;
    size_t size;
    struct cast cast;
    struct grid grid;
};

static void begin(struct reel *r, int version, int cols, int rows, int colours)
{
    *r = (struct reel){0};
    r->out = open_memstream(&r->text, &r->size);
    grid_init(&r->grid);
    r->grid.unicode = true;
    r->grid.colours = colours;
    grid_resize(&r->grid, cols, rows);
    struct cast_head head = {.version = version,
                             .cols = cols,
                             .rows = rows,
                             .title = "a \"title\"\t\\ θ \x7f",
                             .command = "clipdescent",
                             .timestamp = 1700000000,
                             .colours = colours};
    cast_head(r->out, &head);
    cast_begin(&r->cast, r->out, &head);
}

static void end(struct reel *r)
{
    fclose(r->out);
    cast_release(&r->cast);
    grid_release(&r->grid);
    free(r->text);
}

static bool is_valid(struct reel *r, struct tape *t)
{
    fflush(r->out);
    bool ok = tape_read(t, r->text, r->size);
    if (!ok)
        printf("\n%s\n%s\n", t->why, r->text);
    return ok;
}

static void both_versions(void)
{
    for (int version = 2; version <= 3; version++) {
        struct reel r;
        struct tape t;
        begin(&r, version, 20, 5, 256);
        cast_frame(&r.cast, 0, &r.grid, 0);
        grid_text(&r.grid, 0, 0, 20, (struct style){.fg = ROLE_BAD}, "θ \\ \"");
        cast_frame(&r.cast, 0.1, &r.grid, 0);
        cast_frame(&r.cast, 0.2, &r.grid, 0); /* as before: none */
        cast_mark(&r.cast, 1.25, "a \"mark\"\n");
        cast_key(&r.cast, 1.0, K_SHIFT_UP); /* late: at the time of the mark */
        cast_key(&r.cast, 2.0, K_ENTER);
        grid_resize(&r.grid, 30, 6);
        cast_frame(&r.cast, 2.5, &r.grid, 0);
        cast_end(&r.cast, 1000000.5, 3);
        CU_ASSERT_TRUE_FATAL(is_valid(&r, &t));
        static const char codes[] = "oomiiroox";
        CU_ASSERT_EQUAL_FATAL(t.n, 7 + version - 1);
        for (int i = 0; i < t.n; i++)
            CU_ASSERT_EQUAL(t.event[i].code, codes[i]);
        CHECK_TEXT(t.event[2].data, "a \"mark\"\n");
        CHECK_TEXT(t.event[3].data, "\033[1;2A");
        CHECK_TEXT(t.event[4].data, "\r");
        CHECK_TEXT(t.event[5].data, "30x6");
        static const double at[] = {0, 0.1, 1.25, 1.25, 2, 2.5, 2.5, 1000000.5, 1000000.5};
        for (int i = 0; i < t.n; i++)
            CHECK_NEAR(t.event[i].at, at[i], 1e-12);
        if (version == 3)
            CHECK_TEXT(t.event[8].data, "3");
        tape_release(&t);
        end(&r);
    }
}

/* The reader refuses what breaks a rule: without that, the tests with it would say nothing. */
static void the_reader_refuses(void)
{
#define THEME(n) "\"theme\":{\"fg\":\"#000000\",\"bg\":\"#000000\",\"palette\":\"" n "\"}}\n"
#define EIGHT    "#000000:#000000:#000000:#000000:#000000:#000000:#000000:#000000"
#define HEAD2    "{\"version\":2,\"width\":9,\"height\":9," THEME(EIGHT)
    static const char *const bad[] = {
        "",
        "{}\n",
        "{\"version\":2,\"width\":9,\"height\":9}\n",
        "{\"version\":2,\"width\":9,\"height\":9," THEME("#000000:#000000"),
        "{\"version\":2,\"width\":9,\"height\":9,\"timestamp\":1.5," THEME(EIGHT),
        "{\"version\":3,\"width\":9,\"height\":9," THEME(EIGHT),
        HEAD2 "[0.1, \"o\", \"a\"",
        HEAD2 "[0.1, \"o\", \"a]\n",
        HEAD2 "[0.1, \"q\", \"a\"]\n",
        HEAD2 "[0.1, \"x\", \"0\"]\n",
        HEAD2 "[0.2, \"o\", \"a\"]\n[0.1, \"o\", \"a\"]\n",
        HEAD2 "[0.1, \"r\", \"9\"]\n",
        HEAD2 "[0.1, \"o\", \"\x01\"]\n",
        HEAD2 "[0.1, \"o\", \"\\x41\"]\n",
        HEAD2 "[0.1, \"o\", \"\xff\"]\n",
        HEAD2 "[.1, \"o\", \"a\"]\n",
    };
    struct tape t;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        CU_ASSERT_FALSE(tape_read(&t, bad[i], strlen(bad[i])));
        CU_ASSERT(t.why[0] != '\0');
        tape_release(&t);
    }
    CU_ASSERT_TRUE(tape_read(&t, HEAD2 "[0.1, \"o\", \"\\u0041\"]\n",
                             strlen(HEAD2 "[0.1, \"o\", \"\\u0041\"]\n")));
    CHECK_TEXT(t.event[0].data, "A");
    tape_release(&t);
}

static int colour_of(const VTermColor *c, bool fg)
{
    if (fg ? VTERM_COLOR_IS_DEFAULT_FG(c) : VTERM_COLOR_IS_DEFAULT_BG(c))
        return -1;
    return VTERM_COLOR_IS_INDEXED(c) ? c->indexed.idx : -2;
}

/* Whether a person sees the cell on the terminal that was meant. */
static bool shows(VTerm *vt, const struct grid *g, int theme, int col, int row)
{
    const struct cell *c = &g->cells[row * g->cols + col];
    const uint8_t seen = ATTR_REVERSE | ATTR_UNDERLINE;
    struct look look = theme_look(theme, g->colours, c);
    VTermScreenCell cell;
    vterm_screen_get_cell(vterm_obtain_screen(vt), (VTermPos){row, col}, &cell);
    bool blank = c->glyph == ' ' && !(look.attr & seen);
    return (cell.chars[0] ? cell.chars[0] : ' ') == c->glyph &&
           colour_of(&cell.bg, false) == look.bg &&
           (blank || colour_of(&cell.fg, true) == look.fg) &&
           (blank || !cell.attrs.bold == !(look.attr & ATTR_BOLD)) &&
           !cell.attrs.reverse == !(look.attr & ATTR_REVERSE) &&
           !cell.attrs.underline == !(look.attr & ATTR_UNDERLINE);
}

static void scribble(struct grid *g, struct rng *rng)
{
    static const uint32_t glyphs[] = {' ', ' ', ' ', 'a', 0x3b8, 0x2502, 0x2801, 0x25cf};
    int edits = (int)(rng_uniform(rng) * 40);
    for (int i = 0; i < edits; i++) {
        int at = (int)(rng_uniform(rng) * g->cols * g->rows);
        int n = (int)(rng_uniform(rng) * rng_uniform(rng) * g->cols);
        struct cell c = {.glyph = glyphs[(int)(rng_uniform(rng) * 8)],
                         .fg = (uint8_t)(rng_uniform(rng) * ROLES),
                         .attr = rng_uniform(rng) < 0.3 ? (uint8_t)(rng_uniform(rng) * 16) : 0};
        if (rng_uniform(rng) < 0.2)
            c.bg = (uint8_t)(rng_uniform(rng) * ROLES);
        for (int k = 0; k <= n && at + k < g->cols * g->rows; k++)
            g->cells[at + k] = c;
    }
}

/* Frames of random cells; after each the terminal shows just that frame. */
static void frames_come_out(void)
{
    static const int colours[] = {256, 16, 8, 0};
    struct rng rng;
    long wrong = 0, looked = 0;
    rng_seed(&rng, 7);
    for (int k = 0; k < 4; k++) {
        struct reel r;
        struct tape t;
        begin(&r, 2, 37, 9, colours[k]);
        VTerm *vt = vterm_new(9, 37);
        vterm_set_utf8(vt, 1);
        vterm_screen_reset(vterm_obtain_screen(vt), 1);
        int played = 0;
        for (int frame = 0; frame < 150; frame++) {
            int theme = frame / 50;
            scribble(&r.grid, &rng);
            cast_frame(&r.cast, frame / 10.0, &r.grid, theme);
            CU_ASSERT_TRUE_FATAL(is_valid(&r, &t));
            for (; played < t.n; played++)
                vterm_input_write(vt, t.event[played].data, strlen(t.event[played].data));
            for (int i = 0; i < 37 * 9; i++, looked++)
                wrong += !shows(vt, &r.grid, theme, i % 37, i / 37);
            tape_release(&t);
        }
        vterm_free(vt);
        end(&r);
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT(looked == 4L * 150 * 37 * 9);
}

/* A cell that changes costs about twenty bytes, not a line. */
static void small_changes_are_small(void)
{
    struct reel r;
    begin(&r, 2, 120, 36, 256);
    for (int row = 0; row < 36; row++)
        grid_text(&r.grid, 0, row, 120, (struct style){.fg = ROLE_FAINT}, "some text that stays");
    cast_frame(&r.cast, 0, &r.grid, 0);
    fflush(r.out);
    size_t before = r.size;
    grid_text(&r.grid, 60, 30, 120, (struct style){.fg = ROLE_RUN}, "12");
    cast_frame(&r.cast, 1, &r.grid, 0);
    fflush(r.out);
    CU_ASSERT(r.size > before && r.size - before < 65);
    before = r.size;
    for (int row = 0; row < 36; row++)
        grid_text(&r.grid, 0, row, 120, (struct style){0}, "                    ");
    cast_frame(&r.cast, 2, &r.grid, 0);
    fflush(r.out);
    CU_ASSERT(r.size - before < 36 * 24);
    end(&r);
}

static const struct check checks[] = {
    {"both versions", both_versions},
    {"the reader refuses", the_reader_refuses},
    {"frames come out as they went in", frames_come_out},
    {"small changes are small", small_changes_are_small},
    {NULL, NULL},
};

int main(void)
{
    return check_main("cast", checks);
}
