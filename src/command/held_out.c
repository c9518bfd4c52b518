#include "command/held_out.h"

#include <math.h>
#include <stdio.h>

#include "command/sheet.h"
#include "lab/exam.h"

void exam_print(const struct race *race, const struct outcome *out, bool unicode)
{
    static const char *const heads[] = {"run", "test loss", "right %", "of"};
    static struct sheet s;
    s = (struct sheet){.unicode = unicode, .right = {false, true, true, true}};
    if (!race->problem.kind->measure)
        return;
    sheet_row(&s);
    for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++)
        sheet_put(&s, heads[k]);
    for (int i = 0; i < race->n; i++) {
        const struct run *r = &race->run[i];
        struct measure m = exam_part(r->problem, r->look, r->x, PART_TEST);
        if (m.samples == 0)
            return;
        bool lost = out[i].status == RUN_DIVERGED;
        sheet_row(&s);
        sheet_put(&s, r->name);
        sheet_number(&s, lost ? NAN : m.loss / m.samples, 4);
        sheet_number(&s, lost || m.correct < 0 ? NAN : 100.0 * m.correct / m.samples, 4);
        sheet_number(&s, m.samples, 9);
    }
    putchar('\n');
    sheet_print(&s, stdout);
}
