/* What a trace keeps, against everything it was told. */
#include <stdlib.h>
#include <string.h>

#include "base/elementary.h"
#include "base/memory.h"
#include "check.h"
#include "lab/trace.h"

enum { FEED = 30000 };

struct told {
    double loss, grad, x[3], clip, sharp, ratio;
};
static struct told told[FEED];

static uint64_t seed = 1;
static double uniform(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 11) / 9007199254740992.0;
}

static void make_feed(uint64_t s)
{
    seed = s;
    for (int i = 0; i < FEED; i++) {
        struct told *t = &told[i];
        t->loss = uniform() < 0.01 ? NAN : pow(10, 20 * uniform() - 10);
        t->grad = uniform() < 0.01 ? INFINITY : pow(10, 20 * uniform() - 10);
        for (int k = 0; k < 3; k++)
            t->x[k] = 2 * uniform() - 1;
        t->clip = uniform();
        t->sharp = uniform() < 0.7 ? NAN : 100 * uniform() - 20;
        t->ratio = uniform() < 0.7 ? NAN : 100 * uniform();
    }
}

static void feed(struct trace *t, int from, int to)
{
    for (int i = from; i < to; i++) {
        if (i > 0)
            trace_update(t, (uint64_t)i - 1, told[i - 1].grad, told[i - 1].clip, told[i - 1].ratio);
        trace_add(t, (uint64_t)i, told[i].loss, told[i].grad, told[i].x, 3, told[i].sharp);
    }
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* The bucket over told[from..to) of a feed of n, worked out the plain way. */
static struct bucket expect(int from, int to, int n)
{
    struct bucket b = {.step = (uint64_t)from, .loss = told[from].loss, .grad = told[from].grad};
    b.loss_lo = b.loss_hi = b.grad_lo = b.grad_hi = b.sharp = b.sharp_grad = b.ratio =
        b.ratio_grad = NAN;
    b.clip = from + 1 < n ? told[from].clip : NAN;
    b.random_grad = b.random = b.written = b.right = NAN;
    b.score = score_none();
    for (int k = 0; k < TRACE_DIMS; k++)
        b.x[k] = told[from].x[k], b.x_lo[k] = b.x_hi[k] = NAN;
    for (int i = from; i < to; i++) {
        b.loss_lo = fmin(b.loss_lo, told[i].loss), b.loss_hi = fmax(b.loss_hi, told[i].loss);
        b.grad_lo = fmin(b.grad_lo, told[i].grad), b.grad_hi = fmax(b.grad_hi, told[i].grad);
        for (int k = 0; k < TRACE_DIMS; k++) {
            b.x_lo[k] = fmin(b.x_lo[k], told[i].x[k]);
            b.x_hi[k] = fmax(b.x_hi[k], told[i].x[k]);
        }
        if (isnan(b.sharp) && !isnan(told[i].sharp))
            b.sharp = told[i].sharp, b.sharp_grad = told[i].grad;
        if (isnan(b.ratio) && !isnan(told[i].ratio) && i + 1 < n)
            b.ratio = told[i].ratio, b.ratio_grad = told[i].grad;
    }
    b.log_grad = fn_log10(b.sharp_grad), b.log_sharp = fn_log10(b.sharp);
    b.log_ratio_grad = fn_log10(b.ratio_grad), b.log_ratio = fn_log10(b.ratio);
    return b;
}

static bool doubles_same(const double *u, const double *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!same(u[i], v[i]))
            return false;
    return true;
}

/* Step and skips are counts, all else doubles: before the skips and after. */
static bool bucket_same(const struct bucket *a, const struct bucket *b)
{
    size_t skips = offsetof(struct bucket, skips);
    size_t before = (skips - offsetof(struct bucket, loss)) / sizeof(double);
    size_t after = (sizeof *a - offsetof(struct bucket, sharp_grad)) / sizeof(double);
    return a->step == b->step && a->skips == b->skips && doubles_same(&a->loss, &b->loss, before) &&
           doubles_same(&a->sharp_grad, &b->sharp_grad, after);
}

static int wrong_buckets(const struct trace *t, int n)
{
    int wrong = 0, stride = (int)t->stride;
    for (int i = 0; i < t->n; i++) {
        int from = i * stride, to = from + stride < n ? from + stride : n;
        struct bucket b = expect(from, to, n);
        wrong += !bucket_same(&b, &t->bucket[i]);
    }
    return wrong;
}

