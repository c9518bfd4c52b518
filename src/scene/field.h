/* The keys of a scene that hold one value, a row each: what it is, and where in struct scene it
 * stands. One walker reads, takes the default, writes back and documents them, so a new key is a
 * new row. */
#ifndef SCENE_FIELD_H
#define SCENE_FIELD_H

#include "base/text.h"
#include "scene/reading.h"

enum field_type {
    FIELD_BOOL,  /* bool */
    FIELD_INT,   /* int, or an enum */
    FIELD_COUNT, /* uint64_t */
    FIELD_REAL,  /* double */
    FIELD_OWN,   /* whatever the row's read and write make of it */
};

struct field {
    struct param param; /* key, help, range, default */
    enum field_type type;
    size_t at;    /* offset in struct scene */
    size_t given; /* offset of a bool: whether the scene says it; 0: nobody asks */
    size_t line;  /* offset of an int: in which line; 0: nobody asks */
    bool passing; /* of the file, not of the race: a saved session leaves it out */
    /* FIELD_OWN: reads the node, with its faults; writes what follows "key: ", or nothing and
     * returns false where it is not given. */
    void (*read)(struct reading *rd, const struct field *f, struct scene *s, const struct node *n);
    bool (*write)(struct text *out, const struct field *f, const struct scene *s);
};

#define FIELD_AT(member) offsetof(struct scene, member)

/* The keys of a part, NULL-named past the last. part is "" for the top. */
extern const struct field scene_fields[], probe_fields[], view_fields[];

const struct field *field_find(const struct field *fields, const char *key);
/* Every value of a type takes its default. */
void fields_default(const struct field *fields, struct scene *s);
/* n as the field's value; another key is a fault that names them. */
void field_read(struct reading *rd, const char *part, const struct field *fields, struct scene *s,
                const struct node *n);
/* "key: value" of all that last and are given, separator between them, as YAML reads them back. */
void fields_write(struct text *out, const struct field *fields, const struct scene *s,
                  const char *separator);

/* path_part.c: view.path, and what of it only shows once all is read and the problem open. */
void path_read(struct reading *rd, const struct field *f, struct scene *s, const struct node *n);
bool path_write(struct text *out, const struct field *f, const struct scene *s);
void path_check(const struct scene *s, int dim, struct report *r);

/* write.c. Values as YAML reads them back: the same bytes, the same number. */
void write_text(struct text *out, const char *s);
void write_number(struct text *out, double v);
void write_list(struct text *out, const double *v, int n);

#endif
