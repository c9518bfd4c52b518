#include "command/narrate.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "command/card.h"
#include "command/marker.h"
#include "command/sheet.h"
#include "panel/chart/pen.h"
#include "panel/panel.h"

enum { STEPS_MAX = 1000000, RULES_MAX = 64 };

struct narration {
    struct session *s;
    bool unicode;
    int said;      /* the operation whose words were told last */
    bool revealed; /* of a question: what it was was told */
    struct news_seen seen;
    int n_rules;
    const char *rule[RULES_MAX]; /* insights, since something was turned */
    uint64_t words[RULES_MAX];   /* and what they said: two rules may say the same */
    uint64_t race, step;         /* which race of the session, and where it was */
    char scene[sizeof((struct scene *)0)->name]; /* that was told of */
};

/* One line, in letters that the reader has. */
static void tell(const struct narration *n, const char *kind, const char *words)
{
    char plain[PEN_TEXT_MAX];
    struct grid grid = {.unicode = n->unicode};
    printf("step %llu: %s%s\n", (unsigned long long)n->s->race.step, kind,
           pen_words(&grid, words, plain, sizeof plain));
    fflush(stdout); /* it is heard as it happens, through a pipe too */
}

static void tell_plain(const struct narration *n, const char *words)
{
    say_line(n->unicode, words);
    fflush(stdout);
}

/* What is told of a run is told anew once something was turned: it may be otherwise now. */
static void forget(struct narration *n)
{
    memset(n->seen.told, 0, sizeof n->seen.told);
    n->n_rules = 0;
}

/* "f(θ) = θ⁴ from 5" */
static void start_words(const struct race *race, char *buf, size_t size)
{
    const double *at = race->run[0].start;
    const char *a = NUMBER(at[0], 4);
    if (race->problem.dim == 1)
        snprintf(buf, size, "%s from %s", race->problem.formula, a);
    else if (race->problem.dim == 2)
        snprintf(buf, size, "%s from (%s, %s)", race->problem.formula, a, NUMBER(at[1], 4));
    else
        snprintf(buf, size, "%s", race->problem.formula);
}

/* What is told before the first step. */
static void tell_scene(struct narration *n)
{
    const struct session *s = n->s;
    char words[400];
    snprintf(n->scene, sizeof n->scene, "%s", s->scene.name);
    n->said = -1;
    forget(n);
    snprintf(words, sizeof words, "%.63s: %.159s", s->scene.name, s->scene.title);
    tell_plain(n, words);
    if (s->scene.look[0])
        tell_plain(n, s->scene.look);
    start_words(&s->race, words, sizeof words);
    tell_plain(n, words);
    for (int i = 0; i < s->race.n; i++) {
        card_run(&s->race.run[i], words, sizeof words);
        tell_plain(n, words);
    }
}

/* A restart, another start or problem; or a way through time, which tells nothing anew. */
static void tell_jumps(struct narration *n)
{
    const struct race *race = &n->s->race;
    bool back = race->step < n->step, other = n->s->race_count != n->race;
    bool travelled = !other && (race->step > n->step + 1 || (back && race->step < n->s->end));
    char words[240];
    n->race = n->s->race_count;
    n->step = race->step;
    if (!travelled && !other && !back)
        return;
    news_begin(&n->seen, race);
    start_words(race, words, sizeof words);
    if (strcmp(n->scene, n->s->scene.name) != 0) { /* opened by the script of the one before */
        tell_scene(n);
    } else if (travelled) {
        tell(n, "", back ? "back in time" : "on in time");
    } else {
        tell(n, "the runs begin again: ", words);
        forget(n);
    }
}

/* What was done, and then what of the step came of it. */
static void tell_events(struct narration *n)
{
    struct news e;
    while (session_news(n->s, &n->seen, NEWS_KEY | NEWS_CHAPTER | NEWS_TURNED, &e)) {
        tell(n, e.kind == NEWS_KEY ? "key: " : e.kind == NEWS_CHAPTER ? "chapter: " : "", e.words);
        if (e.kind == NEWS_TURNED)
            forget(n);
    }
    while (session_news(n->s, &n->seen, NEWS_OF_STEPS, &e))
        tell(n, "", e.words);
}

static uint64_t sum_of(const char *text)
{
    uint64_t sum = UINT64_C(14695981039346656037); /* FNV-1a */
    for (; *text; text++)
        sum = (sum ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return sum;
}

/* What stands under the pictures, when it is other words than before. */
static void tell_caption(struct narration *n)
{
    struct session *s = n->s;
    bool verdict = s->script.verdict[0] != '\0';
    if (s->script.said >= 0) {
        if (s->script.said == n->said && verdict == n->revealed)
            return;
        n->said = s->script.said;
        n->revealed = verdict;
        session_settle(s);
        char *prompt = s->script.asking ? strstr(s->caption, "  ›") : NULL;
        if (prompt)
            *prompt = '\0'; /* where a number would be typed */
        tell(n, s->script.asking ? "question: " : verdict ? "answer: " : "", s->caption);
        return;
    }
    n->said = -1;
    session_settle(s);
    uint64_t words = sum_of(s->caption);
    for (int i = 0; i < n->n_rules; i++)
        if (n->rule[i] == s->caption_rule || n->words[i] == words)
            return;
    if (!s->caption_rule || n->n_rules == RULES_MAX)
        return;
    n->words[n->n_rules] = words;
    n->rule[n->n_rules++] = s->caption_rule;
    tell(n, "", s->caption);
}

static void tell_all(struct narration *n)
{
    tell_jumps(n);
    tell_events(n);
    tell_caption(n);
}

static void tell_end(const struct narration *n)
{
    const struct session *s = n->s;
    const char *value = s->race.problem.kind->value_name; /* of a game, which has no loss */
    for (int i = 0; i < s->race.n; i++) {
        const struct run *r = &s->race.run[i];
        char words[400], status[64];
        snprintf(words, sizeof words, "%s: %s, %s = %s, ‖%s‖ = %s", r->name,
                 run_status_text(r->now.status, r->notes.status_step, status, sizeof status),
                 value ? value : "f", NUMBER(r->now.loss, 4), value ? "v" : "∇f",
                 NUMBER(r->now.grad_norm, 4));
        tell(n, "end: ", words);
    }
}

/* Where it ends: a script goes on for as long as it needs; a scene without one has its steps, also
 * where a script has opened it. left: the session was left at step `at`. */
static uint64_t last_step(const struct options *o, const struct session *s, bool left, uint64_t at)
{
    if (o->has_steps || left)
        return o->has_steps ? o->steps : at;
    return s->scene.script.n > 0 ? STEPS_MAX : s->scene.steps;
}

/* One step, one wait, one answer. false: there is no more to come. A session that was `left` goes
 * on after the last that was done to it. */
static bool play_on(struct session *s, uint64_t steps, bool left)
{
    enum script_state state = session_script(s);
    if (s->race.step >= steps || (state == SCRIPT_DONE && !left) || state == SCRIPT_STUCK)
        return false;
    if (session_nod(s))
        return true;
    if (session_next(s) != CLOCK_REST)
        return session_advance(s, 1) > 0 || (session_script(s) != SCRIPT_NONE && !left);
    if (state == SCRIPT_GOING)
        session_idle(s, session_due(s));
    return state == SCRIPT_GOING;
}

/* The session at its first step also where it was left at another: all of the way is told. */
static bool open_scene(const struct options *o, struct session *s, bool *left, uint64_t *at)
{
    static struct scene scene;
    struct report r;
    if (!options_scene(o, &scene))
        return false;
    *left = scene.goes_on;
    *at = scene.from;
    scene.goes_on = false;
    report_init(&r);
    bool ok = session_open(s, &scene, panel_names, &r);
    options_faults(o, &r);
    if (ok && o->marker && !options_cast(o) && !marker_go(s, o->marker)) {
        session_release(s);
        return false;
    }
    return ok;
}

/* The script was played to one of its chapters, untold. */
static void tell_chapter(struct narration *n)
{
    const struct script *script = &n->s->scene.script;
    int i = n->s->script.at - 1;
    while (i > 0 && script->op[i].kind != OP_MARK)
        i--;
    n->s->script.n_heard = 0;
    news_begin(&n->seen, &n->s->race);
    tell(n, "told from here on, chapter: ", script_text(script, &script->op[i]));
}

int narrate(const struct options *o)
{
    static struct session s;
    bool left;
    uint64_t at;
    if (!open_scene(o, &s, &left, &at))
        return EXIT_USAGE;
    struct narration n = {
        .s = &s, .unicode = options_unicode(o), .race = s.race_count, .step = s.race.step};
    bool scripted = session_script(&s) != SCRIPT_NONE;
    tell_scene(&n);
    if (o->marker && !left)
        tell_chapter(&n);
    do
        tell_all(&n);
    while (!ferror(stdout) && play_on(&s, last_step(o, &s, left, at), left));
    tell_end(&n);
    if (scripted && session_script(&s) != SCRIPT_DONE && s.race.step < last_step(o, &s, left, at))
        complain("%s:%d: nothing moves any more, and the script waits for what will not come",
                 s.scene.path,
                 s.scene.script.op[s.script.at < s.scene.script.n ? s.script.at : 0].line);
    session_release(&s);
    bool written = fflush(stdout) == 0 && !ferror(stdout);
    if (!written)
        complain("standard output: cannot be written");
    return written ? EXIT_OK : EXIT_FAILED;
}
