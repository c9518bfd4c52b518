/* The lines at the edges: head, caption and key bar. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/elementary.h"
#include "base/text.h"
#include "lab/top_eigenvalue.h"
#include "panel/chart/pen.h"
#include "panel/screen.h"

static bool one_start(const struct race *race)
{
    for (int i = 1; i < race->n; i++) {
        for (int k = 0; k < race->problem.dim; k++) {
            if (race->run[i].start[k] != race->run[0].start[k])
                return false;
        }
    }
    return true;
}

/* " from 5" */
static void start_text(const struct race *race, char *buf, size_t size)
{
    buf[0] = '\0';
    if (race->n == 0 || race->problem.dim > 2)
        return;
    const double *x = race->run[0].start;
    if (!one_start(race))
        snprintf(buf, size, " from several starts");
    else if (race->problem.dim == 1)
        snprintf(buf, size, " from %s", NUMBER(x[0], 4));
    else
        snprintf(buf, size, " from (%s, %s)", NUMBER(x[0], 3), NUMBER(x[1], 3));
}

/* Two significant digits, and one under 1; whole, without an exponent, as far as anybody reads
 * them: "0.4", "3.1", "300". */
static const char *reached_text(char *buf, size_t size, double speed)
{
    if (speed < 10)
        return number_text(buf, size, speed, speed < 1 ? 1 : 2);
    double unit = fn_pow(10, floor(fn_log10(speed)) - 1);
    return number_text(buf, size, round(speed / unit) * unit, 6);
}

/* "10/s", "3.1 of 10/s", "300 of 1000/s", "max" */
static void speed_text(const struct session *s, char *buf, size_t size)
{
    char reached[24];
    const char *asked = NUMBER(s->speed, 4);
    if (s->speed <= 0)
        snprintf(buf, size, "max");
    else if (session_next(s) == CLOCK_PLAY && s->view.reached > 0)
        snprintf(buf, size, "%s of %s/s", reached_text(reached, sizeof reached, s->view.reached),
                 asked);
    else
        snprintf(buf, size, "%s/s", asked);
}

/* What is being worked at of a step that takes long, and for whom: "soft: λ, product 12" */
static void work_text(const struct race *race, char *buf, size_t size)
{
    const struct run *r = race_working(race);
    const char *what = "gradient";
    char product[40];
    if (!r)
        return;
    if (r->coming.stage == STEP_CURVATURE && r->coming.measuring) {
        snprintf(product, sizeof product, "λ, product %d", r->power->products + 1);
        what = product;
    } else if (r->coming.stage == STEP_CURVATURE) {
        what = "λ";
    } else if (r->coming.stage == STEP_RANDOM) {
        what = "random direction";
    } else if (r->coming.stage == STEP_PATH) {
        what = "path ratio";
    } else if (r->coming.stage == STEP_EXAM) {
        what = "test";
    }
    snprintf(buf, size, "%s: %s", r->name, what);
}

/* "to 50"; of a trial that has to see what was turned later "to 80, then back to 50" */
static void reach_text(const struct clock *c, char *buf, size_t size)
{
    int n = snprintf(buf, size, "to %llu", (unsigned long long)c->far);
    if (c->to < c->far)
        snprintf(buf + n, size - (size_t)n, ", then back to %llu", (unsigned long long)c->to);
}

/* "step 128  ▶ 30/s" */
static void clock_text(const struct session *s, char *buf, size_t size)
{
    char now[96], of[32] = "";
    speed_text(s, now, sizeof now);
    if (session_next(s) == CLOCK_REACH)
        reach_text(&s->clock, now, sizeof now);
    if (s->view.slow)
        work_text(&s->race, now, sizeof now);
    bool on = session_next(s) != CLOCK_REST;
    const char *state = race_over(&s->race) ? "■" : on ? "▶" : "▮▮";
    if (s->race.step < s->end)
        snprintf(of, sizeof of, " of %llu", (unsigned long long)s->end);
    snprintf(buf, size, "step %llu%s  %s %s", (unsigned long long)s->race.step, of, state, now);
}

