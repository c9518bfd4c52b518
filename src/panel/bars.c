/* The lines at the edges: head, legend and caption. */
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

static int legend_cols(const struct run *r)
{
    return 2 + utf8_columns(r->name) + 2;
}

/* How many runs the legend has room for; where that is not all of them, with how many more. */
static int legend_runs(const struct race *race, int room)
{
    enum { MORE_COLS = 8 };
    int all = 1, some = 1 + MORE_COLS, n = 0;
    for (int i = 0; i < race->n; i++) {
        all += legend_cols(&race->run[i]);
        some += legend_cols(&race->run[i]);
        n += some <= room;
    }
    return all <= room ? race->n : n;
}

void legend_draw(struct grid *g, struct rect r, const struct session *s)
{
    int col = r.col, row = r.row - 1, end = r.col + r.cols, n = legend_runs(&s->race, r.cols);
    for (int i = 0; i < n; i++) {
        grid_put(g, col, row, ' ', pen(ROLE_NONE, 0));
        grid_put(g, col + 1, row, pen_run_marker(s, i, g->unicode), pen_run(s, i));
        grid_put(g, col + 2, row, ' ', pen(ROLE_NONE, 0));
        col = pen_text(g, col + 3, row, end, pen(pen_run_role(s, i), 0), s->race.run[i].name);
        grid_put(g, col, row, ' ', pen(ROLE_NONE, 0));
    }
    if (n < s->race.n)
        pen_printf(g, col, row, end, pen(ROLE_FAINT, 0), " %d more ", s->race.n - n);
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

/* Whether a clause ends before `at`, a space of text: at a comma or before another clause. */
static bool ends_clause(const char *text, const char *at)
{
    static const char *const begin[] = {" while ", " because ", " but ", " which ", " where "};
    for (size_t i = 0; i < sizeof begin / sizeof *begin; i++)
        if (strncmp(at, begin[i], strlen(begin[i])) == 0)
            return true;
    return at > text && strchr(",:;", at[-1]);
}

/* The most of text that fits into r and ends with a sentence or, with "…", with a clause. */
static bool fitting(const struct grid *g, struct rect r, const char *text, bool clauses, char *part,
                    size_t size)
{
    for (size_t n = strlen(text); n > 0; n--) {
        bool whole = text[n - 1] == '.', comma = strchr(",:;", text[n - 1]) != NULL;
        if (text[n] != ' ' || n + sizeof " …" > size ||
            !(clauses ? ends_clause(text, text + n) : whole))
            continue;
        snprintf(part, size, "%.*s%s", (int)(n - (clauses && comma)), text, clauses ? " …" : "");
        if (fits(g, r, part))
            return true;
    }
    return false;
}

/* Of what is too long for r those sentences stand there that fit. A first sentence that is too long
 * ends where a clause of it does, rather than in the middle, if that leaves more than the name of a
 * run. */
static void sentence_draw(struct grid *g, struct rect r, struct style style, const char *text)
{
    enum { CLAUSE_COLS = 24 };
    char part[sizeof((struct session *)0)->caption + 8];
    if (fits(g, r, text) || fitting(g, r, text, false, part, sizeof part)) {
        pen_wrap(g, r, style, fits(g, r, text) ? text : part);
        return;
    }
    bool clause =
        fitting(g, r, text, true, part, sizeof part) && pen_columns(g, part) >= CLAUSE_COLS;
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
