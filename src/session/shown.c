/* Keys, and the wheel, that are about a panel which is not to be seen. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "session/session_parts.h"

int panel_among(const struct view *v, const char *panels)
{
    int hidden = -1;
    for (int i = 0; i < v->n_panels; i++) {
        if (!word_among(panels, v->panels[i]))
            continue;
        if (!(v->hidden >> i & 1))
            return i;
        hidden = hidden < 0 ? i : hidden;
    }
    return hidden;
}

/* What the landscape would show is also the stride of a start that is moved by hand, and the edge
 * of the breakpoint left-view: it can be changed without the picture. */
static bool works_unseen(const struct session *s, const struct action_spec *spec)
{
    return word_among(spec->panels, "landscape") && s->race.problem.dim <= PROBLEM_START_MAX;
}

/* ". D: move the start right", where the key's capital letter is another key. */
static void capital_text(int key, char *buf, size_t size)
{
    buf[0] = '\0';
    for (int i = 0; key >= 'a' && key <= 'z' && i < n_action_table; i++) {
        const struct action_spec *spec = &action_table[i];
        if ((spec->modes & MODE_MAIN) && spec->keys[0] == key - 'a' + 'A')
            snprintf(buf, size, ". %c: %.*s", spec->keys[0], (int)strcspn(spec->help, ";:"),
                     spec->help);
    }
}

/* A key that would change nothing says what it is for, and how to get that. What names its rule or
 * its numbers, as scripts do, needs no panel. */
bool panel_missing(struct session *s, const struct action *a)
{
    const struct action_spec *spec = action_spec(a->id);
    char key[16];
    if (!spec || !spec->panels || a->text[0] || works_unseen(s, spec))
        return false;
    int there = panel_among(&s->view, spec->panels);
    if (there >= 0 && !(s->view.hidden >> there & 1))
        return false;
    if (there >= 0) {
        session_say(s, "%s needs panel %s: press %d to show it",
                    spec->keys[0] ? key_text(spec->keys[0], key, sizeof key) : spec->name,
                    s->view.panels[there], there + 1);
        return true;
    }
    int n = (int)strcspn(spec->panels, " ");
    char capital[80];
    capital_text(spec->keys[0], capital, sizeof capital);
    session_say(s, "%s needs panel %.*s: type = view.panels=%.*s%s",
                spec->keys[0] ? key_text(spec->keys[0], key, sizeof key) : spec->name, n,
                spec->panels, n, spec->panels, capital);
    return true;
}

/* As nothing else shows what it is. */
static void say_view(struct session *s)
{
    char number[4][24], up[64] = "";
    for (int i = 0; i < 4; i++)
        number_text(number[i], sizeof number[i], s->view.box[i], 4);
    if (s->race.problem.dim > 1)
        snprintf(up, sizeof up, " by %s to %s", number[2], number[3]);
    session_say(s, "view: %s to %s%s, with no panel landscape; the start moves by it", number[0],
                number[1], up);
}

void panel_off_screen(struct session *s, enum action_id id)
{
    const struct action_spec *spec = action_spec(id);
    const struct view *v = &s->view;
    const char *name = NULL;
    char said[sizeof v->message];
    for (int i = 0; spec && spec->panels && i < v->n_panels; i++) {
        if (!word_among(spec->panels, v->panels[i]) || (v->hidden >> i & 1))
            continue;
        if (!(v->off_screen >> i & 1))
            return;
        name = name ? name : v->panels[i];
    }
    if (!name) {
        if (spec && spec->panels && works_unseen(s, spec) && !v->message[0])
            say_view(s);
        return;
    }
    snprintf(said, sizeof said, "%s", v->message);
    session_say(s, "%s is off the screen: p goes there, z shows it%s%.90s", name,
                said[0] ? ". " : "", said);
}

static bool in_sight(const struct view *v, enum action_id id)
{
    const char *panels = action_spec(id)->panels;
    for (int i = 0; i < v->n_panels; i++)
        if (word_among(panels, v->panels[i]) && !((v->off_screen | v->hidden) >> i & 1))
            return true;
    return false;
}

/* A wheel is soon turned by mistake: where there is no landscape to see it does nothing. */
void session_wheel(struct session *s, int turn)
{
    struct action a = {.run = RUN_SELECTED};
    bool main = s->view.mode == MODE_MAIN;
    if (main)
        a.id = turn < 0 ? ACT_VIEW_IN : ACT_VIEW_OUT;
    else
        a.id = turn < 0 ? ACT_LIST_UP : ACT_LIST_DOWN;
    if (!main || in_sight(&s->view, a.id))
        session_act(s, &a);
}
