/* The manual, as roff (man(7)), from the tables. */
#include <stdio.h>

#include "command/command.h"

void manual_print(void)
{
    puts(".TH CLIPDESCENT 1\n.SH NAME\nclipdescent \\- gradient clipping, step by step");
}
