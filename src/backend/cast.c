#include "backend/cast.h"

#include <math.h>
#include <string.h>

#include "backend/delta.h"
#include "base/json.h"
#include "draw/theme.h"
#include "input/key.h"

static void add_rgb(struct text *t, int index)
{
    unsigned char rgb[3];
    palette_rgb(index, rgb);
    text_printf(t, "#%02x%02x%02x", rgb[0], rgb[1], rgb[2]);
}

/* A theme's palette has exactly 16 colours. Those beyond are fixed in every player. */
static void add_theme(struct text *t)
{
    text_add(t, "\"theme\":{\"fg\":\"#d0d0d0\",\"bg\":\"#121212\",\"palette\":\"");
    for (int i = 0; i < 16; i++) {
        text_add(t, i ? ":" : "");
        add_rgb(t, i);
    }
    text_add(t, "\"}");
}

static void add_field(struct text *t, const char *name, const char *value)
{
    if (!value || !*value)
        return;
    text_printf(t, ",\"%s\":", name);
    json_add_text(t, value, strlen(value));
}

static const char *term_type(int colours)
{
    return colours >= 256 ? "xterm-256color" : colours >= 8 ? "xterm" : "vt100";
}

static void add_head(struct text *t, const struct cast_head *h)
{
    if (h->version == 3) {
        text_printf(t, "{\"version\":3,\"term\":{\"cols\":%d,\"rows\":%d,\"type\":\"%s\",", h->cols,
                    h->rows, term_type(h->colours));
        add_theme(t);
        text_add(t, "}");
    } else {
        text_printf(t, "{\"version\":2,\"width\":%d,\"height\":%d", h->cols, h->rows);
    }
    if (h->timestamp > 0)
        text_printf(t, ",\"timestamp\":%lld", (long long)h->timestamp);
    add_field(t, "title", h->title);
    add_field(t, "command", h->command);
    if (h->version == 2) {
        text_printf(t, ",\"env\":{\"TERM\":\"%s\"},", term_type(h->colours));
        add_theme(t);
    }
    size_t room = h->room;
    if (h->session && *h->session) {
        size_t before = t->length;
        text_printf(t, ",\"" CAST_SESSION_KEY "\":%s", h->session);
        room -= t->length - before < room ? t->length - before : room;
    }
    for (size_t i = 0; i < room; i++)
        text_add_bytes(t, " ", 1); /* blanks, which JSON allows there */
    text_add(t, "}\n");
}

void cast_begin(struct cast *c, FILE *out, const struct cast_head *head)
{
    *c = (struct cast){.out = out, .head = *head, .theme = -1, .whole = true};
    c->head.title = c->head.command = c->head.session = NULL;
    grid_init(&c->shown);
    grid_resize(&c->shown, head->cols, head->rows);
}

void cast_head(FILE *out, const struct cast_head *head)
{
    struct text line = {0};
    add_head(&line, head);
    fwrite(line.at, 1, line.length, out);
    text_release(&line);
}

static void event(struct cast *c, double seconds, char code, const char *data, size_t n)
{
    int64_t at = (int64_t)llround(seconds * 1e6), time;
    at = at > c->at ? at : c->at;
    time = c->head.version == 3 ? at - c->at : at;
    c->at = at;
    text_clear(&c->line);
    text_printf(&c->line, "[%lld.%06lld, \"%c\", ", (long long)(time / 1000000),
                (long long)(time % 1000000), code);
    json_add_text(&c->line, data, n);
    text_add(&c->line, "]\n");
    fwrite(c->line.at, 1, c->line.length, c->out);
}

static void resize(struct cast *c, double seconds, const struct grid *g)
{
    char size[32];
    int n = snprintf(size, sizeof size, "%dx%d", g->cols, g->rows);
    event(c, seconds, 'r', size, (size_t)n);
    grid_resize(&c->shown, g->cols, g->rows);
    c->whole = true;
}

void cast_frame(struct cast *c, double seconds, const struct grid *g, int theme)
{
    if (g->cols != c->shown.cols || g->rows != c->shown.rows)
        resize(c, seconds, g);
    c->whole |= theme != c->theme; /* the same roles, other colours */
    c->shown.colours = g->colours;
    text_clear(&c->bytes);
    if (c->whole) {
        text_add(&c->bytes, "\033[?25l\033[0m\033[H\033[2J");
        grid_clear(&c->shown);
    }
    delta_add(&c->bytes, &c->shown, g, theme);
    if (c->bytes.length > 0)
        event(c, seconds, 'o', c->bytes.at, c->bytes.length);
    grid_copy(&c->shown, g);
    c->theme = theme;
    c->whole = false;
}

void cast_mark(struct cast *c, double seconds, const char *label)
{
    event(c, seconds, 'm', label, strlen(label));
    c->marks++;
}

void cast_note(struct cast *c, double seconds, const char *label)
{
    event(c, seconds, CAST_NOTE, label, strlen(label));
    c->marks++;
}

/* What xterm sends in its normal mode. */
static int key_bytes(int key, char buf[8])
{
    static const struct {
        int key;
        const char *bytes;
    } named[] = {
        {K_UP, "\033[A"},
        {K_DOWN, "\033[B"},
        {K_RIGHT, "\033[C"},
        {K_LEFT, "\033[D"},
        {K_HOME, "\033[H"},
        {K_END, "\033[F"},
        {K_PAGE_UP, "\033[5~"},
        {K_PAGE_DOWN, "\033[6~"},
        {K_DELETE, "\033[3~"},
        {K_BACK_TAB, "\033[Z"},
        {K_SHIFT_UP, "\033[1;2A"},
        {K_SHIFT_DOWN, "\033[1;2B"},
        {K_SHIFT_RIGHT, "\033[1;2C"},
        {K_SHIFT_LEFT, "\033[1;2D"},
    };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].key == key) {
            strcpy(buf, named[i].bytes);
            return (int)strlen(buf);
        }
    return key > 0 && key < K_UP ? utf8_put(buf, (uint32_t)key) : 0;
}

void cast_key(struct cast *c, double seconds, int key)
{
    char buf[8];
    int n = key_bytes(key, buf);
    if (n > 0)
        event(c, seconds, 'i', buf, (size_t)n);
}

void cast_end(struct cast *c, double seconds, int status)
{
    char text[48];
    int n = snprintf(text, sizeof text, "\033[0m\033[%d;1H\033[?25h", c->shown.rows);
    event(c, seconds, 'o', text, (size_t)n);
    n = snprintf(text, sizeof text, "%d", status);
    if (c->head.version == 3)
        event(c, seconds, 'x', text, (size_t)n);
}

void cast_release(struct cast *c)
{
    grid_release(&c->shown);
    text_release(&c->bytes);
    text_release(&c->line);
}
