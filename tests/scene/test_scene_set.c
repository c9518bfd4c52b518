/* --set: the same keys and checks as in a file, one at a time; and what may not fit any more. */
#include <fnmatch.h>
#include <string.h>

#include "check.h"
#include "scene/scene.h"

static const char *const panels[] = {"landscape", "loss", "table", NULL};
static const char quartic[] = "title: Q\nproblem: { kind: power, power: 4, start: 5 }\n"
                              "runs:\n  fixed: { lr: 0.01 }\n  hard: { clip: hard, gamma: 2 }\n"
                              "view: { window: [-6, 6] }\n";

static void scene_make(struct scene *s)
{
    struct report r;
    report_init(&r);
    CU_ASSERT_FATAL(scene_parse(s, "q.yaml", quartic, sizeof quartic - 1, panels, &r));
    report_release(&r);
}

static void set(struct scene *s, const char *assignment)
{
    struct report r;
    report_init(&r);
    bool ok = scene_set(s, assignment, panels, &r);
    if (!ok)
        report_print(&r, stdout);
    CU_ASSERT(ok);
    report_release(&r);
}

static void values_arrive(void)
{
    struct scene s;
    scene_make(&s);
    CU_ASSERT(s.n_runs == 2);
    CHECK_TEXT(s.runs[0].name, "fixed");
    CHECK_NEAR(s.runs[0].lr, 0.01, 0);
    CHECK_NEAR(s.runs[1].lr, run_lr_param.def, 0);
    CHECK_NEAR(s.runs[1].clip_values[0].num, 2, 0);
    CHECK_NEAR(s.start.list[0], 5, 0);
    CHECK_NEAR(s.view.home[1], 6, 0);
    set(&s, "fixed.lr=0.25");
    CHECK_NEAR(s.runs[0].lr, 0.25, 0);
    set(&s, "hard.gamma=3e-1");
    CHECK_NEAR(s.runs[1].clip_values[0].num, 0.3, 0);
    set(&s, "hard.start=-7");
    CU_ASSERT(s.runs[1].start.given && s.runs[1].start.n == 1);
    CHECK_NEAR(s.runs[1].start.list[0], -7, 0);
    set(&s, "problem.power=6");
    CHECK_NEAR(s.problem_values[0].num, 6, 0);
    set(&s, "problem.start=10");
    CHECK_NEAR(s.start.list[0], 10, 0);
    set(&s, "probe.every=0");
    CU_ASSERT(s.probe.every == 0 && s.probe_every_given);
    set(&s, "probe.tolerance=1e-3");
    CHECK_NEAR(s.probe.tolerance, 1e-3, 0);
    set(&s, "view.panels=table,loss");
    CU_ASSERT(s.view.n_panels == 2);
    CHECK_TEXT(s.view.panels[0], "table");
    set(&s, "view.loss=linear");
    set(&s, "view.scatter=linear");
    set(&s, "view.curvature=path");
    set(&s, "view.speed=0");
    CU_ASSERT(s.view.linear_loss && s.view.linear_scatter && s.view.speed <= 0);
    CU_ASSERT(s.view.curvature == CURVATURE_PATH);
}

/* A network has no landscape; whoever names panels gets those. */
static void networks_have_their_panels(void)
{
    static const char *const all[] = {"landscape", "loss",     "trajectory", "smoothness", "table",
                                      "accuracy",  "gradnorm", "layers",     NULL};
    static const char net[] = "problem: { kind: network, layers: 2 8 2 }\nruns: { a: { lr: 1 } }\n";
    static const char named[] = "problem: { kind: network, layers: 2 8 2 }\n"
                                "runs: { a: { lr: 1 } }\nview: { panels: [landscape] }\n";
    static const char *const want[] = {"loss", "accuracy", "gradnorm", "layers", "table"};
    struct scene s;
    struct report r;
    report_init(&r);
    CU_ASSERT_FATAL(scene_parse(&s, "n.yaml", net, sizeof net - 1, all, &r));
    CU_ASSERT_EQUAL_FATAL(s.view.n_panels, 5);
    for (int i = 0; i < 5; i++)
        CHECK_TEXT(s.view.panels[i], want[i]);
    CU_ASSERT_FATAL(scene_parse(&s, "n.yaml", named, sizeof named - 1, all, &r));
    CU_ASSERT(s.view.n_panels == 1 && strcmp(s.view.panels[0], "landscape") == 0);
    CU_ASSERT_FATAL(scene_parse(&s, "q.yaml", quartic, sizeof quartic - 1, all, &r));
    CU_ASSERT(s.view.n_panels == 5 && strcmp(s.view.panels[0], "landscape") == 0);
    report_release(&r);
}

