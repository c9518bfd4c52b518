/* A YAML document as a bounded tree with line numbers, and one --set assignment as a tree of one
 * node: what the scene reader reads. Knows nothing of scenes. */
#ifndef SCENE_NODE_H
#define SCENE_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/report.h"

/* NODES_MAX counts an alias as often as it is used: what a reader may come to visit. */
enum { NODES_MAX = 8192, NODE_DEPTH_MAX = 16 };

enum node_kind { NODE_TEXT, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    int line;     /* from 1; 0 where it is from no file */
    char *key;    /* entries of a map, else NULL */
    int key_line; /* of the key */
    char *text;   /* NODE_TEXT: UTF-8, no NUL inside */
    bool quoted;  /* NODE_TEXT: "" in quotes is a text, without quotes it is nothing */
    int n;        /* NODE_LIST, NODE_MAP: entries */
    struct node *first, *next;
    bool shared; /* an alias: text and entries belong to the node it names */
    bool open;   /* being read: an alias to it would never end */
    int weight;  /* nodes in it, aliases counted as often as they are used */
};

struct tree {
    struct node *root; /* NULL: an empty file */
    struct node *pool;
    int used;
    bool cut; /* a fault ended the reading before the file's end */
};

/* Reads text. Faults (bad UTF-8, bad YAML, duplicate keys, bounds) go to r as file:line; false if
 * there was any. The tree holds what could be read in any case and must be released. */
bool tree_read(struct tree *t, const char *file, const char *text, size_t size, struct report *r);
void tree_release(struct tree *t);

/* The entry of a map called key, or NULL (also where map is NULL or no map). */
const struct node *node_find(const struct node *map, const char *key);

/* Nothing was written: `runs:` and no more. */
bool node_empty(const struct node *n);

/* What it is, in words: the text itself (shortened), "nothing", "a list", "a map". */
const char *node_words(const struct node *n, char *buf, size_t size);

#endif
