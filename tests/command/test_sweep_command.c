/* The command sweep, as it is typed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "shell.h"

static const char grid[] = "./clipdescent sweep quartic --lr 0.001:0.1:3 --gamma 0.1,1";

/* Worked out by hand where it can be: the fixed rate 0.01 lands on 0 at once; 0.1 goes 5, −45,
 * 36405, −1.9e13 and then beyond 1e30. */
static void rows_are_as_promised(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "%s --csv -", grid), 0);
    CU_ASSERT_EQUAL(lines_in(s.out), 1 + 3 + 6 + 6);
    CHECK_TEXT(line_of(s.out, 0), "run,lr,gamma,status,steps,loss");
    CHECK_TEXT(line_of(s.out, 2), "fixed,0.01,,converged,1,0");
    CU_ASSERT_EQUAL(strncmp(line_of(s.out, 3), "fixed,0.10000000000000001,,diverged,4,6.8", 41), 0);
    CU_ASSERT_EQUAL(strncmp(line_of(s.out, 4), "hard,0.001,0.10000000000000001,running,200,", 43),
                    0);
    CU_ASSERT_EQUAL(strncmp(line_of(s.out, 15), "soft,0.10000000000000001,1,running,200,", 39), 0);
    CU_ASSERT_EQUAL(s.err[0], '\0');
    shell_end(&s);
}

/* A cell says what `run` says of the same setting. */
static void a_row_is_a_run(void)
{
    struct shell s;
    char cell[200], last[400];
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "./clipdescent sweep quartic --lr 0.3,0.4 --gamma 2,3 --steps 77 --csv -");
    snprintf(cell, sizeof cell, "%s", line_of(s.out, 4)); /* hard, 0.4 at 2 */
    CU_ASSERT_EQUAL(strncmp(cell, "hard,0.40000000000000002,2,running,77,", 38), 0);
    shell_run(&s, "./clipdescent run quartic --set hard.lr=0.4 --set hard.gamma=2 --steps 77 --csv "
                  "- | grep ^hard,77,");
    snprintf(last, sizeof last, "hard,77,running,%s,", strrchr(cell, ',') + 1);
    CU_ASSERT_EQUAL(strncmp(s.out, last, strlen(last)), 0);
    shell_end(&s);
}

static void shares_are_the_whole(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (int n = 1; n <= 20; n += n < 4 ? 1 : 16) { /* also more shares than there are rows */
        CU_ASSERT_EQUAL(shell_run(&s,
                                  "%s --csv $D/whole && for i in $(seq %d); do %s --shard $i/%d "
                                  "--threads $((i %% 3 + 1)) --csv $D/part-$(printf %%02d $i) "
                                  "|| exit; done && cat $D/part-* | cmp - $D/whole",
                                  grid, n, grid, n),
                        0);
        shell_run(&s, "grep -c run,lr $D/part-01; grep -l run,lr $D/part-* | wc -l; rm $D/part-*");
        CHECK_TEXT(line_of(s.out, 0), "1");
        CHECK_TEXT(line_of(s.out, 1), "1");
    }
    shell_end(&s);
}

/* The lines of the README as they stand there, on a smaller grid; Slurm is played. */
static void lines_of_the_readme(void)
{
    static const char *const tools[] = {"xargs", "parallel", "sbatch"};
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_write(&s, "play",
                "sbatch() { for i in $(seq 8); do SLURM_ARRAY_TASK_ID=$i sh -c \"$3\"; done; }\n"
                "PATH=$1:$PATH; cd $D; . ./lines\n");
    shell_run(&s,
              "./clipdescent sweep quartic --lr 0.01:1:5 --gamma 1:4:3 --steps 40 --csv $D/one");
    for (size_t i = 0; i < sizeof tools / sizeof *tools; i++) {
        if (strcmp(tools[i], "parallel") == 0 && shell_run(&s, "command -v parallel") != 0)
            continue;
        shell_run(&s,
                  "grep '^    .*part-' README.md | grep -E '%s |cat ' | sed 's/sweep quartic/& "
                  "--lr 0.01:1:5 --gamma 1:4:3 --steps 40/' > $D/lines; wc -l < $D/lines",
                  tools[i]);
        CHECK_TEXT(s.out, "2\n");
        CU_ASSERT_EQUAL(shell_run(&s, "set -- $PWD; . $D/play && cmp one whole.csv && rm part-*"),
                        0);
        CHECK_TEXT(s.err, "");
    }
    shell_end(&s);
}

static void maps_are_drawn(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent sweep quartic --lr 0.001:10:9 --gamma 0.1:10:9 "
                                  "--steps 500 --target 1e-3 --size 60x12"),
                    0);
    CHECK_TEXT(line_of(s.out, 0), "fixed: steps to a loss < 0.001, at most 500");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "\nhard: steps to a loss < 0.001, at most 500\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "x diverged"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "~ cycling"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "⠑")); /* the boundary */
    CU_ASSERT_PTR_NULL(strchr(s.out, '\033'));
    shell_run(&s, "./clipdescent sweep quartic --lr 1e-9,2e-9 --gamma 1 --ascii");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "no setting reaches the goal\n"));
    for (const char *c = s.out; *c; c++)
        CU_ASSERT((unsigned char)*c < 128);
    shell_run(&s, "./clipdescent sweep map --color 256 | head -3");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "\033[0;48;5;"));
    shell_end(&s);
}

static void the_best_is_found(void)
{
    struct shell s;
    double steps[3] = {0}, times[3] = {0}, runs[3], made[3], all_runs = 0, all_made = 0;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent sweep quartic --best --target 1e-8 --lr "
                                  "0.0125:200:41 --gamma 0.0001:1:21 --steps 3000"),
                    0);
    CHECK_TEXT(line_of(s.out, 0),
               "steps to a loss < 1e-8, at most 3000, from the slowest of 33 starts");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "times faster  runs made  steps made\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of(s.out, 2), "over 3000")); /* it needs 97649 */
    CU_ASSERT_EQUAL(
        sscanf(line_of(s.out, 2), "fixed gd none – – over 3000 – %lf %lf", &runs[0], &made[0]), 2);
    for (int i = 1; i < 3; i++)
        CU_ASSERT_EQUAL(sscanf(line_of(s.out, 2 + i), "%*s gd %*s %*f %*f %lf over %lf %lf %lf",
                               &steps[i], &times[i], &runs[i], &made[i]),
                        4);
    CU_ASSERT(steps[1] > 40 && steps[1] <= 49); /* hard */
    CU_ASSERT(steps[2] > 20 && steps[2] <= 28); /* soft */
    for (int i = 0; i < 3; i++) {
        all_runs += runs[i], all_made += made[i];
        if (i > 0)
            CHECK_NEAR(times[i], 3000 / steps[i], 0.01);
    }
    double said[2] = {0};
    CU_ASSERT_EQUAL(sscanf(line_of(s.out, 6),
                           "times faster: than fixed, each at its best setting; the search made "
                           "%lf runs, %lf steps",
                           &said[0], &said[1]),
                    2);
    CU_ASSERT(said[0] == all_runs && said[1] == all_made && all_runs > 3000);
    shell_run(&s,
              "./clipdescent sweep quartic --best --starts 1 --csv - --steps 100 --target 1e-8");
    CHECK_TEXT(line_of(s.out, 0), "run,lr,gamma,status,steps,loss");
    CHECK_TEXT(line_of(s.out, 1), "fixed,0.01,,converged,1,0"); /* luck, from one start */
    shell_run(&s, "./clipdescent sweep quartic --best --csv - --steps 3 --target 1e-8 --lr 1e-5,1 "
                  "--gamma 1,2");
    CHECK_TEXT(line_of(s.out, 2), "hard,,,running,3,"); /* nowhere: said, and not left out */
    shell_end(&s);
}

