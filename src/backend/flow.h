/* How much may be on its way to the terminal: over a slow line a frame is dropped rather than put
 * behind others, so that the answer to a key is never far behind it. What the terminal has read it
 * says itself: it is asked behind a frame (DSR, ECMA-48 8.3.35) until it proves to be quick. */
#ifndef BACKEND_FLOW_H
#define BACKEND_FLOW_H

#include <stdbool.h>

enum { FLOW_ASKED_MAX = 16 };

/* The question; the answer is ESC [ 0 n. */
#define FLOW_QUESTION "\033[5n"

struct flow {
    bool asking;    /* frames end in a question */
    bool answered;  /* the terminal has answered before */
    double window;  /* bytes that may be on their way when another frame is sent */
    double soonest; /* answer, in seconds after its frame */
    bool key;       /* one was typed since the last frame */
    double last_answer;
    int n; /* questions without an answer, oldest first */
    struct {
        long bytes; /* sent since the question before */
        double sent;
    } asked[FLOW_ASKED_MAX];
};

void flow_begin(struct flow *f, bool can_ask);
/* Whether another frame may be sent; false: the caller drops it. All times in seconds. */
bool flow_ready(struct flow *f, double now);
/* Bytes that a frame may have, about. */
int flow_room(const struct flow *f);
/* Whether a frame is to end in a question. */
bool flow_asks(const struct flow *f);
/* A frame of so many bytes was sent from `begun` to `now`, with a question if flow_asks said so. */
void flow_sent(struct flow *f, long bytes, double begun, double now);
/* A key was typed. */
static inline void flow_key(struct flow *f)
{
    f->key = true;
}
/* The terminal has answered. */
void flow_answer(struct flow *f, double now);

#endif
