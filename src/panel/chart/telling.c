#include "panel/chart/telling.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

/* The k-th parameter of a run's rules and what it is set to: the optimizer's, then the clip rule's.
 * NULL past the last. */
static const struct param *param_at(const struct run *r, int k, double *value)
{
    int n = r->optimizer->n_params;
    if (k < n) {
        *value = r->knobs.opt[k];
        return &r->optimizer->params[k];
    }
    if (k - n >= r->clip->n_params)
        return NULL;
    *value = r->knobs.clip[k - n];
    return &r->clip->params[k - n];
}

static const struct param *param_called(const struct run *r, const char *name, double *value)
{
    const struct param *p;
    for (int k = 0; (p = param_at(r, k, value)); k++)
        if (strcmp(p->name, name) == 0)
            return p;
    return NULL;
}

/* γ has a column of its own, and text is no number. */
static bool is_knob(const struct param *p)
{
    return strcmp(p->name, "gamma") != 0 && p->kind != PARAM_LIST && p->kind != PARAM_TEXT;
}

/* How much the knob says: 0 where it is at its default in every run that has it. */
static int tells(const struct race *race, const char *name)
{
    double seen[RUNS_MAX];
    int distinct = 0, turned = 0;
    for (int i = 0; i < race->n; i++) {
        double v;
        const struct param *p = param_called(&race->run[i], name, &v);
        if (!p)
            continue;
        bool again = false;
        for (int k = 0; k < distinct; k++)
            again = again || seen[k] == v;
        if (!again)
            seen[distinct++] = v;
        turned += v != p->def;
    }
    return turned > 0 || distinct > 1 ? distinct * (RUNS_MAX + 1) + turned : 0;
}

const char *telling_knob(const struct race *race)
{
    const char *best = NULL;
    int most = 0;
    for (int i = 0; i < race->n; i++) {
        double v;
        const struct param *p;
        for (int k = 0; (p = param_at(&race->run[i], k, &v)); k++) {
            int much = is_knob(p) ? tells(race, p->name) : 0;
            if (much > most) {
                most = much;
                best = p->name;
            }
        }
    }
    return best;
}

void telling_text(const struct run *r, const char *knob, int digits, char *buf, size_t size)
{
    double v;
    const struct param *p = param_called(r, knob, &v);
    if (!p)
        snprintf(buf, size, "–");
    else if (p->kind == PARAM_CHOICE)
        snprintf(buf, size, "%s", p->choices[(int)v]);
    else if (p->kind == PARAM_FLAG)
        snprintf(buf, size, "%s", v != 0 ? "yes" : "no");
    else
        number_text(buf, size, v, digits);
}
