/* The course: every lesson plays to its end, no caption is cut on a small screen, and what its
 * captions say in words and numbers of their own is what its runs do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "check.h"
#include "grid_text.h"
#include "panel/panel.h"

enum { LESSONS = 15 };

static struct session *s;
static struct screen screen;
/* How a lesson is opened: another seed, 0: its own; its starts moved by so much of themselves. */
static uint64_t seed;
static double moved;

static void vary(struct scene *scene)
{
    struct value *start = &scene->start;
    if (seed > 0)
        scene->seed = seed;
    for (int i = 0; start->given && i < start->n; i++)
        start->list[i] *= 1 + moved;
    for (int k = 0; k < scene->n_runs; k++)
        for (int i = 0; scene->runs[k].start.given && i < scene->runs[k].start.n; i++)
            scene->runs[k].start.list[i] *= 1 + moved;
}

static void lesson_open(int n)
{
    char path[80];
    struct report r = {0};
    struct scene *scene = mem_alloc(1, sizeof *scene);
    s = mem_alloc(1, sizeof *s);
    report_init(&r);
    snprintf(path, sizeof path, "scenes/lesson-%d.yaml", n);
    bool ok = scene_read(scene, path, panel_names, &r);
    vary(scene);
    ok = ok && session_open(s, scene, panel_names, &r);
    report_print(&r, stdout);
    report_release(&r);
    free(scene);
    CU_ASSERT_TRUE_FATAL(ok);
    screen_init(&screen, true, 256);
}

static void lesson_close(void)
{
    screen_release(&screen);
    session_release(s);
    free(s);
}

static void act(enum action_id id, const char *text)
{
    struct action a = action_of(id);
    snprintf(a.text, sizeof a.text, "%s", text);
    session_act(s, &a);
}

/* Takes the spaces out: a line may end at any. */
static void squeeze(char *text)
{
    char *to = text;
    for (const char *c = text; *c; c++)
        if (*c != ' ')
            *to++ = *c;
    *to = '\0';
}

/* Whether the caption stands whole on a screen so large. */
static bool whole_on(int cols, int rows)
{
    static char shown[8000], want[1200];
    screen_compose(&screen, s, cols, rows);
    struct rect at = screen.layout.caption;
    shown[0] = '\0';
    for (int row = at.row, end = at.col + at.cols; row < at.row + at.rows; row++)
        strncat(shown, row_text(&screen.grid, row, at.col, end), sizeof shown - strlen(shown) - 1);
    squeeze(shown);
    snprintf(want, sizeof want, "%s", s->caption);
    squeeze(want);
    bool whole = strcmp(want, shown) == 0;
    if (!whole)
        printf("\n%s at %dx%d:\n%s\nis shown as\n%s\n", s->scene.path, cols, rows, s->caption,
               shown);
    return whole;
}

static bool caption_whole(void)
{
    session_settle(s);
    return whole_on(60, 16) && whole_on(80, 24);
}

/* Plays on to the next stop (or the end), looking at the caption there and now and then before. */
static enum script_state to_stop(void)
{
    for (int i = 0; i < 20000 && session_script(s) == SCRIPT_GOING; i++) {
        session_play(s, 0.1);
        if (i % 20 == 0)
            CU_ASSERT_TRUE(caption_whole());
    }
    CU_ASSERT_TRUE(caption_whole());
    if (getenv("SHOW_CAPTIONS"))
        printf("%s@%llu: %s\n", s->scene.name, (unsigned long long)s->race.step, s->caption);
    return session_script(s);
}

static void go_on(void)
{
    if (session_script(s) == SCRIPT_ASKING)
        act(ACT_ANSWER, "");
    else
        session_nod(s); /* Enter would open the next lesson at the end */
}

/* The right answers, in the order of the questions. */
static const char *const answers[LESSONS][3] = {
    {"3"},      {"4"},  {"2", "3"}, {"0.6667"}, {"3.75"},
    {"2"},      {"95"}, {"3"},      {"0"},      {"0", "3", "163"},
    {"0.1414"}, {"79"}, {"0.01"},   {"0"},      {"0.000358", "3"},
};
/* Plays the lesson that is open to its end, answered as the runs will answer: every answer is
 * right. */
