/* Parts of work on several threads. */
#include "base/pool.h"

#include <stdatomic.h>
#include <stddef.h>

#include "check.h"

enum { OUTER = 40, INNER = 30 };

static atomic_int done[OUTER][INNER];

static void inner(void *row, int i)
{
    atomic_int *counts = row;
    atomic_fetch_add(&counts[i], 1);
}

/* Has parts of its own. */
static void outer(void *none, int i)
{
    (void)none;
    pool_each(INNER, inner, done[i]);
}

static void every_part_is_done_once(void)
{
    static const int limits[] = {1, 2, 3, 7, 0};
    for (int k = 0; k < 5; k++) {
        pool_limit(limits[k]);
        for (int round = 1; round <= 50; round++) {
            int wrong = 0;
            pool_each(OUTER, outer, NULL);
            for (int i = 0; i < OUTER; i++)
                for (int j = 0; j < INNER; j++)
                    wrong += atomic_exchange(&done[i][j], 0) != 1;
            CU_ASSERT_EQUAL(wrong, 0);
        }
    }
}

static void note_idle(void *most, int i)
{
    (void)i;
    if (pool_idle() > *(int *)most)
        *(int *)most = pool_idle();
}

static void limits(void)
{
    int most = 0;
    pool_limit(1);
    CU_ASSERT(pool_threads() == 1 && pool_idle() == 0);
    pool_limit(3);
    CU_ASSERT(pool_threads() == 3 && pool_idle() == 2);
    pool_each(0, note_idle, &most);
    CU_ASSERT_EQUAL(most, 0);
    pool_each(1, note_idle, &most);
    CU_ASSERT_EQUAL(most, 2);
    pool_limit(0);
    CU_ASSERT(pool_threads() >= 1 && pool_threads() <= POOL_MOST);
}

int main(void)
{
    static const struct check checks[] = {
        {"every part is done once", every_part_is_done_once},
        {"limits", limits},
        {NULL, NULL},
    };
    return check_main("pool", checks);
}
