/* The command line, through the door the user uses: the program itself, run by a shell. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check.h"
#include "command/command.h"
#include "shell.h"

/* Runs it; prints what came where the status or the words are others. */
static void expect(struct shell *s, int status, const char *words, const char *command)
{
    shell_run(s, "%s", command);
    bool ok = s->status == status && strstr(s->err, words);
    if (!ok)
        printf("\n%s\n  ended in %d, expected %d, and wrote\n  %s  without \"%s\"\n", command,
               s->status, status, s->err, words);
    CU_ASSERT_TRUE(ok);
}

static void requests(void)
{
    static const struct {
        int status;
        const char *words, *command;
    } table[] = {
        {0, "", "./clipdescent --version"},
        {0, "",
         "CLIPDESCENT_VECTORS=baseline ./clipdescent --version | grep -q 'vectors: baseline$'"},
        {2, "CLIPDESCENT_VECTORS: found \"wide\"; this processor has baseline",
         "CLIPDESCENT_VECTORS=wide ./clipdescent run quartic"},
        {0, "", "./clipdescent --help"},
        {0, "", "./clipdescent run --help"},
        {0, "", "./clipdescent --help run"},
        {0, "", "./clipdescent list"},
        {0, "", "./clipdescent run quartic --steps 3"},
        {0, "", "./clipdescent --steps 3 run quartic"},
        {0, "", "./clipdescent --steps=3 run --set fixed.lr=0.02 quartic --set hard.gamma=2"},
        {0, "", "./clipdescent run -- quartic"},
        {0, "", "./clipdescent run scenes/quartic.yaml --steps 1e2"},
        {0, "", "./clipdescent run quartic --set fixed.lr=0.5 --steps 20"},
        {0, "see it move", "./clipdescent quartic --steps 3"},
        {2, "unknown command \"rnu\"; did you mean run?", "./clipdescent rnu quartic"},
        {2, "did you mean quartic?", "./clipdescent run quartik"},
        {2, "did you mean quartic?", "./clipdescent quartik"},
        {2, "did you mean list?", "./clipdescent lst"},
        {2, "unknown option --stpes; did you mean --steps?", "./clipdescent run quartic --stpes 1"},
        {2, "unknown option -x", "./clipdescent run quartic -x"},
        {2, "--csv: list takes no such option", "./clipdescent list --csv -"},
        {2, "run: found nothing behind it; expected SCENE", "./clipdescent run"},
        {2, "check: found nothing behind it; expected FILE", "./clipdescent check"},
        {2, "found \"cosh\"", "./clipdescent run quartic cosh"},
        {2, "--size: found \"39x10\"; expected a size as 120x36, from 40x10 to 1000x500",
         "./clipdescent snapshot quartic --size 39x10"},
        {2, "found \"x\"", "./clipdescent list x"},
        {2, "--steps: found nothing behind it", "./clipdescent run quartic --steps"},
        {2, "--ascii: found \"1\"; expected nothing", "./clipdescent run quartic --ascii=1"},
        {0, "", "./clipdescent snapshot quartic --steps 1 -o $D/a.SVG && grep -q '<svg' $D/a.SVG"},
        {0, "", "./clipdescent snapshot quartic --steps 1 -o $D/.b && grep -q Three $D/.b"},
        {0, "",
         "./clipdescent snapshot quartic --steps 1 --format svg -o $D/c.d && grep -q '<svg' "
         "$D/c.d"},
        {0, "",
         "./clipdescent snapshot quartic --steps 1 -o $D/lr-0.05 && grep -q Three $D/lr-0.05"},
        {0, "", "./clipdescent snapshot quartic --steps 1 -o $D/e.text && grep -q Three $D/e.text"},
        {0, "",
         "./clipdescent run quartic --steps 1 --save-params $D/p-0.1 && test -s $D/p-0.1-hard"},
        {0, "", "./clipdescent record quartic --steps 1 -o $D/r-0.1 && grep -q width $D/r-0.1"},
        {2, "x.mp4; expected", "./clipdescent snapshot quartic -o x.mp4"},
        {2,
         "found -o x.pdf; expected a name that ends in .txt, .text, .ans, .ansi, .svg, or --format",
         "./clipdescent snapshot quartic -o x.pdf"},
        {2, "found -o x.gif; expected a name that ends in .cast, and then agg (1.8 or later)",
         "./clipdescent record quartic -o x.gif"},
        {2, "--csv and --json", "./clipdescent run quartic --csv - --json -"},
        {2, "--csv and --json", "./clipdescent run quartic --csv x.out --json ./x.out"},
        {2, "--target: found -1; expected a loss over 0, the least of f(θ) = θ⁴",
         "./clipdescent sweep quartic --best --target -1"},
        {2,
         "deep-he.yaml:9: problem.data: expected in $CLIPDESCENT_FASHION, /nowhere, the files of",
         "CLIPDESCENT_FASHION=/nowhere ./clipdescent run deep-he"},
        {2, "hard.gama", "./clipdescent run quartic --set hard.gama=1"},
        {2, "\\x1b", "./clipdescent run \"$(printf 'a\\033[2Jb')\""},
    };
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        expect(&s, table[i].status, table[i].words, table[i].command);
    shell_end(&s);
}

