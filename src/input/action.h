/* Actions are the only way in: a key, a click and a line of a script all become one of these, and
 * an action is what is replayed, saved and recorded. One list: action_list.h. */
#ifndef INPUT_ACTION_H
#define INPUT_ACTION_H

#include <stdbool.h>

enum action_id {
    ACT_NONE,
#define ACTION(id, call, ...) ACT_##id,
#include "input/action_list.h"
    ACTIONS
};

enum action_mode {
    MODE_MAIN = 1,
    MODE_HELP = 2,
    MODE_SCENES = 4,
    MODE_PROMPT = 8,
    MODE_ASK = 16, /* a script asks, and the answer is typed */
    MODE_BREAKS = 32,
    MODE_GLOSSARY = 64,
    MODE_PAGES = MODE_HELP | MODE_GLOSSARY, /* what is read, line by line */
    MODE_ANY = 127
};

/* What actions ask of the loop that shows what they did, as bits; those who show nothing leave it.
 */
enum request {
    ASK_REDRAW = 1, /* the whole screen must be sent again */
    ASK_FRAME = 2,  /* the frame saved as SVG */
    ASK_ROWS = 4,   /* the rows as CSV */
    ASK_RECORD = 8, /* a recording begun or ended */
    ASK_QUIT = 16
};

enum { ZOOM_IN = 1, ZOOM_OUT = 2 };

/* Whom an action means, besides a run's number. */
enum { RUN_SELECTED = -1 /* all where none is selected */, RUN_ALL = -2 };

struct action {
    enum action_id id;
    int run; /* 0.., RUN_SELECTED or RUN_ALL: see action_of */
    double num;
    double at[2];
    char text[96];
};

/* What has to stand behind an action's name in a script; a rule of the advisor's may. */
enum action_takes {
    TAKES_NOTHING,
    TAKES_RUN,   /* num: 1.., 0 all */
    TAKES_PANEL, /* num: 0.. of the view's; with ACT_PANEL_TOGGLE -1: all come */
    TAKES_SPEED, /* num: steps a second, 0: as many as can be made */
    TAKES_STEP,  /* num */
    TAKES_POINT, /* at */
    TAKES_RULE,  /* text */
    TAKES_SCENE, /* text */
};

struct action_spec {
    enum action_id id;
    const char *name;   /* as scripts say it: "lr-up" */
    int keys[4];        /* 0-ended where fewer */
    int modes;          /* enum action_mode bits in which the keys act */
    const char *group;  /* "Running", "Knobs", "Looking", "Files", "Lists" */
    const char *help;   /* one line for the help page and the manual */
    const char *bar;    /* few words for the key bar, NULL: not in the bar */
    const char *bar_on; /* those while the race goes on, where they are others; or NULL */
    int bar_rank;       /* lower stays longer as the bar gets narrow */
    const char *panels; /* the panels it is about, one of which has to be shown; NULL: any */
    const char *edge;   /* a word for the edge of those panels, NULL: not there */
    enum action_takes takes;
    bool by_hand;        /* no script does it: a prompt, or what the script is itself */
    bool on_the_way;     /* done at once on the way to a step; so are all that look */
    enum action_id twin; /* shown with it in the bar: lr-up has lr-down; ACT_NONE: none */
};

extern const struct action_spec action_table[];
extern const int n_action_table;

/* The action of that name, meant for the selected run. */
struct action action_of(enum action_id id);
const struct action_spec *action_spec(enum action_id id);
/* By the name scripts use; NULL if missing. */
const struct action_spec *action_find(const char *name);
/* The action that key does in mode, or ACT_NONE. Digits give
 * ACT_PANEL_TOGGLE with num set. */
struct action action_for_key(int key, enum action_mode mode);
/* "← →" / "Left Right": the keys of an action as the help page writes them. */
const char *action_keys_text(enum action_id id, bool unicode, char *buf, int size);
/* "←→" / "Left Right", "space", "q": the first key, and the twin's before it, as the key bar writes
 * them. */
const char *action_bar_text(const struct action_spec *spec, bool unicode, char *buf, int size);

#endif
