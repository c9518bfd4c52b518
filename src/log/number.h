/* Numbers as training logs write them. */
#ifndef LOG_NUMBER_H
#define LOG_NUMBER_H

/* Reads the number that begins at s, before end: decimal, with nan, inf and infinity in any case of
 * letters, in any locale, to the nearest double. Returns where it ends; NULL: none begins there, or
 * it is out of a double's range. */
const char *log_number(const char *s, const char *end, double *v);

/* The same of a number that may have commas at its thousands: 1,234.5. */
const char *log_number_grouped(const char *s, const char *end, double *v);

#endif
