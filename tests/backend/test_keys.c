/* Bytes of a terminal to events: every sequence in use, cut anywhere, and rubbish. */
#include <stdio.h>
#include <string.h>

#include "backend/terminal.h"
#include "check.h"

/* Times are in seconds: all bytes come at 0, and LATE is long after. */
static const double LATE = 60;
static struct keys fresh = {.escape_ms = 25};

static struct event decode_one(const char *bytes, size_t n, bool late)
{
    struct keys k = fresh;
    struct event e = {.kind = EVENT_NONE};
    keys_feed(&k, bytes, n, 0);
    if (!keys_next(&k, late ? LATE : 0, &e))
        e.kind = EVENT_NONE;
    return e;
}

static const struct {
    const char *bytes;
    int key;
} sequences[] = {
    {"\033[A", K_UP},
    {"\033OA", K_UP},
    {"\033[B", K_DOWN},
    {"\033[C", K_RIGHT},
    {"\033OD", K_LEFT},
    {"\033[1;2A", K_SHIFT_UP},
    {"\033[1;2B", K_SHIFT_DOWN},
    {"\033[1;2C", K_SHIFT_RIGHT},
    {"\033[1;2D", K_SHIFT_LEFT},
    {"\033[a", K_SHIFT_UP},
    {"\033[1;5C", K_RIGHT},
    {"\033[1;6C", K_SHIFT_RIGHT},
    {"\033[H", K_HOME},
    {"\033OH", K_HOME},
    {"\033[1~", K_HOME},
    {"\033[7~", K_HOME},
    {"\033[F", K_END},
    {"\033[4~", K_END},
    {"\033[5~", K_PAGE_UP},
    {"\033[6~", K_PAGE_DOWN},
    {"\033[3~", K_DELETE},
    {"\033[Z", K_BACK_TAB},
    {"\t", K_TAB},
    {"\r", K_ENTER},
    {"\n", K_ENTER},
    {"\033OM", K_ENTER},
    {"\b", K_BACKSPACE},
    {"\177", K_BACKSPACE},
    {"\f", K_CTRL_L},
    {"q", 'q'},
    {" ", K_SPACE},
    {"\xce\xb8", 0x3b8},
    {"\xe2\x82\xac", 0x20ac},
    {"\xf0\x9f\x98\x80", 0x1f600},
};
enum { N_SEQUENCES = sizeof sequences / sizeof sequences[0] };

static void every_sequence_is_its_key(void)
{
    for (int i = 0; i < N_SEQUENCES; i++) {
        struct event e = decode_one(sequences[i].bytes, strlen(sequences[i].bytes), false);
        CU_ASSERT_EQUAL(e.kind, EVENT_KEY);
        CU_ASSERT_EQUAL(e.key, sequences[i].key);
    }
}

/* Slow lines deliver a byte at a time: the same keys, none before its last byte. */
static void a_byte_at_a_time_is_the_same(void)
{
    for (int i = 0; i < N_SEQUENCES; i++) {
        struct keys k = fresh;
        struct event e = {.kind = EVENT_NONE};
        size_t n = strlen(sequences[i].bytes);
        for (size_t j = 0; j < n; j++) {
            keys_feed(&k, sequences[i].bytes + j, 1, 0);
            bool given = keys_next(&k, 0, &e);
            CU_ASSERT_EQUAL(given, j == n - 1);
        }
        CU_ASSERT_EQUAL(e.key, sequences[i].key);
        CU_ASSERT_EQUAL(k.n, 0);
    }
}

static void escape_is_a_key_once_late(void)
{
    struct event e = decode_one("\033", 1, false);
    CU_ASSERT_EQUAL(e.kind, EVENT_NONE);
    e = decode_one("\033", 1, true);
    CU_ASSERT_EQUAL(e.kind, EVENT_KEY);
    CU_ASSERT_EQUAL(e.key, K_ESCAPE);
    e = decode_one("\033\033", 2, false);
    CU_ASSERT_EQUAL(e.key, K_ESCAPE);
    struct keys k = fresh;
    keys_feed(&k, "\033\033[A", 4, 0); /* the second begins something of its own */
    CU_ASSERT_TRUE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(e.key, K_ESCAPE);
    CU_ASSERT_TRUE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(e.key, K_UP);
    keys_feed(&k, "\033q", 2, 0); /* two keys, however quick */
    CU_ASSERT_TRUE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(e.key, K_ESCAPE);
    CU_ASSERT_TRUE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(e.key, 'q');
    CU_ASSERT_EQUAL(keys_patience(&k, 0), -1);
    keys_feed(&k, "\033", 1, 0);
    CU_ASSERT_EQUAL(keys_patience(&k, 0), 25);
    keys_feed(&k, "[1", 2, 0);
    CU_ASSERT(keys_patience(&k, 0) > 25);
}

