/* What the program asks of the machine: which libraries, how many threads, how much memory. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "net/product.h"
#include "shell.h"

#if defined __SANITIZE_ADDRESS__
#define SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static struct shell s;

/* The products are its own, and so are eigenvalues: other libraries sum up in other orders on each
 * processor. */
static void no_matrix_library(void)
{
    static const char *const others[] = {"blas", "lapack", "mkl", "libblis", "gomp", "gfortran"};
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    if (shell_run(&s, "ldd ./clipdescent") == 0 && strstr(s.out, "libc")) {
        CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "libyaml"));
        for (size_t i = 0; i < sizeof others / sizeof *others; i++)
            CU_ASSERT_PTR_NULL(strstr(s.out, others[i]));
    } else
        puts("machine: no ldd, or one that says nothing of this program");
    shell_end(&s);
}

static void be_traced(char *const *args)
{
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0 || !freopen("/dev/null", "w", stdout))
        _exit(126);
    execv(args[0], args);
    _exit(127);
}

/* Threads that the program starts; -1: it did not end well, -2: it may not be watched here. */
static int threads_started(char *const *args)
{
    int status, threads = 0;
    fflush(stdout);
    pid_t child = fork(), at;
    if (child == 0)
        be_traced(args);
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    if (!WIFSTOPPED(status))
        return WEXITSTATUS(status) == 126 ? -2 : -1;
    ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
    ptrace(PTRACE_CONT, child, NULL, NULL);
    while ((at = waitpid(-1, &status, __WALL)) > 0) {
        if (at == child && (WIFEXITED(status) || WIFSIGNALED(status)))
            return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? threads : -1;
        if (!WIFSTOPPED(status))
            continue;
        threads += status >> 8 == (SIGTRAP | PTRACE_EVENT_CLONE << 8);
        bool own = WSTOPSIG(status) == SIGTRAP || WSTOPSIG(status) == SIGSTOP;
        ptrace(PTRACE_CONT, at, NULL, own ? 0 : (long)WSTOPSIG(status));
    }
    return -1;
}

/* Threads cost time at the start; only where there is much to do are any made. */
static void threads_where_they_pay(void)
{
    char *const version[] = {"./clipdescent", "--version", NULL};
    char *const small[] = {"./clipdescent", "run", "moons", "--steps", "2", NULL};
    char *const large[] = {"./clipdescent", "sweep",     "quartic", "--lr", "0.01:1:4",
                           "--gamma",       "0.1:10:4",  "--csv",   "-",    "--steps",
                           "100",           "--threads", "4",       NULL};
    if (SANITIZED) /* the leak checker starts one, and is itself not to be watched */
        return;
    int none = threads_started(version);
    if (none == -2) {
        puts("machine: no program may be watched here");
        return;
    }
    CU_ASSERT_EQUAL(none, 0);
    CU_ASSERT_EQUAL(threads_started(small), 0);
    CU_ASSERT_EQUAL(threads_started(large), 12); /* 4 for the grid of each of its 3 runs */
}

/* With a library that starts threads of its own this hung. */
static void little_memory(void)
{
    if (SANITIZED)
        return;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    static const char *const commands[] = {"--version", "list", "check scenes/quartic.yaml",
                                           "run quartic --steps 10"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        shell_run(&s, "ulimit -v 100000; timeout 20 ./clipdescent %s", commands[i]);
        CU_ASSERT_EQUAL(s.status, 0);
        if (s.status != 0)
            printf("\n%s: %d\n%s", commands[i], s.status, s.err);
    }
    shell_end(&s);
}

/* And says which vectors it runs with: CI's log has that line. */
static void the_width_is_said(void)
{
    char expected[60];
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    CU_ASSERT_EQUAL(shell_run(&s, "./clipdescent --version"), 0);
    snprintf(expected, sizeof expected, "vectors: %s\n", product_width());
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, expected));
    CU_ASSERT_EQUAL(shell_run(&s, "grep -q 'clipdescent --version' .ci/run"), 0);
    shell_end(&s);
}

int main(void)
{
    static const struct check checks[] = {
        {"no matrix library", no_matrix_library},
        {"threads where they pay", threads_where_they_pay},
        {"little memory", little_memory},
        {"the width is said", the_width_is_said},
        {NULL, NULL},
    };
    return check_main("machine", checks);
}
