/* A run told in lines: which, in which order, each once, and the same every time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "shell.h"

static struct shell s;

/* A scene without a script: what breakpoints would stop at, and what the numbers say. */
static void a_run(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "a.yaml",
                "title: A fixed rate and a clip\nlook: Which one stays?\n"
                "problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { fixed: { lr: 0.0201 }, hard: { lr: 0.1, clip: hard, gamma: 1 } }\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run $D/a.yaml --narrate --steps 46"), 0);
    CHECK_TEXT(
        s.out,
        "a: A fixed rate and a clip\nWhich one stays?\nf(θ) = θ⁴ from 5\nfixed: gd, lr 0.0201, no "
        "clipping\nhard: gd, lr 0.1, clip hard, γ 1\nstep 0: fixed: η·λ = 6.03 is over 2. The "
        "next step overshoots and f rises from 625 to 650.\nstep 1: fixed: f rose from 625 to "
        "650.\nstep 3: fixed left the view: θ went from 5.3 to -6.7.\nstep 8: fixed diverged: f "
        "went from 3.23e76 to 1.41e225.\nstep 8: fixed diverged at step 8. Its start |θ| = 5 is "
        "over 1/√(2η) = 4.99: from there every step ends farther out.\nstep 19: hard: the "
        "gradient, 119, is 119 times γ. The step is clipped from 11.9 to 0.1.\nstep 31: hard: all "
        "31 gradients so far were clipped, so every step is lr·γ = 0.1 long.\nstep 43: hard: the "
        "gradient, 1.37, is over γ = 1, so it is clipped: clip factor 0.729.\nstep 44: hard: "
        "clipping stops. The gradient went from 1.37 to 0.864; γ is 1.\nstep 44: hard: clipping "
        "stopped at step 44. Gradients are now at most γ = 1, so the full lr 0.1 applies.\nstep "
        "46: end: fixed: diverged at step 8, f = 1.409e225, ‖∇f‖ = 2.91e169\nstep 46: end: hard: "
        "running, f = 0.04454, ‖∇f‖ = 0.3878\n");
    char *first = strdup(s.out);
    shell_run(&s, "./clipdescent run $D/a.yaml --narrate --steps 46");
    CHECK_TEXT(s.out, first);
    CHECK_TEXT(s.err, "");
    free(first);
    shell_end(&s);
}

/* What is chosen among words is told by its word, not by its number. */
static void a_choice(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run lesson-15 --narrate --marker 4"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "adam: bad scale → nan\n"));
    CU_ASSERT_PTR_NULL(strstr(s.out, "bad 0 →"));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run bad-batch --narrate --steps 450"), 0);
    CU_ASSERT_PTR_NULL(strstr(s.out, "left the view")); /* there is no landscape */
    shell_end(&s);
}

static void a_script(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "a.yaml",
                "title: A script\n"
                "problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { fixed: { lr: 0.0201 }, hard: { lr: 0.1, clip: hard, gamma: 1 } }\n"
                "script:\n"
                "  - { mark: The first, say: \"θ is {theta of hard}.\", wait: enter }\n"
                "  - ask: { question: And fixed?, answer-from: fixed status }\n"
                "  - { at: step 10, reveal: \"At step {since of fixed}.\" }\n"
                "  - { at: step 20, set: hard.lr=0.2, press: Up, say: Faster. }\n"
                "  - { at: step 30, do: [restart, hold], say: Again. }\n"
                "  - ask: { question: How far?, answer-from: theta of hard }\n"
                "  - { after: 1s, reveal: That far. }\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run $D/a.yaml --narrate | tail -n +5"), 0);
    CHECK_TEXT(
        s.out,
        "step 0: chapter: The first\nstep 0: θ is 5.\nstep 0: question: And fixed?  1 "
        "converge  2 cycle  3 diverge\nstep 1: fixed: f rose from 625 to 650.\nstep 3: "
        "fixed left the view: θ went from 5.3 to -6.7.\nstep 8: fixed diverged: f went from "
        "3.23e76 to 1.41e225.\nstep 10: answer: The answer: diverged. At step 8.\nstep 20: key: "
        "Up\nstep 20: hard: lr 0.1 → 0.2\nstep 20: hard: gamma 1 → 1.25\nstep 20: "
        "Faster.\nstep 0: the runs begin again: f(θ) = θ⁴ from 5\nstep 0: question: How "
        "far?\nstep 0: answer: The answer: 5. That far.\nstep 0: end: fixed: running, f = 625, "
        "‖∇f‖ = 500\nstep 0: end: hard: running, f = 625, ‖∇f‖ = 500\n");
    CHECK_TEXT(s.err, "");
    shell_end(&s);
}

