/* The clinic of mistakes: norms that count copies, gradients under ε, infinite norms, some layers.
 */
#include <math.h>

#include "base/vec.h"
#include "clinic_setup.h"

/* Squares of the second layer 8 times: √(‖g‖² + 7g_v²), 48 instead of 28 as in the thread. */
static void replicated(void)
{
    int caught = 0;
    open_scene("clinic-replicated");
    race_settle(&race);
    innocent("counted-once");
    says("counted-8", "counts-again",
         "the norm is 48 instead of 28. Its clip factor is 0.0209; 0.0358");
    for (uint64_t t = 0; t < scene.steps; t++) {
        const struct run *r = run_called("counted-8");
        double g = r->now.grad_norm, sum = sqrt(r->g[0] * r->g[0] + 8 * r->g[1] * r->g[1]);
        double factor = fmin(1, 1 / sum), right = fmin(1, 1 / g);
        char words[100], a[24], b[24];
        CHECK_NEAR(r->now.clip_factor, factor, 1e-14);
        number_text(a, sizeof a, sum, 3);
        number_text(b, sizeof b, g, 3);
        snprintf(words, sizeof words, "the norm is %s instead of %s.", a, b);
        bool fails = factor < 0.99 * right && r->now.status == RUN_RUNNING;
        if (fails && strcmp(a, b) != 0 && ++caught)
            says("counted-8", "counts-again", words);
        else if (!fails)
            innocent("counted-8");
        race_advance(&race, 1);
        race_settle(&race);
    }
    CU_ASSERT(caught > 15 && caught < 40);
    innocent("counted-once");
    status_is("counted-once", RUN_CONVERGED, 28);
    status_is("counted-8", RUN_CONVERGED, 37);
    race_release(&race);
}

/* θ₁'s clipped gradient is g₁/‖g‖ = 5e-10, under ε: its first step is lr·c/(c + ε). */
static void starved(void)
{
    open_scene("clinic-starved");
    race_settle(&race);
    innocent("unclipped");
    double c = 1 / hypot(1, 2e9), first = 0.001 * c / (c + 1e-8);
    char words[100], length[24];
    number_text(length, sizeof length, first, 3);
    snprintf(words, sizeof words, "Its step is at most %s; lr is 0.001", length);
    says("clip-at-1", "starved", words);
    static const uint64_t at[] = {1, 20, 100, 300, 500};
    for (int i = 0; i < 5; i++) {
        advance_to(at[i]);
        const struct run *r = run_called("clip-at-1");
        double before = r->x[0];
        says("clip-at-1", "starved", "1 of 2");
        innocent("unclipped");
        CU_ASSERT(fabs(r->clipped[0]) < 1e-8 && fabs(r->g[0]) > 0.5);
        number_text(length, sizeof length, fabs(r->d[0]), 3);
        says("clip-at-1", "starved", length);
        race_advance(&race, 1);
        CU_ASSERT(fabs(run_called("clip-at-1")->x[0] - before) < 0.1 * 0.001);
        race_settle(&race);
    }
    /* nor where ε is less than what is left */
    race_restart(&race);
    CU_ASSERT(run_set(run_called("clip-at-1"), "eps", 1e-12));
    race_settle(&race);
    innocent("clip-at-1");
    race_release(&race);
}

static void infinite(void)
{
    open_scene("clinic-infinite");
    advance_to(19);
    CU_ASSERT(isfinite(run_called("torch")->now.grad_norm));
    advance_to(20);
    CU_ASSERT(isinf(run_called("torch")->now.grad_norm) && isfinite(run_called("torch")->g[0]));
    says("torch", "infinite",
         "norm is infinite, so the clip factor is γ/∞ = 0. The step has length 0");
    says("skip-over", "infinite", "skips the step, and θ stays");
    says("tensorflow", "diverged", "The clip factor is NaN, so θ becomes NaN");
    double x = run_called("torch")->x[0];
    advance_to(21);
    CU_ASSERT(run_called("torch")->x[0] == x && run_called("skip-over")->x[0] == x);
    says("torch", "stalled", "at a gradient of inf, left θ as it was. Its next step is");
    advance_to(22);
    CU_ASSERT(run_called("torch")->x[0] < x && run_called("torch")->now.status == RUN_RUNNING);
    race_release(&race);
}

/* What is left of clip-last's gradient, worked out from the layers. */
static void some_layers(void)
{
    int caught = 0;
    open_scene("clinic-some-layers");
    race_settle(&race);
    for (int t = 0; t < 12; t++) {
        const struct run *r = run_called("clip-last");
        const struct clip_block *last = &r->blocks[r->n_blocks - 1];
        double tail = vec_norm(r->g + last->first, last->count);
        double left = hypot(vec_norm(r->g, last->first), fmin(1, tail));
        char words[100], a[24];
        CU_ASSERT_FATAL(r->n_blocks == 10 && last->first + last->count == r->dim);
        number_text(a, sizeof a, left, 3);
        snprintf(words, sizeof words, "so %s of ", a);
        caught += left > 1.01;
        says("clip-last", "some-only", words);
        says("clip-last", "some-only", left > 1 ? "left: over" : "left: now not over");
        innocent("clip-all");
        innocent("unclipped");
        race_advance(&race, 1);
        race_settle(&race);
    }
    CU_ASSERT(caught > 2 && caught < 12);
    race_release(&race);
}

static const struct check checks[] = {
    {"clinic-replicated", replicated},
    {"clinic-starved", starved},
    {"clinic-infinite", infinite},
    {"clinic-some-layers", some_layers},
    {NULL, NULL},
};

int main(void)
{
    return check_main("clinic newer", checks);
}
