#include "study/sweep.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "base/pool.h"

struct sweep_worker {
    struct sweep *sweep;
    struct run run;
    double tail[SWEEP_TAIL]; /* the newest losses, round and round */
    double *start;           /* of the run itself, where the plan names none */
    atomic_uint_fast64_t at; /* step of the setting it is at; for sweep_share */
};

bool sweep_has(const struct run_spec *run, const char *knob)
{
    if (strcmp(knob, run_lr_param.name) == 0)
        return run->optimizer->uses_lr;
    return param_find(run->clip->params, run->clip->n_params, knob) ||
           param_find(run->optimizer->params, run->optimizer->n_params, knob);
}

/* The loss that counts: a single mini-batch says little. NAN until there are enough of them. */
static double worker_loss(struct sweep_worker *w)
{
    const struct row *now = &w->run.now;
    if (!problem_varies(w->run.problem))
        return now->loss;
    w->tail[now->step % SWEEP_TAIL] = now->loss;
    if (now->step + 1 < SWEEP_TAIL)
        return NAN;
    double sum = 0;
    for (int i = 0; i < SWEEP_TAIL; i++)
        sum += w->tail[i];
    return sum / SWEEP_TAIL;
}

/* What repeats to the bit repeats for ever, where rules remember nothing and the loss is one: of
 * the steps left only whether they are odd still matters. */
static bool repeats(const struct run *r)
{
    if (r->now.status != RUN_CYCLING && r->now.status != RUN_STALLED)
        return false;
    if (problem_varies(r->problem) || run_scheduled(r) || r->n_opt_state + r->n_clip_state > 0)
        return false;
    return memcmp(r->x, r->x_back2, (size_t)r->dim * sizeof *r->x) == 0;
}

/* Where between the last two steps the loss passed the target, by its logarithm: two settings that
 * need the same steps are told apart by how nearly they needed one less. */
static double cost_of(const struct sweep_worker *w)
{
    const struct run *r = &w->run;
    double target = w->sweep->plan.target, whole = (double)r->now.step;
    double part = fn_log(r->last.loss / target) / fn_log(r->last.loss / r->now.loss);
    return part > 0 && part <= 1 ? whole - 1 + part : whole;
}

/* Steps the worker's run from where it stands at step 0. false: told to stop. */
static bool worker_step(struct sweep_worker *w, uint64_t steps, struct sweep_cell *out)
{
    const struct sweep_plan *plan = &w->sweep->plan;
    struct run *r = &w->run;
    uint64_t left = steps;
    bool to_loss = !isnan(plan->target);
    for (;;) {
        double loss = worker_loss(w);
        bool reached = to_loss ? loss < plan->target : r->now.status == RUN_CONVERGED;
        *out = (struct sweep_cell){r->now.status, r->now.step, loss, 0, 1, r->now.step};
        if (to_loss && out->status == RUN_CONVERGED)
            out->status = RUN_RUNNING; /* a flat place above the target is not what was asked for */
        if (reached || r->now.status == RUN_DIVERGED) {
            out->status = reached ? RUN_CONVERGED : RUN_DIVERGED;
            out->cost = cost_of(w);
            break;
        }
        if (left > 1 && repeats(r))
            left %= 2;
        if (left == 0) {
            out->steps = steps;
            break;
        }
        left--;
        run_step(r);
        atomic_store_explicit(&w->at, r->now.step, memory_order_relaxed);
        if (atomic_load_explicit(&w->sweep->stop, memory_order_relaxed))
            return false;
    }
    if (isnan(out->loss)) /* too few mini-batches for a mean, or diverged */
        out->loss = r->now.loss;
    return true;
}

static bool cell_worse(const struct sweep_cell *a, const struct sweep_cell *b)
{
    bool a_missed = a->status != RUN_CONVERGED, b_missed = b->status != RUN_CONVERGED;
    return a_missed != b_missed ? a_missed : a->cost > b->cost;
}

