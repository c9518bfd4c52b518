#include "watch/checks.h"

#include <math.h>
#include <stdio.h>

#include "base/stats.h"
#include "base/text.h"

const char *const sure_names[] = {"sure", "likely", "maybe"};

enum { FEW = 20, ENOUGH = 50 };

#define N(v) NUMBER(v, 3)
#define S(v) NUMBER(v, 15)
#define P(v) PERCENT_TEXT(v, 0)

/* The threshold of a run where it is one number; NAN if it is missing or changes. */
static double gamma_of(const struct log_track *t)
{
    double gamma = NAN;
    for (int i = 0; i < t->n; i++) {
        double g = t->row[i].gamma;
        if (isnan(g))
            continue;
        if (!isnan(gamma) && g != gamma)
            return NAN;
        gamma = g;
    }
    return gamma;
}

static int count_norms(const struct log_track *t)
{
    int n = 0;
    for (int i = 0; i < t->n; i++)
        n += isfinite(t->row[i].norm.first);
    return n;
}

/* Nothing is over γ, and much lies on it: what is logged was clipped before. */
static bool check_after(const struct watch_run *run, struct finding *f)
{
    const struct log_track *t = &run->track;
    double gamma = gamma_of(t);
    int n = count_norms(t), on = 0;
    for (int i = 0; i < t->n; i++) {
        if (t->row[i].norm.hi > gamma * 1.001)
            return false;
        on += fabs(t->row[i].norm.first / gamma - 1) < 1e-3;
    }
    if (isnan(gamma) || n < FEW || on < n / 20 + 1)
        return false;
    f->sure = on >= n / 5 ? SURE : LIKELY;
    snprintf(f->text, sizeof f->text,
             "The norm is never over γ = %s, and %s %% of %d records lie on it: it is logged after "
             "clipping. Log the norm that clip_grad_norm_ returns.",
             N(gamma), P(100.0 * on / n), n);
    return true;
}

/* The same where γ is not known: a norm does not stand still at its greatest while the loss moves.
 */
static bool check_constant(const struct watch_run *run, struct finding *f)
{
    const struct log_track *t = &run->track;
    double most = t->norm.hi, lo = INFINITY, hi = -INFINITY;
    int on = 0, all = count_norms(t);
    for (int i = 0; i < t->n; i++) {
        if (!(t->row[i].norm.first >= most * 0.9999))
            continue;
        on++;
        lo = fmin(lo, t->row[i].loss.first);
        hi = fmax(hi, t->row[i].loss.first);
    }
    if (!isnan(gamma_of(t)) || on < FEW || on < all / 20 || !(most > 0) || !(hi > lo * 1.001))
        return false;
    f->sure = on >= all / 5 ? SURE : LIKELY;
    snprintf(f->text, sizeof f->text,
             "The norm is never over %s, and %s %% of %d records lie on it: it is logged after "
             "clipping, and γ is %s. Pass --gamma %s.",
             N(most), P(100.0 * on / all), all, N(most), N(most));
    return true;
}

/* Clipped records and all that say it. */
static double clipped_share(const struct log_track *t, double *of)
{
    double clipped = 0;
    *of = 0;
    for (int i = 0; i < t->n; i++) {
        clipped += t->row[i].clipped;
        *of += t->row[i].clipped_of;
    }
    return clipped / *of;
}

/* The mean clip factor where it is known: soft clips shorten every gradient, but most a little. */
static double mean_factor(const struct log_track *t)
{
    double sum = 0;
    int n = 0;
    for (int i = 0; i < t->n; i++) {
        sum += isnan(t->row[i].factor) ? 0 : t->row[i].factor;
        n += !isnan(t->row[i].factor);
    }
    return n > 0 ? sum / n : 0;
}

static bool is_always_clipped(const struct log_track *t, double *share, double *of)
{
    *share = clipped_share(t, of);
    return *of >= ENOUGH && *share >= 0.98 && mean_factor(t) < 0.7;
}

static bool check_always(const struct watch_run *run, struct finding *f)
{
    double of, share;
    if (!is_always_clipped(&run->track, &share, &of))
        return false;
    f->sure = SURE;
    snprintf(f->text, sizeof f->text,
             "%s %% of %.0f records are clipped: every step is about lr·γ long, and only that "
             "product counts. g99/2 = %s would clip fewer.",
             P(100 * share), of, N(log_track_quantile(&run->track, 0.99) / 2));
    return true;
}

