#include "command/sweep_rows.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "command/sheet.h"

static void csv_number(FILE *out, double v)
{
    if (isnan(v))
        fputs(",", out);
    else
        fprintf(out, ",%.17g", v);
}

void sweep_csv(FILE *out, const char *run, const struct sweep_point *p, const struct sweep_cell *c)
{
    fputs(run, out);
    csv_number(out, p->lr);
    csv_number(out, p->gamma);
    fprintf(out, ",%s,%llu,", run_status_names[c->status], (unsigned long long)c->steps);
    if (isnan(c->loss))
        fputs("nan\n", out); /* printf may write a sign before it */
    else
        fprintf(out, "%.17g\n", c->loss);
}

struct found found_of(const struct search *s)
{
    return (struct found){.any = s->n_best > 0,
                          .best = s->best[0],
                          .limit = s->limit,
                          .runs = s->runs,
                          .steps = s->steps};
}

/* The run that the others are measured by: the first without a clip, else the first. */
static int measure_of(const struct race *race)
{
    for (int i = 0; i < race->n; i++)
        if (race->run[i].clip->keeps)
            return i;
    return 0;
}

/* How many times as fast as the measure; where that never arrived, "over" what it would be at its
 * last step. */
static const char *ratio_text(char *buf, size_t size, const struct found *f,
                              const struct found *measure)
{
    uint64_t most = measure->any ? measure->best.cell.steps : measure->limit;
    if (!f->any || f->best.cell.steps == 0 || (!measure->any && f == measure))
        snprintf(buf, size, "–");
    else
        snprintf(buf, size, "%s%s", measure->any ? "" : "over ",
                 NUMBER((double)most / (double)f->best.cell.steps, 4));
    return buf;
}

static void best_row(struct sheet *s, const struct run *r, const struct found *f,
                     const struct found *measure)
{
    char text[64];
    sheet_row(s);
    sheet_put(s, r->name);
    sheet_put(s, r->optimizer->name);
    sheet_put(s, r->clip->name);
    sheet_number(s, f->any ? f->best.at.lr : NAN, 9);
    sheet_number(s, f->any ? f->best.at.gamma : NAN, 9);
    if (f->any)
        number_text(text, sizeof text, (double)f->best.cell.steps, 17);
    else
        snprintf(text, sizeof text, "over %llu", (unsigned long long)f->limit);
    sheet_put(s, text);
    sheet_put(s, ratio_text(text, sizeof text, f, measure));
    sheet_number(s, (double)f->runs, 17);
    sheet_number(s, (double)f->steps, 17);
}

void best_print(const struct race *race, const struct found *found, bool unicode)
{
    static const char *const heads[] = {"run",         "optimizer", "clip",          ">lr",
                                        ">γ",          ">steps",    ">times faster", ">runs made",
                                        ">steps made", NULL};
    struct sheet *s = sheet_begin(unicode, heads);
    const struct found *measure = &found[measure_of(race)];
    uint64_t runs = 0, steps = 0;
    for (int i = 0; i < race->n; i++) {
        best_row(s, &race->run[i], &found[i], measure);
        runs += found[i].runs, steps += found[i].steps;
    }
    sheet_print(s);
    printf("\ntimes faster: than %s, each at its best setting; the search made %llu runs, %llu "
           "steps\n",
           race->run[measure_of(race)].name, (unsigned long long)runs, (unsigned long long)steps);
}

void best_csv(FILE *out, const char *run, const struct found *f)
{
    if (f->any)
        sweep_csv(out, run, &f->best.at, &f->best.cell);
    else
        fprintf(out, "%s,,,running,%llu,\n", run, (unsigned long long)f->limit);
}
