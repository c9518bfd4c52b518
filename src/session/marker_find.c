/* A point of a recording back from its JSON. */
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "session/marker_points.h"

/* A whole number that an int, or a step, can be. */
static bool read_whole(const char **s, double most, double *v)
{
    return json_read_number(s, v) && *v >= 0 && *v <= most && *v == floor(*v);
}

/* [scene, step], or null: scene -1. */
static bool read_point(const char **s, struct standing *out)
{
    double scene, step;
    *out = (struct standing){.scene = -1};
    if (json_read_null(s))
        return true;
    if (!json_take(s, '[') || !read_whole(s, POINT_SCENES_MAX, &scene) || !json_take(s, ',') ||
        !read_whole(s, 1e15, &step) || !json_take(s, ']'))
        return false;
    *out = (struct standing){.scene = (int)scene, .step = (uint64_t)step};
    return true;
}

static bool read_points(const char **s, int marker, struct standing *out)
{
    bool first = true, ok = true;
    struct standing point;
    for (int i = 0; json_next(s, '[', ']', &first, &ok); i++) {
        ok = read_point(s, &point);
        if (i == marker)
            *out = point;
    }
    return ok;
}

/* Scene number `which` of the list, added to out. */
static bool read_scenes(const char *s, int which, struct text *out)
{
    struct text other = {0};
    bool first = true, ok = true;
    for (int i = 0; json_next(&s, '[', ']', &first, &ok); i++)
        ok = json_read_text(&s, i == which ? out : &other);
    text_release(&other);
    return ok;
}

enum point_found points_find(const char *json, int marker, struct text *yaml)
{
    const char *s = json, *scenes = NULL;
    struct standing at = {.scene = -1}, end = {.scene = -1};
    struct text key = {0};
    bool first = true, ok = true;
    while (json_next(&s, '{', '}', &first, &ok)) {
        text_clear(&key);
        ok = json_read_text(&s, &key) && json_take(&s, ':');
        if (ok && strcmp(key.at, "points") == 0)
            ok = read_points(&s, marker, &at);
        else if (ok && strcmp(key.at, "end") == 0)
            ok = read_point(&s, &end);
        else if (ok) {
            scenes = strcmp(key.at, "scenes") == 0 ? s : scenes;
            ok = json_skip(&s);
        }
    }
    text_release(&key);
    const struct standing *found = marker < 0 ? &end : &at;
    if (!ok || *s || !scenes)
        return POINT_DAMAGED;
    if (found->scene < 0)
        return POINT_NOT_KEPT;
    size_t before = yaml->length;
    if (!read_scenes(scenes, found->scene, yaml) || yaml->length == before)
        return POINT_DAMAGED;
    text_printf(yaml, "from: %llu\n", (unsigned long long)found->step);
    return POINT_FOUND;
}
