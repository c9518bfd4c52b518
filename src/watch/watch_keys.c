/* What keys do to the view. */
#include <math.h>
#include <stdio.h>

#include "base/param.h"
#include "base/text.h"
#include "draw/theme.h"
#include "input/key.h"
#include "watch/watch_panel.h"
#include "watch/watch_view.h"

static const struct param gamma_knob = {.name = "gamma",
                                        .kind = PARAM_REAL,
                                        .log_scale = true,
                                        .open_min = true,
                                        .min = 0,
                                        .max = 1e12};

static void turn(struct watch_view *v, int notches)
{
    v->gamma = param_nudge(&gamma_knob, v->gamma, notches);
    v->turned = true;
    v->advice = -1;
}

static void act_gamma_up(struct watch_view *v, UNUSED const struct watch *w, int key)
{
    turn(v, key == K_SHIFT_UP || key == 'K' ? 10 : 1);
}

static void act_gamma_down(struct watch_view *v, UNUSED const struct watch *w, int key)
{
    turn(v, key == K_SHIFT_DOWN || key == 'J' ? -10 : -1);
}

/* γ as the next rule says that has one. */
static void act_advice(struct watch_view *v, UNUSED const struct watch *w, UNUSED int key)
{
    for (int i = 1; i <= v->facts.n_said; i++) {
        int next = (v->advice + i) % v->facts.n_said;
        const struct suggestion *s = &v->facts.said[next];
        if (isnan(s->gamma))
            continue;
        v->advice = next;
        v->gamma = s->gamma;
        v->turned = true;
        snprintf(v->message, sizeof v->message, "γ = %s: %s, %s", NUMBER(s->gamma, 3), s->name,
                 s->means);
        return;
    }
    snprintf(v->message, sizeof v->message, "No rule can say yet: %s",
             v->facts.n_said > 0 ? v->facts.said[0].why : "the log has no gradient norm");
}

/* To the row `by` rows on; behind the last one is the newest step. */
static void go(struct watch_view *v, const struct watch *w, int by)
{
    const struct log_track *t = v->run < w->n_runs ? &w->run[v->run].track : NULL;
    if (!t || t->n == 0)
        return;
    int row = (isnan(v->at) ? t->n - 1 : log_track_row(t, v->at)) + by;
    row = row < 0 ? 0 : row;
    v->at = row >= t->n - 1 ? NAN : t->row[row].step;
}

static int tenth(const struct watch_view *v, const struct watch *w)
{
    int n = v->run < w->n_runs ? w->run[v->run].track.n / 20 : 1;
    return n > 1 ? n : 1;
}

static void act_back(struct watch_view *v, const struct watch *w, int key)
{
    go(v, w, key == K_SHIFT_LEFT || key == K_PAGE_UP ? -tenth(v, w) : -1);
}

static void act_on(struct watch_view *v, const struct watch *w, int key)
{
    go(v, w, key == K_SHIFT_RIGHT || key == K_PAGE_DOWN ? tenth(v, w) : 1);
}

static void act_first(struct watch_view *v, const struct watch *w, UNUSED int key)
{
    go(v, w, -LOG_ROWS);
}

static void act_last(struct watch_view *v, UNUSED const struct watch *w, UNUSED int key)
{
    v->at = NAN;
}

/* The next spike behind the step that is looked at, from the last one on the first. */
static void act_spike(struct watch_view *v, UNUSED const struct watch *w, UNUSED int key)
{
    const struct watch_facts *f = &v->facts;
    double now = isnan(v->at) ? INFINITY : v->at;
    int next = 0;
    while (next < f->n_spikes && f->spike[next].step <= now)
        next++;
    if (f->n_spikes == 0) {
        snprintf(v->message, sizeof v->message,
                 "No norm is 4 times the median of those before it.");
        return;
    }
    const struct spike *s = &f->spike[next % f->n_spikes];
    v->at = s->step;
    snprintf(v->message, sizeof v->message, "Spike at step %s: norm %s, %s times the median before",
             NUMBER(s->step, 15), NUMBER(s->norm, 3), NUMBER(s->times, 3));
}

static void act_run(struct watch_view *v, const struct watch *w, UNUSED int key)
{
    v->run = w->n_runs > 0 ? (v->run + 1) % w->n_runs : 0;
    v->at = NAN;
    v->turned = false;
}

static void act_panel(struct watch_view *v, const struct watch *w, int key)
{
    int n = watch_panels_count(w);
    v->focus = n > 0 ? (v->focus + (key == K_BACK_TAB ? n - 1 : 1)) % n : 0;
}

static void act_paste(struct watch_view *v, const struct watch *w, UNUSED int key)
{
    if (v->run < w->n_runs)
        v->paste = (v->paste + 1) % watch_pastes(&w->run[v->run]);
}

static void act_theme(struct watch_view *v, UNUSED const struct watch *w, UNUSED int key)
{
    v->theme = (v->theme + 1) % THEME_COUNT;
    snprintf(v->message, sizeof v->message, "colours: %s", theme_name(v->theme));
}

static void act_save(struct watch_view *v, UNUSED const struct watch *w, UNUSED int key)
{
    snprintf(
        v->message, sizeof v->message,
        "A log is no scene and is not saved as one: e saves the screen, watch --csv the rows.");
}

static void act_help(struct watch_view *v, UNUSED const struct watch *w, UNUSED int key)
{
    v->help = !v->help;
    v->help_top = 0;
}

static void act_quit(struct watch_view *v, UNUSED const struct watch *w, int key)
{
    if (v->help && key != K_CTRL_C)
        v->help = false;
    else
        v->asked |= ASK_QUIT;
}

#define FLIPS(member) .flips = offsetof(struct watch_view, member)

/* One key a row; where the bar has no room for all, the last ones go. */
/* clang-format off */
const struct watch_key watch_keys[] = {
    {{K_UP, 'k', K_SHIFT_UP}, "γ up", "γ a notch up, ten a decade; with Shift ten times", .act = act_gamma_up},
    {{K_DOWN, 'j', K_SHIFT_DOWN}, "γ down", "γ a notch down; with Shift a tenth", .act = act_gamma_down},
    {{'a'}, "γ by rule", "γ as the next rule says: g99/2, AutoClip, ZClip, medians", .act = act_advice},
    {{K_LEFT, 'h', K_SHIFT_LEFT}, "back", "one row back; with Shift a twentieth of the log", .act = act_back},
    {{K_RIGHT, 'l', K_SHIFT_RIGHT}, "on", "one row on; with Shift a twentieth of the log", .act = act_on},
    {{'s'}, "spike", "go to the next spike", .act = act_spike},
    {{'p'}, "line", "another line to paste", .act = act_paste},
    {{K_TAB, K_BACK_TAB}, "panel", "the next panel", .act = act_panel},
    {{'z', K_ENTER}, "zoom", "that panel alone, and back", FLIPS(zoomed)},
    {{'?'}, "help", "this help", .act = act_help},
    {{'q', K_ESCAPE, K_CTRL_C}, "quit", "quit", .act = act_quit},
    {{'r'}, "run", "the next run, where there are several", .act = act_run},
    {{K_PAGE_UP}, NULL, "a twentieth of the log back", .act = act_back},
    {{K_PAGE_DOWN}, NULL, "a twentieth of the log on", .act = act_on},
    {{K_HOME}, NULL, "to the first step", .act = act_first},
    {{K_END}, NULL, "to the newest step, and follow the log", .act = act_last},
    {{'L'}, NULL, "log or linear axis of the loss", FLIPS(log_loss)},
    {{K_SPACE}, NULL, "hold: what comes is not read; again: go on", FLIPS(held)},
    {{'e'}, NULL, "save the screen as SVG", .asks = ASK_FRAME},
    {{'w'}, NULL, "says what there is to save of a log", .act = act_save},
    {{'R'}, NULL, "record the screen as an asciicast; again: stop", .asks = ASK_RECORD},
    {{'t'}, NULL, "other colours", .act = act_theme},
    {{K_CTRL_L}, NULL, "draw everything anew", .asks = ASK_REDRAW},
};
/* clang-format on */
const int n_watch_keys = sizeof watch_keys / sizeof *watch_keys;

void watch_view_key(struct watch_view *v, const struct watch *w, int key)
{
    v->message[0] = '\0';
    if (v->help && (key == K_UP || key == K_DOWN)) {
        int most = n_watch_keys + watch_panels_count(w) - 1,
            top = v->help_top + (key == K_UP ? -1 : 1);
        v->help_top = top < 0 ? 0 : top > most ? most : top;
        return;
    }
    for (int i = 0; i < n_watch_keys; i++)
        for (int k = 0; k < 3; k++)
            if (watch_keys[i].keys[k] && watch_keys[i].keys[k] == key) {
                v->asked |= watch_keys[i].asks;
                bool *flips = (bool *)((char *)v + watch_keys[i].flips);
                if (watch_keys[i].flips)
                    *flips = !*flips;
                if (watch_keys[i].act)
                    watch_keys[i].act(v, w, key);
                return;
            }
}
