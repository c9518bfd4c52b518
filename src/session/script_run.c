/* A script at work: it does what its entries say, through the same actions as keys and clicks. It
 * knows no clock but steps and the simulated seconds it is told of. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/session_parts.h"
#include "tell/phrase.h"

static const struct op *op_next(const struct session *s)
{
    const struct script *script = &s->scene.script;
    return s->script.at < script->n ? &script->op[s->script.at] : NULL;
}

static struct phrase_runs runs_of_race(const struct race *race)
{
    struct phrase_runs runs = {.n = race->n};
    for (int i = 0; i < race->n; i++)
        runs.name[i] = race->run[i].name;
    return runs;
}

static void hear(struct session *s, unsigned kind, int key, const char *words)
{
    struct script_play *p = &s->script;
    if (p->n_heard == HEARD_MAX)
        return;
    struct news *e = &p->heard[p->n_heard++];
    *e = (struct news){.kind = kind, .key = key};
    snprintf(e->words, sizeof e->words, "%.79s", words);
}

/* It stands still, as the race does, until somebody answers. */
static void stop(struct session *s)
{
    s->script.stops++;
    s->script.played = clock_plays(s);
    if (s->clock.now == CLOCK_REACH && s->clock.reach == REACH_TRIAL)
        s->clock.then = CLOCK_REST; /* a trial comes to its step all the same */
    else
        s->clock.now = CLOCK_REST;
}

void script_go_on(struct session *s)
{
    s->script.waiting = s->script.asking = false;
    s->script.elapsed = s->script.owed = 0;
    clock_play(s, s->script.played);
}

void script_leave(struct session *s)
{
    struct script_play *p = &s->script;
    if (p->busy || !s->scene.demo)
        return;
    p->at = s->scene.script.n;
    p->said = -1;
    p->waiting = p->asking = false;
}

static void say(struct session *s, int op)
{
    s->script.said = op;
    s->script.said_step = s->race.step;
    s->script.verdict[0] = 0;
    s->view.message[0] = 0;
}

static void ask(struct session *s, int at, const struct op *op)
{
    struct script_play *p = &s->script;
    p->asked = at;
    p->asking = true;
    p->answered = false;
    p->at += op->choices;
    say(s, at);
    s->view.mode = MODE_ASK;
    s->view.prompt[0] = 0;
    stop(s);
}

/* Of what is 0 by the formula, in double precision and from a start that was moved a little. */
static const double ALMOST = 1e-5;

/* What is the right answer now, and whether it was given. */
static bool judge(struct session *s, const struct op *asked, char *is, size_t size)
{
    const struct script_play *p = &s->script;
    struct run *r = &s->race.run[asked->holds.who];
    if (asked->holds.what == OF_STATUS) {
        snprintf(is, size, "%s", run_status_names[r->now.status]);
        return p->answered && asked[(int)p->answer].num == (double)r->now.status;
    }
    double v = quantity_of(asked->holds.what, &s->race, r);
    number_text(is, size, v, 4);
    return p->answered && fabs(p->answer - v) <= fmax(asked->num * fabs(v), ALMOST);
}

static void reveal(struct session *s, int at, const struct op *op)
{
    struct script_play *p = &s->script;
    const struct op *asked = &s->scene.script.op[op->key];
    char is[40], given[40];
    say(s, at);
    if (asked->holds.who >= s->race.n)
        return;
    bool right = judge(s, asked, is, sizeof is);
    if (!p->answered) {
        snprintf(p->verdict, sizeof p->verdict, "The answer: %s.", is);
        return;
    }
    p->right += right;
    p->judged++;
    if (asked->choices)
        snprintf(given, sizeof given, "%.36s",
                 script_text(&s->scene.script, &asked[(int)p->answer]));
    else
        number_text(given, sizeof given, p->answer, 4);
    snprintf(p->verdict, sizeof p->verdict, "%s: %s%s%s (%d of %d right).", right ? "Right" : "No",
             is, right && asked->choices ? "" : "; you said ", right && asked->choices ? "" : given,
             p->right, p->judged);
}

/* The script speaks for what it does. */
static void answered(struct session *s)
{
    if (s->script.said >= 0)
        s->view.message[0] = 0;
}

static void act(struct session *s, const struct op *op)
{
    struct action a = action_of(op->id);
    const char *text = script_text(&s->scene.script, op);
    a.num = op->num;
    memcpy(a.at, op->at, sizeof a.at);
    if (op->id == ACT_SET)
        a.run = RUN_ALL;
    if (text)
        snprintf(a.text, sizeof a.text, "%s", text);
    uint64_t changes = s->changes, race = s->race_count;
    act_do(s, &a);
    history_pass(s, changes, race);
    answered(s);
}

static void press(struct session *s, int key)
{
    char name[24];
    uint64_t changes = s->changes, race = s->race_count;
    hear(s, NEWS_KEY, key, key_text(key, name, sizeof name));
    act_key(s, key);
    history_pass(s, changes, race);
    answered(s);
}

