#include "base/param.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/report.h"
#include "base/text.h"

const struct param *param_find(const struct param *params, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(params[i].name, name) == 0)
            return &params[i];
    return NULL;
}

/* Numbers separated by commas into list. Returns how many there are, also those beyond
 * VALUE_LIST_MAX; -1 where one cannot be read. */
static int list_read(const char *text, double *list)
{
    int n = 0;
    for (const char *s = text;; s++, n++) {
        s += strspn(s, " \t");
        size_t length = strcspn(s, ",");
        const char *next = s + length;
        while (length > 0 && isspace((unsigned char)s[length - 1]))
            length--;
        char item[64];
        double v;
        if (length >= sizeof item)
            return -1;
        memcpy(item, s, length);
        item[length] = '\0';
        if (!number_read(item, &v))
            return -1;
        if (n < VALUE_LIST_MAX)
            list[n] = v;
        if (*next == '\0')
            return n + 1;
        s = next;
    }
}

void param_default(const struct param *p, struct value *out)
{
    *out = (struct value){.num = p->def, .n = 1, .list = {p->def}};
    if (p->kind == PARAM_TEXT && p->def_text)
        snprintf(out->text, sizeof out->text, "%s", p->def_text);
    if (p->kind == PARAM_LIST && p->def_text) {
        out->n = list_read(p->def_text, out->list);
        out->num = out->list[0];
    }
}

static void range_text(const struct param *p, char *buf, size_t size)
{
    const char *lo = NUMBER(p->min, 6);
    const char *hi = NUMBER(p->max, 6);
    bool below = isfinite(p->min), above = isfinite(p->max);
    if (below && above && !p->open_min)
        snprintf(buf, size, " from %s to %s", lo, hi);
    else
        snprintf(buf, size, "%s%s%s%s", below ? (p->open_min ? " over " : " of at least ") : "",
                 below ? lo : "", above ? (below ? ", at most " : " of at most ") : "",
                 above ? hi : "");
}

void param_expect(const struct param *p, char *buf, size_t size)
{
    char range[96];
    range_text(p, range, sizeof range);
    switch (p->kind) {
    case PARAM_REAL:
        snprintf(buf, size, "a number%s", range);
        break;
    case PARAM_COUNT:
        snprintf(buf, size, "a whole number%s", range);
        break;
    case PARAM_LIST:
        snprintf(buf, size, "1 to %d numbers, each%s", VALUE_LIST_MAX, *range ? range : " finite");
        break;
    case PARAM_FLAG:
        snprintf(buf, size, "true or false");
        break;
    case PARAM_TEXT:
        snprintf(buf, size, "a text of 1 to %d bytes", VALUE_TEXT_MAX - 1);
        break;
    case PARAM_CHOICE: {
        size_t used = (size_t)snprintf(buf, size, "one of");
        for (int i = 0; p->choices[i] && used < size; i++)
            used +=
                (size_t)snprintf(buf + used, size - used, "%s %s", i > 0 ? "," : "", p->choices[i]);
        break;
    }
    }
}

bool param_holds(const struct param *p, double v)
{
    if (p->kind == PARAM_COUNT && !(v == floor(v) && fabs(v) <= 0x1p53))
        return false;
    return (p->open_min ? v > p->min : v >= p->min) && v <= p->max &&
           (isfinite(v) || p->max == INFINITY);
}

static bool flag_read(const char *text, double *v)
{
    static const char *const words[] = {"false", "true", "no", "yes"};
    for (int i = 0; i < 4; i++)
        if (strcasecmp(text, words[i]) == 0) {
            *v = i % 2;
            return true;
        }
    return false;
}

static bool choice_read(const struct param *p, const char *text, double *v)
{
    int at = name_index(p->choices, text);
    if (at >= 0)
        *v = at;
    return at >= 0;
}

static bool value_read(const struct param *p, const char *text, struct value *v)
{
    switch (p->kind) {
    case PARAM_REAL:
    case PARAM_COUNT:
        v->n = list_read(text, v->list);
        v->num = v->list[0];
        return v->n == 1 && param_holds(p, v->num);
    case PARAM_LIST:
        v->n = list_read(text, v->list);
        v->num = v->list[0];
        if (v->n < 1 || v->n > VALUE_LIST_MAX)
            return false;
        for (int i = 0; i < v->n; i++)
            if (!param_holds(p, v->list[i]))
                return false;
        return true;
    case PARAM_FLAG:
        return flag_read(text, &v->num);
    case PARAM_CHOICE:
        return choice_read(p, text, &v->num);
    case PARAM_TEXT:
        if (text[0] == '\0' || strlen(text) >= sizeof v->text)
            return false;
        snprintf(v->text, sizeof v->text, "%s", text);
        return true;
    }
    return false;
}

bool param_parse(const struct param *p, const char *text, struct value *out, char *why, size_t size)
{
    struct value v = {.given = true, .n = 1};
    if (value_read(p, text, &v)) {
        *out = v;
        return true;
    }
    char expected[400];
    if (p->kind == PARAM_CHOICE) {
        name_expect(expected, sizeof expected, text, p->choices);
    } else {
        memcpy(expected, "; expected ", 12);
        param_expect(p, expected + 11, sizeof expected - 11);
    }
    bool empty = text[strspn(text, " \t")] == '\0';
    snprintf(why, size, "found %.*s%s%s", empty ? 0 : 80, text, empty ? "nothing" : "", expected);
    return false;
}
