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
/* One product, out = H v, from hess_vec. True once done. */
bool power_step(struct power *p, void (*hess_vec)(void *ctx, const double *v, double *out),
                void *ctx);
/* The same where the product of p->v has been put into p->u already. */
bool power_take(struct power *p);

/* Begins and steps until done: the top eigenvalue at x, NAN if not finite. *products counts. */
double power_measure(struct power *p, const struct problem *problem, void *work, const double *x,
                     uint64_t draw, uint64_t *products);

#endif
