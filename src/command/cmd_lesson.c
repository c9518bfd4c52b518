/* The course: scenes that have a `lesson`, in order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/command.h"

static int by_lesson(const void *a, const void *b)
{
    const struct scene_entry *x = a, *y = b;
    return (x->lesson > y->lesson) - (x->lesson < y->lesson);
}

/* The lessons alone, sorted; malloc'd. */
static int lessons(struct scene_entry **out)
{
    int all = scene_list(out), n = 0;
    for (int i = 0; i < all; i++)
        if ((*out)[i].lesson > 0)
            (*out)[n++] = (*out)[i];
    if (n > 0)
        qsort(*out, (size_t)n, sizeof **out, by_lesson);
    return n;
}

static void print_lessons(const struct scene_entry *list, int n)
{
    for (int i = 0; i < n; i++)
        printf("%3d  %-10s  %s\n", list[i].lesson, list[i].name, list[i].title);
}

/* By its number or by its name. */
static const struct scene_entry *lesson_find(const struct scene_entry *list, int n,
                                             const char *word)
{
    double number;
    bool is_number = number_read(word, &number);
    for (int i = 0; i < n; i++)
        if (is_number ? list[i].lesson == number : strcmp(list[i].name, word) == 0)
            return &list[i];
    return NULL;
}

static int lesson_main(const struct options *o)
{
    static struct options live;
    struct scene_entry *list;
    int n = lessons(&list), status = EXIT_OK;
    const struct scene_entry *found = o->n_args ? lesson_find(list, n, o->args[0]) : NULL;
    if (found) {
        live = *o;
        live.args[0] = found->path;
        status = command_find("live")->main(&live);
    } else if (o->n_args) {
        complain("lesson: found \"%s\"; expected a number from 1 to %d (clipdescent lesson lists "
                 "them)",
                 o->args[0], n ? list[n - 1].lesson : 0);
        status = EXIT_USAGE;
    } else {
        print_lessons(list, n);
    }
    free(list);
    return status;
}

const struct command_kind command_lesson = {
    .name = "lesson",
    .args = "[LESSON]",
    .title = "the course: its lessons, or one of them live",
    .help = "Without an argument lists the lessons; with a number or a name plays that one. Enter "
            "goes on, Backspace back, and after the last caption Enter opens the next lesson. All "
            "other keys do what they always do.",
    .options = "steps seed set keys fps ascii color light big no-sync no-mouse",
    .main = lesson_main,
};
