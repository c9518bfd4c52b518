#include "check.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

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

int check_main(const char *suite, const struct check *checks)
{
    /* CUnit leaves the count to the caller: basic_run_tests returns 0 with failed assertions. */
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite s = CU_add_suite(suite, NULL, NULL);
    for (const struct check *c = checks; s && c->name; c++)
        if (!CU_add_test(s, c->name, c->run))
            return 1;
    CU_basic_set_mode(CU_BRM_SILENT);
    CU_ErrorCode rc = CU_basic_run_tests();
    unsigned ran = CU_get_number_of_tests_run(), failed = CU_get_number_of_tests_failed();
    unsigned faults = CU_get_number_of_failure_records();
    for (CU_pFailureRecord f = CU_get_failure_list(); f; f = f->pNext)
        printf("%s:%u: in %s: %s\n", f->strFileName, f->uiLineNumber,
               f->pTest ? f->pTest->pName : "?", f->strCondition);
    printf("%s: %u passed, %u failed\n", suite, ran - failed, failed);
    CU_cleanup_registry();
    return rc != CUE_SUCCESS || faults > 0 || failed > 0 || ran == 0;
}
