/* Captions and events of whole scenes, step by step: each kind of sentence that was once false is
 * held to the numbers it speaks of. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "insight_say.h"
#include "scene_setup.h"
#include "sentence.h"
#include "session/session.h"
#include "tell/news.h"

static struct session s;
static int sentences;

/* What sentences are told by that are held to more than their words. One that no sentence has any
 * more would hold nothing: every one is to be met. */
static struct {
    const char *words;
    int met;
} patterns[] = {
    {"; γ is ", 0},
    {"clipping stops", 0},
    {"clipping stopped", 0},
    {"diverged: f went", 0},
    {"each coordinate moves by about lr", 0},
    {"goes up and down", 0},
    {"steps fell from ", 0},
    {"higher would not overshoot", 0},
    {"assumes constant curvature", 0},
    {"Along the step it is only ", 0},
    {"which limits lr", 0},
    {"It limits lr there", 0},
    {"made one step of length", 0},
    {"by luck", 0},
};
enum { PATTERNS = sizeof patterns / sizeof *patterns };

/* Where text has the words, which are one of the patterns; else NULL. */
static const char *met(const char *text, const char *words)
{
    int i = 0;
    while (i < PATTERNS && strcmp(patterns[i].words, words) != 0)
        i++;
    CU_ASSERT_FATAL(i < PATTERNS);
    const char *at = strstr(text, words);
    patterns[i].met += at != NULL;
    return at;
}

static void open_session(const char *name)
{
    struct report r;
    read_scene(name, NULL);
    report_init(&r);
    CU_ASSERT_TRUE_FATAL(session_open(&s, &scene, panel_names, &r));
    report_release(&r);
    s.scene.script.n = 0; /* its own sentences stand in the way of what is held here */
}

static void refuse(const char *scene_name, const char *text, const char *why)
{
    printf("\n%s, step %llu: %s: %s\n", scene_name, (unsigned long long)s.race.step, why, text);
    CU_FAIL("a sentence that is false");
}

/* "from A to B; γ is C": A is over C and B is not, as they are printed. */
static void check_gamma(const char *name, const char *text)
{
    double before, now, gamma;
    const char *from = "clipping stops. The gradient went from ";
    if (!met(text, "; γ is "))
        return;
    if (!strstr(text, from) || sscanf(strstr(text, from) + strlen(from), "%lf to %lf; γ is %lf",
                                      &before, &now, &gamma) != 3)
        refuse(name, text, "no three numbers");
    else if (!(before > gamma && now <= gamma))
        refuse(name, text, "not over γ, as printed");
}

/* "each coordinate moves by about lr where its gradient is far over eps": it does. */
static void check_adam(const char *name, const struct run *r)
{
    double eps;
    if (!met(s.caption, "each coordinate moves by about lr"))
        return;
    CU_ASSERT_FATAL(run_get(r, "eps", &eps));
    for (int i = 0; i < r->dim; i++)
        if (fabs(r->g[i]) > 10 * eps && fabs(fabs(r->d[i]) / r->now.lr - 1) > 0.15)
            refuse(name, s.caption, "a coordinate moves by another length");
}

static void hold_text(const char *name, const char *text)
{
    sentences += text[0] != '\0';
    const char *fault = sentence_fault(text);
    if (fault)
        refuse(name, text, fault);
    check_gamma(name, text);
    if (s.race.problem.kind->value_name && (strstr(text, " f rose") || strstr(text, " f = ")))
        refuse(name, text, "a game has no loss");
    if (strstr(text, "no longer overshoot") || strstr(text, "the loss falls all the same"))
        refuse(name, text, "a promise");
}

/* "goes up and down": it has done so, several times, among the newest steps. */
static void check_swing(const char *name, const struct run *r)
{
    const struct trace *t = &r->trace;
    int turns = 0, way = 0;
    if (t->stride != 1 || t->n < 19 || !met(s.caption, "goes up and down"))
        return;
    for (int i = t->n - 18; i < t->n; i++) {
        int now = t->bucket[i].loss > t->bucket[i - 1].loss ? 1 : -1;
        turns += way && now != way;
        way = now;
    }
    if (turns < 2)
        refuse(name, s.caption, "it has not gone up and down");
    double low, high, before, mean;
    const char *fell = met(s.caption, "steps fell from ");
    if (sscanf(strstr(s.caption, "between "), "between %lf and %lf", &low, &high) != 2)
        refuse(name, s.caption, "between what");
    /* What it went up and down between begins with a rise: what it came down from is no part. */
    bool risen = false, there = false;
    for (int i = 1; i < t->n; i++) {
        risen = risen || t->bucket[i].loss > t->bucket[i - 1].loss;
        there = there || (risen && fabs(t->bucket[i].loss - high) <= 0.006 * high);
    }
    if (!there)
        refuse(name, s.caption, "it came down from there");
    if (fell && sscanf(fell, "steps fell from %lf to %lf", &before, &mean) == 2 &&
        !(mean <= 1.01 * high && mean < before))
        refuse(name, s.caption, "it fell before it went up and down");
}

/* What is said of a step, made once more. */
static void check_step(const char *name, const struct run *r)
{
    double x[2], number = 0, reach = r->now.lr * r->now.clip_factor * r->now.sharpness;
    const char *at = met(s.caption, "higher would not overshoot");
    if (r->dim > 2)
        return;
    if (at) {
        at = strstr(s.caption, "At this curvature an lr ");
        if (!at || sscanf(at, "At this curvature an lr %lf", &number) != 1)
            refuse(name, s.caption, "how many times");
        for (int i = 0; i < r->dim; i++)
            x[i] = r->x[i] + number * r->d[i];
        if (problem_eval(&s.race.problem, r->look, x, r->now.step, NULL) > r->now.loss)
            refuse(name, s.caption, "it overshoots");
    }
    if (met(s.caption, "assumes constant curvature") &&
        strcmp(s.race.problem.kind->name, "quadratic") == 0)
        refuse(name, s.caption, "the curvature is constant");
    if ((at = met(s.caption, "Along the step it is only ")) &&
        !(sscanf(at, "Along the step it is only %lf", &number) == 1 && number < 2))
        refuse(name, s.caption, "along the step it is not under 2");
    if (met(s.caption, "which limits lr") && !(reach > 1))
        refuse(name, s.caption, "it limits nothing");
    if ((at = strstr(s.caption, " at step ")) && met(s.caption, "made one step of length")) {
        const struct bucket *b = &r->trace.bucket[atoi(at + strlen(" at step "))];
        if (!(r->knobs.lr * b->clip * b->sharp > 2))
            refuse(name, s.caption, "a step within the limit");
    }
}

/* Every run is spoken of, as it is where it is selected. */
static void check_caption(const char *name, struct run *r)
{
    insight_say(&s.race, r, s.caption, sizeof s.caption);
    hold_text(name, s.caption);
    check_swing(name, r);
    check_adam(name, r);
    check_step(name, r);
    if (met(s.caption, "clipping stopped") && r->clip->always)
        refuse(name, s.caption, "soft clipping never stops");
    if (met(s.caption, "by luck") &&
        (doubles_any(r->optimizer->state) || r->problem->kind->n_params == 0))
        refuse(name, s.caption, "no luck");
    if (!met(s.caption, "It limits lr there"))
        return;
    for (int i = 0; i < s.race.n; i++) /* not while clipping is overtaking, or has */
        if (s.race.run[i].notes.clipped_steps > 0 && s.race.run[i].now.loss < r->now.loss)
            refuse(name, s.caption, "a run that clips is ahead");
}

static void check_events(const char *name)
{
    char text[320];
    for (int i = 0; i < s.race.n; i++)
        for (int k = 0; k < n_news_kinds; k++) {
            const struct run *r = &s.race.run[i];
            if (r->now.step == 0 || r->now.step != s.race.step ||
                !news_meets(&news_kinds[k], r, s.view.box))
                continue;
            insight_tell(&news_kinds[k].rule, NULL, r, text, sizeof text);
            hold_text(name, text);
            if (met(text, "diverged: f went") && r->now.loss <= r->last.loss)
                refuse(name, text, "the loss has not risen");
            if (met(text, "clipping stops") && r->clip->always)
                refuse(name, text, "soft clipping never stops");
            if (r->notes.clipped_steps == 0 && r->now.clip_factor == 1 && strstr(text, "factor"))
                refuse(name, text, "no clip factor in it");
        }
}

/* A curvature that is next to nothing beside the other is no saddle's. */
static void a_saddle_curves_down(void)
{
    int saddles = 0;
    for (int k = 0; k < 2; k++) {
        open_session(k ? "normalised" : "product");
        for (int i = 0; i < 500; i++) {
            double up, down;
            session_settle(&s);
            const char *at = strstr(s.caption, "λ = ");
            const char *other = at ? strstr(at, "curves down (") : NULL;
            if (other && sscanf(at, "λ = %lf", &up) == 1 &&
                sscanf(other, "curves down (%lf", &down) == 1) {
                saddles++;
                if (!(-down > 4e-4 * up))
                    refuse(s.scene.name, s.caption, "it is flat");
            }
            session_advance(&s, 1);
        }
        session_release(&s);
    }
    CU_ASSERT(saddles > 0);
}

static void play(const char *name, int steps)
{
    open_session(name);
    for (int i = 0; i <= steps; i++) {
        session_settle(&s);
        hold_text(name, s.caption);
        for (int k = 0; k < s.race.n; k++)
            check_caption(name, &s.race.run[k]);
        check_events(name);
        session_advance(&s, 1);
    }
    session_release(&s);
}

static void every_sentence(void)
{
    static const struct {
        const char *scene;
        int steps;
    } all[] = {
        {"why", 60},
        {"quartic", 200},
        {"fixed-boundary", 60},
        {"descent-lemma", 200},
        {"clinic-micro-batch", 150},
        {"clinic-starved", 100},
        {"clinic-infinite", 60},
        {"clinic-replicated", 60},
        {"adam-epsilon", 120},
        {"beale", 3000},
        {"rosenbrock", 600},
        {"product", 200},
        {"not-smooth", 300},
        {"newton-stand-in", 1100},
        {"theory-step", 250},
        {"two-cycles", 100},
        {"cosh", 40},
        {"powers", 200},
        {"lesson-6", 120},
        {"lesson-8", 600},
        {"clip-dialects", 100},
        {"clinic-samples", 60},
        {"clinic-workers", 120},
        {"clinic-unscale", 100},
        {"clinic-float32", 110},
        {"clinic-before-adam", 150},
        {"quartic-fair", 60},
        {"bent-valley", 200},
        {"your-loss", 145},
        {"normalised", 300},
        {"rnn-cliff", 300},
        {"growth", 200},
        {"game-circles", 200},
        {"game-in-turn", 60},
        {"game-weights", 300},
        {"noise-heavy-tail", 100},
        {"noise-two-point", 60},
    };
    sentences = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        play(all[i].scene, all[i].steps);
    CU_ASSERT(sentences > 5000);
    for (int i = 0; i < PATTERNS; i++) {
        if (patterns[i].met == 0)
            printf("\nno sentence says: %s\n", patterns[i].words);
        CU_ASSERT(patterns[i].met > 0);
    }
}

static const struct check checks[] = {
    {"every sentence", every_sentence},
    {"a saddle curves down", a_saddle_curves_down},
    {NULL, NULL},
};

int main(void)
{
    return check_main("truth", checks);
}
