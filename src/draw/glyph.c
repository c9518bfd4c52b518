/* Glyphs: their stand-ins in ASCII, which of them are safe to show, and the marks of the runs. */
#include <stddef.h>

#include "base/text.h"
#include "draw/glyph.h"
#include "draw/grid.h"

/* In order of code point, for the search. */
static const struct stand_in {
    uint32_t glyph;
    char ascii;
} stand_ins[] = {
    {0x00B0, 'o'},  {0x00B1, '~'},  {0x00B2, '2'}, {0x00B3, '3'}, {0x00B5, 'u'}, {0x00B7, '*'},
    {0x00B9, '1'},  {0x0393, 'G'},  {0x0394, 'D'}, {0x0398, 'T'}, {0x039B, 'L'}, {0x03A3, 'S'},
    {0x03A6, 'F'},  {0x03A9, 'W'},  {0x03B1, 'a'}, {0x03B2, 'b'}, {0x03B3, 'g'}, {0x03B4, 'd'},
    {0x03B5, 'e'},  {0x03B6, 'z'},  {0x03B7, 'n'}, {0x03B8, 't'}, {0x03B9, 'i'}, {0x03BA, 'k'},
    {0x03BB, 'l'},  {0x03BC, 'u'},  {0x03BD, 'v'}, {0x03BE, 'x'}, {0x03C0, 'p'}, {0x03C1, 'r'},
    {0x03C3, 's'},  {0x03C4, 't'},  {0x03C6, 'f'}, {0x03C7, 'x'}, {0x03C8, 'y'}, {0x03C9, 'w'},
    {0x2010, '-'},  {0x2011, '-'},  {0x2012, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x2016, '|'},
    {0x2018, '\''}, {0x2019, '\''}, {0x201C, '"'}, {0x201D, '"'}, {0x2020, '+'}, {0x2022, '*'},
    {0x2026, '~'},  {0x2032, '\''}, {0x2070, '0'}, {0x2071, 'i'}, {0x2074, '4'}, {0x2075, '5'},
    {0x2076, '6'},  {0x2077, '7'},  {0x2078, '8'}, {0x2079, '9'}, {0x207A, '+'}, {0x207B, '-'},
    {0x207F, 'n'},  {0x2080, '0'},  {0x2081, '1'}, {0x2082, '2'}, {0x2083, '3'}, {0x2084, '4'},
    {0x2085, '5'},  {0x2086, '6'},  {0x2087, '7'}, {0x2088, '8'}, {0x2089, '9'}, {0x208A, '+'},
    {0x208B, '-'},  {0x2113, 'l'},  {0x211D, 'R'}, {0x2190, '<'}, {0x2191, '^'}, {0x2192, '>'},
    {0x2193, 'v'},  {0x2194, '-'},  {0x2195, '|'}, {0x21B5, '<'}, {0x21D2, '>'}, {0x21E7, '^'},
    {0x2202, 'd'},  {0x2206, 'D'},  {0x2207, 'd'}, {0x2208, 'e'}, {0x220F, 'P'}, {0x2211, 'S'},
    {0x2212, '-'},  {0x2217, '*'},  {0x2218, 'o'}, {0x221A, 'v'}, {0x221D, '~'}, {0x221E, 'i'},
    {0x2223, '|'},  {0x2225, '|'},  {0x2248, '~'}, {0x2260, '!'}, {0x2264, '<'}, {0x2265, '>'},
    {0x226A, '<'},  {0x226B, '>'},  {0x22A4, 'T'}, {0x22C5, '*'}, {0x2581, '_'}, {0x2582, '.'},
    {0x2583, '-'},  {0x2584, '='},  {0x2585, '='}, {0x2586, '*'}, {0x2587, '#'}, {0x25A0, '#'},
    {0x25A1, '&'},  {0x25AA, '#'},  {0x25B2, '^'}, {0x25B3, 'A'}, {0x25B4, '^'}, {0x25B6, '>'},
    {0x25B8, '>'},  {0x25BA, '>'},  {0x25BC, 'v'}, {0x25BD, 'v'}, {0x25BE, 'v'}, {0x25C0, '<'},
    {0x25C2, '<'},  {0x25C4, '<'},  {0x25C6, 'x'}, {0x25C7, 'X'}, {0x25CB, 'O'}, {0x25CF, 'o'},
    {0x2605, '*'},  {0x2606, '*'},  {0x2713, '+'}, {0x2717, '!'}, {0x27E8, '<'}, {0x27E9, '>'},
    {0xFFFD, '?'},
};

/* U+00C0..U+00FF: letters without their accents. */
static const char latin[] = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty";

/* U+2500..U+257F, from ─ on: lines and their corners. */
static const char boxes[] = "--||--||--||++++++++++++++++++++++++++++++++++++++++++++++++++++"
                            "++++++++++++--||-|++++++++++++++++++++++++++++++++++-|-|++++++++";

static char braille_ascii(uint32_t glyph)
{
    bool upper = (glyph & 0x1B) != 0, lower = (glyph & 0xE4) != 0;
    return upper && lower ? ':' : upper ? '\'' : lower ? '.' : ' ';
}

static char table_ascii(uint32_t glyph)
{
    size_t lo = 0, hi = sizeof stand_ins / sizeof *stand_ins;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (stand_ins[mid].glyph == glyph)
            return stand_ins[mid].ascii;
        if (stand_ins[mid].glyph < glyph)
            lo = mid + 1;
        else
            hi = mid;
    }
    return '?';
}

uint32_t glyph_ascii(uint32_t glyph)
{
    char c;
    if (glyph >= 0x20 && glyph < 0x7F)
        return glyph;
    if (glyph == 0xA0)
        return ' ';
    if (glyph >= 0xC0 && glyph <= 0xFF)
        c = latin[glyph - 0xC0];
    else if (glyph >= 0x2500 && glyph <= 0x257F)
        c = boxes[glyph - 0x2500];
    else if (glyph >= 0x2588 && glyph <= 0x259F) /* blocks and shades */
        c = glyph == 0x2591 ? '.' : glyph == 0x2592 ? ':' : '#';
    else if (glyph == 0x2580)
        c = '"';
    else if (glyph >= 0x2800 && glyph <= 0x28FF)
        c = braille_ascii(glyph);
    else
        c = table_ascii(glyph);
    return (uint32_t)(unsigned char)c;
}

struct range {
    uint32_t lo, hi;
};

static bool in_ranges(uint32_t c, const struct range *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= r[i].lo && c <= r[i].hi)
            return true;
    return false;
}

/* Wide in every terminal (East Asian Width W or F, UAX #11): would push the rest of a row along. */
static bool is_wide(uint32_t c)
{
    static const struct range wide[] = {
        {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23F3},   {0x25FD, 0x25FE},
        {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},
        {0x2705, 0x2705},   {0x2728, 0x2728},   {0x274C, 0x274C},   {0x2B1B, 0x2B1C},
        {0x2B50, 0x2B50},   {0x2E80, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
        {0x16FE0, 0x18CFF}, {0x1AFF0, 0x1B2FF}, {0x1F004, 0x1F9FF}, {0x1FA70, 0x1FAFF},
        {0x20000, 0x3FFFD},
    };
    return c >= 0x1100 && in_ranges(c, wide, sizeof wide / sizeof *wide);
}

uint32_t glyph_safe(uint32_t c)
{
    if (c >= 0x20 && c < 0x7F)
        return c;
    if (c == 0x2800)
        return ' ';
    if (c < 0xA0 || (c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF || utf8_invisible(c) || is_wide(c))
        return '?';
    return c;
}

uint32_t run_marker(int i, bool unicode)
{
    static const uint32_t marker[8] = {0x25CF, 0x25C6, 0x25B2, 0x25A0,
                                       0x25CB, 0x25C7, 0x25B3, 0x25A1};
    uint32_t glyph = marker[(unsigned)i % 8];
    return unicode ? glyph : glyph_ascii(glyph);
}

struct dash run_dash(int i)
{
    static const uint8_t on[8] = {0xFF, 0x3F, 0x33, 0x5F, 0x0F, 0x55, 0x77, 0x11};
    return (struct dash){on[(unsigned)i % 8], 0};
}
