#include "command/lookout.h"

void lookout_begin(struct lookout *w, const struct session *s)
{
    news_begin(&w->seen, &s->race);
    w->chapters = script_has_chapters(&s->scene.script);
}

/* A script's chapters are not to drown in what happens. */
void lookout_look(struct lookout *w, struct session *s, struct cast *cast, double at, bool keys)
{
    unsigned kinds = NEWS_CHAPTER | NEWS_CLIPPED | NEWS_STATUS | NEWS_TURNED;
    struct news e;
    while (session_news(s, &w->seen, kinds | (keys ? NEWS_KEY : 0), &e))
        if (e.kind == NEWS_KEY)
            cast_key(cast, at, e.key);
        else if (e.kind == NEWS_CHAPTER || !w->chapters)
            cast_mark(cast, at, e.words);
        else
            cast_note(cast, at, e.words);
}
