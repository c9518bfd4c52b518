/* The words of the sources: messages of faults, which a user reads, and comments, which the next
 * developer does. */
#include <glob.h>

#include "words_setup.h"

/* Turns that comments and the words on the screen do without. */
static const char *const unplain[] = {"here is none", "here are none", "is none",   "lets go",
                                      "it lives",     "is to be",      "are to be", "whoever",
                                      "Whoever",      "to be had"};

/* The comments of a source: their lines put together. */
static int read_comments(const char *path)
{
    char why[160], *text;
    size_t size;
    int found = 0;
    CU_ASSERT_TRUE_FATAL(file_read(path, 1 << 20, &text, &size, why, sizeof why));
    for (size_t i = 0; i < sizeof unplain / sizeof *unplain; i++) {
        if (strstr(text, unplain[i]))
            printf("\n%s: \"%s\"\n", path, unplain[i]);
        CU_ASSERT_PTR_NULL(strstr(text, unplain[i])); /* in a line: words on the screen, too */
    }
    for (char *at = text, *end; (at = strstr(at, "/*")) && (end = strstr(at, "*/")); at = end) {
        char *to = at;
        *end++ = '\0';
        for (const char *c = at; *c; c++)
            if (*c == '\n')
                c += strspn(c, " *\n") - 1, *to++ = ' ';
            else
                *to++ = *c;
        *to = '\0';
        for (size_t i = 0; i < sizeof unplain / sizeof *unplain; i++) {
            if (strstr(at, unplain[i]))
                printf("\n%s: \"%s\" in: %s\n", path, unplain[i], at);
            CU_ASSERT_PTR_NULL(strstr(at, unplain[i]));
        }
        found++;
    }
    free(text);
    return found;
}

static void comments(void)
{
    glob_t sources;
    int found = 0;
    CU_ASSERT_EQUAL_FATAL(glob("src/*/*.[ch]", 0, NULL, &sources), 0);
    CU_ASSERT_EQUAL_FATAL(glob("src/*/*/*.[ch]", GLOB_APPEND, NULL, &sources), 0);
    for (size_t i = 0; i < sources.gl_pathc; i++)
        found += read_comments(sources.gl_pathv[i]);
    CU_ASSERT(found > 3000);
    globfree(&sources);
}

/* What a user is told of a fault: the texts of the calls that say so. */
static int read_messages(const char *path)
{
    static const char *const calls[] = {"complain(", "report_add(", "snprintf(why,", "say_fault("};
    char why[160], *text;
    size_t size;
    int found = 0;
    CU_ASSERT_TRUE_FATAL(file_read(path, 1 << 20, &text, &size, why, sizeof why));
    for (size_t k = 0; k < sizeof calls / sizeof *calls; k++)
        for (const char *at = text; (at = strstr(at, calls[k])); at++) {
            char sentence[1000];
            size_t n = 0;
            bool quoted = false;
            for (const char *c = at; *c && (quoted || *c != ';') && n + 2 < sizeof sentence; c++) {
                if (*c == '"')
                    quoted = !quoted, sentence[n++] = ' '; /* the next is another piece */
                else if (quoted && *c == '%' && c[1] != ' ')
                    sentence[n++] = '1';
                else if (quoted && *c == '\\')
                    c++, sentence[n++] = ' ';
                else if (quoted)
                    sentence[n++] = *c;
            }
            sentence[n] = '\0';
            if (strchr(sentence, ' ') && ++found)
                read_text(path, sentence);
        }
    free(text);
    return found;
}

static void messages(void)
{
    glob_t sources;
    int found = 0;
    list_open();
    CU_ASSERT_EQUAL_FATAL(glob("src/command/*.c", 0, NULL, &sources), 0);
    CU_ASSERT_EQUAL_FATAL(glob("src/watch/*.c", GLOB_APPEND, NULL, &sources), 0);
    CU_ASSERT_EQUAL_FATAL(glob("src/log/*.c", GLOB_APPEND, NULL, &sources), 0);
    for (size_t i = 0; i < sources.gl_pathc; i++)
        found += read_messages(sources.gl_pathv[i]);
    CU_ASSERT(found > 60);
    globfree(&sources);
    free(list);
}

int main(void)
{
    static const struct check checks[] = {
        {"messages", messages}, {"comments", comments}, {NULL, NULL}};
    return check_main("source words", checks);
}
