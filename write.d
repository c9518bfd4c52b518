write.o: src/draw/write.c src/base/text.h src/draw/grid.h

src/base/text.h:

src/draw/grid.h:
