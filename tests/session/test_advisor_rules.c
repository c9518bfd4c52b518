/* Every clip rule with a threshold in the advisor and in the monitor: what it may be told, its
 * share of steps, a verdict. And that those whose optimizer cancels a clip factor are told so. */
#include <math.h>
#include <string.h>

#include "advisor_setup.h"
#include "base/text.h"
#include "lab/clip_watch.h"

static bool has_gamma(const struct clip_kind *kind)
{
    return param_find(kind->params, kind->n_params, "gamma") != NULL;
}

/* 150 steps of a small network, on mini-batches that can be cut into parts. */
static struct session *open_rule(const char *clip, const char *more)
{
    char yaml[400];
    snprintf(yaml, sizeof yaml,
             "problem: { kind: network, data: moons, layers: 2 6 2, batch: 20 }\n"
             "runs: { a: { lr: 0.5, clip: %s%s } }\nprobe: { every: 1, test: 0 }\n"
             "view: { panels: [advisor, monitor] }\n",
             clip, more);
    return open_at(yaml, STEPS);
}

static bool says(const char *text, const char *words)
{
    if (!strstr(text, words))
        printf("\n%s\n  expected in it: %s\n", text, words);
    return strstr(text, words) != NULL;
}

/* Whether γ obeys the knob by now, which is what the advisor may turn. */
static bool obeys(struct session *s)
{
    struct run *r = &s->race.run[0];
    double before = run_threshold(r), knob;
    if (!run_get(r, "gamma", &knob))
        return false;
    run_set(r, "gamma", 3 * knob);
    run_settle(r);
    bool turned = fabs(run_threshold(r) / before - 3) < 1e-9;
    CU_ASSERT(turned || run_threshold(r) == before);
    run_set(r, "gamma", knob);
    run_settle(r);
    return turned;
}

static void advice_of(struct session *s, const struct clip_kind *kind)
{
    const struct run *r = &s->race.run[0];
    struct advice custom = advice_called(s, "custom"), g99 = advice_called(s, "half-g99"), now;
    char text[400], share[60], percent[24];
    bool knob = has_gamma(kind) && !kind->finds_gamma;
    advice_verdict(s, text, sizeof text);
    advice_setting(s, &now);
    CU_ASSERT_EQUAL(obeys(s), knob);
    CU_ASSERT_EQUAL(custom.ready, knob);
    CU_ASSERT_EQUAL(g99.ready, knob && !kind->gamma_of);
    CU_ASSERT(!strstr(text, "nan") && !strstr(text, "inf"));
    CU_ASSERT(says(text, "a: ") && says(text, "γ"));
    double acted = (double)(r->notes.clipped_steps + r->notes.skipped_steps) / STEPS;
    bool shortens_all = kind->always && !kind->gamma_of; /* its share is of the norms over γ */
    CU_ASSERT(shortens_all ? acted == 1 && now.cuts > 0 && now.cuts <= 1
                           : fabs(now.cuts - acted) < 1e-12);
    share_text(percent, sizeof percent, r->notes.clipped_steps + r->notes.skipped_steps, STEPS, 0);
    snprintf(share, sizeof share, "%s %% of 150 steps", percent);
    bool advised = knob && !kind->gamma_of && strstr(text, "Take γ = ");
    CU_ASSERT(advised || says(text, share));
    if (kind->gamma_of)
        CU_ASSERT(says(text, kind->gamma_of) && says(g99.note, kind->gamma_of));
    if (kind->finds_gamma)
        CU_ASSERT(says(text, isfinite(now.gamma) ? "finds γ itself" : "has no γ at this step"));
}

static void monitor_of(const struct run *r)
{
    char text[400];
    enum monitor_verdict verdict = monitor_judge(r);
    monitor_say(r, text, sizeof text);
    CU_ASSERT(!strstr(text, "nan"));
    if (r->notes.clipped_steps == 0) {
        CU_ASSERT_EQUAL(verdict, MONITOR_IDLE);
        CU_ASSERT((r->notes.skipped_steps > 0) == (strstr(text, "skipped") != NULL));
    } else {
        CU_ASSERT(verdict == MONITOR_WITHIN || verdict == MONITOR_UNSURE ||
                  verdict == MONITOR_OVER);
        CU_ASSERT(says(text, "clip ratio"));
    }
}

static void every_rule(void)
{
    int rules = 0, acted = 0, parts = 0, found = 0;
    for (int i = 0; clip_kinds[i]; i++) {
        const struct clip_kind *kind = clip_kinds[i];
        unsigned failed = CU_get_number_of_failures();
        if (!has_gamma(kind) && !kind->finds_gamma)
            continue;
        struct session *s = open_rule(kind->name, has_gamma(kind) ? ", gamma: 0.05" : "");
        const struct run *r = &s->race.run[0];
        CU_ASSERT(!isnan(run_threshold(r)));
        monitor_of(r);
        advice_of(s, kind);
        rules++, parts += kind->gamma_of != NULL, found += kind->finds_gamma;
        acted += r->notes.clipped_steps + r->notes.skipped_steps > 0;
        session_drop(s);
        if (CU_get_number_of_failures() > failed)
            printf("\nof %s\n", kind->name);
    }
    CU_ASSERT(rules >= 28 && acted >= 24 && parts >= 10 && found >= 7);
}

static void verdict(const char *run, const char *words)
{
    char yaml[300], text[400];
    snprintf(yaml, sizeof yaml, "problem: { kind: power, start: 5 }\nruns: { a: { %s } }\n", run);
    struct session *s = open_at(yaml, STEPS);
    advice_verdict(s, text, sizeof text);
    CU_ASSERT(says(text, words));
    session_drop(s);
}

static void verdicts(void)
{
    verdict("lr: 0.1, clip: hard, gamma: 1", "a: Take γ = ");
    verdict("lr: 0.1, clip: hard, gamma: 1", " and lr ");
    verdict("lr: 0.1, clip: hard, gamma: 60",
            "a: γ = 60 is too high for lr 0.1: some starts cycle.");
    verdict("lr: 0.001, clip: hard, gamma: 900", "a: γ = 900 has clipped no step. Take γ = ");
    verdict("lr: 0.001, clip: skip-over, gamma: 900", "a: γ = 900 has skipped no step. Take γ = ");
    verdict("lr: 0.001, clip: skip-over, gamma: 10",
            "a: γ = 10 skipped 100 % of 150 steps. There is no bound to go by. For a map type ");
    verdict("lr: 0.001", "a is not clipped, so there is no γ to set.");
    verdict("lr: 0.001, clip: agc", "a: agc has no γ to set. It clipped ");
    verdict("lr: 0.1, clip: hard, gamma: 1, optimizer: adam",
            "a: adam divides by the size of the gradients, so a γ that always clips cancels. To "
            "shorten the longest alone take γ = g99 = ");
    verdict(
        "lr: 0.1, clip: hard, gamma: 400, optimizer: adam",
        "a: γ = 400 clipped 2.7 % of the steps, which keeps long gradients out of adam's means. "
        "Leave it.");
    verdict("lr: 0.1, clip: hard, gamma: 1e6, optimizer: adam",
            "a: γ = 1e6 has clipped no step. Choose lr.");
    verdict("lr: 0.1, clip: hard, gamma: 1, optimizer: normalized",
            "a: normalized divides by the size of each gradient, so γ changes nothing. Choose lr.");
    verdict("lr: 0.001, clip: hard, gamma: 10, optimizer: momentum",
            "The bound is about gradient descent alone. For a map type = view.panels=map,advisor");
    verdict("lr: 0.1, clip: skip-over, gamma: 1, optimizer: adam",
            "a: γ = 1 skipped 100 % of 150 steps."); /* and such a γ does matter */
}

static const char starved[] = "problem: { kind: quadratic, a: 1, b: 2e9, start: [1, 1] }\n"
                              "runs: { a: { lr: 0.001, clip: hard, optimizer: adam } }\n";
static const char game[] = "problem: { kind: dirac-gan, penalty: 0.2, start: [1, 1] }\n"
                           "runs: { a: { lr: 0.5, clip: hard, gamma: 0.5 } }\n";

/* What is said where a rule of thumb and the theory of gradient descent are not about the run. */
static void each_by_itself(void)
{
    static const struct {
        const char *yaml, *monitor, *verdict;
    } all[] = {
        {starved,
         "Clipping makes 1 of 2 components smaller than ε = 1e-8. There the clip factor "
         "does not cancel",
         "a: γ = 1 clips components below ε, and they hardly move. Take a higher γ."},
        {game, "Rules of thumb are about losses, not games. The recent clip ratio is 0.39",
         "a: a game has no curvature to go by. γ = 0.5 bounds how far each step goes"},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char text[400];
        struct session *s = open_at(all[i].yaml, STEPS);
        monitor_say(&s->race.run[0], text, sizeof text);
        CU_ASSERT(says(text, all[i].monitor));
        CU_ASSERT(!strstr(text, "theory") && !strstr(text, "f rose") && !strstr(text, "over 0.5"));
        advice_verdict(s, text, sizeof text);
        CU_ASSERT(says(text, all[i].verdict));
        session_drop(s);
    }
    struct session *s = open_at(game, 0); /* no step, so no ratio */
    char text[400];
    monitor_say(&s->race.run[0], text, sizeof text);
    CU_ASSERT(says(text, "not games") && !strstr(text, "nan"));
    session_drop(s);
}

