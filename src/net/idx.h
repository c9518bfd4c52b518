/* One IDX file: a magic number of four bytes (0, 0, a type, how many sizes), the sizes as four
 * bytes each, big end first, then the numbers themselves; gzipped or not
 * (yann.lecun.com/exdb/mnist). */
#ifndef NET_IDX_H
#define NET_IDX_H

#include <stdbool.h>
#include <stddef.h>

enum { IDX_FILE_MOST = 1 << 30, IDX_BYTES_MOST = 1 << 30, IDX_SIZES_MOST = 3 };
enum idx_kind { IDX_IMAGES, IDX_LABELS };

struct idx {
    int sizes[IDX_SIZES_MOST]; /* of images: how many, rows, columns; of labels: how many */
    size_t size;               /* of bytes, at most IDX_BYTES_MOST */
    unsigned char *bytes;      /* malloc'd: pixels, or a class each */
};

/* Reads bytes as images (type byte, three sizes) or as labels: bytes, or whole numbers of 2 or 4
 * bytes from 0 to 255; of labels in rows (QMNIST has eight columns) the first of each row. Packed
 * files may have several gzip members. false: why says "NAME: found ...; expected ...", and nothing
 * must be freed. */
bool idx_parse(const char *name, const unsigned char *bytes, size_t size, enum idx_kind kind,
               struct idx *out, char *why, size_t why_size);

/* Puts b behind a and takes its bytes. false, and both as they were: the images have other sizes,
 * or it would be more than IDX_BYTES_MOST; why says so of the folder. */
bool idx_append(struct idx *a, struct idx *b, const char *folder, char *why, size_t why_size);

#endif
