/* Frames in fewer bytes that say the same. */
#include <string.h>

#include "backend/thin.h"
#include "check.h"

static void shorter_and_the_same(void)
{
    static const char *const pairs[][2] = {
        {"plain text", "plain text"},
        {"\033[39m\033(B\033[m x", "\033[m x"},
        {"\033[39m\033[m\017 x", "\033[m x"},
        {"\033(B\033[0;1m\033[38;5;175mx", "\033[0;1;38;5;175mx"},
        {"\033[1ma\033[mb", "\033[1ma\033[mb"},               /* what was used stays */
        {"\033[1m\033[2;3H\033[m", "\033[1m\033[2;3H\033[m"}, /* a move is no change */
        {"\033[m\033[1m", "\033[;1m"},                        /* nothing is 0 */
        {"\033[38;5;1m\033[48;5;2mx", "\033[38;5;1;48;5;2mx"},
        {"\033[?2026hx\033[?2026l", "\033[?2026hx\033[?2026l"},
        {"\033[01m\033[05mx", "\033[01;05mx"}, /* no reset, though it begins with 0 */
        {"\033[3", "\033[3"},
        {"\033", "\033"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char s[64];
        strcpy(s, pairs[i][0]);
        s[thin(s, strlen(s))] = '\0';
        CHECK_TEXT(s, pairs[i][1]);
    }
}

static void repetitions_are_written_out(void)
{
    static const char *const pairs[][2] = {
        {"-\033[5b+", "------+"},
        {"\033[1m-\033[2b\033[m", "\033[1m---\033[m"},
        {"\xe2\x94\x80\033[2b", "\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80"},
        {"a\033[3;4Hb", "a\033[3;4Hb"},
        {"a\033[2b\033[2bc", "aaac"},
        {"\033[", "\033["},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct text to = {0};
        text_add(&to, "<");
        add_written_out(&to, pairs[i][0], strlen(pairs[i][0]));
        CHECK_TEXT(to.at + 1, pairs[i][1]);
        text_release(&to);
    }
}

static void a_change_does_not_grow_without_end(void)
{
    char s[400] = "";
    for (int i = 0; i < 30; i++)
        strcat(s, "\033[38;5;175m");
    strcat(s, "x");
    size_t n = thin(s, strlen(s)), longest = 0, run = 0;
    for (size_t i = 0; i < n; i++) {
        run = s[i] == '\033' ? 1 : run + 1;
        longest = run > longest ? run : longest;
    }
    CU_ASSERT(n < 330 && longest <= 33);
    CU_ASSERT_EQUAL(s[n - 1], 'x');
}

static const struct check checks[] = {
    {"repetitions are written out", repetitions_are_written_out},
    {"shorter and the same", shorter_and_the_same},
    {"a change does not grow without end", a_change_does_not_grow_without_end},
    {NULL, NULL},
};

int main(void)
{
    return check_main("thin", checks);
}
