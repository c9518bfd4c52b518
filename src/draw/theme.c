/* Colours of roles. Runs are Okabe and Ito's colours (2008, jfly.uni-koeln.de/color), each with a
 * near relative for the second run of a kind; maps are viridis and cividis, muted so that runs stay
 * brighter than what they lie on, in sixteen bands of rising lightness (eight where there is a
 * palette only). */
#include "draw/theme.h"

enum { OWN = -1 }; /* the terminal's own colour */

/* What is text has a contrast of at least 4.5 with its background (WCAG 2, as a dark one black or
 * near it, as a light one white); the frame, a line, of 2.5. */
static const struct ink plain[ROLE_RUN] = {
    [ROLE_NONE] = {OWN, OWN, 0, OWN},
    [ROLE_FAINT] = {244, OWN, ATTR_DIM, 0x7e8690},
    [ROLE_FRAME] = {240, OWN, ATTR_DIM, 0x566170},
    [ROLE_TITLE] = {OWN, OWN, ATTR_BOLD, OWN},
    [ROLE_KEY] = {67, 6, ATTR_BOLD, 0x4f93cc},
    [ROLE_GOOD] = {71, 2, 0, 0x5aa564},
    [ROLE_WARN] = {178, 3, 0, 0xc49a20},
    [ROLE_BAD] = {167, 1, ATTR_BOLD, 0xe0604f},
    [ROLE_MARK] = {139, 5, 0, 0xb48ead},
    [ROLE_FIT] = {108, 2, ATTR_BOLD, 0x8fbc8f},
    [ROLE_BOUND] = {174, 1, 0, 0xd08770},
};
static const struct ink plain_on_light[ROLE_RUN] = {
    [ROLE_NONE] = {OWN, OWN, 0, OWN},
    [ROLE_FAINT] = {242, OWN, ATTR_DIM, 0x5f6872},
    [ROLE_FRAME] = {245, OWN, ATTR_DIM, 0x868e98},
    [ROLE_TITLE] = {OWN, OWN, ATTR_BOLD, OWN},
    [ROLE_KEY] = {24, 6, ATTR_BOLD, 0x2a6a8c},
    [ROLE_GOOD] = {28, 2, 0, 0x2a7a36},
    [ROLE_WARN] = {94, 3, 0, 0x8a6000},
    [ROLE_BAD] = {124, 1, ATTR_BOLD, 0xb3261e},
    [ROLE_MARK] = {96, 5, 0, 0x80507a},
    [ROLE_FIT] = {22, 2, ATTR_BOLD, 0x3f7a3f},
    [ROLE_BOUND] = {131, 1, 0, 0xa05048},
};

/* In pairs, the first and the second of a kind: 0 and 4 without clipping, 1 and 5 hard, 2 and 6
 * soft, 3 and 7 others. */
static const struct ink runs[8] = {
    {214, 3, 0, 0xffb040},         {74, 6, 0, 0x5cb8f0},          {175, 5, 0, 0xde84b8},
    {36, 2, 0, 0x3cbe96},          {184, 3, ATTR_BOLD, 0xdecb60}, {69, 6, ATTR_BOLD, 0x6e9cff},
    {141, 5, ATTR_BOLD, 0xb492ff}, {112, 2, ATTR_BOLD, 0x96cd50},
};
static const struct ink runs_on_light[8] = {
    {130, 3, 0, 0xb85a00},        {25, 6, 0, 0x0064b4},         {126, 5, 0, 0xa53278},
    {29, 2, 0, 0x007850},         {94, 3, ATTR_BOLD, 0x877300}, {19, 6, ATTR_BOLD, 0x1e32be},
    {55, 5, ATTR_BOLD, 0x6932be}, {58, 2, ATTR_BOLD, 0x4b7800},
};

enum { BANDS = 8 }; /* of a map where there is no more than a palette */

/* With 16 colours the levels rise in lightness too, whatever the hue. */
static const uint8_t map16[BANDS] = {4, 12, 2, 6, 10, 14, 11, 15};

