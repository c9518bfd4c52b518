/* Tables with a row for each run: their columns, and which of them there is room for. */
#ifndef PANEL_CHART_COLUMNS_H
#define PANEL_CHART_COLUMNS_H

#include "panel/chart/pen.h"
#include "panel/panel.h"

enum { COLUMNS_MOST = 16, COLUMN_GAP = 2, COLUMN_TEXT = 48 };

struct column {
    const char *head;
    int cols; /* the least it is wide, without the gap */
    int rank; /* the highest is dropped first */
    double (*of)(
        const struct run *r); /* a number, in so many digits or as many as fit into cols: */
    int digits;               /* never cut, which would make another one of it */
    void (*text)(const struct run *r, char *buf, size_t size); /* or words */
    bool status; /* its words are a run's status: "paused" of one that goes on, while all rest */
    bool left;   /* ranged left; else right */
    bool rest;   /* the last: it has the room that is left */
};

/* Defines a function `of`, from an expression of r. */
#define COLUMN_OF(name, value)                                                                     \
    static double name(const struct run *r)                                                        \
    {                                                                                              \
        return value;                                                                              \
    }

/* Those that are shown. */
struct columns {
    int n;
    struct columns_one {
        const struct column *is;
        const char *head;
        int cols;
    } at[COLUMNS_MOST];
    const char *knob; /* of a column with neither number nor words: chart/telling.h */
    bool rests;       /* the runs do */
};

/* One more, at least as wide as its head and `cols`. head: NULL: its own. */
void columns_add(struct columns *t, const struct grid *g, const struct column *k, const char *head,
                 int cols);
/* Drops the least important until all and their gaps fit into so many columns. */
void columns_fit(struct columns *t, int room);
/* A number in so many digits, or as many as fit into cols. */
void columns_number(char *buf, size_t size, double v, int digits, int cols);
/* What stands in a run's cell. */
void columns_text(const struct columns *t, const struct column *k, const struct run *r, char *buf,
                  size_t size);
/* The heads, or run r's cells, from col on. style: of a cell; NULL: plain. Returns the column after
 * the last and its gap. */
int columns_heads(const struct columns *t, const struct panel_call *c, int col, int row);
int columns_cells(const struct columns *t, const struct panel_call *c, int col, int row, int run,
                  struct style (*style)(const struct session *s, int run, const struct column *k));

/* As wide as the widest name of the runs, and at least so many columns. */
int columns_names(const struct panel_call *c, int least);
/* Fills in the action that selects a run. true, as a click has it. */
bool columns_select(struct action *out, int run);

#endif
