#include "command/loop.h"

#include <math.h>
#include <stdio.h>

#include "command/export.h"
#include "command/pace.h"
#include "command/reel.h"
#include "panel/panel.h"

/* Of the 33 ms of a frame, 25 at most go to steps: what is left keeps the keys quick. */
static const double step_budget = 0.025;
/* Where steps are made in slices, what else there is comes after so many seconds of them. */
static const double slice_budget = 0.004;
/* A step that has taken so many seconds says what it is doing. */
static const double slow_step = 1;
/* How often a map that fills in the background is drawn while nothing else happens. */
static const double map_every = 0.1;
/* A frame this little early is not worth waking up twice for. */
static const double early = 0.002;
/* Keys that wait (a paste into a terminal that does not mark it) are served so long before steps
 * and a frame come in between. */
static const double serve_budget = 0.01;

struct loop {
    struct terminal *terminal;
    struct session *session;
    struct screen screen;
    struct loop_options options;
    struct pace pace;
    struct meter meter;
    struct reel reel;
    double next_frame, idle_from;
    uint64_t stride; /* steps between two looks at the clock, as many as about 2 ms hold; 0: not
                        even one, they are made in slices */
    uint64_t race; /* whose stride it is, by session.race_count: another's steps take other times */
    double sliced; /* seconds that the slices of the step that is being made have taken */
    int cols, rows;
    enum clock_state was; /* of the session, at the last look */
    bool dirty;
};

static bool stepping(const struct loop *l)
{
    return session_next(l->session) != CLOCK_REST;
}

/* Makes n steps, if there is time for so many, and looks at the clock in between. Returns how many
 * are left. */
static uint64_t step_within_budget(struct loop *l, uint64_t n)
{
    double begun = terminal_clock(), now = begun;
    uint64_t left = n;
    while (left > 0 && now - begun < step_budget && l->stride > 0 && stepping(l)) {
        uint64_t stride = l->stride < left ? l->stride : left, step = l->session->race.step;
        session_advance(l->session, stride);
        left -= stride;
        double then = now;
        now = terminal_clock();
        /* A script may have opened another scene, or gone back. */
        uint64_t made = l->session->race.step > step ? l->session->race.step - step : 0;
        l->stride = pace_stride(l->stride, made, now - then);
    }
    l->dirty = true;
    return left;
}

/* The same for steps that take so long that keys are looked at between their slices. One that is
 * begun is not left. */
static uint64_t step_in_slices(struct loop *l, uint64_t n)
{
    struct session *s = l->session;
    double begun = terminal_clock(), now = begun;
    if (!race_begun(&s->race))
        l->sliced = 0, s->view.slow = false; /* what was begun before is dropped */
    while (n > 0 && l->stride == 0 && now - begun < slice_budget && stepping(l)) {
        bool made = session_slice(s);
        double then = now;
        now = terminal_clock();
        l->sliced += now - then;
        s->view.slow = !made && (s->view.slow || l->sliced > slow_step);
        l->dirty |= s->view.slow;
        if (!made)
            continue;
        l->stride = l->sliced < 0.001;
        l->sliced = 0;
        l->dirty = true;
        n--;
    }
    return n > 0 ? n - race_begun(&s->race) : 0;
}

/* Time goes by for a script that goes on after a while. */
static void idle(struct loop *l, double now)
{
    int at = l->session->script.at;
    session_idle(l->session, fmax(now - l->idle_from, 0));
    l->dirty |= l->session->script.at != at;
    l->idle_from = now;
}

/* The scene's own steps are a run's end, where it is looked at; it can go on. A script knows itself
 * when it is over. */
static uint64_t steps_left(const struct loop *l)
{
    const struct session *s = l->session;
    enum script_state script = session_script(s);
    uint64_t end = l->options.has_stop ? l->options.stop : s->scene.steps, step = s->race.step;
    bool scripted = !l->options.has_stop && script != SCRIPT_NONE && script != SCRIPT_DONE;
    if (scripted || (!l->options.has_stop && step >= end))
        return UINT64_MAX;
    return end > step ? end - step : 0;
}

