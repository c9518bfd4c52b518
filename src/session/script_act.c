/* What a person does to a script: goes on, goes back, answers. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/session_parts.h"

/* The lesson after this one; false: this is the last. */
static bool lesson_next(struct session *s)
{
    struct scene_entry *all;
    const struct scene_entry *next = NULL;
    int n = scene_list(&all);
    for (int i = 0; i < n; i++)
        if (all[i].lesson > s->scene.lesson && (!next || all[i].lesson < next->lesson))
            next = &all[i];
    bool gone = next && scene_go(s, next->path);
    free(all);
    return gone;
}

/* The scene that the script's last line opens, NULL if it opens none. */
static const char *last_scene(const struct session *s)
{
    const struct script *script = &s->scene.script;
    const struct op *last = script->n > 0 ? &script->op[script->n - 1] : NULL;
    return last && last->kind == OP_DO && last->id == ACT_SCENE ? script_text(script, last) : NULL;
}

static bool leads_on(const struct session *s)
{
    return session_script(s) == SCRIPT_DONE && (s->scene.lesson > 0 || last_scene(s));
}

/* What comes after a while, nobody has to wait for. */
bool script_pauses(const struct session *s)
{
    return session_next(s) == CLOCK_REST && isfinite(session_due(s));
}

bool session_goes_on(const struct session *s)
{
    return session_script(s) == SCRIPT_WAITING || leads_on(s) || script_pauses(s);
}

/* From the end of a script, or from a place of one that the reader has left. */
static void lead_on(struct session *s)
{
    char scene[200];
    if (s->scene.lesson > 0) {
        if (!lesson_next(s))
            session_say(s, "that was the last lesson");
        return;
    }
    snprintf(scene, sizeof scene, "%s", last_scene(s));
    scene_go(s, scene);
}

void script_continue(struct session *s)
{
    enum script_state state = session_script(s);
    if (state == SCRIPT_WAITING) {
        script_go_on(s);
        if (s->scene.lesson > 0 && leads_on(s)) /* nothing is left to be said */
            lead_on(s);
    } else if (leads_on(s))
        lead_on(s);
    else if (script_pauses(s))
        s->script.elapsed += session_due(s);
    else if (state == SCRIPT_NONE)
        session_say(s, "Enter continues a lesson. This scene is not a lesson; press s to open one");
    else if (state == SCRIPT_STUCK)
        session_say(s, "the script waits for a step: space runs");
    else if (state == SCRIPT_GOING)
        session_say(s, "Enter goes on where a script waits. This one runs by itself");
    else if (state == SCRIPT_DONE && s->scene.lesson == 0)
        session_say(s, "the script has ended: Backspace goes back in it, s opens another scene");
}

bool session_nod(struct session *s)
{
    struct action answer = action_of(ACT_ANSWER);
    bool held = s->script.waiting || s->script.asking;
    if (s->script.asking) {
        session_act(s, &answer);
    } else if (held) { /* and no farther than the script goes */
        s->view.message[0] = '\0';
        script_go_on(s);
        script_look(s);
    }
    return held;
}

/* Whether the script opens another scene before anything else is waited for. */
static bool opens_scene(const struct session *s)
{
    const struct script *script = &s->scene.script;
    for (int i = s->script.at + script_pauses(s); i < script->n; i++) {
        const struct op *op = &script->op[i];
        if (op->kind <= OP_WHEN || op->kind == OP_WAIT || op->kind == OP_ASK)
            return false;
        if (op->kind == OP_DO && op->id == ACT_SCENE)
            return true;
    }
    return false;
}

bool session_leads_on(const struct session *s)
{
    bool last = s->scene.lesson > 0 && s->scene.lesson == s->lessons;
    bool ends = session_script(s) == SCRIPT_WAITING && s->script.at == s->scene.script.n;
    return !last &&
           (leads_on(s) || (ends && s->scene.lesson > 0) || (session_goes_on(s) && opens_scene(s)));
}

bool session_pass(struct session *s)
{
    if (opens_scene(s))
        return false;
    if (!script_pauses(s))
        return session_nod(s);
    session_idle(s, session_due(s));
    return true;
}

enum { PIECES_MAX = 200000 };

/* From the scene as it was opened, as the script alone plays it, to the stop before. What a person
 * did in between is undone. */
void script_back(struct session *s)
{
    struct script_play *p = &s->script;
    struct report none;
    if (!p->first) {
        session_say(
            s, "Backspace goes back in a lesson. This scene is not a lesson; press s to open one");
        return;
    }
    int target = p->waiting || p->asking ? p->stops - 1 : p->stops;
    struct scene *first = mem_alloc(1, sizeof *first);
    *first = *p->first;
    report_init(&none);
    bool open = session_swap(s, first, &none);
    report_release(&none);
    free(first);
    if (!open)
        return;
    scene_begin(s);
    script_look(s);
    for (int i = 0; i < PIECES_MAX && p->stops < target; i++) {
        if (p->waiting || p->asking) {
            script_go_on(s);
            script_look(s);
        } else if (session_script(s) != SCRIPT_GOING)
            break;
        else
            session_play(s, 0.05);
    }
}

/* A number, or one over another: 2/3. */
static bool answer_read(const char *text, double *v)
{
    char over[sizeof((struct view *)0)->prompt];
    double under = 1;
    const char *bar = strchr(text, '/');
    snprintf(over, sizeof over, "%.*s", (int)strcspn(text, "/"), text);
    if (!number_read(over, v) || (bar && !number_read(bar + 1, &under)))
        return false;
    *v /= under;
    return under != 0;
}

void script_answer(struct session *s, const char *text)
{
    struct script_play *p = &s->script;
    double v;
    if (!p->asking)
        return;
    text = text[0] ? text : s->view.prompt;
    int choices = s->scene.script.op[p->asked].choices;
    bool whole = answer_read(text, &v) && (!choices || (v >= 1 && v <= choices && v == (int)v));
    if (*text && !whole) { /* what was typed stays, to be mended */
        if (choices)
            session_say(s, "found %.40s; expected 1 to %d", text, choices);
        else
            session_say(s, "found %.40s; expected a number, as 0.5 or 1/2", text);
        return;
    }
    p->answered = *text;
    p->answer = *text ? v : 0;
    s->view.mode = MODE_MAIN;
    script_go_on(s);
}

/* Whatever is no part of an answer gets one: what is waited for, and the way on without. */
static void say_expected(struct session *s, int key, int choices)
{
    char name[16], want[32] = "a number and Enter";
    if (choices)
        snprintf(want, sizeof want, "a key from 1 to %d", choices);
    session_say(s, "found %s; expected %s, or Enter alone", key_text(key, name, sizeof name), want);
}

bool script_asks_number(const struct session *s)
{
    return s->script.asking && s->scene.script.op[s->script.asked].choices == 0;
}

void script_type(struct session *s, int key)
{
    char *prompt = s->view.prompt, letter[2] = {(char)key, 0};
    int choices = s->scene.script.op[s->script.asked].choices;
    struct action a = action_of(ACT_ANSWER);
    s->view.message[0] = 0;
    if (key == K_BACKSPACE)
        prompt_rub(prompt);
    else if (choices && key >= '1' && key < '1' + choices) {
        memcpy(a.text, letter, sizeof letter);
        session_act(s, &a);
    } else if (!choices && ((key >= '+' && key <= '9') || key == 'e') &&
               strlen(prompt) < sizeof s->view.prompt - 1) {
        strcat(prompt, letter);
    } else {
        say_expected(s, key, choices);
    }
}
