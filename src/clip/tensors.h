/* For rules that treat each tensor, a weight matrix or a bias vector, by itself. */
#ifndef CLIP_TENSORS_H
#define CLIP_TENSORS_H

#include "clip/part.h"

/* The tensors of the call: the layers where a problem names no tensors. */
static inline int tensors_of(const struct clip_call *c, const struct clip_block **tensors)
{
    *tensors = c->n_tensors > 0 ? c->tensors : c->blocks;
    return c->n_tensors > 0 ? c->n_tensors : c->n_blocks;
}

/* Where the number that is kept for tensor t stands. */
static inline int tensor_place(int t)
{
    return t < TENSORS_MOST ? t : TENSORS_MOST - 1;
}

#endif