/* Every option with an argument refuses some, and says what it expects. */
static void bad_values(void)
{
    static const struct {
        const char *command, *option, *values[8];
    } table[] = {
        {"run", "steps", {"-1", "x", "1.5", "1e16", "", "nan", "0x10"}},
        {"run", "seed", {"-1", "x", "18446744073709551616", "1.5"}},
        {"run", "set", {"lr", ""}},
        {"run", "every", {"0", "-1", "x"}},
        {"run", "columns", {""}},
        {"run", "csv", {""}},
        {"run", "json", {""}},
        {"run", "save-params", {"", "x.txt", "x-0.1.csv"}},
        {"run", "save-data", {""}},
        {"run", "load-params", {""}},
        {"snapshot", "size", {"0x5", "5x0", "120", "x", "120x", "1001x20", "9x9x9", "-5x5"}},
        {"snapshot", "format", {"png", ""}},
        {"snapshot", "color", {"8", "yes"}},
        {"snapshot", "output", {""}},
        {"snapshot", "keys", {"Rihgt", "Right  Lef"}},
        {"snapshot", "marker", {"", "no-such"}},
        {"live", "fps", {"0", "121", "x"}},
        {"sweep", "lr", {"1:2", "2:1:5", "0:1:5", "1:2:1", "0.1,0.1", "1,1e7", "x", ""}},
        {"sweep", "gamma", {"1:2:257", "-1:1:5", "0.1,", "1,1e13", "1:2:2.5", "nan", ""}},
        {"sweep", "target", {"x", "nan", "inf", "1e-8x", ""}},
        {"sweep", "starts", {"0", "-1", "10001", "1.5", ""}},
        {"sweep", "shard", {"0/2", "3/2", "1", "1/", "/2", "1/0", "a/b", "1/100001"}},
        {"sweep", "threads", {"0", "65", "-1", "two", ""}},
        {"watch", "step-key", {""}},
        {"watch", "loss-key", {""}},
        {"watch", "norm-key", {""}},
        {"watch", "lr-key", {""}},
        {"record", "seconds", {"0", "-1", "x", "86401", ""}},
        {"record", "cast-version", {"1", "4", "x", ""}},
    };
    struct shell s;
    size_t n = sizeof table / sizeof table[0];
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (const struct option_spec *o = option_table; o->name; o++) {
        size_t at = 0;
        while (at < n && strcmp(table[at].option, o->name) != 0)
            at++;
        CU_ASSERT_EQUAL(at < n, o->arg && o->help); /* one that is not listed: test_completion */
    }
    for (size_t i = 0; i < n; i++) {
        bool live = strcmp(table[i].command, "live") == 0;
        for (int j = 0; j < 8 && table[i].values[j]; j++) {
            char command[256], words[64];
            bool log = strcmp(table[i].command, "watch") == 0;
            snprintf(command, sizeof command, "./clipdescent %s %s --%s '%s'",
                     live ? "" : table[i].command, log ? "a.log" : "quartic --steps 1",
                     table[i].option, table[i].values[j]);
            snprintf(words, sizeof words, "--%s: found \"", table[i].option);
            expect(&s, 2, words, command);
            CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "; expected "));
            CU_ASSERT_EQUAL(s.out[0], '\0');
        }
    }
    shell_end(&s);
}

/* The first rows of the quartic, by hand: f = θ⁴, f' = 4θ³, f'' = 12θ². The fixed step lands on 0
 * at once; along it the gradient changes by 500 over 5. */
static void rows_of_the_quartic(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run quartic --steps 2 --csv -"), 0);
    CU_ASSERT_EQUAL(lines_in(s.out), 1 + 3 * 3);
    CHECK_TEXT(line_of(s.out, 0), "run,step,status,loss,grad_norm,clip_factor,step_norm,lr,gamma,"
                                  "path_ratio,sharpness,theta_0");
    CHECK_TEXT(line_of(s.out, 1), "fixed,0,running,625,500,1,5,0.01,,100,300,5");
    CHECK_TEXT(line_of(s.out, 2), "fixed,1,converged,0,0,1,0,0.01,,,0,0");
    CHECK_TEXT(line_of(s.out, 4), "hard,0,running,625,500,0.002,0.10000000000000001,"
                                  "0.10000000000000001,1,294.03999999999985,300,5");
    shell_run(&s, "./clipdescent run quartic --steps 2 --csv - --set problem.start=10");
    CHECK_TEXT(line_of(s.out, 1), "fixed,0,running,10000,4000,1,40,0.01,,2800,1200,10");
    shell_run(&s, "./clipdescent run rosenbrock --steps 0 --csv -");
    CU_ASSERT_PTR_NOT_NULL(strstr(line_of(s.out, 0), ",theta_0,theta_1"));
    CU_ASSERT_PTR_NULL(strstr(line_of(s.out, 0), "theta_2"));
    shell_end(&s);
}

/* A run that diverges ends with the row where that was seen, and a table that says so. */
static void rows_of_a_divergence(void)
{
    struct shell s;
    const char *scene = "quartic --set fixed.lr=0.5 --steps 9";
    int rows = 0, step = 0;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run %s --csv -", scene), 0);
    for (int i = 1; strncmp(line_of(s.out, i), "fixed,", 6) == 0; i++, rows++) {
        const char *line = line_of(s.out, i);
        step = atoi(line + 6);
        CU_ASSERT_EQUAL(step, i - 1);
        CU_ASSERT_EQUAL(strstr(line, "diverged") != NULL, i == 5);
    }
    CU_ASSERT_EQUAL(rows, 5); /* 5 → 250 by the factor 49, and cubed from there on */
    CU_ASSERT_EQUAL(lines_in(s.out), 1 + rows + 2 * 10);
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent run %s", scene), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "diverged at step 4"));
    shell_end(&s);
}

/* What is left out changes nothing of what is not, and the last row is as in a longer run. */
static void rows_are_the_same(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s,
                              "./clipdescent run quartic --steps 40 --csv $D/long.csv &&"
                              "./clipdescent run quartic --steps 20 --csv $D/short.csv &&"
                              "./clipdescent run quartic --steps 40 --csv $D/thin.csv --every 7"),
                    0);
    CU_ASSERT_EQUAL(shell_run(&s, "grep -vxFf $D/long.csv $D/short.csv"), 1);
    CU_ASSERT_EQUAL(shell_run(&s, "grep -vxFf $D/long.csv $D/thin.csv"), 1);
    shell_run(&s, "awk -F, 'NR > 1 { print $2 }' $D/thin.csv | sort -nu | tr '\\n' ' '");
    CHECK_TEXT(s.out, "0 7 14 21 28 35 40 ");
    shell_run(&s, "./clipdescent run quartic --steps 40 --csv - | cmp - $D/long.csv");
    CU_ASSERT_EQUAL(s.status, 0);
    shell_end(&s);
}

/* With rows and without, to the byte the same is said of the state at the last step: verdicts of
 * that state too, whose loss is that of the table and of the last row. */
