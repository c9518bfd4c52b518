/* Whatever bytes a scene file holds: an answer, soon, and no crash. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/rng.h"
#include "check.h"
#include "scene/node.h"
#include "scene/scene.h"

/* Parses n bytes with nothing after them, so that a sanitizer sees a read beyond. Returns the
 * number of faults. */
static int faults_of(const char *text, size_t n)
{
    static struct scene s;
    struct report r;
    char *exact = mem_alloc(n ? n : 1, 1);
    memcpy(exact, text, n);
    report_init(&r);
    bool ok = scene_parse(&s, "s.yaml", exact, n, NULL, &r);
    CU_ASSERT(ok == (r.count == 0));
    int count = r.count;
    report_release(&r);
    free(exact);
    return count;
}

/* Each is compared with all before it: of many, none is read. */
static void many_tags(void)
{
    enum { LINES = 50000 };
    static const char line[] = "%TAG !a! tag:a\n", scene[] = "--- { title: x }\n";
    size_t size = sizeof line - 1, n = LINES * size;
    char *text = mem_alloc(n + sizeof scene, 1);
    for (size_t i = 0; i < LINES; i++)
        memcpy(text + i * size, line, size);
    memcpy(text + n, scene, sizeof scene);
    struct report r;
    static struct scene s;
    report_init(&r);
    CU_ASSERT_FALSE(scene_parse(&s, "s.yaml", text, n + sizeof scene - 1, NULL, &r));
    CU_ASSERT_EQUAL_FATAL(r.kept, 1);
    CHECK_TEXT(r.line[0],
               "s.yaml:17: found over 16 %TAG lines; expected a scene, which needs none");
    report_release(&r);
    free(text);
}

static size_t mutate(struct rng *rng, char *text, size_t n, size_t room)
{
    static const char spice[] = "&*[]{}:,-?|>%@`\"'\\\t\n #!~<.0xe\x7f\xc3\xff";
    for (uint64_t k = 1 + rng_below(rng, 6); k > 0 && n > 1; k--) {
        size_t at = rng_below(rng, n), length = 1 + rng_below(rng, 20);
        switch (rng_below(rng, 4)) {
        case 0:
            text[at] = (char)rng_below(rng, 256);
            break;
        case 1:
            text[at] = spice[rng_below(rng, sizeof spice - 1)];
            break;
        case 2: /* cut */
            length = length < n - at ? length : n - at;
            memmove(text + at, text + at + length, n - at - length);
            n -= length;
            break;
        default: /* a piece a second time, elsewhere */
            if (n + length < room && at + length < n) {
                size_t to = rng_below(rng, n);
                char piece[32];
                memcpy(piece, text + at, length);
                memmove(text + to + length, text + to, n - to);
                memcpy(text + to, piece, length);
                n += length;
            }
        }
    }
    return n;
}

static void mutated_scenes(void)
{
    enum { ROOM = 1 << 14, EACH = 250 };
    static char text[ROOM];
    struct rng rng;
    int files = 0, faulty = 0, whole = 0;
    rng_seed(&rng, 1);
    DIR *dir = opendir("scenes");
    CU_ASSERT_FATAL(dir != NULL);
    for (const struct dirent *d; dir && (d = readdir(dir)) != NULL;) {
        char path[300], why[100], *original;
        size_t size;
        snprintf(path, sizeof path, "scenes/%s", d->d_name);
        if (!strstr(d->d_name, ".yaml"))
            continue;
        CU_ASSERT_FATAL(file_read(path, ROOM / 2, &original, &size, why, sizeof why));
        files++;
        for (int i = 0; i < EACH; i++) {
            memcpy(text, original, size);
            bool bad = faults_of(text, mutate(&rng, text, size, ROOM)) > 0;
            faulty += bad;
            whole += !bad;
        }
        free(original);
    }
    if (dir)
        closedir(dir);
    CU_ASSERT(files >= 15);
    CU_ASSERT(faulty > 20 * files && whole > 20 * files); /* both ways were gone */
}

