/* Exams: scores of training and test data at every N-th step, a piece at a step, the same whatever
 * way one came to a step. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/stats.h"
#include "base/text.h"
#include "check.h"
#include "grid_text.h"
#include "insight_say.h"
#include "lab/exam.h"
#include "panel/panel.h"
#include "session_setup.h"

static const char small[] =
    "problem: { kind: network, layers: 2 8 2, activation: tanh, data: moons, samples: 60 }\n"
    "runs:\n"
    "  a: { lr: 0.5 }\n"
    "  b: { lr: 2, clip: hard, gamma: 0.2 }\n"
    "probe: { every: 0 }\n"
    "view: { panels: [accuracy, loss, table] }\n";

/* Opened so that an exam takes three steps; of so many parameters there are checkpoints meanwhile.
 */
static const char large[] =
    "problem: { kind: network, layers: 64 64 32 10, data: digits, samples: 100, batch: 10 }\n"
    "runs:\n"
    "  a: { lr: 0.05 }\n"
    "  b: { lr: 0.05, optimizer: momentum }\n"
    "probe: { every: 0, test: 5 }\n"
    "view: { panels: [loss, accuracy] }\n";

static const char noisy[] =
    "problem: { kind: network, layers: 2 32 2, activation: tanh, data: moons, samples: 40,\n"
    "           noise: 0.5, split: 0.5, seed: 2 }\n"
    "runs: { a: { lr: 1 } }\n"
    "probe: { every: 0 }\n"
    "script:\n"
    "  - when: test-accuracy of a > 60\n"
    "    say: \"{test-accuracy of a} {train-loss of a} at {tested of a}\"\n";

static struct session *session_of(const char *yaml)
{
    struct session *s = mem_alloc(1, sizeof *s);
    struct scene *scene = mem_alloc(1, sizeof *scene);
    struct report r;
    report_init(&r);
    CU_ASSERT_TRUE_FATAL(scene_parse(scene, "s.yaml", yaml, strlen(yaml), panel_names, &r));
    scene->probe.piece = yaml == large ? 6570.0 * 160 : 0;
    CU_ASSERT_TRUE_FATAL(session_open(s, scene, panel_names, &r));
    report_release(&r);
    free(scene);
    return s;
}

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void score_is_of(const struct score *s, struct run *r, const double *x)
{
    for (int part = 0; part < 2; part++) {
        struct measure m = exam_part(r->problem, r->work, x, (enum data_part)part);
        CU_ASSERT(m.samples > 0 && m.samples == r->exam->n[part]);
        CU_ASSERT(same(s->loss[part], m.loss / m.samples));
        CU_ASSERT(same(s->right[part], (double)m.correct / m.samples));
    }
}

/* How many steps after the one that it is of a score comes. */
static uint64_t exam_delay(const struct exam *e)
{
    return (uint64_t)((e->n[0] + e->n[1] - 1) / e->chunk);
}

static void small_data_at_once(void)
{
    struct session *s = session_setup(panel_names, small);
    struct run *r = &s->race.run[1];
    CU_ASSERT(r->exam && r->exam->every == 10 && exam_delay(r->exam) == 0);
    CU_ASSERT(r->exam->n[PART_TRAIN] + r->exam->n[PART_TEST] == 60 && r->notes.probe_evals == 2);
    double first = run_score(r).loss[PART_TEST];
    for (uint64_t step = 0; step < 35; step++) {
        struct score now = run_score(r);
        CU_ASSERT_EQUAL(now.step, step / 10 * 10);
        if (step % 10 == 0)
            score_is_of(&now, r, r->x);
        session_advance(s, 1);
    }
    CU_ASSERT(!same(first, run_score(r).loss[PART_TEST]));
    CU_ASSERT(r->notes.evals == 36 &&
              r->notes.probe_evals == 8); /* two parts at 0, 10, 20 and 30 */
    session_drop(s);
}

