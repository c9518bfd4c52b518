/* Decks of vectors for frameworks: what is written, what its script says, and what is refused. */
#include <string.h>

#include "check.h"
#include "shell.h"

static struct shell sh;

#define CLIPS                                                                                      \
    "none hard soft torch optax tensorflow guarded by-value soft-component agc per-layer "         \
    "per-tensor "                                                                                  \
    "per-variable u-clip clip:normalized skip-over"
#define OPTIMIZERS                                                                                 \
    "gd momentum nesterov rmsprop adam adamw stable-adamw adopt lion muon polyak sign"

/* Decks of these rules have so many files each, of which only clips have factors. */
static void files_are(const char *rules, int n, int files, bool factors)
{
    CU_ASSERT(shell_run(&sh, "for r in %s; do ./clipdescent deck $r -o $D/$r && ls $D/$r; done",
                        rules) == 0);
    int lines = 0, seen = 0;
    for (const char *at = sh.out; *at; at++)
        lines += *at == '\n';
    for (const char *at = sh.out; (at = strstr(at, "factors.npy")); at++)
        seen++;
    CU_ASSERT(lines == n * files && seen == (factors ? n : 0));
}

/* One interpreter for all decks: to start it is what takes time. */
static const char check_each[] =
    "import contextlib, io, json, os, runpy, sys\n"
    "rules, good, bad = sys.argv[1:], 0, []\n"
    "sys.argv[1:] = [\"reference\"]\n"
    "for rule in rules:\n"
    "    os.chdir(rule)\n"
    "    said = io.StringIO()\n"
    "    try:\n"
    "        with contextlib.redirect_stdout(said):\n"
    "            runpy.run_path(\"check.py\")\n"
    "    except SystemExit as end:\n"
    "        ok = not end.code and \"differs by\" in said.getvalue()\n"
    "    good += ok\n"
    "    bad += [] if ok else [rule]\n"
    "    os.chdir(\"..\")\n"
    "print(good, \"as the reference says, not so:\", json.dumps(bad))\n";

/* The script's reference is the rule, written a second time in another language. */
static void reference_agrees(void)
{
    files_are(CLIPS, 16, 8, true);
    files_are(OPTIMIZERS, 12, 7, false);
    if (shell_run(&sh, "command -v python3") != 0)
        return;
    /* the last one can fail: its script has another β2 than its results */
    shell_run(&sh, "cp -r $D/adam $D/off && sed -i 's/\"beta2\": 0.999/\"beta2\": 0.99/' "
                   "$D/off/check.py");
    CU_ASSERT(shell_run(&sh, "cd $D && python3 -SE -c '\n%s' " CLIPS " " OPTIMIZERS " off",
                        check_each) == 0);
    CHECK_TEXT(line_of(sh.out, 0), "28 as the reference says, not so: [\"off\"]");
}

/* PyTorch adds 1e-6 to the norm: at γ = 1 that is 1e-6/(‖g‖ + 1e-6) of the result. */
static void differences_are_told(void)
{
    CU_ASSERT(
        shell_run(&sh, "./clipdescent deck hard -o $D/told && grep '^| ' $D/told/README.md") == 0);
    CU_ASSERT(strstr(sh.out, "/(‖g‖ + 1e-6)) | 8.76e-07 | 9 |") != NULL);
    CU_ASSERT(strstr(sh.out, "/max(‖g‖, γ) | 0 | 0 |") != NULL);
}

/* What each does, on this deck, worked out from the sources' formulas: lr halves at row 20, so
 * Keras' velocity is twice as long there until it is forgotten; ε is near the last entry. */
static void optimizers_are_told(void)
{
    static const struct {
        const char *rule, *line;
    } want[] = {
        {"momentum",
         "| Keras | lr is in the velocity: a new lr acts on new gradients only | 0.5 |"},
        {"nesterov",
         "| Keras | lr is in the velocity: a new lr acts on new gradients only | 0.5 |"},
        {"rmsprop", "| PyTorch | the same | 0 |"},
        {"rmsprop", "| optax, Keras | ε stands under the root: g/√(v + ε) | 0.729 | 8 |"},
        {"adam", "| PyTorch, optax | the same | 0 |"},
        {"adamw", "| Keras | ε is divided by √(1 − β2^t): at first it is larger | 0.308 | 1 |"},
        {"lion", "| optax, Keras | the same | 0 |"},
    };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        CU_ASSERT(shell_run(&sh,
                            "rm -rf $D/opt && ./clipdescent deck %s -o $D/opt && cat "
                            "$D/opt/README.md",
                            want[i].rule) == 0);
        if (!strstr(sh.out, want[i].line))
            printf("\n%s\n", sh.out);
        CU_ASSERT(strstr(sh.out, want[i].line) != NULL);
    }
}

static void bad_input(void)
{
    CU_ASSERT(shell_run(&sh, "./clipdescent deck hard -o - && test ! -e ./-") == 2);
    CHECK_TEXT(sh.err, "clipdescent: deck: found -o -, standard output; expected a folder\n");
    CU_ASSERT(shell_run(&sh, "./clipdescent deck hrad -o $D/x") == 2);
    CU_ASSERT(strstr(sh.err, "found hrad (did you mean hard?)") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent deck adma -o $D/x") == 2);
    CU_ASSERT(strstr(sh.err, "found adma (did you mean adam?)") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent deck spam -o $D/x") == 2);
    CU_ASSERT(strstr(sh.err, "expected clip:spam or optimizer:spam") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent deck clip:adam -o $D/x") == 2);
    CU_ASSERT(shell_run(&sh, "./clipdescent deck newton -o $D/x") == 2);
    CU_ASSERT(shell_run(&sh, "./clipdescent deck exact-1d -o $D/x") == 2);
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
    {"optimizers are told", optimizers_are_told},
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
