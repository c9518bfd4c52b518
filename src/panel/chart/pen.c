#include "panel/chart/pen.h"

#include <assert.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "draw/theme.h"

enum { SLOTS = 8, HOMES = 2 };

/* Slots of the first and second run of a family; others take what is left, from the end. */
static const int homes[CLIP_FAMILIES][HOMES] = {
    [CLIP_NONE] = {0, 4}, [CLIP_HARD] = {1, 5}, [CLIP_SOFT] = {2, 6}, [CLIP_OTHER] = {3, 7}};
static const int left_over[SLOTS] = {7, 3, 6, 5, 4, 2, 1, 0};
static_assert((int)RUNS_MAX == (int)SLOTS, "a slot for every run");

enum role pen_family_role(enum clip_family family)
{
    return (enum role)(ROLE_RUN + homes[family][0]);
}

int pen_run_slot(const struct race *race, int run)
{
    int slot[RUNS_MAX], seen[CLIP_FAMILIES] = {0};
    bool used[SLOTS] = {false};
    for (int i = 0; i < race->n; i++) {
        enum clip_family family = race->run[i].clip->family;
        int nth = seen[family]++;
        slot[i] = nth < HOMES ? homes[family][nth] : -1;
        if (slot[i] >= 0)
            used[slot[i]] = true;
    }
    for (int i = 0, next = 0; i < race->n; i++) {
        if (slot[i] >= 0)
            continue;
        while (used[left_over[next]])
            next++;
        slot[i] = left_over[next];
        used[slot[i]] = true;
    }
    return slot[run];
}

enum role pen_run_role(const struct session *s, int run)
{
    return (enum role)(ROLE_RUN + pen_run_slot(&s->race, run));
}

uint32_t pen_run_marker(const struct session *s, int run, bool unicode)
{
    if (!pen_alive(&s->race.run[run]))
        return 0x2717;
    return run_marker(pen_run_slot(&s->race, run), unicode);
}

bool pen_coloured(const struct session *s, const struct grid *g)
{
    return g->colours > 0 && s->view.theme != THEME_MONO;
}

bool pen_ground(const struct session *s, const struct grid *g)
{
    return g->colours >= 16 && pen_coloured(s, g);
}

struct dash pen_run_dash(const struct session *s, const struct grid *g, int run)
{
    return pen_coloured(s, g) ? (struct dash){0xff, 0} : run_dash(pen_run_slot(&s->race, run));
}

int pen_turn(const struct session *s, struct canvas *c, int i)
{
    int selected = s->view.selected, last = s->race.n - 1, run = i;
    if (selected >= 0 && selected <= last)
        run = i == last ? selected : i < selected ? i : i + 1;
    c->attr = selected >= 0 && run != selected ? ATTR_DIM : 0;
    c->shares = run != selected;
    c->thick = s->view.big;
    return run;
}

struct style pen_run(const struct session *s, int run)
{
    int selected = s->view.selected;
    unsigned attr = selected >= 0 && selected != run ? ATTR_DIM : ATTR_BOLD;
    return pen(pen_run_role(s, run), attr);
}

struct word {
    uint32_t glyph;
    const char *ascii;
};

/* What one character cannot stand for. Anything else has its stand-in in glyph_ascii. */
static const struct word words[] = {
    {0x03b8, "theta"}, {0x03b3, "gamma"},   {0x03b7, "eta"},     {0x03bb, "lambda"},
    {0x03b2, "beta"},  {0x03b5, "eps"},     {0x03c3, "sigma"},   {0x03ba, "kappa"},
    {0x03b1, "alpha"}, {0x03c1, "rho"},     {0x03b4, "delta"},   {0x03b6, "zeta"},
    {0x03b9, "iota"},  {0x03bc, "mu"},      {0x03bd, "nu"},      {0x03be, "xi"},
    {0x03c4, "tau"},   {0x03c5, "upsilon"}, {0x03c6, "phi"},     {0x03c7, "chi"},
    {0x03c8, "psi"},   {0x03c9, "omega"},   {0x03bf, "omicron"}, {0x03c2, "sigma"},
    {0x03c0, "pi"},    {0x0394, "Delta"},   {0x03a3, "sum"},     {0x00b0, " degrees"},
    {0x2207, "grad "}, {0x2016, "|"},       {0x221a, "sqrt"},    {0x221e, "inf"},
    {0x2248, "~"},     {0x2264, "<="},      {0x2265, ">="},      {0x2260, "!="},
    {0x2212, "-"},     {0x2013, "-"},       {0x2014, "--"},      {0x2026, "..."},
    {0x2192, "->"},    {0x2190, "<-"},      {0x2191, "up"},      {0x2193, "down"},
    {0x00d7, "x"},     {0x00b7, "*"},       {0x00b1, "+-"},      {0x00bd, "1/2"},
    {0x00bc, "1/4"},   {0x2080, "0"},       {0x2081, "1"},       {0x2082, "2"},
    {0x2083, "3"},     {0x2084, "4"},       {0x2085, "5"},       {0x2086, "6"},
    {0x2087, "7"},     {0x2088, "8"},       {0x2089, "9"},       {0x2099, "n"},
    {0x1d62, "i"},     {0x209c, "t"},       {0x2115, "N"},       {0x2208, " in "},
    {0x2211, "sum "},  {0x22a4, "'"},       {0x25ae, "|"},       {0x25a0, "end"},
    {0x2500, "---"},   {0x254c, "- -"},
};

