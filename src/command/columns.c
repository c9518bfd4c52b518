#include "command/rows.h"

#include <stdio.h>
#include <string.h>

#include "base/report.h"
#include "command/command.h"

enum { NAME_SIZE = 48 };

/* What can be a column: not what rows have already, and not what all runs have together: runs are
 * stepped one after the other, so that there is no step at which all of them stand. */
static void can_be(const char **names, const char *const *taken)
{
    int n = 0;
    for (int i = 0; i < n_quantities; i++)
        if (quantities[i].kind != OF_ALL && name_index(taken, quantities[i].name) < 0)
            names[n++] = quantities[i].name;
    names[n] = NULL;
}

static bool refuse(const char *word, const char *const *taken)
{
    const char *names[QUANTITIES_MAX + 1];
    char expected[800];
    int i = quantity_find(word);
    if (*word == '\0')
        complain("--columns: found an empty name; expected names with a comma between");
    else if (i >= 0 && quantities[i].kind == OF_ALL)
        complain("--columns: found %s, which is of all runs together; expected what one run has",
                 word);
    else if (name_index(taken, word) >= 0)
        complain("--columns: found %s, which the rows have already; expected another", word);
    else {
        can_be(names, taken);
        complain("--columns: found %s%s", word,
                 name_expect(expected, sizeof expected, word, names));
    }
    return false;
}

bool columns_read(struct columns *c, const char *names, const char *const *taken)
{
    *c = (struct columns){0};
    while (names) {
        char word[NAME_SIZE];
        size_t length = strcspn(names, ",");
        snprintf(word, sizeof word, "%.*s", (int)length, names);
        int i = quantity_find(word);
        if (length >= sizeof word || i < 0 || quantities[i].kind == OF_ALL ||
            name_index(taken, word) >= 0)
            return refuse(word, taken);
        for (int k = 0; k < c->n; k++)
            if (c->quantity[k] == i) {
                complain("--columns: found %s twice; expected each name once", word);
                return false;
            }
        c->quantity[c->n++] = i;
        names = names[length] ? names + length + 1 : NULL;
    }
    return true;
}

void columns_take(const struct columns *c, struct race *race, struct run *r, double *value)
{
    for (int i = 0; i < c->n; i++)
        value[i] = quantity_of(c->quantity[i], race, r);
}
