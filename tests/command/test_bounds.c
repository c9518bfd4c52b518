/* The live program ends by itself where nobody would end it: a run at its scene's steps, scripts
 * that open each other; a long way to where a scene opens can be left; and what its keys save
 * overwrites nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"
#include "input/action.h"
#include "play.h"
#include "shell.h"

static struct shell s;

static void begin(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
}

static bool until_step(struct pty *p, long step)
{
    for (int waited = 0; play_step(p) < step; waited += 10) {
        if (waited > PATIENCE)
            return false;
        pty_read(p, 10);
    }
    return true;
}

static void a_run_pauses_at_its_scene_s_steps(void)
{
    struct pty p;
    begin();
    shell_write(&s, "short.yaml",
                "problem: { kind: power }\nruns: { a: { lr: 0.001 } }\nsteps: 7\n"
                "view: { speed: 100 }\n");
    CU_ASSERT_TRUE_FATAL(
        play_start(&p, (struct play){.args = {"./short.yaml"}, .folder = s.folder}));
    CU_ASSERT_TRUE(pty_until(&p, "Step 7, the last of this scene. Space goes on.", PATIENCE));
    CU_ASSERT_TRUE(pty_quiet(&p, 200, PATIENCE));
    CU_ASSERT_EQUAL(play_step(&p), 7);
    pty_type(&p, "r"); /* again, over the answer to the key */
    CU_ASSERT_TRUE(pty_quiet(&p, 300, PATIENCE));
    CU_ASSERT(play_step(&p) == 7 && pty_shows(&p, "Step 7, the last of this scene."));
    pty_type(&p, " ");
    CU_ASSERT_TRUE(until_step(&p, 30));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    shell_end(&s);
}

/* A milliard of steps: they are seen to go by, keys are answered, and Space stops there. */
static void a_long_way_to_the_opening_can_be_left(void)
{
    struct pty p;
    begin();
    shell_write(&s, "far.yaml",
                "problem: { kind: power }\nruns: { a: { lr: 0.0001 } }\nprobe: { every: 0 }\n"
                "from: 1000000000\n");
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"./far.yaml"}, .folder = s.folder}));
    CU_ASSERT_TRUE(pty_until(&p, "to 1000000000", PATIENCE));
    CU_ASSERT_TRUE(until_step(&p, 1000));
    pty_type(&p, "?");
    CU_ASSERT_TRUE(pty_until(&p, action_spec(ACT_STEP)->help, PATIENCE));
    pty_type(&p, "?");
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    pty_type(&p, " ");
    CU_ASSERT_TRUE(pty_until(&p, "stopped at step", PATIENCE));
    CU_ASSERT(play_step(&p) < 1000000000);
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    shell_end(&s);
}

static void scenes_that_open_each_other_are_stopped(void)
{
    static const char scene[] = "problem: { kind: power }\nruns: { a: { lr: 0.01 } }\n"
                                "script:\n  - do: scene ./%s.yaml\n";
    static const char *const to[][2] = {{"self", "self"}, {"ping", "pong"}, {"pong", "ping"}};
    begin();
    for (int i = 0; i < 3; i++) {
        char name[20], text[200];
        snprintf(name, sizeof name, "%s.yaml", to[i][0]);
        snprintf(text, sizeof text, scene, to[i][1]);
        shell_write(&s, name, text);
    }
    shell_write(&s, "waits.yaml",
                "problem: { kind: power }\nruns: { a: { lr: 0.01 } }\n"
                "script:\n  - { at: step 5, do: scene ./waits.yaml }\n");
    for (int i = 0; i < 2; i++) {
        struct pty p;
        char path[20];
        snprintf(path, sizeof path, "./%s.yaml", to[i][0]);
        CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {path}, .folder = s.folder}));
        CU_ASSERT_TRUE(pty_until(&p, "open scenes without end; stopped here", PATIENCE));
        CU_ASSERT_TRUE(play_quit(&p));
        pty_stop(&p);
    }
    shell_run(&s, "p=$PWD/clipdescent; cd %s && $p check self.yaml ping.yaml", s.folder);
    CU_ASSERT_EQUAL(s.status, 2);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(s.err, "self.yaml:4: script: opens ./self.yaml, and so this scene"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(s.err, "pong.yaml:4: script: opens ./ping.yaml, and so this scene"));
    CU_ASSERT_PTR_NULL(strstr(s.out, "ok"));
    shell_run(&s, "p=$PWD/clipdescent; cd %s && $p check waits.yaml", s.folder);
    CU_ASSERT_EQUAL(s.status, 0);
    shell_end(&s);
}

static void nothing_saved_is_overwritten(void)
{
    static const struct {
        const char *key, *name, *holds;
    } saves[] = {
        {"e", "quartic-2.svg", "<svg"},
        {"e", "quartic-2-2.svg", "<svg"},
        {"w", "quartic-2.yaml", "from: 2"},
        {"w", "quartic-2-2.yaml", "from: 2"},
        {"E", "quartic-2.csv", "run,step,loss,grad_norm,clip_factor,path_ratio,sharpness\n"},
        {"E", "quartic-2-2.csv", "\nhard,2,"}};
    struct pty p;
    begin();
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}, .folder = s.folder}));
    for (size_t i = 0; i < sizeof saves / sizeof *saves; i++) {
        char path[200], why[80], *text = NULL;
        size_t size;
        pty_type(&p, saves[i].key);
        CU_ASSERT_TRUE(pty_until(&p, saves[i].name, PATIENCE));
        snprintf(path, sizeof path, "%s/%s", s.folder, saves[i].name);
        CU_ASSERT_TRUE(file_read(path, 1 << 22, &text, &size, why, sizeof why));
        CU_ASSERT(text && strstr(text, saves[i].holds));
        free(text);
    }
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    shell_end(&s);
}

static const struct check checks[] = {
    {"a run pauses at its scene's steps", a_run_pauses_at_its_scene_s_steps},
    {"a long way to the opening can be left", a_long_way_to_the_opening_can_be_left},
    {"scenes that open each other are stopped", scenes_that_open_each_other_are_stopped},
    {"nothing saved is overwritten", nothing_saved_is_overwritten},
    {NULL, NULL},
};

int main(void)
{
    return check_main("bounds", checks);
}
