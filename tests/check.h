/* The tests' harness over CUnit: one program a file, one table of tests a program. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <CUnit/CUnit.h>
#include <math.h>
#include <stdbool.h>

struct check {
    const char *name;
    void (*run)(void);
};

/* Runs the tests (names ended by NULL), prints "SUITE: N passed, M failed" and returns the exit
 * status: not 0 if any assertion failed, the runner did, or no test ran. With TIMES in the
 * environment it says before that how long each of them took. */
int check_main(const char *suite, const struct check *checks);

/* |a - b| <= tol·max(1, |b|); false for NaN unless both are. */
bool near_rel(double a, double b, double tol);

/* Like CU_ASSERT(near_rel(...)), and prints both values where it fails. */
#define CHECK_NEAR(a, b, tol) check_near((a), (b), (tol), #a, __FILE__, __LINE__)
void check_near(double a, double b, double tol, const char *what, const char *file, int line);

/* Strings equal; prints both where not. */
#define CHECK_TEXT(a, b) check_text((a), (b), #a, __FILE__, __LINE__)
void check_text(const char *a, const char *b, const char *what, const char *file, int line);

#endif
