/* What the words mean that captions, panels and lessons use beside plain ones: one word and one
 * symbol for each thing. The glossary on the screen, the manual's and the README's are made of this
 * table; a test holds every text to plain words and these. */
#ifndef TELL_GLOSSARY_H
#define TELL_GLOSSARY_H

struct term {
    const char *word;    /* as the texts use it; several with commas between */
    const char *symbol;  /* "" where it has none */
    const char *meaning; /* in plain words and terms */
};

extern const struct term glossary[];
extern const int n_glossary;

#endif
