/* The parts of a scene file, one reader each. A whole part is read from the file; one key of it
 * also from --set, through the same function, so that both know the same keys and checks. */
#ifndef SCENE_READING_H
#define SCENE_READING_H

#include "scene/node.h"
#include "scene/scene.h"

struct reading {
    struct report *report;
    const char *file;          /* the place in messages: the path, or "--set hard.lr=1" */
    const char *const *panels; /* NULL: any name is taken */
    bool assignment;           /* from --set: lists are written 3,-1, and the place names the key */
    int faults;
};

extern const struct param scene_start_param;

/* Adds "file:line: " and the message, once: an alias read twice is wrong once. */
void fault(struct reading *rd, int line, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* "PART.KEY: " and the message, at the value; from --set without the key, which its place has. */
void fault_at(struct reading *rd, const char *part, const struct node *n, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* "unknown key PART.KEY (did you mean ...?); expected one of names". */
void fault_key(struct reading *rd, const char *part, const struct node *n,
               const char *const *names);

/* Reads n as p says; on failure out stays as it was. */
bool value_read(struct reading *rd, const char *part, const struct param *p, const struct node *n,
                struct value *out);
/* n as text without line breaks into buf; too long or with control characters is a fault. */
bool words_read(struct reading *rd, const char *part, const struct node *n, char *buf, size_t size);
/* n as the name of one of names; NULL was a fault. */
const char *name_read(struct reading *rd, const char *part, const struct node *n,
                      const char *const *names);
/* A start: as many numbers as the scene's problem has parameters, where that is known. */
bool start_read(struct reading *rd, const char *part, const struct scene *s, const struct node *n,
                struct value *out);

/* n is a map, or nothing (then it has no entries); else a fault. */
bool map_check(struct reading *rd, const char *what, const struct node *n, const char *such_as);

void scene_defaults(struct scene *s, const char *path, const char *const *panels);
void problem_read(struct reading *rd, struct scene *s, const struct node *n);
void problem_read_key(struct reading *rd, struct scene *s, const struct node *n);
void runs_read(struct reading *rd, struct scene *s, const struct node *n);
void run_read_key(struct reading *rd, const struct scene *s, struct run_spec *run,
                  const struct node *n);
void probe_read(struct reading *rd, struct scene *s, const struct node *n);
void view_read(struct reading *rd, struct scene *s, const struct node *n);
void turned_read(struct reading *rd, struct scene *s, const struct node *n);
void script_read(struct reading *rd, struct scene *s, const struct node *n);

#endif
