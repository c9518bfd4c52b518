#include "base/file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

static bool fail(char *why, size_t why_size, int error)
{
    snprintf(why, why_size, "%s", strerror(error));
    return false;
}

/* Reads fd, of a file that said it has as many bytes as expected, to its end. false with errno set;
 * with errno EFBIG there was more than max. */
static bool read_all(int fd, size_t expected, size_t max, char **out, size_t *size)
{
    size_t room = (expected < max ? expected : max) + 2,
           n = 0; /* one more to see the end, and NUL */
    char *buf = mem_alloc(room, 1);
    for (;;) {
        if (n + 1 == room) {
            room *= 2;
            buf = mem_resize(buf, room, 1);
        }
        ssize_t got = read(fd, buf + n, room - n - 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got > 0)
            n += (size_t)got;
        if (n > max)
            errno = EFBIG;
        if (got < 0 || n > max) {
            free(buf);
            return false;
        }
        if (got == 0)
            break;
    }
    buf[n] = '\0';
    *out = buf;
    *size = n;
    return true;
}

bool file_read(const char *path, size_t max, char **out, size_t *size, char *why, size_t why_size)
{
    *out = NULL;
    *size = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* a pipe would wait */
    if (fd < 0)
        return fail(why, why_size, errno);
    struct stat st;
    bool ok = false;
    if (fstat(fd, &st) != 0)
        fail(why, why_size, errno);
    else if (S_ISDIR(st.st_mode))
        snprintf(why, why_size, "is a directory");
    else if (!S_ISREG(st.st_mode))
        snprintf(why, why_size, "is a pipe or a device, not a file");
    else if (read_all(fd, (size_t)st.st_size, max, out, size))
        ok = true;
    else if (errno == EFBIG)
        snprintf(why, why_size, "is over %zu bytes", max);
    else
        fail(why, why_size, errno);
    close(fd);
    return ok;
}

char *file_from_root(const char *path)
{
    char *copy = mem_text(path), *slash = strrchr(copy, '/');
    const char *name = slash ? slash + 1 : copy;
    if (slash)
        slash[slash == copy ? 1 : 0] = '\0'; /* the root keeps its slash; name is read below */
    char *folder = realpath(slash ? copy : ".", NULL), *out = NULL;
    if (folder) {
        name = path + (name - copy);
        size_t size = strlen(folder) + strlen(name) + 2;
        out = mem_alloc(size, 1);
        snprintf(out, size, "%s%s%s", folder, strcmp(folder, "/") == 0 ? "" : "/", name);
        free(folder);
    }
    free(copy);
    return out;
}

/* Where path leads, whether or not there is a file yet: a link is followed to its end, and stays.
 */
static char *resolve(const char *path)
{
    enum { LINKS_MAX = 40 };
    char *at = mem_text(path);
    for (int i = 0; i < LINKS_MAX; i++) {
        char to[PATH_MAX];
        char *here = file_from_root(at);
        ssize_t n = here ? readlink(here, to, sizeof to - 1) : -1;
        if (n < 0) {
            free(here ? at : NULL);
            return here ? here : at;
        }
        to[n] = '\0';
        free(at);
        char *slash = strrchr(here, '/');
        slash[1] = '\0';
        size_t size = strlen(here) + (size_t)n + 1;
        at = mem_alloc(size, 1);
        snprintf(at, size, "%s%s", to[0] == '/' ? "" : here, to);
        free(here);
    }
    return at; /* links in a circle: opening it will say so */
}

bool file_same(const char *a, const char *b)
{
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0)
        return strcmp(a, b) == 0;
    char *x = resolve(a), *y = resolve(b);
    bool same = strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

/* What a stream writes to. A stream of its own remembers that a write failed, not why; when the
 * file is committed that is long past. */
struct file_sink {
    int fd, error; /* error: of the first write that failed */
    bool own;      /* fd is closed with the stream */
};

