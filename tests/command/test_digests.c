/* The same bits everywhere: a digest of each scene's rows, as they came out once, stands in
 * tests/command/digests.txt; whatever machine and compiler this runs on has to come to the same.
 * `make golden` writes the table anew, where what is computed has changed. */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "check.h"
#include "scene/scene.h"

#define TABLE "tests/command/digests.txt"

/* FNV-1a of all that the command writes; 0 if it fails. */
static uint64_t digest_of(const char *command)
{
    FILE *in = popen(command, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    uint64_t hash = 0xcbf29ce484222325u;
    for (int c; (c = getc(in)) != EOF;)
        hash = (hash ^ (uint64_t)c) * 0x100000001b3u;
    return pclose(in) == 0 ? hash : 0;
}

/* One line of the table: name, steps, digest of rows. The steps are enough to see every operation
 * at work: few where one takes long. */
static void add_line(struct text *t, const char *name, const char *path)
{
    char *text, why[100], rows[700];
    size_t size;
    CU_ASSERT_TRUE_FATAL(file_read(path, 1 << 20, &text, &size, why, sizeof why));
    bool network = strstr(text, "kind: network"), fashion = strstr(text, "data: fashion");
    int steps = fashion ? 2 : network ? 20 : 200;
    free(text);
    snprintf(rows, sizeof rows, "./clipdescent run %s --steps %d --csv -", path, steps);
    uint64_t digest = digest_of(rows);
    CU_ASSERT(digest != 0);
    text_printf(t, "%s %d %016" PRIx64 "\n", name, steps, digest);
}

static void make_table(struct text *t)
{
    struct scene_entry *scenes;
    setenv("CLIPDESCENT_SCENES", "scenes", 1);
    int n = scene_list(&scenes);
    CU_ASSERT(n > 40);
    for (int i = 0; i < n; i++)
        add_line(t, scenes[i].name, scenes[i].path);
    free(scenes);
}

static void same_bits_everywhere(void)
{
    struct text made = {0};
    char *held = NULL, why[100];
    size_t size;
    make_table(&made);
    if (getenv("UPDATE_GOLDEN")) {
        struct file_writer w;
        CU_ASSERT_TRUE_FATAL(file_begin(&w, TABLE, why, sizeof why));
        fprintf(w.out, "# scene, steps, FNV-1a of its rows; test_digests.c makes it\n%s", made.at);
        CU_ASSERT_TRUE(file_commit(&w, why, sizeof why));
    } else {
        CU_ASSERT_TRUE_FATAL(file_read(TABLE, 1 << 20, &held, &size, why, sizeof why));
        int known = 0;
        for (char *from = made.at, *to; (to = strchr(from, '\n')); from = to + 1) {
            char name[80];
            *to = '\0';
            snprintf(name, sizeof name, "\n%.*s ", (int)strcspn(from, " "), from);
            if (!strstr(held, name)) /* a scene that has come since */
                continue;
            known++;
            if (strstr(held, from))
                continue;
            printf("\nother digest: %s\n", from);
            CU_FAIL("a scene comes out otherwise; `make golden` where that is meant");
        }
        CU_ASSERT(known > 40);
        free(held);
    }
    text_release(&made);
}

int main(void)
{
    static const struct check checks[] = {
        {"the same bits everywhere", same_bits_everywhere},
        {NULL, NULL},
    };
    return check_main("digests", checks);
}
