/* The panel of what networks write: the words of the network itself, each run in its rows. */
#include "base/text.h"
#include "problem/network_say.h"
#include "screen_setup.h"

static const char two[] =
    "title: t\n"
    "problem: { kind: recurrent, cell: lstm, init: uniform, length: 40, data: rhyme, batch: 8 }\n"
    "runs: { none: { lr: 10 }, soft: { lr: 30, clip: soft, gamma: 0.25 } }\n"
    "probe: { every: 0, test: 0 }\n"
    "view: { panels: [sample] }\n";

/* The first row whose text begins with name. */
static int row_of(const char *name)
{
    for (int row = 1; row < screen.grid.rows; row++)
        if (strstr(row_text(&screen.grid, row, 1, 20), name))
            return row;
    return -1;
}

static void what_the_network_says(void)
{
    screen_open(two);
    session_advance(session, 200);
    compose(80, 24);
    for (int i = 0; i < 2; i++) {
        const struct run *r = &session->race.run[i];
        uint32_t said[30];
        char line[31] = "";
        say_text(r->problem, r->x, 1, 30, said);
        for (int k = 0; k < 30 && said[k] != '\n'; k++)
            line[k] = (char)said[k], line[k + 1] = '\0';
        CU_ASSERT(strstr(line, "the ") == line); /* it has learned how lines begin */
        int row = row_of(r->name);
        CU_ASSERT_FATAL(row > 0);
        CU_ASSERT(row_shows(row, line));
    }
    CU_ASSERT(row_of("soft") - row_of("none") > 4);
    session->view.selected = 1;
    compose(80, 24);
    CU_ASSERT(row_of("none") < 0 && row_of("soft") == 2);
    screen_drop();
}

static void where_there_is_none(void)
{
    screen_open("title: t\nproblem: { kind: recurrent }\nruns: { a: { lr: 1 } }\n"
                "view: { panels: [sample] }\n");
    compose(80, 24);
    CU_ASSERT(row_shows(2, "needs a recurrent network on text"));
    screen_drop();
}

int main(void)
{
    static const struct check checks[] = {
        {"what the network says", what_the_network_says},
        {"where there is none", where_there_is_none},
        {NULL, NULL},
    };
    return check_main("sample panel", checks);
}
