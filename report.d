report.o: src/base/report.c src/base/report.h src/base/memory.h \
  src/base/text.h

src/base/report.h:

src/base/memory.h:

src/base/text.h:
