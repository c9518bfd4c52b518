/* A race of a scene given as text, for tests of the lab that want several runs. */
#ifndef TESTS_RACE_SETUP_H
#define TESTS_RACE_SETUP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "check.h"
#include "scene/scene.h"

/* Faults in the text end the test. */
static inline struct race *race_of(const char *yaml)
{
    struct race *race = mem_alloc(1, sizeof *race);
    struct scene *scene = mem_alloc(1, sizeof *scene);
    struct report r;
    report_init(&r);
    bool ok = scene_parse(scene, "test.yaml", yaml, strlen(yaml), NULL, &r) &&
              scene_open(scene, race, &r);
    report_print(&r, stdout);
    CU_ASSERT_TRUE_FATAL(ok);
    report_release(&r);
    free(scene);
    return race;
}

static inline void race_drop(struct race *race)
{
    race_release(race);
    free(race);
}

#endif
