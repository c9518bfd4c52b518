#include "tape.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

/* JSON (RFC 8259) from s on; each reader moves it behind what it read, or gives false. */
static void skip(const char **s)
{
    *s += strspn(*s, " \t");
}

static bool json_string(const char **s, struct text *out)
{
    if (*(*s)++ != '"')
        return false;
    for (; **s != '"'; (*s)++) {
        char utf8[5];
        unsigned code;
        const char *escape = "\"\\/bfnrt", *is = "\"\\/\b\f\n\r\t", *at;
        if ((unsigned char)**s < 0x20)
            return false;
        if (**s != '\\') {
            text_add_bytes(out, *s, 1);
            continue;
        }
        (*s)++;
        if (**s == 'u' && strspn(*s + 1, "0123456789abcdefABCDEF") >= 4 &&
            sscanf(*s + 1, "%4x", &code) == 1) {
            text_add_bytes(out, utf8, (size_t)utf8_put(utf8, code));
            *s += 4;
        } else if (**s && (at = strchr(escape, **s))) {
            text_add_bytes(out, is + (at - escape), 1);
        } else {
            return false;
        }
    }
    (*s)++;
    return true;
}

static bool json_number(const char **s, double *v)
{
    char *end;
    const char *digits = *s + (**s == '-');
    if (*digits < '0' || *digits > '9' ||
        (digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9'))
        return false;
    *v = strtod(*s, &end);
    *s = end;
    return true;
}

struct field { /* of the header, flat: "term.cols" */
    char name[48], text[400];
    double number;
    bool is_number;
};
enum { FIELDS_MAX = 24 };

static bool json_object(const char **s, const char *prefix, struct field *out, int *n)
{
    if (*(*s)++ != '{')
        return false;
    for (skip(s); **s != '}'; skip(s)) {
        struct text name = {0}, text = {0};
        char full[48];
        bool ok = json_string(s, &name);
        snprintf(full, sizeof full, "%s%s", prefix, ok ? name.at : "");
        skip(s);
        ok = ok && *(*s)++ == ':' && *n < FIELDS_MAX;
        skip(s);
        if (ok && **s == '{') {
            strncat(full, ".", sizeof full - strlen(full) - 1);
            ok = json_object(s, full, out, n);
        } else if (ok && **s == '[') {
            out[(*n)++] = (struct field){0};
            snprintf(out[*n - 1].name, sizeof out->name, "%s", full);
            ok = json_skip(s);
        } else if (ok) {
            struct field *f = &out[(*n)++];
            *f = (struct field){.is_number = **s != '"'};
            snprintf(f->name, sizeof f->name, "%s", full);
            ok = f->is_number ? json_number(s, &f->number) : json_string(s, &text);
            snprintf(f->text, sizeof f->text, "%s", text.length ? text.at : "");
        }
        text_release(&name);
        text_release(&text);
        skip(s);
        if (!ok || (**s != ',' && **s != '}'))
            return false;
        if (**s == ',' && (*s)++ && **s == '}')
            return false;
    }
    (*s)++;
    return true;
}

static const struct field *field(const struct field *f, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(f[i].name, name) == 0)
            return &f[i];
    return NULL;
}

static bool breaks(struct tape *t, int line, const char *what)
{
    snprintf(t->why, sizeof t->why, "line %d: %s", line, what);
    return false;
}

static bool is_colour(const char *s)
{
    return s[0] == '#' && strspn(s + 1, "0123456789abcdef") >= 6;
}

static bool palette_is_good(const char *s)
{
    int n = 0;
    for (;; s += 8) {
        if (!is_colour(s))
            return false;
        n++;
        if (s[7] == '\0')
            return n == 8 || n == 16;
        if (s[7] != ':')
            return false;
    }
}

static int whole(const struct field *f)
{
    return f && f->is_number && f->number == floor(f->number) && f->number > 0 ? (int)f->number : 0;
}

static bool head_read(struct tape *t, const char *line)
{
    static const char *const known[] = {"version",
                                        "width",
                                        "height",
                                        "timestamp",
                                        "title",
                                        "command",
                                        "env.TERM",
                                        "theme.fg",
                                        "theme.bg",
                                        "theme.palette",
                                        "term.cols",
                                        "term.rows",
                                        "term.type",
                                        "term.theme.fg",
                                        "term.theme.bg",
                                        "term.theme.palette",
                                        "clipdescent.scenes",
                                        "clipdescent.points",
                                        "clipdescent.end"};
    struct field f[FIELDS_MAX];
    int n = 0;
    const char *s = line;
    if (!json_object(&s, "", f, &n) || *s)
        return breaks(t, 1, "no JSON object");
    for (int i = 0; i < n; i++) {
        bool is = false;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            is |= strcmp(known[k], f[i].name) == 0;
        if (!is)
            return breaks(t, 1, "an unknown key");
    }
    t->version = whole(field(f, n, "version"));
    bool new = t->version == 3;
    t->cols = whole(field(f, n, new ? "term.cols" : "width"));
    t->rows = whole(field(f, n, new ? "term.rows" : "height"));
    const char *theme = new ? "term.theme." : "theme.";
    char name[40];
    if (t->version != 2 && t->version != 3)
        return breaks(t, 1, "no version");
    if (t->cols < 1 || t->rows < 1 || (new &&field(f, n, "width")))
        return breaks(t, 1, "no size");
    if (field(f, n, "timestamp") && !whole(field(f, n, "timestamp")))
        return breaks(t, 1, "a timestamp that is no whole number");
    static const char *const colours[] = {"fg", "bg", "palette"};
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%s", theme, colours[i]);
        const struct field *c = field(f, n, name);
        if (!c || !(i == 2 ? palette_is_good(c->text) : is_colour(c->text) && !c->text[7]))
            return breaks(t, 1, name);
    }
    return true;
}

