/* What the keys of a log mean: by the format's own table, by what the user says, or by what they
 * are called. */
#ifndef LOG_KEYS_H
#define LOG_KEYS_H

#include <stddef.h>

#include "log/format.h"

/* Keys beyond these are looked up anew each time, and not listed. */
enum { LOG_KEYS_MAX = 256, LOG_KEY_SLOTS = 512, LOG_KEY_TEXT = 96 };

enum { LOG_IS_NOTHING = -1, LOG_IS_LAYER = LOG_FIELDS };
struct log_meaning {
    int field;  /* enum log_field, or one of the two above */
    int rank;   /* 0: nothing is likelier to be it; of two the lower is taken */
    int layer;  /* LOG_IS_LAYER: which */
    double per; /* what the logged number is divided by: 100 of percent, else 1 */
    enum log_whose whose;
};

struct log_known {
    char name[LOG_KEY_TEXT];
    size_t length;
    struct log_meaning is;
};

struct log_keys {
    const struct log_format *format;
    const char *asked[LOG_FIELDS]; /* the user's name for it, or NULL */
    bool met[LOG_FIELDS];          /* that name was there */
    int best[LOG_FIELDS];          /* the lowest rank met; keys of a higher one are passed over */
    const char *named[LOG_FIELDS]; /* by which key that was; NULL: none */
    enum log_whose whose;          /* of the norm, by its key */
    int n_layers;
    char layer[LOG_LAYERS_MAX][LOG_NAME_MAX];
    int n;
    struct log_known known[LOG_KEYS_MAX]; /* in the order they were met */
    short slot[LOG_KEY_SLOTS];            /* index into known and one, by hash; 0: free */
};

void log_keys_init(struct log_keys *k, const struct log_format *f, const char *const *asked);

/* What the key of n letters means here. */
struct log_meaning log_keys_find(struct log_keys *k, const char *name, size_t n);

/* What a key is by its name alone. */
struct log_meaning log_guess(const char *name, size_t n);
/* Of a key of a norm of one layer: that layer's name into buf. */
void log_guess_layer(const char *name, size_t n, char *buf, size_t size);

#endif
