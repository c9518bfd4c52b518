/* Several runs in lockstep, and every optimizer with every clip rule on every problem. */
#include "base/memory.h"
#include "lab/race.h"
#include "setup.h"

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool row_same(const struct row *a, const struct row *b)
{
    return a->step == b->step && a->status == b->status && same(a->loss, b->loss) &&
           same(a->grad_norm, b->grad_norm) && same(a->clip_factor, b->clip_factor) &&
           same(a->step_norm, b->step_norm) && same(a->lr, b->lr) && same(a->gamma, b->gamma) &&
           same(a->path_ratio, b->path_ratio) && same(a->sharpness, b->sharpness);
}

/* Equal to the bit in all that anyone can see. */
static bool run_same(const struct run *a, const struct run *b)
{
    for (int i = 0; i < a->dim; i++)
        if (!same(a->x[i], b->x[i]) || !same(a->g[i], b->g[i]))
            return false;
    const struct trace *s = &a->trace, *t = &b->trace;
    for (int i = 0; i < s->n && i < t->n; i++) {
        const struct bucket *u = &s->bucket[i], *v = &t->bucket[i];
        if (u->step != v->step || !same(u->loss_lo, v->loss_lo) || !same(u->loss_hi, v->loss_hi) ||
            !same(u->clip, v->clip) || !same(u->ratio, v->ratio) || !same(u->sharp, v->sharp) ||
            !same(u->x_hi[0], v->x_hi[0]))
            return false;
    }
    return row_same(&a->now, &b->now) && row_same(&a->last, &b->last) &&
           a->notes.evals == b->notes.evals && a->notes.probe_evals == b->notes.probe_evals &&
           a->notes.clipped_steps == b->notes.clipped_steps &&
           a->notes.status_step == b->notes.status_step &&
           same(a->notes.best_loss, b->notes.best_loss) && s->n == t->n && s->stride == t->stride;
}

static const struct probe_spec probe = {.every = 1, .points = 1, .tolerance = 1e-6};

/* Curvature is what costs most: it is measured now and then. */
static const struct probe_spec seldom = {.every = 5, .points = 1, .tolerance = 1e-6};

static void quartic_race(struct race *race, double start)
{
    struct problem p;
    struct run_spec specs[4];
    setup_quartic(&p, start);
    setup_spec(&specs[0], "gd", "none", 0.01, 0);
    setup_spec(&specs[1], "gd", "hard", 0.1, 1);
    setup_spec(&specs[2], "gd", "soft", 0.1, 1);
    setup_spec(&specs[3], "gd", "none", 0.1, 0);
    race_init(race, &p, specs, 4, &probe);
}

static void advance_is_many_steps(void)
{
    static struct race one, many;
    quartic_race(&one, 5);
    quartic_race(&many, 5);
    for (int i = 0; i < 7000; i++)
        race_advance(&one, 1);
    race_advance(&many, 1);
    race_advance(&many, 4999);
    race_advance(&many, 2000);
    CU_ASSERT(one.step == 7000 && many.step == 7000 && !race_over(&one));
    for (int i = 0; i < 4; i++)
        CU_ASSERT(run_same(&one.run[i], &many.run[i]));
    CU_ASSERT(one.run[3].now.status == RUN_DIVERGED && one.run[3].now.step == 4);
    CU_ASSERT(one.run[2].now.step == 7000);
    race_release(&one);
    race_release(&many);
}

static void restart_is_the_same_race(void)
{
    static struct race a, b;
    double from = -3;
    quartic_race(&a, 5);
    quartic_race(&b, 5);
    race_advance(&a, 300);
    race_restart(&a);
    CU_ASSERT(a.step == 0 && a.run[3].now.status == RUN_RUNNING);
    race_advance(&a, 4000);
    race_advance(&b, 4000);
    for (int i = 0; i < 4; i++)
        CU_ASSERT(run_same(&a.run[i], &b.run[i]));
    race_start_at(&a, &from);
    CU_ASSERT(a.step == 0);
    for (int i = 0; i < 4; i++)
        CU_ASSERT(a.run[i].x[0] == -3 && a.run[i].now.step == 0 && a.run[i].notes.evals == 1);
    race_release(&a);
    race_release(&b);
}

static void over_when_all_have_diverged(void)
{
    static struct race race;
    struct problem p;
    struct run_spec specs[2];
    setup_quartic(&p, 5);
    setup_spec(&specs[0], "gd", "none", 0.1, 0);    /* at step 4 */
    setup_spec(&specs[1], "gd", "none", 0.0201, 0); /* at step 8 */
    race_init(&race, &p, specs, 2, &probe);
    race_advance(&race, 7);
    CU_ASSERT(!race_over(&race) && race.step == 7);
    race_advance(&race, 100);
    CU_ASSERT(race_over(&race) && race.step == 8);
    race_advance(&race, 1);
    CU_ASSERT(race.step == 8 && race.run[0].now.step == 4 && race.run[1].now.step == 8);
    race_release(&race);
}

static void own_start(void)
{
    static struct race race;
    struct problem p;
    struct run_spec specs[2];
    setup_quartic(&p, 5);
    setup_spec(&specs[0], "gd", "hard", 0.1, 1);
    setup_spec(&specs[1], "gd", "hard", 0.1, 1);
    specs[1].start = (struct value){.given = true, .n = 1, .list = {7}};
    race_init(&race, &p, specs, 2, &probe);
    CU_ASSERT(race.run[0].x[0] == 5 && race.run[1].x[0] == 7);
    race_advance(&race, 10);
    race_restart(&race);
    CU_ASSERT(race.run[0].x[0] == 5 && race.run[1].x[0] == 7);
    race_release(&race);
}