/* A scene's title and, shorter, its name; of a lesson its place in the course is the name. */
static void names_of(const struct session *s, char *title, size_t size, char *name,
                     size_t name_size)
{
    int lesson = s->scene.lesson;
    snprintf(name, name_size, "%s", s->scene.name);
    snprintf(title, size, "%s", s->scene.title);
    if (lesson <= 0)
        return;
    int n = snprintf(name, name_size, "Lesson %d", lesson);
    if (lesson <= s->lessons)
        snprintf(name + n, name_size - (size_t)n, " of %d", s->lessons);
    snprintf(title, size, "Lesson %.40s: %s", name + sizeof "Lesson", s->scene.title);
}

/* What is said of the scene goes by the room there is: its title or else its name, and of the rest
 * only what is whole, as a formula that is cut is another one. The program's own name makes way. */
void head_draw(struct grid *g, struct rect r, const struct session *s)
{
    static const char brand[] = "clipdescent";
    const char *f = s->race.problem.formula;
    char clock[160], start[80], text[480], title[280], name[80];
    names_of(s, title, sizeof title, name, sizeof name);
    clock_text(s, clock, sizeof clock);
    start_text(&s->race, start, sizeof start);
    const struct {
        bool brand;
        const char *name, *what, *start;
    } ways[] = {
        {true, title, f, start}, {true, title, f, ""},  {false, title, f, start},
        {false, title, f, ""},   {true, title, "", ""}, {false, title, "", ""},
        {true, name, f, ""},     {false, name, f, ""},  {true, name, "", ""},
        {false, name, "", ""},
    };
    int n = sizeof ways / sizeof *ways;
    int end = pen_right(g, r.col, r.row, r.col + r.cols - 1, pen(ROLE_TITLE, ATTR_BOLD), clock) - 2;
    for (int i = 0; i < n; i++) {
        int col = r.col + 1 + (ways[i].brand ? (int)sizeof brand + 1 : 0);
        snprintf(text, sizeof text, "%s%s%s%s", ways[i].name, ways[i].what[0] ? " · " : "",
                 ways[i].what, ways[i].start);
        if (i + 1 < n && col + pen_columns(g, text) > end)
            continue;
        if (ways[i].brand)
            pen_text(g, r.col + 1, r.row, end, pen(ROLE_TITLE, ATTR_BOLD), brand);
        if (col < end)
            pen_text(g, col, r.row, end, pen(ROLE_NONE, 0), text);
        return;
    }
}

void legend_draw(struct grid *g, struct rect r, const struct session *s)
{
    int col = r.col, row = r.row - 1, end = r.col + r.cols;
    for (int i = 0; i < s->race.n; i++) {
        const struct run *run = &s->race.run[i];
        int cols = 2 + utf8_columns(run->name) + 2;
        if (col + cols + 1 > end)
            return;
        grid_put(g, col, row, ' ', pen(ROLE_NONE, 0));
        grid_put(g, col + 1, row, pen_run_marker(s, i, g->unicode), pen_run(s, i));
        grid_put(g, col + 2, row, ' ', pen(ROLE_NONE, 0));
        col = pen_text(g, col + 3, row, end, pen(pen_run_role(s, i), 0), run->name);
        grid_put(g, col, row, ' ', pen(ROLE_NONE, 0));
    }
}

static void prompt_draw(struct grid *g, struct rect r, const struct session *s)
{
    int end = r.col + r.cols - 1;
    int col = pen_text(g, r.col, r.row, end, pen(ROLE_KEY, ATTR_BOLD), "set ");
    col = pen_text(g, col, r.row, end, pen(ROLE_NONE, 0), s->view.prompt);
    grid_put(g, col < end ? col : end, r.row, ' ', pen(ROLE_NONE, ATTR_REVERSE));
    if (r.rows > 1)
        pen_text(g, r.col, r.row + 1, end, pen(ROLE_FAINT, 0),
                 s->view.message[0]
                     ? s->view.message
                     : "lr=0.1, gamma=1, another parameter, or your own loss: f=x^4 + y^2");
}

static bool fits(const struct grid *g, struct rect r, const char *text)
{
    char buf[PEN_TEXT_MAX];
    return grid_lines(pen_words(g, text, buf, sizeof buf), r.cols) <= r.rows;
}

/* How many bytes of text fit into r up to the end of a sentence or, with "…", of a clause; 0: none.
 */
