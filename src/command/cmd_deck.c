/* A deck of vectors: what a clip rule makes of made-up gradients, as .npy files, with a script that
 * compares a framework's rule with them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/npy.h"
#include "base/report.h"
#include "base/rng.h"
#include "base/vec.h"
#include "clip/clip.h"
#include "command/command.h"

enum { STEPS = 40, DIM = 6, ZERO_AT = 7, HUGE_AT = 13, INFINITE_AT = 38, NAN_AT = 39 };

/* A 2 × 2 weight matrix and a bias of two: one layer each, and one tensor each. */
static const struct clip_block layers[] = {{0, 4, 2}, {4, 2, 0}};

struct deck {
    const struct clip_kind *rule;
    double x[STEPS * DIM], g[STEPS * DIM], out[STEPS * DIM], factor[STEPS], norm[STEPS];
    double par[PARAMS_MAX];
    double *states; /* before the first step, and after each: (STEPS + 1) × n_state */
    size_t n_state;
};

static void draw(struct deck *d)
{
    struct rng rng;
    rng_seed(&rng, 16);
    for (int t = 0; t < STEPS; t++) {
        double jump = rng_uniform(&rng) < 0.2 ? 30 : 1;
        for (int i = 0; i < DIM; i++) {
            d->x[t * DIM + i] = rng_normal(&rng);
            d->g[t * DIM + i] = t == ZERO_AT ? 0 : jump * rng_normal(&rng);
        }
        if (t == HUGE_AT)
            for (int i = 0; i < DIM; i++)
                d->g[t * DIM + i] *= 1e30;
    }
    d->g[INFINITE_AT * DIM + 2] = INFINITY;
    d->g[NAN_AT * DIM + 1] = NAN;
}

static void play(struct deck *d, const struct clip_kind *rule)
{
    d->rule = rule;
    for (int i = 0; i < rule->n_params; i++)
        d->par[i] = rule->params[i].def;
    d->n_state = clip_state_size(rule, d->par, DIM);
    d->states = mem_alloc((STEPS + 1) * (d->n_state + 1), sizeof *d->states);
    for (int t = 0; t < STEPS; t++) {
        double lr = 0.1, gamma, *state = d->states + (size_t)(t + 1) * d->n_state;
        bool skipped = false;
        memcpy(state, state - d->n_state, d->n_state * sizeof *state);
        d->norm[t] = vec_norm(d->g + t * DIM, DIM);
        struct clip_call c = {.dim = DIM,
                              .x = d->x + t * DIM,
                              .g = d->g + t * DIM,
                              .norm = d->norm[t],
                              .out = d->out + t * DIM,
                              .step = (uint64_t)t,
                              .lr = &lr,
                              .curvature = NAN,
                              .n_blocks = 2,
                              .blocks = layers,
                              .n_tensors = 2,
                              .tensors = layers,
                              .loss = 1,
                              .kind = rule,
                              .threshold = &gamma,
                              .skipped = &skipped};
        d->factor[t] = rule->apply(d->par, state, &c);
    }
}

/* How far another rule's results are from this deck's, over the longer of both; and where. */
static double apart(const struct deck *a, const struct deck *b, int *where)
{
    double most = 0;
    for (int t = 0; t < INFINITE_AT; t++) {
        double far = vec_distance(a->out + t * DIM, b->out + t * DIM, DIM);
        double longest = fmax(vec_norm(a->out + t * DIM, DIM), vec_norm(b->out + t * DIM, DIM));
        if (longest > 0 && !(far / longest <= most))
            most = far / longest, *where = t;
    }
    return most;
}

static const char *outcome(const struct deck *d, int t)
{
    bool finite = true, zero = true;
    for (int i = 0; i < DIM; i++) {
        finite = finite && isfinite(d->out[t * DIM + i]);
        zero = zero && d->out[t * DIM + i] == 0;
    }
    return zero ? "0" : finite ? "finite" : "not finite";
}

/* The frameworks' own forms of the hard clip, which the program has as rules. */
static void tell_frameworks(FILE *out, const struct deck *d)
{
    static const char *const frameworks[] = {"torch", "optax", "tensorflow"};
    if (d->rule->family != CLIP_HARD)
        return;
    fputs("\nHow the frameworks' clips differ, at the same threshold (rows 0 to 37: the largest\n"
          "distance of the results, over their length):\n\n"
          "| clip | distance | row | row 38, infinite | row 39, NaN |\n|---|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < sizeof frameworks / sizeof *frameworks; i++) {
        const struct clip_kind *rule = clip_find(frameworks[i]);
        struct deck *other = mem_alloc(1, sizeof *other);
        int where = 0;
        draw(other);
        play(other, rule);
        double far = apart(d, other, &where);
        fprintf(out, "| %s | %.3g | %d | %s | %s |\n", frameworks[i], far, where,
                outcome(other, INFINITE_AT), outcome(other, NAN_AT));
        free(other->states);
        free(other);
    }
}

static void write_readme(FILE *out, const struct deck *d)
{
    fprintf(out, "# A deck for the clip rule %s\n\n%s.\n\n    %s\n\nSource: %s\n\nParameters:\n\n",
            d->rule->name, d->rule->title, d->rule->formula, d->rule->source);
    for (int i = 0; i < d->rule->n_params; i++)
        fprintf(out, "- %s = %.17g: %s\n", d->rule->params[i].name, d->par[i],
                d->rule->params[i].help);
    fprintf(out,
            "\nFiles, float64, a row a step:\n\n"
            "- `parameters.npy` (%d, %d), `gradients.npy`, `results.npy` likewise\n"
            "- `factors.npy` (%d,): what the gradient was multiplied with\n"
            "- `states.npy` (%d rows, %zu numbers each; none: a 0): what the rule remembers,\n"
            "  before step 0 and after each\n\n"
            "The first four entries are a 2 x 2 weight matrix, the last two a bias. Row %d is 0,\n"
            "row %d is 1e30 times too long, row %d has an infinite entry and row %d a NaN.\n"
            "`python3 check.py` compares a reference, PyTorch, optax and Keras, those that are "
            "there.\n",
            STEPS, DIM, STEPS, STEPS + 1, d->n_state, ZERO_AT, HUGE_AT, INFINITE_AT, NAN_AT);
    tell_frameworks(out, d);
}

static const char script_begin[] = "\"\"\"Compares clips with the deck's results, on its finite "
                                   "rows. Needs nothing but Python.\"\"\"\n"
                                   "import math\n"
                                   "import struct\n"
                                   "\n"
                                   "\n"
                                   "def load(name):\n"
                                   "    data = open(name, \"rb\").read()\n"
                                   "    body = data[10 + struct.unpack(\"<H\", data[8:10])[0]:]\n"
                                   "    v = struct.unpack(f\"<{len(body) // 8}d\", body)\n"
                                   "    return [list(v[i:i + 6]) for i in range(0, len(v), 6)]\n"
                                   "\n"
                                   "\n";

static const char script_rest[] =
    "g, want = load(\"gradients.npy\")[:38], load(\"results.npy\")[:38]\n"
    "\n"
    "\n"
    "def reference_clip():\n"
    "    factor = {\n"
    "        \"none\": lambda n: 1.0,\n"
    "        \"hard\": lambda n: min(1.0, GAMMA / n) if n > 0 else 1.0,\n"
    "        \"soft\": lambda n: GAMMA / (GAMMA + n),\n"
    "    }\n"
    "    if RULE not in factor:\n"
    "        raise ImportError(\"no formula here for \" + RULE)\n"
    "    return [[v * factor[RULE](math.hypot(*row)) for v in row] for row in g]\n"
    "\n"
    "\n"
    "def torch_clip():\n"
    "    import torch\n"
    "    rows = []\n"
    "    for row in g:\n"
    "        p = torch.nn.Parameter(torch.zeros(6, dtype=torch.float64))\n"
    "        p.grad = torch.tensor(row, dtype=torch.float64)\n"
    "        torch.nn.utils.clip_grad_norm_([p], GAMMA)\n"
    "        rows.append(p.grad.tolist())\n"
    "    return rows\n"
    "\n"
    "\n"
    "def optax_clip():\n"
    "    import jax\n"
    "    import optax\n"
    "    jax.config.update(\"jax_enable_x64\", True)\n"
    "    clip = optax.clip_by_global_norm(GAMMA)\n"
    "    arrays = [jax.numpy.array(row) for row in g]\n"
    "    return [clip.update(v, clip.init(v))[0].tolist() for v in arrays]\n"
    "\n"
    "\n"
    "def keras_clip():\n"
    "    import tensorflow as tf\n"
    "    arrays = [tf.constant(row, dtype=tf.float64) for row in g]\n"
    "    return [tf.clip_by_global_norm([v], GAMMA)[0][0].numpy().tolist() for v in arrays]\n"
    "\n"
    "\n"
    "CLIPS = [reference_clip]\n"
    "if RULE in (\"hard\", \"torch\", \"optax\", \"tensorflow\"):\n"
    "    CLIPS += [torch_clip, optax_clip, keras_clip]\n"
    "for clip in CLIPS:\n"
    "    try:\n"
    "        got = clip()\n"
    "    except ImportError as why:\n"
    "        print(f\"{clip.__name__}: not compared: {why}\")\n"
    "        continue\n"
    "    off = [max(abs(a - b) for a, b in zip(u, v)) / max(max(map(abs, v)), 1e-300)\n"
    "           for u, v in zip(got, want)]\n"
    "    row = off.index(max(off))\n"
    "    print(f\"{clip.__name__}: differs by at most {off[row]:.3g} of the result, in row "
    "{row}\")\n";

