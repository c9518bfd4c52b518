/* Reads scene files and says what is wrong with them. */
#include <stdio.h>

#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "panel/panel.h"

/* The scene that this one's script opens before it waits for anything, or NULL. */
static const struct op *opens_at_once(const struct scene *scene)
{
    const struct script *script = &scene->script;
    for (int i = 0; i < script->n; i++) {
        const struct op *op = &script->op[i];
        if (op->kind == OP_DO && op->id == ACT_SCENE)
            return op;
        if (op->kind <= OP_WHEN || op->kind == OP_WAIT || op->kind == OP_ASK)
            return NULL;
    }
    return NULL;
}

/* Follows scripts that open one scene after another at once. Back at a file, nobody would ever see
 * one of them. */
static bool ends_somewhere(const char *path, const struct scene *first)
{
    enum { CHAIN_MAX = 16 };
    static struct scene next;
    char at[512], file[512];
    next = *first;
    snprintf(at, sizeof at, "%s", path);
    for (int i = 0; i < CHAIN_MAX; i++) {
        const struct op *op = opens_at_once(&next);
        struct report unheard;
        if (!op)
            return true;
        int line = op->line;
        report_init(&unheard);
        bool read = scene_find(script_text(&next.script, op), file, sizeof file, &unheard) &&
                    scene_read(&next, file, panel_names, &unheard);
        report_release(&unheard);
        if (!read)
            return true;
        if (file_same(file, path)) {
            fprintf(stderr,
                    "%s:%d: script: opens %s, and so this scene again without end; expected an "
                    "entry before it that waits, as at: step 100\n",
                    at, line, file);
            return false;
        }
        snprintf(at, sizeof at, "%s", file);
    }
    return true;
}

static bool check_file(const char *path)
{
    static struct scene scene;
    struct report r;
    report_init(&r);
    bool ok = scene_read(&scene, path, panel_names, &r) && scene_opens(&scene, &r) &&
              ends_somewhere(path, &scene);
    if (ok) {
        char shown[4 * sizeof scene.path];
        printf("%s: ok\n", text_shown(shown, sizeof shown, path));
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