/* Any assignment leaves a scene that opens, or one that is refused with a reason. */
static void mutated_assignments(void)
{
    static const char *const originals[] = {
        "hard.gamma=3e-1",    "fixed.optimizer=theory", "problem.kind=beale",
        "problem.start=3,-1", "view.panels=loss,table", "view.window=-1,1,-2,2",
        "soft.clip=none",     "probe.every=3",          "problem.power=3",
    };
    enum { ORIGINALS = sizeof originals / sizeof originals[0], TRIES = 3000 };
    struct rng rng;
    int taken = 0, refused = 0;
    rng_seed(&rng, 2);
    for (int i = 0; i < TRIES; i++) {
        static struct scene s;
        static struct race race;
        struct report r;
        char text[200];
        const char *original = originals[rng_below(&rng, ORIGINALS)];
        size_t n = strlen(original);
        memcpy(text, original, n);
        n = mutate(&rng, text, n, sizeof text - 1);
        text[n] = '\0';
        report_init(&r);
        CU_ASSERT_FATAL(scene_read(&s, "scenes/quartic.yaml", NULL, &r));
        bool ok = scene_set(&s, text, NULL, &r);
        CU_ASSERT(ok == (r.count == 0));
        if (ok && scene_open(&s, &race, &r)) {
            race_advance(&race, 3);
            race_release(&race);
            taken++;
        } else {
            CU_ASSERT(r.count > 0);
            refused++;
        }
        report_release(&r);
    }
    CU_ASSERT(taken > 50 && refused > 50);
}

/* Texts that cost a reader time or memory with the square of their length, or more. A bound on
 * time is none of a test's business, but without the bounds of the reader this one takes hours. */
static void hostile_texts(void)
{
    static const char *const patterns[] = {
        "[",        "{",   "- ",   "? ",     "a: ",   "&a [",  "[x,", "\"", "a:\n",
        "- &a b\n", "[? ", "{a: ", "'",      "|\n",   "#",     "\n",  " ",  "!",
        "*a ",      "&a",  "- - ", "%A b\n", "...\n", "---\n", "{? ", "\\",
    };
    char *text = mem_alloc(SCENE_FILE_MAX, 1);
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        size_t length = strlen(patterns[i]);
        for (size_t k = 0; k < SCENE_FILE_MAX; k++)
            text[k] = patterns[i][k % length];
        CU_ASSERT(faults_of(text, SCENE_FILE_MAX) > 0);
    }
    free(text);
}

static void too_large_a_file(void)
{
    char path[] = "/tmp/clipdescent-XXXXXX";
    int fd = mkstemp(path);
    CU_ASSERT_FATAL(fd >= 0);
    FILE *out = fdopen(fd, "w");
    for (int i = 0; i <= SCENE_FILE_MAX; i++)
        putc('#', out);
    fclose(out);
    static struct scene s;
    struct report r;
    report_init(&r);
    CU_ASSERT(!scene_read(&s, path, NULL, &r));
    CU_ASSERT(r.count == 1);
    report_release(&r);
    remove(path);
}

/* The tree itself: lines, keys, texts. */
static void tree_of_a_text(void)
{
    static const char text[] = "a: 1\nb:\n  - x\n  - 'y z'\nc: { d: &d [p], e: *d }\n";
    struct tree t;
    struct report r;
    report_init(&r);
    CU_ASSERT_FATAL(tree_read(&t, "t", text, sizeof text - 1, &r));
    const struct node *b = node_find(t.root, "b"), *c = node_find(t.root, "c");
    CU_ASSERT_FATAL(b && c && t.root->n == 3);
    CU_ASSERT(b->kind == NODE_LIST && b->key_line == 2 && b->line == 3 && b->n == 2);
    CHECK_TEXT(b->first->next->text, "y z");
    CU_ASSERT(b->first->next->quoted && b->first->next->line == 4);
    const struct node *e = node_find(c, "e");
    CU_ASSERT_FATAL(e && e->kind == NODE_LIST);
    CHECK_TEXT(e->first->text, "p");
    CU_ASSERT(node_find(c, "f") == NULL && node_find(b, "x") == NULL);
    tree_release(&t);
    report_release(&r);
}

static const struct check checks[] = {
    {"tree of a text", tree_of_a_text},
    {"mutated scenes", mutated_scenes},
    {"mutated assignments", mutated_assignments},
    {"hostile texts", hostile_texts},
    {"too large a file", too_large_a_file},
    {"many tags", many_tags},
    {NULL, NULL},
};

int main(void)
{
    return check_main("scene bounds", checks);
}