static void write_script(FILE *out, const struct deck *d)
{
    double gamma = 1;
    for (int i = 0; i < d->rule->n_params; i++)
        gamma = strcmp(d->rule->params[i].name, "gamma") == 0 ? d->par[i] : gamma;
    fputs(script_begin, out);
    fprintf(out, "RULE, GAMMA = \"%s\", %.17g\n", d->rule->name, gamma);
    fputs(script_rest, out);
}

static const char *const names[] = {"parameters.npy", "gradients.npy", "results.npy", "factors.npy",
                                    "states.npy",     "README.md",     "check.py",    NULL};

static void write_part(FILE *out, const struct deck *d, int part)
{
    const double *rows[] = {d->x, d->g, d->out};
    if (part < 3)
        npy_write(out, rows[part], STEPS, DIM);
    else if (part == 3)
        npy_write(out, d->factor, STEPS, 0);
    else if (part == 4)
        npy_write(out, d->states, STEPS + 1, d->n_state);
    else if (part == 5)
        write_readme(out, d);
    else
        write_script(out, d);
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
    for (int i = 0; names[i] && ok; i++) {
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
    for (int i = 0; names[i] && !ok; i++) {
        snprintf(path, sizeof path, "%s/%s", beside, names[i]);
        unlink(path);
    }
    if (!ok)
        rmdir(beside);
    return ok;
}

static const struct clip_kind *rule_of(const char *name)
{
    const char *all[128] = {NULL};
    char expected[200];
    const struct clip_kind *rule = clip_find(name);
    for (int i = 0; clip_kinds[i] && i < 127; i++)
        all[i] = clip_kinds[i]->name;
    if (!rule)
        complain("deck: found %.80s%s", name, name_expect(expected, sizeof expected, name, all));
    else if (rule->uses_parts || rule->uses_curvature)
        complain("deck: %s needs more than a gradient; expected a rule that does not", name);
    else
        return rule;
    return NULL;
}

static int deck_main(const struct options *o)
{
    struct stat there;
    if (o->n_args != 1 || !o->output) {
        complain("deck: found %s; expected a clip rule and -o FOLDER", o->n_args == 0 ? "no rule"
                                                                       : o->n_args > 1
                                                                           ? "more than one rule"
                                                                           : "no folder");
        return EXIT_USAGE;
    }
    const struct clip_kind *rule = rule_of(o->args[0]);
    if (!rule)
        return EXIT_USAGE;
    if (lstat(o->output, &there) == 0) {
        complain("deck: %s is there already; expected a folder that is not", o->output);
        return EXIT_USAGE;
    }
    struct deck *d = mem_alloc(1, sizeof *d);
    draw(d);
    play(d, rule);
    bool ok = write_folder(d, o->output);
    if (!ok)
        complain("deck: %s cannot be written", o->output);
    free(d->states);
    free(d);
    return ok ? EXIT_OK : EXIT_FAILED;
}

const struct command_kind command_deck = {
    .name = "deck",
    .args = "RULE",
    .title = "write what a clip rule makes of gradients, to test a framework by",
    .help = "Writes gradients and the results of the rule as NumPy files into a new folder, with a "
            "README and a script. The script compares PyTorch, optax and Keras with them.",
    .options = "output",
    .main = deck_main,
};
