#include "tell/insight_parts.h"

/* What a table speaks of. A game has no loss; under noise no single step proves anything, and of
 * mini-batches none does either: what it shows is another at the next. */
enum subject { OF_ALL, OF_STEPS, OF_BATCHES, OF_GAMES, OF_NOISE };

static const struct {
    const struct insight_rule *rules;
    enum subject subject;
} tables[] = {
    {insight_ends, OF_ALL},         {insight_clips, OF_ALL},    {insight_clip_steps, OF_STEPS},
    {insight_rates, OF_STEPS},      {insight_swings, OF_STEPS}, {insight_races, OF_ALL},
    {insight_race_steps, OF_STEPS}, {insight_tests, OF_ALL},    {insight_clinic, OF_ALL},
    {insight_batches, OF_BATCHES},  {insight_games, OF_GAMES},  {insight_noise, OF_NOISE},
};
enum { TABLES = sizeof tables / sizeof *tables };

const struct insight_rule *insight_at(int i)
{
    for (int t = 0; t < TABLES; t++)
        for (const struct insight_rule *rule = tables[t].rules; rule->name; rule++)
            if (i-- == 0)
                return rule;
    return NULL;
}

static bool speaks_of(enum subject subject, const struct problem *p)
{
    if (p->kind->game)
        return subject == OF_GAMES;
    if (p->noise.kind != NOISE_NONE)
        return subject == OF_NOISE;
    return subject == OF_ALL || subject == (p->batched ? OF_BATCHES : OF_STEPS);
}

static bool is_fresh(const struct race *race, const struct run *r, uint64_t since)
{
    bool lost = r->now.status == RUN_DIVERGED;
    return race->step <= since + (lost ? INSIGHT_LOST : INSIGHT_FRESH + since / 2);
}

static const struct insight_rule *rule_for(const struct race *race, const struct run *r)
{
    const struct insight_rule *best = NULL;
    for (int t = 0; t < TABLES; t++)
        for (const struct insight_rule *rule = tables[t].rules;
             rule->name && speaks_of(tables[t].subject, &race->problem); rule++)
            if ((!best || rule->weight > best->weight) && rule->holds(race, r) &&
                (!rule->since || is_fresh(race, r, rule->since(r))))
                best = rule;
    return best;
}

const struct insight_rule *insight_say(const struct race *race, const struct run *r, char *buf,
                                       size_t size)
{
    const struct insight_rule *rule = rule_for(race, r);
    if (size > 0)
        buf[0] = 0;
    if (rule)
        rule->say(race, r, buf, size);
    return rule;
}

const struct insight_rule *insight_pick(const struct race *race, int selected, char *buf,
                                        size_t size)
{
    const struct insight_rule *best = NULL;
    const struct run *speaker = NULL;
    if (selected >= 0 && selected < race->n)
        return insight_say(race, &race->run[selected], buf, size);
    for (int i = 0; i < race->n; i++) {
        const struct insight_rule *rule = rule_for(race, &race->run[i]);
        if (rule && (!best || rule->weight > best->weight)) {
            best = rule;
            speaker = &race->run[i];
        }
    }
    if (size > 0)
        buf[0] = 0;
    if (best)
        best->say(race, speaker, buf, size);
    return best;
}
