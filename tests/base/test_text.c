/* Growing text, numbers as people read them, UTF-8. */
#include "check.h"

#include <float.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

static void text_grows(void)
{
    struct text t = {0};
    text_add_bytes(&t, NULL, 0);
    CHECK_TEXT(t.at, "");
    for (int i = 0; i < 1000; i++)
        text_printf(&t, "%d,", i);
    CU_ASSERT_EQUAL(t.length, 10 * 2 + 90 * 3 + 900 * 4);
    CU_ASSERT_EQUAL(strlen(t.at), t.length);
    CHECK_TEXT(t.at + t.length - 8, "998,999,");
    text_add_bytes(&t, "a\0b", 3);
    CU_ASSERT_EQUAL(t.at[t.length - 2], '\0');
    size_t room = t.room, calls = mem_calls();
    text_clear(&t);
    CHECK_TEXT(t.at, "");
    text_add(&t, "θ");
    text_printf(&t, "%*d", 300, 7); /* longer than the first try of a new text */
    CU_ASSERT_EQUAL(t.length, 302);
    CU_ASSERT(t.room == room && mem_calls() == calls);
    text_release(&t);
    CU_ASSERT(t.at == NULL && t.length == 0);
    text_printf(&t, "%s", "x");
    CHECK_TEXT(t.at, "x");
    text_release(&t);
    text_clear(&t); /* of nothing */
    text_release(&t);
}

static void numbers_as_people_read_them(void)
{
    const struct {
        double v;
        int digits;
        const char *want;
    } table[] = {{0.01, 3, "0.01"},
                 {500, 3, "500"},
                 {1.5e-7, 3, "1.5e-7"},
                 {1.92994e13, 3, "1.93e13"},
                 {1e100, 3, "1e100"},
                 {1e-100, 3, "1e-100"},
                 {-1e-10, 4, "-1e-10"},
                 {-2.5, 2, "-2.5"},
                 {0, 3, "0"},
                 {-0.0, 3, "0"},
                 {1.0 / 3, 4, "0.3333"},
                 {999.6, 3, "1e3"},
                 {1234, 4, "1234"},
                 {1e5, 6, "100000"},
                 {0.0001, 2, "0.0001"},
                 {0.00001, 2, "1e-5"},
                 {5e-324, 3, "4.94e-324"},
                 {INFINITY, 3, "inf"},
                 {-INFINITY, 3, "-inf"},
                 {NAN, 3, "nan"},
                 {-NAN, 3, "nan"},
                 {7, 0, "7"}};
    char buf[32];
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        CHECK_TEXT(number_text(buf, sizeof buf, table[i].v, table[i].digits), table[i].want);
    CHECK_TEXT(number_text(buf, 4, 1.25, 3), "1.2"); /* cut, never past the end */
    CHECK_TEXT(number_text(buf, 4, NAN, 3), "nan");
}