static void answer(int n)
{
    int asked = 0, stops = 0, marks = 0, asks = 0;
    while (to_stop() == SCRIPT_WAITING || session_script(s) == SCRIPT_ASKING) {
        bool asking = session_script(s) == SCRIPT_ASKING;
        if (asking && asked < 3 && answers[n - 1][asked])
            act(ACT_ANSWER, answers[n - 1][asked++]);
        else
            go_on();
        asks += asking;
        stops++;
    }
    CU_ASSERT_EQUAL(session_script(s), SCRIPT_DONE);
    CU_ASSERT(s->script.judged == asked && s->script.right == asked);
    if (s->script.right != asked)
        printf("\nlesson %d, seed %d, moved by %g: %d of %d right\n", n, (int)seed, moved,
               s->script.right, asked);
    for (int i = 0; i < s->scene.script.n; i++)
        marks += s->scene.script.op[i].kind == OP_MARK;
    CU_ASSERT(stops >= 4 && marks >= 2 && asks >= (n > 1));
}

static void they_play_to_their_end(void)
{
    for (int n = 1; n <= LESSONS; n++) {
        lesson_open(n);
        CU_ASSERT_EQUAL(s->scene.lesson, n);
        CU_ASSERT_EQUAL(s->scene.order, 50 + n);
        answer(n);
        lesson_close();
    }
}

static void answer_with(int n, uint64_t with, double by)
{
    seed = with, moved = by;
    lesson_open(n);
    answer(n);
    lesson_close();
    seed = 0, moved = 0;
}

/* Whether the problem names a seed of its own: the scene's is for what is measured alone. */
static bool seed_named(const struct scene *scene)
{
    const struct problem_kind *kind = scene->problem;
    const struct param *p = param_find(kind->params, kind->n_params, "seed");
    return p && scene->problem_values[p - kind->params].given;
}

/* An answer is one of the lesson, and not of a seed (a scene's own is 1) or of the last digit of a
 * start. */
static void answers_are_robust(void)
{
    for (int n = 1; n <= LESSONS; n++) {
        lesson_open(n);
        bool random = problem_varies(&s->race.problem) || s->race.problem.kind->architecture;
        uint64_t seeds = getenv("EVERY_SCENE") ? 6 : seed_named(&s->scene) ? 1 : 2;
        lesson_close();
        for (uint64_t i = 2; random && i <= seeds; i++)
            answer_with(n, i, 0);
        for (double by = -1e-7; !random && by < 2e-7; by += 2e-7)
            answer_with(n, 0, by);
    }
}

/* How many panels of steps are on the screen, and how many other plots. */
static void count_plots(int *of_steps, int *others)
{
    *of_steps = *others = 0;
    for (int i = 0; i < screen.n; i++)
        if (screen.layout.at[i].cols > 0 && !screen.kind[i]->want_rows)
            ++*(screen.kind[i]->of_steps ? of_steps : others);
}

/* A lesson opens with its place in the course, the key that goes on, and no empty picture. */
static void first_comes_what_is_needed(void)
{
    setenv("CLIPDESCENT_SCENES", "scenes", 1);
    for (int n = 1; n <= LESSONS; n++) {
        static const int sizes[][2] = {{80, 24}, {120, 36}, {200, 60}};
        lesson_open(n);
        to_stop();
        CU_ASSERT_EQUAL(s->race.step, 0);
        for (int i = 0; i < 3; i++) {
            char place[40];
            int of_steps, others;
            screen_compose(&screen, s, sizes[i][0], sizes[i][1]);
            snprintf(place, sizeof place, "Lesson %d of %d", n, LESSONS);
            CU_ASSERT_PTR_NOT_NULL(strstr(row_text(&screen.grid, 0, 0, 60), place));
            CU_ASSERT_PTR_NOT_NULL(
                strstr(row_text(&screen.grid, sizes[i][1] - 1, 0, 14), "Enter go on"));
            count_plots(&of_steps, &others);
            CU_ASSERT(of_steps == 0 || others == 0);
        }
        lesson_close();
    }
    lesson_open(2);
    to_stop();
    session_advance(s, 1);
    session_settle(s);
    int of_steps, others;
    screen_compose(&screen, s, 120, 36);
    count_plots(&of_steps, &others);
    CU_ASSERT(of_steps == 1 && others == 1);
    lesson_close();
    unsetenv("CLIPDESCENT_SCENES");
}

