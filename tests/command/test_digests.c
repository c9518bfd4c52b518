/* The same bits everywhere: a digest of each scene's rows and one of a frame, as they came out
 * once, stand in tests/command/digests.txt; whatever machine and compiler this runs on has to come
 * to the same. `make golden` writes the table anew, where what is computed has changed. */
#include <inttypes.h>
#include <locale.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "check.h"
#include "command/command.h"
#include "net/product.h"
#include "scene/scene.h"
#include "scene_setup.h"

#define TABLE "tests/command/digests.txt"
#define HEAD                                                                                       \
    "# scene; steps, FNV-1a of its rows; steps, that of its frame; test_digests.c makes it\n"

/* FNV-1a of all that comes from there. */
static uint64_t digest_from(FILE *in)
{
    uint64_t hash = 0xcbf29ce484222325u;
    CU_ASSERT_PTR_NOT_NULL_FATAL(in);
    for (int c; (c = getc(in)) != EOF;)
        hash = (hash ^ (uint64_t)c) * 0x100000001b3u;
    return hash;
}

/* Of all that the command writes; 0 if it fails. */
static uint64_t digest_of(const char *command)
{
    FILE *in = popen(command, "r");
    uint64_t hash = digest_from(in);
    return pclose(in) == 0 ? hash : 0;
}

enum { WORDS_MOST = 20 };

/* What main does with these words, without one more start of the program. */
static _Noreturn void play(char *words)
{
    static struct options options;
    const struct command_kind *command;
    char *argv[WORDS_MOST + 1] = {"clipdescent"}, *rest = words;
    int argc = 1;
    for (char *word; argc < WORDS_MOST && (word = strtok_r(rest, " ", &rest)); argc++)
        argv[argc] = word;
    if (!options_read(&options, &command, argc, argv))
        _exit(EXIT_USAGE);
    int status = command->main(&options);
    _exit(fflush(stdout) == 0 ? status : EXIT_FAILED);
}

/* The same of the program's words, in a child: images that are unpacked here are so there. */
static uint64_t digest_of_words(char *words)
{
    int ends[2], status;
    fflush(NULL);
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    pid_t pid = fork();
    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        play(words);
    }
    close(ends[1]);
    FILE *in = fdopen(ends[0], "r");
    uint64_t hash = digest_from(in);
    fclose(in);
    CU_ASSERT_EQUAL_FATAL(waitpid(pid, &status, 0), pid);
    return status == 0 ? hash : 0;
}

/* A scene's settings where it is a map of many: fewer of them. */
#define SMALL_MAP                                                                                  \
    "--set view.map-lr=0.1,0.3 --set view.map-gamma=1,5 --set view.map-steps=3 "                   \
    "--set view.map-starts=1"

static uint64_t rows_of(const char *path, int steps)
{
    char command[700];
    snprintf(command, sizeof command, "run %s --steps %d --csv -", path, steps);
    return digest_of_words(command);
}

static uint64_t frame_of(const char *path, int steps, bool map)
{
    char command[900];
    snprintf(command, sizeof command, "snapshot %s --steps %d --size 120x36 --color never %s", path,
             steps, map ? SMALL_MAP : "");
    return digest_of_words(command);
}

/* One line of the table: name, steps, digest of rows; steps, digest of the frame after them. The
 * steps are enough to see every operation at work: few where one takes long. */
static void add_line(struct text *t, const char *name, const char *path)
{
    char *text, why[100];
    size_t size;
    CU_ASSERT_TRUE_FATAL(file_read(path, 1 << 20, &text, &size, why, sizeof why));
    bool network = strstr(text, "kind: network"), fashion = strstr(text, "data: fashion");
    bool map = strstr(text, "map-lr:");
    bool batches = strstr(text, "batch: ") || strstr(text, "kind: ring-gan");
    int steps = fashion ? 2 : network ? 20 : batches ? 40 : 200;
    int shown = fashion ? 1 : network ? 2 : batches ? 20 : 60;
    free(text);
    uint64_t rows = rows_of(path, steps), frame = frame_of(path, shown, map);
    CU_ASSERT(rows != 0 && frame != 0);
    text_printf(t, "%s %d %016" PRIx64 " %d %016" PRIx64 "\n", name, steps, rows, shown, frame);
}

static void make_table(struct text *t)
{
    struct scene_entry *scenes;
    mallopt(M_MMAP_THRESHOLD, 1 << 17); /* no free memory that each child would copy and clear */
    struct data *images = hold_fashion();
    setenv("CLIPDESCENT_SCENES", "scenes", 1);
    int n = scene_list(&scenes);
    CU_ASSERT(n > 40);
    for (int i = 0; i < n; i++)
        add_line(t, scenes[i].name, scenes[i].path);
    free(scenes);
    if (images)
        data_close(images);
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
        fprintf(w.out, HEAD "%s", made.at);
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
            CU_ASSERT_PTR_NULL(strstr(strstr(held, name) + 1, name)); /* merged from two: which? */
            known++;
            if (strstr(held, from))
                continue;
            int rows = (int)(strrchr(from, ' ') - from); /* and the steps of the frame */
            snprintf(name, sizeof name, "\n%.*s ", rows, from);
            printf("\nother %s: %s\n", strstr(held, name) ? "frame" : "rows", from);
            CU_FAIL("a scene comes out otherwise; `make golden` where that is meant");
        }
        CU_ASSERT(known > 40);
        free(held);
    }
    text_release(&made);
}

/* Where the processor has none of a width there is nothing to compare. Without fused multiply-adds
 * products take a hundred times as long: few steps. */
static void same_bits_with_each_width_of_vectors(void)
{
    static const char *const runs[] = {
        "moons --steps 20",   "spirals --steps 3",
        "lesson-6 --steps 2", "digits-mlp --steps 1 --set probe.every=0",
        "lesson-8 --steps 1",
    };
    const char *usual = product_width();
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        uint64_t first = 0;
        for (int w = 0; product_width_at(w); w++) {
            char command[300];
            const char *width = product_width_at(w);
            if (!product_use(width))
                continue;
            snprintf(command, sizeof command, "CLIPDESCENT_VECTORS=%s ./clipdescent run %s --csv -",
                     width, runs[i]);
            uint64_t digest = digest_of(command);
            first = w == 0 ? digest : first;
            CU_ASSERT(digest != 0 && digest == first);
            if (digest != first)
                printf("\nother rows with %s: %s\n", width, runs[i]);
        }
    }
    CU_ASSERT(product_use(usual));
}

int main(void)
{
    static const struct check checks[] = {
        {"the same bits everywhere", same_bits_everywhere},
        {"the same bits with each width of vectors", same_bits_with_each_width_of_vectors},
        {NULL, NULL},
    };
    setlocale(LC_ALL, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
    return check_main("digests", checks);
}
