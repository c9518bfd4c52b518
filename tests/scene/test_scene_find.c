/* Scenes by name, the list, and whether scenes/README.md knows every key there is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"
#include "scene/family.h"
#include "scene/field.h"

static char folder[] = "/tmp/clipdescent-scenes-XXXXXX";

static void file_write(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    CU_ASSERT_FATAL(out != NULL);
    fputs(text, out);
    fclose(out);
}

static void file_remove(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    remove(path);
}

static void named_scenes(void)
{
    char path[512], expected[512];
    struct report r;
    report_init(&r);
    setenv("CLIPDESCENT_SCENES", "/nowhere:scenes", 1);
    CU_ASSERT(scene_find("beale", path, sizeof path, &r));
    CHECK_TEXT(path, "scenes/beale.yaml");
    CU_ASSERT(scene_find("./any/path", path, sizeof path, &r));
    CHECK_TEXT(path, "./any/path");
    CU_ASSERT(scene_find("mine.yaml", path, sizeof path, &r));
    CHECK_TEXT(path, "mine.yaml");
    CU_ASSERT(r.count == 0);
    CU_ASSERT(!scene_find("quartc", path, sizeof path, &r));
    snprintf(expected, sizeof expected,
             "quartc: no scene of that name (did you mean quartic?); expected one that "
             "`clipdescent list` shows, or the "
             "path of a .yaml file");
    CHECK_TEXT(r.kept ? r.line[0] : NULL, expected);
    CU_ASSERT(!scene_find("", path, sizeof path, &r));
    CU_ASSERT(!scene_find("beale", path, 8, &r)); /* no room: not found, and nothing overrun */
    CU_ASSERT(r.count == 3);
    report_release(&r);
    unsetenv("CLIPDESCENT_SCENES");
}

/* A file beside the user is meant by its name, before a scene of the program that is called so
 * nearly. */
static void files_are_suggested(void)
{
    static const char *const files[] = {"quartik.yaml", "mynet", "mynet2.yml", "x.cast"};
    static const char *const names[] = {"quartik", "mynet", "mynet2", "x"};
    char place[] = "/tmp/clipdescent-find-XXXXXX", home[4096], path[512], want[64];
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(home, sizeof home));
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(place));
    CU_ASSERT_EQUAL_FATAL(chdir(place), 0);
    for (int i = 0; i < 4; i++) {
        struct report r;
        report_init(&r);
        FILE *f = fopen(files[i], "w");
        CU_ASSERT_PTR_NOT_NULL_FATAL(f);
        fclose(f);
        CU_ASSERT(!scene_find(names[i], path, sizeof path, &r));
        snprintf(want, sizeof want, ": no scene of that name (did you mean ./%s?); expected",
                 files[i]);
        CU_ASSERT(r.kept == 1 && strstr(r.line[0], want));
        CU_ASSERT_EQUAL(unlink(files[i]), 0);
        report_release(&r);
    }
    CU_ASSERT(chdir(home) == 0 && rmdir(place) == 0);
}

static const struct scene_entry *entry_called(const struct scene_entry *list, int n,
                                              const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    return NULL;
}

/* A group stands together, in the order of `order`; each scene that is shipped has one. */
static void listed_by_groups(const struct scene_entry *list, int n)
{
    int groups = 1;
    for (int i = 1; i < n; i++) {
        bool same = strcmp(list[i - 1].group, list[i].group) == 0;
        groups += !same;
        CU_ASSERT(list[i - 1].group_order <= list[i].group_order);
        for (int k = i; k < n && !same; k++)
            CU_ASSERT(strcmp(list[i - 1].group, list[k].group) != 0);
        CU_ASSERT(
            !same || list[i - 1].order < list[i].order ||
            (list[i - 1].order == list[i].order && strcmp(list[i - 1].name, list[i].name) < 0));
        CU_ASSERT(strncmp(list[i].path, "scenes/", 7) != 0 ||
                  strcmp(list[i].group, "other scenes") != 0);
    }
    CU_ASSERT(groups > 5 && groups < n / 4);
}

/* By groups and `order`, the first folder's files before others of the same name, faulty files
 * shown all the same. */
