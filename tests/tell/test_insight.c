/* Each rule: a race where it holds, with its sentence, and one where it does not. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "insight_race.h"

/* One run: where the rule holds with what it says, and where it does not. */
static const struct single {
    const char *rule;
    struct setup yes, no;
    const char *says;
} singles[] = {
    /* Problem, power, start, clip, optimizer, lr, gamma, L0, L1, steps. */
    /* clang-format off */
    {"diverged-power",
     {"", 4, {5}, NULL, NULL, 0.1, 0, 0, 0, 9}, {"", 4, {5}, NULL, NULL, 0.0199, 0, 0, 0, 9},
     "one diverged at step 4. Its start |θ| = 5 is over 1/√(2η) = 2.24: from there every step ends farther out."},
    {"diverged",
     {"quadratic", 0, {3, 1}, NULL, NULL, 0.03, 0, 0, 0, 200},
     {"quadratic", 0, {3, 1}, NULL, NULL, 0.019, 0, 0, 0, 200},
     "one diverged at step 99. Just before, η·λ = 3 was over 2: the step overshot."},
    {"gone",
     {"", 4, {5}, NULL, NULL, 0.1, 0, 0, 0, 9}, {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 9},
     "one diverged at step 4. Press r to restart all runs."},
    {"landed",
     {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 1}, {"", 4, {4}, NULL, NULL, 0.01, 0, 0, 0, 1},
     "one hit the minimum by luck: its lr is exactly 1/(4·start²). Press D to move the start."},
    {"cycle-hard",
     {"", 4, {5}, "hard", NULL, 1, 2, 0, 0, 30}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 30},
     "one is cycling, period 2, between ±1. Every step is lr·γ = 2 long and jumps across the minimum."},
    {"cycle-soft",
     {"", 4, {5.5}, "soft", NULL, 25, 0.05, 0, 0, 500},
     {"", 4, {5}, "soft", NULL, 0.1, 1, 0, 0, 500},
     "one is cycling, period 2, between ±0.589: lr³γ² = 39.1 is over 13.5, the limit of soft clipping on θ⁴."},
    {"cycle-fixed",
     {"", 4, {5}, NULL, NULL, 0.02, 0, 0, 0, 9}, {"", 4, {5}, NULL, NULL, 0.019, 0, 0, 0, 9},
     "one is cycling, period 2, between ±5: its lr is exactly 1/(2·start²). With a higher lr it diverges."},
    {"cycle",
     {"quadratic", 0, {3, 0}, NULL, NULL, 0.02, 0, 0, 0, 9},
     {"quadratic", 0, {3, 0}, NULL, NULL, 0.019, 0, 0, 0, 9},
     "one is cycling, period 2, since step 7: steps of length 6 lead from one point to another and back."},
    {"converged",
     {"quadratic", 0, {3, 0}, NULL, NULL, 0.015, 0, 0, 0, 60},
     {"quadratic", 0, {3, 0}, NULL, NULL, 0.015, 0, 0, 0, 5},
     "one converged at step 29: the gradient norm is at most 1e-6. No step was clipped."},
    {"plateau",
     {"rnn-cliff", 0, {60, 60}, NULL, NULL, 0.1, 0, 0, 0, 5},
     {"rnn-cliff", 0, {5, -2.2}, NULL, NULL, 1e-4, 0, 0, 0, 2},
     "one stalled where f is flat: the gradient is only 6.51e-53, but f = 0.09 and its lowest value is 0."},
    {"stalled",
     {"", 4, {5}, "hard", NULL, 1e-9, 1e-9, 0, 0, 5}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 5},
     "one stalled at step 1: a step of length 1e-18 no longer moves θ. f = 625."},
    {"released",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 60}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 40},
     "one: clipping stopped at step 44. Gradients are now at most γ = 1, so the full lr 0.1 applies."},
    {"wont-settle",
     {"", 4, {5}, "soft", NULL, 25, 0.05, 0, 0, 0},
     {"", 4, {5}, "soft", NULL, 25, 0.025, 0, 0, 0},
     "one: lr³γ² = 39.1 is over 13.5. With this γ some starts bounce forever between two points."},
    {"far-out",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 0}, {"", 4, {5}, "hard", NULL, 0.1, 400, 0, 0, 0},
     "one: the gradient, 500, is 500 times γ. The step is clipped from 50 to 0.1."},
    {"just-over",
     {"", 4, {5}, "hard", NULL, 0.1, 400, 0, 0, 0}, {"", 4, {5}, "hard", NULL, 0.1, 200, 0, 0, 0},
     "one: the gradient, 500, is over γ = 400, so it is clipped: clip factor 0.8."},
    {"all-clipped",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 40}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 50},
     "one: all 40 gradients so far were clipped, so every step is lr·γ = 0.1 long."},
    {"never-fires",
     {"", 4, {1}, "hard", NULL, 0.01, 10, 0, 0, 20},
     {"", 4, {1}, "hard", NULL, 0.01, 3, 0, 0, 20},
     "one: no gradient was over γ = 10 in 20 steps. So far it descends with its full lr 0.01."},
    {"soft-half",
     {"", 4, {1}, "soft", NULL, 0.01, 4, 0, 0, 0}, {"", 4, {5}, "soft", NULL, 0.01, 4, 0, 0, 0},
     "one: its clip factor is 0.5, that of hard clipping 1. Soft is never under half of hard; it is "
     "half where ‖∇f‖ = γ."},
    {"soft-plain",
     {"", 4, {0.1}, "soft", NULL, 0.1, 1, 0, 0, 0}, {"", 4, {1}, "soft", NULL, 0.1, 1, 0, 0, 0},
     "one: the gradient, 0.004, is far below γ = 1. Its clip factor is 0.996: almost the full lr 0.1."},
    {"off-advice",
     {"", 4, {5}, "hard", NULL, 0.1, 0.01, 0, 0, 30},
     {"", 4, {5}, "hard", NULL, 0.01, 200, 0, 0, 30},
     "one has γ = 0.01. The bound on the points, L0 = 99.4 and L1 = 0.401, suggests γ = 248 and lr = 0.0101."},
    {"swing",
     {"product", 0, {6, 0.1}, "hard", NULL, 0.1, 1, 0, 0, 80},
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 80},
     "one: f goes up and down between 0.0194 and 0.0788. Steps of length 0.1 cross the valley. A lower lr would settle."},
    {"swing-falls",
     {"rosenbrock", 0, {-2, 2}, "hard", NULL, 0.00195, 10, 0, 0, 100},
     {"product", 0, {6, 0.1}, "hard", NULL, 0.1, 1, 0, 0, 80},
     "one: f goes up and down between 5.97 and 6, but falls on average: its mean over 16 steps fell from 6.04 to 6 by step 96."},
    {"over-rises",
     {"", 4, {5}, NULL, NULL, 0.1, 0, 0, 0, 0}, {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 0},
     "one: η·λ = 30 is over 2. The next step overshoots and f rises from 625 to 4.1e6."},
    {"over-falls",
     {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 0}, {"", 4, {5}, NULL, NULL, 0.006, 0, 0, 0, 0},
     "one: η·λ = 3 is over 2, yet this step lowers f from 625 to 0. The limit 2 assumes constant curvature."},
    {"coasting-over",
     {"quadratic", 0, {3, 1}, NULL, "momentum", 0.039, 0, 0, 0, 0},
     {"quadratic", 0, {3, 1}, NULL, "momentum", 0.03, 0, 0, 0, 0},
     "one: η·λ = 3.9 is over 3.8, the limit of momentum with this μ."},
    {"coasting-under",
     {"quadratic", 0, {3, 1}, NULL, "momentum", 0.03, 0, 0, 0, 0},
     {"quadratic", 0, {3, 1}, NULL, "momentum", 0.019, 0, 0, 0, 0},
     "one: η·λ = 3 is over 2, but with this momentum the limit is 3.8."},
    {"catapult",
     {"product", 0, {6, 0.1}, NULL, NULL, 0.1, 0, 0, 0, 12},
     {"product", 0, {6, 0.1}, NULL, NULL, 0.01, 0, 0, 0, 60},
     "one overshot to f = 104 at step 4 and came down in a flatter place: curvature 13.1, at first 36."},
    {"adam-eps",
     {"quadratic", 0, {1, 1}, NULL, "adam", 0.1, 0, 0, 0, 3},
     {"quadratic", 0, {1, 1}, NULL, NULL, 0.001, 0, 0, 0, 3},
     "one: each coordinate moves by about lr = 0.1 where its gradient is far over eps = 1e-8. A smaller eps clips harder."},
    {"edge",
     {"quadratic", 0, {3, 1}, NULL, NULL, 0.0195, 0, 0, 0, 30},
     {"quadratic", 0, {3, 1}, NULL, NULL, 0.015, 0, 0, 0, 30},
     "one is at the edge of stability: curvature λ = 100 is just under 2/lr = 103."},
    {"ill-conditioned",
     {"rosenbrock", 0, {-1, 1}, NULL, NULL, 0.001, 0, 0, 0, 3000},
     {"product", 0, {1, 2}, NULL, NULL, 0.001, 0, 0, 0, 300},
     "one: the curvature in one direction is 1320 times that in the other. It limits lr there; the other is slow."},
    {"saddle",
     {"product", 0, {6, 0}, NULL, NULL, 0.01, 0, 0, 0, 0},
     {"product", 0, {1, 1}, NULL, NULL, 0.01, 0, 0, 0, 0},
     "one: λ = 36 in one direction; in another f curves down (-0.0278), as at a saddle."},
    {"tail",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 1000}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 40},
     "one: the curve is flat here, so progress is slow: f falls like 1/t². About 30500 more steps to converge."},
    {"timid",
     {"", 4, {5}, NULL, NULL, 1e-5, 0, 0, 0, 50}, {"", 4, {5}, NULL, NULL, 1e-3, 0, 0, 0, 50},
     "one: η·λ = 0.00273 is far under 2. At this curvature an lr 367 times higher would not overshoot."},
    {"plain",
     {"", 4, {5}, NULL, NULL, 0.005, 0, 0, 0, 0}, {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 0},
     "one: η·λ = 1.5 is under 2: the next step lowers f from 625 to 39.1."},
    {"thrown",
     {"rnn-cliff", 0, {5, -2.2}, NULL, NULL, 0.1, 0, 0, 0, 200},
     {"rnn-cliff", 0, {5, -2.2}, "hard", NULL, 0.1, 0.05, 0, 0, 200},
     "one made one step of length 39.1 at step 59, where the gradient was 391. Here the gradient is only 3.82e-25."},
    {"not-smooth",
     {"reciprocal", 0, {0.2}, NULL, NULL, 0.001, 0, 0, 0, 50},
     {"", 4, {5}, NULL, NULL, 0.001, 0, 0, 0, 50},
     "one: on the 51 points so far curvature grows like gradient^1.5. If that goes on, no L0 + L1‖∇f‖ bounds it."},
    {"theory-rate",
     {"", 4, {5}, NULL, "theory", 1, 0, 4, 2, 0}, {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 0},
     "one: its step size 1/(L0 + L1‖∇f‖) is 0.000996 here. It grows to 1/L0 = 0.25 near the minimum."},
    {"going",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 0}, {"", 4, {5}, NULL, NULL, 0.1, 0, 0, 0, 9},
     "one: f = 625, the gradient is 500, the next step is 0.1 long."},
    /* clang-format on */
};

