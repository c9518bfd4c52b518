#include "backend/cast_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend/cast.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"

enum { CAST_FILE_MAX = 256 << 20 };

struct reading {
    struct cast_read *cast;
    struct report *report;
    const char *path;
    int line;
    double now; /* of the event before */
};

static void damage(struct reading *rd, const char *found, const char *expected)
{
    report_add(rd->report, rd->path, rd->line, "found %s; expected %s", found, expected);
}

static bool read_size(const char **s, int *out)
{
    double v;
    if (!json_read_number(s, &v) || v < 1 || v > 1e6 || v != floor(v))
        return false;
    *out = (int)v;
    return true;
}

/* v3 has the size in `term`. */
static bool read_term(const char **s, struct cast_read *c)
{
    struct text key = {0};
    bool first = true, ok = true;
    while (json_next(s, '{', '}', &first, &ok)) {
        text_clear(&key);
        ok = json_read_text(s, &key) && json_take(s, ':');
        if (ok && strcmp(key.at, "cols") == 0)
            ok = read_size(s, &c->cols);
        else if (ok && strcmp(key.at, "rows") == 0)
            ok = read_size(s, &c->rows);
        else
            ok = ok && json_skip(s);
    }
    text_release(&key);
    return ok;
}

static bool read_key(const char **s, const char *key, struct cast_read *c)
{
    const char *from = *s;
    if (strcmp(key, "version") == 0)
        return read_size(s, &c->version);
    if (strcmp(key, "width") == 0)
        return read_size(s, &c->cols);
    if (strcmp(key, "height") == 0)
        return read_size(s, &c->rows);
    if (strcmp(key, "term") == 0)
        return read_term(s, c);
    bool ok = json_skip(s);
    if (ok && strcmp(key, CAST_SESSION_KEY) == 0) {
        text_clear(&c->session);
        text_add_bytes(&c->session, from, (size_t)(*s - from));
    }
    return ok;
}

/* false: what follows cannot be events. */
static bool read_head(struct reading *rd, const char *s)
{
    static const char expected[] = "the header of an asciicast, {\"version\": 2, ...} or 3";
    struct cast_read *c = rd->cast;
    struct text key = {0};
    bool first = true, ok = true;
    json_blanks(&s);
    while (json_next(&s, '{', '}', &first, &ok)) {
        text_clear(&key);
        ok = json_read_text(&s, &key) && json_take(&s, ':') && read_key(&s, key.at, c);
    }
    text_release(&key);
    if (c->version != 0 && c->version != 2 && c->version != 3)
        damage(rd, "an asciicast of another version", "2 or 3");
    else if (!ok || *s)
        damage(rd, "no whole JSON object", expected);
    else if (c->version == 0)
        damage(rd, "no version", expected);
    else if (c->cols == 0 || c->rows == 0)
        damage(rd, "no size", c->version == 3 ? "term with cols and rows" : "width and height");
    else
        return true;
    return false;
}

static void add_marker(struct cast_read *c, double seconds, const char *label)
{
    if ((c->n_markers & (c->n_markers - 1)) == 0) /* full at every power of two */
        c->marker =
            mem_resize(c->marker, c->n_markers ? 2 * (size_t)c->n_markers : 1, sizeof *c->marker);
    struct cast_marker *m = &c->marker[c->n_markers++];
    size_t n = strlen(label) < sizeof m->label ? strlen(label) : sizeof m->label - 1;
    while (n > 0 && !utf8_valid(label, n))
        n--;
    memcpy(m->label, label, n);
    m->label[n] = '\0';
    m->seconds = seconds;
}

static void read_event(struct reading *rd, const char *s)
{
    struct text code = {0}, data = {0};
    double time = 0;
    bool ok = json_take(&s, '[') && json_read_number(&s, &time) && json_take(&s, ',') &&
              json_read_text(&s, &code) && json_take(&s, ',') && json_read_text(&s, &data) &&
              json_take(&s, ']') && !*s;
    double at = rd->cast->version == 3 ? rd->now + time : time;
    if (!ok)
        damage(rd, "no whole event", "[seconds, \"code\", \"data\"]");
    else if (!(at >= rd->now) || !isfinite(at))
        damage(rd, "an event before the one before it", "times that rise");
    else if (strcmp(code.at, "m") == 0 || strcmp(code.at, (char[]){CAST_NOTE, 0}) == 0)
        add_marker(rd->cast, at, data.at);
    rd->now = ok && at >= rd->now ? at : rd->now;
    text_release(&code);
    text_release(&data);
}

static bool read_line(struct reading *rd, const char *line, size_t n)
{
    if (!utf8_valid(line, n) || strlen(line) < n) {
        damage(rd, "bytes that are no text", "UTF-8");
        return rd->line > 1;
    }
    if (rd->line == 1)
        return read_head(rd, line);
    if (n > 0 && !(line[0] == '#' && rd->cast->version == 3))
        read_event(rd, line);
    return true;
}

bool cast_read(struct cast_read *c, const char *path, struct report *r)
{
    char *text, why[200];
    size_t size;
    int before = r->count;
    *c = (struct cast_read){0};
    if (!file_read(path, CAST_FILE_MAX, &text, &size, why, sizeof why)) {
        report_add(r, path, 0, "%s; expected an asciicast", why);
        return false;
    }
    struct reading rd = {.cast = c, .report = r, .path = path};
    char *end = text + size;
    bool goes_on = true;
    for (char *line = text; goes_on && (line < end || rd.line == 0);) {
        char *stop = memchr(line, '\n', (size_t)(end - line));
        stop = stop ? stop : end;
        *stop = '\0';
        rd.line++;
        goes_on = read_line(&rd, line, (size_t)(stop - line));
        line = stop + 1;
    }
    free(text);
    return r->count == before;
}

void cast_read_release(struct cast_read *c)
{
    text_release(&c->session);
    free(c->marker);
    *c = (struct cast_read){0};
}
