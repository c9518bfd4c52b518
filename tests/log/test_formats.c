/* Every format of training logs, through the door the user uses: a small log with its traps, and
 * the rows to the last digit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "log/format.h"
#include "made_logs.h"
#include "shell.h"

static struct shell sh;
static const char header[] = "step,loss,grad_norm,lr,gamma,clip_factor,clipped,skipped,note\n";

static void test_every_made_log(void)
{
    for (int i = 0; i < MADE_LOGS; i++) {
        const struct made_log *m = &made_logs[i];
        char rows[4096];
        shell_write(&sh, m->file, m->text);
        CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/%s --csv - %s", m->file, m->options) == 0);
        CHECK_TEXT(sh.err, "");
        snprintf(rows, sizeof rows, "%s%s", header, m->rows);
        check_text(sh.out, rows, m->name, __FILE__, __LINE__);
        CU_ASSERT(lines_in(m->rows) > 0);
    }
}

/* The format that is found out is the one it is, and saying it changes nothing. */
/* And the whole of --json is JSON, by a reader that is not ours, where there is one. */
static void test_the_format_is_named(void)
{
    for (int i = 0; i < MADE_LOGS; i++) {
        const struct made_log *m = &made_logs[i];
        char rows[4096];
        shell_write(&sh, m->file, m->text);
        shell_run(&sh,
                  "./clipdescent watch $D/%s --json $D/made-%d.json %s;"
                  "grep -c '\"format\": \"%s\"' $D/made-%d.json",
                  m->file, i, m->options, m->format, i);
        CU_ASSERT_PTR_NOT_NULL(strstr(sh.out, "\n1\n"));
        shell_run(&sh, "./clipdescent watch $D/%s --csv - --format %s %s", m->file, m->format,
                  m->options);
        snprintf(rows, sizeof rows, "%s%s", header, m->rows);
        check_text(sh.out, rows, m->name, __FILE__, __LINE__);
    }
    CU_ASSERT_EQUAL(shell_run(&sh, "command -v python3 > $D/has || exit 0; cd $D && python3 -c "
                                   "'import glob, json\n"
                                   "for f in glob.glob(\"made-*.json\"):\n"
                                   "  assert json.load(open(f))[\"runs\"], f'"),
                    0);
    CHECK_TEXT(sh.err, "");
}

/* One record of 4000 is not clipped: that is not all of them. */
static void test_shares(void)
{
    shell_run(&sh,
              "awk 'BEGIN { for (i = 0; i < 4000; i++) print \"step\", i, \"loss 1 grad_norm\", "
              "i == 7 ? 0.5 : 2 }' > $D/most.log; ./clipdescent watch $D/most.log --gamma 1 | "
              "sed -n 2p");
    CU_ASSERT_PTR_NOT_NULL(strstr(sh.out, " >99.9\n"));
}

/* A format without a log here has its own test: event files are made of bytes. */
static void test_every_format_has_a_log(void)
{
    for (int k = 0; log_formats[k]; k++) {
        bool found = log_formats[k]->binary;
        for (int i = 0; i < MADE_LOGS; i++)
            found = found || strcmp(made_logs[i].format, log_formats[k]->name) == 0;
        CU_ASSERT(found);
        if (!found)
            printf("no log of %s\n", log_formats[k]->name);
    }
}

static void put(FILE *f, unsigned long long v, int bytes)
{
    for (int i = 0; i < bytes; i++)
        putc((int)(v >> 8 * i & 0xff), f);
}

/* CRC-32C bit by bit, from its polynomial, masked as records are. */
static unsigned masked(const unsigned char *s, size_t n)
{
    unsigned c = 0xffffffffu;
    for (size_t i = 0; i < n; i++) {
        c ^= s[i];
        for (int k = 0; k < 8; k++)
            c = c & 1 ? c >> 1 ^ 0x82f63b78u : c >> 1;
    }
    c = ~c;
    return ((c >> 15 | c << 17) + 0xa282ead8u) & 0xffffffffu;
}

static void put_record(FILE *f, const unsigned char *data, size_t n, unsigned spoil)
{
    unsigned char length[8] = {(unsigned char)n, (unsigned char)(n >> 8)};
    put(f, n, 8);
    put(f, masked(length, 8), 4);
    fwrite(data, 1, n, f);
    put(f, masked(data, n) ^ spoil, 4);
}

/* An event with one value: step, tag, and the number as a float, or as a tensor of one. */
static size_t make_event(unsigned char *e, int step, const char *tag, float v, bool tensor)
{
    unsigned char value[64], *at = value;
    size_t n = strlen(tag);
    *at++ = 0x0a; /* tag */
    *at++ = (unsigned char)n;
    memcpy(at, tag, n);
    at += n;
    if (tensor) {
        *at++ = 0x42; /* tensor: dtype float, then float_val, packed */
        *at++ = 8;
        *at++ = 0x08;
        *at++ = 1;
        *at++ = 0x2a;
        *at++ = 4;
    } else {
        *at++ = 0x15; /* simple_value */
    }
    memcpy(at, &v, 4); /* little-endian, as every machine this runs on */
    at += 4;
    size_t inner = (size_t)(at - value), k = 0;
    e[k++] = 0x10; /* step */
    e[k++] = (unsigned char)step;
    e[k++] = 0x2a; /* summary */
    e[k++] = (unsigned char)(inner + 2);
    e[k++] = 0x0a; /* its value */
    e[k++] = (unsigned char)inner;
    memcpy(e + k, value, inner);
    return k + inner;
}

static void test_event_files(void)
{
    char path[128];
    unsigned char e[128];
    snprintf(path, sizeof path, "%s/events.out.tfevents.1", sh.folder);
    FILE *f = fopen(path, "wb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(f);
    put_record(f,
               (const unsigned char *)"\x1a\x0d"
                                      "brain.Event:2",
               15, 0);
    put_record(f, e, make_event(e, 1, "train/loss", 2.5F, false), 0);
    put_record(f, e, make_event(e, 1, "train/grad_norm", 3.5F, true), 0);
    put_record(f, e, make_event(e, 1, "eval/loss", 9, false), 0);
    put_record(f, e, make_event(e, 2, "train/loss", 2.25F, false), 0);
    put_record(f, e, make_event(e, 2, "train/grad_norm", 99, false), 1); /* a wrong checksum */
    put_record(f, e, make_event(e, 3, "train/loss", 2.125F, false), 0);
    put(f, 40, 8); /* half a record */
    fclose(f);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/events.out.tfevents.1 --csv -") == 0);
    CHECK_TEXT(sh.out, "step,loss,grad_norm,lr,gamma,clip_factor,clipped,skipped,note\n"
                       "1,2.5,3.5,,,,,,\n2,2.25,,,,,,,\n3,2.125,,,,,,,\n");
    shell_run(&sh, "./clipdescent watch $D/events.out.tfevents.1");
    CU_ASSERT(strstr(sh.out, "tensorboard") != NULL);
    CU_ASSERT(strstr(sh.out, "1 records with a wrong checksum") != NULL);
}

/* Those that rest on each other in a file that is no log. */
static void test_no_log(void)
{
    shell_write(&sh, "poem.txt", "Roses are red\nthe loss was never logged\nviolets\n");
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/poem.txt --csv $D/out.csv") == 2);
    CU_ASSERT(strstr(sh.err, "found no training log; looked for") != NULL);
    CU_ASSERT(strstr(sh.err, "poem.txt:2: came near: the loss was never logged") != NULL);
    CU_ASSERT(shell_run(&sh, "test -e $D/out.csv") == 1);
    shell_write(&sh, "empty", "");
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/empty") == 2);
    CU_ASSERT(strstr(sh.err, "empty: is empty; expected a training log") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/nothing.txt") == 2);
    CU_ASSERT(strstr(sh.err, "nothing.txt: No such file") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D") == 2);
    CU_ASSERT(strstr(sh.err, "is a directory") != NULL);
    shell_write(&sh, "steer.txt", "loss \033[2J\033]0;x\007 of 3\n");
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/steer.txt") == 2);
    CU_ASSERT(strchr(sh.err, '\033') == NULL && strstr(sh.err, "\\x1b") != NULL);
}

static void test_missing_keys(void)
{
    shell_write(&sh, "a.jsonl", "{\"step\": 1, \"loss\": 1, \"grad_norm\": 2, \"speed\": 3}\n");
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/a.jsonl --loss-key lss") == 2);
    CU_ASSERT(strstr(sh.err, "--loss-key: found no key \"lss\"") != NULL);
    CU_ASSERT(strstr(sh.err,
                     "(did you mean loss?); expected one of step, loss, grad_norm, speed") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/a.jsonl --norm-key speed --csv -") == 0);
    CU_ASSERT(strstr(sh.out, "\n1,1,3,,") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/a.jsonl --format csvv") == 2);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/a.jsonl --format svg") == 2);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/a.jsonl --gamma 1,2") == 2);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/a.jsonl --format megatron") == 2);
    CU_ASSERT(strstr(sh.err, "found nothing of the format megatron") != NULL);
}

/* A pipe gives the same as the file; several logs have a column that names them. */
static void test_pipes_and_several(void)
{
    shell_write(&sh, "a.jsonl", "{\"step\": 1, \"loss\": 2.5, \"grad_norm\": 2}\n");
    shell_write(&sh, "b,\".csv", "step,loss\n1,3.5\n");
    CU_ASSERT(shell_run(&sh, "cat $D/a.jsonl | ./clipdescent watch - --csv -") == 0);
    CU_ASSERT(strstr(sh.out, "\n1,2.5,2,,,,,,\n") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch $D/a.jsonl $D/b*.csv --csv -") == 0);
    CHECK_TEXT(sh.out, "step,loss,grad_norm,lr,gamma,clip_factor,clipped,skipped,note,run\n"
                       "1,2.5,2,,,,,,,\"a.jsonl\"\n1,3.5,,,,,,,,\"b,\"\".csv\"\n");
}

/* The log that lesson 12 reads is its own, to the bit (make logs). */
static void test_the_lessons_log(void)
{
    CU_ASSERT(shell_run(&sh, "./clipdescent run lesson-12 --csv - | cmp - scenes/lesson-12.csv") ==
              0);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch scenes/lesson-12.csv --csv - | wc -l") == 0);
    CHECK_TEXT(sh.out, "302\n");
    CU_ASSERT(shell_run(&sh, "./clipdescent watch scenes/lesson-12.csv | sed -n 2p") == 0);
    CU_ASSERT(strstr(sh.out, " 54.8\n") != NULL); /* as the lesson says it */
}

/* Every line of a log that takes many reads: over 16 MB. */
static void test_a_long_log(void)
{
    CU_ASSERT(shell_run(&sh,
                        "seq 1 400000 | sed 's/.*/step: & loss: 2.5 grad_norm: 1.25 lr: 1e-4/' "
                        "> $D/long.txt; ./clipdescent watch $D/long.txt | sed -n 2p | tr -s ' '") ==
              0);
    CU_ASSERT(strstr(sh.out, "long.txt text 400000 1 400000 ") != NULL);
    CU_ASSERT(shell_run(&sh, "./clipdescent watch - --csv - < $D/long.txt | tail -1") == 0);
    CHECK_TEXT(sh.out, "400000,2.5,1.25,0.0001,,,,,\n");
}

static const struct check checks[] = {
    {"every made log", test_every_made_log},
    {"the format is named, and JSON is JSON", test_the_format_is_named},
    {"shares", test_shares},
    {"every format has a log", test_every_format_has_a_log},
    {"event files", test_event_files},
    {"no log", test_no_log},
    {"missing keys", test_missing_keys},
    {"pipes and several logs", test_pipes_and_several},
    {"the lesson's log", test_the_lessons_log},
    {"a long log", test_a_long_log},
    {NULL, NULL},
};

int main(void)
{
    if (!shell_begin(&sh))
        return 1;
    int status = check_main("formats", checks);
    shell_end(&sh);
    return status;
}
