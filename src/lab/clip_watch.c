#include "base/elementary.h"
#include "lab/run.h"

#include <stdio.h>
#include <string.h>

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

/* The bin of the norm at share p, and how far into it; -1 if missing. */
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
    const char *sign = beyond == 0 ? "" : beyond < 0 ? "<" : ">";
    snprintf(buf, size, "%s%s", sign, isnan(norm) ? "–" : NUMBER(norm, beyond ? 1 : 3));
    return buf;
}

/* An update was made from every step before the current one that was not skipped. */
static double updates(const struct run *r)
{
    return (double)(r->now.step - r->notes.skipped_steps);
}

double monitor_ratio(const struct run *r)
{
    return updates(r) > 0 ? r->monitor->ratio_sum / updates(r) : NAN;
}

double monitor_ratio_recent(const struct run *r)
{
    double weights = -fn_expm1(updates(r) * fn_log1p(-1.0 / MONITOR_RECENT));
    return updates(r) > 0 ? r->monitor->ratio_recent / weights : NAN;
}

/* Two standard errors of the recent ratio, by the ratios the trace has of that time: chance alone,
 * from mini-batch to mini-batch, seldom takes it farther. 0 if missing. */
static double ratio_noise(const struct run *r)
{
    const struct trace *t = &r->trace;
    double sum = 0, squares = 0, n = 0, share = 1.0 / MONITOR_RECENT;
    for (int i = t->n - 1; i >= 0 && (n < 10 || t->bucket[i].step + MONITOR_RECENT > r->now.step);
         i--) {
        double ratio = t->bucket[i].clip;
        if (isnan(ratio))
            continue; /* of the newest the update is not known */
        sum += ratio;
        squares += ratio * ratio;
        n++;
    }
    if (!r->problem->batched || n < 2)
        return 0;
    double spread = sqrt(fmax(squares - sum * sum / n, 0) / (n - 1));
    /* The variance of a mean whose weights fall by `share`, after that many steps. */
    double falls = fn_exp(updates(r) * fn_log1p(-share));
    return 2 * spread * sqrt(share / (2 - share) * (1 + falls) / (1 - falls));
}

int monitor_starved(const struct run *r, double *most)
{
    double eps;
    int n = 0;
    *most = 0;
    if (!r->optimizer->soft_eps || r->clip->turns || !run_get(r, "eps", &eps) ||
        !(r->now.clip_factor > 0 && r->now.clip_factor < 0.1))
        return 0;
    for (int i = 0; i < r->dim; i++)
        if (fabs(r->g[i]) > 10 * eps && fabs(r->clipped[i]) < eps &&
            fabs(r->d[i]) < 0.5 * r->now.lr) {
            n++;
            *most = fmax(*most, fabs(r->d[i]));
        }
    return n;
}

/* The share of steps that are few. */
#define RARE 0.1

bool monitor_is_rare(const struct run *r)
{
    return (double)r->notes.clipped_steps < RARE * (double)r->now.step;
}

enum monitor_verdict monitor_judge(const struct run *r)
{
    if (r->notes.clipped_steps > 0 && (r->optimizer->divides || r->optimizer->cancels))
        return MONITOR_CANCELS;
    if (r->now.step < MONITOR_RECENT)
        return MONITOR_EARLY;
    if (r->notes.clipped_steps == 0)
        return MONITOR_IDLE;
    double under = 0.5 - monitor_ratio_recent(r), noise = ratio_noise(r);
    if (fabs(under) < noise)
        return MONITOR_UNSURE;
    return under > 0 ? MONITOR_OVER : MONITOR_WITHIN;
}

/* Of an optimizer that divides by the size of the gradients. */
static void say_divides(const struct run *r, char *buf, size_t size)
{
    const char *name = r->optimizer->name;
    double most, eps;
    int starved = monitor_starved(r, &most);
    if (r->optimizer->cancels)
        snprintf(buf, size,
                 "%s divides by the size of each gradient: the clip factor cancels (clip ratio %s)",
                 name, NUMBER(monitor_ratio_recent(r), 3));
    else if (starved > 0 && run_get(r, "eps", &eps))
        snprintf(buf, size,
                 "Clipping makes %d of %d components smaller than ε = %s. There the clip factor "
                 "does not cancel",
                 starved, r->dim, NUMBER(eps, 3));
    else if (monitor_is_rare(r))
        snprintf(buf, size,
                 "%s keeps long gradients in its means. Clipping shortened those of %s %% of the "
                 "steps",
                 name, SHARE_TEXT(r->notes.clipped_steps, r->now.step, 1));
    else
        snprintf(buf, size,
                 "%s divides by the size of the gradients: a clip factor that stays cancels (clip "
                 "ratio %s)",
                 name, NUMBER(monitor_ratio_recent(r), 3));
}

static void say_rule(const struct run *r, char *buf, size_t size)
{
    unsigned long long steps = (unsigned long long)r->now.step;
    const char *ratio = NUMBER(monitor_ratio_recent(r), 3);
    if (r->problem->kind->game) {
        snprintf(buf, size, "Rules of thumb are about losses, not games%s%s",
                 isnan(monitor_ratio_recent(r)) ? "" : ". The recent clip ratio is ",
                 isnan(monitor_ratio_recent(r)) ? "" : ratio);
        return;
    }
    switch (monitor_judge(r)) {
    case MONITOR_EARLY:
        snprintf(buf, size, "Too early to judge: %llu step%s so far, it takes %d", steps,
                 steps == 1 ? "" : "s", MONITOR_RECENT);
        break;
    case MONITOR_IDLE:
        snprintf(buf, size, "No step of %llu was clipped", steps);
        if (r->notes.skipped_steps > 0)
            snprintf(buf, size, "Of %llu steps none was clipped and %llu skipped", steps,
                     (unsigned long long)r->notes.skipped_steps);
        break;
    case MONITOR_CANCELS:
        say_divides(r, buf, size);
        break;
    case MONITOR_WITHIN:
        snprintf(buf, size,
                 "Not too much clipping by the rule of thumb: recent clip ratio %s, 0.5 or more",
                 ratio);
        break;
    case MONITOR_UNSURE:
        snprintf(buf, size,
                 "The rule of thumb cannot tell: the recent clip ratio is %s ±%s, about 0.5", ratio,
                 number_text((char[24]){0}, 24, ratio_noise(r), 2));
        break;
    case MONITOR_OVER:
        snprintf(buf, size,
                 "Too much clipping by the rule of thumb: recent clip ratio %s, under 0.5", ratio);
        break;
    }
}

