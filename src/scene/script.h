/* A script: what a scene does by itself, as a list of small operations in the order in which they
 * are done. A trigger among them waits; all others are done at once. Read from a scene file's
 * `script:` by script.c, done by script_run.c; plain data, copied with its scene. */
#ifndef SCENE_SCRIPT_H
#define SCENE_SCRIPT_H

#include <stdbool.h>

#include "input/action.h"
#include "tell/phrase.h"

enum { SCRIPT_OPS_MAX = 320, SCRIPT_WORDS_MAX = 20 << 10, SAY_MAX = 400, CHOICES_MAX = 6 };

enum op_kind {
    OP_AT,     /* num: a step */
    OP_AFTER,  /* num: simulated seconds since the operation before */
    OP_WHEN,   /* holds, num */
    OP_SAY,    /* text, NULL: what the numbers say, as without a script */
    OP_DO,     /* an action: id, num, at, text */
    OP_PRESS,  /* key */
    OP_WAIT,   /* for ACT_CONTINUE */
    OP_MARK,   /* text: a chapter of a recording */
    OP_ASK,    /* text, choices; the operations after it are its choices */
    OP_CHOICE, /* text; num: the enum run_status it stands for */
    OP_REVEAL, /* text, may be NULL; key: the operation that asked */
};

struct op {
    enum op_kind kind;
    int line;
    enum action_id id;
    int key, choices;       /* OP_ASK: how many, 0: a number is asked for */
    struct condition holds; /* OP_ASK: what the answer is, without compare */
    double num;             /* OP_ASK of a number: how near is right, as a share of it */
    double at[2];
    int text; /* where in words, -1: none */
};

struct script {
    int n;
    struct op op[SCRIPT_OPS_MAX];
    int used;
    char words[SCRIPT_WORDS_MAX];
};

static inline bool script_has_chapters(const struct script *s)
{
    for (int i = 0; i < s->n; i++)
        if (s->op[i].kind == OP_MARK)
            return true;
    return false;
}

static inline const char *script_text(const struct script *s, const struct op *op)
{
    return op->text < 0 ? NULL : s->words + op->text;
}

#endif
