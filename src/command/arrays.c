#include "command/arrays.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/npy.h"
#include "command/output.h"
#include "problem/network.h"

enum { NAME_MOST = 4096, ROWS = 2, DATA_FILES = 2 };

static const char *const data_ends[DATA_FILES] = {"-x.npy", "-y.npy"};

/* Of "dir/params.npy", where there are several runs, "dir/params-hard.npy"; of "lr-0.1",
 * "lr-0.1-hard". */
static void name_for(char *out, const char *file, const struct race *race, int run)
{
    if (race->n == 1) {
        snprintf(out, NAME_MOST, "%s", file);
        return;
    }
    const char *ending = file_ending(file), *dot = *ending ? ending - 1 : file + strlen(file);
    snprintf(out, NAME_MOST, "%.*s-%s%s", (int)(dot - file), file, race->run[run].name, dot);
}

/* The k-th of all the files a run may write, and as value the option that asks for it: the rows',
 * then each run's parameters, then the data. name: "" where it is not asked for. */
static const char *file_at(const struct options *o, const struct race *race, int k, char *name)
{
    const char *const rows[] = {o->csv, o->json}, *const options[] = {"--csv", "--json"};
    name[0] = '\0';
    if (k < ROWS) {
        snprintf(name, NAME_MOST, "%s", rows[k] ? rows[k] : "");
        return options[k];
    }
    k -= ROWS;
    if (k < race->n) {
        if (o->save_params)
            name_for(name, o->save_params, race, k);
        return "--save-params";
    }
    if (o->save_data)
        snprintf(name, NAME_MOST, "%s%s", o->save_data, data_ends[k - race->n]);
    return "--save-data";
}

/* Whether no array would be written over rows or over another array. */
static bool all_apart(const struct options *o, const struct race *race)
{
    char one[NAME_MOST], other[NAME_MOST];
    for (int i = ROWS; i < ROWS + race->n + DATA_FILES; i++) {
        const char *option = file_at(o, race, i, one);
        for (int k = 0; k < i && one[0]; k++) {
            const char *before = file_at(o, race, k, other);
            if (!other[0] || !file_same(other, one))
                continue;
            complain("%s and %s: found \"%s\" for both; expected two files", before, option, one);
            return false;
        }
    }
    return true;
}

bool arrays_check(const struct options *o, struct race *race)
{
    char why[300];
    if (!all_apart(o, race))
        return false;
    if (o->save_data && !network_is(&race->problem)) {
        complain("--save-data: found a scene whose loss has no data; expected one of networks");
        return false;
    }
    if (!o->load_params)
        return true;
    double *x = mem_alloc((size_t)race->problem.dim, sizeof *x);
    bool ok = npy_read(o->load_params, x, (size_t)race->problem.dim, why, sizeof why);
    if (ok)
        race_start_at(race, x);
    else
        complain("%s: %s", o->load_params, why);
    free(x);
    return ok;
}

/* A file with one array; whole: of class numbers. */
static bool save(const char *path, const double *v, size_t rows, size_t cols, bool whole)
{
    struct file_writer w;
    if (!output_begin(&w, path))
        return false;
    if (whole)
        npy_write_whole(w.out, v, rows);
    else
        npy_write(w.out, v, rows, cols);
    return output_end(&w, path, true);
}

static bool save_params(const char *file, const struct race *race)
{
    char name[NAME_MOST];
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        name_for(name, file, race, i);
        if (!save(name, r->x, (size_t)r->dim, 0, false))
            return false;
    }
    return true;
}

static bool save_data(const char *prefix, struct race *race, const struct outcome *out)
{
    char name[NAME_MOST];
    const struct problem *p = &race->problem;
    const struct data *d = network_data(p);
    struct run *r = &race->run[0];
    uint64_t draw = 0;
    for (int i = 0; i < race->n; i++) /* that of the run that went on longest */
        draw = out[i].steps > draw ? out[i].steps : draw;
    size_t n = (size_t)network_batch(p, r->look, draw, NULL, NULL);
    double *x = mem_alloc(n * (size_t)d->inputs, sizeof *x);
    double *y = mem_alloc(n * (size_t)d->targets, sizeof *y);
    network_batch(p, r->look, draw, x, y);
    snprintf(name, sizeof name, "%s%s", prefix, data_ends[0]);
    bool ok = save(name, x, n, (size_t)d->inputs, false);
    snprintf(name, sizeof name, "%s%s", prefix, data_ends[1]);
    ok = ok && save(name, y, n, d->classes > 0 ? 0 : (size_t)d->targets, d->classes > 0);
    free(x);
    free(y);
    return ok;
}

bool arrays_save(const struct options *o, struct race *race, const struct outcome *out)
{
    return (!o->save_params || save_params(o->save_params, race)) &&
           (!o->save_data || save_data(o->save_data, race, out));
}
