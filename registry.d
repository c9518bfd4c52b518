registry.o: src/backend/registry.c src/backend/backend.h src/base/text.h \
  src/draw/grid.h src/scene/key.h src/base/file.h

src/backend/backend.h:

src/base/text.h:

src/draw/grid.h:

src/scene/key.h:

src/base/file.h:
