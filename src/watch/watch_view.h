/* How watched logs are looked at: which run, which step, which γ. Keys change this and nothing
 * else; what follows from it is worked out when it is settled, and panels only read. */
#ifndef WATCH_WATCH_VIEW_H
#define WATCH_WATCH_VIEW_H

#include "draw/layout.h"
#include "input/action.h"
#include "watch/checks.h"
#include "watch/replay.h"
#include "watch/watch.h"

/* What is worked out of the run that is looked at, up to the step that is looked at. */
struct watch_facts {
    struct log_track upto; /* shares the rows of the run's */
    int row;               /* the row that is looked at, -1: none */
    int n_rules, n_said, n_found, n_spikes, spikes;
    struct replay rule[REPLAY_MAX];
    struct suggestion said[SUGGESTIONS];
    struct finding found[FINDINGS_MAX];
    struct spike spike[SPIKES_MAX];
    double share;         /* of norms over the knob */
    double g50, g90, g99; /* of the norms */
    uint64_t version;     /* what they were worked out of */
    int run, rows;
    double gamma;
};

struct watch_view {
    int run;       /* that is looked at */
    double gamma;  /* the knob */
    bool turned;   /* it was; else it follows the log's own γ, or half the 99th percentile */
    int advice;    /* the suggestion taken last, -1: none */
    double at;     /* the step that is looked at; NAN: the newest */
    bool log_loss; /* axis */
    bool held;     /* what comes is not read */
    bool zoomed, help;
    int focus, theme, paste, help_top;
    bool recording;
    unsigned asked; /* enum request bits: the loop does it, then clears it */
    bool reading;   /* there is more to read at once */
    char message[160];
    struct watch_facts facts;
};

void watch_view_init(struct watch_view *v);
/* Brings facts up to date. */
void watch_view_settle(struct watch_view *v, const struct watch *w);
/* The step that is looked at; NAN: none yet. */
double watch_view_step(const struct watch_view *v, const struct watch *w);

/* One key a row: what the bar and the help say, and what it does. */
struct watch_key {
    int keys[3];            /* 0: none */
    const char *bar, *help; /* bar NULL: not in the bar */
    void (*act)(struct watch_view *v, const struct watch *w, int key); /* or NULL: */
    enum request asks;
    size_t flips; /* the place in the view of a bool that it turns over; 0: none */
};
extern const struct watch_key watch_keys[];
extern const int n_watch_keys;
void watch_view_key(struct watch_view *v, const struct watch *w, int key);

#endif
