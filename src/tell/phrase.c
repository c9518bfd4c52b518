#include "tell/phrase.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/report.h"
#include "base/text.h"

enum { WORDS_MAX = 6, WORD_SIZE = 48, DIGITS = 4, RATIO_DIGITS = 2 };

static const char *const compares[COMPARES + 1] = {
    [LESS] = "<", [AT_MOST] = "<=", [MORE] = ">", [AT_LEAST] = ">="};

/* The words of text, at most WORDS_MAX of them; returns how many there are. */
static int split(const char *text, char words[WORDS_MAX][WORD_SIZE])
{
    int n = 0;
    while (*(text += strspn(text, " "))) {
        size_t length = strcspn(text, " ");
        if (n < WORDS_MAX)
            snprintf(words[n], WORD_SIZE, "%.*s", (int)length, text);
        n++;
        text += length;
    }
    return n;
}

static bool refuse(const char *word, const char *const *names, char *why, size_t size)
{
    char expected[800];
    snprintf(why, size, "found %s%s", word, name_expect(expected, sizeof expected, word, names));
    return false;
}

/* A run's name; groups: all and any too. */
static bool read_who(const char *word, const struct phrase_runs *runs, bool groups, int *who,
                     char *why, size_t size)
{
    const char *names[RUNS_MAX + 3];
    int n = 0;
    for (; n < runs->n; n++)
        names[n] = runs->name[n];
    if (groups)
        names[n++] = "all", names[n++] = "any";
    names[n] = NULL;
    int i = name_index(names, word);
    if (i < 0)
        return refuse(word, names, why, size);
    *who = i < runs->n ? i : i == runs->n ? WHO_ALL : WHO_ANY;
    return true;
}

static bool read_what(const char *word, bool status, int *what, char *why, size_t size)
{
    const char *names[QUANTITIES_MAX + 1];
    *what = quantity_find(word);
    if (*what >= 0 || (status && strcmp(word, "status") == 0))
        return true;
    quantity_names(names);
    if (status)
        names[n_quantities] = "status", names[n_quantities + 1] = NULL;
    return refuse(word, names, why, size);
}

/* "QUANTITY of RUN" or "status of RUN" into who and what of c. false: why says what was found and
 * what was expected, as everywhere. */
static bool phrase_of(const char *text, const struct phrase_runs *runs, struct condition *c,
                      char *why, size_t size)
{
    char words[WORDS_MAX][WORD_SIZE];
    if (split(text, words) == 3 && strcmp(words[1], "of") == 0)
        return read_what(words[0], true, &c->what, why, size) &&
               read_who(words[2], runs, false, &c->who, why, size);
    snprintf(why, size, "found %.80s; expected QUANTITY of RUN, as loss of %s, or status of RUN",
             *text ? text : "nothing", runs->n ? runs->name[0] : "fixed");
    return false;
}

bool phrase_answer(const char *text, const struct phrase_runs *runs, struct condition *c, char *why,
                   size_t size)
{
    char words[WORDS_MAX][WORD_SIZE];
    if (split(text, words) != 2 || strcmp(words[1], "status") != 0)
        return phrase_of(text, runs, c, why, size);
    c->what = OF_STATUS;
    return read_who(words[0], runs, false, &c->who, why, size);
}

static bool read_status(const char *word, double *num, char *why, size_t size)
{
    int status = name_index(run_status_names, word);
    if (status < 0)
        return refuse(word, run_status_names, why, size);
    *num = status;
    return true;
}

bool phrase_condition(const char *text, const struct phrase_runs *runs, struct condition *c,
                      double *num, char *why, size_t size)
{
    char words[WORDS_MAX][WORD_SIZE];
    int n = split(text, words);
    *c = (struct condition){.what = OF_STATUS};
    if (n == 2)
        return read_who(words[0], runs, true, &c->who, why, size) &&
               read_status(words[1], num, why, size);
    if (n == 3 && strcmp(words[1], "is") == 0)
        return read_who(words[0], runs, true, &c->who, why, size) &&
               read_status(words[2], num, why, size);
    if (n != 5 || strcmp(words[1], "of") != 0) {
        snprintf(why, size,
                 "found %.80s; expected RUN is STATUS, as %s is cycling, or QUANTITY of RUN < "
                 "NUMBER",
                 *text ? text : "nothing", runs->n ? runs->name[0] : "fixed");
        return false;
    }
    if (!read_what(words[0], false, &c->what, why, size) ||
        !read_who(words[2], runs, true, &c->who, why, size))
        return false;
    int compare = name_index(compares, words[3]);
    if (compare < 0)
        return refuse(words[3], compares, why, size);
    c->compare = (enum compare)compare;
    if (number_read(words[4], num) && !isnan(*num))
        return true;
    snprintf(why, size, "found %s; expected a number behind %s", words[4], words[3]);
    return false;
}

static bool holds_for(const struct condition *c, double num, struct race *race, struct run *r)
{
    if (c->what == OF_STATUS)
        return r->now.status == (enum run_status)num;
    double v = quantity_of(c->what, race, r);
    switch (c->compare) {
    case LESS:
        return v < num;
    case AT_MOST:
        return v <= num;
    case MORE:
        return v > num;
    default:
        return v >= num;
    }
}

