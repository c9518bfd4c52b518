/* The actions, one a row; the enum, the table of names, keys and help, and what session_act calls
 * are made of it, each by its own ACTION: that is why nothing guards this file.
 *
 * ACTION(ID, what it does, name, keys, modes, group, ...): the call is compiled in session/act.c
 * alone, where s is the session, a the action and run whom it means; the rest are fields of struct
 * action_spec.
 *
 * Arrows turn the two knobs, and hjkl are the same for hands that stay put; capitals are the whole
 * decade, as some terminals cannot send a shifted arrow. WASD moves the start, < > ^ v the view.
 * Ctrl-C, digits and what is typed into the prompt are action_for_key's. clang-format would give
 * every word a line. */
/* clang-format off */
ACTION(PAUSE, clock_pause(s), "pause", {K_SPACE}, MODE_MAIN, "Running",
       .bar = "run", .bar_on = "pause", .bar_rank = 1, .on_the_way = true,
       .help = "run or pause")
ACTION(STEP, clock_step(s), "step", {'n'}, MODE_MAIN, "Running",
       .bar = "step", .bar_rank = 2, .on_the_way = true,
       .help = "pause and make one step")
ACTION(FASTER, clock_faster(s, 1), "faster", {']'}, MODE_MAIN, "Running",
       .bar = "speed", .bar_rank = 8, .twin = ACT_SLOWER, .on_the_way = true,
       .help = "more steps a second")
ACTION(SLOWER, clock_faster(s, -1), "slower", {'['}, MODE_MAIN, "Running",
       .on_the_way = true,
       .help = "fewer steps a second; slowest: one step in ten seconds")
ACTION(FASTEST, clock_speed(s, 0), "fastest", {'}'}, MODE_MAIN, "Running",
       .on_the_way = true,
       .help = "full speed")
ACTION(RESTART, clock_restart(s), "restart", {'r'}, MODE_MAIN, "Running",
       .bar = "restart", .bar_rank = 6, .on_the_way = true,
       .help = "go back to step 0; lr and γ stay")
ACTION(START_LEFT, start_move(s, 0, -1), "start-left", {'A'}, MODE_MAIN, "Running",
       .help = "move the start left and restart (or click on the landscape)")
ACTION(START_RIGHT, start_move(s, 0, 1), "start-right", {'D'}, MODE_MAIN, "Running",
       .bar = "start", .bar_rank = 6, .twin = ACT_START_LEFT,
       .help = "move the start right")
ACTION(START_UP, start_move(s, 1, 1), "start-up", {'W'}, MODE_MAIN, "Running",
       .help = "move the start up (two parameters)")
ACTION(START_DOWN, start_move(s, 1, -1), "start-down", {'S'}, MODE_MAIN, "Running",
       .help = "move the start down")
ACTION(START_AT, start_at(s, a->at, 2), "start-at", {0}, 0, "Running",
       .takes = TAKES_POINT,
       .help = "restart from the point given")
ACTION(PLAY, clock_play(s, true), "play", {0}, 0, "Running",
       .help = "let the runs go on")
ACTION(HOLD, clock_play(s, false), "hold", {0}, 0, "Running",
       .help = "pause the runs")
ACTION(SPEED, clock_speed(s, a->num), "speed", {0}, 0, "Running",
       .takes = TAKES_SPEED,
       .help = "set the steps a second")

ACTION(LR_UP, knob_nudge(s, run, "lr", 1), "lr-up", {K_RIGHT, 'l'}, MODE_MAIN, "Knobs",
       .bar = "lr", .bar_rank = 3, .twin = ACT_LR_DOWN,
       .help = "lr × 1.26; ten presses: lr × 10")
ACTION(LR_DOWN, knob_nudge(s, run, "lr", -1), "lr-down", {K_LEFT, 'h'}, MODE_MAIN, "Knobs",
       .help = "lr ÷ 1.26")
ACTION(LR_UP_DECADE, knob_nudge(s, run, "lr", 10),
       "lr-up-decade", {K_SHIFT_RIGHT, 'L'}, MODE_MAIN, "Knobs",
       .help = "lr × 10")
ACTION(LR_DOWN_DECADE, knob_nudge(s, run, "lr", -10),
       "lr-down-decade", {K_SHIFT_LEFT, 'H'}, MODE_MAIN, "Knobs",
       .help = "lr ÷ 10")
ACTION(GAMMA_UP, knob_nudge(s, run, "gamma", 1), "gamma-up", {K_UP, 'k'}, MODE_MAIN, "Knobs",
       .bar = "γ", .bar_rank = 4, .twin = ACT_GAMMA_DOWN,
       .help = "γ × 1.26; ten presses: γ × 10")
ACTION(GAMMA_DOWN, knob_nudge(s, run, "gamma", -1), "gamma-down", {K_DOWN, 'j'}, MODE_MAIN, "Knobs",
       .help = "γ ÷ 1.26")
ACTION(GAMMA_UP_DECADE, knob_nudge(s, run, "gamma", 10),
       "gamma-up-decade", {K_SHIFT_UP, 'K'}, MODE_MAIN, "Knobs",
       .help = "γ × 10")
ACTION(GAMMA_DOWN_DECADE, knob_nudge(s, run, "gamma", -10),
       "gamma-down-decade", {K_SHIFT_DOWN, 'J'}, MODE_MAIN, "Knobs",
       .help = "γ ÷ 10")
ACTION(SET, set(s, run, a->text), "set", {'='}, MODE_MAIN, "Knobs",
       .bar = "set", .bar_rank = 11, .by_hand = true,
       .help = "type a value: 0.05, gamma=2, hard.lr=0.1, start=3,-1, f=x^4+y^2")
ACTION(BAD, knob_bad(s, run), "bad-batch", {'X'}, MODE_MAIN, "Knobs",
       .help = "make the next gradient bad: 1000 times too long, or as `bad` says")
ACTION(UNDO, history_undo(s), "undo", {'U'}, MODE_MAIN, "Knobs",
       .help = "undo the last change of a value, a start or a trial")
ACTION(REDO, history_redo(s), "redo", {K_CTRL_R}, MODE_MAIN, "Knobs",
       .help = "redo what was undone")
ACTION(MAP_BEST, map_best(s), "map-best", {'B'}, MODE_MAIN, "Knobs",
       .panels = "map advisor",
       .help = "take the map's fastest setting (or click on one)")
ACTION(MAP_AT, map_at(s, a->at), "map-at", {0}, 0, "Knobs",
       .help = "take the lr and γ given")
ACTION(ADVICE, trial_choose(s, a->text), "advice", {'a'}, MODE_MAIN, "Knobs",
       .panels = "advisor", .takes = TAKES_RULE,
       .help = "choose the advisor's next rule")
ACTION(TRY, trial_try(s, a->text), "try", {'T'}, MODE_MAIN, "Knobs",
       .panels = "advisor", .takes = TAKES_RULE,
       .help = "try the chosen rule from step 0 (or click on it); again: undo")
ACTION(SELECT_NEXT, select_turn(s, 1), "select-next", {K_TAB}, MODE_MAIN, "Knobs",
       .bar = "run", .bar_rank = 5, .on_the_way = true,
       .help = "select the next run; after the last: all runs")
ACTION(SELECT_BACK, select_turn(s, -1), "select-back", {K_BACK_TAB}, MODE_MAIN, "Knobs",
       .on_the_way = true,
       .help = "select the previous run")
ACTION(SELECT, select_number(s, a->num), "select", {0}, 0, "Knobs",
       .on_the_way = true, .takes = TAKES_RUN,
       .help = "select the run given, or all (or click on one)")

ACTION(STEP_BACK, travel_back(s), "step-back", {'b'}, MODE_MAIN, "Time",
       .bar = "back", .bar_rank = 5, .on_the_way = true,
       .help = "pause and go back one step")
ACTION(SCRUB_BACK, travel_scrub(s, -1), "scrub-back", {','}, MODE_MAIN, "Time",
       .on_the_way = true,
       .help = "go back by a hundredth of the run")
ACTION(SCRUB_ON, travel_scrub(s, 1), "scrub-on", {'.'}, MODE_MAIN, "Time",
       .bar = "jump", .bar_rank = 9, .twin = ACT_SCRUB_BACK, .on_the_way = true,
       .help = "go on by a hundredth of the run")
ACTION(FIRST, travel_towards(s, 0), "first", {K_HOME}, MODE_MAIN, "Time",
       .on_the_way = true,
       .help = "go back to step 0; End returns")
ACTION(LAST, travel_towards(s, s->end), "last", {K_END}, MODE_MAIN, "Time",
       .on_the_way = true,
       .help = "go to the last step made")
ACTION(GO_TO, travel_go_to(s, a->num), "go-to", {0}, 0, "Time",
       .on_the_way = true, .takes = TAKES_STEP,
       .help = "go to the step given (or click on an axis of steps)")
ACTION(GHOST, travel_clear_ghost(s), "ghost", {'g'}, MODE_MAIN, "Time",
       .help = "clear the ghost")
ACTION(BREAKS, stops_show(s), "breakpoints", {'u'}, MODE_MAIN, "Time",
       .on_the_way = true,
       .help = "choose events at which to stop")