static size_t fitting(const struct grid *g, struct rect r, const char *text, const char *ends,
                      char *part, size_t size)
{
    size_t n = strlen(text);
    for (; n > 0; n--) {
        if (!strchr(ends, text[n - 1]) || text[n] != ' ' || n + sizeof " …" > size)
            continue;
        bool whole = text[n - 1] == '.';
        snprintf(part, size, "%.*s%s", (int)(whole ? n : n - 1), text, whole ? "" : " …");
        if (fits(g, r, part))
            break;
    }
    return n;
}

/* Of what is too long for r those sentences stand there that fit. A first sentence that is too long
 * ends where a clause of it does, rather than in the middle of a number, if that leaves half of
 * what there is room for. */
static void sentence_draw(struct grid *g, struct rect r, struct style style, const char *text)
{
    char part[sizeof((struct session *)0)->caption + 8];
    if (fits(g, r, text) || fitting(g, r, text, ".", part, sizeof part)) {
        pen_wrap(g, r, style, fits(g, r, text) ? text : part);
        return;
    }
    bool clause = fitting(g, r, text, ",:;", part, sizeof part) &&
                  2 * pen_columns(g, part) >= r.cols * r.rows;
    pen_wrap(g, r, style, clause ? part : text);
}

/* The first sentence of what to look for. */
static void point_of(const struct session *s, char *buf, size_t size)
{
    const char *end = strstr(s->scene.look, ". ");
    int n = end ? (int)(end + 1 - s->scene.look) : (int)strlen(s->scene.look);
    snprintf(buf, size, "%.*s", n, s->scene.look);
}

/* The scene's main point, until it has been read, where it leaves room for what is happening. What
 * a lesson says stands in its script. Returns the rows it takes. */
static int point_draw(struct grid *g, struct rect r, const struct session *s)
{
    char point[sizeof s->scene.look], buf[PEN_TEXT_MAX];
    if (!s->view.look || s->scene.lesson > 0 || !s->scene.look[0])
        return 0;
    point_of(s, point, sizeof point);
    int rows = grid_lines(pen_words(g, point, buf, sizeof buf), r.cols);
    if (rows >= r.rows && (rows > 1 || s->view.message[0]))
        return 0;
    r.rows = rows;
    pen_wrap(g, r, pen(ROLE_TITLE, ATTR_BOLD), point);
    return rows;
}

/* Rows of the answer to a key, or of what else is said of the session; 0: nothing is. */
static int message_rows(const struct grid *g, struct rect r, const struct session *s)
{
    if (!s->view.message[0])
        return 0;
    return pen_columns(g, s->view.message) > r.cols ? r.rows : 1;
}

void caption_draw(struct grid *g, struct rect r, const struct session *s)
{
    if (r.rows < 1)
        return;
    if (s->view.mode == MODE_PROMPT) {
        prompt_draw(g, r, s);
        return;
    }
    struct rect at = r, answer = r;
    answer.rows = message_rows(g, r, s);
    at.rows -= answer.rows;
    int rows = point_draw(g, at, s);
    at.row += rows, at.rows -= rows;
    if (answer.rows > 0) {
        answer.row = at.row;
        pen_wrap(g, answer, pen(ROLE_KEY, ATTR_BOLD), s->view.message);
        at.row += answer.rows;
    }
    if (at.rows > 0)
        sentence_draw(g, at, pen(ROLE_NONE, 0), s->caption);
}

/* Enter goes on only where a script has something to go on to. */
static bool in_bar(const struct action_spec *a, const struct session *s)
{
    enum script_state script = session_script(s);
    if (a->id == ACT_CONTINUE && script != SCRIPT_WAITING &&
        !(script == SCRIPT_DONE && s->scene.lesson > 0))
        return false;
    if (a->twin == ACT_START_LEFT && s->race.problem.dim > PROBLEM_START_MAX)
        return false; /* nobody moves that by hand */
    return (a->modes & (int)s->view.mode) && a->bar;
}

enum { KEY_GAP = 2 };

/* What the key does now, in a word. */
static const char *word_of(const struct action_spec *a, const struct session *s)
{
    return a->bar_on && session_next(s) != CLOCK_REST ? a->bar_on : a->bar;
}

/* As wide as either word, so that the keys beside it stay where they are. */
static int word_columns(const struct grid *g, const struct action_spec *a)
{
    int off = pen_columns(g, a->bar), on = a->bar_on ? pen_columns(g, a->bar_on) : 0;
    return off > on ? off : on;
}

