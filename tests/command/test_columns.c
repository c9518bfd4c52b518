/* What `run --columns` appends, worked out anew from the plain rows: sums, shares, and percentiles
 * by sorting. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stats.h"
#include "check.h"
#include "shell.h"

enum { ROWS = 401, FIELDS = 32 };

/* The fields of a line, where it stands; an empty one is NaN. */
static int numbers_of(char *line, double *v)
{
    int n = 0;
    for (char *at = line; at && n < FIELDS; n++) {
        char *end = strchr(at, ',');
        v[n] = *at == ',' || *at == '\n' || *at == '\0' ? NAN : strtod(at, NULL);
        at = end ? end + 1 : NULL;
    }
    return n;
}

/* NaN where NaN is expected. */
static bool near(double is, double expected, double share)
{
    return isnan(expected) ? isnan(is) : fabs(is - expected) <= share * fabs(expected);
}

static double quantile_of(const double *norms, int n, double p)
{
    static double copy[ROWS];
    memcpy(copy, norms, (size_t)n * sizeof *copy);
    return n ? stats_quantile(copy, n, p) : NAN;
}

/* Those of a quantile are to be next to the exact one: between its neighbours in order, to 1/32. */
static bool quantile_near(double is, const double *norms, int n, double p)
{
    if (n == 0)
        return isnan(is);
    double lo = quantile_of(norms, n, fmax(0, floor(p * (n - 1)) / fmax(n - 1, 1)));
    double hi = quantile_of(norms, n, fmin(1, ceil(p * (n - 1)) / fmax(n - 1, 1)));
    return is >= lo * (1 - 1.0 / 32) && is <= hi * (1 + 1.0 / 32);
}

enum { GRAD = 4, CLIP = 5, STEP_NORM = 6, PLAIN = 12 };

static void each_row_is_at_its_step(const char *run)
{
    struct shell s;
    static double norms[ROWS];
    double ratios = 0, late = 0, weights = 0, v[FIELDS] = {0};
    int rows = 0, cut = 0, bad = 0;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s,
                              "./clipdescent run quartic --set problem.start=7 --set "
                              "soft.gamma=40 --set hard.lr=0.15 --set hard.gamma=24 --steps 400 "
                              "--columns clip-ratio,clip-ratio-recent,clipped%%,g50,g90,g99,"
                              "clipped-grad,stride,evals --csv - | grep '^%s,'",
                              run),
                    0);
    FILE *in = fmemopen(s.out, strlen(s.out), "r");
    char line[2000];
    for (; fgets(line, sizeof line, in) && rows < ROWS; rows++) {
        CU_ASSERT_EQUAL_FATAL(numbers_of(line, v), PLAIN + 9);
        const double *more = v + PLAIN;
        int t = rows;
        bad += !near(more[0], t ? ratios / t : NAN, 1e-12);
        bad += !near(more[1], t ? late / weights : NAN, 1e-11);
        bad += !near(more[2], t ? 100.0 * cut / t : NAN, 1e-12);
        bad += !quantile_near(more[3], norms, t, 0.5) || !quantile_near(more[4], norms, t, 0.9) ||
               !quantile_near(more[5], norms, t, 0.99);
        bad += !near(more[6], v[GRAD] * v[CLIP], 1e-15) || !near(more[7], v[STEP_NORM], 0);
        bad += !near(more[8], t + 1, 0);
        norms[t] = v[GRAD];
        ratios += v[CLIP];
        late = 0.99 * late + 0.01 * v[CLIP];
        weights = 0.99 * weights + 0.01;
        cut += v[CLIP] < 1;
    }
    fclose(in);
    if (bad)
        printf("\n%s: %d values are not those of their step\n", run, bad);
    CU_ASSERT_EQUAL(bad, 0);
    CU_ASSERT_EQUAL(rows, ROWS);
    CU_ASSERT(ratios > 1 && ratios < ROWS); /* something was clipped, and not everything */
    CU_ASSERT(norms[0] > 100 * norms[ROWS - 1]);
    shell_end(&s);
}

static void rows_against_brute_force(void)
{
    each_row_is_at_its_step("hard");
    each_row_is_at_its_step("soft");
}

/* The columns of the contract stay as they are, to the byte; also where asking previews an update
 * of a rule that keeps a state, and of a run that diverges. */
