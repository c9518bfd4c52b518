/* Bytes of a terminal to events. Arrows and the like come as ESC [ ... (ECMA-48 5.4) or ESC O ...,
 * the same from all terminals in use; what terminfo knows beyond them is matched first. Anything
 * else that begins with ESC is dropped whole, so that no unknown sequence is taken for letters. */
#include <math.h>
#include <string.h>

#include "backend/sequence.h"
#include "backend/terminal.h"
#include "base/text.h"

enum { ESC = 27, SEQUENCE_MAX = 64, PASTE_BEGINS = 200 };
/* How long the rest of what was begun may take. A paste over a slow line must not end early: what
 * comes then would be keys. */
enum { SEQUENCE_MS = 250, PASTE_MS = 3000 };

void keys_know(struct keys *k, const char *bytes, int key)
{
    size_t n = strlen(bytes);
    /* One byte is a key by itself (kbs is ^H or DEL), and decoded below. */
    if (n < 2 || n >= sizeof k->known[0].bytes || k->n_known == KEYS_KNOWN)
        return;
    memcpy(k->known[k->n_known].bytes, bytes, n + 1);
    k->known[k->n_known++].key = key;
}

size_t keys_feed(struct keys *k, const void *bytes, size_t n, double now)
{
    k->at = now;
    size_t room = KEYS_BYTES - k->n;
    if (n > room)
        n = room;
    memcpy(k->bytes + k->n, bytes, n);
    k->n += n;
    return n;
}

static void drop(struct keys *k, size_t n)
{
    if (n > k->n)
        n = k->n;
    k->n -= n;
    memmove(k->bytes, k->bytes + n, k->n);
}

static bool give(struct keys *k, size_t n, struct event *e, int key)
{
    drop(k, n);
    *e = (struct event){.kind = key ? EVENT_KEY : EVENT_NONE, .key = key};
    return key != 0;
}

/* Buttons as xterm's ctlseqs numbers them: 0 the left one, 64 and 65 the wheel, 32 a motion. */
static bool give_mouse(struct event *e, int button, int col, int row, bool press)
{
    int plain = button & ~(4 | 8 | 16); /* shift, meta, control */
    if (!press || col < 0 || row < 0)
        return false;
    if (plain == 0)
        *e = (struct event){.kind = EVENT_CLICK, .col = col, .row = row};
    else if (plain == 64 || plain == 65)
        *e = (struct event){
            .kind = EVENT_WHEEL, .col = col, .row = row, .wheel = plain == 64 ? -1 : 1};
    else
        return false;
    return true;
}

enum verdict { GIVEN, DROPPED, WAITING };

/* ESC [ parameters intermediates final. */
static enum verdict decode_control(struct keys *k, struct event *e)
{
    size_t i = 2;
    if (k->n > 2 && k->bytes[2] == 'M') { /* the mouse before SGR: three bytes more */
        if (k->n < 6)
            return WAITING;
        int button = k->bytes[3] - 32, col = k->bytes[4] - 33, row = k->bytes[5] - 33;
        drop(k, 6);
        return give_mouse(e, button, col, row, true) ? GIVEN : DROPPED;
    }
    while (i < k->n && k->bytes[i] >= 0x20 && k->bytes[i] <= 0x3f && i < SEQUENCE_MAX)
        i++;
    if (i == k->n)
        return WAITING;
    unsigned char final = k->bytes[i];
    if (final < 0x40 || final > 0x7e) { /* broken off, or no end in sight */
        drop(k, final == ESC ? i : i + 1);
        return DROPPED;
    }
    if (final == '[') { /* the Linux console's function keys: one letter more */
        if (i + 1 == k->n)
            return WAITING;
        drop(k, i + 2);
        return DROPPED;
    }
    struct sequence q;
    unsigned char first = k->bytes[2];
    bool mouse = first == '<';
    sequence_read(&q, k->bytes + 2 + mouse, i - 2 - mouse);
    drop(k, i + 1);
    if (mouse)
        return give_mouse(e, q.number[0][0], q.number[1][0] - 1, q.number[2][0] - 1, final == 'M')
                   ? GIVEN
                   : DROPPED;
    if (final == '~' && q.number[0][0] == PASTE_BEGINS) {
        k->within = KEYS_PASTE;
        k->pasted = 0;
        k->line_over = false;
        return DROPPED;
    }
    if (final == 'n')
        k->answers++; /* see flow.h */
    /* '?' and the like begin answers to questions nobody here has asked. */
    bool private = first >= '<' && first <= '?';
    int key = private || final == 'M' ? 0 : sequence_key(&q, final);
    return give(k, 0, e, key) ? GIVEN : DROPPED;
}

/* What terminfo says, the longest first; -1 while it may still become one. */
static int find_known(const struct keys *k, size_t *length)
{
    int key = 0;
    bool begun = false;
    *length = 0;
    for (int i = 0; i < k->n_known; i++) {
        size_t n = strlen(k->known[i].bytes);
        size_t have = n < k->n ? n : k->n;
        if (memcmp(k->bytes, k->known[i].bytes, have) != 0)
            continue;
        if (have < n) {
            begun = true;
        } else if (n > *length) {
            *length = n;
            key = k->known[i].key;
        }
    }
    return key ? key : begun ? -1 : 0;
}

