/* libyaml's events to a tree. Events rather than its documents: the depth is then bounded before
 * the scanner, whose time grows with the square of it, and an alias costs one node, not a copy. */
#include "scene/node.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/memory.h"
#include "base/text.h"

enum { ANCHORS_MAX = 64 };

struct loader {
    struct tree *tree;
    struct report *report;
    const char *file;
    const char *text;
    size_t size;
    int lines;   /* in text */
    bool failed; /* the reading is over: no cascade of faults */
    bool faulty; /* there was any fault */
    yaml_parser_t parser;
    int n_anchors;
    struct {
        char *name;
        struct node *node;
    } anchor[ANCHORS_MAX];
};

static int line_of(const struct loader *l, yaml_mark_t mark)
{
    /* The end of a file that ends in a newline is one line too far to look at. */
    return mark.line + 1 > (size_t)l->lines ? l->lines : (int)mark.line + 1;
}

/* Ends the reading with one message. */
static void stop(struct loader *l, int line, const char *message)
{
    if (!l->failed)
        report_add(l->report, l->file, line, "%s", message);
    l->failed = l->faulty = l->tree->cut = true;
}

/* How many bytes of text, of which there are n, end a line here, as YAML 1.1 and libyaml's marks
 * have it; 0: none. */
static size_t line_end(const char *text, size_t n)
{
    static const char *const ends[] = {"\r\n",     "\n",           "\r",
                                       "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
    if (*text >= ' ' && *text <= '~') /* nearly every byte: none of them begins so */
        return 0;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t size = strlen(ends[i]);
        if (size <= n && memcmp(text, ends[i], size) == 0)
            return size;
    }
    return 0;
}

/* The text after line breaks of them, or its end. */
static const char *line_start(const char *text, const char *end, size_t breaks)
{
    while (text < end && breaks > 0) {
        size_t size = line_end(text, (size_t)(end - text));
        breaks -= size > 0;
        text += size ? size : 1;
    }
    return text;
}

static int lines_before(const char *text, size_t n)
{
    int lines = 0;
    for (size_t i = 0, size; i < n; i += size ? size : 1) {
        size = line_end(text + i, n - i);
        lines += size > 0;
    }
    return lines;
}

/* Whether the last line of text is one without an end. */
static bool line_open(const char *text, size_t n)
{
    int lines = lines_before(text, n);
    return line_start(text, text + n, (size_t)lines) < text + n;
}

/* Whether the white space that line (from 0) begins with has a tab in it. */
static bool tab_begins(const struct loader *l, size_t line)
{
    const char *end = l->text + l->size, *s = line_start(l->text, end, line);
    while (s < end && *s == ' ')
        s++;
    return s < end && *s == '\t';
}

static void stop_at_syntax(struct loader *l)
{
    const yaml_parser_t *p = &l->parser;
    if (p->error == YAML_MEMORY_ERROR)
        mem_out(l->size);
    const char *problem = p->problem ? p->problem : "it cannot be read";
    char message[300], where[120] = "";
    if (p->error == YAML_READER_ERROR) {
        snprintf(message, sizeof message, "found the character U+%04X; expected text",
                 (unsigned)p->problem_value);
        stop(l, lines_before(l->text, p->problem_offset) + 1, message);
        return;
    }
    if (p->context)
        snprintf(where, sizeof where, " %s from line %d on", p->context,
                 line_of(l, p->context_mark));
    snprintf(message, sizeof message, "bad YAML%s: %s; expected %s", where, problem,
             tab_begins(l, p->problem_mark.line) ? "spaces: YAML does not indent with tabs"
                                                 : "YAML that can be read");
    stop(l, line_of(l, p->problem_mark), message);
}

static bool next_event(struct loader *l, yaml_event_t *e)
{
    if (l->failed)
        return false;
    if (yaml_parser_parse(&l->parser, e))
        return true;
    stop_at_syntax(l);
    return false;
}

static struct node *node_new(struct loader *l, enum node_kind kind, yaml_mark_t at)
{
    if (l->tree->used == NODES_MAX) {
        stop(l, line_of(l, at), "a file of over 8192 values; expected a scene, which has fewer");
        return NULL;
    }
    struct node *n = &l->tree->pool[l->tree->used++];
    n->kind = kind;
    n->line = line_of(l, at);
    n->weight = 1;
    return n;
}

