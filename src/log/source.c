#include "log/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool learn(struct log_source *s)
{
    struct stat st;
    if (fstat(s->fd, &st) != 0)
        return false;
    s->device = st.st_dev;
    s->inode = st.st_ino;
    s->pipe = !S_ISREG(st.st_mode);
    s->at = 0;
    return !S_ISDIR(st.st_mode);
}

bool log_source_open(struct log_source *s, const char *path, char *why, size_t why_size)
{
    bool standard = strcmp(path, "-") == 0;
    *s = (struct log_source){.path = path, .fd = -1};
    s->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (s->fd < 0) {
        snprintf(why, why_size, "%s", strerror(errno));
        return false;
    }
    if (!learn(s)) {
        snprintf(why, why_size, "is a directory");
        log_source_close(s);
        return false;
    }
    s->pipe = s->pipe || standard;
    return true;
}

void log_source_close(struct log_source *s)
{
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    s->fd = -1;
}

/* Whether another file has the name now, which is opened then. One that is not there yet is waited
 * for. */
static bool is_replaced(struct log_source *s)
{
    struct stat st;
    if (stat(s->path, &st) != 0 || (st.st_dev == s->device && st.st_ino == s->inode))
        return false;
    int fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    close(s->fd);
    s->fd = fd;
    return learn(s);
}

static bool is_cut(struct log_source *s)
{
    struct stat st;
    if (fstat(s->fd, &st) != 0 || st.st_size >= s->at)
        return false;
    s->at = 0;
    return lseek(s->fd, 0, SEEK_SET) == 0;
}

static bool is_ready(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    return poll(&p, 1, 0) > 0;
}

enum log_came log_source_read(struct log_source *s, char *buf, size_t size, size_t *n)
{
    *n = 0;
    if (s->fd < 0 || s->ended)
        return LOG_GONE;
    if (s->pipe && !is_ready(s->fd))
        return LOG_NOTHING;
    if (!s->pipe && is_cut(s))
        return LOG_ANEW;
    ssize_t got = read(s->fd, buf, size);
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
        return LOG_NOTHING;
    if (got > 0) {
        *n = (size_t)got;
        s->at += got;
        return LOG_BYTES;
    }
    if (got < 0 || s->pipe) {
        s->ended = true;
        return LOG_GONE;
    }
    return is_replaced(s) ? LOG_ANEW : LOG_NOTHING;
}