static void every_rule_holds_where_it_should(void)
{
    static struct race race; /* its runs point into it */
    char buf[240];
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
        const struct single *s = &singles[i];
        race_make(&race, &s->yes, NULL);
        if (!rule_holds(&race, s->rule))
            printf("\n%s does not hold: f = %g at %g, status %d\n", s->rule, race.run[0].now.loss,
                   race.run[0].x[0], race.run[0].now.status);
        CU_ASSERT(rule_holds(&race, s->rule));
        CHECK_TEXT(sentence(&race, s->rule, buf, sizeof buf), s->says);
        CU_ASSERT(utf8_columns(buf) <= 160);
        race_release(&race);
        race_make(&race, &s->no, NULL);
        if (rule_holds(&race, s->rule))
            printf("\n%s holds: %s\n", s->rule, sentence(&race, s->rule, buf, sizeof buf));
        CU_ASSERT(!rule_holds(&race, s->rule));
        race_release(&race);
    }
}

static void two_runs_are_compared(void)
{
    static struct race race;
    char buf[240];
    const struct setup soft = {"", 4, {5}, "soft", NULL, 0.25, 2, 0, 0, 40};
    const struct setup theory = {"", 4, {5}, NULL, "theory", 1, 0, 4, 2, 40};
    race_make(&race, &soft, &theory);
    CU_ASSERT(rule_holds(&race, "same-as-theory"));
    sentence(&race, "same-as-theory", buf, sizeof buf);
    CU_ASSERT_PTR_NOT_NULL(strstr(buf, "one and two do the same (θ differs by "));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(buf, "soft clipping with lr = 1/L0 and γ = L0/L1 is the theory's step."));
    race_release(&race);
    struct setup other = soft;
    other.gamma = 2.5;
    race_make(&race, &other, &theory);
    CU_ASSERT(!rule_holds(&race, "same-as-theory"));
    CU_ASSERT(rule_holds(&race, "leads"));
    race_release(&race);

    const struct setup hard = {"", 4, {1}, "hard", NULL, 0.01, 10, 0, 0, 20};
    const struct setup plain = {"", 4, {1}, NULL, NULL, 0.01, 0, 0, 0, 20};
    race_make(&race, &hard, &plain);
    CHECK_TEXT(sentence(&race, "same-as-plain", buf, sizeof buf),
               "one and two do the same: in 20 steps no gradient was over γ = 10.");
    CU_ASSERT(!rule_holds(&race, "leads")); /* a tie has no leader */
    race_release(&race);
    struct setup torch = hard;
    torch.clip = "torch";
    race_make(&race, &torch, &hard);
    CHECK_TEXT(sentence(&race, "same-path", buf, sizeof buf),
               "one and two do the same by different rules: θ differs by 0 after 20 steps.");
    race_release(&race);
    race_make(&race, &hard, &hard);
    CU_ASSERT(!rule_holds(&race, "same-path")); /* of one rule it is no news */
    race_release(&race);
    struct setup tight = hard;
    tight.gamma = 3;
    race_make(&race, &tight, &plain);
    CU_ASSERT(!rule_holds(&race, "same-as-plain"));
    CU_ASSERT(!rule_holds(&race, "apart"));
    race_release(&race);
    struct setup slow = plain;
    slow.lr = 0.001;
    race_make(&race, &slow, &plain);
    CHECK_TEXT(sentence(&race, "apart", buf, sizeof buf),
               "one has 5.25 times the loss of two: 0.742 against 0.141.");
    race_release(&race);
}

