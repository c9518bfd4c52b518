/* What makes any sentence of the program false as it is printed, whatever it speaks of. */
#ifndef TESTS_SENTENCE_H
#define TESTS_SENTENCE_H

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The word that stands at `at`, without what ends a sentence or a clause. */
static inline void word_at(const char *at, char *buf, size_t size)
{
    size_t n = strcspn(at, " ");
    while (n > 0 && strchr(".,:;", at[n - 1]))
        n--;
    snprintf(buf, size, "%.*s", (int)(n < size ? n : size - 1), at);
}

/* Whether a number has more digits than a reader compares. */
static inline bool has_long_number(const char *text)
{
    int n = 0, most = 0;
    for (const char *at = text; *at; at++) {
        n = *at >= '0' && *at <= '9' ? n + (n > 0 || *at != '0') : *at == '.' && n > 0 ? n : 0;
        most = n > most ? n : most;
    }
    return most > 9;
}

/* "from A to B", "between A and B" of equal numbers. */
static inline bool has_equal_pair(const char *text, const char *first, const char *second)
{
    char a[40], b[40];
    for (const char *at = text; (at = strstr(at, first)); at++) {
        const char *next = at + strlen(first) + strcspn(at + strlen(first), " ");
        if (strncmp(next, second, strlen(second)) != 0)
            continue;
        word_at(at + strlen(first), a, sizeof a);
        word_at(next + strlen(second), b, sizeof b);
        if (strcmp(a, b) == 0)
            return true;
    }
    return false;
}

/* Where the number begins that stands behind `at`, as in "γ = 3": behind the name and its sign. */
static inline const char *behind_sign(const char *at)
{
    const char *sign = strstr(at, "= ");
    return sign && strcspn(at, ".,:;") > (size_t)(sign - at) ? sign + 2 : at;
}

/* "= 2 is over 2", "2 is over γ = 2": what is said to be over or under another is equal to it as it
 * is printed. */
static inline bool has_equal_limit(const char *text, const char *words)
{
    char a[40], b[40];
    for (const char *at = text; (at = strstr(at, words)); at++) {
        const char *from = at;
        while (from > text && from[-1] != ' ')
            from--;
        word_at(from, a, sizeof a);
        word_at(at + strlen(words), b, sizeof b);
        if (strcmp(a, b) == 0)
            return true;
        word_at(behind_sign(at + strlen(words)), b, sizeof b);
        if (strcmp(a, b) == 0)
            return true;
    }
    return false;
}

/* "1 of 23 steps so far were clipped" */
static inline bool has_one_as_many(const char *text)
{
    for (const char *at = text; (at = strstr(at, " 1 of ")); at++) {
        size_t end = strcspn(at, ".,:;");
        const char *were = strstr(at, " were "), *are = strstr(at, " are ");
        if ((were && were < at + end) || (are && are < at + end))
            return true;
    }
    return false;
}

/* "Yet The run": of the words that begin sentences here, one within a sentence. */
static inline bool has_capital_inside(const char *text)
{
    static const char *const begins[] = {"The ", "There ", "Its ", "It ", "Steps ", "Each ", "No "};
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        for (const char *at = text; (at = strstr(at, begins[i])); at++)
            if (at > text + 1 && at[-1] == ' ' && !strchr(".:?)", at[-2]))
                return true;
    return false;
}

static inline bool ends_with(const char *text, const char *words)
{
    size_t n = strlen(text), k = strlen(words);
    return n >= k && strcmp(text + n - k, words) == 0;
}

/* Why the sentence is false, or broken, as it is printed; NULL: it is neither. */
static inline const char *sentence_fault(const char *text)
{
    static const char *const over[] = {" is over ", " is under ", " was over ", " is hardly over "};
    size_t n = strlen(text);
    for (size_t i = 0; i < sizeof over / sizeof *over; i++)
        if (has_equal_limit(text, over[i]))
            return "equal, and said not to be";
    if (has_equal_pair(text, "from ", " to ") || has_equal_pair(text, "between ", " and ") ||
        has_equal_pair(text, "from γ = ", " to "))
        return "equal numbers";
    if (has_long_number(text))
        return "a number of so many digits";
    if (strstr(text, "over one half, to 0.5.") || strstr(text, "under one half, to 0.5.") ||
        strstr(text, "clip factor 1. ") || ends_with(text, "clip factor 1.") ||
        strstr(text, "clip factor is 1:") || strstr(text, "by the factor 1 ") ||
        strstr(text, "by the factor 1. ") || ends_with(text, "by the factor 1."))
        return "a factor that is not what is said of it, as printed";
    if (strstr(text, " – ") || strstr(text, " nan"))
        return "a number that is missing";
    if (strstr(text, " of 0 steps") || strstr(text, " 1 times") || strstr(text, " 1 steps") ||
        strstr(text, ". 0 of ") || has_one_as_many(text))
        return "a count that says nothing";
    if (has_capital_inside(text))
        return "a capital inside a sentence";
    if (strchr(text, '{'))
        return "a quantity that no table has";
    return n > 0 && !strchr(".?)", text[n - 1]) ? "no end of a sentence" : NULL;
}

#endif
