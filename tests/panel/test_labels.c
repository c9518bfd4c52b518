/* What is read off the screens of all scenes, at four sizes: no number and no title is cut, no name
 * lies over another, and the head has the scene's title. */
#include <glob.h>
#include <stdlib.h>

#include "grid_text.h"
#include "panel/chart/pen.h"
#include "scene_setup.h"

static const int sizes[][2] = {{60, 16}, {80, 24}, {120, 36}, {200, 60}};
enum { SIZES = 4, LINE_MAX_BYTES = 4000 };

static struct session session;
static struct screen screen;

enum size_of_it { SMALL, NETWORK, SLOW };

/* Networks take long, and have no map of runs that went off; a map of them takes minutes. */
static enum size_of_it open_it(const char *path)
{
    struct report r;
    report_init(&r);
    bool ok = scene_read(&scene, path, panel_names, &r);
    bool small = ok && (!scene.problem->work_bytes || scene.problem->dim > 0), map = false;
    for (int i = 0; i < scene.view.n_panels; i++)
        map = map || strcmp(scene.view.panels[i], "map") == 0;
    bool slow = !small && map && !getenv("EVERY_SCENE");
    if (ok && !slow)
        ok = session_open(&session, &scene, panel_names, &r);
    report_print(&r, stdout);
    report_release(&r);
    CU_ASSERT_TRUE_FATAL(ok);
    return slow ? SLOW : small ? SMALL : NETWORK;
}

static const char *line_of(int row)
{
    return row_text(&screen.grid, row, 0, screen.grid.cols);
}

/* Lines of the table end in no "…". */
static void table_is_whole(const char *path)
{
    for (int row = 0; row < screen.grid.rows; row++) {
        bool run = false;
        const char *line = line_of(row);
        for (int i = 0; i < session.race.n; i++) {
            char head[40];
            snprintf(head, sizeof head, " %s  ", session.race.run[i].name);
            const char *at = strstr(line, head);
            run = run || (at && at - line < 12);
        }
        if (!run || !strstr(line, "…"))
            continue;
        printf("%s at %d×%d: %s\n", path, screen.grid.cols, screen.grid.rows, line);
        CU_FAIL("a cut number");
    }
}

/* "← hard went off the left side": with the whole name before it. */
static void badges_are_whole(const char *path)
{
    for (int row = 0; row < screen.grid.rows; row++) {
        char line[LINE_MAX_BYTES];
        snprintf(line, sizeof line, "%s", line_of(row));
        for (char *at = line; (at = strstr(at, " went off the ")); at++) {
            bool named = false;
            for (int i = 0; i < session.race.n; i++) {
                size_t n = strlen(session.race.run[i].name);
                named = named || ((size_t)(at - line) > n &&
                                  strncmp(at - n, session.race.run[i].name, n) == 0);
            }
            if (named)
                continue;
            printf("%s at %d×%d: %s\n", path, screen.grid.cols, screen.grid.rows, line);
            CU_FAIL("a name lies over another");
        }
    }
}

/* No title of a panel is cut: each has a form that is short enough. */
static void titles_are_whole(const char *path)
{
    for (int row = 0; row < screen.grid.rows; row++)
        for (int col = 0; col < screen.grid.cols; col++) {
            const struct cell *c = grid_cell(&screen.grid, col, row);
            if (c->dots != CELL_TITLE || c->glyph != 0x2026)
                continue;
            printf("%s at %d×%d: %s\n", path, screen.grid.cols, screen.grid.rows, line_of(row));
            CU_FAIL("a cut title");
        }
}

static bool has_glyph(const struct rect *at, uint32_t glyph)
{
    for (int row = at->row; row < at->row + at->rows; row++)
        for (int col = at->col; col < at->col + at->cols; col++)
            if (grid_cell(&screen.grid, col, row)->glyph == glyph)
                return true;
    return false;
}

/* No note over the points of the scatter: each run's newest is seen, but of those on their
 * way out. */
static void points_stay(const char *path)
{
    for (int k = 0; k < screen.n; k++) {
        const struct rect *at = &screen.layout.at[k];
        if (strcmp(screen.kind[k]->name, "smoothness") != 0 || at->cols == 0)
            continue;
        for (int i = 0; i < session.race.n; i++) {
            const struct run *r = &session.race.run[i];
            bool out = r->now.grad_norm > 1e4 * r->trace.bucket[0].grad;
            if (out || !pen_alive(r) || !(r->now.grad_norm > 0) || !(r->now.sharpness > 0) ||
                session.view.curvature != CURVATURE_SHARPNESS ||
                has_glyph(at, pen_run_marker(&session, i, true)))
                continue;
            printf("%s at %d×%d: no marker of %s\n", path, screen.grid.cols, screen.grid.rows,
                   r->name);
            CU_FAIL("a hidden point");
        }
    }
}

static void title_is_there(const char *path)
{
    if (screen.grid.cols < 120 || strstr(line_of(0), scene.title))
        return;
    printf("%s at %d×%d: %s\n", path, screen.grid.cols, screen.grid.rows, line_of(0));
    CU_FAIL("no title");
}

static void look_at(const char *path)
{
    enum size_of_it size = open_it(path);
    bool small = size == SMALL;
    if (size == SLOW)
        return;
    screen_init(&screen, true, 256);
    for (int look = 0; look < 1 + small; look++) {
        if (small)
            session_advance(&session, look ? 120 : 3);
        session_settle(&session);
        if (look) { /* as late a step as a status can name */
            session.race.run[0].now.status = RUN_CYCLING;
            session.race.run[0].notes.status_step = 1234567890123;
        }
        for (int i = 0; i < SIZES; i++) {
            screen_compose(&screen, &session, sizes[i][0], sizes[i][1]);
            table_is_whole(path);
            badges_are_whole(path);
            titles_are_whole(path);
            points_stay(path);
            title_is_there(path);
        }
    }
    screen_release(&screen);
    session_release(&session);
}

static void every_scene(void)
{
    glob_t found;
    CU_ASSERT_EQUAL_FATAL(glob("scenes/*.yaml", 0, NULL, &found), 0);
    CU_ASSERT(found.gl_pathc > 40);
    for (size_t i = 0; i < found.gl_pathc; i++)
        look_at(found.gl_pathv[i]);
    globfree(&found);
}

int main(void)
{
    static const struct check checks[] = {
        {"every scene", every_scene},
        {NULL, NULL},
    };
    return check_main("labels", checks);
}
