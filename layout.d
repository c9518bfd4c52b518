layout.o: src/draw/layout.c src/draw/layout.h src/draw/grid.h

src/draw/layout.h:

src/draw/grid.h:
