#include "input/action.h"

#include <stdio.h>
#include <string.h>

#include "input/key.h"

struct action action_of(enum action_id id)
{
    return (struct action){.id = id, .run = RUN_SELECTED};
}

const struct action_spec *action_spec(enum action_id id)
{
    return id > ACT_NONE && id < ACTIONS ? &action_table[id - 1] : NULL;
}

const struct action_spec *action_find(const char *name)
{
    for (int i = 0; i < n_action_table; i++)
        if (strcmp(action_table[i].name, name) == 0)
            return &action_table[i];
    return NULL;
}

struct action action_for_key(int key, enum action_mode mode)
{
    struct action a = action_of(ACT_NONE);
    if (key == K_CTRL_C)
        return action_of(ACT_QUIT); /* leaves from every mode */
    if (mode == MODE_PROMPT && key >= 32 && key < K_UP && key != K_BACKSPACE)
        return a; /* typed, whatever it does elsewhere */
    if (mode == MODE_SCENES && key > ' ' && key < K_UP)
        return a; /* searches */
    if (mode == MODE_ASK && key >= '+' && key <= '9')
        return a;
    if (mode == MODE_MAIN && key >= '0' && key <= '9') {
        a.id = ACT_PANEL_TOGGLE;
        a.num = key - '1'; /* 0: all */
        return a;
    }
    for (int i = 0; i < n_action_table && key > 0; i++)
        for (int k = 0; k < 4 && (action_table[i].modes & (int)mode); k++)
            if (action_table[i].keys[k] == key)
                return action_of(action_table[i].id);
    return a;
}

/* A key as a picture where there is one: arrows. */
static const char *key_picture(int key, bool unicode, char *buf, size_t size)
{
    static const struct {
        int key;
        const char *picture;
    } pictures[] = {
        {K_UP, "↑"},        {K_DOWN, "↓"},        {K_LEFT, "←"},        {K_RIGHT, "→"},
        {K_SHIFT_UP, "⇧↑"}, {K_SHIFT_DOWN, "⇧↓"}, {K_SHIFT_LEFT, "⇧←"}, {K_SHIFT_RIGHT, "⇧→"},
    };
    for (size_t i = 0; unicode && i < sizeof pictures / sizeof *pictures; i++)
        if (pictures[i].key == key)
            return pictures[i].picture;
    return key_text(key, buf, size);
}

const char *action_keys_text(enum action_id id, bool unicode, char *buf, int size)
{
    const struct action_spec *spec = action_spec(id);
    size_t at = 0, room = size > 0 ? (size_t)size : 0;
    if (room)
        buf[0] = 0;
    if (id == ACT_PANEL_TOGGLE)
        snprintf(buf, room, unicode ? "1…9 0" : "1-9 0");
    for (int k = 0; spec && k < 4 && spec->keys[k] && at < room; k++) {
        char name[16];
        at += (size_t)snprintf(buf + at, room - at, "%s%s", k ? " " : "",
                               key_picture(spec->keys[k], unicode, name, sizeof name));
    }
    return buf;
}

const char *action_bar_text(const struct action_spec *spec, bool unicode, char *buf, int size)
{
    char own[16], other[16];
    size_t room = size > 0 ? (size_t)size : 0;
    const struct action_spec *twin = spec->twin ? action_spec(spec->twin) : NULL;
    const char *key = key_picture(spec->keys[0], unicode, own, sizeof own);
    const char *before = twin ? key_picture(twin->keys[0], unicode, other, sizeof other) : "";
    /* Names of more than one letter want a space between; an arrow begins past ASCII. */
    bool words = twin && before[0] && before[1] && (unsigned char)before[0] < 0x80;
    if (spec->keys[0] == K_SPACE)
        key = "space";
    snprintf(buf, room, "%s%s%s", before, words ? " " : "", key);
    return buf;
}