/* One that is no trigger. */
static void op_do(struct session *s, int at)
{
    const struct op *op = &s->scene.script.op[at];
    switch (op->kind) {
    case OP_SAY:
        say(s, op->text < 0 ? -1 : at);
        break;
    case OP_DO:
        act(s, op);
        break;
    case OP_PRESS:
        press(s, op->key);
        break;
    case OP_WAIT:
        s->script.waiting = true;
        stop(s);
        break;
    case OP_MARK:
        hear(s, NEWS_CHAPTER, 0, script_text(&s->scene.script, op));
        break;
    case OP_ASK:
        ask(s, at, op);
        break;
    case OP_REVEAL:
        reveal(s, at, op);
        break;
    default:
        break;
    }
}

/* Whether the trigger is met; time beyond it is the next one's. */
static bool trigger_met(struct session *s, const struct op *op)
{
    double *elapsed = &s->script.elapsed;
    bool met = true;
    if (op->kind == OP_AT)
        met = (double)s->race.step >= op->num;
    else if (op->kind == OP_WHEN)
        met = phrase_holds(&op->holds, op->num, &s->race);
    else if (op->kind == OP_AFTER)
        met = *elapsed >= op->num - 1e-9;
    if (met && op->kind <= OP_WHEN)
        *elapsed = op->kind == OP_AFTER ? fmax(*elapsed - op->num, 0) : 0;
    return met;
}

void script_look(struct session *s)
{
    const struct op *op;
    if (s->script.busy)
        return;
    s->script.busy = true;
    while (!s->script.waiting && !s->script.asking && (op = op_next(s)) && trigger_met(s, op)) {
        int at = s->script.at++; /* before it is done: it may open another scene */
        op_do(s, at);
    }
    s->script.busy = false;
}

void script_begin(struct session *s)
{
    bool busy = s->script.busy;
    free(s->script.first);
    s->script = (struct script_play){.said = -1, .asked = -1, .busy = busy};
    if (s->scene.script.n > 0) {
        s->script.first = mem_alloc(1, sizeof *s->script.first);
        *s->script.first = s->scene;
    }
}

void script_release(struct session *s)
{
    free(s->script.first);
    s->script.first = NULL;
}

uint64_t script_share(const struct session *s, uint64_t n)
{
    const struct op *op = op_next(s);
    double left = (double)n;
    if (!op || s->script.waiting || s->script.asking)
        return n;
    if (op->kind == OP_WHEN)
        return 1;
    if (op->kind == OP_AT)
        left = op->num - (double)s->race.step;
    else if (op->kind == OP_AFTER)
        left = ceil((op->num - s->script.elapsed) * clock_rate(s) - 1e-6);
    return left < 1 ? 1 : left < (double)n ? (uint64_t)left : n;
}

void script_stepped(struct session *s, uint64_t made)
{
    s->opened_by_script = made > 0 ? 0 : s->opened_by_script;
    if (!op_next(s) || s->script.waiting || s->script.asking)
        return;
    s->script.elapsed += (double)made / clock_rate(s);
    script_look(s);
}

double session_due(const struct session *s)
{
    const struct op *op = op_next(s);
    if (!op || op->kind != OP_AFTER || s->script.waiting || s->script.asking)
        return INFINITY;
    return fmax(op->num - s->script.elapsed, 0);
}

void session_idle(struct session *s, double seconds)
{
    if (isinf(session_due(s)))
        return;
    s->script.elapsed += seconds;
    s->opened_by_script = 0;
    script_look(s);
}

enum script_state session_script(const struct session *s)
{
    const struct op *op = op_next(s);
    if (s->scene.script.n == 0)
        return SCRIPT_NONE;
    if (s->script.waiting)
        return SCRIPT_WAITING;
    if (s->script.asking)
        return SCRIPT_ASKING;
    if (!op)
        return SCRIPT_DONE;
    bool stands = session_next(s) == CLOCK_REST;
    return stands && op->kind != OP_AFTER ? SCRIPT_STUCK : SCRIPT_GOING;
}

/* "1 converge  2 cycle  3 diverge" and what is typed. */
static void ask_caption(const struct session *s, char *buf, size_t size)
{
    const struct op *asked = &s->scene.script.op[s->script.asked];
    size_t at = strlen(buf);
    for (int i = 1; i <= asked->choices && at < size; i++)
        at += (size_t)snprintf(buf + at, size - at, "  %d %s", i,
                               script_text(&s->scene.script, &asked[i]));
    if (at < size && (s->view.prompt[0] || !asked->choices))
        snprintf(buf + at, size - at, "  › %s", s->view.prompt);
}

bool script_caption(struct session *s)
{
    const struct script *script = &s->scene.script;
    struct phrase_runs runs = runs_of_race(&s->race);
    char why[700], *buf = s->caption;
    if (s->script.said < 0 || s->script.said >= script->n)
        return false;
    const char *text = script_text(script, &script->op[s->script.said]);
    bool past = script_pauses(s) && s->script.said_step != s->race.step;
    if (text && past && phrase_lacks(text, &runs, &s->race))
        return false; /* said of a step that had all the numbers */
    int used = snprintf(buf, sizeof s->caption, "%s%s", s->script.verdict,
                        s->script.verdict[0] && text ? " " : "");
    if (text)
        phrase_fill(text, &runs, &s->race, buf + used, sizeof s->caption - (size_t)used, why,
                    sizeof why);
    if (s->script.asking)
        ask_caption(s, buf, sizeof s->caption);
    return true;
}