ACTION(PANEL_NEXT, look_focus(s, 1), "panel-next", {'p'}, MODE_MAIN, "Looking",
       .bar = "panel", .bar_rank = 10,
       .help = "focus on the next panel (or click on it)")
ACTION(PANEL_BACK, look_focus(s, -1), "panel-back", {'P'}, MODE_MAIN, "Looking",
       .help = "focus on the previous panel")
ACTION(PANEL_TOGGLE, look_toggle(s, (int)a->num), "panel-toggle", {0}, MODE_MAIN, "Looking",
       .takes = TAKES_PANEL,
       .help = "show or hide the panel of that number; 0: show all")
ACTION(PANEL, look_focus_on(s, a->num), "panel", {0}, 0, "Looking",
       .takes = TAKES_PANEL,
       .help = "focus on the panel given")
ACTION(ZOOM, look_alone(s, a->num), "zoom", {'z'}, MODE_MAIN, "Looking",
       .bar = "zoom", .bar_rank = 8,
       .help = "show the focused panel alone, or all panels")
ACTION(INSPECT, look_inspect(s), "inspect", {'i'}, MODE_MAIN, "Looking",
       .help = "show or hide the inspector: why this step")
ACTION(LOOK, look_why(s), "look", {'y'}, MODE_MAIN, "Looking",
       .bar = "why", .bar_rank = 13,
       .help = "show or hide the scene's main point")
ACTION(VIEW_IN, look_zoom(s, 0.8), "view-in", {'+'}, MODE_MAIN, "Looking",
       .panels = "landscape", .edge = "window", .twin = ACT_VIEW_OUT,
       .help = "zoom the landscape in")
ACTION(VIEW_OUT, look_zoom(s, 1.25), "view-out", {'-'}, MODE_MAIN, "Looking",
       .panels = "landscape",
       .help = "zoom the landscape out")
ACTION(VIEW_LEFT, look_pan(s, -1, 0), "view-left", {'<'}, MODE_MAIN, "Looking",
       .panels = "landscape",
       .help = "move the landscape's window left")
ACTION(VIEW_RIGHT, look_pan(s, 1, 0), "view-right", {'>'}, MODE_MAIN, "Looking",
       .panels = "landscape",
       .help = "move the landscape's window right")
ACTION(VIEW_UP, look_pan(s, 0, 1), "view-up", {'^'}, MODE_MAIN, "Looking",
       .panels = "landscape",
       .help = "move the landscape's window up")
ACTION(VIEW_DOWN, look_pan(s, 0, -1), "view-down", {'v'}, MODE_MAIN, "Looking",
       .panels = "landscape",
       .help = "move the landscape's window down")
ACTION(VIEW_HOME, look_home(s), "view-home", {'o'}, MODE_MAIN, "Looking",
       .panels = "landscape",
       .help = "reset the landscape's window")
ACTION(LOG, look_log(s), "log", {'x'}, MODE_MAIN, "Looking",
       .bar = "axis", .bar_rank = 13,
       .help = "log or linear axis of the focused panel")
ACTION(CURVATURE, turn_curvature(s), "curvature", {'c'}, MODE_MAIN, "Looking",
       .panels = "smoothness", .edge = "curvature",
       .help = "curvature: top eigenvalue, along the step, in a random direction")
ACTION(FIT, turn_fit(s), "fit", {'f'}, MODE_MAIN, "Looking",
       .panels = "smoothness estimators layer-smoothness", .edge = "fit",
       .help = "fit shown: both, least squares, bound, none")
ACTION(MAP, map_turn(s), "map-colour", {'M'}, MODE_MAIN, "Looking",
       .panels = "map", .edge = "colours",
       .help = "colours of the map: steps to the goal, final loss, outcome")
ACTION(PATH, path_show_turn(s), "path-plane", {'d'}, MODE_MAIN, "Looking",
       .panels = "path", .edge = "directions",
       .help = "directions of the path: principal, two parameters, two runs")
ACTION(THEME, turn_theme(s), "theme", {'t'}, MODE_MAIN, "Looking",
       .help = "colours: viridis, cividis, none; then both for light backgrounds")
ACTION(BIG, turn_big(s), "big", {'V'}, MODE_MAIN, "Looking",
       .help = "projector mode on or off: few panels, thick lines, large markers")
ACTION(MOUSE, turn_mouse(s), "mouse", {'m'}, MODE_MAIN, "Looking",
       .help = "mouse on or off (off: the terminal selects text again)")
ACTION(REDRAW, s->asked |= ASK_REDRAW, "redraw", {K_CTRL_L}, MODE_ANY, "Looking",
       .help = "send the whole screen again")

