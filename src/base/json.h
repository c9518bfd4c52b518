/* JSON (RFC 8259), written into a text and read piece by piece. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/text.h"

/* Adds n bytes of s as a string with its quotes: UTF-8 as it is, all that is no text escaped. */
void json_add_text(struct text *t, const char *s, size_t n);

/* Each reads from *s, which is NUL-ended, and moves it behind what was read and the blanks after
 * that. false: it is not what stands there, and *s is anywhere. */
void json_blanks(const char **s);
bool json_take(const char **s, char c);                /* one of { } [ ] , : */
bool json_read_text(const char **s, struct text *out); /* a string, added to out */
bool json_read_number(const char **s, double *v);
bool json_read_null(const char **s);
bool json_skip(const char **s); /* any value, at most 32 deep */

/* Goes through an array or an object, open and close being its brackets: behind each item (first:
 * before any) true where one more follows. *ok turns false where neither does. */
bool json_next(const char **s, char open, char close, bool *first, bool *ok);

#endif
