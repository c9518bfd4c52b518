/* Memory, vectors, random numbers, reports. */
#include "check.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/report.h"
#include "base/rng.h"
#include "base/vec.h"

static void memory_is_zeroed_and_counted(void)
{
    size_t before = mem_calls();
    unsigned char *p = mem_alloc(1000, 3);
    CU_ASSERT_EQUAL(mem_calls(), before + 1);
    int sum = 0;
    for (int i = 0; i < 3000; i++)
        sum |= p[i];
    CU_ASSERT_EQUAL(sum, 0);
    p[2999] = 7;
    p = mem_resize(p, 6000, 1);
    CU_ASSERT_EQUAL(mem_calls(), before + 2);
    CU_ASSERT_EQUAL(p[2999], 7);
    free(p);
    void *none = mem_alloc(0, 8);
    CU_ASSERT_PTR_NOT_NULL(none);
    free(none);
    char *copy = mem_text("θ⁴");
    CHECK_TEXT(copy, "θ⁴");
    free(copy);
}

static void say_restored(void)
{
    (void)!write(STDERR_FILENO, "restored\n", 9);
}

/* Runs ask in a child; its status and what it wrote to standard error. */
static int child_fails(void (*ask)(void), char *said, size_t size)
{
    int fd[2];
    CU_ASSERT_EQUAL_FATAL(pipe(fd), 0);
    pid_t pid = fork();
    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0) {
        dup2(fd[1], STDERR_FILENO);
        mem_on_failure(say_restored);
        ask();
        _exit(0);
    }
    close(fd[1]);
    size_t n = 0;
    for (ssize_t got; n + 1 < size && (got = read(fd[0], said + n, size - 1 - n)) > 0;)
        n += (size_t)got;
    said[n] = '\0';
    close(fd[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static volatile size_t huge = SIZE_MAX / 2; /* not seen through by the compiler */

static void ask_product_overflow(void)
{
    free(mem_alloc(huge, 4));
}

static void ask_resize_overflow(void)
{
    free(mem_resize(NULL, huge, 4));
}

static void out_of_memory_restores_and_ends(void)
{
    char said[200];
    CU_ASSERT_EQUAL(child_fails(ask_product_overflow, said, sizeof said), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "restored\nclipdescent: out of memory"));
    CU_ASSERT_EQUAL(child_fails(ask_resize_overflow, said, sizeof said), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "restored\nclipdescent: out of memory"));
}

static void norms_at_every_size_of_entry(void)
{
    const double scales[] = {1, 1e-300, 1e300, 1e-160, 1e160, 3e-308};
    for (int s = 0; s < 6; s++) {
        double a = scales[s];
        double x2[] = {3 * a, -4 * a}, x4[] = {a, -a, a, a}, x1[] = {-a};
        CHECK_NEAR(vec_norm(x1, 1) / a, 1, 1e-15);
        CHECK_NEAR(vec_norm(x2, 2) / a, 5, 1e-15);
        CHECK_NEAR(vec_norm(x4, 4) / a, 2, 1e-15);
        CHECK_NEAR(vec_norm(x4, 3) / a, sqrt(3), 1e-15);
        double y2[] = {0, 0};
        CHECK_NEAR(vec_distance(x2, y2, 2) / a, 5, 1e-15);
    }
    double tiny[] = {0x1p-1074, 0}, zero[] = {0, -0.0, 0};
    CU_ASSERT_EQUAL(vec_norm(tiny, 2), 0x1p-1074);
    CU_ASSERT_EQUAL(vec_norm(zero, 3), 0);
    CU_ASSERT_EQUAL(vec_norm(zero, 0), 0);
    double over[] = {1.7e308, 1.7e308};
    CU_ASSERT_EQUAL(vec_norm(over, 2), INFINITY);
}

static void norms_see_nan_and_infinity(void)
{
    for (int n = 1; n <= 9; n++) {
        for (int i = 0; i < n; i++) {
            double x[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9}, zero[9] = {0};
            x[i] = -INFINITY;
            CU_ASSERT_EQUAL(vec_norm(x, n), INFINITY);
            CU_ASSERT_EQUAL(vec_distance(x, zero, n), INFINITY);
            x[(i + 1) % n] = NAN; /* NaN wins over infinity */
            CU_ASSERT(isnan(vec_norm(x, n)));
            CU_ASSERT(isnan(vec_distance(x, zero, n)));
        }
    }
}

