/* Every kind of mistake in a scene file, and all that is said of it. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "scene/scene.h"

static const char *const panels[] = {"landscape",  "loss",  "trajectory",
                                     "smoothness", "table", NULL};

#define GOOD   "problem: { kind: power }\nruns:\n  a: { lr: 0.1 }\n"
#define RUN(x) "problem: { kind: power }\nruns:\n  " x "\n"
#define OF(x)  "problem: " x "\nruns: { a: { lr: 0.1 } }\n"

/* The lines expected, "s.yaml" left out; * stands for lists of what is registered and for ranges
 * that belong to the plug-ins. "" is: no fault at all. */
struct mistake {
    const char *text, *lines;
};

#define SPAN                                                                                       \
    "LO:HI:N with 0 < LO < HI and N from 2 to 256, or up to 256 rising numbers over 0 as "         \
    "0.01,0.03,0.1\n"

#define PLANES                                                                                     \
    "pca, the numbers of two parameters as \\[0, 1\\], or two runs as \\[fixed, hard\\]\n"

static const struct mistake whole_file[] = {
    {"", ": an empty file; expected a scene, with problem and runs\n"},
    {"# a\n", ": an empty file; expected a scene, with problem and runs\n"},
    {"5\n", ":1: found 5; expected a scene: a map with problem and runs\n"},
    {"- a\n", ":1: found a list; expected a scene: a map with problem and runs\n"},
    {"title: x\n", ":1: a scene without a problem; expected problem: { kind: ... }\n"
                   ":1: a scene without runs; expected runs: { NAME: { lr: ... } }\n"},
    {"problem:\nruns:\n", ":1: a problem without a kind; expected kind: with a name such as power\n"
                          ":2: no run; expected at least one, such as fixed: { lr: 0.01 }\n"},
    {GOOD "stpes: 5\n", ":4: unknown key stpes (did you mean steps?); expected one of title, look, "
                        "group, problem, runs, probe, "
                        "view, turned, steps, seed, from, order, lesson, demo, script\n"},
    {GOOD "steps: many\nseed: 1.5\norder: -1\n",
     ":4: steps: found many; expected a whole number from 0 to 1e12\n"
     ":5: seed: found 1.5; expected a whole number from 0 to *\n"
     ":6: order: found -1; expected a whole number from 0 to 1e6\n"},
    {GOOD "title: ' '\n", ":4: title: found nothing but spaces; expected a text\n"},
    {GOOD "title: [a]\n", ":4: title: found a list; expected a text\n"},
    {GOOD "look: \"\\e[31m\"\n", ":4: look: found the control character U+001B; expected text\n"},
    {GOOD "title: one\ntitle: two\n",
     ":5: a second title; expected one (the first is on line 4)\n"},
    {GOOD "script: now\n", ":4: script: found now; expected a list\n"},
    {GOOD "script: []\n", ""},
    {GOOD "turned: [0 a.lr=1, 7 a.lr=0.5, 7 a.lr=2]\n", ""},
    {GOOD "turned: now\n",
     ":4: turned: found now; expected a list of STEP RUN.KNOB=VALUE, as 44 hard.lr=0.1\n"},
    {GOOD "turned: [a.lr=1, 5 a.lr, '5a.lr=1', [1], 2e3 a.lr=1]\n",
     ":4: turned: found a.lr=1; expected STEP RUN.KNOB=VALUE, as 44 hard.lr=0.1\n"
     ":4: turned: found 5 a.lr; expected STEP RUN.KNOB=VALUE, as 44 hard.lr=0.1\n"
     ":4: turned: found 5a.lr=1; expected STEP RUN.KNOB=VALUE, as 44 hard.lr=0.1\n"
     ":4: turned: found a list; expected STEP RUN.KNOB=VALUE, as 44 hard.lr=0.1\n"
     ":4: turned: found 2e3 a.lr=1; expected STEP RUN.KNOB=VALUE, as 44 hard.lr=0.1\n"},
    {GOOD "turned:\n  - 5 b.lr=1\n  - 5 a.gamma=1\n  - 5 a.lr=0\n  - 5 a.lr=x\n",
     ":5: turned: found 5 b.lr=1; expected one of the scene's runs, not b\n"
     ":6: turned: found 5 a.gamma=1; expected a knob that run a has, not gamma\n"
     ":7: turned: found 5 a.lr=0; expected a number that lr can be\n"
     ":8: turned: found 5 a.lr=x; expected a number that lr can be\n"},
    {GOOD "turned: [9 a.lr=1, 8 a.lr=2]\n",
     ":4: turned: found 8 a.lr=2; expected a step from 9 on\n"},
    {GOOD "title: |\n  two\n  lines\n", ""},
    {"\xef\xbb\xbf" GOOD, ""},
    {"problem: { kind: power }\r\nruns:\r\n  a: { lr: 0.1 }\r\n...\r\n", ""},
    /* Every end of a line that YAML 1.1 has counts as one. */
    {"problem: { kind: power }\rruns:\r  a: { lr: x }\r",
     ":3: a.lr: found x; expected a number over 0, at most 1e6\n"},
    {"problem: { kind: power }\r\rruns: [\r", ":3: bad YAML*; expected YAML that can be read\n"},
    {"# \xc2\x85#\xe2\x80\xa8#\xe2\x80\xa9\ttitle: x\n",
     ":4: bad YAML*; expected spaces: YAML does not indent with tabs\n"},
    {"# one\r# two\r\n# \xe2\x80\xa8 four \xff\n",
     ":4: bytes that are not UTF-8; expected a text file in UTF-8\n"},
};