static void anchor_add(struct loader *l, const yaml_char_t *name, struct node *node)
{
    if (!name || !node)
        return;
    for (int i = 0; i < l->n_anchors; i++)
        if (strcmp(l->anchor[i].name, (const char *)name) == 0) {
            l->anchor[i].node = node; /* the newest of a name counts */
            return;
        }
    if (l->n_anchors == ANCHORS_MAX) {
        stop(l, node->line, "a 65th anchor; expected at most 64");
        return;
    }
    l->anchor[l->n_anchors].name = mem_text((const char *)name);
    l->anchor[l->n_anchors++].node = node;
}

static struct node *alias_read(struct loader *l, const yaml_event_t *e)
{
    const char *name = (const char *)e->data.alias.anchor;
    int line = line_of(l, e->start_mark);
    char message[200];
    for (int i = 0; i < l->n_anchors; i++) {
        const struct node *to = l->anchor[i].node;
        if (strcmp(l->anchor[i].name, name) != 0)
            continue;
        if (to->open) {
            snprintf(message, sizeof message,
                     "the alias *%.40s inside what it stands for nests without end; expected an "
                     "alias to something complete",
                     name);
            stop(l, line, message);
            return NULL;
        }
        struct node *n = node_new(l, to->kind, e->start_mark);
        if (n) {
            *n = *to;
            n->key = NULL;
            n->next = NULL;
            n->shared = true;
        }
        return n;
    }
    snprintf(message, sizeof message, "the alias *%.40s; expected one anchored before, as &%.40s",
             name, name);
    stop(l, line, message);
    return NULL;
}

static void tag_check(struct loader *l, const yaml_char_t *tag, yaml_mark_t at)
{
    if (!tag || strcmp((const char *)tag, "!") == 0)
        return;
    report_add(l->report, l->file, line_of(l, at), "the tag %.80s; expected a value without one",
               (const char *)tag);
    l->faulty = true;
}

static struct node *text_read(struct loader *l, const yaml_event_t *e)
{
    const char *value = (const char *)e->data.scalar.value;
    struct node *n = node_new(l, NODE_TEXT, e->start_mark);
    if (!n)
        return NULL;
    tag_check(l, e->data.scalar.tag, e->start_mark);
    if (strlen(value) != e->data.scalar.length)
        stop(l, n->line, "found the character U+0000; expected text");
    n->text = mem_text(value);
    n->quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    anchor_add(l, e->data.scalar.anchor, n);
    return n;
}

static struct node *container_read(struct loader *l, const yaml_event_t *start, int depth);

/* The node that event e begins. NULL: the reading is over, or e ends a list or map. */
static struct node *node_read(struct loader *l, const yaml_event_t *e, int depth)
{
    switch (e->type) {
    case YAML_SCALAR_EVENT:
        return text_read(l, e);
    case YAML_ALIAS_EVENT:
        return alias_read(l, e);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return container_read(l, e, depth + 1);
    default:
        return NULL;
    }
}

static struct node *node_next(struct loader *l, int depth)
{
    yaml_event_t e;
    if (!next_event(l, &e))
        return NULL;
    struct node *n = node_read(l, &e, depth);
    yaml_event_delete(&e);
    return n;
}

/* Makes key the key of value; false where the two are no entry of a map. */
static bool entry_make(struct loader *l, const struct node *map, const struct node *key,
                       struct node *value)
{
    if (key->kind != NODE_TEXT) {
        char words[40];
        report_add(l->report, l->file, key->line, "%s as a key; expected a name",
                   node_words(key, words, sizeof words));
        l->faulty = true;
        return false;
    }
    const struct node *twin = node_find(map, key->text);
    if (twin) {
        report_add(l->report, l->file, key->line,
                   "a second %.80s; expected one (the first is on line %d)", key->text,
                   twin->key_line);
        l->faulty = true;
        return false;
    }
    value->key = mem_text(key->text);
    value->key_line = key->line;
    return true;
}

