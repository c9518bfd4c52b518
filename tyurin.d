tyurin.o: src/optimizer/tyurin.c src/optimizer/along.h \
  src/optimizer/optimizer.h src/base/param.h

src/optimizer/along.h:

src/optimizer/optimizer.h:

src/base/param.h:
