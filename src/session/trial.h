/* Advice tried: the same run from step 0 with the advised γ and rate, brought to the step it was
 * at, with the way it went before as the ghost; and taken back. */
#ifndef SESSION_TRIAL_H
#define SESSION_TRIAL_H

#include "lab/race.h"
#include "tell/advice_rule.h"

struct deed;

/* What a rule says; also of the setting a run has now. */
struct advice {
    double gamma, lr; /* NAN: it says nothing of this one */
    double cuts;      /* share of the norms the run's updates began with over gamma; NAN of none */
    bool ready;
    char note[160]; /* not ready: what it needs and has not; else notes */
};

/* What a run has come to. */
struct way {
    enum run_status status;
    uint64_t status_step, step; /* step: as far as it went */
    double loss, best;
    bool came, about; /* whether to the goal; about: within a bucket of the trace */
    uint64_t goal;    /* the step at which */
};

struct trial {
    int chosen;       /* the rule under the bar of the panel */
    bool on;          /* one was tried, and nothing else was turned since */
    int run, rule;    /* whose and which */
    double gamma, lr; /* as tried; NAN: left as it was */
    /* What every rule said of the run as it was: one tries them by the same evidence. */
    struct advice given[ADVICE_RULES], setting;
    uint64_t given_at;
    uint64_t at;        /* the step at which it was tried */
    struct way before;  /* the run as it was */
    int n;              /* what had been done before, to be put back */
    struct deed *deeds; /* room for DEEDS_MAX, and as many behind it as scratch */
};

#endif
