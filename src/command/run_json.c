/* What JSON needs that printf has not. */
#include <math.h>

#include "command/rows.h"

void json_text(FILE *out, const char *s)
{
    putc('"', out);
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            fprintf(out, "\\%c", *s);
        else if ((unsigned char)*s < 0x20)
            fprintf(out, "\\u%04x", (unsigned)*s);
        else
            putc(*s, out);
    }
    putc('"', out);
}

/* JSON has neither NaN nor infinity: such a value is written as a word. */
void json_number(FILE *out, double v)
{
    if (isnan(v))
        fputs("null", out);
    else if (isinf(v))
        fputs(v > 0 ? "\"inf\"" : "\"-inf\"", out);
    else
        fprintf(out, "%.17g", v);
}