/* What no log says is the optimizer. */
static bool check_adam(const struct watch_run *run, struct finding *f)
{
    double of, share;
    if (!is_always_clipped(&run->track, &share, &of))
        return false;
    f->sure = MAYBE;
    snprintf(f->text, sizeof f->text,
             "If the optimizer is Adam or AdamW (the log does not say), γ hardly matters: Adam "
             "divides by the gradient's size, and a factor on every step cancels.");
    return true;
}

static bool check_never(const struct watch_run *run, struct finding *f)
{
    const struct log_track *t = &run->track;
    double of, share = clipped_share(t, &of), gamma = gamma_of(t), most = t->norm.hi;
    if (of < 2 * ENOUGH || share != 0 || isnan(gamma) || !(most < 0.99 * gamma))
        return false;
    f->sure = SURE;
    snprintf(
        f->text, sizeof f->text,
        "Clipping never engages: the largest of %.0f norms is %s, and γ = %s. g99/2 = %s would "
        "catch the large ones.",
        of, N(most), N(gamma), N(log_track_quantile(t, 0.99) / 2));
    return true;
}

/* A scaler that hides a NaN, or a loss that is no number any more. */
static bool check_dead(const struct watch_run *run, struct finding *f)
{
    const struct log_track *t = &run->track;
    int bad = -1, zeros = 0, worse = 0;
    for (int i = 0; i < t->n; i++) {
        const struct log_row *row = &t->row[i];
        bad = bad < 0 && (row->bad_norm || row->bad_loss) ? i : bad;
        if (bad < 0)
            continue;
        bool sound = isfinite(row->norm.first) && row->loss.first != 0;
        zeros = sound ? 0 : zeros + (row->loss.first == 0);
        worse = sound ? 0 : worse + (row->bad_loss > 0);
        bad = sound ? -1 : bad;
    }
    if (bad < 0 || (zeros == 0 && worse == 0) || zeros + worse < (t->n - bad) / 2)
        return false;
    f->from = t->row[bad].step;
    f->sure = zeros + worse > 1 ? SURE : LIKELY;
    snprintf(f->text, sizeof f->text,
             "From step %s on the %s is NaN or infinite%s: this training is dead. Go back to a "
             "checkpoint before that step.",
             S(f->from), t->row[bad].bad_norm ? "norm" : "loss", zeros ? ", and the loss 0" : "");
    return true;
}

static bool check_scale(const struct watch_run *run, struct finding *f)
{
    const struct log_track *t = &run->track;
    double most = NAN, now = NAN, from = NAN;
    for (int i = 0; i < t->n; i++) {
        double s = t->row[i].scale;
        if (isnan(s))
            continue;
        if (!(s < most))
            most = s, from = t->row[i].step;
        now = s;
    }
    if (!(now * 64 <= most) && !(now <= 1 && most >= 16))
        return false;
    f->from = from;
    f->sure = now <= 1 ? SURE : LIKELY;
    snprintf(
        f->text, sizeof f->text,
        "The loss scale fell from %s to %s%s: gradients overflow again and again, and each time "
        "an update is left out. Unscale before clipping; look for the layer that overflows.",
        N(most), N(now), now <= 1 ? ", its floor" : "");
    return true;
}

enum { ABOUT = 40 };

/* The median norm of the rows from a to b; NAN of too few. */
static double median_between(const struct log_track *t, int a, int b)
{
    double v[ABOUT];
    int n = 0;
    for (int i = a < 0 ? 0 : a; i < b && i < t->n && n < ABOUT; i++)
        if (isfinite(t->row[i].norm.first))
            v[n++] = t->row[i].norm.first;
    return n >= ABOUT / 4 ? stats_quantile(v, n, 0.5) : NAN;
}

/* Of k ranks that each hold a k-th of the batch, the mean gradient's noise is √k times smaller: a
 * training that goes on with another number of them has another norm from then on. */
static bool check_ranks(const struct watch_run *run, struct finding *f)
{
    const struct log_track *t = &run->track;
    for (int i = 0; i < t->n_backs; i++) {
        int at = log_track_row(t, t->back[i].to);
        double before = median_between(t, at - ABOUT, at),
               after = median_between(t, at, at + ABOUT);
        double ratio = after > before ? after / before : before / after;
        for (int k = 2; k <= 64; k *= 2) {
            if (!(fabs(ratio / sqrt(k) - 1) < 0.06))
                continue;
            f->from = f->to = t->back[i].to;
            f->sure = MAYBE;
            snprintf(f->text, sizeof f->text,
                     "Where the training was resumed, at step %s, the median norm went from %s to "
                     "%s: by √%d, as when %d times as many ranks (or as few) share a batch. γ has "
                     "to follow.",
                     S(f->from), N(before), N(after), k, k);
            return true;
        }
    }
    return false;
}

