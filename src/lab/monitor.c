#include "lab/run.h"

#include <stdio.h>

#include "base/text.h"

void monitor_clear(struct monitor *m)
{
    *m = (struct monitor){0};
}

void monitor_halve(struct monitor *m)
{
    for (int i = 0; i < MONITOR_BINS; i++)
        m->bin[i] /= 2;
}

/* The lower end of bin i, of all but the first: the number whose leading bits are i - 1. */
static double bin_from(int i)
{
    int octave = ((i - 1) >> MONITOR_PARTS_LOG2) + MONITOR_FIRST;
    int part = (i - 1) & ((1 << MONITOR_PARTS_LOG2) - 1);
    return ldexp(1 + (double)part / (1 << MONITOR_PARTS_LOG2), octave);
}

/* The bin of the norm at share p, and how far into it; -1 where there are none. */
static int bin_at(const struct monitor *m, double p, double *within)
{
    uint64_t n = 0;
    for (int i = 0; i < MONITOR_BINS; i++)
        n += m->bin[i];
    double rank = p * ((double)n - 1), before = 0;
    for (int i = 0; i < MONITOR_BINS && n > 0; i++) {
        double here = (double)m->bin[i];
        if (rank < before + here) {
            *within = fmin((rank - before + 0.5) / here, 1);
            return i;
        }
        before += here;
    }
    return -1;
}

/* Within a bin the norms are taken as spread evenly. */
double monitor_quantile(const struct monitor *m, double p)
{
    double within;
    int i = bin_at(m, p, &within);
    if (i <= 0)
        return i < 0 ? NAN : bin_from(1);
    double from = bin_from(i);
    return i == MONITOR_BINS - 1 ? from : from + (bin_from(i + 1) - from) * within;
}

int monitor_beyond(const struct monitor *m, double p)
{
    double within;
    int i = bin_at(m, p, &within);
    return i == 0 ? -1 : i == MONITOR_BINS - 1;
}

/* Of the ends one digit: 6.9e-18 becomes 7e-18 and 2.4e21 2e21, so that both are true. */
const char *monitor_text(const struct monitor *m, double p, char *buf, size_t size)
{
    int beyond = monitor_beyond(m, p);
    double norm = monitor_quantile(m, p);
    char number[24];
    number_text(number, sizeof number, norm, beyond ? 1 : 3);
    const char *sign = beyond == 0 ? "" : beyond < 0 ? "<" : ">";
    snprintf(buf, size, "%s%s", sign, isnan(norm) ? "–" : number);
    return buf;
}

/* An update was made from every step before the current one. */
double monitor_ratio(const struct run *r)
{
    return r->now.step > 0 ? r->monitor->ratio_sum / (double)r->now.step : NAN;
}

double monitor_ratio_recent(const struct run *r)
{
    double weights = -expm1((double)r->now.step * log1p(-1.0 / MONITOR_RECENT));
    return r->now.step > 0 ? r->monitor->ratio_recent / weights : NAN;
}

enum monitor_verdict monitor_judge(const struct run *r)
{
    if (r->now.step < MONITOR_RECENT)
        return MONITOR_EARLY;
    if (r->clipped_steps == 0)
        return MONITOR_IDLE;
    return monitor_ratio_recent(r) < 0.5 ? MONITOR_OVER : MONITOR_WITHIN;
}

static void say_rule(const struct run *r, char *buf, size_t size)
{
    char ratio[24];
    unsigned long long steps = (unsigned long long)r->now.step;
    number_text(ratio, sizeof ratio, monitor_ratio_recent(r), 3);
    switch (monitor_judge(r)) {
    case MONITOR_EARLY:
        snprintf(buf, size, "too early to judge: %llu of %d steps", steps, MONITOR_RECENT);
        break;
    case MONITOR_IDLE:
        snprintf(buf, size, "clipping has not engaged once in %llu steps", steps);
        break;
    case MONITOR_WITHIN:
        snprintf(buf, size, "the rule of thumb is content (clip ratio %s of late, not under 0.5)",
                 ratio);
        break;
    case MONITOR_OVER:
        snprintf(buf, size,
                 "the rule of thumb says over-clipped (clip ratio %s of late, under 0.5)", ratio);
        break;
    }
}

/* The oldest bucket of the last quarter of the run. */
static const struct bucket *bucket_then(const struct run *r)
{
    const struct trace *t = &r->trace;
    int i = t->n - 1;
    while (i > 0 && t->bucket[i - 1].step >= r->now.step / 4 * 3)
        i--;
    return &t->bucket[i];
}

/* What has become of the run, and of its loss over the last quarter: a rule that says over-clipped
 * of a run whose loss falls is a rule to doubt. */
static void say_run(const struct run *r, char *buf, size_t size)
{
    const struct bucket *then = bucket_then(r);
    char from[24], to[24];
    number_text(from, sizeof from, then->loss, 3);
    number_text(to, sizeof to, r->now.loss, 3);
    if (r->now.status != RUN_RUNNING) {
        snprintf(buf, size, "the run %s %s", r->now.status == RUN_CYCLING ? "is" : "has",
                 run_status_names[r->now.status]);
        return;
    }
    const char *what = r->now.loss < 0.99 * then->loss   ? "fell"
                       : r->now.loss > 1.01 * then->loss ? "rose"
                                                         : NULL;
    if (what)
        snprintf(buf, size, "f %s from %s to %s since step %llu", what, from, to,
                 (unsigned long long)then->step);
    else
        snprintf(buf, size, "f has stood at %s since step %llu", to,
                 (unsigned long long)then->step);
}

/* The rule against the theory: its step 1/(L0 + L1‖∇f‖) is the soft clip, which leaves under a half
 * wherever ‖∇f‖ is over γ = L0/L1. */
static void say_theory(const struct run *r, char *buf, size_t size)
{
    double gamma = run_threshold(r), leaves = gamma / (r->now.grad_norm + gamma);
    char text[24];
    buf[0] = '\0';
    if (leaves < 0.5)
        snprintf(buf, size, "; so it says of the theory's own step, which leaves γ/(‖∇f‖ + γ) = %s",
                 number_text(text, sizeof text, leaves, 3));
}

void monitor_say(const struct run *r, char *buf, size_t size)
{
    char rule[120], shows[120], theory[120] = "";
    bool over = monitor_judge(r) == MONITOR_OVER;
    bool well = r->now.status == RUN_CONVERGED ||
                (r->now.status == RUN_RUNNING && r->now.loss < 0.99 * bucket_then(r)->loss);
    say_rule(r, rule, sizeof rule);
    say_run(r, shows, sizeof shows);
    if (over)
        say_theory(r, theory, sizeof theory);
    snprintf(buf, size, "%s; %s%s%s", rule, over && well ? "yet " : "", shows, theory);
}
