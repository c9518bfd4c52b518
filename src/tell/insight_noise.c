/* What is said of descent under gradient noise, where a single step proves nothing. */
#include <math.h>

#include "tell/insight_parts.h"
#include "tell/noise_law.h"

CHOOSE(diverged_text, isnan(noise_life(r))
                          ? "{run} diverged at step {step}: the noise threw it too far out."
                          : "{run}: one large draw threw it out at step {step}. The mean "
                            "time is (√2·η^1.5)^−α "
                            "= {noise-life}.")

HOLDS(is_doomed, is_standing(r) && isfinite(noise_life(r)))
HOLDS(rests, isfinite(noise_rest(r)) && isfinite(noise_rest_unclipped(r)) && r->now.step >= 20)

CHOOSE(rests_text,
       !is_apart(noise_rest(r), noise_rest_unclipped(r)) ||
               fabs(noise_rest(r) - noise_rest_unclipped(r)) < 1e-9
           ? "{run}: its mean comes to the minimum, {letter} = {noise-minimum}. Recently it is "
             "{noise-mean}."
           : "{run}: clipped, its mean comes to {letter} = {noise-rest|noise-minimum}, not to "
             "the minimum {noise-minimum|noise-rest}. Recently it is {noise-mean}.")

HOLDS(is_bounded, is_standing(r) && is_gd(r) && (is_clip(r, CLIP_HARD) || is_clip(r, CLIP_SOFT)))

CHOOSE(bounded_text, r->now.step > 0
                         ? "{run}: no draw moves it by more than ηγ = {lr-gamma}, and {clipped%} "
                           "% of its steps were clipped."
                         : "{run}: no draw moves it by more than ηγ = {lr-gamma}.")

#define NUMBERS(X)                                                                                 \
    X(life, "noise-life", MEASURED, noise_life(r))                                                 \
    X(rest, "noise-rest", MEASURED, noise_rest(r))                                                 \
    X(minimum, "noise-minimum", MEASURED, noise_rest_unclipped(r))                                 \
    X(mean, "noise-mean", MEASURED, noise_mean(r))

NUMBER_TABLE(NUMBERS)

static const struct insight_rule rules[] = {
    {"noise-diverged", 1003, .holds = is_diverged, .since = since_status, .choose = diverged_text},
    {"noise-rests", 803, .holds = rests, .choose = rests_text},
    {"noise-doomed", 703, .holds = is_doomed,
     .text = "{run}: a large draw throws it out after {noise-life} steps on average."},
    {"noise-bounded", 603, .holds = is_bounded, .choose = bounded_text},
    {"noise-any", 13, .holds = is_standing,
     .text = "{run}: f = {loss}. The noisy gradient is {grad} long."},
    {.name = NULL},
};

const struct theme insight_noise = {ABOUT_NOISE, rules, numbers, NULL};
