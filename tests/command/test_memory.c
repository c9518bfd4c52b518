/* Memory that runs out at every allocation of a command, once and from then on: a message and
 * status 1, or the work is done all the same; the old file stays or the new one is whole, and
 * nothing is left beside it. The allocators of this program come before the C library's for all
 * that it links. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"
#include "command/command.h"

#if defined __SANITIZE_ADDRESS__ || !defined __GLIBC__
#define NO_HOOKS 1 /* a sanitizer has allocators of its own */
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define NO_HOOKS 1
#endif
#endif

static atomic_long count, fails_at; /* fails_at 0: none does */
static bool once;

#ifndef NO_HOOKS
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);

static bool fails(void)
{
    long n = atomic_fetch_add(&count, 1) + 1, at = atomic_load(&fails_at);
    bool now = at > 0 && (once ? n == at : n >= at);
    if (now)
        errno = ENOMEM;
    return now;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    return fails() ? NULL : __libc_realloc(old, size);
}
#endif

static char folder[] = "/tmp/clipdescent-memory-XXXXXX";

struct case_ {
    const char *words[12];
    const char *file; /* written in the folder, NULL: none */
};

/* What main does, in a child; the number of allocations goes through the pipe. */
static void child(const struct case_ *c, long at, int counts)
{
    static struct options options;
    const struct command_kind *command;
    char *argv[14] = {"clipdescent"};
    int argc = 1;
    while (c->words[argc - 1]) {
        argv[argc] = (char *)(uintptr_t)c->words[argc - 1];
        argc++;
    }
    int out = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(out, STDOUT_FILENO);
    int err = open("err", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(err, STDERR_FILENO);
    atexit(file_sweep);
    if (!options_read(&options, &command, argc, argv))
        _exit(99);
    atomic_store(&count, 0);
    atomic_store(&fails_at, at);
    int status = command->main(&options);
    long made = atomic_load(&count);
    atomic_store(&fails_at, 0);
    if (write(counts, &made, sizeof made) != sizeof made)
        _exit(98);
    exit(status);
}

/* Ends as a shell tells it; *made: allocations, 0 where it ended before it could say. */
static int play(const struct case_ *c, long at, long *made)
{
    int ends[2], status;
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    fflush(NULL);
    pid_t pid = fork();
    CU_ASSERT_FATAL(pid >= 0);
    if (pid == 0)
        child(c, at, ends[1]);
    close(ends[1]);
    CU_ASSERT_EQUAL(waitpid(pid, &status, 0), pid);
    *made = 0;
    if (read(ends[0], made, sizeof *made) != sizeof *made)
        *made = 0;
    close(ends[0]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static char *content(const char *path)
{
    char *text, why[80];
    size_t size;
    return file_read(path, 1 << 24, &text, &size, why, sizeof why) ? text : strdup("");
}

static int files_here(void)
{
    int n = 0;
    DIR *dir = opendir(".");
    for (const struct dirent *d; (d = readdir(dir)) != NULL;)
        n += d->d_name[0] != '.';
    closedir(dir);
    return n;
}

static void put_old(const char *path)
{
    FILE *f = fopen(path, "w");
    fputs("old", f);
    fclose(f);
}

static void at_every_allocation(const struct case_ *c)
{
    long all, made;
    put_old(c->file ? c->file : "old");
    CU_ASSERT_EQUAL_FATAL(play(c, 0, &all), 0);
    char *whole = content(c->file ? c->file : "out");
    CU_ASSERT(all > 20 && strlen(whole) > 20);
    if (getenv("TIMES"))
        printf("  %s: %ld allocations\n", c->words[0], all);
    /* Without memory ever after, most ends are alike. */
    int stride = getenv("EVERY_SCENE") ? 1 : once ? 3 : 9;
    for (long at = 1; at <= all; at += stride) {
        put_old(c->file ? c->file : "old");
        int status = play(c, at, &made);
        char *err = content("err"), *now = content(c->file ? c->file : "out");
        bool said = strstr(err, "out of memory") || strstr(err, "Cannot allocate memory");
        bool good = status == 0 ? strcmp(now, whole) == 0
                    : status == 1
                        ? said && (!c->file || strcmp(now, "old") == 0 || strcmp(now, whole) == 0)
                        : false;
        if (!good)
            printf("\n%s %s, allocation %ld of %ld%s: status %d, said: %s\n", c->words[0],
                   c->words[1], at, all, once ? "" : " and all after it", status, err);
        CU_ASSERT(good);
        CU_ASSERT_EQUAL(files_here(), 3); /* what it wrote, what it said, and the file */
        free(err);
        free(now);
    }
    free(whole);
}

static void memory_runs_out(void)
{
    static const struct case_ cases[] = {
        {{"run", "quartic", "--steps", "2", "--csv", "file"}, "file"},
        {{"run", "quartic", "--steps", "2", "--narrate"}, NULL},
        {{"snapshot", "quartic", "--steps", "2", "-o", "file.svg"}, "file.svg"},
        {{"record", "quartic", "--steps", "1", "--seconds", "3", "-o", "file.cast"}, "file.cast"},
    };
    char home[4096], *scenes;
#ifdef NO_HOOKS
    return;
#endif
    CU_ASSERT_PTR_NOT_NULL_FATAL(getcwd(home, sizeof home));
    CU_ASSERT_FATAL(asprintf(&scenes, "%s/scenes", home) > 0);
    setenv("CLIPDESCENT_SCENES", scenes, 1);
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        strcpy(folder + strlen(folder) - 6, "XXXXXX");
        CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
        CU_ASSERT_EQUAL_FATAL(chdir(folder), 0);
        once = i % 2;
        at_every_allocation(&cases[i / 2]);
        unlink("out"), unlink("err"), unlink("old");
        if (cases[i / 2].file)
            unlink(cases[i / 2].file);
        CU_ASSERT(chdir(home) == 0 && rmdir(folder) == 0);
    }
    free(scenes);
}

static const struct check checks[] = {
    {"memory runs out", memory_runs_out},
    {NULL, NULL},
};

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8");
    setlocale(LC_NUMERIC, "C");
    return check_main("memory", checks);
}
