/* Keys as the program knows them, whatever terminal or script they come from: a code point, or one
 * of these above Unicode. */
#ifndef INPUT_KEY_H
#define INPUT_KEY_H

#include <stdbool.h>
#include <stddef.h>

enum key {
    KEY_NONE_ = 0,
    K_TAB = 9,
    K_ENTER = 13,
    K_ESCAPE = 27,
    K_SPACE = 32,
    K_BACKSPACE = 127,
    K_UP = 0x200000,
    K_DOWN,
    K_LEFT,
    K_RIGHT,
    K_HOME,
    K_END,
    K_PAGE_UP,
    K_PAGE_DOWN,
    K_DELETE,
    K_BACK_TAB,
    K_SHIFT_UP,
    K_SHIFT_DOWN,
    K_SHIFT_LEFT,
    K_SHIFT_RIGHT,
    K_CTRL_L = 12,
    K_CTRL_C = 3,
    K_CTRL_R = 18,
    K_CTRL_Z = 26,
};

/* "Left", "Shift-Left", "Space", "q", "?" and back: for scripts, --keys, help and the manual
 * (key_text, as curses has a key_name already).
 * key_parse gives -1 for an unknown name. */
int key_parse(const char *name);
const char *key_text(int key, char *buf, size_t size);

enum event_kind {
    EVENT_NONE,
    EVENT_KEY,
    EVENT_CLICK,
    EVENT_WHEEL,
    EVENT_PASTE,
    EVENT_RESIZE,
    EVENT_END
};
struct event {
    enum event_kind kind;
    int key;          /* EVENT_KEY */
    int col, row;     /* EVENT_CLICK, EVENT_WHEEL: cell; EVENT_RESIZE: new size */
    int wheel;        /* -1 away, +1 towards */
    const char *text; /* EVENT_PASTE: its first line, as long as there is no other event */
};

#endif
