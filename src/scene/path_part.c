/* view.path: on which plane paths are shown. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scene/field.h"

#define EXPECTED "pca, the numbers of two parameters as [0, 1], or two runs as [fixed, hard]"

enum { NUMBER_MAX = 9 };

static bool is_number(const char *text)
{
    size_t n = strspn(text, "0123456789");
    return n > 0 && n <= NUMBER_MAX && text[n] == '\0';
}

/* The two words of a list, or of "a,b", without spaces round them. false: it is not two. */
static bool two_words(const struct node *n, char word[2][RUN_NAME_MAX])
{
    const char *part[2] = {NULL, NULL};
    size_t length[2] = {0, 0};
    if (n->kind == NODE_LIST && n->n == 2 && n->first->kind == NODE_TEXT &&
        n->first->next->kind == NODE_TEXT) {
        part[0] = n->first->text, part[1] = n->first->next->text;
        length[0] = strlen(part[0]), length[1] = strlen(part[1]);
    } else if (n->kind == NODE_TEXT && strchr(n->text, ',')) {
        part[0] = n->text, part[1] = strchr(n->text, ',') + 1;
        length[0] = (size_t)(part[1] - n->text) - 1, length[1] = strlen(part[1]);
    }
    for (int k = 0; k < 2; k++) {
        if (!part[k])
            return false;
        while (length[k] > 0 && isspace((unsigned char)*part[k]))
            part[k]++, length[k]--;
        while (length[k] > 0 && isspace((unsigned char)part[k][length[k] - 1]))
            length[k]--;
        if (length[k] == 0 || length[k] >= RUN_NAME_MAX || memchr(part[k], ',', length[k]))
            return false;
        snprintf(word[k], RUN_NAME_MAX, "%.*s", (int)length[k], part[k]);
    }
    return true;
}

void path_read(struct reading *rd, const struct field *f, struct scene *s, const struct node *n)
{
    char word[2][RUN_NAME_MAX], words[80];
    struct view_spec *v = &s->view;
    (void)f;
    if (n->kind == NODE_TEXT && strcmp(n->text, plane_names[PLANE_PCA]) == 0) {
        v->path = PLANE_PCA;
        return;
    }
    if (!two_words(n, word)) {
        fault_at(rd, "view", n, "found %s; expected " EXPECTED, node_words(n, words, sizeof words));
        return;
    }
    bool numbers = is_number(word[0]) && is_number(word[1]);
    if (strcmp(word[0], word[1]) == 0 || (numbers && atoi(word[0]) == atoi(word[1]))) {
        fault_at(rd, "view", n, "found %s twice; expected two of them", word[0]);
        return;
    }
    v->path = numbers ? PLANE_AXES : PLANE_RUNS;
    v->path_line = n->line;
    memcpy(v->path_of, word, sizeof v->path_of);
    for (int k = 0; k < 2 && numbers; k++)
        v->path_axis[k] = atoi(word[k]);
}

bool path_write(struct text *out, const struct field *f, const struct scene *s)
{
    const struct view_spec *v = &s->view;
    (void)f;
    if (v->path == PLANE_AXES)
        text_printf(out, "[%d, %d]", v->path_axis[0], v->path_axis[1]);
    if (v->path == PLANE_RUNS)
        text_printf(out, "[%s, %s]", v->path_of[0], v->path_of[1]);
    return v->path != PLANE_PCA;
}

void path_check(const struct scene *s, int dim, struct report *r)
{
    const char *names[RUNS_MAX + 1] = {NULL};
    char expected[300];
    const struct view_spec *v = &s->view;
    scene_run_names(s, names);
    for (int k = 0; k < 2; k++) {
        if (v->path == PLANE_AXES && v->path_axis[k] >= dim)
            report_add(r, s->path, v->path_line,
                       "view.path: found parameter %d; expected at most %d, as problem %s has %d",
                       v->path_axis[k], dim - 1, s->problem->name, dim);
        if (v->path == PLANE_RUNS && scene_run(s, v->path_of[k]) < 0)
            report_add(r, s->path, v->path_line, "view.path: found run %s%s", v->path_of[k],
                       name_expect(expected, sizeof expected, v->path_of[k], names));
    }
}
