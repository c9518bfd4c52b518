/* Layer upon layer, each fed by the one before: the architecture of the problem `network`. */
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "problem/network_parts.h"

enum {
    DENSE_LAYERS,
    DENSE_ACTIVATION,
    DENSE_NORM,
    DENSE_BIAS,
    DENSE_LOSS,
    DENSE_INIT,
    DENSE_SCALE,
    DENSE_DATA,
    DENSE_SAMPLES,
    DENSE_NOISE,
    DENSE_SPLIT,
    DENSE_BATCH,
    DENSE_SEED,
    DENSE_PARAMS
};
enum { ACTIVATION_RELU, ACTIVATION_TANH, ACTIVATION_GELU, ACTIVATION_NONE };
enum { INIT_TORCH, INIT_HE, INIT_XAVIER };
enum { DIM_MOST = 1 << 25 };

#define NORM_SCALE "norm scale"
#define NORM_SHIFT "norm shift"

static const char *const activation_names[] = {"relu", "tanh", "gelu", "none", NULL};
static const char *const loss_names[] = {"cross-entropy", "mse", "half-mse", NULL};
static const char *const init_names[] = {"torch", "he", "xavier", NULL};

static const struct param params[] = {
    [DENSE_LAYERS] = {.name = "layers",
                      .symbol = "n",
                      .help = "widths from input to output; 256*9 stands for nine of 256",
                      .kind = PARAM_TEXT,
                      .words = true,
                      .def_text = "2 16 16 2"},
    [DENSE_ACTIVATION] =
        PARAM_ONE_OF("activation", "φ", "between the layers; none makes the network linear",
                     ACTIVATION_RELU, 3, activation_names),
    [DENSE_NORM] = {.name = "layer-norm",
                    .symbol = "norm",
                    .help = "layer norm before every activation",
                    .kind = PARAM_FLAG,
                    .max = 1},
    [DENSE_BIAS] = {.name = "bias",
                    .symbol = "b",
                    .help = "layers have a bias",
                    .kind = PARAM_FLAG,
                    .def = 1,
                    .max = 1},
    [DENSE_LOSS] = PARAM_ONE_OF("loss", "ℓ", "mean over the batch; mse is over all outputs too",
                                LOSS_CROSS_ENTROPY, 2, loss_names),
    [DENSE_INIT] = PARAM_ONE_OF("init", "start",
                                "the random start: torch's own for linear layers, He's or Xavier's",
                                INIT_TORCH, 2, init_names),
    [DENSE_SCALE] = PARAM_FROM_ZERO("init-scale", "s", "what multiplies the random start", 1, 1000),
    [DENSE_DATA] =
        NETWORK_DATA("moons, circles, spirals, xor, blobs, regression, linear, identity, "
                     "digits, fashion or idx:FOLDER",
                     "moons"),
    [DENSE_SAMPLES] =
        NETWORK_SAMPLES("how many to make (0: 200), or to train on of those read (0: all)"),
    [DENSE_NOISE] =
        PARAM_LINEAR("noise", "σ", "deviation of what is added to data that are made", 0.1, 10),
    [DENSE_SPLIT] = PARAM_LINEAR(
        "split", "test", "share kept for the test, where the data have no test part", 0.2, 0.9),
    [DENSE_BATCH] = NETWORK_BATCH("samples a step; 0: the full set"),
    [DENSE_SEED] = NETWORK_SEED("of start, data that are made, split and batches"),
};

/* Parameters the network would have, as a number that cannot overflow. */
static double dim_of(const struct network *n, const struct value *v)
{
    double dim = 0;
    for (int i = 0; i + 1 < n->n_widths; i++)
        dim += (double)n->widths[i + 1] *
               (n->widths[i] + (v[DENSE_BIAS].num != 0) + 2 * (v[DENSE_NORM].num != 0));
    return dim;
}

static bool dense_fit(const struct network *n, const struct value *v, char *why, size_t size)
{
    int in = n->widths[0], out = n->widths[n->n_widths - 1], classes = n->data->classes;
    int targets = classes > 0 ? classes : n->data->targets;
    if (in != n->data->inputs)
        snprintf(why, size, "layers: found %d inputs; expected %d, as %.60s has", in,
                 n->data->inputs, v[DENSE_DATA].text);
    else if (out != targets)
        snprintf(why, size, "layers: found %d outputs; expected %d, the %s of %.60s", out, targets,
                 classes > 0 ? "classes" : "targets", v[DENSE_DATA].text);
    else if (classes == 0 && v[DENSE_LOSS].num == LOSS_CROSS_ENTROPY)
        snprintf(why, size,
                 "loss: found cross-entropy; expected mse or half-mse, for %.60s has no "
                 "classes",
                 v[DENSE_DATA].text);
    else
        return true;
    return false;
}

static bool dense_read(struct network *n, const struct value *v, struct data_spec *spec, char *why,
                       size_t size)
{
    char fault[900];
    n->n_widths = widths_read(v[DENSE_LAYERS].text, n->widths, fault, sizeof fault);
    if (n->n_widths == 0) {
        snprintf(why, size, "layers: %s", fault);
        return false;
    }
    if (dim_of(n, v) > DIM_MOST) {
        snprintf(why, size, "layers: found %.0f parameters; expected at most %d", dim_of(n, v),
                 DIM_MOST);
        return false;
    }
    spec->inputs = n->widths[0];
    spec->outputs = n->widths[n->n_widths - 1];
    spec->noise = v[DENSE_NOISE].num;
    spec->split = v[DENSE_SPLIT].num;
    return true;
}

