/* A session: a scene's race and how it is looked at. What the panels draw from and what actions
 * change; it knows no terminal and reads no clock. */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "input/action.h"
#include "input/key.h"
#include "lab/checkpoint.h"
#include "scene/scene.h"
#include "session/map_work.h"
#include "session/path_view.h"
#include "session/trial.h"
#include "tell/news.h"

enum fit_shown { FIT_SHOW_BOTH, FIT_SHOW_OLS, FIT_SHOW_BOUND, FIT_SHOW_NONE, FITS_SHOWN };
enum theme_id {
    THEME_VIRIDIS,
    THEME_CIVIDIS,
    THEME_MONO,
    THEME_VIRIDIS_LIGHT,
    THEME_CIVIDIS_LIGHT,
    THEMES
};

enum map_shown { MAP_SHOW_STEPS, MAP_SHOW_LOSS, MAP_SHOW_STATUS, MAPS_SHOWN };

struct view {
    enum action_mode mode; /* main, help, scenes, prompt */
    int n_panels;
    char panels[SCENE_PANELS_MAX][24];
    unsigned hidden;     /* bit i: panel i is not shown */
    int focus;           /* index into panels */
    bool zoomed;         /* the focused panel fills the screen */
    unsigned off_screen; /* bit i: no room for panel i in the frame shown last, if one was */
    int selected;        /* run, or -1 for all */
    bool log_loss, log_scatter;
    bool
        log_landscape; /* height of a one-dimensional landscape; false at first: a bowl is a bowl */
    enum curvature curvature;
    enum fit_shown fit;
    enum map_shown map; /* what the map's colours stand for */
    enum plane_by path; /* the plane of the panel path, by: */
    int path_axis[2];   /* two parameters, */
    int path_of[2];     /* or two runs */
    enum theme_id theme;
    bool mouse;
    bool big;             /* for a projector: fewer panels, thick lines, large markers */
    bool look;            /* the scene's main point is on the screen: until the first key */
    double box[4];        /* landscape rectangle x_lo x_hi y_lo y_hi */
    uint64_t box_version; /* counts changes of box and of the problem */
    int help_top;         /* first line shown of the help page */
    int page;             /* lines of it, or of a list, seen at once; 0 while nobody shows it */
    int list_at;          /* picker: entry under the bar */
    char prompt[160];     /* text being typed */
    char message[256];    /* answer to the last action; "" none */
    double reached;       /* steps a second where they are fewer than asked for, else 0: what the
                             live loop measured, as nobody else has a clock */
    bool slow;            /* the step that is being made takes so long that the head says what of it
                             is: likewise */
};

/* What was done to the race, for going back, saving and replaying: scene + deeds = the same run to
 * the bit. A knob that was turned several times at one step is one deed with the last value, so
 * that what is kept does not grow while nothing steps; restarting moves all deeds to step 0. */
struct deed {
    uint64_t step;
    int run;          /* RUN_ALL for the start */
    const char *knob; /* a constant string: "lr", "gamma", ...; "start" */
    double value;
    double at[PROBLEM_START_MAX]; /* of "start" */
};
enum { DEEDS_MAX = TURNED_MAX };

enum { HEARD_MAX = 16 };

/* Where a session's script stands. */
struct script_play {
    int at;             /* the operation that is next */
    double elapsed;     /* simulated seconds since the last trigger was met */
    double owed;        /* of those, session_play's that have not made a step yet */
    bool waiting;       /* for ACT_CONTINUE */
    bool asking;        /* for ACT_ANSWER: operation at - 1 - its choices asked */
    bool busy;          /* an action is the script's own */
    bool played;        /* before it waited or asked, it did */
    int stops;          /* how often it has waited or asked */
    int said;           /* the operation whose text is the caption, -1: none */
    uint64_t said_step; /* and the step at which it was said */
    int asked;          /* the operation that asked last, -1: none */
    bool answered;
    double answer; /* a choice from 1, or a number */
    char verdict[120];
    int right, judged;
    struct scene *first; /* as it was opened, for going back; NULL: there is no script */
    int n_heard;
    struct news heard[HEARD_MAX]; /* keys pressed and chapters: session_news takes them out; what
                                      is too much is dropped */
};

enum script_state {
    SCRIPT_NONE,
    SCRIPT_GOING,
    SCRIPT_WAITING,
    SCRIPT_ASKING,
    SCRIPT_STUCK, /* nothing moves, and it waits for what only a step can bring */
    SCRIPT_DONE
};

/* Traces of what is not, or not yet: drawn faint. */
struct branch {
    bool on;
    uint64_t from, to; /* steps it is seen from and to */
    int n;
    struct trace trace[RUNS_MAX];
};

/* What makes the race step: nothing, time, or a step that was asked for, which comes first. */
enum clock_state { CLOCK_REST, CLOCK_PLAY, CLOCK_REACH };
/* Breakpoints and the script do not look at steps made again on the way to one of the past, nor at
 * those of a trial. */
enum reach { REACH_NEW, REACH_AGAIN, REACH_TRIAL };
struct clock {
    enum clock_state now, then; /* then: once the step is reached */
    enum reach reach;
    uint64_t to, far; /* by `far`, mostly the same, and back from there; to is 0 once it is reached,
                         and stands for a trial that was stopped on its way */
};

struct session {
    struct scene scene;
    struct race race;
    struct view view;
    const char *const *panel_names;
    struct clock clock;
    double speed;   /* steps a second; 0: as many as the machine does */
    unsigned asked; /* enum request bits: the loop does it, then clears it */
    int n_scenes;   /* for the picker */
    struct scene_entry *scenes;
    int lessons; /* how many the course has; 0 where the scene is no lesson */
    int n_deeds,
        n_done; /* those after n_done lie ahead: they are done again when it comes to them */
    struct deed *deeds;      /* room for DEEDS_MAX, by step */
    uint64_t changes;        /* counts what was turned, tried and set */
    struct history *history; /* undo.c: what can be taken back */
    uint64_t deeds_lost; /* done after the room was full: the session can no longer be replayed */
    char caption[640];   /* made by session_settle */
    const char *caption_rule; /* name of the insight that spoke, or NULL */
    struct script_play script;
    int opened_by_script; /* scenes, since a step was made, or time went by for it */
    unsigned armed;       /* bit i: stops at news_kinds[i] */
    uint64_t end; /* the farthest step of this run, over race.step where one has gone back */
    struct checkpoints *past;
    struct branch future; /* on: the way from race.step to end, which was gone already */
    struct branch ghost;  /* on: what was before something else was done in its past */
    struct map *map;      /* NULL until its panel was shown */
    struct trial trial;   /* advice that was tried */
    struct path_view
        *path;           /* NULL: its panel is not among the scene's, or there is one parameter */
    uint64_t race_count; /* races so far: a map is of one of them */
    uint64_t begun;      /* how often a race has begun at step 0, restarts too */
    bool background;     /* a loop shows what goes on: the map is worked out while the race goes on,
                            and steps asked for by number are made a piece at a time; else before it
                            is drawn, and at once, so that the same session is always the same frame
                          */
};

/* Opens a scene as read. false: faults are in r. */
bool session_open(struct session *s, const struct scene *scene, const char *const *panels,
                  struct report *r);
void session_release(struct session *s);

/* Does one action; leaves an answer in view.message where there is something to say. */
void session_act(struct session *s, const struct action *a);
/* A key in the mode the session is in: prompt letters are typed, the rest goes through the table.
 */
void session_key(struct session *s, int key);
/* Text that was pasted: into an open prompt, else nowhere. */
void session_paste(struct session *s, const char *text);
/* A turn of the mouse wheel, up (-1) or down (1): the landscape nearer or farther, if it is on the
 * screen, or a line of a list. */
void session_wheel(struct session *s, int turn);

/* The session as a scene file that opens at its step and goes on from there to the bit. false: more
 * was done than a scene's script holds, or the name of its data's folder is longer than a scene's
 * names are. */
struct text;
bool session_write(const struct session *s, struct text *out);

/* n steps of the race (fewer if it is over, where its script pauses or waits, or where a step is
 * reached that was asked for). What the script
 * does comes at its exact step, however the steps are shared out over calls. Does not settle.
 * Returns the steps made. */
uint64_t session_advance(struct session *s, uint64_t n);
/* A unit of work of the next step (lab/race.h): what looks at the screen and the keys in between
 * never waits for more. True where that made the step, which is that of session_advance(s, 1) to
 * the bit. A frame drawn in the middle of a step is that of the step before, and what is done then
 * is done at that step. */
bool session_slice(struct session *s);
/* What comes next; of steps asked for by number, by going through time or by a trial, how many are
 * still to be made, and whether those that come are news. */
enum clock_state session_next(const struct session *s);
uint64_t session_left(const struct session *s);
bool session_is_news(const struct session *s);
/* The next event of these kinds since `seen` looked: what the script did, which is taken out, then
 * what is new of the runs. false: there are no more. */
bool session_news(struct session *s, struct news_seen *seen, unsigned kinds, struct news *e);
/* Seconds go by in which nothing steps: for a script that goes on after a while. */
void session_idle(struct session *s, double seconds);
/* When, in seconds in which nothing steps, the script does something next; INFINITY: never. */
double session_due(const struct session *s);
/* Simulated seconds go by: steps at the session's speed while it plays (100,000 a second where that
 * is unbounded), else idle. The same run to the bit whatever pieces the time comes in. */
void session_play(struct session *s, double seconds);
enum script_state session_script(const struct session *s);
/* Whether Enter goes on: where the script waits for it or lets a while pass, and from its end to
 * the next lesson, or to the scene that the script's last line opens. */
bool session_goes_on(const struct session *s);
/* Whether Enter opens another scene. */
bool session_leads_on(const struct session *s);
/* Where the script waits it goes on, and where it asks, without an answer. false: it does neither.
 */
bool session_nod(struct session *s);
/* The same, and where the script lets a while pass, unless the next thing it does is to open
 * another scene: for a picture of this one. */
bool session_pass(struct session *s);
/* Race, fits and caption brought up to date: once before a frame is drawn. */
void session_settle(struct session *s);

/* Map or path are not yet what they will be: there is something new to draw although nothing steps.
 */
bool session_busy(const struct session *s);

/* The speeds that faster/slower walk through: 1, 2, 5, 10, 30, 60, 120, ... , 0 (unbounded). */
double session_speed_next(double now, int direction);

#endif
