/* The command line to struct options, by the table; and scenes as it asks for them. */
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend/wants.h"
#include "base/report.h"
#include "command/command.h"
#include "command/marker.h"
#include "panel/panel.h"

void complain(const char *fmt, ...)
{
    /* Through a report, so that what a user typed cannot steer the terminal. */
    char message[1024];
    struct report r;
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    report_init(&r);
    report_add(&r, "clipdescent", 0, "%s", message);
    report_print(&r, stderr);
    report_release(&r);
}

enum { NAMES_MAX = 64 };

static const char *nearest_option(const char *word)
{
    const char *names[NAMES_MAX];
    int n = 0;
    for (const struct option_spec *s = option_table; s->name && n < NAMES_MAX - 1; s++)
        if (s->help)
            names[n++] = s->name;
    names[n] = NULL;
    return name_nearest(word, names);
}

static const char *nearest_command(const char *word)
{
    const char *names[NAMES_MAX];
    int n = 0;
    for (const struct command_kind *const *c = command_kinds; *c && n < NAMES_MAX - 1; c++)
        names[n++] = (*c)->name;
    names[n] = NULL;
    return name_nearest(word, names);
}

bool command_takes(const struct command_kind *c, const struct option_spec *spec)
{
    if (strcmp(spec->name, "help") == 0 || strcmp(spec->name, "version") == 0)
        return true;
    size_t n = strlen(spec->name);
    for (const char *at = c->options; (at = strstr(at, spec->name)); at += n)
        if ((at == c->options || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return true;
    return false;
}

/* An option as found, kept until the command is known that may or may not take it. */
struct found {
    const struct option_spec *spec;
    const char *word; /* as typed, up to its = */
    int length;
    const char *arg; /* after its =, or the word behind it; NULL: none */
    bool own_arg;    /* after its = */
};

static const struct option_spec *spec_by_name(const char *name, size_t n)
{
    for (const struct option_spec *s = option_table; s->name; s++)
        if (strlen(s->name) == n && memcmp(s->name, name, n) == 0)
            return s;
    return NULL;
}

static const struct option_spec *spec_by_letter(char letter)
{
    for (const struct option_spec *s = option_table; s->name; s++)
        if (s->letter == letter)
            return s;
    return NULL;
}

/* As nothing else could be meant by `list --json`; everywhere else --json names a file. */
bool option_wants_arg(const struct option_spec *spec, const struct command_kind *c)
{
    return spec->arg && !(strcmp(spec->name, "json") == 0 && strcmp(c->name, "list") == 0);
}

/* --name, --name=arg, -o or -oarg. */
static bool find_option(const char *word, struct found *f)
{
    bool is_long = word[1] == '-';
    size_t n = is_long ? strcspn(word, "=") : 2;
    *f = (struct found){.word = word, .length = (int)n};
    f->spec = is_long ? spec_by_name(word + 2, n - 2) : spec_by_letter(word[1]);
    f->own_arg = word[n] != '\0';
    if (f->own_arg)
        f->arg = word + n + is_long;
    if (f->spec)
        return true;
    char name[64];
    snprintf(name, sizeof name, "%.*s", is_long ? (int)(n - 2) : 0, word + 2);
    const char *near = is_long ? nearest_option(name) : NULL;
    complain("unknown option %.*s%s%s%s (--help lists them)", f->length, word,
             near ? "; did you mean --" : "", near ? near : "", near ? "?" : "");
    return false;
}

static bool take_option(struct options *o, const struct found *f, const struct command_kind *c)
{
    bool wants = option_wants_arg(f->spec, c);
    bool listed = f->spec->help != NULL; /* what is not is no command's */
    if (listed && !command_takes(c, f->spec)) {
        complain("%.*s: %s takes no such option (clipdescent %s --help lists its options)",
                 f->length, f->word, c->name, c->name);
        return false;
    } else if (!wants && f->own_arg) {
        complain("%.*s: found \"%s\"; expected nothing behind it", f->length, f->word, f->arg);
        return false;
    } else if (wants && !f->arg) {
        complain("%.*s: found nothing behind it; expected %s", f->length, f->word, f->spec->expect);
        return false;
    } else if (!f->spec->read(f->spec, o, wants ? f->arg : NULL)) {
        complain("%.*s: found \"%s\"; expected %s", f->length, f->word, f->arg, f->spec->expect);
        return false;
    }
    if (f->spec->given)
        *(bool *)((char *)o + f->spec->given) = true;
    return true;
}

/* The command: the first word, if it is one. Options with arguments hide words, so they are told
 * from the table; --json alone depends on the command, which is why this looks ahead. */
static const struct command_kind *find_command(int argc, char **argv, int *at)
{
    *at = 0;
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        const char *word = argv[i];
        if (word[0] != '-' || word[1] == '\0') {
            const struct command_kind *c = command_find(word);
            *at = c ? i : 0;
            if (c)
                return c;
            break;
        }
        const struct option_spec *spec = NULL;
        bool own = strchr(word, '=') != NULL;
        if (word[1] == '-')
            spec = spec_by_name(word + 2, strcspn(word + 2, "="));
        else if ((spec = spec_by_letter(word[1])))
            own = word[2] != '\0';
        bool json_before_list = spec && strcmp(spec->name, "json") == 0 && i + 1 < argc &&
                                strcmp(argv[i + 1], "list") == 0;
        if (spec && spec->arg && !own && !json_before_list)
            i++;
    }
    return command_find("live");
}

/* Whether n words fit the command's "SCENE", "[SCENE]", "FILE..." or "". */
static bool check_args(const struct options *o, const struct command_kind *c)
{
    int least = *c->args && *c->args != '[' ? 1 : 0;
    int most = strstr(c->args, "...") ? ARGS_MAX : *c->args ? 1 : 0;
    if (o->n_args >= least && o->n_args <= most)
        return true;
    const char *near = NULL;
    bool unnamed = strcmp(c->name, "live") == 0 && o->n_args > 1;
    if (unnamed) {
        near = nearest_command(o->args[0]);
        complain("unknown command \"%s\"%s%s%s (--help lists them)", o->args[0],
                 near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    } else if (o->n_args < least) {
        complain("%s: found nothing behind it; expected %s", c->name, c->args);
    } else {
        complain("%s: found \"%s\"; expected %s", c->name, o->args[most],
                 most ? "one scene only" : "nothing more");
    }
    return false;
}

bool options_read(struct options *o, const struct command_kind **command, int argc, char **argv)
{
    *o = (struct options){.every = 1, .colours = -1, .cast_version = 2};
    int command_at;
    const struct command_kind *c = *command = find_command(argc, argv, &command_at);
    bool only_words = false;
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (i == command_at) {
            continue;
        } else if (!only_words && strcmp(word, "--") == 0) {
            only_words = true;
        } else if (only_words || word[0] != '-' || word[1] == '\0') {
            if (o->n_args == ARGS_MAX) {
                complain("found more than %d words; expected fewer", ARGS_MAX);
                return false;
            }
            o->args[o->n_args++] = word;
        } else {
            struct found f;
            if (!find_option(word, &f))
                return false;
            if (!f.own_arg && option_wants_arg(f.spec, c) && i + 1 < argc)
                f.arg = argv[++i];
            if (!take_option(o, &f, c))
                return false;
        }
    }
    /* A command name shows which help is asked for, and nothing else is needed then. */
    if (command_at == 0 && o->help)
        *command = NULL;
    return o->help || o->version || o->man || o->completion || check_args(o, c);
}

bool options_cast(const struct options *o)
{
    const char *name = options_scene_name(o);
    size_t n = strlen(name);
    return o->cast || (n > 5 && strcmp(name + n - 5, ".cast") == 0);
}

/* The scene of that name as its file says. */
static bool read_named(const char *name, struct scene *s, struct report *r)
{
    char path[sizeof s->path];
    bool found = scene_find(name, path, sizeof path, r);
    if (!found && !strchr(name, '/')) {
        const char *near = nearest_command(name);
        if (near)
            report_add(r, "clipdescent", 0, "%s is no command; did you mean %s?", name, near);
    }
    return found && scene_read(s, path, panel_names, r);
}

bool options_scene(const struct options *o, struct scene *s)
{
    const char *name = options_scene_name(o);
    struct report r;
    report_init(&r);
    bool read = options_cast(o) ? marker_scene(s, name, o->marker, &r) : read_named(name, s, &r);
    bool ok = read;
    for (int i = 0; read && i < o->n_sets; i++)
        ok = scene_set(s, o->sets[i], panel_names, &r) && ok;
    if (ok && o->has_seed)
        s->seed = o->seed;
    report_print(&r, stderr);
    report_release(&r);
    return ok;
}

void options_faults(const struct options *o, struct report *r)
{
    struct report placed;
    report_init(&placed);
    if (options_cast(o))
        marker_faults(&placed, options_scene_name(o), r);
    report_print(options_cast(o) ? &placed : r, stderr);
    report_release(&placed);
    report_release(r);
}

bool options_unicode(const struct options *o)
{
    return !o->ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

const char *options_scene_name(const struct options *o)
{
    return o->n_args > 0 ? o->args[0] : "why";
}

int options_key(const char **keys, const char *like)
{
    char name[32];
    const char *at = *keys ? *keys + strspn(*keys, " ") : "";
    size_t n = strcspn(at, " ");
    *keys = at + n;
    snprintf(name, sizeof name, "%.*s", (int)n, at);
    int key = n == 0 ? 0 : n < sizeof name ? key_parse(name) : -1;
    if (key < 0)
        complain("--keys: found \"%s\"; expected names of keys, as %s", name, like);
    return key;
}

/* As if typed before the first frame. */
static bool type_keys(struct session *s, const char *keys)
{
    int key;
    while ((key = options_key(&keys, "Right, Shift-Up, z")) > 0)
        session_key(s, key);
    return key == 0;
}

/* Reading data and a first look at a large network take seconds, in which there is no picture yet:
 * a line in the terminal says what is going on, and is gone when it is done. */
static int say_opening(const struct scene *scene)
{
    if (scene->problem != problem_find("network") || !isatty(STDERR_FILENO))
        return 0;
    return fprintf(stderr, "opening %s ...", scene->name);
}

static void unsay(int said)
{
    if (said > 0)
        fprintf(stderr, "\r%*s\r", said, "");
}

bool options_race(const struct options *o, struct scene *scene, struct race *race)
{
    struct report r;
    if (!options_scene(o, scene))
        return false;
    report_init(&r);
    bool ok = scene_open(scene, race, &r);
    options_faults(o, &r);
    return ok;
}

bool options_session(const struct options *o, struct session *s)
{
    static struct scene scene;
    struct report r;
    if (!options_scene(o, &scene))
        return false;
    report_init(&r);
    scene.live = o->live;
    int said = say_opening(&scene);
    bool ok = session_open(s, &scene, panel_names, &r);
    unsay(said);
    options_faults(o, &r);
    if (ok && (o->light || (o->live && wants_light())))
        s->view.theme = THEME_VIRIDIS_LIGHT;
    if (ok && o->big)
        s->view.big = true;
    if (ok &&
        ((o->marker && !options_cast(o) && !marker_go(s, o->marker)) || !type_keys(s, o->keys))) {
        session_release(s);
        return false;
    }
    return ok;
}