static void numbers_are_read_whole(void)
{
    const char *const good[] = {"1", "-1.5e-3", ".5", "5.", "+2", "1E5", "0", "-0", "007"};
    const double want[] = {1, -1.5e-3, 0.5, 5, 2, 1e5, 0, 0, 7};
    const char *const bad[] = {"",      "-",   ".",     "e5",    "1e",     "1 ",     " 1",
                               "0x1p3", "1,5", "1.2.3", "--1",   "+-1",    "nan(1)", "1e400",
                               "infx",  "in",  "١",     "1e5.0", "-1e999", "e",      "++inf"};
    double v;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CU_ASSERT(number_read(good[i], &v) && v == want[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        v = 42;
        if (number_read(bad[i], &v) || v != 42)
            CU_FAIL(bad[i]);
    }
    CU_ASSERT(number_read("inf", &v) && v == INFINITY);
    CU_ASSERT(number_read("-Infinity", &v) && v == -INFINITY);
    CU_ASSERT(number_read("NaN", &v) && isnan(v));
    CU_ASSERT(number_read("1e-400", &v) && v == 0);
    CU_ASSERT(number_read("5e-324", &v) && v == 5e-324);
}

static void numbers_alike_in_every_locale(void)
{
    const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE.utf8", "C"};
    for (int i = 0; i < 4 && !setlocale(LC_ALL, names[i]); i++)
        ;
    char buf[32], before[32], after[32];
    double v = 0;
    snprintf(before, sizeof before, "%g", 0.5);
    CHECK_TEXT(number_text(buf, sizeof buf, 0.5, 3), "0.5");
    CU_ASSERT(number_read("0.5", &v) && v == 0.5);
    CU_ASSERT(uselocale((locale_t)0) == LC_GLOBAL_LOCALE);
    snprintf(after, sizeof after, "%g", 0.5);
    CHECK_TEXT(after, before); /* and the program's own locale is as it was */
    setlocale(LC_ALL, "C");
}

static void utf8_back_and_forth(void)
{
    char buf[5];
    for (uint32_t c = 1; c <= 0x10ffff; c += c < 0x3000 ? 1 : 251) {
        int n = utf8_put(buf, c);
        bool surrogate = c >= 0xd800 && c <= 0xdfff;
        const char *s = buf;
        CU_ASSERT_FATAL(utf8_next(&s) == (surrogate ? 0xfffd : c));
        CU_ASSERT_FATAL(s == buf + n && *s == '\0' && utf8_valid(buf, (size_t)n));
    }
    utf8_put(buf, 0x110000);
    CHECK_TEXT(buf, "\xef\xbf\xbd");
    const char *end = "";
    CU_ASSERT(utf8_next(&end) == 0 && *end == '\0'); /* does not move past the end */
}

static void utf8_of_broken_bytes(void)
{
    const char *const broken[] = {
        "\x80",             /* continuation alone */
        "\xc0\xaf",         /* overlong / */
        "\xc1\xbf",         /* overlong */
        "\xe0\x80\xaf",     /* overlong */
        "\xe0\x9f\xbf",     /* overlong */
        "\xf0\x80\x80\xaf", /* overlong */
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xed\xa0\x80",     /* surrogate */
        "\xed\xbf\xbf",     /* surrogate */
        "\xf4\x90\x80\x80", /* above U+10FFFF */
        "\xf5\x80\x80\x80",
        "\xff",
        "\xfe",
        "\xc3",
        "\xe2\x82",
        "\xf0\x9f\x98",
        "\xe2\x28\xa1",
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        const char *s = broken[i];
        size_t n = strlen(s);
        CU_ASSERT_FALSE(utf8_valid(s, n));
        CU_ASSERT_EQUAL(utf8_next(&s), 0xfffd);
        CU_ASSERT_PTR_EQUAL(s, broken[i] + 1);
        while (utf8_next(&s) != 0)
            CU_ASSERT_FATAL(s <= broken[i] + n);
        CU_ASSERT_PTR_EQUAL(s, broken[i] + n);
    }
    CU_ASSERT(utf8_valid("", 0));
    CU_ASSERT(utf8_valid("θ⁴ → 0\0x", 13));
    CU_ASSERT_FALSE(utf8_valid("θ", 1)); /* cut in the middle */
}

static void columns_of_text(void)
{
    CU_ASSERT_EQUAL(utf8_columns(""), 0);
    CU_ASSERT_EQUAL(utf8_columns("f(θ) = θ⁴"), 9);
    CU_ASSERT_EQUAL(utf8_columns("e\xcc\x81"), 1); /* e and a combining accent */
    CU_ASSERT_EQUAL(utf8_columns("soft\xc2\xadhyphen"), 10);
    CU_ASSERT_EQUAL(utf8_columns("\xe2\x80\xaeturned\xe2\x81\xa9"), 6);
    CU_ASSERT_EQUAL(utf8_columns("\xd7\xa9\xd6\xb8"), 1); /* a Hebrew letter and its point */
    CU_ASSERT_EQUAL(utf8_columns("\xff\xfe"), 2);         /* two replacement characters */
}

/* All is said of all alone, and none of none, however near a share comes to them. */
static void shares(void)
{
    static const struct {
        uint64_t n, of;
        const char *one, *whole;
    } table[] = {
        {0, 0, "–", "–"},        {0, 7, "0", "0"},
        {7, 7, "100", "100"},    {1, 3, "33.3", "33"},
        {4, 60, "6.7", "7"},     {399, 400, "99.8", ">99"},
        {1, 400, "0.3", "<1"},   {1999, 2000, ">99.9", ">99"},
        {1, 2000, "<0.1", "<1"}, {UINT64_MAX - 1, UINT64_MAX, ">99.9", ">99"},
        {1, 1000, "0.1", "<1"},  {999, 1000, "99.9", ">99"},
    };
    char buf[16];
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        CHECK_TEXT(share_text(buf, sizeof buf, table[i].n, table[i].of, 1), table[i].one);
        CHECK_TEXT(share_text(buf, sizeof buf, table[i].n, table[i].of, 0), table[i].whole);
    }
}

static void rounded_to_digits(void)
{
    CU_ASSERT(number_rounded(12345.6789, 3) == 12300 && number_rounded(-0.0999961, 3) == -0.1);
    CU_ASSERT(number_rounded(0, 3) == 0 && number_rounded(1e-320, 1) > 0);
    CU_ASSERT(isnan(number_rounded(NAN, 3)) && number_rounded(INFINITY, 3) == INFINITY);
    CU_ASSERT(number_rounded(DBL_MAX, 3) == DBL_MAX); /* 1.80e308 is none */
}

static const struct check checks[] = {
    {"shares", shares},
    {"text grows", text_grows},
    {"numbers as people read them", numbers_as_people_read_them},
    {"numbers are read whole", numbers_are_read_whole},
    {"numbers alike in every locale", numbers_alike_in_every_locale},
    {"UTF-8 back and forth", utf8_back_and_forth},
    {"UTF-8 of broken bytes", utf8_of_broken_bytes},
    {"rounded to digits", rounded_to_digits},
    {"columns of text", columns_of_text},
    {NULL, NULL},
};

int main(void)
{
    return check_main("text", checks);
}
