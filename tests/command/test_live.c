/* The program as a person at a terminal meets it: frames, keys, the mouse, and sizes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/rng.h"
#include "check.h"
#include "input/action.h"
#include "input/key.h"
#include "play.h"

static void a_moving_picture_without_arguments(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){0}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    CU_ASSERT_TRUE(pty_shows(&p, "Why clip the gradient?"));
    CU_ASSERT_TRUE(p.alternate);
    CU_ASSERT_FALSE(p.cursor);
    CU_ASSERT_TRUE(pty_coloured(&p));
    for (int i = 0; i < 3; i++) /* and it moves by itself */
        CU_ASSERT_TRUE(play_until_changed(&p, play_sight(&p), PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

static void every_frame_is_bracketed(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"quartic"}}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    CU_ASSERT_TRUE(play_until_changed(&p, play_sight(&p), PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    int begun = 0, ended = 0;
    for (const char *s = p.log; (s = strstr(s, "\033[?2026h")); s++)
        begun++;
    for (const char *s = p.log; (s = strstr(s, "\033[?2026l")); s++)
        ended++;
    CU_ASSERT(begun >= 2);
    CU_ASSERT_EQUAL(ended, begun + 1); /* once more on the way out, in case one was cut short */
    pty_stop(&p);
}

static void paused_it_writes_nothing_and_takes_no_time(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}}));
    pty_read(&p, 300); /* what the last frame cost is behind it */
    long before = pty_cpu(&p);
    size_t length = p.length;
    pty_read(&p, 700);
    CU_ASSERT_EQUAL(p.length, length);
    CU_ASSERT(before >= 0 && pty_cpu(&p) <= before + 1); /* ticks are counted late */
    unsigned long sight = play_sight(&p);                /* it lives all the same */
    pty_type(&p, "n");
    CU_ASSERT_TRUE(play_until_changed(&p, sight, PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* Keys to type first, so that the action has something to act on. */
static const char *preparation(const struct action_spec *a)
{
    if (!(a->modes & MODE_MAIN) && (a->modes & MODE_HELP))
        return "?";
    if (!(a->modes & MODE_MAIN) && (a->modes & MODE_SCENES))
        return "s";
    switch (a->id) {
    case ACT_RESTART:
    case ACT_VIEW_HOME:
        return "+";
    case ACT_LIST_UP:
    case ACT_LIST_PAGE_UP:
    case ACT_LIST_FIRST:
        return "s\033[6~";
    default:
        return "";
    }
}

/* The help page may fit the screen whole; in the picker there is always another
 * line, but letters search there: they move in the list of conditions. */
static const char *mode_key(const struct action_spec *a, int key)
{
    bool list = a->id == ACT_LIST_UP || a->id == ACT_LIST_PAGE_UP || a->id == ACT_LIST_FIRST;
    bool down = a->id == ACT_LIST_DOWN || a->id == ACT_LIST_PAGE_DOWN || a->id == ACT_LIST_LAST;
    if ((list || down) && key > ' ' && key < K_UP)
        return list ? "ujj" : "u";
    return list ? "s\033[6~" : down ? "s" : preparation(a);
}

/* The whole screen, while the sight stays the same. */
static bool sent_again(struct pty *p, size_t length)
{
    for (int waited = 0; p->length < length + 2000 && waited < PATIENCE; waited += 10)
        pty_read(p, 10);
    return p->length >= length + 2000;
}

static bool key_shows(const struct action_spec *a, int key, const char *folder)
{
    struct pty p;
    char buf[8];
    /* Two parameters, so that up and down mean something too. */
    struct play how = {.args = {"beale"}, .folder = folder};
    if (!play_paused(&p, how)) {
        pty_stop(&p);
        return false;
    }
    const char *first = mode_key(a, key);
    if (*first) {
        unsigned long before = play_sight(&p);
        pty_type(&p, first);
        play_until_changed(&p, before, PATIENCE);
        pty_quiet(&p, 40, 1000);
    }
    unsigned long sight = play_sight(&p);
    size_t length = p.length;
    pty_type(&p, play_bytes_of(key, buf, sizeof buf));
    bool shown = a->id == ACT_QUIT     ? pty_until_end(&p, PATIENCE)
                 : a->id == ACT_REDRAW ? sent_again(&p, length)
                                       : play_until_changed(&p, sight, PATIENCE);
    pty_stop(&p);
    return shown;
}

static void every_key_shows(void)
{
    char folder[] = "/tmp/clipdescent-keys-XXXXXX", name[32], command[64];
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    int tried = 0;
    for (int i = 0; i < n_action_table; i++) {
        const struct action_spec *a = &action_table[i];
        for (int k = 0; k < 4 && a->keys[k]; k++) {
            tried++;
            if (a->keys[k] == K_CTRL_C)
                continue; /* a signal here: see the tests of endings */
            bool shown = key_shows(a, a->keys[k], folder);
            if (!shown)
                printf("\n%s: nothing seen of %s\n", a->name,
                       key_text(a->keys[k], name, sizeof name));
            CU_ASSERT_TRUE(shown);
        }
    }
    CU_ASSERT(tried > 30);
    snprintf(command, sizeof command, "rm -r %s", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

/* No machine makes so many steps a second: the head says how many there are. */
static void the_speed_that_is_reached_is_shown(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_start(
        &p,
        (struct play){.args = {"quartic", "--steps", "1000000000000", "--set", "view.speed=1e9"}}));
    CU_ASSERT_TRUE(pty_until(&p, " of 1e9/s", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

static void the_mouse_moves_start_and_view(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}}));
    CU_ASSERT_EQUAL(p.mouse, VTERM_PROP_MOUSE_CLICK);
    unsigned long sight = play_sight(&p);
    pty_type(&p, "\033[<0;24;9M\033[<0;24;9m");
    CU_ASSERT_TRUE(play_until_changed(&p, sight, PATIENCE));
    CU_ASSERT_TRUE(pty_until(&p, "step 0", PATIENCE));
    for (int i = 0; i < 200; i++) /* the wheel, to the end of what can be seen */
        pty_type(&p, "\033[<65;24;9M");
    CU_ASSERT_TRUE(pty_until(&p, "the landscape goes no farther", PATIENCE));
    pty_type(&p, "m"); /* and the mouse given back: the terminal's own selection works again */
    CU_ASSERT_TRUE(play_until_value(&p, &p.mouse, VTERM_PROP_MOUSE_NONE, PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic", "--no-mouse"}}));
    CU_ASSERT_EQUAL(p.mouse, VTERM_PROP_MOUSE_NONE);
    CU_ASSERT_PTR_NULL(strstr(p.log, "\033[?1000h"));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

static void export_saves_the_frame(void)
{
    char folder[] = "/tmp/clipdescent-export-XXXXXX", path[64], why[80], *svg = NULL;
    size_t size;
    struct pty p;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}, .folder = folder}));
    pty_type(&p, "e");
    CU_ASSERT_TRUE(pty_until(&p, "quartic-2.svg", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    snprintf(path, sizeof path, "%s/quartic-2.svg", folder);
    CU_ASSERT_TRUE(file_read(path, 1 << 22, &svg, &size, why, sizeof why));
    CU_ASSERT(svg && strstr(svg, "<svg") && strstr(svg, "</svg>"));
    free(svg);
    unlink(path);
    rmdir(folder);
    /* Nobody may make files there, whoever runs the tests. */
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}, .folder = "/proc"}));
    pty_type(&p, "e");
    CU_ASSERT_TRUE(pty_until(&p, "not saved", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* Nobody presses a key: what a script asks of the loop is done when the script asks. */
static void a_script_saves_a_frame_by_itself(void)
{
    static const char scene[] = "title: t\nlook: t\nproblem: { kind: power }\n"
                                "runs: { a: { lr: 0.01 } }\n"
                                "script:\n  - at: step 3\n    do: [hold, export]\n";
    char folder[] = "/tmp/clipdescent-script-XXXXXX", path[64];
    struct pty p;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/saves.yaml", folder);
    FILE *out = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
    fputs(scene, out);
    fclose(out);
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {path}, .folder = folder}));
    CU_ASSERT_TRUE(pty_until(&p, "saved as saves-3.svg", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    unlink(path);
    snprintf(path, sizeof path, "%s/saves-3.svg", folder);
    CU_ASSERT_EQUAL(unlink(path), 0);
    rmdir(folder);
}

static void a_storm_of_sizes_is_survived(void)
{
    static const int sizes[][2] = {{80, 24}, {1, 1},   {2, 50},  {300, 1}, {400, 120}, {40, 10},
                                   {39, 9},  {60, 16}, {120, 1}, {1, 120}, {200, 60}};
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"quartic"}}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    for (int round = 0; round < 4; round++)
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
            pty_resize(&p, sizes[i][0], sizes[i][1]);
            pty_read(&p, round == 0 ? 40 : 3);
        }
    pty_resize(&p, 120, 36);
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    struct pty other; /* one that never had another size looks the same */
    CU_ASSERT_TRUE_FATAL(
        play_paused(&p, (struct play){.args = {"quartic"}, .cols = 50, .rows = 20}));
    CU_ASSERT_TRUE_FATAL(play_paused(&other, (struct play){.args = {"quartic"}}));
    pty_resize(&p, 120, 36);
    CU_ASSERT_TRUE(play_until_sight(&p, play_sight(&other), PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    CU_ASSERT_TRUE(play_quit(&other));
    pty_stop(&p);
    pty_stop(&other);
}

static void too_small_can_be_left(void)
{
    static const int sizes[][2] = {{1, 1}, {10, 3}, {39, 9}};
    for (int i = 0; i < 3; i++) {
        struct pty p;
        CU_ASSERT_TRUE_FATAL(play_start(
            &p, (struct play){.args = {"quartic"}, .cols = sizes[i][0], .rows = sizes[i][1]}));
        CU_ASSERT_TRUE(play_until_value(&p, &p.alternate, 1, PATIENCE));
        CU_ASSERT_TRUE(play_quit(&p));
        pty_stop(&p);
    }
}

/* Thousands of keys of the table, in any order, and bytes that are no keys. */
static void a_storm_of_keys_is_survived(void)
{
    char folder[] = "/tmp/clipdescent-storm-XXXXXX", command[64], buf[8];
    struct pty p;
    struct rng rng;
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"quartic"}, .folder = folder}));
    CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
    rng_seed(&rng, 11);
    for (int i = 0; i < 4000 && !p.ended; i++) {
        const struct action_spec *a = &action_table[rng_below(&rng, (uint64_t)n_action_table)];
        int key = a->keys[rng_below(&rng, 4)];
        if (rng_below(&rng, 8) == 0) {
            unsigned char bytes[6];
            for (size_t j = 0; j < sizeof bytes; j++)
                bytes[j] = (unsigned char)(128 + rng_below(&rng, 128));
            pty_type_bytes(&p, bytes, sizeof bytes);
        }
        if (key && key != 'q' && key != K_CTRL_C && a->id != ACT_EXPORT)
            pty_type(&p, play_bytes_of(key, buf, sizeof buf));
        if (i % 50 == 0)
            pty_read(&p, 2);
    }
    CU_ASSERT_FALSE(pty_until_end(&p, 50));
    for (int i = 0; i < 3; i++) { /* out of whatever page it is on */
        pty_type(&p, "\033");
        pty_read(&p, 60);
    }
    /* The keys that the terminal still holds come first, and some open a network. */
    pty_type(&p, "q");
    CU_ASSERT_TRUE(pty_until_end(&p, 4 * PATIENCE));
    CU_ASSERT_TRUE(p.status == 0 && pty_restored(&p));
    pty_stop(&p);
    snprintf(command, sizeof command, "rm -r %s", folder);
    CU_ASSERT_EQUAL(system(command), 0);
}

static const struct check checks[] = {
    {"a moving picture without arguments", a_moving_picture_without_arguments},
    {"every frame is bracketed", every_frame_is_bracketed},
    {"paused it writes nothing and takes no time", paused_it_writes_nothing_and_takes_no_time},
    {"every key shows", every_key_shows},
    {"the speed that is reached is shown", the_speed_that_is_reached_is_shown},
    {"the mouse moves start and view", the_mouse_moves_start_and_view},
    {"export saves the frame", export_saves_the_frame},
    {"a script saves a frame by itself", a_script_saves_a_frame_by_itself},
    {"a storm of sizes is survived", a_storm_of_sizes_is_survived},
    {"too small can be left", too_small_can_be_left},
    {"a storm of keys is survived", a_storm_of_keys_is_survived},
    {NULL, NULL},
};

int main(void)
{
    return check_main("live", checks);
}
