#include "tell/insight_parts.h"

const struct theme *const insight_themes[] = {
    &insight_ends,       &insight_clips,
    &insight_clip_steps, &insight_rates,
    &insight_swings,     &insight_races,
    &insight_race_steps, &insight_tests,
    &insight_clinic,     &insight_batches,
    &insight_games,      &insight_noise,
    &insight_common,     NULL,
};

const struct insight_rule *insight_at(int i)
{
    for (int t = 0; insight_themes[t]; t++)
        for (const struct insight_rule *rule = insight_themes[t]->rules; rule && rule->name; rule++)
            if (i-- == 0)
                return rule;
    return NULL;
}

static bool speaks_of(enum subject subject, const struct problem *p)
{
    if (p->kind->game)
        return subject == ABOUT_GAMES;
    if (p->noise.kind != NOISE_NONE)
        return subject == ABOUT_NOISE;
    return subject == ABOUT_ALL || subject == (p->batched ? ABOUT_BATCHES : ABOUT_STEPS);
}

static bool is_fresh(const struct race *race, const struct run *r, uint64_t since)
{
    bool lost = r->now.status == RUN_DIVERGED;
    return race->step <= since + (lost ? INSIGHT_LOST : INSIGHT_FRESH + since / 2);
}

bool insight_holds(const struct insight_rule *rule, const struct race *race, const struct run *r)
{
    return (!rule->holds || rule->holds(r)) && (!rule->among || rule->among(race, r));
}

void insight_tell(const struct insight_rule *rule, const struct race *race, const struct run *r,
                  char *buf, size_t size)
{
    insight_fill(rule->choose ? rule->choose(r) : rule->text, race, r, buf, size);
}

static const struct insight_rule *rule_for(const struct race *race, const struct run *r)
{
    const struct insight_rule *best = NULL;
    for (int t = 0; insight_themes[t]; t++)
        for (const struct insight_rule *rule = insight_themes[t]->rules;
             rule && rule->name && speaks_of(insight_themes[t]->subject, &race->problem); rule++)
            if ((!best || rule->weight > best->weight) && insight_holds(rule, race, r) &&
                (!rule->since || is_fresh(race, r, rule->since(r))))
                best = rule;
    return best;
}

const struct insight_rule *insight_pick(const struct race *race, unsigned runs, char *buf,
                                        size_t size)
{
    const struct insight_rule *best = NULL;
    const struct run *speaker = NULL;
    for (int i = 0; i < race->n; i++) {
        if (!(runs >> i & 1))
            continue;
        const struct insight_rule *rule = rule_for(race, &race->run[i]);
        if (rule && (!best || rule->weight > best->weight)) {
            best = rule;
            speaker = &race->run[i];
        }
    }
    if (size > 0)
        buf[0] = 0;
    if (best)
        insight_tell(best, race, speaker, buf, size);
    return best;
}
