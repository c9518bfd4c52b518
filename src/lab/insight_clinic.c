/* Mistakes in clipping, caught at it: each as its rule of src/clip makes it. */
#include <math.h>
#include <stdio.h>

#include "base/vec.h"
#include "lab/insight_parts.h"

/* Degrees between the gradient and what clipping left of it; NAN where one of them is nothing. */
static double turned(const struct run *r)
{
    double g = r->now.grad_norm, left = vec_norm(r->clipped, r->dim);
    double cosine = vec_dot(r->g, r->clipped, r->dim) / g / left;
    return acos(fmax(-1, fmin(1, cosine))) * 180 / M_PI;
}

static const char *part_name(const struct run *r)
{
    return is_clip(r, "each-worker") ? "workers" : "micro-batches";
}

static double parts_of(const struct run *r)
{
    double k = 1;
    run_get(r, "parts", &k);
    return k;
}

/* The cut parts cancel, the gradient is not zero: it has come to rest at a place of its own. */
static bool parts_rest_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->part && r->now.step >= 10 && r->now.clip_factor < 1e-3 && is_gd(r) &&
           r->now.grad_norm > r->probe.tolerance;
}

static void parts_rest_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: its %s %s, cut one by one at γ = %s, cancel here though ‖∇f‖ = %s: it rests "
             "where f is not least",
             r->name, count(&n, (uint64_t)parts_of(r)), part_name(r), knob(&n, run_gamma(r)),
             num(&n, r->now.grad_norm));
}

static bool parts_turn_holds(const struct race *race, const struct run *r)
{
    (void)race;
    return r->part && is_going(r) && turned(r) > 1;
}

static void parts_turn_say(const struct race *race, const struct run *r, char *buf, size_t size)
{
    (void)race;
    struct numbers n = {.n = 0};
    snprintf(buf, size,
             "%s: cut %s, the gradient is turned by %s° and %s of it is left; cut once, as a "
             "whole, it would keep its direction",
             r->name, is_clip(r, "each-worker") ? "by each worker" : "after each micro-batch",
             num(&n, turned(r)), num(&n, r->now.clip_factor));
}

const struct insight_rule insight_clinic[] = {
    {"parts-rest", 63, parts_rest_holds, parts_rest_say, NULL},
    {"parts-turn", 58, parts_turn_holds, parts_turn_say, NULL},
    {.name = NULL},
};
