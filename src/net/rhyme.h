/* A text that is made from a seed, for networks to read: simple, and yet with something to
 * remember, since lines rhyme. It cannot be guessed better than to 0.413 nats a character, or,
 * without the rhyme, 0.445. */
#ifndef NET_RHYME_H
#define NET_RHYME_H

#include <stdint.h>

/* So many couplets, of about 65 bytes each, in ASCII; to be freed. */
char *rhyme_text(uint64_t seed, int couplets);

#endif
