/* What a frame costs: each panel alone, the whole screen, the comparison with the frame before. */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "grid_text.h"
#include "panel/panel.h"

enum { COLS = 120, ROWS = 36, FRAMES = 400 };

/* Seconds a frame, of the best fifth of a second's worth of frames. A step is made between two, so
 * that no frame is the one before. */
static double frame_time(struct screen *screen, struct session *s, struct grid *before)
{
    double best = 1e9;
    for (int round = 0; round < 5; round++) {
        double spent = 0;
        for (int i = 0; i < FRAMES / 5; i++) {
            session_advance(s, 1);
            double t = bench_seconds();
            session_settle(s);
            screen_compose(screen, s, COLS, ROWS);
            if (before && !grid_equal(before, &screen->grid))
                grid_copy(before, &screen->grid);
            spent += bench_seconds() - t;
        }
        best = spent < best ? spent : best;
    }
    return best / (FRAMES / 5);
}

int main(void)
{
    static struct scene scene;
    static struct session s;
    struct report r;
    struct screen screen;
    struct grid before;
    report_init(&r);
    if (!scene_read(&scene, "scenes/quartic.yaml", panel_names, &r) ||
        !session_open(&s, &scene, panel_names, &r)) {
        report_print(&r, stderr);
        return 1;
    }
    session_advance(&s, 500);
    screen_init(&screen, true, 256);
    grid_init(&before);
    printf("frames, %d×%d, quartic\n", COLS, ROWS);
    double whole = frame_time(&screen, &s, &before);
    bench_line("whole frame, settled, composed, compared", 1e3 * whole, "ms", 0.5, 0);
    s.view.zoomed = true;
    for (s.view.focus = 0; s.view.focus < s.view.n_panels; s.view.focus++) {
        char what[64];
        snprintf(what, sizeof what, "%s alone over the screen", s.view.panels[s.view.focus]);
        bench_line(what, 1e3 * frame_time(&screen, &s, NULL), "ms", 0, 0);
    }
    grid_release(&before);
    screen_release(&screen);
    session_release(&s);
    report_release(&r);
    return 0;
}
