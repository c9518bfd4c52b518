/* Every kind of mistake in a script, and all that is said of it. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "check.h"
#include "scene/scene.h"

static const char *const panels[] = {"landscape",  "loss",  "trajectory",
                                     "smoothness", "table", NULL};

static const char head[] = "problem: { kind: power }\n"
                           "runs: { fixed: { lr: 0.01 }, hard: { clip: hard, gamma: 1 } }\n"
                           "script:\n";

/* An entry on line 4, and the lines expected, "s.yaml:4: " left out; * stands for long lists. */
struct mistake {
    const char *entry, *lines;
};

static const struct mistake entries[] = {
    {"hello", "script: found hello; expected an entry such as { at: step 44, say: ... }\n"},
    {"[]", "script: found a list; expected an entry such as { at: step 44, say: ... }\n"},
    {"{}", "script: an entry that does nothing; expected one of say, set, do, press, select, zoom, "
           "wait, mark, ask, reveal\n"},
    {"{ at: step 4 }", "script: an entry that does nothing; expected one of say, *\n"},
    {"{ sya: x }", "unknown key script.sya (did you mean say?); expected one of at, after, when, "
                   "say, set, do, press, "
                   "select, zoom, wait, mark, ask, reveal\n"},
    {"{ at: step 4, after: 2s, say: x }",
     "script: after in an entry with at; expected one trigger at most\n"},
    {"{ at: step 4, say: x }", ""},
};

static const struct mistake triggers[] = {
    {"{ at: 44, say: x }", "script.at: found 44; expected step and a whole number, as step 44\n"},
    {"{ at: step 4.5, say: x }",
     "script.at: found step 4.5; expected step and a whole number, as step 44\n"},
    {"{ at: step -1, say: x }",
     "script.at: found step -1; expected step and a whole number, as step 44\n"},
    {"{ at: [4], say: x }",
     "script.at: found a list; expected step and a whole number, as step 44\n"},
    {"{ after: 2, say: x }", "script.after: found 2; expected seconds up to 3600, as 2s or 0.5s\n"},
    {"{ after: -2s, say: x }",
     "script.after: found -2s; expected seconds up to 3600, as 2s or 0.5s\n"},
    {"{ after: soon, say: x }",
     "script.after: found soon; expected seconds up to 3600, as 2s or 0.5s\n"},
    {"{ after: 0.5s, say: x }", ""},
    {"{ when: fixed, say: x }", "script.when: found fixed; expected RUN is STATUS, as fixed is "
                                "cycling, or QUANTITY of RUN < NUMBER\n"},
    {"{ when: , say: x }", "script.when: found nothing; expected a condition, as fixed diverged\n"},
    {"{ when: hard is cyclng, say: x }",
     "script.when: found cyclng (did you mean cycling?); expected one of running, converged, "
     "stalled, cycling, diverged\n"},
    {"{ when: hrd diverged, say: x }",
     "script.when: found hrd (did you mean hard?); expected one of fixed, hard, all, "
     "any\n"},
    {"{ when: los of hard < 3, say: x }",
     "script.when: found los (did you mean loss?); expected one of step, loss, *\n"},
    {"{ when: loss of hrd < 3, say: x }",
     "script.when: found hrd (did you mean hard?); expected one of fixed, hard, all, any\n"},
    {"{ when: loss of hard = 3, say: x }", "script.when: found =; expected one of <, <=, >, >=\n"},
    {"{ when: clipped% of hard < fifty, say: x }",
     "script.when: found fifty; expected a number behind <\n"},
    {"{ when: loss of all <= 1e-3, say: x }", ""},
    {"{ when: any is stalled, say: x }", ""},
};

