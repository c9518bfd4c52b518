/* Every format, once. A format is one file here that ends in `const struct log_format log_NAME`. Of
 * two that know a line the first is asked first. */
#include "log/format.h"

#include <string.h>

#define FORMATS(X)                                                                                 \
    X(clipdescent)                                                                                 \
    X(tensorboard)                                                                                 \
    X(trainer_state)                                                                               \
    X(trainer_stdout)                                                                              \
    X(llama_factory)                                                                               \
    X(ms_swift)                                                                                    \
    X(lightning)                                                                                   \
    X(megatron)                                                                                    \
    X(deepspeed)                                                                                   \
    X(fairseq)                                                                                     \
    X(espnet)                                                                                      \
    X(icefall)                                                                                     \
    X(llm_c)                                                                                       \
    X(nanogpt)                                                                                     \
    X(olmo)                                                                                        \
    X(torchtitan)                                                                                  \
    X(verl)                                                                                        \
    X(torchtune)                                                                                   \
    X(detectron2)                                                                                  \
    X(mmengine)                                                                                    \
    X(nemo)                                                                                        \
    X(jsonl)                                                                                       \
    X(csv)                                                                                         \
    X(text)

#define DECLARE(format) extern const struct log_format log_##format;
#define ENTRY(format)   &log_##format,

FORMATS(DECLARE)

const struct log_format *const log_formats[] = {FORMATS(ENTRY) NULL};

const char *const log_field_names[LOG_FIELDS + 1] = {
    "step", "loss", "grad_norm", "lr", "gamma", "clip_factor", "clipped", "loss_scale", "skipped",
};
const char *const log_note_names[LOG_NOTES] = {"rewind", "overflow"};

const struct log_format *log_format_find(const char *name)
{
    for (int i = 0; log_formats[i]; i++)
        if (strcmp(log_formats[i]->name, name) == 0)
            return log_formats[i];
    return NULL;
}

bool log_line_has(const char *line, size_t n, const char *word)
{
    return memmem(line, n, word, strlen(word)) != NULL;
}

bool log_knows_lines(const struct log_format *f)
{
    return f->own || f->has[0];
}

bool log_line_is(const struct log_format *f, const char *line, size_t n)
{
    size_t begins = f->begins ? strlen(f->begins) : 0;
    if (f->own)
        return f->own(line, n);
    if (n < begins || memcmp(line, f->begins ? f->begins : "", begins) != 0)
        return false;
    for (int i = 0; f->has[i]; i++)
        if (!log_line_has(line, n, f->has[i]))
            return false;
    return !f->lacks || !log_line_has(line, n, f->lacks);
}
