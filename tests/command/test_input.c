/* What a terminal sends besides plain keys, to the program at work: Escape while it is busy,
 * answers that nobody asked for, pastes, keys as numbers, the wheel. */
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "input/action.h"
#include "play.h"

static const char *help_line(void)
{
    return action_spec(ACT_STEP)->help;
}

static bool until_gone(struct pty *p, const char *text)
{
    for (int waited = 0; pty_shows(p, text); waited += 10) {
        if (waited > PATIENCE)
            return false;
        pty_read(p, 10);
    }
    return true;
}

/* No look at the keys lasts as long as an Escape may take to turn out one. */
static void escape_works_while_it_is_busy(void)
{
    static const struct play busy[] = {
        {.args = {"moons", "--steps", "1000000000", "--set", "view.speed=0"}},
        {.args = {"quartic", "--steps", "1000000000", "--set", "view.speed=0"}},
        {.args = {"quartic", "--fps", "60"}},
        {.args = {"map"}}};
    for (size_t i = 0; i < sizeof busy / sizeof *busy; i++) {
        struct pty p;
        CU_ASSERT_TRUE_FATAL(play_start(&p, busy[i]));
        CU_ASSERT_TRUE(pty_until(&p, "quit", PATIENCE));
        pty_type(&p, "?");
        CU_ASSERT_TRUE(pty_until(&p, help_line(), PATIENCE));
        pty_type(&p, "\033");
        CU_ASSERT_TRUE(until_gone(&p, help_line()));
        pty_type(&p, "\033[1"); /* half of a sequence, and then something else */
        pty_read(&p, 600);
        pty_type(&p, "?");
        CU_ASSERT_TRUE(pty_until(&p, help_line(), PATIENCE));
        pty_type(&p, "\033");
        CU_ASSERT_TRUE(until_gone(&p, help_line()));
        CU_ASSERT_TRUE(play_quit(&p));
        pty_stop(&p);
    }
}

static void answers_are_no_keys(void)
{
    static const char *const answers[] = {"\033]11;rgb:1c1c/1c1c/1c1c\033\\",
                                          "\033]11;rgb:1c1c/1c1c/1c1c\a",
                                          "\033P1$r0;4:3m\033\\",
                                          "\033P>|XTerm(370)\033\\",
                                          "\033_Gi=31;OK\033\\",
                                          "\033^nnn\033\\",
                                          "\033Xqqq\033\\",
                                          "\033[?62;22c",
                                          "\033[?2026;2$y",
                                          "\033[8;36;120t"};
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}}));
    unsigned long sight = play_sight(&p);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        pty_type(&p, answers[i]);
        for (const char *s = answers[i]; *s; s++) { /* and once more, in pieces */
            pty_type_bytes(&p, s, 1);
            pty_read(&p, 1);
        }
    }
    pty_read(&p, 300);
    CU_ASSERT_EQUAL(play_sight(&p), sight);
    pty_type(&p, "n");
    CU_ASSERT_TRUE(play_until_changed(&p, sight, PATIENCE));
    CU_ASSERT_TRUE(pty_until(&p, "step 3", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

static void a_paste_goes_to_a_prompt_or_nowhere(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}}));
    CU_ASSERT_PTR_NOT_NULL(strstr(p.log, "\033[?2004h"));
    unsigned long sight = play_sight(&p);
    pty_type(&p, "\033[200~a quick note\rnnn\033[201~");
    pty_read(&p, 200);
    CU_ASSERT_FALSE(p.ended);
    CU_ASSERT_EQUAL(play_sight(&p), sight);
    pty_type(&p, "=\033[200~hard.lr=0.123\rq\033[201~");
    CU_ASSERT_TRUE(pty_until(&p, "hard.lr=0.123", PATIENCE));
    CU_ASSERT_FALSE(pty_shows(&p, "hard.lr=0.123q"));
    pty_type(&p, "4\r"); /* the line that ended in the paste is not taken before Enter is pressed */
    CU_ASSERT_TRUE(pty_until(&p, "0.1234", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* Faults stand under the line that is typed, which stays; what is right begins at once. */
static void a_loss_is_typed(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}}));
    pty_type(&p, "=f: x^2+cso(3x)\r");
    CU_ASSERT_TRUE(pty_until(&p, "problem.f: column 5: found cso (did you mean cos?); expected one",
                             PATIENCE));
    pty_type(&p, "\177\177\177\177\177\177\177cos(3x)\r"); /* the line is still there */
    CU_ASSERT_TRUE(pty_until(&p, "f(x) = x^2+cos(3x), from step 0", PATIENCE));
    pty_type(&p, "U");
    CU_ASSERT_TRUE(until_gone(&p, "x^2+cos(3x)"));
    CU_ASSERT_TRUE(pty_until(&p, "step 2", PATIENCE)); /* where it was paused */
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* As kitty's protocol sends them, where a program before left it on. */
static void keys_as_numbers_work(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic"}}));
    pty_type(&p, "\033[47:63;2u\033[47:63;2:3u"); /* ?, and let go */
    CU_ASSERT_TRUE(pty_until(&p, help_line(), PATIENCE));
    pty_type(&p, "\033[27u\033[27;1:3u");
    CU_ASSERT_TRUE(until_gone(&p, help_line()));
    pty_type(&p, "\033[110;1:1u\033[110;1:3u"); /* n, once */
    CU_ASSERT_TRUE(pty_until(&p, "step 3", PATIENCE));
    pty_type(&p, "\033[99;5u"); /* Ctrl-C */
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_TRUE(p.status == 0 && pty_restored(&p));
    pty_stop(&p);
}

/* Where nobody reports the wheel, a terminal turns it into arrow keys, unless told not to. */
static void the_wheel_turns_no_knob(void)
{
    struct pty p;
    CU_ASSERT_TRUE_FATAL(play_paused(&p, (struct play){.args = {"quartic", "--no-mouse"}}));
    CU_ASSERT_PTR_NOT_NULL(strstr(p.log, "\033[?1007l"));
    CU_ASSERT_TRUE(play_quit(&p));
    CU_ASSERT_PTR_NOT_NULL(strstr(p.log, "\033[?1007r"));
    pty_stop(&p);
}

static const struct check checks[] = {
    {"escape works while it is busy", escape_works_while_it_is_busy},
    {"answers are no keys", answers_are_no_keys},
    {"a paste goes to a prompt or nowhere", a_paste_goes_to_a_prompt_or_nowhere},
    {"a loss is typed", a_loss_is_typed},
    {"keys as numbers work", keys_as_numbers_work},
    {"the wheel turns no knob", the_wheel_turns_no_knob},
    {NULL, NULL},
};

int main(void)
{
    return check_main("input", checks);
}
