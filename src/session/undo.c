/* What was turned taken back, and done again: knobs, starts, trials, and what was set of the
 * problem or the panels. A change is kept as the race's deeds, its scene and its step before it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "session/session_parts.h"

enum { CHANGES_MAX = 64, DEEDS_FIRST = 16 };

struct change {
    struct scene *scene; /* NULL: the one that is open */
    uint64_t race;       /* the one it is of, by session.race_count */
    enum action_id id;   /* what was done then */
    struct deed *deeds;
    int n, room; /* of deeds */
    uint64_t step;
};

struct history {
    struct change undo[CHANGES_MAX], redo[CHANGES_MAX];
    int n_undo, n_redo;
    struct change before; /* as it was before the action that is being done */
    bool taken;           /* whether it was kept */
    uint64_t changes;     /* session.changes then */
};

static void change_release(struct change *c)
{
    free(c->scene);
    free(c->deeds);
    *c = (struct change){0};
}

/* Room for n deeds. It is kept while actions change nothing: those allocate nothing either. */
static void change_room(struct change *c, int n)
{
    if (n > c->room) {
        c->deeds = mem_resize(c->deeds, (size_t)n, sizeof *c->deeds);
        c->room = n;
    }
}

static void stack_clear(struct change *stack, int *n)
{
    while (*n > 0)
        change_release(&stack[--*n]);
}

/* Takes *c over; the oldest makes way. */
static void stack_push(struct change *stack, int *n, struct change *c)
{
    if (*n == CHANGES_MAX) {
        change_release(&stack[0]);
        memmove(stack, stack + 1, (CHANGES_MAX - 1) * sizeof *stack);
        --*n;
    }
    stack[(*n)++] = *c;
    *c = (struct change){0};
}

void history_open(struct session *s)
{
    s->history = mem_alloc(1, sizeof *s->history);
    change_room(&s->history->before, DEEDS_FIRST);
}

static void history_clear(struct session *s)
{
    stack_clear(s->history->undo, &s->history->n_undo);
    stack_clear(s->history->redo, &s->history->n_redo);
    change_release(&s->history->before);
}

void history_close(struct session *s)
{
    if (s->history)
        history_clear(s);
    free(s->history);
    s->history = NULL;
}

static void take(const struct session *s, struct change *c)
{
    free(c->scene);
    *c = (struct change){.race = s->race_count,
                         .n = s->n_done,
                         .step = clock_target(s),
                         .deeds = c->deeds,
                         .room = c->room};
    change_room(c, c->n > 0 ? c->n : 1);
    memcpy(c->deeds, s->deeds, (size_t)c->n * sizeof *c->deeds);
}

/* The scene is a large thing, and seldom another: it is kept with what came before that. */
static void keep_scene(struct change *c, const struct scene *scene)
{
    c->scene = mem_alloc(1, sizeof *c->scene);
    *c->scene = *scene;
}

static bool keeps_time(enum action_id id)
{
    return id != ACT_UNDO && id != ACT_REDO;
}

void history_before(struct session *s, const struct action *a)
{
    struct history *h = s->history;
    h->changes = s->changes;
    h->taken = keeps_time(a->id);
    if (!h->taken)
        return;
    take(s, &h->before);
    h->before.id = a->id;
    if (a->id == ACT_SET || a->id == ACT_ASSIGN)
        keep_scene(&h->before, &s->scene);
}

/* A knob turned several notches at one step is taken back as one turn. */
static bool goes_on(const struct history *h)
{
    const struct change *last = h->n_undo > 0 ? &h->undo[h->n_undo - 1] : NULL;
    const struct change *now = &h->before;
    return last && !last->scene && !now->scene && last->race == now->race && last->id == now->id &&
           last->step == now->step && now->id != ACT_TRY;
}

void history_pass(struct session *s, uint64_t changes, uint64_t race)
{
    s->history->changes += s->changes - changes;
    if (s->race_count != race)
        history_clear(s); /* what is kept is of a race that nobody goes back to */
}

void history_after(struct session *s)
{
    struct history *h = s->history;
    struct change *c = &h->before;
    if (s->changes == h->changes || !h->taken)
        return;
    if (c->race == s->race_count) {
        free(c->scene);
        c->scene = NULL;
    } else if (!c->scene) { /* another scene altogether */
        history_clear(s);
        return;
    }
    stack_clear(h->redo, &h->n_redo);
    if (!goes_on(h))
        stack_push(h->undo, &h->n_undo, c);
}

/* The first deed that is not in both; its step is the last that both runs share. UINT64_MAX: all
 * are. *apart: they begin differently, and a restart has kept step 0 with its knobs as they were.
 */