/* The last of the steps that must be made were made. */
static void rest(struct loop *l)
{
    struct session *s = l->session;
    bool held = s->clock.now == CLOCK_REST && s->view.message[0]; /* a breakpoint says why */
    if (!l->options.has_stop && !held)
        snprintf(s->view.message, sizeof s->view.message,
                 "Step %llu, the last of this scene. Space goes on.",
                 (unsigned long long)s->race.step);
    s->clock.now = l->was = CLOCK_REST;
    l->options.has_stop = false;
    l->dirty = true;
}

/* What the steps since `step` say of the speed, for the head to show. */
static void measure(struct loop *l, uint64_t step)
{
    struct session *s = l->session;
    if (s->race.step < step) /* begun anew, or gone back */
        meter_begin(&l->meter, terminal_clock(), s->speed);
    else if (s->speed > 0)
        meter_count(&l->meter, terminal_clock(), s->race.step - step, s->speed);
    double reached = s->speed > 0 ? l->meter.reached : 0;
    l->dirty |= s->view.reached != reached;
    s->view.reached = reached;
}

static uint64_t make_steps(struct loop *l, uint64_t n)
{
    if (l->stride == 0)
        return step_in_slices(l, n);
    return n > 0 ? step_within_budget(l, n) : 0;
}

static void advance(struct loop *l)
{
    double now = terminal_clock();
    struct session *s = l->session;
    enum clock_state is = session_next(s), was = l->was;
    if (l->race != s->race_count) {
        l->race = s->race_count;
        l->stride = 0;
        l->sliced = 0;
        meter_begin(&l->meter, now, s->speed);
    }
    l->was = is;
    if (is != CLOCK_REST || was == CLOCK_PLAY)
        l->idle_from = now;
    if (is == CLOCK_REACH) {
        s->view.reached = 0;
        make_steps(l, session_left(s));
        return;
    }
    if (is == CLOCK_PLAY && was != CLOCK_PLAY) {
        pace_begin(&l->pace, now);
        meter_begin(&l->meter, now, s->speed);
    }
    if (is == CLOCK_REST) {
        s->view.reached = 0, s->view.slow = false;
        idle(l, now);
        return;
    }
    uint64_t due = s->speed > 0 ? pace_due(&l->pace, now, s->speed) : UINT64_MAX / 2;
    uint64_t step = s->race.step;
    due += race_begun(&s->race); /* which was not left when it was begun */
    uint64_t left = steps_left(l);
    due = due < left ? due : left;
    due = make_steps(l, due);
    if (s->speed > 0)
        pace_return(&l->pace, due, s->speed);
    measure(l, step);
    if (left < UINT64_MAX && session_next(s) == CLOCK_PLAY && s->race.step >= step + left)
        rest(l);
}

static void compose(struct loop *l)
{
    session_settle(l->session);
    screen_compose(&l->screen, l->session, l->cols, l->rows);
    screen_hold(&l->screen, &l->session->view);
}

/* What is on the screen now is where the recording ends, and where one goes on from. */
static void end_recording(struct loop *l)
{
    if (!l->reel.on)
        return;
    compose(l);
    reel_frame(&l->reel, l->session, terminal_clock(), &l->screen.grid);
    reel_end(&l->reel, l->session, terminal_clock());
}

static void turn_recording(struct loop *l)
{
    if (l->reel.on)
        end_recording(l);
    else
        reel_begin(&l->reel, l->session, terminal_clock(), &l->screen.grid);
}

/* The frame as it was when the key was pressed: the answer is in the next one. */
static void save_frame(struct loop *l)
{
    compose(l);
    export_frame(l->session, &l->screen.grid);
}

/* What actions asked for, of keys and of scripts, but for what the next frame and the loop's end
 * see to. */
static void do_asked(struct loop *l)
{
    unsigned asked = l->session->asked;
    l->session->asked &= ASK_REDRAW | ASK_QUIT;
    if (asked & ASK_FRAME)
        save_frame(l);
    if (asked & ASK_ROWS)
        export_rows(l->session);
    if (asked & ASK_RECORD)
        turn_recording(l);
    l->dirty |= asked != 0;
}

static void show(struct loop *l, double now)
{
    struct session *s = l->session;
    double every = 1 / l->options.fps;
    bool ready = terminal_ready(l->terminal);
    compose(l);
    if (ready) {
        terminal_show(l->terminal, &l->screen.grid, (int)s->view.theme, s->asked & ASK_REDRAW);
        s->asked &= ~(unsigned)ASK_REDRAW;
    }
    bool recorded = l->reel.on;
    reel_frame(&l->reel, s, now, &l->screen.grid);
    /* A frame that was dropped is made up for by a later one; a recording that has ended says why.
     */
    l->dirty = !ready || terminal_behind(l->terminal) || (recorded && !l->reel.on);
    /* A frame that a slice made late does not put off those after it. */
    l->next_frame = fmax(l->next_frame + every, now + every / 2);
}

/* The signal that ends the loop, or 0. */
static int serve(struct loop *l, const struct event *e)
{
    struct session *s = l->session;
    struct action a;
    l->dirty |= e->kind != EVENT_NONE;
    switch (e->kind) {
    case EVENT_KEY:
        session_key(s, e->key);
        reel_key(&l->reel, s, terminal_clock(), e->key);
        break;
    case EVENT_PASTE:
        session_paste(s, e->text);
        break;
    case EVENT_CLICK:
        if (screen_click(&l->screen, s, e->col, e->row, &a))
            session_act(s, &a);
        break;
    case EVENT_WHEEL:
        session_wheel(s, e->wheel);
        break;
    case EVENT_RESIZE:
        l->cols = e->col;
        l->rows = e->row;
        l->next_frame = 0; /* the terminal shows rubbish until then */
        break;
    case EVENT_END:
        return e->key;
    case EVENT_NONE:
        break;
    }
    do_asked(l);
    terminal_mouse(l->terminal, s->view.mouse);
    return 0;
}

/* Where a step takes less than a frame, those due are made together, once a frame. */
static double next_step(const struct loop *l, double now)
{
    double speed = l->session->speed;
    if (speed <= 0 || race_begun(&l->session->race) || session_left(l->session) > 0)
        return now;
    double next = pace_next(&l->pace, speed);
    return l->stride == 0 ? next : fmax(next, l->next_frame);
}

/* Milliseconds until there is something to do besides events; -1: only they can bring it. */
static int patience(const struct loop *l)
{
    double now = terminal_clock(), until = INFINITY;
    if (stepping(l))
        until = next_step(l, now);
    else
        until = l->idle_from + session_due(l->session);
    if (session_busy(l->session))
        until = fmin(until, l->next_frame + map_every);
    if (l->dirty)
        until = fmin(until, l->next_frame);
    return isinf(until) ? -1 : (int)fmin(ceil(fmax(until - now, 0) * 1e3), 60000);
}

static int loop_events(struct loop *l)
{
    struct event e = terminal_wait(l->terminal, patience(l));
    double begun = terminal_clock();
    while (e.kind != EVENT_NONE) {
        int end = serve(l, &e);
        /* The next key is for the step that this one asked for, if that is quick. */
        if (end || (l->session->asked & ASK_QUIT) || session_left(l->session) > 0 ||
            terminal_clock() - begun > serve_budget)
            return end;
        e = terminal_wait(l->terminal, 0);
    }
    return 0;
}

int loop_run(struct terminal *t, struct session *s, const struct loop_options *o)
{
    struct loop l = {.terminal = t, .session = s, .options = *o, .dirty = true};
    int end = 0;
    screen_init(&l.screen, terminal_unicode(t), terminal_colours(t));
    terminal_size(t, &l.cols, &l.rows);
    l.idle_from = terminal_clock();
    s->background = true;
    while (end == 0 && !(s->asked & ASK_QUIT)) {
        advance(&l);
        do_asked(&l);
        double now = terminal_clock();
        if (session_busy(s) && now >= l.next_frame + map_every - early)
            l.dirty = true;
        if (l.dirty && now >= l.next_frame - early)
            show(&l, now);
        end = loop_events(&l);
    }
    end_recording(&l);
    screen_release(&l.screen);
    return end;
}
