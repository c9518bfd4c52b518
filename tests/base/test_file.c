/* Files: bounded reading, and writing that leaves the old one until the new one is whole. */
#include "check.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static char folder[64], target[128], why[256];

static void folder_make(void)
{
    snprintf(folder, sizeof folder, "/tmp/clipdescent-test-XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    snprintf(target, sizeof target, "%s/out.csv", folder);
}

/* Files in the folder. */
static int folder_count(void)
{
    DIR *d = opendir(folder);
    int n = 0;
    CU_ASSERT_PTR_NOT_NULL_FATAL(d);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static void folder_remove(void)
{
    unlink(target);
    CU_ASSERT_EQUAL(rmdir(folder), 0); /* so nothing was left behind */
}

static void target_is(const char *want)
{
    char *text;
    size_t size;
    CU_ASSERT_FATAL(file_read(target, 1000, &text, &size, why, sizeof why));
    CHECK_TEXT(text, want);
    CU_ASSERT_EQUAL(size, strlen(want));
    free(text);
}

static bool target_write(const char *text)
{
    struct file_writer w;
    if (!file_begin(&w, target, why, sizeof why))
        return false;
    fputs(text, w.out);
    return file_commit(&w, why, sizeof why);
}

static void what_is_written_is_read(void)
{
    folder_make();
    CU_ASSERT(target_write("old\n"));
    target_is("old\n");
    struct file_writer w;
    CU_ASSERT_FATAL(file_begin(&w, target, why, sizeof why));
    fputs("new\n", w.out);
    fflush(w.out);
    target_is("old\n"); /* until the commit */
    CU_ASSERT_EQUAL(folder_count(), 2);
    CU_ASSERT(file_commit(&w, why, sizeof why));
    target_is("new\n");
    CU_ASSERT_EQUAL(folder_count(), 1);
    CU_ASSERT_FATAL(file_begin(&w, target, why, sizeof why));
    fputs("never\n", w.out);
    file_abandon(&w);
    target_is("new\n");
    folder_remove();
}

static void permissions_and_links_stay(void)
{
    struct stat st;
    char link_path[160];
    folder_make();
    mode_t mask = umask(022);
    CU_ASSERT(target_write("a"));
    CU_ASSERT(stat(target, &st) == 0 && (st.st_mode & 0777) == 0644);
    chmod(target, 0600);
    CU_ASSERT(target_write("b"));
    CU_ASSERT(stat(target, &st) == 0 && (st.st_mode & 0777) == 0600);
    umask(mask);
    snprintf(link_path, sizeof link_path, "%s/link", folder);
    CU_ASSERT_EQUAL_FATAL(symlink("out.csv", link_path), 0);
    struct file_writer w;
    CU_ASSERT_FATAL(file_begin(&w, link_path, why, sizeof why));
    fputs("through", w.out);
    CU_ASSERT(file_commit(&w, why, sizeof why));
    CU_ASSERT(lstat(link_path, &st) == 0 && S_ISLNK(st.st_mode));
    target_is("through");
    unlink(target);
    CU_ASSERT_FATAL(file_begin(&w, link_path, why, sizeof why)); /* to what is not there yet */
    fputs("made", w.out);
    CU_ASSERT(file_commit(&w, why, sizeof why));
    CU_ASSERT(lstat(link_path, &st) == 0 && S_ISLNK(st.st_mode));
    target_is("made");
    unlink(link_path);
    folder_remove();
}

static void one_place_by_several_names(void)
{
    char near[160], link_path[160], circle[160];
    folder_make();
    snprintf(near, sizeof near, "%s/./out.csv", folder);
    snprintf(link_path, sizeof link_path, "%s/link", folder);
    snprintf(circle, sizeof circle, "%s/circle", folder);
    CU_ASSERT_EQUAL_FATAL(symlink("./out.csv", link_path), 0);
    CU_ASSERT_EQUAL_FATAL(symlink("circle", circle), 0);
    CU_ASSERT(file_same(target, near));
    CU_ASSERT(file_same(link_path, near));
    CU_ASSERT(target_write("there now"));
    CU_ASSERT(file_same(link_path, near));
    CU_ASSERT(file_same("-", "-"));
    CU_ASSERT(!file_same("-", near));
    CU_ASSERT(!file_same(link_path, circle));
    CU_ASSERT(file_same("no-such-file", "./no-such-file"));
    CU_ASSERT(!file_same("/a", "/b"));
    CU_ASSERT(file_same("/no-such-file", "//no-such-file"));
    struct file_writer w;
    CU_ASSERT(!file_begin(&w, circle, why, sizeof why));
    unlink(circle);
    unlink(link_path);
    folder_remove();
}

/* Comes before any test that writes to a device, and ends the program where it fails: as root, a
 * fault here would put a file in the device's place. */
/* A dot before a number says no format. */
static void endings_are_words(void)
{
    static const char *const table[][2] = {
        {"a.svg", "svg"},     {"dir.d/a.SVG", "SVG"}, {"a.b.cast", "cast"},
        {"a.mp4", "mp4"},     {"a.numpy", "numpy"},   {"a", ""},
        {"a.", ""},           {".svg", ""},           {"frame-lr-0.05", ""},
        {"lr-1.5e3", ""},     {"dir.svg/a", ""},      {"a.svg-old", ""},
        {"a.2026-11-03", ""}, {"a.parquet", ""},      {"dir.d/.svg", ""},
        {"a.s\xc3\xa4", ""},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        CHECK_TEXT(file_ending(table[i][0]), table[i][1]);
    CU_ASSERT(file_ends("a.TXT", "txt text") && file_ends("a.text", "txt text"));
    CU_ASSERT(!file_ends("a.ext", "txt text") && !file_ends("a", "txt text"));
}

static void pipes_are_written_not_replaced(void)
{
    struct stat st;
    char got[16] = "";
    folder_make();
    CU_ASSERT_EQUAL_FATAL(mkfifo(target, 0600), 0);
    int fd = open(target, O_RDONLY | O_NONBLOCK);
    bool written = target_write("through"); /* before stat: a replaced pipe still says true */
    bool kept = stat(target, &st) == 0 && S_ISFIFO(st.st_mode);
    ssize_t n = read(fd, got, sizeof got - 1);
    close(fd);
    folder_remove();
    if (!kept || !written || n != 7) {
        printf("file: a pipe was replaced; 0 passed, 1 failed\n");
        exit(1);
    }
    CHECK_TEXT(got, "through");
}

/* A descriptor by name is a link to what has none. */
static void descriptors_are_written_by_their_names(void)
{
    int ends[2];
    char name[40], got[16] = "";
    struct file_writer w;
    CU_ASSERT_EQUAL_FATAL(pipe(ends), 0);
    snprintf(name, sizeof name, "/dev/fd/%d", ends[1]);
    CU_ASSERT_FATAL(file_begin(&w, name, why, sizeof why));
    fputs("through", w.out);
    CU_ASSERT(file_commit(&w, why, sizeof why));
    CU_ASSERT_EQUAL(read(ends[0], got, sizeof got - 1), 7);
    CHECK_TEXT(got, "through");
    close(ends[0]);
    close(ends[1]);
}

static void places_that_cannot_be_written(void)
{
    struct file_writer w;
    folder_make();
    why[0] = '\0';
    CU_ASSERT_FALSE(file_begin(&w, folder, why, sizeof why));
    CHECK_TEXT(why, "Is a directory");
    strcat(target, "/x");
    CU_ASSERT_FALSE(file_begin(&w, target, why, sizeof why));
    CHECK_TEXT(why, "No such file or directory");
    target[strlen(target) - 2] = '\0';
    CU_ASSERT_EQUAL(folder_count(), 0);
    folder_remove();
    CU_ASSERT_FATAL(file_begin(&w, "/dev/full", why, sizeof why));
    for (int i = 0; i < 10000; i++)
        fputs("0123456789", w.out);
    CU_ASSERT_FALSE(file_commit(&w, why, sizeof why));
    CHECK_TEXT(why, "No space left on device");
    CU_ASSERT_EQUAL(access("/dev/full", F_OK), 0); /* a device is written to, not replaced */
    /* The reason is that of the write which failed, however long ago that was. */
    static const char much[100000];
    CU_ASSERT_FATAL(file_begin(&w, "/dev/full", why, sizeof why));
    fwrite(much, 1, sizeof much, w.out);
    errno = 0;
    CU_ASSERT_EQUAL(file_error(&w), ENOSPC);
    CU_ASSERT_FALSE(file_commit(&w, why, sizeof why));
    CHECK_TEXT(why, "No space left on device");
}

/* Written, cut, written on and read back; nothing is left of it. */
static void a_scratch_file(void)
{
    struct file_writer w;
    char got[16] = "";
    folder_make();
    CU_ASSERT_EQUAL_FATAL(setenv("TMPDIR", folder, 1), 0);
    CU_ASSERT_FATAL(file_scratch(&w, why, sizeof why));
    CU_ASSERT_EQUAL(folder_count(), 0);
    fputs("abcdef", w.out);
    CU_ASSERT_EQUAL(file_error(&w), 0);
    fputs("gh", w.out);
    CU_ASSERT_TRUE(file_cut(&w, 4));
    fputs("XY", w.out);
    CU_ASSERT_EQUAL(file_error(&w), 0);
    rewind(w.out);
    CU_ASSERT_EQUAL(fread(got, 1, sizeof got, w.out), 6);
    CHECK_TEXT(got, "abcdXY");
    file_abandon(&w);
    folder_remove();
    CU_ASSERT_FALSE(file_scratch(&w, why, sizeof why));
    CHECK_TEXT(why, "No such file or directory");
    unsetenv("TMPDIR");
}

/* A limit on the size of files stands for a disk that fills up: the write fails in the middle. */
static void a_full_disk_leaves_the_old_file(void)
{
    folder_make();
    CU_ASSERT(target_write("old\n"));
    struct rlimit before, small;
    getrlimit(RLIMIT_FSIZE, &before);
    small = (struct rlimit){.rlim_cur = 5000, .rlim_max = before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct file_writer w;
    bool begun = file_begin(&w, target, why, sizeof why), done = false;
    for (int i = 0; begun && i < 10000; i++)
        fputs("0123456789", w.out);
    done = begun && file_commit(&w, why, sizeof why);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_DFL);
    CU_ASSERT(begun && !done);
    CHECK_TEXT(why, "File too large");
    target_is("old\n");
    CU_ASSERT_EQUAL(folder_count(), 1);
    folder_remove();
}

static void reading_is_bounded(void)
{
    char *text;
    size_t size;
    folder_make();
    CU_ASSERT(target_write("0123456789"));
    CU_ASSERT(file_read(target, 10, &text, &size, why, sizeof why) && size == 10);
    free(text);
    CU_ASSERT_FALSE(file_read(target, 9, &text, &size, why, sizeof why));
    CHECK_TEXT(why, "is over 9 bytes");
    CU_ASSERT_PTR_NULL(text);
    CU_ASSERT_FALSE(file_read(folder, 100, &text, &size, why, sizeof why));
    CHECK_TEXT(why, "is a directory");
    CU_ASSERT(target_write(""));
    CU_ASSERT(file_read(target, 0, &text, &size, why, sizeof why) && size == 0);
    CHECK_TEXT(text, "");
    free(text);
    CU_ASSERT_FALSE(file_read("/dev/zero", 1 << 20, &text, &size, why, sizeof why));
    CHECK_TEXT(why, "is a pipe or a device, not a file");
    unlink(target);
    CU_ASSERT_EQUAL_FATAL(mkfifo(target, 0600), 0); /* nobody writes: to open it would be to wait */
    alarm(20);
    CU_ASSERT_FALSE(file_read(target, 100, &text, &size, why, sizeof why));
    alarm(0);
    CHECK_TEXT(why, "is a pipe or a device, not a file");
    folder_remove();
    CU_ASSERT_FALSE(file_read(target, 100, &text, &size, why, sizeof why));
    CHECK_TEXT(why, "No such file or directory");
}

/* Whatever ends the program, by exit() for want of memory or by a signal, calls this. */
static void what_is_not_complete_is_swept(void)
{
    struct file_writer w[3];
    char name[200];
    folder_make();
    CU_ASSERT_TRUE(target_write("old"));
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, "%s%d", target, i);
        CU_ASSERT_TRUE(file_begin(&w[i], i ? name : target, why, sizeof why));
        fputs("half", w[i].out);
    }
    CU_ASSERT_EQUAL(folder_count(), 4);
    file_sweep();
    CU_ASSERT_EQUAL(folder_count(), 1);
    target_is("old");
    file_sweep();
    for (int i = 0; i < 3; i++)
        file_abandon(&w[i]);
    folder_remove();
}

static const struct check checks[] = {
    {"what is not complete is swept", what_is_not_complete_is_swept},
    {"what is written is read", what_is_written_is_read},
    {"permissions and links stay", permissions_and_links_stay},
    {"one place by several names", one_place_by_several_names},
    {"endings are words", endings_are_words},
    {"pipes are written, not replaced", pipes_are_written_not_replaced},
    {"descriptors are written by their names", descriptors_are_written_by_their_names},
    {"places that cannot be written", places_that_cannot_be_written},
    {"a scratch file", a_scratch_file},
    {"a full disk leaves the old file", a_full_disk_leaves_the_old_file},
    {"reading is bounded", reading_is_bounded},
    {NULL, NULL},
};

int main(void)
{
    return check_main("file", checks);
}
