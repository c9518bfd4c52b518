/* What others may want to know of the rule mixed-precision. */
#ifndef CLIP_MIXED_H
#define CLIP_MIXED_H

#include <stdbool.h>

/* The scale S that the coming step multiplies the loss with. */
double mixed_scale(const double *par, const double *state);
bool mixed_clips_first(const double *par); /* before the scale is taken out again */

#endif
