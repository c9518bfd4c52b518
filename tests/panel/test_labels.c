/* What is read off the screens of all scenes, at four sizes: no number is cut, no name lies over
 * another, and the head has the scene's title. */
#include <glob.h>

#include "grid_text.h"
#include "scene_setup.h"

static const int sizes[][2] = {{60, 16}, {80, 24}, {120, 36}, {200, 60}};
enum { SIZES = 4, LINE_MAX_BYTES = 4000 };

static struct session session;
static struct screen screen;

static bool open_it(const char *path)
{
    struct report r;
    report_init(&r);
    bool ok = scene_read(&scene, path, panel_names, &r);
    bool small = ok && (!scene.problem->work_bytes || scene.problem->dim > 0);
    if (ok && small)
        ok = session_open(&session, &scene, panel_names, &r);
    report_print(&r, stdout);
    report_release(&r);
    CU_ASSERT_TRUE_FATAL(ok);
    return small; /* networks take long, and have no map of runs that went off */
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

static void title_is_there(const char *path)
{
    if (screen.grid.cols < 120 || strstr(line_of(0), scene.title))
        return;
    printf("%s at %d×%d: %s\n", path, screen.grid.cols, screen.grid.rows, line_of(0));
    CU_FAIL("no title");
}

static void look_at(const char *path)
{
    if (!open_it(path))
        return;
    screen_init(&screen, true, 256);
    for (int look = 0; look < 2; look++) {
        session_advance(&session, look ? 120 : 3);
        session_settle(&session);
        if (look) { /* as late a step as a status can name */
            session.race.run[0].now.status = RUN_CYCLING;
            session.race.run[0].status_step = 1234567890123;
        }
        for (int i = 0; i < SIZES; i++) {
            screen_compose(&screen, &session, sizes[i][0], sizes[i][1]);
            table_is_whole(path);
            badges_are_whole(path);
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
