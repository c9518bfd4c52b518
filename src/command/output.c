/* Files that commands write. */
#include "command/output.h"

#include <string.h>

#include "command/command.h"

static bool said(bool ok, const char *path, const char *why)
{
    if (!ok)
        complain("%s: %s", strcmp(path, "-") == 0 ? "standard output" : path, why);
    return ok;
}

bool output_begin(struct file_writer *w, const char *path)
{
    char why[256];
    return said(file_begin(w, path, why, sizeof why), path, why);
}

bool output_end(struct file_writer *w, const char *path, bool whole)
{
    char why[256];
    if (whole)
        return said(file_commit(w, why, sizeof why), path, why);
    file_abandon(w);
    return false;
}

bool output_save(const char *path, const struct text *t)
{
    char why[256];
    return said(file_save(path, t->at, t->length, why, sizeof why), path, why);
}
