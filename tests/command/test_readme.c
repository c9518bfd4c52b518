/* The README's tables are those of the program: keys, scenes, panels and packages. `make golden`
 * writes them anew. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "check.h"
#include "input/action.h"
#include "log/format.h"
#include "panel/panel.h"
#include "scene/scene.h"
#include "tell/glossary.h"
#include "tell/quantity.h"

static void make_keys(struct text *t)
{
    text_add(t, "| key | what it does |\n|---|---|\n");
    for (int i = 0; i < n_action_table; i++) {
        char keys[128];
        const struct action_spec *a = &action_table[i];
        if (*action_keys_text(a->id, true, keys, sizeof keys))
            text_printf(t, "| `%s` | %s |\n", keys, a->help);
    }
}

static void make_scenes(struct text *t)
{
    struct scene_entry *scenes;
    int n = scene_list(&scenes);
    text_add(t, "| scene | title |\n|---|---|\n");
    for (int i = 0; i < n; i++)
        text_printf(t, "| `%s` | %s |\n", scenes[i].name, scenes[i].title);
    free(scenes);
}

static void make_panels(struct text *t)
{
    for (const struct panel_kind *const *k = panel_kinds; *k; k++)
        text_printf(t, "- **%s**: %s\n", (*k)->name, (*k)->help);
}

static void make_quantities(struct text *t)
{
    text_add(t, "| quantity | is |\n|---|---|\n");
    for (int i = 0; i < n_quantities; i++)
        text_printf(t, "| `%s` | %s |\n", quantities[i].name, quantities[i].help);
}

static void make_glossary(struct text *t)
{
    text_add(t, "| word | symbol | meaning |\n|---|---|---|\n");
    for (int i = 0; i < n_glossary; i++)
        text_printf(t, "| %s | %s | %s |\n", glossary[i].word, glossary[i].symbol,
                    glossary[i].meaning);
}

static void make_formats(struct text *t)
{
    text_add(t, "| format | of | step | besides |\n|---|---|---|---|\n");
    for (const struct log_format *const *f = log_formats; *f; f++)
        text_printf(t, "| `%s` | %s | %s | %s%s%s |\n", (*f)->name, (*f)->title, (*f)->step,
                    (*f)->values, (*f)->note ? ". " : "", (*f)->note ? (*f)->note : "");
}

static char *read_whole(const char *path)
{
    char *text, why[80];
    size_t size;
    return file_read(path, 1 << 20, &text, &size, why, sizeof why) ? text : NULL;
}

/* Writes the file with `made` from `from` up to `to`. */
static void update(const char *path, const char *readme, const char *from, const char *to,
                   const struct text *made)
{
    struct file_writer w;
    char why[80];
    if (!file_begin(&w, path, why, sizeof why))
        return;
    fprintf(w.out, "%.*s%s%s", (int)(from - readme), readme, made->at, to);
    file_commit(&w, why, sizeof why);
}

