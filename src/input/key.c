#include "input/key.h"

#include <string.h>

#include "base/text.h"

static const struct {
    int key;
    const char *name;
} named[] = {
    {K_TAB, "Tab"},
    {K_ENTER, "Enter"},
    {K_ESCAPE, "Escape"},
    {K_SPACE, "Space"},
    {K_BACKSPACE, "Backspace"},
    {K_UP, "Up"},
    {K_DOWN, "Down"},
    {K_LEFT, "Left"},
    {K_RIGHT, "Right"},
    {K_HOME, "Home"},
    {K_END, "End"},
    {K_PAGE_UP, "PageUp"},
    {K_PAGE_DOWN, "PageDown"},
    {K_DELETE, "Delete"},
    {K_BACK_TAB, "Shift-Tab"},
    {K_SHIFT_UP, "Shift-Up"},
    {K_SHIFT_DOWN, "Shift-Down"},
    {K_SHIFT_LEFT, "Shift-Left"},
    {K_SHIFT_RIGHT, "Shift-Right"},
};
enum { NAMED = sizeof named / sizeof *named };

int key_parse(const char *name)
{
    for (int i = 0; i < NAMED; i++)
        if (strcmp(named[i].name, name) == 0)
            return named[i].key;
    if (strncmp(name, "Ctrl-", 5) == 0 && name[5] >= 'A' && name[5] <= 'Z' && !name[6])
        return name[5] - 'A' + 1;
    if (!utf8_valid(name, strlen(name)))
        return -1;
    const char *rest = name;
    uint32_t c = utf8_next(&rest);
    return c > 32 && c != 127 && !*rest ? (int)c : -1;
}

const char *key_text(int key, char *buf, size_t size)
{
    char one[8] = "";
    const char *name = one;
    for (int i = 0; i < NAMED; i++)
        if (named[i].key == key)
            name = named[i].name;
    if (name == one && key > 0 && key <= 26)
        memcpy(one, (char[]){'C', 't', 'r', 'l', '-', (char)('A' + key - 1), 0}, 7);
    else if (name == one && key > 32 && key <= 0x10ffff)
        one[utf8_put(one, (uint32_t)key)] = 0;
    if (size > 0) {
        size_t n = strlen(name) < size ? strlen(name) : size - 1;
        memcpy(buf, name, n);
        buf[n] = 0;
    }
    return buf;
}
