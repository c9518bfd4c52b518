/* A log that grows, is cut or replaced, on the real screen. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "check.h"
#include "play.h"
#include "shell.h"

static struct shell sh;
static char path[128];

/* Adds text to the end of the log. */
static void grow(const char *text)
{
    FILE *f = fopen(path, "a");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    fputs(text, f);
    fclose(f);
}

static void begin(void)
{
    snprintf(path, sizeof path, "%s/train.jsonl", sh.folder);
    remove(path);
    grow("{\"step\": 1, \"loss\": 2.5, \"grad_norm\": 1.5}\n");
    grow("{\"step\": 2, \"loss\": 2.25, \"grad_norm\": 1.25}\n");
}

/* Half a line is no record until the rest of it has come. */
static void test_it_follows_half_lines(void)
{
    struct pty p;
    begin();
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"watch", path}}));
    CU_ASSERT_TRUE(pty_until(&p, "step 2 ", PATIENCE));
    CU_ASSERT_TRUE(pty_until(&p, "jsonl, 2 records", PATIENCE));
    grow("{\"step\": 7, \"loss\": 2, \"grad_norm\": 1");
    CU_ASSERT_TRUE(pty_quiet(&p, 600, PATIENCE));
    CU_ASSERT_TRUE(pty_shows(&p, "step 2 "));
    grow("2.5}\n");
    CU_ASSERT_TRUE(pty_until(&p, "step 7 ", PATIENCE));
    CU_ASSERT_TRUE(pty_shows(&p, "12.5"));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* The old file's half line is none of the new one's. */
static void test_it_follows_rotation_and_truncation(void)
{
    struct pty p;
    char old[160];
    begin();
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"watch", path}}));
    CU_ASSERT_TRUE(pty_until(&p, "step 2 ", PATIENCE));
    grow("{\"step\": 3, \"lo");
    CU_ASSERT_TRUE(pty_quiet(&p, 600, PATIENCE));
    snprintf(old, sizeof old, "%s.1", path);
    CU_ASSERT_EQUAL(rename(path, old), 0);
    grow("{\"step\": 40, \"loss\": 2, \"grad_norm\": 1}\n");
    CU_ASSERT_TRUE(pty_until(&p, "step 40 ", PATIENCE));
    CU_ASSERT_TRUE(pty_until(&p, "3 records", PATIENCE));
    CU_ASSERT_EQUAL(truncate(path, 0), 0);
    CU_ASSERT_TRUE(pty_quiet(&p, 600, PATIENCE));
    grow("{\"step\": 50, \"loss\": 2}\n");
    CU_ASSERT_TRUE(pty_until(&p, "step 50 ", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* Keys come from the terminal while the log comes from a pipe, whose end is said. */
static void test_it_reads_a_pipe(void)
{
    struct pty p;
    char fifo[160];
    int ends[2];
    snprintf(fifo, sizeof fifo, "%s/fifo", sh.folder);
    CU_ASSERT_EQUAL_FATAL(mkfifo(fifo, 0600), 0);
    ends[0] = open(fifo, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    static const char first[] = "step: 1 loss: 2.5 grad_norm: 1.5\n", more[] = "step: 2 loss: 2 gr";
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"watch", "-"}, .in = ends[0]}));
    ends[1] = open(fifo, O_WRONLY | O_CLOEXEC); /* now: nobody else is to hold it open */
    CU_ASSERT_TRUE(pty_until(&p, "Waiting for the first record", PATIENCE));
    CU_ASSERT_EQUAL(write(ends[1], first, strlen(first)), (ssize_t)strlen(first));
    CU_ASSERT_TRUE(pty_until(&p, "step 1 ", PATIENCE));
    CU_ASSERT_EQUAL(write(ends[1], more, strlen(more)), (ssize_t)strlen(more));
    pty_type(&p, "a");
    CU_ASSERT_TRUE(pty_until(&p, "No rule can say yet: needs 100 norms", PATIENCE));
    close(ends[1]);
    CU_ASSERT_TRUE(pty_until(&p, "ended", PATIENCE));
    CU_ASSERT_TRUE(pty_shows(&p, "step 1 "));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
    close(ends[0]);
}