/* From |θ| = 0.589 the soft clip with η³γ² = 39.1 swings about its cycle: up at one step, down at
 * the next, and one thing is said of it at both. */
static void a_swing_is_told_in_one_way(void)
{
    static struct race race;
    char buf[240];
    const struct setup wrong = {"", 4, {4}, "soft", NULL, 25, 0.05, 0, 0, 3};
    race_make(&race, &wrong, NULL);
    int ahead = 0, behind = 0;
    for (int step = 3; step < 8; step++) {
        CHECK_TEXT(insight_pick(&race, ~0u, buf, sizeof buf)->name, "over-rises");
        ahead += strstr(buf, "The next step overshoots and f rises from") != NULL;
        behind += strstr(buf, "was over 2. The step overshot and f rose from") != NULL;
        race_advance(&race, 1);
        race_settle(&race);
    }
    CU_ASSERT(ahead > 0 && behind > 0 && ahead + behind == 5);
    race_release(&race);
}

/* Whatever the numbers are, every rule can be asked, and what it says is whole
 * and has no NaN. */
static void no_number_breaks_a_rule(void)
{
    static struct race race;
    static const double odd[] = {NAN, INFINITY, -INFINITY, 0, -1, 1e-320, 1e308};
    const struct insight_rule *rule;
    char buf[240];
    const struct setup s = {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 30};
    race_make(&race, &s, NULL);
    struct row keep = race.run[0].now;
    for (size_t k = 0; k < 6 * sizeof odd / sizeof *odd; k++) {
        struct row *now = &race.run[0].now;
        double *field[] = {&now->loss,        &now->grad_norm, &now->sharpness,
                           &now->clip_factor, &now->step_norm, &race.run[0].knobs.lr};
        double lr = race.run[0].knobs.lr;
        *field[k % 6] = odd[k / 6];
        for (int status = 0; status < RUN_STATUSES; status++) {
            now->status = (enum run_status)status;
            for (int i = 0; (rule = insight_at(i)); i++) {
                memset(buf, 0, sizeof buf);
                if (insight_holds(rule, &race, &race.run[0])) {
                    insight_tell(rule, &race, &race.run[0], buf, sizeof buf);
                    CU_ASSERT(strncmp(buf, "one", 3) == 0 && utf8_valid(buf, strlen(buf)));
                    CU_ASSERT(!strchr(buf, '{')); /* a quantity that no table has */
                }
            }
        }
        *now = keep;
        race.run[0].knobs.lr = lr;
    }
    race_release(&race);
}

static void rules_are_told_apart(void)
{
    const struct insight_rule *a, *b;
    int n = 0;
    for (; (a = insight_at(n)); n++)
        for (int j = 0; j < n && (b = insight_at(j)); j++) {
            CU_ASSERT(a->weight !=
                      b->weight); /* so that which one speaks is never a matter of order */
            CU_ASSERT_STRING_NOT_EQUAL(a->name, b->name);
        }
    CU_ASSERT(n >= 35);
    CU_ASSERT_PTR_NULL(insight_at(n + 1));
}

/* The experiment everyone sees first, sentence by sentence. */
static void the_quartic_is_told_in_phases(void)
{
    static struct race race;
    char buf[240], before[240] = "";
    const struct setup hard = {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 0};
    const struct setup fixed = {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 0};
    const char *last = NULL;
    int changes = 0;
    race_make(&race, &hard, &fixed);
    for (int step = 0; step < 1000; step++) {
        const struct insight_rule *rule = insight_pick(&race, ~0u, buf, sizeof buf);
        CU_ASSERT_PTR_NOT_NULL_FATAL(rule);
        CU_ASSERT(utf8_columns(buf) <= 160);
        changes += rule->name != last;
        last = rule->name;
        if (step == 0)
            CHECK_TEXT(
                buf, "one: the gradient, 500, is 500 times γ. The step is clipped from 50 to 0.1.");
        if (step == 1)
            CHECK_TEXT(buf,
                       "two hit the minimum by luck: its lr is exactly 1/(4·start²). Press D to "
                       "move the start.");
        if (step == 44)
            CHECK_TEXT(buf, "one: clipping stopped at step 44. Gradients are now at most γ = 1, so "
                            "the full lr 0.1 applies.");
        insight_pick(&race, 1u << 1, before, sizeof before);
        CU_ASSERT(strncmp(before, "two", 3) == 0); /* the selected run is spoken of */
        race_advance(&race, 1);
        race_settle(&race);
    }
    CU_ASSERT(changes <= 8); /* phases, no flicker */
    race_release(&race);
}

