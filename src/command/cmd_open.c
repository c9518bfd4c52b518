/* A recording of this program's, live from where it ends or from one of its markers. */
#include "command/command.h"

static int open_main(const struct options *o)
{
    static struct options live;
    live = *o;
    live.cast = true;
    return command_find("live")->main(&live);
}

const struct command_kind command_open = {
    .name = "open",
    .args = "FILE",
    .title = "go on live from the end of a recording, or from a marker",
    .help =
        "A recording that `record` or R made carries the session that is seen in it: its scene, "
        "start and seed, and what was turned at which step. Opens it paused at its end, or as it "
        "stood at the frame of the --marker, with the same numbers to the bit; what lies before "
        "can be gone back to, and all keys do what they always do. The script of the scene is "
        "not part of it. Without a terminal the frame there is printed, and the table.",
    .options = "marker steps keys fps ascii color light big no-sync no-mouse size",
    .main = open_main,
};
