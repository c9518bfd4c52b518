/* A state that each time step turns into the next: recurrent networks on sequences. */
#include <stdio.h>
#include <string.h>

#include "base/rng.h"
#include "problem/network_parts.h"

enum {
    RECURRENT_CELL,
    RECURRENT_HIDDEN,
    RECURRENT_LENGTH,
    RECURRENT_INIT,
    RECURRENT_SCALE,
    RECURRENT_DATA,
    RECURRENT_SAMPLES,
    RECURRENT_BATCH,
    RECURRENT_SEED,
    RECURRENT_PARAMS
};
enum { CELL_RNN, CELL_LSTM };
enum { INIT_ORTHOGONAL, INIT_UNIFORM };
enum { HIDDEN_MOST = 1024, LENGTH_MOST = 100000 };

static const char *const cell_names[] = {"rnn", "lstm", NULL};
static const char *const init_names[] = {"orthogonal", "uniform", NULL};

static const struct param params[] = {
    [RECURRENT_CELL] = PARAM_ONE_OF(
        "cell", "h", "rnn: a tanh of input and state; lstm: gates and a cell", 0, 1, cell_names),
    [RECURRENT_HIDDEN] = PARAM_FEW("hidden", "H", "numbers in the state", 32, 1, HIDDEN_MOST),
    [RECURRENT_LENGTH] = PARAM_FEW(
        "length", "T", "time steps of a sequence; of memorise the blanks", 20, 1, LENGTH_MOST),
    [RECURRENT_INIT] = PARAM_ONE_OF("init", "start",
                                    "the random start: an orthogonal W, or all uniform within 1/√H",
                                    0, 1, init_names),
    [RECURRENT_SCALE] =
        PARAM_FROM_ZERO("init-scale", "s", "what multiplies the random start of W", 1, 1000),
    [RECURRENT_DATA] =
        NETWORK_DATA("temporal-order, memorise, adding, rhyme or text:FILE", "temporal-order"),
    [RECURRENT_SAMPLES] = NETWORK_SAMPLES("how many to train on; 0: every batch has new ones"),
    [RECURRENT_BATCH] = NETWORK_BATCH("samples a step; 0: as many as are looked at"),
    [RECURRENT_SEED] = NETWORK_SEED("of start, data and batches"),
};

static bool recurrent_read(struct network *n, const struct value *v, struct data_spec *spec,
                           char *why, size_t size)
{
    (void)n, (void)why, (void)size;
    spec->steps = (int)v[RECURRENT_LENGTH].num;
    return true;
}

static void recurrent_build(struct network *n, const struct value *v)
{
    struct graph *g = &n->graph;
    bool lstm = v[RECURRENT_CELL].num == CELL_LSTM;
    int H = (int)v[RECURRENT_HIDDEN].num, G = lstm ? 4 * H : H;
    int inputs = n->data->inputs / n->data->steps, scored = n->data->scored;
    enum network_loss loss = n->data->classes > 0 ? LOSS_CROSS_ENTROPY : LOSS_SQUARES;
    network_begin_graph(n, loss);
    int wx = graph_param(g, NETWORK_WEIGHT, G, inputs), b = graph_param(g, NETWORK_BIAS, 1, G);
    network_block(n, "input", 0);
    int layer[] = {n->input, wx, b}, picks[] = {1, 0};
    int a = n->data->symbols ? graph_op_arg(g, &op_embedding, layer, 3, picks)
                             : graph_op3(g, &op_linear, n->input, wx, b);
    int first = g->dim;
    n->recurrent = graph_param(g, NETWORK_WEIGHT, G, H);
    network_block(n, "recurrent", first);
    n->state = graph_op2(g, lstm ? &op_lstm : &op_rnn, a, n->recurrent);
    int end = n->state;
    if (scored < n->data->steps)
        end = graph_op_arg(g, &op_last, &n->state, 1, (int[]){scored, 0});
    first = g->dim;
    int v_out = graph_param(g, NETWORK_WEIGHT, n->outputs, H);
    n->output = graph_op3(g, &op_linear, end, v_out, graph_param(g, NETWORK_BIAS, 1, n->outputs));
    network_block(n, "output", first);
    network_end_graph(n, loss);
}

static double dot(const double *a, const double *b, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Rows of length 1, each at right angles to those before (Gram, Schmidt; twice, so that rounding
 * leaves nothing). */
static void orthogonal(struct rng *rng, double *w, int n)
{
    for (int i = 0; i < n * n; i++)
        w[i] = rng_normal(rng);
    for (int i = 0; i < n; i++) {
        double *row = w + (size_t)i * (size_t)n;
        for (int k = 0; k < 2 * i; k++) {
            const double *other = w + (size_t)(k % i) * (size_t)n;
            double along = dot(row, other, n);
            for (int j = 0; j < n; j++)
                row[j] -= along * other[j];
        }
        double length = sqrt(dot(row, row, n));
        for (int j = 0; j < n; j++)
            row[j] /= length;
    }
}

/* orthogonal: W of each gate orthogonal, other weights normal of variance 1/columns, biases 0.
 * uniform: nn.LSTM's own, all within 1/√H. */
static void recurrent_init(const struct problem *p, double *x)
{
    const struct network *n = network_of(p);
    int H = (int)p->values[RECURRENT_HIDDEN].num;
    bool uniform = p->values[RECURRENT_INIT].num == INIT_UNIFORM;
    struct rng rng;
    rng_seed(&rng, n->seed);
    for (int i = 0; i < n->graph.n; i++) {
        const struct node *node = &n->graph.node[i];
        int rows = node->shape.rows, cols = node->shape.cols;
        if (!node->is_param)
            continue;
        double *to = x + node->first, scale = 1;
        bool weight = strcmp(node->name, NETWORK_WEIGHT) == 0;
        if (i == n->recurrent)
            scale = p->values[RECURRENT_SCALE].num;
        if (!uniform && i == n->recurrent)
            for (int gate = 0; gate < rows / H; gate++)
                orthogonal(&rng, to + (size_t)gate * (size_t)H * (size_t)H, H);
        else
            for (int k = 0; k < rows * cols; k++)
                to[k] = uniform  ? (2 * rng_uniform(&rng) - 1) / sqrt(H)
                        : weight ? rng_normal(&rng) / sqrt(cols)
                                 : 0;
        for (int k = 0; k < rows * cols; k++)
            to[k] *= scale;
    }
}

static void recurrent_formula(const struct network *n, const struct value *v, char *buf,
                              size_t size)
{
    snprintf(buf, size, "%s of %.0f, %d steps, %.20s",
             v[RECURRENT_CELL].num == CELL_LSTM ? "LSTM" : "RNN", v[RECURRENT_HIDDEN].num,
             n->data->steps, v[RECURRENT_DATA].text);
}

static const struct architecture recurrent = {
    .read = recurrent_read,
    .build = recurrent_build,
    .formula = recurrent_formula,
};

const struct problem_kind problem_recurrent = {
    .name = "recurrent",
    .title = "A recurrent network on sequences",
    .formula = "h_t = tanh(W h_{t−1} + U x_t + b), f(θ) = mean loss of V h + c",
    .source = "Pascanu, Mikolov, Bengio, On the difficulty of training recurrent neural networks "
              "(2013)",
    PARAM_TABLE(params),
    .init = recurrent_init,
    .architecture = &recurrent,
    NETWORK_TRAINED,
};
