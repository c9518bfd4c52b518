#include "clip/clip.h"

#include <stdio.h>

#include "base/memory.h"
#include "clip/part.h"

enum { TEXT_MOST = 256, KEY_MOST = 40 };

struct pair {
    struct pair *next;
    struct clip_kind kind;
    struct param params[PARAMS_MAX];
    char name[TEXT_MOST], title[TEXT_MOST], formula[TEXT_MOST], source[TEXT_MOST];
    char key[PARAMS_MAX][KEY_MOST], symbol[PARAMS_MAX][KEY_MOST];
};

/* Made when first asked for, and kept: runs point at them. */
static struct pair *pairs;

/* The second looks at what the first has left, which is not made of parts. */
static double apply(const double *par, double *state, const struct clip_call *c)
{
    const struct clip_kind *one = c->kind->first, *two = c->kind->second;
    struct clip_call call = *c;
    call.kind = one;
    call.radii = NULL; /* neither is the pair's */
    double factor = one->apply(par, state, &call);
    if (c->skipped && *c->skipped)
        return factor;
    call.kind = two;
    call.g = c->out;
    call.norm = vec_norm(c->out, c->dim);
    call.part = NULL;
    double again = two->apply(par + one->n_params, state + doubles_for(one->state, c->dim), &call);
    return c->kind->turns && (factor != 1 || again != 1) ? part_factor(c) : factor * again;
}

static void take_params(struct pair *p, const struct clip_kind *one, const struct clip_kind *two)
{
    for (int i = 0; i < one->n_params; i++)
        p->params[i] = one->params[i];
    for (int i = 0; i < two->n_params; i++) {
        int at = one->n_params + i;
        const struct param *q = &two->params[i];
        p->params[at] = *q;
        if (!param_find(one->params, one->n_params, q->name))
            continue;
        snprintf(p->key[at], KEY_MOST, "then-%s", q->name);
        snprintf(p->symbol[at], KEY_MOST, "%s₂", q->symbol);
        p->params[at].name = p->key[at];
        p->params[at].symbol = p->symbol[at];
    }
}

static const struct clip_kind *pair_new(const struct clip_kind *one, const struct clip_kind *two)
{
    struct pair *p = mem_alloc(1, sizeof *p);
    *p = (struct pair){.next = pairs};
    snprintf(p->name, TEXT_MOST, "[%s, %s]", one->name, two->name);
    snprintf(p->title, TEXT_MOST, "first %s, then %s on what is left", one->name, two->name);
    snprintf(p->formula, TEXT_MOST, "%s, then %s", one->formula, two->formula);
    snprintf(p->source, TEXT_MOST, "two rules in sequence, as optax.chain has them");
    take_params(p, one, two);
    p->kind = (struct clip_kind){
        .name = p->name,
        .title = p->title,
        .formula = p->formula,
        .source = p->source,
        .params = p->params,
        .n_params = one->n_params + two->n_params,
        .uses_curvature = one->uses_curvature || two->uses_curvature,
        .sets_lr = one->sets_lr || two->sets_lr,
        .uses_parts = one->uses_parts,
        .finds_gamma = one->finds_gamma || two->finds_gamma,
        .gamma_of = one->gamma_of ? one->gamma_of : two->gamma_of,
        .turns = one->turns || two->turns,
        .adds = one->adds || two->adds,
        .skips = one->skips || two->skips,
        .loss_scale = one->loss_scale, /* its parameters and its state come first */
        .state = {.each = one->state.each + two->state.each, /* the first's, then the second's */
                  .more = one->state.more + two->state.more},
        .first = one,
        .second = two,
        .apply = apply,
    };
    pairs = p;
    return &p->kind;
}

const struct clip_kind *clip_pair(const struct clip_kind *first, const struct clip_kind *second,
                                  const char **why)
{
    if (first->first || second->first)
        *why = "two rules in sequence";
    else if (second->uses_parts)
        *why = "a rule without parts in the second place";
    else if (first->n_params + second->n_params > PARAMS_MAX)
        *why = "two rules with fewer parameters";
    else {
        for (struct pair *p = pairs; p; p = p->next)
            if (p->kind.first == first && p->kind.second == second)
                return &p->kind;
        return pair_new(first, second);
    }
    return NULL;
}
