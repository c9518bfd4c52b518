/* Bytes of a terminal to events: every sequence in use, cut anywhere, and rubbish. */
#include <string.h>

#include "backend/terminal.h"
#include "check.h"

static struct keys fresh;

static struct event decode_one(const char *bytes, size_t n, bool late)
{
    struct keys k = fresh;
    struct event e = {.kind = EVENT_NONE};
    keys_feed(&k, bytes, n);
    if (!keys_next(&k, late, &e))
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
            keys_feed(&k, sequences[i].bytes + j, 1);
            bool given = keys_next(&k, false, &e);
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
    keys_feed(&k, "\033\033[A", 4); /* the second begins something of its own */
    CU_ASSERT_TRUE(keys_next(&k, false, &e));
    CU_ASSERT_EQUAL(e.key, K_ESCAPE);
    CU_ASSERT_TRUE(keys_next(&k, false, &e));
    CU_ASSERT_EQUAL(e.key, K_UP);
    keys_feed(&k, "\033q", 2); /* two keys, however quick */
    CU_ASSERT_TRUE(keys_next(&k, false, &e));
    CU_ASSERT_EQUAL(e.key, K_ESCAPE);
    CU_ASSERT_TRUE(keys_next(&k, false, &e));
    CU_ASSERT_EQUAL(e.key, 'q');
    CU_ASSERT_EQUAL(keys_patience(&k, 25), -1);
    keys_feed(&k, "\033", 1);
    CU_ASSERT_EQUAL(keys_patience(&k, 25), 25);
    keys_feed(&k, "[1", 2);
    CU_ASSERT(keys_patience(&k, 25) > 25);
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
        "\033[200~",
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
        keys_feed(&k, rubbish[i], strlen(rubbish[i]));
        keys_feed(&k, "q", 1);
        CU_ASSERT_TRUE(keys_next(&k, false, &e));
        CU_ASSERT_EQUAL(e.key, 'q');
        CU_ASSERT_FALSE(keys_next(&k, true, &e));
    }
}

static void terminfo_comes_first(void)
{
    struct keys k = fresh;
    struct event e;
    keys_know(&k, "\033[A", K_HOME); /* a terminal that sees it otherwise */
    keys_know(&k, "\033[11;3^", K_PAGE_UP);
    keys_know(&k, "x", K_PAGE_DOWN); /* one byte is what it is */
    keys_feed(&k, "\033[A\033[11;3^x\033[B", 14);
    CU_ASSERT_TRUE(keys_next(&k, false, &e));
    CU_ASSERT_EQUAL(e.key, K_HOME);
    CU_ASSERT_TRUE(keys_next(&k, false, &e));
    CU_ASSERT_EQUAL(e.key, K_PAGE_UP);
    CU_ASSERT_TRUE(keys_next(&k, false, &e));
    CU_ASSERT_EQUAL(e.key, 'x');
    CU_ASSERT_TRUE(keys_next(&k, false, &e));
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
        if (keys_feed(&k, bytes, n) != n)
            CU_FAIL("bytes pile up");
        while (keys_next(&k, state >> 30 == 0, &e)) {
            events++;
            if (e.kind == EVENT_KEY
                    ? e.key <= 0
                    : (e.kind != EVENT_CLICK && e.kind != EVENT_WHEEL) || e.col < 0 || e.row < 0)
                CU_FAIL("an event that is none");
        }
    }
    while (keys_next(&k, true, &e))
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
    {"terminfo comes first", terminfo_comes_first},
    {"any bytes are survived", any_bytes_are_survived},
    {NULL, NULL},
};

int main(void)
{
    return check_main("keys", checks);
}