static void verdicts_are_of_the_table(void)
{
    static const char *const scenes[] = {
        "moons --steps 150", "quartic --steps 120", "moons --steps 8 --set hard.clip=autoclip",
        "quartic --steps 0", "moons --steps 40 --set problem.batch=16"};
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    for (size_t i = 0; i < sizeof scenes / sizeof scenes[0]; i++) {
        shell_run(&s,
                  "./clipdescent run %s > $D/plain && ./clipdescent run %s --csv $D/rows >"
                  "$D/beside && cmp $D/plain $D/beside",
                  scenes[i], scenes[i]);
        CU_ASSERT_EQUAL(s.status, 0);
    }
    for (int i = 0; i < 2; i++) {
        char loss[24], said[64];
        shell_run(&s,
                  "./clipdescent run %s --csv $D/rows > $D/all &&"
                  "grep ^hard, $D/rows | tail -n 1 | cut -d, -f4",
                  scenes[i]);
        number_text(loss, sizeof loss, strtod(s.out, NULL), 3);
        snprintf(said, sizeof said, " to %s since step ", loss);
        shell_run(&s, "grep '^hard: ' $D/all");
        CU_ASSERT_PTR_NOT_NULL(strstr(s.out, said));
    }
    shell_end(&s);
}

/* Brackets close in order, strings end, and nothing stands in it that JSON has not. */
static bool json_whole(const char *s)
{
    char open[64];
    int depth = 0;
    bool text = false;
    for (; *s; s++) {
        if (text) {
            if (*s == '\\' && s[1])
                s++;
            else
                text = *s != '"';
        } else if (*s == '"') {
            text = true;
        } else if (*s == '{' || *s == '[') {
            if (depth == sizeof open)
                return false;
            open[depth++] = *s == '{' ? '}' : ']';
        } else if (*s == '}' || *s == ']') {
            if (depth == 0 || open[--depth] != *s)
                return false;
        } else if (strncmp(s, "nan", 3) == 0 || strncmp(s, "inf", 3) == 0) {
            return false;
        }
    }
    return depth == 0 && !text;
}

static void json(void)
{
    static const char *const commands[] = {
        "list --json",
        "run quartic --steps 3 --json -",
        "run quartic --steps 9 --set fixed.lr=0.5 --json -",
        "run cosh --steps 30 --json -",
        "run not-smooth --steps 5 --json - --every 2",
    };
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_FALSE(json_whole("{\"a\": [1, 2}]") || json_whole("[nan]") || json_whole("[\"a]"));
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent %s", commands[i]), 0);
        CU_ASSERT_TRUE(s.out[0] == '{' && json_whole(s.out));
        shell_run(&s, "./clipdescent %s > $D/%zu.json", commands[i], i);
    }
    shell_run(&s, "if command -v python3; then python3 -c 'import json, sys\n"
                  "for path in sys.argv[1:]: json.load(open(path))' $D/*.json; fi");
    CU_ASSERT_EQUAL(s.status, 0);
    shell_end(&s);
}

/* A scene is listed with its group, the heading that the scene picker shows; nothing else has one.
 */
static void scenes_have_groups(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent list --json > $D/l && "
                                  "test $(grep -c '\"group\": \"[a-z]' $D/l) -eq "
                                  "$(ls scenes/[a-z]*.yaml | wc -l) && cat $D/l"),
                    0);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out,
                                  "{\"name\": \"why\", \"title\": \"Why clip the gradient?\", "
                                  "\"group\": \"first steps\"}"));
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "{\"name\": \"landscape\", \"title\": \"landscape\"}"));
    shell_end(&s);
}

static const struct check checks[] = {
    {"requests and their statuses", requests},
    {"bad values of options", bad_values},
    {"scenes have groups", scenes_have_groups},
    {"rows of the quartic", rows_of_the_quartic},
    {"rows of a divergence", rows_of_a_divergence},
    {"rows are the same however cut", rows_are_the_same},
    {"verdicts are of the table", verdicts_are_of_the_table},
    {"JSON", json},
    {NULL, NULL},
};

int main(void)
{
    return check_main("command", checks);
}
