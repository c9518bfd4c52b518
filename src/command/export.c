#include "command/export.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "backend/backend.h"
#include "base/file.h"
#include "base/text.h"

/* Writes text beside and renames it; nothing that is there is overwritten. */
static void save(struct session *s, const struct text *text, const char *ending)
{
    char stem[100], name[128], why[160];
    snprintf(stem, sizeof stem, "%.70s-%llu", s->scene.name, (unsigned long long)s->race.step);
    file_free_name(name, sizeof name, stem, ending);
    if (file_save(name, text->at, text->length, why, sizeof why))
        snprintf(s->view.message, sizeof s->view.message, "saved as %s", name);
    else
        snprintf(s->view.message, sizeof s->view.message, "not saved: %.60s: %.80s", name, why);
}

void export_frame(struct session *s, const struct grid *g)
{
    struct text svg = {0};
    backend_find("svg")->write(g, (int)s->view.theme, s->scene.title, &svg);
    save(s, &svg, "svg");
    text_release(&svg);
}

static void add_number(struct text *out, double v, bool measured)
{
    if (isnan(v))
        text_add(out, measured ? ",nan" : ",");
    else
        text_printf(out, ",%.17g", v);
}

/* The columns are those of `run --csv` that a trace holds. */
void export_rows(struct session *s)
{
    struct text csv = {0};
    text_add(&csv, "run,step,loss,grad_norm,clip_factor,path_ratio,sharpness\n");
    for (int i = 0; i < s->race.n; i++) {
        const struct run *r = &s->race.run[i];
        for (int k = 0; k < r->trace.n; k++) {
            const struct bucket *b = &r->trace.bucket[k];
            text_printf(&csv, "%s,%" PRIu64, r->name, b->step);
            add_number(&csv, b->loss, true);
            add_number(&csv, b->grad, true);
            add_number(&csv, b->clip, false);
            add_number(&csv, b->ratio, false);
            add_number(&csv, b->sharp, false);
            text_add(&csv, "\n");
        }
    }
    save(s, &csv, "csv");
    text_release(&csv);
}