static const struct map {
    const char *name;
    bool mono, light;
    uint8_t c256[BANDS];
    int rgb[MAP_LEVELS];
} maps[THEME_COUNT] = {
    {"viridis", .c256 = {53, 54, 23, 24, 29, 64, 65, 100},
     .rgb = {0x320740, 0x301347, 0x2d1e4d, 0x292750, 0x253053, 0x203853, 0x1c4053, 0x194853,
             0x164f52, 0x145650, 0x175e4c, 0x1d6547, 0x2b6b3f, 0x3b7135, 0x4e7629, 0x627a1b}},
    {"cividis", .c256 = {17, 18, 237, 239, 240, 59, 94, 100},
     .rgb = {0x051c3b, 0x052145, 0x07264d, 0x1a2c49, 0x283145, 0x303744, 0x383c44, 0x404245,
             0x474746, 0x4f4d46, 0x575345, 0x605843, 0x685f3e, 0x706439, 0x786b31, 0x807128}},
    {"no colours", .mono = true, .c256 = {236, 239, 242, 245, 247, 249, 251, 254},
     .rgb = {0x1e1e1e, 0x292929, 0x353535, 0x404040, 0x4b4b4b, 0x575757, 0x626262, 0x6d6d6d,
             0x797979, 0x848484, 0x8f8f8f, 0x9b9b9b, 0xa6a6a6, 0xb1b1b1, 0xbdbdbd, 0xc8c8c8}},
    {"viridis on a light background", .light = true,
     .c256 = {139, 140, 110, 116, 152, 157, 193, 230},
     .rgb = {0xbba4c1, 0xbcabc8, 0xbdb2ce, 0xbbb9d1, 0xb9bfd4, 0xb6c4d5, 0xb4cad5, 0xb2cfd5,
             0xb0d4d5, 0xafd9d4, 0xb1ded2, 0xb5e3cf, 0xbee7c9, 0xc9ebc4, 0xd5eebb, 0xe3f1b3}},
    {"cividis on a light background", .light = true,
     .c256 = {67, 103, 247, 144, 145, 250, 187, 230},
     .rgb = {0xa4afbf, 0xa4b2c5, 0xa5b5ca, 0xb0b9ca, 0xb9bec9, 0xbfc2c9, 0xc4c7ca, 0xcacbcb,
             0xcfcecd, 0xd5d2cd, 0xdad7cd, 0xe0dbcb, 0xe5dfc9, 0xebe3c6, 0xf1e8c1, 0xf8edbc}},
};

/* From sure of one class to sure of the other, over what is neither. */
static const struct sides {
    uint8_t c256[BANDS], c16[BANDS];
    int rgb[MAP_LEVELS];
} sides[2] = {
    {{25, 24, 24, 235, 235, 58, 94, 130},
     {4, 4, 4, 0, 0, 3, 3, 3},
     {0x3c6390, 0x395b85, 0x365479, 0x324d6d, 0x2f4560, 0x2b3c52, 0x263343, 0x212932, 0x2c2928,
      0x40342a, 0x503d2c, 0x60462d, 0x6f4e2f, 0x7d5630, 0x8a5d32, 0x986433}},
    {{74, 110, 153, 255, 255, 223, 216, 173},
     {12, 12, 12, 15, 15, 11, 11, 11},
     {0x6292d4, 0x729dd8, 0x83a8dc, 0x95b5e1, 0xa7c1e5, 0xbbcfea, 0xd0ddf0, 0xe9eef6, 0xf7efe8,
      0xf3e0cd, 0xf0d3b7, 0xedc6a2, 0xeabb8f, 0xe7b07c, 0xe5a56a, 0xe29b59}},
};

