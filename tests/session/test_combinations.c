/* Clip rules with optimizers on problems, as scenes: a bad gradient ends as a status, gone back and
 * forward it is the same run, and so is it saved and opened again. Every rule meets every
 * optimizer, and both every problem; with EVERY_SCENE in the environment all three meet. What
 * repeats by seed and survives divergence of the whole product is tests/lab/test_race.c's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "lab/bad_batch.h"
#include "panel/panel.h"
#include "same_run.h"
#include "session_setup.h"

/* BACK is behind the first checkpoint that is kept. There a gradient gets bad, and then the
 * learning rate of those that are left. */
enum { BACK = 258, BAD = 262, TURNED = 268, END = 276 };

/* Settings of problems that are large without. */
static const struct {
    const char *kind, *settings;
} small[] = {
    {"ring-gan", ", hidden: 2, batch: 4"},
    {"network", ", layers: 2 4 2, data: moons, samples: 40, batch: 8"},
    {"recurrent", ", hidden: 3, length: 10, batch: 4"},
    {"transformer", ", width: 4, heads: 1, blocks: 1, length: 4, batch: 2"},
};

static const char *settings_of(const struct problem_kind *kind)
{
    for (size_t i = 0; i < sizeof small / sizeof *small; i++)
        if (strcmp(small[i].kind, kind->name) == 0)
            return small[i].settings;
    return "";
}

static int dim_of(const struct problem_kind *kind)
{
    struct text yaml = {0};
    text_printf(&yaml, "problem: { kind: %s%s }\nruns: { plain: { lr: 0.001 } }\n", kind->name,
                settings_of(kind));
    struct session *s = session_setup(panel_names, yaml.at);
    int dim = s->race.problem.dim;
    session_drop(s);
    text_release(&yaml);
    return dim;
}

static struct {
    int combinations, skipped, statuses[RUN_STATUSES];
} seen;

/* A run that says nothing of a NaN, or goes on with one, is wrong. */
static void judge(const struct run *r)
{
    bool finite = true;
    for (int i = 0; i < r->dim; i++)
        finite = finite && isfinite(r->x[i]);
    CU_ASSERT(r->now.status == RUN_DIVERGED || finite);
    CU_ASSERT(r->now.status != RUN_CONVERGED || isfinite(r->now.loss));
    seen.combinations++;
    seen.skipped += r->notes.skipped_steps > 0;
    seen.statuses[r->now.status]++;
}

static unsigned long sum_of(const struct run *r)
{
    unsigned long sum = 1469598103934665603UL;
    const struct {
        const void *at;
        size_t n;
    } parts[] = {{r->x, (size_t)r->dim * sizeof *r->x},
                 {r->opt_state, (r->n_opt_state + r->n_clip_state) * sizeof(double)},
                 {&r->now.loss, sizeof r->now.loss},
                 {&r->now.step, sizeof r->now.step}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        for (size_t k = 0; k < parts[i].n; k++)
            sum = (sum ^ ((const unsigned char *)parts[i].at)[k]) * 1099511628211UL;
    return sum;
}

static void go_to(struct session *s, uint64_t step)
{
    struct action a = action_of(ACT_GO_TO);
    a.num = (double)step;
    session_act(s, &a);
}

static void play(const char *yaml)
{
    struct session *s = session_setup(panel_names, yaml);
    struct text saved = {0};
    unsigned long sum[RUNS_MAX] = {0};
    session_advance(s, BACK);
    uint64_t back = s->race.step; /* earlier where no run is left */
    for (int i = 0; i < s->race.n; i++)
        sum[i] = sum_of(&s->race.run[i]);
    session_advance(s, TURNED - s->race.step);
    if (s->race.step == TURNED) {
        struct action turn = action_of(ACT_LR_UP_DECADE);
        turn.run = RUN_ALL;
        for (int i = 0; i < 6; i++)
            session_act(s, &turn);
        session_advance(s, END - TURNED);
    }
    uint64_t end = s->race.step;
    session_settle(s);
    CU_ASSERT_TRUE_FATAL(session_write(s, &saved));
    struct session *again = session_setup(panel_names, saved.at);
    go_to(s, back);
    CU_ASSERT_EQUAL(s->race.step, back);
    for (int i = 0; i < s->race.n; i++)
        CU_ASSERT(sum_of(&s->race.run[i]) == sum[i]);
    go_to(s, end);
    session_settle(s);
    session_settle(again);
    CU_ASSERT_TRUE_FATAL(again->race.n == s->race.n && again->race.step == end);
    for (int i = 0; i < s->race.n; i++) {
        const struct run *r = &s->race.run[i];
        bool same = same_run(r, &again->race.run[i]);
        if (!same)
            printf("\n%s, %s with %s:\n%s", s->race.problem.kind->name, r->optimizer->name,
                   r->clip->name, saved.at);
        CU_ASSERT_TRUE(same);
        judge(r);
    }
    session_drop(s);
    session_drop(again);
    text_release(&saved);
}

struct group { /* of runs that are played side by side */
    const struct problem_kind *kind;
    struct text yaml;
    int n;
};

static void group_play(struct group *g)
{
    if (g->n > 0)
        play(g->yaml.at);
    g->n = 0;
    text_clear(&g->yaml);
}

static void group_add(struct group *g, const struct optimizer_kind *o, const struct clip_kind *c,
                      int dim)
{
    const char *bad = bad_params[BAD_KIND].choices[g->n % BAD_KINDS];
    if ((o->max_dim && dim > o->max_dim) || (c->uses_parts && !g->kind->part))
        return; /* a scene refuses them */
    if (g->n == 0)
        text_printf(&g->yaml,
                    "problem: { kind: %s%s }\nprobe: { every: 60, points: 1 }\nseed: 3\nruns:\n",
                    g->kind->name, settings_of(g->kind));
    text_printf(&g->yaml, "  r%d: { optimizer: %s, clip: %s, bad-step: %d, bad: %s%s }\n", g->n,
                o->name, c->name, BAD, bad, o->uses_lr ? ", lr: 1e-4" : "");
    if (++g->n == RUNS_MAX)
        group_play(g);
}

/* Which problem has its turn with optimizer o and rule c: over all of them every two of problem,
 * rule and optimizer meet. */
static bool has_turn(int problem, int problems, int o, int c)
{
    return getenv("EVERY_SCENE") || (o + c) % problems == problem;
}

static void every_combination(void)
{
    int problems = 0;
    while (problem_kinds[problems])
        problems++;
    for (int k = 0; k < problems; k++) {
        struct group g = {.kind = problem_kinds[k]};
        int dim = dim_of(g.kind), before = seen.combinations;
        for (int o = 0; optimizer_kinds[o]; o++)
            for (int c = 0; clip_kinds[c]; c++)
                if (has_turn(k, problems, o, c))
                    group_add(&g, optimizer_kinds[o], clip_kinds[c], dim);
        group_play(&g);
        text_release(&g.yaml);
        CU_ASSERT(seen.combinations >= before + 30);
    }
    CU_ASSERT(seen.statuses[RUN_DIVERGED] > 100 && seen.statuses[RUN_RUNNING] > 30);
    CU_ASSERT(seen.statuses[RUN_CONVERGED] > 5 && seen.skipped > 10);
}

static const struct check checks[] = {
    {"every combination", every_combination},
    {NULL, NULL},
};

int main(void)
{
    return check_main("combinations", checks);
}