static const struct mistake verbs[] = {
    {"{ say: [x] }", "script.say: found a list; expected a text\n"},
    {"{ say: \"{los of hard}\" }",
     "script.say: in { }: found los (did you mean loss?); expected one of step, loss, *\n"},
    {"{ say: \"{loss of hrd}\" }",
     "script.say: in { }: found hrd (did you mean hard?); expected one of fixed, hard\n"},
    {"{ say: \"{loss}\" }", "script.say: in { }: found loss; expected QUANTITY of RUN, as loss of "
                            "fixed, or status of RUN\n"},
    {"{ say: \"{step} {status of hard} {loss of fixed} { open\" }", ""},
    {"{ say: \"{loss of hard / loss of fixed}\" }", ""},
    {"{ say: \"{loss of hard / loss of fixd}\" }",
     "script.say: in { }: found fixd (did you mean fixed?); expected one of fixed, hard\n"},
    {"{ say: \"{loss of hard / status of hard}\" }",
     "script.say: in { }: found status; expected one of step, loss, *\n"},
    {"{ say: \"\" }", ""},
    {"{ set: hard.lr=-1 }", "script.set: found -1; expected a number over 0, at most 1e6\n"},
    {"{ set: hrd.lr=1 }",
     "script.set: no run called hrd (did you mean hard?); expected one of fixed, hard, problem, "
     "probe, view\n"},
    {"{ set: [hard.gama=1, fixed.gamma=2] }",
     "script.set: unknown key hard.gama (did you mean gamma?); expected one of *\n"
     "script.set: gamma is a parameter of clip hard, soft*; this run has clip none\n"},
    {"{ set: hard.clip=soft }",
     "script.set: found hard.clip=soft; expected what turns while it runs, as lr\n"},
    {"{ set: view.speed=3 }", "script.set: found view.speed=3; expected a run, problem or probe "
                              "before the point\n"},
    {"{ set: nonsense }",
     "script.set: no =; expected RUN.KEY=VALUE, as fixed.lr=0.1 or problem.start=3\n"},
    {"{ set: problem.powr=3 }",
     "script.set: unknown key problem.powr (did you mean power?); expected one of kind, start, "
     "power*\n"},
    {"{ set: [hard.lr=2, problem.start=3, probe.every=5] }", ""},
    {"{ do: restrt }",
     "script.do: found restrt (did you mean restart?); expected one of pause, *\n"},
    {"{ do: continue }", "script.do: found continue; expected one of pause, *\n"},
    {"{ do: [select, select hrd, help me, speed fast, start-at x, go-to 1.5, panel los] }",
     "script.do: found select and no more; expected what to select\n"
     "script.do: found hrd (did you mean hard?); expected one of fixed, hard, all\n"
     "script.do: found me behind help; expected nothing\n"
     "script.do: found fast; expected steps a second, 0 for as many as can be made\n"
     "script.do: found x; expected one number or two, as 3,-1\n"
     "script.do: found 1.5; expected a step\n"
     "script.do: found los (did you mean loss?); expected one of landscape, loss, trajectory, "
     "smoothness, table\n"},
    {"{ do: [restart, go-to 0, select all, panel loss, speed 0, 'start-at 3,-1', scene quartic, "
     "play] }",
     ""},
    {"{ press: Hyper-x }",
     "script.press: found Hyper-x; expected a key, as Right, Shift-Up, Space or z\n"},
    {"{ press: [Right, θ, Ctrl-L] }", ""},
    {"{ select: sfot }", "script.select: found sfot; expected one of fixed, hard, all\n"},
    {"{ zoom: los }",
     "script.zoom: found los (did you mean loss?); expected one of landscape, loss, trajectory, "
     "smoothness, table, out\n"},
    {"{ wait: 3 }", "script.wait: found 3; expected enter\n"},
    {"{ wait: [enter] }", "script.wait: found a list; expected enter\n"},
    {"{ mark: }", "script.mark: found nothing; expected a text\n"},
    {"{ reveal: x }", "script: reveal before any question; expected ask before it\n"},
};

