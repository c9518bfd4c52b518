#include "input/action.h"
#include "input/key.h"

enum { LISTS = MODE_PAGES | MODE_SCENES | MODE_BREAKS };

const struct action_spec action_table[] = {
#define ACTION(id, call, ...) {ACT_##id, __VA_ARGS__},
#include "input/action_list.h"
};
const int n_action_table = sizeof action_table / sizeof *action_table;