/* What no knob can be turned to is no advice, and of no step nothing is said but that. */
static void what_cannot_be_said(void)
{
    static const struct {
        const char *yaml, *verdict, *monitor;
        uint64_t step;
    } all[] = {
        {"problem: { kind: rosenbrock }\n" /* b has gone far out, where the curvature is 1e10 */
         "runs: { a: { lr: 2, clip: hard, gamma: 0.1 }, b: { lr: 2 } }\n",
         "a: Too early to say.", "", 2},
        {"problem: { kind: formula, f: \"1e8*x^2+x^4\", start: 3 }\n"
         "runs: { a: { lr: 0.01, clip: hard, gamma: 1 } }\n",
         "a: γ = 1 clipped 100 % of 150 steps. The bound's γ is too high to set. For a map type",
         "", STEPS},
        {"problem: { kind: formula, f: \"1e-8*(x^2+x^4)\", start: 3 }\n"
         "runs: { a: { lr: 1, clip: hard, gamma: 1 } }\n",
         "a: γ = 1 has clipped no step. The bound's lr is too high to set. For a map type", "",
         STEPS},
        {"problem: { kind: power, start: 5 }\nruns: { a: { lr: 0.1, clip: zclip } }\n",
         "a: zclip has no γ at this step. It has made no step yet.", "", 0},
        {"problem: { kind: quadratic, a: 1, b: 1, start: [30, 0] }\n"
         "runs: { a: { lr: 1, clip: hard, gamma: 0.3 } }\n",
         "", ", under 0.5. Yet the run has converged.", 102},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char text[400];
        struct session *s = open_at(all[i].yaml, all[i].step);
        advice_verdict(s, text, sizeof text);
        CU_ASSERT(says(text, all[i].verdict));
        monitor_say(&s->race.run[0], text, sizeof text);
        CU_ASSERT(says(text, all[i].monitor));
        session_drop(s);
    }
}

/* On a slope of 1 with γ = ½ every gradient is halved: of an optimizer that divides by their size
 * nothing is seen of that, of gradient descent all. */
static double moved(const char *optimizer, const char *clip, enum monitor_verdict *judged)
{
    char yaml[300];
    snprintf(yaml, sizeof yaml,
             "problem: { kind: formula, f: \"x\", start: 0 }\n"
             "runs: { a: { optimizer: %s%s } }\n",
             optimizer, clip);
    struct session *s = open_at(yaml, 20);
    double x = s->race.run[0].x[0];
    *judged = monitor_judge(&s->race.run[0]);
    session_drop(s);
    return x;
}

static void cancels(void)
{
    int flagged = 0;
    for (int i = 0; optimizer_kinds[i]; i++) {
        const struct optimizer_kind *o = optimizer_kinds[i];
        enum monitor_verdict of[3];
        double plain, half;
        if (!o->divides && !o->cancels)
            continue;
        plain = moved(o->name, "", &of[0]);
        half = moved(o->name, ", clip: hard, gamma: 0.5", &of[1]);
        moved(o->name, ", clip: skip-over, gamma: 0.5", &of[2]);
        CU_ASSERT(plain < 0);
        CHECK_NEAR(half, plain, 1e-4);
        CU_ASSERT(of[0] == MONITOR_EARLY && of[1] == MONITOR_CANCELS && of[2] == MONITOR_EARLY);
        flagged++;
    }
    CU_ASSERT(flagged >= 4);
    enum monitor_verdict gd;
    double plain = moved("gd", "", &gd), half = moved("gd", ", clip: hard, gamma: 0.5", &gd);
    CHECK_NEAR(half, plain / 2, 1e-12);
    CU_ASSERT(gd != MONITOR_CANCELS);
    char text[400];
    struct session *s = open_at("problem: { kind: formula, f: \"x\", start: 0 }\n"
                                "runs: { a: { optimizer: adam, clip: hard, gamma: 0.5 } }\n",
                                20);
    monitor_say(&s->race.run[0], text, sizeof text);
    CU_ASSERT(says(text, "adam divides by the size of the gradients: a clip factor that stays "
                         "cancels (clip ratio 0.5)"));
    session_drop(s);
}

int main(void)
{
    static const struct check checks[] = {
        {"every rule", every_rule}, {"what cannot be said", what_cannot_be_said},
        {"verdicts", verdicts},     {"each by itself", each_by_itself},
        {"cancels", cancels},       {NULL, NULL},
    };
    return check_main("advisor rules", checks);
}
