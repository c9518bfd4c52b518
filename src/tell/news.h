/* What happens in a race, for those who stop at it, mark it in a recording or tell of it. Steps
 * that are worth it are a table of rules as captions are, on a run and the step it has just made.
 * What is compared with the last look (a status, a knob, whether a run was clipped) and what
 * scripts do are kinds of their own. */
#ifndef TELL_NEWS_H
#define TELL_NEWS_H

#include "tell/insight.h"

struct news_kind {
    const char *help; /* "a run diverges", as what one may stop at */
    struct insight_rule rule;
    bool (*in)(const struct run *r, const double box[4]); /* or by what the landscape shows */
};

extern const struct news_kind news_kinds[];
extern const int n_news_kinds;

/* Whether the step that the run, which is settled, has just made is one; its sentence is the
 * rule's. */
bool news_meets(const struct news_kind *k, const struct run *r, const double box[4]);

/* Kinds as bits: news_kinds[i] is 1 << i, and */
enum {
    NEWS_OF_STEPS = (1 << 24) - 1, /* are all of these */
    NEWS_CLIPPED = 1 << 24,        /* runs are clipped for the first time, all in one */
    NEWS_STATUS = 1 << 25,
    NEWS_TURNED = 1 << 26, /* a knob */
    NEWS_KEY = 1 << 27,    /* that a script pressed */
    NEWS_CHAPTER = 1 << 28 /* of a script */
};

struct news {
    unsigned kind;
    int key;
    char words[240];
};

/* What one who looks has seen. */
struct news_seen {
    uint64_t
        begun; /* which beginning of the race it is of, as who asks counts them; 0: not known */
    uint64_t step;
    enum run_status status[RUNS_MAX];
    uint64_t since[RUNS_MAX]; /* the step of that status */
    bool clipped[RUNS_MAX];
    struct mark mark[RUNS_MAX]; /* the newest turn of each run */
    unsigned told[RUNS_MAX];    /* kinds of steps: these come once, until 0 is put here */
};

/* All until now has been seen; what was told stays told. */
void news_begin(struct news_seen *w, const struct race *race);
/* The race begins once more, and has perhaps gone on: nothing of it has been seen. */
void news_begin_anew(struct news_seen *w, const struct race *race, uint64_t begun);
/* The next event of these kinds since the last look, run by run. false: there are no more. */
bool news_next(struct news_seen *w, struct race *race, unsigned kinds, const double box[4],
               struct news *e);

#endif
