/* Bytes of a terminal to events. Arrows and the like come as ESC [ ... (ECMA-48 5.4) or ESC O ...,
 * the same from all terminals in use; what terminfo knows beyond them is matched first. Anything
 * else that begins with ESC is dropped whole, so that no unknown sequence is taken for letters. */
#include <string.h>

#include "backend/terminal.h"

enum { ESC = 27, SEQUENCE_MAX = 64, SEQUENCE_MS = 250 };

void keys_know(struct keys *k, const char *bytes, int key)
{
    size_t n = strlen(bytes);
    /* One byte is a key by itself (kbs is ^H or DEL), and decoded below. */
    if (n < 2 || n >= sizeof k->known[0].bytes || k->n_known == KEYS_KNOWN)
        return;
    memcpy(k->known[k->n_known].bytes, bytes, n + 1);
    k->known[k->n_known++].key = key;
}

size_t keys_feed(struct keys *k, const void *bytes, size_t n)
{
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

/* Shift is bit 0 of the modifier less one; the other modifiers are as if they were not held. */
static int with_shift(int key, int modifier)
{
    bool shift = modifier > 1 && ((modifier - 1) & 1);
    return shift && key >= K_UP && key <= K_RIGHT ? key - K_UP + K_SHIFT_UP : key;
}

static int key_of_final(unsigned char final, int number, int modifier)
{
    static const int tilde[] = {[1] = K_HOME, [3] = K_DELETE,    [4] = K_END, [5] = K_PAGE_UP,
                                [7] = K_HOME, [6] = K_PAGE_DOWN, [8] = K_END};
    switch (final) {
    case 'A':
        return with_shift(K_UP, modifier);
    case 'B':
        return with_shift(K_DOWN, modifier);
    case 'C':
        return with_shift(K_RIGHT, modifier);
    case 'D':
        return with_shift(K_LEFT, modifier);
    case 'a': /* rxvt */
        return K_SHIFT_UP;
    case 'b':
        return K_SHIFT_DOWN;
    case 'c':
        return K_SHIFT_RIGHT;
    case 'd':
        return K_SHIFT_LEFT;
    case 'H':
        return K_HOME;
    case 'F':
        return K_END;
    case 'Z':
        return K_BACK_TAB;
    case 'M': /* the keypad's, after ESC O */
        return K_ENTER;
    case '~':
        return number >= 0 && number < (int)(sizeof tilde / sizeof tilde[0]) ? tilde[number] : 0;
    default:
        return 0;
    }
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

/* Numbers between ';', at most n; missing ones are 0. */
static void parse_numbers(const unsigned char *s, size_t size, int *out, int n)
{
    int at = 0;
    memset(out, 0, (size_t)n * sizeof *out);
    for (size_t i = 0; i < size && at < n; i++) {
        if (s[i] == ';')
            at++;
        else if (s[i] >= '0' && s[i] <= '9' && out[at] < 100000)
            out[at] = 10 * out[at] + s[i] - '0';
    }
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
    int number[3];
    unsigned char first = k->bytes[2];
    bool mouse = first == '<';
    parse_numbers(k->bytes + 2 + mouse, i - 2 - mouse, number, 3);
    drop(k, i + 1);
    if (mouse)
        return give_mouse(e, number[0], number[1] - 1, number[2] - 1, final == 'M') ? GIVEN
                                                                                    : DROPPED;
    /* '?' and the like begin answers to questions nobody here has asked. */
    bool private = first >= '<' && first <= '?';
    int key = private || final == 'M' ? 0 : key_of_final(final, number[0], number[1]);
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
        int key = key_of_final(k->bytes[2], 0, 0);
        return give(k, k->bytes[2] == ESC ? 2 : 3, e, key) ? GIVEN : DROPPED;
    }
    if (known < 0)
        return WAITING;
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
    bool fine = c >= least[n] && c <= 0x10ffff && !(c >= 0xd800 && c < 0xe000);
    return give(k, n, e, fine ? c : 0) ? GIVEN : DROPPED;
}

static enum verdict decode(struct keys *k, struct event *e)
{
    unsigned char b = k->bytes[0];
    if (b == ESC)
        return decode_escape(k, e);
    if (b >= 0x80)
        return decode_utf8(k, e);
    int key = b == '\n' ? K_ENTER : b == '\b' ? K_BACKSPACE : b;
    return give(k, 1, e, key) ? GIVEN : DROPPED;
}

bool keys_next(struct keys *k, bool late, struct event *e)
{
    while (k->n > 0) {
        enum verdict v = decode(k, e);
        if (v == GIVEN)
            return true;
        if (v == DROPPED)
            continue;
        if (!late)
            return false;
        if (k->n == 1 && k->bytes[0] == ESC)
            return give(k, 1, e, K_ESCAPE);
        drop(k, k->n);
    }
    return false;
}

int keys_patience(const struct keys *k, int escape_ms)
{
    if (k->n == 0)
        return -1;
    return k->n == 1 && k->bytes[0] == ESC ? escape_ms : SEQUENCE_MS;
}
