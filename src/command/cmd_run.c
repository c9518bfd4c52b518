/* Steps a scene's runs without a terminal: a table of what became of them, and their rows. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "command/arrays.h"
#include "command/command.h"
#include "command/held_out.h"
#include "command/narrate.h"
#include "command/rows.h"
#include "command/sheet.h"
#include "command/work.h"
#include "panel/chart/pen.h"

/* The steps alone, where nobody wants the rows. */
static bool step_run(struct turns *turns, struct run *r, int index, uint64_t steps,
                     struct work *work, struct outcome *out)
{
    uint64_t left = steps;
    turns_rewind(turns);
    turns_due(turns, r, index);
    while (left > 0 && r->now.status != RUN_DIVERGED) {
        uint64_t n = work_share(work, left), made = 0;
        while (made < n && run_step(r)) {
            made++;
            turns_due(turns, r, index);
        }
        left -= made;
        if (!work_did(work, made, r->name))
            return false;
    }
    run_settle(r);
    *out = outcome_of(r);
    return true;
}

static bool is_watched(const struct run *r)
{
    return !r->clip->keeps && r->now.step > 0;
}

static void put_clipped(struct sheet *s, const struct run *r, const struct outcome *o)
{
    sheet_put(s, SHARE_TEXT(is_watched(r) ? o->clipped_steps : 0, is_watched(r) ? o->steps : 0, 1));
}

static void put_skipped(struct sheet *s, const struct run *r, const struct outcome *o)
{
    sheet_number(s, r->clip->skips ? (double)o->skipped_steps : NAN, 17);
}

/* Columns about what some rules alone do are there where one of the runs has such a rule. */
static void print_table(const struct race *race, const struct outcome *out, bool unicode)
{
    static const char *const heads[] = {"run",     "optimizer",  "clip",  "lr",   "γ",
                                        "steps",   "evals",      "loss",  "‖∇f‖", "clipped %",
                                        "skipped", "loss scale", "status"};
    static struct sheet s;
    bool skips = false, scales = false;
    for (int i = 0; i < race->n; i++) {
        skips |= race->run[i].clip->skips;
        scales |= race->run[i].clip->loss_scale != NULL;
    }
    s = (struct sheet){.unicode = unicode};
    for (int i = 3; i <= 9 + skips + scales; i++)
        s.right[i] = true;
    sheet_row(&s);
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if ((i != 10 || skips) && (i != 11 || scales))
            sheet_put(&s, heads[i]);
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        const struct outcome *o = &out[i];
        char status[64];
        sheet_row(&s);
        sheet_put(&s, r->name);
        sheet_put(&s, r->optimizer->name);
        sheet_put(&s, r->clip->name);
        sheet_number(&s, run_rate(r), 4);
        sheet_number(&s, run_threshold(r), 4);
        sheet_number(&s, (double)o->steps, 17);
        sheet_number(&s, (double)o->evals, 17);
        sheet_number(&s, o->loss, 4);
        sheet_number(&s, o->grad_norm, 4);
        put_clipped(&s, r, o);
        if (skips)
            put_skipped(&s, r, o);
        if (scales)
            sheet_number(&s, run_loss_scale(r), 4);
        sheet_put(&s, run_status_text(o->status, o->status_step, status, sizeof status));
    }
    sheet_print(&s, stdout);
}

/* What there is to watch of the runs that clip: norms before it and the ratio it leaves; then a
 * rule of thumb beside what the run shows. */
static void print_monitor(const struct race *race, bool unicode)
{
    static const char *const heads[] = {"run", "g50", "g90", "g99", "clip ratio", "of late"};
    static const double shares[] = {0.5, 0.9, 0.99};
    static struct sheet s;
    char norm[24];
    s = (struct sheet){.unicode = unicode, .right = {false, true, true, true, true, true}};
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        if (!is_watched(r))
            continue;
        if (s.rows == 0) {
            sheet_row(&s);
            for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++)
                sheet_put(&s, heads[k]);
        }
        sheet_row(&s);
        sheet_put(&s, r->name);
        for (int k = 0; k < 3; k++)
            sheet_put(&s, monitor_text(r->monitor, shares[k], norm, sizeof norm));
        sheet_number(&s, monitor_ratio(r), 3);
        sheet_number(&s, monitor_ratio_recent(r), 3);
    }
    if (s.rows == 0)
        return;
    putchar('\n');
    sheet_print(&s, stdout);
    for (int i = 0; i < race->n; i++) {
        char said[400], words[PEN_TEXT_MAX];
        struct grid grid = {.unicode = unicode};
        if (!is_watched(&race->run[i]))
            continue;
        monitor_say(&race->run[i], said, sizeof said);
        printf("%s: %s\n", race->run[i].name, pen_words(&grid, said, words, sizeof words));
    }
}

struct outputs {
    struct file_writer csv, json;
    bool has_csv, has_json;
};

static bool outputs_begin(struct outputs *f, const struct options *o)
{
    char why[256];
    *f = (struct outputs){0};
    if (o->csv && !(f->has_csv = file_begin(&f->csv, o->csv, why, sizeof why))) {
        complain("%s: %s", o->csv, why);
        return false;
    }
    if (o->json && !(f->has_json = file_begin(&f->json, o->json, why, sizeof why))) {
        complain("%s: %s", o->json, why);
        if (f->has_csv)
            file_abandon(&f->csv);
        return false;
    }
    return true;
}

static void outputs_abandon(struct outputs *f)
{
    if (f->has_csv)
        file_abandon(&f->csv);
    if (f->has_json)
        file_abandon(&f->json);
}

static bool output_commit(struct file_writer *w, const char *name)
{
    char why[256];
    bool ok = file_commit(w, why, sizeof why);
    if (!ok)
        complain("%s: %s", strcmp(name, "-") == 0 ? "standard output" : name, why);
    return ok;
}

static bool outputs_commit(struct outputs *f, const struct options *o)
{
    bool csv = !o->csv || output_commit(&f->csv, o->csv);
    bool json = !o->json || output_commit(&f->json, o->json);
    return csv && json;
}

static int run_race(const struct options *o, const struct scene *scene, struct race *race,
                    const struct columns *more)
{
    struct outputs files;
    struct outcome out[RUNS_MAX] = {0};
    struct work work;
    struct turns turns;
    uint64_t steps = o->has_steps ? o->steps : scene->goes_on ? scene->from : scene->steps;
    if (!outputs_begin(&files, o))
        return EXIT_FAILED;
    struct rows rows = {.csv = files.has_csv ? files.csv.out : NULL,
                        .json = files.has_json ? files.json.out : NULL,
                        .every = o->every,
                        .more = *more,
                        .turns = &turns};
    turns_begin(&turns, scene);
    bool going = true, wanted = rows.csv || rows.json;
    if (wanted)
        rows_begin(&rows, scene, race, steps);
    work_begin(&work, steps * (uint64_t)race->n);
    for (int i = 0; i < race->n && going; i++)
        going = wanted ? rows_run(&rows, race, &race->run[i], steps, &work, &out[i])
                       : step_run(&turns, &race->run[i], i, steps, &work, &out[i]);
    int sig = work_end(&work);
    turns_release(&turns);
    if (sig) {
        outputs_abandon(&files);
        raise(sig); /* ends the program as if it had never been caught */
    }
    rows_end(&rows, race, out);
    if (!outputs_commit(&files, o) || !arrays_save(o, race, out))
        return EXIT_FAILED;
    bool taken = (o->csv && strcmp(o->csv, "-") == 0) || (o->json && strcmp(o->json, "-") == 0);
    if (!taken) {
        print_table(race, out, options_unicode(o));
        exam_print(race, out, options_unicode(o));
        print_monitor(race, options_unicode(o));
    }
    return EXIT_OK;
}

/* Whether what the command line says goes together. */
static bool options_fit(const struct options *o, struct columns *more)
{
    if (o->csv && o->json && file_same(o->csv, o->json))
        complain("--csv and --json: found \"%s\" for both; expected two files", o->csv);
    else if (o->columns && !o->csv && !o->json)
        complain("--columns: found neither --csv nor --json; expected rows to append them to");
    else if (o->narrate && (o->csv || o->json || o->save_params || o->save_data || o->load_params))
        complain("--narrate: found with an option that writes or reads a file; expected it alone");
    else
        return columns_read(more, o->columns, rows_names);
    return false;
}

static int run_main(const struct options *o)
{
    static struct scene scene;
    static struct race race;
    struct columns more;
    struct report r;
    if (!options_fit(o, &more))
        return EXIT_USAGE;
    if (o->narrate)
        return narrate(o);
    if (!options_scene(o, options_scene_name(o), &scene))
        return EXIT_USAGE;
    if (o->marker && !options_cast(o, options_scene_name(o))) {
        complain("--marker: found \"%s\" for a scene; expected it for a recording (FILE.cast)",
                 o->marker);
        return EXIT_USAGE;
    }
    report_init(&r);
    bool ok = scene_open(&scene, &race, &r);
    options_faults(o, options_scene_name(o), &r);
    if (!ok)
        return EXIT_USAGE;
    int status = arrays_check(o, &race) ? run_race(o, &scene, &race, &more) : EXIT_USAGE;
    race_release(&race);
    return status;
}

const struct command_kind command_run = {
    .name = "run",
    .args = "SCENE",
    .title = "step a scene without a terminal, then print a table",
    .help = "Makes the steps the scene says, or --steps of them. It prints what became of every "
            "run, and the test accuracy of networks. --csv and --json "
            "write every step in full precision: row t is the state at step "
            "t before the update to t + 1. A run that diverges is a result: the status is 0, and "
            "the table says at which step. Parameters are in the order of PyTorch's parameters(): "
            "weight (out, in) and bias, layer by layer; the loss is the mean over the batch, and a "
            "network computes it and its gradient in single precision. A "
            "session that was saved, and a recording (FILE.cast), is run to where it stands, with "
            "every knob turned at its step. --narrate tells the run in plain lines instead, for a "
            "screen reader or a log. It begins at the first step or at the --marker of the script, "
            "and tells the script too.",
    .options = "steps marker seed set csv json columns every save-params save-data load-params "
               "narrate ascii",
    .main = run_main,
};