int key_items(const struct grid *g, struct rect r, const struct session *s, struct key_item *out)
{
    int n = 0, rank[KEY_ITEMS_MAX], total = 0;
    for (int i = 0; i < n_action_table && n < KEY_ITEMS_MAX; i++) {
        const struct action_spec *a = &action_table[i];
        char keys[32];
        if (!in_bar(a, s))
            continue;
        action_bar_text(a, g->unicode, keys, sizeof keys);
        int wide = utf8_columns(keys), cols = wide + 1 + word_columns(g, a);
        int at = a->id == ACT_CONTINUE ? 0 : n; /* what goes on stands first */
        memmove(&out[at + 1], &out[at], (size_t)(n - at) * sizeof *out);
        memmove(&rank[at + 1], &rank[at], (size_t)(n - at) * sizeof *rank);
        out[at] = (struct key_item){a->id, a->twin, 0, cols, wide / 2};
        rank[at] = a->bar_rank;
        n++;
        total += cols + KEY_GAP;
    }
    while (n > 0 && total - KEY_GAP > r.cols) {
        int worst = 0;
        for (int i = 1; i < n; i++)
            worst = rank[i] >= rank[worst] ? i : worst;
        total -= out[worst].cols + KEY_GAP;
        n--;
        memmove(&out[worst], &out[worst + 1], (size_t)(n - worst) * sizeof *out);
        memmove(&rank[worst], &rank[worst + 1], (size_t)(n - worst) * sizeof *rank);
    }
    for (int i = 0, col = r.col; i < n; i++) {
        out[i].col = col;
        col += out[i].cols + KEY_GAP;
    }
    return n;
}

int edge_items(const struct grid *g, const char *panel, int col, int end, struct key_item *out)
{
    int n = 0, total = 0;
    for (int i = 0; i < n_action_table && n < KEY_ITEMS_MAX; i++) {
        const struct action_spec *a = &action_table[i];
        char keys[32];
        if (!a->edge || !word_among(a->panels, panel))
            continue;
        action_bar_text(a, g->unicode, keys, sizeof keys);
        int wide = utf8_columns(keys), cols = wide + 1 + pen_columns(g, a->edge);
        if (total + cols > end - col)
            break;
        out[n++] = (struct key_item){a->id, a->twin, total, cols, a->twin ? wide / 2 : 0};
        total += cols + KEY_GAP;
    }
    for (int i = 0; i < n; i++)
        out[i].col += end - total + KEY_GAP;
    return n;
}

void edge_draw(struct grid *g, int row, const struct key_item *items, int n)
{
    for (int i = 0; i < n; i++) {
        const struct action_spec *a = action_spec(items[i].id);
        char keys[32];
        int col = items[i].col, end = col + items[i].cols;
        action_bar_text(a, g->unicode, keys, sizeof keys);
        grid_put(g, col - 1, row, ' ', pen(ROLE_NONE, 0));
        col = grid_text(g, col, row, end, pen(ROLE_KEY, ATTR_BOLD), keys);
        grid_put(g, col, row, ' ', pen(ROLE_NONE, 0));
        pen_text(g, col + 1, row, end, pen(ROLE_FAINT, 0), a->edge);
        grid_put(g, end, row, ' ', pen(ROLE_NONE, 0));
        for (int k = items[i].col - 1; k <= end; k++) /* a neighbour's frame leaves them */
            if (grid_cell(g, k, row))
                grid_cell(g, k, row)->dots = CELL_TITLE;
    }
}

void keys_draw(struct grid *g, struct rect r, const struct session *s)
{
    struct key_item items[KEY_ITEMS_MAX];
    int n = key_items(g, r, s, items), end = r.col + r.cols;
    if (n > 0)
        grid_fill(g,
                  (struct rect){r.col, r.row, items[n - 1].col + items[n - 1].cols + 1 - r.col, 1},
                  ' ', pen(ROLE_NONE, 0));
    for (int i = 0; i < n; i++) {
        const struct action_spec *a = action_spec(items[i].id);
        char keys[32];
        action_bar_text(a, g->unicode, keys, sizeof keys);
        int col = grid_text(g, items[i].col, r.row, end, pen(ROLE_KEY, ATTR_BOLD), keys);
        pen_text(g, col + 1, r.row, end, pen(ROLE_FAINT, 0), word_of(a, s));
    }
}
