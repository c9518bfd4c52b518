/* RUN.KEY=VALUE: an assignment is one entry of the part it names, with a place of its own. */
#include "scene/field.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void fault_part(struct reading *rd, const struct scene *s, const char *part)
{
    const char *names[RUNS_MAX + 4];
    char expected[400];
    int n = scene_run_names(s, names);
    names[n++] = "problem", names[n++] = "probe", names[n++] = "view", names[n] = NULL;
    fault(rd, 0, "no run called %.80s%s", part,
          name_expect(expected, sizeof expected, part, names));
}

static void part_set(struct reading *rd, struct scene *s, const char *part, const struct node *n)
{
    int run = scene_run(s, part);
    if (strcmp(part, "problem") == 0)
        problem_read_key(rd, s, n);
    else if (strcmp(part, "probe") == 0)
        field_read(rd, part, probe_fields, s, n);
    else if (strcmp(part, "view") == 0)
        field_read(rd, part, view_fields, s, n);
    else if (run >= 0)
        run_read_key(rd, s, &s->runs[run], n);
    else
        fault_part(rd, s, part);
}

bool scene_set(struct scene *s, const char *assignment, const char *const *panels, struct report *r)
{
    struct text place = {0};
    text_printf(&place, "--set %s", assignment);
    struct reading rd = {.report = r, .file = place.at, .panels = panels, .assignment = true};
    char *part = mem_text(assignment), *value = strchr(part, '='), *key = NULL;
    if (value) {
        *value++ = '\0';
        key = strchr(part, '.');
    }
    if (key)
        *key++ = '\0';
    if (!utf8_valid(assignment, strlen(assignment)))
        fault(&rd, 0, "bytes that are not UTF-8; expected text");
    else if (!key || !*key || !*part)
        fault(&rd, 0, "no %s; expected RUN.KEY=VALUE, as fixed.lr=0.1 or problem.start=3",
              value ? "RUN.KEY before the =" : "=");
    else
        part_set(&rd, s, part, &(struct node){.key = key, .text = value});
    free(part);
    text_release(&place);
    return rd.faults == 0;
}
