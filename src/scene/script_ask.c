/* Questions: what will happen, asked before it does; and the answer, which the run gives. */
#include <string.h>

#include "scene/script_part.h"

static const char *const ask_keys[] = {"question", "choices", "answer-from", "within", NULL};

static const struct param within_param = {
    .name = "within",
    .help = "how near a number has to be, as a share of it",
    .kind = PARAM_REAL,
    .def = 0.1,
    .max = 1,
    .open_min = true,
};

/* "diverge", "diverges", "diverged": by how the status begins. */
static int status_meant(const char *choice)
{
    static const char *const stems[RUN_STATUSES] = {
        [RUN_RUNNING] = "run",  [RUN_CONVERGED] = "converg", [RUN_STALLED] = "stall",
        [RUN_CYCLING] = "cycl", [RUN_DIVERGED] = "diverg",
    };
    for (int i = 0; i < RUN_STATUSES; i++)
        if (strncmp(choice, stems[i], strlen(stems[i])) == 0)
            return i;
    return -1;
}

static int choice_add(struct reading *rd, struct scene *s, const struct node *n, const char *text)
{
    int status = status_meant(text);
    if (status < 0) {
        fault_at(rd, "script", n,
                 "found the choice %.80s; expected one that begins as a status does: converge, "
                 "cycle, diverge, stall, run",
                 text);
        return 0;
    }
    return op_number(rd, s, n, OP_CHOICE, text, status);
}

static int choices_read(struct reading *rd, struct scene *s, const struct node *ask,
                        const struct node *choices)
{
    static const char *const usual[] = {"converge", "cycle", "diverge"};
    int n = 0;
    if (!choices) {
        for (int i = 0; i < 3; i++)
            n += choice_add(rd, s, ask, usual[i]);
        return n;
    }
    if (choices->kind != NODE_LIST || choices->n < 2 || choices->n > CHOICES_MAX) {
        fault_at(rd, "script.ask", choices, "expected a list of 2 to %d", CHOICES_MAX);
        return 0;
    }
    for (const struct node *item = choices->first; item; item = item->next) {
        struct node named = *item;
        named.key = ask->key;
        if (text_needed(rd, &named, "a choice"))
            n += choice_add(rd, s, &named, named.text);
    }
    return n;
}

static bool answer_read(struct reading *rd, const struct scene *s, const struct node *ask,
                        struct condition *from)
{
    struct phrase_runs runs = runs_of(s);
    const struct node *n = node_find(ask, "answer-from");
    char why[700];
    if (!n) {
        fault(rd, ask->line,
              "script.ask: a question without answer-from; expected RUN status or QUANTITY of RUN");
        return false;
    }
    if (!text_needed(rd, n, "RUN status or QUANTITY of RUN"))
        return false;
    if (phrase_answer(n->text, &runs, from, why, sizeof why))
        return true;
    fault_at(rd, "script.ask", n, "%s", why);
    return false;
}

static bool ask_keys_known(struct reading *rd, const struct node *ask)
{
    bool known = true;
    for (const struct node *n = ask->first; n; n = n->next) {
        bool is = name_index(ask_keys, n->key) >= 0;
        if (!is)
            fault_key(rd, "script.ask", n, ask_keys);
        known &= is;
    }
    return known;
}

void script_ask_read(struct reading *rd, struct scene *s, const struct node *n)
{
    char question[SAY_MAX];
    struct condition from = {0};
    struct value within = {.num = within_param.def};
    if (!map_check(rd, "script.ask", n, "{ question: ..., answer-from: fixed status }") ||
        !ask_keys_known(rd, n))
        return;
    const struct node *words = node_find(n, "question"), *choices = node_find(n, "choices");
    const struct node *near = node_find(n, "within");
    if (!words)
        fault(rd, n->line, "script.ask: no question; expected question: and a text");
    bool ok = words && caption_read(rd, s, words, question);
    ok = answer_read(rd, s, n, &from) && ok;
    if (near && !value_read(rd, "script.ask", &within_param, near, &within))
        return;
    if (!ok)
        return;
    if (from.what != OF_STATUS && choices) {
        fault_at(rd, "script.ask", choices,
                 "found choices for a number; expected them for RUN status alone");
        return;
    }
    int at = s->script.n;
    struct op *op = op_add(rd, s, n, OP_ASK, question);
    if (!op)
        return;
    op->holds = from;
    op->num = within.num;
    if (from.what == OF_STATUS)
        s->script.op[at].choices = choices_read(rd, s, n, choices);
}

void script_reveal_read(struct reading *rd, struct scene *s, const struct node *n)
{
    char caption[SAY_MAX];
    int asked = s->script.n - 1;
    while (asked >= 0 && s->script.op[asked].kind != OP_ASK)
        asked--;
    bool bare = n->kind == NODE_TEXT && !n->text[0];
    if (asked < 0) {
        fault(rd, n->key_line, "script: reveal before any question; expected ask before it");
        return;
    }
    if (!bare && !caption_read(rd, s, n, caption))
        return;
    struct op *op = op_add(rd, s, n, OP_REVEAL, bare ? NULL : caption);
    if (op)
        op->key = asked;
}