/* One setting from every start, up to the first that misses the goal. */
static bool worker_cell(struct sweep_worker *w, const struct sweep_point *at, uint64_t steps,
                        struct sweep_cell *out)
{
    const struct sweep_plan *plan = &w->sweep->plan;
    struct run *r = &w->run;
    bool ok = (isnan(at->lr) || run_set(r, "lr", at->lr)) &&
              (isnan(at->gamma) || run_set(r, "gamma", at->gamma));
    assert(ok);
    (void)ok;
    int n = plan->n_starts > 0 ? plan->n_starts : 1;
    uint64_t runs = 0, made = 0;
    for (int i = 0; i < n; i++) {
        struct sweep_cell one;
        run_start_at(r, plan->n_starts > 0 ? plan->starts + (size_t)i * (size_t)r->dim : w->start);
        if (!worker_step(w, steps, &one))
            return false;
        runs++, made += one.made;
        if (i == 0 || cell_worse(&one, out))
            *out = one;
        if (one.status != RUN_CONVERGED)
            break;
    }
    out->runs = runs, out->made = made;
    return true;
}

static void *worker_main(void *arg)
{
    struct sweep_worker *w = arg;
    struct sweep *s = w->sweep;
    if (s->idle) /* if it may not, it works as any other */
        pthread_setschedparam(pthread_self(), SCHED_IDLE, &(struct sched_param){0});
    for (;;) {
        int turn = atomic_fetch_add_explicit(&s->next, 1, memory_order_relaxed);
        if (turn >= s->n)
            return NULL;
        int i = s->order[turn];
        if (!worker_cell(w, &s->points[i], s->plan.steps, &s->cells[i]))
            return NULL;
        atomic_store_explicit(&w->at, 0, memory_order_relaxed);
        atomic_store_explicit(&s->ready[i], 1, memory_order_release);
        atomic_fetch_add_explicit(&s->made, s->cells[i].made, memory_order_relaxed);
        pthread_mutex_lock(&s->lock);
        if (atomic_fetch_add_explicit(&s->done, 1, memory_order_acq_rel) + 1 == s->n)
            pthread_cond_signal(&s->changed);
        pthread_mutex_unlock(&s->lock);
    }
}

/* A thread of its own: others have the other cores. */
static void *thread_main(void *arg)
{
    pool_alone();
    return worker_main(arg);
}

double sweep_share(const struct sweep *s)
{
    double cells = atomic_load_explicit(&s->done, memory_order_relaxed);
    double whole = (double)s->plan.steps * (s->plan.n_starts > 0 ? s->plan.n_starts : 1);
    for (int i = 0; i < s->n_threads; i++)
        cells += (double)atomic_load_explicit(&s->workers[i].at, memory_order_relaxed) / whole;
    return s->n > 0 ? fmin(cells / s->n, 1) : 1;
}

static int thread_count(int asked)
{
    long n = asked > 0 ? asked : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > SWEEP_THREADS_MAX ? SWEEP_THREADS_MAX : (int)n;
}

void sweep_init(struct sweep *s, const struct sweep_plan *plan, int room, int threads)
{
    size_t n = (size_t)room;
    struct probe_spec probe = plan->probe;
    if (!plan->run.clip->uses_curvature)
        probe.every = 0; /* it costs more than the step, and nobody sees it */
    probe.test = 0;
    probe.random = probe.layers = false;
    pthread_condattr_t clock;
    *s = (struct sweep){.plan = *plan, .room = room, .n_threads = thread_count(threads)};
    s->points = mem_alloc(n, sizeof *s->points);
    s->cells = mem_alloc(n, sizeof *s->cells);
    s->order = mem_alloc(n, sizeof *s->order);
    s->ready = mem_alloc(n, sizeof *s->ready);
    s->workers = mem_alloc((size_t)s->n_threads, sizeof *s->workers);
    for (int i = 0; i < s->n_threads; i++) {
        struct sweep_worker *w = &s->workers[i];
        w->sweep = s;
        run_init(&w->run, plan->problem, &plan->run, &probe);
        w->start = mem_alloc((size_t)w->run.dim, sizeof *w->start);
        memcpy(w->start, w->run.start, (size_t)w->run.dim * sizeof *w->start);
    }
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&s->changed, &clock);
    pthread_condattr_destroy(&clock);
}

