/* A scene to a race: what only shows once the problem is open is checked here. */
#include "scene/scene.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "lab/exam.h"
#include "scene/field.h"

/* Curvature of a network costs several evaluations a step: over so many parameters it is measured
 * only where the scene asks for it. */
enum { PROBE_UNASKED_MAX = 20000 };

static void check_start(const struct scene *s, int line, const char *who, const struct value *start,
                        int dim, struct report *r)
{
    if (!start->given || start->n == dim)
        return;
    if (dim > PROBLEM_START_MAX)
        report_add(r, s->path, line, "%s.start for %d parameters; expected none over %d", who, dim,
                   PROBLEM_START_MAX);
    else
        report_add(r, s->path, line,
                   "%s.start: found %d number%s; expected %d, one for each parameter of problem %s",
                   who, start->n, start->n == 1 ? "" : "s", dim, s->problem->name);
}

static void check_parts(const struct scene *s, const struct run_spec *run, struct report *r)
{
    char names[200] = "";
    size_t used = 0;
    if (!run->clip->uses_parts || s->problem->part)
        return;
    for (int i = 0; problem_kinds[i]; i++)
        if (problem_kinds[i]->part && used < sizeof names)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", used ? " or " : "",
                                     problem_kinds[i]->name);
    report_add(r, s->path, run->line,
               "%s.clip: %s looks at parts of the gradient, and problem %s has none; expected "
               "problem %s",
               run->name, run->clip->name, s->problem->name, names);
}

static void check_layers(const struct scene *s, const struct run_spec *run,
                         const struct param *params, const struct value *values, int n, int layers,
                         struct report *r)
{
    const struct param *from = NULL;
    double least = 0;
    for (int i = 0; i < n; i++) {
        double v = values[i].num;
        if (!params[i].layer)
            continue;
        if (v > layers)
            report_add(r, s->path, run->line,
                       "%s.%s: found %g; expected at most %d: problem %s has %d layer%s", run->name,
                       params[i].name, v, layers, s->problem->name, layers, layers == 1 ? "" : "s");
        else if (from && v < least)
            report_add(r, s->path, run->line, "%s.%s: found %g; expected at least %g, as %s",
                       run->name, params[i].name, v, least, from->name);
        from = &params[i];
        least = v;
    }
}

/* Which layers there are is known once the problem is open. */
static bool check_all_layers(const struct scene *s, const struct problem *p, struct report *r)
{
    int before = r->count, layers = p->n_blocks > 1 ? p->n_blocks : 1;
    for (int i = 0; i < s->n_runs; i++) {
        const struct run_spec *run = &s->runs[i];
        const struct clip_kind *clip = run->clip;
        int first = clip->first ? clip->first->n_params : clip->n_params; /* of two rules */
        check_layers(s, run, clip->params, run->clip_values, first, layers, r);
        check_layers(s, run, clip->params + first, run->clip_values + first, clip->n_params - first,
                     layers, r);
        check_layers(s, run, bad_params, run->bad_values, BAD_PARAMS, layers, r);
    }
    return r->count == before;
}

/* A scene as read fits together; one that was set, or whose problem tells its size only once it is
 * open, may not. */
static bool scene_check(const struct scene *s, int dim, struct report *r)
{
    int before = r->count;
    check_start(s, s->problem_line, "problem", &s->start, dim, r);
    for (int i = 0; i < s->n_runs; i++) {
        const struct run_spec *run = &s->runs[i];
        int most = run->optimizer->max_dim;
        check_start(s, run->line, run->name, &run->start, dim, r);
        check_parts(s, run, r);
        if (most > 0 && dim > most)
            report_add(r, s->path, run->line,
                       "%s.optimizer: %s takes at most %d parameter%s; expected one for the %d of "
                       "problem %s",
                       run->name, run->optimizer->name, most, most == 1 ? "" : "s", dim,
                       s->problem->name);
    }
    path_check(s, dim, r);
    return r->count == before;
}

/* Before any of the runs is made: a machine out of memory would end the program, or stand still. */
static bool check_memory(const struct scene *s, const struct problem *p, struct report *r)
{
    double wanted = 0, there = mem_there();
    for (int i = 0; i < s->n_runs; i++)
        wanted += run_memory(p, &s->runs[i]);
    if (wanted <= there)
        return true;
    report_add(r, s->path, s->problem_line,
               "problem %s: %d run%s of %d parameters take%s %.3g GB; expected at most %.3g, the "
               "memory there is",
               s->problem->name, s->n_runs, s->n_runs == 1 ? "" : "s", p->dim,
               s->n_runs == 1 ? "s" : "", wanted * 1e-9, there * 1e-9);
    return false;
}

/* Whether the view has something that only measuring in random directions brings. */
static bool shows_random(const struct scene *s)
{
    return scene_panel(s, "estimators") >= 0 || s->view.curvature == CURVATURE_RANDOM ||
           s->view.curvature == CURVATURE_WRITTEN;
}

static bool shows_layers(const struct scene *s)
{
    return scene_panel(s, "layer-smoothness") >= 0;
}

bool scene_measures_as(const struct scene *s, const struct scene *other)
{
    return shows_random(s) == shows_random(other) && shows_layers(s) == shows_layers(other);
}

/* Only data can be tested on. */
static bool check_test(const struct scene *s, const struct problem *p, struct report *r)
{
    if (s->probe.test == 0 || !s->probe_test_given || p->kind->measure)
        return true;
    report_add(r, s->path, s->probe_test_line,
               "probe.test: found %llu; expected 0 or none, for problem %s has no data",
               (unsigned long long)s->probe.test, s->problem->name);
    return false;
}

/* What is random in a problem comes from its own seed or, where it was not given one, the scene's.
 */
static void seed_values(const struct scene *s, struct value *values)
{
    const struct problem_kind *kind = s->problem;
    const struct param *seed = param_find(kind->params, kind->n_params, "seed");
    memcpy(values, s->problem_values, sizeof s->problem_values);
    if (!seed || values[seed - kind->params].given)
        return;
    values[seed - kind->params].given = true;
    values[seed - kind->params].num = (double)(s->seed & ((1ull << 53) - 1));
}

/* The problem of a scene, where nothing is wrong with it and what the scene asks of it. */
static bool open_problem(const struct scene *s, struct problem *problem, struct report *r)
{
    struct value values[PARAMS_MAX];
    if (s->problem->dim > 0 && !scene_check(s, s->problem->dim, r))
        return false;
    seed_values(s, values);
    if (!problem_open(problem, s->problem, values, &s->start, r, s->path, s->problem_line))
        return false;
    if (scene_check(s, problem->dim, r) && check_test(s, problem, r) &&
        check_all_layers(s, problem, r) && check_memory(s, problem, r))
        return true;
    problem_close(problem);
    return false;
}

bool scene_opens(const struct scene *s, struct report *r)
{
    struct problem problem;
    bool ok = open_problem(s, &problem, r);
    if (ok)
        problem_close(&problem);
    return ok;
}

bool scene_open(const struct scene *s, struct race *race, struct report *r)
{
    struct problem problem;
    struct probe_spec probe = s->probe;
    if (!open_problem(s, &problem, r))
        return false;
    if (!s->probe_every_given && problem.dim > PROBE_UNASKED_MAX)
        probe.every = 0;
    problem.noise = noise_of(s->noise_values, s->seed);
    probe.random = probe.random || shows_random(s);
    probe.layers = shows_layers(s);
    probe.seed = s->seed;
    if (!s->probe_test_given)
        probe.test = exam_every(&problem);
    race_init(race, &problem, s->runs, s->n_runs, &probe);
    return true;
}
