/* What a key means by what it is called. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "log/keys.h"

struct called {
    char name[LOG_KEY_TEXT]; /* small letters; blanks and dashes are _ */
};

static bool has(const struct called *c, const char *part)
{
    return strstr(c->name, part) != NULL;
}

/* The word with nothing but its like on either side: "lr" in "optim0_lr0" and "train/lr", not in
 * "already". */
static bool has_word(const struct called *c, const char *word)
{
    size_t n = strlen(word);
    for (const char *at = c->name; (at = strstr(at, word)); at++)
        if ((at == c->name || !isalpha((unsigned char)at[-1])) && !isalpha((unsigned char)at[n]))
            return true;
    return false;
}

static bool is_any(const struct called *c, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(c->name, *names) == 0)
            return true;
    return false;
}

/* Of what was held out, or of another model: no part of the training. */
static bool is_held_out(const struct called *c)
{
    static const char *const words[] = {"val",        "valid", "validation", "eval",
                                        "evaluation", "test",  "dev",        NULL};
    for (const char *const *w = words; *w; w++)
        if (has_word(c, *w))
            return true;
    return false;
}

/* How the name ends behind the last / or . of its path. */
static const char *tail(const struct called *c)
{
    const char *slash = strrchr(c->name, '/');
    return slash ? slash + 1 : c->name;
}

static struct log_meaning meaning(int field, int rank)
{
    return (struct log_meaning){.field = field, .rank = rank, .layer = -1, .per = 1};
}

static bool guess_step(const struct called *c, struct log_meaning *out)
{
    static const char *const first[] = {"global_step", "train/global_step", "trainer/global_step",
                                        "training/global_step", NULL};
    static const char *const second[] = {"step",          "_step",      "num_updates",
                                         "current_steps", "steps",      "update",
                                         "updates",       "train/step", NULL};
    static const char *const third[] = {"iteration",       "iter",       "iterations", "it",
                                        "train/iteration", "train_iter", NULL};
    int rank = is_any(c, first) ? 0 : is_any(c, second) ? 1 : is_any(c, third) ? 2 : -1;
    *out = meaning(LOG_STEP, rank);
    return rank >= 0;
}

static bool guess_loss(const struct called *c, struct log_meaning *out)
{
    static const char *const first[] = {"loss", NULL};
    static const char *const second[] = {"train_loss",
                                         "train/loss",
                                         "training_loss",
                                         "lm_loss",
                                         "total_loss",
                                         "loss/train",
                                         "trl",
                                         "train_loss_step",
                                         "training/loss",
                                         "reduced_train_loss",
                                         "train/crossentropyloss",
                                         "train/total_loss",
                                         NULL};
    bool other = has(c, "aux") || has(c, "scale") || has(c, "balanc") || has_word(c, "kl") ||
                 has(c, "z_loss") || has(c, "mtp") || has(c, "best") || has(c, "ema");
    int rank = 4;
    if (!has(c, "loss") || has(c, "scale"))
        return false;
    if (is_any(c, first))
        rank = 0;
    else if (is_any(c, second) || strcmp(tail(c), "loss") == 0)
        rank = 1;
    else if (has(c, "epoch"))
        rank = 6;
    else if (other)
        rank = 7;
    else if (has(c, "train"))
        rank = 3;
    *out = meaning(LOG_LOSS, rank);
    return true;
}

/* Behind "grad" and "norm" the layer: "grad_2.0_norm/fc1.weight", "grad_norm/h.0"; or before them a
 * name with a number or "layer" in it: "layers.3/grad_norm". NULL: it is no layer's. */
static const char *layer_of(const struct called *c, size_t *n)
{
    const char *grad = strstr(c->name, "grad"), *norm = grad ? strstr(grad, "norm") : NULL;
    if (!norm)
        return NULL;
    const char *rest = norm + 4;
    if (*rest == '/' && rest[1]) {
        *n = strlen(++rest);
        return strncmp(rest, "total", 5) == 0 || strcmp(rest, "all") == 0 ? NULL : rest;
    }
    bool lightning = grad == c->name && strncmp(grad, "grad_norm", 9) != 0;
    if (lightning && *rest == '_' && strncmp(rest, "_total", 6) != 0 &&
        strcmp(rest, "_step") != 0) {
        *n = strlen(++rest);
        return rest;
    }
    const char *slash = strrchr(c->name, '/');
    if (!slash || slash > grad)
        return NULL;
    *n = (size_t)(slash - c->name);
    for (const char *at = c->name; at < slash; at++)
        if (isdigit((unsigned char)*at))
            return c->name;
    return strncmp(c->name, "layer", 5) == 0 ? c->name : NULL;
}

