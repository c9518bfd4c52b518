#include "scene/points.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "scene/session_parts.h"

struct points {
    int n, n_scenes;                     /* scenes: counted from the beginning */
    int first;                           /* scene that is kept first */
    struct text scene[POINT_SCENES_MAX]; /* scene i at i % POINT_SCENES_MAX, without `from` */
    struct standing point[POINTS_MAX], end;
    /* Of the newest scene: how much of it comes before what was done, that, and the last step at
     * which it is opened. */
    size_t head;
    int n_deeds;
    struct deed deed[KEEP_DEEDS_MAX];
    uint64_t last;
    struct text made; /* to be compared */
};

struct points *points_new(void)
{
    struct points *p = mem_alloc(1, sizeof *p);
    points_clear(p);
    return p;
}

void points_free(struct points *p)
{
    if (!p)
        return;
    for (int i = 0; i < POINT_SCENES_MAX; i++)
        text_release(&p->scene[i]);
    text_release(&p->made);
    free(p);
}

void points_clear(struct points *p)
{
    p->n = p->n_scenes = p->first = 0;
    p->end = (struct standing){.scene = -1};
}

static struct text *scene_of(struct points *p, int i)
{
    return &p->scene[i % POINT_SCENES_MAX];
}

static bool same_deed(const struct deed *a, const struct deed *b)
{
    return a->step == b->step && a->run == b->run && strcmp(a->knob, b->knob) == 0 &&
           memcmp(&a->value, &b->value, sizeof a->value) == 0;
}

/* The knobs that were turned; starts are the scene's. */
static int turned(const struct session *s, const struct deed *out[KEEP_DEEDS_MAX])
{
    int n = 0;
    for (int i = 0; i < s->n_done && n < KEEP_DEEDS_MAX; i++)
        if (s->deeds[i].run != RUN_ALL)
            out[n++] = &s->deeds[i];
    return n;
}

/* Whether the newest scene, with what is done now added to it, opens at all its steps as before. */
static bool goes_on(struct points *p, const struct session *s, size_t head, int n,
                    const struct deed *deed[])
{
    int common = n < p->n_deeds ? n : p->n_deeds;
    if (p->n_scenes == 0 || head != p->head ||
        memcmp(p->made.at, scene_of(p, p->n_scenes - 1)->at, head) != 0)
        return false;
    for (int i = 0; i < common; i++)
        if (!same_deed(deed[i], &p->deed[i]))
            return false;
    if (n > common && deed[common]->step <= p->last)
        return false;
    return n == p->n_deeds || n > common || p->deed[common].step > s->race.step;
}

static void forget(struct points *p)
{
    size_t bytes = 0;
    for (int i = p->n_scenes - 1; i >= p->first; i--) {
        bytes += scene_of(p, i)->length;
        if (bytes > POINT_BYTES_MAX && i < p->n_scenes - 1)
            p->first = i + 1;
    }
    if (p->n_scenes - p->first > POINT_SCENES_MAX)
        p->first = p->n_scenes - POINT_SCENES_MAX;
}

static struct standing point_here(struct points *p, const struct session *s)
{
    const struct deed *deed[KEEP_DEEDS_MAX];
    size_t head;
    text_clear(&p->made);
    if (!session_write_scene(s, &p->made, &head))
        return (struct standing){.scene = -1};
    int n = turned(s, deed);
    bool same = goes_on(p, s, head, n, deed);
    if (!same) {
        p->n_scenes++;
        p->last = 0;
    }
    if (!same || n > p->n_deeds) {
        struct text *scene = scene_of(p, p->n_scenes - 1);
        text_clear(scene);
        text_add(scene, p->made.at);
        p->head = head;
        p->n_deeds = n;
        for (int i = 0; i < n; i++)
            p->deed[i] = *deed[i];
    }
    p->last = s->race.step > p->last ? s->race.step : p->last;
    forget(p);
    return (struct standing){.scene = p->n_scenes - 1, .step = s->race.step};
}

void points_mark(struct points *p, const struct session *s, int marks)
{
    if (p->n >= marks || p->n == POINTS_MAX)
        return;
    struct standing here = point_here(p, s);
    while (p->n < marks && p->n < POINTS_MAX)
        p->point[p->n++] = here;
}

void points_cut(struct points *p, int marks)
{
    p->n = marks < p->n ? marks : p->n;
}

void points_end(struct points *p, const struct session *s)
{
    p->end = point_here(p, s);
}

static void add_point(struct text *out, const struct standing *q, int first)
{
    if (q->scene < first)
        text_add(out, "null");
    else
        text_printf(out, "[%d, %llu]", q->scene - first, (unsigned long long)q->step);
}

/* With the scenes from `first` on, and the first n points. */
static void write_json(struct points *p, struct text *out, int first, int n)
{
    text_add(out, "{\"scenes\": [");
    for (int i = first; i < p->n_scenes; i++) {
        text_add(out, i > first ? ", " : "");
        json_add_text(out, scene_of(p, i)->at, scene_of(p, i)->length);
    }
    text_add(out, "], \"points\": [");
    for (int i = 0; i < n; i++) {
        text_add(out, i ? ", " : "");
        add_point(out, &p->point[i], first);
    }
    text_add(out, "], \"end\": ");
    add_point(out, &p->end, first);
    text_add(out, "}");
}

void points_json(struct points *p, struct text *out, size_t room)
{
    size_t from = out->length;
    for (int first = p->first, n = p->n;; first++) {
        n = first < p->n_scenes ? p->n : n / 2;
        write_json(p, out, first, n);
        if (out->length - from <= room || (first >= p->n_scenes && n == 0))
            return;
        out->length = from;
        out->at[from] = '\0';
    }
}