static const struct mistake problems[] = {
    {OF("power"), ":1: problem: found power; expected a map such as { kind: power, start: 5 }\n"},
    {OF("{ start: 5 }"),
     ":1: a problem without a kind; expected kind: with a name such as power\n"},
    {OF("{ kind: powr }"),
     ":1: problem.kind: found powr (did you mean power?); expected one of power, *\n"},
    {OF("{ kind: [power] }"), ":1: problem.kind: found a list; expected one of power, *\n"},
    {OF("{ kind: power, powr: 3 }"),
     ":1: unknown key problem.powr (did you mean power?); expected one of kind, start, "
     "power*\n"},
    {OF("{ kind: beale, power: 3 }"),
     ":1: power is a parameter of problem power; this one is beale\n"},
    {OF("{ kind: power, power: 100 }"), ":1: problem.power: found 100; expected a number *\n"},
    {OF("{ kind: power, start: [1, 2] }"),
     ":1: problem.start: found 2 numbers; expected 1, one for each parameter of problem power\n"},
    {OF("{ kind: beale, start: 1 }"),
     ":1: problem.start: found 1 number; expected 2, one for each parameter of problem beale\n"},
    {OF("{ kind: power, start: '1,5' }"),
     ":1: problem.start: found 1,5 (did you mean 1.5?); expected a number with a "
     "point, or a list in \\[ ]\n"},
    {OF("{ kind: beale, start: [1, '2,5'] }"),
     ":1: problem.start: found 2,5 (did you mean 2.5?); expected a number with a point\n"},
    {OF("{ kind: beale, start: [1, x] }"),
     ":1: problem.start: found x; expected a number from -1e30 to 1e30\n"},
    {OF("{ kind: power, start: [[1]] }"),
     ":1: problem.start: found a list in a list; expected a number\n"},
    {OF("{ kind: power, start: [1, 2, 3, 4, 5, 6, 7, 8, 9] }"),
     ":1: problem.start: found a list of 9; expected 1 to 8 numbers\n"},
    {OF("{ kind: power, start: }"),
     ":1: problem.start: found nothing; expected 1 to 8 numbers, each from -1e30 to 1e30\n"},
    {OF("{ kind: beale, start: [3, 2] }"), ""},
};

