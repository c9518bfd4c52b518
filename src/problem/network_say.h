/* Text from a recurrent network that was trained on text: a character after the other, each drawn
 * by the probabilities that the network gives after those before it. */
#ifndef PROBLEM_NETWORK_SAY_H
#define PROBLEM_NETWORK_SAY_H

#include "problem/network.h"

/* Whether p is such a network. */
bool say_known(const struct problem *p);

/* n code points into out, at parameters x, from state 0 and the first character of the text's own
 * (a new line, where it has one). The chances are drawn from the seed alone, so that the text
 * changes only where the network does. Does not allocate; not finite parameters give spaces. */
void say_text(const struct problem *p, const double *x, uint64_t seed, int n, uint32_t *out);

/* The mean loss of saying what stands in which (n + 1 class numbers) one after the other: what the
 * network's loss is for that sequence. */
double say_loss(const struct problem *p, const double *x, const int *which, int n);

#endif
