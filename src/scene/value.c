/* Faults, and values of every kind read from a node. */
#include "scene/reading.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

const struct param scene_start_param = {
    .name = "start",
    .symbol = "start",
    .help = "where the runs start: one number for each parameter",
    .kind = PARAM_LIST,
    .def = 0,
    .min = -DIVERGED_AT,
    .max = DIVERGED_AT,
};

static void fault_text(struct reading *rd, int line, const char *message)
{
    char whole[1600];
    if (line > 0)
        snprintf(whole, sizeof whole, "%s:%d: %s", rd->file, line, message);
    else
        snprintf(whole, sizeof whole, "%s: %s", rd->file, message);
    rd->faults++;
    for (int i = 0; i < rd->report->kept; i++)
        if (strcmp(rd->report->line[i], whole) == 0)
            return;
    report_add(rd->report, rd->file, line, "%s", message);
}

void fault(struct reading *rd, int line, const char *fmt, ...)
{
    char message[900];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    fault_text(rd, line, message);
}

void fault_at(struct reading *rd, const char *part, const struct node *n, const char *fmt, ...)
{
    char message[900];
    int used = 0;
    if (!rd->assignment)
        used = snprintf(message, sizeof message, "%s%s%.80s: ", part, *part ? "." : "",
                        n->key ? n->key : "");
    va_list args;
    va_start(args, fmt);
    vsnprintf(message + used, sizeof message - (size_t)used, fmt, args);
    va_end(args);
    fault_text(rd, n->line, message);
}

void fault_key(struct reading *rd, const char *part, const struct node *n, const char *const *names)
{
    char expected[600];
    fault(rd, n->key_line, "unknown key %s%s%.80s%s", part, *part ? "." : "", n->key,
          name_expect(expected, sizeof expected, n->key, names));
}

/* Texts that some readers take for a number and others for another, or that people of other
 * countries write: says what to write instead. false: text is something else. */
static bool number_trap(const char *text, char *why, size_t size)
{
    const char *s = text + (*text == '-' || *text == '+');
    size_t digits = strspn(s, "0123456789");
    if (s[0] == '0' && isalpha((unsigned char)s[1]) && tolower((unsigned char)s[1]) != 'e')
        snprintf(why, size, "found %.40s; expected a decimal number", text);
    else if (s[0] == '0' && digits > 1)
        snprintf(
            why, size,
            "found %.40s; expected no zero in front, which some readers of YAML take for octal",
            text);
    else if (digits && s[digits] == '_')
        snprintf(why, size, "found %.40s; expected digits without _", text);
    else
        return false;
    return true;
}

/* A comma where a list is not written with commas: 1,5 may be meant as 1.5 or as [1, 5]. */
static bool comma_trap(const struct param *p, const char *text, char *why, size_t size)
{
    assert(text); /* nodes of text alone come here */
    const char *comma = strchr(text, ',');
    if (!comma)
        return false;
    char point[48];
    snprintf(point, sizeof point, "%.*s.%.20s", (int)(comma - text > 20 ? 20 : comma - text), text,
             comma + 1);
    snprintf(why, size, "found %.40s (did you mean %s?); expected a number with a point%s", text,
             point, p->kind == PARAM_LIST ? ", or a list in [ ]" : "");
    return true;
}

static bool number_check(const struct reading *rd, const struct param *p, const char *text,
                         char *why, size_t size)
{
    if (p->kind != PARAM_REAL && p->kind != PARAM_COUNT && p->kind != PARAM_LIST)
        return true;
    if (!(rd->assignment && p->kind == PARAM_LIST) && comma_trap(p, text, why, size))
        return false;
    for (const char *s = text; s; s = strchr(s, ',') ? strchr(s, ',') + 1 : NULL) {
        char item[48];
        s += strspn(s, " ");
        snprintf(item, sizeof item, "%.*s", (int)strcspn(s, ","), s);
        if (number_trap(item, why, size))
            return false;
    }
    return true;
}

/* The numbers of a list as "3,-1" into text. */
static bool list_join(struct reading *rd, const char *part, const struct param *p,
                      const struct node *list, struct text *text)
{
    char words[64], why[300];
    if (list->n < 1 || list->n > VALUE_LIST_MAX) {
        fault_at(rd, part, list, "found a list of %d; expected 1 to %d numbers", list->n,
                 VALUE_LIST_MAX);
        return false;
    }
    for (const struct node *n = list->first; n; n = n->next) {
        struct value one;
        const char *found = node_words(n, words, sizeof words);
        struct param item = *p;
        item.kind = PARAM_REAL;
        bool ok = n->kind == NODE_TEXT && !node_empty(n);
        if (!ok)
            snprintf(why, sizeof why, "found %s in a list; expected a number", found);
        else
            ok = number_check(rd, &item, n->text, why, sizeof why) &&
                 param_parse(&item, n->text, &one, why, sizeof why);
        if (!ok) {
            fault_at(rd, part, &(struct node){.line = n->line, .key = list->key}, "%s", why);
            return false;
        }
        text_printf(text, "%s%s", text->length ? "," : "", n->text);
    }
    return true;
}

