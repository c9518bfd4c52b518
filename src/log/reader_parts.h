/* What the reader's files share. */
#ifndef LOG_READER_PARTS_H
#define LOG_READER_PARTS_H

#include "log/reader.h"

/* feed.c: bytes to lines, objects or records, by the format there is. */
void reader_bytes(struct log_reader *r, const char *bytes, size_t n);
void reader_line(struct log_reader *r, const char *line, size_t n);
/* Takes what is left of the half line as a line if it is whole without an end. */
void reader_last(struct log_reader *r);
/* array.c: the same for the objects of an array. */
void reader_array(struct log_reader *r, const char *bytes, size_t n);

/* detect.c: finds the format of the head, if there is one there, and feeds what is new of it. last:
 * the head is full. */
void reader_decide(struct log_reader *r, bool last);
/* Releases what formats were tried with. */
void reader_forget_trial(struct log_reader *r);

/* As before the first byte, but for what was found out of the format and the keys. */
void reader_clear(struct log_reader *r);
void reader_flush(struct log_reader *r);

#endif
