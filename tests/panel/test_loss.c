/* The loss panel: what it writes hides no run. */
#include "check.h"
#include "panel/panel.h"

static struct session session;
static struct screen screen;

/* How often the glyph stands in the loss panel. */
static int times(uint32_t glyph)
{
    int n = 0;
    for (int i = 0; i < screen.n; i++) {
        if (screen.kind[i] != panel_find("loss"))
            continue;
        struct rect at = screen.layout.at[i];
        for (int row = at.row; row < at.row + at.rows; row++)
            for (int col = at.col; col < at.col + at.cols; col++)
                n += grid_cell(&screen.grid, col, row)->glyph == glyph;
    }
    return n;
}

/* The quartic's fixed run lies on the floor from step 1, and a note says so. At 524 the other two
 * have come down to where the note stood. */
static void a_note_hides_no_run(void)
{
    static const uint64_t steps[] = {5, 24, 100, 200, 524, 2000};
    static struct scene scene;
    struct report r;
    report_init(&r);
    CU_ASSERT_TRUE_FATAL(scene_read(&scene, "scenes/quartic.yaml", panel_names, &r));
    CU_ASSERT_TRUE_FATAL(session_open(&session, &scene, panel_names, &r));
    screen_init(&screen, true, 256);
    for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
        session_advance(&session, steps[k] - session.race.step);
        session_settle(&session);
        screen_compose(&screen, &session, 120, 36);
        for (int i = 0; i < 3; i++)
            CU_ASSERT_EQUAL(times(run_marker(i, true)), 1);
        CU_ASSERT_EQUAL(times('y'), 1); /* of "fixed: exactly 0" */
    }
    screen_release(&screen);
    session_release(&session);
    report_release(&r);
}

int main(void)
{
    static const struct check checks[] = {
        {"a note hides no run", a_note_hides_no_run},
        {NULL, NULL},
    };
    return check_main("loss", checks);
}
