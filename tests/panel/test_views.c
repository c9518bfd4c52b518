/* Whole screens of the scenes that are delivered: what a person reads off them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "grid_text.h"
#include "panel/chart/pen.h"
#include "problem/network.h"
#include "scene_setup.h"
#include "tell/glossary.h"

enum { COLS = 120, ROWS = 36 };

static struct session session;
static struct screen screen;

/* Of the scene that was read. */
static void open_session(void)
{
    struct report r;
    report_init(&r);
    bool ok = session_open(&session, &scene, panel_names, &r);
    report_print(&r, stdout);
    report_release(&r);
    CU_ASSERT_TRUE_FATAL(ok);
    screen_init(&screen, true, 256);
}

static void view_scene(const char *name)
{
    read_scene(name, NULL);
    open_session();
}

static void compose(uint64_t steps)
{
    session_advance(&session, steps);
    session_settle(&session);
    screen_compose(&screen, &session, COLS, ROWS);
}

static void close_scene(void)
{
    screen_release(&screen);
    session_release(&session);
}

static bool shows(const char *text)
{
    return grid_shows(&screen.grid, text);
}

/* From frame to frame the notes of the fit stay where they are, and advice comes once it is steady.
 */
static void notes_keep_their_corner(void)
{
    static const char *const names[] = {"cosh", "quartic", "powers"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int advised = -1, seen = 0;
        view_scene(names[i]);
        session.view.zoomed = true;
        for (int k = 0; k < session.view.n_panels; k++)
            if (strcmp(session.view.panels[k], "smoothness") == 0)
                session.view.focus = k;
        for (int t = 0; t < 60; t++) {
            compose(2);
            const char *at = strstr(row_text(&screen.grid, 2, 0, 40), "slope");
            CU_ASSERT(at != NULL || t == 0);
            seen += at != NULL;
            if (advised < 0 && shows("while λ"))
                advised = (int)session.race.step;
        }
        CU_ASSERT(seen > 50);
        CU_ASSERT(i == 0 ? advised >= 20 && advised < 100 : advised < 0);
        close_scene();
    }
}

/* 100 % is said where every step was clipped, and nowhere else. */
static void shares_of_clipped_steps(void)
{
    view_scene("rnn-cliff");
    compose(294);
    CU_ASSERT(session.race.run[1].notes.clipped_steps == 294 && shows(" 100%  running"));
    compose(106);
    CU_ASSERT(session.race.run[1].notes.clipped_steps == 399 && shows(" 99.8%  running"));
    close_scene();
}

/* One line up is seen at once, however often one went down past the end. */
static void the_help_page_ends(void)
{
    view_scene("quartic");
    compose(0);
    session_key(&session, '?');
    for (int i = 0; i < 400; i++) {
        session_key(&session, K_DOWN);
        compose(0);
        screen_hold(&screen, &session.view);
    }
    CU_ASSERT(shows(" end ") && session.view.help_top == screen.help_last);
    CU_ASSERT(screen.help_last > 10 && screen.help_last < 400);
    session_key(&session, K_UP);
    compose(0);
    CU_ASSERT(shows(" ↓ more ") && !shows(" end "));
    close_scene();
}

static int top_after(int key)
{
    session_key(&session, key);
    compose(0);
    screen_hold(&screen, &session.view);
    return session.view.mode & MODE_PAGES ? session.view.help_top : session.view.list_at;
}

/* As in less: a page is what is seen of it, and Home and End go to its ends. */
static void pages_are_turned(void)
{
    setenv("CLIPDESCENT_SCENES", "scenes", 1);
    view_scene("quartic");
    compose(0);
    top_after('?');
    int rows = screen.page, last = screen.help_last;
    CU_ASSERT(rows == screen.grid.rows - 5 && last > 3 * rows);
    CU_ASSERT_EQUAL(top_after(K_PAGE_DOWN), rows);
    CU_ASSERT_EQUAL(top_after(K_SPACE), 2 * rows);
    CU_ASSERT_EQUAL(top_after(K_PAGE_UP), rows);
    CU_ASSERT_EQUAL(top_after(K_END), last);
    CU_ASSERT(shows(" end "));
    CU_ASSERT_EQUAL(top_after('b'), last - rows);
    CU_ASSERT_EQUAL(top_after(K_HOME), 0);
    CU_ASSERT_EQUAL(top_after('>'), last);
    CU_ASSERT_EQUAL(top_after('<'), 0);
    top_after(K_ESCAPE);
    top_after('s'); /* the bar of a list moves by what is seen of that */
    top_after(K_HOME);
    rows = screen.page;
    CU_ASSERT(rows > 10 && rows < screen.grid.rows - 5 && rows < session.n_scenes);
    CU_ASSERT_EQUAL(top_after(K_PAGE_DOWN), rows);
    CU_ASSERT_EQUAL(top_after(K_END), session.n_scenes - 1);
    CU_ASSERT_EQUAL(top_after(K_HOME), 0);
    close_scene();
}