static void listed_scenes(void)
{
    char folders[200];
    struct scene_entry *list;
    CU_ASSERT_FATAL(mkdtemp(folder) != NULL);
    file_write("beale.yaml", "title: Mine\norder: 1\n");
    file_write("zz.yaml", "title: [\n");
    file_write(".hidden.yaml", "title: no\n");
    file_write("notes.txt", "no\n");
    char pipe_path[200];
    snprintf(pipe_path, sizeof pipe_path, "%s/pipe.yaml", folder);
    CU_ASSERT(mkfifo(pipe_path, 0600) == 0);
    snprintf(folders, sizeof folders, "%s:scenes", folder);
    setenv("CLIPDESCENT_SCENES", folders, 1);
    int n = scene_list(&list);
    CU_ASSERT(n >= 15);
    CHECK_TEXT(list[0].name, "why");
    CHECK_TEXT(list[0].title, "Why clip the gradient?");
    CHECK_TEXT(list[0].path, "scenes/why.yaml");
    CHECK_TEXT(list[0].group, "first steps");
    const struct scene_entry *mine = entry_called(list, n, "beale");
    CU_ASSERT_FATAL(mine != NULL);
    CHECK_TEXT(mine->title, "Mine");
    CHECK_TEXT(mine->group, "other scenes");
    listed_by_groups(list, n);
    CU_ASSERT(entry_called(list, n, "zz") != NULL && entry_called(list, n, "pipe") == NULL);
    CU_ASSERT(entry_called(list, n, "notes") == NULL && entry_called(list, n, ".hidden") == NULL);
    free(list);
    unsetenv("CLIPDESCENT_SCENES");
    file_remove("beale.yaml");
    file_remove("zz.yaml");
    file_remove(".hidden.yaml");
    file_remove("notes.txt");
    file_remove("pipe.yaml");
    rmdir(folder);
}

static char *readme;

static bool documented(const char *row_begins)
{
    bool is = strstr(readme, row_begins) != NULL;
    if (!is)
        printf("\nscenes/README.md has nothing that begins \"%s\"\n", row_begins);
    return is;
}

static void keys_documented(const struct param *params, int n)
{
    for (int i = 0; i < n; i++) {
        char row[80];
        snprintf(row, sizeof row, "\n| `%s` |", params[i].name);
        CU_ASSERT(documented(row));
    }
}

/* Whether the row, which ends at end, names each parameter. */
static bool names_params(const char *row, const char *end, const struct member *m)
{
    for (int k = 0; k < m->n_params; k++) {
        char word[60];
        snprintf(word, sizeof word, "`%s`", m->params[k].name);
        const char *at = strstr(row, word);
        if (!at || at > end)
            return false;
    }
    return true;
}

/* Each member has a row, and the row names each of its parameters. A clip rule and an optimizer may
 * have one name: then one of the rows does. */
static void family_documented(const struct family *f)
{
    for (int i = 0; f->at(i).name; i++) {
        struct member m = f->at(i);
        char row[80];
        snprintf(row, sizeof row, "\n| `%s` |", m.name);
        CU_ASSERT(documented(row));
        bool named = false;
        for (const char *line = strstr(readme, row); line && !named; line = strstr(line + 1, row)) {
            const char *end = strchr(line + 1, '\n');
            named = end && names_params(line, end, &m);
        }
        if (!named)
            printf("\nscenes/README.md: no row of %s names all of its parameters\n", m.name);
        CU_ASSERT_TRUE(named);
    }
}

static void readme_knows_every_key(void)
{
    char why[200];
    size_t size;
    CU_ASSERT_FATAL(file_read("scenes/README.md", 1 << 20, &readme, &size, why, sizeof why));
    const struct field *const parts[] = {scene_fields, probe_fields, view_fields};
    for (int i = 0; i < 3; i++)
        for (const struct field *f = parts[i]; f->param.name; f++)
            keys_documented(&f->param, 1);
    keys_documented(&scene_start_param, 1);
    keys_documented(&run_lr_param, 1);
    keys_documented(rate_params, RATE_PARAMS);
    keys_documented(bad_params, BAD_PARAMS);
    family_documented(&family_problem);
    family_documented(&family_clip);
    family_documented(&family_optimizer);
    free(readme);
}

static const struct check checks[] = {
    {"named scenes", named_scenes},
    {"files are suggested", files_are_suggested},
    {"listed scenes", listed_scenes},
    {"README knows every key", readme_knows_every_key},
    {NULL, NULL},
};

int main(void)
{
    return check_main("scene find", checks);
}
