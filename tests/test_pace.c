/* The live loop's clock arithmetic, with time handed in. */
#include "check.h"
#include "command/pace.h"

static void steps_come_at_their_rate(void)
{
    static const double speeds[] = {1, 2, 30, 60, 1000, 12345};
    for (int i = 0; i < 6; i++) {
        struct pace p;
        uint64_t all = 0;
        pace_begin(&p, 100);
        for (int frame = 1; frame <= 300; frame++)
            all += pace_due(&p, 100 + frame / 30.0, speeds[i]);
        CHECK_NEAR((double)all, 10 * speeds[i], 1e-9 + 1 / (10 * speeds[i]));
    }
}

static void nothing_is_due_before_its_time(void)
{
    struct pace p;
    pace_begin(&p, 0);
    CU_ASSERT_EQUAL(pace_due(&p, 0, 2), 0);
    CU_ASSERT_EQUAL(pace_due(&p, 0.2, 2), 0);
    CHECK_NEAR(pace_next(&p, 2), 0.5, 1e-12);
    CU_ASSERT_EQUAL(pace_due(&p, 0.45, 2), 0);
    CU_ASSERT_EQUAL(pace_due(&p, pace_next(&p, 2), 2), 1);
    CHECK_NEAR(pace_next(&p, 2), 1.0, 1e-9);
}

static void a_jump_of_the_clock_is_no_burst(void)
{
    struct pace p;
    pace_begin(&p, 0);
    CU_ASSERT(pace_due(&p, 3600, 1000) <= 251);
    CU_ASSERT(pace_due(&p, 7200, 1) <= 1);
    pace_begin(&p, 10);
    CU_ASSERT_EQUAL(pace_due(&p, 5, 1000), 0); /* backwards */
    CU_ASSERT_EQUAL(pace_due(&p, 5.01, 1000), 10);
}

/* Steps for which there was no time are owed on, but no more than a quarter of a second's. */
static void steps_not_made_stay_owed(void)
{
    struct pace p;
    pace_begin(&p, 0);
    CU_ASSERT_EQUAL(pace_due(&p, 0.1, 60), 6);
    pace_return(&p, 4, 60);
    CU_ASSERT(pace_next(&p, 60) <= 0.1);
    CU_ASSERT_EQUAL(pace_due(&p, 0.1, 60), 4);
    pace_return(&p, 4, 60);
    CU_ASSERT_EQUAL(pace_due(&p, 0.2, 60), 10);
    pace_return(&p, 1000, 60);
    CU_ASSERT_EQUAL(pace_due(&p, 0.2, 60), 15);
    pace_return(&p, 3, 2);
    CU_ASSERT_EQUAL(pace_due(&p, 0.2, 2), 1);
    pace_return(&p, 0, 2);
    CU_ASSERT_EQUAL(pace_due(&p, 0.2, 2), 0);
}

static const struct check checks[] = {
    {"steps not made stay owed", steps_not_made_stay_owed},
    {"steps come at their rate", steps_come_at_their_rate},
    {"nothing is due before its time", nothing_is_due_before_its_time},
    {"a jump of the clock is no burst", a_jump_of_the_clock_is_no_burst},
    {NULL, NULL},
};

int main(void)
{
    return check_main("pace", checks);
}
