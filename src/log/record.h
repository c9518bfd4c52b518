/* What a training log says at one step. */
#ifndef LOG_RECORD_H
#define LOG_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum log_field {
    LOG_STEP,
    LOG_LOSS,
    LOG_NORM, /* of the gradient */
    LOG_LR,
    LOG_GAMMA,   /* the threshold */
    LOG_FACTOR,  /* what multiplied the gradient */
    LOG_CLIPPED, /* share of steps clipped, [0, 1] */
    LOG_SCALE,   /* of a loss in mixed precision */
    LOG_SKIPPED, /* updates left out, as logged: since the last record, or since the start */
    LOG_FIELDS
};
extern const char *const log_field_names[LOG_FIELDS + 1]; /* "step", ...; NULL-ended */

enum log_note {
    LOG_REWIND = 1,   /* the step was there before: this record takes the place of that one */
    LOG_OVERFLOW = 2, /* the loss scale overflowed: the update was left out */
    LOG_NOTES = 2     /* bits in use */
};
extern const char *const log_note_names[LOG_NOTES];

enum { LOG_LAYERS_MAX = 64, LOG_NAME_MAX = 48 };

/* A field that is not in `has` was not logged; one that is may be NaN, because a log said so. */
struct log_record {
    unsigned has;   /* 1 << enum log_field */
    unsigned notes; /* enum log_note */
    double v[LOG_FIELDS];
    int run;      /* index of the run in its log: the product's own have several */
    int rank;     /* of the process that wrote it, -1: not said */
    int n_layers; /* layer[0..n_layers): norms, NAN where this record has none */
    double layer[LOG_LAYERS_MAX];
};

/* to becomes as r; of the layers only those it has. */
static inline void log_copy(struct log_record *to, const struct log_record *r)
{
    size_t layers = (size_t)r->n_layers * sizeof r->layer[0];
    memcpy(to, r, offsetof(struct log_record, layer));
    if (layers > 0)
        memcpy(to->layer, r->layer, layers);
}

static inline bool log_has(const struct log_record *r, enum log_field f)
{
    return r->has >> f & 1;
}

#endif