static void stepping_allocates_nothing(void)
{
    static struct race race;
    quartic_race(&race, 5);
    race_advance(&race, 10);
    race_settle(&race);
    size_t calls = mem_calls();
    race_advance(&race, 100000);
    race_settle(&race);
    race_restart(&race);
    CU_ASSERT(calls > 0 && mem_calls() == calls);
    race_release(&race);
}

/* Two runs of the same, one looked at on the way, come out equal to the bit; none crashes, whatever
 * becomes of it. */
static enum run_status try(const struct problem *p, const struct run_spec *spec)
{
    enum { MADE = 120 }; /* past every warm-up */
    struct run a, b;
    run_init(&a, p, spec, &seldom);
    run_init(&b, p, spec, &seldom);
    for (int i = 0; i < MADE; i++) {
        run_step(&a);
        run_settle(&a);
        run_step(&b);
        if (a.now.status != RUN_DIVERGED) /* the loss may be infinite where a rule skips that */
            CU_ASSERT(isfinite(a.x[0]));
    }
    run_settle(&b);
    CU_ASSERT(run_same(&a, &b));
    CU_ASSERT(a.now.step == MADE || a.now.status == RUN_DIVERGED);
    enum run_status s = a.now.status;
    run_release(&a);
    run_release(&b);
    return s;
}

static void every_rule_on_every_problem(void)
{
    static const double rates[] = {0.01, 1000}; /* the second: to see divergence survived */
    int seen[RUN_STATUSES] = {0}, pairs = 0, in_parts = 0;
    for (int k = 0; problem_kinds[k]; k++) {
        struct problem p;
        setup_problem(&p, problem_kinds[k]->name, NULL, 0, 0, NULL);
        for (int o = 0; optimizer_kinds[o] && p.dim <= PROBLEM_START_MAX; o++)
            for (int c = 0; clip_kinds[c]; c++)
                for (int i = 0; i < 2; i++) {
                    struct run_spec spec;
                    if (optimizer_kinds[o]->max_dim && p.dim > optimizer_kinds[o]->max_dim)
                        continue;
                    /* a scene refuses these: tests/test_parts.c */
                    if (clip_kinds[c]->uses_parts && !problem_kinds[k]->part)
                        continue;
                    in_parts += clip_kinds[c]->uses_parts;
                    setup_spec(&spec, optimizer_kinds[o]->name, clip_kinds[c]->name, rates[i], 1);
                    seen[try(&p, &spec)]++;
                    pairs++;
                }
        problem_close(&p);
    }
    CU_ASSERT(pairs > 100 && in_parts >= 2 * 2 * 10);
    CU_ASSERT(seen[RUN_RUNNING] > 0 && seen[RUN_CONVERGED] > 0 && seen[RUN_DIVERGED] > 0);
}

/* A small network on mini-batches, from a seed: as every closed form above, and another seed is
 * another run. */
static void network_of(struct problem *p, double seed)
{
    static const char *const names[] = {"layers", "samples", "batch", "seed"};
    const struct problem_kind *kind = problem_find("network");
    struct value values[PARAMS_MAX] = {{0}};
    struct report report;
    const double numbers[] = {0, 40, 15, seed};
    for (int i = 0; i < 4; i++) {
        const struct param *q = param_find(kind->params, kind->n_params, names[i]);
        CU_ASSERT_FATAL(q != NULL);
        values[q - kind->params] =
            (struct value){.given = true, .num = numbers[i], .text = "2 4 2"};
    }
    report_init(&report);
    CU_ASSERT_FATAL(problem_open(p, kind, values, NULL, &report, "test", 0));
    report_release(&report);
}

static void every_rule_on_a_network(void)
{
    static const double rates[] = {0.05, 1000};
    struct problem one, again, other;
    int pairs = 0, differ = 0;
    network_of(&one, 1);
    network_of(&again, 1);
    network_of(&other, 2);
    for (int o = 0; optimizer_kinds[o]; o++)
        for (int c = 0; clip_kinds[c] && optimizer_kinds[o]->max_dim == 0; c++)
            for (int i = 0; i < 1 + (c == 0); i++) {
                struct run_spec spec;
                struct run a, b, q;
                setup_spec(&spec, optimizer_kinds[o]->name, clip_kinds[c]->name, rates[i], 1);
                run_init(&a, &one, &spec, &seldom);
                run_init(&b, &again, &spec, &seldom);
                run_init(&q, &other, &spec, &seldom);
                for (int t = 0; t < 7; t++) { /* over two epochs */
                    run_step(&a);
                    run_settle(&a);
                    run_step(&b);
                    run_step(&q);
                }
                run_settle(&b);
                CU_ASSERT(run_same(&a, &b));
                CU_ASSERT(a.now.step == 7 || a.now.status == RUN_DIVERGED);
                differ += !run_same(&a, &q);
                pairs++;
                run_release(&a);
                run_release(&b);
                run_release(&q);
            }
    CU_ASSERT(pairs > 200 && differ == pairs);
    problem_close(&one);
    problem_close(&again);
    problem_close(&other);
}

static const struct check checks[] = {
    {"advance is many steps", advance_is_many_steps},
    {"restart is the same race", restart_is_the_same_race},
    {"over when all have diverged", over_when_all_have_diverged},
    {"own start", own_start},
    {"stepping allocates nothing", stepping_allocates_nothing},
    {"every rule on every problem", every_rule_on_every_problem},
    {"every rule on a network", every_rule_on_a_network},
    {NULL, NULL},
};

int main(void)
{
    return check_main("race", checks);
}