static void thinning_keeps_what_it_says(void)
{
    static const int lengths[] = {1, 2, 7, 2047, 2048, 2049, 2050, 4096, 4097, 9999, 16384, 30000};
    for (size_t l = 0; l < sizeof lengths / sizeof lengths[0]; l++) {
        int n = lengths[l];
        struct trace t;
        make_feed(l + 5);
        trace_init(&t);
        feed(&t, 0, n);
        CU_ASSERT(t.n <= TRACE_BUCKETS && t.n == (n + (int)t.stride - 1) / (int)t.stride);
        CU_ASSERT(t.stride == 1 || t.n > TRACE_BUCKETS / 2);
        CU_ASSERT(wrong_buckets(&t, n) == 0);
        trace_release(&t);
    }
}

static void same_memory_however_long(void)
{
    struct trace t;
    double x = 0;
    trace_init(&t);
    size_t calls = mem_calls();
    CU_ASSERT(calls > 0);
    for (uint64_t i = 0; i < 10000000; i++)
        trace_add(&t, i, 1, 1, &x, 1, NAN);
    CU_ASSERT(mem_calls() == calls && t.n <= TRACE_BUCKETS && t.stride == 8192);
    trace_release(&t);
}

/* Cut anywhere and told the same again, it is what it would have been. */
static void cut_and_told_again(void)
{
    make_feed(77);
    for (int i = 0; i < 40; i++) {
        struct trace t;
        int n = 1 + (int)(uniform() * 20000), cut = (int)(uniform() * n);
        trace_init(&t);
        feed(&t, 0, n);
        uint64_t before = t.version;
        trace_cut(&t, (uint64_t)cut);
        CU_ASSERT(t.version != before);
        for (int k = 0; k < t.n; k++)
            CU_ASSERT(t.bucket[k].step < (uint64_t)cut);
        CU_ASSERT(cut == 0 || (t.n > 0 && t.bucket[t.n - 1].step + t.stride >= (uint64_t)cut));
        feed(&t, cut, n);
        CU_ASSERT(t.n == (n + (int)t.stride - 1) / (int)t.stride);
        CU_ASSERT(wrong_buckets(&t, n) == 0);
        trace_release(&t);
    }
}

static struct mark turn(uint64_t step, enum mark_kind kind, const char *knob, double from,
                        double to)
{
    return (struct mark){step, kind, from, to, knob};
}

static void marks_of_turned_knobs(void)
{
    struct trace t;
    trace_init(&t);
    trace_mark(&t, turn(3, MARK_LR, "lr", 0.1, 0.125));
    trace_mark(&t, turn(3, MARK_GAMMA, "gamma", 1, 2));
    trace_mark(&t, turn(3, MARK_LR, "lr", 0.125, 0.16));
    CU_ASSERT(t.n_marks == 2 && t.mark[1].kind == MARK_LR);
    CU_ASSERT(t.mark[1].from == 0.1 && t.mark[1].to == 0.16 && t.mark[0].to == 2);
    trace_mark(&t, turn(3, MARK_GAMMA, "gamma", 2, 1)); /* back where it was */
    CU_ASSERT(t.n_marks == 1 && t.mark[0].kind == MARK_LR);
    trace_mark(&t, turn(4, MARK_LR, "lr", 0.16, 0.2)); /* another step: another mark */
    trace_mark(&t, turn(4, MARK_PARAM, "L0", 1, 2));
    trace_mark(&t, turn(4, MARK_PARAM, "L1", 1, 2));
    CU_ASSERT(t.n_marks == 4);
    trace_cut(&t, 4);
    CU_ASSERT(t.n_marks == 1 && t.mark[0].step == 3);
    for (uint64_t i = 10; i < 200; i++)
        trace_mark(&t, turn(i, MARK_LR, "lr", (double)i, (double)i + 1));
    CU_ASSERT(t.n_marks == MARKS_MAX && t.mark[0].step == 200 - MARKS_MAX &&
              t.mark[MARKS_MAX - 1].step == 199);
    trace_clear(&t);
    CU_ASSERT(t.n_marks == 0 && t.n == 0 && t.stride == 1);
    trace_release(&t);
}

static const struct check checks[] = {
    {"thinning keeps what it says", thinning_keeps_what_it_says},
    {"the same memory however long", same_memory_however_long},
    {"cut and told again", cut_and_told_again},
    {"marks of turned knobs", marks_of_turned_knobs},
    {NULL, NULL},
};

int main(void)
{
    return check_main("trace", checks);
}