/* Every word of the glossary is seen as one goes down, and one comes back from it. */
static void the_glossary(void)
{
    bool seen[100] = {false};
    view_scene("quartic");
    compose(0);
    session_key(&session, '?');
    session_key(&session, 'G');
    CU_ASSERT_FATAL(n_glossary > 30 && n_glossary <= 100);
    for (int i = 0; i <= screen.help_last || i < 2; i++) {
        compose(0);
        CU_ASSERT(shows("glossary"));
        for (int k = 0; k < n_glossary; k++)
            seen[k] = seen[k] || shows(glossary[k].word);
        session_key(&session, K_DOWN);
    }
    for (int k = 0; k < n_glossary; k++)
        CU_ASSERT(seen[k]);
    CU_ASSERT(shows(" end ") && !shows("learning rate  lr, η"));
    session_key(&session, K_ESCAPE);
    CU_ASSERT_EQUAL(session.view.mode, MODE_MAIN);
    close_scene();
}

/* The row of a run in the panel that watches clipping says what the run's numbers say. */
static void clipping_watched(void)
{
    char row[200];
    view_scene("clip-dialects");
    compose(60);
    const struct run *hard = &session.race.run[0], *torch = &session.race.run[3];
    snprintf(row, sizeof row, "hard: Too much clipping by the rule of thumb: recent clip ratio");
    CU_ASSERT(!shows(row) && shows("Too early to judge: 60 steps so far, it takes 100"));
    compose(40);
    CU_ASSERT(shows(row) && monitor_judge(hard) == MONITOR_OVER);
    CU_ASSERT(fabs(hard->now.clip_factor - 0.25) < 1e-6 && shows("4e-6        1e-6     0.25"));
    session.view.selected = 3;
    compose(0);
    CU_ASSERT(!shows(row) &&
              shows("torch: Not too much clipping by the rule of thumb: recent clip"));
    CU_ASSERT(torch->now.status == RUN_CONVERGED && shows("The run has converged"));
    double far[2] = {1e8, 1e8}; /* norms that are not told apart are not given a number */
    race_restart(&session.race);
    run_start_at(&session.race.run[0], far);
    compose(100);
    CU_ASSERT(hard->last.grad_norm > 1e24 && shows("   >2e21     >2e21     >2e21"));
    close_scene();
}

/* Two runs far to the left. The lines to them leave over the top, where one row
 * has no room for both names. */
static void badges_do_not_hide_each_other(void)
{
    view_scene("quartic");
    session_key(&session, '=');
    for (const char *at = "hard.lr=20"; *at; at++)
        session_key(&session, *at);
    session_key(&session, K_ENTER);
    session_key(&session, '=');
    for (const char *at = "fixed.lr=0.1"; *at; at++)
        session_key(&session, *at);
    session_key(&session, K_ENTER);
    compose(3); /* hard jumps from 5 to -15 and back */
    screen_compose(&screen, &session, 80, 24);
    CU_ASSERT(session.race.run[0].x[0] < -100 && session.race.run[1].x[0] == -15);
    CU_ASSERT(shows("fixed ↑") || shows("fixed went off the top ↑"));
    CU_ASSERT(shows("hard ↑") || shows("hard went off the top ↑"));
    close_scene();
}

/* 1/x has no minimum: it leads down and out by the right side. */
static void a_badge_by_the_side(void)
{
    view_scene("not-smooth");
    session.view.box[0] = 0.1;
    session.view.box[1] = 1.3 * session.race.run[0].x[0];
    for (int i = 0; i < 4000 && session.race.run[0].x[0] < session.view.box[1]; i++)
        session_advance(&session, 1);
    screen_compose(&screen, &session, 120, 36);
    CU_ASSERT(shows(" went off the right side"));
    CU_ASSERT(!shows(" went off the top"));
    close_scene();
}

/* It left by no side: it diverged where it stood. */
static void a_run_that_diverged_in_the_picture(void)
{
    view_scene("clinic-infinite");
    compose(30);
    screen_compose(&screen, &session, 120, 36);
    CU_ASSERT(shows("tensorflow diverged at step 20 ✗"));
    CU_ASSERT(!shows("tensorflow went off"));
    close_scene();
}

/* The head gives way as a whole: no formula is cut, and the title is the last to go. */
static void the_head_is_whole(void)
{
    view_scene("beale");
    compose(0);
    CU_ASSERT(shows("(2.625−x+xy³)²"));
    screen_compose(&screen, &session, 80, 24);
    CU_ASSERT(shows(" clipdescent  Beale's function from far away ") && !shows("f(x,y)"));
    screen_compose(&screen, &session, 60, 16);
    CU_ASSERT(shows(" Beale's function from far away ") && !shows("…  step"));
    screen_compose(&screen, &session, 40, 10);
    CU_ASSERT(shows(" clipdescent  beale ") && !shows("…  step"));
    close_scene();
}

