/* What the readers of a script share. */
#include "scene/script_part.h"

#include <string.h>

struct phrase_runs runs_of(const struct scene *s)
{
    struct phrase_runs runs;
    runs.n = scene_run_names(s, runs.name);
    return runs;
}

static int words_keep(struct script *script, const char *text)
{
    size_t size = strlen(text) + 1;
    if (size > (size_t)(SCRIPT_WORDS_MAX - script->used))
        return -1;
    int at = script->used;
    memcpy(script->words + at, text, size);
    script->used += (int)size;
    return at;
}

struct op *op_add(struct reading *rd, struct scene *s, const struct node *n, enum op_kind kind,
                  const char *text)
{
    struct script *script = &s->script;
    int at = text ? words_keep(script, text) : -1;
    if (script->n == SCRIPT_OPS_MAX || (text && at < 0)) {
        fault(rd, n->line, "script: one more %s; expected at most %d of them and %d bytes of text",
              n->key, SCRIPT_OPS_MAX, SCRIPT_WORDS_MAX);
        return NULL;
    }
    struct op *op = &script->op[script->n++];
    *op = (struct op){.kind = kind, .line = n->line, .text = at};
    return op;
}

bool op_number(struct reading *rd, struct scene *s, const struct node *n, enum op_kind kind,
               const char *text, double num)
{
    struct op *op = op_add(rd, s, n, kind, text);
    if (op)
        op->num = num;
    return op;
}

bool text_needed(struct reading *rd, const struct node *n, const char *expected)
{
    char words[80];
    if (n->kind == NODE_TEXT && !node_empty(n) && n->text[0])
        return true;
    fault_at(rd, "script", n, "found %s; expected %s", node_words(n, words, sizeof words),
             expected);
    return false;
}

bool caption_read(struct reading *rd, const struct scene *s, const struct node *n, char *caption)
{
    struct phrase_runs runs = runs_of(s);
    char filled[SAY_MAX], why[700];
    if (!words_read(rd, "script", n, caption, SAY_MAX))
        return false;
    if (phrase_fill(caption, &runs, NULL, filled, sizeof filled, why, sizeof why))
        return true;
    fault_at(rd, "script", n, "in { }: %s", why);
    return false;
}
