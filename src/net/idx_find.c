#include "net/idx_find.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"

/* A name that is one of a set's. */
struct named {
    char name[IDX_NAME_MAX];
    size_t prefix; /* length of what stands before the part */
    int part, kind;
    bool folder;  /* it holds the file, under the same name: some archives unpack so */
    bool foreign; /* packed as nothing here unpacks */
};

struct listing {
    int n;
    struct named *at;
};

static const char *const kinds[] = {"images", "labels"};

static bool joint(char c)
{
    return c == '-' || c == '.' || c == '_';
}

/* The part that a name says just before `end`, and where it begins; -1: none. */
static int part_before(const char *name, size_t end, size_t *begin)
{
    static const struct {
        const char *word;
        int part;
    } words[] = {{"train", 0}, {"t10k", 1}, {"test", 1}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i].word);
        if (end < n || memcmp(name + end - n, words[i].word, n) != 0)
            continue;
        *begin = end - n;
        return *begin == 0 || joint(name[*begin - 1]) ? words[i].part : -1;
    }
    return -1;
}

/* What may follow "images": nothing, or -idx3-ubyte and the like, gzipped or not. */
static bool ending_known(const char *rest)
{
    size_t n = strlen(rest);
    if (n >= 3 && strcmp(rest + n - 3, ".gz") == 0)
        n -= 3;
    if (n == 0)
        return true;
    return joint(rest[0]) && n > 4 && strncmp(rest + 1, "idx", 3) == 0 &&
           !memchr(rest + 1, '.', n - 1);
}

static bool name_read(const char *name, struct named *out)
{
    if (strlen(name) >= sizeof out->name)
        return false;
    for (int kind = 0; kind < 2; kind++) {
        const char *word = strstr(name, kinds[kind]);
        if (!word || word == name || !joint(word[-1]))
            continue;
        *out = (struct named){.kind = kind};
        out->part = part_before(name, (size_t)(word - 1 - name), &out->prefix);
        const char *rest = word + strlen(kinds[kind]);
        if (out->part < 0 || (*rest && !joint(*rest)))
            continue;
        out->foreign = !ending_known(rest);
        snprintf(out->name, sizeof out->name, "%s", name);
        return true;
    }
    return false;
}

static bool prefix_is(const struct named *f, const char *prefix, size_t n)
{
    size_t length = f->prefix > 0 && f->prefix == n + 1 ? n : f->prefix;
    return length == n && memcmp(f->name, prefix, n) == 0;
}

/* 0, or what opening the folder failed with. */
static int list_folder(const char *folder, struct listing *out)
{
    DIR *dir = opendir(folder);
    *out = (struct listing){0};
    if (!dir)
        return errno;
    for (const struct dirent *d; (d = readdir(dir)) != NULL;) {
        struct named f;
        char path[1024];
        struct stat st;
        if (!name_read(d->d_name, &f))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, d->d_name);
        f.folder = stat(path, &st) == 0 && S_ISDIR(st.st_mode);
        out->at = mem_resize(out->at, (size_t)out->n + 1, sizeof f);
        out->at[out->n++] = f;
    }
    closedir(dir);
    return 0;
}

static bool is_packed(const char *name)
{
    size_t n = strlen(name);
    return n >= 3 && strcmp(name + n - 3, ".gz") == 0;
}

/* Files before folders, gzipped ones first, else by name: a folder's order says nothing. */
static bool better(const struct named *a, const struct named *b)
{
    if (a->folder != b->folder)
        return !a->folder;
    if (is_packed(a->name) != is_packed(b->name))
        return is_packed(a->name);
    return strcmp(a->name, b->name) < 0;
}

static const struct named *best_of(const struct listing *l, const struct named *set, int part,
                                   int kind)
{
    const struct named *best = NULL;
    for (int i = 0; i < l->n; i++) {
        const struct named *f = &l->at[i];
        if (!f->foreign && f->part == part && f->kind == kind &&
            prefix_is(f, set->name, set->prefix) && (!best || better(f, best)))
            best = f;
    }
    return best;
}

/* What a set's names begin with, for messages and as it may be asked for. */
static int prefix_length(const struct named *f)
{
    return (int)f->prefix - (f->prefix > 0);
}

/* The sets in a folder, in the order of their names; returns how many there are. One without a
 * prefix is the folder's own, whatever lies beside it. */
