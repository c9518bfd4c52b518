#include "watch/watch_view.h"

#include <math.h>

#include "watch/watch_panel.h"

void watch_view_init(struct watch_view *v)
{
    *v = (struct watch_view){.gamma = 1, .advice = -1, .at = NAN, .log_loss = true};
    v->facts.run = v->facts.row = -1;
}

static const struct log_track *track_of(const struct watch_view *v, const struct watch *w)
{
    return v->run < w->n_runs ? &w->run[v->run].track : NULL;
}

double watch_view_step(const struct watch_view *v, const struct watch *w)
{
    const struct log_track *t = track_of(v, w);
    return !t || t->n == 0 ? NAN : isnan(v->at) ? t->row[t->n - 1].step : v->at;
}

/* What the training itself was clipped by is where the knob begins. */
static void follow_gamma(struct watch_view *v, const struct watch_run *run)
{
    const struct log_track *t = &run->track;
    double own = NAN;
    for (int i = t->n - 1; i >= 0 && isnan(own); i--)
        own = t->row[i].gamma;
    double good = watch_good_gamma(run);
    if (!v->turned)
        v->gamma = own > 0 ? own : good > 0 ? good : v->gamma;
}

/* The run up to the row that is looked at, as if no more had come: exact by rows. */
static void cut(struct watch_facts *f, const struct log_track *t, double at)
{
    f->upto = *t;
    f->row = isnan(at) ? t->n - 1 : log_track_row(t, at);
    if (isnan(at))
        return;
    f->upto.n = f->row + 1;
    f->upto.every = 1;
    f->upto.norm = (struct log_span){NAN, NAN, NAN};
    for (int i = 0; i < f->upto.n; i++)
        f->upto.norm.hi = fmax(f->upto.norm.hi, t->row[i].norm.hi);
}

void watch_view_settle(struct watch_view *v, const struct watch *w)
{
    struct watch_facts *f = &v->facts;
    const struct log_track *t = track_of(v, w);
    if (!t)
        return;
    follow_gamma(v, &w->run[v->run]);
    int row = isnan(v->at) ? t->n - 1 : log_track_row(t, v->at);
    bool data = f->version != t->version || f->run != v->run || f->rows != row;
    bool knob = data || f->gamma != v->gamma;
    f->version = t->version;
    f->run = v->run;
    f->rows = row;
    f->gamma = v->gamma;
    if (data) {
        cut(f, t, v->at);
        f->n_said = t->with[LOG_NORM] > 0 ? replay_suggest(&f->upto, f->said) : 0;
        f->n_found = watch_check_run(&w->run[v->run], f->found);
        f->n_spikes = watch_spikes(t, f->spike, SPIKES_MAX, &f->spikes);
        f->g50 = log_track_quantile(&f->upto, 0.5);
        f->g90 = log_track_quantile(&f->upto, 0.9);
        f->g99 = log_track_quantile(&f->upto, 0.99);
    }
    if (knob) {
        f->n_rules =
            t->with[LOG_NORM] > 0 ? replay_all(&f->upto, v->gamma, f->rule, REPLAY_MAX) : 0;
        f->share = replay_share_over(&f->upto, v->gamma);
    }
}
