/* The scene on forms of growth, and its panel: what both say of the five losses. */
#include "grid_text.h"
#include "scene_setup.h"
#include "study/forms.h"

static struct session session;
static struct screen screen;

static void open_on(const char *f, const char *start)
{
    char set[80];
    struct report r;
    report_init(&r);
    snprintf(set, sizeof set, "problem.f=%s problem.start=%s", f, start);
    read_scene("growth", set);
    bool ok = session_open(&session, &scene, panel_names, &r);
    report_print(&r, stdout);
    report_release(&r);
    CU_ASSERT_TRUE_FATAL(ok);
    screen_init(&screen, true, 256);
}

static void close_it(void)
{
    screen_release(&screen);
    session_release(&session);
}

static bool shows(const char *text)
{
    for (int row = 0; row < screen.grid.rows; row++)
        if (strstr(row_text(&screen.grid, row, 0, screen.grid.cols), text))
            return true;
    printf("nowhere: %s\n", text);
    return false;
}

/* As the script says it, at the step it says it. */
static void five_losses(void)
{
    static const struct {
        const char *f, *start, *says;
        int best;
        double line_most; /* the line's bound lies over the points by this factor at most */
    } row[] = {
        {"x^4", "5", "▸ L0 + L1·g^0.67", FORM_POWER, 2},
        {"cosh(x)", "5", "L0 + L1·g leads; ", FORM_LINEAR, 1.3},
        {"exp(x)", "5", "▸ L0 + L1·g ", FORM_LINEAR, 1.001},
        {"1/x", "0.1", "▸ L0 + L1·g^1.5", FORM_POWER, INFINITY},
        {"-log(x)", "0.1", "L0 + L1·g + a·g²", -1, INFINITY},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct forms f;
        open_on(row[i].f, row[i].start);
        session_advance(&session, 300);
        const struct run *runs[] = {&session.race.run[0]};
        forms_of_runs(&f, runs, 1, CURVATURE_SHARPNESS);
        if (row[i].best >= 0)
            CU_ASSERT_EQUAL(f.best, row[i].best)
        else
            CU_ASSERT(f.of[FORM_QUADRATIC].error < 1e-3);
        CU_ASSERT(f.of[FORM_LINEAR].tight < row[i].line_most);
        CU_ASSERT(f.of[FORM_LOG].tight > 8);
        session_settle(&session);
        screen_compose(&screen, &session, 120, 36);
        CU_ASSERT(shows(row[i].says));
        close_it();
    }
}

static void before_and_in_little_room(void)
{
    static const int sizes[][2] = {{60, 16}, {80, 24}, {120, 36}, {200, 60}};
    open_on("x^4", "5");
    session_settle(&session);
    screen_compose(&screen, &session, 120, 36);
    CU_ASSERT(shows("1 of 24 points that a choice needs"));
    session_advance(&session, 200);
    session_settle(&session);
    for (int i = 0; i < 4; i++) {
        screen_compose(&screen, &session, sizes[i][0], sizes[i][1]);
        CU_ASSERT(shows("L0 + L1·g^0.67"));
        CU_ASSERT(shows("fits best"));
    }
    close_it();
}

int main(void)
{
    static const struct check checks[] = {
        {"five losses", five_losses},
        {"before, and in little room", before_and_in_little_room},
        {NULL, NULL},
    };
    return check_main("growth", checks);
}
