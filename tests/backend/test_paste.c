/* What a terminal sends that is no key: a paste, and its answers to questions. */
#include <string.h>

#include "backend/terminal.h"
#include "check.h"

static struct keys fresh = {.escape_ms = 25};

static void a_paste_is_one_event(void)
{
    static const struct {
        const char *bytes, *text;
    } pastes[] = {{"\033[200~gamma=2\033[201~", "gamma=2"},
                  {"\033[200~first\rsecond\033[201~", "first"},
                  {"\033[200~a\tb\033[31mc\033[201~", "a b[31mc"},
                  {"\033[200~\xce\xb3=1\n\033[201~", "\xce\xb3=1"},
                  {"\033[200~\033[201~", ""},
                  {"\033[200~\xff\xfe\033[201~", ""}};
    struct event e;
    for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++) {
        size_t n = strlen(pastes[i].bytes);
        for (size_t piece = 1; piece <= n; piece++) {
            struct keys k = fresh;
            int events = 0;
            for (size_t at = 0; at < n; at += piece) {
                keys_feed(&k, pastes[i].bytes + at, n - at < piece ? n - at : piece, 0);
                while (keys_next(&k, 0, &e)) {
                    events++;
                    CU_ASSERT_EQUAL(e.kind, EVENT_PASTE);
                    CHECK_TEXT(e.text, pastes[i].text);
                }
            }
            CU_ASSERT_EQUAL(events, 1);
            CU_ASSERT_EQUAL(k.n, 0);
        }
    }
    struct keys k = fresh; /* much of it, and an end that does not come */
    keys_feed(&k, "\033[200~", 6, 0);
    for (int i = 0; i < 1000; i++) {
        CU_ASSERT_EQUAL(keys_feed(&k, "qqqqqqqqqq", 10, i), 10);
        CU_ASSERT_FALSE(keys_next(&k, i + 1, &e)); /* a slow line */
    }
    CU_ASSERT_TRUE(keys_next(&k, 1003, &e));
    CU_ASSERT_EQUAL(e.kind, EVENT_PASTE);
    CU_ASSERT_EQUAL(strlen(e.text), KEYS_PASTED - 1);
    keys_feed(&k, "q", 1, 1004);
    CU_ASSERT_TRUE(keys_next(&k, 1004, &e) && e.kind == EVENT_KEY);
}

/* "All is well" says that what was sent has been read; it counts in pieces too, and is no key. */
static void answers_are_counted(void)
{
    struct keys k = fresh;
    struct event e;
    keys_feed(&k, "a\033[0nb\033[0", 8, 0);
    CU_ASSERT_TRUE(keys_next(&k, 0, &e) && e.key == 'a');
    CU_ASSERT_TRUE(keys_next(&k, 0, &e) && e.key == 'b');
    CU_ASSERT_FALSE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(k.answers, 1);
    keys_feed(&k, "n", 1, 0);
    CU_ASSERT_FALSE(keys_next(&k, 0, &e));
    CU_ASSERT_EQUAL(k.answers, 2);
}

static const struct check checks[] = {
    {"a paste is one event", a_paste_is_one_event},
    {"answers are counted", answers_are_counted},
    {NULL, NULL},
};

int main(void)
{
    return check_main("paste", checks);
}
