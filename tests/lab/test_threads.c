/* Races on several threads: the same to the bit as on one. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/memory.h"
#include "base/pool.h"
#include "check.h"
#include "race_setup.h"

/* Large enough that runs are made side by side, and products in parts: 3 runs on 2 threads leave
 * one idle at the end, on 7 some from the beginning. */
static const char wide[] =
    "problem: { kind: network, layers: 64 160 160 10, data: digits, batch: 256 }\n"
    "runs:\n"
    "  a: { lr: 0.1 }\n"
    "  b: { lr: 0.3, clip: hard, gamma: 1 }\n"
    "  c: { lr: 1e6 }\n"
    "probe: { every: 4 }\n";

/* The last rows and parameters of a race made on so many threads, at once or in slices. */
static double *end_of(int threads, bool slices, size_t *bytes)
{
    pool_limit(threads);
    struct race *race = race_of(wide);
    size_t dim = (size_t)race->problem.dim, each = dim + 4;
    double *end = mem_alloc(3 * each, sizeof *end);
    CU_ASSERT(race->cost > 4e6 && race->n == 3);
    size_t calls = mem_calls();
    if (!slices)
        race_advance(race, 12);
    while (race->step < 12)
        race_slice(race);
    CU_ASSERT_EQUAL(mem_calls(), calls);
    for (int i = 0; i < 3; i++) {
        const struct run *r = &race->run[i];
        memcpy(end + (size_t)i * each, r->x, dim * sizeof *end);
        double *row = end + (size_t)i * each + dim;
        row[0] = r->now.loss, row[1] = r->now.grad_norm, row[2] = r->notes.curvature;
        row[3] = (double)r->now.step;
    }
    *bytes = 3 * each * sizeof *end;
    race_drop(race);
    return end;
}

/* Said before anything of it is made. */
static void too_large_for_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
    return; /* the sanitizer itself has no room under such a limit */
#endif
    static const char large[] =
        "problem: { kind: network, layers: 64 4000*2 10, data: digits, samples: 20 }\n"
        "runs:\n"
        "  a: { lr: 0.1 }\n"
        "  b: { lr: 0.1, optimizer: adam }\n"
        "probe: { every: 0 }\n";
    struct rlimit before, small;
    struct race *race = mem_alloc(1, sizeof *race);
    struct scene *scene = mem_alloc(1, sizeof *scene);
    struct report r;
    report_init(&r);
    CU_ASSERT(scene_parse(scene, "test.yaml", large, strlen(large), NULL, &r));
    getrlimit(RLIMIT_AS, &before);
    small = before;
    small.rlim_cur = 1000000000;
    CU_ASSERT_EQUAL(setrlimit(RLIMIT_AS, &small), 0);
    bool ok = scene_open(scene, race, &r);
    setrlimit(RLIMIT_AS, &before);
    CU_ASSERT(!ok && r.kept == 1);
    if (!ok)
        CU_ASSERT_PTR_NOT_NULL(strstr(r.line[0], "test.yaml:1: problem network: 2 runs of 16304010 "
                                                 "parameters take "));
    if (!ok)
        CU_ASSERT_PTR_NOT_NULL(strstr(r.line[0], " GB; expected at most 1, the memory there is"));
    report_release(&r);
    free(scene);
    free(race);
}

static void any_number_of_threads(void)
{
    static const int threads[] = {2, 3, 7};
    size_t bytes;
    double *one = end_of(1, false, &bytes);
    for (int k = 0; k < 3; k++)
        for (int slices = 0; slices < 2; slices++) {
            double *some = end_of(threads[k], slices, &bytes);
            CU_ASSERT_EQUAL(memcmp(one, some, bytes), 0);
            free(some);
        }
    double *sliced = end_of(1, true, &bytes);
    CU_ASSERT_EQUAL(memcmp(one, sliced, bytes), 0);
    free(sliced);
    free(one);
    pool_limit(0);
}

int main(void)
{
    static const struct check checks[] = {
        {"any number of threads", any_number_of_threads},
        {"too large for memory", too_large_for_memory},
        {NULL, NULL},
    };
    return check_main("threads", checks);
}
