/* The parts of a script's reader, for its files alone. */
#ifndef SCENE_SCRIPT_PART_H
#define SCENE_SCRIPT_PART_H

#include "scene/reading.h"
#include "tell/phrase.h"

struct phrase_runs runs_of(const struct scene *s);
/* A new operation, or NULL where the script is full, which is a fault. */
struct op *op_add(struct reading *rd, struct scene *s, const struct node *n, enum op_kind kind,
                  const char *text);
/* One with a number; false: likewise. */
bool op_number(struct reading *rd, struct scene *s, const struct node *n, enum op_kind kind,
               const char *text, double num);
/* n is a text and not empty; else a fault. */
bool text_needed(struct reading *rd, const struct node *n, const char *expected);
/* A caption of at most SAY_MAX bytes, its phrases in { } such as can be read. */
bool caption_read(struct reading *rd, const struct scene *s, const struct node *n, char *caption);

/* script_do.c, script_ask.c: one verb each. */
void script_set_read(struct reading *rd, struct scene *s, const struct node *n);
void script_do_read(struct reading *rd, struct scene *s, const struct node *n);
void script_press_read(struct reading *rd, struct scene *s, const struct node *n);
void script_select_read(struct reading *rd, struct scene *s, const struct node *n);
void script_zoom_read(struct reading *rd, struct scene *s, const struct node *n);
void script_ask_read(struct reading *rd, struct scene *s, const struct node *n);
void script_reveal_read(struct reading *rd, struct scene *s, const struct node *n);

#endif
