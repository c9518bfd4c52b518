/* The work behind a path_view (path_work.c), for path_show.c, and for the test of how much is done
 * at a time (tests/test_path_work.c). */
#ifndef SESSION_PATH_WORK_H
#define SESSION_PATH_WORK_H

#include "session/path_view.h"

void path_work_open(struct path_view *v);
void path_work_close(struct path_view *v);
/* The path begins anew; another kind of plane is asked for; points after the path's end are no
 * more. */
void path_work_begin(struct path_view *v);
void path_work_turn(struct path_view *v, const struct plane_spec *spec);
void path_work_cut(struct path_view *v);

/* Goes on towards the plane of v->mains main moments and the path on it, for about *work
 * multiplications, which are taken off it; v->behind says whether there is more. */
void path_work(struct path_view *v, double *work);
/* Where x lies on the plane that is shown, or the one that will be. */
void path_put(const struct path_sight *at, const double *x, int dim, double to[2]);

#endif
