#include "scene/field.h"

#include <string.h>

enum { FIELDS_MAX = 32 };

const struct field *field_find(const struct field *fields, const char *key)
{
    for (; fields->param.name; fields++)
        if (strcmp(fields->param.name, key) == 0)
            return fields;
    return NULL;
}

/* Each type's value as a number, and back. */
static double number_of(const struct field *f, const struct scene *s)
{
    const char *at = (const char *)s + f->at;
    bool flag;
    int whole;
    uint64_t count;
    double real;
    switch (f->type) {
    case FIELD_BOOL:
        memcpy(&flag, at, sizeof flag);
        return flag;
    case FIELD_INT:
        memcpy(&whole, at, sizeof whole);
        return whole;
    case FIELD_COUNT:
        memcpy(&count, at, sizeof count);
        return (double)count;
    default:
        memcpy(&real, at, sizeof real);
        return real;
    }
}

static void number_put(const struct field *f, struct scene *s, double v)
{
    char *at = (char *)s + f->at;
    bool flag = v != 0;
    int whole = f->type == FIELD_INT ? (int)v : 0;
    uint64_t count = f->type == FIELD_COUNT ? (uint64_t)v : 0;
    switch (f->type) {
    case FIELD_BOOL:
        memcpy(at, &flag, sizeof flag);
        break;
    case FIELD_INT:
        memcpy(at, &whole, sizeof whole);
        break;
    case FIELD_COUNT:
        memcpy(at, &count, sizeof count);
        break;
    default:
        memcpy(at, &v, sizeof v);
    }
}

void fields_default(const struct field *fields, struct scene *s)
{
    for (; fields->param.name; fields++)
        if (fields->type != FIELD_OWN)
            number_put(fields, s, fields->param.def);
}

void field_read(struct reading *rd, const char *part, const struct field *fields, struct scene *s,
                const struct node *n)
{
    const struct field *f = field_find(fields, n->key);
    struct value v;
    if (!f) {
        const char *names[FIELDS_MAX + 1];
        int found = 0;
        for (; fields->param.name && found < FIELDS_MAX; fields++)
            names[found++] = fields->param.name;
        names[found] = NULL;
        fault_key(rd, part, n, names);
        return;
    }
    if (f->type == FIELD_OWN) {
        f->read(rd, f, s, n);
        return;
    }
    if (!value_read(rd, part, &f->param, n, &v))
        return;
    number_put(f, s, v.num);
    if (f->given)
        memcpy((char *)s + f->given, &(bool){true}, sizeof(bool));
    if (f->line)
        memcpy((char *)s + f->line, &n->line, sizeof(int));
}

/* A value out of its range stands for one that is not given. */
static bool is_given(const struct field *f, const struct scene *s)
{
    bool given = true;
    if (f->given)
        memcpy(&given, (const char *)s + f->given, sizeof given);
    double v = number_of(f, s);
    return given && v >= f->param.min &&
           (f->param.kind == PARAM_CHOICE || f->type == FIELD_BOOL || v <= f->param.max);
}

static void value_write(struct text *out, const struct field *f, double v)
{
    if (f->param.kind == PARAM_CHOICE)
        text_add(out, f->param.choices[(int)v]);
    else if (f->param.kind == PARAM_FLAG)
        text_add(out, v != 0 ? "true" : "false");
    else
        write_number(out, v);
}

void fields_write(struct text *out, const struct field *fields, const struct scene *s,
                  const char *separator)
{
    const char *before = "";
    for (; fields->param.name; fields++) {
        size_t begun = out->length;
        if (fields->passing || (fields->type != FIELD_OWN && !is_given(fields, s)))
            continue;
        text_printf(out, "%s%s: ", before, fields->param.name);
        if (fields->type != FIELD_OWN)
            value_write(out, fields, number_of(fields, s));
        else if (!fields->write || !fields->write(out, fields, s))
            text_cut(out, begun);
        if (out->length > begun)
            before = separator;
    }
}