/* Adds item to the end of list or map c. */
static void node_append(struct loader *l, struct node *c, struct node ***tail, struct node *item)
{
    **tail = item;
    *tail = &item->next;
    c->n++;
    c->weight += item->weight;
    if (c->weight > NODES_MAX)
        stop(l, c->line,
             "aliases that unfold to over 8192 values; expected a scene, which has fewer");
}

static struct node *container_read(struct loader *l, const yaml_event_t *start, int depth)
{
    bool map = start->type == YAML_MAPPING_START_EVENT;
    if (depth > NODE_DEPTH_MAX) {
        stop(l, line_of(l, start->start_mark),
             "lists and maps nested over 16 deep; expected a scene, which is flatter");
        return NULL;
    }
    struct node *c = node_new(l, map ? NODE_MAP : NODE_LIST, start->start_mark);
    if (!c)
        return NULL;
    tag_check(l, map ? start->data.mapping_start.tag : start->data.sequence_start.tag,
              start->start_mark);
    anchor_add(l, map ? start->data.mapping_start.anchor : start->data.sequence_start.anchor, c);
    c->open = true;
    struct node **tail = &c->first, *item;
    while ((item = node_next(l, depth)) != NULL) {
        struct node *value = map ? node_next(l, depth) : item;
        if (!value)
            break;
        if (!map || entry_make(l, c, item, value))
            node_append(l, c, &tail, value);
    }
    c->open = false;
    return c;
}

/* Stream start, one document, stream end. */
static void stream_read(struct loader *l)
{
    yaml_event_t e;
    int documents = 0;
    for (bool more = true; more && next_event(l, &e); yaml_event_delete(&e)) {
        if (e.type == YAML_STREAM_END_EVENT)
            more = false;
        else if (e.type == YAML_DOCUMENT_START_EVENT && documents++ > 0)
            stop(l, line_of(l, e.start_mark), "a second document; expected one scene a file");
        else if (e.type != YAML_STREAM_START_EVENT && e.type != YAML_DOCUMENT_START_EVENT &&
                 e.type != YAML_DOCUMENT_END_EVENT)
            l->tree->root = node_read(l, &e, 0);
    }
}

static bool utf8_check(struct loader *l)
{
    size_t good = utf8_span(l->text, l->size);
    if (good < l->size)
        stop(l, lines_before(l->text, good) + 1,
             "bytes that are not UTF-8; expected a text file in UTF-8");
    return good == l->size;
}

/* libyaml compares each %TAG line with all before it. A scene needs none. */
static bool tags_check(struct loader *l)
{
    enum { TAGS_MAX = 16 };
    static const char tag[] = "%TAG";
    const char *end = l->text + l->size;
    int tags = 0, line = 1;
    for (const char *s = l->text; s < end; s = line_start(s, end, 1), line++) {
        bool is = (size_t)(end - s) > strlen(tag) && memcmp(s, tag, strlen(tag)) == 0;
        tags += is;
        if (tags > TAGS_MAX) {
            stop(l, line, "found over 16 %TAG lines; expected a scene, which needs none");
            return false;
        }
    }
    return true;
}

bool tree_read(struct tree *t, const char *file, const char *text, size_t size, struct report *r)
{
    static const char mark[] = "\xef\xbb\xbf"; /* of byte order, which some editors put in front */
    size_t skip = size >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
    *t = (struct tree){.pool = mem_alloc(NODES_MAX, sizeof *t->pool)};
    text += skip, size -= skip;
    struct loader l = {.tree = t, .report = r, .file = file, .text = text, .size = size};
    l.lines = lines_before(text, size) + line_open(text, size);
    if (!utf8_check(&l) || !tags_check(&l))
        return false;
    if (!yaml_parser_initialize(&l.parser)) {
        mem_out(sizeof l.parser);
    }
    yaml_parser_set_encoding(&l.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&l.parser, (const unsigned char *)text, size);
    stream_read(&l);
    yaml_parser_delete(&l.parser);
    for (int i = 0; i < l.n_anchors; i++)
        free(l.anchor[i].name);
    return !l.faulty;
}

void tree_release(struct tree *t)
{
    for (int i = 0; i < t->used; i++) {
        free(t->pool[i].key);
        if (!t->pool[i].shared)
            free(t->pool[i].text);
    }
    free(t->pool);
    *t = (struct tree){0};
}
