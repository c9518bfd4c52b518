#include "scene/node.h"

#include <stdio.h>
#include <string.h>

const struct node *node_find(const struct node *map, const char *key)
{
    if (!map || map->kind != NODE_MAP)
        return NULL;
    for (const struct node *n = map->first; n; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

bool node_empty(const struct node *n)
{
    return n->kind == NODE_TEXT && !n->quoted &&
           (n->text[0] == '\0' || strcmp(n->text, "~") == 0 || strcmp(n->text, "null") == 0);
}

const char *node_words(const struct node *n, char *buf, size_t size)
{
    if (n->kind != NODE_TEXT)
        snprintf(buf, size, "%s", n->kind == NODE_LIST ? "a list" : "a map");
    else if (node_empty(n) || n->text[0] == '\0')
        snprintf(buf, size, "nothing");
    else
        snprintf(buf, size, "%.60s", n->text);
    return buf;
}
