/* Why this step: the selected run's coming step in numbers, and the other rules' beside it. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "panel/chart/pen.h"
#include "panel/inspect.h"
#include "panel/panel.h"

enum { BAR_LABEL = 8, NUMBER_COLS = 10 };

enum { ALL_ROWS = 11, BESIDE_COLS = 90 };

struct sheet { /* lines from the top down */
    const struct panel_call *c;
    struct rect at;
    int row;
};

static void put(struct sheet *p, struct style s, const char *text)
{
    const struct rect *at = &p->at;
    if (p->row < at->row + at->rows)
        pen_text(p->c->grid, at->col, p->row, at->col + at->cols, s, text);
    p->row++;
}

__attribute__((format(printf, 2, 3))) static void say(struct sheet *p, const char *fmt, ...)
{
    char text[PEN_TEXT_MAX];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    put(p, pen(ROLE_NONE, 0), text);
}

static void say_gradient(struct sheet *p, const struct run *r)
{
    if (r->dim == 1)
        say(p, "∇f = %s, ‖∇f‖ = %s", PEN_NUMBER(r->g[0], 4), PEN_NUMBER(r->now.grad_norm, 4));
    else if (r->dim == 2)
        say(p, "∇f = (%s, %s), ‖∇f‖ = %s", PEN_NUMBER(r->g[0], 4), PEN_NUMBER(r->g[1], 4),
            PEN_NUMBER(r->now.grad_norm, 4));
    else
        say(p, "‖∇f‖ = %s over %d parameters", PEN_NUMBER(r->now.grad_norm, 4), r->dim);
}

static void say_threshold(struct sheet *p, const struct run *r, const struct inspect *in)
{
    if (isnan(in->gamma))
        say(p, "no threshold: no run has a γ");
    else
        say(p, "γ = %s%s: the gradient is %s the ball", PEN_NUMBER(in->gamma, 4),
            in->own ? "" : " of another run", r->now.grad_norm > in->gamma ? "outside" : "inside");
}

/* The factor's formula with this step's numbers in the place of γ and ‖∇f‖. */
static void factor_filled(char *buf, size_t size, const char *factor, double gamma, double norm)
{
    static const char *const letters[] = {"γ", "‖∇f‖"};
    double value[] = {gamma, norm};
    size_t n = 0;
    while (*factor && n + 1 < size) {
        size_t k = 0;
        while (k < 2 && strncmp(factor, letters[k], strlen(letters[k])) != 0)
            k++;
        n += (size_t)snprintf(buf + n, size - n, k < 2 ? "%s" : "%.1s",
                              k < 2 ? PEN_NUMBER(value[k], 4) : factor);
        factor += k < 2 ? strlen(letters[k]) : 1;
    }
}

static void say_clip(struct sheet *p, const struct run *r)
{
    char filled[96];
    double f = r->now.clip_factor;
    if (!r->clip->factor) {
        say(p, "clip: %s: %s of the gradient", r->clip->formula, PEN_NUMBER(f, 4));
    } else {
        factor_filled(filled, sizeof filled, r->clip->factor, run_gamma(r), r->now.grad_norm);
        say(p, "clip: %s = %s = %s", r->clip->factor, filled, PEN_NUMBER(f, 4));
    }
    if (r->clip->loss_scale)
        say(p, "loss scale: %s; %llu steps skipped", PEN_NUMBER(run_loss_scale(r), 4),
            (unsigned long long)r->notes.skipped_steps);
}

static void say_step(struct sheet *p, const struct run *r)
{
    if (r->now.skipped)
        say(p, "step: skipped: θ stays where it is");
    else if (r->optimizer->plain)
        say(p, "step: η·clip·‖∇f‖ = %s·%s·%s = %s", PEN_NUMBER(r->now.lr, 4),
            PEN_NUMBER(r->now.clip_factor, 4), PEN_NUMBER(r->now.grad_norm, 4),
            PEN_NUMBER(r->now.step_norm, 4));
    else
        say(p, "step: %s: %s long", r->optimizer->name, PEN_NUMBER(r->now.step_norm, 4));
}