void sweep_release(struct sweep *s)
{
    if (!s->workers)
        return;
    sweep_stop(s);
    for (int i = 0; i < s->n_threads; i++) {
        run_release(&s->workers[i].run);
        free(s->workers[i].start);
    }
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s->workers);
    free(s->points);
    free(s->cells);
    free(s->order);
    free(s->ready);
    *s = (struct sweep){0};
}

/* A column and row are first needed at this stride. */
static bool due_at(int i, int j, int stride, bool first)
{
    return i % stride == 0 && j % stride == 0 &&
           (first || i % (2 * stride) != 0 || j % (2 * stride) != 0);
}

void sweep_grid(struct sweep *s, const struct sweep_axis *lr, const struct sweep_axis *gamma,
                int first, int n)
{
    int most = lr->n > gamma->n ? lr->n : gamma->n, stride = 1, turn = 0;
    assert(n <= s->room && first + n <= lr->n * gamma->n);
    s->n = n;
    for (int k = 0; k < n; k++)
        s->points[k] =
            (struct sweep_point){lr->at[(first + k) % lr->n], gamma->at[(first + k) / lr->n]};
    while (2 * stride < most)
        stride *= 2;
    for (bool coarsest = true; stride > 0; stride /= 2, coarsest = false)
        for (int k = 0; k < n; k++)
            if (due_at((first + k) % lr->n, (first + k) / lr->n, stride, coarsest))
                s->order[turn++] = k;
    assert(turn == n);
}

void sweep_list(struct sweep *s, const struct sweep_point *points, int n)
{
    assert(n <= s->room);
    s->n = n;
    memcpy(s->points, points, (size_t)n * sizeof *points);
    for (int i = 0; i < n; i++)
        s->order[i] = i;
}

void sweep_start(struct sweep *s, uint64_t steps)
{
    assert(s->started == 0);
    s->plan.steps = steps;
    for (int i = 0; i < s->n; i++)
        atomic_store_explicit(&s->ready[i], 0, memory_order_relaxed);
    atomic_store(&s->next, 0);
    atomic_store(&s->done, 0);
    atomic_store(&s->stop, false);
    for (int i = 0; i < s->n_threads; i++)
        atomic_store(&s->workers[i].at, 0);
    int wanted = s->n < s->n_threads ? s->n : s->n_threads;
    while (s->started < wanted &&
           pthread_create(&s->thread[s->started], NULL, thread_main, &s->workers[s->started]) == 0)
        s->started++;
    if (s->started == 0 && s->n > 0) /* no thread available: here and now */
        worker_main(&s->workers[0]);
}

static void threads_join(struct sweep *s)
{
    for (int i = 0; i < s->started; i++)
        pthread_join(s->thread[i], NULL);
    s->started = 0;
}

bool sweep_wait(struct sweep *s, double seconds)
{
    struct timespec until;
    int late = 0;
    if (!isnan(seconds)) {
        clock_gettime(CLOCK_MONOTONIC, &until);
        double nano = (double)until.tv_nsec + fmod(seconds, 1) * 1e9;
        until.tv_sec += (time_t)seconds + (nano >= 1e9);
        until.tv_nsec = (long)(nano >= 1e9 ? nano - 1e9 : nano);
    }
    pthread_mutex_lock(&s->lock);
    while (sweep_done(s) < s->n && late != ETIMEDOUT)
        late = isnan(seconds) ? pthread_cond_wait(&s->changed, &s->lock)
                              : pthread_cond_timedwait(&s->changed, &s->lock, &until);
    bool all = sweep_done(s) == s->n;
    pthread_mutex_unlock(&s->lock);
    if (all)
        threads_join(s);
    return all;
}

void sweep_stop(struct sweep *s)
{
    atomic_store(&s->stop, true);
    atomic_store(&s->next, s->n);
    threads_join(s);
}
