/* What is typed: a command line, and keys of a terminal. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "backend/terminal.h"
#include "command/command.h"
#include "draw/grid.h"
#include "fuzz/fuzz.h"

/* Words end at a newline; a faulty one is told on standard error, which is not to be read here. */
void fuzz_options(const uint8_t *bytes, size_t n)
{
    enum { WORDS = 40 };
    static struct options o;
    const struct command_kind *command = NULL;
    char *argv[WORDS + 2] = {"clipdescent"}, *copy = fuzz_copy(bytes, n);
    int argc = 1, before = dup(STDERR_FILENO), none = open("/dev/null", O_WRONLY);
    for (char *at = copy, *end; at && argc <= WORDS; at = end ? end + 1 : NULL) {
        end = strchr(at, '\n');
        if (end)
            *end = '\0';
        argv[argc++] = at;
    }
    dup2(none, STDERR_FILENO);
    bool ok = options_read(&o, &command, argc, argv);
    dup2(before, STDERR_FILENO);
    close(before);
    close(none);
    if (ok) {
        HOLDS(o.n_args <= ARGS_MAX && o.n_sets <= SETS_MAX && (command || o.help));
        HOLDS(o.cols >= 0 && o.cols <= GRID_COLS_MAX && o.rows >= 0 && o.rows <= GRID_ROWS_MAX);
        HOLDS(o.every > 0 && o.shard >= 0 && o.shard <= o.shards);
    }
    free(copy);
}

/* Pieces as a terminal sends them: the first byte of each is its length, its top bit whether time
 * passes after it. Each event is one that the program knows, and nothing waits for ever. */
void fuzz_keys(const uint8_t *bytes, size_t n)
{
    struct keys k = {.escape_ms = 25};
    struct event e;
    double now = 1;
    keys_know(&k, "\033[1~", K_HOME);
    keys_know(&k, "\033Ox", K_UP);
    while (n > 0) {
        size_t length = *bytes & 0x7f;
        bool late = *bytes & 0x80;
        bytes++, n--;
        length = length < n ? length : n;
        while (length > 0) {
            size_t took = keys_feed(&k, bytes, length, now);
            HOLDS(took <= length && k.n <= KEYS_BYTES);
            bytes += took, n -= took, length -= took;
            size_t before = k.n;
            while (keys_next(&k, now, &e)) {
                HOLDS(e.kind == EVENT_KEY || e.kind == EVENT_CLICK || e.kind == EVENT_WHEEL ||
                      e.kind == EVENT_PASTE);
                HOLDS(e.kind != EVENT_KEY || (e.key > 0 && e.key <= K_SHIFT_RIGHT));
                HOLDS(e.kind != EVENT_PASTE || strlen(e.text) < KEYS_PASTED);
            }
            HOLDS(took > 0 || k.n < before || keys_patience(&k, now) >= 0);
            if (took == 0)
                now += 1;
        }
        now += late ? 10 : 0.001;
    }
    for (int i = 0; i < 3; i++) /* time passes: what was begun is the key, or is dropped */
        for (now += 100; keys_next(&k, now, &e);)
            continue;
    HOLDS(k.n == 0);
}
