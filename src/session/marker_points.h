/* Where a session stood at each marker of a recording and at its end, so that one can go on live
 * from there, to the bit. Kept as scenes (see session_write) and steps of them: markers between
 * which nothing but steps and turned knobs lies share one scene. */
#ifndef SESSION_MARKER_POINTS_H
#define SESSION_MARKER_POINTS_H

#include "base/text.h"
#include "session/session.h"

/* What is kept is bounded: of more scenes than that the first are forgotten, of more markers the
 * last. */
enum { POINTS_MAX = 400, POINT_SCENES_MAX = 16, POINT_BYTES_MAX = 16 << 10 };

struct standing {
    int scene; /* counted from the beginning, also over those forgotten; -1: not kept */
    uint64_t step;
};

struct points;
struct points *points_new(void);
void points_free(struct points *p);
/* The session stands where all markers after those known so far were put: `marks` in all. */
void points_mark(struct points *p, const struct session *s, int marks);
/* Markers beyond so many are not in the recording after all. */
void points_cut(struct points *p, int marks);
/* What is recorded shows the session as it stands: it may end here. */
void points_stand(struct points *p, const struct session *s);
/* It ends where the session stood when that was said last: to be called last. */
void points_end(struct points *p);
/* As JSON, an object: {"scenes": ["title: ...", ...], "points": [[0, 12], null, ...], "end": [0,
 * 90]}. A point is a scene and the step at which it is opened, or null where it was not kept. room:
 * the most bytes; what does not fit is left out, the end last. */
void points_json(struct points *p, struct text *out, size_t room);

enum point_found { POINT_FOUND, POINT_NOT_KEPT, POINT_DAMAGED };

/* From what points_json wrote the scene of a point, which opens at its step, added to yaml. marker:
 * from 0, or -1 for the end. */
enum point_found points_find(const char *json, int marker, struct text *yaml);

#endif