static void a_piece_at_a_step(void)
{
    struct session *s = session_of(large);
    struct run *r = &s->race.run[0];
    int dim = r->dim;
    double *x = mem_alloc((size_t)dim, sizeof *x);
    uint64_t delay = exam_delay(r->exam);
    CU_ASSERT_FATAL(delay >= 2 && delay < 5);
    session_advance(s, 5);
    memcpy(x, r->x, (size_t)dim * sizeof *x);
    size_t calls = mem_calls();
    for (uint64_t i = 0; i < delay; i++) {
        CU_ASSERT_EQUAL(run_score(r).step, 0);
        session_advance(s, 1);
    }
    struct score now = run_score(r);
    CU_ASSERT(now.step == 5 && r->now.step == 5 + delay && mem_calls() == calls);
    for (int part = 0; part < 2; part++) {
        struct measure m = exam_part(r->problem, r->work, x, (enum data_part)part);
        CHECK_NEAR(now.loss[part], m.loss / m.samples, 1e-6); /* summed up in other pieces */
        CU_ASSERT(same(now.right[part], (double)m.correct / m.samples));
    }
    free(x);
    session_drop(s);
}

static bool same_exams(const struct session *s, const struct session *t)
{
    bool ok = s->race.step == t->race.step;
    for (int i = 0; ok && i < s->race.n; i++) {
        const struct run *a = &s->race.run[i], *b = &t->race.run[i];
        struct score x = run_score(a), y = run_score(b);
        ok = a->trace.n == b->trace.n && memcmp(&x, &y, sizeof x) == 0 &&
             memcmp(a->trace.bucket, b->trace.bucket,
                    (size_t)a->trace.n * sizeof *a->trace.bucket) == 0 &&
             a->exam->done == b->exam->done && a->notes.probe_evals == b->notes.probe_evals;
    }
    return ok;
}

/* Any way to a step, knobs turned in the past among them, against the straight one. */
static void wander(const char *yaml, int moves, uint64_t most)
{
    struct session *s = session_of(yaml), *t;
    struct rng rng;
    rng_seed(&rng, 5);
    int scores = 0;
    for (int i = 0; i < moves; i++) {
        struct action go = action_of(ACT_GO_TO), turn = action_of(ACT_LR_DOWN);
        session_advance(s, rng_below(&rng, most));
        go.num = floor((double)s->race.step * (0.5 + 0.5 * rng_uniform(&rng)));
        session_act(s, &go);
        if (i % 3 == 0)
            session_act(s, &turn);
    }
    session_advance(s, 23);
    t = session_of(yaml);
    for (int i = 0; i < s->n_done; i++) {
        session_advance(t, s->deeds[i].step - t->race.step);
        run_set(&t->race.run[s->deeds[i].run], s->deeds[i].knob, s->deeds[i].value);
    }
    session_advance(t, s->race.step - t->race.step);
    CU_ASSERT(s->n_done > 0 && s->race.step > 20);
    CU_ASSERT_TRUE(same_exams(s, t));
    for (int k = 0; k < s->race.run[0].trace.n; k++)
        scores += !isnan(s->race.run[0].trace.bucket[k].score.loss[PART_TEST]);
    CU_ASSERT(scores > 2);
    session_drop(s);
    session_drop(t);
}

static void any_way_to_a_step(void)
{
    wander(small, 30, 60);
    wander(large, 30, 30);
}