static bool guess_norm(const struct called *c, struct log_meaning *out)
{
    static const char *const first[] = {"grad_norm", "gradient_norm", "grad_norm_before_clip",
                                        NULL};
    static const char *const second[] = {
        "gnorm",           "gradnorm", "total_grad_norm", "global_grad_norm", "grad_norm_total",
        "train/grad_norm", NULL};
    bool of_grad = (has(c, "grad") && has(c, "norm")) || strcmp(tail(c), "gnorm") == 0;
    bool after = has(c, "clipped") || has(c, "after_clip") || has(c, "post_clip");
    bool before =
        has(c, "unclipped") || has(c, "before_clip") || has(c, "pre_clip") || has(c, "preclip");
    size_t n;
    if (strcmp(c->name, "norm") == 0) {
        *out = meaning(LOG_NORM, 4);
        return true;
    }
    if (!of_grad || has(c, "max_") || has(c, "max-") || has(c, "threshold") || has(c, "param"))
        return false;
    if (layer_of(c, &n)) {
        *out = meaning(LOG_IS_LAYER, 0);
        return true;
    }
    int rank = is_any(c, first) ? 0 : is_any(c, second) ? 1 : 2;
    if (strncmp(c->name, "grad_", 5) == 0 && has(c, "norm_total"))
        rank = 1;
    *out = meaning(LOG_NORM, before ? 0 : after ? 5 : rank);
    out->whose = before ? LOG_BEFORE : after ? LOG_AFTER : LOG_UNKNOWN;
    return true;
}

static bool guess_rate(const struct called *c, struct log_meaning *out)
{
    static const char *const first[] = {"lr", "learning_rate", NULL};
    if (!has_word(c, "lr") && !has(c, "learning_rate"))
        return false;
    *out = meaning(LOG_LR, is_any(c, first) ? 0 : strcmp(tail(c), "lr") == 0 ? 1 : 2);
    return true;
}

/* What clips a policy's ratio (PPO, GRPO) is no clipping of gradients. */
static bool guess_clip(const struct called *c, struct log_meaning *out)
{
    static const char *const gamma[] = {"max_grad_norm",
                                        "clip_grad_norm",
                                        "grad_clip",
                                        "clip_norm",
                                        "gradient_clip_val",
                                        "clip_threshold",
                                        "gradient_clipping",
                                        "max_norm",
                                        "gamma",
                                        "clip_grad",
                                        NULL};
    static const char *const factor[] = {"clip_factor", "clip_coef", "clip_coeff",
                                         "clip_coefficient", NULL};
    static const char *const share[] = {"grad_clipped",        "grad_clip_frac",
                                        "grad_clip_ratio",     "grad_clip_fraction",
                                        "clipped_steps_share", NULL};
    bool is = true;
    if (is_any(c, gamma) || strcmp(tail(c), "max_grad_norm") == 0)
        *out = meaning(LOG_GAMMA, 0);
    else if (is_any(c, factor))
        *out = meaning(LOG_FACTOR, 0);
    else if (is_any(c, share))
        *out = meaning(LOG_CLIPPED, 0);
    else
        is = false;
    return is;
}

static bool guess_scale(const struct called *c, struct log_meaning *out)
{
    static const char *const scale[] = {"loss_scale", "grad_scale",       "scaler_scale",
                                        "amp_scale",  "train/loss_scale", NULL};
    static const char *const skipped[] = {"skipped",
                                          "skipped_steps",
                                          "skipped_iterations",
                                          "number_of_skipped_iterations",
                                          "num_skipped",
                                          NULL};
    bool is_scale = is_any(c, scale), is_skipped = is_any(c, skipped);
    *out = meaning(is_scale ? LOG_SCALE : LOG_SKIPPED, 0);
    return is_scale || is_skipped;
}

static void call(struct called *c, const char *name, size_t n)
{
    n = n < sizeof c->name ? n : sizeof c->name - 1;
    for (size_t i = 0; i < n; i++) {
        char letter = (char)tolower((unsigned char)name[i]);
        c->name[i] = letter == ' ' || letter == '-' ? '_' : letter;
    }
    c->name[n] = '\0';
}

struct log_meaning log_guess(const char *name, size_t n)
{
    struct called c = {0};
    struct log_meaning m;
    call(&c, name, n);
    if (is_held_out(&c))
        return meaning(LOG_IS_NOTHING, 0);
    if (guess_step(&c, &m) || guess_scale(&c, &m) || guess_clip(&c, &m) || guess_norm(&c, &m) ||
        guess_loss(&c, &m) || guess_rate(&c, &m))
        return m;
    return meaning(LOG_IS_NOTHING, 0);
}

void log_guess_layer(const char *name, size_t n, char *buf, size_t size)
{
    struct called c = {0};
    size_t length = 0;
    call(&c, name, n);
    const char *at = layer_of(&c, &length);
    /* The letters as they are in the log. */
    snprintf(buf, size, "%.*s", at ? (int)length : 0, at ? name + (at - c.name) : "");
}