static void the_contract_stays(void)
{
    static const char *const scenes[] = {
        "quartic --set problem.start=9", "clip-dialects", "adam-epsilon",
        "moons --set problem.batch=32 --set probe.every=3", "quartic --every 7"};
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run %s --steps 40 --csv $D/plain", scenes[i]),
                        0);
        CU_ASSERT_EQUAL(shell_run(&s,
                                  "./clipdescent run %s --steps 40 --columns clip,reach,g99 --csv "
                                  "$D/more && n=$(head -1 $D/plain | tr , '\\n' | wc -l) && "
                                  "cut -d, -f1-$n $D/more | cmp - $D/plain && head -1 $D/more",
                                  scenes[i]),
                        0);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.out, ",clip,reach,g99\n"));
    }
    shell_end(&s);
}

/* The summary's quantiles of norms that no float32 can square, and of those beyond all counts. */
static void norms_of_all_sizes(void)
{
    struct shell s;
    double g50, g90, g99;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(
        shell_run(&s, "./clipdescent run clinic-float32 | grep ^single-norm | tail -n +2"), 0);
    CU_ASSERT_EQUAL_FATAL(sscanf(s.out, "single-norm %lg %lg %lg", &g50, &g90, &g99), 3);
    CHECK_NEAR(g50 / 4.748e19, 1, 1.0 / 32); /* it stands there */
    CHECK_NEAR(g99 / 4.748e19, 1, 1.0 / 32);
    CU_ASSERT(g50 <= g90 && g90 <= g99);
    shell_run(
        &s, "./clipdescent run clinic-float32 --set single-norm.start=100,1 | grep ^single-norm | "
            "tr -s ' '");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "single-norm >2e21 >2e21 >2e21 0 0\n"));
    shell_end(&s);
}

/* JSON has the same values under the same names. */
static void json_likewise(void)
{
    struct shell s;
    char value[64], expected[80];
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "./clipdescent run quartic --steps 9 --columns clip-ratio,g90 --csv - | grep "
                  "^hard,9, | cut -d, -f13");
    snprintf(value, sizeof value, "%s", line_of(s.out, 0));
    CU_ASSERT(strtod(value, NULL) > 0.002 && strtod(value, NULL) < 0.01);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run quartic --steps 9 --columns clip-ratio,g90 "
                                  "--json - | grep '\"hard\", \"step\": [09],'"),
                    0);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of(s.out, 0), "\"clip-ratio\": null, \"g90\": null}"));
    snprintf(expected, sizeof expected, "\"clip-ratio\": %s,", value);
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of(s.out, 1), expected));
    shell_end(&s);
}

static void what_cannot_be_is_said(void)
{
    static const struct {
        const char *names, *words;
    } table[] = {
        {"clip-rato", "found clip-rato (did you mean clip-ratio?); expected one of best, grad,"},
        {"clip-rato", "(did you mean clip-ratio?)"},
        {"g50,,g90", "found an empty name"},
        {"g50,", "found an empty name"},
        {"g50,g90,g50", "found g50 twice"},
        {"L0", "found L0, which is of all runs together"},
        {"loss", "found loss, which the rows have already"},
        {"status", "found status, which the rows have already"},
        {"", "found \"\"; expected names with commas between"},
    };
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        shell_run(&s,
                  "./clipdescent run quartic --columns '%s' --csv $D/x --json $D/y; echo $?; "
                  "ls $D",
                  table[i].names);
        CHECK_TEXT(line_of(s.out, 0), "2");
        CU_ASSERT_EQUAL(lines_in(s.out), 1); /* and no file */
        if (!strstr(s.err, table[i].words))
            printf("\n%s: %s\n", table[i].names, s.err);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.err, table[i].words));
    }
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run quartic --columns g50"), 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "found neither --csv nor --json"));
    shell_end(&s);
}

static const struct check checks[] = {
    {"rows against brute force", rows_against_brute_force},
    {"the contract stays", the_contract_stays},
    {"norms of all sizes", norms_of_all_sizes},
    {"json likewise", json_likewise},
    {"what cannot be is said", what_cannot_be_is_said},
    {NULL, NULL},
};

int main(void)
{
    return check_main("columns", checks);
}