/* What thinning forgets of scores comes back with the past. */
static void scores_outlive_thinning(void)
{
    struct trace far, near;
    struct mark none;
    double x = 1;
    trace_init(&far);
    trace_init(&near);
    trace_keep_fine(&far);
    struct bucket kept = {0};
    for (uint64_t step = 0; step < 9000; step++) {
        struct score s = {.step = step, .loss = {1 + (double)step, 2}, .right = {0, 1}};
        trace_add(&far, step, 1, 1, &x, 1, NAN);
        if (step <= 3000)
            trace_add(&near, step, 1, 1, &x, 1, NAN);
        if (step % 3 == 0)
            trace_score(&far, &s);
        if (step % 3 == 0 && step <= 3000)
            trace_score(&near, &s);
        if (step == 3000)
            kept = far.bucket[far.n - 1];
    }
    for (int i = 0; i < far.n; i++) {
        const struct bucket *b = &far.bucket[i];
        CU_ASSERT(b->score.loss[0] - 1 >= (double)b->step);
        CU_ASSERT(b->score.step % 3 == 0 && b->score.step < b->step + 3);
    }
    trace_back(&far, &kept, &none, 0);
    CU_ASSERT(far.n == near.n &&
              memcmp(far.bucket, near.bucket, (size_t)far.n * sizeof *far.bucket) == 0);
    trace_release(&far);
    trace_release(&near);
}

static void mini_batches_are_counted(void)
{
    struct session *s = session_of(large), *t = session_setup(panel_names, small);
    for (int step = 0; step < 4; step++) {
        double right = 10 * s->race.run[0].now.right; /* of 10 samples */
        CU_ASSERT(right >= 0 && right <= 10 && fabs(right - round(right)) < 1e-9);
        CU_ASSERT(same(s->race.run[0].trace.bucket[step].right, s->race.run[0].now.right));
        session_advance(s, 1);
    }
    CU_ASSERT(isnan(t->race.run[0].now.right)); /* the exam has it of the full set */
    session_drop(s);
    session_drop(t);
}

static void only_where_there_are_data(void)
{
    static const char formula[] =
        "problem: { kind: power }\nruns: { a: { lr: 0.1 } }\nprobe: { test: 5 }\n";
    static const char untested[] = "problem: { kind: network, layers: 2 4 2, split: 0 }\n"
                                   "runs: { a: { lr: 0.1 } }\n";
    static struct scene scene;
    static struct race race;
    struct report r;
    report_init(&r);
    CU_ASSERT(scene_parse(&scene, "s.yaml", formula, strlen(formula), panel_names, &r));
    CU_ASSERT(!scene_open(&scene, &race, &r) && r.count == 1);
    CHECK_TEXT(r.line[0],
               "s.yaml:3: probe.test: found 5; expected 0 or none, for problem power has "
               "no data");
    report_release(&r);
    struct session *s = session_setup(panel_names, untested);
    CU_ASSERT_PTR_NULL(s->race.run[0].exam);
    CU_ASSERT(isnan(run_score(&s->race.run[0]).loss[PART_TRAIN]));
    session_drop(s);
}

static bool says(struct screen *screen, const struct session *s, const char *text)
{
    screen_compose(screen, s, 100, 30);
    return grid_shows(&screen->grid, text);
}

/* The row in the first panel where a run's marker stands. */
static int marker_row(struct screen *screen, const struct session *s, uint32_t glyph)
{
    screen_compose(screen, s, 100, 30);
    struct rect at = layout_inside(&screen->layout, 0);
    for (int row = at.row; row < at.row + at.rows; row++)
        for (int col = at.col; col < at.col + at.cols; col++)
            if (grid_cell(&screen->grid, col, row)->glyph == glyph)
                return row;
    return -1;
}

