/* The parts of a session, for the files of session alone. */
#ifndef SESSION_SESSION_PARTS_H
#define SESSION_SESSION_PARTS_H

#include "session/session.h"

/* Leaves an answer to the action. */
void session_say(struct session *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void session_say_fault(struct session *s, const struct report *r);

/* pick.c */
void pick_show(struct session *s);
void pick_take(struct session *s); /* opens the scene under the bar */
void pick_type(struct session *s, int key);

/* knobs.c */
void knob_nudge(struct session *s, int run, const char *knob, int notches);
bool knob_set(struct session *s, int run, const char *knob, double value);
void start_move(struct session *s, int axis, int direction);
void knob_bad(struct session *s, int run); /* the next gradient is bad: lab/bad_batch.h */
/* "hard: γ = 2", or "start". */
void knob_say_deed(const struct session *s, const struct deed *d, char *buf, size_t size);
/* The next turn that lies ahead, as the end of an answer; "" none does. */
void knob_say_ahead(const struct session *s, char *buf, size_t size);
bool start_at(struct session *s, const double *at, int n); /* false: there is no start there */
bool deed_equal(const struct deed *a, const struct deed *b);
void deeds_to_start(struct session *s); /* all happened at step 0: the race was restarted */

/* travel.c */
void travel_open(struct session *s); /* for the race just opened, at step 0 */
void travel_close(struct session *s);
void travel_begin(struct session *s); /* the race was restarted: it has no past any more */
/* At most n steps, with what was done to them before where one has gone back. Returns how many. */
uint64_t travel_advance(struct session *s, uint64_t n);
bool travel_slice(struct session *s); /* a unit of work of the next step; whether that made it */
/* Those of step 0 are done, in a race just opened. */
void deeds_first(struct session *s);
/* As far as the run has come; travel_towards leaves what must be stepped again to the clock. */
void travel_to(struct session *s, uint64_t step);
void travel_towards(struct session *s, uint64_t step);
#define GOING_TO "going to "
void travel_say(struct session *s); /* where it stands, or, GOING_TO, where it is going */
void travel_scrub(struct session *s, int direction);
void travel_back(struct session *s); /* one step */
void travel_go_to(struct session *s, double step);
void travel_clear_ghost(struct session *s);
/* Something is done to the race now: what lies ahead will not be, and becomes the ghost. */
void travel_fork(struct session *s);

/* The race back at step 0 with these deeds instead, those of step 0 done. What was becomes the
 * ghost, or the ghost stays what it was. */
void travel_anew(struct session *s, const struct deed *deeds, int n, bool same_ghost);

/* The race from `shared` on, up to which it is the same, with these deeds instead, and on its way
 * to `to`. */
void travel_deeds(struct session *s, const struct deed *deeds, int n, uint64_t shared, uint64_t to);
/* The scene instead of the one that is open, from step 0, with these deeds and on its way to `to`.
 * false: it cannot be opened. */
bool travel_reopen(struct session *s, const struct scene *scene, const struct deed *deeds, int n,
                   uint64_t to);

/* undo.c */
void history_open(struct session *s);
void history_close(struct session *s);
void history_before(struct session *s, const struct action *a); /* an action is about to be done */
void history_after(struct session *s);                          /* and was */
/* What a script turned in the middle of an action is not taken back with it. changes, race: what
 * s->changes and s->race_count were before. */
void history_pass(struct session *s, uint64_t changes, uint64_t race);
void history_undo(struct session *s);
void history_redo(struct session *s);

/* trial.c */
void trial_open(struct session *s);
void trial_close(struct session *s);
void trial_end(struct session *s);                      /* something else is done to the race */
void trial_choose(struct session *s, const char *name); /* a rule of the advisor's; "": the next */
void trial_try(struct session *s, const char *name);    /* or, "", the one chosen */
bool trial_caption(struct session *s); /* what came of a trial as caption, while that is news */

/* clock.c. To a step ahead: at once, or, where a loop shows it, as its steps come. */
void clock_reach(struct session *s, enum reach reach, uint64_t to);
/* To `far` as steps come, and back from there to `to`. */
void clock_set_out(struct session *s, enum reach reach, uint64_t to, uint64_t far);
void clock_end(struct session *s);              /* short of it */
uint64_t clock_target(const struct session *s); /* the step it leads to; of a trial, where it is */
bool clock_plays(const struct session *s);      /* now, or once a step is reached */
double clock_rate(const struct session *s);     /* steps a second, also where these are unbounded */
/* An action is about to be done by hand: one that means where the race stands is done at the step
 * it is to reach. */
void clock_before(struct session *s, const struct action *a);
void clock_pause(struct session *s); /* or run */
void clock_step(struct session *s);
void clock_restart(struct session *s);
void clock_faster(struct session *s, int direction);
void clock_speed(struct session *s, double speed);
void clock_play(struct session *s, bool on);

/* keep.c */
bool start_moved(const struct session *s, struct value *start); /* by hand: *start, where to */
void session_keep(struct session *s); /* as a scene file named after scene and step */
/* session_write without the step it opens at. *head: how much of it comes before what was done. */
bool session_write_scene(const struct session *s, struct text *out, size_t *head);

/* stops.c */
bool stops_look(struct session *s); /* a step was made: whether a breakpoint stops it, and why */
void stops_show(struct session *s);
void stops_toggle(struct session *s, const char *name); /* "": the one under the bar */

/* assign.c: "0.05", "gamma=2", "hard.lr=0.1", "power=6", "start=3,-1". false:
 * nothing was set, and a message says why. */
bool assign_text(struct session *s, int run, const char *text);

/* look.c */
void look_begin(struct session *s); /* the view as the scene says */
/* The panels and axes as the scene says now; the run selected stays, and the landscape where `box`.
 */
void look_anew(struct session *s, bool box);
void look_include(struct session *s, const double *x);
void look_home(struct session *s);
void look_zoom(struct session *s, double factor);
void look_pan(struct session *s, int across, int up);
void look_focus(struct session *s, int direction);   /* the next or last panel that is shown */
void look_focus_on(struct session *s, double panel); /* of the view, from 0 */
void look_toggle(struct session *s, int panel);      /* -1: all are shown */
void look_inspect(struct session *s);                /* the inspector comes or goes */
void look_alone(struct session *s, double how); /* the focused panel; 0 turns it over, ZOOM_IN */
void look_why(struct session *s);               /* the scene's main point, shown or not */
void look_log(struct session *s);

/* shown.c: whether the action is about a panel that the view has not and of no use without, which
 * is said then; */
bool panel_missing(struct session *s, const struct action *a);
/* and what is said after one about a panel for which the screen has no room, or that was of use
 * without. */
void panel_off_screen(struct session *s, enum action_id id);
/* The first of the view's panels that is one of these (words), shown before hidden; -1: missing. */
int panel_among(const struct view *v, const char *panels);

/* script_run.c */
void script_begin(struct session *s); /* the scene's: script_look does what is due */
void script_release(struct session *s);
void script_look(struct session *s); /* does all that is due */
/* The most of n steps after which the script has to look again, and what to call after them. */
uint64_t script_share(const struct session *s, uint64_t n);
void script_stepped(struct session *s, uint64_t made);
bool script_caption(struct session *s); /* the script's words as caption; false: it has none */
/* A knob was turned by hand, or another step gone to: what the script of a scene would say next is
 * of a run that no longer is. Scripts of a demo end there; others go on. */
void script_leave(struct session *s);
void script_go_on(struct session *s); /* from where it waits or asks: likewise */

/* script_act.c */
bool script_pauses(const struct session *s); /* while nothing steps, and only for a while */
void script_continue(struct session *s);
void script_back(struct session *s);                     /* to where it waited before */
void script_answer(struct session *s, const char *text); /* "": with what is typed */
void script_type(struct session *s, int key);            /* while it asks */
bool script_asks_number(const struct session *s);        /* which is typed until Enter */

/* act.c: does an action, or what a key means, as the script wants it: session_act and session_key
 * are for those by hand. */
void act_do(struct session *s, const struct action *a);
void act_key(struct session *s, int key);
/* Opens the scene of that name or path. */
bool scene_go(struct session *s, const char *name);
void scene_begin(struct session *s);     /* the scene just opened: as it looks and plays */
void prompt_rub(char *prompt);           /* takes the last letter, all its bytes */
void prompt_type(char *prompt, int key); /* a key typed at its end */

/* map_show.c */
void map_settle(struct session *s); /* begins, follows or ends the map, as the view shows it */
void map_end(struct session *s);    /* before its race goes */
void map_forget(struct session *s); /* what it is to show may be something else */
bool path_wanted(const struct scene *scene, int dim); /* whether a panel shows the path */
void map_turn(struct session *s);                     /* what its colours stand for */
void map_best(struct session *s);                     /* its best setting is taken, */
void map_at(struct session *s, const double *at);     /* or that of lr and γ; NAN: as it is */

/* path_show.c, for travel.c: the race was opened, goes, begins anew, or goes another way from its
 * step on; when it has to stop to keep where the runs are, and that. */
void path_show_open(struct session *s);
void path_show_close(struct session *s);
void path_show_begin(struct session *s);
void path_show_cut(struct session *s);
uint64_t path_show_due(const struct session *s);
void path_show_keep(struct session *s);
void path_show_settle(struct session *s);
bool path_show_busy(const struct session *s); /* there is more to work out */
void path_show_turn(struct session *s);       /* to the next plane */

/* session.c: the scene instead of the one that is open; on faults the old one stays. */
bool session_swap(struct session *s, const struct scene *scene, struct report *r);
/* Writes what was turned by hand into a scene with the same runs. */
void session_fold(const struct session *s, struct scene *scene);

#endif