static void vectors_add_up(void)
{
    for (int n = 1; n <= 9; n++) {
        double x[9], y[9], to[9], dot = 0;
        for (int i = 0; i < n; i++) {
            x[i] = i + 1;
            y[i] = 10 - i * i;
            dot += x[i] * y[i];
        }
        CU_ASSERT_EQUAL(vec_dot(x, y, n), dot);
        vec_add_scaled(to, x, -2, y, n);
        CU_ASSERT_EQUAL(to[n - 1], x[n - 1] - 2 * y[n - 1]);
        vec_scale(to, 3, x, n);
        CU_ASSERT_EQUAL(to[n - 1], 3.0 * n);
        vec_copy(to, y, n);
        CU_ASSERT_EQUAL(vec_distance(to, y, n), 0);
    }
}

/* In stretches as in one go, to the bit. */
static void long_vectors_in_stretches(void)
{
    enum { MOST = 9000 };
    static const int lengths[] = {VEC_LONG, VEC_LONG + 1, 5119, 5125, MOST};
    static double x[MOST];
    struct rng rng;
    rng_seed(&rng, 5);
    for (int i = 0; i < MOST; i++)
        x[i] = rng_normal(&rng);
    for (size_t k = 0; k < sizeof lengths / sizeof lengths[0]; k++) {
        double sum[8] = {0}, whole = vec_dot(x, x, lengths[k]);
        for (int i = 0; i < lengths[k]; i += VEC_STRETCH)
            vec_square(sum, x + i, lengths[k] - i < VEC_STRETCH ? lengths[k] - i : VEC_STRETCH);
        CU_ASSERT(vec_square_end(sum) == whole && whole > 3000);
        CU_ASSERT_EQUAL(vec_norm_of(whole), vec_norm(x, lengths[k]));
    }
    CU_ASSERT(isnan(vec_norm_of(0)) && isnan(vec_norm_of(1e300)) && isnan(vec_norm_of(NAN)));
}

static void a_sum_says_what_moved(void)
{
    for (int n = 1; n < 20; n++) {
        double x[20], d[20], to[20];
        for (int i = 0; i < n; i++)
            x[i] = i + 1, d[i] = 1e-17; /* lost to rounding */
        CU_ASSERT(!vec_add(to, x, d, n) && memcmp(to, x, (size_t)n * sizeof *to) == 0);
        for (int i = 0; i < n; i++) {
            d[i] = i % 2 ? NAN : 3;
            CU_ASSERT_TRUE(vec_add(to, x, d, n));
            CU_ASSERT(i % 2 ? isnan(to[i]) : to[i] == x[i] + 3);
            d[i] = 0;
        }
    }
}

static void random_numbers_are_those_published(void)
{
    /* The state {1, 2, 3, 4} and its first outputs, as published with other implementations. */
    struct rng r = {{1, 2, 3, 4}};
    const uint64_t want[] = {
        11520u, 0u, 1509978240u, 1215971899390074240u, 1216172134540287360u, 607988272756665600u};
    for (int i = 0; i < 6; i++)
        CU_ASSERT_EQUAL(rng_next(&r), want[i]);
    /* splitmix64 from 1234567. */
    rng_seed(&r, 1234567);
    CU_ASSERT_EQUAL(r.s[0], 6457827717110365317u);
    CU_ASSERT_EQUAL(r.s[1], 3203168211198807973u);
    CU_ASSERT_EQUAL(r.s[2], 9817491932198370423u);
    CU_ASSERT_EQUAL(r.s[3], 4593380528125082431u);
}

static void random_numbers_have_their_moments(void)
{
    struct rng r;
    rng_seed(&r, 7);
    enum { N = 200000 };
    double sum = 0, square = 0, fourth = 0, lo = 1, hi = 0, mean = 0;
    for (int i = 0; i < N; i++) {
        double z = rng_normal(&r), u = rng_uniform(&r);
        sum += z;
        square += z * z;
        fourth += z * z * z * z;
        mean += u;
        lo = fmin(lo, u);
        hi = fmax(hi, u);
    }
    CHECK_NEAR(sum / N, 0, 0.01); /* over four standard errors */
    CHECK_NEAR(square / N, 1, 0.015);
    CHECK_NEAR(fourth / N, 3, 0.03);
    CHECK_NEAR(mean / N, 0.5, 0.003);
    CU_ASSERT(lo >= 0 && lo < 1e-4 && hi < 1 && hi > 1 - 1e-4);
    int count[6] = {0};
    for (int i = 0; i < 60000; i++)
        count[rng_below(&r, 6)]++;
    for (int i = 0; i < 6; i++)
        CU_ASSERT(abs(count[i] - 10000) < 450);
    /* 3·2^62: taking the remainder alone would give the lower third twice as often. */
    int low = 0;
    for (int i = 0; i < 30000; i++)
        low += rng_below(&r, 3ull << 62) < 1ull << 62;
    CU_ASSERT(abs(low - 10000) < 450);
    CU_ASSERT_EQUAL(rng_below(&r, 1), 0);
}

