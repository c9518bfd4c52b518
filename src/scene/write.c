/* Values as text that YAML reads back the same. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scene/field.h"

void write_text(struct text *out, const char *s)
{
    text_add(out, "\"");
    for (; *s; s++)
        if (*s == '"' || *s == '\\')
            text_printf(out, "\\%c", *s);
        else if ((unsigned char)*s < 32)
            text_printf(out, "\\x%02x", (unsigned)*s);
        else
            text_printf(out, "%c", *s);
    text_add(out, "\"");
}

/* As many digits as bring the same number back. */
void write_number(struct text *out, double v)
{
    char buf[40];
    if (v == floor(v) && fabs(v) < 1e15 && (v != 0 || !signbit(v))) {
        text_printf(out, "%.0f", v);
        return;
    }
    for (int digits = 1; digits <= 17; digits++) {
        double back;
        snprintf(buf, sizeof buf, "%.*g", digits, v);
        if (number_read(buf, &back) && memcmp(&back, &v, sizeof v) == 0)
            break;
    }
    text_add(out, buf);
}

void write_list(struct text *out, const double *v, int n)
{
    text_add(out, "[");
    for (int i = 0; i < n; i++) {
        text_add(out, i ? ", " : "");
        write_number(out, v[i]);
    }
    text_add(out, "]");
}
