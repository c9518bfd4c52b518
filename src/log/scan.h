/* What most lines of logs are made of. Each begins a record, fills it and ends it. */
#ifndef LOG_SCAN_H
#define LOG_SCAN_H

#include "log/reader.h"

/* The first object of the line, as JSON or as Python prints a dict: "key": number, also NaN and
 * numbers in quotes; objects within are outer.inner. One without its end is cut. */
void log_read_object(struct log_reader *r, const char *line, size_t n);
/* key=number, key: number, and key number where the key is a word that means something. */
void log_read_pairs(struct log_reader *r, const char *line, size_t n);
/* The same into a record that was begun. */
void log_scan_pairs(struct log_reader *r, const char *line, size_t n);
bool log_scan_object(struct log_reader *r, const char *line, size_t n);
/* A table with a header, its cells divided by commas, tabs or semicolons. */
void log_read_table(struct log_reader *r, const char *line, size_t n);
/* Whether that is the header of a table with columns that mean something: at least a loss or a
 * norm. */
bool log_is_header(const char *line, size_t n);
/* The number behind `word`, up to anything else. false: not found. */
bool log_number_after(const char *line, size_t n, const char *word, double *v);

#endif
