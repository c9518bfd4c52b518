/* A race of a scene given as text, for tests of the lab that want several runs. */
#ifndef TESTS_RACE_SETUP_H
#define TESTS_RACE_SETUP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "check.h"
#include "scene/scene.h"

/* NULL: the text has faults, which are in the report. */
static inline struct race *race_read(const char *yaml, struct report *r)
{
    struct race *race = mem_alloc(1, sizeof *race);
    struct scene *scene = mem_alloc(1, sizeof *scene);
    bool ok =
        scene_parse(scene, "test.yaml", yaml, strlen(yaml), NULL, r) && scene_open(scene, race, r);
    free(scene);
    if (!ok)
        free(race);
    return ok ? race : NULL;
}

/* Faults in the text end the test. */
static inline struct race *race_of(const char *yaml)
{
    struct report r;
    report_init(&r);
    struct race *race = race_read(yaml, &r);
    report_print(&r, stdout);
    CU_ASSERT_PTR_NOT_NULL_FATAL(race);
    report_release(&r);
    return race;
}

static inline void race_drop(struct race *race)
{
    race_release(race);
    free(race);
}

#endif