/* Superscripts: 2 and 3 stand apart in Latin-1. */
static const struct word raised[] = {
    {0x2070, "0"}, {0x00b9, "1"}, {0x00b2, "2"}, {0x00b3, "3"}, {0x2074, "4"}, {0x2075, "5"},
    {0x2076, "6"}, {0x2077, "7"}, {0x2078, "8"}, {0x2079, "9"}, {0x207b, "-"}, {0x1d56, "p"},
    {0x207f, "n"}, {0x02e3, "x"}, {0x1d57, "t"}, {0x1d40, "T"}, {0x207a, "+"},
};

static const char *word_of(const struct word *table, size_t n, uint32_t glyph)
{
    for (size_t i = 0; i < n; i++) {
        if (table[i].glyph == glyph)
            return table[i].ascii;
    }
    return NULL;
}

static bool is_greek(uint32_t glyph)
{
    return glyph >= 0x03b1 && glyph <= 0x03c9; /* the small ones */
}

static bool is_letter(uint32_t glyph)
{
    return (glyph | 0x20) >= 'a' && (glyph | 0x20) <= 'z' && glyph < 0x80;
}

/* What keeps a name that is written out apart from what follows: ηγ, ηL and x²y are products, none
 * of them a word; a root, a difference and a sum are of what stands after them. */
static const char *between(uint32_t before, uint32_t glyph)
{
    bool name = is_greek(glyph) || is_letter(glyph);
    bool of_next = before == 0x221a || before == 0x0394 || before == 0x03a3;
    if (of_next && (name || (glyph >= '0' && glyph <= '9')))
        return " ";
    if (word_of(raised, sizeof raised / sizeof *raised, before))
        return name ? "*" : "";
    return (is_greek(before) && name) || (is_letter(before) && is_greek(glyph)) ? "*" : "";
}

const char *pen_words(const struct grid *g, const char *text, char *buf, size_t size)
{
    if (g->unicode)
        return text;
    size_t n = 0;
    bool up = false;
    uint32_t before = 0;
    for (const char *at = text; *at && n + 2 < size;) {
        uint32_t glyph = utf8_next(&at);
        char one[8] = {0};
        for (const char *gap = between(before, glyph); *gap;)
            buf[n++] = *gap++;
        before = glyph;
        const char *put = word_of(raised, sizeof raised / sizeof *raised, glyph);
        if (put && !up)
            buf[n++] = '^';
        up = put != NULL;
        if (!put)
            put = word_of(words, sizeof words / sizeof *words, glyph);
        if (!put) {
            one[0] = glyph < 0x80 ? (char)glyph : (char)glyph_ascii(glyph);
            put = one;
        }
        for (; *put && n + 1 < size; put++)
            buf[n++] = *put;
    }
    buf[n < size ? n : size - 1] = '\0';
    return buf;
}

int pen_text(struct grid *g, int col, int row, int col_end, struct style s, const char *text)
{
    char buf[PEN_TEXT_MAX];
    return grid_text(g, col, row, col_end, s, pen_words(g, text, buf, sizeof buf));
}

