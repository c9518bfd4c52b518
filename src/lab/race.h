/* Several runs on one problem, in lockstep. */
#ifndef LAB_RACE_H
#define LAB_RACE_H

#include "lab/fit.h"
#include "lab/run.h"

struct race {
    struct problem problem;
    void *look; /* a work (problem.h) for those who evaluate without stepping, one at a time */
    int n;
    struct run run[RUNS_MAX];
    double cost;                       /* multiplications of one evaluation, about; 0: few */
    uint64_t step;                     /* steps the race has made; a diverged run stands still */
    struct fit_work *fits[CURVATURES]; /* over the runs that have not diverged */
    const struct fit *fit[CURVATURES]; /* brought up to date by race_settle; NULL where this race
                                          does not measure that curvature */
    struct layer_fits *layers;         /* of the same runs, likewise; NULL */
};

/* Takes over the opened problem p (moved in). The runs point into r: it must stay where it is. */
void race_init(struct race *r, struct problem *p, const struct run_spec *specs, int n,
               const struct probe_spec *probe);
void race_release(struct race *r);
void race_restart(struct race *r);
void race_start_at(struct race *r, const double *x); /* every run from x */

/* n steps of every run that has not diverged, nothing once all have; run by run for speed, and on
 * several cores where they take long; the same result to the bit as one by one. */
void race_advance(struct race *r, uint64_t n);
/* A unit of work (see run_slice) of the coming step, of the first run that has one left; where a
 * step takes long, a few milliseconds of them, of all runs at once. True where
 * that made the step, of all runs at once: until then nothing has changed for those who look. What
 * changes a run in between (a knob, going back) costs it the slices it had made, and race_advance
 * goes on from them. Nothing once all have diverged. */
bool race_slice(struct race *r);
bool race_begun(const struct race *r); /* some of the coming step has been made */
/* The run whose slice comes next; NULL: none has any left. */
const struct run *race_working(const struct race *r);
/* run_settle for all, and the fits over the runs that have not diverged. Before anyone looks. */
void race_settle(struct race *r);
/* Whether the runs measure it, at the steps at which they measure at all. */
bool race_measures(const struct race *r, enum curvature which);
bool race_over(const struct race *r); /* every run diverged */

#endif
