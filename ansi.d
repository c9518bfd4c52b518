ansi.o: src/backend/ansi.c src/backend/backend.h src/base/text.h \
  src/draw/grid.h src/scene/key.h src/backend/frame.h src/backend/sgr.h \
  src/draw/theme.h

src/backend/backend.h:

src/base/text.h:

src/draw/grid.h:

src/scene/key.h:

src/backend/frame.h:

src/backend/sgr.h:

src/draw/theme.h:
