/* Scenes by name, and the list of all. */
#include "scene/field.h"
#include "scene/node.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

enum { FOLDERS_MAX = 16, PATH_ROOM = 512 };
static const char suffix[] = ".yaml";

struct folders {
    int n;
    char path[FOLDERS_MAX][PATH_ROOM];
};

/* A path too long to hold is one that is not there. */
static void folder_add(struct folders *f, const char *head, size_t length, const char *tail)
{
    if (f->n < FOLDERS_MAX && length > 0 && length + strlen(tail) < PATH_ROOM)
        snprintf(f->path[f->n++], PATH_ROOM, "%.*s%s", (int)length, head, tail);
}

/* Where this program is, without its name; "" if the system does not say. */
static void program_folder(char *buf, size_t size)
{
    ssize_t n = readlink("/proc/self/exe", buf, size - 1);
    buf[n > 0 ? n : 0] = '\0';
    char *slash = strrchr(buf, '/');
    if (slash)
        *slash = '\0';
}

static void folders_find(struct folders *f)
{
    char beside[PATH_ROOM];
    const char *asked = getenv("CLIPDESCENT_SCENES");
    f->n = 0;
    for (const char *s = asked; s && *s; s += strcspn(s, ":"), s += *s == ':')
        folder_add(f, s, strcspn(s, ":"), "");
    program_folder(beside, sizeof beside);
    folder_add(f, beside, strlen(beside), "/scenes");
    folder_add(f, beside, strlen(beside), "/../share/clipdescent/scenes");
    folder_add(f, PREFIX, strlen(PREFIX), "/share/clipdescent/scenes");
}

static bool ends_in(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

/* Title and order as far as they can be read: one bad file must not hide the others. */
static void entry_read(struct scene_entry *e)
{
    char *text, why[140];
    size_t size;
    struct report ignored;
    struct tree tree;
    struct scene s;
    if (!file_read(e->path, SCENE_FILE_MAX, &text, &size, why, sizeof why)) {
        snprintf(e->title, sizeof e->title, "(%s)", why);
        snprintf(e->group, sizeof e->group, "other scenes");
        return;
    }
    report_init(&ignored);
    struct reading rd = {.report = &ignored, .file = e->path};
    scene_defaults(&s, e->path, NULL);
    tree_read(&tree, e->path, text, size, &ignored);
    const struct node *title = node_find(tree.root, "title"),
                      *order = node_find(tree.root, "order"),
                      *lesson = node_find(tree.root, "lesson"),
                      *look = node_find(tree.root, "look"), *group = node_find(tree.root, "group");
    if (title)
        words_read(&rd, "", title, s.title, sizeof s.title);
    if (order)
        field_read(&rd, "", scene_fields, &s, order);
    if (lesson)
        field_read(&rd, "", scene_fields, &s, lesson);
    if (look)
        words_read(&rd, "", look, s.look, sizeof s.look);
    if (group)
        words_read(&rd, "", group, s.group, sizeof s.group);
    snprintf(e->group, sizeof e->group, "%s", s.group[0] ? s.group : "other scenes");
    const char *stop = strstr(s.look, ". ");
    snprintf(e->look, sizeof e->look, "%.*s", stop ? (int)(stop - s.look + 1) : (int)sizeof s.look,
             s.look);
    e->order = s.order, e->lesson = s.lesson;
    snprintf(e->title, sizeof e->title, "%s", s.title);
    tree_release(&tree);
    report_release(&ignored);
    free(text);
}

static bool list_has(const struct scene_entry *list, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return true;
    return false;
}

static int folder_list(const char *folder, struct scene_entry **list, int n)
{
    DIR *dir = opendir(folder);
    if (!dir)
        return n;
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        struct scene_entry e = {.order = (int)field_find(scene_fields, "order")->param.def};
        size_t length = strlen(d->d_name) - (sizeof suffix - 1);
        if (d->d_name[0] == '.' || !ends_in(d->d_name, suffix) || length >= sizeof e.name)
            continue;
        char name[sizeof e.name];
        snprintf(name, sizeof name, "%.*s", (int)length, d->d_name);
        text_shown(e.name, sizeof e.name, name);
        int whole = snprintf(e.path, sizeof e.path, "%s/%s", folder, d->d_name);
        struct stat st; /* a pipe among them would be waited on for ever */
        if (whole >= (int)sizeof e.path || list_has(*list, n, e.name) || stat(e.path, &st) != 0 ||
            !S_ISREG(st.st_mode))
            continue;
        *list = mem_resize(*list, (size_t)n + 1, sizeof e);
        (*list)[n++] = e;
    }
    closedir(dir);
    return n;
}

static int entry_compare(const void *a, const void *b)
{
    const struct scene_entry *x = a, *y = b;
    if (x->group_order != y->group_order)
        return x->group_order < y->group_order ? -1 : 1;
    int groups = strcmp(x->group, y->group);
    if (groups != 0)
        return groups;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* The names and paths alone, unsorted. */
static int scene_names(struct scene_entry **out)
{
    struct folders f;
    int n = 0;
    *out = NULL;
    folders_find(&f);
    for (int i = 0; i < f.n; i++)
        n = folder_list(f.path[i], out, n);
    return n;
}

int scene_list(struct scene_entry **out)
{
    int n = scene_names(out);
    for (int i = 0; i < n; i++)
        entry_read(&(*out)[i]);
    for (int i = 0; i < n; i++) {
        struct scene_entry *e = &(*out)[i];
        e->group_order = e->order;
        for (int k = 0; k < n; k++)
            if (strcmp((*out)[k].group, e->group) == 0 && (*out)[k].order < e->group_order)
                e->group_order = (*out)[k].order;
    }
    if (n > 0)
        qsort(*out, (size_t)n, sizeof **out, entry_compare);
    return n;
}

/* A file beside the user that the name may mean: it is read by its path alone. */
static bool file_meant(const char *name, char *path, size_t size)
{
    static const char *const ends[] = {"", suffix, ".yml", ".cast"};
    struct stat st;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        int n = snprintf(path, size, "./%s%s", name, ends[i]);
        if ((size_t)n < size && stat(path, &st) == 0 && S_ISREG(st.st_mode))
            return true;
    }
    return false;
}

static void fault_unknown(const char *name, struct report *r)
{
    struct scene_entry *list;
    char path[PATH_ROOM];
    int n = scene_names(&list);
    const char **names = mem_alloc((size_t)n + 1, sizeof *names);
    for (int i = 0; i < n; i++)
        names[i] = list[i].name;
    const char *nearest = file_meant(name, path, sizeof path) ? path : name_nearest(name, names);
    report_add(r, name, 0,
               "no scene of that name%s%s%s; expected one that `clipdescent list` shows, or the "
               "path of a .yaml file",
               nearest ? " (did you mean " : "", nearest ? nearest : "", nearest ? "?)" : "");
    free(names);
    free(list);
}

bool scene_find(const char *name, char *path, size_t size, struct report *r)
{
    struct folders f;
    if (strchr(name, '/') || ends_in(name, suffix)) {
        if ((size_t)snprintf(path, size, "%s", name) < size)
            return true;
        report_add(r, name, 0, "a path of over %zu bytes; expected a shorter one", size - 1);
        return false;
    }
    folders_find(&f);
    for (int i = 0; i < f.n && *name; i++) {
        struct stat st;
        int n = snprintf(path, size, "%s/%s%s", f.path[i], name, suffix);
        if ((size_t)n < size && stat(path, &st) == 0)
            return true;
    }
    fault_unknown(name, r);
    return false;
}

int scene_lessons(void)
{
    struct scene_entry *all;
    int n = scene_list(&all), lessons = 0;
    for (int i = 0; i < n; i++)
        lessons += all[i].lesson > 0;
    free(all);
    return lessons;
}
