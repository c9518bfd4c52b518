svg.o: src/backend/svg.c src/backend/backend.h src/base/text.h \
  src/draw/grid.h src/scene/key.h src/backend/frame.h src/draw/glyph.h \
  src/draw/theme.h

src/backend/backend.h:

src/base/text.h:

src/draw/grid.h:

src/scene/key.h:

src/backend/frame.h:

src/draw/glyph.h:

src/draw/theme.h:
