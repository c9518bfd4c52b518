/* A session: a scene's race and how it is looked at. What the panels draw from and what actions
 * change; it knows no terminal and reads no clock. */
#ifndef SCENE_SESSION_H
#define SCENE_SESSION_H

#include "scene/action.h"
#include "scene/key.h"
#include "scene/scene.h"

enum fit_shown { FIT_SHOW_BOTH, FIT_SHOW_OLS, FIT_SHOW_BOUND, FIT_SHOW_NONE, FITS_SHOWN };
enum theme_id { THEME_VIRIDIS, THEME_CIVIDIS, THEME_MONO, THEMES };

struct view {
    enum action_mode mode; /* main, help, scenes, prompt */
    int n_panels;
    char panels[SCENE_PANELS_MAX][24];
    int focus;    /* index into panels */
    bool zoomed;  /* the focused panel fills the screen */
    int selected; /* run, or -1 for all */
    bool log_loss, log_scatter;
    bool
        log_landscape; /* height of a one-dimensional landscape; false at first: a bowl is a bowl */
    enum curvature curvature;
    enum fit_shown fit;
    enum theme_id theme;
    bool mouse;
    double box[4];        /* landscape rectangle x_lo x_hi y_lo y_hi */
    uint64_t box_version; /* counts changes of box and of the problem */
    int help_top;         /* first line shown of the help page */
    int list_at;          /* picker: entry under the bar */
    char prompt[96];      /* text being typed */
    char message[160];    /* answer to the last action; "" none */
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
enum { DEEDS_MAX = 4096 };

struct session {
    struct scene scene;
    struct race race;
    struct view view;
    const char *const *panel_names;
    bool playing;
    double speed; /* steps a second; 0: as many as the machine does */
    bool quit;
    bool redraw;      /* the whole screen is to be sent again */
    bool want_export; /* the loop saves the frame as SVG, then clears it */
    int n_scenes;     /* for the picker */
    struct scene_entry *scenes;
    int n_deeds;
    struct deed *deeds;  /* room for DEEDS_MAX */
    uint64_t deeds_lost; /* done after the room was full: the session can no longer be replayed */
    char caption[240];   /* made by session_settle */
    const char *caption_rule; /* name of the insight that spoke, or NULL */
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

/* Makes the race anew from the scene and does the deeds again, each at its step, up to `step`. For
 * tests, and the floor that time travel stands on. */
void session_replay(struct session *s, uint64_t step);

/* n steps of the race (fewer if it is over). Does not settle. */
void session_advance(struct session *s, uint64_t n);
/* Race, fits and caption brought up to date: once before a frame is drawn. */
void session_settle(struct session *s);

/* The speeds that faster/slower walk through: 1, 2, 5, 10, 30, 60, 120, ... , 0 (unbounded). */
double session_speed_next(double now, int direction);

#endif
