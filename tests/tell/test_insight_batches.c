/* Of mini-batches: the loss goes up and down from one to the next by itself, and no sentence takes
 * that for descent gone wrong. */
#include <math.h>
#include <string.h>

#include "insight_say.h"
#include "lab/clip_watch.h"
#include "scene_setup.h"

/* How many of 150 steps say of the fast run that it swings, overshot or was thrown. */
static int times_blamed(const char *batch)
{
    static const char *const names[] = {"swing", "swing-falls", "catapult", "over-rises"};
    char buf[240];
    int times = 0;
    open_with("moons", batch);
    for (int step = 0; step < 150; step++) {
        race_advance(&race, 1);
        race_settle(&race);
        for (int i = 0; i < race.n; i++) {
            const struct insight_rule *rule = insight_say(&race, &race.run[i], buf, sizeof buf);
            for (size_t k = 0; rule && k < sizeof names / sizeof *names; k++)
                times += strcmp(rule->name, names[k]) == 0;
        }
    }
    race_release(&race);
    return times;
}

/* Of two runs that swing: the clipped one's mean loss falls from stretch to stretch, so that it is
 * not told to learn slower, and that of the other does not. */
static void who_learns_is_not_told_to_slow_down(void)
{
    char buf[240];
    int told[2] = {0}, learns[2] = {0};
    open_scene("moons");
    for (int step = 0; step < 250; step++) {
        race_advance(&race, 1);
        race_settle(&race);
        for (int i = 0; i < 2; i++) { /* fast and hard */
            const struct insight_rule *rule = insight_say(&race, &race.run[1 + i], buf, sizeof buf);
            CU_ASSERT_PTR_NULL(strstr(buf, "would settle")); /* λ grows until it swings again */
            if (rule && strstr(buf, "the edge of stability."))
                told[i]++;
            if (rule && strstr(buf, "but falls on average: its mean over "))
                learns[i]++;
        }
    }
    CU_ASSERT(told[0] > 30);
    CU_ASSERT_EQUAL(told[1], 0);
    CU_ASSERT(learns[1] > 150);
    race_release(&race);
}

/* Lets the run swing between two losses by such steps, at a curvature that was measured `ago`. */
static void let_swing(struct run *r, double low, double high, double lambda, uint64_t ago)
{
    for (int i = 0; i < r->trace.n; i++) {
        struct bucket *b = &r->trace.bucket[i];
        b->loss = b->loss_lo = b->loss_hi = i % 2 ? low : high;
        if (!isnan(b->clip))
            b->clip = r->gamma_index < 0 ? 1 : 0.5;
    }
    r->notes.curvature = lambda;
    r->notes.curvature_step = r->now.step - ago;
    r->now.sharpness = ago == 0 ? lambda : NAN;
    r->now.step_norm = 0.225;
    r->now.clip_factor = r->gamma_index < 0 ? 1 : 0.5;
}

static void swing_is(const struct run *r, const char *says)
{
    char buf[240] = "";
    const struct insight_rule *rule;
    for (int i = 0; (rule = insight_at(i)); i++)
        if (strcmp(rule->name, "swing") == 0 && insight_holds(rule, &race, r))
            insight_tell(rule, &race, r, buf, sizeof buf);
    CHECK_TEXT(buf, says);
}

/* By η·λ, where and when it was measured; without it nothing is said of the edge. */
static void a_network_swings_at_the_edge(void)
{
    open_runs("moons", "", "fixed hard"); /* rates 0.5 and 5 */
    race_advance(&race, 201);
    race_settle(&race);
    struct run *fixed = &race.run[0], *hard = &race.run[1];
    let_swing(fixed, 0.13, 0.136, 4.1, 0);
    swing_is(fixed, "fixed: f goes up and down between 0.13 and 0.136. η·λ = 2.05 is over 2, the "
                    "edge of stability.");
    let_swing(fixed, 0.108, 0.519, 3.92, 1);
    swing_is(fixed, "fixed: f goes up and down between 0.108 and 0.519. η·λ = 1.96 at step 200 is "
                    "close to 2, the edge of stability.");
    let_swing(fixed, 0.108, 0.519, 3.4, 1);
    swing_is(fixed, "fixed: f goes up and down between 0.108 and 0.519. Its steps are 0.225 long.");
    let_swing(hard, 0.00874, 0.0103, 0.524, 0);
    swing_is(hard,
             "hard: f goes up and down between 0.00874 and 0.0103. Its steps are 0.225 long.");
    let_swing(fixed, 0.13, 0.136, NAN, 0);
    swing_is(fixed, "fixed: f goes up and down between 0.13 and 0.136. Its steps are 0.225 long.");
    /* By less than three digits show. */
    let_swing(fixed, 0.11295, 0.11315, 4.1, 0);
    swing_is(fixed, "fixed: f goes up and down between 0.1129 and 0.1132. η·λ = 2.05 is over 2, "
                    "the edge of stability.");
    race_release(&race);
}

