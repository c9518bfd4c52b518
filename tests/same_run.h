/* Whether two runs are the same to the bit in all that can be seen of them. */
#ifndef TESTS_SAME_RUN_H
#define TESTS_SAME_RUN_H

#include <string.h>

#include "lab/run.h"

static inline bool same_bits(const double *a, const double *b, size_t n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

static inline bool same_row(const struct row *a, const struct row *b)
{
    return a->step == b->step && a->status == b->status && a->skipped == b->skipped &&
           same_bits(&a->loss, &b->loss, 9);
}

static inline bool same_trace(const struct trace *a, const struct trace *b)
{
    bool same = a->n == b->n && a->stride == b->stride && a->n_marks == b->n_marks &&
                memcmp(a->bucket, b->bucket, (size_t)a->n * sizeof *a->bucket) == 0;
    for (int i = 0; same && i < a->n_marks; i++)
        same = a->mark[i].step == b->mark[i].step && a->mark[i].kind == b->mark[i].kind &&
               same_bits(&a->mark[i].from, &b->mark[i].from, 2) &&
               strcmp(a->mark[i].knob, b->mark[i].knob) == 0;
    return same;
}

static inline bool same_exam(const struct exam *a, const struct exam *b)
{
    return !a || (a->step == b->step && a->done == b->done &&
                  memcmp(a->sum, b->sum, sizeof a->sum) == 0 &&
                  memcmp(&a->last, &b->last, sizeof a->last) == 0);
}

static inline bool same_run(const struct run *a, const struct run *b)
{
    size_t dim = (size_t)a->dim;
    return same_bits(a->x, b->x, dim) && same_bits(a->g, b->g, dim) &&
           same_bits(a->x_back, b->x_back, dim) &&
           same_bits(a->opt_state, b->opt_state, a->n_opt_state + a->n_clip_state) &&
           same_row(&a->now, &b->now) && same_row(&a->last, &b->last) &&
           a->notes.status_step == b->notes.status_step && a->notes.evals == b->notes.evals &&
           a->notes.probe_evals == b->notes.probe_evals &&
           a->notes.clipped_steps == b->notes.clipped_steps &&
           a->notes.skipped_steps == b->notes.skipped_steps &&
           same_bits(&a->notes.best_loss, &b->notes.best_loss, 1) &&
           a->notes.cycle_count == b->notes.cycle_count &&
           same_bits(&a->notes.curvature, &b->notes.curvature, 1) &&
           a->notes.curvature_step == b->notes.curvature_step &&
           same_bits(a->notes.eigvec, b->notes.eigvec, 2) &&
           same_bits(&a->knobs.lr, &b->knobs.lr, 1) &&
           same_bits(a->knobs.opt, b->knobs.opt, PARAMS_MAX) &&
           same_bits(a->knobs.clip, b->knobs.clip, PARAMS_MAX) && same_exam(a->exam, b->exam) &&
           memcmp(a->monitor, b->monitor, sizeof *a->monitor) == 0 &&
           same_trace(&a->trace, &b->trace);
}

#endif