/* A scene that a script opens is told of as the first was; its first words too, though they are its
 * first as those before were. */
static void another_scene(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "a.yaml",
                "title: One\nproblem: { kind: power, start: 5 }\nruns: { one: { lr: 0.1 } }\n"
                "script:\n  - { say: First. }\n  - at: step 2\n    do: scene b.yaml\n");
    shell_write(&s, "b.yaml",
                "title: Two\nproblem: { kind: power, start: 3 }\nruns: { two: { lr: 0.1 } }\n"
                "script:\n  - { say: Second. }\n  - { at: step 1, say: Third. }\n");
    CU_ASSERT_EQUAL(
        shell_run(&s, "P=$PWD; cd $D; CLIPDESCENT_SCENES=$D $P/clipdescent run a.yaml --narrate"),
        0);
    const char *two = strstr(s.out, "\nb: Two\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(two);
    CU_ASSERT_PTR_NOT_NULL(strstr(two, "from 3\ntwo: gd, lr 0.1, no clipping\nstep 0: Second."));
    CU_ASSERT_PTR_NULL(strstr(s.out, "begin again"));
    shell_end(&s);
}

/* A session that was left at a step is told from its first on, to where it was left; a script from
 * the chapter that is asked for. */
static void what_begins_elsewhere(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "a.yaml",
                "problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { hard: { lr: 0.1, clip: hard, gamma: 1 } }\n"
                "script: [{ at: step 20, set: [hard.lr=0.2] }]\n"
                "from: 30\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run $D/a.yaml --narrate"), 0);
    char *saved = strdup(s.out);
    CHECK_TEXT(
        strstr(s.out, "step 0:"),
        "step 0: hard: the gradient, 500, is 500 times γ. The step is clipped from 50 to "
        "0.1.\nstep 20: hard: lr 0.1 → 0.2\nstep 20: hard: the gradient, 108, is 108 times γ. The "
        "step is clipped from 21.6 to 0.2.\nstep 30: end: hard: running, f = 1, ‖∇f‖ = 4\n");
    CHECK_TEXT(s.err, "");
    /* The recording of a session is one too. */
    shell_write(&s, "a.yaml",
                "problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { hard: { lr: 0.1, clip: hard, gamma: 1 } }\n"
                "script: [{ at: step 20, set: hard.lr=0.2, mark: Turned },\n"
                "  { at: step 30, do: hold, mark: Held }]\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record $D/a.yaml -o $D/a.cast"), 0);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run $D/a.cast --narrate"), 0);
    CHECK_TEXT(s.out, saved);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run $D/a.cast --narrate --marker Turned"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "step 20: hard: lr 0.1 → 0.2\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "step 20: end: hard: running"));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run $D/a.yaml --narrate --marker Turned"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "γ 1\nstep 20: told from here on, chapter: Turned\n"));
    CU_ASSERT_PTR_NULL(strstr(s.out, "in time"));
    CU_ASSERT_PTR_NULL(strstr(s.out, "lr 0.1"));
    free(saved);
    shell_end(&s);
}

