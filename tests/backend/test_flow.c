/* How much is sent ahead of what a terminal has read, at all kinds of lines. */
#include "backend/flow.h"
#include "check.h"

/* Frames of so many bytes are offered 30 times a second to a line of so many bytes a second, whose
 * answers come after `way` seconds more; what lies on the line at the end, and how many were sent.
 */
struct line {
    double rate, way;
    bool deaf;
};

static int play(struct flow *f, const struct line *l, long bytes, double seconds, double *most)
{
    double free_at = 0, answer[4096];
    int sent = 0, asked = 0, answered = 0;
    *most = 0;
    for (int i = 0; i < 30 * seconds; i++) {
        double now = i / 30.0;
        for (; answered < asked && answer[answered] <= now; answered++)
            flow_answer(f, answer[answered]);
        if (!flow_ready(f, now))
            continue;
        bool asks = flow_asks(f);
        free_at = fmax(free_at, now) + (double)bytes / l->rate;
        *most = now > seconds / 2 ? fmax(*most, free_at - now) : 0;
        flow_sent(f, bytes, now, now);
        sent++;
        if (asks && !l->deaf)
            answer[asked++] = free_at + l->way;
    }
    return sent;
}

static void a_slow_line_is_not_filled(void)
{
    struct flow f;
    double most;
    flow_begin(&f, true);
    int sent = play(&f, &(struct line){960, 0.01, false}, 240, 30, &most);
    CU_ASSERT(most < 0.8);                /* the answer to a key is at most so far behind */
    CU_ASSERT(sent > 30 * 2 && f.asking); /* and the line is not idle: it holds 4 a second */
}

static void a_quick_line_is_asked_once(void)
{
    struct flow f;
    double most;
    flow_begin(&f, true);
    CU_ASSERT_EQUAL(play(&f, &(struct line){1e7, 0.001, false}, 5000, 2, &most), 60);
    CU_ASSERT_FALSE(f.asking);
}

/* Far away, but not slow: frames follow each other before the first is answered. */
static void a_long_way_is_no_slow_line(void)
{
    struct flow f;
    double most;
    flow_begin(&f, true);
    int sent = play(&f, &(struct line){1e6, 0.3, false}, 3000, 10, &most);
    CU_ASSERT(sent > 180 && most < 0.1);
}

static void a_deaf_terminal_gets_its_frames(void)
{
    struct flow f;
    double most;
    flow_begin(&f, true);
    int sent = play(&f, &(struct line){1e7, 0, true}, 300, 20, &most);
    CU_ASSERT(sent > 30 * 9 && !f.asking);
    flow_begin(&f, true);
    flow_sent(&f, 300, 0, 0);
    CU_ASSERT_FALSE(flow_ready(&f, 1));
    flow_key(&f); /* a key is answered all the same */
    CU_ASSERT_TRUE(flow_ready(&f, 1));
    flow_sent(&f, 300, 1, 1);
    CU_ASSERT_FALSE(flow_ready(&f, 1));
    flow_begin(&f, false); /* or is never asked */
    CU_ASSERT(play(&f, &(struct line){1e7, 0, true}, 300, 10, &most) == 300 && f.n == 0);
}

/* A line that was quick and fills up is asked again, and an answer that was lost is given up. */
static void a_line_that_fills(void)
{
    struct flow f;
    flow_begin(&f, true);
    flow_sent(&f, 5000, 0, 0);
    CU_ASSERT_FALSE(flow_ready(&f, 0.5));
    flow_answer(&f, 0.001);
    CU_ASSERT(!f.asking && flow_ready(&f, 0.5));
    flow_sent(&f, 500, 1, 3); /* the write took so long */
    CU_ASSERT(flow_ready(&f, 3) && flow_asks(&f));
    flow_sent(&f, 500, 3, 3);
    CU_ASSERT_FALSE(flow_ready(&f, 4));
    CU_ASSERT_TRUE(flow_ready(&f, 14));
    flow_answer(&f, 15); /* to a question that was given up */
    CU_ASSERT_TRUE(flow_ready(&f, 15));
}

int main(void)
{
    static const struct check checks[] = {
        {"a slow line is not filled", a_slow_line_is_not_filled},
        {"a quick line is asked once", a_quick_line_is_asked_once},
        {"a long way is no slow line", a_long_way_is_no_slow_line},
        {"a deaf terminal gets its frames", a_deaf_terminal_gets_its_frames},
        {"a line that fills", a_line_that_fills},
        {NULL, NULL},
    };
    return check_main("flow", checks);
}
