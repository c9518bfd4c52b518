/* A session as a scene file: the scene as it was opened, what was turned at which step, and the
 * step it stands at. Opened, it goes on from there to the bit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "scene/field.h"
#include "session/session_parts.h"

/* The name of a folder of data with all its folders before it, as the scene will be read from
 * another one; any other text as it is, and so a name from the root, which says the same anywhere
 * and may be a link because it is short. beside: the scene's path, NULL: none. false: it is longer
 * than a scene holds. */
static bool name_anywhere(const char *name, const char *beside, char buf[VALUE_TEXT_MAX])
{
    static const char idx[] = "idx:";
    char folder[1024];
    size_t mark = sizeof idx - 1;
    const char *slash = beside ? strrchr(beside, '/') : NULL;
    char *whole = NULL;
    if (beside && strncmp(name, idx, mark) == 0 && name[mark] != '/') {
        snprintf(folder, sizeof folder, "%.*s%s", slash ? (int)(slash + 1 - beside) : 0,
                 slash ? beside : "", name + mark);
        whole = realpath(folder, NULL);
        if (!whole) /* a folder, and what the names in it begin with */
            whole = file_from_root(folder);
    }
    int n = snprintf(buf, VALUE_TEXT_MAX, "%s%s", whole ? idx : "", whole ? whole : name);
    free(whole);
    return n < VALUE_TEXT_MAX;
}

/* Whether every name of the problem can be written so. */
static bool names_fit(const struct scene *scene)
{
    const struct problem_kind *kind = scene->problem;
    char name[VALUE_TEXT_MAX];
    for (int i = 0; i < kind->n_params; i++)
        if (kind->params[i].kind == PARAM_TEXT && scene->problem_values[i].given &&
            !name_anywhere(scene->problem_values[i].text, scene->path, name))
            return false;
    return true;
}

static void write_name(struct text *out, const char *name, const char *beside)
{
    char whole[VALUE_TEXT_MAX];
    name_anywhere(name, beside, whole);
    write_text(out, whole);
}

static void write_value(struct text *out, const struct param *p, const struct value *v,
                        const char *beside)
{
    if (!v->given)
        return;
    text_printf(out, ", %s: ", p->name);
    if (p->kind == PARAM_TEXT)
        write_name(out, v->text, beside);
    else if (p->kind == PARAM_LIST)
        write_list(out, v->list, v->n);
    else if (p->kind == PARAM_CHOICE)
        text_add(out, p->choices[(int)v->num]);
    else if (p->kind == PARAM_FLAG)
        text_add(out, v->num != 0 ? "true" : "false");
    else
        write_number(out, v->num);
}

static void write_values(struct text *out, const struct param *p, const struct value *v, int n,
                         const char *beside)
{
    for (int i = 0; i < n; i++)
        write_value(out, &p[i], &v[i], beside);
}

static void write_run(struct text *out, struct run_spec *r)
{
    struct knob_group group[KNOB_GROUPS];
    text_printf(out, "  %s: { optimizer: %s, clip: %s", r->name, r->optimizer->name, r->clip->name);
    if (r->optimizer->uses_lr) {
        text_add(out, ", lr: ");
        write_number(out, r->lr);
    }
    knob_groups(r->optimizer, r->clip, group);
    for (int i = 0; i < KNOB_GROUPS; i++)
        write_values(out, group[i].params, knob_values(r, &group[i]), group[i].n, NULL);
    write_value(out, &scene_start_param, &r->start, NULL);
    text_add(out, " }\n");
}

bool start_moved(const struct session *s, struct value *start)
{
    bool moved = false;
    for (int i = 0; i < s->n_done; i++)
        if (s->deeds[i].run == RUN_ALL) {
            moved = start->given = true;
            start->n = s->race.problem.dim;
            memcpy(start->list, s->deeds[i].at, sizeof s->deeds[i].at);
        }
    return moved;
}

static void write_deeds(struct text *out, const struct session *s, bool moved)
{
    text_add(out, s->n_done > moved ? "turned:\n" : "");
    for (int i = 0; i < s->n_done; i++) {
        const struct deed *d = &s->deeds[i];
        if (d->run == RUN_ALL)
            continue; /* it is the problem's */
        text_printf(out, "  - %llu %s.%s=", (unsigned long long)d->step, s->race.run[d->run].name,
                    d->knob);
        write_number(out, d->value);
        text_add(out, "\n");
    }
}

static void write_problem(struct text *out, const struct scene *scene, const struct value *start)
{
    const struct problem_kind *kind = scene->problem;
    text_printf(out, "problem: { kind: %s", kind->name);
    write_values(out, kind->params, scene->problem_values, kind->n_params, scene->path);
    write_values(out, noise_params, scene->noise_values, NOISE_PARAMS, NULL);
    write_value(out, &scene_start_param, start, NULL);
    text_add(out, " }\n");
}

static void write_runs(struct text *out, const struct session *s, bool moved)
{
    text_add(out, "runs:\n");
    for (int i = 0; i < s->scene.n_runs; i++) {
        struct run_spec spec = s->scene.runs[i];
        spec.start.given = spec.start.given && !moved;
        write_run(out, &spec);
    }
}

bool session_write_scene(const struct session *s, struct text *out, size_t *head)
{
    const struct scene *scene = &s->scene;
    struct value start = scene->start; /* as it was moved, it is where every run begins */
    bool moved = start_moved(s, &start);
    if (s->deeds_lost || !names_fit(scene))
        return false;
    text_add(out, "title: ");
    write_text(out, scene->title);
    if (scene->look[0]) {
        text_add(out, "\nlook: ");
        write_text(out, scene->look);
    }
    text_add(out, "\n");
    fields_write(out, scene_fields, scene, "\n");
    text_add(out, "\n");
    write_problem(out, scene, &start);
    write_runs(out, s, moved);
    text_add(out, "probe: { ");
    fields_write(out, probe_fields, scene, ", ");
    text_add(out, " }\nview: { ");
    fields_write(out, view_fields, scene, ", ");
    text_add(out, " }\n");
    *head = out->length;
    write_deeds(out, s, moved);
    return true;
}

bool session_write(const struct session *s, struct text *out)
{
    size_t head;
    if (!session_write_scene(s, out, &head))
        return false;
    text_printf(out, "from: %llu\n", (unsigned long long)s->race.step);
    return true;
}

void session_keep(struct session *s)
{
    struct text out = {0};
    char stem[100], name[128], why[160];
    snprintf(stem, sizeof stem, "%.70s-%llu", s->scene.name, (unsigned long long)s->race.step);
    file_free_name(name, sizeof name, stem, "yaml");
    if (!names_fit(&s->scene)) {
        session_say(s,
                    "not saved: the folder of its data has a name of over %d bytes from the root; "
                    "a link that is shorter will do",
                    VALUE_TEXT_MAX - 5); /* after idx: */
    } else if (!session_write(s, &out)) {
        session_say(s, "not saved: a scene holds at most %d changes", TURNED_MAX);
    } else {
        if (file_save(name, out.at, out.length, why, sizeof why))
            session_say(s, "Saved %s. Resume with: clipdescent %s", name, name);
        else
            session_say(s, "not saved: %.60s: %.80s", name, why);
    }
    text_release(&out);
}
