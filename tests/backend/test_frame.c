/* Frames to files: text, ANSI, SVG, styles. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "backend/wants.h"
#include "draw/canvas.h"

static struct grid sample(bool unicode, int colours)
{
    struct grid g;
    struct canvas c;

    grid_init(&g);
    g.unicode = unicode;
    g.colours = colours;
    grid_resize(&g, 12, 3);
    grid_box(&g, (struct rect){0, 0, 6, 3}, (struct style){.fg = ROLE_FRAME}, NULL,
             (struct style){0});
    grid_text(&g, 1, 1, 5, (struct style){.fg = ROLE_RUN, .attr = ATTR_BOLD}, "<&\">");
    grid_put(&g, 8, 0, 0x2580, (struct style){.fg = ROLE_MAP + 15, .bg = ROLE_MAP});
    c = canvas_of(&g, (struct rect){7, 1, 5, 1});
    canvas_dot(&c, 0, 0, ROLE_RUN + 1);
    grid_text(&g, 7, 2, 12, (struct style){.fg = ROLE_RUN + 2, .attr = ATTR_REVERSE}, "θ");
    return g;
}

static void written_is(const char *name, bool unicode, int colours, const char *want)
{
    struct grid g = sample(unicode, colours);
    struct text t = {0};

    backend_find(name)->write(&g, 0, "sample", &t);
    CHECK_TEXT(t.at, want);
    text_release(&t);
    grid_release(&g);
}

static void every_backend_is_found(void)
{
    for (int i = 0; backend_kinds[i]; i++) {
        CU_ASSERT_PTR_EQUAL(backend_find(backend_kinds[i]->name), backend_kinds[i]);
        CU_ASSERT(strlen(backend_kinds[i]->title) > 10);
    }
    CU_ASSERT_PTR_NOT_NULL(backend_find("svg"));
    CU_ASSERT_PTR_NULL(backend_find("gif"));
}

static void text_frames(void)
{
    written_is("text", true, 256, "╭────╮  ▀\n│<&\">│ ⠁\n╰────╯ θ\n");
    written_is("text", false, 0, "+----+  \"\n|<&\">| '\n+----+ t\n");
}

static void ansi_frames(void)
{
    written_is("ansi", true, 256,
               "\033[0;38;5;240m╭────╮  \033[0;38;5;100;48;5;53m▀\033[0m\n"
               "\033[0;38;5;240m│\033[0;1;38;5;214m<&\">\033[0;38;5;240m│ \033[0;38;5;74m⠁\033[0m\n"
               "\033[0;38;5;240m╰────╯ \033[0;7;38;5;175mθ\033[0m\n");
    written_is("ansi", true, 16,
               "\033[0;2m╭────╮  \033[0;97;44m▀\033[0m\n"
               "\033[0;2m│\033[0;1;33m<&\">\033[0;2m│ \033[0;36m⠁\033[0m\n"
               "\033[0;2m╰────╯ \033[0;7;35mθ\033[0m\n");
    written_is("ansi", false, 0,
               "\033[0;2m+----+  \033[0m\"\n\033[0;2m|\033[0;1m<&\">\033[0;2m| \033[0m'\n"
               "\033[0;2m+----+ \033[0;7mt\033[0m\n");
}

static void style_frames(void)
{
    written_is("style", true, 256,
               "╭────╮  ▀\n│<&\">│ ⠁\n╰────╯ θ\n-- colour\nrrrrrr  P\nr1111r 2\nrrrrrr 3\n"
               "-- background\n        A\n\n\n-- attributes\n\n 1111\n       4\n");
}

/* Well-formed as far as this program can get it wrong: every tag closed in order, every < and & of
 * text escaped, attributes quoted. */
static bool is_well_formed(const char *s)
{
    const char *open[16];
    int depth = 0, roots = 0;

    while (*s) {
        const char *end;

        if (*s == '&' && strncmp(s, "&lt;", 4) && strncmp(s, "&gt;", 4) && strncmp(s, "&amp;", 5) &&
            strncmp(s, "&quot;", 6))
            return false;
        if (*s++ != '<')
            continue;
        end = strchr(s, '>');
        if (!end || memchr(s, '<', (size_t)(end - s)))
            return false;
        if (*s == '/') {
            size_t n = (size_t)(end - s - 1);

            if (depth == 0 || strncmp(open[--depth], s + 1, n) ||
                strchr(" >", open[depth][n]) == NULL)
                return false;
        } else if (end[-1] != '/') {
            if (depth == 16 || (depth == 0 && roots++ > 0))
                return false;
            open[depth++] = s;
        }
        s = end + 1;
    }
    return depth == 0 && roots == 1;
}

static int count(const char *s, const char *what)
{
    int n = 0;

    while ((s = strstr(s, what)) != NULL)
        n++, s++;
    return n;
}

static void svg_frames(void)
{
    struct grid g = sample(true, 256);
    struct text t = {0};

    backend_find("svg")->write(&g, 0, "f(θ) < \"θ⁴\" & more", &t);
    CU_ASSERT_TRUE(is_well_formed(t.at));
    CU_ASSERT_PTR_NOT_NULL(strstr(t.at, "<title>f(θ) &lt; &quot;θ⁴&quot; &amp; more</title>"));
    CU_ASSERT_PTR_NOT_NULL(strstr(t.at, "font-weight=\"bold\">&lt;&amp;&quot;&gt;</text>"));
    CU_ASSERT_PTR_NOT_NULL(strstr(t.at, "width=\"108\" height=\"54\""));
    CU_ASSERT_PTR_NULL(strstr(t.at, "▀")); /* shapes, whatever the font */
    CU_ASSERT_PTR_NULL(strstr(t.at, "⠁"));
    CU_ASSERT_PTR_NULL(strstr(t.at, "╭"));
    CU_ASSERT_PTR_NOT_NULL(strstr(t.at, "y=\"0\" width=\"9\" height=\"9\" fill=\"#878700\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(t.at, "class=\"d\" stroke=\"#5fafd7\" d=\"M65.25 20.25h.01\""));
    CU_ASSERT_EQUAL(count(t.at, "<text "), 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(t.at, "fill=\"#d787af\"/>")); /* reversed: the cell is filled */
    text_release(&t);
    grid_release(&g);
}

static void svg_of_anything_is_well_formed(void)
{
    unsigned seed = 1;

    for (int round = 0; round < 200; round++) {
        struct grid g;
        struct text t = {0};

        grid_init(&g);
        g.colours = (const int[]){0, 8, 16, 256}[round % 4];
        grid_resize(&g, round % 37, round % 11);
        for (int i = 0; i < g.cols * g.rows; i++) {
            seed = seed * 1664525u + 1013904223u;
            grid_put(&g, i % g.cols, i / g.cols,
                     seed % 3 ? (seed >> 8) % 0x2900 : 0x2500 + (seed >> 8) % 0x400,
                     (struct style){.fg = (uint8_t)((seed >> 3) % ROLES),
                                    .bg = (uint8_t)((seed >> 5) % ROLES),
                                    .attr = (uint8_t)(seed >> 7 & 15)});
        }
        backend_find("svg")->write(&g, round % 3, NULL, &t);
        CU_ASSERT_TRUE(is_well_formed(t.at));
        text_release(&t);
        grid_release(&g);
    }
}

static void the_check_itself_can_fail(void)
{
    CU_ASSERT_TRUE(is_well_formed("<a><b/>&lt;</a>"));
    CU_ASSERT_FALSE(is_well_formed("<a><b></a>"));
    CU_ASSERT_FALSE(is_well_formed("<a>&</a>"));
    CU_ASSERT_FALSE(is_well_formed("<a>1 < 2</a>"));
    CU_ASSERT_FALSE(is_well_formed("<a/><b>"));
}

static void empty_grids(void)
{
    struct grid g;

    grid_init(&g);
    for (int i = 0; backend_kinds[i]; i++) {
        struct text t = {0};

        backend_kinds[i]->write(&g, 0, NULL, &t);
        text_release(&t);
    }
    grid_release(&g);
}

/* The last number is the background's; what is no number tells nothing. */
static void light_backgrounds(void)
{
    static const char *const light[] = {"0;15", "0;default;15", "0;7", "0;11"};
    static const char *const dark[] = {"15;0", "15;8", "0;", "0;default", "15", "0;99", ""};
    for (size_t i = 0; i < sizeof light / sizeof *light; i++) {
        setenv("COLORFGBG", light[i], 1);
        CU_ASSERT(wants_light());
    }
    for (size_t i = 0; i < sizeof dark / sizeof *dark; i++) {
        setenv("COLORFGBG", dark[i], 1);
        CU_ASSERT_FALSE(wants_light());
    }
    unsetenv("COLORFGBG");
    CU_ASSERT_FALSE(wants_light());
}

static const struct check checks[] = {
    {"light backgrounds", light_backgrounds},
    {"every backend is found", every_backend_is_found},
    {"text frames", text_frames},
    {"ansi frames", ansi_frames},
    {"style frames", style_frames},
    {"svg frames", svg_frames},
    {"svg of anything is well-formed", svg_of_anything_is_well_formed},
    {"the check itself can fail", the_check_itself_can_fail},
    {"empty grids", empty_grids},
    {NULL, NULL},
};

int main(void)
{
    return check_main("frame", checks);
}
