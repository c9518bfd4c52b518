/* Parameters of plug-ins: name, range, scale and text form, and values of them.
 * One table of these a plug-in feeds scene keys, --set, knobs, help and the man page. */
#ifndef BASE_PARAM_H
#define BASE_PARAM_H

#include <stdbool.h>
#include <stddef.h>

enum param_kind {
    PARAM_REAL,   /* value.num */
    PARAM_COUNT,  /* value.num, a whole number */
    PARAM_FLAG,   /* value.num, 0 or 1; text "true"/"false", "yes"/"no" */
    PARAM_CHOICE, /* value.num is the index into choices */
    PARAM_LIST,   /* value.list[0..n): one number or several */
    PARAM_TEXT,   /* value.text */
};

enum { VALUE_LIST_MAX = 8, VALUE_TEXT_MAX = 128, PARAMS_MAX = 16 };

struct param {
    const char *name;   /* the key in scenes and --set: "gamma" */
    const char *symbol; /* as formulas write it: "γ" */
    const char *help;   /* one line, no full stop */
    enum param_kind kind;
    bool log_scale;             /* a knob moves it by factors */
    bool open_min;              /* min itself is out of range */
    bool layer;                 /* counts layers, from 1; of two such the second is no less */
    bool words;                 /* PARAM_TEXT: a list [a, b] in a scene is the text "a b" */
    double def, min, max;       /* def is taken where nothing is given */
    const char *def_text;       /* PARAM_TEXT, PARAM_LIST ("1,-1"): its default, else NULL */
    const char *const *choices; /* PARAM_CHOICE: NULL-ended */
};

/* Rows of a plug-in's table by the type of parameter: name, symbol, help and default, then the
 * range. A real number over 0, or from 0 on, that knobs move by factors; one that they move by
 * steps; whole numbers that are many (moved by factors) or few; one of the words 0 to hi. */
#define PARAM_POSITIVE(n, s, h, d, hi)                                                             \
    {                                                                                              \
        .name = n, .symbol = s, .help = h, .log_scale = true, .open_min = true, .def = d,          \
        .max = hi                                                                                  \
    }
#define PARAM_FROM_ZERO(n, s, h, d, hi)                                                            \
    {                                                                                              \
        .name = n, .symbol = s, .help = h, .log_scale = true, .def = d, .max = hi                  \
    }
#define PARAM_LINEAR(n, s, h, d, hi)                                                               \
    {                                                                                              \
        .name = n, .symbol = s, .help = h, .def = d, .max = hi                                     \
    }
#define PARAM_MANY(n, s, h, d, lo, hi)                                                             \
    {                                                                                              \
        .name = n, .symbol = s, .help = h, .kind = PARAM_COUNT, .log_scale = true, .def = d,       \
        .min = lo, .max = hi                                                                       \
    }
#define PARAM_FEW(n, s, h, d, lo, hi)                                                              \
    {                                                                                              \
        .name = n, .symbol = s, .help = h, .kind = PARAM_COUNT, .def = d, .min = lo, .max = hi     \
    }
#define PARAM_ONE_OF(n, s, h, d, hi, words)                                                        \
    {                                                                                              \
        .name = n, .symbol = s, .help = h, .kind = PARAM_CHOICE, .def = d, .max = hi,              \
        .choices = words                                                                           \
    }

/* In a plug-in's struct: its table of parameters, an array. */
#define PARAM_TABLE(table) .params = table, .n_params = sizeof table / sizeof *table

struct value {
    bool given; /* by the scene or the user; false: the default stands */
    int n;      /* entries of list */
    double num;
    double list[VALUE_LIST_MAX];
    char text[VALUE_TEXT_MAX];
};

/* Doubles that a rule has for itself: so many for each parameter of the run, of those no more than
 * `most` (0: all), and more besides. */
struct doubles {
    size_t each, most, more;
};

static inline size_t doubles_for(struct doubles d, int dim)
{
    size_t of_each = d.each * (size_t)dim;
    return (d.most > 0 && of_each > d.most ? d.most : of_each) + d.more;
}

static inline bool doubles_any(struct doubles d)
{
    return d.each > 0 || d.more > 0;
}

/* The parameter called name among n, or NULL. */
const struct param *param_find(const struct param *params, int n, const char *name);

/* Fills out with the default of p (given = false). */
void param_default(const struct param *p, struct value *out);

/* Reads text ("0.1", "3,-1", "true", a choice) into out (given = true), in any locale. On failure
 * leaves out as it was, writes "found X; expected Y" into why (size bytes) and returns false. NaN
 * is refused, and infinity unless max is INFINITY. */
bool param_parse(const struct param *p, const char *text, struct value *out, char *why,
                 size_t size);

/* Whether v lies in the range of a parameter that is a number; NaN never does. */
bool param_holds(const struct param *p, double v);

/* Says the range in words: "a number over 0, at most 1e6" into buf. */
void param_expect(const struct param *p, char *buf, size_t size);

/* The value `notches` steps from now on the R10 series of preferred numbers
 * (1 1.25 1.6 2 2.5 3.15 4 5 6.3 8 a decade), kept within the range; from between two it goes to
 * the neighbour. notches = ±10 is an exact factor of ten. Linear parameters move by 1. From 0 a log
 * scale goes up to 1e-6, from infinity down to 1e6. */
double param_nudge(const struct param *p, double now, int notches);

#endif
