/* Feed-forward networks on data. */
#include "problem/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "problem/network_parts.h"

/* A batch over this is done in passes of so many samples: an arena of moderate size, in cache. */
enum { CHUNK_MOST = 1024 };

static const char *const activation_names[] = {"relu", "tanh", "gelu", "none", NULL};
static const char *const loss_names[] = {"cross-entropy", "mse", "half-mse", NULL};
static const char *const init_names[] = {"torch", "he", "xavier", NULL};

static const struct param params[] = {
    [NETWORK_LAYERS] = {.name = "layers",
                        .symbol = "n",
                        .help = "widths from input to output; 256*9 stands for nine of 256",
                        .kind = PARAM_TEXT,
                        .words = true,
                        .def_text = "2 16 16 2"},
    [NETWORK_ACTIVATION] = {.name = "activation",
                            .symbol = "φ",
                            .help = "between the layers; none makes the network linear",
                            .kind = PARAM_CHOICE,
                            .def = ACTIVATION_RELU,
                            .max = 3,
                            .choices = activation_names},
    [NETWORK_NORM] = {.name = "layer-norm",
                      .symbol = "norm",
                      .help = "layer norm before every activation",
                      .kind = PARAM_FLAG,
                      .max = 1},
    [NETWORK_BIAS] = {.name = "bias",
                      .symbol = "b",
                      .help = "layers have a bias",
                      .kind = PARAM_FLAG,
                      .def = 1,
                      .max = 1},
    [NETWORK_LOSS] = {.name = "loss",
                      .symbol = "ℓ",
                      .help = "mean over the batch; mse is over all outputs too",
                      .kind = PARAM_CHOICE,
                      .def = LOSS_CROSS_ENTROPY,
                      .max = 2,
                      .choices = loss_names},
    [NETWORK_INIT] = {.name = "init",
                      .symbol = "θ₀",
                      .help = "the random start: torch's own for linear layers, He's or Xavier's",
                      .kind = PARAM_CHOICE,
                      .def = INIT_TORCH,
                      .max = 2,
                      .choices = init_names},
    [NETWORK_SCALE] = {.name = "init-scale",
                       .symbol = "s",
                       .help = "what multiplies the random start",
                       .kind = PARAM_REAL,
                       .log_scale = true,
                       .def = 1,
                       .min = 0,
                       .max = 1000},
    [NETWORK_DATA] = {.name = "data",
                      .symbol = "x",
                      .help = "moons, circles, spirals, xor, blobs, regression, linear, identity, "
                              "digits, fashion or idx:FOLDER",
                      .kind = PARAM_TEXT,
                      .def_text = "moons"},
    [NETWORK_SAMPLES] = {.name = "samples",
                         .symbol = "N",
                         .help = "how many to make (0: 200), or to train on of those read (0: all)",
                         .kind = PARAM_COUNT,
                         .min = 0,
                         .max = 100000},
    [NETWORK_NOISE] = {.name = "noise",
                       .symbol = "σ",
                       .help = "deviation of what is added to data that are made",
                       .kind = PARAM_REAL,
                       .def = 0.1,
                       .min = 0,
                       .max = 10},
    [NETWORK_SPLIT] = {.name = "split",
                       .symbol = "test",
                       .help = "share kept for the test, where the data have no test part",
                       .kind = PARAM_REAL,
                       .def = 0.2,
                       .min = 0,
                       .max = 0.9},
    [NETWORK_BATCH] = {.name = "batch",
                       .symbol = "B",
                       .help = "samples a step; 0: the full set",
                       .kind = PARAM_COUNT,
                       .min = 0,
                       .max = 1000000},
    [NETWORK_SEED] = {.name = "seed",
                      .symbol = "seed",
                      .help = "of start, data that are made, split and batches",
                      .kind = PARAM_COUNT,
                      .def = 1,
                      .min = 0,
                      .max = 0x1p53},
};

static const char *choice(const struct value *values, int i)
{
    return params[i].choices[(int)values[i].num];
}

/* Parameters the network would have, as a number that cannot overflow. */
static double dim_of(const struct network *n, const struct value *v)
{
    double dim = 0;
    for (int i = 0; i + 1 < n->n_widths; i++)
        dim += (double)n->widths[i + 1] *
               (n->widths[i] + (v[NETWORK_BIAS].num != 0) + 2 * (v[NETWORK_NORM].num != 0));
    return dim;
}

static bool data_fit(struct network *n, const struct value *v, char *why, size_t size)
{
    int in = n->widths[0], out = network_width(n), classes = n->data->classes;
    int targets = classes > 0 ? classes : n->data->targets;
    if (in != n->data->inputs)
        snprintf(why, size, "layers: found %d inputs; expected %d, as %.60s has", in,
                 n->data->inputs, v[NETWORK_DATA].text);
    else if (out != targets)
        snprintf(why, size, "layers: found %d outputs; expected %d, the %s of %.60s", out, targets,
                 classes > 0 ? "classes" : "targets", v[NETWORK_DATA].text);
    else if (classes == 0 && v[NETWORK_LOSS].num == LOSS_CROSS_ENTROPY)
        snprintf(why, size,
                 "loss: found cross-entropy; expected mse or half-mse, for %.60s has no "
                 "classes",
                 v[NETWORK_DATA].text);
    else
        return true;
    return false;
}

