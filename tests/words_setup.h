/* Text read word by word: short sentences of plain words (words.txt), terms of the glossary, and
 * names of people and programs (names.txt). */
#ifndef TESTS_WORDS_SETUP_H
#define TESTS_WORDS_SETUP_H

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "check.h"
#include "tell/glossary.h"

enum { WORDS_A_SENTENCE = 25 };

/* Turns that readers stumbled over, each with a plain one in its place. */
static const char *const banned[] = {
    "is none",         "lets go",
    "it lives",        "so it says of",
    "no more apart",   "the text ",
    "as told",         "fell below",
    "all the same",    "luck, not",
    "cut to ",         "normalised descent",
    "half as many",    "of itself",
    "to the bit and",  "rate alone",
    "clip×",           "plain descent with",
    "no longer apart", "is to be known",
    "to and fro",      "the text says",
    "of knob",         "well-known article",
    "are none",        "by more than it came",
    "a notch, ten",    "soonest",
    "lies ahead",      "throw each other",
};

enum { LIST_MAX = 1 << 16 };
static char *list; /* "\nword\nword\n" */

static inline bool is_letter(char c)
{
    return isalpha((unsigned char)c) != 0;
}

static inline void list_add(const char *path)
{
    char why[160], *text;
    size_t size, n = strlen(list);
    CU_ASSERT_TRUE_FATAL(file_read(path, LIST_MAX / 2, &text, &size, why, sizeof why));
    CU_ASSERT_FATAL(size > 0 && n + size + 2 < LIST_MAX);
    snprintf(list + n, LIST_MAX - n, "%.*s", (int)size, text);
    free(text);
}

/* The words of the glossary's terms, one a line, in small letters. */
static inline void list_add_glossary(void)
{
    size_t n = strlen(list);
    for (int i = 0; i < n_glossary; i++)
        for (const char *at = glossary[i].word; *at;) {
            size_t word = 0;
            for (; is_letter(at[word]); word++)
                list[n++] = (char)tolower((unsigned char)at[word]);
            if (word > 0)
                list[n++] = '\n';
            at += word + (at[word] != '\0');
        }
    list[n] = '\0';
}

static inline void list_open(void)
{
    list = mem_alloc(1, LIST_MAX);
    list[0] = '\n';
    list_add("tests/words.txt");
    list_add("tests/names.txt");
    list_add_glossary();
}

static inline bool in_list(const char *word)
{
    char line[96];
    snprintf(line, sizeof line, "\n%s\n", word);
    return strstr(list, line) != NULL;
}

/* A word of the lists, or one of several of it: two clips, it clips, clipped, clipping. */
static inline bool known(const char *word)
{
    size_t n = strlen(word);
    char base[80];
    if (in_list(word))
        return true;
    snprintf(base, sizeof base, "%s", word);
    if (n < 4 || word[n - 1] != 's')
        return false;
    base[n - 1] = '\0';
    return in_list(base);
}

static bool names_only; /* any word will do; sentences are short, and without banned turns */

/* Names, numbers and formulas are no words: what has more than letters in it is left out. */
static inline void read_word(const char *where, const char *begin, size_t n)
{
    char word[64];
    while (n > 0 && strchr("\"'(,.:;?!)", begin[n - 1]))
        n--;
    while (n > 0 && strchr("\"'(", *begin))
        begin++, n--;
    if (n > 2 && memcmp(begin + n - 2, "'s", 2) == 0)
        n -= 2;
    if (n < 3 || n >= sizeof word)
        return;
    for (size_t i = 0; i < n; i++) {
        if (!is_letter(begin[i]))
            return;
        word[i] = (char)tolower((unsigned char)begin[i]);
    }
    word[n] = '\0';
    if (names_only)
        return;
    if (!known(word))
        printf("\n%s: \"%s\" is neither plain nor a term (tests/words.txt, glossary)\n", where,
               word);
    CU_ASSERT_TRUE(known(word));
}

static inline bool ends_sentence(const char *word, size_t n, char after)
{
    return n > 0 && strchr(".?!:;", word[n - 1]) && (after == ' ' || after == '\0');
}

/* Reads text sentence by sentence; what stands in {} and `` is a name or a number. */
static inline void read_text(const char *where, const char *text)
{
    int words = 0, most = 0;
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++) {
        if (strstr(text, banned[i]))
            printf("\n%s: \"%s\" in: %s\n", where, banned[i], text);
        CU_ASSERT_PTR_NULL(strstr(text, banned[i]));
    }
    for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
        size_t n = *at == '{' ? strcspn(at, "}") : *at == '`' ? 1 + strcspn(at + 1, "`") : 0;
        n += strcspn(at + n, " ");
        words++;
        if (*at != '{' && *at != '`')
            read_word(where, at, n);
        most = words > most ? words : most;
        words = ends_sentence(at, n, at[n]) ? 0 : words;
        at += n;
    }
    if (most > WORDS_A_SENTENCE)
        printf("\n%s: a sentence of %d words: %s\n", where, most, text);
    CU_ASSERT(most <= WORDS_A_SENTENCE);
}

#endif
