test_optimizer.o: tests/test_optimizer.c src/base/vec.h tests/check.h \
  src/optimizer/optimizer.h src/base/param.h

src/base/vec.h:

tests/check.h:

src/optimizer/optimizer.h:

src/base/param.h:
