/* The panels of watched logs, as a table. */
#include "watch/watch_panel.h"

#include <stdio.h>

#include "base/text.h"

static bool has_layers(const struct watch *w)
{
    for (int i = 0; i < w->n_runs; i++)
        if (w->run[i].track.n_layers > 0)
            return true;
    return false;
}

static void norm_title(UNUSED const struct watch *w, const struct watch_view *v, char *buf,
                       size_t size)
{
    const char *number = NUMBER(v->gamma, 3);
    const char *share = PERCENT_TEXT(100 * v->facts.share, 1);
    snprintf(buf, size, "gradient norm; γ = %s would clip %s %%\n‖g‖; γ = %s clips %s %%", number,
             share, number, share);
}

static void factor_title(UNUSED const struct watch *w, const struct watch_view *v, char *buf,
                         size_t size)
{
    snprintf(buf, size, "clip factor at γ = %s", NUMBER(v->gamma, 3));
}

static void rules_title(UNUSED const struct watch *w, const struct watch_view *v, char *buf,
                        size_t size)
{
    const char *number = NUMBER(v->gamma, 3);
    snprintf(
        buf, size,
        "what each rule would have done to these norms (bold: at γ = %s)\nrules (bold: at γ = %s)",
        number, number);
}

/* One panel a row, in the order of the screen. */
static const struct watch_panel watch_panels[] = {
    {.name = "loss",
     .title = "loss",
     .help =
         "The logged loss over steps. A cross at the top: NaN or infinite. ◂: the training went "
         "back to this step. Click a step to look at it.",
     .size = {.min_cols = 28, .min_rows = 9, .rank = 2},
     .draw = watch_draw_loss},
    {.name = "norm",
     .title = "gradient norm",
     .help = "The logged gradient norm over steps, with γ across it. ▾: a spike, over 4 times the "
             "median of the 50 norms before it, with its norm and its step.",
     .size = {.min_cols = 28, .min_rows = 9, .rank = 0},
     .title_text = norm_title,
     .draw = watch_draw_norm},
    {.name = "factor",
     .title = "clip factor",
     .help = "What hard clipping at γ would have multiplied each gradient by: min(1, γ/‖g‖).",
     .size = {.min_cols = 28, .min_rows = 8, .rank = 5},
     .title_text = factor_title,
     .draw = watch_draw_factor},
    {.name = "change",
     .title = "loss change after each norm",
     .help = "For each norm how the loss changed in the next record. Points at the upper right are "
             "steps that clipping is for: a large gradient, and then a higher loss.",
     .size = {.min_cols = 28, .min_rows = 8, .rank = 6},
     .draw = watch_draw_change},
    {.name = "layers",
     .title = "norm of each layer",
     .help =
         "The gradient norm of each layer at the step that is looked at, where the log has them; "
         "the largest is named.",
     .size = {.min_cols = 28, .min_rows = 9, .rank = 7},
     .there = has_layers,
     .draw = watch_draw_layers},
    {.name = "logs",
     .title = "what was read",
     .help = "Each run at the step that is looked at, quantiles of its norms up to there, and what "
             "the log does not have. Whose norm it is: before or after clipping.",
     .size = {.min_cols = 40, .min_rows = 4, .rank = 1},
     .want_rows = watch_rows_logs,
     .draw = watch_draw_logs},
    {.name = "rules",
     .title = "what each rule would have done",
     .help = "Every clip rule that goes by the norm alone, on the logged norms up to the step that "
             "is looked at: share clipped, mean factor, learning rate times that, share of steps "
             "left out. The training itself would have gone another way.",
     .size = {.min_cols = 40, .min_rows = 6, .rank = 3},
     .want_rows = watch_rows_rules,
     .title_text = rules_title,
     .draw = watch_draw_rules},
    {.name = "checks",
     .title = "what is wrong with it",
     .help = "What the log shows of common mistakes, how sure that is, and a scene that shows the "
             "same in small.",
     .size = {.min_cols = 40, .min_rows = 3, .rank = 4},
     .want_rows = watch_rows_checks,
     .draw = watch_draw_checks},
};
static const int n_watch_panels = sizeof watch_panels / sizeof *watch_panels;
_Static_assert(sizeof watch_panels / sizeof *watch_panels <= WATCH_PANELS_MAX, "room for all");

int watch_panels_count(const struct watch *w)
{
    int n = 0;
    for (int i = 0; i < n_watch_panels; i++)
        n += !watch_panels[i].there || watch_panels[i].there(w);
    return n;
}

const struct watch_panel *watch_panels_at(const struct watch *w, int i)
{
    for (int k = 0; k < n_watch_panels; k++)
        if ((!watch_panels[k].there || watch_panels[k].there(w)) && i-- == 0)
            return &watch_panels[k];
    return NULL;
}
