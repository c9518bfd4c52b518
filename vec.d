vec.o: src/base/vec.c src/base/vec.h

src/base/vec.h:
