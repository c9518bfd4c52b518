/* terminfo, apart from the rest: its header has macros named lines, columns, tab and bell. */
#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>

#include "backend/capability.h"
#include "input/key.h"

/* Presses, and as numbers of any size (1006): nothing moves, so no motion is asked for. */
static const char mouse_on[] = "\033[?1000h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1000l";

/* Pastes come marked as such, and the wheel does not come as arrow keys, which turn knobs where the
 * mouse is off. Who does not know how to save that mode (s, r) is left with it on, as it is by
 * default where it is known. */
static const char modes_on[] = "\033[?2004h\033[?1007s\033[?1007l",
                  modes_off[] = "\033[?1007h\033[?1007r\033[?2004l";

static bool known(const char *name, int fd)
{
    int err;
    return setupterm(name, fd, &err) == OK;
}

static const char *capability_text(const char *name)
{
    const char *s = tigetstr(name);
    return s && s != (const char *)-1 ? s : "";
}

/* Without the padding $<5>: no terminal of today needs the time, and none draws NUL bytes. */
static void keep(char to[CAPABILITY_TEXT], const char *s)
{
    size_t n = 0;
    while (*s && n + 1 < CAPABILITY_TEXT) {
        const char *end = s[0] == '$' && s[1] == '<' ? strchr(s, '>') : NULL;
        if (end)
            s = end + 1;
        else
            to[n++] = *s++;
    }
    to[n] = '\0';
}

static void read_keys(struct capability *c)
{
    static const struct {
        const char *name;
        int key;
    } table[] = {{"kcuu1", K_UP},        {"kcud1", K_DOWN},       {"kcub1", K_LEFT},
                 {"kcuf1", K_RIGHT},     {"khome", K_HOME},       {"kend", K_END},
                 {"kpp", K_PAGE_UP},     {"knp", K_PAGE_DOWN},    {"kdch1", K_DELETE},
                 {"kcbt", K_BACK_TAB},   {"kri", K_SHIFT_UP},     {"kind", K_SHIFT_DOWN},
                 {"kLFT", K_SHIFT_LEFT}, {"kRIT", K_SHIFT_RIGHT}, {"kent", K_ENTER}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const char *s = capability_text(table[i].name);
        if (*s && strlen(s) < sizeof c->keys[0].bytes) {
            memcpy(c->keys[c->n_keys].bytes, s, strlen(s) + 1);
            c->keys[c->n_keys++].key = table[i].key;
        }
    }
}

static void read_texts(struct capability *c)
{
    keep(c->enter_screen, capability_text("smcup"));
    keep(c->leave_screen, capability_text("rmcup"));
    keep(c->hide_cursor, capability_text("civis"));
    keep(c->show_cursor, capability_text("cnorm"));
    keep(c->enter_keys, capability_text("smkx"));
    keep(c->leave_keys, capability_text("rmkx"));
    keep(c->place, capability_text("cup"));
    char part[CAPABILITY_TEXT];
    keep(part, capability_text("sgr0"));
    snprintf(c->plain, sizeof c->plain, "%s", part);
    size_t n = strlen(c->plain);
    keep(part, capability_text("op"));
    snprintf(c->plain + n, sizeof c->plain - n, "%s", part);
    c->alternate = c->enter_screen[0] && c->leave_screen[0];
    c->has_mouse = *capability_text("kmous") != '\0';
    c->answers = *capability_text("u7") != '\0'; /* "where is the cursor": as xterm and the VT100 */
    read_keys(c);
}

bool capability_read(struct capability *c, int fd, const char **name, const char **why,
                     char *warning, size_t warning_size)
{
    static const char *const stand_ins[] = {"xterm-256color", "vt100", NULL};
    const char *term = getenv("TERM");
    *c = (struct capability){0};
    *name = term && *term ? term : "unknown";
    if (!known(*name, fd)) {
        const char *const *s = stand_ins;
        while (*s && !known(*s, fd))
            s++;
        if (!*s) {
            *why = "terminfo has no entry for this terminal, nor for any like it";
            return false;
        }
        snprintf(warning, warning_size,
                 "terminfo does not know the terminal \"%.60s\"; took it for %s", *name, *s);
        *name = *s;
    }
    read_texts(c);
    del_curterm(cur_term);
    if (!c->place[0]) {
        *why = "this terminal cannot place its cursor";
        return false;
    }
    return true;
}

static size_t join(char *out, size_t size, const char *const *parts, size_t n)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++) {
        size_t more = strlen(parts[i]);
        if (length + more >= size)
            break;
        memcpy(out + length, parts[i], more);
        length += more;
    }
    out[length] = '\0';
    return length;
}

size_t capability_enter(const struct capability *c, bool mouse, char *out, size_t size)
{
    const char *parts[] = {c->enter_screen, c->hide_cursor, c->enter_keys,
                           c->alternate ? modes_on : "", mouse && c->has_mouse ? mouse_on : ""};
    return join(out, size, parts, sizeof parts / sizeof parts[0]);
}

size_t capability_leave(const struct capability *c, bool mouse, bool sync, int rows, char *out,
                        size_t size)
{
    /* The end of a frame that a crash cut short comes first: some terminals wait for it. The cursor
     * comes last: going back to the first screen restores what was saved with it. */
    const char *parts[] = {sync ? "\033[?2026l" : "",
                           mouse && c->has_mouse ? mouse_off : "",
                           c->alternate ? modes_off : "",
                           c->plain,
                           c->leave_keys,
                           c->leave_screen,
                           "",
                           c->show_cursor};
    char under[CAPABILITY_TEXT + 2] = "";
    if (!c->alternate) { /* the frame stays; what comes next begins below it */
        char *go = tparm((char *)(size_t)(const void *)c->place, rows - 1, 0, 0, 0, 0, 0, 0, 0, 0);
        snprintf(under, sizeof under, "%s\r\n", go ? go : "");
        parts[6] = under;
    }
    return join(out, size, parts, sizeof parts / sizeof parts[0]);
}

size_t capability_mouse(const struct capability *c, bool on, char *out, size_t size)
{
    const char *part = !c->has_mouse ? "" : on ? mouse_on : mouse_off;
    return join(out, size, &part, 1);
}
