file.o: src/base/file.c src/base/file.h src/base/memory.h src/base/text.h

src/base/file.h:

src/base/memory.h:

src/base/text.h:
