/* NumPy files, and the options of `run` that read and write them. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/npy.h"
#include "check.h"
#include "shell.h"

/* A .npy file by the description of its format alone: 1.0, float64. */
static size_t plain_read(const char *path, double *v, size_t most, const char *shape)
{
    unsigned char head[10];
    char text[256] = "";
    FILE *f = fopen(path, "rb");
    CU_ASSERT_FATAL(f != NULL);
    CU_ASSERT_EQUAL_FATAL(fread(head, 1, 10, f), 10);
    CU_ASSERT(memcmp(head, "\x93NUMPY\x01\x00", 8) == 0);
    size_t n = head[8] + 256u * head[9];
    CU_ASSERT_FATAL(n < sizeof text);
    CU_ASSERT_EQUAL((10 + n) % 64, 0);
    CU_ASSERT_EQUAL(fread(text, 1, n, f), n);
    CU_ASSERT_EQUAL(text[n - 1], '\n');
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "'fortran_order': False"));
    if (!strstr(text, shape))
        printf("\n%s: found %s; expected %s\n", path, text, shape);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, shape));
    n = fread(v, sizeof *v, most, f);
    fclose(f);
    return n;
}

static void path_in(char *out, size_t size, struct shell *s, const char *name)
{
    shell_run(s, "printf %%s $D/%s", name);
    snprintf(out, size, "%s", s->out);
}

static void what_is_written_is_read(void)
{
    struct shell s;
    char path[300], why[200];
    const double v[] = {1, -0.1, 1e-300, 3e300, 5};
    double back[5] = {0}, plain[6];
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    path_in(path, sizeof path, &s, "a.npy");
    FILE *f = fopen(path, "wb");
    CU_ASSERT_FATAL(f != NULL);
    npy_write(f, v, 5, 0);
    fclose(f);
    CU_ASSERT_TRUE(npy_read(path, back, 5, why, sizeof why));
    CU_ASSERT(memcmp(v, back, sizeof v) == 0);
    CU_ASSERT_EQUAL(plain_read(path, plain, 6, "'shape': (5,)"), 5);
    CU_ASSERT(memcmp(v, plain, sizeof v) == 0);
    shell_end(&s);
}

/* Everything else is a message, and what was there stays. */
static void what_is_no_array_is_refused(void)
{
    static const struct {
        const char *make, *says;
    } cases[] = {
        {"cp $D/a.npy $D/b.npy; printf x >> $D/b.npy", "found 41 bytes of numbers; expected 40"},
        {"head -c 150 $D/a.npy > $D/b.npy", "bytes of numbers; expected 40"},
        {"head -c 20 $D/a.npy > $D/b.npy", "is no array"},
        {"head -c 3 $D/a.npy > $D/b.npy", "is no array"},
        {": > $D/b.npy", "is no array"},
        {"sed 's/(5,)/(6,)/' $D/a.npy > $D/b.npy", "found shape (6,); expected (5,)"},
        {"sed 's/(5,), }  /(5,5), } /' $D/a.npy > $D/b.npy", "found shape (5,5); expected (5,)"},
        {"sed 's/(5,), }  /(5,2), } /' $D/a.npy > $D/b.npy", "found shape (5,2); expected (5,)"},
        {"sed 's/(5,), }  /(1,), }  /' $D/a.npy > $D/b.npy", "found shape (1,); expected (5,)"},
        {"sed 's/<f8/<i8/' $D/a.npy > $D/b.npy",
         "found numbers of type <i8; expected f8, f4 or f2, as astype('f8') makes them"},
        {"sed 's/<f8/<f9/' $D/a.npy > $D/b.npy", "found numbers of type <f9"},
        {"sed 's/<f8/<f2/' $D/a.npy > $D/b.npy", "found 40 bytes of numbers; expected 10"},
        {"sed 's/<f8/<f4/' $D/a.npy > $D/b.npy", "expected 20"},
        {"sed \"s/'descr/'other/\" $D/a.npy > $D/b.npy", "is no array"},
        {"head -c 160 $D/a.npy > $D/b.npy; printf '\\0\\0\\0\\0\\0\\0\\360\\177' >> $D/b.npy",
         "found inf as number 4"},
        {"echo hello, this is a text and no array > $D/b.npy", "is no array"},
        {"rm $D/b.npy", ""},
        {"mkdir $D/b.npy", "is a directory"},
    };
    struct shell s;
    char path[300], why[200];
    const double v[] = {1, 2, 3, 4, 5};
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    path_in(path, sizeof path, &s, "a.npy");
    FILE *f = fopen(path, "wb");
    CU_ASSERT_FATAL(f != NULL);
    npy_write(f, v, 5, 0);
    fclose(f);
    path_in(path, sizeof path, &s, "b.npy");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double back[5] = {7, 7, 7, 7, 7};
        shell_run(&s, "%s", cases[i].make);
        *why = '\0';
        CU_ASSERT_FALSE(npy_read(path, back, 5, why, sizeof why));
        if (!strstr(why, cases[i].says))
            printf("\n%s: found \"%s\"; expected \"%s\"\n", cases[i].make, why, cases[i].says);
        CU_ASSERT_PTR_NOT_NULL(strstr(why, cases[i].says));
        CU_ASSERT(back[0] == 7 && back[4] == 7);
    }
    shell_end(&s);
}

/* Bytes of the same five numbers in the forms NumPy writes: either order, three widths, and as a
 * column or a line. */
static void other_forms_are_read(void)
{
    static const struct {
        const char *type, *shape;
        size_t size;
        unsigned char bytes[40];
    } forms[] = {
        {">f8", "(5,)", 40, {0x3f, 0xf0, 0, 0, 0, 0, 0, 0,    0xc0, 0, 0, 0, 0, 0, 0, 0,    0,
                             0,    0,    0, 0, 0, 0, 0, 0x3f, 0xe8, 0, 0, 0, 0, 0, 0, 0x40, 0x59}},
        {"<f8", "(5, 1)", 40, {0, 0,    0,    0,    0, 0, 0xf0, 0x3f, 0, 0, 0,    0,   0, 0,
                               0, 0xc0, 0,    0,    0, 0, 0,    0,    0, 0, 0,    0,   0, 0,
                               0, 0,    0xe8, 0x3f, 0, 0, 0,    0,    0, 0, 0x59, 0x40}},
        {">f4",
         "(1, 5)",
         20,
         {0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0x3f, 0x40, 0, 0, 0x42, 0xc8}},
        {"<f4", "(5,)", 20, {0, 0, 0x80, 0x3f, 0,    0,    0, 0xc0, 0,    0,
                             0, 0, 0,    0,    0x40, 0x3f, 0, 0,    0xc8, 0x42}},
        {">f2", "(5,)", 10, {0x3c, 0, 0xc0, 0, 0, 0, 0x3a, 0, 0x56, 0x40}},
        {"<f2", "(1, 5, 1)", 10, {0, 0x3c, 0, 0xc0, 0, 0, 0, 0x3a, 0x40, 0x56}},
    };
    static const double v[] = {1, -2, 0, 0.75, 100};
    struct shell s;
    char path[300], why[200] = "";
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    path_in(path, sizeof path, &s, "a.npy");
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char head[120];
        double back[5] = {7, 7, 7, 7, 7};
        int n = snprintf(head, sizeof head, "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }",
                         forms[i].type, i % 2 ? "True" : "False", forms[i].shape);
        FILE *f = fopen(path, "wb");
        CU_ASSERT_FATAL(f != NULL);
        fwrite("\x93NUMPY\1\0", 1, 8, f);
        fputc(n + 1, f);
        fputc(0, f);
        fprintf(f, "%s\n", head);
        fwrite(forms[i].bytes, 1, forms[i].size, f);
        fclose(f);
        if (!npy_read(path, back, 5, why, sizeof why))
            printf("\n%s %s: %s\n", forms[i].type, forms[i].shape, why);
        CU_ASSERT(memcmp(back, v, sizeof v) == 0);
    }
    shell_end(&s);
}

#define SMALL "--set problem.samples=30 --set problem.batch=8 --set problem.layers='2 3 2'"

/* Going on from saved parameters is as if it had gone on: the loss at 20 is that at 0 from there.
 */
static void a_run_goes_on_from_what_it_saved(void)
{
    struct shell s;
    char path[300];
    double first[40], x[40];
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "./clipdescent run moons " SMALL " --steps 0 --save-params $D/p.npy");
    CU_ASSERT_EQUAL(s.status, 0);
    path_in(path, sizeof path, &s, "p-fixed.npy");
    CU_ASSERT_EQUAL(plain_read(path, first, 40, "'shape': (17,)"), 17); /* 2·3 + 3 + 3·2 + 2 */
    shell_run(&s, "./clipdescent run moons " SMALL " --set problem.batch=0 --steps 20 "
                  "--save-params $D/p.npy --csv $D/a.csv && ls $D");
    CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "p-hard.npy\np-soft.npy\n"));
    CU_ASSERT_EQUAL(plain_read(path, x, 40, "'shape': (17,)"), 17);
    CU_ASSERT(memcmp(first, x, 17 * sizeof *x) != 0);
    shell_run(&s, "./clipdescent run moons " SMALL " --set problem.batch=0 --steps 0 "
                  "--load-params $D/p-fixed.npy --csv $D/b.csv > $D/table;"
                  "grep '^fixed,20,' $D/a.csv | cut -d, -f3,4; "
                  "grep '^hard,0,' $D/b.csv | cut -d, -f3,4; grep ^run $D/b.csv | cut -d, -f1-4");
    char *end = strchr(s.out, '\n');
    CU_ASSERT_FATAL(end != NULL && end - s.out > 10);
    CU_ASSERT(strncmp(s.out, end + 1, (size_t)(end + 1 - s.out)) == 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(end, "\nrun,step,"));
    shell_end(&s);
}

/* With rows the run goes a step further than what is asked for; what is saved does not. */
static void rows_do_not_move_what_is_saved(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "./clipdescent run moons " SMALL " --steps 5 --save-params $D/a.npy && "
                  "./clipdescent run moons " SMALL " --steps 5 --csv $D/x.csv "
                  "--save-params $D/b.npy && cmp $D/a-fixed.npy $D/b-fixed.npy");
    CU_ASSERT_EQUAL(s.status, 0);
    shell_end(&s);
}

static void the_batch_is_saved(void)
{
    struct shell s;
    char path[300];
    double v[400];
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "./clipdescent run moons " SMALL " --steps 2 --save-data $D/d");
    CU_ASSERT_EQUAL(s.status, 0);
    path_in(path, sizeof path, &s, "d-x.npy");
    CU_ASSERT_EQUAL(plain_read(path, v, 400, "'<f8'"), 16);
    CU_ASSERT_EQUAL(plain_read(path, v, 400, "'shape': (8, 2)"), 16);
    int moved = 0;
    for (int i = 0; i < 16; i++)
        moved += isfinite(v[i]) && fabs(v[i]) > 1e-3 && fabs(v[i]) < 5;
    CU_ASSERT(moved > 12);
    path_in(path, sizeof path, &s, "d-y.npy");
    CU_ASSERT_EQUAL(plain_read(path, v, 400, "'shape': (8,)"), 8);
    CU_ASSERT_EQUAL(plain_read(path, v, 400, "'<i8'"), 8);
    for (int i = 0; i < 8; i++) {
        int64_t class_;
        memcpy(&class_, &v[i], sizeof class_);
        CU_ASSERT(class_ == 0 || class_ == 1);
    }
    shell_end(&s);
}

/* The share of right answers of a run in what `run` printed last; -1: it says none. */
static double right_of(const struct shell *s, const char *run)
{
    double loss, right;
    const char *at = strstr(s->out, "test loss");
    while (at && strncmp(at, run, strlen(run)) != 0 && (at = strchr(at, '\n')) != NULL)
        at++;
    return at && sscanf(at + strlen(run), "%lf %lf", &loss, &right) == 2 ? right : -1;
}

/* Learnt, the moons of the test part are told apart; with an output of nothing but zeros all are
 * taken for the first class, which is every second one. */
static void the_test_part_is_said(void)
{
    struct shell s;
    char path[300];
    double zero[354] = {0};
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "./clipdescent run moons");
    CU_ASSERT(right_of(&s, "hard") >= 94 && right_of(&s, "hard") <= 100);
    path_in(path, sizeof path, &s, "zero.npy");
    FILE *f = fopen(path, "wb");
    CU_ASSERT_FATAL(f != NULL);
    npy_write(f, zero, 354, 0);
    fclose(f);
    shell_run(&s, "./clipdescent run moons --steps 0 --load-params $D/zero.npy");
    CHECK_NEAR(right_of(&s, "hard"), 50, 1e-9);
    shell_run(&s, "./clipdescent run moons --steps 3 --load-params $D/zero.npy --csv $D/rows.csv");
    double with_rows = right_of(&s, "soft");
    shell_run(&s, "./clipdescent run moons --steps 3 --load-params $D/zero.npy");
    CHECK_NEAR(right_of(&s, "soft"), with_rows, 0);
    shell_run(&s, "./clipdescent run quartic");
    CU_ASSERT(right_of(&s, "hard") == -1);
    shell_end(&s);
}

static void faults_are_said(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "./clipdescent run quartic --save-data $D/d");
    CU_ASSERT_EQUAL(s.status, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "no data"));
    shell_run(&s, "./clipdescent run quartic --steps 3 --save-params $D/q.npy && "
                  "./clipdescent run moons --load-params $D/q-fixed.npy");
    CU_ASSERT_EQUAL(s.status, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "found shape (1,); expected (354,)"));
    shell_run(&s, "./clipdescent run moons --load-params $D/none.npy");
    CU_ASSERT_EQUAL(s.status, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "none.npy: "));
    shell_run(&s, "./clipdescent run quartic --steps 3 --save-params $D/missing/q.npy");
    CU_ASSERT_EQUAL(s.status, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "missing/q-fixed.npy: "));
    shell_end(&s);
}

/* Rows and arrays, or two arrays, in one file: by another way to it, and by the names that runs and
 * data add. Nothing is written then. */
static void files_are_apart(void)
{
#define NETWORK "problem: { kind: network, layers: 2 3 2, data: moons, samples: 30, batch: 8 }\\n"
    static const struct {
        const char *scene, *files, *says;
    } cases[] = {
        {"moons", "--csv $D/./a-hard.npy --save-params $D/a.npy", "--csv and --save-params: "},
        {"moons", "--json $D/b-y.npy --save-data $D/b", "--json and --save-data: "},
        {"$D/one", "--save-params $D/d-x.npy --save-data $D/d", "--save-params and --save-data: "},
        {"$D/one", "--save-params $D/./d-y.npy --save-data $D/d",
         "--save-params and --save-data: "},
        {"$D/two", "--save-params $D/c.npy --save-data $D/c", "c-x.npy\" for both; expected two"},
        {"$D/two", "--save-params $D/l.npy", "--save-params and --save-params: "},
        {"$D/one", "--save-data $D/m", "--save-data and --save-data: "},
    };
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    shell_run(&s, "printf '" NETWORK "runs: { a: { lr: 0.1 } }\\n' > $D/one;"
                  "printf '" NETWORK "runs: { w: { lr: 0.1 }, x: { lr: 0.2 } }\\n' > $D/two;"
                  "ln -s l-w.npy $D/l-x.npy; ln -s m-x.npy $D/m-y.npy");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        shell_run(&s, "./clipdescent run %s --steps 2 %s", cases[i].scene, cases[i].files);
        CU_ASSERT_EQUAL(s.status, 2);
        if (!strstr(s.err, cases[i].says))
            printf("\n%s: found \"%s\"; expected \"%s\"\n", cases[i].files, s.err, cases[i].says);
        CU_ASSERT_PTR_NOT_NULL(strstr(s.err, cases[i].says));
        CU_ASSERT_PTR_NOT_NULL(strstr(s.err, "for both; expected two files"));
    }
    shell_run(&s, "ls $D");
    CHECK_TEXT(s.out, "l-x.npy\nm-y.npy\none\ntwo\n");
    shell_run(&s, "./clipdescent run $D/two --steps 2 --save-params $D/e-.npy --save-data $D/e "
                  "> $D/log && ls $D | tr '\\n' ' '");
    CHECK_TEXT(s.out, "e--w.npy e--x.npy e-x.npy e-y.npy l-x.npy log m-y.npy one two ");
    shell_end(&s);
}

/* NumPy itself, where it is. */
static void numpy_reads_them(void)
{
    struct shell s;
    CU_ASSERT_TRUE_FATAL(shell_begin(&s));
    if (shell_run(&s, "python3 -c 'import numpy'") == 0) {
        shell_run(&s, "./clipdescent run moons " SMALL " --steps 2 --save-params $D/p.npy "
                      "--save-data $D/d && python3 -c \"import numpy, sys; d = sys.argv[1]; "
                      "p, x, y = [numpy.load(d + n) for n in ('/p-soft.npy', '/d-x.npy', "
                      "'/d-y.npy')]; print(p.shape, p.dtype, x.shape, y.shape, y.dtype)\" $D");
        CU_ASSERT_PTR_NOT_NULL(strstr(s.out, "(17,) float64 (8, 2) (8,) int64"));
    }
    shell_end(&s);
}

static const struct check checks[] = {
    {"what is written is read", what_is_written_is_read},
    {"other forms are read", other_forms_are_read},
    {"what is no array is refused", what_is_no_array_is_refused},
    {"a run goes on from what it saved", a_run_goes_on_from_what_it_saved},
    {"rows do not move what is saved", rows_do_not_move_what_is_saved},
    {"the batch is saved", the_batch_is_saved},
    {"the test part is said", the_test_part_is_said},
    {"faults are said", faults_are_said},
    {"files are apart", files_are_apart},
    {"NumPy reads them", numpy_reads_them},
    {NULL, NULL},
};

int main(void)
{
    return check_main("npy", checks);
}
