/* Parameters: reading, ranges in words, knobs. */
#include "check.h"

#include <float.h>
#include <locale.h>
#include <string.h>

#include "base/param.h"

static const struct param gamma_ = {.name = "gamma",
                                    .kind = PARAM_REAL,
                                    .log_scale = true,
                                    .open_min = true,
                                    .def = 1,
                                    .min = 0,
                                    .max = INFINITY};
static const struct param lr = {.name = "lr",
                                .kind = PARAM_REAL,
                                .log_scale = true,
                                .open_min = true,
                                .def = 0.1,
                                .min = 0,
                                .max = 1e6};

static void reads_numbers(void)
{
    const struct {
        const char *text;
        double want;
    } good[] = {{"0.1", 0.1}, {"1e-3", 1e-3}, {" 5 ", 5},         {"+.5", 0.5}, {"1e6", 1e6},
                {"4.", 4},    {"1E+2", 100},  {"1e-310", 1e-310}, {"0.30", 0.3}};
    const char *const bad[] = {"",    " ",    "0",        "-1",    "1e7",   "inf",    "nan",
                               "NaN", "0x10", "1,2",      "1 2",   "1e999", "abc",    "1x",
                               "--1", "1e",   "infinity", "1_000", "1'000", "nan(3)", "-inf"};
    struct value v;
    char why[200];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        CU_ASSERT(param_parse(&lr, good[i].text, &v, why, sizeof why));
        CU_ASSERT(v.given && v.num == good[i].want && v.n == 1 && v.list[0] == v.num);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        v.num = 42;
        v.given = false;
        why[0] = '\0';
        if (param_parse(&lr, bad[i], &v, why, sizeof why))
            CU_FAIL(bad[i]);
        CU_ASSERT(v.num == 42 && !v.given);
        CU_ASSERT_PTR_NOT_NULL(strstr(why, "; expected a number over 0, at most 1e6"));
    }
    CU_ASSERT(!param_parse(&lr, "abc", &v, why, sizeof why));
    CHECK_TEXT(why, "found abc; expected a number over 0, at most 1e6");
    CU_ASSERT(!param_parse(&lr, "", &v, why, sizeof why));
    CHECK_TEXT(why, "found nothing; expected a number over 0, at most 1e6");
    CU_ASSERT(param_parse(&gamma_, "inf", &v, why, sizeof why) && v.num == INFINITY);
    CU_ASSERT(!param_parse(&gamma_, "nan", &v, why, sizeof why));
    CHECK_TEXT(why, "found nan; expected a number over 0");
    CU_ASSERT(!param_parse(&gamma_, "1e999", &v, why, sizeof why));
    const struct param any = {.kind = PARAM_REAL, .min = -INFINITY, .max = 1};
    CU_ASSERT(!param_parse(&any, "-inf", &v, why, sizeof why));
    CHECK_TEXT(why, "found -inf; expected a number of at most 1");
}

static void reads_the_other_kinds(void)
{
    static const char *const names[] = {"relu", "tanh", NULL};
    const struct param count = {.kind = PARAM_COUNT, .min = 1, .max = 100};
    const struct param flag = {.kind = PARAM_FLAG, .max = 1};
    const struct param choice = {.kind = PARAM_CHOICE, .choices = names, .max = 1};
    const struct param list = {
        .kind = PARAM_LIST, .min = -10, .max = 10, .def = 1, .def_text = "1,-2.5"};
    const struct param text = {.kind = PARAM_TEXT, .def_text = "fashion"};
    struct value v;
    char why[300];
    CU_ASSERT(param_parse(&count, "1e2", &v, why, sizeof why) && v.num == 100);
    CU_ASSERT(!param_parse(&count, "1.5", &v, why, sizeof why));
    CHECK_TEXT(why, "found 1.5; expected a whole number from 1 to 100");
    CU_ASSERT(!param_parse(&count, "0", &v, why, sizeof why));
    CU_ASSERT(param_parse(&flag, "True", &v, why, sizeof why) && v.num == 1);
    CU_ASSERT(param_parse(&flag, "no", &v, why, sizeof why) && v.num == 0);
    CU_ASSERT(!param_parse(&flag, "2", &v, why, sizeof why));
    CHECK_TEXT(why, "found 2; expected true or false");
    CU_ASSERT(param_parse(&choice, "tanh", &v, why, sizeof why) && v.num == 1);
    CU_ASSERT(!param_parse(&choice, "tahn", &v, why, sizeof why));
    CHECK_TEXT(why, "found tahn (did you mean tanh?); expected one of relu, tanh");
    CU_ASSERT(param_parse(&list, "3, -1", &v, why, sizeof why));
    CU_ASSERT(v.n == 2 && v.list[0] == 3 && v.list[1] == -1);
    CU_ASSERT(param_parse(&list, "1,2,3,4,5,6,7,8", &v, why, sizeof why) && v.n == 8);
    CU_ASSERT(!param_parse(&list, "1,2,3,4,5,6,7,8,9", &v, why, sizeof why));
    CU_ASSERT(v.n == 8);
    CHECK_TEXT(why, "found 1,2,3,4,5,6,7,8,9; expected 1 to 8 numbers, each from -10 to 10");
    const char *const bad[] = {"", ",", "1,", ",1", "1,,2", "1,11", "1,nan", "1;2", "1 2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (param_parse(&list, bad[i], &v, why, sizeof why))
            CU_FAIL(bad[i]);
    CU_ASSERT(param_parse(&text, "moons", &v, why, sizeof why));
    CHECK_TEXT(v.text, "moons");
    char over[VALUE_TEXT_MAX + 1];
    memset(over, 'x', VALUE_TEXT_MAX);
    over[VALUE_TEXT_MAX] = '\0';
    CU_ASSERT(!param_parse(&text, over, &v, why, sizeof why));
    CU_ASSERT(!param_parse(&text, "", &v, why, sizeof why));
    CHECK_TEXT(v.text, "moons");

    param_default(&list, &v);
    CU_ASSERT(!v.given && v.n == 2 && v.list[1] == -2.5 && v.num == 1);
    param_default(&text, &v);
    CHECK_TEXT(v.text, "fashion");
    param_default(&lr, &v);
    CU_ASSERT(!v.given && v.num == 0.1 && v.n == 1);
    const struct param both[] = {lr, gamma_};
    CU_ASSERT_PTR_EQUAL(param_find(both, 2, "gamma"), &both[1]);
    CU_ASSERT_PTR_NULL(param_find(both, 2, "gamm"));
}

/* A locale that writes 0.1 as 0,1, if the machine has one; the C one where it has not. */
static void reads_alike_in_every_locale(void)
{
    const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8", "C"};
    for (int i = 0; i < 4 && !setlocale(LC_ALL, names[i]); i++)
        ;
    struct value v;
    char why[200];
    CU_ASSERT(param_parse(&lr, "0.125", &v, why, sizeof why) && v.num == 0.125);
    CU_ASSERT(!param_parse(&lr, "0,125", &v, why, sizeof why));
    CHECK_NEAR(param_nudge(&lr, 1, 1), 1.25, 0);
    setlocale(LC_ALL, "C");
}

static void knobs_walk_the_preferred_numbers(void)
{
    const double up[] = {0.1, 0.125, 0.16, 0.2, 0.25, 0.315, 0.4, 0.5, 0.63, 0.8, 1, 1.25};
    for (int i = 0; i < 11; i++) {
        CU_ASSERT_EQUAL(param_nudge(&lr, up[i], 1), up[i + 1]); /* to the bit, as typed */
        CU_ASSERT_EQUAL(param_nudge(&lr, up[i + 1], -1), up[i]);
    }
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.1, 3), 0.2);
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.3, 1), 0.315);
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.3, -1), 0.25);
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.95, 1), 1);
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.95, -1), 0.8);
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.3, -2), 0.2);
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.3, 10), 3);
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.3, -10), 0.03);
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.063, -10), 0.0063);
    CU_ASSERT_EQUAL(param_nudge(&lr, 0.0063, 10), 0.063);
    /* Far down and back: every term to the bit, over thirty decades. */
    double v = 1;
    for (int i = 0; i < 300; i++)
        v = param_nudge(&lr, v, -1);
    CU_ASSERT_EQUAL(v, 1e-30);
    for (int i = 0; i < 300; i++)
        v = param_nudge(&lr, v, 1);
    CU_ASSERT_EQUAL(v, 1);
}

static void knobs_stop_at_their_limits(void)
{
    const struct param p = {.kind = PARAM_REAL, .log_scale = true, .min = 0.07, .max = 3};
    CU_ASSERT_EQUAL(param_nudge(&p, 2.5, 1), 3);
    CU_ASSERT_EQUAL(param_nudge(&p, 3, 10), 3);
    CU_ASSERT_EQUAL(param_nudge(&p, 3, -1), 2.5);
    CU_ASSERT_EQUAL(param_nudge(&p, 0.08, -1), 0.07);
    CU_ASSERT_EQUAL(param_nudge(&p, 0.07, -10), 0.07);
    CU_ASSERT_EQUAL(param_nudge(&lr, 1e6, 1), 1e6);
    CU_ASSERT_EQUAL(param_nudge(&lr, 5e-324, -1), 5e-324); /* never 0, which is out of range */
    CU_ASSERT_EQUAL(param_nudge(&gamma_, INFINITY, -1), 1e6);
    CU_ASSERT_EQUAL(param_nudge(&gamma_, INFINITY, 1), INFINITY);
    CU_ASSERT(isfinite(param_nudge(&gamma_, DBL_MAX, 10)));
    CU_ASSERT(isnan(param_nudge(&lr, NAN, 1)));
    const struct param over_one = {
        .kind = PARAM_REAL, .log_scale = true, .open_min = true, .min = 1, .max = 9};
    CU_ASSERT_EQUAL(param_nudge(&over_one, 1.25, -1), 1.25);
    const struct param linear = {.kind = PARAM_COUNT, .min = 2, .max = 8};
    CU_ASSERT_EQUAL(param_nudge(&linear, 4, 1), 5);
    CU_ASSERT_EQUAL(param_nudge(&linear, 4, -10), 2);
    CU_ASSERT_EQUAL(param_nudge(&linear, 8, 1), 8);
    const struct param batch = {.kind = PARAM_COUNT, .log_scale = true, .min = 0, .max = 1000};
    CU_ASSERT_EQUAL(param_nudge(&batch, 1, 1), 2);
    CU_ASSERT_EQUAL(param_nudge(&batch, 100, 1), 125);
    static const char *const names[] = {"a", "b", "c", NULL};
    const struct param choice = {.kind = PARAM_CHOICE, .choices = names};
    CU_ASSERT_EQUAL(param_nudge(&choice, 1, 1), 2);
    CU_ASSERT_EQUAL(param_nudge(&choice, 2, 1), 2);
    CU_ASSERT_EQUAL(param_nudge(&choice, 0, -1), 0);
}

static const struct check checks[] = {
    {"reads numbers", reads_numbers},
    {"reads the other kinds", reads_the_other_kinds},
    {"reads alike in every locale", reads_alike_in_every_locale},
    {"knobs walk the preferred numbers", knobs_walk_the_preferred_numbers},
    {"knobs stop at their limits", knobs_stop_at_their_limits},
    {NULL, NULL},
};

int main(void)
{
    return check_main("param", checks);
}
