/* runs: up to eight, each a name and a map of lr, optimizer, clip, their parameters, start. */
#include "scene/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "clip/clip.h"
#include "scene/family.h"

static void run_choose_optimizer(struct reading *rd, const struct scene *s, struct run_spec *run,
                                 const struct node *n)
{
    const char *names[FAMILY_MAX];
    family_names(&family_optimizer, names);
    const char *name = name_read(rd, run->name, n, names);
    if (!name)
        return;
    const struct optimizer_kind *kind = optimizer_find(name);
    int dim = s->problem ? s->problem->dim : 0;
    if (kind->max_dim > 0 && dim > kind->max_dim) {
        fault_at(rd, run->name, n,
                 "optimizer %s takes at most %d parameter%s; expected one for the %d of problem %s",
                 name, kind->max_dim, kind->max_dim == 1 ? "" : "s", dim, s->problem->name);
        return;
    }
    run->optimizer = kind;
    for (int i = 0; i < kind->n_params; i++)
        param_default(&kind->params[i], &run->opt_values[i]);
}

static const struct clip_kind *clip_one(struct reading *rd, const char *part, const struct node *n)
{
    const char *names[FAMILY_MAX];
    family_names(&family_clip, names);
    const char *name = name_read(rd, part, n, names);
    return name ? clip_find(name) : NULL;
}

/* Two rules in sequence: a list, or, from --set, the names with a comma between. NULL was a fault.
 */
static const struct clip_kind *clip_two(struct reading *rd, const char *part, const struct node *n,
                                        const struct node *first, const struct node *second)
{
    const char *why;
    struct node a = *first, b = *second;
    a.key = b.key = n->key; /* what a fault names */
    const struct clip_kind *one = clip_one(rd, part, &a), *two = clip_one(rd, part, &b);
    const struct clip_kind *both = one && two ? clip_pair(one, two, &why) : NULL;
    if (one && two && !both)
        fault_at(rd, part, n, "found [%s, %s]; expected %s", one->name, two->name, why);
    return both;
}

static const struct clip_kind *clip_typed(struct reading *rd, const char *part,
                                          const struct node *n)
{
    char *text = mem_text(n->text), *comma = strchr(text, ',');
    *comma = '\0';
    struct node first = *n, second = *n;
    first.text = text;
    second.text = comma + 1 + strspn(comma + 1, " ");
    const struct clip_kind *both = clip_two(rd, part, n, &first, &second);
    free(text);
    return both;
}

static const struct clip_kind *clip_read(struct reading *rd, const char *part, const struct node *n)
{
    if (n->kind == NODE_TEXT && rd->assignment && n->text && strchr(n->text, ','))
        return clip_typed(rd, part, n);
    if (n->kind != NODE_LIST)
        return clip_one(rd, part, n);
    if (n->n == 2)
        return clip_two(rd, part, n, n->first, n->first->next);
    fault_at(rd, part, n, "found a list of %d; expected one rule, or two as [per-layer, hard]",
             n->n);
    return NULL;
}

static void run_choose_clip(struct reading *rd, struct run_spec *run, const struct node *n)
{
    const struct clip_kind *clip = clip_read(rd, run->name, n);
    if (!clip)
        return;
    run->clip = clip;
    for (int i = 0; i < run->clip->n_params; i++)
        param_default(&run->clip->params[i], &run->clip_values[i]);
}

/* A key that neither of the run's rules has. Where one of the rules is itself at fault, keys that
 * some rule of its family has are taken on trust. */
static void run_fault_key(struct reading *rd, const struct run_spec *run, const struct node *n)
{
    const char *names[3 + KNOBS_MAX + 2] = {"optimizer", "clip", "start"};
    char of_clip[300], of_optimizer[300];
    if (run->optimizer &&
        (strcmp(n->key, "lr") == 0 || param_find(rate_params, RATE_PARAMS, n->key))) {
        fault(rd, n->key_line, "optimizer %s of run %s takes no %s; expected none, or optimizer gd",
              run->optimizer->name, run->name, n->key);
        return;
    }
    family_owners(&family_clip, n->key, of_clip, sizeof of_clip);
    family_owners(&family_optimizer, n->key, of_optimizer, sizeof of_optimizer);
    if ((*of_clip && !run->clip) || (*of_optimizer && !run->optimizer))
        return;
    if (*of_clip) {
        fault(rd, n->key_line, "%s is a parameter of clip %s; this run has clip %s", n->key,
              of_clip, run->clip->name);
        return;
    }
    if (*of_optimizer) {
        fault(rd, n->key_line, "%s is a parameter of optimizer %s; this run has optimizer %s",
              n->key, of_optimizer, run->optimizer->name);
        return;
    }
    names[3 + knob_names(run->optimizer, run->clip, names + 3)] = NULL;
    fault_key(rd, run->name, n, names);
}

