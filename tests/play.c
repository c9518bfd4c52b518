#include "play.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "input/key.h"

bool play_start(struct pty *p, struct play how)
{
    static char program[PATH_MAX], term[128], lang[128];
    const char *argv[12] = {program}, *env[8];
    int n = 1, e = 0;
    if (!realpath("clipdescent", program))
        return false;
    for (int i = 0; i < 8 && how.args[i]; i++)
        argv[n++] = how.args[i];
    snprintf(term, sizeof term, "TERM=%s", how.term ? how.term : "xterm-256color");
    snprintf(lang, sizeof lang, "LANG=%s", how.lang ? how.lang : "C.UTF-8");
    env[e++] = term;
    env[e++] = lang;
    if (how.also)
        env[e++] = how.also;
    env[e] = NULL;
    struct pty_call call = {.argv = argv,
                            .env = env,
                            .folder = how.folder,
                            .cols = how.cols ? how.cols : 120,
                            .rows = how.rows ? how.rows : 36,
                            .in = how.in,
                            .out = how.out,
                            .err = how.err};
    return pty_start(p, &call);
}

bool play_paused(struct pty *p, struct play how)
{
    /* Steps, and so the scene is as it stands after two of them: pauses by itself. */
    for (int i = 0; i < 6; i++) {
        if (how.args[i])
            continue;
        how.args[i] = "--keys";
        how.args[i + 1] = "n n";
        break;
    }
    return play_start(p, how) && pty_until(p, "quit", PATIENCE) && pty_quiet(p, 25, PATIENCE);
}

bool play_quit(struct pty *p)
{
    pty_type(p, "q");
    return pty_until_end(p, PATIENCE) && p->status == 0 && pty_restored(p);
}

unsigned long play_sight(const struct pty *p)
{
    unsigned long sum = 1469598103934665603UL; /* FNV-1a */
    int rows, cols;
    vterm_get_size(p->vt, &rows, &cols);
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(p->screen, (VTermPos){.row = row, .col = col}, &cell);
            vterm_screen_convert_color_to_rgb(p->screen, &cell.fg);
            vterm_screen_convert_color_to_rgb(p->screen, &cell.bg);
            const unsigned long seen[] = {
                cell.chars[0] ? cell.chars[0] : ' ',
                cell.fg.rgb.red * 65536UL + cell.fg.rgb.green * 256UL + cell.fg.rgb.blue,
                cell.bg.rgb.red * 65536UL + cell.bg.rgb.green * 256UL + cell.bg.rgb.blue,
                cell.attrs.bold + 2UL * cell.attrs.underline + 16UL * cell.attrs.reverse};
            for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
                sum = (sum ^ seen[i]) * 1099511628211UL;
        }
    }
    return sum;
}

long play_step(const struct pty *p)
{
    char *text = pty_text(p), *at = strstr(text, "step ");
    long step = at ? strtol(at + strlen("step "), NULL, 10) : -1;
    free(text);
    return step;
}

bool play_until_changed(struct pty *p, unsigned long before, int ms)
{
    for (int waited = 0; play_sight(p) == before; waited += 10) {
        if (waited >= ms)
            return false;
        pty_read(p, 10);
    }
    return true;
}

bool play_until_sight(struct pty *p, unsigned long sight, int ms)
{
    for (int waited = 0; play_sight(p) != sight; waited += 10) {
        if (waited >= ms)
            return false;
        pty_read(p, 10);
    }
    return true;
}

bool play_until_value(struct pty *p, const int *value, int wanted, int ms)
{
    for (int waited = 0; *value != wanted; waited += 10) {
        if (waited >= ms)
            return false;
        pty_read(p, 10);
    }
    return true;
}

const char *play_bytes_of(int key, char *buf, size_t size)
{
    static const struct {
        int key;
        const char *bytes;
    } table[] = {
        {K_UP, "\033OA"},
        {K_DOWN, "\033OB"},
        {K_RIGHT, "\033OC"},
        {K_LEFT, "\033OD"},
        {K_HOME, "\033OH"},
        {K_END, "\033OF"},
        {K_PAGE_UP, "\033[5~"},
        {K_PAGE_DOWN, "\033[6~"},
        {K_DELETE, "\033[3~"},
        {K_BACK_TAB, "\033[Z"},
        {K_SHIFT_UP, "\033[1;2A"},
        {K_SHIFT_DOWN, "\033[1;2B"},
        {K_SHIFT_LEFT, "\033[1;2D"},
        {K_SHIFT_RIGHT, "\033[1;2C"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (table[i].key == key)
            return table[i].bytes;
    char one[5] = "";
    one[utf8_put(one, (uint32_t)key)] = '\0';
    snprintf(buf, size, "%s", one);
    return buf;
}

bool play_has_asciinema(void)
{
    bool has = access(ASCIINEMA, X_OK) == 0;
    if (!has)
        printf("\nasciinema is not installed (make deps test brings it): what plays recordings is "
               "not tested\n");
    return has;
}

char *play_cat(const char *path)
{
    struct pty p;
    char command[400], out[200], why[80], *text = NULL;
    size_t size;
    snprintf(out, sizeof out, "%s.out", path);
    snprintf(command, sizeof command, ASCIINEMA " cat '%s' > '%s'", path, out);
    struct pty_call call = {
        .argv = (const char *const[]){"/bin/sh", "-c", command, NULL},
        .env = (const char *const[]){"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=/tmp", NULL},
        .cols = 80,
        .rows = 24};
    if (!pty_start(&p, &call))
        return NULL;
    if (!pty_until_end(&p, 30000) || p.status != 0 ||
        !file_read(out, 64 << 20, &text, &size, why, sizeof why))
        text = NULL;
    remove(out);
    pty_stop(&p);
    return text;
}
