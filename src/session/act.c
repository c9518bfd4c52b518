/* What each action does to a session. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "session/session_parts.h"
#include "tell/breakpoint.h"

enum { HELP_LINES_MAX = 1000, PAGE_LINES = 10 };

static void select_run(struct session *s, int run)
{
    if (run >= s->race.n) {
        session_say(s, "there are %d runs", s->race.n);
        return;
    }
    s->view.selected = run < 0 ? RUN_SELECTED : run;
    session_say(s, "%s", run < 0 ? "all runs" : s->race.run[run].name);
}

static void select_turn(struct session *s, int direction)
{
    int places = s->race.n + 1; /* all, then each */
    select_run(s, (s->view.selected + 1 + direction + places) % places - 1);
}

static void turn_curvature(struct session *s)
{
    static const char *const words[CURVATURES] = {
        [CURVATURE_SHARPNESS] = "top eigenvalue of the Hessian",
        [CURVATURE_PATH] = "along the step, ‖∇f(θ+d) − ∇f(θ)‖/‖d‖",
        [CURVATURE_RANDOM] = "in a random direction, ‖∇f(θ+δ) − ∇f(θ)‖/‖δ‖",
        [CURVATURE_WRITTEN] =
            "in a random direction, by the article's formula: ‖∇f(θ+ε·randn) − ∇f(θ)‖/ε",
    };
    int next = (int)s->view.curvature;
    do
        next = (next + 1) % CURVATURES;
    while (!race_measures(&s->race, (enum curvature)next));
    s->view.curvature = (enum curvature)next;
    session_say(s, "curvature: %s", words[next]);
}

static void turn_fit(struct session *s)
{
    static const char *const words[FITS_SHOWN] = {
        [FIT_SHOW_BOTH] = "least squares and upper bound",
        [FIT_SHOW_OLS] = "least squares",
        [FIT_SHOW_BOUND] = "upper bound",
        [FIT_SHOW_NONE] = "none",
    };
    s->view.fit = (enum fit_shown)((s->view.fit + 1) % FITS_SHOWN);
    session_say(s, "fit: %s", words[s->view.fit]);
}

/* So many scenes may open the next one before a step is made or a moment goes by. */
enum { OPENED_MAX = 16 };

bool scene_go(struct session *s, const char *name)
{
    struct report r;
    char path[512];
    if (s->script.busy && ++s->opened_by_script > OPENED_MAX) {
        s->scene.script.n = 0; /* it would go on for ever, and no key would be answered */
        session_say(s, "%s: scripts that open scenes without end; stopped here", s->scene.name);
        return false;
    }
    struct scene *scene = calloc(1, sizeof *scene);
    report_init(&r);
    s->view.mode = MODE_MAIN;
    bool done = false;
    if (scene && scene_find(name, path, sizeof path, &r) &&
        scene_read(scene, path, s->panel_names, &r) && session_swap(s, scene, false, &r)) {
        look_begin(s);
        s->speed = s->scene.view.speed;
        s->playing = done = true;
        script_begin(s);
    } else {
        session_say_fault(s, &r);
    }
    report_release(&r);
    free(scene);
    return done;
}

static void prompt_show(struct session *s)
{
    const struct run *r = s->view.selected >= 0 ? &s->race.run[s->view.selected] : NULL;
    s->view.mode = MODE_PROMPT;
    s->view.prompt[0] = 0;
    session_say(s, "a value for lr of %s, or name=value: gamma=2, hard.lr=0.1, start=3",
                r ? r->name : "all runs");
}

/* What is wrong stays to be mended: closed, what is typed next would be keys. */
static void take_prompt(struct session *s)
{
    char text[sizeof s->view.prompt]; /* a copy: it may open the scene anew, and the view with it */
    memcpy(text, s->view.prompt, sizeof text);
    s->view.mode = MODE_MAIN;
    if (text[0] && !assign_text(s, s->view.selected, text)) {
        s->view.mode = MODE_PROMPT;
        memcpy(s->view.prompt, text, sizeof text);
    }
}

static void list_move(struct session *s, int lines)
{
    struct view *v = &s->view;
    int *at = v->mode & MODE_PAGES ? &v->help_top : &v->list_at;
    int last = v->mode & MODE_PAGES     ? HELP_LINES_MAX
               : v->mode == MODE_BREAKS ? n_breakpoints - 1
                                        : s->n_scenes - 1;
    *at += lines;
    *at = *at > last ? last : *at;
    *at = *at < 0 ? 0 : *at;
}

static const struct turn {
    enum action_id id;
    const char *knob;
    int notches;
} turns[] = {
    {ACT_LR_UP, "lr", 1},          {ACT_LR_UP_DECADE, "lr", 10},
    {ACT_LR_DOWN, "lr", -1},       {ACT_LR_DOWN_DECADE, "lr", -10},
    {ACT_GAMMA_UP, "gamma", 1},    {ACT_GAMMA_UP_DECADE, "gamma", 10},
    {ACT_GAMMA_DOWN, "gamma", -1}, {ACT_GAMMA_DOWN_DECADE, "gamma", -10},
};

/* Actions on knobs and the start, for the run that is meant. Like the three below: whether the
 * action was one of these. */
static bool act_on_knobs(struct session *s, const struct action *a)
{
    int run = a->run == RUN_SELECTED ? s->view.selected : a->run;
    run = run >= s->race.n ? RUN_ALL : run;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
        if (turns[i].id == a->id) {
            knob_nudge(s, run, turns[i].knob, turns[i].notches);
            return true;
        }
    if (a->id == ACT_BAD) {
        double next = (double)s->race.step + 1;
        if (knob_set(s, run, bad_params[BAD_STEP].name, next))
            session_say(s, "The gradient of step %.0f is bad.", next);
        return true;
    }
    if (a->id != ACT_SET)
        return false;
    if (a->text[0])
        assign_text(s, run, a->text);
    else
        prompt_show(s);
    return true;
}

static bool act_on_start(struct session *s, const struct action *a)
{
    switch (a->id) {
    case ACT_START_LEFT:
    case ACT_START_RIGHT:
        start_move(s, 0, a->id == ACT_START_LEFT ? -1 : 1);
        return true;
    case ACT_START_UP:
    case ACT_START_DOWN:
        start_move(s, 1, a->id == ACT_START_DOWN ? -1 : 1);
        return true;
    case ACT_START_AT:
        start_at(s, a->at, 2);
        return true;
    default:
        return false;
    }
}

static bool act_on_landscape(struct session *s, const struct action *a)
{
    switch (a->id) {
    case ACT_VIEW_IN:
    case ACT_VIEW_OUT:
        look_zoom(s, a->id == ACT_VIEW_IN ? 0.8 : 1.25);
        return true;
    case ACT_VIEW_LEFT:
    case ACT_VIEW_RIGHT:
        look_pan(s, a->id == ACT_VIEW_LEFT ? -1 : 1, 0);
        return true;
    case ACT_VIEW_UP:
    case ACT_VIEW_DOWN:
        look_pan(s, 0, a->id == ACT_VIEW_DOWN ? -1 : 1);
        return true;
    case ACT_VIEW_HOME:
        look_home(s);
        return true;
    default:
        return false;
    }
}

static const char *const themes[THEMES] = {
    [THEME_VIRIDIS] = "viridis",
    [THEME_CIVIDIS] = "cividis",
    [THEME_MONO] = "none",
    [THEME_VIRIDIS_LIGHT] = "viridis, for a light background",
    [THEME_CIVIDIS_LIGHT] = "cividis, for a light background",
};

static bool act_on_view(struct session *s, const struct action *a)
{
    struct view *v = &s->view;
    switch (a->id) {
    case ACT_SELECT_NEXT:
    case ACT_SELECT_BACK:
        select_turn(s, a->id == ACT_SELECT_NEXT ? 1 : -1);
        return true;
    case ACT_SELECT:
        select_run(s, a->num >= 0 && a->num <= RUNS_MAX ? (int)a->num - 1 : RUNS_MAX);
        return true;
    case ACT_PANEL_NEXT:
    case ACT_PANEL_BACK:
        look_focus(s, a->id == ACT_PANEL_NEXT ? 1 : -1);
        return true;
    case ACT_PANEL_TOGGLE:
        look_toggle(s, (int)a->num);
        return true;
    case ACT_PANEL:
        look_focus_on(s, a->num);
        return true;
    case ACT_ZOOM:
        v->zoomed = a->num == 0 ? !v->zoomed : (int)a->num == ZOOM_IN;
        return true;
    case ACT_INSPECT:
        look_inspect(s);
        return true;
    case ACT_BIG:
        v->big = !v->big;
        session_say(s, "projector mode %s", v->big ? "on" : "off");
        return true;
    case ACT_LOOK:
        v->look = s->script.busy || !v->look;
        return true;
    case ACT_LOG:
        look_log(s);
        return true;
    case ACT_CURVATURE:
        turn_curvature(s);
        return true;
    case ACT_FIT:
        turn_fit(s);
        return true;
    case ACT_THEME:
        v->theme = (enum theme_id)((v->theme + 1) % THEMES);
        session_say(s, "colours: %s", themes[v->theme]);
        return true;
    case ACT_MOUSE:
        v->mouse = !v->mouse;
        session_say(s, v->mouse ? "mouse on" : "mouse off: the terminal selects text again");
        return true;
    default:
        return false;
    }
}

static void act_on_program(struct session *s, const struct action *a)
{
    switch (a->id) {
    case ACT_REDRAW:
        s->redraw = true;
        break;
    case ACT_SCENES:
        pick_show(s);
        break;
    case ACT_SCENE:
        scene_go(s, a->text);
        break;
    case ACT_EXPORT:
        s->want_export = true;
        break;
    case ACT_ROWS:
        s->want_rows = true;
        break;
    case ACT_RECORD:
        s->want_record = true;
        break;
    case ACT_KEEP:
        session_keep(s);
        break;
    case ACT_HELP:
    case ACT_GLOSSARY:
        s->view.mode = a->id == ACT_HELP ? MODE_HELP : MODE_GLOSSARY;
        s->view.help_top = 0;
        break;
    case ACT_QUIT:
        s->quit = true;
        break;
    case ACT_SUBMIT:
        pick_take(s);
        break;
    case ACT_ASSIGN:
        take_prompt(s);
        break;
    case ACT_CANCEL:
        s->view.mode = MODE_MAIN;
        break;
    case ACT_LIST_UP:
    case ACT_LIST_DOWN:
        list_move(s, a->id == ACT_LIST_UP ? -1 : 1);
        break;
    case ACT_LIST_PAGE_UP:
    case ACT_LIST_PAGE_DOWN:
        list_move(s, a->id == ACT_LIST_PAGE_UP ? -PAGE_LINES : PAGE_LINES);
        break;
    default:
        break;
    }
}

void session_act(struct session *s, const struct action *a)
{
    trip_before(s, a);
    history_before(s, a);
    s->view.message[0] = 0;
    if (!panel_missing(s, a) && !history_act(s, a) && !act_on_knobs(s, a) && !act_on_start(s, a) &&
        !clock_act(s, a) && !travel_act(s, a) && !stops_act(s, a) && !script_act(s, a) &&
        !act_on_landscape(s, a) && !act_on_view(s, a) && !map_act(s, a) && !trial_act(s, a) &&
        !path_show_act(s, a))
        act_on_program(s, a);
    history_after(s);
    if (!s->trip.on)
        script_look(s); /* what was turned may be what it waits for */
}

void prompt_rub(char *prompt)
{
    size_t n = strlen(prompt);
    while (n > 0 && ((unsigned char)prompt[n - 1] & 0xc0) == 0x80)
        n--;
    prompt[n > 0 ? n - 1 : 0] = 0;
}

void prompt_type(char *prompt, int key)
{
    char letter[5];
    if (key == K_BACKSPACE)
        prompt_rub(prompt);
    if (key < 32 || key == K_BACKSPACE || key >= K_UP)
        return;
    letter[utf8_put(letter, (uint32_t)key)] = 0;
    if (strlen(prompt) + strlen(letter) < sizeof((struct view *)0)->prompt)
        strcat(prompt, letter);
}

void session_key(struct session *s, int key)
{
    struct action a = action_for_key(key, s->view.mode);
    if (a.id != ACT_LOOK)
        s->view.look = false; /* it has been read */
    if (a.id != ACT_NONE) {
        session_act(s, &a);
        panel_off_screen(s, a.id);
    } else if (s->view.mode == MODE_ASK) {
        script_type(s, key);
    } else if (s->view.mode == MODE_PROMPT) {
        prompt_type(s->view.prompt, key);
    } else if (s->view.mode == MODE_SCENES) {
        pick_type(s, key);
    }
}

void session_paste(struct session *s, const char *text)
{
    if (s->view.mode != MODE_PROMPT && s->view.mode != MODE_ASK)
        return;
    while (*text) {
        int key = (int)utf8_next(&text);
        if (s->view.mode == MODE_PROMPT)
            prompt_type(s->view.prompt, key);
        else if (script_asks_number(s))
            script_type(s, key);
    }
}
