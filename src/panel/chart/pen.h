/* What the panels write with: text that turns into words where the grid has ASCII alone, the look
 * of a run, and markers that do not hide each other. */
#ifndef PANEL_CHART_PEN_H
#define PANEL_CHART_PEN_H

#include "draw/axis.h"
#include "draw/grid.h"
#include "lab/race.h"
#include "session/session.h"

enum { PEN_TEXT_MAX = 1024 };

static inline struct style pen(enum role fg, unsigned attr)
{
    return (struct style){.fg = (uint8_t)fg, .attr = (uint8_t)attr};
}

/* The look of a run goes by what it is in the comparison, not by its place in the list: the first
 * without clipping, with hard and with soft clipping have the same colour and marker in every
 * scene, and so have the second of each. A slot is one of eight colours, markers and dashes. */
int pen_run_slot(const struct race *race, int run);
enum role pen_run_role(const struct session *s, int run);
/* Of the first run of that family, whether there is one or not. */
enum role pen_family_role(enum clip_family family);
/* A run that diverged has no marker of its own any more. */
uint32_t pen_run_marker(const struct session *s, int run, bool unicode);
/* Whether the ground of a picture is seen by its colours; else it takes characters. */
bool pen_ground(const struct session *s, const struct grid *g);
/* Solid where colours tell runs apart. */
struct dash pen_run_dash(const struct session *s, const struct grid *g, int run);
/* Whether runs are told apart by colour on this grid. */
bool pen_coloured(const struct session *s, const struct grid *g);
/* The i-th run to draw: in their order, the selected one last, in front. Lines drawn on the canvas
 * from now on are that run's: dim while another is selected, sharing cells with other runs unless
 * it is selected itself, thick for projectors. */
int pen_turn(const struct session *s, struct canvas *c, int i);

/* The style of run's markers and name: bold, and dim while another run is selected. */
struct style pen_run(const struct session *s, int run);

/* UTF-8 text as the grid can show it: itself, or with "θ" as "theta", "⁴" as "^4" and so on.
 * Returns text or buf. */
const char *pen_words(const struct grid *g, const char *text, char *buf, size_t size);
/* grid_text, grid_wrap and the width of text, all of pen_words. */
int pen_text(struct grid *g, int col, int row, int col_end, struct style s, const char *text);
int pen_printf(struct grid *g, int col, int row, int col_end, struct style s, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));
int pen_wrap(struct grid *g, struct rect r, struct style s, const char *text);
int pen_columns(const struct grid *g, const char *text);
/* Under the last row inside a panel: how many there was no room for, on its frame. */
void pen_more(struct grid *g, struct rect inside, int more);
/* Text that ends before col_end. Returns the column it starts at. */
int pen_right(struct grid *g, int col, int row, int col_end, struct style s, const char *text);

/* plot_begin with names in pen_words. */
struct plot pen_plot(struct grid *g, struct rect area, struct axis x, struct axis y,
                     const char *x_name, const char *y_name);

/* A number of at most `digits` digits, "–" where it was not measured. */
const char *pen_number(char *buf, size_t size, double v, int digits);
/* The same in a buffer of its own, which lasts as long as the block that it is written in. */
#define PEN_NUMBER(v, digits) pen_number((char[32]){0}, 32, v, digits)

/* The role of a level of a map: for projectors maps are muted, to half of their levels, those near
 * the background, so that runs stand out. */
enum role pen_map(const struct session *s, int level);

/* What is put into the cell next lies on the map that it shows: a half block becomes a ground of
 * the mean of its two levels. */
void pen_on_ground(struct cell *cell);
/* Text where nothing but ground may stand any more. On a map it keeps the map's colour behind it
 * and is written as titles are, but for arrows and lines, as not every run's colour can be read
 * there. */
void pen_over(struct grid *g, int col, int row, struct style s, const char *text);
/* Whether nothing but ground stands in those cells: what is written there hides nothing. */
bool pen_free(struct grid *g, int col, int row, int cols);

/* A bar as long as share of cols cells, in eighths, so that a hundredth is still to be seen.
 * Without colour there is a gap over it: bars one over the other would be one block. */
void pen_bar(const struct session *s, struct grid *g, struct rect at, double share,
             struct style style);

/* At the edge of a picture, beyond which a run is: up or down. In ASCII ↑ would be a marker. */
static inline uint32_t pen_beyond(bool up, bool unicode)
{
    if (unicode)
        return up ? 0x2191 : 0x2193;
    return up ? '|' : 'v';
}

/* One of eight arrows, or four strokes, for a direction as it is seen, in dots. */
uint32_t pen_heading(double right, double up, bool unicode);

/* A run's marker in the cell of dot (x, y), on the ground that is there; for projectors on a block
 * of its colour, three cells wide. Where another stands there already it goes to the nearest free
 * one, first beside it: a row over or under it may be decades of loss. Where only the height says
 * something it stays in its row, and so where the column is a step: to the right no step has been
 * made yet. Returns the cell that it is in now, or NULL. */
enum pen_way { PEN_AROUND, PEN_BESIDE, PEN_HERE /* or nowhere */ };
struct cell *pen_marker(struct canvas *c, double x, double y, uint32_t glyph, struct style s,
                        enum pen_way way);
/* The i-th run whose marker is put: the selected one first, so that it has the place it asks for.
 */
int pen_marker_turn(const struct session *s, int i);

/* Where there is no colour, the lines drawn from now on have run's marker along them, those of the
 * runs in turn, up to the step at which its marker stands; pen_unmark ends that. */
void pen_mark_lines(struct plot *p, const struct session *s, int run, double step);
void pen_unmark(struct plot *p);

/* What is taken off a loss before it is shown on a log axis: the infimum where that is finite. */
double pen_loss_base(const struct problem *p);
/* "f" or, where something is taken off, "f − f*". */
const char *pen_loss_name(const struct problem *p, bool log);

/* 10, 20, 50, 100, ...: the first over step. An axis that moves has every curve on it drawn and
 * sent anew, so it is to move seldom: at most three times in ten times the steps. */
double pen_step_end(uint64_t step);

/* True while the run's newest row is part of the picture: it has not diverged. */
static inline bool pen_alive(const struct run *r)
{
    return r->now.status != RUN_DIVERGED;
}

#endif
