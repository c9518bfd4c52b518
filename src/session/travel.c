/* Going through time: back to any step of the run and forward again, to the bit; and forks, where
 * something else is done in the past and what was is left as a ghost. */
#include <string.h>

#include "session/session_parts.h"

static void branch_init(struct branch *b, int n)
{
    *b = (struct branch){.n = n};
    for (int i = 0; i < n; i++)
        trace_init(&b->trace[i]);
}

static void branch_release(struct branch *b)
{
    for (int i = 0; i < b->n; i++)
        trace_release(&b->trace[i]);
    *b = (struct branch){0};
}

void travel_open(struct session *s)
{
    s->past = checkpoints_new(&s->race, CHECKPOINT_BUDGET);
    branch_init(&s->future, s->race.n);
    branch_init(&s->ghost, s->race.n);
    path_show_open(s);
    travel_begin(s);
}

void travel_close(struct session *s)
{
    checkpoints_free(s->past);
    s->past = NULL;
    path_show_close(s);
    branch_release(&s->future);
    branch_release(&s->ghost);
}

void travel_begin(struct session *s)
{
    checkpoints_begin(s->past, &s->race);
    path_show_begin(s);
    s->begun++;
    s->end = 0;
    s->future.on = s->ghost.on = false;
    clock_end(s);
    trial_end(s);
}

static void deed_do(struct session *s, const struct deed *d)
{
    if (d->run == RUN_ALL)
        race_start_at(&s->race, d->at);
    else
        run_set(&s->race.run[d->run], d->knob, d->value);
}

void deeds_first(struct session *s)
{
    for (s->n_done = 0; s->n_done < s->n_deeds && s->deeds[s->n_done].step == 0; s->n_done++)
        deed_do(s, &s->deeds[s->n_done]);
}

/* The race has come to its step, by stepping or by going back. */
static void arrive(struct session *s)
{
    uint64_t step = s->race.step;
    for (; s->n_done < s->n_deeds && s->deeds[s->n_done].step <= step; s->n_done++)
        if (s->deeds[s->n_done].run != RUN_ALL) /* the start is where it began in any case */
            deed_do(s, &s->deeds[s->n_done]);
    if (step >= s->end) {
        s->end = step;
        s->future.on = false;
    }
}

/* From the last step kept at or before `at`, with the deeds there are. */
static void restore(struct session *s, uint64_t at)
{
    uint64_t kept = checkpoints_before(s->past, at);
    checkpoints_restore(s->past, &s->race, kept);
    s->n_done = 0;
    while (s->n_done < s->n_deeds && s->deeds[s->n_done].step < kept)
        s->n_done++;
    arrive(s);
}

/* The most of n steps after which there is something to be done besides stepping. */
static uint64_t share_of(const struct session *s, uint64_t n)
{
    uint64_t step = s->race.step, share = checkpoints_due(s->past, step) - step;
    uint64_t moment = path_show_due(s) - step;
    share = moment < share ? moment : share;
    if (s->n_done < s->n_deeds && s->deeds[s->n_done].step - step < share)
        share = s->deeds[s->n_done].step - step;
    return share < n ? share : n;
}

/* The race stands at a new step: what is due there is kept, and what was done there is done. */
static void stay(struct session *s)
{
    checkpoints_keep(s->past, &s->race);
    path_show_keep(s);
    arrive(s);
}

uint64_t travel_advance(struct session *s, uint64_t n)
{
    uint64_t made = 0;
    while (made < n) {
        uint64_t step = s->race.step;
        race_advance(&s->race, share_of(s, n - made));
        if (s->race.step == step)
            break;
        made += s->race.step - step;
        stay(s);
    }
    return made;
}

bool travel_slice(struct session *s)
{
    bool made = race_slice(&s->race);
    if (made)
        stay(s);
    return made;
}

/* What lies ahead is kept to be seen: one goes back from the end. */
static void keep_future(struct session *s)
{
    if (s->race.step < s->end)
        return;
    for (int i = 0; i < s->race.n; i++)
        trace_copy(&s->future.trace[i], &s->race.run[i].trace);
    s->future.to = s->end;
    s->future.on = true;
}

