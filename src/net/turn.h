/* Turning a matrix: its columns become rows, four by four, since loops that write or read a number
 * a line are several times slower. */
#ifndef NET_TURN_H
#define NET_TURN_H

#include <stddef.h>

#include "net/real.h"

#ifndef NET_DOUBLE /* the tests alone compute in double */
typedef real four __attribute__((vector_size(16)));
typedef real loose_four __attribute__((vector_size(16), aligned(sizeof(real)), may_alias));
#ifdef __clang__
#define PICK(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
typedef int four_at __attribute__((vector_size(16)));
#define PICK(a, b, i, j, k, l) __builtin_shuffle(a, b, (four_at){i, j, k, l})
#endif

static inline __attribute__((always_inline)) void turn_four(const real *from, size_t from_row,
                                                            real *to, size_t to_row)
{
    four a = *(const loose_four *)from, b = *(const loose_four *)(from + from_row);
    four c = *(const loose_four *)(from + 2 * from_row),
         d = *(const loose_four *)(from + 3 * from_row);
    four ab = PICK(a, b, 0, 4, 1, 5), cd = PICK(c, d, 0, 4, 1, 5);
    *(loose_four *)to = PICK(ab, cd, 0, 1, 4, 5);
    *(loose_four *)(to + to_row) = PICK(ab, cd, 2, 3, 6, 7);
    ab = PICK(a, b, 2, 6, 3, 7), cd = PICK(c, d, 2, 6, 3, 7);
    *(loose_four *)(to + 2 * to_row) = PICK(ab, cd, 0, 1, 4, 5);
    *(loose_four *)(to + 3 * to_row) = PICK(ab, cd, 2, 3, 6, 7);
}
#endif

/* Columns of from (rows×cols) become rows of to; from_row and to_row: numbers from one row to the
 * next. They do not overlap. */
static inline __attribute__((always_inline)) void
turn(const real *from, size_t from_row, size_t rows, size_t cols, real *to, size_t to_row)
{
    size_t fours = 0, whole = 0;
#ifndef NET_DOUBLE
    fours = rows / 4 * 4, whole = cols / 4 * 4;
    for (size_t j = 0; j < fours; j += 4)
        for (size_t i = 0; i < whole; i += 4)
            turn_four(from + j * from_row + i, from_row, to + i * to_row + j, to_row);
#endif
    for (size_t j = 0; j < rows; j++)
        for (size_t i = j < fours ? whole : 0; i < cols; i++)
            to[i * to_row + j] = from[j * from_row + i];
}

#endif