static const struct mistake runs[] = {
    {RUN("a: { lr: abc }"), ":3: a.lr: found abc; expected a number over 0, at most 1e6\n"},
    {RUN("a: { lr: -1 }"), ":3: a.lr: found -1; expected a number over 0, at most 1e6\n"},
    {RUN("a: { lr: 0 }"), ":3: a.lr: found 0; expected a number over 0, at most 1e6\n"},
    {RUN("a: { lr: .nan }"), ":3: a.lr: found .nan; expected a number over 0, at most 1e6\n"},
    {RUN("a: { lr: inf }"), ":3: a.lr: found inf; expected a number over 0, at most 1e6\n"},
    {RUN("a: { lr: 1e99 }"), ":3: a.lr: found 1e99; expected a number over 0, at most 1e6\n"},
    {RUN("a: { lr: '1,5' }"),
     ":3: a.lr: found 1,5 (did you mean 1.5?); expected a number with a point\n"},
    {RUN("a: { lr: 0x10 }"), ":3: a.lr: found 0x10; expected a decimal number\n"},
    {RUN("a: { lr: 010 }"), ":3: a.lr: found 010; expected no zero in front, which some readers of "
                            "YAML take for octal\n"},
    {RUN("a: { lr: 1_000 }"), ":3: a.lr: found 1_000; expected digits without _\n"},
    {RUN("a: { lr: [1] }"), ":3: a.lr: found a list; expected a number over 0, at most 1e6\n"},
    {RUN("a: { lr: }"), ":3: a.lr: found nothing; expected a number over 0, at most 1e6\n"},
    {RUN("a: { lr: 1e-3 }\n  b: { lr: .5 }\n  c: { lr: 5 }\n  d: { lr: 0.1 }"), ""},
    {RUN("a: { gamma: 1 }"), ":3: gamma is a parameter of clip hard, soft*; this run has clip "
                             "none\n"},
    {RUN("a: { L0: 1 }"), ":3: L0 is a parameter of optimizer theory, *; this run has optimizer "
                          "gd\n"},
    {RUN("a: { clip: hrd, gamma: 1 }"),
     ":3: a.clip: found hrd (did you mean hard?); expected one of none, hard, soft*\n"},
    {RUN("a: { optimizer: thery, L0: 1, lr: 3 }"),
     ":3: a.optimizer: found thery (did you mean theory?); expected one of gd, *\n"},
    {RUN("a: { optimizer: theory, lr: 1 }"),
     ":3: optimizer theory of run a takes no lr; expected none, or optimizer gd\n"},
    {"problem: { kind: beale }\nruns:\n  a: { optimizer: exact-1d }\n",
     ":3: a.optimizer: optimizer exact-1d takes at most 1 parameter; expected one for the 2 of "
     "problem beale\n"},
    {RUN("a: { lrr: 1 }"),
     ":3: unknown key a.lrr (did you mean lr?); expected one of optimizer, clip, start, lr, "
     "lr-schedule, lr-warmup, lr-steps, lr-end, bad-step, bad, bad-size, bad-layer, "
     "weight-decay\n"},
    {RUN("a: { start: [1, 2] }"),
     ":3: a.start: found 2 numbers; expected 1, one for each parameter of problem power\n"},
    {RUN("a: 5"),
     ":3: runs.a: found 5; expected a map such as { lr: 0.1, clip: hard, gamma: 1 }\n"},
    {RUN("a b: {}"), ":3: a run called \"a b\"; expected a name of letters, digits, - and _\n"},
    {RUN("probe: {}"), ":3: a run called probe, which --set takes for that part of the scene; "
                       "expected another name\n"},
    {RUN("abcdefghijklmnopqrstuvwx: {}"), ":3: a run's name of 24 letters "
                                          "(abcdefghijklmnopqrstuvwx...); expected at most 23\n"},
    {RUN("abcdefghijklmnopqrstuvw: {}"), ""},
    {RUN("a: {}\n  a: {}"), ":4: a second a; expected one (the first is on line 3)\n"},
    {RUN("a: { lr: 1, lr: 2 }"), ":3: a second lr; expected one (the first is on line 3)\n"},
    {RUN("a:\n  b:\n  c:\n  d:\n  e:\n  f:\n  g:\n  h:"), ""},
    {RUN("a:\n  b:\n  c:\n  d:\n  e:\n  f:\n  g:\n  h:\n  i:"),
     ":11: one more run, i; expected at most 8\n"},
    {RUN("a: &h { clip: hard }\n  b: *h"), ""},
    {RUN("a: { clip: [per-layer, hard], gamma: 1, then-gamma: 2 }"), ""},
    {RUN("a: { clip: hard }\n  b: { clip: [hard, skip-over], norm: inf }"), ""},
    {RUN("a: { clip: [hard, sfot] }"),
     ":3: a.clip: found sfot (did you mean soft?); expected one of none, hard, soft*\n"},
    {RUN("a: { clip: [hard, soft, none] }"),
     ":3: a.clip: found a list of 3; expected one rule, or two as \\[per-layer, hard\\]\n"},
    {RUN("a: { clip: [hard, each-worker] }"),
     ":3: a.clip: found \\[hard, each-worker\\]; expected a rule without parts in the second "
     "place\n"},
    {RUN("a: { clip: [hard, torch], then-gama: 2 }"),
     ":3: unknown key a.then-gama (did you mean then-gamma?); expected one of *\n"},
    {RUN("<<: {}"), ":3: a run called \"<<\"; expected a name of letters, digits, - and _\n"},
};