int pen_printf(struct grid *g, int col, int row, int col_end, struct style s, const char *fmt, ...)
{
    char buf[PEN_TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    vsnprintf(buf, sizeof buf, fmt, args);
    va_end(args);
    return pen_text(g, col, row, col_end, s, buf);
}

int pen_wrap(struct grid *g, struct rect r, struct style s, const char *text)
{
    char buf[PEN_TEXT_MAX];
    return grid_wrap(g, r, s, pen_words(g, text, buf, sizeof buf));
}

int pen_columns(const struct grid *g, const char *text)
{
    char buf[PEN_TEXT_MAX];
    return utf8_columns(pen_words(g, text, buf, sizeof buf));
}

int pen_right(struct grid *g, int col, int row, int col_end, struct style s, const char *text)
{
    int at = col_end - pen_columns(g, text);
    if (at < col)
        at = col;
    pen_text(g, at, row, col_end, s, text);
    return at;
}

void pen_more(struct grid *g, struct rect inside, int more)
{
    enum { LEAST = 24 };
    char text[32];
    if (more <= 0 || inside.cols < LEAST)
        return;
    snprintf(text, sizeof text, " %d more ", more);
    int row = inside.row + inside.rows, end = inside.col + inside.cols - 1;
    for (int col = pen_right(g, inside.col, row, end, pen(ROLE_FAINT, 0), text); col < end; col++)
        grid_cell(g, col, row)->dots = CELL_TITLE; /* lines drawn later go by */
}

const char *pen_number(char *buf, size_t size, double v, int digits)
{
    if (isnan(v))
        snprintf(buf, size, "–");
    else
        number_text(buf, size, v, digits);
    return buf;
}

enum role pen_map(const struct session *s, int level)
{
    if (s->view.big)
        level = level / 2 + (theme_is_light((int)s->view.theme) ? MAP_LEVELS / 2 : 0);
    return (enum role)(ROLE_MAP + level);
}

/* Of two levels; of two sides the surer one, as what is between them is neither. */
static int mean_ground(int a, int b)
{
    enum { SIDES = ROLE_REGION - ROLE_SIDE };
    bool sides = a >= ROLE_SIDE && a < ROLE_REGION && b >= ROLE_SIDE && b < ROLE_REGION;
    int off_a = abs(2 * (a - ROLE_SIDE) - SIDES), off_b = abs(2 * (b - ROLE_SIDE) - SIDES);
    return !sides ? (a + b) / 2 : off_a > off_b ? a : b;
}

void pen_on_ground(struct cell *cell)
{
    if (role_is_ground(cell->fg) && role_is_ground(cell->bg) && cell->glyph == 0x2580)
        cell->bg = (uint8_t)mean_ground(cell->fg, cell->bg);
    cell->dots = CELL_TEXT;
}

static bool is_sign(uint32_t glyph)
{
    return glyph >= 0x2190 && glyph < 0x2800; /* arrows, lines */
}

void pen_over(struct grid *g, int col, int row, struct style s, const char *text)
{
    char buf[PEN_TEXT_MAX];
    for (const char *at = pen_words(g, text, buf, sizeof buf); *at; col++) {
        uint32_t glyph = utf8_next(&at);
        struct cell *cell = grid_cell(g, col, row);
        if (!cell)
            continue;
        bool map = role_is_ground(cell->fg) || role_is_ground(cell->bg);
        pen_on_ground(cell);
        if (role_is_ground(cell->fg) && cell->glyph == 0x2588)
            cell->bg = cell->fg;
        grid_put(g, col, row, glyph, map && !is_sign(glyph) ? pen(ROLE_TITLE, ATTR_BOLD) : s);
    }
}

bool pen_free(struct grid *g, int col, int row, int cols)
{
    for (int i = 0; i < cols; i++) {
        const struct cell *c = grid_cell(g, col + i, row);
        if (!c || c->dots != CELL_TEXT || (c->glyph != ' ' && !role_is_ground(c->fg)))
            return false;
    }
    return true;
}

void pen_bar(const struct session *s, struct grid *g, struct rect at, double share,
             struct style style)
{
    enum { LEFT_EIGHTHS = 0x2590, SIX_LOWER_EIGHTHS = 0x2586 };
    bool apart = !pen_coloured(s, g);
    int eighths = (int)lround(fmin(share, 1) * at.cols * 8);
    if (share > 0 && eighths < (apart ? 4 : 1))
        eighths = apart ? 4 : 1;
    for (int i = 0; i < at.cols && eighths >= (apart ? 4 : 1); i++, eighths -= 8) {
        int left = eighths < 8 ? eighths : 8;
        uint32_t glyph = apart ? SIX_LOWER_EIGHTHS : LEFT_EIGHTHS - (uint32_t)left;
        grid_put(g, at.col + i, at.row, g->unicode ? glyph : '#', style);
    }
}

uint32_t pen_heading(double right, double up, bool unicode)
{
    static const uint32_t arrows[] = {0x2192, 0x2197, 0x2191, 0x2196,
                                      0x2190, 0x2199, 0x2193, 0x2198};
    static const char strokes[] = "-/|\\-/|\\";
    int k = 0;
    double most = -INFINITY;
    for (int i = 0; i < 8; i++) {
        static const double half = 0.70710678118654752;
        const double x[] = {1, half, 0, -half, -1, -half, 0, half};
        const double y[] = {0, half, 1, half, 0, -half, -1, -half};
        if (right * x[i] + up * y[i] > most)
            most = right * x[i] + up * y[i], k = i;
    }
    return unicode ? arrows[k] : (uint32_t)strokes[k];
}

double pen_loss_base(const struct problem *p)
{
    return isfinite(p->infimum) ? p->infimum : 0;
}

const char *pen_loss_name(const struct problem *p, bool log)
{
    if (p->kind->value_name)
        return p->kind->value_name;
    return log && pen_loss_base(p) != 0 ? "f − f*" : "f";
}

double pen_step_end(uint64_t step)
{
    static const double nice[] = {1, 2, 5};
    for (double decade = 10;; decade *= 10)
        for (size_t i = 0; i < sizeof nice / sizeof *nice; i++)
            if (decade * nice[i] > (double)step)
                return decade * nice[i];
}

struct plot pen_plot(struct grid *g, struct rect area, struct axis x, struct axis y,
                     const char *x_name, const char *y_name)
{
    char a[64], b[64];
    return plot_begin(g, area, x, y, x_name ? pen_words(g, x_name, a, sizeof a) : NULL,
                      y_name ? pen_words(g, y_name, b, sizeof b) : NULL);
}
