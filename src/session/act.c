/* What each action does to a session. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "session/session_parts.h"

enum { HELP_LINES_MAX = 1000, PAGE_UNSEEN = 10 };

static void select_run(struct session *s, int run)
{
    if (run >= s->race.n) {
        session_say(s, "there are %d runs", s->race.n);
        return;
    }
    s->view.selected = run < 0 ? RUN_SELECTED : run;
    if (run < 0) {
        session_say(s, "all runs: keys turn lr and γ of all");
        return;
    }
    const struct run *r = &s->race.run[run];
    bool lr = r->optimizer->uses_lr, gamma = r->gamma_index >= 0;
    if (lr || gamma)
        session_say(s, "%s: keys turn its %s alone", r->name,
                    !gamma ? "lr"
                    : lr   ? "lr and γ"
                           : "γ");
    else
        session_say(s, "%s has neither lr nor γ", r->name);
}

static void select_turn(struct session *s, int direction)
{
    int places = s->race.n + 1; /* all, then each */
    select_run(s, (s->view.selected + 1 + direction + places) % places - 1);
}

static void select_number(struct session *s, double number)
{
    select_run(s, number >= 0 && number <= RUNS_MAX ? (int)number - 1 : RUNS_MAX);
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

void scene_begin(struct session *s)
{
    look_begin(s);
    s->speed = s->scene.view.speed;
    s->clock.now = CLOCK_PLAY;
    script_begin(s);
}

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
        scene_read(scene, path, s->panel_names, &r) && session_swap(s, scene, &r)) {
        scene_begin(s);
        done = true;
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
               : v->mode == MODE_BREAKS ? n_news_kinds - 1
                                        : s->n_scenes - 1;
    *at += lines;
    *at = *at > last ? last : *at;
    *at = *at < 0 ? 0 : *at;
}

static void list_page(struct session *s, int pages)
{
    list_move(s, pages * (s->view.page > 0 ? s->view.page : PAGE_UNSEEN));
}

static void set(struct session *s, int run, const char *text)
{
    if (text[0])
        assign_text(s, run, text);
    else
        prompt_show(s);
}

static void turn_theme(struct session *s)
{
    static const char *const words[THEMES] = {
        [THEME_VIRIDIS] = "viridis",
        [THEME_CIVIDIS] = "cividis",
        [THEME_MONO] = "none",
        [THEME_VIRIDIS_LIGHT] = "viridis, for a light background",
        [THEME_CIVIDIS_LIGHT] = "cividis, for a light background",
    };
    s->view.theme = (enum theme_id)((s->view.theme + 1) % THEMES);
    session_say(s, "colours: %s", words[s->view.theme]);
}

static void turn_big(struct session *s)
{
    s->view.big = !s->view.big;
    session_say(s, "projector mode %s", s->view.big ? "on" : "off");
}

static void turn_mouse(struct session *s)
{
    s->view.mouse = !s->view.mouse;
    session_say(s, s->view.mouse ? "mouse on" : "mouse off: the terminal selects text again");
}

static void page_show(struct session *s, enum action_mode page)
{
    s->view.mode = page;
    s->view.help_top = 0;
}

/* What the action's row in input/action_list.h says, for the run that is meant. */
static void act(struct session *s, const struct action *a)
{
    int run = a->run == RUN_SELECTED ? s->view.selected : a->run;
    run = run >= s->race.n ? RUN_ALL : run;
    switch (a->id) {
#define ACTION(id, call, ...)                                                                      \
    case ACT_##id:                                                                                 \
        call;                                                                                      \
        break;
#include "input/action_list.h"
    case ACT_NONE:
    case ACTIONS:
        break;
    }
}

void act_do(struct session *s, const struct action *a)
{
    s->view.message[0] = 0;
    if (!panel_missing(s, a))
        act(s, a);
}

void session_act(struct session *s, const struct action *a)
{
    clock_before(s, a);
    history_before(s, a);
    act_do(s, a);
    history_after(s);
    if (s->clock.now != CLOCK_REACH)
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

static void press(struct session *s, int key,
                  void (*does)(struct session *s, const struct action *a))
{
    struct action a = action_for_key(key, s->view.mode);
    if (a.id != ACT_LOOK)
        s->view.look = false; /* it has been read */
    if (a.id != ACT_NONE) {
        does(s, &a);
        panel_off_screen(s, a.id);
    } else if (s->view.mode == MODE_ASK) {
        script_type(s, key);
    } else if (s->view.mode == MODE_PROMPT) {
        prompt_type(s->view.prompt, key);
    } else if (s->view.mode == MODE_SCENES) {
        pick_type(s, key);
    }
}

void session_key(struct session *s, int key)
{
    press(s, key, session_act);
}

void act_key(struct session *s, int key)
{
    press(s, key, act_do);
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
