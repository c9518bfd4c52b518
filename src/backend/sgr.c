#include "backend/sgr.h"

#include <stdio.h>

static const struct {
    uint8_t attr;
    int sgr;
} attrs[] = {{ATTR_BOLD, 1}, {ATTR_DIM, 2}, {ATTR_UNDERLINE, 4}, {ATTR_REVERSE, 7}};

/* The parameters of a sequence, each behind a ";". */
struct parameters {
    char at[64];
    size_t n;
};

static void add(struct parameters *p, int parameter)
{
    p->n += (size_t)snprintf(p->at + p->n, sizeof p->at - p->n, ";%d", parameter);
}

static void add_colour(struct parameters *p, int colour, int base)
{
    if (colour >= COLOURS_TRUE) {
        unsigned char rgb[3];
        colour_rgb(colour, rgb);
        add(p, base + 8), add(p, 2);
        for (int i = 0; i < 3; i++)
            add(p, rgb[i]);
    } else if (colour >= 16)
        add(p, base + 8), add(p, 5), add(p, colour);
    else if (colour >= 0)
        add(p, colour >= 8 ? base + 60 + colour - 8 : base + colour);
}

static void add_attrs(struct parameters *p, unsigned attr)
{
    for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++)
        if (attr & attrs[i].attr)
            add(p, attrs[i].sgr);
}

static struct parameters parameters_of(struct look look)
{
    struct parameters p = {.n = 0};
    add_attrs(&p, look.attr);
    add_colour(&p, look.fg, 30);
    add_colour(&p, look.bg, 40);
    return p;
}

void sgr_set(struct text *out, struct look look)
{
    struct parameters p = parameters_of(look);
    text_printf(out, "\033[0%sm", p.n ? p.at : "");
}

void sgr_change(struct text *out, struct look from, struct look to)
{
    static const struct look none = {-1, -1, 0};
    struct parameters p = {.n = 0};
    bool takes_away =
        (from.attr & ~to.attr) || (to.fg < 0 && from.fg >= 0) || (to.bg < 0 && from.bg >= 0);
    if (sgr_alike(to, none)) {
        text_add(out, "\033[m");
    } else if (takes_away) {
        sgr_set(out, to);
    } else {
        add_attrs(&p, (unsigned)(to.attr & ~from.attr));
        if (to.fg != from.fg)
            add_colour(&p, to.fg, 30);
        if (to.bg != from.bg)
            add_colour(&p, to.bg, 40);
        text_printf(out, "\033[%sm", p.at + 1); /* without the first ; */
    }
}
