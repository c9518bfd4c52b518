/* turned: the knobs of a session that was saved, each at its step: a list of "44 hard.lr=0.1". A
 * long session turns thousands, so each is one text and takes no part of the script. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "scene/reading.h"

static const char expected[] = "STEP RUN.KNOB=VALUE, as 44 hard.lr=0.1";

/* The text in its parts. */
struct written {
    uint64_t step;
    char run[RUN_NAME_MAX], knob[40];
    const char *value;
};

static bool name_take(char *out, size_t size, const char **text, char end)
{
    const char *stop = strchr(*text, end);
    if (!stop || stop == *text || (size_t)(stop - *text) >= size)
        return false;
    snprintf(out, size, "%.*s", (int)(stop - *text), *text);
    *text = stop + 1;
    return true;
}

static bool parts_read(const char *text, struct written *w)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return false;
    unsigned long long step = strtoull(text, &end, 10);
    const char *rest = end + strspn(end, " ");
    if (rest == end || step > 1000000000000) /* the most that `from` can be */
        return false;
    w->step = step;
    if (!name_take(w->run, sizeof w->run, &rest, '.') ||
        !name_take(w->knob, sizeof w->knob, &rest, '='))
        return false;
    w->value = rest;
    return true;
}

static const struct param *knob_of(const struct run_spec *r, const char *name)
{
    struct knob_group of;
    return knob_param(r->optimizer, r->clip, name, &of);
}

static void turn_read(struct reading *rd, struct scene *s, const struct node *n)
{
    const struct turned *last = s->n_turned > 0 ? &s->turned[s->n_turned - 1] : NULL;
    struct written w;
    struct value v = {0};
    char words[80];
    if (n->kind != NODE_TEXT || node_empty(n) || !parts_read(n->text, &w)) {
        fault(rd, n->line, "turned: found %s; expected %s", node_words(n, words, sizeof words),
              expected);
        return;
    }
    int run = scene_run(s, w.run);
    const struct param *p = run >= 0 ? knob_of(&s->runs[run], w.knob) : NULL;
    if (run < 0)
        fault(rd, n->line, "turned: found %.80s; expected one of the scene's runs, not %s", n->text,
              w.run);
    else if (!p || (p->kind != PARAM_REAL && p->kind != PARAM_COUNT && p->kind != PARAM_FLAG &&
                    p->kind != PARAM_CHOICE))
        fault(rd, n->line, "turned: found %.80s; expected a knob that run %s has, not %s", n->text,
              w.run, w.knob);
    else if (!number_read(w.value, &v.num) || !param_holds(p, v.num))
        fault(rd, n->line, "turned: found %.80s; expected a number that %s can be", n->text,
              w.knob);
    else if (last && last->step > w.step)
        fault(rd, n->line, "turned: found %.80s; expected a step from %llu on", n->text,
              (unsigned long long)last->step);
    else if (s->n_turned == TURNED_MAX)
        fault(rd, n->line, "turned: one more; expected at most %d", TURNED_MAX);
    else
        s->turned[s->n_turned++] =
            (struct turned){.step = w.step, .run = run, .knob = p->name, .value = v.num};
}

void turned_read(struct reading *rd, struct scene *s, const struct node *n)
{
    char words[80];
    s->n_turned = 0;
    if (n->kind == NODE_LIST) {
        for (const struct node *each = n->first; each; each = each->next)
            turn_read(rd, s, each);
    } else if (!node_empty(n)) {
        fault(rd, n->line, "turned: found %s; expected a list of %s",
              node_words(n, words, sizeof words), expected);
    }
}