/* Enter, Enter, Backspace is where the first Enter led, to the bit. */
static void backwards(void)
{
    for (int n = 2; n <= 6; n++) { /* the first has no five stops */
        lesson_open(n);
        char first[sizeof s->caption];
        for (int i = 0; i < 4; i++)
            to_stop(), go_on();
        to_stop();
        memcpy(first, s->caption, sizeof first);
        uint64_t step = s->race.step;
        double x = s->race.run[0].x[0];
        go_on();
        to_stop();
        CU_ASSERT(strcmp(first, s->caption) != 0);
        act(ACT_BACK, "");
        session_settle(s);
        CHECK_TEXT(s->caption, first);
        CU_ASSERT_EQUAL(s->race.step, step);
        CU_ASSERT_EQUAL(s->race.run[0].x[0], x);
        lesson_close();
    }
}

static const struct run *run_called(const char *name)
{
    int i = 0;
    while (i < s->race.n && strcmp(s->race.run[i].name, name) != 0)
        i++;
    CU_ASSERT_FATAL(i < s->race.n);
    return &s->race.run[i];
}

/* The numbers that captions say by themselves. */
static void what_is_said(void)
{
    lesson_open(3); /* 1.5 times as far out: |1 − 0.25·10| */
    session_advance(s, 5);
    double before = run_called("above")->x[0];
    session_advance(s, 1);
    CHECK_NEAR(run_called("above")->x[0], -1.5 * before, 1e-9);
    lesson_close();
    lesson_open(10); /* 1/(4θ₀²) and 1/√(2η) */
    CHECK_NEAR(0.01, 1 / (4 * 5 * 5.0), 1e-15);
    CHECK_NEAR(1 / sqrt(2 * run_called("fixed")->knobs.lr), 7.07, 1e-3);
    session_advance(s, 50);
    CHECK_NEAR(run_called("hard")->x[0], 0.347204241783, 1e-10);
    session_advance(s, 112);
    CU_ASSERT(run_called("hard")->x[0] >= 0.1);
    session_advance(s, 1);
    CU_ASSERT(run_called("hard")->x[0] < 0.1 && s->race.step == 163);
    lesson_close();
    lesson_open(4); /* a power, which a line fits well all the same */
    session_advance(s, 120);
    race_settle(&s->race);
    CHECK_NEAR(s->race.fit[CURVATURE_SHARPNESS]->loglog.b, 2 / 3.0, 1e-9);
    CU_ASSERT(s->race.fit[CURVATURE_SHARPNESS]->ols.r2 > 0.9);
    lesson_close();
    lesson_open(5); /* one run under two names */
    CHECK_NEAR(run_called("soft")->knobs.lr * 16, 1, 0);
    for (int i = 0; i < 40; i++) {
        session_advance(s, 1);
        CHECK_NEAR(run_called("soft")->x[0], run_called("theory")->x[0], 1e-13);
    }
    lesson_close();
    lesson_open(8); /* the limit on the floor is the same, clipped or not */
    session_advance(s, 6000);
    CU_ASSERT_EQUAL(run_called("too-fast")->now.status, RUN_DIVERGED);
    CU_ASSERT(run_called("over-limit")->now.loss > 100 * run_called("hard")->now.loss);
    CU_ASSERT(run_called("hard")->now.grad_norm < run_gamma(run_called("hard")));
    lesson_close();
    lesson_open(9); /* nothing is clipped: the same run to the bit */
    session_advance(s, 120);
    CU_ASSERT_EQUAL(run_called("hard")->notes.clipped_steps, 0);
    CU_ASSERT_EQUAL(run_called("hard")->now.loss, run_called("fixed")->now.loss);
    CHECK_NEAR(run_called("fixed")->now.loss, log(10), 0.01);
    CU_ASSERT(run_called("low-gamma")->notes.clipped_steps > 100);
    CU_ASSERT(run_called("low-gamma")->now.loss >= run_called("fixed")->now.loss - 1e-3);
    lesson_close();
    lesson_open(6); /* η³γ² at 44 and the cycle at ±ηγ/2 */
    CHECK_NEAR(0.001 * 44 * 44, 1.94, 0.005);
    session_advance(s, 20);
    CU_ASSERT_EQUAL(run_called("high-gamma")->now.status, RUN_CYCLING);
    CHECK_NEAR(fabs(run_called("high-gamma")->x[0]), 4, 1e-12);
    lesson_close();
    lesson_open(11); /* no-memory and soft are one rule; both coordinates of tiny-eps step alike */
    session_advance(s, 1);
    CHECK_NEAR(run_called("tiny-eps")->x[0], 0.9, 1e-6);
    CHECK_NEAR(run_called("tiny-eps")->x[1], 0.9, 1e-5);
    session_advance(s, 9);
    CHECK_NEAR(run_called("no-memory")->x[0], run_called("soft")->x[0], 1e-12);
    CHECK_NEAR(run_called("no-memory")->x[1], run_called("soft")->x[1], 1e-12);
    CU_ASSERT(run_called("tiny-eps")->x[1] < run_called("mid-eps")->x[1] &&
              run_called("mid-eps")->x[1] < run_called("large-eps")->x[1]);
    lesson_close();
}

/* What Adam's step is times lr, k steps after a gradient κ = 1000 times too long at step 1000. */
static double adams_curve(int k)
{
    double m = 1 + 999 * 0.1 * pow(0.9, k);
    double v = 1 + (1e6 - 1) * 0.001 * pow(0.999, k) / (1 - pow(0.999, 1001 + k));
    return m / sqrt(v);
}

static const struct bad_trail *trail(const char *name)
{
    return &run_called(name)->notes.bad;
}

static void one_bad_batch(void)
{
    static const char *const sound[] = {"hard", "soft", "skip-over", "adagc"};
    lesson_open(15);
    for (int step = 1000; step <= 4000; step += step < 1020 ? 1 : 20) {
        session_advance(s, (uint64_t)step - s->race.step);
        session_settle(s);
        CHECK_NEAR(run_called("adam")->now.step_norm / 0.01 / adams_curve(step - 1000), 1, 1e-6);
        for (int i = 0; i < 4 && step > 1001; i++) /* right again at once */
            CU_ASSERT(trail(sound[i])->back <= 1 && trail(sound[i])->least > 0.9);
    }
    CHECK_NEAR(1e6 * 0.001 * pow(0.999, 6900), 1, 0.01);
    CU_ASSERT(trail("spam")->back > 1 && trail("spam")->back < 30);
    CHECK_NEAR(run_called("stable-adamw")->now.step_norm / run_called("adam")->now.step_norm, 1,
               1e-3);
    CU_ASSERT(run_called("stable-adamw")->notes.clipped_steps == 0 &&
              trail("stable-adamw")->hit < 0.5);
    lesson_close();
    lesson_open(15); /* to its end: NaN */
    while (to_stop() == SCRIPT_WAITING || session_script(s) == SCRIPT_ASKING)
        go_on();
    for (int i = 0; i < s->race.n; i++) {
        bool skips = s->race.run[i].clip->skips;
        CU_ASSERT_EQUAL(s->race.run[i].now.status, skips ? RUN_RUNNING : RUN_DIVERGED);
        CU_ASSERT_EQUAL(s->race.run[i].notes.skipped_steps, skips ? 1 : 0);
    }
    lesson_close();
}

static void what_the_networks_do(void)
{
    lesson_open(7);
    session_advance(s, 400);
    CU_ASSERT(!(run_score(run_called("faster")).right[PART_TEST] > 0.8));
    CU_ASSERT(run_score(run_called("hard")).right[PART_TEST] > 0.9);
    lesson_close();
}

static const struct check checks[] = {
    {"they play to their end", they_play_to_their_end},
    {"answers are robust", answers_are_robust},
    {"first comes what is needed", first_comes_what_is_needed},
    {"backwards", backwards},
    {"what is said", what_is_said},
    {"one bad batch", one_bad_batch},
    {"what the networks do", what_the_networks_do},
    {NULL, NULL},
};

int main(void)
{
    return check_main("lessons", checks);
}