static bool network_make(struct network *n, const struct value *v, const char *file, char *why,
                         size_t size)
{
    char fault[900];
    n->n_widths = widths_read(v[NETWORK_LAYERS].text, n->widths, fault, sizeof fault);
    if (n->n_widths == 0) {
        snprintf(why, size, "layers: %s", fault);
        return false;
    }
    if (dim_of(n, v) > DIM_MOST) {
        snprintf(why, size, "layers: found %.0f parameters; expected at most %d", dim_of(n, v),
                 DIM_MOST);
        return false;
    }
    n->seed = (uint64_t)v[NETWORK_SEED].num;
    struct data_spec spec = {
        .name = v[NETWORK_DATA].text,
        .beside = file,
        .samples = (int)v[NETWORK_SAMPLES].num,
        .noise = v[NETWORK_NOISE].num,
        .split = v[NETWORK_SPLIT].num,
        .seed = n->seed,
        .inputs = n->widths[0],
        .outputs = network_width(n),
    };
    n->data = data_open(&spec, fault, sizeof fault);
    if (!n->data) {
        snprintf(why, size, "data: %s", fault);
        return false;
    }
    return data_fit(n, v, why, size);
}

/* A linear network without noise can be exact, if no layer is too narrow for what it is to do. */
static bool is_exact(const struct network *n, const struct value *v)
{
    int ends = n->widths[0] < network_width(n) ? n->widths[0] : network_width(n);
    for (int i = 0; i < n->n_widths; i++)
        if (n->widths[i] < ends)
            return false;
    bool teacher = strcmp(v[NETWORK_DATA].text, "linear") == 0 ||
                   strcmp(v[NETWORK_DATA].text, "identity") == 0;
    return teacher && v[NETWORK_NOISE].num == 0 && v[NETWORK_ACTIVATION].num == ACTIVATION_NONE &&
           v[NETWORK_NORM].num == 0;
}

static void formula(struct problem *p, const struct network *n)
{
    char widths[64];
    widths_text(n->widths, n->n_widths, widths, sizeof widths);
    int none = p->values[NETWORK_ACTIVATION].num == ACTIVATION_NONE;
    snprintf(p->formula, sizeof p->formula, "%.40s %s, %s, %.20s", widths,
             none ? "linear" : choice(p->values, NETWORK_ACTIVATION),
             choice(p->values, NETWORK_LOSS), p->values[NETWORK_DATA].text);
}

static void network_free(struct network *n)
{
    data_close(n->data);
    free(n);
}

static bool network_open(struct problem *p, struct report *r, const char *file, int line)
{
    struct network *n = mem_alloc(1, sizeof *n);
    char why[1000];
    if (!network_make(n, p->values, file, why, sizeof why)) {
        report_add(r, file, line, "problem.%s", why);
        network_free(n);
        return false;
    }
    network_build(n, p->values);
    int batch = (int)p->values[NETWORK_BATCH].num, all = n->data->n[0];
    n->batch = batch > 0 && batch < all ? batch : all;
    p->batched = n->batch < all;
    p->samples[PART_TRAIN] = all;
    p->samples[PART_TEST] = n->data->n[PART_TEST];
    n->chunk = n->batch < CHUNK_MOST ? n->batch : CHUNK_MOST;
    p->data = n;
    p->dim = n->graph.dim;
    p->infimum = is_exact(n, p->values) ? 0 : NAN;
    p->n_blocks = n->n_widths - 1;
    p->blocks = n->blocks;
    p->n_tensors = n->n_tensors;
    p->tensors = n->tensors;
    formula(p, n);
    return true;
}

static void network_close(struct problem *p)
{
    if (p->data)
        network_free(p->data);
}

bool network_is(const struct problem *p)
{
    return p->kind == &problem_network;
}

const struct data *network_data(const struct problem *p)
{
    return network_of(p)->data;
}

int network_outputs(const struct problem *p)
{
    return network_width(network_of(p));
}

const struct problem_kind problem_network = {
    .name = "network",
    .title = "A small network on data",
    .formula = "f(θ) = mean over the batch of loss(network(θ, x), y)",
    .source = "Pearlmutter, Neural Computation 6 (1994), for its Hessian-vector products",
    .params = params,
    .n_params = NETWORK_PARAMS,
    .infimum = NAN,
    .home = {-3, 3, -3, 3},
    .open = network_open,
    .close = network_close,
    .work_new = network_work_new,
    .work_free = network_work_free,
    .work_bytes = network_work_bytes,
    .eval_cost = network_eval_cost,
    .init = network_init,
    .eval = network_eval,
    .part = network_part,
    .hess_vec = network_hess_vec,
    .begin = network_begin,
    .more = network_more,
    .measure = network_measure,
    .right = network_right,
};