static uint64_t shared_until(const struct session *s, const struct change *c, bool *apart)
{
    int i = 0;
    uint64_t until = UINT64_MAX;
    while (i < c->n && i < s->n_done && deed_equal(&c->deeds[i], &s->deeds[i]))
        i++;
    *apart = false;
    for (int k = i; k < c->n; k++)
        *apart |= c->deeds[k].run == RUN_ALL;
    for (int k = i; k < s->n_done; k++)
        *apart |= s->deeds[k].run == RUN_ALL;
    if (i < c->n)
        until = c->deeds[i].step;
    if (i < s->n_done && s->deeds[i].step < until)
        until = s->deeds[i].step;
    *apart |= until == 0;
    return until;
}

/* The race was opened again: what is kept of the one with that number is of this one. */
static void renumber(struct session *s, uint64_t before)
{
    struct history *h = s->history;
    for (int i = 0; i < CHANGES_MAX; i++) {
        if (i < h->n_undo && h->undo[i].race == before)
            h->undo[i].race = s->race_count;
        if (i < h->n_redo && h->redo[i].race == before)
            h->redo[i].race = s->race_count;
    }
}

/* The race as it was at c, by the shortest way. false: it cannot be opened again. */
static bool go_to(struct session *s, const struct change *c)
{
    bool plays = clock_plays(s), apart, done = true;
    uint64_t shared = shared_until(s, c, &apart);
    if (c->scene || apart) {
        struct scene *scene = mem_alloc(1, sizeof *scene);
        *scene = c->scene ? *c->scene : s->scene;
        done = travel_reopen(s, scene, c->deeds, c->n, c->step);
        free(scene);
        renumber(s, c->race);
    } else {
        travel_deeds(s, c->deeds, c->n, shared < c->step ? shared : c->step, c->step);
    }
    clock_play(s, done && plays);
    return done;
}

/* The panels, where the scene shows others than before. */
static void look_changed_back(struct session *s, const struct scene *before)
{
    const struct view_spec *a = &before->view, *b = &s->scene.view;
    if (a->n_panels != b->n_panels || memcmp(a->panels, b->panels, sizeof a->panels) != 0)
        look_anew(s, true);
}

/* What of the deeds of one list is not in the other; said in a few words. */
static void say_difference(const struct session *s, const struct deed *in, int n,
                           const struct deed *other, int n_other, char *buf, size_t size)
{
    int i = 0;
    char more[32] = "";
    while (i < n && i < n_other && deed_equal(&in[i], &other[i]))
        i++;
    buf[0] = '\0';
    if (i >= n)
        return;
    if (n - i > 1)
        snprintf(more, sizeof more, " and %d more", n - i - 1);
    knob_say_deed(s, &in[i], buf, size);
    strncat(buf, more, size - strlen(buf) - 1);
}

/* What went or came is in the longer of the two lists, of now and of c. */
static void again(struct session *s, struct change *from, int *n_from, struct change *to, int *n_to,
                  const char *said)
{
    char what[120];
    if (s->deeds_lost) {
        session_say(s, "too many changes to repeat: none can be undone");
        return;
    }
    struct change c = from[--*n_from], now = {0};
    bool undone = from == s->history->undo;
    take(s, &now);
    now.id = c.id;
    if (c.id == ACT_RESTART) /* what was turned stays, as of step 0 */
        snprintf(what, sizeof what, "the restart");
    else if (undone)
        say_difference(s, now.deeds, now.n, c.deeds, c.n, what, sizeof what);
    else
        say_difference(s, c.deeds, c.n, now.deeds, now.n, what, sizeof what);
    from[*n_from] = (struct change){0};
    if (c.scene)
        keep_scene(&now, &s->scene);
    bool done = go_to(s, &c);
    if (c.scene)
        look_changed_back(s, now.scene);
    else
        now.race = s->race_count;
    stack_push(to, n_to, &now);
    change_release(&c);
    if (done)
        session_say(s, "%s: %s%sstep %llu", said, what, what[0] ? "; " : "",
                    (unsigned long long)clock_target(s));
}

void history_undo(struct session *s)
{
    struct history *h = s->history;
    if (h->n_undo > 0)
        again(s, h->undo, &h->n_undo, h->redo, &h->n_redo, "undone, Ctrl-R redoes it");
    else
        session_say(s, "nothing to undo: no value was changed");
}

void history_redo(struct session *s)
{
    struct history *h = s->history;
    if (h->n_redo > 0)
        again(s, h->redo, &h->n_redo, h->undo, &h->n_undo, "redone, U undoes it");
    else
        session_say(s, "nothing to redo: nothing was undone");
}
