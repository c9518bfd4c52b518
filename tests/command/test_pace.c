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

/* What is reached of `asked` where `made` steps come in a second, in 12 seconds of frames. */
static double reached(double asked, double made)
{
    struct meter m;
    uint64_t done = 0;
    meter_begin(&m, 5, asked);
    for (int frame = 1; frame <= 360; frame++) {
        uint64_t all = (uint64_t)(frame / 30.0 * made + 1e-9);
        meter_count(&m, 5 + frame / 30.0, all - done, asked);
        done = all;
    }
    return m.reached;
}

static void what_is_not_reached_is_measured(void)
{
    static const double speeds[][2] = {{10, 3.1}, {1000, 240}, {1, 0.5}, {60, 0.25}, {10, 7.5}};
    for (int i = 0; i < 5; i++)
        CHECK_NEAR(reached(speeds[i][0], speeds[i][1]), speeds[i][1], 0.06);
    static const double met[] = {1, 2, 5, 10, 30, 1000};
    for (int i = 0; i < 6; i++)
        CU_ASSERT(reached(met[i], met[i]) == 0 && reached(met[i], 0.95 * met[i]) == 0);
    CU_ASSERT(reached(10, 0.05) == 0); /* not one step yet: nothing is known */
}

static void a_meter_forgets_what_no_longer_counts(void)
{
    struct meter m;
    meter_begin(&m, 0, 10);
    meter_count(&m, 2, 4, 10);
    CHECK_NEAR(m.reached, 2, 1e-12);
    meter_count(&m, 2.5, 1, 2); /* another speed is asked for */
    CU_ASSERT(m.reached == 0);
    meter_count(&m, 5, 1, 10);
    meter_count(&m, 7, 4, 10);
    CHECK_NEAR(m.reached, 2, 1e-12);
    meter_count(&m, 60, 1, 10); /* the machine slept */
    CU_ASSERT(m.reached == 0);
    meter_count(&m, 61, 10, 10);
    CU_ASSERT(m.reached == 0);
}

/* Of steps that take `each` seconds, at most `due` at a time: the longest time between two looks,
 * and the stride in the end. */
static double longest_look(double each, uint64_t due, uint64_t *stride)
{
    double longest = 0;
    *stride = 1;
    for (int i = 0; i < 1000 && *stride > 0; i++) {
        uint64_t made = *stride < due ? *stride : due;
        double took = each * (double)made;
        longest = took > longest ? took : longest;
        *stride = pace_stride(*stride, made, took);
    }
    return longest;
}

static void a_stride_takes_two_milliseconds(void)
{
    static const double each[] = {1e-7, 3e-6, 4e-5, 9e-4, 3e-3};
    for (int i = 0; i < 5; i++) {
        uint64_t stride;
        CU_ASSERT(longest_look(each[i], UINT64_MAX, &stride) <= 0.004);
        CU_ASSERT((double)stride * each[i] >= (each[i] < 1e-3 ? 0.0009 : 0.003));
        CU_ASSERT((double)stride * each[i] <= 0.004);
    }
    uint64_t stride;
    longest_look(0.01, UINT64_MAX, &stride);
    CU_ASSERT_EQUAL(stride, 0); /* such a step is made in slices */
}

/* One step a frame, however quick, says nothing of a million at once. */
static void a_part_of_a_stride_lets_it_not_grow(void)
{
    uint64_t stride;
    longest_look(9e-4, 1, &stride);
    CU_ASSERT(stride <= 2);
    CU_ASSERT_EQUAL(pace_stride(64, 63, 1e-9), 64);
    CU_ASSERT_EQUAL(pace_stride(64, 0, 1e-9), 64); /* a pause: nothing was made */
    /* What has become much slower is fewer at once, not half as many at a time. */
    CU_ASSERT_EQUAL(pace_stride(1 << 20, 1 << 20, 200), 10);
    CU_ASSERT_EQUAL(pace_stride(8, 8, 20), 0);
}

static const struct check checks[] = {
    {"a stride takes two milliseconds", a_stride_takes_two_milliseconds},
    {"a part of a stride lets it not grow", a_part_of_a_stride_lets_it_not_grow},
    {"what is not reached is measured", what_is_not_reached_is_measured},
    {"a meter forgets what no longer counts", a_meter_forgets_what_no_longer_counts},
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
