/* problem: kind, its parameters, start. */
#include "scene/reading.h"

#include <math.h>
#include <string.h>

#include "scene/family.h"

/* Another kind has other parameters in other numbers: all that was said of the old one goes. */
static void problem_choose(struct scene *s, const struct problem_kind *kind)
{
    s->problem = kind;
    s->start = (struct value){0};
    s->view.home[0] = NAN;
    for (int i = 0; i < kind->n_params; i++)
        param_default(&kind->params[i], &s->problem_values[i]);
    for (int i = 0; i < NOISE_PARAMS; i++)
        param_default(&noise_params[i], &s->noise_values[i]);
}

static void problem_fault_key(struct reading *rd, const struct scene *s, const struct node *n)
{
    const struct problem_kind *kind = s->problem;
    const char *names[PARAMS_MAX + NOISE_PARAMS + 3] = {"kind", "start"};
    char owners[300];
    family_owners(&family_problem, n->key, owners, sizeof owners);
    if (*owners) {
        fault(rd, n->key_line, "%.80s is a parameter of problem %s; this one is %s", n->key, owners,
              kind->name);
        return;
    }
    for (int i = 0; i < kind->n_params; i++)
        names[2 + i] = kind->params[i].name;
    for (int i = 0; i < NOISE_PARAMS; i++)
        names[2 + kind->n_params + i] = noise_params[i].name;
    fault_key(rd, "problem", n, names);
}

void problem_read_key(struct reading *rd, struct scene *s, const struct node *n)
{
    const struct problem_kind *kind = s->problem;
    if (strcmp(n->key, "kind") == 0) {
        const char *names[FAMILY_MAX];
        family_names(&family_problem, names);
        const char *name = name_read(rd, "problem", n, names);
        if (name)
            problem_choose(s, problem_find(name));
    } else if (strcmp(n->key, "start") == 0) {
        start_read(rd, "problem", s, n, &s->start);
    } else if (kind) {
        const struct param *p = param_find(kind->params, kind->n_params, n->key);
        const struct param *noise = param_find(noise_params, NOISE_PARAMS, n->key);
        if (p)
            value_read(rd, "problem", p, n, &s->problem_values[p - kind->params]);
        else if (noise)
            value_read(rd, "problem", noise, n, &s->noise_values[noise - noise_params]);
        else
            problem_fault_key(rd, s, n);
    }
}

void problem_read(struct reading *rd, struct scene *s, const struct node *n)
{
    if (!map_check(rd, "problem", n, "{ kind: power, start: 5 }"))
        return;
    const struct node *kind = node_find(n, "kind");
    s->problem_line = n->key_line;
    if (kind)
        problem_read_key(rd, s, kind);
    else
        fault(rd, n->key_line,
              "a problem without a kind; expected kind: with a name such as power");
    for (const struct node *k = n->first; k; k = k->next)
        if (k != kind)
            problem_read_key(rd, s, k);
}
