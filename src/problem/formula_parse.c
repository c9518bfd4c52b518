/* sum = product {(+|−) product};  product = signed {(*|/|nothing) signed};  signed = −signed |
 * power power = atom [^ signed | ² ³ ...];  atom = number | name | function(sum, ...) | (sum)
 * Nothing stands for × after a number or a closing parenthesis: 2x, 3(y − 1). */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/report.h"
#include "base/text.h"
#include "problem/formula_parts.h"

enum { NAME_MOST = 24, DEPTH_MOST = 60 };

struct parser {
    struct formula *f;
    const char *text, *at;
    const double *named;
    char *why;
    size_t size;
    bool failed, one, two; /* variables seen: x (or θ) and y */
    int depth;
};

static const struct {
    const char *name;
    enum formula_op op;
    int operands;
} functions[] = {
    {"sin", FORMULA_SIN, 1},   {"cos", FORMULA_COS, 1},   {"tan", FORMULA_TAN, 1},
    {"exp", FORMULA_EXP, 1},   {"log", FORMULA_LOG, 1},   {"ln", FORMULA_LOG, 1},
    {"sqrt", FORMULA_SQRT, 1}, {"abs", FORMULA_ABS, 1},   {"tanh", FORMULA_TANH, 1},
    {"cosh", FORMULA_COSH, 1}, {"sinh", FORMULA_SINH, 1}, {"sigmoid", FORMULA_SIGMOID, 1},
    {"min", FORMULA_MIN, 2},   {"max", FORMULA_MAX, 2},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

static const char *const names[] = {"x",    "y",    "theta",   "pi",  "e",   "a",    "b",   "c",
                                    "sin",  "cos",  "tan",     "exp", "log", "sqrt", "abs", "tanh",
                                    "cosh", "sinh", "sigmoid", "min", "max", NULL};

/* Characters before `at`, from 1. */
static int column_of(const struct parser *p, const char *at)
{
    int n = 1;
    for (const char *s = p->text; s < at; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* 1, 1.5, .5, 1e-3: behind the digits, the point and the exponent. An e that no digits follow is
 * the constant. */
static const char *number_end(const char *s)
{
    while (is_digit(*s))
        s++;
    if (*s == '.')
        for (s++; is_digit(*s); s++)
            ;
    if (*s == 'e' || *s == 'E') {
        const char *t = s + 1 + (s[1] == '-' || s[1] == '+');
        if (is_digit(*t))
            for (s = t; is_digit(*s); s++)
                ;
    }
    return s;
}

/* The first fault counts. Returns a node that stands for it. */
static int fail(struct parser *p, const char *at, const char *expected)
{
    char found[8 * 4] = "the end";
    if (p->failed)
        return 0;
    p->failed = true;
    if (*at) {
        const char *end = at;
        if (is_digit(*at))
            end = number_end(at);
        else
            utf8_next(&end);
        snprintf(found, sizeof found, "%.*s", (int)(end - at), at);
    }
    snprintf(p->why, p->size, "column %d: found %s; expected %s", column_of(p, at), found,
             expected);
    return 0;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static void skip(struct parser *p)
{
    while (is_space(*p->at))
        p->at++;
}

/* Whether the sign comes next, in any of its forms; it is then behind. */
static bool take(struct parser *p, const char *one, const char *other)
{
    const char *forms[] = {one, other};
    skip(p);
    for (int i = 0; i < 2; i++)
        if (forms[i] && strncmp(p->at, forms[i], strlen(forms[i])) == 0) {
            p->at += strlen(forms[i]);
            return true;
        }
    return false;
}

static bool is_number(const struct formula *f, int i)
{
    return f->node[i].op == FORMULA_NUMBER;
}

/* A node of that operation: the number it makes of numbers, one that is there already, or new. */
static int add(struct parser *p, enum formula_op op, int a, int b, double value)
{
    struct formula *f = p->f;
    struct formula_node node = {op, a, b, value};
    if (p->failed)
        return 0;
    bool two = op == FORMULA_ADD || op == FORMULA_SUB || op == FORMULA_MUL || op == FORMULA_DIV ||
               op == FORMULA_RAISE || op == FORMULA_MIN || op == FORMULA_MAX;
    if (op > FORMULA_X && is_number(f, a) && (!two || is_number(f, b)))
        node = (struct formula_node){
            .value = formula_apply(op, f->node[a].value, f->node[b].value, value)};
    for (int i = 0; i < f->n; i++) {
        const struct formula_node *o = &f->node[i];
        if (o->op == node.op && o->a == node.a && o->b == node.b &&
            memcmp(&o->value, &node.value, sizeof node.value) == 0)
            return i;
    }
    if (f->n == FORMULA_NODES) {
        p->failed = true;
        snprintf(p->why, p->size, "over %d operations; expected a shorter formula", FORMULA_NODES);
        return 0;
    }
    f->node[f->n] = node;
    return f->n++;
}

static int number(struct parser *p, double v)
{
    return add(p, FORMULA_NUMBER, 0, 0, v);
}

static int sum(struct parser *p);
static int signed_power(struct parser *p);

static int read_number(struct parser *p)
{
    char buf[64];
    const char *s = number_end(p->at);
    double v;
    snprintf(buf, sizeof buf, "%.*s", (int)(s - p->at), p->at);
    if (s - p->at >= (long)sizeof buf || !number_read(buf, &v) || !isfinite(v))
        return fail(p, p->at, "a number within those of a double");
    p->at = s;
    return number(p, v);
}

/* After a function's name: its operands in parentheses. */
static int call(struct parser *p, int which)
{
    int operand[2] = {0};
    if (!take(p, "(", NULL))
        return fail(p, p->at, "( after a function");
    for (int i = 0; i < functions[which].operands; i++) {
        operand[i] = sum(p);
        bool last = i + 1 == functions[which].operands;
        if (!take(p, last ? ")" : ",", NULL))
            return fail(p, p->at,
                        last ? "an operator or )" : "an operator or , and a second value");
    }
    return add(p, functions[which].op, operand[0], operand[1], 0);
}

static int fail_name(struct parser *p, const char *from, const char *name)
{
    char expected[400];
    if (p->failed)
        return 0;
    p->failed = true;
    snprintf(p->why, p->size, "column %d: found %s%s", column_of(p, from), name,
             name_expect(expected, sizeof expected, name, names));
    return 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int read_name(struct parser *p)
{
    char name[NAME_MOST + 1];
    const char *from = p->at;
    size_t n = 0;
    for (; is_letter(*p->at) || is_digit(*p->at); p->at++)
        if (n < NAME_MOST)
            name[n++] = *p->at;
    name[n] = '\0';
    for (int i = 0; i < FUNCTIONS; i++)
        if (strcmp(name, functions[i].name) == 0)
            return call(p, i);
    if (strcmp(name, "pi") == 0)
        return number(p, M_PI);
    if (strcmp(name, "e") == 0)
        return number(p, M_E);
    for (int i = 0; i < FORMULA_NAMED; i++)
        if (name[0] == 'a' + i && name[1] == '\0')
            return number(p, p->named[i]);
    if (strcmp(name, "x") == 0 || strcmp(name, "theta") == 0) {
        p->one = true;
        return add(p, FORMULA_X, 0, 0, 0);
    }
    if (strcmp(name, "y") == 0) {
        p->two = true;
        return add(p, FORMULA_X, 1, 0, 0);
    }
    return fail_name(p, from, name);
}

static int atom(struct parser *p)
{
    static const char expected[] = "a number, a variable (x, y), a function or (";
    skip(p);
    if (is_digit(*p->at) || (*p->at == '.' && is_digit(p->at[1])))
        return read_number(p);
    if (is_letter(*p->at))
        return read_name(p);
    if (take(p, "θ", NULL)) {
        p->one = true;
        return add(p, FORMULA_X, 0, 0, 0);
    }
    if (take(p, "π", NULL))
        return number(p, M_PI);
    if (!take(p, "(", NULL))
        return fail(p, p->at, expected);
    int inner = sum(p);
    return take(p, ")", NULL) ? inner : fail(p, p->at, "an operator or )");
}

/* base^n for numbers n that are whole, halves or else. */
static int raise_to(struct parser *p, int base, int power)
{
    double n = p->f->node[power].value;
    if (p->failed || !is_number(p->f, power))
        return add(p, FORMULA_RAISE, base, power, 0);
    if (n == 0)
        return number(p, 1);
    if (n == 1)
        return base;
    if (n == 2)
        return add(p, FORMULA_SQUARE, base, 0, 0);
    if (n == floor(n) && fabs(n) <= 64)
        return add(p, FORMULA_WHOLE, base, 0, n);
    return n == 0.5 ? add(p, FORMULA_SQRT, base, 0, 0) : add(p, FORMULA_POWER, base, 0, n);
}

/* A power written in raised digits; −1: none. */
static int raised(struct parser *p)
{
    static const char *const digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    int value = -1;
    for (int i = 0; i < 10; i++)
        if (value < 1000 && strncmp(p->at, digits[i], strlen(digits[i])) == 0) {
            value = (value < 0 ? 0 : value) * 10 + i;
            p->at += strlen(digits[i]);
            i = -1;
        }
    return value;
}

static int power(struct parser *p)
{
    int base = atom(p), n = raised(p);
    if (n >= 0)
        return raise_to(p, base, number(p, n));
    if (take(p, "^", "**"))
        return raise_to(p, base, signed_power(p));
    return base;
}

static int signed_power(struct parser *p)
{
    if (p->depth == DEPTH_MOST)
        return fail(p, p->at, "fewer parentheses and signs within each other");
    p->depth++;
    int out;
    if (take(p, "-", "−"))
        out = add(p, FORMULA_NEG, signed_power(p), 0, 0);
    else if (take(p, "+", NULL))
        out = signed_power(p);
    else
        out = power(p);
    p->depth--;
    return out;
}

/* Whether a value follows what is before without a sign between: 2x, (x + 1)(x − 1). */
static bool follows(const struct parser *p)
{
    const char *back = p->at;
    if (!(is_letter(*p->at) || *p->at == '(' || strncmp(p->at, "θ", strlen("θ")) == 0))
        return false;
    while (back > p->text && is_space(back[-1]))
        back--;
    return back > p->text && (is_digit(back[-1]) || back[-1] == ')' || back[-1] == '.');
}

static int product(struct parser *p)
{
    int left = signed_power(p);
    while (!p->failed) {
        skip(p);
        if (take(p, "*", "×") || take(p, "·", NULL))
            left = add(p, FORMULA_MUL, left, signed_power(p), 0);
        else if (take(p, "/", "÷"))
            left = add(p, FORMULA_DIV, left, signed_power(p), 0);
        else if (follows(p))
            left = add(p, FORMULA_MUL, left, power(p), 0);
        else
            break;
    }
    return left;
}

static int sum(struct parser *p)
{
    int left = product(p);
    while (!p->failed) {
        if (take(p, "+", NULL))
            left = add(p, FORMULA_ADD, left, product(p), 0);
        else if (take(p, "-", "−"))
            left = add(p, FORMULA_SUB, left, product(p), 0);
        else
            break;
    }
    return left;
}

/* Numbers and variables before operations, which keep their order. */
static void leaves_first(struct formula *f, int top)
{
    struct formula_node was[FORMULA_NODES];
    int now[FORMULA_NODES], n = 0;
    memcpy(was, f->node, sizeof was);
    for (int is_leaf = 1; is_leaf >= 0; is_leaf--) {
        for (int i = 0; i < f->n; i++) {
            const struct formula_node *o = &was[i];
            if ((o->op <= FORMULA_X) != is_leaf)
                continue;
            f->node[n] = *o;
            if (!is_leaf) {
                f->node[n].a = now[o->a];
                f->node[n].b = now[o->b];
            }
            now[i] = n++;
        }
        if (is_leaf)
            f->leaves = n;
    }
    f->top = now[top];
}

bool formula_parse(struct formula *f, const char *text, const double named[FORMULA_NAMED],
                   char *why, size_t size)
{
    struct parser p = {.f = f, .text = text, .at = text, .named = named, .why = why, .size = size};
    *f = (struct formula){0};
    int top = sum(&p);
    skip(&p);
    if (!p.failed && *p.at)
        fail(&p, p.at, "an operator (+ - * / ^) or the end");
    if (!p.failed && !p.one && !p.two) {
        p.failed = true;
        snprintf(why, size, "found no variable; expected x, or x and y");
    }
    if (p.failed)
        return false;
    f->dim = p.two ? 2 : 1;
    leaves_first(f, top);
    return true;
}