static void mouse_is_a_click_or_the_wheel(void)
{
    struct event e = decode_one("\033[<0;12;7M", 10, false);
    CU_ASSERT_EQUAL(e.kind, EVENT_CLICK);
    CU_ASSERT_EQUAL(e.col, 11);
    CU_ASSERT_EQUAL(e.row, 6);
    e = decode_one("\033[<0;300;200M", 13, false); /* beyond what the old form could say */
    CU_ASSERT_EQUAL(e.kind, EVENT_CLICK);
    CU_ASSERT_EQUAL(e.col, 299);
    e = decode_one("\033[<64;3;4M", 10, false);
    CU_ASSERT_EQUAL(e.kind, EVENT_WHEEL);
    CU_ASSERT_EQUAL(e.wheel, -1);
    e = decode_one("\033[<65;3;4M", 10, false);
    CU_ASSERT_EQUAL(e.wheel, 1);
    CU_ASSERT_EQUAL(decode_one("\033[<0;12;7m", 10, false).kind, EVENT_NONE); /* let go */
    CU_ASSERT_EQUAL(decode_one("\033[<2;12;7M", 10, false).kind, EVENT_NONE); /* right button */
    CU_ASSERT_EQUAL(decode_one("\033[<0;0;0M", 9, false).kind, EVENT_NONE);
    e = decode_one("\033[M !!", 6, false); /* the form before SGR */
    CU_ASSERT_EQUAL(e.kind, EVENT_CLICK);
    CU_ASSERT_EQUAL(e.col, 0);
}

/* No unknown sequence turns into the letters it is made of: each is followed by a q, which is the
 * first and only key. */
static void unknown_sequences_are_dropped_whole(void)
{
    static const char *const rubbish[] = {
        "\033[[A",
        "\033[15~",
        "\033[99999999999999999999~",
        "\033[?1;2c",
        "\033Ox",

        "\033[<0;1;1;1;1;1;1;1m",
        "\033[<3;4;5M",
        "\xff",
        "\xc0\xaf",
        "\xed\xa0\x80",
        "\xf8\x88\x80\x80\x80",
        "\xce",
        "\033[I",
        "\033[2;5R",
    };
    for (size_t i = 0; i < sizeof rubbish / sizeof rubbish[0]; i++) {
        struct keys k = fresh;
        struct event e = {.kind = EVENT_NONE};
        keys_feed(&k, rubbish[i], strlen(rubbish[i]), 0);
        keys_feed(&k, "q", 1, 0);
        CU_ASSERT_TRUE(keys_next(&k, 0, &e));
        CU_ASSERT_EQUAL(e.key, 'q');
        CU_ASSERT_FALSE(keys_next(&k, LATE, &e));
    }
}

/* The time of the last byte is the terminal's, whoever waits and however short: an Escape is given
 * by the first look that is late enough, and half a sequence takes nothing that comes later. */