/* For ten steps, then the run that is left is spoken of, and of the lost one where it is asked. */
static void a_divergence_makes_way(void)
{
    static struct race race;
    char buf[240];
    const struct setup lost = {"", 4, {5}, NULL, NULL, 0.1, 0, 0, 0, 4};
    const struct setup left = {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 4};
    race_make(&race, &lost, &left);
    for (int step = 4; step <= 30; step++) {
        const struct insight_rule *rule = insight_pick(&race, ~0u, buf, sizeof buf);
        CHECK_TEXT(rule->name, step <= 14 ? "diverged-power" : "far-out");
        CU_ASSERT(strncmp(buf, step <= 14 ? "one" : "two", 3) == 0);
        insight_pick(&race, 1u << 0, buf, sizeof buf);
        if (step > 14)
            CHECK_TEXT(buf, "one diverged at step 4. Press r to restart all runs.");
        race_advance(&race, 1);
        race_settle(&race);
    }
    race_release(&race);
    race_make(&race, &lost, NULL); /* alone it is told for as long as the race stands */
    race_advance(&race, 100);
    race_settle(&race);
    CHECK_TEXT(insight_pick(&race, ~0u, buf, sizeof buf)->name, "diverged-power");
    race_release(&race);
}

int main(void)
{
    static const struct check checks[] = {
        {"every rule holds where it should", every_rule_holds_where_it_should},
        {"two runs are compared", two_runs_are_compared},
        {"no number breaks a rule", no_number_breaks_a_rule},
        {"rules are told apart", rules_are_told_apart},
        {"the quartic is told in phases", the_quartic_is_told_in_phases},
        {"a divergence makes way", a_divergence_makes_way},
        {"a swing is told in one way", a_swing_is_told_in_one_way},
        {NULL, NULL},
    };
    return check_main("insight", checks);
}
