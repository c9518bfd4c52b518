/* What each clip rule would have done to the norms of a log. The training itself would have gone
 * another way: its norms would have been others. */
#ifndef WATCH_REPLAY_H
#define WATCH_REPLAY_H

#include "clip/clip.h"
#include "log/track.h"

enum { REPLAY_MAX = 24 };

struct replay {
    const struct clip_kind *clip;
    uint64_t norms;   /* how many it saw: every one, or one a row where rows hold several */
    double clipped;   /* share of them that it multiplies by less than 1 */
    double factor;    /* mean of what it multiplies them by */
    double skipped;   /* share that it leaves out */
    double threshold; /* the newest that it worked out itself; NAN: none, it has γ */
    bool by_gamma;    /* γ makes a difference to it */
    int same; /* index of the first rule that did the same at every step; its own if none did */
};

/* Every rule at threshold gamma over the norms of t, into out[0..returned). */
int replay_all(const struct log_track *t, double gamma, struct replay *out, int most);

/* The share of norms over gamma, in [0, 1]; NAN of none. */
double replay_share_over(const struct log_track *t, double gamma);

/* What rules for the threshold say of a log's norms. */
struct suggestion {
    const char *name;  /* "g99/2" */
    const char *means; /* "half the 99th percentile" */
    double gamma;      /* NAN: it cannot say; why then says why */
    double clipped;    /* share of norms over it */
    char why[80];
};
enum { SUGGESTIONS = 6 };
int replay_suggest(const struct log_track *t, struct suggestion *out);

#endif
