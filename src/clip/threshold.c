#include "clip/threshold.h"

const char *const clip_norm_orders[] = {"2", "1", "inf", NULL};

double clip_norm_ordered(const double *par, const struct clip_call *c)
{
    double norm = 0;
    if (par[NORM_ORDER] == NORM_TWO || !(c->norm < INFINITY))
        return c->norm;
    for (int i = 0; i < c->dim; i++)
        norm = par[NORM_ORDER] == NORM_ONE ? norm + fabs(c->g[i]) : fmax(norm, fabs(c->g[i]));
    return norm < INFINITY ? norm : NAN;
}
