/* Why this step: the coming step of one run, and those that other rules would make of it. Shared by
 * the inspector and, while that is shown, the landscape. */
#ifndef PANEL_INSPECT_H
#define PANEL_INSPECT_H

#include "draw/axis.h"
#include "session/session.h"

enum inspect_rule { INSPECT_NONE, INSPECT_HARD, INSPECT_SOFT, INSPECT_RULES };

struct inspect {
    int run;
    double gamma; /* the run's threshold, else that of the first run that has one; NAN: none has */
    bool own;     /* it is the run's own */
    double factor[INSPECT_RULES]; /* of the gradient; NAN without a threshold */
};

/* Of the selected run, else of the first that clips. false: there is no run to look at. */
bool inspect_of(const struct session *s, struct inspect *out);
bool inspect_shown(const struct session *s);

/* On a landscape of one or two parameters: how far a clipped step may go (the ball of radius ηγ),
 * and where each rule's step lands, by its first letter. For gradient descent alone. height: of the
 * loss where there is one parameter, less base. */
void inspect_mark(struct plot *p, const struct session *s, double base);

#endif
