/* The files of an image set in a folder, by the names that MNIST and its relatives come with. */
#ifndef NET_IDX_FIND_H
#define NET_IDX_FIND_H

#include <stdbool.h>
#include <stddef.h>

enum { IDX_PARTS = 2, IDX_NAME_MAX = 256 };

/* Names are PREFIX, a part (train; t10k or test), "-images" or "-labels", and what the format adds:
 * train-images-idx3-ubyte, train-images.idx3-ubyte, emnist-letters-test-labels-idx1-ubyte.gz,
 * qmnist-train-labels-idx2-int.gz. */
struct idx_files {
    char folder[512];
    /* [0: to train on, 1: to test][images, labels]: a path from the folder, "" if missing
     */
    char name[IDX_PARTS][2][IDX_NAME_MAX + IDX_NAME_MAX];
};

/* where: a folder, or a folder and what the names begin with ("emnist/emnist-letters"), which is
 * needed where a folder holds several sets. Of two forms of one file the gzipped one is taken.
 * false: why says what was found and what was expected. */
bool idx_find(const char *where, struct idx_files *out, char *why, size_t size);

#endif
