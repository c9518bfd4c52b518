/* The manual, as roff (man(7)), from the tables that the program itself reads. */
#include <stdio.h>
#include <string.h>

#include "base/param.h"
#include "clip/clip.h"
#include "command/command.h"
#include "input/action.h"
#include "optimizer/optimizer.h"
#include "panel/panel.h"
#include "problem/problem.h"
#include "scene/field.h"
#include "session/advice.h"
#include "tell/glossary.h"
#include "tell/quantity.h"

/* Text that roff takes as it is: its backslash, its minus, and its two characters of control. */
static void put(const char *s)
{
    for (bool start = true; *s; s++, start = false) {
        if (start && (*s == '.' || *s == '\''))
            fputs("\\&", stdout);
        if (*s == '\\')
            fputs("\\e", stdout);
        else if (*s == '-')
            fputs("\\-", stdout);
        else
            putchar(*s);
    }
}

static void line(const char *s)
{
    put(s);
    putchar('\n');
}

static void section(const char *name)
{
    printf(".SH %s\n", name);
}

/* A term in bold and what it means. */
static void entry(const char *term, const char *more, const char *meaning)
{
    fputs(".TP\n\\fB", stdout);
    put(term);
    fputs("\\fR", stdout);
    if (more && *more) {
        fputs(" \\fI", stdout);
        put(more);
        fputs("\\fR", stdout);
    }
    putchar('\n');
    line(meaning);
}

static void synopsis(void)
{
    section("SYNOPSIS");
    for (const struct command_kind *const *c = command_kinds; *c; c++) {
        bool live = strcmp((*c)->name, "live") == 0;
        fputs(".B clipdescent", stdout);
        printf("%s%s\n", live ? "" : " ", live ? "" : (*c)->name);
        fputs("[\\fIoptions\\fR]", stdout);
        if (*(*c)->args)
            printf(" \\fI%s\\fR", (*c)->args);
        puts("\n.br");
    }
}

static void commands(void)
{
    section("COMMANDS");
    line("The first word that is no option names the command, or else a scene to "
         "play. Options may stand anywhere; -- ends them.");
    for (const struct command_kind *const *c = command_kinds; *c; c++) {
        entry((*c)->name, (*c)->args, (*c)->help);
        if (*(*c)->options) {
            fputs("Options: ", stdout);
            line((*c)->options);
        }
    }
}

static void options(void)
{
    section("OPTIONS");
    for (const struct option_spec *s = option_table; s->name; s++) {
        char name[64];
        if (!s->help)
            continue;
        if (s->letter)
            snprintf(name, sizeof name, "-%c, --%s", s->letter, s->name);
        else
            snprintf(name, sizeof name, "--%s", s->name);
        entry(name, s->arg, s->help);
    }
}

static void keys(void)
{
    const char *group = "";
    char buf[128];
    section("KEYS");
    for (int i = 0; i < n_action_table; i++) {
        const struct action_spec *a = &action_table[i];
        const char *text = action_keys_text(a->id, false, buf, sizeof buf);
        if (strcmp(group, a->group) != 0)
            printf(".SS %s\n", a->group);
        group = a->group;
        if (*text)
            entry(text, NULL, a->help);
    }
}

static void params(const struct param *p, int n)
{
    char expect[160];
    for (int i = 0; i < n; i++) {
        param_expect(&p[i], expect, sizeof expect);
        entry(p[i].name, expect, p[i].help);
    }
}

/* A plug-in, its formula, and its keys indented under it. */
static void plugin(const char *name, const char *title, const char *formula, const struct param *p,
                   int n)
{
    entry(name, NULL, title);
    puts(".br");
    line(formula);
    if (n == 0)
        return;
    puts(".RS");
    params(p, n);
    puts(".RE");
}

static void fields(const struct field *f)
{
    for (; f->param.name; f++)
        params(&f->param, 1);
}

static void plugins(void)
{
    section("PROBLEMS");
    line("What problem.kind can be. Closed forms also take start: one number for every parameter.");
    for (const struct problem_kind *const *k = problem_kinds; *k; k++)
        plugin((*k)->name, (*k)->title, (*k)->formula, (*k)->params, (*k)->n_params);
    section("CLIP RULES");
    for (const struct clip_kind *const *k = clip_kinds; *k; k++)
        plugin((*k)->name, (*k)->title, (*k)->formula, (*k)->params, (*k)->n_params);
    section("OPTIMIZERS");
    for (const struct optimizer_kind *const *k = optimizer_kinds; *k; k++)
        plugin((*k)->name, (*k)->title, (*k)->formula, (*k)->params, (*k)->n_params);
    section("PANELS");
    for (const struct panel_kind *const *k = panel_kinds; *k; k++)
        entry((*k)->name, NULL, (*k)->help);
}

static void scene_keys(void)
{
    section("SCENE FILES");
    line("YAML with these parts; clipdescent check says what is wrong with one.");
    puts(".SS At the top");
    entry("title", "a line", "what the scene is called");
    entry("look", "a few lines", "what to look for");
    fields(scene_fields);
    puts(".SS problem");
    entry("kind", "a name", "the loss; its own keys stand under PROBLEMS");
    params(&scene_start_param, 1);
    puts(".SS runs");
    line("Up to eight, each under its name:");
    entry("optimizer", "a name", "how the gradient moves the parameters; gd unless said");
    entry("clip", "a name", "what is done to the gradient before; none unless said");
    params(&run_lr_param, 1);
    params(rate_params, RATE_PARAMS);
    params(bad_params, BAD_PARAMS);
    line("and the keys of its optimizer and its clip rule.");
    puts(".SS probe");
    fields(probe_fields);
    puts(".SS view");
    fields(view_fields);
}

static void advice(void)
{
    section("ADVICE");
    line("The rules of the panel advisor, by the names that scripts try them by, as in do: try "
         "l0-over-l1.");
    for (int i = 0; i < ADVICE_RULES; i++)
        entry(advice_rules[i].name, advice_rules[i].formula, advice_rules[i].label);
}

static void words(void)
{
    section("GLOSSARY");
    for (int i = 0; i < n_glossary; i++)
        entry(glossary[i].word, glossary[i].symbol, glossary[i].meaning);
}

static void statuses(void)
{
    static const char *const meaning[RUN_STATUSES] = {
        [RUN_RUNNING] = "none of the others",
        [RUN_CONVERGED] = "the gradient norm is at or below the tolerance, and the loss near its "
                          "lowest value where that is known",
        [RUN_STALLED] = "the update left every parameter as it was, but for the rounding of its "
                        "last digits, or the gradient is flat far above that value",
        [RUN_CYCLING] = "the run jumps between the same two points",
        [RUN_DIVERGED] = "loss, gradient or parameters are no longer finite, or out of reach: the "
                         "only one that ends a run",
    };
    section("STATUSES");
    for (int i = 0; i < RUN_STATUSES; i++)
        entry(run_status_names[i], NULL, meaning[i]);
}

static void rows(void)
{
    section("ROWS");
    line("run --csv writes a row for every run and step from 0 on, run after run; a diverged run "
         "ends with the row where that was seen. Row t is the state at step t before the update "
         "to t + 1: clip_factor multiplies the gradient in it, step_norm is its length, path_ratio "
         "the change of the gradient along it over that length; sharpness is the top eigenvalue "
         "of the Hessian at step t. An empty field was not measured. theta_0 and on are the "
         "parameters, of problems that have at most eight.");
    puts(".PP");
    line("run --columns NAME,... appends columns. Each is a quantity under its name as it is in "
         "the row: at step t, before the update to t + 1. What is said of the next update is of "
         "that one; means, shares and percentiles are over the updates made before, from steps 0 "
         "to t - 1, and empty at step 0. The quantities, of which scripts ask too:");
    for (int i = 0; i < n_quantities; i++)
        entry(quantities[i].name, quantities[i].kind == OF_ALL ? "no column" : NULL,
              quantities[i].help);
    puts(".PP");
    line(
        "sweep --csv writes a row for every setting: run, lr and gamma (empty where the run has no "
        "such knob), status (converged: the goal was reached), steps, and the last loss; of "
        "several "
        "starts those of the first that missed the goal, else of the slowest. With --best a row "
        "for each run, its best setting; where nothing reaches the goal no setting, and as steps "
        "those that were not enough.");
    puts(".PP");
    line("run --json writes the same rows under rows, the settings before and the outcomes under "
         "results behind them. JSON has no NaN and no infinity: null was not measured, and the "
         "words \"inf\", \"-inf\" and \"nan\" were.");
}

static void surroundings(void)
{
    section("ENVIRONMENT");
    entry("CLIPDESCENT_SCENES", NULL,
          "folders of scenes, with colons between, searched before all others");
    entry(
        "CLIPDESCENT_FASHION", NULL,
        "the folder of Fashion-MNIST's four files, where it is not Debian's package that has them");
    entry(
        "CLIPDESCENT_VECTORS", NULL,
        "which vectors of the processor make the products of networks: baseline, avx2 or avx512 on "
        "x86-64; the widest there are unless said. The numbers are the same with each");
    entry("NO_COLOR", NULL, "if not empty: no colour; --color says otherwise");
    entry("TERM, LANG, LC_ALL, ESCDELAY", NULL, "as everywhere; without UTF-8 all is in ASCII");
    section("FILES");
    entry("scenes/*.yaml", NULL, "beside the program, where it was built");
    entry(PREFIX "/share/clipdescent/scenes/*.yaml", NULL, "where it is installed");
    section("EXIT STATUS");
    entry("0", NULL, "done; a run that diverges is a result");
    entry("1", NULL, "the work failed: a file could not be written");
    entry("2", NULL, "the request was wrong: an option, a scene file, a name there is not");
    entry("128+n", NULL, "ended by signal n");
    section("EXAMPLES");
    puts(".nf\nclipdescent\nclipdescent run quartic \\-\\-set problem.start=10 "
         "\\-\\-set fixed.lr=0.004 \\-\\-csv \\-\n"
         "clipdescent snapshot quartic \\-\\-steps 60 \\-o quartic.svg\n"
         "clipdescent check my\\-scene.yaml\n.fi");
}

void manual_print(void)
{
    printf(".TH CLIPDESCENT 1 \"\" \"clipdescent %s\"\n", VERSION);
    section("NAME");
    puts("clipdescent \\- why does clipping the gradient make training faster, and when not");
    synopsis();
    section("DESCRIPTION");
    line("Plays gradient descent without clipping, with hard and with soft clipping side by side. "
         "Learning rate and threshold can be turned on the way. The screen shows the reason: how "
         "curvature grows with the gradient norm.");
    commands();
    options();
    keys();
    rows();
    advice();
    words();
    statuses();
    scene_keys();
    plugins();
    surroundings();
}