static const struct mistake questions[] = {
    {"{ ask: x }",
     "script.ask: found x; expected a map such as { question: ..., answer-from: fixed "
     "status }\n"},
    {"{ ask: { question: q } }", "script.ask: a question without answer-from; expected RUN status "
                                 "or QUANTITY of RUN\n"},
    {"{ ask: { answer-from: fixed status } }",
     "script.ask: no question; expected question: and a text\n"},
    {"{ ask: { question: q, answer-from: fixed, chioces: 3 } }",
     "unknown key script.ask.chioces (did you mean choices?); expected one of question, choices, "
     "answer-from, within\n"},
    {"{ ask: { question: q, answer-from: fixed } }",
     "script.ask.answer-from: found fixed; expected QUANTITY of RUN, as loss of fixed, or status "
     "of "
     "RUN\n"},
    {"{ ask: { question: q, answer-from: hrd status } }",
     "script.ask.answer-from: found hrd (did you mean hard?); expected one of fixed, hard\n"},
    {"{ ask: { question: q, answer-from: loss of hard, choices: [a, b] } }",
     "script.ask.choices: found choices for a number; expected them for RUN status alone\n"},
    {"{ ask: { question: q, answer-from: hard status, choices: [win, diverge] } }",
     "script.ask: found the choice win; expected one that begins as a status does: converge, "
     "cycle, "
     "diverge, stall, run\n"},
    {"{ ask: { question: q, answer-from: hard status, choices: [diverge] } }",
     "script.ask.choices: expected a list of 2 to 6\n"},
    {"{ ask: { question: q, answer-from: loss of hard, within: 2 } }",
     "script.ask.within: found 2; expected a number over 0, at most 1\n"},
    {"{ ask: { question: q, answer-from: loss of hard, within: 0.05 }, reveal: x }", ""},
    {"{ ask: { question: q, answer-from: hard status, choices: [diverges, stalls, runs on] } }",
     ""},
};

static void expect(const struct mistake *m, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        static struct scene s;
        struct report r;
        char text[1200], all[6000] = "";
        snprintf(text, sizeof text, "%s  - %s\n", head, m[i].entry);
        report_init(&r);
        bool ok = scene_parse(&s, "s.yaml", text, strlen(text), panels, &r);
        for (int k = 0; k < r.kept; k++) {
            CU_ASSERT(strncmp(r.line[k], "s.yaml:4: ", 10) == 0);
            size_t used = strlen(all);
            snprintf(all + used, sizeof all - used, "%s\n", r.line[k] + 10);
        }
        bool same = fnmatch(m[i].lines, all, 0) == 0;
        if (!same)
            printf("\nof\n%s\nis said\n%sexpected\n%s", m[i].entry, all, m[i].lines);
        CU_ASSERT(same);
        CU_ASSERT(ok == (m[i].lines[0] == '\0'));
        report_release(&r);
    }
}

#define EXPECT(table) expect(table, sizeof table / sizeof table[0])

static void in_entries(void)
{
    EXPECT(entries);
}

static void in_triggers(void)
{
    EXPECT(triggers);
}

static void in_verbs(void)
{
    EXPECT(verbs);
}

static void in_questions(void)
{
    EXPECT(questions);
}

/* A script too long: said once, and nothing is written beyond its room. */
static void too_much(void)
{
    static struct scene s;
    static char text[200000];
    struct report r;
    size_t used = (size_t)snprintf(text, sizeof text, "%s", head);
    for (int i = 0; i < 400; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "  - say: \"%0120d\"\n", i);
    report_init(&r);
    CU_ASSERT_FALSE(scene_parse(&s, "s.yaml", text, used, panels, &r));
    CU_ASSERT(r.count > 1 && s.script.n <= SCRIPT_OPS_MAX && s.script.used <= SCRIPT_WORDS_MAX);
    CHECK_TEXT(r.line[r.kept - 1] + strcspn(r.line[r.kept - 1], " ") + 1,
               "script: one more say; expected at most 320 of them and 20480 bytes of text");
    report_release(&r);
}

static const struct check checks[] = {
    {"in entries", in_entries},     {"in triggers", in_triggers}, {"in verbs", in_verbs},
    {"in questions", in_questions}, {"too much", too_much},       {NULL, NULL},
};

int main(void)
{
    return check_main("script faults", checks);
}
