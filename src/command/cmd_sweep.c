/* What becomes of a scene's runs over a grid of learning rates and thresholds, and the best of
 * each.
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backend/backend.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "command/command.h"
#include "command/output.h"
#include "command/sweep_rows.h"
#include "command/work.h"
#include "panel/chart/map_paint.h"
#include "study/search.h"

/* A search deepens its budget by itself, so that this costs nothing where less will do. */
enum { BEST_STEPS = 1000000, BEST_STARTS = 33, BEST_VALUES = 41 };
static const double best_lo = 1e-5, best_hi = 1e3;

struct job {
    const struct options *o;
    struct scene *scene;
    struct race *race;
    struct work work;
    FILE *csv; /* NULL: not asked for */
    struct sweep_axis lr[RUNS_MAX], gamma[RUNS_MAX];
    double *starts[RUNS_MAX];
};

/* What the command line says goes before what the scene says. */
static void take_options(struct job *j)
{
    const struct options *o = j->o;
    struct view_spec *v = &j->scene->view;
    if (o->best && !v->map_lr.n)
        sweep_axis_span(&v->map_lr, best_lo, best_hi, BEST_VALUES);
    if (o->best && !v->map_gamma.n)
        sweep_axis_span(&v->map_gamma, best_lo, best_hi, BEST_VALUES);
    if (o->lr.n)
        v->map_lr = o->lr;
    if (o->gamma.n)
        v->map_gamma = o->gamma;
    if (o->has_target)
        v->map_target = o->target;
    if (o->has_steps || o->best)
        v->map_steps = o->has_steps ? o->steps : BEST_STEPS;
    else if (!v->map_steps)
        v->map_steps = j->scene->steps;
    if (o->starts || o->best)
        v->map_starts = o->starts ? (int)o->starts : BEST_STARTS;
}

static struct sweep_plan plan_of(struct job *j, int run)
{
    const struct run *r = &j->race->run[run];
    if (!j->starts[run])
        j->starts[run] = sweep_starts(r->start, r->dim, j->scene->view.map_starts);
    map_axes(j->scene, &j->scene->runs[run], &j->lr[run], &j->gamma[run]);
    struct sweep_plan plan = map_plan(j->scene, j->race, run, j->starts[run]);
    plan.steps = j->scene->view.map_steps;
    return plan;
}

/* Waits for the threads, says how far they are, and hears signals. false: one asked for the end. */
static bool await(struct job *j, struct sweep *s, uint64_t before, const char *doing)
{
    while (!sweep_wait(s, 0.05)) {
        j->work.done = before + (uint64_t)sweep_done(s);
        work_look(&j->work, doing);
        if (j->work.until == 0)
            return false;
    }
    return true;
}

static void print_goal(const struct sweep_plan *plan, bool unicode)
{
    char goal[80];
    if (isnan(plan->target))
        snprintf(goal, sizeof goal, "%s <= %s", unicode ? "‖∇f‖" : "|grad f|",
                 NUMBER(plan->probe.tolerance, 4));
    else
        snprintf(goal, sizeof goal, "a loss < %s", NUMBER(plan->target, 6));
    printf("steps to %s, at most %s", goal, NUMBER((double)plan->steps, 17));
    if (plan->n_starts > 1)
        printf(", from the slowest of %d starts", plan->n_starts);
    putchar('\n');
}

static bool coloured(const struct options *o)
{
    const char *term = getenv("TERM"), *none = getenv("NO_COLOR");
    if (o->colours >= 0)
        return o->colours > 0;
    return isatty(STDOUT_FILENO) && term && strstr(term, "256") && !(none && *none);
}

