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
     "one: diverged at step 4: |θ₀| = 5 is over 1/√(2η) = 2.24, where each step ends "
     "farther out than it began"},
    {"diverged",
     {"quadratic", 0, {3, 1}, NULL, NULL, 0.03, 0, 0, 0, 200},
     {"quadratic", 0, {3, 1}, NULL, NULL, 0.019, 0, 0, 0, 200},
     "one: diverged at step 99: a step before, η·λ was 3, over 2, where a step overshoots "
     "by more than it came"},
    {"gone",
     {"", 4, {5}, NULL, NULL, 0.1, 0, 0, 0, 9}, {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 9},
     "one: diverged at step 4 and stands there; r restarts all runs"},
    {"landed",
     {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 1}, {"", 4, {4}, NULL, NULL, 0.01, 0, 0, 0, 1},
     "one landed on the minimum in one step because η = 1/(4θ₀²): luck, not speed: move "
     "the start to see"},
    {"cycle-hard",
     {"", 4, {5}, "hard", NULL, 1, 2, 0, 0, 30}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 30},
     "one: caught in a two-cycle at ±ηγ/2 = ±1: every step is ηγ = 2 long, just across the "
     "minimum"},
    {"cycle-soft",
     {"", 4, {5.5}, "soft", NULL, 25, 0.05, 0, 0, 500},
     {"", 4, {5}, "soft", NULL, 0.1, 1, 0, 0, 500},
     "one: caught in a two-cycle at ±0.589: η³γ² = 39.1 is over 13.5, the most at which "
     "soft clipping settles on θ⁴"},
    {"cycle-fixed",
     {"", 4, {5}, NULL, NULL, 0.02, 0, 0, 0, 9}, {"", 4, {5}, NULL, NULL, 0.019, 0, 0, 0, 9},
     "one: a two-cycle at ±5: at η = 1/(2θ₀²) each step ends as far on the other side; a "
     "little more and it diverges"},
    {"cycle",
     {"quadratic", 0, {3, 0}, NULL, NULL, 0.02, 0, 0, 0, 9},
     {"quadratic", 0, {3, 0}, NULL, NULL, 0.019, 0, 0, 0, 9},
     "one: caught in a two-cycle since step 7: steps of 6 go across the minimum and back"},
    {"converged",
     {"quadratic", 0, {3, 0}, NULL, NULL, 0.015, 0, 0, 0, 60},
     {"quadratic", 0, {3, 0}, NULL, NULL, 0.015, 0, 0, 0, 5},
     "one: converged: ‖∇f‖ fell to 1e-6 at step 29; none of its steps were clipped"},
    {"plateau",
     {"rnn-cliff", 0, {60, 60}, NULL, NULL, 0.1, 0, 0, 0, 5},
     {"rnn-cliff", 0, {5, -2.2}, NULL, NULL, 1e-4, 0, 0, 0, 2},
     "one: stalled: ‖∇f‖ = 6.51e-53 leaves nothing to follow, yet f = 0.09 and its least is 0: a "
     "plateau, not the minimum"},
    {"stalled",
     {"", 4, {5}, "hard", NULL, 1e-9, 1e-9, 0, 0, 5}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 5},
     "one: stalled since step 1: a step of 1e-18 no longer moves θ, and f = 625"},
    {"released",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 60}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 40},
     "one: ‖∇f‖ fell below γ = 1 at step 44: since then it is plain descent with lr 0.1"},
    {"wont-settle",
     {"", 4, {5}, "soft", NULL, 25, 0.05, 0, 0, 0},
     {"", 4, {5}, "soft", NULL, 25, 0.025, 0, 0, 0},
     "one: η³γ² = 39.1 is over 13.5: a two-cycle stands beside the minimum, and some "
     "starts end in it"},
    {"far-out",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 0}, {"", 4, {5}, "hard", NULL, 0.1, 400, 0, 0, 0},
     "one: ‖∇f‖ = 500 is 500 times γ, so the step is 0.1 instead of 50"},
    {"just-over",
     {"", 4, {5}, "hard", NULL, 0.1, 400, 0, 0, 0}, {"", 4, {5}, "hard", NULL, 0.1, 200, 0, 0, 0},
     "one: ‖∇f‖ = 500 is over γ = 400: the gradient is cut to 0.8 of itself"},
    {"all-clipped",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 40}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 50},
     "one: all 40 steps were clipped: normalised descent, each step ηγ = 0.1 long; only "
     "the product of lr and γ counts"},
    {"never-fires",
     {"", 4, {1}, "hard", NULL, 0.01, 10, 0, 0, 20},
     {"", 4, {1}, "hard", NULL, 0.01, 3, 0, 0, 20},
     "one: γ = 10 never fired in 20 steps: so far this is plain descent with lr 0.01"},
    {"soft-half",
     {"", 4, {1}, "soft", NULL, 0.01, 4, 0, 0, 0}, {"", 4, {5}, "soft", NULL, 0.01, 4, 0, 0, 0},
     "one: its factor γ/(‖∇f‖+γ) = 0.5 is 0.5 of what hard clipping would give: never "
     "under half, and half where ‖∇f‖ = γ"},
    {"soft-plain",
     {"", 4, {0.1}, "soft", NULL, 0.1, 1, 0, 0, 0}, {"", 4, {1}, "soft", NULL, 0.1, 1, 0, 0, 0},
     "one: ‖∇f‖ = 0.004 is far below γ = 1: a factor of 0.996, so as good as plain descent "
     "with lr 0.1"},
    {"off-advice",
     {"", 4, {5}, "hard", NULL, 0.1, 0.01, 0, 0, 30},
     {"", 4, {5}, "hard", NULL, 0.01, 200, 0, 0, 30},
     "one: γ = 0.01; the bound over the points, L0 = 99.4 and L1 = 0.401, would have γ = "
     "L0/L1 = 248 and lr = 1/L0 = 0.0101"},
    {"swing",
     {"product", 0, {6, 0.1}, "hard", NULL, 0.1, 1, 0, 0, 80},
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 80},
     "one: f swings between 0.0194 and 0.0788: steps of 0.1 cross the valley and come back; "
     "a lower lr would settle"},
    {"swing-falls",
     {"rosenbrock", 0, {-2, 2}, "hard", NULL, 0.00195, 10, 0, 0, 100},
     {"product", 0, {6, 0.1}, "hard", NULL, 0.1, 1, 0, 0, 80},
     "one: f swings between 5.96 and 5.99 and falls all the same: its mean over 16 steps was 6.03 "
     "and is 5.99"},
    {"over-rises",
     {"", 4, {5}, NULL, NULL, 0.1, 0, 0, 0, 0}, {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 0},
     "one: η·λ = 30 is over 2: the next step overshoots, and f climbs from 625 to 4.1e6"},
    {"over-falls",
     {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 0}, {"", 4, {5}, NULL, NULL, 0.006, 0, 0, 0, 0},
     "one: η·λ = 3.0 is over 2, where a quadratic of this curvature would climb; the loss "
     "falls all the same, because the curvature drops along the step"},
    {"catapult",
     {"product", 0, {6, 0.1}, NULL, NULL, 0.1, 0, 0, 0, 12},
     {"product", 0, {6, 0.1}, NULL, NULL, 0.01, 0, 0, 0, 60},
     "one: a catapult: f rose to 104 at step 4 and came down where λ is 13.1 instead of "
     "36; η·λ is now 1.31"},
    {"adam-eps",
     {"quadratic", 0, {1, 1}, NULL, "adam", 0.1, 0, 0, 0, 3},
     {"quadratic", 0, {1, 1}, NULL, NULL, 0.001, 0, 0, 0, 3},
     "one: eps = 1e-8 is a threshold: a coordinate whose |g| is far over it moves by about lr = "
     "0.1, whatever |g|: the smaller eps, the harder the clipping"},
    {"edge",
     {"quadratic", 0, {3, 1}, NULL, NULL, 0.0195, 0, 0, 0, 30},
     {"quadratic", 0, {3, 1}, NULL, NULL, 0.015, 0, 0, 0, 30},
     "one: λ = 100 is just under 2/η = 103: the edge of stability, where steps across the "
     "valley hardly shrink"},
    {"ill-conditioned",
     {"rosenbrock", 0, {-1, 1}, NULL, NULL, 0.001, 0, 0, 0, 3000},
     {"product", 0, {1, 2}, NULL, NULL, 0.001, 0, 0, 0, 300},
     "one: one direction is 1320 times as steep as the other: it bounds lr, the flat one "
     "sets the pace; no threshold changes that"},
    {"saddle",
     {"product", 0, {6, 0}, NULL, NULL, 0.01, 0, 0, 0, 0},
     {"product", 0, {1, 1}, NULL, NULL, 0.01, 0, 0, 0, 0},
     "one: not convex here: the loss curves up by 36 one way, which bounds lr, and down by "
     "0.0278 another, where no step is too long"},
    {"tail",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 1000}, {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 40},
     "one: the curvature vanishes with θ, so f falls only like 1/(64η²t²) = 1.56e-6 (it is "
     "1.68e-6): some 30500 steps more to ‖∇f‖ = 1e-6"},
    {"timid",
     {"", 4, {5}, NULL, NULL, 1e-5, 0, 0, 0, 50}, {"", 4, {5}, NULL, NULL, 1e-3, 0, 0, 0, 50},
     "one: η·λ = 0.00273: at this curvature lr could be 367 times as large before a step "
     "overshoots the minimum"},
    {"plain",
     {"", 4, {5}, NULL, NULL, 0.005, 0, 0, 0, 0}, {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 0},
     "one: η·λ = 1.5 is under 2: the step of 2.5 goes down, to f = 39.1"},
    {"thrown",
     {"rnn-cliff", 0, {5, -2.2}, NULL, NULL, 0.1, 0, 0, 0, 200},
     {"rnn-cliff", 0, {5, -2.2}, "hard", NULL, 0.1, 0.05, 0, 0, 200},
     "one: thrown 39.1 by the step at 59, where ‖∇f‖ was 391, to (25.2, 30.9), where it is "
     "3.82e-25 and leads nowhere fast"},
    {"not-smooth",
     {"reciprocal", 0, {0.2}, NULL, NULL, 0.001, 0, 0, 0, 50},
     {"", 4, {5}, NULL, NULL, 0.001, 0, 0, 0, 50},
     "one: curvature grows like ‖∇f‖^1.5 here, faster than any L0 + L1‖∇f‖: no γ and lr "
     "are safe from everywhere"},
    {"theory-rate",
     {"", 4, {5}, NULL, "theory", 1, 0, 4, 2, 0}, {"", 4, {5}, NULL, NULL, 0.01, 0, 0, 0, 0},
     "one: its rate 1/(L0+L1‖∇f‖) is 0.000996 here and grows to 1/L0 = 0.25; the knee is "
     "at ‖∇f‖ = L0/L1 = 2"},
    {"going",
     {"", 4, {5}, "hard", NULL, 0.1, 1, 0, 0, 0}, {"", 4, {5}, NULL, NULL, 0.1, 0, 0, 0, 9},
     "one: f = 625, ‖∇f‖ = 500, the next step is 0.1 long"},
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
    CU_ASSERT_PTR_NOT_NULL(strstr(buf, "one and two are one run, |Δθ| = "));
    CU_ASSERT_PTR_NOT_NULL(strstr(buf, "at step 40: with lr = 1/L0 and γ = L0/L1 soft clipping is "
                                       "the step 1/(L0+L1‖∇f‖)"));
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
               "one: step for step the same as two: in 20 steps ‖∇f‖ never "
               "reached γ = 10");
    CU_ASSERT(!rule_holds(&race, "leads")); /* a tie has no leader */
    race_release(&race);
    struct setup torch = hard;
    torch.clip = "torch";
    race_make(&race, &torch, &hard);
    CHECK_TEXT(sentence(&race, "same-path", buf, sizeof buf),
               "one and two are one run: by different rules, yet |Δθ| = 0 after 20 steps");
    race_release(&race);
    race_make(&race, &hard, &hard);
    CU_ASSERT(!rule_holds(&race, "same-path")); /* of one rule it is no news */
    race_release(&race);
    struct setup tight = hard;
    tight.gamma = 3;
    race_make(&race, &tight, &plain);
    CU_ASSERT(!rule_holds(&race, "same-as-plain"));
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
        CHECK_TEXT(insight_pick(&race, -1, buf, sizeof buf)->name, "over-rises");
        ahead += strstr(buf, "the next step overshoots, and f climbs from") != NULL;
        behind += strstr(buf, "was over 2: the step overshot, and f climbed from") != NULL;
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
                           &now->clip_factor, &now->step_norm, &race.run[0].lr};
        double lr = race.run[0].lr;
        *field[k % 6] = odd[k / 6];
        for (int status = 0; status < RUN_STATUSES; status++) {
            now->status = (enum run_status)status;
            for (int i = 0; (rule = insight_at(i)); i++) {
                memset(buf, 0, sizeof buf);
                if (rule->holds(&race, &race.run[0])) {
                    rule->say(&race, &race.run[0], buf, sizeof buf);
                    CU_ASSERT(strncmp(buf, "one", 3) == 0 && utf8_valid(buf, strlen(buf)));
                }
            }
        }
        *now = keep;
        race.run[0].lr = lr;
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
        const struct insight_rule *rule = insight_pick(&race, -1, buf, sizeof buf);
        CU_ASSERT_PTR_NOT_NULL_FATAL(rule);
        CU_ASSERT(utf8_columns(buf) <= 160);
        changes += rule->name != last;
        last = rule->name;
        if (step == 0)
            CHECK_TEXT(buf, "one: ‖∇f‖ = 500 is 500 times γ, so the step is 0.1 instead of 50");
        if (step == 1)
            CHECK_TEXT(buf, "two landed on the minimum in one step because η = "
                            "1/(4θ₀²): luck, not "
                            "speed: move the start to see");
        if (step == 44)
            CHECK_TEXT(buf, "one: ‖∇f‖ fell below γ = 1 at step 44: since then it is "
                            "plain descent "
                            "with lr 0.1");
        insight_pick(&race, 1, before, sizeof before);
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
        const struct insight_rule *rule = insight_pick(&race, -1, buf, sizeof buf);
        CHECK_TEXT(rule->name, step <= 14 ? "diverged-power" : "far-out");
        CU_ASSERT(strncmp(buf, step <= 14 ? "one" : "two", 3) == 0);
        insight_pick(&race, 0, buf, sizeof buf);
        if (step > 14)
            CHECK_TEXT(buf, "one: diverged at step 4 and stands there; r restarts all runs");
        race_advance(&race, 1);
        race_settle(&race);
    }
    race_release(&race);
    race_make(&race, &lost, NULL); /* alone it is told for as long as the race stands */
    race_advance(&race, 100);
    race_settle(&race);
    CHECK_TEXT(insight_pick(&race, -1, buf, sizeof buf)->name, "diverged-power");
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
