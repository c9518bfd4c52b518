#include "log/scan.h"

static bool own(const char *line, size_t n)
{
    while (n > 0 && (*line == ' ' || *line == '\t'))
        line++, n--;
    return n > 1 && *line == '{' && log_line_has(line, n, "\":");
}

const struct log_format log_jsonl = {
    .name = "jsonl",
    .title = "JSON lines of any keys",
    .step = "a key like step, or --step-key, or the number of the row",
    .values = "keys like loss, grad_norm, lr, or --loss-key, --norm-key, --lr-key",
    .guess = true,
    .counts_rows = true,
    .own = own,
    .read = log_read_object,
};