static void noise_is_not_blamed_on_the_rate(void)
{
    CU_ASSERT_EQUAL(times_blamed("problem.batch=16"), 0);
    CU_ASSERT(times_blamed("problem.batch=0") > 0); /* of the full set it would be said */
}

/* Of the newest 100 steps the loss from step 300 on and from 350 on, give or take `noise` in turn,
 * and the clip ratio, give or take `turns`. */
static void last_quarter(struct run *r, double before, double after, double noise, double ratio,
                         double turns)
{
    struct trace *t = &r->trace;
    for (int i = 0; i < t->n; i++) {
        double side = i % 2 ? 1 : -1;
        struct bucket *b = &t->bucket[i];
        b->loss = (b->step < 350 ? before : after) + side * noise;
        b->grad = 0.05 * (1 + 0.5 * side); /* under γ: nothing to be said of the theory's step */
        b->clip = i + 1 < t->n ? ratio + side * turns : NAN;
    }
    r->now.loss = t->bucket[t->n - 1].loss;
    r->monitor->ratio_recent = ratio * -expm1(400 * log1p(-1.0 / MONITOR_RECENT));
}

static void verdict(struct run *r, enum monitor_verdict expected, const char *words)
{
    char said[400];
    CU_ASSERT_EQUAL(monitor_judge(r), expected);
    monitor_say(r, said, sizeof said);
    CHECK_TEXT(said, words);
}

/* Batch 300 against batch 400 says 0.5 and 0.68 where the means are 0.6 and 0.58. */
static void verdicts_are_not_of_noise(void)
{
    open_runs("moons", "problem.batch=16", "hard");
    race_advance(&race, 400);
    struct run *r = &race.run[0];
    r->now.grad_norm = 9; /* by chance */
    last_quarter(r, 0.6, 0.58, -0.1, 0.3, 0.1);
    CU_ASSERT(r->trace.n == 401);
    verdict(r, MONITOR_OVER,
            "Too much clipping by the rule of thumb: recent clip ratio 0.3, under 0.5. f, a mean "
            "of 50 mini-batches, was 0.6 from step 300 on and is 0.58: the difference is noise.");
    last_quarter(r, 0.6, 0.5, 0.1, 0.48, 0.4);
    verdict(r, MONITOR_UNSURE,
            "The rule of thumb cannot tell: the recent clip ratio is 0.48 ±0.058, about 0.5. f, a "
            "mean of 50 mini-batches, fell from 0.6 to 0.5 since step 300.");
    last_quarter(r, 0.5, 0.6, 0.1, 0.48, 0.01);
    verdict(r, MONITOR_OVER,
            "Too much clipping by the rule of thumb: recent clip ratio 0.48, under 0.5. f, a mean "
            "of 50 mini-batches, rose from 0.5 to 0.6 since step 300.");
    last_quarter(r, 0.6, 0.5, 0.1, 0.48, 0.01);
    verdict(r, MONITOR_OVER,
            "Too much clipping by the rule of thumb: recent clip ratio 0.48, under 0.5. Yet f, a "
            "mean of 50 mini-batches, fell from 0.6 to 0.5 since step 300.");
    for (int i = 0; i < r->trace.n; i++)
        r->trace.bucket[i].grad *= 6; /* to 0.3, and γ is 0.1 */
    r->now.grad_norm = 0.01;
    verdict(r, MONITOR_OVER,
            "Too much clipping by the rule of thumb: recent clip ratio 0.48, under 0.5. Yet f, a "
            "mean of 50 mini-batches, fell from 0.6 to 0.5 since step 300. The theory's own step "
            "would have a clip factor of 0.25 at the mean gradient.");
    race_release(&race);
    open_runs("moons", "problem.batch=0", "hard"); /* without chance each step counts */
    race_advance(&race, 400);
    r = &race.run[0];
    r->now.grad_norm = 0.05;
    last_quarter(r, 0.5, 0.7, 0, 0.48, 0.4);
    verdict(r, MONITOR_OVER,
            "Too much clipping by the rule of thumb: recent clip ratio 0.48, under 0.5. f rose "
            "from 0.5 to 0.7 since step 300.");
    race_release(&race);
}

