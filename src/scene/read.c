/* A scene file as a whole: its keys, defaults, and the parts in the order they depend on. */
#include "scene/field.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

/* clang-format off */
const struct field scene_fields[] = {
    {{.name = "steps", .kind = PARAM_COUNT, .def = 100, .max = 1e12,
      .help = "how many steps `run` makes without --steps"},
     .type = FIELD_COUNT, .at = FIELD_AT(steps)},
    {{.name = "seed", .kind = PARAM_COUNT, .def = 1, .max = 0x1p53,
      .help = "what random numbers begin from"},
     .type = FIELD_COUNT, .at = FIELD_AT(seed)},
    {{.name = "from", .kind = PARAM_COUNT, .max = 1e12,
      .help = "the step it opens at, paused, when played live"},
     .type = FIELD_COUNT, .at = FIELD_AT(from), .given = FIELD_AT(goes_on), .passing = true},
    {{.name = "order", .kind = PARAM_COUNT, .def = 1000, .max = 1e6,
      .help = "place in its group in the list of scenes, lowest first"},
     .type = FIELD_INT, .at = FIELD_AT(order), .passing = true},
    {{.name = "lesson", .kind = PARAM_COUNT, .min = 1, .max = 99,
      .help = "place in the course, from 1"},
     .type = FIELD_INT, .at = FIELD_AT(lesson), .passing = true},
    {{.name = "demo", .kind = PARAM_FLAG, .max = 1,
      .help = "the script ends where a knob is turned by hand, or another step gone to"},
     .type = FIELD_BOOL, .at = FIELD_AT(demo), .passing = true},
    {.param.name = NULL},
};
/* clang-format on */

/* Those of names, NULL-ended, that there are. */
static void panels_usual(struct scene *s, const char *const *names, const char *const *panels)
{
    s->view.n_panels = 0;
    for (int i = 0; names[i]; i++)
        if (!panels || name_index(panels, names[i]) >= 0)
            snprintf(s->view.panels[s->view.n_panels++], sizeof s->view.panels[0], "%s", names[i]);
}

/* Of many parameters there is no landscape. */
static void panels_of_network(struct scene *s, const char *const *panels)
{
    static const char *const usual[] = {"loss", "accuracy", "gradnorm", "layers", "table", NULL};
    panels_usual(s, usual, panels);
}

/* Of a game there is no loss. */
static void panels_of_game(struct scene *s, const char *const *panels)
{
    static const char *const orbits[] = {"orbits", "loss", "table", NULL};
    static const char *const made[] = {"made", "loss", "gradnorm", "table", NULL};
    panels_usual(s, s->problem->made ? made : orbits, panels);
}

static void problem_part_read(struct reading *rd, struct scene *s, const struct node *n)
{
    problem_read(rd, s, n);
    if (s->problem == problem_find("network"))
        panels_of_network(s, rd->panels);
    if (s->problem && s->problem->game)
        panels_of_game(s, rd->panels);
}

/* In the order of reading: runs and view ask what the problem is. */
static const struct part {
    const char *key;
    void (*read)(struct reading *rd, struct scene *s, const struct node *n); /* NULL: words, */
    size_t at, size;     /* which stand there in struct scene */
    const char *missing; /* what the file is without it, NULL: it may be missing */
} parts[] = {
    {"title", .at = FIELD_AT(title), .size = sizeof((struct scene *)0)->title},
    {"look", .at = FIELD_AT(look), .size = sizeof((struct scene *)0)->look},
    {"group", .at = FIELD_AT(group), .size = sizeof((struct scene *)0)->group},
    {"problem", problem_part_read,
     .missing = "a scene without a problem; expected problem: { kind: ... }"},
    {"runs", runs_read, .missing = "a scene without runs; expected runs: { NAME: { lr: ... } }"},
    {"probe", probe_read, .missing = NULL},
    {"view", view_read, .missing = NULL},
    {"turned", turned_read, .missing = NULL},
};
enum { PARTS = sizeof parts / sizeof parts[0], KEYS_MAX = 32 };

/* All keys there are at the top, NULL-ended. */
static void keys_list(const char **names)
{
    int n = 0;
    for (int i = 0; i < PARTS; i++)
        names[n++] = parts[i].key;
    for (const struct field *f = scene_fields; f->param.name; f++)
        names[n++] = f->param.name;
    names[n++] = "script";
    names[n] = NULL;
}

static void root_read(struct reading *rd, struct scene *s, const struct node *root)
{
    const char *names[KEYS_MAX];
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
    keys_list(names);
    for (const struct node *n = root->first; n; n = n->next)
        if (name_index(names, n->key) < 0)
            fault_key(rd, "", n, names);
    for (int i = 0; i < PARTS; i++) {
        const struct node *n = node_find(root, parts[i].key);
        if (n && parts[i].read)
            parts[i].read(rd, s, n);
        else if (n)
            words_read(rd, "", n, (char *)s + parts[i].at, parts[i].size);
        else if (parts[i].missing)
            fault(rd, root->line, "%s", parts[i].missing);
    }
    for (const struct node *n = root->first; n; n = n->next)
        if (field_find(scene_fields, n->key))
            field_read(rd, "", scene_fields, s, n);
    const struct node *script = node_find(root, "script");
    if (script)
        script_read(rd, s, script);
}

/* "scenes/quartic.yaml" is called quartic; its name is only shown, so it has nothing that steers a
 * terminal. */
static void scene_call(struct scene *s, const char *path)
{
    const char *slash = strrchr(path, '/');
    snprintf(s->path, sizeof s->path, "%s", path);
    text_shown(s->name, sizeof s->name, slash ? slash + 1 : path);
    char *dot = strrchr(s->name, '.');
    if (dot && dot > s->name)
        *dot = '\0';
    snprintf(s->title, sizeof s->title, "%s", s->name);
}

void scene_defaults(struct scene *s, const char *path, const char *const *panels)
{
    static const char *const usual[] = {"landscape",  "loss",  "trajectory",
                                        "smoothness", "table", NULL};
    *s = (struct scene){.view.home[0] = NAN};
    fields_default(scene_fields, s);
    fields_default(probe_fields, s);
    fields_default(view_fields, s);
    scene_call(s, path);
    panels_usual(s, usual, panels);
}

int scene_run(const struct scene *s, const char *name)
{
    for (int i = 0; i < s->n_runs; i++)
        if (strcmp(s->runs[i].name, name) == 0)
            return i;
    return -1;
}

int scene_panel(const struct scene *s, const char *name)
{
    for (int i = 0; i < s->view.n_panels; i++)
        if (strcmp(s->view.panels[i], name) == 0)
            return i;
    return -1;
}

int scene_run_names(const struct scene *s, const char **names)
{
    for (int i = 0; i < s->n_runs; i++)
        names[i] = s->runs[i].name;
    return s->n_runs;
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
