/* The corpora of the fuzzer, one file after another, without it: what once failed stays mended,
 * with every compiler. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "check.h"
#include "fuzz/fuzz.h"

static void each_file_comes_back(void)
{
    for (const struct fuzz_target *t = fuzz_targets; t->name; t++) {
        char folder[64], path[400], why[100], *bytes;
        size_t size;
        int files = 0;
        snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", t->name);
        DIR *dir = opendir(folder);
        CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
        for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
            if (d->d_name[0] == '.')
                continue;
            snprintf(path, sizeof path, "%s/%s", folder, d->d_name);
            CU_ASSERT_TRUE_FATAL(file_read(path, 1 << 16, &bytes, &size, why, sizeof why));
            t->run((const uint8_t *)bytes, size); /* aborts where something does not hold */
            free(bytes);
            files++;
        }
        closedir(dir);
        if (files < 3)
            printf("\n%s: found %d files; expected a corpus\n", folder, files);
        CU_ASSERT(files >= 3);
    }
}

static const struct check checks[] = {
    {"each file comes back", each_file_comes_back},
    {NULL, NULL},
};

int main(void)
{
    return check_main("corpus", checks);
}
