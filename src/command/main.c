#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "command/command.h"
#include "net/product.h"

/* What was printed may have gone nowhere (a full disk, a closed pipe): then the work failed. */
static int close_output(int status)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (status == EXIT_OK) {
        /* Of a write that failed earlier only the mark on the stream is left. */
        complain("standard output: %s", errno ? strerror(errno) : "cannot be written");
        status = EXIT_FAILED;
    }
    return status;
}

/* Where a standard stream was closed, the file opened next would take its number, and what is
 * printed would land in that file. The stand-ins fail as the closed stream would. */
static void streams_hold(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) != fd)
            _exit(EXIT_FAILED);
}

/* Whether the vectors that were asked for are available. */
static bool vectors_fit(void)
{
    const char *wanted = getenv("CLIPDESCENT_VECTORS");
    if (!wanted || product_use(wanted))
        return true;
    struct text names = {0};
    for (int i = 0; product_width_at(i); i++)
        if (product_use(product_width_at(i)))
            text_printf(&names, "%s%s", i ? ", " : "", product_width_at(i));
    complain("CLIPDESCENT_VECTORS: found \"%s\"; this processor has %s", wanted, names.at);
    text_release(&names);
    return false;
}

static void on_end(int sig)
{
    file_sweep();
    signal(sig, SIG_DFL);
    raise(sig);
}

/* Whatever ends the program, no half of a file stays. What is ignored (nohup) stays ignored; a file
 * that grows beyond its limit is a write that fails, and has a message. */
static void endings_watch(void)
{
    /* These stop it, or do nothing. */
    static const int others[] = {SIGCHLD, SIGCONT, SIGURG,  SIGWINCH, SIGTSTP,
                                 SIGTTIN, SIGTTOU, SIGSTOP, SIGKILL,  SIGXFSZ};
    struct sigaction ending = {.sa_handler = on_end, .sa_flags = SA_ONSTACK}, is;
    enum { MILD = sizeof others / sizeof *others };
    for (int sig = 1; sig < NSIG; sig++) {
        bool mild = false;
        for (int i = 0; i < MILD; i++)
            mild |= others[i] == sig;
        if (!mild && sigaction(sig, NULL, &is) == 0 && is.sa_handler == SIG_DFL)
            sigaction(sig, &ending, NULL);
    }
    signal(SIGXFSZ, SIG_IGN);
    atexit(file_sweep);
}

int main(int argc, char **argv)
{
    static struct options options;
    const struct command_kind *command;
    streams_hold();
    endings_watch();
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); /* a point in numbers everywhere: scenes and CSV are data */
    if (!options_read(&options, &command, argc, argv) || !vectors_fit())
        return EXIT_USAGE;
    if (options.version)
        printf("clipdescent %s, vectors: %s\n", VERSION, product_width());
    else if (options.help)
        usage_print(command);
    else if (options.completion)
        completion_print(options.completion);
    else if (options.man)
        manual_print();
    else
        return close_output(command->main(&options));
    return close_output(EXIT_OK);
}
