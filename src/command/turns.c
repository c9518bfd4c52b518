#include "command/rows.h"

#include <stdlib.h>

#include "base/memory.h"
#include "panel/panel.h"

void turns_begin(struct turns *t, const struct scene *scene)
{
    static struct session s;
    struct report none;
    *t = (struct turns){0};
    if (!scene->goes_on)
        return;
    report_init(&none);
    if (session_open(&s, scene, panel_names, &none)) {
        t->n = s.n_done;
        t->deed = mem_alloc((size_t)s.n_done + 1, sizeof *t->deed);
        for (int i = 0; i < t->n; i++)
            t->deed[i] = s.deeds[i];
        session_release(&s);
    }
    report_release(&none);
}

void turns_release(struct turns *t)
{
    free(t->deed);
    *t = (struct turns){0};
}

void turns_rewind(struct turns *t)
{
    t->next = 0;
}

void turns_make(struct turns *t, struct run *r, int index)
{
    for (; t->next < t->n && t->deed[t->next].step <= r->now.step; t->next++) {
        const struct deed *d = &t->deed[t->next];
        if (d->run == index)
            run_set(r, d->knob, d->value);
    }
}