static int sets_of(const struct listing *l, const char *asked, const struct named **sets, int most)
{
    int n = 0;
    for (int i = 0; i < l->n; i++) {
        const struct named *f = &l->at[i];
        bool known = f->foreign || (*asked && !prefix_is(f, asked, strlen(asked)));
        for (int k = 0; k < n && !known; k++)
            known = prefix_is(f, sets[k]->name, sets[k]->prefix);
        if (known || n == most)
            continue;
        if (f->prefix == 0) {
            sets[0] = f;
            return 1;
        }
        int at = n++;
        for (; at > 0 && strcmp(sets[at - 1]->name, f->name) > 0; at--)
            sets[at] = sets[at - 1];
        sets[at] = f;
    }
    return n;
}

#define EXPECTED "expected train-images-idx3-ubyte[.gz] and its like"

static void say_none(const char *folder, const char *asked, const struct listing *l, char *why,
                     size_t size)
{
    const struct named *foreign = NULL;
    for (int i = 0; i < l->n; i++)
        if (l->at[i].foreign && (!foreign || strcmp(l->at[i].name, foreign->name) < 0))
            foreign = &l->at[i];
    if (foreign)
        snprintf(why, size,
                 "%s: found %s; expected an IDX file, plain or in .gz: unpack or convert it",
                 folder, foreign->name);
    else if (*asked)
        snprintf(why, size, "%s: found no IDX files whose names begin with %s; " EXPECTED, folder,
                 asked);
    else
        snprintf(why, size, "%s: found no IDX files; " EXPECTED, folder);
}

static void say_several(const char *folder, const struct named **sets, int n, char *why,
                        size_t size)
{
    struct text names = {0};
    for (int i = 0; i < n; i++)
        text_printf(&names, "%s%.*s", i ? ", " : "", prefix_length(sets[i]), sets[i]->name);
    snprintf(why, size, "%s: found several sets: %s; expected one: write idx:.../%.*s", folder,
             names.at, prefix_length(sets[0]), sets[0]->name);
    text_release(&names);
}

static bool set_read(const struct listing *l, const struct named *set, struct idx_files *out,
                     char *why, size_t size)
{
    static const char *const words[] = {"train", "t10k"};
    const struct named *f[IDX_PARTS][2];
    for (int part = 0; part < IDX_PARTS; part++)
        for (int kind = 0; kind < 2; kind++) {
            f[part][kind] = best_of(l, set, part, kind);
            if (f[part][kind])
                snprintf(out->name[part][kind], sizeof out->name[part][kind], "%s%s%s",
                         f[part][kind]->name, f[part][kind]->folder ? "/" : "",
                         f[part][kind]->folder ? f[part][kind]->name : "");
        }
    for (int part = 0; part < IDX_PARTS; part++)
        if ((part == 0 || f[part][0] || f[part][1]) && !(f[part][0] && f[part][1])) {
            const struct named *there = f[part][0] ? f[part][0] : f[part][1];
            snprintf(why, size, "%s: found %s alone; expected %.*s%s-%s-idx%d-ubyte[.gz] as well",
                     out->folder, there ? there->name : set->name, (int)set->prefix, set->name,
                     words[part], kinds[f[part][0] != NULL], f[part][0] ? 1 : 3);
            return false;
        }
    return true;
}

/* `where` as a folder, else as a folder and a beginning of names. 0, or what opening the first
 * failed with. */
static int open_where(const char *where, struct idx_files *out, const char **asked,
                      struct listing *l)
{
    const char *slash = strrchr(where, '/');
    snprintf(out->folder, sizeof out->folder, "%s", where);
    *asked = "";
    int error = list_folder(where, l);
    if ((error != ENOENT && error != ENOTDIR) || (slash && !slash[1]))
        return error;
    *asked = slash ? slash + 1 : where;
    if (slash)
        snprintf(out->folder, sizeof out->folder, "%.*s", slash == where ? 1 : (int)(slash - where),
                 where);
    else
        snprintf(out->folder, sizeof out->folder, ".");
    return list_folder(out->folder, l) == 0 && l->n > 0 ? 0 : error;
}

bool idx_find(const char *where, struct idx_files *out, char *why, size_t size)
{
    enum { SETS_MOST = 12 };
    const struct named *sets[SETS_MOST];
    const char *asked;
    struct listing l;
    bool ok = false;
    *out = (struct idx_files){0};
    int error = open_where(where, out, &asked, &l);
    int n = sets_of(&l, asked, sets, SETS_MOST);
    if (error)
        snprintf(why, size, "%s: %s", where, strerror(error));
    else if (n == 0)
        say_none(out->folder, asked, &l, why, size);
    else if (n == 1)
        ok = set_read(&l, sets[0], out, why, size);
    else
        say_several(out->folder, sets, n, why, size);
    free(l.at);
    return ok;
}