/* What is turned back before anything steps takes its mark away: the one before is not new. */
static void turned_back(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "a.yaml",
                "problem: { kind: power, power: 4, start: 5 }\n"
                "runs: { hard: { lr: 0.1, clip: hard, gamma: 1 } }\n"
                "view: { speed: 10 }\n"
                "script:\n"
                "  - { at: step 5, set: hard.lr=0.2 }\n"
                "  - { at: step 10, set: hard.gamma=2, say: Up., wait: enter }\n"
                "  - { set: hard.gamma=1, say: Back., wait: enter }\n"
                "  - { set: hard.gamma=3, say: Up again., wait: enter }\n"
                "  - { set: hard.gamma=4, say: And on., wait: enter }\n");
    CU_ASSERT_EQUAL(
        shell_run(&s, "./clipdescent run $D/a.yaml --narrate | grep -v 'end: ' | grep →"), 0);
    CHECK_TEXT(s.out, "step 5: hard: lr 0.1 → 0.2\n"
                      "step 10: hard: gamma 1 → 2\n"
                      "step 10: hard: gamma 1 → 3\n"
                      "step 10: hard: gamma 1 → 4\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent record $D/a.yaml -o $D/a.cast > $D/log && "
                                  "grep '\"m\"' $D/a.cast | grep -o 'hard: [^\"]*'"),
                    0);
    CHECK_TEXT(s.out, "hard: lr 0.1 → 0.2\n"
                      "hard: gamma 1 → 2\n"
                      "hard: gamma 1 → 3\n"
                      "hard: gamma 1 → 4\n");
    shell_end(&s);
}

/* Every lesson is told to its end, and no line twice in a row. */
static void lessons(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (int n = 1; n <= 15; n++) {
        if (n == 7 || n == 9 || n == 14)
            continue; /* networks: the same, and slow */
        CU_ASSERT_EQUAL(shell_run(&s,
                                  "./clipdescent run lesson-%d --narrate > $D/a && uniq -d $D/a "
                                  "&& grep -c 'end: ' $D/a && grep -c 'question: ' $D/a",
                                  n),
                        0);
        CU_ASSERT_EQUAL(lines_in(s.out), 2);
        CU_ASSERT(atoi(line_of(s.out, 0)) >= (n == 12 ? 1 : 2) && atoi(line_of(s.out, 1)) >= 1);
        CHECK_TEXT(s.err, "");
    }
    shell_end(&s);
}

/* Lines come as they are told, also into a pipe, and a scene that a script opened ends as it would
 * by itself. */
static void as_it_goes(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "other.yaml",
                "problem: { kind: power }\nruns: { a: { lr: 0.01 } }\n"
                "script:\n  - do: scene quartic\n  - say: x\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run $D/other.yaml --narrate"), 0);
    CHECK_TEXT(s.err, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "\nstep 200: end: fixed: "));
    /* A thousand million steps: the first lines are there while it runs. */
    CU_ASSERT_EQUAL(shell_run(&s, "mkfifo $D/pipe; ./clipdescent run $D/other.yaml --narrate "
                                  "--steps 1000000000 > $D/pipe & "
                                  "{ head -n 1; kill $!; } < $D/pipe; wait"),
                    0);
    CHECK_TEXT(line_of(s.out, 0), "quartic: Three ways down a quartic");
    shell_end(&s);
}

static void what_is_refused(void)
{
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run quartic --narrate --csv -"), 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "--narrate: found with an option that writes"));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run quartic --narrate > /dev/full"), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "standard output"));
    /* No letters beyond ASCII where there are none. */
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run quartic --narrate --ascii | LC_ALL=C grep -c "
                                  "'[^ -~]'"),
                    1);
    CHECK_TEXT(s.out, "0\n");
    shell_write(&s, "stuck.yaml",
                "problem: { kind: power }\nruns: { a: { lr: 0.001 } }\n"
                "script:\n  - do: hold\n  - { at: step 3, say: never }\n");
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run $D/stuck.yaml --narrate"), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "stuck.yaml:5: nothing moves any more"));
    shell_end(&s);
}

int main(void)
{
    static const struct check checks[] = {
        {"a run", a_run},
        {"a choice", a_choice},
        {"a script", a_script},
        {"another scene", another_scene},
        {"what begins elsewhere", what_begins_elsewhere},
        {"turned back", turned_back},
        {"lessons", lessons},
        {"as it goes", as_it_goes},
        {"what is refused", what_is_refused},
        {NULL, NULL},
    };
    return check_main("narrate", checks);
}