/* A linear network without noise can be exact, if no layer is too narrow for what it is to do. */
static bool dense_exact(const struct network *n, const struct value *v)
{
    int ends =
        n->widths[0] < n->widths[n->n_widths - 1] ? n->widths[0] : n->widths[n->n_widths - 1];
    for (int i = 0; i < n->n_widths; i++)
        if (n->widths[i] < ends)
            return false;
    bool teacher =
        strcmp(v[DENSE_DATA].text, "linear") == 0 || strcmp(v[DENSE_DATA].text, "identity") == 0;
    return teacher && v[DENSE_NOISE].num == 0 && v[DENSE_ACTIVATION].num == ACTIVATION_NONE &&
           v[DENSE_NORM].num == 0;
}

static void dense_formula(const struct network *n, const struct value *v, char *buf, size_t size)
{
    char widths[64];
    int activation = (int)v[DENSE_ACTIVATION].num;
    widths_text(n->widths, n->n_widths, widths, sizeof widths);
    snprintf(buf, size, "%.40s %s, %s, %.20s", widths,
             activation == ACTIVATION_NONE ? "linear" : activation_names[activation],
             loss_names[(int)v[DENSE_LOSS].num], v[DENSE_DATA].text);
}

static const struct op *const activations[] = {
    [ACTIVATION_RELU] = &op_relu,
    [ACTIVATION_TANH] = &op_tanh,
    [ACTIVATION_GELU] = &op_gelu,
    [ACTIVATION_NONE] = NULL,
};

/* Layer i: linear, and, where it is not the last, layer norm and activation. */
static int add_layer(struct network *n, const struct value *values, int i, int x)
{
    struct graph *g = &n->graph;
    int in = n->widths[i], out = n->widths[i + 1], first = g->dim;
    int weight = graph_param(g, NETWORK_WEIGHT, out, in);
    x = values[DENSE_BIAS].num != 0
            ? graph_op3(g, &op_linear, x, weight, graph_param(g, NETWORK_BIAS, 1, out))
            : graph_op2(g, &op_linear, x, weight);
    bool last = i + 2 == n->n_widths;
    if (!last && values[DENSE_NORM].num != 0) {
        int scale = graph_param(g, NORM_SCALE, 1, out);
        x = graph_op3(g, &op_layer_norm, x, scale, graph_param(g, NORM_SHIFT, 1, out));
    }
    const struct op *bend = activations[(int)values[DENSE_ACTIVATION].num];
    if (!last && bend)
        x = graph_op1(g, bend, x);
    char name[24];
    snprintf(name, sizeof name, "%d: %d-%d", i + 1, in, out);
    network_block(n, name, first);
    return x;
}

static void dense_build(struct network *n, const struct value *values)
{
    enum network_loss loss = (enum network_loss)values[DENSE_LOSS].num;
    network_begin_graph(n, loss);
    n->output = n->input;
    for (int i = 0; i + 1 < n->n_widths; i++)
        n->output = add_layer(n, values, i, n->output);
    network_end_graph(n, loss);
}

/* Weights (out, in) of a layer. torch: nn.Linear's own, uniform within 1/√in, biases too. he:
 * normal of variance 2/in (He et al. 2015). xavier: uniform within √(6/(in + out)) (Glorot, Bengio
 * 2010). Biases of the last two are 0. */
static void init_block(struct rng *rng, int init, double scale, const struct node *weight,
                       const struct node *node, double *x)
{
    int in = weight->shape.cols, out = weight->shape.rows;
    bool bias = node != weight;
    for (int i = 0; i < node->shape.rows * node->shape.cols; i++) {
        double spread = 2 * rng_uniform(rng) - 1;
        if (init == INIT_TORCH)
            x[i] = scale * spread / sqrt(in);
        else if (bias)
            x[i] = 0;
        else if (init == INIT_HE)
            x[i] = scale * rng_normal(rng) * sqrt(2.0 / in);
        else
            x[i] = scale * spread * sqrt(6.0 / (in + out));
    }
}

static void dense_init(const struct problem *p, double *x)
{
    const struct network *n = network_of(p);
    const struct node *weight = NULL;
    struct rng rng;
    rng_seed(&rng, n->seed);
    for (int i = 0; i < n->graph.n; i++) {
        const struct node *node = &n->graph.node[i];
        if (!node->is_param)
            continue;
        bool scale = strcmp(node->name, NORM_SCALE) == 0;
        if (strcmp(node->name, NETWORK_WEIGHT) == 0)
            weight = node;
        if (scale || strcmp(node->name, NORM_SHIFT) == 0)
            for (int k = 0; k < node->shape.cols; k++)
                x[node->first + k] = scale;
        else if (weight) /* a layer's weight comes before its bias */
            init_block(&rng, (int)p->values[DENSE_INIT].num, p->values[DENSE_SCALE].num, weight,
                       node, x + node->first);
    }
}

static const struct architecture dense = {
    .read = dense_read,
    .fit = dense_fit,
    .build = dense_build,
    .formula = dense_formula,
    .exact = dense_exact,
};

const struct problem_kind problem_network = {
    .name = "network",
    .title = "A small network on data",
    .formula = "f(θ) = mean over the batch of loss(network(θ, x), y)",
    .source = "Pearlmutter, Neural Computation 6 (1994), for its Hessian-vector products",
    PARAM_TABLE(params),
    .init = dense_init,
    .architecture = &dense,
    NETWORK_TRAINED,
};