/* Another plug-in starts from its own defaults; what was said of the old one is gone. */
static void another_plug_in(void)
{
    struct scene s;
    scene_make(&s);
    set(&s, "hard.clip=soft");
    CHECK_TEXT(s.runs[1].clip->name, "soft");
    CU_ASSERT(!s.runs[1].clip_values[0].given);
    CHECK_NEAR(s.runs[1].clip_values[0].num, s.runs[1].clip->params[0].def, 0);
    set(&s, "fixed.optimizer=theory");
    set(&s, "fixed.L1=8");
    CHECK_NEAR(s.runs[0].opt_values[1].num, 8, 0);
    set(&s, "problem.kind=beale");
    CHECK_TEXT(s.problem->name, "beale");
    CU_ASSERT(!s.start.given && isnan(s.view.home[0]));
    set(&s, "problem.start=3,-1");
    CU_ASSERT(s.start.n == 2);
    CHECK_NEAR(s.start.list[1], -1, 0);
    set(&s, "view.window=0,1,2,3");
    CHECK_NEAR(s.view.home[3], 3, 0);
    scene_make(&s);
    set(&s, "view.window=-2,3"); /* of a line, x alone */
    CHECK_NEAR(s.view.home[0], -2, 0);
    CHECK_NEAR(s.view.home[1], 3, 0);
    CHECK_NEAR(s.view.home[3], s.problem->home[3], 0);
}

/* Nothing half done by an assignment that was refused. */
static void unchanged(const struct scene *s, const struct scene *before)
{
    CU_ASSERT(s->problem == before->problem && s->start.n == before->start.n);
    CHECK_NEAR(s->start.list[0], before->start.list[0], 0);
    CU_ASSERT(s->n_runs == before->n_runs && s->view.n_panels == before->view.n_panels);
    CHECK_TEXT(s->view.panels[0], before->view.panels[0]);
    CU_ASSERT(s->probe.every == before->probe.every);
    for (int i = 0; i < s->n_runs; i++) {
        CHECK_NEAR(s->runs[i].lr, before->runs[i].lr, 0);
        CU_ASSERT(s->runs[i].optimizer == before->runs[i].optimizer);
        CU_ASSERT(s->runs[i].clip == before->runs[i].clip);
        CHECK_NEAR(s->runs[i].clip_values[0].num, before->runs[i].clip_values[0].num, 0);
    }
}

