/* Colours of roles. Runs are Okabe and Ito's colours (2008, jfly.uni-koeln.de/color) by nearest
 * palette index, then two more as far from those as the palette allows at a like lightness; maps
 * are viridis and cividis in eight steps of rising lightness. */
#include "draw/theme.h"

#include <math.h>

/* Readable on black and on white alike, as the background is the terminal's own. */
static const struct ink plain[ROLE_RUN] = {
    [ROLE_NONE] = {-1, -1, 0},          [ROLE_FAINT] = {244, -1, ATTR_DIM},
    [ROLE_FRAME] = {240, -1, ATTR_DIM}, [ROLE_TITLE] = {-1, -1, ATTR_BOLD},
    [ROLE_KEY] = {67, 6, ATTR_BOLD},    [ROLE_GOOD] = {71, 2, 0},
    [ROLE_WARN] = {178, 3, 0},          [ROLE_BAD] = {167, 1, ATTR_BOLD},
    [ROLE_MARK] = {139, 5, 0},          [ROLE_FIT] = {108, 2, ATTR_BOLD},
    [ROLE_BOUND] = {174, 1, 0},
};

static const struct ink runs[8] = {
    {214, 3, 0},         {74, 6, 0},         {175, 5, 0},        {36, 2, 0},
    {184, 3, ATTR_BOLD}, {33, 6, ATTR_BOLD}, {99, 5, ATTR_BOLD}, {112, 2, ATTR_BOLD},
};

/* With 16 colours the levels rise in lightness too, whatever the hue. */
static const uint8_t map16[8] = {4, 12, 2, 6, 10, 14, 11, 15};
static const uint8_t map256[THEME_COUNT][8] = {
    {53, 55, 25, 30, 36, 42, 149, 220},
    {17, 24, 60, 243, 245, 144, 185, 227},
    {236, 239, 242, 245, 247, 249, 251, 254},
};

static const char *const names[THEME_COUNT] = {"viridis", "cividis", "mono"};

static int theme_clamp(int theme)
{
    return theme < 0 || theme >= THEME_COUNT ? 0 : theme;
}

const char *theme_name(int theme)
{
    return names[theme_clamp(theme)];
}

struct ink theme_ink(int theme, enum role role)
{
    bool mono = theme_clamp(theme) == THEME_COUNT - 1;
    struct ink ink = plain[ROLE_NONE];

    if (role >= ROLE_MAP && role < ROLES) {
        int level = (int)role - ROLE_MAP;

        ink.c256 = map256[theme_clamp(theme)][level];
        ink.c16 = mono ? -1 : map16[level];
    } else if (role >= ROLE_RUN && role < ROLE_MAP) {
        ink = mono ? plain[ROLE_NONE] : runs[role - ROLE_RUN];
    } else if ((int)role >= 0 && role < ROLE_RUN) {
        ink = plain[role];
        if (mono && role != ROLE_FAINT && role != ROLE_FRAME)
            ink.c256 = ink.c16 = -1;
    }
    return ink;
}

static short ink_colour(struct ink ink, int colours)
{
    return colours >= 256 ? ink.c256 : colours >= 16 ? ink.c16 : -1;
}

struct look theme_look(int theme, int colours, const struct cell *c)
{
    struct ink fg = theme_ink(theme, c->fg), bg = theme_ink(theme, c->bg);
    struct look look = {ink_colour(fg, colours), ink_colour(bg, colours), c->attr};

    if (colours == 8) { /* the bright half of sixteen is bold here, and backgrounds have none */
        look.fg = fg.c16 >= 8 ? (short)(fg.c16 - 8) : fg.c16;
        look.bg = bg.c16 >= 8 ? (short)(bg.c16 - 8) : bg.c16;
        look.attr |= fg.c16 >= 8 ? ATTR_BOLD : 0;
    }
    if (colours < 256)
        look.attr |= fg.attr;
    return look;
}

uint32_t map_ramp(double t)
{
    static const char ramp[] = " .:-=+*#%@";

    if (isnan(t))
        return '?';
    return (unsigned char)ramp[(int)(fmax(0, fmin(1, t)) * 9 + 0.5)];
}

void palette_rgb(int index, unsigned char rgb[3])
{
    static const unsigned char low[16][3] = {
        {0, 0, 0},       {205, 0, 0},   {0, 205, 0},   {205, 205, 0},
        {0, 0, 238},     {205, 0, 205}, {0, 205, 205}, {229, 229, 229},
        {127, 127, 127}, {255, 0, 0},   {0, 255, 0},   {255, 255, 0},
        {92, 92, 255},   {255, 0, 255}, {0, 255, 255}, {255, 255, 255},
    };
    static const unsigned char level[6] = {0, 95, 135, 175, 215, 255};

    index = index < 0 ? 0 : index > 255 ? 255 : index;
    if (index < 16) {
        for (int i = 0; i < 3; i++)
            rgb[i] = low[index][i];
    } else if (index < 232) {
        rgb[0] = level[(index - 16) / 36];
        rgb[1] = level[(index - 16) / 6 % 6];
        rgb[2] = level[(index - 16) % 6];
    } else {
        rgb[0] = rgb[1] = rgb[2] = (unsigned char)(8 + 10 * (index - 232));
    }
}
