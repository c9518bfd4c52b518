/* The optimizers of 2018 to 2025, each against its algorithm written out here a second time. */
#include <string.h>

#include "base/rng.h"
#include "check.h"
#include "optimizer/optimizer.h"

enum { DIM = 6, STATE_MAX = 64 };

struct bench {
    const struct optimizer_kind *kind;
    double par[PARAMS_MAX], state[STATE_MAX], x[DIM], g[DIM], d[DIM], scratch[STATE_MAX];
    struct optimizer_call call;
};
static struct bench b;
static struct rng rng;

/* Two rows of two, and a vector of two. */
static const struct optimizer_tensor tensors[2] = {{0, 2, 2}, {4, 2, 1}};

static void set(const char *name, double value)
{
    const struct param *p = param_find(b.kind->params, b.kind->n_params, name);
    CU_ASSERT_FATAL(p != NULL);
    b.par[p - b.kind->params] = value;
}

static void begin(const char *name)
{
    b = (struct bench){.kind = optimizer_find(name)};
    CU_ASSERT_FATAL(b.kind != NULL);
    for (int i = 0; i < b.kind->n_params; i++)
        b.par[i] = b.kind->params[i].def;
    b.call = (struct optimizer_call){.dim = DIM,
                                     .x = b.x,
                                     .g = b.g,
                                     .d = b.d,
                                     .lr = 0.1,
                                     .n_tensors = 2,
                                     .tensors = tensors,
                                     .scratch = b.scratch};
    CU_ASSERT_FATAL(doubles_for(b.kind->state, DIM) <= STATE_MAX);
    CU_ASSERT_FATAL(doubles_for(b.kind->scratch, DIM) <= STATE_MAX);
    rng_seed(&rng, 3);
    for (int i = 0; i < DIM; i++)
        b.x[i] = 2 * rng_uniform(&rng) - 1;
}

static void step(void)
{
    b.kind->step(b.par, b.state, &b.call);
    b.call.step++;
}

static void draw(void)
{
    double jump = rng_uniform(&rng) < 0.1 ? 50 : 1;
    for (int i = 0; i < DIM; i++)
        b.g[i] = jump * (2 * rng_uniform(&rng) - 1);
}

static double sign(double v)
{
    return v > 0 ? 1 : v < 0 ? -1 : 0;
}

static void weight_decay_of_gd_and_momentum(void)
{
    double v[DIM] = {0};
    begin("gd");
    draw();
    step();
    for (int i = 0; i < DIM; i++)
        CU_ASSERT(b.d[i] == -(0.1 * b.g[i]));
    set("weight-decay", 0.3);
    step();
    for (int i = 0; i < DIM; i++)
        CHECK_NEAR(b.d[i], -0.1 * (b.g[i] + 0.3 * b.x[i]), 1e-15);
    begin("momentum");
    set("weight-decay", 0.3);
    for (int t = 0; t < 5; t++) {
        draw();
        step();
        for (int i = 0; i < DIM; i++) {
            v[i] = 0.9 * v[i] + b.g[i] + 0.3 * b.x[i];
            CHECK_NEAR(b.d[i], -0.1 * v[i], 1e-13);
        }
    }
}

/* The velocity keeps a spike; what moves is never longer than η c. */
static void momentum_then_clip(void)
{
    double v[DIM] = {0};
    int cut = 0;
    begin("momentum-then-clip");
    for (int t = 0; t < 60; t++) {
        double norm = 0;
        draw();
        step();
        for (int i = 0; i < DIM; i++) {
            v[i] = 0.9 * v[i] + b.g[i];
            norm += v[i] * v[i];
        }
        double h = fmin(1, 1 / sqrt(norm));
        cut += h < 1;
        for (int i = 0; i < DIM; i++)
            CHECK_NEAR(b.d[i], -0.1 * h * v[i], 1e-13);
    }
    CU_ASSERT(cut > 20);
}

