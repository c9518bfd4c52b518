/* The live program answers, whatever scene it plays and whatever it was just asked for: a key that
 * opens the help is pressed after each, and the help comes. A second or two in which nobody
 * measures anything, so the bound is one for programs that hang. One scene of each kind, or, with
 * EVERY_SCENE in the environment, all of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "check.h"
#include "input/action.h"
#include "input/key.h"
#include "play.h"
#include "scene/scene.h"

enum { HANGS = 20000, AT_ONCE = 6, STEPS = 25, PASTE = 10000 };

/* Help does not come, or does not go. */
static bool help_comes_and_goes(struct pty *p)
{
    const char *line = action_spec(ACT_STEP)->help;
    pty_type(p, "?");
    if (!pty_until(p, line, HANGS))
        return false;
    pty_type(p, "?");
    for (int waited = 0; pty_shows(p, line); waited += 10) {
        if (waited > HANGS)
            return false;
        pty_read(p, 10);
    }
    return true;
}

static void paste(struct pty *p)
{
    static char text[PASTE + 1];
    memset(text, 'q', PASTE);
    pty_type(p, "\033[200~");
    pty_type(p, text);
    pty_type(p, "\033[201~");
}

static void answers(struct pty *p, const char *scene)
{
    static const struct {
        const char *name, *bytes;
    } keys[] = {{"}", "}"}, {"Home", "\033OH"}, {"End", "\033OF"},    {".", "."},
                {"r", "r"}, {"} again", "}"},   {"a paste", "paste"}, {"Space", " "}};
    bool fine = true;
    for (size_t i = 0; fine && i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i].bytes, "paste") == 0)
            paste(p);
        else
            pty_type(p, keys[i].bytes);
        pty_read(p, 20); /* it is at it */
        fine = help_comes_and_goes(p);
        if (!fine)
            printf("\n%s: no answer after %s\n", scene, keys[i].name);
    }
    CU_ASSERT_TRUE(fine);
    CU_ASSERT_TRUE(play_quit(p));
}

/* They play together, slowly as a person watches them, a step a frame: what was made so says
 * nothing of what can be made at once. Then they are asked one by one. */
static void play_all(const char *const *scenes, int n)
{
    struct pty p[AT_ONCE];
    for (int i = 0; i < n; i++)
        CU_ASSERT_TRUE_FATAL(play_start(
            &p[i],
            (struct play){.args = {scenes[i], "--steps", "1000000000", "--set", "view.speed=30"}}));
    for (int i = 0; i < n; i++)
        CU_ASSERT_TRUE(pty_until(&p[i], "quit", HANGS));
    for (int waited = 0; waited < 3000; waited += 10 * n) {
        int left = 0;
        for (int i = 0; i < n; i++) {
            pty_read(&p[i], 10);
            left += play_step(&p[i]) < STEPS;
        }
        if (left == 0)
            break;
    }
    for (int i = 0; i < n; i++) {
        answers(&p[i], scenes[i]);
        pty_stop(&p[i]);
    }
}

static void it_answers_at_once(void)
{
    static const char *const kinds[] = {"quartic",         "moons", "rnn-cliff",
                                        "linear-smallest", "map",   "digits-mlp"};
    struct scene_entry *all;
    const char *name[AT_ONCE];
    if (!getenv("EVERY_SCENE")) {
        play_all(kinds, sizeof kinds / sizeof *kinds);
        return;
    }
    setenv("CLIPDESCENT_SCENES", "scenes", 1); /* those beside the program, not beside the test */
    int n = scene_list(&all), i = 0;
    CU_ASSERT(n > 40);
    while (i < n) {
        int group = 0;
        while (i < n && group < AT_ONCE)
            name[group++] = all[i++].name;
        play_all(name, group);
    }
    free(all);
}

/* Keys of the table, sequences, lines for the prompt and sizes, in an order that the seed says. */
static void storm(const char *scene, uint64_t seed, int events)
{
    static const char *const others[] = {
        "\033[A",        "\033[1;2D",     "\033",
        "\033[<0;20;9M", "\033[<65;9;9M", "\033]0;x\a",
        "\xce\xb3",      "\xff",          "\033[200~q\033[201~",
        "=gamma=2\r",    "=lr=0.1\r",     "=view.panels=loss,table\r",
        "=start=1,1\r",  "=lr=nan\r\033", "\033[1"};
    static const int sizes[][2] = {{80, 24}, {60, 16}, {30, 8}, {200, 60}};
    char folder[] = "/tmp/clipdescent-storm-XXXXXX", command[64], buf[8];
    struct pty p;
    struct rng rng;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {scene}, .folder = folder}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", HANGS));
    rng_seed(&rng, seed);
    for (int i = 0; i < events && !p.ended; i++) {
        const struct action_spec *a = &action_table[rng_below(&rng, (uint64_t)n_action_table)];
        int key = a->keys[rng_below(&rng, 4)], kind = (int)rng_below(&rng, 16);
        if (kind == 0)
            pty_type(&p, others[rng_below(&rng, sizeof others / sizeof *others)]);
        else if (kind == 1)
            pty_resize(&p, sizes[i % 4][0], sizes[i % 4][1]);
        else if (key && key != 'q' && key != K_CTRL_C)
            pty_type(&p, play_bytes_of(key, buf, sizeof buf));
        pty_read(&p, i % 10 ? 1 : 20);
    }
    pty_resize(&p, 120, 36);
    for (int i = 0; i < 3; i++) { /* out of whatever page it is on */
        pty_type(&p, "\033");
        pty_read(&p, 60);
    }
    pty_type(&p, "q");
    bool fine = pty_until_end(&p, HANGS) && p.status == 0 && pty_restored(&p);
    if (!fine)
        printf("\n%s, seed %llu: status %d\n", scene, (unsigned long long)seed, p.status);
    CU_ASSERT_TRUE(fine);
    pty_stop(&p);
    snprintf(command, sizeof command, "! ls %s/*.part 2>/dev/null", folder);
    CU_ASSERT_EQUAL(system(command), 0);
    snprintf(command, sizeof command, "rm -r %s", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

static void any_keys_on_any_scene(void)
{
    static const char *const kinds[] = {"quartic", "moons", "bent-valley", "map"};
    struct scene_entry *all;
    for (uint64_t i = 0; i < 4 && !getenv("EVERY_SCENE"); i++)
        storm(kinds[i], 100 + i, 120);
    int n = getenv("EVERY_SCENE") ? scene_list(&all) : 0;
    for (int i = 0; i < n; i++)
        for (uint64_t seed = 1; seed <= 2; seed++)
            storm(all[i].name, seed, 300);
    if (n > 0)
        free(all);
}

static const struct check checks[] = {
    {"any keys on any scene", any_keys_on_any_scene},
    {"it answers at once", it_answers_at_once},
    {NULL, NULL},
};

int main(void)
{
    return check_main("answers", checks);
}
