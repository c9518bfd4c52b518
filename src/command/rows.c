#include "command/rows.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { THETAS_MAX = 8 };

/* The columns after run, step and status, in the order of the contract. loss and grad_norm are
 * always measured: there a NaN is a result, and in the others it is an empty field. */
enum { LOSS, GRAD_NORM, CLIP_FACTOR, STEP_NORM, LR, GAMMA, PATH_RATIO, SHARPNESS, COLUMNS };
enum { FIRST = 3 }; /* run, step, status */
const char *const rows_names[FIRST + COLUMNS + 1] = {
    "run",
    "step",
    "status",
    [FIRST + LOSS] = "loss",
    [FIRST + GRAD_NORM] = "grad_norm",
    [FIRST + CLIP_FACTOR] = "clip_factor",
    [FIRST + STEP_NORM] = "step_norm",
    [FIRST + LR] = "lr",
    [FIRST + GAMMA] = "gamma",
    [FIRST + PATH_RATIO] = "path_ratio",
    [FIRST + SHARPNESS] = "sharpness",
};

/* What a row is made of besides the run's own. */
struct fields {
    double value[COLUMNS];
    const double *x;    /* parameters */
    const double *more; /* parallel to rows.more */
};

struct outcome outcome_of(const struct run *r)
{
    return (struct outcome){.status = r->now.status,
                            .status_step = r->notes.status_step,
                            .steps = r->now.step,
                            .evals = r->notes.evals,
                            .clipped_steps = r->notes.clipped_steps,
                            .skipped_steps = r->notes.skipped_steps,
                            .loss = r->now.loss,
                            .grad_norm = r->now.grad_norm};
}

static void csv_number(FILE *out, double v, bool measured)
{
    putc(',', out);
    if (isnan(v))
        fputs(measured ? "nan" : "", out); /* printf may write a sign before it */
    else
        fprintf(out, "%.17g", v);
}

static void write_csv(const struct rows *w, const struct run *r, const struct row *row,
                      const struct fields *f)
{
    fprintf(w->csv, "%s,%" PRIu64 ",%s", r->name, row->step, run_status_names[row->status]);
    for (int i = 0; i < COLUMNS; i++)
        csv_number(w->csv, f->value[i], i <= GRAD_NORM);
    for (int i = 0; i < w->thetas; i++)
        csv_number(w->csv, f->x[i], true);
    for (int i = 0; i < w->more.n; i++)
        csv_number(w->csv, f->more[i], false);
    putc('\n', w->csv);
}

static void json_measured(FILE *out, double v)
{
    if (isnan(v))
        fputs("\"nan\"", out);
    else
        json_number(out, v);
}

static void write_json(struct rows *w, const struct run *r, const struct row *row,
                       const struct fields *f)
{
    FILE *out = w->json;
    fputs(w->any ? ",\n    {\"run\": " : "    {\"run\": ", out);
    w->any = true;
    json_text(out, r->name);
    fprintf(out, ", \"step\": %" PRIu64 ", \"status\": \"%s\"", row->step,
            run_status_names[row->status]);
    for (int i = 0; i < COLUMNS; i++) {
        fprintf(out, ", \"%s\": ", rows_names[FIRST + i]);
        if (i <= GRAD_NORM)
            json_measured(out, f->value[i]);
        else
            json_number(out, f->value[i]);
    }
    for (int i = 0; i < w->thetas; i++) {
        fprintf(out, ", \"theta_%d\": ", i);
        json_measured(out, f->x[i]);
    }
    for (int i = 0; i < w->more.n; i++) {
        fprintf(out, ", \"%s\": ", quantities[w->more.quantity[i]].name);
        json_number(out, f->more[i]);
    }
    putc('}', out);
}

static void write_row(struct rows *w, const struct run *r, const struct row *row, const double *x,
                      const double *more)
{
    /* The row of a divergence makes no update; its knobs are as set all the same. */
    double lr = row->status != RUN_DIVERGED ? row->lr : run_rate(r);
    double gamma = row->status != RUN_DIVERGED ? row->gamma : run_gamma(r);
    const struct fields f = {
        .value =
            {
                [LOSS] = row->loss,
                [GRAD_NORM] = row->grad_norm,
                [CLIP_FACTOR] = row->clip_factor,
                [STEP_NORM] = row->step_norm,
                [LR] = lr,
                [GAMMA] = gamma,
                [PATH_RATIO] = row->path_ratio,
                [SHARPNESS] = row->sharpness,
            },
        .x = x,
        .more = more,
    };
    if (w->csv)
        write_csv(w, r, row, &f);
    if (w->json)
        write_json(w, r, row, &f);
}

static void write_params(FILE *out, const struct param *p, int n, const double *par)
{
    for (int i = 0; i < n; i++) {
        fprintf(out, ", \"%s\": ", p[i].name);
        if (p[i].kind == PARAM_CHOICE)
            json_text(out, p[i].choices[(int)par[i]]);
        else
            json_number(out, par[i]);
    }
}

/* A scene's settings of a run, as JSON. */
static void write_settings(FILE *out, const struct run *r)
{
    fputs("{\"name\": ", out);
    json_text(out, r->name);
    fprintf(out, ", \"optimizer\": \"%s\", \"clip\": \"%s\", \"lr\": ", r->optimizer->name,
            r->clip->name);
    json_number(out, r->optimizer->uses_lr ? r->knobs.lr : NAN);
    struct knobs knobs = r->knobs;
    struct knob_group group[KNOB_GROUPS];
    knob_groups(r->optimizer, r->clip, group);
    for (int i = 0; i < KNOB_GROUPS; i++)
        if (group[i].params != bad_params || knobs.bad[BAD_STEP] > 0)
            write_params(out, group[i].params, group[i].n, knob_par(&knobs, &group[i]));
    putc('}', out);
}

static void begin_json(FILE *out, const struct scene *s, const struct race *race, uint64_t steps)
{
    const struct problem *p = &race->problem;
    fprintf(out, "{\n  \"clipdescent\": \"%s\",\n  \"scene\": ", VERSION);
    json_text(out, s->name);
    fputs(",\n  \"title\": ", out);
    json_text(out, s->title);
    fprintf(out, ",\n  \"problem\": {\"kind\": \"%s\", \"formula\": ", p->kind->name);
    json_text(out, p->formula);
    fprintf(out, ", \"parameters\": %d, \"infimum\": ", p->dim);
    json_number(out, p->infimum);
    fprintf(out, "},\n  \"seed\": %" PRIu64 ",\n  \"steps\": %" PRIu64 ",\n  \"runs\": [", s->seed,
            steps);
    for (int i = 0; i < race->n; i++) {
        fputs(i ? ",\n    " : "\n    ", out);
        write_settings(out, &race->run[i]);
    }
    fputs("\n  ],\n  \"rows\": [\n", out);
}

void rows_begin(struct rows *w, const struct scene *s, const struct race *race, uint64_t steps)
{
    w->thetas = race->problem.dim <= THETAS_MAX ? race->problem.dim : 0;
    w->any = false;
    if (w->json)
        begin_json(w->json, s, race, steps);
    if (!w->csv)
        return;
    for (int i = 0; rows_names[i]; i++)
        fprintf(w->csv, "%s%s", i ? "," : "", rows_names[i]);
    for (int i = 0; i < w->thetas; i++)
        fprintf(w->csv, ",theta_%d", i);
    for (int i = 0; i < w->more.n; i++)
        fprintf(w->csv, ",%s", quantities[w->more.quantity[i]].name);
    putc('\n', w->csv);
}

/* The quantities are asked while the run stands at the row's step; the rest of the row is known one
 * step later. */
bool rows_run(struct rows *w, struct race *race, struct run *r, uint64_t steps, struct work *work,
              struct outcome *out)
{
    double more[QUANTITIES_MAX];
    int index = (int)(r - race->run);
    turns_rewind(w->turns);
    for (uint64_t t = 0; t < steps; t++) {
        bool wanted = t % w->every == 0 && r->now.status != RUN_DIVERGED;
        turns_due(w->turns, r, index);
        if (wanted)
            columns_take(&w->more, race, r, more);
        if (!run_step(r))
            break;
        if (wanted)
            write_row(w, r, &r->last, r->x_back, more);
        if (!work_did(work, 1, r->name))
            return false;
    }
    turns_due(w->turns, r, index);
    *out = outcome_of(r);
    columns_take(&w->more, race, r, more);
    /* With what its update measures, so that the last row is the one a longer run would have. */
    struct row last = run_row(r);
    write_row(w, r, &last, r->x, more);
    return true;
}

void rows_end(struct rows *w, const struct race *race, const struct outcome *out)
{
    FILE *json = w->json;
    if (!json)
        return;
    fputs("\n  ],\n  \"results\": [", json);
    for (int i = 0; i < race->n; i++) {
        const struct outcome *o = &out[i];
        fputs(i ? ",\n    {\"run\": " : "\n    {\"run\": ", json);
        json_text(json, race->run[i].name);
        fprintf(json,
                ", \"status\": \"%s\", \"status_step\": %" PRIu64 ", \"steps\": %" PRIu64
                ", \"evals\": %" PRIu64 ", \"clipped_steps\": %" PRIu64
                ", \"skipped_steps\": %" PRIu64 ", \"loss\": ",
                run_status_names[o->status], o->status_step, o->steps, o->evals, o->clipped_steps,
                o->skipped_steps);
        json_measured(json, o->loss);
        fputs(", \"grad_norm\": ", json);
        json_measured(json, o->grad_norm);
        putc('}', json);
    }
    fputs("\n  ]\n}\n", json);
}
