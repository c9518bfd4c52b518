/* Control sequences as keys, for keys.c. */
#ifndef BACKEND_SEQUENCE_H
#define BACKEND_SEQUENCE_H

#include <stdbool.h>
#include <stddef.h>

enum { SEQUENCE_NUMBERS = 4, SEQUENCE_PARTS = 3 };

/* The numbers between ';' of ESC [ numbers final, each in parts between ':'; missing ones are 0. */
struct sequence {
    int number[SEQUENCE_NUMBERS][SEQUENCE_PARTS];
};

void sequence_read(struct sequence *q, const unsigned char *s, size_t size);
/* The key it stands for, or 0: none, or one that was let go. */
int sequence_key(const struct sequence *q, unsigned char final);
/* Whether that code point can be typed: no control character, no half of a pair. */
bool code_is_letter(int code);

#endif