static void signs(void)
{
    double m[DIM] = {0};
    begin("sign");
    draw();
    b.g[1] = 0, b.g[2] = NAN, b.g[3] = -INFINITY;
    step();
    CU_ASSERT(b.d[0] == -0.1 * sign(b.g[0]) && b.d[1] == 0 && isnan(b.d[2]) && isnan(b.d[3]));
    begin("lion");
    set("weight-decay", 0.2);
    for (int t = 0; t < 40; t++) {
        draw();
        step();
        for (int i = 0; i < DIM; i++) {
            CHECK_NEAR(b.d[i], -0.1 * (sign(0.9 * m[i] + 0.1 * b.g[i]) + 0.2 * b.x[i]), 1e-15);
            m[i] = 0.99 * m[i] + 0.01 * b.g[i];
        }
    }
}

/* Wortsman et al. 2023, algorithm 2, as it stands there: with debiased β. */
static void stable_adamw(void)
{
    double m[DIM] = {0}, v[DIM] = {0};
    int shortened = 0;
    begin("stable-adamw");
    for (int t = 1; t <= 60; t++) {
        double h1 = 0.9 * (1 - pow(0.9, t - 1)) / (1 - pow(0.9, t));
        double h2 = 0.999 * (1 - pow(0.999, t - 1)) / (1 - pow(0.999, t));
        draw();
        step();
        for (int k = 0; k < 2; k++) {
            int first = tensors[k].first, n = tensors[k].rows * tensors[k].cols;
            double rms = 0;
            for (int i = first; i < first + n; i++) {
                m[i] = h1 * m[i] + (1 - h1) * b.g[i];
                v[i] = h2 * v[i] + (1 - h2) * b.g[i] * b.g[i];
                rms += b.g[i] * b.g[i] / fmax(v[i], 1e-16) / n;
            }
            double eta = 0.1 / fmax(1, sqrt(rms));
            shortened += eta < 0.1 * (1 - 1e-9);
            for (int i = first; i < first + n; i++)
                CHECK_NEAR(b.d[i], -eta * (0.01 * b.x[i] + m[i] / (sqrt(v[i]) + 1e-8)), 1e-12);
        }
    }
    CU_ASSERT(shortened > 10 && shortened < 110);
}

static void adopt(void)
{
    double m[DIM] = {0}, v[DIM] = {0};
    int cut = 0;
    begin("adopt");
    for (int t = 0; t < 60; t++) {
        draw();
        step();
        for (int i = 0; i < DIM; i++) {
            double most = pow(t, 0.25), r = b.g[i] / fmax(sqrt(v[i]), 1e-6);
            if (t == 0) {
                CU_ASSERT(b.d[i] == 0);
                v[i] = b.g[i] * b.g[i];
                continue;
            }
            cut += fabs(r) > most;
            m[i] = 0.9 * m[i] + 0.1 * fmax(-most, fmin(most, r));
            CHECK_NEAR(b.d[i], -0.1 * m[i], 1e-12);
            v[i] = 0.9999 * v[i] + 0.0001 * b.g[i] * b.g[i];
        }
    }
    CU_ASSERT(cut > 10);
}

/* Huang et al. 2025: spikes cut, both means begun anew at every 20th step, and a ramp of 8. */
static void spam(void)
{
    double m[DIM] = {0}, v[DIM] = {0};
    int cut = 0, since = 0;
    begin("spam");
    set("spike-limit", 9);
    set("spike-wait", 4);
    set("reset-every", 20);
    set("reset-ramp", 8);
    for (int t = 0; t < 70; t++, since++) {
        if (t > 0 && t % 20 == 0) {
            memset(m, 0, sizeof m), memset(v, 0, sizeof v);
            since = 0;
        }
        draw();
        step();
        double ramp = t >= 20 && since < 8 ? 1 - 0.99 * (1 + cos(M_PI * since / 8)) / 2 : 1;
        for (int i = 0; i < DIM; i++) {
            /* v of the tensors without their division by 1 − β^t, as the authors' code has it */
            double g = b.g[i];
            if (since >= 4 && g * g > 9 * v[i]) {
                g = sign(g) * sqrt(9 * v[i]);
                cut++;
            }
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.999 * v[i] + 0.001 * g * g;
            double mean = m[i] / (1 - pow(0.9, since + 1)),
                   root = sqrt(v[i] / (1 - pow(0.999, since + 1)));
            CHECK_NEAR(b.d[i], -0.1 * ramp * mean / (root + 1e-8), 1e-11);
        }
    }
    CU_ASSERT(cut > 5);
}

/* Of a 2×2 matrix by its singular values, known in closed form: each goes through the polynomial
 * five times, and the two frames stay. */
static void muon(void)
{
    double norm = 0, s[2], turn[2][2], back[2][2];
    begin("muon");
    /* U = rotation by 0.4, V = rotation by 1.1, singular values 3 and 0.5 */
    double U[2][2] = {{cos(0.4), -sin(0.4)}, {sin(0.4), cos(0.4)}};
    double V[2][2] = {{cos(1.1), -sin(1.1)}, {sin(1.1), cos(1.1)}};
    memcpy(turn, U, sizeof turn), memcpy(back, V, sizeof back);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            b.g[2 * i + j] = 3 * U[i][0] * V[j][0] + 0.5 * U[i][1] * V[j][1];
    b.g[4] = 3, b.g[5] = -4;
    step();
    norm = sqrt(9.25) + 1e-7;
    s[0] = 3 / norm, s[1] = 0.5 / norm;
    for (int k = 0; k < 5; k++)
        for (int i = 0; i < 2; i++) {
            double q = s[i] * s[i];
            s[i] *= 3.4445 - 4.7750 * q + 2.0315 * q * q;
        }
    for (int i = 0; i < 2; i++) {
        CU_ASSERT(s[i] > 0.6 && s[i] < 1.3); /* about equal */
        for (int j = 0; j < 2; j++) {
            double want = s[0] * turn[i][0] * back[j][0] + s[1] * turn[i][1] * back[j][1];
            CHECK_NEAR(b.d[2 * i + j], -0.1 * want, 1e-13);
        }
    }
    /* a vector of two: one singular value, and √max(1, 2/1) */
    CHECK_NEAR(b.d[4], -0.1 * sqrt(2) * 3 / (5 + 1e-7), 1e-14);
    CHECK_NEAR(b.d[5], 0.1 * sqrt(2) * 4 / (5 + 1e-7), 1e-14);
    step(); /* momentum 0.95: the same direction, the same step */
    CHECK_NEAR(b.d[4], -0.1 * sqrt(2) * 0.6, 1e-7);
}

/* A tall matrix is that of its transpose, but for √(rows/cols). */
static void muon_of_a_tall_matrix(void)
{
    static const struct optimizer_tensor tall = {0, 3, 2}, wide = {0, 2, 3};
    double d[DIM], g[DIM];
    begin("muon");
    draw();
    memcpy(g, b.g, sizeof g);
    b.call.n_tensors = 1;
    b.call.tensors = &tall;
    step();
    memcpy(d, b.d, sizeof d);
    begin("muon");
    b.call.n_tensors = 1;
    b.call.tensors = &wide;
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 2; j++)
            b.g[3 * j + i] = g[2 * i + j];
    step();
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 2; j++)
            CHECK_NEAR(d[2 * i + j], sqrt(1.5) * b.d[3 * j + i], 1e-14);
}

static const struct check checks[] = {
    {"weight decay of gd and momentum", weight_decay_of_gd_and_momentum},
    {"momentum, then clip", momentum_then_clip},
    {"signs", signs},
    {"StableAdamW", stable_adamw},
    {"ADOPT", adopt},
    {"SPAM", spam},
    {"Muon", muon},
    {"Muon of a tall matrix", muon_of_a_tall_matrix},
    {NULL, NULL},
};

int main(void)
{
    return check_main("optimizer newer", checks);
}
