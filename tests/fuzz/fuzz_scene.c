/* Scenes and assignments: read, opened, stepped, drawn, saved and read again. */
#include <string.h>

#include "backend/backend.h"
#include "fuzz/fuzz.h"
#include "panel/panel.h"
#include "problem/network.h"
#include "session/session.h"

/* One that would take seconds is read and no more. */
static bool is_small(const struct scene *s)
{
    bool small = s->problem && s->n_runs <= 4 && s->probe.points <= 8 && s->view.map_starts <= 3;
    if (!small || s->problem != problem_find("network"))
        return small;
    for (int i = 0; i < s->problem->n_params; i++) {
        const char *name = s->problem->params[i].name, *text = s->problem_values[i].text;
        double num = s->problem_values[i].num;
        if (strcmp(name, "layers") == 0)
            small &= strlen(text) <= 8 && !strpbrk(text, "*") && strspn(text, "0123456789") < 3;
        else if (strcmp(name, "samples") == 0)
            small &= num > 0 && num <= 100;
        else if (strcmp(name, "data") == 0)
            small &= strcmp(text, "moons") == 0 || strcmp(text, "blobs") == 0;
    }
    return small;
}

/* A map and the advice on thresholds make hundreds of runs. */
static void drop_slow_panels(struct scene *s)
{
    int n = 0;
    for (int i = 0; i < s->view.n_panels; i++) {
        const char *name = s->view.panels[i];
        if (strcmp(name, "map") == 0 || strcmp(name, "advisor") == 0)
            continue;
        memmove(s->view.panels[n++], name, sizeof s->view.panels[0]);
    }
    if (n == 0)
        snprintf(s->view.panels[n++], sizeof s->view.panels[0], "table");
    s->view.n_panels = n;
}

static void draw(struct session *s, int cols, int rows, bool unicode)
{
    struct screen screen;
    struct text t = {0};
    session_settle(s);
    screen_init(&screen, unicode, 256);
    screen_compose(&screen, s, cols, rows);
    backend_find("text")->write(&screen.grid, (int)s->view.theme, s->scene.title, &t);
    HOLDS(utf8_valid(t.at, t.length));
    for (const char *at = t.at; *at;) {
        uint32_t c = utf8_next(&at);
        HOLDS(c == '\n' || (c >= 0x20 && !(c >= 0x7f && c < 0xa0)));
        HOLDS(unicode || c < 0x7f);
    }
    text_release(&t);
    screen_release(&screen);
}

/* What a session is kept as is a scene without a fault. */
static void keep(struct session *s)
{
    static struct scene again;
    struct text t = {0};
    struct report r;
    report_init(&r);
    if (session_write(s, &t)) {
        bool ok = scene_parse(&again, s->scene.path, t.at, t.length, panel_names, &r);
        if (!ok) {
            report_print(&r, stderr);
            fputs(t.at, stderr);
        }
        HOLDS(ok);
    }
    fuzz_report(&r);
    text_release(&t);
}

static void play(struct scene *scene, uint8_t how)
{
    static struct session s;
    struct report r;
    report_init(&r);
    drop_slow_panels(scene);
    if (scene->from > 20)
        scene->from = 20;
    s.background = false;
    if (session_open(&s, scene, panel_names, &r)) {
        session_advance(&s, 3);
        draw(&s, 20 + how, 8 + how / 8, how & 1);
        keep(&s);
        session_release(&s);
    }
    fuzz_report(&r);
}

void fuzz_scene(const uint8_t *bytes, size_t n)
{
    static struct scene s;
    struct report r;
    if (n == 0)
        return;
    char *text = fuzz_copy(bytes + 1, n - 1);
    report_init(&r);
    bool ok = scene_parse(&s, "f.yaml", text, n - 1, panel_names, &r);
    HOLDS(ok == (r.count == 0));
    fuzz_report(&r);
    free(text);
    if (ok && is_small(&s))
        play(&s, bytes[0]);
}

static const char *const bases[] = {
    "problem: { kind: power }\nruns:\n  fixed: { lr: 0.01 }\n"
    "  hard: { lr: 0.1, clip: hard, gamma: 1 }\n",
    "problem: { kind: bent-valley }\nruns:\n  fixed: { lr: 0.01, optimizer: adam }\n"
    "  hard: { lr: 0.1, clip: zclip, optimizer: momentum }\nprobe: { every: 1, random: true }\n"
    "view: { panels: [landscape, estimators, sharpness, gradnorm, monitor, path] }\n",
    "problem: { kind: network, layers: 2 4 2, samples: 40, batch: 10 }\n"
    "runs:\n  hard: { lr: 0.3, clip: hard, gamma: 1 }\n  b: { lr: 0.1, clip: per-layer }\n",
};
enum { BASES = sizeof bases / sizeof bases[0] };

/* A scene, by the first byte, and lines of assignments. */
void fuzz_set(const uint8_t *bytes, size_t n)
{
    static struct scene s;
    struct report r;
    if (n == 0)
        return;
    const char *base = bases[bytes[0] % BASES];
    report_init(&r);
    HOLDS(scene_parse(&s, "f.yaml", base, strlen(base), panel_names, &r));
    char *lines = fuzz_copy(bytes + 1, n - 1);
    bool ok = true;
    int made = 0;
    for (char *at = lines, *end; at && made < 6; at = end ? end + 1 : NULL, made++) {
        end = strchr(at, '\n');
        if (end)
            *end = '\0';
        ok = scene_set(&s, at, panel_names, &r) && ok;
    }
    HOLDS(ok == (r.count == 0));
    fuzz_report(&r);
    free(lines);
    if (ok && is_small(&s))
        play(&s, bytes[0]);
}
