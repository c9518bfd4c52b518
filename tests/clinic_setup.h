/* What the tests of the clinic's scenes ask: what is said of a run, and what must not be. */
#ifndef TESTS_CLINIC_SETUP_H
#define TESTS_CLINIC_SETUP_H

#include <stdio.h>
#include <string.h>

#include "insight_say.h"
#include "scene_setup.h"

static inline void advance_to(uint64_t step)
{
    race_advance(&race, step - race.step);
    race_settle(&race);
}

/* The sentence about a run, now, is of this rule and has these words. */
static inline void says(const char *name, const char *rule, const char *words)
{
    char buf[300];
    const struct insight_rule *said = insight_say(&race, run_called(name), buf, sizeof buf);
    CU_ASSERT_FATAL(said != NULL);
    CHECK_TEXT(said->name, rule);
    if (!strstr(buf, words))
        printf("\n%s\n", buf);
    CU_ASSERT(strstr(buf, words) != NULL);
}

/* None of the sentences about mistakes holds of this run. */
static inline void innocent(const char *name)
{
    static const char *const mistakes[] = {
        "single-over", "half-over",  "still-scaled", "zero",       "half-under",
        "after-step",  "parts-rest", "cut-update",   "parts-turn", "cancels",
        "starved",     "some-only",  "counts-again"};
    int seen = 0;
    const struct insight_rule *rule;
    for (int i = 0; (rule = insight_at(i)); i++)
        for (size_t k = 0; k < sizeof mistakes / sizeof mistakes[0]; k++)
            if (strcmp(rule->name, mistakes[k]) == 0) {
                seen++;
                CU_ASSERT(!insight_holds(rule, &race, run_called(name)));
            }
    CU_ASSERT(seen == 13);
}

static inline void status_is(const char *name, enum run_status status, uint64_t since)
{
    CU_ASSERT(run_called(name)->now.status == status);
    CHECK_NEAR((double)run_called(name)->notes.status_step, (double)since, 0);
}

#endif