bool phrase_holds(const struct condition *c, double num, struct race *race)
{
    if (c->who >= 0)
        return c->who < race->n && holds_for(c, num, race, &race->run[c->who]);
    for (int i = 0; i < race->n; i++)
        if (holds_for(c, num, race, &race->run[i]) == (c->who == WHO_ANY))
            return c->who == WHO_ANY;
    return c->who == WHO_ALL;
}

/* "QUANTITY of RUN" as a number; NAN where race is NULL and it is only read. */
static bool phrase_value(const char *text, const struct phrase_runs *runs, struct race *race,
                         double *v, char *why, size_t size)
{
    struct condition c = {0};
    if (!phrase_of(text, runs, &c, why, size))
        return false;
    if (c.what == OF_STATUS) { /* which is no number */
        read_what("status", false, &c.what, why, size);
        return false;
    }
    *v = race && c.who < race->n ? quantity_of(c.what, race, &race->run[c.who]) : NAN;
    return true;
}

/* "loss of safe / loss of clipped": how many times the one is the other. */
static bool phrase_ratio(const char *over, const char *under, const struct phrase_runs *runs,
                         struct race *race, double *ratio, char *why, size_t size)
{
    double a, b;
    if (!phrase_value(over, runs, race, &a, why, size) ||
        !phrase_value(under, runs, race, &b, why, size))
        return false;
    *ratio = a / b;
    return true;
}

/* As the table writes what is missing. */
static const char missing[] = "–";

static void ratio_text(char *buf, size_t size, double v)
{
    if (isnan(v))
        snprintf(buf, size, "%s", missing);
    else if (fabs(v) >= 10 && fabs(v) < 1e6)
        snprintf(buf, size, "%.0f", v);
    else
        number_text(buf, size, v, RATIO_DIGITS);
}

struct filling {
    const struct phrase_runs *runs;
    struct race *race;
    char *why;
    size_t why_size;
};

/* One phrase from between { and }. race NULL: it is only read. */
static bool fill_one(void *context, char *phrase, char *out, size_t room)
{
    static const char by[] = " / ";
    const struct filling *f = context;
    struct condition c = {0};
    double v;
    if (strcmp(phrase, "step") == 0) {
        if (f->race)
            snprintf(out, room, "%llu", (unsigned long long)f->race->step);
        return true;
    }
    char *under = strstr(phrase, by);
    if (under) {
        *under = '\0';
        if (!phrase_ratio(phrase, under + sizeof by - 1, f->runs, f->race, &v, f->why, f->why_size))
            return false;
        if (f->race)
            ratio_text(out, room, v);
        return true;
    }
    if (!phrase_of(phrase, f->runs, &c, f->why, f->why_size))
        return false;
    if (!f->race || c.who >= f->race->n)
        return true;
    struct run *r = &f->race->run[c.who];
    if (c.what == OF_STATUS) {
        snprintf(out, room, "%s", run_status_names[r->now.status]);
        return true;
    }
    v = quantity_of(c.what, f->race, r);
    if (isnan(v) && isfinite(r->now.loss))
        snprintf(out, room, "%s", missing);
    else if (quantities[c.what].kind == SHARE_OF)
        percent_text(out, room, v, 1);
    else if (v == floor(v) && fabs(v) < 1e6)
        snprintf(out, room, "%.0f", v);
    else
        number_text(out, room, v, DIGITS);
    return true;
}

bool braces_fill(const char *text, brace_filler *filler, void *context, char *buf, size_t size)
{
    size_t at = 0;
    bool ok = true;
    while (*text && at + 5 < size) {
        const char *close = *text == '{' ? strchr(text, '}') : NULL;
        char phrase[WORD_SIZE * 2];
        if (!close) {
            buf[at++] = *text++;
            continue;
        }
        snprintf(phrase, sizeof phrase, "%.*s", (int)(close - text - 1), text + 1);
        buf[at] = 0;
        ok &= filler(context, phrase, buf + at, size - at);
        at += strlen(buf + at);
        text = close + 1;
    }
    buf[at < size ? at : size - 1] = 0;
    while (at > 0 && !utf8_valid(buf, at))
        buf[--at] = 0;
    return ok;
}

bool phrase_fill(const char *text, const struct phrase_runs *runs, struct race *race, char *buf,
                 size_t size, char *why, size_t why_size)
{
    struct filling f = {runs, race, why, why_size};
    return braces_fill(text, fill_one, &f, buf, size);
}

static bool fill_if_there(void *context, char *phrase, char *out, size_t room)
{
    return fill_one(context, phrase, out, room) && strcmp(out, missing) != 0 &&
           strcmp(out, "nan") != 0;
}

bool phrase_lacks(const char *text, const struct phrase_runs *runs, struct race *race)
{
    char filled[400], why[200];
    struct filling f = {runs, race, why, sizeof why};
    return !braces_fill(text, fill_if_there, &f, filled, sizeof filled);
}
