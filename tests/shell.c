#include "shell.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/file.h"
#include "check.h"

bool shell_begin(struct shell *s)
{
    *s = (struct shell){.folder = "/tmp/clipdescent-XXXXXX"};
    return mkdtemp(s->folder) && setenv("D", s->folder, 1) == 0 &&
           setenv("LC_ALL", "C.UTF-8", 1) == 0;
}

static char *take(const struct shell *s, const char *name)
{
    char path[96], why[80], *text;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    if (!file_read(path, 1 << 26, &text, &size, why, sizeof why))
        return strdup("");
    remove(path);
    return text;
}

int shell_run(struct shell *s, const char *fmt, ...)
{
    char command[2048], whole[2304];
    va_list args;
    va_start(args, fmt);
    vsnprintf(command, sizeof command, fmt, args);
    va_end(args);
    snprintf(whole, sizeof whole, "{ %s\n} >%s/.out 2>%s/.err </dev/null", command, s->folder,
             s->folder);
    free(s->out);
    free(s->err);
    int status = system(whole);
    s->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    s->out = take(s, ".out");
    s->err = take(s, ".err");
    return s->status;
}

void shell_write(const struct shell *s, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    FILE *f = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

void shell_end(struct shell *s)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", s->folder);
    if (system(command) != 0)
        perror(s->folder);
    free(s->out);
    free(s->err);
    *s = (struct shell){0};
}

const char *line_of(const char *text, int n)
{
    static char line[1024];
    for (; n > 0 && *text; n--) {
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    snprintf(line, sizeof line, "%.*s", (int)strcspn(text, "\n"), text);
    return line;
}

int lines_in(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += *text == '\n';
    return n;
}
