/* script: a list of entries, each a trigger (or none) and what is done then, to operations. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "scene/script_part.h"

static void at_read(struct reading *rd, struct scene *s, const struct node *n)
{
    static const char expected[] = "step and a whole number, as step 44";
    double step;
    if (!text_needed(rd, n, expected))
        return;
    const char *number = strncmp(n->text, "step ", 5) == 0 ? n->text + 5 : "";
    if (!isdigit((unsigned char)*number) || !number_read(number, &step) || step != floor(step) ||
        step > 1e15) {
        fault_at(rd, "script", n, "found %.80s; expected %s", n->text, expected);
        return;
    }
    op_number(rd, s, n, OP_AT, NULL, step);
}

static void after_read(struct reading *rd, struct scene *s, const struct node *n)
{
    static const char expected[] = "seconds up to 3600, as 2s or 0.5s";
    char number[32];
    double seconds;
    if (!text_needed(rd, n, expected))
        return;
    size_t length = strlen(n->text);
    bool ok = length > 1 && length < sizeof number && n->text[length - 1] == 's';
    snprintf(number, sizeof number, "%.*s", ok ? (int)length - 1 : 0, n->text);
    if (!ok || !number_read(number, &seconds) || !(seconds > 0) || !(seconds <= 3600)) {
        fault_at(rd, "script", n, "found %.80s; expected %s", n->text, expected);
        return;
    }
    op_number(rd, s, n, OP_AFTER, NULL, seconds);
}

static void when_read(struct reading *rd, struct scene *s, const struct node *n)
{
    struct phrase_runs runs = runs_of(s);
    struct condition holds;
    char why[700];
    double num;
    if (!text_needed(rd, n, "a condition, as fixed diverged"))
        return;
    if (!phrase_condition(n->text, &runs, &holds, &num, why, sizeof why)) {
        fault_at(rd, "script", n, "%s", why);
        return;
    }
    struct op *op = op_add(rd, s, n, OP_WHEN, NULL);
    if (op)
        op->holds = holds, op->num = num;
}

static void say_read(struct reading *rd, struct scene *s, const struct node *n)
{
    char caption[SAY_MAX];
    if (n->kind == NODE_TEXT && !n->text[0])
        op_add(rd, s, n, OP_SAY, NULL);
    else if (caption_read(rd, s, n, caption))
        op_add(rd, s, n, OP_SAY, caption);
}

static void wait_read(struct reading *rd, struct scene *s, const struct node *n)
{
    if (text_needed(rd, n, "enter") && strcmp(n->text, "enter") != 0)
        fault_at(rd, "script", n, "found %.80s; expected enter", n->text);
    else if (n->kind == NODE_TEXT)
        op_add(rd, s, n, OP_WAIT, NULL);
}

static void mark_read(struct reading *rd, struct scene *s, const struct node *n)
{
    char label[80];
    if (words_read(rd, "script", n, label, sizeof label))
        op_add(rd, s, n, OP_MARK, label);
}

static const struct word {
    const char *key;
    void (*read)(struct reading *rd, struct scene *s, const struct node *n);
    bool trigger;
} words[] = {
    {"at", at_read, true},
    {"after", after_read, true},
    {"when", when_read, true},
    {"say", say_read, false},
    {"set", script_set_read, false},
    {"do", script_do_read, false},
    {"press", script_press_read, false},
    {"select", script_select_read, false},
    {"zoom", script_zoom_read, false},
    {"wait", wait_read, false},
    {"mark", mark_read, false},
    {"ask", script_ask_read, false},
    {"reveal", script_reveal_read, false},
};
enum { WORDS = sizeof words / sizeof *words };

static const struct word *word_find(const char *key)
{
    for (int i = 0; i < WORDS; i++)
        if (strcmp(words[i].key, key) == 0)
            return &words[i];
    return NULL;
}

/* The trigger first, wherever it stands; then what is done, in the order in which it is written. */
static void entry_read(struct reading *rd, struct scene *s, const struct node *entry)
{
    const char *names[WORDS + 1] = {NULL};
    const struct node *trigger = NULL;
    int verbs = 0, unknown = 0;
    for (int i = 0; i < WORDS; i++)
        names[i] = words[i].key;
    for (const struct node *n = entry->first; n; n = n->next) {
        const struct word *w = word_find(n->key);
        verbs += w && !w->trigger;
        if (!w) {
            fault_key(rd, "script", n, names);
            unknown++;
        } else if (w->trigger && trigger) {
            fault(rd, n->key_line, "script: %s in an entry with %s; expected one trigger at most",
                  n->key, trigger->key);
        } else if (w->trigger) {
            trigger = n;
            w->read(rd, s, n);
        }
    }
    if (verbs == 0 && unknown == 0)
        fault(rd, entry->line,
              "script: an entry that does nothing; expected one of say, set, do, press, select, "
              "zoom, wait, mark, ask, reveal");
    for (const struct node *n = entry->first; n; n = n->next) {
        const struct word *w = word_find(n->key);
        if (w && !w->trigger)
            w->read(rd, s, n);
    }
}

void script_read(struct reading *rd, struct scene *s, const struct node *n)
{
    char found[80];
    s->script.n = s->script.used = 0;
    if (n->kind != NODE_LIST) {
        if (!node_empty(n))
            fault(rd, n->line, "script: found %s; expected a list",
                  node_words(n, found, sizeof found));
        return;
    }
    for (const struct node *entry = n->first; entry; entry = entry->next) {
        if (entry->kind == NODE_MAP)
            entry_read(rd, s, entry);
        else
            fault(rd, entry->line,
                  "script: found %s; expected an entry such as { at: step 44, say: ... }",
                  node_words(entry, found, sizeof found));
    }
}
