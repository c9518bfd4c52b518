/* The two greatest principal directions of points of which the inner products are known: Lanczos'
 * iteration with a few beginnings at once (a band Lanczos process; Parlett, "The Symmetric
 * Eigenvalue Problem", ch. 13) on the centred products, each new vector made orthogonal to all
 * before. It needs nothing but products of that matrix with a vector, so that it is worked out a
 * little at a time however many points there are. */
#ifndef STUDY_PRINCIPAL_H
#define STUDY_PRINCIPAL_H

#include "study/path_trace.h"

enum { PRINCIPAL_STARTS = 3, PRINCIPAL_MOST = 48 }; /* vectors begun with; products at most */

struct principal {
    size_t room;       /* points at most */
    const void *owner; /* who began it last */
    const int *id;     /* the numbers of the points */
    int n, size, used; /* points; vectors of the basis; and those of which the product was taken */
    bool done;
    double largest;    /* length of a product so far, against which less is rounding */
    double *basis;     /* [PRINCIPAL_MOST + PRINCIPAL_STARTS + 1][n] */
    double *t;         /* [column][row]: the matrix in the basis */
    double *small;     /* scratch for its own eigenvectors */
    double value[2];   /* greatest first */
    double *vector[2]; /* n entries each */
};

struct principal *principal_new(size_t room);
void principal_free(struct principal *q);

/* Of points id[0..n), n > 1, which stay where they are until it is done. */
void principal_begin(struct principal *q, const void *owner, const int *id, int n);
/* Goes on for about *work multiplications, which are taken off it. Whether it is done: what comes
 * of it does not depend on how it was cut up. The products are up to date. */
bool principal_work(struct principal *q, const struct path *p, double *work);

#endif
