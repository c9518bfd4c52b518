#include "problem/network_say.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "base/rng.h"
#include "problem/network_parts.h"

enum { UNITS_MAX = 256 };

/* The network as it steps: one symbol in, logits out. Letters as in op_lstm.c. */
struct speaker {
    const double *U, *b, *W, *V, *c0; /* input, its bias, recurrent, output, its bias */
    int H, G, K;                      /* units, rows of W, symbols */
    double h[UNITS_MAX], c[UNITS_MAX], z[4 * UNITS_MAX];
    double p[DATA_LETTERS_MAX]; /* probabilities of the next */
};

bool say_known(const struct problem *p)
{
    const struct network *n = network_is(p) ? network_of(p) : NULL;
    return n && n->state > 0 && data_letters(n->data) &&
           n->graph.node[n->state].shape.cols <= UNITS_MAX;
}

/* The parameters lie as network_recurrent.c adds them: U, b, W, V, c. */
static void begin(struct speaker *s, const struct problem *p, const double *x)
{
    const struct network *n = network_of(p);
    *s = (struct speaker){.H = n->graph.node[n->state].shape.cols,
                          .G = n->graph.node[n->recurrent].shape.rows,
                          .K = n->data->classes};
    s->U = x;
    s->b = s->U + s->G * s->K;
    s->W = x + n->graph.node[n->recurrent].first;
    s->V = s->W + s->G * s->H;
    s->c0 = s->V + s->K * s->H;
}

static double sigmoid(double z)
{
    return 1 / (1 + fn_exp(-z));
}

/* Reads a symbol: the state after it. */
static void hear(struct speaker *s, int symbol)
{
    int H = s->H;
    for (int i = 0; i < s->G; i++) {
        s->z[i] = s->b[i] + s->U[i * s->K + symbol];
        for (int j = 0; j < H; j++)
            s->z[i] += s->W[i * H + j] * s->h[j];
    }
    for (int j = 0; j < H; j++) {
        const double *z = s->z + j;
        if (s->G == H) {
            s->h[j] = fn_tanh(z[0]);
            continue;
        }
        s->c[j] = sigmoid(z[H]) * s->c[j] + sigmoid(z[0]) * fn_tanh(z[2 * H]);
        s->h[j] = sigmoid(z[3 * H]) * fn_tanh(s->c[j]);
    }
}

/* The probabilities of what comes next. */
static void weigh(struct speaker *s)
{
    double top = -INFINITY, sum = 0;
    for (int k = 0; k < s->K; k++) {
        s->p[k] = s->c0[k];
        for (int j = 0; j < s->H; j++)
            s->p[k] += s->V[k * s->H + j] * s->h[j];
        top = fmax(top, s->p[k]);
    }
    for (int k = 0; k < s->K; k++)
        sum += s->p[k] = fn_exp(s->p[k] - top);
    for (int k = 0; k < s->K; k++)
        s->p[k] /= sum;
}

static int draw(const struct speaker *s, struct rng *rng)
{
    double left = rng_uniform(rng);
    for (int k = 0; k < s->K; k++) {
        left -= s->p[k];
        if (left < 0)
            return k;
    }
    return isfinite(left) ? s->K - 1 : -1;
}

void say_text(const struct problem *p, const double *x, uint64_t seed, int n, uint32_t *out)
{
    const uint32_t *symbols = data_letters(network_data(p));
    struct speaker s;
    struct rng rng;
    begin(&s, p, x);
    rng_seed(&rng, seed);
    int next = 0;
    for (int i = 0; i < n; i++) {
        if (next >= 0) {
            hear(&s, next);
            weigh(&s);
            next = draw(&s, &rng);
        }
        out[i] = next >= 0 ? symbols[next] : ' ';
    }
}

double say_loss(const struct problem *p, const double *x, const int *which, int n)
{
    struct speaker s;
    double sum = 0;
    begin(&s, p, x);
    for (int i = 0; i < n; i++) {
        hear(&s, which[i]);
        weigh(&s);
        sum -= fn_log(s.p[which[i + 1]]);
    }
    return sum / n;
}