static void on_the_screen(void)
{
    static const char regression[] =
        "problem: { kind: network, layers: 1 4 1, loss: mse, data: regression }\n"
        "runs: { a: { lr: 0.1 } }\n"
        "view: { panels: [accuracy, loss] }\n";
    struct screen screen;
    struct session *s = session_setup(panel_names, small);
    screen_init(&screen, true, 256);
    session_advance(s, 31);
    struct run *a = &s->race.run[0], *b = &s->race.run[1];
    a->exam->last.right[PART_TEST] = a->trace.bucket[30].score.right[PART_TEST] = 0.5;
    b->exam->last.right[PART_TEST] = b->trace.bucket[30].score.right[PART_TEST] = 1;
    session_settle(s);
    CU_ASSERT(says(&screen, s, "accuracy: test, training dotted") && says(&screen, s, "50% (30)"));
    CU_ASSERT(says(&screen, s, "of the test dotted") && says(&screen, s, "100% (30)"));
    int low = marker_row(&screen, s, 0x25cf), high = marker_row(&screen, s, 0x25c6);
    CU_ASSERT(high > 0 && low > high + 3);
    session_drop(s);
    s = session_setup(panel_names, regression);
    session_settle(s);
    CU_ASSERT(says(&screen, s, "targets are numbers") && says(&screen, s, "of the test dotted"));
    session_drop(s);
    screen_release(&screen);
}

/* The sentence quotes the scores, and is said only where they say so: here no exam is left out. */
static void overfitting_is_named(void)
{
    enum { MOST = 300, FIVE = 5 };
    static struct score seen[MOST];
    static double v[FIVE];
    struct session *s = session_setup(panel_names, noisy);
    bool said = false;
    int n = 0;
    session_settle(s);
    seen[n++] = run_score(&s->race.run[0]);
    while (n < MOST && !said) {
        char buf[300], expected[300], up[24], from[24];
        const struct run *r = &s->race.run[0];
        session_advance(s, 10);
        session_settle(s);
        seen[n++] = run_score(r);
        const struct insight_rule *rule = insight_say(&s->race, r, buf, sizeof buf);
        said = rule && strncmp(rule->name, "overfits", 8) == 0;
        double least = INFINITY, now = NAN;
        for (int i = 0; i + FIVE <= n; i++) {
            for (int k = 0; k < FIVE; k++)
                v[k] = seen[i + k].loss[PART_TEST];
            now = stats_quantile(v, FIVE, 0.5);
            if (i + 2 * FIVE <= n)
                least = fmin(least, now);
        }
        CU_ASSERT(!said || (n >= 2 * FIVE && now > 1.1 * least));
        number_text(from, sizeof from, least, 3);
        number_text(up, sizeof up, now, 3);
        snprintf(expected, sizeof expected, "a overfits: test loss rose from %s to %s while ", from,
                 up);
        CU_ASSERT(!said || strncmp(buf, expected, strlen(expected)) == 0);
    }
    CU_ASSERT(said);
    session_drop(s);
}

static void scripts_know_them(void)
{
    struct session *s = session_setup(panel_names, noisy);
    char expected[80], loss[24];
    for (int i = 0; i < 100 && s->script.said < 0; i++)
        session_advance(s, 1);
    session_settle(s);
    struct score now = run_score(&s->race.run[0]);
    CU_ASSERT(now.right[PART_TEST] > 0.6 && now.step % 10 == 0);
    snprintf(expected, sizeof expected, "%g ", 100 * now.right[PART_TEST]);
    CU_ASSERT(strncmp(s->caption, expected, strlen(expected)) == 0);
    snprintf(expected, sizeof expected, " at %d", (int)now.step);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->caption, expected));
    snprintf(loss, sizeof loss, "%.3f", now.loss[PART_TRAIN]);
    CU_ASSERT_PTR_NOT_NULL(strstr(s->caption, loss));
    session_drop(s);
}

int main(void)
{
    static const struct check checks[] = {
        {"small data at once", small_data_at_once},
        {"a piece at a step", a_piece_at_a_step},
        {"any way to a step", any_way_to_a_step},
        {"scores outlive thinning", scores_outlive_thinning},
        {"mini-batches are counted", mini_batches_are_counted},
        {"only where there are data", only_where_there_are_data},
        {"on the screen", on_the_screen},
        {"overfitting is named", overfitting_is_named},
        {"scripts know them", scripts_know_them},
        {NULL, NULL},
    };
    return check_main("exam", checks);
}