static bool event_read(struct tape *t, const char *s, int line)
{
    struct text code = {0}, data = {0};
    double at = 0, before = t->n ? t->event[t->n - 1].at : 0;
    bool ok = *s++ == '[' && json_number(&s, &at);
    skip(&s);
    ok = ok && *s++ == ',';
    skip(&s);
    ok = ok && json_string(&s, &code) && code.length == 1;
    skip(&s);
    ok = ok && *s++ == ',';
    skip(&s);
    ok = ok && json_string(&s, &data) && strcmp(s, "]") == 0;
    t->event = realloc(t->event, ((size_t)t->n + 1) * sizeof *t->event);
    text_add(&data, "");
    t->event[t->n++] = (struct tape_event){
        .at = t->version == 3 ? before + at : at, .code = ok ? code.at[0] : 0, .data = data.at};
    text_release(&code);
    const struct tape_event *e = &t->event[t->n - 1];
    int cols, rows, used = 0;
    if (!ok)
        return breaks(t, line, "no event [time, code, data]");
    if (!(e->at >= before))
        return breaks(t, line, "an event before the one before it");
    if (!strchr(t->version == 3 ? "oimrxe" : "oimre", e->code))
        return breaks(t, line, "an unknown code");
    if (t->n > 1 && e[-1].code == 'x')
        return breaks(t, line, "an event after the exit");
    if (e->code == 'r' &&
        (sscanf(e->data, "%dx%d%n", &cols, &rows, &used) != 2 || e->data[used] || cols < 1))
        return breaks(t, line, "a resize that is no COLSxROWS");
    if (e->code == 'x' && e->data[strspn(e->data, "0123456789")])
        return breaks(t, line, "an exit without a status");
    return true;
}

bool tape_read(struct tape *t, const char *text, size_t size)
{
    *t = (struct tape){0};
    if (!utf8_valid(text, size))
        return breaks(t, 1, "not UTF-8");
    bool ok = true;
    int n = 1;
    for (const char *end; ok && *text; text = end + 1, n++) {
        end = strchr(text, '\n');
        if (!end)
            return breaks(t, n, "no end");
        char *line = strndup(text, (size_t)(end - text));
        ok = n == 1 ? head_read(t, line) : event_read(t, line, n);
        free(line);
    }
    if (ok && n == 1)
        return breaks(t, 1, "nothing");
    return ok;
}

bool tape_load(struct tape *t, const char *path)
{
    char *text;
    size_t size;
    *t = (struct tape){0};
    if (!file_read(path, 64 << 20, &text, &size, t->why, sizeof t->why))
        return false;
    bool ok = tape_read(t, text, size);
    free(text);
    return ok;
}

void tape_release(struct tape *t)
{
    for (int i = 0; i < t->n; i++)
        free(t->event[i].data);
    free(t->event);
    *t = (struct tape){0};
}

VTerm *tape_play(const struct tape *t)
{
    VTerm *vt = vterm_new(t->rows, t->cols);
    int cols, rows;
    vterm_set_utf8(vt, 1);
    vterm_screen_enable_altscreen(vterm_obtain_screen(vt), 1);
    vterm_screen_reset(vterm_obtain_screen(vt), 1);
    for (int i = 0; i < t->n; i++) {
        const struct tape_event *e = &t->event[i];
        if (e->code == 'o')
            vterm_input_write(vt, e->data, strlen(e->data));
        else if (e->code == 'r' && sscanf(e->data, "%dx%d", &cols, &rows) == 2)
            vterm_set_size(vt, rows, cols);
    }
    return vt;
}

char *tape_output(const struct tape *t)
{
    struct text all = {0};
    text_add(&all, "");
    for (int i = 0; i < t->n; i++)
        if (t->event[i].code == 'o')
            text_add(&all, t->event[i].data);
    return all.at;
}

static char *labels_of(const struct tape *t, char code)
{
    struct text labels = {0};
    text_add(&labels, "");
    for (int i = 0; i < t->n; i++)
        if (t->event[i].code == code)
            text_printf(&labels, "%s\n", t->event[i].data);
    return labels.at;
}

char *tape_marks(const struct tape *t)
{
    return labels_of(t, 'm');
}

char *tape_notes(const struct tape *t)
{
    return labels_of(t, 'e');
}

char *tape_text(VTerm *vt)
{
    struct text text = {0};
    int rows, cols;
    vterm_get_size(vt, &rows, &cols);
    for (int row = 0; row < rows; row++) {
        size_t end = text.length;
        for (int col = 0; col < cols; col++) {
            VTermScreenCell cell;
            char utf8[5];
            vterm_screen_get_cell(vterm_obtain_screen(vt), (VTermPos){row, col}, &cell);
            uint32_t c = cell.chars[0] ? cell.chars[0] : ' ';
            text_add_bytes(&text, utf8, (size_t)utf8_put(utf8, c));
            if (c != ' ')
                end = text.length;
        }
        text.length = end;
        text_add(&text, "\n");
    }
    return text.at;
}
