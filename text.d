text.o: src/base/text.c src/base/text.h src/base/memory.h

src/base/text.h:

src/base/memory.h:
