/* Steps a scene's runs without a terminal: a table of what became of them, and their rows. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "command/arrays.h"
#include "command/command.h"
#include "command/narrate.h"
#include "command/output.h"
#include "command/rows.h"
#include "command/sheet.h"
#include "command/work.h"
#include "lab/exam.h"

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

/* Columns about what some rules alone do are there where one of the runs has such a rule. */
static void print_table(const struct race *race, const struct outcome *out, bool unicode)
{
    static const char *const heads[] = {"run",      "optimizer",   "clip",  ">lr",   ">γ",
                                        ">steps",   ">evals",      ">loss", ">‖∇f‖", ">clipped %",
                                        ">skipped", ">loss scale", "status"};
    struct sheet *s = sheet_begin(unicode, NULL);
    bool skips = false, scales = false;
    for (int i = 0; i < race->n; i++) {
        skips |= race->run[i].clip->skips;
        scales |= race->run[i].clip->loss_scale != NULL;
    }
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if ((i != 10 || skips) && (i != 11 || scales))
            sheet_head(s, heads[i]);
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        const struct outcome *o = &out[i];
        char status[64];
        sheet_row(s);
        sheet_put(s, r->name);
        sheet_put(s, r->optimizer->name);
        sheet_put(s, r->clip->name);
        sheet_number(s, run_rate(r), 4);
        sheet_number(s, run_threshold(r), 4);
        sheet_number(s, (double)o->steps, 17);
        sheet_number(s, (double)o->evals, 17);
        sheet_number(s, o->loss, 4);
        sheet_number(s, o->grad_norm, 4);
        bool watched = is_watched(r);
        sheet_put(s, SHARE_TEXT(watched ? o->clipped_steps : 0, watched ? o->steps : 0, 1));
        if (skips)
            sheet_number(s, r->clip->skips ? (double)o->skipped_steps : NAN, 17);
        if (scales)
            sheet_number(s, run_loss_scale(r), 4);
        sheet_put(s, run_status_text(o->status, o->status_step, status, sizeof status));
    }
    sheet_print(s);
}

/* What there is to watch of the runs that clip: norms before it and the ratio it leaves; then a
 * rule of thumb beside what the run shows. */
static void print_monitor(const struct race *race, bool unicode)
{
    static const char *const heads[] = {"run",         ">g50",          ">g90", ">g99",
                                        ">clip ratio", ">recent ratio", NULL};
    static const double shares[] = {0.5, 0.9, 0.99};
    struct sheet *s = sheet_begin(unicode, heads);
    char norm[24];
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        if (!is_watched(r))
            continue;
        sheet_row(s);
        sheet_put(s, r->name);
        for (int k = 0; k < 3; k++)
            sheet_put(s, monitor_text(r->monitor, shares[k], norm, sizeof norm));
        sheet_number(s, monitor_ratio(r), 3);
        sheet_number(s, monitor_ratio_recent(r), 3);
    }
    if (s->rows == 1)
        return;
    putchar('\n');
    sheet_print(s);
    for (int i = 0; i < race->n; i++) {
        char said[400], line[480];
        if (!is_watched(&race->run[i]))
            continue;
        monitor_say(&race->run[i], said, sizeof said);
        snprintf(line, sizeof line, "%s: %s", race->run[i].name, said);
        say_line(unicode, line);
    }
}

/* Loss and share of right answers over the whole test part, at the step that out says; nothing
 * where there is no such part. */
static void print_exam(const struct race *race, const struct outcome *out, bool unicode)
{
    static const char *const heads[] = {"run", ">test loss", ">right %", ">of", NULL};
    struct sheet *s = sheet_begin(unicode, heads);
    if (!race->problem.kind->measure)
        return;
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        struct measure m = exam_part(r->problem, r->look, r->x, PART_TEST);
        if (m.samples == 0)
            return;
        bool lost = out[i].status == RUN_DIVERGED;
        sheet_row(s);
        sheet_put(s, r->name);
        sheet_number(s, lost ? NAN : m.loss / m.samples, 4);
        sheet_number(s, lost || m.correct < 0 ? NAN : 100.0 * m.correct / m.samples, 4);
        sheet_number(s, m.samples, 9);
    }
    putchar('\n');
    sheet_print(s);
}

/* The rows, as CSV and as JSON; path NULL: not asked for. */
enum { CSV, JSON, FILES };

static bool files_end(struct file_writer *file, const char *const *path, bool whole)
{
    bool csv = !path[CSV] || output_end(&file[CSV], path[CSV], whole);
    bool json = !path[JSON] || output_end(&file[JSON], path[JSON], whole);
    return csv && json;
}

static bool files_begin(struct file_writer *file, const char *const *path)
{
    if (path[CSV] && !output_begin(&file[CSV], path[CSV]))
        return false;
    if (!path[JSON] || output_begin(&file[JSON], path[JSON]))
        return true;
    if (path[CSV])
        file_abandon(&file[CSV]);
    return false;
}

static int run_race(const struct options *o, const struct scene *scene, struct race *race,
                    const struct columns *more)
{
    const char *const path[FILES] = {o->csv, o->json};
    struct file_writer file[FILES] = {0};
    struct outcome out[RUNS_MAX] = {0};
    struct work work;
    struct turns turns;
    uint64_t steps = o->has_steps ? o->steps : scene->goes_on ? scene->from : scene->steps;
    if (!files_begin(file, path))
        return EXIT_FAILED;
    struct rows rows = {.csv = file[CSV].out,
                        .json = file[JSON].out,
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
        files_end(file, path, false);
        raise(sig); /* ends the program as if it had never been caught */
    }
    rows_end(&rows, race, out);
    if (!files_end(file, path, true) || !arrays_save(o, race, out))
        return EXIT_FAILED;
    bool taken = (o->csv && strcmp(o->csv, "-") == 0) || (o->json && strcmp(o->json, "-") == 0);
    if (!taken) {
        print_table(race, out, options_unicode(o));
        print_exam(race, out, options_unicode(o));
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
    if (!options_fit(o, &more))
        return EXIT_USAGE;
    if (o->narrate)
        return narrate(o);
    if (o->marker && !options_cast(o)) {
        complain("--marker: found \"%s\" for a scene; expected it for a recording (FILE.cast)",
                 o->marker);
        return EXIT_USAGE;
    }
    if (!options_race(o, &scene, &race))
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
