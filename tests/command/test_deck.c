/* Decks of vectors for frameworks: what is written, what its script says, and what is refused. */
#include <string.h>

#include "check.h"
#include "shell.h"

static struct shell sh;

/* The script's reference is the rule, written a second time in another language. */
static void reference_agrees(void)
{
    static const char *const rules[] = {"none", "hard", "soft"};
    for (int i = 0; i < 3; i++) {
        CU_ASSERT(shell_run(&sh, "./clipdescent deck %s -o $D/%s", rules[i], rules[i]) == 0);
        CU_ASSERT(shell_run(&sh, "ls $D/%s | wc -l", rules[i]) == 0);
        CHECK_TEXT(line_of(sh.out, 0), "7");
        /* 1e-15: a few roundings of a number */
        shell_run(
            &sh,
            "command -v python3 >/dev/null || { echo ok; exit; }; cd $D/%s && python3 check.py "
            "| awk '/^reference_clip: differs/ && $6 < 1e-15 {print \"ok\"}'",
            rules[i]);
        CHECK_TEXT(line_of(sh.out, 0), "ok");
    }
}

/* PyTorch adds 1e-6 to the norm: at γ = 1 that is 1e-6/(‖g‖ + 1e-6) of the result. */
static void differences_are_told(void)
{
    CU_ASSERT(
        shell_run(&sh, "./clipdescent deck hard -o $D/told && grep '^| t' $D/told/README.md") == 0);
    CU_ASSERT(strstr(sh.out, "| torch | 8.76e-07 | 9 |") != NULL);
    CU_ASSERT(strstr(sh.out, "| tensorflow | 0 | 0 |") != NULL);
}

static void bad_input(void)
{
    CU_ASSERT(shell_run(&sh, "./clipdescent deck hrad -o $D/x") == 2);
    CU_ASSERT(strstr(sh.err, "found hrad (did you mean hard?)") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent deck hard") == 2);
    CU_ASSERT(shell_run(&sh, "./clipdescent deck -o $D/x") == 2);
    CU_ASSERT(shell_run(&sh, "./clipdescent deck each-worker -o $D/x") == 2);
    CU_ASSERT(shell_run(&sh, "./clipdescent deck hard -o $D/no/folder") == 1);
    CU_ASSERT(shell_run(&sh, "mkdir $D/there && ./clipdescent deck hard -o $D/there") == 2);
    CU_ASSERT(shell_run(&sh, "ls -d $D/x* $D/no $D/there.* 2>/dev/null | wc -l") == 0);
    CHECK_TEXT(line_of(sh.out, 0), "0");
}

static const struct check checks[] = {
    {"the reference agrees", reference_agrees},
    {"differences are told", differences_are_told},
    {"bad input", bad_input},
    {NULL, NULL},
};

int main(void)
{
    if (!shell_begin(&sh))
        return 1;
    int status = check_main("deck", checks);
    shell_end(&sh);
    return status;
}
