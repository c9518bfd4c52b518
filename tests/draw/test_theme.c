/* Colours of roles: maps that rise in lightness, inks that can be read, looks by number of colours.
 */
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "draw/theme.h"

/* CIE lightness is a rising function of relative luminance (IEC 61966-2-1). */
static double luminance(int index)
{
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    unsigned char rgb[3];
    double sum = 0;

    colour_rgb(index, rgb);
    for (int i = 0; i < 3; i++) {
        double c = rgb[i] / 255.0;

        sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(int a, int b)
{
    double la = luminance(a), lb = luminance(b);

    return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

/* WCAG 2: text 4.5, lines 3; the frame says nothing that is not said otherwise. Runs on a map
 * stand out at every level. */
static void colours_can_be_read(void)
{
    static const int light[] = {0xffffff}, dark[] = {0x000000, 0x101418};
    for (int theme = 0; theme < THEME_COUNT; theme++) {
        bool on_light = theme_is_light(theme);
        const int *ground = on_light ? light : dark;
        for (int role = ROLE_NONE + 1; role < ROLE_MAP && theme_ink(theme, ROLE_RUN).rgb >= 0;
             role++) {
            struct ink ink = theme_ink(theme, (enum role)role);
            double least = role == ROLE_FRAME ? 2.5 : 4.5;
            for (int k = 0; k < (on_light ? 1 : 2) && ink.rgb >= 0; k++) {
                double got[2] = {contrast(ink.rgb | COLOURS_TRUE, ground[k] | COLOURS_TRUE),
                                 contrast(ink.c256, ground[k] | COLOURS_TRUE)};
                for (int i = 0; i < 2; i++)
                    if (got[i] < least)
                        printf("\n%s: role %d has %.2f\n", theme_name(theme), role, got[i]);
                CU_ASSERT(got[0] >= least && got[1] >= least);
            }
            for (int level = 0; role >= ROLE_RUN && level < MAP_LEVELS; level++) {
                struct ink map = theme_ink(theme, (enum role)(ROLE_MAP + level));
                CU_ASSERT(contrast(ink.rgb | COLOURS_TRUE, map.rgb | COLOURS_TRUE) > 1.8);
            }
        }
    }
}

static void maps_grow_lighter_at_every_level(void)
{
    for (int theme = 0; theme < THEME_COUNT; theme++)
        for (int level = 1; level < MAP_LEVELS; level++) {
            struct ink dark = theme_ink(theme, (enum role)(ROLE_MAP + level - 1));
            struct ink light = theme_ink(theme, (enum role)(ROLE_MAP + level));

            bool new_band = level % 2 == 0; /* two levels each where there is a palette */

            if (new_band)
                CU_ASSERT(luminance(dark.c256) < luminance(light.c256));
            if (new_band && dark.c16 >= 0)
                CU_ASSERT(luminance(dark.c16) < luminance(light.c16));
            CU_ASSERT(new_band || dark.c256 == light.c256);
            CU_ASSERT(luminance(dark.rgb | COLOURS_TRUE) < luminance(light.rgb | COLOURS_TRUE));
        }
}

static void inks_leave_the_palette_alone(void)
{
    static const short runs[6] = {214, 74, 175, 36, 184, 69};

    for (int theme = 0; theme < THEME_COUNT; theme++)
        for (int role = 0; role < ROLES; role++) {
            struct ink ink = theme_ink(theme, (enum role)role);

            CU_ASSERT(ink.c256 == -1 || (ink.c256 >= 16 && ink.c256 <= 255));
            CU_ASSERT(ink.c16 >= -1 && ink.c16 <= 15);
        }
    for (int i = 0; i < 6; i++)
        CU_ASSERT_EQUAL(theme_ink(0, (enum role)(ROLE_RUN + i)).c256, runs[i]);
    CU_ASSERT_EQUAL(theme_ink(0, ROLE_NONE).c256, -1);
    CU_ASSERT_EQUAL(theme_ink(2, ROLE_RUN).c256, -1);
    CU_ASSERT_EQUAL(theme_ink(99, ROLE_RUN).c256, 214);
    CHECK_TEXT(theme_name(1), "cividis");
}

static void looks_by_number_of_colours(void)
{
    struct cell c = {.glyph = 'x', .fg = ROLE_RUN + 4, .bg = ROLE_MAP + 15};
    struct look at_true = theme_look(0, COLOURS_TRUE, &c);
    struct look at256 = theme_look(0, 256, &c), at16 = theme_look(0, 16, &c);
    struct look at8 = theme_look(0, 8, &c), at0 = theme_look(0, 0, &c);

    CU_ASSERT(at256.fg == 184 && at256.bg == 100 && at256.attr == 0);
    CU_ASSERT(at16.fg == 3 && at16.bg == 15 && at16.attr == ATTR_BOLD);
    CU_ASSERT(at8.fg == 3 && at8.bg == 7 && at8.attr == ATTR_BOLD);
    CU_ASSERT(at_true.fg == (COLOURS_TRUE | 0xdecb60) && at_true.bg == (COLOURS_TRUE | 0x627a1b));
    CU_ASSERT(at0.fg == -1 && at0.bg == -1 && at0.attr == ATTR_BOLD);
}

int main(void)
{
    static const struct check checks[] = {
        {"maps grow lighter at every level", maps_grow_lighter_at_every_level},
        {"colours can be read", colours_can_be_read},
        {"inks leave the palette alone", inks_leave_the_palette_alone},
        {"looks by number of colours", looks_by_number_of_colours},
        {NULL, NULL},
    };
    return check_main("theme", checks);
}
