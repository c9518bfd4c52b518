#include "base/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

struct job {
    void (*part)(void *ctx, int i);
    void *ctx;
    int n, next; /* parts; the first that nobody has taken */
    atomic_int done;
    struct job *other; /* that is open too */
};

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* a job was opened, or the last part of one was done */
    struct job *open;       /* jobs with parts to be taken, the newest first */
    int made;               /* threads besides those that call */
    atomic_int jobs;        /* how many are open */
    atomic_int busy;        /* threads of the pool that are at a part */
    atomic_int waiting;     /* those that called and wait for others: they help */
    atomic_int limit;       /* 0: not known yet */
} pool = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static _Thread_local bool alone;

int pool_threads(void)
{
    int n = atomic_load_explicit(&pool.limit, memory_order_relaxed);
    if (n == 0) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        n = processors < 1 ? 1 : processors < POOL_MOST ? (int)processors : POOL_MOST;
        atomic_store_explicit(&pool.limit, n, memory_order_relaxed);
    }
    return n;
}

void pool_limit(int n)
{
    atomic_store(&pool.limit, n < POOL_MOST ? n : POOL_MOST);
}

void pool_alone(void)
{
    alone = true;
}

int pool_idle(void)
{
    int busy = atomic_load_explicit(&pool.busy, memory_order_relaxed);
    int waiting = atomic_load_explicit(&pool.waiting, memory_order_relaxed);
    int idle = alone ? 0 : pool_threads() - 1 - busy + waiting;
    return idle > 0 ? idle : 0;
}

/* A part of the job, which is open. Under the lock. */
static int take(struct job *j)
{
    int i = j->next++;
    if (j->next < j->n)
        return i;
    struct job **at = &pool.open; /* it was the last one */
    while (*at != j)
        at = &(*at)->other;
    *at = j->other;
    atomic_fetch_sub(&pool.jobs, 1);
    return i;
}

/* Takes a part of the job, which is open, and does it. Under the lock, but for that. */
static void do_part(struct job *j)
{
    int i = take(j), n = j->n;
    pthread_mutex_unlock(&pool.lock);
    j->part(j->ctx, i);
    pthread_mutex_lock(&pool.lock);
    if (atomic_fetch_add(&j->done, 1) + 1 == n) /* from here on j may be gone */
        pthread_cond_broadcast(&pool.changed);
}

/* How often one looks whether there is anything to do before one sleeps: some hundred
 * microseconds: about what it takes to be woken, and longer than what a step does between products.
 */
enum { LOOKS = 10000 };

static void pause_shortly(void)
{
#if defined __x86_64__
    __builtin_ia32_pause();
#elif defined __aarch64__
    __asm__ volatile("yield");
#endif
}

static bool may_work(void)
{
    return pool.open && atomic_load(&pool.busy) < pool_threads() - 1;
}

static void *work(void *none)
{
    pthread_mutex_lock(&pool.lock);
    for (;;) {
        pthread_mutex_unlock(&pool.lock);
        for (int i = 0; i < LOOKS && atomic_load(&pool.jobs) == 0; i++)
            pause_shortly();
        pthread_mutex_lock(&pool.lock);
        while (!may_work())
            pthread_cond_wait(&pool.changed, &pool.lock);
        atomic_fetch_add(&pool.busy, 1);
        do_part(pool.open);
        atomic_fetch_sub(&pool.busy, 1);
    }
    return none;
}

/* So that so many parts find threads to do them. Under the lock. */
static void make_threads(int parts)
{
    int most = pool_threads() - 1;
    while (pool.made < most && pool.made - atomic_load(&pool.busy) < parts) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, NULL) != 0)
            return;
        pthread_detach(thread);
        pool.made++;
    }
}

/* Until the parts that others have taken are done; helps with what else there is meanwhile. */
static void wait_for(struct job *j)
{
    atomic_fetch_add(&pool.waiting, 1);
    for (int i = 0; i < LOOKS && atomic_load(&j->done) < j->n && atomic_load(&pool.jobs) == 0; i++)
        pause_shortly();
    pthread_mutex_lock(&pool.lock);
    while (atomic_load(&j->done) < j->n) {
        if (!pool.open) {
            pthread_cond_wait(&pool.changed, &pool.lock);
            continue;
        }
        atomic_fetch_sub(&pool.waiting, 1);
        do_part(pool.open);
        atomic_fetch_add(&pool.waiting, 1);
    }
    pthread_mutex_unlock(&pool.lock);
    atomic_fetch_sub(&pool.waiting, 1);
}

void pool_each(int n, void (*part)(void *ctx, int i), void *ctx)
{
    if (n <= 1 || pool_idle() == 0) {
        for (int i = 0; i < n; i++)
            part(ctx, i);
        return;
    }
    struct job j = {.part = part, .ctx = ctx, .n = n};
    pthread_mutex_lock(&pool.lock);
    make_threads(n - 1);
    j.other = pool.open;
    pool.open = &j;
    atomic_fetch_add(&pool.jobs, 1);
    pthread_cond_broadcast(&pool.changed);
    while (j.next < n)
        do_part(&j);
    pthread_mutex_unlock(&pool.lock);
    if (atomic_load(&j.done) < n)
        wait_for(&j);
}
