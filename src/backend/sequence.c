/* What a control sequence means as a key: cursor keys and the like, and the protocols in which any
 * key comes as a number: CSI u (sw.kovidgoyal.net/kitty/keyboard-protocol) and xterm's
 * modifyOtherKeys. Nobody here asks for these; a program that crashed may have left them on. */
#include "backend/sequence.h"

#include <string.h>

#include "input/key.h"

/* Bits of the modifier less one. */
enum { SHIFT = 1, CONTROL = 4, OTHERS = 2 | 8 | 16 | 32, CAPS_LOCK = 64 };
enum { RELEASED = 3 };

static int modifiers(const struct sequence *q)
{
    return q->number[1][0] > 0 ? q->number[1][0] - 1 : 0;
}

void sequence_read(struct sequence *q, const unsigned char *s, size_t size)
{
    int at = 0, part = 0;
    memset(q, 0, sizeof *q);
    for (size_t i = 0; i < size && at < SEQUENCE_NUMBERS; i++) {
        int *n = part < SEQUENCE_PARTS ? &q->number[at][part] : NULL;
        if (s[i] == ';')
            at++, part = 0;
        else if (s[i] == ':')
            part++;
        else if (n && s[i] >= '0' && s[i] <= '9' && *n < 10000000)
            *n = 10 * *n + s[i] - '0';
    }
}

/* Of cursor keys shift is told; the other modifiers are as if they were not held. */
static int with_shift(int key, int held)
{
    return (held & SHIFT) && key >= K_UP && key <= K_RIGHT ? key - K_UP + K_SHIFT_UP : key;
}

static int key_of_tilde(int number)
{
    static const int keys[] = {[1] = K_HOME, [3] = K_DELETE,    [4] = K_END, [5] = K_PAGE_UP,
                               [7] = K_HOME, [6] = K_PAGE_DOWN, [8] = K_END};
    return number >= 0 && number < (int)(sizeof keys / sizeof keys[0]) ? keys[number] : 0;
}

/* Keys of the keypad and cursor keys by the numbers kitty gives them. */
static int key_of_pad(int code, int held)
{
    static const char digits[] = "0123456789./*-+";
    static const int keys[] = {K_ENTER,   '=',         0,      K_LEFT, K_RIGHT, K_UP,    K_DOWN,
                               K_PAGE_UP, K_PAGE_DOWN, K_HOME, K_END,  0,       K_DELETE};
    enum { FIRST = 57399, ENTER = 57414 };
    if (code >= FIRST && code < ENTER)
        return digits[code - FIRST];
    int at = code - ENTER;
    return at >= 0 && at < (int)(sizeof keys / sizeof keys[0]) ? with_shift(keys[at], held) : 0;
}

/* The other sign on the key of an American keyboard: for terminals that name the key alone. */
static int shifted(int code)
{
    static const char plain[] = "`1234567890-=[]\\;',./", other[] = "~!@#$%^&*()_+{}|:\"<>?";
    const char *at = code > 0 && code < 128 ? strchr(plain, code) : NULL;
    return code >= 'a' && code <= 'z' ? code - 'a' + 'A' : at ? other[at - plain] : code;
}

bool code_is_letter(int code)
{
    return code >= 32 && !(code >= 0x7f && code < 0xa0) && !(code >= 0xd800 && code < 0xe000) &&
           code <= 0x10ffff;
}

static int key_of_control(int code)
{
    int key = code >= '@' && code <= 'z' ? code & 31 : 0;
    return key == '\n' ? K_ENTER : key == '\b' ? K_BACKSPACE : key;
}

/* number[0]: the code and that with shift; number[2]: the text that it makes, where it is told. */
static int key_of_code(const struct sequence *q)
{
    enum { PRIVATE_FROM = 0xe000, PRIVATE_TO = 0xf8ff };
    int code = q->number[0][0], held = modifiers(q), text = q->number[2][0];
    switch (code) {
    case '\t':
        return held & SHIFT ? K_BACK_TAB : K_TAB;
    case '\r':
    case 27:
        return code;
    case '\b':
    case K_BACKSPACE:
        return K_BACKSPACE;
    default:
        break;
    }
    if (code >= PRIVATE_FROM && code <= PRIVATE_TO)
        return key_of_pad(code, held);
    if (held & OTHERS)
        return 0;
    if (held & CONTROL)
        return key_of_control(code);
    if (text == 0 && (held & SHIFT))
        text = q->number[0][1] ? q->number[0][1] : shifted(code);
    if (text == 0 && (held & CAPS_LOCK) && code >= 'a' && code <= 'z')
        text = shifted(code);
    text = text ? text : code;
    return code_is_letter(text) ? text : 0;
}

/* xterm's CSI 27 ; modifier ; code ~. */
static int key_of_other(const struct sequence *q)
{
    struct sequence as_code = {0};
    as_code.number[0][0] = q->number[2][0];
    as_code.number[1][0] = q->number[1][0];
    return key_of_code(&as_code);
}

int sequence_key(const struct sequence *q, unsigned char final)
{
    static const int cursor[] = {K_UP, K_DOWN, K_RIGHT, K_LEFT};
    if (q->number[1][1] == RELEASED)
        return 0;
    switch (final) {
    case 'A':
    case 'B':
    case 'C':
    case 'D':
        return with_shift(cursor[final - 'A'], modifiers(q));
    case 'a': /* rxvt */
    case 'b':
    case 'c':
    case 'd':
        return with_shift(cursor[final - 'a'], SHIFT);
    case 'H':
        return K_HOME;
    case 'F':
        return K_END;
    case 'Z':
        return K_BACK_TAB;
    case 'M': /* the keypad's, after ESC O */
        return K_ENTER;
    case 'u':
        return key_of_code(q);
    case '~':
        return q->number[0][0] == 27 ? key_of_other(q) : key_of_tilde(q->number[0][0]);
    default:
        return 0;
    }
}
