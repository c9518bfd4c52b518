/* A session on a scene given as text, for the tests of what is done to one. */
#ifndef TESTS_SESSION_SETUP_H
#define TESTS_SESSION_SETUP_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "check.h"
#include "session/session.h"

/* Faults in the text end the test. panels: the names a view may use, NULL-ended. */
static inline void session_fill(struct session *s, const char *const *panels, const char *yaml)
{
    struct scene *scene = mem_alloc(1, sizeof *scene);
    struct report r;
    report_init(&r);
    bool ok = scene_parse(scene, "test.yaml", yaml, strlen(yaml), panels, &r) &&
              session_open(s, scene, panels, &r);
    report_print(&r, stdout);
    CU_ASSERT_TRUE_FATAL(ok);
    report_release(&r);
    free(scene);
}

static inline struct session *session_setup(const char *const *panels, const char *yaml)
{
    struct session *s = mem_alloc(1, sizeof *s);
    session_fill(s, panels, yaml);
    return s;
}

static inline void session_drop(struct session *s)
{
    session_release(s);
    free(s);
}

#endif
