/* A scene file as a whole: its keys, defaults, and the parts in the order they depend on. */
#include "scene/reading.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

const struct param scene_params[SCENE_PARAMS] = {
    [SCENE_STEPS] = {.name = "steps",
                     .help = "how many steps `run` makes without --steps",
                     .kind = PARAM_COUNT,
                     .def = 100,
                     .max = 1e12},
    [SCENE_SEED] = {.name = "seed",
                    .help = "what random numbers begin from",
                    .kind = PARAM_COUNT,
                    .def = 1,
                    .max = 0x1p53},
    [SCENE_FROM] = {.name = "from",
                    .help = "the step it opens at, paused, when played live",
                    .kind = PARAM_COUNT,
                    .max = 1e12},
    [SCENE_ORDER] = {.name = "order",
                     .help = "place in the list of scenes, lowest first",
                     .kind = PARAM_COUNT,
                     .def = 1000,
                     .max = 1e6},
    [SCENE_DEMO] = {.name = "demo",
                    .help = "the script ends where a knob is turned by hand, or another step gone "
                            "to",
                    .kind = PARAM_FLAG,
                    .max = 1},
    [SCENE_LESSON] = {.name = "lesson",
                      .help = "place in the course, from 1",
                      .kind = PARAM_COUNT,
                      .min = 1,
                      .max = 99},
};

static void title_read(struct reading *rd, struct scene *s, const struct node *n)
{
    words_read(rd, "", n, s->title, sizeof s->title);
}

static void look_read(struct reading *rd, struct scene *s, const struct node *n)
{
    words_read(rd, "", n, s->look, sizeof s->look);
}

static void steps_read(struct reading *rd, struct scene *s, const struct node *n)
{
    struct value v;
    if (value_read(rd, "", &scene_params[SCENE_STEPS], n, &v))
        s->steps = (uint64_t)v.num;
}

static void seed_read(struct reading *rd, struct scene *s, const struct node *n)
{
    struct value v;
    if (value_read(rd, "", &scene_params[SCENE_SEED], n, &v))
        s->seed = (uint64_t)v.num;
}

static void from_read(struct reading *rd, struct scene *s, const struct node *n)
{
    struct value v;
    if (value_read(rd, "", &scene_params[SCENE_FROM], n, &v))
        s->from = (uint64_t)v.num, s->goes_on = true;
}

static void demo_read(struct reading *rd, struct scene *s, const struct node *n)
{
    struct value v;
    if (value_read(rd, "", &scene_params[SCENE_DEMO], n, &v))
        s->demo = v.num != 0;
}

static void order_read(struct reading *rd, struct scene *s, const struct node *n)
{
    struct value v;
    if (value_read(rd, "", &scene_params[SCENE_ORDER], n, &v))
        s->order = (int)v.num;
}

static void lesson_read(struct reading *rd, struct scene *s, const struct node *n)
{
    struct value v;
    if (value_read(rd, "", &scene_params[SCENE_LESSON], n, &v))
        s->lesson = (int)v.num;
}

/* Those of names, NULL-ended, that there are. */
static void panels_usual(struct scene *s, const char *const *names, const char *const *panels)
{
    s->view.n_panels = 0;
    for (int i = 0; names[i]; i++) {
        bool known = !panels;
        for (int j = 0; panels && panels[j]; j++)
            known |= strcmp(panels[j], names[i]) == 0;
        if (known)
            snprintf(s->view.panels[s->view.n_panels++], sizeof s->view.panels[0], "%s", names[i]);
    }
}

/* Of many parameters there is no landscape. */
static void panels_of_network(struct scene *s, const char *const *panels)
{
    static const char *const usual[] = {"loss", "accuracy", "gradnorm", "layers", "table", NULL};
    panels_usual(s, usual, panels);
}

static void problem_part_read(struct reading *rd, struct scene *s, const struct node *n)
{
    problem_read(rd, s, n);
    if (s->problem == problem_find("network"))
        panels_of_network(s, rd->panels);
}