/* Regions of more than two classes, and the points on either kind of ground. */
static const struct ink regions[2][8] = {
    {{24, 4, 0, 0x33557c},
     {94, 3, 0, 0x7d5630},
     {22, 2, 0, 0x2d5c3c},
     {53, 5, 0, 0x6b3a5f},
     {23, 6, 0, 0x245a5e},
     {58, 3, 0, 0x5e5a22},
     {52, 1, 0, 0x6e2f2f},
     {238, 8, 0, 0x45474d}},
    {{153, 12, 0, 0x95b5e1},
     {223, 11, 0, 0xeabb8f},
     {157, 10, 0, 0xa8d8b0},
     {218, 13, 0, 0xe2b4d4},
     {159, 14, 0, 0xa6dade},
     {229, 11, 0, 0xe0dc9c},
     {217, 9, 0, 0xe8aca8},
     {251, 7, 0, 0xcfd2d6}},
};
static const struct ink points[2][2] = {
    {{153, 14, ATTR_BOLD, 0xcfe6ff}, {223, 11, ATTR_BOLD, 0xffe2b8}},
    {{18, 4, ATTR_BOLD, 0x0f2f66}, {88, 1, ATTR_BOLD, 0x6e3200}},
};

static const struct map *map_of(int theme)
{
    return &maps[theme < 0 || theme >= THEME_COUNT ? 0 : theme];
}

const char *theme_name(int theme)
{
    return map_of(theme)->name;
}

bool theme_is_light(int theme)
{
    return map_of(theme)->light;
}

static struct ink map_ink(const struct map *m, int level)
{
    int band = level * BANDS / MAP_LEVELS;
    return (struct ink){m->c256[band], m->mono ? OWN : map16[band], 0, m->rgb[level]};
}

static struct ink side_ink(const struct map *m, int level)
{
    const struct sides *s = &sides[m->light];
    int band = level * BANDS / MAP_LEVELS;
    if (m->mono) /* one class dark, the other light */
        return map_ink(m, level);
    return (struct ink){s->c256[band], s->c16[band], 0, s->rgb[level]};
}

struct ink theme_ink(int theme, enum role role)
{
    const struct map *m = map_of(theme);
    struct ink ink = plain[ROLE_NONE];
    if (role >= ROLE_POINT && role < ROLES) {
        ink = m->mono ? plain[ROLE_TITLE] : points[m->light][(role - ROLE_POINT) % 2];
    } else if (role >= ROLE_REGION && role < ROLES) {
        ink = m->mono ? map_ink(m, (int)(role - ROLE_REGION) * 2)
                      : regions[m->light][role - ROLE_REGION];
    } else if (role >= ROLE_SIDE && role < ROLES) {
        ink = side_ink(m, (int)role - ROLE_SIDE);
    } else if (role >= ROLE_MAP && role < ROLES) {
        ink = map_ink(m, (int)role - ROLE_MAP);
    } else if (role >= ROLE_RUN && role < ROLES) {
        ink = m->mono ? plain[ROLE_NONE] : (m->light ? runs_on_light : runs)[role - ROLE_RUN];
    } else if ((int)role >= 0 && role < ROLE_RUN) {
        ink = (m->light ? plain_on_light : plain)[role];
        if (m->mono && role != ROLE_FAINT && role != ROLE_FRAME)
            ink.c256 = ink.c16 = OWN, ink.rgb = OWN;
    }
    return ink;
}

static int ink_colour(struct ink ink, int colours)
{
    if (colours >= COLOURS_TRUE)
        return ink.rgb < 0 ? OWN : ink.rgb | COLOURS_TRUE;
    return colours >= 256 ? ink.c256 : colours >= 16 ? ink.c16 : OWN;
}

struct look theme_look(int theme, int colours, const struct cell *c)
{
    struct ink fg = theme_ink(theme, c->fg), bg = theme_ink(theme, c->bg);
    struct look look = {ink_colour(fg, colours), ink_colour(bg, colours), c->attr};
    if (colours == 8) { /* the bright half of sixteen is bold here, and backgrounds have none */
        look.fg = fg.c16 >= 8 ? fg.c16 - 8 : fg.c16;
        look.bg = bg.c16 >= 8 ? bg.c16 - 8 : bg.c16;
        look.attr |= fg.c16 >= 8 ? ATTR_BOLD : 0;
    }
    if (colours < 256)
        look.attr |= fg.attr;
    return look;
}

void colour_rgb(int colour, unsigned char rgb[3])
{
    if (colour >= COLOURS_TRUE)
        for (int i = 0; i < 3; i++)
            rgb[i] = (unsigned char)(colour >> (16 - 8 * i) & 0xff);
    else
        palette_rgb(colour, rgb);
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
