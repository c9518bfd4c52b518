/* The deck's README: the rule, the files, and where frameworks compute something else; and its
 * script, check.py, which is deck_check.py behind the rule's own lines. */
#include <math.h>

#include "base/carry.h"
#include "base/vec.h"
#include "command/deck.h"

/* How far another's results are from this deck's on its finite rows, over the longer of both; and
 * where that is most. */
static double apart(const struct deck *a, const struct deck *b, int *where)
{
    double most = 0;
    for (int t = 0; t < DECK_INFINITE; t++) {
        const double *p = a->out + t * DECK_DIM, *q = b->out + t * DECK_DIM;
        double far = vec_distance(p, q, DECK_DIM);
        double longest = fmax(vec_norm(p, DECK_DIM), vec_norm(q, DECK_DIM));
        if (longest > 0 && !(far / longest <= most))
            most = far / longest, *where = t;
    }
    return most;
}

static const char *outcome(const struct deck *d, int t)
{
    bool finite = true, zero = true;
    for (int i = 0; i < DECK_DIM; i++) {
        finite = finite && isfinite(d->out[t * DECK_DIM + i]);
        zero = zero && d->out[t * DECK_DIM + i] == 0;
    }
    return zero ? "0" : finite ? "finite" : "not finite";
}

static void tell_row(FILE *out, const struct deck *d, const struct deck *other, const char *who,
                     const char *how)
{
    int where = 0;
    double far = apart(d, other, &where);
    fprintf(out, "| %s | %s | %.3g | %d | %s | %s |\n", who, how, far, where,
            outcome(other, DECK_INFINITE), outcome(other, DECK_NAN));
}

/* Of the hard clip the frameworks' forms are rules of the program. */
static void tell_clips(FILE *out, const struct deck *d)
{
    static const char *const frameworks[][2] = {
        {"torch", "PyTorch"}, {"optax", "optax"}, {"tensorflow", "TensorFlow, Keras"}};
    for (size_t i = 0; i < sizeof frameworks / sizeof *frameworks; i++) {
        const struct clip_kind *rule = clip_find(frameworks[i][0]);
        struct deck *other = deck_make(rule, NULL, NULL);
        tell_row(out, d, other, frameworks[i][1], rule->formula);
        deck_free(other);
    }
}

static void tell_optimizers(FILE *out, const struct deck *d)
{
    const struct optimizer_elsewhere *form = d->optimizer->elsewhere;
    for (; form->who; form++) {
        struct deck *other = deck_make(NULL, d->optimizer, form);
        tell_row(out, d, other, form->who, form->differs);
        deck_free(other);
    }
}

static void tell_frameworks(FILE *out, const struct deck *d)
{
    bool clip = d->clip && d->clip->family == CLIP_HARD;
    if (!clip && !(d->optimizer && d->optimizer->elsewhere))
        return;
    fprintf(
        out,
        "\nWhere frameworks compute something else from the same values, by the program's form of "
        "each\n(rows 0 to %d: the largest distance of the results, over their length):\n\n"
        "| framework | what it does | distance | row | row %d, infinite | row %d, NaN |\n"
        "|---|---|---|---|---|---|\n",
        DECK_INFINITE - 1, DECK_INFINITE, DECK_NAN);
    (clip ? tell_clips : tell_optimizers)(out, d);
}

static void tell_files(FILE *out, const struct deck *d)
{
    fprintf(out,
            "\nFiles, float64, a row a step:\n\n"
            "- `parameters.npy` (%d, %d): the parameters before the step, drawn anew for each\n"
            "- `gradients.npy` likewise\n"
            "- `rates.npy` (%d,): the learning rate, halved from row %d on\n",
            DECK_STEPS, DECK_DIM, DECK_STEPS, DECK_SLOWER);
    if (d->clip)
        fprintf(out,
                "- `results.npy` (%d, %d): the clipped gradient\n"
                "- `factors.npy` (%d,): what the gradient was multiplied with\n",
                DECK_STEPS, DECK_DIM, DECK_STEPS);
    else
        fprintf(out, "- `results.npy` (%d, %d): what the step adds to the parameters\n", DECK_STEPS,
                DECK_DIM);
    fprintf(out,
            "- `states.npy` (%d rows, %zu numbers each; none: a 0): what the rule remembers,\n"
            "  before step 0 and after each\n\n"
            "The first four entries are a 2 x 2 weight matrix, the last two a bias. Row %d is 0,\n"
            "row %d is 1e30 times too long, row %d has an infinite entry and row %d a NaN.\n",
            DECK_STEPS + 1, d->n_state, DECK_ZERO, DECK_HUGE, DECK_INFINITE, DECK_NAN);
    if (d->optimizer)
        fputs("The last entry is about 1e-7, where an added ε counts. The loss is 1, the least "
              "loss 0.\n",
              out);
    fputs("`python3 check.py` compares a second form of the rule in Python, PyTorch, optax and "
          "Keras,\nthose that are there, or only `reference`, `torch`, `optax` or `keras`. Its "
          "status is 1 where\nthe second form differs.\n",
          out);
}

void deck_readme(FILE *out, const struct deck *d)
{
    fprintf(out, "# A deck for the %s %s\n\n%s.\n\n    %s\n\nSource: %s\n",
            d->clip ? "clip rule" : d->kind, d->name, d->title, d->formula, d->source);
    if (d->n_params > 0)
        fputs("\nParameters:\n\n", out);
    for (int i = 0; i < d->n_params; i++)
        fprintf(out, "- %s = %.17g: %s\n", d->params[i].name, d->par[i], d->params[i].help);
    tell_files(out, d);
    tell_frameworks(out, d);
}

/* Each rule written a second time in Python, and calls of frameworks. */
CARRY(deck_check, "src/command/deck_check.py");

void deck_script(FILE *out, const struct deck *d)
{
    fprintf(out,
            "\"\"\"Compares %ss with the deck's results, on its finite rows. Needs nothing but "
            "Python.\"\"\"\nimport math\nimport struct\nimport sys\n\nKIND, RULE = \"%s\", "
            "\"%s\"\nP = {",
            d->kind, d->kind, d->name);
    for (int i = 0; i < d->n_params; i++)
        fprintf(out, isfinite(d->par[i]) ? "%s\"%s\": %.17g" : "%s\"%s\": float(\"%g\")",
                i ? ", " : "", d->params[i].name, d->par[i]);
    fputs("}\n\n\n", out);
    fwrite(deck_check, 1, (size_t)(deck_check_end - deck_check), out);
}