/* What the loss did over the last quarter of the run. */
struct change {
    double from, to;
    uint64_t since;
    int over; /* means over so many mini-batches, which follow each other; 0: at the steps */
    int way;  /* -1 fell, 1 rose, 0 neither */
};

enum { BATCHES_LEAST = 4 };

/* The mean loss over n buckets, and the variance of that mean. */
static double mean_loss(const struct bucket *b, int n, double *variance)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < n; i++)
        sum += b[i].loss;
    for (int i = 0; i < n; i++)
        squares += (b[i].loss - sum / n) * (b[i].loss - sum / n);
    *variance = squares / (n - 1) / n;
    return sum / n;
}

/* One mini-batch against another says nothing: of them half the quarter's mean against that of the
 * other half, and no change that chance makes one time in twenty. */
static struct change change_of(const struct run *r)
{
    const struct trace *t = &r->trace;
    int first = t->n - 1;
    while (first > 0 && t->bucket[first - 1].step >= r->now.step / 4 * 3)
        first--;
    const struct bucket *then = &t->bucket[first];
    struct change c = {.from = then->loss, .to = r->now.loss, .since = then->step};
    double least = 0.01 * fabs(c.from);
    int half = (t->n - first) / 2;
    if (r->problem->batched && half >= BATCHES_LEAST) {
        double before, after;
        c.over = half;
        c.from = mean_loss(then, half, &before);
        c.to = mean_loss(&t->bucket[t->n - half], half, &after);
        least = fmax(0.01 * fabs(c.from), 2 * sqrt(before + after));
    } else if (r->problem->batched) {
        return c;
    }
    c.way = (c.to - c.from > least) - (c.from - c.to > least);
    return c;
}

/* What has become of the run, and of its loss: a rule that says over-clipped of a run whose loss
 * falls is a rule to doubt. */
static void say_run(const struct run *r, char *buf, size_t size)
{
    struct change c = change_of(r);
    const char *value = r->problem->kind->value_name; /* of a game, which has no loss */
    char from[24], to[24], over[48];
    int digits = 3; /* as many as it takes to tell them apart */
    snprintf(over, sizeof over, "%.20s", value ? value : "f");
    do {
        number_text(from, sizeof from, c.from, digits);
        number_text(to, sizeof to, c.to, digits);
    } while (c.way && ++digits < 17 && strcmp(from, to) == 0);
    unsigned long long since = (unsigned long long)c.since;
    if (c.over)
        snprintf(over, sizeof over, "%.8s, a mean of %d mini-batches,", value ? value : "f",
                 c.over);
    if (r->now.status != RUN_RUNNING)
        snprintf(buf, size, "The run %s %s", r->now.status == RUN_CYCLING ? "is" : "has",
                 run_status_names[r->now.status]);
    else if (r->problem->batched && !c.over)
        snprintf(buf, size, "There are too few mini-batches to say what %s does", over);
    else if (c.way)
        snprintf(buf, size, "%s %s from %s to %s since step %llu", over,
                 c.way < 0 ? "fell" : "rose", from, to, since);
    else if (c.over)
        snprintf(buf, size, "%s was %s from step %llu on and is %s: the difference is noise", over,
                 from, since, to);
    else
        snprintf(buf, size, "%s has stayed at %s since step %llu", over, to, since);
}

/* The rule against the theory of gradient descent: its step 1/(L0 + L1‖∇f‖) is the soft clip, which
 * leaves under a half wherever ‖∇f‖ is over γ = L0/L1. Of mini-batches by the mean of as many as f
 * is the mean of. */
static void say_theory(const struct run *r, char *buf, size_t size)
{
    const struct trace *t = &r->trace;
    double gamma = run_threshold(r), norm = r->now.grad_norm;
    int over = change_of(r).over;
    for (int i = 0; i < over; i++)
        norm = (i == 0 ? 0 : norm) + t->bucket[t->n - 1 - i].grad / over;
    double leaves = gamma / (norm + gamma);
    buf[0] = '\0';
    if (leaves < 0.5 && !r->clip->gamma_of && r->optimizer->plain)
        snprintf(buf, size, ". The theory's own step would have a clip factor of %s%s",
                 NUMBER(leaves, 3), over ? " at the mean gradient" : "");
}

void monitor_say(const struct run *r, char *buf, size_t size)
{
    char rule[200], shows[160], theory[120] = "";
    bool over = monitor_judge(r) == MONITOR_OVER && !r->problem->kind->game;
    bool well =
        r->now.status == RUN_CONVERGED || (r->now.status == RUN_RUNNING && change_of(r).way < 0);
    say_rule(r, rule, sizeof rule);
    say_run(r, shows, sizeof shows);
    if (over)
        say_theory(r, theory, sizeof theory);
    if (over && well && shows[0] == 'T') /* "The run": within a sentence now */
        shows[0] = 't';
    snprintf(buf, size, "%s. %s%s%s.", rule, over && well ? "Yet " : "", shows, theory);
}
