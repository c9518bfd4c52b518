/* Couplets of a small grammar. The second line ends in a word that rhymes with the first's. All
 * choices are among 4 or 8, so that the rest of a division has no bias. */
#include "net/rhyme.h"

#include "base/text.h"

static const char *const adjectives[8] = {"red", "old", "wee", "sad", "fat", "shy", "odd", "new"};
static const char *const acts[8] = {"ran", "sat", "hid", "fed", "met", "saw", "had", "led"};
static const char *const places[4] = {"by", "to", "on", "at"};
static const char *const rhymes[8][4] = {
    {"cat", "hat", "bat", "rat"},          {"dog", "log", "fog", "hog"},
    {"hen", "pen", "den", "men"},          {"king", "ring", "wing", "thing"},
    {"moon", "spoon", "tune", "june"},     {"tree", "bee", "sea", "knee"},
    {"mouse", "house", "louse", "blouse"}, {"sheep", "sleep", "heap", "deep"},
};

/* splitmix64 (Steele, Lea, Flood 2014). */
static int below(uint64_t *state, uint64_t n)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (int)((z ^ (z >> 31)) % n);
}

/* The choices of a line are drawn from left to right. */
static void add_line(struct text *t, uint64_t *state, const char *const *rhyme)
{
    const char *first = adjectives[below(state, 8)];
    const char *const *about = rhymes[below(state, 8)];
    const char *who = about[below(state, 4)], *act = acts[below(state, 8)];
    const char *place = places[below(state, 4)], *last = adjectives[below(state, 8)];
    text_printf(t, "the %s %s %s %s the %s %s\n", first, who, act, place, last,
                rhyme[below(state, 4)]);
}

char *rhyme_text(uint64_t seed, int couplets)
{
    struct text t = {0};
    for (int i = 0; i < couplets; i++) {
        const char *const *rhyme = rhymes[below(&seed, 8)];
        for (int line = 0; line < 2; line++)
            add_line(&t, &seed, rhyme);
    }
    return t.at;
}
