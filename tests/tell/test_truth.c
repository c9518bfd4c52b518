/* Captions and events of whole scenes, step by step: each kind of sentence that was once false is
 * held to the numbers it speaks of. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "scene_setup.h"
#include "session/session.h"
#include "tell/news.h"

static struct session s;
static int sentences;

static void open_session(const char *name)
{
    struct report r;
    read_scene(name, NULL);
    report_init(&r);
    CU_ASSERT_TRUE_FATAL(session_open(&s, &scene, panel_names, &r));
    report_release(&r);
    s.scene.script.n = 0; /* its own sentences stand in the way of what is held here */
}

/* The word that stands at `at`, without what ends a sentence or a clause. */
static void word_at(const char *at, char *buf, size_t size)
{
    size_t n = strcspn(at, " ");
    while (n > 0 && strchr(".,:;", at[n - 1]))
        n--;
    snprintf(buf, size, "%.*s", (int)(n < size ? n : size - 1), at);
}

static void refuse(const char *scene_name, const char *text, const char *why)
{
    printf("\n%s, step %llu: %s: %s\n", scene_name, (unsigned long long)s.race.step, why, text);
    CU_FAIL("a sentence that is false");
}

/* "from A to B", "between A and B": two numbers that are told apart. */
static void check_pair(const char *name, const char *text, const char *first, const char *second)
{
    char a[40], b[40];
    for (const char *at = text; (at = strstr(at, first)); at++) {
        const char *next = at + strlen(first) + strcspn(at + strlen(first), " ");
        if (strncmp(next, second, strlen(second)) != 0)
            continue;
        word_at(at + strlen(first), a, sizeof a);
        word_at(next + strlen(second), b, sizeof b);
        if (strcmp(a, b) == 0)
            refuse(name, text, "equal numbers");
    }
}

/* "= 2 is over 2", "1 is at most ..": what is said to be over or under another is not equal to it
 * as it is printed. */
static void check_limit(const char *name, const char *text, const char *words)
{
    char a[40], b[40];
    for (const char *at = text; (at = strstr(at, words)); at++) {
        const char *from = at;
        while (from > text && from[-1] != ' ')
            from--;
        word_at(from, a, sizeof a);
        word_at(at + strlen(words), b, sizeof b);
        if (strcmp(a, b) == 0)
            refuse(name, text, "equal, and said not to be");
    }
}

static void hold_text(const char *name, const char *text)
{
    sentences += text[0] != '\0';
    check_pair(name, text, "from ", " to ");
    check_pair(name, text, "between ", " and ");
    check_limit(name, text, " is over ");
    check_limit(name, text, " is under ");
    check_limit(name, text, " was over ");
    size_t n = strlen(text);
    if (n > 0 && !strchr(".?)", text[n - 1]))
        refuse(name, text, "no end of a sentence");
    if (s.race.problem.kind->value_name && (strstr(text, " f rose") || strstr(text, " f = ")))
        refuse(name, text, "a game has no loss");
    if (strstr(text, " – "))
        refuse(name, text, "a number that is missing");
    if (strstr(text, "no longer overshoot") || strstr(text, "the loss falls all the same"))
        refuse(name, text, "a promise");
    if (strchr(text, '{'))
        refuse(name, text, "a quantity that no table has");
}

static const struct run *of_caption(void)
{
    for (int i = 0; i < s.race.n; i++) {
        size_t n = strlen(s.race.run[i].name);
        if (strncmp(s.caption, s.race.run[i].name, n) == 0 && strchr(": ", s.caption[n]))
            return &s.race.run[i];
    }
    return NULL;
}

/* "goes up and down": it has done so, several times, among the newest steps. */
static void check_swing(const char *name, const struct run *r)
{
    const struct trace *t = &r->trace;
    int turns = 0, way = 0;
    if (t->stride != 1 || t->n < 19 || !strstr(s.caption, "goes up and down"))
        return;
    for (int i = t->n - 18; i < t->n; i++) {
        int now = t->bucket[i].loss > t->bucket[i - 1].loss ? 1 : -1;
        turns += way && now != way;
        way = now;
    }
    if (turns < 2)
        refuse(name, s.caption, "it has not gone up and down");
}

/* "move about lr": each coordinate that is far over eps does. */
static void check_adam(const char *name, const struct run *r)
{
    double eps;
    if (!strstr(s.caption, "all move about lr") || !run_get(r, "eps", &eps))
        return;
    for (int i = 0; i < r->dim; i++)
        if (fabs(r->g[i]) > 10 * eps && fabs(fabs(r->d[i]) / r->now.lr - 1) > 0.15)
            refuse(name, s.caption, "a coordinate moves by another length");
}

static void check_caption(const char *name)
{
    const struct run *r = of_caption();
    hold_text(name, s.caption);
    if (!r)
        return;
    check_swing(name, r);
    check_adam(name, r);
    if (strstr(s.caption, "clipping stopped") && r->clip->always)
        refuse(name, s.caption, "soft clipping never stops");
    if (strstr(s.caption, "by luck") &&
        (doubles_any(r->optimizer->state) || r->problem->kind->n_params == 0))
        refuse(name, s.caption, "no luck");
    if (!strstr(s.caption, "It limits lr there"))
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
            if (strstr(text, "diverged: f went") && r->now.loss <= r->last.loss)
                refuse(name, text, "the loss has not risen");
            if (r->clip->always && strstr(text, "clipping stops"))
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
        check_caption(name);
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
        {"clinic-infinite", 40},
        {"clinic-samples", 60},
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
