test_axis.o: tests/test_axis.c tests/check.h src/base/rng.h \
  src/draw/axis.h src/draw/canvas.h src/draw/grid.h tests/grid_text.h \
  src/base/text.h

tests/check.h:

src/base/rng.h:

src/draw/axis.h:

src/draw/canvas.h:

src/draw/grid.h:

tests/grid_text.h:

src/base/text.h:
