/* Work that threads do side by side. What comes of it does not depend on how many there are: each
 * part is done by one of them, and has what it needs to itself. */
#ifndef BASE_POOL_H
#define BASE_POOL_H

enum { POOL_MOST = 64 };

/* part(ctx, i) for every i of 0 .. n-1, in no order, by this thread and by those of the pool that
 * have nothing to do; returns when all are done. A part may call it too. Threads are made when they
 * are first needed, and where none can be made this thread does all. */
void pool_each(int n, void (*part)(void *ctx, int i), void *ctx);

/* Threads that may be at work at once, this one too: as many as there are processors, unless
 * pool_limit said otherwise. */
int pool_threads(void);
/* From now on so many at most; 0: as many as there are processors. Not while any are at work. */
void pool_limit(int n);
/* From now on this thread does all its parts itself: it is one of many. */
void pool_alone(void);
/* About how many threads of the pool have nothing to do now, for this one to share parts with;
 * what was not made yet counts too. */
int pool_idle(void);

#endif