static void say_rate(struct sheet *p, const struct run *r)
{
    uint64_t ago;
    double rate = r->now.lr * r->now.clip_factor, top = run_curvature(r, &ago),
           most = run_limit(r) / top;
    char when[48] = "";
    if (ago > 0)
        snprintf(when, sizeof when, " (λ of %llu step%s ago)", (unsigned long long)ago,
                 ago == 1 ? "" : "s");
    if (isnan(run_limit(r)))
        say(p, "the limit of the learning rate is not known for %s", r->optimizer->name);
    else if (isnan(rate) || isnan(most))
        say(p, "η·clip against 2/λ: %s not measured here", isnan(rate) ? "a rate is" : "λ is");
    else if (top <= 0)
        say(p, "λ = %s%s: it curves down, no rate is too high", PEN_NUMBER(top, 4), when);
    else
        say(p, "η·clip = %s is %s %s/λ = %s%s", PEN_NUMBER(rate, 4), rate > most ? "over" : "under",
            PEN_NUMBER(run_limit(r), 4), PEN_NUMBER(most, 4), when);
}

/* ½·hard ≤ soft ≤ hard: three bars, hard as long as the panel is wide. */
static void draw_bar(struct sheet *p, const char *name, double share, double length, enum role role)
{
    const struct rect *at = &p->at;
    int room = at->cols - BAR_LABEL - NUMBER_COLS, row = p->row++;
    if (row >= at->row + at->rows || room < 4 || !(share >= 0 && share <= 1))
        return;
    int end = at->col + at->cols, cols = (int)ceil(share * room); /* a begun cell is drawn */
    pen_text(p->c->grid, at->col, row, at->col + BAR_LABEL, pen(ROLE_NONE, 0), name);
    pen_bar(p->c->s, p->c->grid, (struct rect){at->col + BAR_LABEL, row, room, 1}, share,
            pen(role, 0));
    pen_text(p->c->grid, at->col + BAR_LABEL + cols + 1, row, end, pen(ROLE_FAINT, 0),
             PEN_NUMBER(length, 4));
}

static void draw_bars(struct sheet *p, const struct run *r, const struct inspect *in)
{
    double hard = in->factor[INSPECT_HARD], soft = in->factor[INSPECT_SOFT];
    double full = (isnan(r->now.lr) ? 1 : r->now.lr) * r->now.grad_norm;
    say(p, "%s without clipping: %s; by rule:",
        isnan(r->now.lr) ? "the gradient" : "a step of descent", PEN_NUMBER(full, 4));
    if (!(hard > 0))
        return;
    draw_bar(p, "½ hard", 0.5, hard / 2 * full, pen_family_role(CLIP_HARD));
    draw_bar(p, "soft", soft / hard, soft * full, pen_family_role(CLIP_SOFT));
    draw_bar(p, "hard", 1, hard * full, pen_family_role(CLIP_HARD));
}

static void draw(struct panel_call *c)
{
    struct inspect in;
    struct sheet p = {c, c->area, c->area.row};
    if (c->area.cols < 12 || !inspect_of(c->s, &in))
        return;
    const struct run *r = &c->s->race.run[in.run];
    char head[80];
    snprintf(head, sizeof head, "%s at step %llu", r->name, (unsigned long long)r->now.step);
    put(&p, pen(pen_run_role(c->s, in.run), ATTR_BOLD), head);
    if (!pen_alive(r)) {
        say(&p, "diverged: there is no further step");
        return;
    }
    say_gradient(&p, r);
    say_threshold(&p, r, &in);
    say_clip(&p, r);
    say_step(&p, r);
    say_rate(&p, r);
    if (c->area.rows < ALL_ROWS && c->area.cols >= BESIDE_COLS) {
        int half = c->area.cols / 2;
        p.at.col += half, p.at.cols -= half;
        p.row = c->area.row;
    }
    draw_bars(&p, r, &in);
}

const struct panel_kind panel_inspector = {
    .name = "inspector",
    .title = "why this step",
    .help = "The next step of the selected run in numbers: gradient, threshold, clip factor and "
            "learning rate. Below: how far each rule would go, soft clipping always between half "
            "of hard and hard. On the landscape a ball shows the longest clipped step. There n, h "
            "and s mark the ends without clipping, with hard and with soft clipping.",
    .size = {.min_cols = 40, .min_rows = 9, .want_rows = 0, .rank = 0},
    .draw = draw,
};