/* In the order of reading: runs and view ask what the problem is. */
static const struct part {
    const char *key;
    void (*read)(struct reading *rd, struct scene *s, const struct node *n);
    const char *missing; /* what the file is without it, NULL: it may be missing */
} parts[] = {
    {"title", title_read, NULL},
    {"look", look_read, NULL},
    {"problem", problem_part_read, "a scene without a problem; expected problem: { kind: ... }"},
    {"runs", runs_read, "a scene without runs; expected runs: { NAME: { lr: ... } }"},
    {"probe", probe_read, NULL},
    {"view", view_read, NULL},
    {"steps", steps_read, NULL},
    {"seed", seed_read, NULL},
    {"from", from_read, NULL},
    {"order", order_read, NULL},
    {"lesson", lesson_read, NULL},
    {"demo", demo_read, NULL},
    {"script", script_read, NULL},
};
enum { PARTS = sizeof parts / sizeof parts[0] };

static bool part_known(const char *key, const char **names)
{
    bool known = false;
    for (int i = 0; i < PARTS; i++) {
        names[i] = parts[i].key;
        known |= strcmp(parts[i].key, key) == 0;
    }
    names[PARTS] = NULL;
    return known;
}

static void root_read(struct reading *rd, struct scene *s, const struct node *root)
{
    const char *names[PARTS + 1];
    char words[80];
    if (!root || node_empty(root)) {
        fault(rd, 0, "an empty file; expected a scene, with problem and runs");
        return;
    }
    if (root->kind != NODE_MAP) {
        fault(rd, root->line, "found %s; expected a scene: a map with problem and runs",
              node_words(root, words, sizeof words));
        return;
    }
    for (const struct node *n = root->first; n; n = n->next)
        if (!part_known(n->key, names))
            fault_key(rd, "", n, names);
    for (int i = 0; i < PARTS; i++) {
        const struct node *n = node_find(root, parts[i].key);
        if (n)
            parts[i].read(rd, s, n);
        else if (parts[i].missing)
            fault(rd, root->line, "%s", parts[i].missing);
    }
}

/* "scenes/quartic.yaml" is called quartic. */
static void scene_call(struct scene *s, const char *path)
{
    const char *slash = strrchr(path, '/');
    snprintf(s->path, sizeof s->path, "%s", path);
    snprintf(s->name, sizeof s->name, "%.*s", (int)sizeof s->name - 1, slash ? slash + 1 : path);
    char *dot = strrchr(s->name, '.');
    if (dot && dot > s->name)
        *dot = '\0';
    snprintf(s->title, sizeof s->title, "%s", s->name);
}

void scene_defaults(struct scene *s, const char *path, const char *const *panels)
{
    static const char *const usual[] = {"landscape",  "loss",  "trajectory",
                                        "smoothness", "table", NULL};
    *s = (struct scene){.steps = (uint64_t)scene_params[SCENE_STEPS].def,
                        .seed = (uint64_t)scene_params[SCENE_SEED].def,
                        .order = (int)scene_params[SCENE_ORDER].def,
                        .probe = {.every = (uint64_t)scene_probe_params[PROBE_EVERY].def,
                                  .points = (int)scene_probe_params[PROBE_POINTS].def,
                                  .tolerance = scene_probe_params[PROBE_TOLERANCE].def},
                        .view = {.speed = scene_view_params[VIEW_SPEED].def,
                                 .home[0] = NAN,
                                 .map_target = NAN,
                                 .map_starts = 1}};
    scene_call(s, path);
    panels_usual(s, usual, panels);
}

bool scene_parse(struct scene *s, const char *path, const char *text, size_t size,
                 const char *const *panels, struct report *r)
{
    struct reading rd = {.report = r, .file = path, .panels = panels};
    struct tree tree;
    scene_defaults(s, path, panels);
    bool whole = tree_read(&tree, path, text, size, r);
    /* After a fault that ended the reading, what is missing may only not have been reached. */
    if (!tree.cut)
        root_read(&rd, s, tree.root);
    tree_release(&tree);
    return whole && rd.faults == 0;
}

bool scene_read(struct scene *s, const char *path, const char *const *panels, struct report *r)
{
    char *text, why[200];
    size_t size;
    scene_defaults(s, path, panels);
    if (!file_read(path, SCENE_FILE_MAX, &text, &size, why, sizeof why)) {
        report_add(r, path, 0, "%s; expected a scene file", why);
        return false;
    }
    bool ok = scene_parse(s, path, text, size, panels, r);
    free(text);
    return ok;
}