static void what_was_begun_ends_in_time(void)
{
    struct keys k = fresh;
    struct event e;
    keys_feed(&k, "\033", 1, 5);
    CU_ASSERT_FALSE(keys_next(&k, 5.01, &e));
    CU_ASSERT(keys_patience(&k, 5.01) >= 15 && keys_patience(&k, 5.01) <= 16);
    CU_ASSERT_FALSE(keys_next(&k, 5.02, &e));
    CU_ASSERT_TRUE(keys_next(&k, 5.03, &e));
    CU_ASSERT_EQUAL(e.key, K_ESCAPE);
    CU_ASSERT_EQUAL(keys_patience(&k, 5.03), -1);
    static const char *const halves[] = {"\033[1",    "\033[<0;1", "\033O",  "\xe2\x94",
                                         "\033]0;ti", "\033P",     "\033[M", "\033_G"};
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        k = fresh;
        keys_feed(&k, halves[i], strlen(halves[i]), 5);
        CU_ASSERT_FALSE(keys_next(&k, 5.1, &e));
        CU_ASSERT_FALSE(keys_next(&k, 5.3, &e)); /* and is dropped */
        CU_ASSERT_EQUAL(keys_patience(&k, 5.3), -1);
        keys_feed(&k, "q", 1, 9);
        CU_ASSERT_TRUE(keys_next(&k, 9, &e));
        CU_ASSERT_EQUAL(e.key, 'q');
    }
}

/* Answers and titles, long or short, in pieces of any size: between two letters that are keys. */
static void strings_are_swallowed(void)
{
    static const char *const strings[] = {
        "\033]11;rgb:1c1c/1c1c/1c1c\033\\",
        "\033]11;rgb:1c1c/1c1c/1c1c\a",
        "\033]0;q n q\a",
        "\033P1+r544e=787465726d\033\\",
        "\033_Gi=31;OK\033\\",
        "\033^private\033\\",
        "\033Xstart of string\033\\",
        "\033]\a",
        "\033]0;cut off\030",
    };
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        size_t n = strlen(strings[i]);
        for (size_t piece = 1; piece <= n; piece++) {
            struct keys k = fresh;
            struct event e;
            keys_feed(&k, "a", 1, 0);
            CU_ASSERT_TRUE(keys_next(&k, 0, &e) && e.key == 'a');
            for (size_t at = 0; at < n; at += piece) {
                keys_feed(&k, strings[i] + at, n - at < piece ? n - at : piece, (double)at);
                CU_ASSERT_FALSE(keys_next(&k, (double)at, &e));
            }
            keys_feed(&k, "z", 1, 1000);
            CU_ASSERT_TRUE(keys_next(&k, 1000, &e) && e.key == 'z');
            CU_ASSERT_FALSE(keys_next(&k, 2000, &e));
        }
    }
    struct keys k = fresh; /* longer than there is room for */
    struct event e;
    keys_feed(&k, "\033]52;c;", 8, 0);
    for (int i = 0; i < 100; i++) {
        CU_ASSERT_EQUAL(keys_feed(&k, "cXFxcXFxcXFxcXFx/q+qn[]{}ABCDEFGHIJKLMNOPQRSTUV", 47, 0),
                        47);
        CU_ASSERT_FALSE(keys_next(&k, 0, &e));
    }
    keys_feed(&k, "\033[Aq", 4, 0); /* another sequence breaks it off */
    CU_ASSERT_TRUE(keys_next(&k, 0, &e) && e.key == K_UP);
    CU_ASSERT_TRUE(keys_next(&k, 0, &e) && e.key == 'q');
}

/* The protocols that send any key as a number. 0: no key. */
static void keys_that_come_as_numbers(void)
{
    static const struct {
        const char *bytes;
        int key;
    } numbers[] = {
        {"\033[27u", K_ESCAPE},
        {"\033[27;1:1u", K_ESCAPE},
        {"\033[27;1:3u", 0},
        {"\033[99;5u", K_CTRL_C},
        {"\033[67;6u", K_CTRL_C},
        {"\033[99;5:3u", 0},
        {"\033[113u", 'q'},
        {"\033[113;1:2u", 'q'},
        {"\033[113;1:3u", 0},
        {"\033[97;2u", 'A'},
        {"\033[97:65;2u", 'A'},
        {"\033[97;2;65u", 'A'},
        {"\033[93;2u", '}'},
        {"\033[47;2u", '?'},
        {"\033[97;64u", 0},
        {"\033[97;65u", 'A'},
        {"\033[97;3u", 0},
        {"\033[97;9u", 0},
        {"\033[9u", K_TAB},
        {"\033[9;2u", K_BACK_TAB},
        {"\033[13u", K_ENTER},
        {"\033[127u", K_BACKSPACE},
        {"\033[32u", K_SPACE},
        {"\033[57358u", 0},
        {"\033[57399u", '0'},
        {"\033[57414u", K_ENTER},
        {"\033[57419;2u", K_SHIFT_UP},
        {"\033[57417u", K_LEFT},
        {"\033[57426u", K_DELETE},
        {"\033[57441;2u", 0},
        {"\033[1;1:3A", 0},
        {"\033[1;2:1A", K_SHIFT_UP},
        {"\033[3;1:3~", 0},
        {"\033[3;1:2~", K_DELETE},
        {"\033[27;5;99~", K_CTRL_C},
        {"\033[27;2;65~", 'A'},
        {"\033[108;5u", K_CTRL_L},
        {"\033[945u", 0x3b1},
        {"\033[155u", 0},
        {"\033[99999999999u", 0},
        {"\033[?1u", 0},
        {"\033[u", 0},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct event e = decode_one(numbers[i].bytes, strlen(numbers[i].bytes), false);
        int key = e.kind == EVENT_KEY ? e.key : 0;
        if (key != numbers[i].key)
            printf("\nESC%s: key %d, expected %d\n", numbers[i].bytes + 1, key, numbers[i].key);
        CU_ASSERT_EQUAL(key, numbers[i].key);
    }
}

static void terminfo_comes_first(void)
{
    struct keys k = fresh;
    struct event e;
    keys_know(&k, "\033[A", K_HOME); /* a terminal that sees it otherwise */
    keys_know(&k, "\033[11;3^", K_PAGE_UP);
    keys_know(&k, "x", K_PAGE_DOWN); /* one byte is what it is */
    keys_feed(&k, "\033[A\033[11;3^x\033[B", 14, 0);
    CU_ASSERT_TRUE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(e.key, K_HOME);
    CU_ASSERT_TRUE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(e.key, K_PAGE_UP);
    CU_ASSERT_TRUE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(e.key, 'x');
    CU_ASSERT_TRUE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(e.key, K_DOWN);
}

/* Any bytes in any pieces: every event is one of the known kinds, and all bytes are used up. */
static void any_bytes_are_survived(void)
{
    unsigned state = 12345;
    struct keys k = fresh;
    struct event e;
    int events = 0;
    for (int i = 0; i < 200000; i++) {
        unsigned char bytes[7];
        state = state * 1103515245u + 12345u;
        size_t n = 1 + (state >> 16) % sizeof bytes;
        for (size_t j = 0; j < n; j++) {
            static const unsigned char likely[] = "\033[<;0123456789MmOA~\xce\xe2\xf0\x82";
            state = state * 1103515245u + 12345u;
            unsigned r = state >> 16;
            bytes[j] = r & 1 ? (unsigned char)(r >> 1) : likely[(r >> 1) % (sizeof likely - 1)];
        }
        if (keys_feed(&k, bytes, n, 0) != n)
            CU_FAIL("bytes pile up");
        while (keys_next(&k, state >> 30 == 0 ? LATE : 0, &e)) {
            events++;
            if (e.kind == EVENT_KEY
                    ? e.key <= 0
                    : (e.kind != EVENT_CLICK && e.kind != EVENT_WHEEL && e.kind != EVENT_PASTE) ||
                          e.col < 0 || e.row < 0)
                CU_FAIL("an event that is none");
        }
    }
    while (keys_next(&k, LATE, &e))
        ;
    CU_ASSERT_EQUAL(k.n, 0);
    CU_ASSERT(events > 10000);
}

static const struct check checks[] = {
    {"every sequence is its key", every_sequence_is_its_key},
    {"a byte at a time is the same", a_byte_at_a_time_is_the_same},
    {"escape is a key once late", escape_is_a_key_once_late},
    {"mouse is a click or the wheel", mouse_is_a_click_or_the_wheel},
    {"unknown sequences are dropped whole", unknown_sequences_are_dropped_whole},
    {"what was begun ends in time", what_was_begun_ends_in_time},
    {"strings are swallowed", strings_are_swallowed},
    {"keys that come as numbers", keys_that_come_as_numbers},
    {"terminfo comes first", terminfo_comes_first},
    {"any bytes are survived", any_bytes_are_survived},
    {NULL, NULL},
};

int main(void)
{
    return check_main("keys", checks);
}