static const char *caption(char *buf, size_t size)
{
    insight_pick(&race, ~0u, buf, size);
    return buf;
}

/* What one step shows by chance leaves the caption as it is. */
static void the_caption_is_not_of_one_step(void)
{
    static const char *const scenes[] = {"moons", "rnn-order", "one-gamma", "lstm-smoothness"};
    char before[240], after[240];
    for (size_t k = 0; k < sizeof scenes / sizeof *scenes; k++) {
        open_with(scenes[k], k == 0 ? "problem.batch=16" : NULL);
        for (int step = 0; step < 120; step += 7) {
            race_settle(&race);
            caption(before, sizeof before);
            CU_ASSERT(before[0]);
            for (int i = 0; i < race.n; i++) {
                struct row *now = &race.run[i].now;
                now->loss *= 1.7;
                now->grad_norm *= i % 2 ? 0.2 : 3;
                now->step_norm *= 0.9;
                if (now->clip_factor < 1)
                    now->clip_factor *= 0.9;
                now->sharpness *= 2;
            }
            CHECK_TEXT(caption(after, sizeof after), before);
            race_advance(&race, 7);
        }
        race_release(&race);
    }
}

/* Of a loss that is a mean over many answers: their number is the data's. */
static void units_of_the_loss(void)
{
    char buf[240];
    open_scene("lstm-smoothness");
    CHECK_TEXT(caption(buf, sizeof buf),
               "hard: the loss is a mean of 40 answers. For their sum the same steps need lr = "
               "0.75 and γ = 4. Its L0 is 40 times as large, its L1 the same.");
    race_release(&race);
    open_with("lstm-smoothness", "problem.length=35 hard.lr=35 hard.gamma=0.14");
    CHECK_TEXT(caption(buf, sizeof buf),
               "hard: the loss is a mean of 35 answers. For their sum the same steps need lr = 1 "
               "and γ = 4.9. Its L0 is 35 times as large, its L1 the same.");
    race_release(&race);
    open_scene("rnn-order"); /* a single answer */
    CU_ASSERT_PTR_NULL(strstr(caption(buf, sizeof buf), "answers"));
    CU_ASSERT_EQUAL(race.problem.answers, 1);
    race_release(&race);
}

/* Lets steps from `first` on have this loss. */
static void let_loss(struct run *r, int first, double loss)
{
    for (int i = first; i < r->trace.n; i++)
        r->trace.bucket[i].loss = r->trace.bucket[i].loss_hi = loss + (i % 2 ? 0.01 : -0.01);
}

static void what_was_learned_is_lost(void)
{
    char buf[240];
    open_runs("moons", "problem.batch=16", "hard");
    race_advance(&race, 151);
    struct run *r = &race.run[0];
    memset(r->monitor->bin, 0, sizeof r->monitor->bin);
    monitor_add(r->monitor, 0.5);
    for (int i = 0; i < r->trace.n; i++)
        r->trace.bucket[i].grad_hi = 0.5;
    r->trace.bucket[107].grad_hi = 40;
    let_loss(r, 0, 0.7);
    let_loss(r, 50, 0.1);
    let_loss(r, 100, 0.5);
    CHECK_TEXT(caption(buf, sizeof buf),
               "hard lost what it had learned: mean loss now 0.5, 0.1 up to step 99. At step 107 "
               "‖∇f‖ was 40; its median is 0.508.");
    let_loss(r, 100, 0.35); /* not half of it */
    CU_ASSERT_PTR_NULL(strstr(caption(buf, sizeof buf), "lost"));
    let_loss(r, 100, 1.3);
    let_loss(r, 50, 0.5); /* never learned */
    CU_ASSERT_PTR_NULL(strstr(caption(buf, sizeof buf), "lost"));
    let_loss(r, 100, 1.3);
    CHECK_TEXT(caption(buf, sizeof buf),
               "hard: its mean loss, 1.3, is over the loss it began with, 0.69. At step 107 ‖∇f‖ "
               "was 40.");
    race_release(&race);
}

int main(void)
{
    static const struct check checks[] = {
        {"the caption is not of one step", the_caption_is_not_of_one_step},
        {"units of the loss", units_of_the_loss},
        {"what was learned is lost", what_was_learned_is_lost},
        {"noise is not blamed on the rate", noise_is_not_blamed_on_the_rate},
        {"verdicts are not of noise", verdicts_are_not_of_noise},
        {"a network swings at the edge", a_network_swings_at_the_edge},
        {"who learns is not told to slow down", who_learns_is_not_told_to_slow_down},
        {NULL, NULL},
    };
    return check_main("insight batches", checks);
}