/* γ goes up a notch, the share it clips with it; a step back and on again is the same screen. */
static void test_keys(void)
{
    struct pty p;
    begin();
    for (int i = 3; i < 200; i++) {
        char line[96];
        snprintf(line, sizeof line,
                 "{\"step\": %d, \"loss\": 2, \"grad_norm\": %g, \"gamma\": 2}\n", i, i % 10 + 0.5);
        grow(line);
    }
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"watch", path}}));
    CU_ASSERT_TRUE(pty_until(&p, "γ = 2 would clip 79.", PATIENCE));
    pty_type(&p, "k");
    CU_ASSERT_TRUE(pty_until(&p, "γ = 2.5 would clip 70.4", PATIENCE));
    CU_ASSERT_TRUE(pty_until(&p, "clip_grad_norm_(model.parameters(), 2.5)", PATIENCE));
    pty_type(&p, "p");
    CU_ASSERT_TRUE(pty_until(&p, "optax.clip_by_global_norm(2.5)", PATIENCE));
    unsigned long newest = play_sight(&p);
    pty_type(&p, "h");
    CU_ASSERT_TRUE(pty_until(&p, "looking back at step 198", PATIENCE));
    pty_type(&p, "l");
    CU_ASSERT_TRUE(play_until_sight(&p, newest, PATIENCE));
    pty_type(&p, "?");
    CU_ASSERT_TRUE(pty_until(&p, "help: watching a log", PATIENCE));
    pty_type(&p, "q");
    CU_ASSERT_TRUE(play_until_sight(&p, newest, PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

/* How many files of the folder have a name that ends so; the last of them into name. */
static int files_of(const char *folder, const char *ending, char *name, size_t size)
{
    int n = 0;
    DIR *dir = opendir(folder);
    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        size_t length = strlen(d->d_name), end = strlen(ending);
        if (length < end || strcmp(d->d_name + length - end, ending) != 0)
            continue;
        snprintf(name, size, "%s/%s", folder, d->d_name);
        n++;
    }
    closedir(dir);
    return n;
}

static bool file_holds(const char *name, const char *what)
{
    char why[100], *bytes;
    size_t size;
    CU_ASSERT_TRUE_FATAL(file_read(name, 1 << 24, &bytes, &size, why, sizeof why));
    bool holds = memmem(bytes, size, what, strlen(what)) != NULL;
    free(bytes);
    return holds;
}

/* e and R write a picture and a recording beside the user; w says that there is no scene. */
static void test_what_is_saved(void)
{
    struct pty p;
    char folder[160], name[512], own[160];
    begin();
    snprintf(folder, sizeof folder, "%s/saved", sh.folder);
    CU_ASSERT_EQUAL_FATAL(mkdir(folder, 0700), 0);
    snprintf(own, sizeof own, "%s", path);
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"watch", own}, .folder = folder}));
    CU_ASSERT_TRUE(pty_until(&p, "step 2 ", PATIENCE));
    pty_type(&p, "w");
    CU_ASSERT_TRUE(pty_until(&p, "A log is no scene", PATIENCE));
    pty_type(&p, "e");
    CU_ASSERT_TRUE(pty_until(&p, ".svg: saved", PATIENCE));
    CU_ASSERT_EQUAL_FATAL(files_of(folder, ".svg", name, sizeof name), 1);
    CU_ASSERT(file_holds(name, "</svg>"));
    CU_ASSERT(file_holds(name, "gradient norm"));
    pty_type(&p, "R");
    CU_ASSERT_TRUE(pty_until(&p, "being recorded", PATIENCE));
    CU_ASSERT_EQUAL(files_of(folder, ".cast", name, sizeof name), 0); /* not before it is whole */
    pty_type(&p, "k");
    CU_ASSERT_TRUE(pty_quiet(&p, 300, PATIENCE));
    pty_type(&p, "R");
    CU_ASSERT_TRUE(pty_until(&p, ".cast: recorded", PATIENCE));
    CU_ASSERT_EQUAL_FATAL(files_of(folder, ".cast", name, sizeof name), 1);
    CU_ASSERT(file_holds(name, "\"version\""));
    CU_ASSERT(file_holds(name, "clipdescent watch train.jsonl"));
    pty_type(&p, "R");
    CU_ASSERT_TRUE(pty_until(&p, "being recorded", PATIENCE));
    CU_ASSERT_TRUE(play_quit(&p)); /* which ends the second one */
    CU_ASSERT(files_of(folder, ".cast", name, sizeof name) >= 1);
    CU_ASSERT_EQUAL(files_of(folder, ".yaml", name, sizeof name), 0);
    pty_stop(&p);
}

/* A file that holds no log ends it, with the terminal as it was and the reason on it. */
static void test_no_log(void)
{
    struct pty p;
    snprintf(path, sizeof path, "%s/poem.txt", sh.folder);
    grow("roses are red\n");
    struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}}; /* nobody writes to it */
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path, old, 0), 0);
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"watch", path}}));
    CU_ASSERT_TRUE(pty_until_end(&p, PATIENCE));
    CU_ASSERT_EQUAL(p.status, 2);
    CU_ASSERT_TRUE(pty_restored(&p));
    CU_ASSERT_TRUE(strstr(p.log, "found no training log") != NULL);
    pty_stop(&p);
}

/* While nothing comes next to nothing is done. */
static void test_it_rests(void)
{
    struct pty p;
    begin();
    CU_ASSERT_TRUE_FATAL(play_start(&p, (struct play){.args = {"watch", path}}));
    CU_ASSERT_TRUE(pty_until(&p, "step 2 ", PATIENCE));
    CU_ASSERT_TRUE(pty_quiet(&p, 500, PATIENCE));
    size_t wrote = p.length;
    pty_read(&p, 1500);
    CU_ASSERT_EQUAL(p.length, wrote); /* not a byte to the terminal */
    CU_ASSERT_TRUE(play_quit(&p));
    pty_stop(&p);
}

static const struct check checks[] = {
    {"it follows half lines", test_it_follows_half_lines},
    {"it follows rotation and truncation", test_it_follows_rotation_and_truncation},
    {"it reads a pipe", test_it_reads_a_pipe},
    {"keys", test_keys},
    {"what is saved", test_what_is_saved},
    {"no log", test_no_log},
    {"it rests", test_it_rests},
    {NULL, NULL},
};

int main(void)
{
    if (!shell_begin(&sh))
        return 1;
    int status = check_main("watch live", checks);
    shell_end(&sh);
    return status;
}
