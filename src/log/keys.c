#include "log/keys.h"

#include <ctype.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

void log_keys_init(struct log_keys *k, const struct log_format *f, const char *const *asked)
{
    memset(k->slot, 0, sizeof k->slot);
    k->format = f;
    k->n = k->n_layers = 0;
    k->whose = LOG_UNKNOWN;
    for (int i = 0; i < LOG_FIELDS; i++) {
        k->asked[i] = asked ? asked[i] : NULL;
        k->met[i] = false;
        k->best[i] = INT_MAX;
        k->named[i] = NULL;
    }
}

static const struct log_key *own_key(const struct log_format *f, const char *name, size_t n)
{
    for (const struct log_key *key = f->keys; key && key->name; key++)
        if (strlen(key->name) == n && strncasecmp(key->name, name, n) == 0)
            return key;
    return NULL;
}

static int layer_index(struct log_keys *k, const char *name, size_t n)
{
    char layer[LOG_NAME_MAX];
    log_guess_layer(name, n, layer, sizeof layer);
    for (int i = 0; i < k->n_layers; i++)
        if (strcmp(k->layer[i], layer) == 0)
            return i;
    if (k->n_layers == LOG_LAYERS_MAX)
        return -1;
    memcpy(k->layer[k->n_layers], layer, sizeof layer);
    return k->n_layers++;
}

/* The user's word is the last one; then the format's; then the name's own. */
static struct log_meaning find_out(struct log_keys *k, const char *name, size_t n)
{
    struct log_meaning m = {.field = LOG_IS_NOTHING, .layer = -1, .per = 1};
    for (int i = 0; i < LOG_FIELDS; i++)
        if (k->asked[i] && strlen(k->asked[i]) == n && memcmp(k->asked[i], name, n) == 0) {
            m.field = i;
            k->met[i] = true;
            return m;
        }
    const struct log_key *key = own_key(k->format, name, n);
    if (key) {
        m.field = (int)key->field;
        m.per = key->per != 0 ? key->per : 1;
    } else if (k->format->guess) {
        m = log_guess(name, n);
    }
    if (m.field == LOG_IS_LAYER && (m.layer = layer_index(k, name, n)) < 0)
        m.field = LOG_IS_NOTHING;
    if (m.field >= 0 && m.field < LOG_FIELDS && k->asked[m.field])
        m.field = LOG_IS_NOTHING; /* another key was asked for */
    return m;
}

static void note_best(struct log_keys *k, const struct log_known *known)
{
    int f = known->is.field;
    if (f < 0 || f >= LOG_FIELDS || known->is.rank > k->best[f] ||
        (known->is.rank == k->best[f] && k->named[f]))
        return;
    k->best[f] = known->is.rank;
    k->named[f] = known->name;
    if (f == LOG_NORM)
        k->whose = known->is.whose;
}

/* Of the length and the letters at both ends: names are told apart by them or compared anyway. */
static uint32_t hash(const char *s, size_t n)
{
    uint32_t first = 0, last = 0;
    size_t some = n < sizeof first ? n : sizeof first;
    memcpy(&first, s, some);
    memcpy(&last, s + n - some, some);
    uint32_t h = (first ^ (last << 7 | last >> 25)) + (uint32_t)n * 2654435769u;
    return (h * 2654435769u) >> 16;
}

struct log_meaning log_keys_find(struct log_keys *k, const char *name, size_t n)
{
    static const struct log_meaning nothing = {.field = LOG_IS_NOTHING, .layer = -1, .per = 1};
    if (n == 0 || n >= LOG_KEY_TEXT)
        return nothing;
    uint32_t at = hash(name, n) % LOG_KEY_SLOTS;
    for (; k->slot[at]; at = (at + 1) % LOG_KEY_SLOTS) {
        const struct log_known *known = &k->known[k->slot[at] - 1];
        if (known->length == n && memcmp(known->name, name, n) == 0)
            return known->is;
    }
    struct log_meaning m = find_out(k, name, n);
    bool word = isalpha((unsigned char)*name) || *name == '_';
    bool nothing_much = m.field == LOG_IS_NOTHING && (!word || k->n >= LOG_KEYS_MAX / 2);
    if (k->n == LOG_KEYS_MAX || nothing_much)
        return m;
    struct log_known *known = &k->known[k->n++];
    memcpy(known->name, name, n);
    known->name[n] = '\0';
    known->length = n;
    known->is = m;
    k->slot[at] = (short)k->n;
    note_best(k, known);
    return m;
}
