/* Files: read whole with a bound; written beside and renamed, so that the old one stays until the
 * new one is complete. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Reads path whole into *out (malloc'd, NUL-ended, *size bytes). A directory, a pipe or device, a
 * file over max bytes or one that cannot be read: false, and why says so in words ("is a
 * directory"). Never waits. */
bool file_read(const char *path, size_t max, char **out, size_t *size, char *why, size_t why_size);

/* Whether what is written to a and to b lands in one place: by whatever folders and links they are
 * named, there already or not. */
bool file_same(const char *a, const char *b);

/* path from the root, its folders by their own names, the last part as it is named, whether or not
 * that is there; malloc'd, or NULL where there is no such folder. */
char *file_from_root(const char *path);

/* What follows the last dot of the name in path, where it may say the format: up to five letters
 * and digits, a letter first ("svg", "mp4"; not the 05 of "lr-0.05"). Else, or where there is
 * nothing before the dot, "". */
const char *file_ending(const char *path);
/* Whether that is one of the words in `ends`, which have spaces between, in any case of letters. */
bool file_ends(const char *path, const char *ends);

/* STEM.ENDING where there is no such file, else STEM-2.ENDING, STEM-3.ENDING, ... */
void file_free_name(char *name, size_t size, const char *stem, const char *ending);

struct file_writer {
    FILE *out; /* write here */
    char *path, *beside;
    struct file_sink *sink;
};

/* Opens path for writing beside it ("-" is standard output). false: why says what failed. */
bool file_begin(struct file_writer *w, const char *path, char *why, size_t why_size);
/* A file without a name, gone when it is abandoned, to be written to and read back through out. */
bool file_scratch(struct file_writer *w, char *why, size_t why_size);
/* Flushes; 0 where all that was written is there, or else the errno of the write that failed first.
 */
int file_error(const struct file_writer *w);
/* What was written behind the first `size` bytes, failed writes too, is as if it had never been. */
bool file_cut(struct file_writer *w, long size);
/* Flushes, syncs and renames into place. On failure removes what was written: the old file is
 * untouched. false: why. */
bool file_commit(struct file_writer *w, char *why, size_t why_size);
void file_abandon(struct file_writer *w);
/* Writes n bytes as the whole of path, in the same way. */
bool file_save(const char *path, const char *bytes, size_t n, char *why, size_t why_size);
/* Removes all that was begun and is not complete: for the program's end, whatever ends it.
 * Async-signal-safe. */
void file_sweep(void);

#endif