static struct rect map_size(const struct job *j, int rows)
{
    struct winsize size;
    int cols = j->o->cols ? j->o->cols : 80;
    if (!j->o->cols && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        cols = size.ws_col < 120 ? size.ws_col : 120;
    rows = rows < 3 ? 3 : rows;
    int most = j->o->rows ? j->o->rows : 28;
    return (struct rect){0, 0, cols, rows + 2 < most ? rows + 2 : most};
}

/* The grid as a picture, and its best cell in words. */
static void print_map(const struct job *j, int run, const struct sweep *s)
{
    unsigned char *ready = mem_alloc((size_t)s->n, 1);
    struct text out = {0};
    struct grid grid;
    int colours = j->o->colours == 16 ? 16 : 256;
    struct map_view v = {s, ready, &j->lr[run], &j->gamma[run], MAP_SHOW_STEPS, NULL, -1};
    memset(ready, 1, (size_t)s->n);
    for (int i = 0; i < s->n; i++)
        if (s->cells[i].status == RUN_CONVERGED &&
            (v.best < 0 || s->cells[i].cost < s->cells[v.best].cost))
            v.best = i;
    struct rect area = map_size(j, v.gamma->n), cells;
    grid_init(&grid);
    grid.unicode = options_unicode(j->o);
    grid.colours = coloured(j->o) ? colours : 0;
    grid_resize(&grid, area.cols, area.rows);
    map_paint(&grid, area, &v, &cells);
    printf("%s: ", s->plan.run.name);
    print_goal(&s->plan, grid.unicode);
    backend_find(grid.colours ? "ansi" : "text")
        ->write(&grid, grid.colours ? THEME_VIRIDIS : THEME_MONO, "", &out);
    fputs(out.at, stdout);
    if (v.best >= 0) {
        char lr[24], gamma[24];
        const struct sweep_point *p = &s->points[v.best];
        bool has_lr = !isnan(p->lr), has_gamma = !isnan(p->gamma);
        printf("* %llu steps%s%s%s%s\n\n", (unsigned long long)s->cells[v.best].steps,
               has_lr ? " at lr " : "", has_lr ? number_text(lr, sizeof lr, p->lr, 6) : "",
               !has_gamma     ? ""
               : grid.unicode ? ", γ "
                              : ", gamma ",
               has_gamma ? number_text(gamma, sizeof gamma, p->gamma, 6) : "");
    } else {
        printf("no setting reaches the goal\n\n");
    }
    text_release(&out);
    grid_release(&grid);
    free(ready);
}

/* The rows first .. first+n-1 of a run's grid. */
static bool sweep_run(struct job *j, int run, int first, int n)
{
    struct sweep s;
    struct sweep_plan plan = plan_of(j, run);
    uint64_t before = j->work.done;
    sweep_init(&s, &plan, n, (int)j->o->threads);
    sweep_grid(&s, &j->lr[run], &j->gamma[run], first, n);
    sweep_start(&s, plan.steps);
    bool done = await(j, &s, before, plan.run.name);
    j->work.done = before + (uint64_t)n;
    for (int i = 0; done && j->csv && i < n; i++)
        sweep_csv(j->csv, plan.run.name, &s.points[i], &s.cells[i]);
    if (done && !j->csv)
        print_map(j, run, &s);
    sweep_release(&s);
    return done;
}

static bool sweep_all(struct job *j)
{
    const struct options *o = j->o;
    uint64_t total = 0, at = 0;
    for (int i = 0; i < j->race->n; i++) {
        plan_of(j, i);
        total += (uint64_t)j->lr[i].n * (uint64_t)j->gamma[i].n;
    }
    uint64_t from = o->shards ? total * (uint64_t)(o->shard - 1) / (uint64_t)o->shards : 0;
    uint64_t to = o->shards ? total * (uint64_t)o->shard / (uint64_t)o->shards : total;
    j->work.total = to > from ? to - from : 1;
    for (int i = 0; i < j->race->n; i++) {
        uint64_t n = (uint64_t)j->lr[i].n * (uint64_t)j->gamma[i].n;
        uint64_t first = from > at ? from - at : 0, last = to < at + n ? to : at + n;
        if (at + first < last && !sweep_run(j, i, (int)first, (int)(last - at - first)))
            return false;
        at += n;
    }
    return true;
}

static bool best_run(struct job *j, int run, struct found *found)
{
    struct sweep_plan plan = plan_of(j, run);
    struct search s;
    char doing[64];
    bool done = true;
    search_init(&s, &plan, &j->lr[run], &j->gamma[run], (int)j->o->threads);
    while (done && search_next(&s)) {
        j->work.total = (uint64_t)s.sweep.n;
        snprintf(doing, sizeof doing, "%s, up to %llu steps", plan.run.name,
                 (unsigned long long)s.budget);
        done = await(j, &s.sweep, 0, doing);
    }
    *found = found_of(&s);
    if (done && j->csv)
        best_csv(j->csv, plan.run.name, found);
    if (done && run == 0 && !j->csv)
        print_goal(&plan, options_unicode(j->o));
    search_release(&s);
    return done;
}

static bool best_all(struct job *j)
{
    struct found found[RUNS_MAX];
    for (int i = 0; i < j->race->n; i++)
        if (!best_run(j, i, &found[i]))
            return false;
    if (!j->csv)
        best_print(j->race, found, options_unicode(j->o));
    return true;
}

static int sweep_to(struct job *j)
{
    const struct options *o = j->o;
    struct file_writer w;
    if (o->csv && !output_begin(&w, o->csv))
        return EXIT_FAILED;
    j->csv = o->csv ? w.out : NULL;
    if (j->csv && o->shard <= 1) /* one header, so that the shares put together are the whole */
        fputs("run,lr,gamma,status,steps,loss\n", j->csv);
    work_begin(&j->work, 1);
    j->work.unit = "setting";
    bool done = o->best ? best_all(j) : sweep_all(j);
    int sig = work_end(&j->work);
    bool written = !o->csv || output_end(&w, o->csv, done);
    if (!done)
        raise(sig); /* ends the program as if it had never been caught */
    return written ? EXIT_OK : EXIT_FAILED;
}

static bool options_fit(const struct options *o)
{
    if (o->shard && o->best)
        complain("--shard and --best: found both; expected one, as a search goes by what it found");
    else if (o->shard && !o->csv)
        complain("--shard: found no --csv; expected one, as a share of the rows is no map");
    else
        return true;
    return false;
}

/* A goal under the least there is would be looked for until no round gains anything. */
static bool in_reach(const struct job *j)
{
    double goal = j->scene->view.map_target, infimum = j->race->problem.infimum;
    if (isnan(goal) || !isfinite(infimum) || goal > infimum)
        return true;
    complain("--target: found %s; expected a loss over %s, the least of %s", NUMBER(goal, 6),
             NUMBER(infimum, 6), j->race->problem.formula);
    return false;
}

static int sweep_main(const struct options *o)
{
    static struct scene scene;
    static struct race race;
    static struct job j;
    if (!options_fit(o) || !options_race(o, &scene, &race))
        return EXIT_USAGE;
    j = (struct job){.o = o, .scene = &scene, .race = &race};
    take_options(&j);
    int status = in_reach(&j) ? sweep_to(&j) : EXIT_USAGE;
    for (int i = 0; i < race.n; i++)
        free(j.starts[i]);
    race_release(&race);
    return status;
}

const struct command_kind command_sweep = {
    .name = "sweep",
    .args = "SCENE",
    .title = "a grid over learning rate and threshold, outcome per cell",
    .help =
        "Makes every run of the scene at every learning rate and threshold, on all processors, "
        "until it reaches the goal or --steps are made. It prints a map of each run. --csv "
        "writes a row for each setting: its status (converged: the goal was reached), the steps "
        "made, and the last loss (of mini-batches the mean of the last 16). --shard I/N "
        "makes a share of the rows; the files of all shares in order, put together with cat, "
        "are the file of the whole: parallel clipdescent sweep quartic --csv part-{}.csv --shard "
        "{}/8 ::: $(seq 8), or on a cluster, in a script of sbatch --array=1-8, clipdescent sweep "
        "quartic --csv part-$SLURM_ARRAY_TASK_ID.csv --shard $SLURM_ARRAY_TASK_ID/8. --best looks "
        "for the setting whose slowest start is the "
        "fastest, by ever finer grids, and compares the runs at their best. From one known start "
        "any method can be tuned to hit the minimum in one step. More starts find slower ones.",
    .options = "lr gamma steps target starts best shard threads csv size seed set ascii color",
    .main = sweep_main,
};
