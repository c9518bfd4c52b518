/* The list of scenes: shown, searched, and one of them opened. */
#include <stdlib.h>
#include <string.h>

#include "session/session_parts.h"

void pick_show(struct session *s)
{
    free(s->scenes);
    s->scenes = NULL;
    s->n_scenes = scene_list(&s->scenes);
    s->view.mode = MODE_SCENES;
    s->view.prompt[0] = '\0';
    s->view.list_at = 0;
    for (int i = 0; i < s->n_scenes; i++)
        if (strcmp(s->scenes[i].name, s->scene.name) == 0)
            s->view.list_at = i;
}

void pick_take(struct session *s)
{
    struct view *v = &s->view;
    v->mode = MODE_MAIN;
    if (v->list_at < s->n_scenes) {
        char path[512]; /* a copy: the list may be read again */
        memcpy(path, s->scenes[v->list_at].path, sizeof path);
        scene_go(s, path);
    }
}

/* The name that begins so, else one that has it, else a title: "moo" is moons, not not-smooth. */
static int entry_with(const struct session *s, const char *text)
{
    for (int i = 0; i < s->n_scenes; i++)
        if (strncasecmp(s->scenes[i].name, text, strlen(text)) == 0)
            return i;
    for (int i = 0; i < s->n_scenes; i++)
        if (strcasestr(s->scenes[i].name, text))
            return i;
    for (int i = 0; i < s->n_scenes; i++)
        if (strcasestr(s->scenes[i].title, text))
            return i;
    return -1;
}

/* A letter that no scene has is not taken. */
void pick_type(struct session *s, int key)
{
    struct view *v = &s->view;
    prompt_type(v->prompt, key);
    int at = v->prompt[0] ? entry_with(s, v->prompt) : v->list_at;
    if (at < 0)
        prompt_rub(v->prompt);
    else
        v->list_at = at;
}