static void reports_hold_lines_and_count_the_rest(void)
{
    struct report r;
    report_init(&r);
    report_add(&r, "a.yaml", 3, "found %d; expected %s", 5, "six");
    report_add(&r, "a.yaml", 0, "no \x1b[31m \xff θ \xc2\x85");
    CHECK_TEXT(r.line[0], "a.yaml: no \\x1b[31m \\xff θ \\xc2\\x85");
    CHECK_TEXT(r.line[1], "a.yaml:3: found 5; expected six");
    for (int i = 0; i < 120; i++)
        report_add(&r, "b", i, "x");
    CU_ASSERT_EQUAL(r.count, 122);
    CU_ASSERT_EQUAL(r.kept, REPORT_MAX);
    char *out;
    size_t size;
    FILE *f = open_memstream(&out, &size);
    report_print(&r, f);
    fclose(f);
    CU_ASSERT_PTR_NOT_NULL(strstr(out, "\n... and 22 more\n"));
    free(out);
    report_release(&r);
}

/* In the order of the file, those of one line as they were found, other files where they were. */
static void faults_stand_by_line(void)
{
    static const char *const want[] = {"a: whole",   "a:3: third",  "a:3: fourth",
                                       "a:9: first", "ab:1: other", "a:2: late"};
    struct report r;
    report_init(&r);
    report_add(&r, "a", 9, "first");
    report_add(&r, "a", 3, "third");
    report_add(&r, "a", 3, "fourth");
    report_add(&r, "a", 0, "whole");
    report_add(&r, "ab", 1, "other");
    report_add(&r, "a", 2, "late");
    CU_ASSERT_EQUAL_FATAL(r.kept, 6);
    for (int i = 0; i < 6; i++)
        CHECK_TEXT(r.line[i], want[i]);
    report_release(&r);
}

static void near_names_are_offered(void)
{
    static const char *const names[] = {"none", "hard", "soft", "coordinate", NULL};
    CHECK_TEXT(name_nearest("hrad", names), "hard"); /* two letters swapped are one fault */
    CHECK_TEXT(name_nearest("Soft", names), "soft");
    CHECK_TEXT(name_nearest("cordinatte", names), "coordinate");
    CU_ASSERT_PTR_NULL(name_nearest("hoof", names));
    CU_ASSERT_PTR_NULL(name_nearest("", names));
    char very_long[300], buf[200];
    memset(very_long, 'a', sizeof very_long - 1);
    very_long[sizeof very_long - 1] = '\0';
    CU_ASSERT_PTR_NULL(name_nearest(very_long, names));
    CHECK_TEXT(name_expect(buf, sizeof buf, "hars", names),
               " (did you mean hard?); expected one of none, hard, soft, coordinate");
    CHECK_TEXT(name_expect(buf, sizeof buf, "x", names),
               "; expected one of none, hard, soft, coordinate");
    CHECK_TEXT(name_expect(buf, 12, "x", names), "; expected ");
}

static const struct check checks[] = {
    {"memory is zeroed and counted", memory_is_zeroed_and_counted},
    {"out of memory restores and ends", out_of_memory_restores_and_ends},
    {"norms at every size of entry", norms_at_every_size_of_entry},
    {"norms see NaN and infinity", norms_see_nan_and_infinity},
    {"vectors add up", vectors_add_up},
    {"long vectors in stretches", long_vectors_in_stretches},
    {"a sum says what moved", a_sum_says_what_moved},
    {"random numbers are those published", random_numbers_are_those_published},
    {"random numbers have their moments", random_numbers_have_their_moments},
    {"reports hold lines and count the rest", reports_hold_lines_and_count_the_rest},
    {"faults stand by line", faults_stand_by_line},
    {"near names are offered", near_names_are_offered},
    {NULL, NULL},
};

int main(void)
{
    return check_main("base", checks);
}