/* An axis that moves costs a frame as if all were new. */
static void axes_over_steps_move_seldom(void)
{
    int moves = 0;
    for (uint64_t step = 0; step < 10000; step++) {
        CU_ASSERT(pen_step_end(step) > (double)step &&
                  pen_step_end(step) <= 2.5 * (double)step + 10);
        moves += pen_step_end(step) != pen_step_end(step + 1);
    }
    CU_ASSERT_EQUAL(moves, 10);
}

/* A click in the table selects the run that is written there, and below the last line none. */
static void clicks_select_what_is_there(void)
{
    static const int sizes[][2] = {{120, 36}, {80, 24}, {80, 20}};
    view_scene("adam-epsilon"); /* six runs, more than a small screen has lines for */
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct action a;
        int seen = 0, cols = sizes[i][0];
        session_settle(&session);
        screen_compose(&screen, &session, cols, sizes[i][1]);
        for (int row = 0; row < sizes[i][1]; row++) {
            if (!screen_click(&screen, &session, cols / 2, row, &a) || a.id != ACT_SELECT)
                continue;
            const char *name = session.race.run[(int)a.num - 1].name;
            CU_ASSERT_PTR_NOT_NULL(strstr(row_text(&screen.grid, row, 0, cols), name));
            seen++;
        }
        CU_ASSERT(seen >= 1 && seen <= session.race.n);
    }
    close_scene();
}

/* The fits are of all points, and so is the picture, or it says how many are beyond it: that of a
 * cliff is the one that matters. */
static void points_of_the_fits_are_seen(void)
{
    view_scene("rnn-cliff");
    compose(103);
    const struct run *fixed = &session.race.run[0];
    double steepest = 0;
    for (int i = 0; i < fixed->trace.n; i++)
        steepest = fmax(steepest, fixed->trace.bucket[i].sharp);
    CU_ASSERT(steepest > 4e5); /* at the step that threw it */
    CU_ASSERT(shows("10⁵┤"));
    CU_ASSERT_FALSE(shows("beyond the picture"));
    close_scene();
    view_scene("quartic");
    CU_ASSERT(run_set(&session.race.run[0], "lr", 0.1)); /* on its way to infinity */
    compose(3);
    CU_ASSERT(session.race.run[0].now.status == RUN_RUNNING &&
              shows("2 points beyond the picture"));
    compose(3);
    CU_ASSERT(session.race.run[0].now.status == RUN_DIVERGED);
    CU_ASSERT(!shows("beyond the picture") && shows("diverged left out"));
    close_scene();
}

/* Moons measures curvature at every fifth step: between them the newest is shown, with its age, and
 * its number where it stood. */
static void curvature_of_some_steps_ago_says_so(void)
{
    char text[64], number[24];
    uint64_t ago;
    view_scene("moons");
    compose(10);
    const struct run *soft = &session.race.run[3];
    double top = soft->now.sharpness;
    CU_ASSERT_EQUAL(run_curvature(soft, &ago), top);
    CU_ASSERT_EQUAL(ago, 0);
    CU_ASSERT(top > 0 && !shows(" ago "));
    session.view.selected = 3;
    for (uint64_t i = 1; i < 5; i++) {
        compose(1);
        CU_ASSERT(isnan(soft->now.sharpness));
        CU_ASSERT_EQUAL(run_curvature(soft, &ago), top);
        CU_ASSERT_EQUAL(ago, i);
        number_text(number, sizeof number, 5 * soft->now.clip_factor * top, 3);
        snprintf(text, sizeof text, "%s  %llu ago ", number, (unsigned long long)i);
        CU_ASSERT_TRUE(shows(text));
    }
    session_key(&session, 'i');
    compose(0);
    CU_ASSERT_TRUE(shows("(λ of 4 steps ago)") && !shows("not measured"));
    compose(1);
    CU_ASSERT_EQUAL(soft->now.sharpness, run_curvature(soft, &ago));
    CU_ASSERT_FALSE(shows(" ago"));
    session.race.run[3].now.status = RUN_DIVERGED; /* where it is now nobody measured */
    CU_ASSERT(isnan(run_curvature(soft, &ago)));
    close_scene();
}

static const struct check checks[] = {
    {"notes keep their corner", notes_keep_their_corner},
    {"shares of clipped steps", shares_of_clipped_steps},
    {"clipping watched", clipping_watched},
    {"the help page ends", the_help_page_ends},
    {"pages are turned", pages_are_turned},
    {"the glossary", the_glossary},
    {"a run that diverged in the picture", a_run_that_diverged_in_the_picture},
    {"badges do not hide each other", badges_do_not_hide_each_other},
    {"a badge by the side", a_badge_by_the_side},
    {"the head is whole", the_head_is_whole},
    {"axes over steps move seldom", axes_over_steps_move_seldom},
    {"clicks select what is there", clicks_select_what_is_there},
    {"points of the fits are seen", points_of_the_fits_are_seen},
    {"curvature of some steps ago says so", curvature_of_some_steps_ago_says_so},
    {NULL, NULL},
};

int main(void)
{
    return check_main("views", checks);
}