static const struct mistake looks[] = {
    {GOOD "probe: { evry: 1 }\n",
     ":4: unknown key probe.evry (did you mean every?); expected one of points, "
     "tolerance, every, random, test\n"},
    {GOOD "probe: { every: 1.5, points: 0, tolerance: -1, test: -2 }\n",
     ":4: probe.every: found 1.5; expected a whole number from 0 to 1e9\n"
     ":4: probe.points: found 0; expected a whole number from 1 to 64\n"
     ":4: probe.tolerance: found -1; expected a number from 0 to 1e6\n"
     ":4: probe.test: found -2; expected a whole number from 0 to 1e9\n"},
    {GOOD "probe: 5\n", ":4: probe: found 5; expected a map such as { every: 1 }\n"},
    {GOOD "view: { panels: [] }\n",
     ":4: view.panels: found an empty list; expected 1 to 12 names of panels\n"},
    {GOOD "view: { panels: [los, table] }\n",
     ":4: view.panels: found los (did you mean loss?); expected one of "
     "landscape, loss, trajectory, smoothness, table\n"},
    {GOOD "view: { panels: [loss, loss] }\n",
     ":4: view.panels: found loss a second time; expected each panel once\n"},
    {GOOD "view: { panels: loss }\n", ""},
    {GOOD "view: { loss: cubic, curvature: pth }\n",
     ":4: view.loss: found cubic; expected one of log, linear\n"
     ":4: view.curvature: found pth (did you mean path?); expected one of sharpness, path, random, "
     "by-article\n"},
    {GOOD "view: { window: [1, 0] }\n",
     ":4: view.window: found no window; expected x_lo, x_hi with lo below hi\n"},
    {GOOD "view: { window: [0, 1] }\n", ""},
    {OF("{ kind: beale }") "view: { window: [0, 1] }\n",
     ":3: view.window: found no window; expected x_lo, x_hi, y_lo, y_hi with lo below hi\n"},
    {GOOD "view: { speed: fast, zoom: 1 }\n",
     ":4: view.speed: found fast; expected a number from 0 to 1e9\n"
     ":4: unknown key view.zoom; expected one of panels, speed, loss, scatter, curvature, "
     "path, window, map-lr, map-gamma, map-steps, map-target, map-starts, big\n"},
    {GOOD "view: { map-lr: 0.1:0.01:5, map-gamma: [0.1, 0.1] }\n",
     ":4: view.map-lr: found \"0.1:0.01:5\"; expected " SPAN
     ":4: view.map-gamma: found \"0.1,0.1\"; expected " SPAN},
    {GOOD "view: { map-lr: { lo: 1 }, map-gamma: 1:1e13:5 }\n",
     ":4: view.map-lr: found a map; expected LO:HI:N, or rising numbers over 0\n"
     ":4: view.map-gamma: found 1e+13; expected at most 1e+12\n"},
    {GOOD "view: { map-lr: [0.01, [1]], map-gamma: }\n",
     ":4: view.map-lr: found a list; expected LO:HI:N, or rising numbers over 0\n"
     ":4: view.map-gamma: found nothing; expected LO:HI:N, or rising numbers over 0\n"},
    {GOOD "view: { map-steps: 0, map-target: low, map-starts: 1.5 }\n",
     ":4: view.map-steps: found 0; expected a whole number from 1 to 1e12\n"
     ":4: view.map-target: found low; expected a number from -1e300 to 1e300\n"
     ":4: view.map-starts: found 1.5; expected a whole number from 1 to 10000\n"},
    {GOOD "view: { map-lr: 0.01:1:5, map-gamma: [0.1, 1], map-starts: 9 }\n", ""},
    {GOOD "view: { path: pcs }\n", ":4: view.path: found pcs; expected " PLANES},
    {GOOD "view: { path: [0, 1, 2] }\n", ":4: view.path: found a list; expected " PLANES},
    {GOOD "view: { path: '1,' }\n", ":4: view.path: found 1,; expected " PLANES},
    {GOOD "view: { path: [a, [b]] }\n", ":4: view.path: found a list; expected " PLANES},
    {GOOD "view: { path: }\n", ":4: view.path: found nothing; expected " PLANES},
    {GOOD "view: { path: [a, a] }\n", ":4: view.path: found a twice; expected two of them\n"},
    {GOOD "view: { path: [1, 01] }\n", ":4: view.path: found 1 twice; expected two of them\n"},
    {OF("{ kind: beale }") "view: { path: '0, 1' }\n", ""},
    {OF("{ kind: beale }") "view: { path: pca }\n", ""},
};

