#include "log/scan.h"

const struct log_format log_csv = {
    .name = "csv",
    .title = "CSV and TSV with a header",
    .step = "a column like step, or --step-key, or the number of the row",
    .values = "columns like loss, grad_norm, lr, or --loss-key, --norm-key, --lr-key",
    .guess = true,
    .counts_rows = true,
    .read = log_read_table,
};
