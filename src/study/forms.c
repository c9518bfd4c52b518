#include "study/forms.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "base/text.h"

enum { BLOCKS = 8 };
#define EXACT     1e-3 /* a form that misses by less than a thousandth does not miss */
#define WORSE_BY  1.1
#define CRITERION 4

struct points {
    double log_g[FORM_POINTS], log_h[FORM_POINTS];
    int n;
};

static bool counts(double g, double h)
{
    return g > 0 && h > 0 && isfinite(g) && isfinite(h);
}

/* The root mean square over all points, each judged by the fit of the others' blocks. */
static double left_out(enum form form, const struct points *p, const struct form_fit *all)
{
    double log_g[FORM_POINTS], log_h[FORM_POINTS], sum = 0;
    if (p->n < FORMS_LEAST)
        return NAN;
    for (int block = 0; block < BLOCKS; block++) {
        int from = p->n * block / BLOCKS, to = p->n * (block + 1) / BLOCKS, n = from;
        memcpy(log_g, p->log_g, (size_t)from * sizeof *log_g);
        memcpy(log_h, p->log_h, (size_t)from * sizeof *log_h);
        memcpy(log_g + n, p->log_g + to, (size_t)(p->n - to) * sizeof *log_g);
        memcpy(log_h + n, p->log_h + to, (size_t)(p->n - to) * sizeof *log_h);
        n += p->n - to;
        struct form_fit f = form_least(form, log_g, log_h, n, all);
        double miss = form_error(form, &f, p->log_g + from, p->log_h + from, to - from);
        sum += miss * miss * (to - from);
    }
    return sqrt(sum / p->n);
}

/* How much of what a form leaves at one point is left at the next. Nothing where it leaves none. */
static double likeness(enum form form, const struct form_fit *f, const struct points *p)
{
    double before = 0, square = 0, product = 0;
    for (int i = 0; i < p->n; i++) {
        double miss = p->log_h[i] - fn_log(form_at(form, f, fn_exp(p->log_g[i])));
        square += miss * miss;
        product += i ? miss * before : 0;
        before = miss;
    }
    return sqrt(square / p->n) > EXACT ? fmax(0, product / square) : 0;
}

static double missed(const struct forms *f, int form)
{
    return fmax(f->of[form].left_out, EXACT);
}

/* Whether `wide` has `form` in it, with some of its numbers 0 (or its scale without end): it then
 * fits as well, and proves nothing against it. */
static bool contains(enum form wide, enum form form)
{
    if (form == FORM_CONSTANT)
        return wide != FORM_CONSTANT && wide != FORM_LOG;
    return form == FORM_LINEAR && form_numbers(wide) > form_numbers(form);
}

/* The best on what was left out, or a form inside it that hardly does worse; the second is the best
 * of those that do not contain it. */
static void choose(struct forms *f)
{
    if (f->n < FORMS_LEAST)
        return;
    int best = 0, second = -1;
    for (int k = 1; k < FORMS; k++)
        best = missed(f, k) < missed(f, best) ? k : best;
    for (int k = FORMS - 1; k >= 0; k--) /* those inside stand before those that contain them */
        if (contains((enum form)best, (enum form)k) && missed(f, k) < WORSE_BY * missed(f, best))
            best = k;
    for (int k = 0; k < FORMS; k++)
        if (k != best && !contains((enum form)k, (enum form)best) &&
            (second < 0 || missed(f, k) < missed(f, second)))
            second = k;
    f->best = best, f->second = second;
    f->decided = missed(f, second) >= WORSE_BY * missed(f, best) &&
                 f->of[second].criterion - f->of[best].criterion >= CRITERION;
}

static void judge(struct forms *f, const struct points *p)
{
    *f = (struct forms){.n = p->n, .n_eff = NAN, .best = -1, .second = -1};
    for (int k = 0; k < FORMS; k++) {
        struct form_judged *j = &f->of[k];
        j->least = form_least((enum form)k, p->log_g, p->log_h, p->n, NULL);
        j->error = form_error((enum form)k, &j->least, p->log_g, p->log_h, p->n);
        j->left_out = left_out((enum form)k, p, &j->least);
        j->envelope = form_envelope((enum form)k, p->log_g, p->log_h, p->n, &j->tight);
    }
    if (p->n == 0)
        return;
    double alike = likeness(FORM_LINEAR, &f->of[FORM_LINEAR].least, p);
    f->n_eff = p->n * (1 - alike) / (1 + alike);
    for (int k = 0; k < FORMS; k++) {
        double error = fmax(f->of[k].error, EXACT);
        f->of[k].criterion = f->n_eff * 2 * fn_log(error) + 2 * form_numbers((enum form)k);
    }
    choose(f);
}

/* Takes the seen-th of `good` points if it opens one of FORM_POINTS equal parts. */
static void take(struct points *p, double g, double h, int seen, int good)
{
    int keep = good < FORM_POINTS ? good : FORM_POINTS;
    if (good <= 0 || p->n == keep || (long long)seen * keep / good < p->n)
        return;
    p->log_g[p->n] = fn_log(g);
    p->log_h[p->n++] = fn_log(h);
}

void forms_of_points(struct forms *f, const double *g, const double *h, int n)
{
    struct points p = {.n = 0};
    int good = 0, seen = 0;
    for (int i = 0; i < n; i++)
        good += counts(g[i], h[i]);
    for (int i = 0; i < n; i++)
        if (counts(g[i], h[i]))
            take(&p, g[i], h[i], seen++, good);
    judge(f, &p);
}

void forms_of_runs(struct forms *f, const struct run *const *runs, int n, enum curvature which)
{
    struct points p = {.n = 0};
    int good = 0, seen = 0;
    for (int pass = 0; pass < 2; pass++) /* counts first, then takes */
        for (int i = 0; i < n; i++)
            for (int k = 0; k < runs[i]->trace.n; k++) {
                struct curvature_at at = bucket_curvature(&runs[i]->trace.bucket[k], which);
                if (!counts(at.g, at.h) || at.g <= runs[i]->probe.tolerance)
                    continue;
                if (pass == 0)
                    good++;
                else
                    take(&p, at.g, at.h, seen++, good);
            }
    judge(f, &p);
}

void forms_name(const struct forms *f, int form, char *buf, size_t size)
{
    if (form != FORM_POWER || f->n == 0)
        snprintf(buf, size, "%s", form_names[form]);
    else
        snprintf(buf, size, "L0 + L1·g^%s", NUMBER(f->of[form].least.a, 2));
}

void forms_text(const struct forms *f, char *buf, size_t size)
{
    char best[64], second[64];
    if (f->n < FORMS_LEAST) {
        snprintf(buf, size, "%d of %d points that a choice needs", f->n, FORMS_LEAST);
        return;
    }
    forms_name(f, f->best, best, sizeof best);
    forms_name(f, f->second, second, sizeof second);
    if (f->decided)
        snprintf(buf, size, "%s fits best", best);
    else if (missed(f, f->second) >= WORSE_BY * missed(f, f->best))
        snprintf(buf, size, "%s leads; %d points weigh as %s", best, f->n,
                 number_text(second, sizeof second, f->n_eff, 2));
    else
        snprintf(buf, size, "undecided: %s or %s", best, second);
}
