/* The program over a line of 960 bytes a second: what is drawn late is dropped. What a key waits
 * for is told in bytes, which is time on such a line and does not depend on the machine. */
#include "check.h"
#include "play.h"

enum { RATE = 960, FIRST_FRAME = 60000, KEYS = 3, TRIES = 12 };

static bool begin(struct pty *p, struct play how)
{
    how.cols = 80, how.rows = 24;
    bool ok = play_start(p, how);
    p->rate = RATE;
    return ok && pty_until(p, "help", FIRST_FRAME);
}

/* Bytes that come from a key on until the screen shows its answer. */
static size_t bytes_until(struct pty *p, const char *key, const char *answer)
{
    size_t before = p->length;
    pty_type(p, key);
    CU_ASSERT_TRUE(pty_until(p, answer, FIRST_FRAME));
    return p->length - before;
}

static void a_key_is_answered(void)
{
    static const char *const scenes[] = {"rosenbrock"};
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        struct pty p;
        CU_ASSERT_TRUE(begin(&p, (struct play){.args = {scenes[i]}}));
        size_t bytes[TRIES];
        int within = 0, tries = 0;
        while (within < KEYS && tries < TRIES) {
            pty_read(&p, 1000); /* it plays, and would have drawn thirty frames */
            bytes[tries] = bytes_until(&p, " ", tries % 2 ? "space pause" : "space run");
            within += bytes[tries++] <= RATE;
        }
        /* A busy machine may hold up the terminal's answers, which tell how quick the line is. */
        for (int k = 0; k < tries && within < KEYS; k++)
            printf("\n%s: %zu bytes\n", scenes[i], bytes[k]);
        CU_ASSERT_EQUAL(within, KEYS);
        p.rate = 0;
        CU_ASSERT_TRUE(play_quit(&p));
        pty_stop(&p);
    }
}

/* A terminal that answers nothing is drawn on all the same. */
static void a_deaf_terminal(void)
{
    struct pty p;
    CU_ASSERT_TRUE(play_start(&p, (struct play){.args = {"rosenbrock"}}));
    p.deaf = true;
    CU_ASSERT_TRUE(pty_until(&p, "help", FIRST_FRAME));
    for (int i = 0; i < 2; i++) {
        pty_type(&p, "[");
        CU_ASSERT_TRUE(play_until_changed(&p, play_sight(&p), FIRST_FRAME));
    }
    for (int i = 0; i < 6; i++)
        CU_ASSERT_TRUE(play_until_changed(&p, play_sight(&p), FIRST_FRAME));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

int main(void)
{
    static const struct check checks[] = {
        {"a key is answered", a_key_is_answered},
        {"a deaf terminal", a_deaf_terminal},
        {NULL, NULL},
    };
    return check_main("slow line", checks);
}
