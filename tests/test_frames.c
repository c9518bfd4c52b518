/* Whole frames against tests/golden/: text, then the letter of each cell's role. UPDATE_GOLDEN=1
 * writes them anew; read the difference before it is committed. */
#include <stdlib.h>

#include "backend/backend.h"
#include "stage.h"

static const int sizes[][2] = {{60, 16}, {80, 24}, {120, 36}, {200, 60}};

static char *read_all(const char *path)
{
    FILE *in = fopen(path, "r");
    size_t room = 1 << 20;
    char *text = calloc(1, room + 1);
    if (in) {
        text[fread(text, 1, room, in)] = '\0';
        fclose(in);
    }
    return text;
}

static void write_all(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    CU_ASSERT_FATAL(out != NULL);
    CU_ASSERT(fputs(text, out) >= 0);
    CU_ASSERT(fclose(out) == 0);
}

static void check_frame(const struct grid *g, const char *name)
{
    char path[160];
    struct text text = {0};
    backend_find("style")->write(g, 0, name, &text);
    snprintf(path, sizeof path, "tests/golden/%s.txt", name);
    if (getenv("UPDATE_GOLDEN"))
        write_all(path, text.at);
    char *golden = read_all(path);
    bool same = strcmp(golden, text.at) == 0;
    if (!same) {
        snprintf(path, sizeof path, "build/%s.txt", name);
        write_all(path, text.at);
        printf("%s: not as in tests/golden/; now in %s\n", name, path);
    }
    CU_ASSERT(same);
    free(golden);
    text_release(&text);
}

static void check_plan(const struct stage_plan *plan, bool unicode, int colours)
{
    struct session s;
    struct screen screen;
    stage_open(&s, plan);
    screen_init(&screen, unicode, colours);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char name[96];
        if (sizes[i][0] > 120 && plan != &stage_plans[0])
            continue;
        snprintf(name, sizeof name, "%s-%dx%d%s", plan->name, sizes[i][0], sizes[i][1],
                 unicode ? "" : "-ascii");
        screen_compose(&screen, &s, sizes[i][0], sizes[i][1]);
        check_frame(&screen.grid, name);
    }
    screen_release(&screen);
    stage_close(&s);
}

static void test_unicode(void)
{
    for (int p = 0; p < STAGE_PLANS; p++)
        check_plan(&stage_plans[p], true, 256);
}

static void test_ascii(void)
{
    for (int p = 0; p < STAGE_PLANS; p += 2)
        check_plan(&stage_plans[p], false, 0);
}

static void test_overlays(void)
{
    struct session s;
    struct screen screen;
    stage_open(&s, &stage_plans[0]);
    screen_init(&screen, true, 256);
    s.view.mode = MODE_HELP;
    screen_compose(&screen, &s, 80, 24);
    check_frame(&screen.grid, "help-80x24");
    s.view.mode = MODE_PROMPT;
    snprintf(s.view.prompt, sizeof s.view.prompt, "gamma=2");
    screen_compose(&screen, &s, 80, 24);
    check_frame(&screen.grid, "prompt-80x24");
    screen_release(&screen);
    stage_close(&s);
}

static const struct check checks[] = {
    {"frames", test_unicode},
    {"frames in ASCII without colour", test_ascii},
    {"help and prompt", test_overlays},
    {NULL, NULL},
};

int main(void)
{
    return check_main("frames", checks);
}
