/* Half precision, binary16 of IEEE 754, in software: the same on every machine. */
#ifndef BASE_HALF_H
#define BASE_HALF_H

#include <stdint.h>

#define HALF_MOST  65504.0 /* the greatest number; from 65520 on rounding gives infinity */
#define HALF_LEAST 0x1p-24 /* the least over zero; half of it and less is rounded to zero */

/* The half nearest to x, of two the even one; NaN stays NaN, zero keeps its sign. */
double half_round(double x);

/* What the sixteen bits of a half say. */
double half_value(uint16_t bits);

#endif