/* Every method by the same search: other optimizers, those without a rate, and a network. */
static void any_method_is_compared(void)
{
    static const char yaml[] =
        "printf '%s\\n' 'problem: { kind: cosh, start: [3, 3] }' 'runs:' "
        "'  plain: { lr: 0.1 }' '  adam: { optimizer: adam, lr: 0.1 }' "
        "'  clipped: { optimizer: momentum, momentum: 0.5, lr: 0.1, clip: hard, gamma: 1 }' "
        "'  newton: { optimizer: newton }' > $D/any.yaml && ";
    struct shell s;
    double steps[4] = {0}, times;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s,
                              "%s./clipdescent sweep $D/any.yaml --best --starts 5 --lr 0.01:10:13 "
                              "--gamma 0.01:10:7 --steps 3000 --csv - | cut -d, -f1,4,5",
                              yaml),
                    0);
    CU_ASSERT_EQUAL(lines_in(s.out), 5);
    for (int i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(sscanf(line_of(s.out, 1 + i), "%*[a-z],converged,%lf", &steps[i]), 1);
    CU_ASSERT(steps[3] < 20 && steps[0] > steps[3]);
    shell_run(&s,
              "%s./clipdescent sweep $D/any.yaml --best --starts 5 --lr 0.01:10:13 --gamma "
              "0.01:10:7 --steps 3000 | grep newton",
              yaml);
    CU_ASSERT_EQUAL(sscanf(line_of(s.out, 0), "newton newton none – – %*f %lf", &times), 1);
    CHECK_NEAR(times, steps[0] / steps[3], 0.001 * times);
    CU_ASSERT_EQUAL(shell_run(&s,
                              "printf '%%s\\n' 'problem: { kind: network, data: xor, layers: "
                              "2 4 2, samples: 20 }' 'runs: { soft: { clip: soft }, none: {} "
                              "}' > $D/net.yaml && ./clipdescent sweep $D/net.yaml --best "
                              "--starts 2 --lr 0.3:30:5 --gamma 0.1,1 --target 0.3 --steps 200"),
                    0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "slowest of 2 starts"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "times faster: than none,"));
    shell_end(&s);
}

static void what_cannot_be_is_said(void)
{
    static const struct {
        int status;
        const char *words, *command;
    } table[] = {
        {2, "--shard and --best: found both", "./clipdescent sweep quartic --shard 1/2 --best"},
        {2, "--shard: found no --csv", "./clipdescent sweep quartic --shard 1/2"},
        {2, "sweep: found nothing behind it; expected SCENE", "./clipdescent sweep"},
        {2, "run takes no such option", "./clipdescent run quartic --lr 1:2:3"},
        {1, "/nowhere/x: ", "./clipdescent sweep quartic --lr 1,2 --gamma 1 --csv /nowhere/x"},
        {0, "", "./clipdescent sweep quartic --steps 0"},
        {0, "", "./clipdescent sweep quartic --steps 0 --best"},
        {0, "", "./clipdescent sweep quartic-claims --lr 0.1 --gamma 1 --steps 5"},
        {0, "", "./clipdescent sweep theory-step --lr 0.1,0.2 --gamma 1,2 --steps 5 --csv -"},
    };
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        shell_run(&s, "%s", table[i].command);
        bool ok = s.status == table[i].status && strstr(s.err, table[i].words);
        if (!ok)
            printf("\n%s\n  ended in %d with %s\n", table[i].command, s.status, s.err);
        CU_ASSERT_TRUE(ok);
    }
    /* Told to end it ends, and leaves no file. */
    shell_run(&s,
              "./clipdescent sweep quartic --lr 1e-6,2e-6 --gamma 1e-6 --steps 1e15 --csv $D/x & "
              "sleep 0.2; kill $!; wait $!; echo $?; ls $D");
    CHECK_TEXT(line_of(s.out, 0), "143");
    CU_ASSERT_EQUAL(lines_in(s.out), 1);
    shell_end(&s);
}

static const struct check checks[] = {
    {"rows are as promised", rows_are_as_promised},
    {"a row is a run", a_row_is_a_run},
    {"shares are the whole", shares_are_the_whole},
    {"lines of the README", lines_of_the_readme},
    {"maps are drawn", maps_are_drawn},
    {"the best is found", the_best_is_found},
    {"any method is compared", any_method_is_compared},
    {"what cannot be is said", what_cannot_be_is_said},
    {NULL, NULL},
};

int main(void)
{
    return check_main("sweep command", checks);
}
