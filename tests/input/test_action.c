#include <stdio.h>
#include <string.h>

#include "check.h"
#include "input/action.h"
#include "input/key.h"

static const enum action_mode modes[] = {MODE_MAIN, MODE_HELP, MODE_SCENES, MODE_PROMPT, MODE_ASK};

static int keys_seen(int key, enum action_mode mode)
{
    int n = 0;
    for (int i = 0; i < n_action_table; i++)
        for (int k = 0; k < 4; k++)
            n += action_table[i].keys[k] == key && (action_table[i].modes & (int)mode);
    return n;
}

static void no_key_twice(void)
{
    int looked = 0;
    for (int i = 0; i < n_action_table; i++)
        for (int k = 0; k < 4 && action_table[i].keys[k]; k++)
            for (int m = 0; m < (int)(sizeof modes / sizeof *modes); m++)
                if (action_table[i].modes & (int)modes[m]) {
                    int n = keys_seen(action_table[i].keys[k], modes[m]);
                    if (n != 1)
                        printf("\nkey %d has %d actions in mode %d\n", action_table[i].keys[k], n,
                               modes[m]);
                    CU_ASSERT_EQUAL(n, 1);
                    looked++;
                }
    CU_ASSERT(looked > 60);
    for (int digit = '0'; digit <= '9'; digit++)
        CU_ASSERT_EQUAL(keys_seen(digit, MODE_MAIN), 0); /* they select */
}

static void every_action_is_described(void)
{
    for (int id = 1; id < ACTIONS; id++) {
        const struct action_spec *spec = action_spec((enum action_id)id);
        CU_ASSERT_PTR_NOT_NULL_FATAL(spec);
        CU_ASSERT(spec->help && strlen(spec->help) > 5 && strlen(spec->help) < 70);
        CU_ASSERT(spec->group && spec->group[0]);
        CU_ASSERT_PTR_EQUAL(action_find(spec->name), spec);
        CU_ASSERT(spec->twin == ACT_NONE || action_spec(spec->twin)->keys[0]);
    }
    CU_ASSERT_EQUAL(n_action_table, ACTIONS - 1);
    CU_ASSERT_PTR_NULL(action_find("no-such"));
    CU_ASSERT_PTR_NULL(action_spec(ACT_NONE));
}

static void names_parse_back(void)
{
    char buf[24];
    int looked = 0;
    for (int i = 0; i < n_action_table; i++)
        for (int k = 0; k < 4 && action_table[i].keys[k]; k++, looked++) {
            int key = action_table[i].keys[k];
            CU_ASSERT_EQUAL(key_parse(key_text(key, buf, sizeof buf)), key);
        }
    CU_ASSERT(looked > 50);
    for (int key = 1; key < 400; key++)
        CU_ASSERT_EQUAL(key_parse(key_text(key, buf, sizeof buf)),
                        key >= 28 && key < 32 ? -1 : key);
    for (int key = K_UP; key <= K_SHIFT_RIGHT; key++)
        CU_ASSERT_EQUAL(key_parse(key_text(key, buf, sizeof buf)), key);
    CU_ASSERT_EQUAL(key_parse("θ"), 0x3b8);
    CU_ASSERT_EQUAL(key_parse(""), -1);
    CU_ASSERT_EQUAL(key_parse("Hyper-q"), -1);
    CU_ASSERT_EQUAL(key_parse("ab"), -1);
    CU_ASSERT_EQUAL(key_parse("\xff"), -1);
    CHECK_TEXT(key_text(K_SHIFT_LEFT, buf, sizeof buf), "Shift-Left");
    CHECK_TEXT(key_text(3, buf, sizeof buf), "Ctrl-C");
    CHECK_TEXT(key_text(K_SHIFT_LEFT, buf, 4), "Shi");
}

static void keys_act_in_their_mode(void)
{
    CU_ASSERT_EQUAL(action_for_key(K_UP, MODE_MAIN).id, ACT_GAMMA_UP);
    CU_ASSERT_EQUAL(action_for_key(K_UP, MODE_HELP).id, ACT_LIST_UP);
    CU_ASSERT_EQUAL(action_for_key('q', MODE_MAIN).id, ACT_QUIT);
    CU_ASSERT_EQUAL(action_for_key('q', MODE_BREAKS).id, ACT_CANCEL);
    CU_ASSERT_EQUAL(action_for_key('q', MODE_SCENES).id, ACT_NONE); /* typed: it searches */
    CU_ASSERT_EQUAL(action_for_key(K_ESCAPE, MODE_SCENES).id, ACT_CANCEL);
    CU_ASSERT_EQUAL(action_for_key('q', MODE_PROMPT).id, ACT_NONE); /* typed */
    CU_ASSERT_EQUAL(action_for_key(K_ESCAPE, MODE_PROMPT).id, ACT_CANCEL);
    CU_ASSERT_EQUAL(action_for_key(0, MODE_MAIN).id, ACT_NONE);
    for (int m = 0; m < (int)(sizeof modes / sizeof *modes); m++)
        CU_ASSERT_EQUAL(action_for_key(K_CTRL_C, modes[m]).id, ACT_QUIT);
    struct action a = action_for_key('3', MODE_MAIN);
    CU_ASSERT_EQUAL(a.id, ACT_PANEL_TOGGLE);
    CHECK_NEAR(a.num, 2, 0);
    CU_ASSERT_EQUAL(a.run, RUN_SELECTED);
    CU_ASSERT_EQUAL(action_for_key('3', MODE_PROMPT).id, ACT_NONE);
}

/* Terminals that cannot send Shift with an arrow have a letter for each. */
static void decades_have_letters(void)
{
    static const enum action_id decades[] = {ACT_LR_UP_DECADE, ACT_LR_DOWN_DECADE,
                                             ACT_GAMMA_UP_DECADE, ACT_GAMMA_DOWN_DECADE};
    for (int i = 0; i < 4; i++) {
        const struct action_spec *spec = action_spec(decades[i]);
        CU_ASSERT(spec->keys[0] >= K_SHIFT_UP && spec->keys[0] <= K_SHIFT_RIGHT);
        CU_ASSERT(spec->keys[1] >= 'A' && spec->keys[1] <= 'Z');
    }
}

static void written_for_people(void)
{
    char buf[40];
    CHECK_TEXT(action_bar_text(action_spec(ACT_LR_UP), true, buf, sizeof buf), "←→");
    CHECK_TEXT(action_bar_text(action_spec(ACT_LR_UP), false, buf, sizeof buf), "Left Right");
    CHECK_TEXT(action_bar_text(action_spec(ACT_PAUSE), true, buf, sizeof buf), "space");
    CHECK_TEXT(action_keys_text(ACT_LR_UP, true, buf, sizeof buf), "→ l");
    CHECK_TEXT(action_keys_text(ACT_PANEL_TOGGLE, true, buf, sizeof buf), "1…9 0");
    CHECK_TEXT(action_keys_text(ACT_LR_UP_DECADE, false, buf, sizeof buf), "Shift-Right L");
    CHECK_TEXT(action_keys_text(ACT_START_AT, false, buf, sizeof buf), "");
}

int main(void)
{
    static const struct check checks[] = {
        {"no key does two things in a mode", no_key_twice},
        {"every action is described", every_action_is_described},
        {"key names parse back", names_parse_back},
        {"keys act in their mode", keys_act_in_their_mode},
        {"decades have letters", decades_have_letters},
        {"keys as people read them", written_for_people},
        {NULL, NULL},
    };
    return check_main("action", checks);
}