static const struct mistake yaml[] = {
    {"a: [1\n", ":1: bad YAML while parsing a flow sequence from line 1 on: did not find expected "
                "',' or ']'; expected YAML that can be read\n"},
    {"a:\n\tb: 1\n", ":2: bad YAML while scanning for the next token from line 2 on: found "
                     "character that cannot start any token; expected spaces: YAML does not indent "
                     "with tabs\n"},
    {"a: @b\n", ":1: bad YAML while scanning for the next token from line 1 on: found character "
                "that cannot start any token; expected YAML that can be read\n"},
    {"ok: 1\nb: \xc3\x28\n", ":2: bytes that are not UTF-8; expected a text file in UTF-8\n"},
    {"a: \x01\n", ":1: found the character U+0001; expected text\n"},
    {"a: \"\\0\"\n", ":1: found the character U+0000; expected text\n"},
    {"title: a\n---\ntitle: b\n", ":2: a second document; expected one scene a file\n"},
    {"a: *x\n", ":1: the alias \\*x; expected one anchored before, as &x\n"},
    {"a: &a [*a]\n", ":1: the alias \\*a inside what it stands for nests without end; expected an "
                     "alias to something complete\n"},
    {"&a {b: *a}\n", ":1: the alias \\*a inside what it stands for nests without end; expected an "
                     "alias to something complete\n"},
    {GOOD "? [a]\n: 1\n", ":4: a list as a key; expected a name\n"},
    {GOOD "title: !!binary aaaa\n",
     ":4: the tag tag:yaml.org,2002:binary; expected a value without one\n"},
    {"[[[[[[[[[[[[[[[[[[[[\n",
     ":1: lists and maps nested over 16 deep; expected a scene, which is flatter\n"},
    {"a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
     "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n",
     ":4: aliases that unfold to over 8192 values; expected a scene, which has fewer\n"},
};

/* Of games, noise and sequences: found when the file is read, or when the data are opened. */
static const struct mistake sequences[] = {
    {OF("{ kind: dirac-gan, game: wgam }"),
     ":1: problem.game: found wgam (did you mean wgan?); expected one of wgan, minimax, "
     "non-saturating\n"},
    {OF("{ kind: power, gradient-noise: paretto }"),
     ":1: problem.gradient-noise: found paretto (did you mean pareto?); expected one of none, "
     "two-point, pareto, stable\n"},
    {OF("{ kind: power, gradient-noise: pareto, noise-index: 1 }"),
     ":1: problem.noise-index: found 1; expected a number over 1, at most 2\n"},
    {OF("{ kind: recurrent, data: ading }"),
     ":1: problem.data: found ading (did you mean adding?); expected one of temporal-order, "
     "memorise, adding, rhyme, or text: and a file\n"},
    {OF("{ kind: recurrent, data: temporal-order, length: 5 }"),
     ":1: problem.data: found temporal-order with length 5; expected a length of at least 10\n"},
    {OF("{ kind: recurrent, data: 'text:no-such.txt' }"),
     ":1: problem.data: no-such.txt: No such file or directory; expected a text\n"},
    {OF("{ kind: recurrent, data: 'text:build/not-utf8.txt' }"),
     ":1: problem.data: build/not-utf8.txt:2: found bytes that are no text; expected UTF-8\n"},
    {OF("{ kind: recurrent, hidden: 1024, length: 100000, data: adding }"),
     ":1: problem.length: found 100000, which takes * GB a run; expected at most about *\n"},
    {OF("{ kind: recurrent, hidden: 256, length: 50000, batch: 5000, data: adding }"),
     ""}, /* minutes a step, of which a check makes none */
};

