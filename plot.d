plot.o: src/draw/plot.c src/base/text.h src/draw/axis.h src/draw/canvas.h \
  src/draw/grid.h

src/base/text.h:

src/draw/axis.h:

src/draw/canvas.h:

src/draw/grid.h:
