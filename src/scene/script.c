/* script: timed and conditional actions, a list. Its entries are read here. */
#include "scene/part.h"

void script_read(struct reading *rd, struct scene *s, const struct node *n)
{
    (void)s;
    char words[80];
    if (n->kind != NODE_LIST && !node_empty(n))
        fault(rd, n->line, "script: found %s; expected a list", node_words(n, words, sizeof words));
}
