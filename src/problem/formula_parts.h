/* A loss that a scene writes down: parsed into a list of operations, evaluated with its exact
 * derivatives by dual numbers. For the files of `formula` alone. */
#ifndef PROBLEM_FORMULA_PARTS_H
#define PROBLEM_FORMULA_PARTS_H

#include <stdbool.h>
#include <stddef.h>

enum { FORMULA_NODES = 200, FORMULA_NAMED = 3 };

enum formula_op {
    FORMULA_NUMBER, /* value */
    FORMULA_X,      /* variable a: 0 or 1 */
    FORMULA_ADD,
    FORMULA_SUB,
    FORMULA_MUL,
    FORMULA_DIV,
    FORMULA_NEG,
    FORMULA_SQUARE,
    FORMULA_WHOLE, /* a to the whole power `value` */
    FORMULA_POWER, /* a to the power `value`, a number */
    FORMULA_RAISE, /* a to the power b */
    FORMULA_MIN,
    FORMULA_MAX,
    FORMULA_SIN,
    FORMULA_COS,
    FORMULA_TAN,
    FORMULA_EXP,
    FORMULA_LOG,
    FORMULA_SQRT,
    FORMULA_ABS,
    FORMULA_TANH,
    FORMULA_COSH,
    FORMULA_SINH,
    FORMULA_SIGMOID,
    FORMULA_OPS
};

struct formula_node { /* operands are nodes before this one */
    enum formula_op op;
    int a, b;
    double value;
};

struct formula {
    int n, top, leaves; /* nodes; f is that one; so many numbers and variables stand first */
    int dim;            /* 1 or 2, by the variables it names */
    struct formula_node node[FORMULA_NODES];
};

/* Parses text; named: values of a, b, c. false: why says column (of characters, from 1), what was
 * found and what could stand there. Bounded by the length of text and by FORMULA_NODES. */
bool formula_parse(struct formula *f, const char *text, const double named[FORMULA_NAMED],
                   char *why, size_t size);

/* The number that an operation makes of numbers. */
double formula_apply(enum formula_op op, double a, double b, double value);

/* What evaluating needs besides the formula; released with free. */
struct formula_work;
struct formula_work *formula_work_new(const struct formula *f);

/* f(x), and the gradient into g unless g is NULL; the Hessian times v. NAN where f is not
 * defined. */
double formula_eval(const struct formula *f, struct formula_work *work, const double *x, double *g);
void formula_hess_vec(const struct formula *f, struct formula_work *work, const double *x,
                      const double *v, double *out);

#endif
