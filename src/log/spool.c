#include "log/spool.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"

bool log_spool_begin(struct log_spool *s)
{
    *s = (struct log_spool){.file = tmpfile(), .last = NAN};
    return s->file != NULL;
}

void log_spool_clear(struct log_spool *s)
{
    rewind(s->file);
    s->n = 0;
    s->pieces = 0;
    s->last = NAN;
    s->too_often = false;
}

void log_spool_release(struct log_spool *s)
{
    if (s->file)
        fclose(s->file);
    *s = (struct log_spool){0};
}

void log_spool_add(struct log_spool *s, const struct log_record *r)
{
    struct log_spooled row = {.has = r->has, .notes = r->notes};
    for (int i = 0; i < LOG_FIELDS; i++)
        row.v[i] = log_has(r, (enum log_field)i) ? r->v[i] : 0;
    if (s->n > 0 && row.v[LOG_STEP] == s->last) { /* at once: it takes the place */
        row.notes |= LOG_REWIND;
        s->failed = s->failed || fseek(s->file, -(long)sizeof row, SEEK_CUR) != 0;
        s->n--;
    } else if (!(row.v[LOG_STEP] > s->last)) {
        if (s->pieces == LOG_SPOOL_PIECES)
            s->too_often = true;
        else
            s->from[s->pieces++] = s->n;
    }
    s->last = row.v[LOG_STEP];
    s->failed = s->failed || fwrite(&row, sizeof row, 1, s->file) != 1;
    s->n++;
}

enum { AT_ONCE = 64 };

/* A stretch that is read a few rows at a time. */
struct piece {
    uint64_t at, end;
    int n, next;
    struct log_spooled row[AT_ONCE];
};

/* The next row of the piece, NULL at its end. */
static const struct log_spooled *look(struct log_spool *s, struct piece *p)
{
    if (p->next < p->n)
        return &p->row[p->next];
    uint64_t left = p->end - p->at;
    size_t n = left < AT_ONCE ? (size_t)left : AT_ONCE, bytes = n * sizeof p->row[0];
    if (n == 0)
        return NULL;
    if (pread(fileno(s->file), p->row, bytes, (off_t)(p->at * sizeof p->row[0])) !=
        (ssize_t)bytes) {
        s->failed = true;
        p->at = p->end;
        return NULL;
    }
    p->at += n;
    p->n = (int)n;
    p->next = 0;
    return &p->row[0];
}

/* The row with the least step, of several pieces the newest. NULL: all are through. */
static const struct log_spooled *least(struct log_spool *s, struct piece *p)
{
    const struct log_spooled *best = NULL;
    for (int i = 0; i < s->pieces; i++) {
        const struct log_spooled *row = look(s, &p[i]);
        if (row && (!best || row->v[LOG_STEP] <= best->v[LOG_STEP]))
            best = row;
    }
    return best;
}

/* An older row of the step: what it has and the newer has not is added, as where all losses come
 * first and then all norms; else the newer has taken its place. */
static void merge(struct log_spooled *newer, const struct log_spooled *older)
{
    unsigned common = newer->has & older->has & ~(1u << LOG_STEP);
    if (common) {
        newer->notes |= LOG_REWIND;
        return;
    }
    for (int i = 0; i < LOG_FIELDS; i++)
        if (!(newer->has >> i & 1))
            newer->v[i] = older->v[i];
    newer->has |= older->has;
}

bool log_spool_end(struct log_spool *s, void (*row)(void *ctx, const struct log_spooled *r),
                   void *ctx)
{
    s->failed = s->failed || fflush(s->file) != 0;
    if (s->failed || s->too_often || s->pieces == 0)
        return !s->failed && !s->too_often;
    struct piece *p = mem_alloc((size_t)s->pieces, sizeof *p);
    for (int i = 0; i < s->pieces; i++) {
        p[i].at = s->from[i];
        p[i].end = i + 1 < s->pieces ? s->from[i + 1] : s->n;
    }
    const struct log_spooled *next;
    while ((next = least(s, p))) {
        struct log_spooled out = *next;
        bool newest = true;
        for (int i = s->pieces - 1; i >= 0; i--) {
            const struct log_spooled *at = look(s, &p[i]);
            if (!at || at->v[LOG_STEP] != out.v[LOG_STEP])
                continue;
            if (!newest)
                merge(&out, at);
            newest = false;
            p[i].next++;
        }
        row(ctx, &out);
    }
    free(p);
    return !s->failed;
}
