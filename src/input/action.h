/* Actions are the only way in: a key, a click and a line of a script all become one of these, and
 * an action is what is replayed, saved and recorded. One table: name, keys, help. */
#ifndef INPUT_ACTION_H
#define INPUT_ACTION_H

#include <stdbool.h>

enum action_id {
    ACT_NONE,
    ACT_PAUSE,
    ACT_STEP,
    ACT_FASTER,
    ACT_SLOWER,
    ACT_FASTEST,
    ACT_RESTART,
    ACT_LR_UP,
    ACT_LR_DOWN,
    ACT_LR_UP_DECADE,
    ACT_LR_DOWN_DECADE,
    ACT_GAMMA_UP,
    ACT_GAMMA_DOWN,
    ACT_GAMMA_UP_DECADE,
    ACT_GAMMA_DOWN_DECADE,
    ACT_SET, /* opens the prompt; with text "lr=0.1" or "gamma=1" it sets */
    ACT_BAD, /* the next gradient of a run is bad: bad_batch.h */
    ACT_SELECT_NEXT,
    ACT_SELECT_BACK,
    ACT_SELECT, /* num: run 1.., 0 all */
    ACT_START_LEFT,
    ACT_START_RIGHT,
    ACT_START_UP,
    ACT_START_DOWN,
    ACT_START_AT, /* at[] */
    ACT_PANEL_NEXT,
    ACT_PANEL_BACK,
    ACT_PANEL_TOGGLE, /* num: panel 0.. of the view comes or goes; -1: all come */
    ACT_PANEL,        /* num: panel 0.. of the view gets the focus (a click on it) */
    ACT_ZOOM,         /* num: 0 turns it over, or ZOOM_IN, ZOOM_OUT */
    ACT_VIEW_IN,
    ACT_VIEW_OUT,
    ACT_VIEW_LEFT,
    ACT_VIEW_RIGHT,
    ACT_VIEW_UP,
    ACT_VIEW_DOWN,
    ACT_VIEW_HOME,
    ACT_LOG, /* log or linear axis of the focused panel */
    ACT_CURVATURE,
    ACT_FIT,
    ACT_MAP,      /* what the map's colours stand for */
    ACT_MAP_BEST, /* the selected run takes the map's best setting */
    ACT_MAP_AT,   /* at[]: lr and γ, NAN: as it is; what a click on the map means */
    ACT_ADVICE,   /* the next rule is chosen; text: that one */
    ACT_TRY,      /* the chosen advice, or that of text, is tried; again: taken back */
    ACT_THEME,
    ACT_MOUSE,
    ACT_SCENES,
    ACT_SCENE, /* text: opens that scene */
    ACT_EXPORT,
    ACT_ROWS,
    ACT_HELP,
    ACT_GLOSSARY,
    ACT_REDRAW,
    ACT_QUIT,
    ACT_SUBMIT,
    ACT_ASSIGN, /* sets what is typed into the prompt, which stays open where that is wrong */
    ACT_CANCEL,
    ACT_LIST_UP,
    ACT_LIST_DOWN,
    ACT_LIST_PAGE_UP,
    ACT_LIST_PAGE_DOWN,
    ACT_CONTINUE, /* the script goes on from where it waits */
    ACT_BACK,     /* and back to where it waited before */
    ACT_PLAY,     /* runs, whether it did or not */
    ACT_HOLD,     /* pauses likewise */
    ACT_SPEED,    /* num: steps a second, 0: as many as can be made */
    ACT_ANSWER,   /* text: a choice's number or a number; "": what is typed, which may be nothing */
    ACT_RECORD,
    ACT_STEP_BACK,
    ACT_SCRUB_BACK,
    ACT_SCRUB_ON,
    ACT_FIRST,
    ACT_LAST,
    ACT_GO_TO, /* num: a step of the run so far */
    ACT_GHOST,
    ACT_BREAKS, /* the list of breakpoints */
    ACT_INSPECT,
    ACT_BIG,  /* for a projector */
    ACT_LOOK, /* the scene's main point, shown or not; in a script: shown */
    ACT_KEEP,
    ACT_PATH,  /* on which plane paths are shown */
    ACT_UNDO,  /* what was turned last is taken back, */
    ACT_REDO,  /* and done again */
    ACT_BREAK, /* text: that one on or off; "": the one under the bar */
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

struct action_spec {
    enum action_id id;
    const char *name;    /* as scripts say it: "lr-up" */
    int keys[4];         /* 0-ended where fewer */
    int modes;           /* enum action_mode bits in which the keys act */
    const char *group;   /* "Running", "Knobs", "Looking", "Files", "Lists" */
    const char *help;    /* one line for the help page and the manual */
    const char *bar;     /* few words for the key bar, NULL: not in the bar */
    const char *bar_on;  /* those while the race goes on, where they are others; or NULL */
    int bar_rank;        /* lower stays longer as the bar gets narrow */
    const char *panels;  /* the panels it is about, one of which has to be shown; NULL: any */
    const char *edge;    /* a word for the edge of those panels, NULL: not there */
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
