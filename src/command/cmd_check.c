/* Reads scene files and says what is wrong with them. */
#include <stdio.h>

#include "base/text.h"
#include "command/command.h"
#include "panel/panel.h"

static bool check_file(const char *path)
{
    static struct scene scene;
    static struct race race;
    struct report r;
    report_init(&r);
    bool ok = scene_read(&scene, path, panel_names, &r) && scene_open(&scene, &race, &r);
    if (ok) {
        char shown[4 * sizeof scene.path];
        printf("%s: ok\n", text_shown(shown, sizeof shown, path));
        race_release(&race);
    }
    fflush(stdout); /* so that both streams keep their order in one log */
    report_print(&r, stderr);
    report_release(&r);
    return ok;
}

static int check_main(const struct options *o)
{
    bool ok = true;
    for (int i = 0; i < o->n_args; i++)
        ok = check_file(o->args[i]) && ok;
    return ok ? EXIT_OK : EXIT_USAGE;
}

const struct command_kind command_check = {
    .name = "check",
    .args = "FILE...",
    .title = "read scene files and say what is wrong with them",
    .help = "Says ok of every file without a fault, and of the others every fault at once, as "
            "file:line: what was found; what was expected. Exit status 2 if there was any.",
    .options = "",
    .main = check_main,
};