void run_read_key(struct reading *rd, const struct scene *s, struct run_spec *run,
                  const struct node *n)
{
    struct knob_group of;
    struct value lr;
    const struct param *p = knob_param(run->optimizer, run->clip, n->key, &of);
    if (strcmp(n->key, "optimizer") == 0)
        run_choose_optimizer(rd, s, run, n);
    else if (strcmp(n->key, "clip") == 0)
        run_choose_clip(rd, run, n);
    else if (strcmp(n->key, "start") == 0)
        start_read(rd, run->name, s, n, &run->start);
    else if (p && of.params)
        value_read(rd, run->name, p, n, &knob_values(run, &of)[p - of.params]);
    else if (p && value_read(rd, run->name, p, n, &lr))
        run->lr = lr.num;
    else if (!p)
        run_fault_key(rd, run, n);
}

/* Reads the key that chooses a plug-in. false: it is there and at fault. */
static bool run_read_choice(struct reading *rd, const struct scene *s, struct run_spec *run,
                            const struct node *n)
{
    int before = rd->faults;
    if (n)
        run_read_key(rd, s, run, n);
    return rd->faults == before;
}

static void run_read(struct reading *rd, const struct scene *s, struct run_spec *run,
                     const struct node *n)
{
    const struct node *optimizer = node_find(n, "optimizer"), *clip = node_find(n, "clip");
    *run = (struct run_spec){.line = n->key_line, .lr = run_lr_param.def};
    snprintf(run->name, sizeof run->name, "%s", n->key);
    run->optimizer = optimizer_find("gd");
    run->clip = clip_find("none");
    /* First of all: which other keys there are depends on these two. */
    if (!run_read_choice(rd, s, run, optimizer))
        run->optimizer = NULL;
    if (!run_read_choice(rd, s, run, clip))
        run->clip = NULL;
    for (const struct node *k = n->first; k; k = k->next)
        if (k != optimizer && k != clip)
            run_read_key(rd, s, run, k);
}

static bool run_name_check(struct reading *rd, const struct node *n)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    size_t length = strlen(n->key);
    if (length == 0 || n->key[strspn(n->key, letters)] != '\0')
        fault(rd, n->key_line,
              "a run called \"%.60s\"; expected a name of letters, digits, - and _", n->key);
    else if (length >= RUN_NAME_MAX)
        fault(rd, n->key_line, "a run's name of %zu letters (%.40s...); expected at most %d",
              length, n->key, RUN_NAME_MAX - 1);
    else if (strcmp(n->key, "problem") == 0 || strcmp(n->key, "probe") == 0 ||
             strcmp(n->key, "view") == 0)
        fault(
            rd, n->key_line,
            "a run called %s, which --set takes for that part of the scene; expected another name",
            n->key);
    else
        return true;
    return false;
}

void runs_read(struct reading *rd, struct scene *s, const struct node *n)
{
    static const char such_as[] = "{ lr: 0.1, clip: hard, gamma: 1 }";
    if (!map_check(rd, "runs", n, "{ fixed: { lr: 0.01 } }"))
        return;
    if (n->n == 0)
        fault(rd, n->key_line, "no run; expected at least one, such as fixed: { lr: 0.01 }");
    for (const struct node *k = n->first; k; k = k->next) {
        char where[64];
        snprintf(where, sizeof where, "runs.%.50s", k->key);
        bool good = run_name_check(rd, k);
        if (!map_check(rd, where, k, such_as) || !good)
            continue;
        if (s->n_runs == RUNS_MAX)
            fault(rd, k->key_line, "one more run, %s; expected at most %d", k->key, RUNS_MAX);
        else
            run_read(rd, s, &s->runs[s->n_runs++], k);
    }
}
