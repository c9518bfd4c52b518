/* Advice on the threshold: what each rule that people use would set for the run that is looked at,
 * from what the race has shown so far; what it lacks where it cannot say yet; and what would become
 * of it where that can be worked out. Nothing here changes the session. */
#ifndef SESSION_ADVICE_H
#define SESSION_ADVICE_H

#include "session/session.h"
#include "tell/advice_rule.h"

enum { ADVICE_WARMUP = 100 }; /* norms before their percentile is more than an accident */

/* Whom advice is for: the selected run; where all are, the first that has both knobs. The map is of
 * the same. */
int advice_run(const struct session *s);

/* What the rule says of that run, and the setting the run has. The session must be settled. While
 * a trial is on both are what they were when it began. */
void advice_give(const struct session *s, int rule, struct advice *a);
void advice_setting(const struct session *s, struct advice *a);

/* On |θ|^p with p > 2, by gradient descent with a hard or soft clip: the longest step of any θ over
 * |θ|. Under 2 every start converges, over it some cycle (theory: η³γ² < 2 and < 13.5 on θ⁴); at
 * most 1: no step overshoots. NAN of all else. */
double advice_reach(const struct run *r, double lr, double gamma);

/* Whether the knob gamma is the threshold: some rules begin with it and then work out their own. */
bool advice_has_knob(const struct run *r);

/* What the map says of the cell nearest to that setting: "31 steps", "over 3000 steps", "diverges",
 * "" if missing or it is not known yet. A setting beside the map has none. */
const char *advice_mapped(const struct session *s, double lr, double gamma, char *buf, size_t size);

/* What came of the advice that was tried, beside the run as it was: "hard: f < 1e-8 came at step 31
 * instead of 163. Tried: γ = 0.54 (...)". false: none was. */
bool trial_say(const struct session *s, char *buf, size_t size);

/* One verdict on the run's γ in words, and what to do: "hard: γ = 45 is too high for lr 0.1: some
 * starts cycle. Take γ = 10." (verdict.c) */
void advice_verdict(const struct session *s, char *buf, size_t size);

#endif