/* The text of a value that is no list in [ ]. */
static bool text_read(struct reading *rd, const char *part, const struct param *p,
                      const struct node *n, struct value *out)
{
    char why[700], words[80];
    if (n->kind != NODE_TEXT || node_empty(n)) {
        param_expect(p, why, sizeof why);
        fault_at(rd, part, n, "found %s; expected %s", node_words(n, words, sizeof words), why);
        return false;
    }
    bool ok = number_check(rd, p, n->text, why, sizeof why) &&
              param_parse(p, n->text, out, why, sizeof why);
    if (!ok)
        fault_at(rd, part, n, "%s", why);
    return ok;
}

/* The words of a list as "2 4 2" into text. */
static bool words_join(struct reading *rd, const char *part, const struct node *list,
                       struct text *text)
{
    char words[64];
    for (const struct node *n = list->first; n; n = n->next) {
        if (n->kind != NODE_TEXT || node_empty(n)) {
            fault_at(rd, part, &(struct node){.line = n->line, .key = list->key},
                     "found %s in a list; expected a word", node_words(n, words, sizeof words));
            return false;
        }
        text_printf(text, "%s%s", text->length ? " " : "", n->text);
    }
    return true;
}

bool value_read(struct reading *rd, const char *part, const struct param *p, const struct node *n,
                struct value *out)
{
    bool words = p->kind == PARAM_TEXT && p->words;
    if ((p->kind != PARAM_LIST && !words) || n->kind != NODE_LIST || !n->first)
        return text_read(rd, part, p, n, out);
    char why[700];
    struct text joined = {0};
    bool ok = words ? words_join(rd, part, n, &joined) : list_join(rd, part, p, n, &joined);
    if (ok && !param_parse(p, joined.at, out, why, sizeof why)) {
        fault_at(rd, part, n, "%s", why);
        ok = false;
    }
    text_release(&joined);
    return ok;
}

bool words_read(struct reading *rd, const char *part, const struct node *n, char *buf, size_t size)
{
    char words[80];
    if (n->kind != NODE_TEXT || n->text[0] == '\0') {
        fault_at(rd, part, n, "found %s; expected a text", node_words(n, words, sizeof words));
        return false;
    }
    if (strlen(n->text) >= size) {
        fault_at(rd, part, n, "found a text of %zu bytes; expected at most %zu", strlen(n->text),
                 size - 1);
        return false;
    }
    size_t at = 0;
    for (const char *s = n->text; *s;) {
        const char *from = s;
        uint32_t c = utf8_next(&s);
        bool space = c == '\n' || c == ' ' || c == '\t';
        if (!space && (c < 0x20 || (c >= 0x7f && c < 0xa0))) {
            fault_at(rd, part, n, "found the control character U+%04X; expected text", (unsigned)c);
            return false;
        }
        if (space && (at == 0 || buf[at - 1] == ' '))
            continue;
        memcpy(buf + at, space ? " " : from, (size_t)(s - from));
        at += (size_t)(s - from);
    }
    if (at == 0) {
        fault_at(rd, part, n, "found nothing but spaces; expected a text");
        return false;
    }
    buf[at - (buf[at - 1] == ' ')] = '\0';
    return true;
}

const char *name_read(struct reading *rd, const char *part, const struct node *n,
                      const char *const *names)
{
    char words[80], expected[700];
    int at = n->kind == NODE_TEXT ? name_index(names, n->text) : -1;
    if (at >= 0)
        return names[at];
    const char *found = node_words(n, words, sizeof words);
    fault_at(rd, part, n, "found %s%s", found,
             name_expect(expected, sizeof expected, found, names));
    return NULL;
}

bool map_check(struct reading *rd, const char *what, const struct node *n, const char *such_as)
{
    char words[80];
    if (n->kind == NODE_MAP || node_empty(n))
        return true;
    fault(rd, n->line, "%s: found %s; expected a map such as %s", what,
          node_words(n, words, sizeof words), such_as);
    return false;
}

bool start_read(struct reading *rd, const char *part, const struct scene *s, const struct node *n,
                struct value *out)
{
    struct value v;
    if (!value_read(rd, part, &scene_start_param, n, &v))
        return false;
    if (s->problem && s->problem->dim > 0 && v.n != s->problem->dim) {
        fault_at(rd, part, n,
                 "found %d number%s; expected %d, one for each parameter of problem %s", v.n,
                 v.n == 1 ? "" : "s", s->problem->dim, s->problem->name);
        return false;
    }
    *out = v;
    return true;
}
