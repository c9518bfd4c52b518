/* What there is: scenes, and plug-ins of every kind, a line each. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "clip/clip.h"
#include "command/command.h"
#include "command/rows.h"
#include "log/format.h"
#include "optimizer/optimizer.h"
#include "panel/chart/pen.h"
#include "panel/panel.h"
#include "problem/problem.h"

enum { NAME = 22, LEAST = NAME + 18 };

struct lister {
    bool json, unicode;
    int width; /* of the terminal; 0: none, and a line is as long as it is */
    bool first_group, first_item;
};

static void group_begin(struct lister *l, const char *name)
{
    if (l->json) {
        fputs(l->first_group ? "{\n  " : ",\n  ", stdout);
        json_text(stdout, name);
        fputs(": [", stdout);
    } else {
        printf("%s%s\n", l->first_group ? "" : "\n", name);
    }
    l->first_group = false;
    l->first_item = true;
}

static int terminal_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col >= LEAST ? size.ws_col : size.ws_col > 0 ? LEAST : 80;
}

/* Where a line `columns` wide ends: at its last space, or in the middle of a word as long. */
static const char *line_end(const char *s, int columns)
{
    const char *at = s, *space = NULL;
    for (int i = 0; i < columns && *at; i++) {
        utf8_next(&at);
        if (*at == ' ' || !*at)
            space = at;
    }
    return space ? space : at;
}

/* Text in lines that fit beside the names, the first of which is begun. */
static void print_wrapped(const struct lister *l, const char *s)
{
    while (l->width > 0 && utf8_columns(s) > l->width - NAME) {
        const char *end = line_end(s, l->width - NAME);
        printf("%.*s\n%*s", (int)(end - s), s, NAME, "");
        s = end + strspn(end, " ");
    }
    puts(s);
}

/* What is listed, and the keys of it in JSON: NULL is left out. */
struct entry {
    const char *name, *title, *group, *formula;
};
static const struct {
    const char *key;
    size_t at;
} entry_keys[] = {
    {"name", offsetof(struct entry, name)},
    {"title", offsetof(struct entry, title)},
    {"group", offsetof(struct entry, group)},
    {"formula", offsetof(struct entry, formula)},
};

static void item_json(const struct lister *l, const struct entry *e)
{
    fputs(l->first_item ? "\n    {" : ",\n    {", stdout);
    for (size_t i = 0, n = 0; i < sizeof entry_keys / sizeof *entry_keys; i++) {
        const char *text = *(const char *const *)((const char *)e + entry_keys[i].at);
        if (!text)
            continue;
        printf("%s\"%s\": ", n++ ? ", " : "", entry_keys[i].key);
        json_text(stdout, text);
    }
    putchar('}');
}

static void item(struct lister *l, struct entry e)
{
    char words[PEN_TEXT_MAX], line[PEN_TEXT_MAX];
    struct grid grid = {.unicode = l->unicode};
    if (l->json) {
        item_json(l, &e);
    } else {
        bool apart = e.formula && l->width > 0; /* a script reads one line each */
        snprintf(line, sizeof line, "%s%s%s", e.title, e.formula && !apart ? ": " : "",
                 e.formula && !apart ? e.formula : "");
        printf("  %-*s", NAME - 2, e.name);
        print_wrapped(l, pen_words(&grid, line, words, sizeof words));
        if (apart) {
            printf("%*s", NAME, "");
            print_wrapped(l, pen_words(&grid, e.formula, words, sizeof words));
        }
    }
    l->first_item = false;
}

static void group_end(struct lister *l)
{
    if (l->json)
        fputs("\n  ]", stdout);
}

static void list_scenes(struct lister *l)
{
    struct scene_entry *scenes;
    int n = scene_list(&scenes);
    group_begin(l, "scenes");
    for (int i = 0; i < n; i++)
        item(l, (struct entry){scenes[i].name, scenes[i].title, scenes[i].group, NULL});
    group_end(l);
    free(scenes);
}

/* Plug-ins of any kind: each has a name and a title. */
#define LIST(group, kinds, its_formula)                                                            \
    group_begin(&l, group);                                                                        \
    for (int i = 0; kinds[i]; i++)                                                                 \
        item(&l, (struct entry){kinds[i]->name, kinds[i]->title, NULL, its_formula});              \
    group_end(&l)

static int list_main(const struct options *o)
{
    struct lister l = {.json = o->json_flag, .unicode = options_unicode(o), .first_group = true};
    l.width = l.json ? 0 : terminal_width();
    list_scenes(&l);
    LIST("problems", problem_kinds, problem_kinds[i]->formula);
    LIST("clip rules", clip_kinds, clip_kinds[i]->formula);
    LIST("optimizers", optimizer_kinds, optimizer_kinds[i]->formula);
    LIST("panels", panel_kinds, NULL);
    LIST("log formats", log_formats, NULL);
    if (l.json)
        fputs("\n}\n", stdout);
    return EXIT_OK;
}

const struct command_kind command_list = {
    .name = "list",
    .args = "",
    .title = "scenes and plug-ins, a line each",
    .help = "Scenes first, in the order of a lesson; then the problems, clip rules, optimizers and "
            "panels a scene can name, and the formats of logs that watch reads. --json (which "
            "takes no file here) prints the same as JSON, with the group of each scene: its "
            "heading in the list of scenes (key s).",
    .options = "json ascii",
    .main = list_main,
};