static ssize_t sink_write(void *cookie, const char *from, size_t n)
{
    struct file_sink *s = cookie;
    size_t done = 0;
    while (done < n) {
        ssize_t wrote = write(s->fd, from + done, n - done);
        if (wrote >= 0) {
            done += (size_t)wrote;
        } else if (errno != EINTR) {
            s->error = s->error ? s->error : errno;
            break;
        }
    }
    return (ssize_t)done;
}

static ssize_t sink_read(void *cookie, char *to, size_t n)
{
    const struct file_sink *s = cookie;
    ssize_t got;
    while ((got = read(s->fd, to, n)) < 0 && errno == EINTR)
        continue;
    return got;
}

static int sink_seek(void *cookie, off64_t *at, int whence)
{
    const struct file_sink *s = cookie;
    off64_t now = lseek64(s->fd, *at, whence);
    *at = now;
    return now < 0 ? -1 : 0;
}

static int sink_close(void *cookie)
{
    struct file_sink *s = cookie;
    if (s->own && close(s->fd) != 0) {
        s->error = s->error ? s->error : errno;
        return EOF;
    }
    return 0;
}

/* Gives w a stream to fd, which is closed with it where it is its own. */
static bool stream_open(struct file_writer *w, int fd, bool own)
{
    static const cookie_io_functions_t calls = {
        .read = sink_read, .write = sink_write, .seek = sink_seek, .close = sink_close};
    w->sink = mem_alloc(1, sizeof *w->sink);
    *w->sink = (struct file_sink){.fd = fd, .own = own};
    w->out = fopencookie(w->sink, "w+", calls);
    if (w->out && isatty(fd))
        setvbuf(w->out, NULL, _IOLBF, BUFSIZ);
    return w->out != NULL;
}

int file_error(const struct file_writer *w)
{
    if (fflush(w->out) == 0 && !ferror(w->out))
        return 0;
    return w->sink->error ? w->sink->error : EIO;
}

bool file_cut(struct file_writer *w, long size)
{
    __fpurge(w->out);
    clearerr(w->out);
    w->sink->error = 0;
    return ftruncate(w->sink->fd, size) == 0 && fseek(w->out, size, SEEK_SET) == 0;
}

void file_free_name(char *name, size_t size, const char *stem, const char *ending)
{
    enum { NAMES_MAX = 10000 };
    snprintf(name, size, "%s.%s", stem, ending);
    for (int i = 2; i < NAMES_MAX && access(name, F_OK) == 0; i++)
        snprintf(name, size, "%s-%d.%s", stem, i, ending);
}

/* The names of files that are not complete; one is freed after it has left. */
enum { UNFINISHED_MAX = 16 };
static _Atomic(char *) unfinished[UNFINISHED_MAX];

static void unfinished_add(char *name)
{
    for (int i = 0; i < UNFINISHED_MAX; i++) {
        char *none = NULL;
        if (atomic_compare_exchange_strong(&unfinished[i], &none, name))
            return;
    }
}

static void unfinished_drop(char *name)
{
    for (int i = 0; i < UNFINISHED_MAX; i++) {
        char *it = name;
        atomic_compare_exchange_strong(&unfinished[i], &it, NULL);
    }
}

void file_sweep(void)
{
    int saved = errno;
    for (int i = 0; i < UNFINISHED_MAX; i++) {
        char *name = atomic_exchange(&unfinished[i], NULL);
        if (name)
            unlink(name);
    }
    errno = saved;
}

/* Opens a new file beside w->path, named in w->beside, which is among the unfinished before there
 * is a file. */
static int open_beside(struct file_writer *w, mode_t mode)
{
    size_t size = strlen(w->path) + 32;
    w->beside = mem_alloc(size, 1);
    int fd = -1;
    for (int i = 0; i < 100 && fd < 0; i++) {
        snprintf(w->beside, size, "%s.%ld-%d.part", w->path, (long)getpid(), i);
        unfinished_add(w->beside);
        fd = open(w->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (fd < 0)
            unfinished_drop(w->beside);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

static char *forget(char *name)
{
    unfinished_drop(name);
    free(name);
    return NULL;
}

bool file_begin(struct file_writer *w, const char *path, char *why, size_t why_size)
{
    *w = (struct file_writer){0};
    if (strcmp(path, "-") == 0) {
        fflush(stdout); /* what was printed before stands before it */
        if (stream_open(w, STDOUT_FILENO, false))
            return true;
        int error = errno;
        file_abandon(w);
        return fail(why, why_size, error);
    }
    struct stat st;
    bool old = stat(path, &st) == 0, circle = !old && errno == ELOOP;
    w->path = resolve(path); /* a link stays a link */
    int fd = -1;
    if (old && S_ISDIR(st.st_mode))
        errno = EISDIR;
    else if (circle)
        errno = ELOOP;
    else if (old && !S_ISREG(st.st_mode))
        fd = open(path, O_WRONLY | O_CLOEXEC); /* a pipe or device is not replaced; by the name
                                              given, as that of a descriptor leads nowhere */
    else if (!old || access(w->path, W_OK) == 0)
        fd = open_beside(w, 0666);
    if (fd >= 0 && old && S_ISREG(st.st_mode))
        (void)!fchmod(fd, st.st_mode & 0777); /* where it cannot be kept, ours is as good */
    if (fd >= 0 && stream_open(w, fd, true))
        return true;
    int error = errno;
    if (fd >= 0)
        close(fd);
    else
        w->beside = forget(w->beside); /* not there */
    file_abandon(w);
    return fail(why, why_size, error);
}

bool file_scratch(struct file_writer *w, char *why, size_t why_size)
{
    const char *folder = getenv("TMPDIR");
    struct text name = {0};
    *w = (struct file_writer){0};
    const char *in = folder && *folder ? folder : "/tmp";
    int fd = open(in, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0) { /* where a file cannot be without a name it has one for a moment */
        text_printf(&name, "%s/clipdescent-XXXXXX", in);
        fd = mkostemp(name.at, O_CLOEXEC);
        if (fd >= 0)
            unlink(name.at);
    }
    bool ok = fd >= 0 && stream_open(w, fd, true);
    int error = errno;
    text_release(&name);
    if (ok)
        return true;
    if (fd >= 0)
        close(fd);
    file_abandon(w);
    return fail(why, why_size, error);
}

bool file_commit(struct file_writer *w, char *why, size_t why_size)
{
    int error = file_error(w);
    if (!error && w->beside && fsync(w->sink->fd) != 0)
        error = errno;
    if (fclose(w->out) != 0 && !error)
        error = w->sink->error ? w->sink->error : errno;
    w->out = NULL;
    if (!error && w->beside && rename(w->beside, w->path) != 0)
        error = errno;
    if (!error)
        w->beside = forget(w->beside); /* there is nothing to remove any more */
    file_abandon(w);
    return !error || fail(why, why_size, error);
}

void file_abandon(struct file_writer *w)
{
    if (w->out)
        fclose(w->out);
    if (w->beside)
        unlink(w->beside);
    free(w->path);
    unfinished_drop(w->beside);
    free(w->beside);
    free(w->sink);
    *w = (struct file_writer){0};
}

/* What says a file's format is short: "json", "numpy". */
enum { ENDING_MAX = 5 };

const char *file_ending(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    if (!dot || dot == name || !isalpha((unsigned char)dot[1]))
        return "";
    size_t n = 0;
    while (isalnum((unsigned char)dot[1 + n]))
        n++;
    return dot[1 + n] == '\0' && n <= ENDING_MAX ? dot + 1 : "";
}

bool file_ends(const char *path, const char *ends)
{
    const char *ending = file_ending(path);
    return *ending && word_among(ends, ending);
}

bool file_save(const char *path, const char *bytes, size_t n, char *why, size_t why_size)
{
    struct file_writer w;
    if (!file_begin(&w, path, why, why_size))
        return false;
    fwrite(bytes, 1, n, w.out); /* a failure is seen when the file is committed */
    return file_commit(&w, why, why_size);
}
