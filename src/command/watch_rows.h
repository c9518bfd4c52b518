/* The rows of watched logs, as CSV and as JSON, and the summary for who has no terminal. */
#ifndef COMMAND_WATCH_ROWS_H
#define COMMAND_WATCH_ROWS_H

#include <stdio.h>

#include "watch/watch.h"

/* Every step of every run, the record that came last of it. false: a message was printed. */
bool watch_write_csv(struct watch *w, FILE *out);
/* The same with what is known of each run, what is wrong with it and what rules would have done. */
bool watch_write_json(struct watch *w, FILE *out);
void watch_print(const struct watch *w, bool unicode);

#endif
