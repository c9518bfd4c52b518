/* A scene: what a YAML file (or --set) says, as data. Reading one runs nothing and opens nothing
 * but the data it names. */
#ifndef SCENE_SCENE_H
#define SCENE_SCENE_H

#include "base/report.h"
#include "lab/race.h"
#include "scene/script.h"
#include "study/plane.h"
#include "study/sweep.h"

enum { SCENE_PANELS_MAX = 12, SCENE_FILE_MAX = 1 << 20 };

struct view_spec {
    int n_panels;
    char panels[SCENE_PANELS_MAX][24]; /* names, checked against the registry of panels */
    double speed; /* steps a second when it opens; 0: as many as the machine does */
    bool linear_loss;
    enum curvature curvature;
    bool linear_scatter;
    bool big;                            /* for a projector */
    struct sweep_axis map_lr, map_gamma; /* n = 0: round each run's own setting */
    uint64_t map_steps;                  /* 0: the scene's */
    int map_starts;                      /* of each setting; the worst counts */
    double map_target;                   /* loss to get below; NAN: until converged */
    enum plane_by path;                  /* the plane of the panel path */
    int path_axis[2];                    /* of PLANE_AXES */
    char path_of[2][RUN_NAME_MAX];       /* of PLANE_RUNS */
    int path_line;                       /* of the file, 0: none */
    double home[4]; /* the landscape's x_lo x_hi y_lo y_hi; home[0] NAN: the problem's */
};

/* A knob that was turned in a session that was saved, at its step. */
struct turned {
    uint64_t step;
    int run;
    const char *knob; /* a constant string */
    double value;
};
enum { TURNED_MAX = 4096 };

struct scene {
    char name[64];  /* file name without .yaml */
    char path[512]; /* as given in messages */
    char title[160];
    char look[400]; /* what to look for */
    char group[32]; /* its heading in the list of scenes */
    uint64_t steps; /* what `run` steps without --steps; default 100 */
    uint64_t seed;
    bool goes_on; /* it was left by a session, and opens, paused, at step from */
    bool live;    /* its steps up to `from` are left to a loop that shows them */
    uint64_t from;
    int order;  /* place in the list of scenes */
    bool demo;  /* its script ends where a knob is turned by hand, or another step gone to */
    int lesson; /* place in the course, from 1; 0: none of its lessons */
    const struct problem_kind *problem;
    struct value problem_values[PARAMS_MAX]; /* parallel to problem->params */
    struct value noise_values[NOISE_PARAMS]; /* parallel to noise_params */
    struct value start;
    int problem_line;
    int n_runs;
    struct run_spec runs[RUNS_MAX];
    struct probe_spec probe;
    bool probe_test_given;  /* false: scene_open takes what suits the problem's data */
    int probe_test_line;    /* of the file, 0: none */
    bool probe_every_given; /* false: scene_open may take 0 for problems too large to probe */
    struct view_spec view;
    struct script script;
    int n_turned;
    struct turned turned[TURNED_MAX]; /* by step */
};

/* Reads path. panels: NULL-ended names of the panels there are. Every fault of the file goes to r
 * at once; false if there was any. */
bool scene_read(struct scene *s, const char *path, const char *const *panels, struct report *r);

/* The same from memory, for tests; path is only quoted. */
bool scene_parse(struct scene *s, const char *path, const char *text, size_t size,
                 const char *const *panels, struct report *r);

/* RUN.KEY=VALUE, problem.KEY=, probe.KEY=, view.KEY= (a list as 3,-1), through the same checks.
 * Faults are reported as at "--set RUN.KEY=VALUE". */
bool scene_set(struct scene *s, const char *assignment, const char *const *panels,
               struct report *r);

/* Opens the problem and makes the race. Faults in combination (start of the wrong length) go to r.
 */
bool scene_open(const struct scene *s, struct race *race, struct report *r);
/* Whether that goes, with the same faults: without measuring step 0, which may take minutes. */
bool scene_opens(const struct scene *s, struct report *r);
/* Whether the views of both ask for the same measurements. */
bool scene_measures_as(const struct scene *s, const struct scene *other);

/* The run, or the panel of the view, of that name; -1: no such name. And the runs' names, into
 * names; returns how many. */
int scene_run(const struct scene *s, const char *name);
int scene_panel(const struct scene *s, const char *name);
int scene_run_names(const struct scene *s, const char **names);

/* Finding scenes by name: the folders searched, in order ($CLIPDESCENT_SCENES if set, beside the
 * program, under its prefix). name may be a path. false: r says what there is (did you mean). */
bool scene_find(const char *name, char *path, size_t size, struct report *r);

/* All scenes of those folders, sorted by their order: `order` key of the file, then name. */
struct scene_entry {
    char name[64], title[160], path[512];
    char look[256]; /* the first sentence of it */
    char group[32]; /* its heading; "other scenes" where the file says none */
    int order, lesson;
    int group_order; /* the least order of its group */
};
/* By groups, those of the least order first; malloc'd. */
int scene_list(struct scene_entry **out);
int scene_lessons(void); /* how many lessons there are */

#endif