/* To the last step before that is kept, or on from here. false: there is no way back. */
static bool set_out(struct session *s, uint64_t step)
{
    uint64_t now = s->race.step, kept = checkpoints_before(s->past, step);
    s->clock.now = CLOCK_REST;
    if (s->deeds_lost) {
        session_say(s, "too many changes to repeat: earlier steps cannot be reached");
        return false;
    }
    if (step < now)
        keep_future(s);
    bool over = kept > now && s->future.on; /* forward by more than stepping there is worth */
    for (int i = 0; over && i < s->race.n; i++)
        trace_copy(&s->race.run[i].trace, &s->future.trace[i]);
    if (step < now || over)
        restore(s, step);
    return true;
}

void travel_say(struct session *s)
{
    char ahead[160] = "";
    if (session_left(s) == 0)
        knob_say_ahead(s, ahead, sizeof ahead);
    session_say(s, "%sstep %llu of %llu%s", session_left(s) > 0 ? GOING_TO : "",
                (unsigned long long)clock_target(s), (unsigned long long)s->end, ahead);
}

void travel_to(struct session *s, uint64_t step)
{
    step = step < s->end ? step : s->end;
    if (!set_out(s, step))
        return;
    script_leave(s);
    travel_advance(s, step - s->race.step);
    travel_say(s);
}

void travel_towards(struct session *s, uint64_t step)
{
    step = step < s->end ? step : s->end;
    if (!set_out(s, step))
        return;
    script_leave(s);
    clock_reach(s, REACH_AGAIN, step);
    travel_say(s);
}

void travel_scrub(struct session *s, int direction)
{
    uint64_t stride = s->end / 100 > 0 ? s->end / 100 : 1, step = clock_target(s);
    if (direction < 0)
        travel_towards(s, step > stride ? step - stride : 0);
    else
        travel_towards(s, step + stride);
}

void travel_fork(struct session *s)
{
    uint64_t step = s->race.step;
    s->n_deeds = s->n_done; /* a trial on its way has some ahead of it at its end, too */
    if (step >= s->end)
        return;
    clock_end(s);
    struct branch old = s->ghost;
    s->ghost = s->future;
    s->future = old;
    s->ghost.on = true;
    s->ghost.from = step;
    s->future.on = false;
    s->end = step;
    checkpoints_cut(s->past, step);
    path_show_cut(s);
}

/* The ghost is the one before the fork instead. */
static void ghost_stays(struct session *s)
{
    struct branch last = s->ghost;
    s->ghost = s->future;
    s->future = last;
    s->ghost.on = true;
    s->ghost.from = 0;
    s->future.on = false;
}

void travel_anew(struct session *s, const struct deed *deeds, int n, bool same_ghost)
{
    s->changes++;
    travel_to(s, 0);
    bool stepped = s->end > 0;
    travel_fork(s);
    if (stepped && same_ghost)
        ghost_stays(s);
    memcpy(s->deeds, deeds, (size_t)n * sizeof *deeds);
    s->n_deeds = n;
    restore(s, 0);
}

void travel_deeds(struct session *s, const struct deed *deeds, int n, uint64_t shared, uint64_t to)
{
    if (shared < s->race.step)
        travel_to(s, shared);
    travel_fork(s);
    clock_end(s);
    trial_end(s);
    memcpy(s->deeds, deeds, (size_t)n * sizeof *deeds);
    s->n_deeds = n;
    restore(s, s->race.step);
    clock_reach(s, REACH_AGAIN, to);
}

bool travel_reopen(struct session *s, const struct scene *scene, const struct deed *deeds, int n,
                   uint64_t to)
{
    struct report none;
    report_init(&none);
    bool open = session_swap(s, scene, &none);
    report_release(&none);
    if (!open)
        return false;
    memcpy(s->deeds, deeds, (size_t)n * sizeof *deeds);
    s->n_deeds = n;
    deeds_first(s);
    travel_begin(s);
    clock_reach(s, REACH_AGAIN, to);
    return true;
}

void travel_back(struct session *s)
{
    uint64_t step = clock_target(s);
    travel_towards(s, step > 0 ? step - 1 : 0);
}

void travel_go_to(struct session *s, double step)
{
    travel_towards(s, step > 0 ? step < (double)s->end ? (uint64_t)step : s->end : 0);
}

void travel_clear_ghost(struct session *s)
{
    session_say(s, s->ghost.on ? "ghost cleared" : "there is no ghost");
    s->ghost.on = false;
}
