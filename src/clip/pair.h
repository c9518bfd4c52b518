/* Two clip rules in sequence: the second is given what the first leaves. */
#ifndef CLIP_PAIR_H
#define CLIP_PAIR_H

#include "clip/clip.h"

/* The rule "[first, second]", whose parameters are those of both, the second's called then-NAME
 * where the first has one of that name; the same pointer at every call. NULL: the two cannot be
 * combined, and *why says so. From one thread at a time. */
const struct clip_kind *clip_pair(const struct clip_kind *first, const struct clip_kind *second,
                                  const char **why);

#endif
