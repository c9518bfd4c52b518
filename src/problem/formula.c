/* A loss written down in a scene: f: (1-x)^2 + 100*(y-x^2)^2. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "problem/formula_parts.h"
#include "problem/problem.h"

enum { TEXT, FIRST_NAMED };

#define NAMED_PARAM(letter)                                                                        \
    {                                                                                              \
        .name = letter, .symbol = letter, .help = "what the formula means by " letter,             \
        .kind = PARAM_REAL, .def = 1, .min = -1e12, .max = 1e12                                    \
    }

static const struct param params[] = {
    [TEXT] = {.name = "f",
              .symbol = "f",
              .help =
                  "the loss, of x, or of x and y: + - * / ^, pi, e, a, b, c, sin cos tan exp log "
                  "sqrt abs tanh cosh sinh sigmoid min max",
              .kind = PARAM_TEXT,
              .def_text = "(1-x)^2 + 100*(y-x^2)^2"},
    [FIRST_NAMED] = NAMED_PARAM("a"),
    NAMED_PARAM("b"),
    NAMED_PARAM("c"),
};

/* "f(x,y) = ..." and as much of the text as there is room for. */
static void say_formula(struct problem *p, const char *text)
{
    struct text t = {0};
    text_printf(&t, "f(%s) = %s", p->dim == 2 ? "x,y" : "x", text);
    size_t room = sizeof p->formula - 1;
    bool whole = t.length <= room;
    size_t n = whole ? t.length : utf8_span(t.at, room - strlen("…"));
    memcpy(p->formula, t.at, n);
    snprintf(p->formula + n, sizeof p->formula - n, "%s", whole ? "" : "…");
    text_release(&t);
}

static bool formula_open(struct problem *p, struct report *r, const char *file, int line)
{
    double named[FORMULA_NAMED];
    char why[600];
    struct formula f;
    const char *text = p->values[TEXT].text;
    for (int i = 0; i < FORMULA_NAMED; i++)
        named[i] = p->values[FIRST_NAMED + i].num;
    if (!formula_parse(&f, text, named, why, sizeof why)) {
        report_add(r, file, line, "problem.f: %s", why);
        return false;
    }
    p->dim = f.dim;
    struct formula *own = mem_alloc(1, sizeof *own);
    *own = f;
    p->data = own;
    say_formula(p, text);
    return true;
}

static void formula_close(struct problem *p)
{
    free(p->data);
}

static void *formula_work(const struct problem *p)
{
    return formula_work_new(p->data);
}

/* Where there is no value, as for log(−1), the loss is infinite: a run there has left its domain.
 */
static double formula_loss(const struct problem *p, void *work, const double *x,
                           UNUSED uint64_t draw, double *g)
{
    double f = formula_eval(p->data, work, x, g);
    if (!isnan(f))
        return f;
    for (int i = 0; i < p->dim && g; i++)
        g[i] = NAN;
    return INFINITY;
}

static void formula_product(const struct problem *p, void *work, const double *x,
                            UNUSED uint64_t draw, const double *v, double *out)
{
    formula_hess_vec(p->data, work, x, v, out);
}

const struct problem_kind problem_formula = {
    .name = "formula",
    .title = "your own loss, written down; its derivatives are exact",
    .formula = "f as the scene writes it",
    .source = "dual numbers: Griewank, Walther 2008, Evaluating Derivatives",
    .params = params,
    .typed = "f",
    .n_params = sizeof params / sizeof *params,
    .start = {-2, 2},
    .home = {-4, 4, -4, 4},
    .infimum = NAN,
    .open = formula_open,
    .close = formula_close,
    .work_new = formula_work,
    .work_free = free,
    .eval = formula_loss,
    .hess_vec = formula_product,
};
