#include "tell/insight_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

bool is_gd(const struct run *r)
{
    double decay = 0;
    run_get(r, "weight-decay", &decay);
    return r->optimizer->plain && decay == 0 && !run_scheduled(r);
}

bool is_clip(const struct run *r, enum clip_family family)
{
    double order = 0; /* what is said of hard and soft is about ‖g‖₂ */
    run_get(r, "norm", &order);
    return r->clip->family == family && (order == 0 || r->dim == 1);
}

bool is_going(const struct run *r)
{
    return r->now.status == RUN_RUNNING;
}

bool is_turned(const struct run *r)
{
    return r->trace.n_marks > 0;
}

double eta_lambda(const struct run *r)
{
    if (r->clip->turns && r->dim > 1)
        return NAN; /* there is no one factor */
    return run_rate(r) * r->now.clip_factor * r->now.sharpness;
}

double loss_next(const struct run *r)
{
    double x[PROBLEM_START_MAX];
    if (r->dim > PROBLEM_START_MAX || r->now.status == RUN_DIVERGED)
        return NAN;
    for (int i = 0; i < r->dim; i++)
        x[i] = r->x[i] + r->d[i];
    return problem_eval(r->problem, r->look, x, r->now.step, NULL);
}

double clipped_share(const struct run *r)
{
    return r->now.step ? (double)r->notes.clipped_steps / (double)r->now.step : NAN;
}

uint64_t since_status(const struct run *r)
{
    return r->notes.status_step;
}

uint64_t since_turned(const struct run *r)
{
    return r->trace.n_marks ? r->trace.mark[r->trace.n_marks - 1].step : 0;
}

static char *next_text(struct numbers *n)
{
    return n->at[n->n++ % 8];
}

const char *num(struct numbers *n, double v)
{
    char *at = next_text(n);
    double size = fabs(v);
    if (size < 999.5 || !(size < 1e6)) /* what rounds to 1000 is not 1e3 */
        return number_text(at, sizeof n->at[0], v, 3);
    double unit = size < 1e4 ? 10 : size < 1e5 ? 100 : 1000; /* 1320, as 1.32e3 is hard to say */
    snprintf(at, sizeof n->at[0], "%.0f", round(v / unit) * unit);
    return at;
}

void num_apart(struct numbers *n, double a, double b, const char *text[2])
{
    text[0] = num(n, a), text[1] = num(n, b);
    for (int digits = 4; digits < 17 && a != b && strcmp(text[0], text[1]) == 0; digits++) {
        n->n -= 2;
        text[0] = number_text(next_text(n), sizeof n->at[0], a, digits);
        text[1] = number_text(next_text(n), sizeof n->at[0], b, digits);
    }
}

const char *knob(struct numbers *n, double v)
{
    return number_text(next_text(n), sizeof n->at[0], v, 6);
}

const char *count(struct numbers *n, uint64_t v)
{
    char *at = next_text(n);
    snprintf(at, sizeof n->at[0], "%llu", (unsigned long long)v);
    return at;
}

const char *start_rate(char *buf, size_t size, const char *numerator, double p)
{
    char power[24];
    if (p == 4)
        snprintf(buf, size, "%s/(4·start²)", numerator);
    else
        snprintf(buf, size, "%s/(%s·|start|^%s)", numerator, number_text(power, sizeof power, p, 3),
                 number_text((char[24]){0}, 24, p - 2, 3));
    return buf;
}
