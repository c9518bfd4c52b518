#include "tell/insight_parts.h"

static const struct insight_rule *const tables[] = {insight_ends,   insight_clips, insight_rates,
                                                    insight_swings, insight_races, insight_tests,
                                                    insight_clinic, insight_games, insight_noise};
enum { TABLES = sizeof tables / sizeof *tables };

const struct insight_rule *insight_at(int i)
{
    for (int t = 0; t < TABLES; t++)
        for (const struct insight_rule *rule = tables[t]; rule->name; rule++)
            if (i-- == 0)
                return rule;
    return NULL;
}

static bool is_in(const struct insight_rule *rule, const struct insight_rule *table)
{
    for (; table->name; table++)
        if (table == rule)
            return true;
    return false;
}

/* A game has no loss, and under noise no single step proves anything: both have sentences of their
 * own, and those alone. */
static bool speaks_of(const struct insight_rule *rule, const struct problem *p)
{
    if (p->kind->game)
        return is_in(rule, insight_games);
    if (p->noise.kind != NOISE_NONE)
        return is_in(rule, insight_noise);
    return !is_in(rule, insight_games) && !is_in(rule, insight_noise);
}

static bool is_fresh(const struct race *race, const struct run *r, uint64_t since)
{
    bool lost = r->now.status == RUN_DIVERGED;
    return race->step <= since + (lost ? INSIGHT_LOST : INSIGHT_FRESH + since / 2);
}

static const struct insight_rule *rule_for(const struct race *race, const struct run *r)
{
    const struct insight_rule *best = NULL, *rule;
    for (int i = 0; (rule = insight_at(i)); i++)
        if (speaks_of(rule, &race->problem) && (!best || rule->weight > best->weight) &&
            rule->holds(race, r) && (!rule->since || is_fresh(race, r, rule->since(r))))
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
