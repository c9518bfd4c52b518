/* The top (most positive) eigenvalue of a Hessian too large to be written down, by power iteration
 * on Hessian-vector products: a product at a time, so that nobody waits, and each measurement from
 * where the last one ended. */
#ifndef LAB_TOP_EIGENVALUE_H
#define LAB_TOP_EIGENVALUE_H

#include "base/rng.h"
#include "problem/problem.h"

struct power {
    int dim;
    double *v, *u;    /* unit vector; its product */
    double shift;     /* the iteration is of H + shift·I, see power.c */
    double value;     /* v·Hv: the eigenvalue once done; NAN if the Hessian is not finite */
    double residual;  /* ‖Hv − value·v‖: within it of value there is an eigenvalue */
    double tolerance; /* done when residual <= tolerance·|value| */
    int products, products_max;
    bool done;
    struct rng rng;
};

/* Measures to 1 % in at most 100 products unless the fields say otherwise. */
void power_init(struct power *p, int dim, uint64_t seed);
void power_release(struct power *p);

/* The next measurement begins at v (dim entries; the zero vector if not finite) instead of where
 * the last one ended, so that it depends on nothing before. */
void power_from(struct power *p, const double *v, uint64_t seed);

/* A new point (or matrix): begins where the last measurement ended. */
void power_begin(struct power *p);
/* The product of p->v stands in p->u. True once done. */
bool power_take(struct power *p);

#endif
