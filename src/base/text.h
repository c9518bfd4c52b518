/* Growing text, numbers for people, and UTF-8. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    char *at; /* NUL-ended once anything was added */
    size_t length, room;
};

void text_add(struct text *t, const char *s);
void text_add_bytes(struct text *t, const char *s, size_t n);
void text_printf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* s with what could steer a terminal, or is no text, shown as \xNN: names of files can be anything.
 * text_shown writes it into buf, as much as has room, and returns buf. */
void text_add_shown(struct text *t, const char *s);
const char *text_shown(char *buf, size_t size, const char *s);
void text_cut(struct text *t, size_t length); /* what comes after it goes; memory is kept */
void text_clear(struct text *t);              /* all of it */
void text_release(struct text *t);

/* A number as a person reads it, at most `digits` significant: 0.01, 500, 1.5e-07, 1.93e13, inf,
 * nan; no trailing zeros, no "+" or leading zero in the exponent beyond "e-07" -> "e-7". Returns
 * buf. */
const char *number_text(char *buf, size_t size, double v, int digits);

/* The same in a buffer of its own, which lasts as long as the block that it is written in. */
#define NUMBER(v, digits)      number_text((char[32]){0}, 32, v, digits)
#define PERCENT_TEXT(share, d) percent_text((char[16]){0}, 16, share, d)
#define SHARE_TEXT(n, of, d)   share_text((char[16]){0}, 16, n, of, d)

/* v to so many significant digits, at most 16. */
double number_rounded(double v, int digits);

/* A share in percent, of 0 to 100 or NAN, or n of `of`, without the sign: "100" of all and "0" of
 * none, and of nothing else; "<0.1" and ">99.9", or without decimals "<1" and ">99", stand for what
 * would round to them; "–" of nothing. Returns buf. */
const char *percent_text(char *buf, size_t size, double share, int decimals);
const char *share_text(char *buf, size_t size, uint64_t n, uint64_t of, int decimals);

/* Reads the whole of s as a decimal number ("-1.5e-3", ".5", "inf", "nan") in any locale. false,
 * and *v as it was, for anything else: spaces, hexadecimal, an overflow. */
bool number_read(const char *s, double *v);

/* Whether word is one of those in words, which have spaces between, in any case of letters. */
bool word_among(const char *words, const char *word);

/* The next code point of *s, which moves on; an invalid byte gives U+FFFD and moves on one. 0 at
 * the end. */
uint32_t utf8_next(const char **s);
/* Writes c as UTF-8 into buf (4 bytes of room and a NUL: 5); returns how many bytes. */
int utf8_put(char *buf, uint32_t c);
bool utf8_valid(const char *s, size_t n);
/* How many of the n bytes of s, from the first on, are UTF-8: n where all are. */
size_t utf8_span(const char *s, size_t n);
/* Takes no column: combining marks, joiners, variation selectors, and direction controls, which
 * reorder what follows on the line. */
bool utf8_invisible(uint32_t c);
/* Columns s takes: code points, all taken as one wide but invisible ones. */
int utf8_columns(const char *s);

#endif
