/* The parts of the problem `network`, for its files alone. */
#ifndef PROBLEM_NETWORK_PARTS_H
#define PROBLEM_NETWORK_PARTS_H

#include "net/graph.h"
#include "problem/network.h"

enum {
    NETWORK_LAYERS,
    NETWORK_ACTIVATION,
    NETWORK_NORM,
    NETWORK_BIAS,
    NETWORK_LOSS,
    NETWORK_INIT,
    NETWORK_SCALE,
    NETWORK_DATA,
    NETWORK_SAMPLES,
    NETWORK_NOISE,
    NETWORK_SPLIT,
    NETWORK_BATCH,
    NETWORK_SEED,
    NETWORK_PARAMS
};
enum { ACTIVATION_RELU, ACTIVATION_TANH, ACTIVATION_GELU, ACTIVATION_NONE };
enum { LOSS_CROSS_ENTROPY, LOSS_SQUARES, LOSS_HALF_SQUARES };
enum { INIT_TORCH, INIT_HE, INIT_XAVIER };

enum {
    WIDTHS_MAX = 33,
    GRAPH_TENSORS_MAX = 4 * WIDTHS_MAX,
    WIDTH_MOST = 1 << 14,
    DIM_MOST = 1 << 25
};

struct network {
    struct data *data;
    struct graph graph;
    int input, target, output, loss; /* nodes */
    double loss_scale;               /* of what the node says */
    bool one_hot;                    /* classes are compared as numbers: 1 for theirs, else 0 */
    int n_widths, widths[WIDTHS_MAX];
    struct block blocks[WIDTHS_MAX], tensors[GRAPH_TENSORS_MAX];
    int n_tensors;
    int batch; /* samples a step, at most all */
    int chunk; /* samples a pass: a large batch is done in several */
    uint64_t seed;
};

static inline const struct network *network_of(const struct problem *p)
{
    return p->data;
}

static inline int network_width(const struct network *n) /* of the output */
{
    return n->widths[n->n_widths - 1];
}

/* network_widths.c. Reads "784 256*9 10" into widths; returns how many, or 0: why says what is
 * wrong. And back: "784-256×9-10". */
int widths_read(const char *text, int *widths, char *why, size_t size);
void widths_text(const int *widths, int n, char *buf, size_t size);

/* network_graph.c */
void network_build(struct network *n, const struct value *values);
void network_init(const struct problem *p, double *x);

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
bool network_more(const struct problem *p, void *work, double *loss);
int network_measure(const struct problem *p, void *work, const double *x, enum data_part part,
                    int first, int count, struct measure *m);
double network_right(const struct problem *p, void *work);

#endif
