/* Keys that are about a panel which is not to be seen. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "scene/session_parts.h"

/* Whether the view has one of the panels that the action is about. What names its rule or its
 * numbers, as scripts do, needs none. */
static bool has_panel(const struct session *s, const struct action *a, const char *panels)
{
    const struct view *v = &s->view;
    for (int i = 0; i < v->n_panels; i++)
        if (panels && word_among(panels, v->panels[i]))
            return true;
    return !panels || a->text[0];
}

/* A key that would change nothing one sees says what it is for, and how to get that. */
bool panel_missing(struct session *s, const struct action *a)
{
    const struct action_spec *spec = action_spec(a->id);
    char key[16];
    if (!spec || has_panel(s, a, spec->panels))
        return false;
    int n = (int)strcspn(spec->panels, " ");
    session_say(s, "%s needs panel %.*s: type = view.panels=%.*s",
                spec->keys[0] ? key_text(spec->keys[0], key, sizeof key) : spec->name, n,
                spec->panels, n, spec->panels);
    return true;
}

void panel_off_screen(struct session *s, enum action_id id)
{
    const struct action_spec *spec = action_spec(id);
    const struct view *v = &s->view;
    const char *name = NULL;
    char said[sizeof v->message];
    for (int i = 0; spec && spec->panels && i < v->n_panels; i++) {
        if (!word_among(spec->panels, v->panels[i]))
            continue;
        if (!(v->off_screen >> i & 1))
            return;
        name = name ? name : v->panels[i];
    }
    if (!name)
        return;
    snprintf(said, sizeof said, "%s", v->message);
    session_say(s, "%s is off the screen: p goes there, z shows it%s%.90s", name,
                said[0] ? ". " : "", said);
}
