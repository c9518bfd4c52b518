test_base.o: tests/test_base.c tests/check.h src/base/memory.h \
  src/base/report.h src/base/rng.h src/base/vec.h

tests/check.h:

src/base/memory.h:

src/base/report.h:

src/base/rng.h:

src/base/vec.h:
