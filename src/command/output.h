/* Files that commands write, "-" for standard output: what fails has a message. */
#ifndef COMMAND_OUTPUT_H
#define COMMAND_OUTPUT_H

#include "base/file.h"
#include "base/text.h"

bool output_begin(struct file_writer *w, const char *path);
/* Commits it where it is whole; else it is as if it had never been begun. Returns whether it is
 * there. */
bool output_end(struct file_writer *w, const char *path, bool whole);
/* All of t as one file. */
bool output_save(const char *path, const struct text *t);

#endif
