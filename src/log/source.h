/* Where a log comes from: a file that may still grow, be cut or be replaced, or a pipe. */
#ifndef LOG_SOURCE_H
#define LOG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct log_source {
    const char *path; /* "-": standard input */
    int fd;           /* -1: not open */
    bool pipe;        /* only its end can be found out */
    bool ended;       /* a pipe whose writer is gone */
    dev_t device;
    ino_t inode;
    off_t at; /* bytes read of this file */
};

/* false: why says what failed. */
bool log_source_open(struct log_source *s, const char *path, char *why, size_t why_size);
void log_source_close(struct log_source *s);

enum log_came { LOG_NOTHING, LOG_BYTES, LOG_ANEW, LOG_GONE };
/* Reads at most `size` bytes of what is there; never waits. LOG_BYTES: *n of them; LOG_NOTHING: not
 * now; LOG_ANEW: the file was cut, or another has its name: what is read next is from its first
 * byte on; LOG_GONE: a pipe has ended, or reading failed. */
enum log_came log_source_read(struct log_source *s, char *buf, size_t size, size_t *n);

#endif
