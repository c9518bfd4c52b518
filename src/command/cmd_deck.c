/* The command deck: what a rule makes of made-up gradients, as .npy files, with a README and a
 * script that compares a framework's rule with them. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/npy.h"
#include "base/report.h"
#include "command/command.h"
#include "command/deck.h"

static const char *const names[] = {"parameters.npy", "gradients.npy", "results.npy", "rates.npy",
                                    "factors.npy",    "states.npy",    "README.md",   "check.py"};
enum { PARTS = sizeof names / sizeof *names, FACTORS = 4 };

static void write_part(FILE *out, const struct deck *d, int part)
{
    const double *rows[] = {d->x, d->g, d->out};
    if (part < 3)
        npy_write(out, rows[part], DECK_STEPS, DECK_DIM);
    else if (part < 5)
        npy_write(out, part == FACTORS ? d->factor : d->rate, DECK_STEPS, 0);
    else if (part == 5)
        npy_write(out, d->states, DECK_STEPS + 1, d->n_state);
    else if (part == 6)
        deck_readme(out, d);
    else
        deck_script(out, d);
}

/* Into a folder beside, which takes its name once it is whole. */
static bool write_folder(const struct deck *d, const char *folder)
{
    char beside[512], path[600];
    bool ok = true;
    if (snprintf(beside, sizeof beside, "%s.%ld", folder, (long)getpid()) >= (int)sizeof beside)
        return false;
    if (mkdir(beside, 0777) != 0)
        return false;
    for (int i = 0; i < PARTS && ok; i++) {
        if (i == FACTORS && !d->clip)
            continue;
        snprintf(path, sizeof path, "%s/%s", beside, names[i]);
        FILE *out = fopen(path, "wb");
        ok = out != NULL;
        if (out) {
            write_part(out, d, i);
            ok = !ferror(out);
            ok = fclose(out) == 0 && ok;
        }
    }
    ok = ok && rename(beside, folder) == 0;
    for (int i = 0; i < PARTS && !ok; i++) {
        snprintf(path, sizeof path, "%s/%s", beside, names[i]);
        unlink(path);
    }
    if (!ok)
        rmdir(beside);
    return ok;
}

static const char *const prefixes[] = {"clip:", "optimizer:"};

/* The deck of "adam", or of "optimizer:spam" where a clip rule has that name too; NULL, after a
 * message, where no deck can be made. */
static struct deck *deck_of(const char *name)
{
    const char *all[128] = {NULL}, *bare = name;
    char expected[200];
    int n = 0, only = -1;
    for (int i = 0; i < 2; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            only = i, bare += strlen(prefixes[i]);
    const struct clip_kind *clip = only == 1 ? NULL : clip_find(bare);
    const struct optimizer_kind *o = only == 0 ? NULL : optimizer_find(bare);
    for (int i = 0; clip_kinds[i] && only != 1 && n < 127; i++)
        all[n++] = clip_kinds[i]->name;
    for (int i = 0; optimizer_kinds[i] && only != 0 && n < 127; i++)
        all[n++] = optimizer_kinds[i]->name;
    if (clip && o)
        complain("deck: %s is a clip rule and an optimizer; expected clip:%s or optimizer:%s", bare,
                 bare, bare);
    else if (!clip && !o)
        complain("deck: found %.80s%s", bare, name_expect(expected, sizeof expected, bare, all));
    else if (clip ? clip->uses_parts || clip->uses_curvature
                  : o->uses_hessian || o->in_turn || o->looks_ahead)
        complain("deck: %s needs more than a gradient; expected a rule that does not", bare);
    else if (o && o->max_dim > 0 && o->max_dim < DECK_DIM)
        complain("deck: %s takes %d parameter%s; expected a rule that takes %d", bare, o->max_dim,
                 o->max_dim > 1 ? "s" : "", DECK_DIM);
    else
        return deck_make(clip, o, NULL);
    return NULL;
}

static int deck_main(const struct options *o)
{
    struct stat there;
    if (o->n_args != 1 || !o->output) {
        complain("deck: found %s; expected a clip rule or an optimizer, and -o FOLDER",
                 o->n_args == 0  ? "no rule"
                 : o->n_args > 1 ? "more than one rule"
                                 : "no folder");
        return EXIT_USAGE;
    }
    if (strcmp(o->output, "-") == 0) {
        complain("deck: found -o -, standard output; expected a folder");
        return EXIT_USAGE;
    }
    struct deck *d = deck_of(o->args[0]);
    if (!d)
        return EXIT_USAGE;
    int status = EXIT_OK;
    if (lstat(o->output, &there) == 0) {
        complain("deck: %s is there already; expected a folder that is not", o->output);
        status = EXIT_USAGE;
    } else if (!write_folder(d, o->output)) {
        complain("deck: %s cannot be written", o->output);
        status = EXIT_FAILED;
    }
    deck_free(d);
    return status;
}

const struct command_kind command_deck = {
    .name = "deck",
    .args = "RULE",
    .title = "write what a rule makes of gradients, to test a framework by",
    .help = "RULE is a clip rule or an optimizer; clip:NAME and optimizer:NAME say which. Writes "
            "gradients and the results of the rule as NumPy files into a new folder, with a README "
            "and a script. The script compares PyTorch, optax and Keras with them.",
    .options = "output",
    .main = deck_main,
};