static void faults(void)
{
    static const char *const cases[][2] = {
        {"fixed.lr=abc", "found abc; expected a number over 0, at most 1e6"},
        {"fixed.lr=", "found nothing; expected a number over 0, at most 1e6"},
        {"fixed.lr=0,1", "found 0,1 (did you mean 0.1?); expected a number with a point"},
        {"fixd.lr=1", "no run called fixd (did you mean fixed?); expected one of fixed, hard, "
                      "problem, probe, view"},
        {"fixed.lrr=1",
         "unknown key fixed.lrr (did you mean lr?); expected one of optimizer, clip, start, lr, "
         "lr-schedule, lr-warmup, lr-steps, lr-end, bad-step, bad, bad-size, bad-layer, "
         "weight-decay"},
        {"fixed.gamma=1", "gamma is a parameter of clip hard, soft*; this run has clip none"},
        {"hard.clip=sft", "found sft (did you mean soft?); expected one of none, hard, soft*"},
        {"problem.kind=powr", "found powr (did you mean power?); expected one of power, *"},
        {"problem.start=3,-1",
         "found 2 numbers; expected 1, one for each parameter of problem power"},
        {"probe.evry=1",
         "unknown key probe.evry (did you mean every?); expected one of points, tolerance, every, "
         "random, test"},
        {"view.panels=loss,tabel",
         "found tabel (did you mean table?); expected one of landscape, loss, table"},
        {"fixed.lr", "no =; expected RUN.KEY=VALUE, as fixed.lr=0.1 or problem.start=3"},
        {"lr=1", "no RUN.KEY before the =; expected RUN.KEY=VALUE, as fixed.lr=0.1 or "
                 "problem.start=3"},
        {"", "no =; expected RUN.KEY=VALUE, as fixed.lr=0.1 or problem.start=3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct scene s, before;
        struct report r;
        char pattern[300];
        scene_make(&s);
        before = s;
        report_init(&r);
        CU_ASSERT(!scene_set(&s, cases[i][0], panels, &r));
        CU_ASSERT(r.count == 1);
        snprintf(pattern, sizeof pattern, "--set %s: %s", cases[i][0], cases[i][1]);
        bool same = r.kept == 1 && fnmatch(pattern, r.line[0], 0) == 0;
        if (!same)
            printf("\n%s\nexpected\n%s\n", r.kept ? r.line[0] : "", pattern);
        CU_ASSERT(same);
        unchanged(&s, &before);
        report_release(&r);
    }
}

/* What only shows when all is said. */
static void open_checks_the_whole(void)
{
    static const struct {
        const char *sets[4], *line;
    } cases[] = {
        {{"hard.start=1", "problem.kind=beale"},
         "q.yaml:5: hard.start: found 1 number; expected 2, one for each parameter of problem "
         "beale"},
        {{"fixed.optimizer=exact-1d", "problem.kind=beale"},
         "q.yaml:4: fixed.optimizer: exact-1d takes at most 1 parameter; expected one for the 2 of "
         "problem beale"},
        {{"hard.bad-layer=2"},
         "q.yaml:5: hard.bad-layer: found 2; expected at most 1: problem power has 1 layer"},
        {{"problem.kind=product", "hard.clip=some-layers", "hard.to-layer=3"},
         "q.yaml:5: hard.to-layer: found 3; expected at most 2: problem product has 2 layers"},
        {{"problem.kind=product", "hard.clip=some-layers", "hard.from-layer=2"},
         "q.yaml:5: hard.to-layer: found 1; expected at least 2, as from-layer"},
        {{"view.path=0,1"},
         "q.yaml: view.path: found parameter 1; expected at most 0, as problem power has 1"},
        {{"view.path=hard,fixd"},
         "q.yaml: view.path: found run fixd (did you mean fixed?); expected one of fixed, hard"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static struct scene s;
        static struct race race;
        struct report r;
        scene_make(&s);
        for (int k = 0; cases[i].sets[k]; k++)
            set(&s, cases[i].sets[k]);
        report_init(&r);
        CU_ASSERT(!scene_open(&s, &race, &r));
        CU_ASSERT(r.count == 1);
        CHECK_TEXT(r.kept ? r.line[0] : NULL, cases[i].line);
        report_release(&r);
    }
}

static void a_race_starts_as_said(void)
{
    static struct scene s;
    static struct race race;
    struct report r;
    scene_make(&s);
    set(&s, "hard.start=3");
    report_init(&r);
    CU_ASSERT_FATAL(scene_open(&s, &race, &r));
    CU_ASSERT(race.n == 2);
    CHECK_NEAR(race.run[0].x[0], 5, 0);
    CHECK_NEAR(race.run[1].x[0], 3, 0);
    CHECK_NEAR(race.run[1].now.loss, 81, 1e-15);
    CHECK_NEAR(run_gamma(&race.run[1]), 2, 0);
    race_release(&race);
    report_release(&r);
}

/* Widths as a list, as a text, and as --set has lists. */
static void widths_of_a_network(void)
{
    static const char *const forms[] = {"[2, 4, 2]", "2 4 2", "\n    - 2\n    - 4\n    - 2"};
    static const struct {
        const char *list, *says;
    } faults[] = {
        {"[2, [4], 2]", "s.yaml:3: problem.layers: found a list in a list; expected a word"},
        {"[2, , 2]", "bad YAML"},
        {"[2, ~x, 2]", "problem.layers: found \"2 ~x 2\"; expected widths of 1 to 16384"},
        {"[]", "problem.layers: found a list; expected a text"},
    };
    static struct scene s;
    char text[300];
    struct report r;
    for (size_t i = 0; i < 3 + sizeof faults / sizeof *faults; i++) {
        static struct race race;
        bool good = i < 3;
        report_init(&r);
        snprintf(text, sizeof text,
                 "problem:\n  kind: network\n  layers: %s\nruns: { a: { lr: 1 } }\n",
                 good ? forms[i] : faults[i - 3].list);
        bool ok = scene_parse(&s, "s.yaml", text, strlen(text), NULL, &r);
        ok = ok && (i > 0 || scene_set(&s, "problem.layers=2,4,2", NULL, &r));
        ok = ok && scene_open(&s, &race, &r);
        CU_ASSERT_EQUAL(ok, good);
        if (ok) {
            CU_ASSERT_EQUAL(race.problem.dim, 2 * 4 + 4 + 4 * 2 + 2);
            race_release(&race);
        } else if (!good) {
            const char *said = r.kept ? r.line[0] : "";
            if (!strstr(said, faults[i - 3].says))
                check_text(said, faults[i - 3].says, text, __FILE__, __LINE__);
        } else {
            printf("\n%s", r.kept ? r.line[0] : "");
        }
        report_release(&r);
    }
}

static const struct check checks[] = {
    {"widths of a network", widths_of_a_network},
    {"values arrive", values_arrive},
    {"networks have their panels", networks_have_their_panels},
    {"another plug-in", another_plug_in},
    {"faults", faults},
    {"open checks the whole", open_checks_the_whole},
    {"a race starts as said", a_race_starts_as_said},
    {NULL, NULL},
};

int main(void)
{
    return check_main("scene set", checks);
}