static void expect(const struct mistake *m, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct scene s;
        struct report r;
        char all[4000] = "";
        report_init(&r);
        bool ok = scene_parse(&s, "s.yaml", m[i].text, strlen(m[i].text), panels, &r);
        if (ok && m == sequences)
            scene_opens(&s, &r);
        ok = ok && r.count == 0;
        for (int k = 0; k < r.kept; k++) {
            CU_ASSERT(strncmp(r.line[k], "s.yaml", 6) == 0);
            size_t used = strlen(all);
            snprintf(all + used, sizeof all - used, "%s\n", r.line[k] + 6);
        }
        bool same = fnmatch(m[i].lines, all, 0) == 0;
        if (!same)
            printf("\nof\n%s\nis said\n%sexpected\n%s", m[i].text, all, m[i].lines);
        CU_ASSERT(same);
        CU_ASSERT(ok == (m[i].lines[0] == '\0'));
        report_release(&r);
    }
}

#define EXPECT(table) expect((table), sizeof(table) / sizeof *(table))

static void in_the_whole_file(void)
{
    EXPECT(whole_file);
}

static void in_the_problem(void)
{
    EXPECT(problems);
}

static void in_sequences(void)
{
    FILE *f = fopen("build/not-utf8.txt", "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs("one\ntwo \xff\n", f);
    fclose(f);
    EXPECT(sequences);
    remove("build/not-utf8.txt");
}

static void in_the_runs(void)
{
    EXPECT(runs);
}

static void in_probe_and_view(void)
{
    EXPECT(looks);
}

static void in_the_yaml(void)
{
    EXPECT(yaml);
}

/* Twenty faults in one file: each is named, in one reading. */
static void all_at_once(void)
{
    char text[2000] = "problem: { kind: power }\nruns:\n";
    for (int i = 0; i < 8; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text),
                 "  r%d: { lr: -%d, clip: soft, gamma: 0, bet: 1 }\n", i, i + 1);
    struct scene s;
    struct report r;
    report_init(&r);
    CU_ASSERT(!scene_parse(&s, "s.yaml", text, strlen(text), panels, &r));
    CU_ASSERT(r.count == 24);
    report_release(&r);
}

static void files_that_cannot_be_read(void)
{
    static const char *const paths[] = {"tests", "tests/no-such-file.yaml"};
    static const char *const lines[] = {"tests: is a directory; expected a scene file",
                                        "tests/no-such-file.yaml: No such file or directory; "
                                        "expected a scene file"};
    for (int i = 0; i < 2; i++) {
        struct scene s;
        struct report r;
        report_init(&r);
        CU_ASSERT(!scene_read(&s, paths[i], panels, &r));
        CU_ASSERT(r.count == 1);
        CHECK_TEXT(r.kept ? r.line[0] : NULL, lines[i]);
        report_release(&r);
    }
}

static const struct check checks[] = {
    {"in the whole file", in_the_whole_file},
    {"in the problem", in_the_problem},
    {"in games, noise and sequences", in_sequences},
    {"in the runs", in_the_runs},
    {"in probe and view", in_probe_and_view},
    {"in the YAML", in_the_yaml},
    {"all at once", all_at_once},
    {"files that cannot be read", files_that_cannot_be_read},
    {NULL, NULL},
};

int main(void)
{
    return check_main("scene faults", checks);
}
