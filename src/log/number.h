/* Numbers as training logs write them. */
#ifndef LOG_NUMBER_H
#define LOG_NUMBER_H

/* Reads the number that begins at s, before end: decimal, with nan, inf and infinity in any case of
 * letters, in any locale, to the nearest double. Returns where it ends; NULL: none begins there, or
 * it is out of a double's range. */
const char *log_number(const char *s, const char *end, double *v);

#endif
