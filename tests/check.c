#include "check.h"

#include <CUnit/TestRun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool near_rel(double a, double b, double tol)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b);
    if (isinf(a) || isinf(b))
        return a == b;
    return fabs(a - b) <= tol * fmax(1.0, fabs(b));
}

void check_near(double a, double b, double tol, const char *what, const char *file, int line)
{
    bool ok = near_rel(a, b, tol);
    if (!ok)
        printf("\n%s:%d: %s is %.17g, expected %.17g (tolerance %g)\n", file, line, what, a, b,
               tol);
    CU_assertImplementation(ok, (unsigned)line, what, file, "", CU_FALSE);
}

void check_text(const char *a, const char *b, const char *what, const char *file, int line)
{
    bool ok = a && b && strcmp(a, b) == 0;
    if (!ok)
        printf("\n%s:%d: %s is\n  \"%s\"\nexpected\n  \"%s\"\n", file, line, what, a ? a : "(null)",
               b ? b : "(null)");
    CU_assertImplementation(ok, (unsigned)line, what, file, "", CU_FALSE);
}

static struct timespec begun;

/* TIMES in the environment: each test with the time it took. */
static void on_begin(CU_pTest test, CU_pSuite suite)
{
    (void)test, (void)suite;
    clock_gettime(CLOCK_MONOTONIC, &begun);
}

static void on_end(CU_pTest test, CU_pSuite suite, CU_pFailureRecord failures)
{
    struct timespec now;
    (void)suite, (void)failures;
    clock_gettime(CLOCK_MONOTONIC, &now);
    printf("%8.3f s  %s\n",
           (double)(now.tv_sec - begun.tv_sec) + 1e-9 * (double)(now.tv_nsec - begun.tv_nsec),
           test->pName);
}

int check_main(const char *suite, const struct check *checks)
{
    /* CUnit leaves the count to the caller: run_all_tests returns 0 with failed assertions. */
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite s = CU_add_suite(suite, NULL, NULL);
    for (const struct check *c = checks; s && c->name; c++)
        if (!CU_add_test(s, c->name, c->run))
            return 1;
    if (getenv("TIMES")) {
        CU_set_test_start_handler(on_begin);
        CU_set_test_complete_handler(on_end);
    }
    CU_ErrorCode rc = CU_run_all_tests();
    unsigned ran = CU_get_number_of_tests_run(), failed = CU_get_number_of_tests_failed();
    unsigned faults = CU_get_number_of_failure_records();
    for (CU_pFailureRecord f = CU_get_failure_list(); f; f = f->pNext)
        printf("%s:%u: in %s: %s\n", f->strFileName, f->uiLineNumber,
               f->pTest ? f->pTest->pName : "?", f->strCondition);
    printf("%s: %u passed, %u failed\n", suite, ran - failed, failed);
    CU_cleanup_registry();
    return rc != CUE_SUCCESS || faults > 0 || failed > 0 || ran == 0;
}
