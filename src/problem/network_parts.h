/* The parts of networks, for their files alone.
 *
 * A network is an architecture, which says what its graph is and where it starts, and the trainer,
 * the same for all: data, mini-batches, losses, gradients, products. An architecture is one file
 * that ends in a struct problem_kind with NETWORK_TRAINED in it; network_dense.c is the first. */
#ifndef PROBLEM_NETWORK_PARTS_H
#define PROBLEM_NETWORK_PARTS_H

#include "net/graph.h"
#include "problem/network.h"

enum network_loss { LOSS_CROSS_ENTROPY, LOSS_SQUARES, LOSS_HALF_SQUARES };

enum {
    WIDTHS_MAX = 33,
    NETWORK_BLOCKS_MAX = WIDTHS_MAX,
    NETWORK_TENSORS_MAX = 4 * WIDTHS_MAX,
    WIDTH_MOST = 1 << 14
};

/* Names of a graph's parameters. The rows of a weight are its units. */
#define NETWORK_WEIGHT "weight"
#define NETWORK_BIAS   "bias"

struct network {
    struct data *data;
    struct graph graph;
    int input, target, output, loss; /* nodes */
    double loss_scale;               /* of what the node says */
    bool one_hot;                    /* classes are compared as numbers: 1 for theirs, else 0 */
    int state, recurrent;            /* nodes of a recurrence: its states, its weight; 0: missing */
    int outputs;                     /* numbers an answer has */
    int n_widths, widths[WIDTHS_MAX]; /* the architecture's own */
    struct block blocks[NETWORK_BLOCKS_MAX], tensors[NETWORK_TENSORS_MAX];
    int n_blocks, n_tensors;
    int batch; /* samples a step; all, or so many of them, or of those that are made anew */
    int chunk; /* samples a pass: a large batch is done in several */
    uint64_t seed;
};

static inline const struct network *network_of(const struct problem *p)
{
    return p->data;
}

/* What is the architecture's own. All say what is wrong in why, as "KEY: found ...; expected ...".
 */
struct architecture {
    /* Reads its own values, and says in *spec what data it needs. */
    bool (*read)(struct network *n, const struct value *values, struct data_spec *spec, char *why,
                 size_t size);
    /* Whether the data, which are open now, go with it. NULL: all that could be opened do. */
    bool (*fit)(const struct network *n, const struct value *values, char *why, size_t size);
    /* The graph from input to loss, between network_begin_graph and network_end_graph. */
    void (*build)(struct network *n, const struct value *values);
    void (*formula)(const struct network *n, const struct value *values, char *buf, size_t size);
    /* Whether a loss of 0 can be reached for certain. NULL: not known. */
    bool (*exact)(const struct network *n, const struct value *values);
};

/* Parameters that every architecture has, for the trainer finds them by their names. */
#define NETWORK_DATA(text, first)                                                                  \
    {                                                                                              \
        .name = "data", .symbol = "x", .help = (text), .kind = PARAM_TEXT, .def_text = (first)     \
    }
#define NETWORK_SAMPLES(text)                                                                      \
    {                                                                                              \
        .name = "samples", .symbol = "N", .help = (text), .kind = PARAM_COUNT, .max = 100000       \
    }
#define NETWORK_BATCH(text)                                                                        \
    {                                                                                              \
        .name = "batch", .symbol = "B", .help = (text), .kind = PARAM_COUNT, .max = 1000000        \
    }
#define NETWORK_SEED(text)                                                                         \
    {                                                                                              \
        .name = "seed", .symbol = "seed", .help = (text), .kind = PARAM_COUNT, .def = 1,           \
        .max = 0x1p53                                                                              \
    }

/* What the trainer does for all of them. */
#define NETWORK_TRAINED                                                                            \
    .infimum = NAN, .home = {-3, 3, -3, 3}, .open = network_open, .close = network_close,          \
    .work_new = network_work_new, .work_free = network_work_free,                                  \
    .work_bytes = network_work_bytes, .eval_cost = network_eval_cost, .eval = network_eval,        \
    .part = network_part, .hess_vec = network_hess_vec, .begin = network_begin,                    \
    .more = network_more, .measure = network_measure, .right = network_right

bool network_open(struct problem *p, struct report *r, const char *file, int line);
void network_close(struct problem *p);

/* network_widths.c. Reads "784 256*9 10" into widths; returns how many, or 0: why says what is
 * wrong. And back: "784-256×9-10". */
int widths_read(const char *text, int *widths, char *why, size_t size);
void widths_text(const int *widths, int n, char *buf, size_t size);

/* network_graph.c. The nodes input and target, of the data's shapes. The parameters from `first` on
 * are one block. From the node output on to the loss. */
void network_begin_graph(struct network *n, enum network_loss loss);
void network_block(struct network *n, const char *name, int first);
void network_end_graph(struct network *n, enum network_loss loss);

/* network_eval.c */
void *network_work_new(const struct problem *p);
void network_work_free(void *work);
double network_work_bytes(const struct problem *p);
double network_eval_cost(const struct problem *p);
double network_eval(const struct problem *p, void *work, const double *x, uint64_t draw, double *g);
double network_part(const struct problem *p, void *work, const double *x, uint64_t draw, int i,
                    int k, double *g);
void network_hess_vec(const struct problem *p, void *work, const double *x, uint64_t draw,
                      const double *v, double *out);
void network_begin(const struct problem *p, void *work, const double *x, uint64_t draw,
                   const double *v, double *out);
bool network_more(const struct problem *p, void *work, double *loss, double *norm);
double network_right(const struct problem *p, void *work);

/* network_look.c */
int network_measure(const struct problem *p, void *work, const double *x, enum data_part part,
                    int first, int count, struct measure *m);

#endif