ACTION(SCENES, pick_show(s), "scenes", {'s'}, MODE_MAIN, "Files",
       .bar = "scenes", .bar_rank = 7, .on_the_way = true,
       .help = "choose a scene; type there to find one")
ACTION(SCENE, scene_go(s, a->text), "scene", {0}, 0, "Files",
       .takes = TAKES_SCENE,
       .help = "open the scene named")
ACTION(EXPORT, s->asked |= ASK_FRAME, "export", {'e'}, MODE_MAIN, "Files",
       .help = "save this frame as SVG")
ACTION(ROWS, s->asked |= ASK_ROWS, "rows", {'E'}, MODE_MAIN, "Files",
       .help = "save the rows of all runs so far as CSV")
ACTION(KEEP, session_keep(s), "keep", {'w'}, MODE_MAIN, "Files",
       .help = "save this session as a scene")
ACTION(RECORD, s->asked |= ASK_RECORD, "record", {'R'}, MODE_MAIN, "Files",
       .by_hand = true,
       .help = "start or stop recording an asciicast")
ACTION(HELP, page_show(s, MODE_HELP), "help", {'?'}, MODE_MAIN, "Files",
       .bar = "help", .bar_rank = 0, .on_the_way = true,
       .help = "this page")
ACTION(GLOSSARY, page_show(s, MODE_GLOSSARY), "glossary", {'G'}, MODE_MAIN | MODE_HELP, "Files",
       .on_the_way = true,
       .help = "glossary: what the words mean")
ACTION(QUIT, s->asked |= ASK_QUIT, "quit", {'q', K_CTRL_C}, MODE_MAIN | MODE_ASK, "Files",
       .bar = "quit", .bar_rank = 0, .on_the_way = true,
       .help = "leave (Ctrl-C leaves from anywhere)")

ACTION(CONTINUE, script_continue(s), "continue", {K_ENTER}, MODE_MAIN, "Lessons",
       .bar = "go on", .bar_rank = 0, .by_hand = true,
       .help = "go on where a script waits; from its end to the next lesson or scene")
ACTION(BACK, script_back(s), "back", {K_BACKSPACE}, MODE_MAIN, "Lessons",
       .by_hand = true,
       .help = "go back to where the script waited before")
ACTION(ANSWER, script_answer(s, a->text), "answer", {K_ENTER}, MODE_ASK, "Lessons",
       .bar = "answer as typed; nothing typed: skip", .bar_rank = 0, .by_hand = true,
       .help = "answer with what is typed; an empty answer skips")

ACTION(SUBMIT, pick_take(s), "submit", {K_ENTER}, MODE_SCENES, "Lists",
       .bar = "open", .bar_rank = 1,
       .help = "open the scene under the bar")
ACTION(ASSIGN, take_prompt(s), "assign", {K_ENTER}, MODE_PROMPT, "Lists",
       .bar = "set", .bar_rank = 1,
       .help = "set the value typed")
ACTION(CANCEL, s->view.mode = MODE_MAIN,
       "cancel", {K_ESCAPE, 'q', '?'}, LISTS | MODE_PROMPT, "Lists",
       .bar = "back", .bar_rank = 0, .on_the_way = true,
       .help = "close the list")
ACTION(BREAK, stops_toggle(s, a->text), "break", {K_SPACE, K_ENTER}, MODE_BREAKS, "Lists",
       .bar = "stop or not", .bar_rank = 1, .on_the_way = true,
       .help = "stop at the condition under the bar, or no longer")
ACTION(LIST_UP, list_move(s, -1), "list-up", {K_UP, 'k'}, LISTS, "Lists",
       .on_the_way = true,
       .help = "a line up")
ACTION(LIST_DOWN, list_move(s, 1), "list-down", {K_DOWN, 'j'}, LISTS, "Lists",
       .bar = "move", .bar_rank = 2, .twin = ACT_LIST_UP, .on_the_way = true,
       .help = "a line down")
ACTION(LIST_PAGE_UP, list_page(s, -1), "list-page-up", {K_PAGE_UP, 'b'}, LISTS, "Lists",
       .on_the_way = true,
       .help = "a page up")
ACTION(LIST_PAGE_DOWN, list_page(s, 1), "list-page-down", {K_PAGE_DOWN, K_SPACE}, LISTS, "Lists",
       .on_the_way = true,
       .help = "a page down")
ACTION(LIST_FIRST, list_move(s, -HELP_LINES_MAX), "list-first", {K_HOME, '<'}, LISTS, "Lists",
       .on_the_way = true,
       .help = "the first line")
ACTION(LIST_LAST, list_move(s, HELP_LINES_MAX), "list-last", {K_END, '>'}, LISTS, "Lists",
       .on_the_way = true,
       .help = "the last line")
#undef ACTION
/* clang-format on */
