/* What a script does: the actions that keys and clicks do, by their names. */
#include "scene/script_part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "input/key.h"
#include "tell/advice_rule.h"

/* The message of a trial --set without its place. */
static const char *behind_place(const char *line, const char *assignment)
{
    size_t place = strlen("--set ") + strlen(assignment) + strlen(": ");
    return strlen(line) > place ? line + place : line;
}

/* Only what can be turned while it runs; the value is tried on a copy of the scene. */
static void set_one(struct reading *rd, struct scene *s, const struct node *n)
{
    static const char *const fixed[] = {"optimizer", "clip", "start", NULL};
    char run[RUN_NAME_MAX] = "";
    const char *dot = strchr(n->text, '.');
    if (strlen(n->text) >= sizeof((struct action *)0)->text) {
        fault_at(rd, "script", n, "found a text of %zu bytes; expected at most %zu",
                 strlen(n->text), sizeof((struct action *)0)->text - 1);
        return;
    }
    if (dot)
        snprintf(run, sizeof run, "%.*s", (int)(dot - n->text), n->text);
    if (strcmp(run, "view") == 0) {
        fault_at(rd, "script", n, "found %.80s; expected a run, problem or probe before the point",
                 n->text);
        return;
    }
    bool of_run = strcmp(run, "problem") != 0 && strcmp(run, "probe") != 0;
    for (int i = 0; of_run && dot && fixed[i]; i++) {
        size_t length = strlen(fixed[i]);
        if (strncmp(dot + 1, fixed[i], length) == 0 && dot[1 + length] == '=') {
            fault_at(rd, "script", n, "found %.80s; expected what turns while it runs, as lr",
                     n->text);
            return;
        }
    }
    struct report trial;
    struct scene *copy = mem_alloc(1, sizeof *copy);
    *copy = *s;
    report_init(&trial);
    if (!scene_set(copy, n->text, rd->panels, &trial))
        for (int i = 0; i < trial.kept; i++)
            fault_at(rd, "script", n, "%s", behind_place(trial.line[i], n->text));
    report_release(&trial);
    free(copy);
    struct op *op = op_add(rd, s, n, OP_DO, n->text);
    if (op)
        op->id = ACT_SET;
}

/* A name of the scene's runs (all: 0) as the number that ACT_SELECT takes, or -1. */
static int select_number(const struct scene *s, const char *name)
{
    int run = scene_run(s, name);
    return run >= 0 ? run + 1 : strcmp(name, "all") == 0 ? 0 : -1;
}

static void fault_name(struct reading *rd, const struct node *n, const char *found,
                       const char *const *names)
{
    char expected[900];
    fault_at(rd, "script", n, "found %.80s%s", found,
             name_expect(expected, sizeof expected, found, names));
}

static void fault_run(struct reading *rd, const struct scene *s, const struct node *n,
                      const char *found)
{
    const char *names[RUNS_MAX + 2];
    int count = scene_run_names(s, names);
    names[count++] = "all", names[count] = NULL;
    fault_name(rd, n, found, names);
}

static void fault_panel(struct reading *rd, const struct scene *s, const struct node *n,
                        const char *found, bool out)
{
    const char *names[SCENE_PANELS_MAX + 2];
    int count = 0;
    for (; count < s->view.n_panels; count++)
        names[count] = s->view.panels[count];
    if (out)
        names[count++] = "out";
    names[count] = NULL;
    fault_name(rd, n, found, names);
}

static void do_add(struct reading *rd, struct scene *s, const struct node *n, enum action_id id,
                   double num, const char *text)
{
    struct op *op = op_add(rd, s, n, OP_DO, text);
    if (op)
        op->id = id, op->num = num;
}

void script_select_read(struct reading *rd, struct scene *s, const struct node *n)
{
    if (!text_needed(rd, n, "the name of a run, or all"))
        return;
    int number = select_number(s, n->text);
    if (number < 0)
        fault_run(rd, s, n, n->text);
    else
        do_add(rd, s, n, ACT_SELECT, number, NULL);
}

void script_zoom_read(struct reading *rd, struct scene *s, const struct node *n)
{
    if (!text_needed(rd, n, "the name of a panel, or out"))
        return;
    bool out = strcmp(n->text, "out") == 0;
    int panel = scene_panel(s, n->text);
    if (!out && panel < 0) {
        fault_panel(rd, s, n, n->text, true);
        return;
    }
    if (!out)
        do_add(rd, s, n, ACT_PANEL, panel, NULL);
    do_add(rd, s, n, ACT_ZOOM, out ? ZOOM_OUT : ZOOM_IN, NULL);
}

/* What follows an action's name. */
static void argument_read(struct reading *rd, struct scene *s, const struct node *n,
                          const struct action_spec *spec, const char *argument)
{
    struct value v = {0};
    char why[200];
    static const struct param at = {
        .name = "at", .kind = PARAM_LIST, .min = -DIVERGED_AT, .max = DIVERGED_AT};
    int number;
    switch (spec->takes) {
    case TAKES_RUN:
        if ((number = select_number(s, argument)) < 0)
            fault_run(rd, s, n, argument);
        else
            do_add(rd, s, n, spec->id, number, NULL);
        break;
    case TAKES_PANEL:
        if ((number = scene_panel(s, argument)) < 0)
            fault_panel(rd, s, n, argument, false);
        else
            do_add(rd, s, n, spec->id, number, NULL);
        break;
    case TAKES_SPEED:
        if (!number_read(argument, &v.num) || !(v.num >= 0) || v.num > 1e9)
            fault_at(rd, "script", n,
                     "found %.80s; expected steps a second, 0 for as many as can be made",
                     argument);
        else
            do_add(rd, s, n, spec->id, v.num, NULL);
        break;
    case TAKES_STEP:
        if (!number_read(argument, &v.num) || v.num < 0 || v.num > 1e15 || v.num != floor(v.num))
            fault_at(rd, "script", n, "found %.80s; expected a step", argument);
        else
            do_add(rd, s, n, spec->id, v.num, NULL);
        break;
    case TAKES_POINT:
        if (!param_parse(&at, argument, &v, why, sizeof why) || v.n > 2) {
            fault_at(rd, "script", n, "found %.80s; expected one number or two, as 3,-1", argument);
            break;
        }
        struct op *op = op_add(rd, s, n, OP_DO, NULL);
        if (op)
            op->id = spec->id, op->at[0] = v.list[0], op->at[1] = v.n > 1 ? v.list[1] : 0;
        break;
    case TAKES_RULE:
        if (advice_find(argument) < 0) {
            const char *names[ADVICE_RULES + 1];
            advice_names(names);
            fault_name(rd, n, argument, names);
        } else {
            do_add(rd, s, n, spec->id, 0, argument);
        }
        break;
    default:
        if (spec->id == ACT_SCENE && strlen(argument) < sizeof((struct action *)0)->text)
            do_add(rd, s, n, spec->id, 0, argument);
        else
            fault_at(rd, "script", n, "found %.80s behind %s; expected nothing", argument,
                     spec->name);
    }
}

static void do_one(struct reading *rd, struct scene *s, const struct node *n)
{
    char name[48];
    size_t length = strcspn(n->text, " ");
    snprintf(name, sizeof name, "%.*s", (int)length, n->text);
    const char *argument = n->text + length + strspn(n->text + length, " ");
    const struct action_spec *spec = action_find(name);
    if (spec && !spec->by_hand) {
        if (*argument)
            argument_read(rd, s, n, spec, argument);
        else if (spec->takes && spec->takes != TAKES_RULE)
            fault_at(rd, "script", n, "found %s and no more; expected what to %s", name, name);
        else
            do_add(rd, s, n, spec->id, 0, NULL);
        return;
    }
    const char *names[ACTIONS + 1];
    int count = 0;
    for (int i = 0; i < n_action_table; i++)
        if (!action_table[i].by_hand)
            names[count++] = action_table[i].name;
    names[count] = NULL;
    fault_name(rd, n, name, names);
}

static void press_one(struct reading *rd, struct scene *s, const struct node *n)
{
    int key = key_parse(n->text);
    if (key < 0) {
        fault_at(rd, "script", n, "found %.80s; expected a key, as Right, Shift-Up, Space or z",
                 n->text);
        return;
    }
    struct op *op = op_add(rd, s, n, OP_PRESS, NULL);
    if (op)
        op->key = key;
}

/* One text, or a list of them. */
static void each_text(struct reading *rd, struct scene *s, const struct node *n,
                      const char *expected,
                      void (*read)(struct reading *, struct scene *, const struct node *))
{
    if (n->kind != NODE_LIST || n->n == 0) {
        if (text_needed(rd, n, expected))
            read(rd, s, n);
        return;
    }
    for (const struct node *item = n->first; item; item = item->next) {
        struct node named = *item;
        named.key = n->key;
        if (text_needed(rd, &named, expected))
            read(rd, s, &named);
    }
}

void script_set_read(struct reading *rd, struct scene *s, const struct node *n)
{
    each_text(rd, s, n, "RUN.KEY=VALUE, as hard.lr=0.2", set_one);
}

void script_do_read(struct reading *rd, struct scene *s, const struct node *n)
{
    each_text(rd, s, n, "the name of an action, as restart", do_one);
}

void script_press_read(struct reading *rd, struct scene *s, const struct node *n)
{
    each_text(rd, s, n, "a key, as Right, Shift-Up, Space or z", press_one);
}
