/* A long update, a stretch at a time. */
#include <math.h>

#include "lab/run_parts.h"

bool step_stretches(struct run *r, double *to)
{
    struct optimizer_call c = r->call;
    bool moved = false;
    double sum[8] = {0};
    for (int i = 0; i < r->dim; i += c.dim) {
        c.dim = r->dim - i < VEC_STRETCH ? r->dim - i : VEC_STRETCH;
        c.x = r->call.x + i, c.g = r->call.g ? r->call.g + i : r->clipped;
        if (!r->call.g)
            vec_scale(r->clipped, r->now.clip_factor, r->g + i, c.dim);
        r->optimizer->step(r->knobs.opt, r->next_state, &c);
        moved |= vec_add(to + i, c.x, c.d, c.dim);
        vec_square(sum, c.d, c.dim);
    }
    r->now.step_norm = vec_norm_of(vec_square_end(sum));
    r->coming.proposed = !isnan(r->now.step_norm);
    return moved;
}
