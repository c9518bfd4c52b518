/* The words that the product speaks with: short sentences of plain words (words.txt), terms of the
 * glossary, and names of people and programs (names.txt). Every title, look, caption and question
 * of a scene, every sentence about a run, every help line, option and document is read. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "input/action.h"
#include "panel/panel.h"
#include "scene/scene.h"
#include "tell/news.h"
#include "words_setup.h"

static void read_scene_file(const char *name)
{
    char path[400];
    struct report r;
    struct scene *s = mem_alloc(1, sizeof *s);
    snprintf(path, sizeof path, "scenes/%s", name);
    report_init(&r);
    CU_ASSERT_TRUE(scene_read(s, path, panel_names, &r));
    report_release(&r);
    read_text(path, s->title);
    read_text(path, s->look);
    for (int i = 0; i < s->script.n; i++) {
        const struct op *op = &s->script.op[i];
        bool said = op->kind == OP_SAY || op->kind == OP_ASK || op->kind == OP_REVEAL ||
                    op->kind == OP_MARK;
        if (said && op->text >= 0)
            read_text(path, script_text(&s->script, op));
    }
    free(s);
}

static void scenes(void)
{
    int n = 0;
    DIR *dir = opendir("scenes");
    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    list_open();
    for (const struct dirent *d; (d = readdir(dir));)
        if (strstr(d->d_name, ".yaml"))
            read_scene_file(d->d_name), n++;
    closedir(dir);
    free(list);
    CU_ASSERT(n > 40);
}

static void help(void)
{
    list_open();
    for (int i = 0; i < n_action_table; i++)
        read_text(action_table[i].name, action_table[i].help);
    for (const struct panel_kind *const *k = panel_kinds; *k; k++)
        read_text((*k)->name, (*k)->help);
    for (int i = 0; i < n_news_kinds; i++)
        read_text(news_kinds[i].rule.name, news_kinds[i].help);
    free(list);
}

/* The sentences of a source as they are written, pieces side by side put together. */
static int read_source(const char *path)
{
    char why[160], *text, sentence[2000];
    size_t size, n = 0;
    int found = 0;
    CU_ASSERT_TRUE_FATAL(file_read(path, 1 << 20, &text, &size, why, sizeof why));
    for (const char *at = text; *at; at++) {
        if (*at == '/' && at[1] == '*')
            at = strstr(at, "*/") + 1;
        if (*at != '"')
            continue;
        for (at++; *at && *at != '"' && n + 2 < sizeof sentence; at++)
            if (*at == '%' && at[1] != ' ')
                sentence[n++] = '1'; /* a number */
            else if (*at == '\\' && at[1] == 'n')
                sentence[n++] = ' ', at++;
            else if (*at != '\\')
                sentence[n++] = *at;
        sentence[n] = '\0';
        if (at[1 + strspn(at + 1, " \n")] == '"')
            continue;
        if (strchr(sentence, ' ') && ++found)
            read_text(path, sentence);
        n = 0;
    }
    free(text);
    return found;
}

static void captions(void)
{
    static const char *const sources[] = {"ends",  "clips",   "rates", "swings", "races",
                                          "tests", "batches", "games", "noise",  "clinic"};
    list_open();
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        char path[80];
        snprintf(path, sizeof path, "src/tell/insight_%s.c", sources[i]);
        CU_ASSERT(read_source(path) >= 2);
    }
    CU_ASSERT(read_source("src/tell/news.c") >= 8);
    CU_ASSERT(read_source("src/lab/clip_watch.c") >= 12);
    CU_ASSERT(read_source("src/session/advice.c") >= 12);
    CU_ASSERT(read_source("src/session/verdict.c") >= 12);
    free(list);
}

static void options(void)
{
    list_open();
    int n = 0;
    for (const struct option_spec *o = option_table; o->name; o++, n++)
        if (o->help)
            read_text(o->name, o->help);
    for (const struct command_kind *const *c = command_kinds; *c; c++, n++)
        read_text((*c)->name, (*c)->help);
    for (int i = 0; i < n_glossary; i++, n++)
        read_text("glossary", glossary[i].meaning);
    CU_ASSERT(n > 60);
    CU_ASSERT(read_source("src/command/manual.c") > 20);
    CU_ASSERT(read_source("src/command/usage.c") >= 2);
    free(list);
}

/* Whether the line is prose: no code, table, heading, picture or comment. */
static bool is_prose(const char *line, size_t n)
{
    return n > 0 && !strchr("|#!<", line[0]) && strncmp(line, "    ", n < 4 ? n : 4) != 0;
}

/* Prose of a document, paragraph by paragraph; tables that are made are read where they come from.
 * Of a link its text is read. */
static int read_document(const char *path)
{
    char why[160], *text, part[6000];
    size_t size, n = 0;
    int parts = 0;
    bool made = false;
    CU_ASSERT_TRUE_FATAL(file_read(path, 1 << 20, &text, &size, why, sizeof why));
    for (const char *at = text; *at;) {
        size_t line = strcspn(at, "\n");
        made = strncmp(at, "<!-- ", 5) == 0 ? strncmp(at, "<!-- end", 8) != 0 : made;
        bool prose = is_prose(at, line) && !made, item = strncmp(at, "- ", 2) == 0;
        if ((!prose || item) && n > 0) {
            read_text(path, part);
            parts++;
            n = 0;
        }
        for (size_t i = item ? 2 : 0; i < line && prose && n + 2 < sizeof part; i++) {
            if (at[i] == ']' && at[i + 1] == '(')
                i += strcspn(at + i, ")");
            else if (at[i] != '[' && !(at[i] == ' ' && (n == 0 || part[n - 1] == ' ')))
                part[n++] = at[i];
        }
        if (n > 0)
            part[n++] = ' ';
        part[n] = '\0';
        at += line + (at[line] != '\0');
    }
    if (n > 0)
        read_text(path, part);
    free(text);
    return parts;
}

static void documents(void)
{
    list_open();
    CU_ASSERT(read_document("README.md") > 20);
    CU_ASSERT(read_document("scenes/README.md") > 20);
    CU_ASSERT(read_document("tests/README.md") > 10);
    CU_ASSERT(read_document("CHANGELOG.md") > 50);
    names_only = true; /* the map of the code has words of its own */
    CU_ASSERT(read_document("src/README.md") > 40);
    names_only = false;
    free(list);
}

static const struct check checks[] = {
    {"scenes", scenes}, {"options", options},   {"documents", documents},
    {"help", help},     {"captions", captions}, {NULL, NULL},
};

int main(void)
{
    return check_main("words", checks);
}
