#include "session/marker_points.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"
#include "session/session_parts.h"

/* A session as it stands, before it is known whether a scene that is kept has it. */
struct stance {
    bool ok; /* it can be written as a scene: */
    struct text made;
    size_t head;
    int n;
    struct deed deed[DEEDS_MAX];
    uint64_t step;
};

struct points {
    int n, n_scenes;                     /* scenes: counted from the beginning */
    int first;                           /* scene that is kept first */
    struct text scene[POINT_SCENES_MAX]; /* scene i at i % POINT_SCENES_MAX, without `from` */
    struct standing point[POINTS_MAX], end;
    /* Of the newest scene: how much of it comes before what was done, that, and the last step at
     * which it is opened. */
    size_t head;
    int n_deeds;
    struct deed deed[DEEDS_MAX];
    uint64_t last;
    struct stance here, stood; /* of a marker, and of the end */
};

/* Nothing has been marked. */
static void points_clear(struct points *p)
{
    p->n = p->n_scenes = p->first = 0;
    p->end = (struct standing){.scene = -1};
    p->stood.ok = false;
}

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
    text_release(&p->here.made);
    text_release(&p->stood.made);
    free(p);
}

static struct text *scene_of(struct points *p, int i)
{
    return &p->scene[i % POINT_SCENES_MAX];
}

/* Of what was done, the knobs that were turned; starts are the scene's. */
static void stance_take(struct stance *t, const struct session *s)
{
    text_clear(&t->made);
    t->n = 0;
    t->step = s->race.step;
    t->ok = session_write_scene(s, &t->made, &t->head);
    for (int i = 0; i < s->n_done; i++)
        if (s->deeds[i].run != RUN_ALL)
            t->deed[t->n++] = s->deeds[i];
}

/* Whether the newest scene, with what is done now added to it, opens at all its steps as before. */
static bool goes_on(struct points *p, const struct stance *t)
{
    int n = t->n, common = n < p->n_deeds ? n : p->n_deeds;
    if (p->n_scenes == 0 || t->head != p->head ||
        memcmp(t->made.at, scene_of(p, p->n_scenes - 1)->at, t->head) != 0)
        return false;
    for (int i = 0; i < common; i++)
        if (!deed_equal(&t->deed[i], &p->deed[i]))
            return false;
    if (n > common && t->deed[common].step <= p->last)
        return false;
    return n == p->n_deeds || n > common || p->deed[common].step > t->step;
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

static struct standing point_of(struct points *p, const struct stance *t)
{
    if (!t->ok)
        return (struct standing){.scene = -1};
    bool same = goes_on(p, t);
    if (!same) {
        p->n_scenes++;
        p->last = 0;
    }
    if (!same || t->n > p->n_deeds) {
        struct text *scene = scene_of(p, p->n_scenes - 1);
        text_clear(scene);
        text_add(scene, t->made.at);
        p->head = t->head;
        p->n_deeds = t->n;
        memcpy(p->deed, t->deed, (size_t)t->n * sizeof *t->deed);
    }
    p->last = t->step > p->last ? t->step : p->last;
    forget(p);
    return (struct standing){.scene = p->n_scenes - 1, .step = t->step};
}

void points_mark(struct points *p, const struct session *s, int marks)
{
    if (p->n >= marks || p->n == POINTS_MAX)
        return;
    stance_take(&p->here, s);
    struct standing here = point_of(p, &p->here);
    while (p->n < marks && p->n < POINTS_MAX)
        p->point[p->n++] = here;
}

void points_cut(struct points *p, int marks)
{
    p->n = marks < p->n ? marks : p->n;
}

void points_stand(struct points *p, const struct session *s)
{
    stance_take(&p->stood, s);
}

void points_end(struct points *p)
{
    p->end = point_of(p, &p->stood);
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