static enum verdict decode_escape(struct keys *k, struct event *e)
{
    size_t length;
    int known = find_known(k, &length);
    if (known > 0)
        return give(k, length, e, known) ? GIVEN : DROPPED;
    if (k->n == 1)
        return WAITING;
    if (k->bytes[1] == ESC)
        return give(k, 1, e, K_ESCAPE) ? GIVEN : DROPPED;
    if (k->bytes[1] == '[')
        return decode_control(k, e);
    if (k->bytes[1] == 'O') {
        if (k->n < 3)
            return WAITING;
        static const struct sequence none;
        int key = sequence_key(&none, k->bytes[2]);
        return give(k, k->bytes[2] == ESC ? 2 : 3, e, key) ? GIVEN : DROPPED;
    }
    if (known < 0)
        return WAITING;
    if (strchr("]P_^X", k->bytes[1])) { /* OSC, DCS, APC, PM, SOS: an answer, or a title */
        drop(k, 2);
        k->within = KEYS_STRING;
        return DROPPED;
    }
    /* Escape and another key in quick succession, as scripts type them; Alt and a key look the
     * same.
     */
    return give(k, 1, e, K_ESCAPE) ? GIVEN : DROPPED;
}

static enum verdict decode_utf8(struct keys *k, struct event *e)
{
    static const int least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char b = k->bytes[0];
    size_t n = b >= 0xf0 && b < 0xf5   ? 4
               : b >= 0xe0 && b < 0xf0 ? 3
               : b >= 0xc2 && b < 0xe0 ? 2
                                       : 0;
    int c = b & (0x7f >> n);
    if (n == 0) {
        drop(k, 1);
        return DROPPED;
    }
    for (size_t i = 1; i < n; i++) {
        if (i == k->n)
            return WAITING;
        if ((k->bytes[i] & 0xc0) != 0x80) {
            drop(k, i);
            return DROPPED;
        }
        c = c << 6 | (k->bytes[i] & 0x3f);
    }
    return give(k, n, e, c >= least[n] && code_is_letter(c) ? c : 0) ? GIVEN : DROPPED;
}

/* Up to ST (ESC \) or BEL; another escape, CAN or SUB breaks it off. */
static enum verdict decode_string(struct keys *k)
{
    enum { BEL = 7, CAN = 24, SUB = 26 };
    size_t i = 0;
    while (i < k->n && k->bytes[i] != BEL && k->bytes[i] != CAN && k->bytes[i] != SUB &&
           k->bytes[i] != ESC)
        i++;
    bool ends = i < k->n, escape = ends && k->bytes[i] == ESC;
    drop(k, ends && !escape ? i + 1 : i);
    if (!ends || (escape && k->n == 1))
        return WAITING;
    if (escape && k->bytes[1] == '\\')
        drop(k, 2);
    k->within = KEYS_GROUND;
    return DROPPED;
}

static void paste_keep(struct keys *k, unsigned char b)
{
    k->line_over |= b == '\r' || b == '\n';
    if (b == '\t')
        b = ' ';
    if (!k->line_over && b >= 32 && b != 127 && k->pasted + 1 < KEYS_PASTED)
        k->paste[k->pasted++] = (char)b;
}

static void paste_give(struct keys *k, struct event *e)
{
    k->within = KEYS_GROUND;
    while (k->pasted > 0 && !utf8_valid(k->paste, k->pasted))
        k->pasted--; /* cut in the middle of a letter, or no text at all */
    k->paste[k->pasted] = '\0';
    *e = (struct event){.kind = EVENT_PASTE, .text = k->paste};
}

/* Up to ESC [ 201 ~. Whatever else it holds is text, an escape too. */
static enum verdict decode_paste(struct keys *k, struct event *e)
{
    static const char end[] = "\033[201~";
    const size_t length = sizeof end - 1;
    size_t i = 0;
    for (; i < k->n; i++) {
        size_t have = k->n - i < length ? k->n - i : length;
        bool may_end = memcmp(k->bytes + i, end, have) == 0;
        if (may_end && have < length)
            break;
        if (may_end) {
            drop(k, i + length);
            paste_give(k, e);
            return GIVEN;
        }
        paste_keep(k, k->bytes[i]);
    }
    drop(k, i);
    return WAITING;
}

static enum verdict decode(struct keys *k, struct event *e)
{
    if (k->within == KEYS_STRING)
        return decode_string(k);
    if (k->within == KEYS_PASTE)
        return decode_paste(k, e);
    if (k->n == 0)
        return WAITING;
    unsigned char b = k->bytes[0];
    if (b == ESC)
        return decode_escape(k, e);
    if (b >= 0x80)
        return decode_utf8(k, e);
    int key = b == '\n' ? K_ENTER : b == '\b' ? K_BACKSPACE : b;
    return give(k, 1, e, key) ? GIVEN : DROPPED;
}

static bool lone_escape(const struct keys *k)
{
    return k->within != KEYS_PASTE && k->n == 1 && k->bytes[0] == ESC;
}

/* Milliseconds that may pass after the last byte; -1: nothing was begun. */
static int allowed(const struct keys *k)
{
    if (k->within == KEYS_PASTE)
        return PASTE_MS;
    if (lone_escape(k))
        return k->escape_ms;
    return k->n > 0 || k->within == KEYS_STRING ? SEQUENCE_MS : -1;
}

/* What was begun is given up, as no more of it will come. */
static bool give_up(struct keys *k, struct event *e)
{
    bool paste = k->within == KEYS_PASTE;
    k->within = KEYS_GROUND;
    if (!paste && lone_escape(k))
        return give(k, 1, e, K_ESCAPE);
    k->n = 0;
    if (paste)
        paste_give(k, e);
    return paste;
}

bool keys_next(struct keys *k, double now, struct event *e)
{
    for (;;) {
        enum verdict v = decode(k, e);
        if (v == GIVEN)
            return true;
        if (v == WAITING)
            return keys_patience(k, now) == 0 && give_up(k, e);
    }
}

int keys_patience(const struct keys *k, double now)
{
    int ms = allowed(k);
    double left = ms - 1e3 * (now - k->at);
    return ms < 0 ? -1 : left > 0 ? (int)ceil(left) : 0;
}
