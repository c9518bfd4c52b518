/* A recording of the live program: what is on the screen, when it is, to a file in the working
 * folder. It is written as it happens; a full disk ends it, and what was written plays. */
#ifndef COMMAND_REEL_H
#define COMMAND_REEL_H

#include "backend/cast.h"
#include "base/file.h"
#include "command/lookout.h"
#include "session/marker_points.h"

struct reel {
    bool on;
    struct cast cast;
    struct file_writer file;
    struct lookout lookout;
    struct points *points; /* where the session stood at each marker */
    struct cast_head head; /* written again at the end, with the session; title and command below */
    char title[160], command[96];
    double began;   /* of the clock that frames and keys are timed by */
    long long good; /* bytes of whole events that are in the file */
    int marks;      /* of those, the markers */
    char name[88];
};

/* Begins, or does not, and leaves a message in the session. g: the frame that is shown. */
void reel_begin(struct reel *r, struct session *s, double now, const struct grid *g);
/* What is shown now; what a script did since the last frame is marked. */
void reel_frame(struct reel *r, struct session *s, double now, const struct grid *g);
void reel_key(struct reel *r, struct session *s, double now, int key);
/* Where it is on: ends it, and leaves a message. The frame of now was to be given before, since
 * that is where one goes on from. */
void reel_end(struct reel *r, struct session *s, double now);

#endif