static void check_section(const char *path, const char *name, void (*make)(struct text *))
{
    char begin[64], end[64];
    struct text made = {0}, found = {0};
    snprintf(begin, sizeof begin, "<!-- %s -->\n", name);
    snprintf(end, sizeof end, "<!-- end of %s -->\n", name);
    char *readme = read_whole(path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(readme);
    const char *from = strstr(readme, begin), *to = strstr(readme, end);
    CU_ASSERT_TRUE_FATAL(from && to);
    from += strlen(begin);
    make(&made);
    CU_ASSERT_TRUE(made.length > 100); /* an empty table is no table */
    text_add_bytes(&found, from, (size_t)(to - from));
    if (getenv("UPDATE_GOLDEN"))
        update(path, readme, from, to, &made);
    else
        CHECK_TEXT(found.at, made.at); /* `make golden` writes it anew */
    text_release(&made);
    text_release(&found);
    free(readme);
}

static void keys(void)
{
    check_section("README.md", "keys", make_keys);
}

static void scenes(void)
{
    setenv("CLIPDESCENT_SCENES", "scenes", 1); /* these, and not those of an installed program */
    check_section("README.md", "scenes", make_scenes);
}

static void panels(void)
{
    check_section("README.md", "panels", make_panels);
}

static void the_glossary(void)
{
    check_section("README.md", "glossary", make_glossary);
}

static void formats(void)
{
    check_section("README.md", "formats", make_formats);
}

static void quantities_table(void)
{
    check_section("scenes/README.md", "quantities", make_quantities);
}

/* Every package that `make deps` installs has its reason in the README. */
static void packages(void)
{
    char *makefile = read_whole("Makefile"), *readme = read_whole("README.md");
    CU_ASSERT_TRUE_FATAL(makefile && readme);
    for (char *s = makefile; (s = strstr(s, "\\\n")); s++)
        s[0] = s[1] = ' '; /* lines that go on */
    static const char *const lists[] = {"\nDEBIAN := ", "\nDEBIAN_TEST := ", "\nDEBIAN_CHECK := "};
    int n = 0;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const char *at = strstr(makefile, lists[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(at);
        at += strlen(lists[i]);
        while (at += strspn(at, " \t"), *at != '\n') {
            char name[64];
            size_t length = strcspn(at, " \n");
            snprintf(name, sizeof name, "`%.*s`", (int)length, at);
            if (!strstr(readme, name))
                printf("\nthe README gives no reason for %s\n", name);
            CU_ASSERT_PTR_NOT_NULL(strstr(readme, name));
            at += length;
            n++;
        }
    }
    CU_ASSERT_TRUE(n > 8);
    free(makefile);
    free(readme);
}

/* Whether text names the file of scenes/pictures behind one of the words. */
static bool names_picture(const char *text, const char *before, const char *name)
{
    char words[300];
    snprintf(words, sizeof words, "%s%s", before, name);
    for (const char *at = text; (at = strstr(at, words)); at++)
        if (strchr("\n) ", at[strlen(words)]))
            return true;
    return false;
}

/* What `make pictures` makes, what the README shows and what is there are the same files. */
/* The figures at the front are those of the scene, which is held to them elsewhere, and both name
 * the command that finds them. */
static void figures(void)
{
    static const char command[] = "sweep quartic --best --target 1e-8`";
    char *readme = read_whole("README.md"), *scene = read_whole("scenes/quartic-fair.yaml");
    char want[80];
    int soft = 0, hard = 0, fixed = 0;
    CU_ASSERT_TRUE_FATAL(readme && scene);
    const char *look = strstr(scene, "soft needs ");
    CU_ASSERT_TRUE_FATAL(look != NULL);
    CU_ASSERT_EQUAL(
        sscanf(look, "soft needs %d steps, hard %d, a fixed lr %d", &soft, &hard, &fixed), 3);
    snprintf(want, sizeof want, "needs %d steps,\nhard clipping %d and soft clipping %d", fixed,
             hard, soft);
    CU_ASSERT_PTR_NOT_NULL(strstr(readme, want));
    CU_ASSERT(strstr(readme, command) && strstr(scene, command));
    free(readme);
    free(scene);
}

static void pictures(void)
{
    char *makefile = read_whole("Makefile"), *readme = read_whole("README.md");
    CU_ASSERT_TRUE_FATAL(makefile && readme);
    DIR *dir = opendir("scenes/pictures");
    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    int n = 0, made = 0, shown = 0;
    long bytes = 0;
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        char path[300];
        struct stat st;
        if (d->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "scenes/pictures/%s", d->d_name);
        bool ok = names_picture(makefile, "-o $(PICTURES)/", d->d_name) &&
                  names_picture(readme, "](scenes/pictures/", d->d_name) && stat(path, &st) == 0;
        if (!ok)
            printf("\n%s: expected in `make pictures` and in the README\n", path);
        CU_ASSERT_TRUE(ok);
        bytes += ok ? (long)st.st_size : 0;
        n++;
    }
    closedir(dir);
    for (const char *at = makefile; (at = strstr(at, "-o $(PICTURES)/")); at++)
        made++;
    for (const char *at = readme; (at = strstr(at, "](scenes/pictures/")); at++)
        shown++;
    CU_ASSERT(n >= 7 && made == n && shown == n);
    CU_ASSERT(bytes < 500000);
    free(makefile);
    free(readme);
}

/* The lesson that a picture is said to be of is the one in its head. */
static void pictured_lesson(void)
{
    char *readme = read_whole("README.md"), *picture = read_whole("scenes/pictures/lesson.svg");
    CU_ASSERT_TRUE_FATAL(readme && picture);
    const char *said = strstr(readme, "![Lesson ");
    int lesson = 0;
    char head[40];
    CU_ASSERT_TRUE_FATAL(said && sscanf(said, "![Lesson %d,", &lesson) == 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "(scenes/pictures/lesson.svg)"));
    snprintf(head, sizeof head, "Lesson %d of ", lesson);
    CU_ASSERT_PTR_NOT_NULL(strstr(picture, head));
    free(readme);
    free(picture);
}

/* src/README.md speaks of every file that is not one of many plug-ins of a kind. */
static void map_of_the_sources(void)
{
    char *map = read_whole("src/README.md");
    CU_ASSERT_PTR_NOT_NULL_FATAL(map);
    CU_ASSERT_EQUAL(
        system(
            "bad=0; for f in src/*/*.c src/*/*/*.c; do n=${f##*/}; n=${n%.c}; "
            "case $f in */registry.c | */clip/* | */optimizer/* | */problem/* | "
            "*/op_*) continue;; esac; "
            "grep -q '^const struct log_format' $f && continue; grep -qF '`'$n'`' src/README.md || "
            "{ echo \"src/README.md says nothing of $f; expected a line\"; bad=1; "
            "}; done; exit $bad"),
        0);
    free(map);
}

static const struct check checks[] = {
    {"figures", figures},
    {"keys", keys},
    {"scenes", scenes},
    {"panels", panels},
    {"formats", formats},
    {"glossary", the_glossary},
    {"quantities", quantities_table},
    {"packages", packages},
    {"pictures", pictures},
    {"pictured lesson", pictured_lesson},
    {"map of the sources", map_of_the_sources},
    {NULL, NULL},
};

int main(void)
{
    return check_main("readme", checks);
}
