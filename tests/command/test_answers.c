/* The live program answers, whatever scene it plays and whatever it was just asked for: a key that
 * opens the help is pressed after each, and the help comes. A second or two in which nobody
 * measures anything, so the bound is one for programs that hang. One scene of each kind, or, with
 * EVERY_SCENE in the environment, all of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "input/action.h"
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

static const struct check checks[] = {
    {"it answers at once", it_answers_at_once},
    {NULL, NULL},
};

int main(void)
{
    return check_main("answers", checks);
}