static bool check_spikes(const struct watch_run *run, struct finding *f)
{
    struct spike s[SPIKES_MAX];
    int all, n = watch_spikes(&run->track, s, SPIKES_MAX, &all), most = 0;
    for (int i = 1; i < n; i++)
        most = s[i].norm > s[most].norm ? i : most;
    if (n == 0)
        return false;
    f->from = s[0].step;
    f->to = s[n - 1].step;
    f->sure = SURE;
    if (all > run->track.n / 20)
        snprintf(f->text, sizeof f->text,
                 "The norms have a heavy tail: %d of %d rows are over 4 times the median of the 50 "
                 "before. The largest norm is %s, at step %s.",
                 all, run->track.n, N(s[most].norm), S(s[most].step));
    else
        snprintf(
            f->text, sizeof f->text,
            "%d spike%s over 4 times the norms about %s; the largest is %s at step %s, %s times.",
            all, all == 1 ? "" : "s", all == 1 ? "it" : "them", N(s[most].norm), S(s[most].step),
            N(s[most].times));
    return true;
}

/* The same number of steps from spike to spike. */
static bool check_epochs(const struct watch_run *run, struct finding *f)
{
    struct spike s[SPIKES_MAX];
    int all, n = watch_spikes(&run->track, s, SPIKES_MAX, &all), same = 0;
    if (n < 4 || n != all || all > run->track.n / 20)
        return false;
    double gap[SPIKES_MAX], sorted[SPIKES_MAX];
    for (int i = 1; i < n; i++)
        gap[i - 1] = sorted[i - 1] = s[i].step - s[i - 1].step;
    double middle = stats_quantile(sorted, n - 1, 0.5);
    for (int i = 0; i < n - 1; i++)
        same += fabs(gap[i] / middle - 1) < 0.05;
    if (same < 3 || same < (n - 1) * 3 / 4)
        return false;
    f->from = s[0].step;
    f->to = s[n - 1].step;
    f->sure = LIKELY;
    snprintf(
        f->text, sizeof f->text,
        "The norm spikes every %s steps (%d times): if that is an epoch, look at the batch that "
        "comes then, and at whether the data is shuffled.",
        S(middle), n);
    return true;
}

/* A rate that grows in the middle of a training, and the norm with it. */
static bool check_rate(const struct watch_run *run, struct finding *f)
{
    const struct log_track *t = &run->track;
    struct spike s[SPIKES_MAX];
    int all, n = watch_spikes(t, s, SPIKES_MAX, &all);
    for (int i = 0; i < n; i++) {
        for (int k = s[i].row > 3 ? s[i].row - 3 : 1; k <= s[i].row; k++) {
            double before = t->row[k - 1].lr, after = t->row[k].lr;
            if (!(after > 1.5 * before && before > 0))
                continue;
            f->from = t->row[k].step;
            f->to = s[i].step;
            f->sure = LIKELY;
            snprintf(
                f->text, sizeof f->text,
                "The learning rate went from %s to %s at step %s, and the norm spiked to %s at "
                "step %s: raise it more slowly.",
                N(before), N(after), S(f->from), N(s[i].norm), S(s[i].step));
            return true;
        }
    }
    return false;
}

/* One check a row, what is worst first. */
static const struct {
    const char *name, *scene;
    bool (*look)(const struct watch_run *run, struct finding *f);
} checks[] = {
    {"dead", "clinic-unscale", check_dead},
    {"loss-scale", "clinic-unscale", check_scale},
    {"norm-after-clipping", "clip-dialects", check_after},
    {"norm-constant", "clip-dialects", check_constant},
    {"always-clipped", "advisor", check_always},
    {"adam-cancels", "clinic-before-adam", check_adam},
    {"never-clipped", "advisor", check_never},
    {"ranks", "clinic-workers", check_ranks},
    {"rate-and-spike", "sensitivity", check_rate},
    {"spikes-repeat", "rnn-cliff", check_epochs},
    {"spikes", "rnn-cliff", check_spikes},
};
_Static_assert(sizeof checks / sizeof *checks <= FINDINGS_MAX, "room for all findings");

int watch_check_run(const struct watch_run *run, struct finding *out)
{
    int n = 0;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct finding f = {.name = checks[i].name, .scene = checks[i].scene};
        f.from = run->track.n > 0 ? run->track.row[0].step : NAN;
        f.to = run->track.last_step;
        if (run->track.n > 0 && checks[i].look(run, &f))
            out[n++] = f;
    }
    return n;
}
