/* Asciicasts read back: whether every line is as it should be, the markers, and what a recording
 * of this program's carries of its session. */
#ifndef BACKEND_CAST_READ_H
#define BACKEND_CAST_READ_H

#include "base/report.h"
#include "base/text.h"

struct cast_marker {
    double seconds; /* since the beginning */
    char label[256];
};

struct cast_read {
    int version, cols, rows;
    struct text
        session; /* the header's value of that key, as JSON; empty: the header has no such key */
    int n_markers;
    struct cast_marker *marker; /* malloc'd */
};

/* Reads a file. false: all that is damaged is in r, with its lines. To be released in any case. */
bool cast_read(struct cast_read *c, const char *path, struct report *r);
void cast_read_release(struct cast_read *c);

#endif
